//! The schedules: who is to be looked at?

use oodaloo_runtime::messages::{Schedule, SyncReason, SyncRequest, Tick};
use oodaloo_runtime::ports::QueueName;
use oodaloo_store::keys::DUE_SHARDS;

use crate::{Sync, SyncError};

impl Sync {
    /// Sends one message for every connection there is. Gives how many.
    ///
    /// # Errors
    /// [`SyncError`]; the schedule's own retry sends the rest, and what was sent twice costs a read.
    pub async fn tick(&self, tick: &Tick) -> Result<usize, SyncError> {
        let reason = match tick.schedule {
            Schedule::Nightly => SyncReason::Nightly,
            Schedule::Weekly => SyncReason::Weekly,
            Schedule::Poll | Schedule::DigestTick => SyncReason::Poll,
        };
        let mut sent = 0;
        for shard in 0..DUE_SHARDS {
            for (rail, account) in self.store.due_connections(shard).await? {
                let request = SyncRequest {
                    rail,
                    account,
                    reason: reason.clone(),
                };
                // Never swallowed: what came in between must be seen.
                let unique = self.world.id("tick");
                self.queue
                    .send(QueueName::Sync, request.outgoing(unique))
                    .await?;
                sent += 1;
            }
        }
        Ok(sent)
    }
}
