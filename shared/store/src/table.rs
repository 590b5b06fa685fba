//! The `Table` port: what we ask of DynamoDB, and no more.
//!
//! Two adapters: [`crate::dynamo::DynamoTable`] (the real one) and [`crate::model::ModelTable`]
//! (in memory, for the simulation), held equal by a differential test.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;

/// A stored value. Numbers are integers wherever they are money; never a float of money.
pub type Value = serde_json::Value;

/// A stored item: attributes by name, `pk` and `sk` among them.
pub type Item = serde_json::Map<String, Value>;

/// The most keys in one [`Table::batch_get`].
pub const MAX_BATCH_KEYS: usize = 100;
/// The most writes in one [`Table::transact`].
pub const MAX_TRANSACT_WRITES: usize = 100;
/// The largest item, in bytes, that we write. DynamoDB's own limit is 400 KiB; ours leaves room
/// for attribute names and growth.
pub const MAX_ITEM_BYTES: usize = 350 * 1024;

/// Where an item lies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Partition.
    pub pk: String,
    /// Place in the partition.
    pub sk: String,
}

impl Key {
    /// Of its two parts.
    #[must_use]
    pub fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self {
            pk: pk.into(),
            sk: sk.into(),
        }
    }
}

/// What must hold for a write to happen. A missing attribute fails every comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Nothing.
    Always,
    /// The item does not exist.
    NotExists,
    /// The item exists.
    Exists,
    /// The attribute is there and equals the value.
    Equals(String, Value),
    /// The attribute is there and is less than the number or text.
    LessThan(String, Value),
    /// The attribute is not there.
    Absent(String),
    /// Every one holds.
    All(Vec<Condition>),
    /// At least one holds.
    Any(Vec<Condition>),
}

impl Condition {
    /// The optimistic lock: the item still has this version.
    #[must_use]
    pub fn version(expected: u64) -> Self {
        Self::Equals("version".into(), expected.into())
    }

    /// The attribute equals the value.
    #[must_use]
    pub fn equals(attribute: &str, value: impl Into<Value>) -> Self {
        Self::Equals(attribute.into(), value.into())
    }
}

/// One write. Each names its condition: there is no way to forget it.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// The whole item.
    Put {
        /// With its `pk` and `sk`.
        item: Item,
        /// What must hold of the item that is there.
        when: Condition,
    },
    /// Some attributes of an item; makes the item when it is not there and `when` allows.
    Update {
        /// Where.
        key: Key,
        /// New values.
        set: BTreeMap<String, Value>,
        /// Numbers to add (a missing one counts as 0).
        add: BTreeMap<String, i64>,
        /// Attributes to take away.
        remove: Vec<String>,
        /// What must hold of the item that is there.
        when: Condition,
    },
    /// Takes the item away.
    Delete {
        /// Where.
        key: Key,
        /// What must hold of the item that is there.
        when: Condition,
    },
    /// Writes nothing; the transaction fails unless it holds.
    Check {
        /// Where.
        key: Key,
        /// What must hold.
        when: Condition,
    },
}

impl Write {
    /// Where it writes. `None` for a put without keys, which adapters refuse.
    #[must_use]
    pub fn key(&self) -> Option<Key> {
        match self {
            Self::Put { item, .. } => Some(Key::new(
                item.get("pk")?.as_str()?,
                item.get("sk")?.as_str()?,
            )),
            Self::Update { key, .. } | Self::Delete { key, .. } | Self::Check { key, .. } => {
                Some(key.clone())
            }
        }
    }

    /// Its condition.
    #[must_use]
    pub const fn when(&self) -> &Condition {
        match self {
            Self::Put { when, .. }
            | Self::Update { when, .. }
            | Self::Delete { when, .. }
            | Self::Check { when, .. } => when,
        }
    }
}

/// What a query runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Index {
    /// `pk`/`sk`, read strongly consistent.
    Base,
    /// The sparse `gsi1pk`/`gsi1sk`: eventually consistent. Finds work; decides nothing.
    Gsi1,
}

/// Which part of a partition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Range {
    /// All of it.
    All,
    /// Sort keys that begin so.
    Prefix(String),
    /// From the first to the second, both included.
    Between(String, String),
}

/// One query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// On what.
    pub index: Index,
    /// The partition.
    pub pk: String,
    /// The part of it.
    pub range: Range,
    /// May be a moment behind, for half the price: for what nothing is decided on. The index always is.
    pub eventual: bool,
    /// Smallest sort key first.
    pub forward: bool,
    /// The most items in one page.
    pub limit: Option<u32>,
    /// Where the page before ended.
    pub start: Option<Item>,
}

impl Query {
    /// All of a partition of the base table.
    #[must_use]
    pub fn base(pk: impl Into<String>, range: Range) -> Self {
        Self {
            index: Index::Base,
            pk: pk.into(),
            range,
            eventual: false,
            forward: true,
            limit: None,
            start: None,
        }
    }

    /// Part of a partition of the sparse index.
    #[must_use]
    pub fn gsi1(pk: impl Into<String>, range: Range) -> Self {
        Self {
            index: Index::Gsi1,
            eventual: true,
            ..Self::base(pk, range)
        }
    }
}

/// One page of a query (at most 1 MB read).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// The items.
    pub items: Vec<Item>,
    /// Where the next page starts; none on the last.
    pub next: Option<Item>,
}

/// A write of a transaction whose condition did not hold.
#[derive(Debug, Clone, PartialEq)]
pub struct FailedWrite {
    /// Its place in the transaction.
    pub index: usize,
    /// The item as it is, so that the loser needs no second read.
    pub current: Option<Item>,
}

/// What went wrong, by what the caller can do about it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TableError {
    /// A condition did not hold: somebody else was first. A business answer, not a failure.
    #[error("a condition did not hold for {} of the writes", .0.len())]
    Conflict(Vec<FailedWrite>),
    /// Another transaction is on the same items just now: try again.
    #[error("another transaction holds one of the items")]
    Contention,
    /// Too many requests: try again later.
    #[error("the table throttles")]
    Throttled,
    /// The request itself is wrong: trying again will not help.
    #[error("the table refused the request: {0}")]
    Invalid(String),
    /// No answer, or a broken one. A write may have happened.
    #[error("the table did not answer: {0}")]
    Unavailable(String),
}

impl TableError {
    /// Whether the same call may succeed later.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Contention | Self::Throttled | Self::Unavailable(_)
        )
    }
}

/// What was consumed, in half read units so that it stays whole: an eventually consistent read of
/// 4 KiB is one half.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Units {
    /// Half read units.
    pub read_halves: u64,
    /// Write units.
    pub writes: u64,
    /// Requests sent.
    pub calls: u64,
}

impl Units {
    /// What was consumed since an earlier reading.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Self {
        Self {
            read_halves: self.read_halves.saturating_sub(earlier.read_halves),
            writes: self.writes.saturating_sub(earlier.writes),
            calls: self.calls.saturating_sub(earlier.calls),
        }
    }
}

/// Counts what an adapter consumed.
#[derive(Debug, Default)]
pub struct Meter(Mutex<Units>);

impl Meter {
    /// Adds to the count.
    pub fn add(&self, units: Units) {
        let mut sum = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        sum.read_halves += units.read_halves;
        sum.writes += units.writes;
        sum.calls += units.calls;
    }

    /// The count so far.
    pub fn total(&self) -> Units {
        *self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The count so far, and starts again from nothing.
    pub fn take(&self) -> Units {
        std::mem::take(
            &mut *self
                .0
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
        )
    }
}

/// The table.
#[async_trait]
pub trait Table: Send + Sync {
    /// One item, strongly consistent.
    async fn get(&self, key: &Key) -> Result<Option<Item>, TableError>;

    /// Up to [`MAX_BATCH_KEYS`] items, strongly consistent, in no order; missing ones are left out.
    async fn batch_get(&self, keys: &[Key]) -> Result<Vec<Item>, TableError>;

    /// One page.
    async fn query(&self, query: &Query) -> Result<Page, TableError>;

    /// All of the writes or none. A single one costs half of what a transaction does.
    /// At most [`MAX_TRANSACT_WRITES`], each on another item.
    async fn transact(&self, writes: Vec<Write>) -> Result<(), TableError>;

    /// What was consumed.
    fn meter(&self) -> &Meter;
}
