//! Access tokens: opened from the vault, refreshed ahead of need, by one worker at a time.
//!
//! A rail with rotation kills the grant when a spent refresh token is shown again. So a refresh is
//! made under a lease that outlives any worker (fencing our own save would not fence the rail), the
//! connection is read again after the lease is won, and only the save is ever repeated.

use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::facts::RailName;
use oodaloo_rails::RailError;
use oodaloo_rails::jobber::{Jobber, Tokens};
use oodaloo_runtime::ports::SealContext;
use oodaloo_store::{Connection, Lease};
use secrecy::SecretString;

use crate::{Look, Sync, SyncError};

/// Refreshed when less than this is left: a failed try leaves a usable token.
const AHEAD: SignedDuration = SignedDuration::from_mins(15);
/// Longer than a function may run (`template.yaml`: 120 s), with a margin for clocks.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
/// How often the save after a refresh is tried. It must not be lost: the old token is spent.
const SAVE_TRIES: u32 = 8;

impl Sync {
    /// A usable access token; `look.connection` is brought up to date when it was refreshed.
    pub(crate) async fn access(&self, look: &mut Look) -> Result<SecretString, SyncError> {
        if look.connection.rail == RailName::Jobber && self.lacks(&look.connection, AHEAD) {
            self.refresh(look).await?;
        }
        self.open(look, &look.connection.access).await
    }

    /// Whether less than `margin` is left of the access token.
    fn lacks(&self, connection: &Connection, margin: SignedDuration) -> bool {
        connection
            .expires_at
            .is_some_and(|end| end.duration_since(self.world.now()) < margin)
    }

    async fn open(&self, look: &Look, sealed: &str) -> Result<SecretString, SyncError> {
        Ok(self.vault.open(sealed, &self.seal_context(look)).await?)
    }

    fn seal_context<'a>(&self, look: &'a Look) -> SealContext<'a> {
        SealContext {
            company: look.company.id(),
            rail: look.connection.rail,
        }
    }

    async fn refresh(&self, look: &mut Look) -> Result<(), SyncError> {
        if let Err(error) = self.lease(look).await {
            // Somebody else is at it: what is left of the old token will do.
            let usable = error == SyncError::Leased
                && !self.lacks(&look.connection, SignedDuration::from_mins(1));
            return if usable { Ok(()) } else { Err(error) };
        }
        if !self.lacks(&look.connection, AHEAD) {
            return Ok(());
        }
        let Some(sealed) = look.connection.refresh.clone() else {
            return Err(RailError::NeedsReconnect {
                rail: "jobber",
                why: "no refresh token".into(),
            }
            .into());
        };
        let refresh_token = self.open(look, &sealed).await?;
        let jobber = Jobber::new(
            self.rail.as_ref(),
            &self.secret.jobber_client_id,
            &self.secret.jobber_client_secret,
        );
        match jobber.refresh(&refresh_token, self.world.now()).await {
            Ok(tokens) => self.save(look, tokens).await,
            Err(RailError::NeedsReconnect { rail, why }) => {
                let lost = RailError::NeedsReconnect { rail, why };
                self.adopt(look, &sealed)
                    .await?
                    .then_some(())
                    .ok_or_else(|| lost.into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Wins the lease, or says that somebody else has it. Afterwards `look.connection` is as stored.
    async fn lease(&self, look: &mut Look) -> Result<(), SyncError> {
        let now = self.world.now();
        let taken = look
            .connection
            .lease
            .as_ref()
            .is_some_and(|l| l.until > now);
        if taken {
            return Err(SyncError::Leased);
        }
        let mut mine = look.connection.clone();
        mine.lease = Some(Lease {
            holder: self.world.id("lease"),
            until: after(now, LEASE),
        });
        match look.company.save_connection(mine).await {
            Ok(saved) => {
                look.connection = saved;
                Ok(())
            }
            Err(e) if e.is_conflict() => {
                self.reread(look).await?;
                Err(SyncError::Leased)
            }
            Err(e) => Err(e.into()),
        }
    }

    async fn save(&self, look: &mut Look, tokens: Tokens) -> Result<(), SyncError> {
        let context = self.seal_context(look);
        let access = self
            .persist(|| self.vault.seal(&tokens.access, &context))
            .await?;
        let refresh = self
            .persist(|| self.vault.seal(&tokens.refresh, &context))
            .await?;
        for attempt in 1.. {
            let mut renewed = look.connection.clone();
            renewed.access.clone_from(&access);
            renewed.refresh = Some(refresh.clone());
            renewed.expires_at = Some(tokens.expires_at);
            renewed.lease = None;
            match look.company.save_connection(renewed).await {
                Ok(saved) => {
                    look.connection = saved;
                    return Ok(());
                }
                // Either another field moved, or our own write happened and its answer was lost.
                Err(e) if e.is_conflict() => {
                    self.reread(look).await?;
                    if look.connection.refresh.as_deref() == Some(refresh.as_str()) {
                        return Ok(());
                    }
                }
                Err(e) if e.is_transient() && attempt < SAVE_TRIES => {
                    self.world
                        .sleep(std::time::Duration::from_millis(100) * attempt)
                        .await;
                }
                Err(e) => return Err(e.into()),
            }
            if attempt >= SAVE_TRIES {
                break;
            }
        }
        Err(SyncError::Leased)
    }

    /// Repeats a call that must not be lost.
    async fn persist<T, E, F, Fut>(&self, mut work: F) -> Result<T, E>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, E>>,
    {
        let mut attempt = 1;
        loop {
            match work().await {
                Err(_) if attempt < SAVE_TRIES => {
                    self.world
                        .sleep(std::time::Duration::from_millis(100) * attempt)
                        .await;
                    attempt += 1;
                }
                done => return done,
            }
        }
    }

    /// Whether somebody else has renewed the tokens since `spent` was read.
    async fn adopt(&self, look: &mut Look, spent: &str) -> Result<bool, SyncError> {
        self.reread(look).await?;
        Ok(look.connection.refresh.as_deref() != Some(spent))
    }

    pub(crate) async fn reread(&self, look: &mut Look) -> Result<(), SyncError> {
        let (rail, account) = (look.connection.rail, look.connection.account.clone());
        let there = look.company.connection(rail, &account).await?;
        look.connection = there.ok_or(oodaloo_store::StoreError::Missing("the connection"))?;
        Ok(())
    }
}

fn after(now: Timestamp, time: SignedDuration) -> Timestamp {
    now.saturating_add(time).unwrap_or(Timestamp::MAX)
}
