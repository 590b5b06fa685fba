#![doc = include_str!("../README.md")]

mod execute;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use jiff::tz::TimeZone;
use oodaloo_domain::CompanyId;
use oodaloo_domain::plan::plan;
use oodaloo_domain::tiles::{self, Tiles};
use oodaloo_runtime::batch::{Outcome, work_off};
use oodaloo_runtime::messages::{BusEvent, ReconcileRequest};
use oodaloo_runtime::ports::{Queue, QueueName, World};
use oodaloo_runtime::telemetry::Metrics;
use oodaloo_store::{CompanyStore, Loaded, Store, StoreError};

use crate::execute::Executed;

/// How often a plan is made again because somebody else was first.
const MAX_PLANS: usize = 8;

/// What the handler needs.
pub struct Reconcile {
    /// Everything stored.
    pub store: Store,
    /// Dead letters and the bus.
    pub queue: Arc<dyn Queue>,
    /// Time and ids.
    pub world: Arc<dyn World>,
}

/// Why a company could not be reconciled.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReconcileError {
    /// The table's answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A setting that makes no sense.
    #[error("{0} is not a time zone")]
    TimeZone(String),
    /// Others kept being first.
    #[error("others kept deciding while we planned")]
    Busy,
}

impl ReconcileError {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Store(StoreError::Corrupt { .. }) | Self::TimeZone(_) => {
                Outcome::Dead(self.to_string())
            }
            _ => Outcome::Retry(self.to_string()),
        }
    }
}

impl Reconcile {
    /// Works off a batch.
    pub async fn batch(&self, event: SqsEvent) -> SqsBatchResponse {
        let done: Mutex<BTreeSet<CompanyId>> = Mutex::default();
        work_off(self.queue.as_ref(), QueueName::Reconcile, event, |body| {
            self.message(body, &done)
        })
        .await
    }

    async fn message(&self, body: String, done: &Mutex<BTreeSet<CompanyId>>) -> Outcome {
        let Ok(request) = serde_json::from_str::<ReconcileRequest>(&body) else {
            return Outcome::Dead("not a reconcile request".into());
        };
        if done
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&request.company_id)
        {
            return Outcome::Done;
        }
        match self.company(&request.company_id).await {
            Ok(()) => {
                done.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .insert(request.company_id);
                Outcome::Done
            }
            Err(error) => error.outcome(),
        }
    }

    /// Reconciles one company.
    ///
    /// # Errors
    /// [`ReconcileError`]; what was matched before stays matched, and a repeat finishes the rest.
    pub async fn company(&self, id: &CompanyId) -> Result<(), ReconcileError> {
        let units_before = self.store.table().meter().total();
        let company = self.store.company(id);
        let now = self.world.now();
        let Some(mut loaded) = company.load_books(now).await? else {
            tracing::warn!(company_id = %id, "a reconcile request for a company that is not there");
            return Ok(());
        };
        let zone = TimeZone::get(&loaded.profile.time_zone)
            .map_err(|_| ReconcileError::TimeZone(loaded.profile.time_zone.clone()))?;
        let today = now.to_zoned(zone).date();
        let mut executed = Executed {
            units_before,
            ..Executed::default()
        };
        for _ in 0..MAX_PLANS {
            let plan = plan(&loaded.snapshot, today, &loaded.profile);
            let finished = self
                .execute(&company, &plan, &mut loaded, &mut executed)
                .await?;
            if finished {
                let tiles = tiles::compute(&loaded.books(), now);
                return self.finish(&company, &loaded, tiles, &executed).await;
            }
        }
        Err(ReconcileError::Busy)
    }

    async fn finish(
        &self,
        company: &CompanyStore,
        loaded: &Loaded,
        tiles: Tiles,
        executed: &Executed,
    ) -> Result<(), ReconcileError> {
        let same = loaded
            .tiles
            .as_ref()
            .is_some_and(|(there, _)| there.same_numbers(&tiles));
        if !same || loaded.moved {
            let read = loaded.tiles.as_ref().map(|(_, version)| *version);
            company
                .transact(vec![company.tiles_write(&tiles, read)?])
                .await?;
        }
        self.add_up(company, loaded).await?;
        if !executed.matched.is_empty() {
            let deposit_ids = executed.matched.iter().map(ToString::to_string).collect();
            let event = BusEvent::DepositMatched {
                company_id: company.id().clone(),
                deposit_ids,
            };
            if let Err(error) = self.queue.publish(event).await {
                // Nobody's work hangs on it: listeners read the table.
                tracing::warn!(%error, "the bus did not take DepositMatched");
            }
        }
        self.report(company.id(), executed, &tiles);
        Ok(())
    }

    fn report(&self, company: &CompanyId, executed: &Executed, tiles: &Tiles) {
        let units = self
            .store
            .table()
            .meter()
            .total()
            .since(executed.units_before);
        let gauges = [
            (
                "reconciled_pct",
                tiles.reconciled_pct.value().map(|r| r.pct),
            ),
            (
                "auto_match_rate",
                tiles.reconciled_pct.value().map(|r| r.auto_match_pct),
            ),
            ("runway_weeks", tiles.runway_weeks.value().map(|r| r.weeks)),
        ];
        let mut metrics = Metrics::new("reconcile", self.world.now());
        for (name, tenths) in gauges {
            if let Some(tenths) = tenths {
                metrics = metrics.gauge(name, tenths.approximate());
            }
        }
        metrics
            .count("deposits_matched", executed.matched.len() as u64)
            .count("tray_items_written", executed.asked as u64)
            .count("ruled", executed.ruled as u64)
            .count("read_unit_halves", units.read_halves)
            .count("write_units", units.writes)
            .count("table_calls", units.calls)
            .company(company)
            .emit();
    }
}
