//! One look: read, mirror, ask for reconcile, move the cursor.

use std::sync::atomic::Ordering;

use oodaloo_domain::AccountId;
use oodaloo_domain::facts::RailName;
use oodaloo_rails::RailError;
use oodaloo_runtime::messages::{BusEvent, ReconcileRequest, SyncReason};
use oodaloo_runtime::ports::QueueName;
use oodaloo_runtime::retry::{Patience, with_jitter};
use oodaloo_runtime::telemetry::Metrics;
use oodaloo_store::{BankSeen, Calls, Connection, ConnectionStatus, Mirrored, Notice, Pace};
use serde_json::Value;

use crate::{Look, Sync, SyncError};

fn refused<T>(result: &Result<T, SyncError>) -> bool {
    matches!(result, Err(SyncError::Rail(RailError::Unauthorised(_))))
}

/// What a look at a rail found.
pub(crate) struct Pulled {
    /// What mirroring did.
    pub(crate) mirrored: Mirrored,
    /// How far the rail has been read now.
    pub(crate) cursor: Value,
    /// Whether the time ran out before the end.
    pub(crate) unfinished: bool,
    /// The bank accounts that the connection has; none where nothing was learned of them.
    pub(crate) accounts: Option<Vec<AccountId>>,
    /// What becomes of what the rail has announced.
    pub(crate) notice: NoticeChange,
    /// What is left of the rail's limits, where it is little.
    pub(crate) pace: Option<Pace>,
    /// The same per endpoint.
    pub(crate) calls: Calls,
    /// What is known of the bank now.
    pub(crate) bank: BankSeen,
}

/// What becomes of a connection's notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoticeChange {
    /// It stays.
    Keep,
    /// The rail has announced something.
    Set(Notice),
    /// It is settled.
    Clear,
}

impl Sync {
    pub(crate) async fn pull(&self, mut look: Look) -> Result<(), SyncError> {
        let mut result = self.read(&mut look).await;
        if refused(&result) {
            // What the rail says now counts for more than what it once said of the token's life.
            look.connection.expires_at = Some(self.world.now());
            result = self.read(&mut look).await;
        }
        let refusals = look.refusals.load(Ordering::Relaxed);
        if refusals > 0 {
            self.report_refusals(&look, refusals);
        }
        match result {
            Ok(pulled) => self.finish(look, pulled).await,
            Err(SyncError::Rail(RailError::NeedsReconnect { why, .. })) => {
                self.mark_broken(look, &why).await
            }
            Err(SyncError::Rail(RailError::Unauthorised(_))) => {
                self.mark_broken(look, "fresh tokens are refused").await
            }
            Err(error) => {
                if refusals > 0 {
                    self.keep_refusals(&look, refusals).await;
                }
                Err(error)
            }
        }
    }

    async fn read(&self, look: &mut Look) -> Result<Pulled, SyncError> {
        let token = self.access(look).await?;
        match look.connection.rail {
            RailName::Jobber => self.read_jobber(look, &token).await,
            RailName::Plaid => self.read_plaid(look, &token).await,
            // Nobody can be asked: whoever has the next file brings it.
            RailName::Csv => Err(SyncError::BadRecord("a file's account is not read".into())),
        }
    }

    async fn finish(&self, look: Look, pulled: Pulled) -> Result<(), SyncError> {
        let unfinished = pulled.unfinished;
        let connection = self.as_read(&look, &pulled);
        let moved = connection != look.connection;
        let news = pulled.mirrored.changed > 0 || moved;
        self.report(&look, pulled.mirrored);
        if news
            || !matches!(
                look.request.reason,
                SyncReason::Poll | SyncReason::Webhook { .. } | SyncReason::Write { .. }
            )
            // A decision moves its own figures alone: what follows from it in the books waits for us.
            || look.company.decided_since().await?
        {
            self.tell(&look, pulled.mirrored.changed).await?;
        }
        let mended = look.connection.status != ConnectionStatus::Active;
        let nightly = look.request.reason == SyncReason::Nightly;
        if moved || mended || nightly || pulled.mirrored.changed > 0 {
            self.move_cursor(&look, connection).await?;
        }
        if unfinished {
            let unique = self.world.id("rest");
            self.queue
                .send(QueueName::Sync, look.request.outgoing(unique))
                .await?;
        }
        Ok(())
    }

    /// Asks for reconcile before the cursor moves: after a crash in between, the retry reads the
    /// same again, and asks again.
    async fn tell(&self, look: &Look, changed: usize) -> Result<(), SyncError> {
        let company_id = look.company.id().clone();
        let request = ReconcileRequest {
            company_id: company_id.clone(),
        };
        self.queue
            .send(QueueName::Reconcile, request.outgoing(self.world.id("rec")))
            .await?;
        let event = BusEvent::SyncCompleted {
            company_id,
            rail: look.connection.rail,
            changed,
        };
        if let Err(error) = self.queue.publish(event).await {
            // Nobody's work hangs on it: listeners read the table.
            tracing::warn!(%error, "the bus did not take SyncCompleted");
        }
        Ok(())
    }

    /// The connection as this look leaves it.
    fn as_read(&self, look: &Look, pulled: &Pulled) -> Connection {
        let before = &look.connection;
        let mut after = before.clone();
        after.cursor = pulled.cursor.clone();
        after.pace = pulled.pace;
        after.vitals = self.vitals(look, pulled);
        after.calls.clone_from(&pulled.calls);
        after.bank.clone_from(&pulled.bank);
        if let Some(accounts) = &pulled.accounts {
            after.accounts.clone_from(accounts);
        }
        match &pulled.notice {
            NoticeChange::Keep => {}
            // The same again is no news.
            NoticeChange::Set(new)
                if before.notice.as_ref().is_some_and(|n| n.code == new.code) => {}
            NoticeChange::Set(new) => after.notice = Some(new.clone()),
            NoticeChange::Clear => after.notice = None,
        }
        after
    }

    async fn move_cursor(&self, look: &Look, mut connection: Connection) -> Result<(), SyncError> {
        let noticed = connection.notice != look.connection.notice;
        connection.status = ConnectionStatus::Active;
        connection.last_sync_at = Some(self.world.now());
        let accounts = connection.accounts.clone();
        let saved = if look.connection.status != ConnectionStatus::Active {
            self.mark_mended(look, connection).await
        } else if noticed {
            self.mark_noticed(look, connection).await
        } else {
            look.company.save_connection(connection).await.map(|_| ())
        };
        match saved {
            Ok(()) => Ok(()),
            // Another worker read at the same time; whoever was first has moved it.
            Err(e) if e.is_conflict() => self.after_conflict(look, accounts).await,
            Err(e) => Err(e.into()),
        }
    }

    /// Disconnected while we read: what we wrote of its accounts would count as cash for ever.
    async fn after_conflict(&self, look: &Look, accounts: Vec<AccountId>) -> Result<(), SyncError> {
        let (rail, account) = (look.connection.rail, &look.connection.account);
        if accounts.is_empty() || look.company.connection(rail, account).await?.is_some() {
            return Ok(());
        }
        let gone = look.company.accounts_gone_writes(&accounts);
        Ok(look.company.transact(gone).await?)
    }

    /// Runs one call of a rail with patience, and counts how often it is refused for asking too fast.
    pub(crate) async fn patiently<T, F, Fut>(
        &self,
        look: &Look,
        mut work: F,
    ) -> Result<T, RailError>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, RailError>>,
    {
        // A change during paging is not answered by asking the same again.
        let transient = |e: &RailError| e.is_transient() && !matches!(e, RailError::Mutated(_));
        with_jitter(
            self.world.as_ref(),
            Patience::until(look.until),
            transient,
            || {
                let call = work();
                async move { call.await.inspect_err(|e| look.refused(e)) }
            },
        )
        .await
    }

    fn report(&self, look: &Look, mirrored: Mirrored) {
        let units = self.store.table().meter().total().since(look.units_before);
        Metrics::new("sync", self.world.now())
            .count("records_changed", mirrored.changed as u64)
            .count("records_unchanged", mirrored.unchanged as u64)
            .count("read_unit_halves", units.read_halves)
            .count("write_units", units.writes)
            .count("table_calls", units.calls)
            .company(look.company.id())
            .property("rail", look.connection.rail.as_str())
            .emit();
    }
}
