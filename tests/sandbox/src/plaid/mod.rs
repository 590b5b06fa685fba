//! The sandbox Plaid: Items, sync by cursor, and webhooks signed with ES256.

pub(crate) mod control;
mod error;
mod history;
mod identity;
mod items;
mod json;
mod limits;
mod link;
mod sandbox_verbs;
mod sync;
pub(crate) mod webhook;

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use oodaloo_seeds::{Company, bank::BankSide};
use serde_json::{Value, json};

use crate::{PLAID_CLIENT_ID, PLAID_SECRET, Request, Response, sandbox::Shared, tokens::Tokens};
pub(crate) use error::PlaidError;
pub(crate) use items::Item;
use webhook::Keys;

const PUBLIC_TOKEN_LIFE: SignedDuration = SignedDuration::from_mins(30);

type Outcome = Result<Value, PlaidError>;

#[derive(Clone, Debug)]
pub(crate) struct PlaidRail {
    /// Banks by company seed, as the names a link can ask for.
    banks: BTreeMap<String, BankSide>,
    /// What the companies behind them are called.
    names: BTreeMap<String, String>,
    latest: Option<String>,
    pub(crate) items: BTreeMap<String, Item>,
    /// Access token to item id.
    access: BTreeMap<String, String>,
    /// Public token to item id and end of life; good for one exchange.
    public: BTreeMap<String, (String, Timestamp)>,
    pub(crate) keys: Keys,
}

/// One call with its JSON body.
struct Call<'a> {
    body: Value,
    now: Timestamp,
    shared: &'a mut Shared,
}

impl Call<'_> {
    fn text(&self, name: &str) -> Result<&str, PlaidError> {
        let value = self
            .body
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty());
        value.ok_or_else(|| PlaidError::missing(name))
    }

    fn request_id(&mut self) -> String {
        self.shared.tokens.hex(8)
    }
}

impl PlaidRail {
    pub(crate) fn new(tokens: &mut Tokens) -> Self {
        Self {
            banks: BTreeMap::new(),
            names: BTreeMap::new(),
            latest: None,
            items: BTreeMap::new(),
            access: BTreeMap::new(),
            public: BTreeMap::new(),
            keys: Keys::new(tokens),
        }
    }

    pub(crate) fn load(&mut self, company: &Company) {
        let name = company.seed.to_string();
        self.banks.insert(name.clone(), company.bank.clone());
        self.names.insert(name.clone(), company.name.clone());
        self.latest = Some(name);
    }

    /// New lines and balances of a bank that may be linked already.
    pub(crate) fn move_on(&mut self, company: &Company) {
        self.load(company);
        if let Some(item) = self.items.get_mut(&company.bank.item_id) {
            item.move_on(&company.bank);
        }
    }

    pub(crate) fn handle(
        &mut self,
        req: &Request,
        now: Timestamp,
        shared: &mut Shared,
    ) -> Response {
        let Some(body) = req.json() else {
            return error::answer(
                &PlaidError::invalid("INVALID_BODY", "body could not be parsed as JSON"),
                shared,
            );
        };
        if req.method != "POST" {
            return error::answer(&PlaidError::not_found(), shared);
        }
        if !is_authentic(req, &body) {
            return error::answer(&PlaidError::api_keys(), shared);
        }
        let mut call = Call { body, now, shared };
        match self.dispatch(req.route(), &mut call) {
            Ok(mut answer) => {
                answer["request_id"] = call.request_id().into();
                Response::json(200, &answer)
            }
            Err(failure) => error::answer(&failure, call.shared),
        }
    }

    fn dispatch(&mut self, route: &str, call: &mut Call<'_>) -> Outcome {
        if let Ok(item) = self.item(call) {
            item.limits.admit(route, call.now)?;
        }
        match route {
            "/link/token/create" => self.link_token(call),
            "/sandbox/public_token/create" => self.create_public_token(call),
            "/item/public_token/exchange" => self.exchange(call),
            "/institutions/get_by_id" => self.institution(call),
            "/webhook_verification_key/get" => self.keys.get(call.text("key_id")?),
            "/item/remove" => self.remove(call),
            "/item/get" => {
                let item = self.item(call)?;
                Ok(json!({"item": json::item(item, true), "status": json::status(item)}))
            }
            "/item/webhook/update" => {
                let url = call
                    .body
                    .get("webhook")
                    .and_then(Value::as_str)
                    .map(str::to_owned);
                let item = self.item(call)?;
                item.webhook = url;
                Ok(json!({"item": json::item(item, false)}))
            }
            "/accounts/get" => {
                let item = self.working_item(call)?;
                Ok(json!({"accounts": json::accounts(item), "item": json::item(item, false)}))
            }
            "/accounts/balance/get" => self.live_balances(call),
            "/identity/get" => self.identity(call),
            "/transactions/sync" => self.sync(call),
            "/sandbox/transactions/create" => self.create_transactions(call),
            "/sandbox/item/fire_webhook" => self.fire_webhook(call),
            "/sandbox/item/reset_login" => self.reset_login(call),
            _ => Err(PlaidError::not_found()),
        }
    }

    /// The Item of the access token in the body, whatever its state.
    fn item(&mut self, call: &Call<'_>) -> Result<&mut Item, PlaidError> {
        let token = call.text("access_token")?;
        let id = self
            .access
            .get(token)
            .ok_or_else(PlaidError::access_token)?;
        self.items.get_mut(id).ok_or_else(PlaidError::access_token)
    }

    /// The Item of the access token in the body, if its login still works.
    fn working_item(&mut self, call: &Call<'_>) -> Result<&mut Item, PlaidError> {
        let item = self.item(call)?;
        if call.shared.faults.institution_down {
            return Err(PlaidError::institution_down());
        }
        match &item.login_error {
            Some(code) => Err(PlaidError::item(code)),
            None => Ok(item),
        }
    }
}

/// Keys may come as headers or in the body.
fn is_authentic(req: &Request, body: &Value) -> bool {
    let either = |header: &str, field: &str| {
        let in_body = body.get(field).and_then(Value::as_str);
        req.header(header).or(in_body).map(str::to_owned)
    };
    either("plaid-client-id", "client_id").as_deref() == Some(PLAID_CLIENT_ID)
        && either("plaid-secret", "secret").as_deref() == Some(PLAID_SECRET)
}
