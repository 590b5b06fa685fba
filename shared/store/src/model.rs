//! The table in memory: what the simulation runs on. It has no clock and never waits.
//!
//! It answers, refuses and bills as [`crate::dynamo::DynamoTable`] does; the differential test
//! holds the two equal. Nothing here is a copy of DynamoDB: only of what the port lets through.

pub(crate) mod billing;
pub(crate) mod limits;
pub(crate) mod rules;
pub(crate) mod size;
pub(crate) mod state;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use crate::table::{FailedWrite, Item, Key, Meter, Page, Query, Table, TableError, Units, Write};
use state::State;

const BATCH_BYTES: usize = 16 * 1024 * 1024;

/// What a committed write did to one item.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Where.
    pub key: Key,
    /// The item before.
    pub before: Option<Item>,
    /// The item after.
    pub after: Option<Item>,
}

/// Sees every committed write: its changes, and all items as they are after it. It runs while the
/// table is locked and must not ask the table anything.
pub type Observer = Box<dyn Fn(&[Change], &BTreeMap<Key, Item>) + Send + Sync>;

/// The table in memory.
#[derive(Default)]
pub struct ModelTable {
    state: Mutex<State>,
    observer: Option<Observer>,
    meter: Meter,
}

impl fmt::Debug for ModelTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ModelTable").finish_non_exhaustive()
    }
}

impl ModelTable {
    /// An empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With someone who sees every committed write.
    #[must_use]
    pub fn observed_by(mut self, observer: Observer) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Makes queries on the sparse index answer as of `writes` committed writes ago. The past is
    /// kept from this call on; 0 makes the index current again.
    pub fn set_gsi_lag(&self, writes: usize) {
        self.state().set_lag(writes);
    }

    /// Everything that is stored.
    #[must_use]
    pub fn snapshot(&self) -> BTreeMap<Key, Item> {
        self.state().items.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn commit(&self, writes: &[Write]) -> Result<(), TableError> {
        let mut state = self.state();
        let changes = match changes(&state, writes) {
            Ok(changes) => changes,
            Err(TableError::Conflict(failed)) => {
                self.meter.add(billing::refused(writes, &failed));
                return Err(TableError::Conflict(failed));
            }
            Err(e) => {
                self.meter.add(Units {
                    calls: 1,
                    ..Units::default()
                });
                return Err(e);
            }
        };
        let factor = billing::factor(writes);
        let units = changes
            .iter()
            .zip(writes)
            .map(|(Change { before, after, .. }, write)| {
                let (before, after) = (before.as_ref(), after.as_ref());
                let checked = matches!(write, Write::Check { .. });
                let index = if checked {
                    0
                } else {
                    billing::index(before, after)
                };
                factor * billing::table(before, after) + index
            });
        self.meter.add(Units {
            read_halves: 0,
            writes: units.sum(),
            calls: 1,
        });
        let written: Vec<Change> = changes
            .into_iter()
            .zip(writes)
            .filter(|(_, write)| !matches!(write, Write::Check { .. }))
            .map(|(change, _)| change)
            .collect();
        state.commit(&written);
        if let Some(observer) = &self.observer
            && !written.is_empty()
        {
            observer(&written, &state.items);
        }
        Ok(())
    }
}

/// What the writes would do. A failed condition wins over a write that can never happen.
fn changes(state: &State, writes: &[Write]) -> Result<Vec<Change>, TableError> {
    let mut failed = Vec::new();
    let mut invalid = None;
    let mut changes = Vec::new();
    for (index, write) in writes.iter().enumerate() {
        let Some(key) = write.key() else { continue };
        let before = state.items.get(&key);
        if !write.when().holds(before) {
            failed.push(FailedWrite {
                index,
                current: before.cloned(),
            });
            continue;
        }
        match rules::after(write, before) {
            Ok(after) => changes.push(Change {
                before: before.cloned(),
                key,
                after,
            }),
            Err(e) => invalid = Some(e),
        }
    }
    if !failed.is_empty() {
        return Err(TableError::Conflict(failed));
    }
    invalid.map_or(Ok(changes), Err)
}

/// How many answers a batch takes: DynamoDB cuts one off before it grows past 16 MB.
fn answers(found: &[Option<&Item>]) -> u64 {
    let (mut answers, mut bytes) = (1, 0);
    for item in found.iter().flatten() {
        bytes += size::item(item);
        if bytes > BATCH_BYTES {
            answers += 1;
            bytes = size::item(item);
        }
    }
    answers
}

#[async_trait]
impl Table for ModelTable {
    async fn get(&self, key: &Key) -> Result<Option<Item>, TableError> {
        limits::key(key)?;
        let item = self.state().items.get(key).cloned();
        let read_halves = billing::read_halves(item.as_ref().map_or(0, size::item), true);
        self.meter.add(Units {
            read_halves,
            writes: 0,
            calls: 1,
        });
        Ok(item)
    }

    async fn batch_get(&self, keys: &[Key]) -> Result<Vec<Item>, TableError> {
        limits::keys(keys)?;
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let state = self.state();
        let found: Vec<Option<&Item>> = keys.iter().map(|key| state.items.get(key)).collect();
        let units = billing::batch(found.iter().copied().flatten(), keys.len());
        self.meter.add(Units {
            calls: answers(&found),
            ..units
        });
        Ok(found.into_iter().flatten().cloned().collect())
    }

    async fn query(&self, query: &Query) -> Result<Page, TableError> {
        limits::query(query)?;
        let (page, bytes) = self.state().page(query);
        let read_halves = billing::read_halves(bytes, !query.eventual);
        self.meter.add(Units {
            read_halves,
            writes: 0,
            calls: 1,
        });
        Ok(page)
    }

    async fn transact(&self, writes: Vec<Write>) -> Result<(), TableError> {
        limits::writes(&writes)?;
        if writes.is_empty() {
            Ok(())
        } else {
            self.commit(&writes)
        }
    }

    fn meter(&self) -> &Meter {
        &self.meter
    }
}

#[cfg(test)]
mod tests;
