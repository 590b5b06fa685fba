//! What the posting pack is made of: a period's decisions, and the bank lines they are about. Costs what
//! lies in the period.

use jiff::civil::Date;
use oodaloo_domain::BankTransactionId;
use oodaloo_domain::facts::{BankTransaction, Match, Tag};

use crate::company::CompanyStore;
use crate::keys;
use crate::records::{StoreError, from_item};
use crate::table::{Key, MAX_BATCH_KEYS, Query, Range};

impl CompanyStore {
    /// Matches of deposits from the first day to the last.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn matches_in(&self, from: Date, to: Date) -> Result<Vec<Match>, StoreError> {
        self.many(self.days(keys::MATCH, from, to)).await
    }

    /// Tagged expenses from the first day to the last.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn tags_in(&self, from: Date, to: Date) -> Result<Vec<Tag>, StoreError> {
        self.many(self.days(keys::TAG, from, to)).await
    }

    /// These bank transactions, as far as they are there.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn bank_transactions_of(
        &self,
        ids: impl Iterator<Item = &BankTransactionId>,
    ) -> Result<Vec<BankTransaction>, StoreError> {
        let mut keys: Vec<Key> = ids.map(|id| self.keys.bank_transaction(id)).collect();
        keys.sort();
        keys.dedup();
        let mut found = Vec::with_capacity(keys.len());
        for some in keys.chunks(MAX_BATCH_KEYS) {
            for item in self.table.batch_get(some).await? {
                found.push(from_item(&item)?);
            }
        }
        Ok(found)
    }

    fn days(&self, prefix: &str, from: Date, to: Date) -> Query {
        let range = Range::Between(format!("{prefix}{from}"), format!("{prefix}{to}~"));
        Query::base(self.keys.partition(), range)
    }
}
