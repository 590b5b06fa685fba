//! The rails: the sandbox behind a network, and what must hold of how we use it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use oodaloo_domain::facts::RailName;
use oodaloo_rails::{Exchange, Rail, Request, Response};
use oodaloo_sandbox::{Sandbox, Webhook};
use serde_json::Value;

use super::core::{Core, Millis, lock};

/// How long we wait for an answer that never comes.
const TIMEOUT: Millis = 15_000;

/// Every token a rail ever gave us: none may be seen at rest.
#[derive(Default)]
pub struct Secrets(Mutex<BTreeSet<String>>);

impl Secrets {
    /// Whether one of them is in a text.
    #[must_use]
    pub fn are_in(&self, text: &str) -> bool {
        text.len() >= 16
            && lock(&self.0)
                .iter()
                .any(|secret| text.contains(secret.as_str()))
    }

    fn learn(&self, answer: &[u8]) {
        let Ok(Value::Object(answer)) = serde_json::from_slice(answer) else {
            return;
        };
        for name in ["access_token", "refresh_token"] {
            if let Some(secret) = answer.get(name).and_then(Value::as_str) {
                lock(&self.0).insert(secret.to_owned());
            }
        }
    }
}

/// Both rails.
pub struct SimRail {
    core: Arc<Core>,
    sandbox: Mutex<Sandbox>,
    began: Millis,
    secrets: Arc<Secrets>,
    /// Refresh token to the worker that showed it.
    shown: Mutex<BTreeMap<String, u64>>,
    /// Plaid item to the newest access token.
    items: Mutex<BTreeMap<String, String>>,
    /// Plaid item to when each of its lines came up.
    lines: Mutex<BTreeMap<String, Vec<Millis>>>,
}

impl SimRail {
    /// Over a sandbox.
    #[must_use]
    pub fn new(core: Arc<Core>, sandbox: Sandbox, secrets: Arc<Secrets>) -> Arc<Self> {
        let began = core.now();
        Arc::new(Self {
            core,
            sandbox: Mutex::new(sandbox),
            began,
            secrets,
            shown: Mutex::default(),
            items: Mutex::default(),
            lines: Mutex::default(),
        })
    }

    /// An access token of a Plaid item, when it was ever exchanged.
    #[must_use]
    pub fn item_token(&self, item: &str) -> Option<String> {
        lock(&self.items).get(item).cloned()
    }

    /// What somebody outside of us does at a rail; nothing gets in the way. Gives status and body.
    pub fn outside(
        &self,
        rail: RailName,
        method: &str,
        path: &str,
        body: &Value,
    ) -> oodaloo_sandbox::Response {
        let body = if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        };
        let request = oodaloo_sandbox::Request {
            method: method.into(),
            path: path.into(),
            headers: vec![
                ("content-type".into(), "application/json".into()),
                (
                    "plaid-client-id".into(),
                    oodaloo_sandbox::PLAID_CLIENT_ID.into(),
                ),
                ("plaid-secret".into(), oodaloo_sandbox::PLAID_SECRET.into()),
            ],
            body,
        };
        lock(&self.sandbox).handle(name(rail), &request, self.core.instant())
    }

    /// Lines have come up on an item, now.
    pub fn lines_came(&self, item: &str, count: usize) {
        let now = self.core.now();
        lock(&self.lines)
            .entry(item.to_owned())
            .or_default()
            .extend(std::iter::repeat_n(now, count));
    }

    /// How many lines an item had at a time.
    #[must_use]
    pub fn lines_at(&self, item: &str, at: Millis) -> usize {
        lock(&self.lines)
            .get(item)
            .map_or(0, |all| all.iter().filter(|came| **came <= at).count())
    }

    /// The webhooks that have come up since the last call.
    #[must_use]
    pub fn webhooks(&self) -> Vec<Webhook> {
        lock(&self.sandbox).take_webhooks()
    }

    fn is_down(&self, rail: RailName) -> bool {
        let at = self.core.now() - self.began;
        let jobber = rail == RailName::Jobber;
        self.core
            .faults()
            .outages
            .iter()
            .any(|(from, to, of)| (*from..*to).contains(&at) && *of == jobber)
    }

    fn carry_out(&self, request: &Request) -> Response {
        self.watch_refresh(request);
        let headers = request
            .headers
            .iter()
            .map(|(n, v)| ((*n).to_owned(), v.clone()))
            .collect();
        let request = oodaloo_sandbox::Request {
            method: request.method.to_owned(),
            path: request.path.clone(),
            headers,
            body: request.body.clone(),
        };
        let rail = if request.path.starts_with("/api/") {
            RailName::Jobber
        } else {
            RailName::Plaid
        };
        let answer = lock(&self.sandbox).handle(name(rail), &request, self.core.instant());
        self.core.note("rail", || {
            format!("{} {} {}", request.method, request.path, answer.status)
        });
        self.learn(&answer.body);
        Response {
            status: answer.status,
            body: answer.body,
        }
    }

    fn learn(&self, body: &[u8]) {
        self.secrets.learn(body);
        if let Ok(answer) = serde_json::from_slice::<Value>(body)
            && let (Some(item), Some(token)) =
                (answer["item_id"].as_str(), answer["access_token"].as_str())
        {
            lock(&self.items).insert(item.to_owned(), token.to_owned());
        }
    }

    /// A refresh token kills its grant when it is shown twice. After a crash nobody can know; but two
    /// workers that live must never show the same one.
    fn watch_refresh(&self, request: &Request) {
        if request.path != "/api/oauth/token" {
            return;
        }
        let body = String::from_utf8_lossy(&request.body).into_owned();
        let Some(token) = body
            .split('&')
            .find_map(|pair| pair.strip_prefix("refresh_token="))
        else {
            return;
        };
        let by = self.core.current();
        let before = lock(&self.shown).insert(token.to_owned(), by);
        if let Some(before) = before
            && before != by
            && self.core.is_alive(before)
        {
            self.core.violated(format!(
                "workers {before} and {by}, both alive, showed the same refresh token"
            ));
        }
    }
}

/// Of the rails that can be asked.
fn name(rail: RailName) -> oodaloo_sandbox::RailName {
    match rail {
        RailName::Csv => panic!("nobody is there: its lines come as files"),
        RailName::Jobber => oodaloo_sandbox::RailName::Jobber,
        RailName::Plaid => oodaloo_sandbox::RailName::Plaid,
    }
}

#[async_trait]
impl Rail for SimRail {
    async fn send(&self, request: Request) -> Result<Response, Exchange> {
        let rail = request.rail.as_str();
        self.core.travel().await;
        if self.is_down(request.rail) {
            self.core.count_fault();
            return Ok(Response {
                status: 503,
                body: b"Service temporarily unavailable".to_vec(),
            });
        }
        if self
            .core
            .strikes("rail unavailable", |f| f.rail_unavailable)
        {
            return Ok(Response {
                status: 503,
                body: b"fault".to_vec(),
            });
        }
        if self.core.strikes("rail silent", |f| f.rail_timeout) {
            if self.core.chance(500) {
                self.carry_out(&request);
            }
            self.core.sleep(TIMEOUT).await;
            return Err(Exchange::TimedOut(rail));
        }
        let answer = self.carry_out(&request);
        self.core.travel().await;
        if self
            .core
            .strikes("rail's answer lost", |f| f.rail_answer_lost)
        {
            return Err(Exchange::Broken(rail, "fault: answer lost".into()));
        }
        Ok(answer)
    }
}
