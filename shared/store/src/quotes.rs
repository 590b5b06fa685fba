//! Quotes with their history.

use std::collections::BTreeMap;

use jiff::Timestamp;
use oodaloo_domain::facts::{FiledQuote, Quote, RailName, Transition, filled, observed};
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
    /// All quotes with their histories: never on a hot path. What files tell fills the time before the company
    /// connected Jobber, and brings quotes that Jobber no longer has.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn quotes(&self) -> Result<Vec<QuoteRecord>, StoreError> {
        let mut quotes: Vec<QuoteRecord> = self.many(self.prefix(keys::QUOTE)).await?;
        let filed = self.filed_quotes().await?;
        if filed.is_empty() {
            return Ok(quotes);
        }
        let connections = self.connections().await?;
        let jobber = connections.iter().filter(|c| c.rail == RailName::Jobber);
        let since = jobber
            .map(|c| c.connected_at)
            .min()
            .unwrap_or(Timestamp::MAX);
        let mut filed: BTreeMap<String, FiledQuote> =
            filed.into_iter().map(|q| (q.number.clone(), q)).collect();
        for quote in &mut quotes {
            if let Some(told) = filed.remove(&quote.quote.number) {
                let known = std::mem::take(&mut quote.history);
                quote.history = filled(known, &told.history, since);
            }
        }
        quotes.extend(filed.into_values().map(from_file));
        Ok(quotes)
    }
}

/// A quote that the rail does not show.
fn from_file(filed: FiledQuote) -> QuoteRecord {
    let of = |status: &str| {
        let all = filed.history.iter().filter(|t| t.status == status);
        all.map(|t| t.at).max()
    };
    let quote = Quote {
        id: filed.id.clone(),
        number: filed.number.clone(),
        status: filed.status.clone().unwrap_or_default(),
        client_id: None,
        client_name: filed.client_name.clone(),
        total: filed.total,
        created_at: filed.created_at,
        sent_at: of("awaiting_response"),
        changes_requested_at: of("changes_requested"),
        approved_at: of("approved"),
        converted_at: of("converted"),
        transitioned_at: filed.history.iter().map(|t| t.at).max(),
    };
    QuoteRecord {
        quote,
        history: filed.history,
        version: 0,
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
