//! How the link to a rail has fared lately.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How far back a rail's refusals count.
const DAY: SignedDuration = SignedDuration::from_hours(24);
const HOUR_SECONDS: i64 = 3_600;

/// Kept with a connection, and written only when the connection is, so that a look that finds nothing new
/// still writes nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vitals {
    /// The last webhook that changed something in the books.
    #[serde(default)]
    pub webhook: Option<Heard>,
    /// How often the rail refused us for asking too fast, by the beginning of the hour; of the last day.
    #[serde(default)]
    pub throttles: BTreeMap<Timestamp, u32>,
}

/// A webhook whose news is in the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// Since when it is.
    pub at: Timestamp,
    /// How long after it happened.
    pub lag_seconds: u64,
}

impl Heard {
    /// Something that happened then is in the books now. A rail's clock that is ahead of ours is no lag.
    #[must_use]
    pub fn of(occurred_at: Timestamp, now: Timestamp) -> Self {
        let lag = now.duration_since(occurred_at).as_secs();
        Self {
            at: now,
            lag_seconds: u64::try_from(lag).unwrap_or(0),
        }
    }
}

impl Vitals {
    /// The rail has refused so many calls. What is older than a day is forgotten.
    pub fn throttled(&mut self, hits: u32, now: Timestamp) {
        self.throttles.retain(|hour, _| is_recent(*hour, now));
        if hits == 0 {
            return;
        }
        let second = now.as_second();
        let hour = Timestamp::from_second(second - second.rem_euclid(HOUR_SECONDS)).unwrap_or(now);
        let counted = self.throttles.entry(hour).or_default();
        *counted = counted.saturating_add(hits);
    }

    /// Refusals of the last 24 hours, to the hour.
    #[must_use]
    pub fn throttle_hits(&self, now: Timestamp) -> u64 {
        let recent = self.throttles.iter().filter(|(h, _)| is_recent(**h, now));
        recent.map(|(_, hits)| u64::from(*hits)).sum()
    }
}

fn is_recent(hour: Timestamp, now: Timestamp) -> bool {
    now.duration_since(hour) < DAY
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64, minute: i64) -> Timestamp {
        Timestamp::from_second(
            1_790_000_000 / HOUR_SECONDS * HOUR_SECONDS + hour * 3_600 + minute * 60,
        )
        .unwrap()
    }

    #[test]
    fn refusals_count_for_a_day_and_are_then_forgotten() {
        let mut vitals = Vitals::default();
        vitals.throttled(2, at(0, 10));
        vitals.throttled(3, at(0, 59));
        vitals.throttled(1, at(5, 0));
        assert_eq!(vitals.throttle_hits(at(5, 1)), 6);
        assert_eq!(vitals.throttles.len(), 2, "one entry an hour");
        assert_eq!(vitals.throttle_hits(at(24, 0)), 1);
        assert_eq!(vitals.throttle_hits(at(29, 0)), 0);
        vitals.throttled(0, at(24, 0));
        assert_eq!(vitals.throttles.len(), 1, "nothing grows");
    }

    #[test]
    fn lag_is_never_negative() {
        assert_eq!(Heard::of(at(0, 0), at(0, 2)).lag_seconds, 120);
        assert_eq!(Heard::of(at(0, 2), at(0, 0)).lag_seconds, 0);
    }
}
