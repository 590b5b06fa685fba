//! Exact probabilities where a few deposits compete for a few payments.
//!
//! Belief propagation is too sure of itself where claims go round in a circle: two equal checks, two deposits. Such
//! groups are small and local in time, so they are worked out: forward and backward over the deposits by date, the
//! state being which contested payments are taken and still wanted later.

mod passes;

use std::collections::{BTreeMap, BTreeSet};

use super::hypothesis::Hypothesis;

/// A hypothesis that is less probable than this, both alone and among all, is left as it is.
const WORTH_COUNTING: f64 = 1e-4;
/// The most states of one step; the least probable ones beyond it are dropped.
const MAX_STATES: usize = 96;
/// The most ways of one deposit, the likeliest; the others keep what they have.
const MAX_WAYS: usize = 10;
/// The most steps of a group times its states; larger groups are left as they are.
const MAX_GROUP: usize = 400;

/// One way for a deposit to be: index of its hypothesis (none for none), its weight, the contested payments it takes.
struct Way {
    hypothesis: Option<usize>,
    weight: f64,
    /// Its probability as belief propagation has it.
    before: f64,
    takes: Vec<u32>,
}

/// Replaces probabilities by exact ones in every group of deposits that share payments, and says which hypotheses make
/// the likeliest explanation of each group as a whole, as deposit and index. `weights` are those before
/// the competition, `none` the weights of "none of these"; only `loose` deposits are looked at.
pub fn refine(
    hypotheses: &[Vec<Hypothesis>],
    loose: &[bool],
    weights: &[Vec<f64>],
    none: &[f64],
    posterior: &mut [Vec<f64>],
) -> BTreeSet<(usize, usize)> {
    let mut chosen = BTreeSet::new();
    let counted: Vec<Vec<usize>> = (0..hypotheses.len())
        .map(|d| match loose[d] {
            true => worth_counting(&weights[d], none[d], &posterior[d]),
            false => Vec::new(),
        })
        .collect();
    let mut users: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for (d, list) in counted.iter().enumerate() {
        for i in list.iter().flat_map(|h| &hypotheses[d][*h].set) {
            users.entry(*i).or_default().insert(d);
        }
    }
    users.retain(|_, deposits| deposits.len() > 1);
    for (group, contested) in groups(hypotheses.len(), &users) {
        if group.len() > MAX_GROUP {
            continue;
        }
        let ways: Vec<Vec<Way>> = group
            .iter()
            .map(|&d| {
                ways(
                    &hypotheses[d],
                    &weights[d],
                    none[d],
                    &counted[d],
                    &users,
                    &posterior[d],
                )
            })
            .collect();
        let last: BTreeMap<u32, usize> = contested
            .into_iter()
            .filter_map(|i| {
                let at = group.binary_search(users.get(&i)?.last()?).ok()?;
                Some((i, at))
            })
            .collect();
        let Some(said) = passes::work_out(&ways, &last) else {
            continue;
        };
        for ((d, ways), at) in group.iter().zip(&ways).zip(said.likeliest) {
            chosen.extend(ways.get(at).and_then(|w| w.hypothesis).map(|h| (*d, h)));
        }
        for ((d, ways), shares) in group.iter().zip(&ways).zip(said.shares) {
            let counted: BTreeSet<usize> = ways.iter().filter_map(|w| w.hypothesis).collect();
            let left_out = posterior[*d]
                .iter()
                .enumerate()
                .filter(|(h, _)| !counted.contains(h));
            let others: f64 = left_out.map(|(_, p)| p).sum();
            for (way, share) in ways.iter().zip(shares) {
                if let Some(h) = way.hypothesis {
                    posterior[*d][h] = share * (1.0 - others).max(0.0);
                }
            }
        }
    }
    chosen
}

fn worth_counting(weights: &[f64], none: f64, posterior: &[f64]) -> Vec<usize> {
    let total: f64 = none + weights.iter().sum::<f64>();
    let mut list: Vec<usize> = (0..weights.len())
        .filter(|h| posterior[*h] > WORTH_COUNTING || weights[*h] > WORTH_COUNTING * total)
        .collect();
    list.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]).then(a.cmp(b)));
    list.truncate(MAX_WAYS);
    list.sort_unstable();
    list
}

/// Deposits that are linked by contested payments, each group in the ledger's order and with these payments.
fn groups(deposits: usize, users: &BTreeMap<u32, BTreeSet<usize>>) -> Vec<(Vec<usize>, Vec<u32>)> {
    let mut root: Vec<usize> = (0..deposits).collect();
    for linked in users.values() {
        let heads: Vec<usize> = linked.iter().map(|d| head(&mut root, *d)).collect();
        let least = heads.iter().min().copied().unwrap_or(0);
        heads.iter().for_each(|h| root[*h] = least);
    }
    let mut groups: BTreeMap<usize, (Vec<usize>, Vec<u32>)> = BTreeMap::new();
    for d in users
        .values()
        .flatten()
        .copied()
        .collect::<BTreeSet<usize>>()
    {
        groups.entry(head(&mut root, d)).or_default().0.push(d);
    }
    for (i, linked) in users {
        let first = linked.first().copied().unwrap_or(0);
        groups.entry(head(&mut root, first)).or_default().1.push(*i);
    }
    groups.into_values().collect()
}

/// The first deposit of a group, by any of it. Paths are halved on the way, so that long ones do not stay long.
fn head(root: &mut [usize], mut d: usize) -> usize {
    while root[d] != d {
        root[d] = root[root[d]];
        d = root[d];
    }
    d
}

fn ways(
    list: &[Hypothesis],
    weights: &[f64],
    none: f64,
    counted: &[usize],
    users: &BTreeMap<u32, BTreeSet<usize>>,
    posterior: &[f64],
) -> Vec<Way> {
    let way = |h: &usize| Way {
        hypothesis: Some(*h),
        weight: weights[*h],
        before: posterior[*h],
        takes: list[*h]
            .set
            .iter()
            .filter(|i| users.contains_key(i))
            .copied()
            .collect(),
    };
    let nothing = Way {
        hypothesis: None,
        weight: none,
        before: 0.0,
        takes: Vec::new(),
    };
    counted.iter().map(way).chain([nothing]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::hypothesis::Why;
    use proptest::prelude::*;

    fn hypothesis(set: Vec<u32>) -> Hypothesis {
        Hypothesis {
            set,
            why: Why::Listed {
                payout_id: String::new(),
            },
            base: 1.0,
            weight: 0.0,
        }
    }

    /// Every joint assignment, one by one.
    fn brute(h: &[Vec<Hypothesis>], w: &[Vec<f64>], none: &[f64]) -> Vec<Vec<f64>> {
        let mut sums: Vec<Vec<f64>> = h.iter().map(|l| vec![0.0; l.len()]).collect();
        let mut total = 0.0;
        let mut choice = vec![0_usize; h.len()];
        loop {
            let mut taken = BTreeSet::new();
            let mut weight = 1.0;
            for (d, c) in choice.iter().enumerate() {
                weight *= if *c == 0 { none[d] } else { w[d][c - 1] };
                if *c > 0 && !h[d][c - 1].set.iter().all(|i| taken.insert(*i)) {
                    weight = 0.0;
                }
            }
            total += weight;
            for (d, c) in choice.iter().enumerate().filter(|(_, c)| **c > 0) {
                sums[d][c - 1] += weight;
            }
            let Some(d) = (0..h.len()).find(|d| choice[*d] < h[*d].len()) else {
                break;
            };
            choice[d] += 1;
            choice[..d].fill(0);
        }
        sums.iter_mut().flatten().for_each(|s| *s /= total);
        sums
    }

    proptest! {
        #[test]
        fn as_by_trying_every_assignment(
            book in prop::collection::vec(prop::collection::vec((prop::collection::btree_set(0_u32..6, 1..3), 0.01_f64..5.0), 0..4), 1..6),
            none in prop::collection::vec(0.01_f64..1.0, 6),
        ) {
            let h: Vec<Vec<Hypothesis>> = book.iter().map(|l| l.iter().map(|(s, _)| hypothesis(s.iter().copied().collect())).collect()).collect();
            let w: Vec<Vec<f64>> = book.iter().map(|l| l.iter().map(|(_, w)| *w).collect()).collect();
            let alone: Vec<Vec<f64>> = w.iter().zip(&none).map(|(l, n)| { let t = n + l.iter().sum::<f64>(); l.iter().map(|w| w / t).collect() }).collect();
            let mut refined = alone;
            refine(&h, &vec![true; h.len()], &w, &none, &mut refined);
            let truth = brute(&h, &w, &none);
            for (a, b) in refined.iter().flatten().zip(truth.iter().flatten()) {
                prop_assert!((a - b).abs() < 1e-9, "{} {}", a, b);
            }
        }
    }
}
