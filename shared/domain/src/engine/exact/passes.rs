//! The passes over one group: forward and backward for probabilities, forward with the best for the likeliest whole.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::{MAX_STATES, Way};

/// A payment that another deposit surely takes might be free after all, so probable.
const LEAST_SPARED: f64 = 1e-3;
/// The most, in parts of the whole, that may be dropped of a group: with more its probabilities are none.
const MOST_DROPPED: f64 = 1e-3;

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

    fn places(&self) -> impl Iterator<Item = usize> + '_ {
        let bits = |(w, bits): (usize, &u64)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros() as usize)?;
                left &= left - 1;
                Some(w * 64 + bit)
            })
        };
        self.0.iter().enumerate().flat_map(bits)
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
    /// By deposit, the payments it probably takes, as belief propagation has it: the logarithm of it not taking them.
    claims: Vec<Vec<(usize, f64)>>,
    payments: usize,
}

/// What the deposits still to come will probably take. Of two ways to be so far the one is worth more that leaves
/// them theirs: where states must be dropped, it is by that, or whatever is likeliest for the first few wins.
struct Ahead<'g> {
    claims: &'g [Vec<(usize, f64)>],
    /// By payment: the logarithm of the probability that nobody still to come takes it.
    spared: Vec<f64>,
}

impl<'g> Ahead<'g> {
    fn of(claims: &'g [Vec<(usize, f64)>], payments: usize) -> Self {
        let mut spared = vec![0.0; payments];
        for (k, claim) in claims.iter().flatten() {
            spared[*k] += claim;
        }
        Self { claims, spared }
    }

    fn pass(&mut self, at: usize) {
        for (k, claim) in &self.claims[at] {
            self.spared[*k] -= claim;
        }
    }

    fn worth<const W: usize>(&self, state: &Taken<W>, mass: f64) -> f64 {
        mass * state.places().map(|k| self.spared[k]).sum::<f64>().exp()
    }
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
/// there are more of them than states can hold, or too much had to be dropped on the way.
pub fn work_out(ways: &[Vec<Way>], last: &BTreeMap<u32, usize>) -> Option<Said> {
    match last.len() {
        0..=64 => Group::<1>::new(ways, last).said(),
        65..=256 => Group::<4>::new(ways, last).said(),
        257..=1024 => Group::<16>::new(ways, last).said(),
        1025..=4096 => Group::<64>::new(ways, last).said(),
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
        let claims = |list: &Vec<Way>| {
            let mut taken: BTreeMap<usize, f64> = BTreeMap::new();
            for way in list {
                for k in way.takes.iter().filter_map(|i| place.get(i)) {
                    *taken.entry(*k).or_default() += way.before;
                }
            }
            let spared = |(k, p): (usize, f64)| (k, (1.0 - p).max(LEAST_SPARED).ln());
            taken.into_iter().map(spared).collect()
        };
        Self {
            ways: ways
                .iter()
                .map(|list| list.iter().map(|way| (way.weight, bits(way))).collect())
                .collect(),
            wanted: (0..ways.len()).map(wanted).collect(),
            claims: ways.iter().map(claims).collect(),
            payments: last.len(),
        }
    }

    fn said(&self) -> Option<Said> {
        Some(Said {
            shares: self.marginals()?,
            likeliest: self.likeliest_of_all(),
        })
    }

    /// What is taken after a way: nothing that is taken already, and only what somebody later may want.
    fn after(&self, state: &Taken<W>, takes: &Taken<W>, at: usize) -> Option<Taken<W>> {
        (!state.meets(takes)).then(|| state.with(takes, &self.wanted[at]))
    }

    /// For each deposit the probabilities of its ways. None where more than a little had to be dropped.
    fn marginals(&self) -> Option<Vec<Vec<f64>>> {
        let mut ahead = Ahead::of(&self.claims, self.payments);
        let mut dropped = 0.0;
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
            ahead.pass(at);
            let (layer, lost) = likeliest(next, &ahead);
            layers.push(layer);
            dropped += lost;
            if dropped > MOST_DROPPED {
                return None;
            }
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
        Some(shares)
    }

    /// The ways that together are the likeliest explanation: the same forward pass with the best instead of the sum.
    /// Of equals the first in the ledger's order, so that of equal checks the older goes to the older deposit.
    fn likeliest_of_all(&self) -> Vec<usize> {
        let mut ahead = Ahead::of(&self.claims, self.payments);
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
            ahead.pass(at);
            let masses = next.iter().map(|(s, (mass, ..))| (*s, *mass)).collect();
            (layer, _) = likeliest(masses, &ahead);
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

/// The likeliest states, their masses scaled to one so that long groups do not vanish; and what share of all is dropped.
fn likeliest<const W: usize>(
    states: BTreeMap<Taken<W>, f64>,
    ahead: &Ahead<'_>,
) -> (Layer<W>, f64) {
    let total: f64 = states.values().sum();
    let scale = total.max(f64::MIN_POSITIVE);
    let mut list: Layer<W> = states
        .into_iter()
        .map(|(s, mass)| (s, mass / scale))
        .collect();
    if list.len() <= MAX_STATES {
        return (list, 0.0);
    }
    let mut ranked: Vec<(f64, (Taken<W>, f64))> = list
        .drain(..)
        .map(|(s, mass)| (ahead.worth(&s, mass), (s, mass)))
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.0.cmp(&b.1.0)));
    let all: f64 = ranked.iter().map(|(worth, _)| worth).sum();
    let kept: f64 = ranked.iter().take(MAX_STATES).map(|(worth, _)| worth).sum();
    list.extend(ranked.into_iter().take(MAX_STATES).map(|(_, state)| state));
    list.sort_by_key(|a| a.0);
    (list, 1.0 - kept / all.max(f64::MIN_POSITIVE))
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
