//! Answers as Plaid writes them. Enums stay text: a value we do not know is no error.

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::amount::RawNumber;

#[derive(Deserialize)]
pub(super) struct Exchanged {
    pub(super) access_token: SecretString,
    pub(super) item_id: String,
}

#[derive(Deserialize)]
pub(super) struct SyncPage {
    pub(super) added: Vec<Box<RawValue>>,
    pub(super) modified: Vec<Box<RawValue>>,
    pub(super) removed: Vec<Box<RawValue>>,
    #[serde(default)]
    pub(super) accounts: Vec<Box<RawValue>>,
    pub(super) next_cursor: Option<String>,
    pub(super) has_more: bool,
    pub(super) transactions_update_status: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Removed {
    pub(super) transaction_id: String,
}

#[derive(Deserialize)]
pub(super) struct Transaction {
    pub(super) transaction_id: String,
    pub(super) account_id: String,
    pub(super) amount: RawNumber,
    pub(super) iso_currency_code: Option<String>,
    pub(super) unofficial_currency_code: Option<String>,
    pub(super) date: String,
    pub(super) authorized_date: Option<String>,
    pub(super) name: Option<String>,
    pub(super) original_description: Option<String>,
    pub(super) merchant_name: Option<String>,
    pub(super) pending: bool,
    pub(super) pending_transaction_id: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Accounts {
    pub(super) accounts: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
pub(super) struct Account {
    pub(super) account_id: String,
    pub(super) balances: Balances,
    pub(super) mask: Option<String>,
    pub(super) name: Option<String>,
    pub(super) official_name: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) subtype: Option<String>,
    pub(super) holder_category: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Balances {
    pub(super) available: Option<RawNumber>,
    pub(super) current: Option<RawNumber>,
    pub(super) iso_currency_code: Option<String>,
    pub(super) unofficial_currency_code: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct KeyAnswer {
    pub(super) key: Key,
}

#[derive(Deserialize)]
pub(super) struct Key {
    pub(super) alg: String,
    pub(super) kid: String,
    pub(super) x: String,
    pub(super) y: String,
    #[serde(default)]
    pub(super) expired_at: Value,
}

#[derive(Deserialize)]
pub(super) struct LinkToken {
    pub(super) link_token: String,
    pub(super) expiration: String,
}

#[derive(Deserialize)]
pub(super) struct ItemAnswer {
    pub(super) item: Item,
    pub(super) status: Option<ItemStatus>,
}

#[derive(Deserialize)]
pub(super) struct ItemStatus {
    pub(super) transactions: Option<Updates>,
}

#[derive(Deserialize)]
pub(super) struct Updates {
    pub(super) last_successful_update: Option<String>,
}

/// Names alone: what else is known of people is not even read.
#[derive(Deserialize)]
pub(super) struct Held {
    pub(super) account_id: String,
    #[serde(default)]
    pub(super) owners: Vec<Owner>,
}

#[derive(Deserialize)]
pub(super) struct Owner {
    #[serde(default)]
    pub(super) names: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Identity {
    pub(super) accounts: Vec<Held>,
}

#[derive(Deserialize)]
pub(super) struct Item {
    pub(super) institution_id: Option<String>,
    #[serde(default)]
    pub(super) error: Value,
    pub(super) products: Option<Vec<String>>,
    pub(super) billed_products: Option<Vec<String>>,
}
