//! Items that are ours alone, and how any record becomes an item and comes back.

use std::collections::BTreeMap;

use jiff::Timestamp;
use oodaloo_domain::facts::RailName;
use oodaloo_domain::tiles::{Tiles, Vitals};
use oodaloo_domain::week::IsoWeek;
use oodaloo_domain::{AccountId, RailAccountId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::table::{Item, Key, TableError, Value};

/// What went wrong in the store.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StoreError {
    /// The table's own answer.
    #[error(transparent)]
    Table(#[from] TableError),
    /// An item that this version of us cannot read. Never skipped: it may be money.
    #[error("the item at {pk}/{sk} cannot be read: {why}")]
    Corrupt {
        /// Its partition.
        pk: String,
        /// Its place.
        sk: String,
        /// What is wrong, without its contents.
        why: String,
    },
    /// More pages than a request may read.
    #[error("more than {0} pages in one read of {1}")]
    TooMuch(usize, String),
    /// A record that is not there although another says it is.
    #[error("{0} is not there")]
    Missing(&'static str),
}

impl StoreError {
    /// Whether the same call may succeed later.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Table(e) if e.is_transient())
    }

    /// Whether somebody else was first.
    #[must_use]
    pub const fn is_conflict(&self) -> bool {
        matches!(self, Self::Table(TableError::Conflict(_)))
    }
}

/// A record as an item under its key.
pub(crate) fn to_item<T: Serialize>(key: &Key, record: &T) -> Result<Item, StoreError> {
    let unreadable = |why: String| StoreError::Corrupt {
        pk: key.pk.clone(),
        sk: key.sk.clone(),
        why,
    };
    match serde_json::to_value(record).map_err(|e| unreadable(e.to_string()))? {
        Value::Object(mut item) => {
            item.insert("pk".into(), key.pk.clone().into());
            item.insert("sk".into(), key.sk.clone().into());
            // An absent attribute and a null one would be two ways to say the same.
            item.retain(|_, value| !value.is_null());
            Ok(item)
        }
        _ => Err(unreadable("not an object".into())),
    }
}

/// An item as its record.
pub(crate) fn from_item<T: DeserializeOwned>(item: &Item) -> Result<T, StoreError> {
    serde_json::from_value(Value::Object(item.clone())).map_err(|e| StoreError::Corrupt {
        pk: text(item, "pk"),
        sk: text(item, "sk"),
        why: format!("{:?} at a field", e.classify()),
    })
}

pub(crate) fn text(item: &Item, attribute: &str) -> String {
    item.get(attribute)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// One company's authorised link to one rail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Which rail.
    pub rail: RailName,
    /// What the rail calls the authorised party.
    pub account: RailAccountId,
    /// What the rail calls it to people.
    pub name: String,
    /// Whether it works.
    pub status: ConnectionStatus,
    /// Sealed access token.
    pub access: String,
    /// Sealed refresh token, where the rail has one.
    pub refresh: Option<String>,
    /// When the access token ends, where it does.
    pub expires_at: Option<Timestamp>,
    /// How far the rail has been read, in the rail's own terms.
    #[serde(default)]
    pub cursor: Value,
    /// When something new was last read to the end.
    pub last_sync_at: Option<Timestamp>,
    /// Who is refreshing the tokens just now.
    pub lease: Option<Lease>,
    /// When the owner connected it.
    pub connected_at: Timestamp,
    /// Why it needs the owner, in the rail's own code.
    #[serde(default)]
    pub why: Option<String>,
    /// What the owner should know although it works.
    #[serde(default)]
    pub notice: Option<Notice>,
    /// Which bank, as the rail numbers them: the same login linked twice is noticed by it.
    #[serde(default)]
    pub institution: Option<String>,
    /// How much of the rail's limits was left, where it was little.
    #[serde(default)]
    pub pace: Option<Pace>,
    /// How the link has fared lately.
    #[serde(default)]
    pub vitals: Vitals,
    /// When the rail's limits per endpoint are all there again, where something is missing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub calls: Calls,
    /// What is known of the bank behind it.
    #[serde(default, skip_serializing_if = "BankSeen::is_nothing")]
    pub bank: BankSeen,
    /// The bank accounts that came with it.
    #[serde(default)]
    pub accounts: Vec<AccountId>,
    /// Raised by one at every change.
    pub version: u64,
}

/// What is known of the bank behind a connection, beside its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BankSeen {
    /// When its balances were last read from the bank.
    pub read_at: Option<Timestamp>,
    /// When live balances were last asked for, in vain or not: each time costs.
    pub live_at: Option<Timestamp>,
    /// When it was asked who holds the accounts.
    pub holders_at: Option<Timestamp>,
    /// Accounts whose holder may be somebody else than the company. The names themselves are not kept.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unlike: Vec<AccountId>,
}

impl BankSeen {
    fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// When an item's buckets of calls at Plaid are full again, by endpoint.
pub type Calls = BTreeMap<String, Timestamp>;

/// What was left of a rail's limits for one account at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// When.
    pub at: Timestamp,
    /// Points left in the bucket.
    pub available: i64,
    /// What a full bucket holds.
    pub maximum: i64,
    /// Points that come back each second.
    pub restore_rate: i64,
}

/// What a rail has announced about a connection that still works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The rail's own code.
    pub code: String,
    /// When it was announced.
    pub at: Timestamp,
}

/// Whether a connection works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionStatus {
    /// It does.
    Active,
    /// Only the owner can mend it.
    NeedsReconnect,
}

/// The right to refresh a connection's tokens, for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Whose.
    pub holder: String,
    /// Until when. Outlives any holder: longer than a function may run.
    pub until: Timestamp,
}

/// A week's digest: its numbers, what was sent, and how far that is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DigestRecord {
    /// Follows from company and week.
    pub id: String,
    /// Which week.
    pub week: IsoWeek,
    /// How far.
    pub status: DigestStatus,
    /// When it was claimed by the worker that sends it.
    pub claimed_at: Timestamp,
    /// When the mail service took it.
    pub sent_at: Option<Timestamp>,
    /// To whom.
    pub to: Vec<String>,
    /// Those whose mail the service has taken.
    #[serde(default)]
    pub taken: Vec<String>,
    /// Those whose mail it refused for good.
    #[serde(default)]
    pub refused: Vec<String>,
    /// The subject.
    pub subject: String,
    /// As sent.
    pub html: String,
    /// As sent.
    pub text: String,
    /// The numbers in it.
    pub tiles: Tiles,
    /// Raised by one at every change.
    pub version: u64,
}

impl DigestRecord {
    /// Those of whose mail nothing is known yet.
    #[must_use]
    pub fn open_recipients(&self) -> Vec<String> {
        let settled = |to: &&String| self.taken.contains(to) || self.refused.contains(to);
        self.to.iter().filter(|to| !settled(to)).cloned().collect()
    }
}

/// How far a digest is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DigestStatus {
    /// Claimed; it may or may not have left.
    Sending,
    /// The mail service has it.
    Sent,
}
