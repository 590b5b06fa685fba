//! Plaid: bank accounts and their lines, as facts.

mod convert;
mod errors;
mod link;
mod wire;

use jiff::civil::Date;
use oodaloo_domain::facts::{Account, BankLine, RailName};
use oodaloo_domain::{AccountId, BankTransactionId};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::port::{Rail, RailError, Request};
use crate::rows::Rejected;
use crate::text::{excerpt, free};

pub use link::{ItemHealth, LinkFor, LinkToken};

const RAIL: &str = RailName::Plaid.as_str();
/// The API version that this is written for.
const API_VERSION: &str = "2020-09-14";
/// Updates per page: Plaid's most, because short pages make changes during paging likelier.
const PAGE: u16 = 500;
/// The longest cursor Plaid gives.
const MAX_CURSOR: usize = 256;

/// Our app at Plaid.
pub struct Plaid<'a> {
    rail: &'a dyn Rail,
    client_id: &'a str,
    secret: &'a SecretString,
}

/// What a public token is exchanged for.
#[derive(Debug, Clone)]
pub struct Linked {
    /// Does not expire.
    pub access: SecretString,
    /// As webhooks carry it.
    pub item_id: String,
}

/// A line of an account, posted or on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaidLine {
    /// The line, as it would stand if it were posted.
    pub line: BankLine,
    /// Not posted yet: it may change its amount, get another id, or vanish. Never a fact.
    pub pending: bool,
    /// The pending line that this posted one replaces, where Plaid knows.
    pub replaces: Option<BankTransactionId>,
    /// The day it was made, where the bank says.
    pub authorized_on: Option<Date>,
}

/// One page of changes. Nothing may be kept of a loop that did not reach its last page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncPage {
    /// New lines.
    pub added: Vec<PlaidLine>,
    /// Lines that changed, whole.
    pub modified: Vec<PlaidLine>,
    /// Lines that the bank took back.
    pub removed: Vec<BankTransactionId>,
    /// The accounts that the lines are of, with the balances Plaid has at hand.
    pub accounts: Vec<Account>,
    /// Records that could not be understood. The others stand.
    pub rejected: Vec<Rejected>,
    /// Where the next page (or, after the last, the next sync) begins. None: nothing is ready yet,
    /// keep the old cursor.
    pub next_cursor: Option<String>,
    /// Whether the loop goes on.
    pub has_more: bool,
    /// How far Plaid has got with the item's history.
    pub status: UpdateStatus,
}

/// How far Plaid has got with an item's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UpdateStatus {
    /// Nothing yet: ask again in a while.
    NotReady,
    /// The last 30 days.
    Initial,
    /// Everything.
    Historical,
    /// As written.
    Other(String),
}

/// An item's accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accounts {
    /// Those that could be understood.
    pub accounts: Vec<Account>,
    /// Those that could not.
    pub rejected: Vec<Rejected>,
}

/// A public key of Plaid's webhook signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookKey {
    /// Its id.
    pub kid: String,
    /// Its algorithm; only `ES256` is accepted.
    pub alg: String,
    /// Its point, base64url.
    pub x: String,
    /// Its point, base64url.
    pub y: String,
    /// Plaid has retired it.
    pub expired: bool,
}

impl<'a> Plaid<'a> {
    /// With our app's credentials.
    #[must_use]
    pub const fn new(rail: &'a dyn Rail, client_id: &'a str, secret: &'a SecretString) -> Self {
        Self {
            rail,
            client_id,
            secret,
        }
    }

    /// Exchanges the public token that Link gave the owner's browser.
    ///
    /// # Errors
    /// [`RailError`], as with every call.
    pub async fn exchange_public_token(&self, public_token: &str) -> Result<Linked, RailError> {
        let body = json!({"public_token": public_token});
        let wire: wire::Exchanged = self.call("/item/public_token/exchange", body).await?;
        Ok(Linked {
            access: wire.access_token,
            item_id: wire.item_id,
        })
    }

    /// One page of changes after a cursor; of the whole history without one.
    ///
    /// # Errors
    /// [`RailError::Mutated`]: start the loop again from the cursor of its first page.
    /// [`RailError::CursorLost`]: read everything again. [`RailError::NeedsReconnect`]: the owner
    /// has to log in at the bank.
    pub async fn sync_page(
        &self,
        access: &SecretString,
        cursor: Option<&str>,
    ) -> Result<SyncPage, RailError> {
        let mut body = json!({
            "access_token": access.expose_secret(),
            "count": PAGE,
            "options": {"include_original_description": true},
        });
        if let Some(cursor) = cursor.filter(|c| !c.is_empty()) {
            body["cursor"] = cursor.into();
        }
        let wire: wire::SyncPage = self.call("/transactions/sync", body).await?;
        let page = convert::page(wire);
        if page.has_more
            && page
                .next_cursor
                .as_deref()
                .is_none_or(|next| Some(next) == cursor || next.len() > MAX_CURSOR)
        {
            let why = "a page that is not the last has no new cursor".into();
            return Err(RailError::Refused { rail: RAIL, why });
        }
        Ok(page)
    }

    /// The item's accounts with the balances Plaid has at hand (about a day old).
    ///
    /// # Errors
    /// [`RailError`]; [`RailError::NeedsReconnect`] when the owner has to log in at the bank.
    pub async fn accounts(&self, access: &SecretString) -> Result<Accounts, RailError> {
        let body = json!({"access_token": access.expose_secret()});
        let wire: wire::Accounts = self.call("/accounts/get", body).await?;
        let (accounts, rejected) = convert::accounts(&wire.accounts);
        Ok(Accounts { accounts, rejected })
    }

    /// What the bank says of these accounts' balances now. It costs each time, and may take half a minute. Only
    /// cash may be asked for: one institution wants to be told how old a card's balance may be.
    ///
    /// # Errors
    /// As [`Plaid::accounts`].
    pub async fn balances(
        &self,
        access: &SecretString,
        of: &[AccountId],
    ) -> Result<Accounts, RailError> {
        let body = json!({"access_token": access.expose_secret(), "options": {"account_ids": of}});
        let wire: wire::Accounts = self.call("/accounts/balance/get", body).await?;
        let (accounts, rejected) = convert::accounts(&wire.accounts);
        Ok(Accounts { accounts, rejected })
    }

    /// The names that the bank has on each account. They are a person's or a business's, as the bank likes.
    ///
    /// # Errors
    /// [`RailError::Unavailable`] while they are not ready; [`RailError::Refused`] where the item has none.
    pub async fn holders(
        &self,
        access: &SecretString,
    ) -> Result<Vec<(AccountId, Vec<String>)>, RailError> {
        let body = json!({"access_token": access.expose_secret()});
        let wire: wire::Identity = self.call("/identity/get", body).await?;
        let held = wire.accounts.into_iter().filter_map(|held| {
            let names = held.owners.into_iter().flat_map(|o| o.names);
            let names = names.map(|n| free(&n)).filter(|n| !n.is_empty());
            Some((AccountId::new(held.account_id).ok()?, names.collect()))
        });
        Ok(held.collect())
    }

    /// The key of a webhook's signature, by its id.
    ///
    /// # Errors
    /// [`RailError::Refused`] when Plaid does not know it.
    pub async fn webhook_key(&self, kid: &str) -> Result<WebhookKey, RailError> {
        let wire: wire::KeyAnswer = self
            .call("/webhook_verification_key/get", json!({"key_id": kid}))
            .await?;
        let key = wire.key;
        let expired = !key.expired_at.is_null();
        Ok(WebhookKey {
            kid: key.kid,
            alg: key.alg,
            x: key.x,
            y: key.y,
            expired,
        })
    }

    async fn call<T: DeserializeOwned>(&self, path: &str, body: Value) -> Result<T, RailError> {
        let request = Request {
            rail: RailName::Plaid,
            method: "POST",
            path: path.into(),
            headers: vec![
                ("content-type", "application/json".into()),
                ("plaid-client-id", self.client_id.into()),
                ("plaid-secret", self.secret.expose_secret().into()),
                ("plaid-version", API_VERSION.into()),
            ],
            body: body.to_string().into_bytes(),
        };
        let answer = self.rail.send(request).await?;
        if answer.status != 200 {
            return Err(errors::error(&answer));
        }
        serde_json::from_slice(&answer.body).map_err(|e| {
            // Only the position: the parser's own words could quote a token.
            let why = excerpt(&format!(
                "{path}: not as documented at line {} column {}",
                e.line(),
                e.column()
            ));
            if e.is_data() {
                RailError::Refused { rail: RAIL, why }
            } else {
                RailError::Unavailable { rail: RAIL, why }
            }
        })
    }
}

#[cfg(test)]
mod tests;
