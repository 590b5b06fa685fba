//! How probable an amount is by chance: prices that repeat, and how round the others are, as the book has them.

use std::collections::BTreeMap;

use super::ledger::float;
use super::tally::Tally;

/// Whole cents, units, fives, tens, hundreds, thousands and so on: in cents.
const LEVELS: [i64; 10] = [
    1,
    100,
    500,
    1_000,
    2_500,
    10_000,
    100_000,
    1_000_000,
    10_000_000,
    100_000_000,
];
/// Below this, in cents, amounts are not spread more densely.
const LEAST: i64 = 20_000;

/// The prices of one book.
pub struct Prices {
    /// Share of payments whose amount is a multiple of a level and of no higher one.
    levels: [f64; LEVELS.len()],
    /// Share of payments whose amount no other payment has.
    alone: f64,
    payments: f64,
    /// What matched payments were.
    matched: Tally,
}

fn level(cents: i64) -> usize {
    LEVELS.iter().rposition(|l| cents % l == 0).unwrap_or(0)
}

impl Prices {
    /// Of open payments by amount, and of matched ones.
    pub fn read(by_amount: &BTreeMap<i64, Vec<u32>>, matched: &Tally) -> Self {
        // Half a payment of each level, so that none is impossible.
        let mut levels = [0.5; LEVELS.len()];
        let (mut alone, mut payments) = (1.0, 1.0);
        for (cents, list) in by_amount.iter().filter(|(cents, _)| **cents > 0) {
            levels[level(*cents)] += 1.0;
            payments += float(list.len());
            alone += if list.len() == 1 { 1.0 } else { 0.0 };
        }
        let total: f64 = levels.iter().sum();
        Self {
            levels: levels.map(|n| n / total),
            alone: alone / payments,
            payments: payments + float(matched.all()),
            matched: matched.clone(),
        }
    }

    /// How probable one very amount is among ordinary prices, given how many other open payments have it.
    pub fn ordinary(&self, cents: i64, same: usize) -> f64 {
        (float(same) + self.matched.seen(cents)) / self.payments + self.alone * self.any(cents)
    }

    /// How probable one very amount is where amounts are anything up to about its size.
    pub fn any(&self, cents: i64) -> f64 {
        let level = level(cents);
        let cents = cents.max(LEAST);
        let places = float(usize::try_from(cents / LEVELS[level]).unwrap_or(usize::MAX)).max(1.0);
        self.levels[level] / places
    }
}

#[cfg(test)]
mod tests {
    use super::super::tally::place_of;
    use super::*;

    #[test]
    fn a_round_amount_is_met_by_chance_and_an_odd_one_is_not() {
        let book = (1..200).map(|n| (if n % 2 == 0 { n * 1_000 } else { n * 1_013 + 7 }, vec![0]));
        let mut matched = Tally::default();
        (0..40).for_each(|_| matched.count(place_of(9_900), 1));
        let prices = Prices::read(&book.collect(), &matched);
        assert!(prices.any(50_000) > 50.0 * prices.any(50_017));
        assert!(prices.ordinary(14_900, 9) > 0.03);
        // A price that all payments had which are matched by now is one all the same.
        assert!(prices.ordinary(9_900, 0) > 0.1 && prices.ordinary(9_917, 0) < 0.001);
    }
}
