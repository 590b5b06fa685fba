//! Not faster than Plaid allows one item to be asked: its limits are per minute and endpoint, and no answer
//! says what is left of them.
//!
//! Each endpoint has a bucket of calls that fills up again evenly: half of what Plaid allows at once, and half
//! more in every minute, so that no minute holds more than all of it. One instant says how empty it is. A
//! worker remembers it; for the next worker of the item it is kept with the connection where that is written
//! anyway, or where more than a call or two are missing: an idle look makes one call, and writes nothing.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use oodaloo_rails::{Exchange, Rail, Request, Response};
use oodaloo_runtime::messages::SyncReason;
use oodaloo_runtime::ports::World;
use oodaloo_store::Calls;

use crate::{Look, Sync};

/// Half of the calls that Plaid allows one item in a minute, by endpoint (its page on errors of the type
/// `RATE_LIMIT_EXCEEDED`: 50, 15, 15, 5, 15), and of the first a little less, for looks nobody is told of.
const BURSTS: [(&str, i64); 5] = [
    ("/transactions/sync", 22),
    ("/accounts/get", 7),
    ("/item/get", 7),
    ("/accounts/balance/get", 2),
    ("/identity/get", 7),
];
const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// So many calls may be missing without another worker being told.
const UNTOLD: i32 = 2;
/// What Plaid would say: better not to ask.
const TOO_MANY: u16 = 429;

fn burst(path: &str) -> Option<i64> {
    BURSTS.iter().find(|(p, _)| *p == path).map(|(_, n)| *n)
}

/// From one call to the next, when the bucket is empty.
fn interval(burst: i64) -> SignedDuration {
    MINUTE / i32::try_from(burst).unwrap_or(1)
}

/// How long to wait before the next call.
fn wait(full_at: Timestamp, burst: i64, now: Timestamp) -> SignedDuration {
    let missing = full_at.duration_since(now);
    let room = MINUTE - interval(burst);
    // However wrong a clock was, a minute later all is forgotten.
    (missing - room).clamp(SignedDuration::ZERO, MINUTE)
}

/// When the bucket is full again, after a call at this moment.
fn after(full_at: Option<Timestamp>, burst: i64, now: Timestamp) -> Timestamp {
    let latest = now.saturating_add(MINUTE).unwrap_or(now);
    let from = full_at.map_or(now, |at| at.clamp(now, latest));
    from.saturating_add(interval(burst)).unwrap_or(from)
}

/// Plaid, asked about one item no faster than that.
pub(super) struct Paced<'a> {
    rail: &'a dyn Rail,
    world: &'a dyn World,
    until: Timestamp,
    calls: Mutex<Calls>,
}

impl Paced<'_> {
    fn wait(&self, path: &str, burst: i64) -> SignedDuration {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = calls.get(path).copied();
        full_at.map_or(SignedDuration::ZERO, |at| wait(at, burst, self.world.now()))
    }

    fn called(&self, path: &str, burst: i64) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let full_at = after(calls.get(path).copied(), burst, self.world.now());
        calls.insert(path.to_owned(), full_at);
    }

    /// What is missing of any bucket now.
    fn missing(&self) -> Calls {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.world.now();
        calls.retain(|_, full_at| *full_at > now);
        calls.clone()
    }
}

#[async_trait]
impl Rail for Paced<'_> {
    async fn send(&self, request: Request) -> Result<Response, Exchange> {
        if let Some(burst) = burst(&request.path) {
            let wait = self.wait(&request.path, burst);
            if wait > SignedDuration::ZERO {
                let then = self.world.now().saturating_add(wait);
                if then.is_ok_and(|then| then >= self.until) {
                    return Ok(Response {
                        status: TOO_MANY,
                        body: b"{}".to_vec(),
                    });
                }
                self.world
                    .sleep(Duration::try_from(wait).unwrap_or_default())
                    .await;
            }
            self.called(&request.path, burst);
        }
        self.rail.send(request).await
    }
}

impl Sync {
    /// The rail for one look at an item.
    pub(super) fn paced_plaid(&self, look: &Look) -> Paced<'_> {
        let mut calls: Calls = look.connection.calls.clone();
        // What this worker remembers, where it is more.
        for (path, mine) in self.paces.calls(&look.connection.account) {
            let at = calls.entry(path).or_insert(mine);
            *at = mine.max(*at);
        }
        Paced {
            rail: self.rail.as_ref(),
            world: self.world.as_ref(),
            until: look.until,
            calls: Mutex::new(calls),
        }
    }

    /// Remembers what is missing; gives what the connection shall tell the next worker.
    pub(super) fn calls_to_keep(&self, look: &Look, paced: &Paced<'_>) -> Calls {
        let missing = paced.missing();
        self.paces
            .remember_calls(&look.connection.account, missing.clone());
        let often = matches!(
            look.request.reason,
            SyncReason::Poll | SyncReason::Webhook { .. }
        );
        let now = self.world.now();
        let is_little = |(path, full_at): (&String, &Timestamp)| {
            let untold = burst(path).map_or(MINUTE, |n| interval(n) * UNTOLD);
            full_at.duration_since(now) <= untold
        };
        if often && missing.iter().all(is_little) {
            // What stands there is over, or says more than this does: no reason to write.
            return look.connection.calls.clone();
        }
        missing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Plaid allows.
    const LIMITS: [usize; 5] = [50, 15, 15, 5, 15];

    #[test]
    fn no_minute_holds_more_calls_than_plaid_allows() {
        for ((path, burst), limit) in BURSTS.into_iter().zip(LIMITS) {
            let (mut now, mut full_at) = (Timestamp::UNIX_EPOCH, None);
            let mut sent = Vec::new();
            // As fast as may be, with pauses of every length in between.
            for n in 0..2_000_i64 {
                if n % 37 == 0 {
                    now += SignedDuration::from_secs(n % 91);
                }
                now += full_at.map_or(SignedDuration::ZERO, |at| wait(at, burst, now));
                sent.push(now);
                full_at = Some(after(full_at, burst, now));
            }
            let busiest = (0..sent.len())
                .map(|i| {
                    let end = sent[i] + MINUTE;
                    sent[i..].iter().take_while(|at| **at < end).count()
                })
                .max();
            assert!(busiest <= Some(limit), "{path}: {busiest:?}");
            assert!(busiest >= Some(limit / 2), "{path}: {busiest:?}");
        }
    }

    #[test]
    fn a_clock_that_was_wrong_is_waited_for_a_minute_at_most() {
        let now = Timestamp::UNIX_EPOCH;
        let far = now + SignedDuration::from_hours(9);
        assert_eq!(wait(far, 7, now), MINUTE);
        assert!(after(Some(far), 7, now) <= now + MINUTE + interval(7));
        assert_eq!(wait(now, 7, now), SignedDuration::ZERO);
    }
}
