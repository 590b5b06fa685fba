//! Draws from a seed.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub struct Draw(ChaCha8Rng);

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Both ends included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high)
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.0.random_range(0..from.len())]
    }

    pub fn percent(&mut self, percent: i64) -> bool {
        self.between(0, 99) < percent
    }

    /// What a field-service company charges: often one of a few flat prices, else anything.
    pub fn price(&mut self) -> i64 {
        const FLAT: [i64; 8] = [14_900, 8_900, 19_900, 24_900, 12_500, 9_900, 35_000, 7_500];
        if self.percent(45) {
            self.pick(&FLAT)
        } else {
            self.between(4_500, 180_000)
        }
    }
}
