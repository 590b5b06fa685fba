//! Draws from a seed. The number of draws never depends on a date, so that the same seed is the same company on any day.

use rand::{Rng, SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;

pub(crate) struct Draw(ChaCha8Rng);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Both ends included; `low` where the range is empty.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    /// Whether something of so many percent happens. Draws once, also at 0 and 100.
    pub(crate) fn percent(&mut self, percent: i64) -> bool {
        self.between(0, 99) < percent
    }

    /// The same in parts per thousand.
    pub(crate) fn thousandth(&mut self, parts: i64) -> bool {
        self.between(0, 999) < parts
    }

    /// Which of the weights is hit; the last one where all are nothing.
    pub(crate) fn weighted(&mut self, weights: &[i64]) -> usize {
        let mut at = self.between(1, weights.iter().sum());
        for (which, weight) in weights.iter().enumerate() {
            at -= weight;
            if at <= 0 && *weight > 0 {
                return which;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// Cents that look priced by hand: odd cents after tax rather than round dollars.
    pub(crate) fn cents(&mut self, low_dollars: i64, high_dollars: i64) -> i64 {
        self.between(low_dollars * 100, high_dollars * 100)
    }

    pub(crate) fn days(&mut self, low: i32, high: i32) -> i32 {
        self.0.random_range(low..=high.max(low))
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.0.random_range(0..from.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }

    pub(crate) fn text(&mut self, length: usize, alphabet: &[u8]) -> String {
        (0..length)
            .map(|_| char::from(self.pick(alphabet)))
            .collect()
    }

    pub(crate) fn digits(&mut self, length: usize) -> String {
        self.text(length, b"0123456789")
    }
}
