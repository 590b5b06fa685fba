//! The sandbox Jobber: OAuth with rotation, GraphQL with costs, signed webhooks.

mod account;
pub(crate) mod control;
mod cost;
mod engine;
mod graphql;
mod oauth;
mod objects;
mod throttle;
pub(crate) mod webhook;

use std::collections::BTreeMap;

use jiff::Timestamp;
use oodaloo_seeds::Company;
use serde_json::json;

pub(crate) use account::{Account, NewPayment};
use engine::Engine;
use oauth::OAuth;

use crate::{Request, Response, sandbox::Shared};

#[derive(Clone, Debug)]
pub(crate) struct JobberRail {
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) oauth: OAuth,
    engine: Engine,
    latest: Option<String>,
}

impl JobberRail {
    pub(crate) fn new() -> Self {
        Self {
            accounts: BTreeMap::new(),
            oauth: OAuth::default(),
            engine: Engine::new(),
            latest: None,
        }
    }

    pub(crate) fn load(&mut self, company: &Company) {
        let id = company.jobber.account_id.clone();
        self.accounts.insert(id.clone(), Account::new(company));
        self.latest = Some(id);
    }

    /// The books become those of `company`; what clients have written beside them stays.
    pub(crate) fn move_on(&mut self, company: &Company) {
        let before = self.accounts.remove(&company.jobber.account_id);
        self.load(company);
        if let (Some(before), Some(after)) =
            (before, self.accounts.get_mut(&company.jobber.account_id))
        {
            (after.notes, after.tasks) = (before.notes, before.tasks);
        }
    }

    /// The named account, or the one loaded last.
    pub(crate) fn account_id(&self, named: Option<&str>) -> Option<String> {
        match named {
            Some(id) => self.accounts.contains_key(id).then(|| id.to_owned()),
            None => self.latest.clone(),
        }
    }

    pub(crate) fn handle(
        &mut self,
        req: &Request,
        now: Timestamp,
        shared: &mut Shared,
    ) -> Response {
        match (req.method.as_str(), req.route()) {
            ("GET", "/api/oauth/authorize") => self.authorize(req, now, shared),
            ("POST", "/api/oauth/token") => self.oauth.token(req, now, &mut shared.tokens),
            ("POST", "/api/graphql") => self.graphql(req, now, shared),
            (_, "/api/oauth/authorize" | "/api/oauth/token" | "/api/graphql") => {
                Response::text(405, "Method Not Allowed")
            }
            _ => Response::json(404, &json!({"error": "Not Found"})),
        }
    }

    /// What an administrator who agrees would cause. `sandbox_account` names the account; a browser would know it.
    fn authorize(&mut self, req: &Request, now: Timestamp, shared: &mut Shared) -> Response {
        let query: BTreeMap<_, _> = req.query().into_iter().collect();
        let account = query.get("sandbox_account").map(String::as_str);
        match self.account_id(account) {
            Some(account) => self
                .oauth
                .authorize(&query, account, now, &mut shared.tokens),
            None => Response::text(404, "no such account: load a company first"),
        }
    }

    /// Ends every grant of an account, as a disconnect on either side does.
    pub(crate) fn disconnect(&mut self, account_id: &str) {
        self.oauth.disconnect(account_id);
    }
}
