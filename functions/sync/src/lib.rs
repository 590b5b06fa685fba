#![doc = include_str!("../README.md")]

mod broken;
mod import;
mod jobber;
mod news;
mod plaid;
mod pull;
mod schedule;
mod tokens;
mod vitals;

pub use jobber::Paces;

use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use jiff::Timestamp;
use oodaloo_rails::{Rail, RailError};
use oodaloo_runtime::batch::{Outcome, work_off};
use oodaloo_runtime::config::RailsSecret;
use oodaloo_runtime::messages::{SyncMessage, SyncReason, SyncRequest};
use oodaloo_runtime::ports::{Queue, QueueError, QueueName, Vault, VaultError, World};
use oodaloo_runtime::telemetry::Metrics;
use oodaloo_store::{Connection, ConnectionStatus, Store, StoreError, Units};

/// What the handlers need.
pub struct Sync {
    /// Everything stored.
    pub store: Store,
    /// Queues and bus.
    pub queue: Arc<dyn Queue>,
    /// The rails.
    pub rail: Arc<dyn Rail>,
    /// Time, chance, ids.
    pub world: Arc<dyn World>,
    /// Opens and seals tokens.
    pub vault: Arc<dyn Vault>,
    /// Our own credentials with the rails.
    pub secret: RailsSecret,
    /// How fast Jobber may be asked.
    pub paces: Paces,
}

/// Why a look at a rail ended early.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SyncError {
    /// The rail's answer.
    #[error(transparent)]
    Rail(#[from] RailError),
    /// The table's answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The queue's answer.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The vault's answer.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// Another worker is refreshing the tokens.
    #[error("another worker is refreshing the tokens")]
    Leased,
    /// What was sent to a rail may still arrive, or somebody else is at it: look again later.
    #[error("it is not known yet whether it was written")]
    Unsettled,
    /// A rail's record that is not what it should be.
    #[error("{0}")]
    BadRecord(String),
}

impl SyncError {
    fn outcome(&self) -> Outcome {
        let for_good = match self {
            Self::Rail(e) => !e.is_transient() && !matches!(e, RailError::Unauthorised(_)),
            Self::Store(StoreError::Corrupt { .. }) | Self::BadRecord(_) => true,
            Self::Vault(VaultError::WrongSeal) => true,
            _ => false,
        };
        if for_good {
            Outcome::Dead(self.to_string())
        } else {
            Outcome::Retry(self.to_string())
        }
    }
}

/// One look at one rail account.
pub(crate) struct Look {
    pub(crate) company: oodaloo_store::CompanyStore,
    pub(crate) connection: Connection,
    pub(crate) request: SyncRequest,
    /// No new page is begun after this.
    pub(crate) until: Timestamp,
    /// What the table had consumed before this look.
    pub(crate) units_before: Units,
    /// How often the rail refused us for asking too fast.
    pub(crate) refusals: AtomicU32,
}

impl Sync {
    /// Works off a batch of messages; begins nothing new after `until`.
    pub async fn batch(&self, event: SqsEvent, until: Timestamp) -> SqsBatchResponse {
        work_off(self.queue.as_ref(), QueueName::Sync, event, |body| {
            self.message(body, until)
        })
        .await
    }

    async fn message(&self, body: String, until: Timestamp) -> Outcome {
        let done = match serde_json::from_str(&body) {
            Ok(SyncMessage::Look(request)) => self.look(request, until).await,
            Ok(SyncMessage::Import(request)) => self.import(request, until).await,
            Err(_) => return Outcome::Dead("not a sync request".into()),
        };
        match done {
            Ok(()) => Outcome::Done,
            Err(error) => error.outcome(),
        }
    }

    async fn look(&self, request: SyncRequest, until: Timestamp) -> Result<(), SyncError> {
        let units_before = self.store.table().meter().total();
        let Some(company_id) = self.store.route(request.rail, &request.account).await? else {
            self.count("sync_unknown_account", &request);
            return Ok(());
        };
        let company = self.store.company(&company_id);
        let Some(connection) = company.connection(request.rail, &request.account).await? else {
            self.count("sync_unknown_account", &request);
            return Ok(());
        };
        if connection.status == ConnectionStatus::NeedsReconnect && !may_mend(&request.reason) {
            self.count("sync_skipped_broken", &request);
            return Ok(());
        }
        let look = Look {
            company,
            connection,
            request,
            until,
            units_before,
            refusals: AtomicU32::new(0),
        };
        self.pull(look).await
    }

    pub(crate) fn count(&self, what: &'static str, request: &SyncRequest) {
        Metrics::new("sync", self.world.now())
            .count(what, 1)
            .property("rail", request.rail.as_str())
            .emit();
    }
}

/// Whether this is news that a broken connection may work again.
fn may_mend(reason: &SyncReason) -> bool {
    match reason {
        SyncReason::Connected => true,
        SyncReason::Webhook { topic, .. } => topic == "ITEM/LOGIN_REPAIRED",
        _ => false,
    }
}
