//! Two companies in one product, and everybody who might call.

use std::collections::BTreeSet;

use axum::body::{Body, to_bytes};
use http::{HeaderMap, Request};
use jiff::civil::date;
use lambda_http::request::RequestContext;
use oodaloo_domain::facts::{Member, Role};
use oodaloo_domain::{CompanyId, UserId};
use oodaloo_runtime::messages::{Schedule, Tick};
use oodaloo_store::{Condition, Item, Key, Table as _};
use oodaloo_tray_api::{Claims, ROUTES, Route, Who};
use serde_json::Value;
use tower::ServiceExt as _;

use super::conform::Description;
use crate::demo::{connect, friday};
use crate::inprocess::Product;

/// A company and its people.
pub struct Tenant {
    pub id: CompanyId,
    pub seed: oodaloo_seeds::Company,
    pub owner: &'static str,
    pub dispatcher: &'static str,
}

pub struct World {
    pub product: Product,
    pub description: Description,
    pub ours: Tenant,
    pub theirs: Tenant,
}

/// Somebody of neither company.
pub const STRANGER: &str = "mallory";
/// Somebody who belonged to ours until a moment ago.
pub const REMOVED: &str = "rita";

/// A request, before anybody sends it.
#[derive(Debug, Clone)]
pub struct Call {
    pub route: Route,
    /// The path with its parameters filled in.
    pub path: String,
    /// The query, `company_id` among it where the route takes it.
    pub query: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
    pub headers: Vec<(String, String)>,
}

impl Call {
    /// The same about another company.
    pub fn about(mut self, company: &CompanyId) -> Self {
        for (name, value) in &mut self.query {
            if name == "company_id" {
                *value = company.to_string();
            }
        }
        self
    }

    pub fn name(&self) -> String {
        name(&self.route)
    }
}

pub fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    pub json: Value,
}

impl Answer {
    /// The last part of the problem's type.
    pub fn problem(&self) -> &str {
        let uri = self.json["type"].as_str().unwrap_or_default();
        uri.strip_prefix(oodaloo_tray_api::problem::TYPES)
            .unwrap_or_default()
    }
}

/// Which token somebody shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    None,
    /// What sign-in gives for the app's own use, not for the API.
    Id,
    /// Of another client of the same pool.
    OtherClient,
    Access,
}

impl World {
    pub async fn new() -> Self {
        let now = friday();
        let product = Product::new(now, oodaloo_seeds::DEFAULT_SEED);
        let company = |seed| oodaloo_seeds::demo(seed, date(2026, 11, 20));
        let (mut theirs, ours) = (company(7), company(oodaloo_seeds::DEFAULT_SEED));
        // The demo company has one account at Jobber, whatever it was drawn from.
        theirs.jobber.account_id.push_str("Ng");
        // Ours last: the sandbox's next authorisation is for the company that was loaded last.
        let their_id = connect(&product, &theirs, ["oscar", "dora"], now).await;
        let our_id = connect(&product, &ours, ["olivia", "dan"], now).await;
        assert_ne!(their_id, our_id);
        let tick = Tick {
            schedule: Schedule::DigestTick,
            force: false,
        };
        product.digest.tick(&tick).await.unwrap();
        product.settle().await;
        let world = Self {
            product,
            description: Description::new(),
            ours: Tenant {
                id: our_id,
                seed: ours,
                owner: "olivia",
                dispatcher: "dan",
            },
            theirs: Tenant {
                id: their_id,
                seed: theirs,
                owner: "oscar",
                dispatcher: "dora",
            },
        };
        world.remove(REMOVED).await;
        world
    }

    /// Lets somebody into our company and out of it again.
    async fn remove(&self, user: &str) {
        let company = self.product.store.company(&self.ours.id);
        let user_id = UserId::new(user).unwrap();
        let member = Member {
            user_id: user_id.clone(),
            email: format!("{user}@example.com"),
            role: Role::Owner,
        };
        let writes = company.member_writes(&member, Condition::NotExists);
        company.transact(writes.unwrap()).await.unwrap();
        let there = company.member(&user_id).await.unwrap();
        company
            .transact(company.member_gone_writes(&member))
            .await
            .unwrap();
        assert_eq!(there, Some(member));
    }

    /// Who of a company may call a route, with the least rights that do.
    pub const fn right_one(tenant: &Tenant, who: Who) -> &'static str {
        match who {
            Who::Owner => tenant.owner,
            Who::Member | Who::Person | Who::Anyone => tenant.dispatcher,
        }
    }

    /// Sends it, and holds the answer against the description.
    pub async fn send(&self, call: &Call, user: &str, token: Token) -> Answer {
        let answer = self.send_unchecked(call, user, token).await;
        self.description.check(call, &answer);
        answer
    }

    async fn send_unchecked(&self, call: &Call, user: &str, token: Token) -> Answer {
        let query: Vec<String> = call
            .query
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let glue = if query.is_empty() { "" } else { "?" };
        let mut request = Request::builder().method(call.route.method).uri(format!(
            "{}{glue}{}",
            call.path,
            query.join("&")
        ));
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        let mut context =
            lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequestContext::default();
        context.request_id = Some("gateway-request-1".into());
        request = request.extension(RequestContext::ApiGatewayV2(context));
        if token != Token::None {
            let (token_use, client_id) = match token {
                Token::Id => ("id", self.product.client_id.as_str()),
                Token::OtherClient => ("access", "another-client"),
                _ => ("access", self.product.client_id.as_str()),
            };
            request = request.extension(Claims {
                token_use: token_use.into(),
                client_id: client_id.into(),
                sub: user.into(),
            });
        }
        let body = call.body.clone().map_or_else(Body::empty, Body::from);
        let answer = oodaloo_tray_api::router(self.product.api.clone())
            .oneshot(request.body(body).unwrap())
            .await
            .unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let bytes = to_bytes(answer.into_body(), 20_000_000).await.unwrap();
        Answer {
            status,
            headers,
            json: serde_json::from_slice(&bytes).unwrap_or_default(),
            text: String::from_utf8(bytes.to_vec()).unwrap(),
        }
    }

    /// Everything of a company.
    pub fn items(&self, tenant: &Tenant) -> Vec<(Key, Item)> {
        let partition = format!("C#{}", tenant.id);
        let all = self.product.table.snapshot();
        all.into_iter()
            .filter(|(key, _)| key.pk == partition)
            .collect()
    }

    /// The texts by which the other company would be known: what it stores and we do not.
    pub fn foreign_texts(&self) -> BTreeSet<String> {
        let texts = |tenant: &Tenant| {
            let mut found = BTreeSet::new();
            for (_, item) in self.items(tenant) {
                leaves(&Value::Object(item), &mut found);
            }
            found
        };
        // Names of attributes as well: some are ids.
        let ours: String = self
            .items(&self.ours)
            .into_iter()
            .map(|(_, item)| Value::Object(item).to_string())
            .collect();
        let mut theirs = texts(&self.theirs);
        theirs.retain(|text| text.len() >= 8 && !ours.contains(text.as_str()));
        theirs
    }

    /// Reads the meter of one call.
    pub async fn metered(&self, call: &Call, user: &str) -> (Answer, oodaloo_store::Units, u64) {
        let sends = *self.product.outside.sends.lock().unwrap();
        self.product.table.meter().take();
        let answer = self.send(call, user, Token::Access).await;
        let units = self.product.table.meter().take();
        (
            answer,
            units,
            *self.product.outside.sends.lock().unwrap() - sends,
        )
    }
}

fn leaves(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(all) => all.iter().for_each(|v| leaves(v, found)),
        Value::Object(all) => all.values().for_each(|v| leaves(v, found)),
        _ => {}
    }
}

/// Every route that asks who is calling.
pub fn behind_the_door() -> impl Iterator<Item = Route> {
    ROUTES.iter().copied().filter(|r| r.who != Who::Anyone)
}

/// Every route about a company.
pub fn of_a_company() -> impl Iterator<Item = Route> {
    behind_the_door().filter(|r| r.who != Who::Person)
}
