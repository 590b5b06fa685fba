//! Splits of some payments into two parts by what both parts must be worth: met in the middle, so that thirty payments
//! cost two lists of thirty thousand and not a thousand million splits.

/// The most payments that are split.
pub const MAX_SPLIT: usize = 28;

/// What some payments are worth in either of two hands, as lists of the sums of all their subsets.
pub struct Halves {
    /// Of the first half: sum in the one hand, sum in the other, members as bits.
    first: Vec<(i64, i64, u32)>,
    /// The same of the second, sorted.
    second: Vec<(i64, i64, u32)>,
}

impl Halves {
    /// Of payments with what each is worth in the one hand and in the other. At most [`MAX_SPLIT`] of them count.
    pub fn of(worths: &[(i64, i64)]) -> Self {
        let worths = &worths[..worths.len().min(MAX_SPLIT)];
        let (a, b) = worths.split_at(worths.len() / 2);
        let first = sums(a, 0);
        let mut second = sums(b, a.len());
        second.sort_unstable();
        Self { first, second }
    }

    /// How many subsets are worth so much in the one hand, whatever they are in the other.
    pub fn count(&self, one: i64) -> usize {
        let of = |(sum, ..): &(i64, i64, u32)| {
            let rest = one.saturating_sub(*sum);
            let start = self.second.partition_point(|(s, ..)| *s < rest);
            let end = self.second.partition_point(|(s, ..)| *s <= rest);
            end - start
        };
        self.first.iter().map(of).sum()
    }

    /// The subsets that are worth so much in the one hand and so much in the other, as bits, up to a limit.
    pub fn both(&self, one: i64, other: i64, limit: usize) -> Vec<u32> {
        let of = |(a, b, mask): &(i64, i64, u32)| {
            let rest = (one.saturating_sub(*a), other.saturating_sub(*b));
            let start = self.second.partition_point(|(a, b, _)| (*a, *b) < rest);
            let same = move |s: &&(i64, i64, u32)| (s.0, s.1) == rest;
            let mask = *mask;
            self.second[start..]
                .iter()
                .take_while(same)
                .map(move |s| s.2 | mask)
        };
        let mut found: Vec<u32> = self.first.iter().flat_map(of).take(limit).collect();
        found.sort_unstable();
        found
    }
}

fn sums(worths: &[(i64, i64)], shift: usize) -> Vec<(i64, i64, u32)> {
    let mut all: Vec<(i64, i64, u32)> = vec![(0, 0, 0)];
    for (at, (a, b)) in worths.iter().enumerate() {
        let with = |s: &(i64, i64, u32)| {
            let mask = s.2 | 1 << (at + shift);
            (s.0.saturating_add(*a), s.1.saturating_add(*b), mask)
        };
        let more: Vec<_> = all.iter().map(with).collect();
        all.extend(more);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_by_trying_every_split(
            worths in prop::collection::vec((1_i64..9, 1_i64..9), 0..10),
            one in 0_i64..30,
            other in 0_i64..30,
        ) {
            let sum = |mask: u32, hand: fn(&(i64, i64)) -> i64| -> i64 {
                let inside = worths.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1);
                inside.map(|(_, w)| hand(w)).sum()
            };
            let all = 0..1_u32 << worths.len();
            let ones: Vec<u32> = all.filter(|m| sum(*m, |w| w.0) == one).collect();
            let both: Vec<u32> = ones.iter().copied().filter(|m| sum(*m, |w| w.1) == other).collect();
            let halves = Halves::of(&worths);
            prop_assert_eq!(halves.count(one), ones.len());
            prop_assert_eq!(halves.both(one, other, usize::MAX), both);
        }
    }
}
