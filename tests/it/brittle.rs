//! A table that breaks down in the middle of a request.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use async_trait::async_trait;
use oodaloo_store::model::ModelTable;
use oodaloo_store::{Item, Key, Meter, Page, Query, Table, TableError, Write};

/// The model table, until it answers no more.
pub struct Brittle {
    table: Arc<ModelTable>,
    left: AtomicI64,
}

impl Brittle {
    pub fn new(table: Arc<ModelTable>) -> Self {
        let left = AtomicI64::new(i64::MAX);
        Self { table, left }
    }

    /// From now on so many calls are answered, and then none.
    pub fn break_after(&self, calls: i64) {
        self.left.store(calls, Ordering::Relaxed);
    }

    pub fn mend(&self) {
        self.break_after(i64::MAX);
    }

    fn answers(&self) -> Result<(), TableError> {
        if self.left.fetch_sub(1, Ordering::Relaxed) <= 0 {
            return Err(TableError::Throttled);
        }
        Ok(())
    }
}

#[async_trait]
impl Table for Brittle {
    async fn get(&self, key: &Key) -> Result<Option<Item>, TableError> {
        self.answers()?;
        self.table.get(key).await
    }
    async fn batch_get(&self, keys: &[Key]) -> Result<Vec<Item>, TableError> {
        self.answers()?;
        self.table.batch_get(keys).await
    }
    async fn query(&self, query: &Query) -> Result<Page, TableError> {
        self.answers()?;
        self.table.query(query).await
    }
    async fn transact(&self, writes: Vec<Write>) -> Result<(), TableError> {
        self.answers()?;
        self.table.transact(writes).await
    }
    fn meter(&self) -> &Meter {
        self.table.meter()
    }
}
