//! The two limiters of an account: requests in a window, and query cost in a leaky bucket.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// Points an account can hold.
pub(crate) const BUCKET_POINTS: i64 = 10_000;
/// Points that come back each second.
const RESTORE_PER_SECOND: i64 = 500;
const WINDOW: SignedDuration = SignedDuration::from_secs(300);
const WINDOW_REQUESTS: usize = 2_500;

/// A leaky bucket in thousandths of a point, so that milliseconds restore whole numbers.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    millipoints: i64,
    at: Timestamp,
}

impl Bucket {
    pub(crate) fn full() -> Self {
        Self {
            millipoints: BUCKET_POINTS * 1_000,
            at: Timestamp::UNIX_EPOCH,
        }
    }

    /// Whole points that are there now. A clock that goes back restores nothing.
    pub(crate) fn available(&mut self, now: Timestamp) -> i64 {
        let elapsed = (now.as_millisecond() - self.at.as_millisecond()).max(0);
        let restored = elapsed.saturating_mul(RESTORE_PER_SECOND);
        self.millipoints = self
            .millipoints
            .saturating_add(restored)
            .min(BUCKET_POINTS * 1_000);
        self.at = self.at.max(now);
        self.millipoints / 1_000
    }

    pub(crate) fn charge(&mut self, points: i64) {
        self.millipoints = (self.millipoints - points * 1_000).max(0);
    }

    /// Takes everything out, as another app on the same credentials might.
    pub(crate) fn drain(&mut self, now: Timestamp) {
        self.available(now);
        self.millipoints = 0;
    }
}

/// Requests of the last five minutes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Window(VecDeque<Timestamp>);

impl Window {
    /// Counts a request; false when it is one too many.
    pub(crate) fn admit(&mut self, now: Timestamp) -> bool {
        while self.0.front().is_some_and(|at| *at + WINDOW <= now) {
            self.0.pop_front();
        }
        let admitted = self.0.len() < WINDOW_REQUESTS;
        if admitted {
            self.0.push_back(now);
        }
        admitted
    }
}

/// The part of every answer that tells what it cost.
pub(crate) fn cost_extension(requested: i64, actual: i64, available: i64) -> Value {
    json!({
        "requestedQueryCost": requested,
        "actualQueryCost": actual,
        "throttleStatus": {
            "maximumAvailable": BUCKET_POINTS,
            "currentlyAvailable": available,
            "restoreRate": RESTORE_PER_SECOND,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_hundred_points_come_back_each_second_and_never_more_than_fit() {
        let mut bucket = Bucket::full();
        let at = Timestamp::from_second(1_000_000).unwrap();
        assert_eq!(bucket.available(at), 10_000);
        bucket.charge(6_000);
        assert_eq!(
            bucket.available(at + SignedDuration::from_millis(1_500)),
            4_750
        );
        assert_eq!(bucket.available(at), 4_750, "a clock that goes back");
        assert_eq!(bucket.available(at + SignedDuration::from_secs(60)), 10_000);
    }

    #[test]
    fn the_request_after_2500_in_five_minutes_is_refused() {
        let mut window = Window::default();
        let at = Timestamp::from_second(1_000_000).unwrap();
        assert!((0..2_500).all(|_| window.admit(at)));
        assert!(!window.admit(at + SignedDuration::from_secs(299)));
        assert!(window.admit(at + SignedDuration::from_secs(300)));
    }
}
