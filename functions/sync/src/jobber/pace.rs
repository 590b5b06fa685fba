//! Not faster than Jobber's cost bucket allows, per account. Its 2,500 requests in five minutes need no count:
//! see `spaced`.
//!
//! A warm worker remembers the bucket. Another worker learns of it through the connection, where it is kept
//! while it is low: an idle look leaves plenty, and writes nothing.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::RailAccountId;
use oodaloo_rails::RailError;
use oodaloo_rails::jobber::{Reader, Seen};
use oodaloo_store::{Calls, Pace};

use crate::{Look, Sync, SyncError};

/// Accounts remembered by one worker.
const MAX_ACCOUNTS: usize = 1_000;

/// What one worker remembers.
#[derive(Debug, Default)]
pub struct Paces {
    jobber: Mutex<BTreeMap<RailAccountId, Pace>>,
    plaid: Mutex<BTreeMap<RailAccountId, Calls>>,
}

impl Paces {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<RailAccountId, Pace>> {
        // Whole after every statement: a panic elsewhere leaves nothing half done.
        self.jobber.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is missing of an item's buckets at Plaid, as far as this worker knows.
    pub(crate) fn calls(&self, item: &RailAccountId) -> Calls {
        let plaid = self.plaid.lock().unwrap_or_else(PoisonError::into_inner);
        plaid.get(item).cloned().unwrap_or_default()
    }

    pub(crate) fn remember_calls(&self, item: &RailAccountId, calls: Calls) {
        let mut plaid = self.plaid.lock().unwrap_or_else(PoisonError::into_inner);
        if plaid.len() >= MAX_ACCOUNTS && !plaid.contains_key(item) {
            plaid.clear();
        }
        plaid.insert(item.clone(), calls);
    }
}

/// How long to wait before something of this price fits.
fn wait(pace: &Pace, points: i64, now: Timestamp) -> SignedDuration {
    let elapsed = now.duration_since(pace.at).as_secs().max(0);
    let restored = elapsed.saturating_mul(pace.restore_rate.max(1));
    let available = pace.available.saturating_add(restored).min(pace.maximum);
    let missing = points.min(pace.maximum).saturating_sub(available).max(0);
    let rate = pace.restore_rate.max(1);
    SignedDuration::from_secs(missing.saturating_add(rate - 1) / rate)
}

/// What is known after another look at the bucket.
fn after(before: Option<Pace>, seen: &Seen, now: Timestamp) -> Option<Pace> {
    let told = seen
        .throttle
        .map(|t| (t.available, t.maximum, t.restore_rate));
    let known = before.map(|p| (p.available, p.maximum, p.restore_rate));
    let (available, maximum, restore_rate) = told.or(known)?;
    Some(Pace {
        at: now,
        available,
        maximum,
        restore_rate,
    })
}

/// Whether another worker should know.
fn is_low(pace: &Pace) -> bool {
    pace.available < pace.maximum / 2
}

impl Sync {
    /// One call of Jobber, when it fits, with patience.
    pub(super) async fn paced<T, F, Fut>(
        &self,
        look: &Look,
        reader: &Reader<'_>,
        points: i64,
        work: F,
    ) -> Result<T, SyncError>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<T, RailError>>,
    {
        self.room(look, points).await?;
        let done = self.patiently(look, work).await;
        self.took(look, reader);
        Ok(done?)
    }

    /// Waits until something of this price fits.
    pub(super) async fn room(&self, look: &Look, points: i64) -> Result<(), SyncError> {
        let known = self.pace(look);
        let now = self.world.now();
        let wait = known.map_or(SignedDuration::ZERO, |p| wait(&p, points, now));
        if wait > SignedDuration::ZERO {
            self.count("jobber_waits", &look.request);
            if now
                .saturating_add(wait)
                .is_ok_and(|then| then >= look.until)
            {
                let wait_seconds = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX);
                let rail = "jobber";
                return Err(RailError::Throttled { rail, wait_seconds }.into());
            }
            let time = Duration::try_from(wait).unwrap_or_default();
            self.world.sleep(time).await;
        }
        Ok(())
    }

    /// Remembers what is left.
    pub(super) fn took(&self, look: &Look, reader: &Reader<'_>) {
        let account = &look.connection.account;
        if let Some(pace) = after(self.pace(look), &reader.seen(), self.world.now()) {
            let mut paces = self.paces.lock();
            if paces.len() >= MAX_ACCOUNTS && !paces.contains_key(account) {
                paces.clear();
            }
            paces.insert(account.clone(), pace);
        }
    }

    /// The freshest that is known.
    fn pace(&self, look: &Look) -> Option<Pace> {
        let mine = self.paces.lock().get(&look.connection.account).copied();
        let theirs = look.connection.pace;
        match (mine, theirs) {
            (Some(mine), Some(theirs)) if mine.at < theirs.at => Some(theirs),
            (mine, theirs) => mine.or(theirs),
        }
    }

    /// What the connection shall tell other workers; nothing where there is plenty.
    pub(super) fn pace_to_keep(&self, look: &Look, reader: &Reader<'_>) -> Option<Pace> {
        if reader.seen().requests == 0 {
            return look.connection.pace;
        }
        self.pace(look).filter(is_low)
    }

    /// Meters what Jobber said beside its answers.
    pub(super) fn tell_seen(&self, look: &Look, seen: &Seen) {
        if let Some(served) = &seen.other_version {
            tracing::warn!(
                served,
                "Jobber serves another version than ours, or warns of ours"
            );
            self.count("jobber_version_drift", &look.request);
        }
        if seen.withheld > 0 {
            self.count("jobber_costing_withheld", &look.request);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn pace(available: i64) -> Pace {
        Pace {
            at: at(1_000),
            available,
            maximum: 10_000,
            restore_rate: 500,
        }
    }

    #[test]
    fn what_does_not_fit_waits_until_it_does() {
        assert_eq!(wait(&pace(2_500), 2_500, at(1_000)).as_secs(), 0);
        assert_eq!(wait(&pace(0), 2_500, at(1_000)).as_secs(), 5);
        assert_eq!(wait(&pace(0), 2_500, at(1_003)).as_secs(), 2);
        assert_eq!(
            wait(&pace(0), 2_500, at(990)).as_secs(),
            5,
            "a clock that goes back"
        );
        assert_eq!(
            wait(&pace(0), 99_999, at(1_000)).as_secs(),
            20,
            "never more than a bucket"
        );
    }

    #[test]
    fn only_what_is_low_is_told() {
        assert!(!is_low(&pace(5_000)));
        assert!(is_low(&pace(4_999)));
    }
}
