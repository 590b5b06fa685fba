//! Quotes with their history.

use jiff::Timestamp;
use oodaloo_domain::facts::{Quote, Transition, observed};
use serde::{Deserialize, Serialize};

use crate::company::CompanyStore;
use crate::keys;
use crate::mirror::{hash_of, next_version, stamped, unchanged};
use crate::records::{StoreError, from_item, to_item};
use crate::table::{Item, Key, Write};

/// A quote and what became of it, as far as anybody has seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteRecord {
    /// As it stands.
    #[serde(flatten)]
    pub quote: Quote,
    /// Its history, oldest first.
    #[serde(default)]
    pub history: Vec<Transition>,
    /// Raised by one at every change.
    pub version: u64,
}

impl CompanyStore {
    /// All quotes with their histories: never on a hot path.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn quotes(&self) -> Result<Vec<QuoteRecord>, StoreError> {
        self.many(self.prefix(keys::QUOTE)).await
    }
}

/// What to write so that the quote is as it is now; nothing when it is already.
pub(crate) fn write(
    key: &Key,
    quote: &Quote,
    since: Timestamp,
    current: Option<&Item>,
) -> Result<Option<Write>, StoreError> {
    let hash = hash_of(quote);
    if unchanged(current, &hash) {
        return Ok(None);
    }
    let known: Option<QuoteRecord> = current.map(from_item).transpose()?;
    let history = known.map(|r| r.history).unwrap_or_default();
    let record = QuoteRecord {
        quote: quote.clone(),
        history: observed(history, quote, since),
        version: next_version(current),
    };
    Ok(Some(stamped(to_item(key, &record)?, hash, current)))
}
