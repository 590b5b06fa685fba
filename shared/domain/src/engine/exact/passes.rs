//! The passes over one group: forward and backward for probabilities, forward with the best for the likeliest whole.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::{MAX_STATES, Way};

/// Which of a group's contested payments are taken: the k-th of them is the k-th bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Taken<const W: usize>([u64; W]);

impl<const W: usize> Taken<W> {
    const NONE: Self = Self([0; W]);

    fn of(places: impl IntoIterator<Item = usize>) -> Self {
        let mut taken = Self::NONE;
        places
            .into_iter()
            .for_each(|k| taken.0[k / 64] |= 1 << (k % 64));
        taken
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }

    /// Of the payments in either those that are wanted.
    fn with(&self, other: &Self, wanted: &Self) -> Self {
        Self(std::array::from_fn(|w| {
            (self.0[w] | other.0[w]) & wanted.0[w]
        }))
    }
}

/// As the lists of their payments would be ordered, so that the order of sums does not hang on how they are kept.
impl<const W: usize> Ord for Taken<W> {
    fn cmp(&self, other: &Self) -> Ordering {
        let Some(w) = (0..W).find(|w| self.0[*w] != other.0[*w]) else {
            return Ordering::Equal;
        };
        let bit = (self.0[w] ^ other.0[w]).trailing_zeros();
        let mine = self.0[w] >> bit & 1 == 1;
        let lacking = if mine { other } else { self };
        let goes_on = lacking.0[w] >> bit != 0 || lacking.0[w + 1..].iter().any(|v| *v != 0);
        if mine == goes_on {
            Ordering::Less
        } else {
            Ordering::Greater
        }
    }
}

impl<const W: usize> PartialOrd for Taken<W> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// What one group's deposits may be, in bits.
struct Group<const W: usize> {
    /// By deposit, its ways: weight, and what they take.
    ways: Vec<Vec<(f64, Taken<W>)>>,
    /// By deposit: the payments that a later one may want.
    wanted: Vec<Taken<W>>,
}

/// States with their masses, by state.
type Layer<const W: usize> = Vec<(Taken<W>, f64)>;

/// What the passes over a group say.
pub struct Said {
    /// By deposit, the probabilities of its ways.
    pub shares: Vec<Vec<f64>>,
    /// By deposit, its way in the likeliest explanation of the whole.
    pub likeliest: Vec<usize>,
}

/// Works out a group. `last` says of each contested payment, sorted, which deposit is the last that may want it. None:
/// there are more of them than states can hold.
pub fn work_out(ways: &[Vec<Way>], last: &BTreeMap<u32, usize>) -> Option<Said> {
    match last.len() {
        0..=64 => Some(Group::<1>::new(ways, last).said()),
        65..=256 => Some(Group::<4>::new(ways, last).said()),
        257..=1024 => Some(Group::<16>::new(ways, last).said()),
        1025..=4096 => Some(Group::<64>::new(ways, last).said()),
        _ => None,
    }
}

impl<const W: usize> Group<W> {
    fn new(ways: &[Vec<Way>], last: &BTreeMap<u32, usize>) -> Self {
        let place: BTreeMap<u32, usize> = last.keys().copied().zip(0..).collect();
        let bits = |way: &Way| Taken::of(way.takes.iter().filter_map(|i| place.get(i)).copied());
        let wanted = |at: usize| {
            let later = last.values().zip(0_usize..).filter(|(l, _)| **l > at);
            Taken::of(later.map(|(_, k)| k))
        };
        Self {
            ways: ways
                .iter()
                .map(|list| list.iter().map(|way| (way.weight, bits(way))).collect())
                .collect(),
            wanted: (0..ways.len()).map(wanted).collect(),
        }
    }

    fn said(&self) -> Said {
        Said {
            shares: self.marginals(),
            likeliest: self.likeliest_of_all(),
        }
    }

    /// What is taken after a way: nothing that is taken already, and only what somebody later may want.
    fn after(&self, state: &Taken<W>, takes: &Taken<W>, at: usize) -> Option<Taken<W>> {
        (!state.meets(takes)).then(|| state.with(takes, &self.wanted[at]))
    }

    /// For each deposit the probabilities of its ways.
    fn marginals(&self) -> Vec<Vec<f64>> {
        let mut layers: Vec<Layer<W>> = vec![vec![(Taken::NONE, 1.0)]];
        for (at, list) in self.ways.iter().enumerate() {
            let mut next: BTreeMap<Taken<W>, f64> = BTreeMap::new();
            for (state, mass) in &layers[at] {
                for (weight, takes) in list {
                    if let Some(then) = self.after(state, takes, at) {
                        *next.entry(then).or_default() += mass * weight;
                    }
                }
            }
            layers.push(likeliest(next));
        }
        let mut back: Vec<f64> = layers
            .last()
            .map(|l| vec![1.0; l.len()])
            .unwrap_or_default();
        let mut shares: Vec<Vec<f64>> = Vec::with_capacity(self.ways.len());
        for (at, list) in self.ways.iter().enumerate().rev() {
            let after = &layers[at + 1];
            let mut of_way = vec![0.0; list.len()];
            let mut before = vec![0.0; layers[at].len()];
            for ((state, mass), before) in layers[at].iter().zip(&mut before) {
                for ((weight, takes), of_way) in list.iter().zip(&mut of_way) {
                    let place =
                        |then: Taken<W>| after.binary_search_by_key(&then, |(s, _)| *s).ok();
                    let rest = self
                        .after(state, takes, at)
                        .and_then(place)
                        .map(|p| back[p]);
                    let value = weight * rest.unwrap_or(0.0);
                    *of_way += mass * value;
                    *before += value;
                }
            }
            let total: f64 = of_way.iter().sum();
            let share = |v: &f64| if total > 0.0 { v / total } else { 0.0 };
            shares.push(of_way.iter().map(share).collect());
            let scale: f64 = before.iter().sum();
            before
                .iter_mut()
                .for_each(|v| *v /= scale.max(f64::MIN_POSITIVE));
            back = before;
        }
        shares.reverse();
        shares
    }

    /// The ways that together are the likeliest explanation: the same forward pass with the best instead of the sum.
    /// Of equals the first in the ledger's order, so that of equal checks the older goes to the older deposit.
    fn likeliest_of_all(&self) -> Vec<usize> {
        let mut layer: Layer<W> = vec![(Taken::NONE, 1.0)];
        let mut from: Vec<BTreeMap<Taken<W>, (Taken<W>, usize)>> =
            Vec::with_capacity(self.ways.len());
        for (at, list) in self.ways.iter().enumerate() {
            let mut next: BTreeMap<Taken<W>, (f64, Taken<W>, usize)> = BTreeMap::new();
            for (state, mass) in &layer {
                for (k, (weight, takes)) in list.iter().enumerate() {
                    let Some(then) = self.after(state, takes, at) else {
                        continue;
                    };
                    let value = mass * weight;
                    // A hair more, so that rounding does not decide between equals.
                    let best = next.get(&then).map_or(0.0, |(best, ..)| *best);
                    if value > best * (1.0 + 1e-9) {
                        next.insert(then, (value, *state, k));
                    }
                }
            }
            layer = likeliest(next.iter().map(|(s, (mass, ..))| (*s, *mass)).collect());
            from.push(next.into_iter().map(|(s, (_, b, k))| (s, (b, k))).collect());
        }
        let best = layer
            .iter()
            .fold(None, |best: Option<(Taken<W>, f64)>, (s, m)| match best {
                Some((_, most)) if most >= *m => best,
                _ => Some((*s, *m)),
            });
        let mut state = best.map_or(Taken::NONE, |(s, _)| s);
        let mut picked = vec![usize::MAX; self.ways.len()];
        for (at, came) in from.iter().enumerate().rev() {
            let Some((before, k)) = came.get(&state) else {
                break;
            };
            picked[at] = *k;
            state = *before;
        }
        picked
    }
}

/// The likeliest states, their masses scaled to one so that long groups do not vanish.
fn likeliest<const W: usize>(states: BTreeMap<Taken<W>, f64>) -> Layer<W> {
    let total: f64 = states.values().sum();
    let mut list: Layer<W> = states.into_iter().collect();
    if list.len() > MAX_STATES {
        list.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        list.truncate(MAX_STATES);
        list.sort_by_key(|a| a.0);
    }
    let scale = total.max(f64::MIN_POSITIVE);
    list.iter_mut().for_each(|(_, mass)| *mass /= scale);
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn states_are_ordered_as_the_lists_of_their_payments(
            a in prop::collection::btree_set(0_usize..256, 0..6),
            b in prop::collection::btree_set(0_usize..256, 0..6),
        ) {
            let bits = |set: &BTreeSet<usize>| Taken::<4>::of(set.iter().copied());
            prop_assert_eq!(bits(&a).cmp(&bits(&b)), a.cmp(&b));
        }
    }
}
