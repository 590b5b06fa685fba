//! Items: linking, exchanging, removing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use oodaloo_seeds::bank::BankSide;
use serde_json::{Value, json};

use super::history::{Change, Line};
use super::limits::Limits;
use super::sync::Readiness;
use super::{Call, Outcome, PUBLIC_TOKEN_LIFE, PlaidError, PlaidRail, json as shape};
use crate::tokens::sha256_hex;

/// One login at a bank, as our app sees it.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) id: String,
    pub(crate) bank: BankSide,
    /// Everything that has happened to its transactions, in order; a cursor is a place in it.
    pub(crate) log: Vec<Change>,
    pub(crate) webhook: Option<String>,
    /// The code of what is wrong with the login.
    pub(crate) login_error: Option<String>,
    /// What the bank says of accounts' holders.
    pub(super) holders: BTreeMap<String, Option<String>>,
    pub(super) readiness: Readiness,
    /// How often it was asked in the last minute.
    pub(super) limits: Limits,
    /// Products beside transactions: what the bank has and our app asked for.
    pub(super) products: BTreeSet<String>,
    /// Who holds its accounts, by the bank's word; where nothing is said, the company itself.
    pub(super) owners: BTreeMap<String, Vec<String>>,
    /// Whose name the accounts are in, unless something else is said.
    pub(super) holder: String,
    /// Products that are there but not ready yet.
    pub(super) unready: BTreeSet<String>,
    /// When Plaid last read the bank.
    pub(super) read_at: Option<Timestamp>,
    /// What the bank would say just now, in cents, where it is not what Plaid has at hand.
    pub(super) live: BTreeMap<String, i64>,
    /// Cursors of another age are void.
    pub(super) age: u32,
    /// Whether a sync loop is between two pages.
    pub(super) paging: bool,
    /// Whether sync was ever called: only then does Plaid announce updates.
    pub(super) synced: bool,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
}

impl Item {
    fn new(bank: BankSide, webhook: Option<String>, now: Timestamp) -> Self {
        let log = bank
            .transactions
            .iter()
            .cloned()
            .map(|t| Change::Added(Box::new(Line::posted(t))))
            .collect();
        Self {
            id: bank.item_id.clone(),
            bank,
            log,
            webhook,
            login_error: None,
            holders: BTreeMap::new(),
            readiness: Readiness::Historical,
            limits: Limits::default(),
            products: BTreeSet::new(),
            owners: BTreeMap::new(),
            holder: String::new(),
            unready: BTreeSet::new(),
            read_at: None,
            live: BTreeMap::new(),
            age: 0,
            paging: false,
            synced: false,
            created_at: now,
            updated_at: now,
        }
    }
}

impl Item {
    /// Takes over what has come up at the bank since.
    pub(super) fn move_on(&mut self, bank: &BankSide) {
        let known: BTreeSet<&str> = self
            .bank
            .transactions
            .iter()
            .map(|t| t.id.as_str())
            .collect();
        let new = bank
            .transactions
            .iter()
            .filter(|t| !known.contains(t.id.as_str()));
        let new: Vec<_> = new.cloned().collect();
        let added = new
            .into_iter()
            .map(|t| Change::Added(Box::new(Line::posted(t))));
        self.log.extend(added);
        self.bank = bank.clone();
    }
}

/// Linking the same login again gives new ids for everything, as it does at Plaid.
fn renamed(bank: &BankSide, times: usize) -> BankSide {
    let rename = |id: &str| match times {
        0 => id.to_owned(),
        _ => sha256_hex(format!("{id}/{times}").as_bytes())[..37].to_owned(),
    };
    let mut bank = bank.clone();
    bank.item_id = rename(&bank.item_id);
    for account in &mut bank.accounts {
        account.id = rename(&account.id);
    }
    for transaction in &mut bank.transactions {
        transaction.id = rename(&transaction.id);
        transaction.account_id = rename(&transaction.account_id);
    }
    bank
}

impl PlaidRail {
    /// `/sandbox/public_token/create`: what a user who finishes Link would cause. `options.override_username` names the
    /// company by its seed; without it, the company loaded last is linked.
    pub(super) fn create_public_token(&mut self, call: &mut Call<'_>) -> Outcome {
        let wanted = call.text("institution_id")?.to_owned();
        if call
            .body
            .get("initial_products")
            .and_then(Value::as_array)
            .is_none_or(Vec::is_empty)
        {
            return Err(PlaidError::missing("initial_products"));
        }
        let named = call
            .body
            .pointer("/options/override_username")
            .and_then(Value::as_str);
        let name = named.or(self.latest.as_deref()).unwrap_or_default();
        let bank = self.banks.get(name).ok_or_else(PlaidError::institution)?;
        if bank.institution_id != wanted {
            return Err(PlaidError::institution());
        }
        let mut bank = renamed(bank, 0);
        for times in 1.. {
            if !self.items.contains_key(&bank.item_id) {
                break;
            }
            bank = renamed(&self.banks[name], times);
        }
        let webhook = call
            .body
            .pointer("/options/webhook")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let mut item = Item::new(bank, webhook, call.now);
        let asked = call.body.get("initial_products").and_then(Value::as_array);
        let asked = asked.into_iter().flatten().filter_map(Value::as_str);
        let more = asked.filter(|p| *p != "transactions");
        item.holder = self.names.get(name).cloned().unwrap_or_default();
        item.products = more.map(str::to_owned).collect();
        let token = format!("public-sandbox-{}", call.shared.tokens.uuid());
        self.public.insert(
            token.clone(),
            (item.id.clone(), call.now + PUBLIC_TOKEN_LIFE),
        );
        self.items.insert(item.id.clone(), item);
        Ok(json!({"public_token": token}))
    }

    pub(super) fn exchange(&mut self, call: &mut Call<'_>) -> Outcome {
        let found = self.public.remove(call.text("public_token")?);
        let (item_id, _) = found
            .filter(|(_, end)| call.now < *end)
            .ok_or_else(PlaidError::public_token)?;
        let access_token = format!("access-sandbox-{}", call.shared.tokens.uuid());
        self.access.insert(access_token.clone(), item_id.clone());
        Ok(json!({"access_token": access_token, "item_id": item_id}))
    }

    pub(super) fn remove(&mut self, call: &mut Call<'_>) -> Outcome {
        let id = self.item(call)?.id.clone();
        self.items.remove(&id);
        self.access.retain(|_, item| *item != id);
        Ok(json!({}))
    }

    pub(super) fn institution(&mut self, call: &mut Call<'_>) -> Outcome {
        let id = call.text("institution_id")?;
        if call
            .body
            .get("country_codes")
            .and_then(Value::as_array)
            .is_none_or(Vec::is_empty)
        {
            return Err(PlaidError::missing("country_codes"));
        }
        let bank = self
            .banks
            .values()
            .find(|b| b.institution_id == id)
            .ok_or_else(PlaidError::institution)?;
        Ok(json!({"institution": shape::institution(bank)}))
    }

    /// The address an Item's webhooks go to.
    pub(crate) fn webhook_url(&self, item_id: &str, fallback: Option<&String>) -> Option<String> {
        let own = self
            .items
            .get(item_id)
            .and_then(|item| item.webhook.clone());
        own.or_else(|| fallback.cloned())
    }
}
