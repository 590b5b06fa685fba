//! What goes wrong in a run. Every seed draws its own rates, and half of them are nought: faults that
//! are always there together hide each other.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::core::Millis;

/// Rates in parts of a thousand, per occasion.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    /// The table throttles, or another transaction is on the item.
    pub table_refuses: u32,
    /// The table's answer is lost after the write happened.
    pub table_answer_lost: u32,
    /// How many writes the sparse index lags behind.
    pub index_lag: usize,
    /// A queue does not take the message.
    pub queue_refuses: u32,
    /// A queue took the message, and its answer is lost.
    pub queue_answer_lost: u32,
    /// A rail answers 503.
    pub rail_unavailable: u32,
    /// A rail does not answer in time; it may have acted.
    pub rail_timeout: u32,
    /// A rail's answer is lost.
    pub rail_answer_lost: u32,
    /// A rail forgets a grant (per quarter of an hour).
    pub grant_revoked: u32,
    /// The vault does not answer.
    pub vault_refuses: u32,
    /// The mail service says that it did not take the mail.
    pub mail_refuses: u32,
    /// The mail service's answer is lost; it may have taken the mail.
    pub mail_answer_lost: u32,
    /// A worker dies, at any await.
    pub crash: u32,
    /// A worker is frozen for up to 80 s, at any await.
    pub pause: u32,
    /// The same batch goes to two workers.
    pub batch_twice: u32,
    /// A webhook is never delivered.
    pub webhook_lost: u32,
    /// A webhook is delivered twice.
    pub webhook_twice: u32,
    /// A tick comes twice.
    pub tick_twice: u32,
    /// How far workers' clocks may be off, in milliseconds.
    pub skew: Millis,
    /// A message that nobody can read (per quarter of an hour).
    pub poison: u32,
    /// When which rail is down: begin and end, in milliseconds from the run's begin; true is Jobber.
    pub outages: Vec<(Millis, Millis, bool)>,
}

impl Faults {
    /// Calm.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// This seed's dose for a storm of so many milliseconds.
    #[must_use]
    pub fn swarm(seed: u64, storm: Millis) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x5eed_fa17);
        let mut rate = |most: u32| {
            if rng.random_bool(0.5) {
                0
            } else {
                rng.random_range(1..=most)
            }
        };
        let mut faults = Self {
            table_refuses: rate(60),
            table_answer_lost: rate(40),
            index_lag: rate(12) as usize,
            queue_refuses: rate(60),
            queue_answer_lost: rate(60),
            rail_unavailable: rate(80),
            rail_timeout: rate(30),
            rail_answer_lost: rate(40),
            grant_revoked: rate(60) / 4,
            vault_refuses: rate(100),
            mail_refuses: rate(300),
            mail_answer_lost: rate(400),
            crash: rate(6),
            pause: rate(8),
            batch_twice: rate(250),
            webhook_lost: rate(150),
            webhook_twice: rate(300),
            tick_twice: rate(300),
            skew: Millis::from(rate(30)) * 1_000,
            poison: rate(300),
            outages: Vec::new(),
        };
        if rng.random_bool(0.15) {
            // What takes turns badly shows only when one of two workers stands still for long.
            faults.pause = rng.random_range(10..=30);
        }
        if rng.random_bool(0.3) {
            let begin = rng.random_range(0..storm / 2);
            let end = begin + rng.random_range(60_000..storm / 2);
            faults.outages.push((begin, end, rng.random_bool(0.5)));
        }
        faults
    }
}
