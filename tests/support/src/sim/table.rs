//! The table as a worker reaches it: the model behind a network that loses, delays and refuses.

use std::sync::Arc;

use async_trait::async_trait;
use oodaloo_store::model::ModelTable;
use oodaloo_store::{Item, Key, Meter, Page, Query, Table, TableError, Write};

use super::core::Core;

/// The model behind a network.
pub struct SimTable {
    core: Arc<Core>,
    model: Arc<ModelTable>,
}

impl SimTable {
    /// Over a model.
    #[must_use]
    pub fn new(core: Arc<Core>, model: Arc<ModelTable>) -> Self {
        Self { core, model }
    }

    async fn arrives(&self, call: &'static str) -> Result<(), TableError> {
        self.core.travel().await;
        if self.core.strikes("table refuses", |f| f.table_refuses) {
            let throttled = self.core.chance(500);
            return Err(if throttled {
                TableError::Throttled
            } else {
                TableError::Unavailable("fault".into())
            });
        }
        self.core.note(call, String::new);
        Ok(())
    }

    async fn answers<T>(&self, answer: Result<T, TableError>) -> Result<T, TableError> {
        self.core.travel().await;
        if self
            .core
            .strikes("table's answer lost", |f| f.table_answer_lost)
        {
            return Err(TableError::Unavailable("fault: answer lost".into()));
        }
        answer
    }
}

#[async_trait]
impl Table for SimTable {
    async fn get(&self, key: &Key) -> Result<Option<Item>, TableError> {
        self.arrives("get").await?;
        let answer = self.model.get(key).await;
        self.answers(answer).await
    }

    async fn batch_get(&self, keys: &[Key]) -> Result<Vec<Item>, TableError> {
        self.arrives("batch_get").await?;
        let answer = self.model.batch_get(keys).await;
        self.answers(answer).await
    }

    async fn query(&self, query: &Query) -> Result<Page, TableError> {
        self.arrives("query").await?;
        let answer = self.model.query(query).await;
        self.answers(answer).await
    }

    async fn transact(&self, writes: Vec<Write>) -> Result<(), TableError> {
        self.arrives("transact").await?;
        if self
            .core
            .strikes("table contention", |f| f.table_refuses / 2)
        {
            return Err(TableError::Contention);
        }
        let keys: Vec<String> = writes.iter().filter_map(Write::key).map(|k| k.sk).collect();
        let answer = self.model.transact(writes).await;
        self.core
            .note("transact", || format!("{keys:?} {}", outcome(&answer)));
        self.answers(answer).await
    }

    fn meter(&self) -> &Meter {
        self.model.meter()
    }
}

fn outcome(answer: &Result<(), TableError>) -> String {
    match answer {
        Ok(()) => "written".into(),
        Err(TableError::Conflict(failed)) => format!(
            "conflict at {:?}",
            failed.iter().map(|f| f.index).collect::<Vec<_>>()
        ),
        Err(e) => e.to_string(),
    }
}
