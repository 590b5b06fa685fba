//! Not faster than Jobber allows: its cost bucket and its 2,500 requests in five minutes, per account.
//!
//! A warm worker remembers both. Another worker learns of them through the connection, where they are kept
//! while they are low: an idle look leaves plenty, and writes nothing.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::RailAccountId;
use oodaloo_rails::RailError;
use oodaloo_rails::jobber::{Reader, Seen};
use oodaloo_store::Pace;

use crate::{Look, Sync, SyncError};

/// Jobber's window, and what we take of its 2,500 requests: other apps' are not ours, but retries are.
const WINDOW: SignedDuration = SignedDuration::from_secs(300);
const MOST_REQUESTS: u32 = 2_400;
/// From so many requests in a window on, the count is kept for other workers.
const MANY_REQUESTS: u32 = 600;
/// Accounts remembered by one worker.
const MAX_ACCOUNTS: usize = 1_000;

/// What one worker remembers.
#[derive(Debug, Default)]
pub struct Paces(Mutex<BTreeMap<RailAccountId, Pace>>);

impl Paces {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<RailAccountId, Pace>> {
        // Whole after every statement: a panic elsewhere leaves nothing half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long to wait before something of this price fits.
fn wait(pace: &Pace, points: i64, now: Timestamp) -> SignedDuration {
    let elapsed = now.duration_since(pace.at).as_secs().max(0);
    let restored = elapsed.saturating_mul(pace.restore_rate.max(1));
    let available = pace.available.saturating_add(restored).min(pace.maximum);
    let missing = points.min(pace.maximum).saturating_sub(available).max(0);
    let rate = pace.restore_rate.max(1);
    let for_points = SignedDuration::from_secs(missing.saturating_add(rate - 1) / rate);
    let left = WINDOW.saturating_sub(now.duration_since(pace.window));
    let for_window = if pace.requests >= MOST_REQUESTS && left > SignedDuration::ZERO {
        left
    } else {
        SignedDuration::ZERO
    };
    for_points.max(for_window)
}

/// What is known after so many more requests and another look at the bucket.
fn after(before: Option<Pace>, seen: &Seen, sent: u32, now: Timestamp) -> Option<Pace> {
    let (mut window, mut requests) = before.map_or((now, 0), |p| (p.window, p.requests));
    if now.duration_since(window) >= WINDOW {
        (window, requests) = (now, 0);
    }
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
        window,
        requests: requests.saturating_add(sent),
    })
}

/// Whether another worker should know.
fn is_low(pace: &Pace) -> bool {
    pace.available < pace.maximum / 2 || pace.requests >= MANY_REQUESTS
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
        let account = &look.connection.account;
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
        let before = reader.seen().requests;
        let done = self.patiently(look, work).await;
        let seen = reader.seen();
        let sent = seen.requests - before;
        if let Some(pace) = after(known, &seen, sent, self.world.now()) {
            let mut paces = self.paces.lock();
            if paces.len() >= MAX_ACCOUNTS && !paces.contains_key(account) {
                paces.clear();
            }
            paces.insert(account.clone(), pace);
        }
        Ok(done?)
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
    use oodaloo_rails::jobber::ThrottleStatus;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn pace(available: i64, requests: u32) -> Pace {
        Pace {
            at: at(1_000),
            available,
            maximum: 10_000,
            restore_rate: 500,
            window: at(900),
            requests,
        }
    }

    #[test]
    fn what_does_not_fit_waits_until_it_does() {
        assert_eq!(wait(&pace(2_500, 0), 2_500, at(1_000)).as_secs(), 0);
        assert_eq!(wait(&pace(0, 0), 2_500, at(1_000)).as_secs(), 5);
        assert_eq!(wait(&pace(0, 0), 2_500, at(1_003)).as_secs(), 2);
        assert_eq!(
            wait(&pace(0, 0), 2_500, at(990)).as_secs(),
            5,
            "a clock that goes back"
        );
        assert_eq!(
            wait(&pace(0, 0), 99_999, at(1_000)).as_secs(),
            20,
            "never more than a bucket"
        );
    }

    #[test]
    fn the_window_is_never_overrun() {
        let full = pace(10_000, MOST_REQUESTS);
        assert_eq!(wait(&full, 1, at(1_000)).as_secs(), 200);
        assert_eq!(wait(&full, 1, at(1_200)).as_secs(), 0);
        let seen = Seen::default();
        assert_eq!(
            after(Some(full), &seen, 3, at(1_100)).unwrap().requests,
            MOST_REQUESTS + 3
        );
        assert_eq!(after(Some(full), &seen, 3, at(1_201)).unwrap().requests, 3);
        // However many are sent one after another, at most 2,500 fall into any window.
        let (mut now, mut known, mut sent) = (0_i64, None, Vec::new());
        for _ in 0..10_000 {
            if let Some(pace) = known {
                now += wait(&pace, 1, at(now)).as_secs();
            }
            sent.push(now);
            let throttle = Some(ThrottleStatus {
                requested: 1,
                actual: 1,
                available: 10_000,
                maximum: 10_000,
                restore_rate: 500,
            });
            let seen = Seen {
                throttle,
                ..Seen::default()
            };
            known = after(known, &seen, 1, at(now));
        }
        let busiest = sent
            .windows(2_501)
            .filter(|w| w[2_500] - w[0] < 300)
            .count();
        assert_eq!(busiest, 0);
    }

    #[test]
    fn only_what_is_low_is_told() {
        assert!(!is_low(&pace(9_000, 10)));
        assert!(is_low(&pace(4_999, 10)) && is_low(&pace(9_000, MANY_REQUESTS)));
    }
}
