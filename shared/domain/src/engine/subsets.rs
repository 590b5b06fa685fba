//! Free subsets, last and bounded: several of the payments nearby add up to the deposit.

use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger, float};
use super::windows::choose;
use crate::calendar::plus_days;

/// The most payments that are combined.
const MAX_CANDIDATES: usize = 26;
/// The most payments in one subset.
const MAX_SIZE: usize = 9;
/// The most steps of one search.
const MAX_STEPS: usize = 150_000;
/// The most subsets that are kept; more are not worth asking about.
const MAX_FOUND: usize = 40;

/// Subsets of two or more of a pool's payments that sum to the deposit, nothing kept.
pub fn subsets(ledger: &Ledger<'_>, dep: &Dep<'_>, pool: usize) -> Vec<Hypothesis> {
    let date = dep.source.date;
    let near = ledger.between(
        &ledger.pools[pool],
        plus_days(date, -10),
        plus_days(date, 1),
    );
    let fitting = |i: &&u32| (1..dep.cents).contains(&ledger.pay(**i).cents);
    let mut list: Vec<u32> = near
        .iter()
        .rev()
        .filter(fitting)
        .copied()
        .take(MAX_CANDIDATES + 1)
        .collect();
    let cut = list.len() > MAX_CANDIDATES;
    list.truncate(MAX_CANDIDATES);
    list.sort_by_key(|i| (std::cmp::Reverse(ledger.pay(*i).cents), *i));
    let amounts: Vec<i64> = list.iter().map(|i| ledger.pay(*i).cents).collect();
    let mut rest: Vec<i64> = amounts.clone();
    for k in (0..rest.len().saturating_sub(1)).rev() {
        rest[k] += rest[k + 1];
    }
    let mut search = Search {
        amounts: &amounts,
        rest: &rest,
        found: Vec::new(),
        steps: 0,
        chosen: Vec::new(),
    };
    search.go(0, dep.cents);
    let complete = !cut && search.steps < MAX_STEPS && search.found.len() < MAX_FOUND;
    let of = list.len();
    let build = |picked: Vec<usize>| {
        let mut set: Vec<u32> = picked.iter().map(|k| list[*k]).collect();
        set.sort_unstable();
        let ways = choose(of, u32::try_from(set.len()).unwrap_or(u32::MAX));
        let base =
            1.0 / float(MAX_SIZE - 1) / float(ways.max(1)) * if complete { 1.0 } else { 0.05 };
        Hypothesis {
            set,
            why: Why::Subset { of, complete },
            base,
            weight: 0.0,
        }
    };
    search.found.into_iter().map(build).collect()
}

struct Search<'s> {
    amounts: &'s [i64],
    rest: &'s [i64],
    found: Vec<Vec<usize>>,
    steps: usize,
    chosen: Vec<usize>,
}

impl Search<'_> {
    fn go(&mut self, from: usize, left: i64) {
        if left == 0 {
            if self.chosen.len() >= 2 {
                self.found.push(self.chosen.clone());
            }
            return;
        }
        for k in from..self.amounts.len() {
            self.steps += 1;
            let spent = self.steps >= MAX_STEPS
                || self.found.len() >= MAX_FOUND
                || self.chosen.len() >= MAX_SIZE;
            if spent || self.rest[k] < left {
                return;
            }
            if self.amounts[k] <= left {
                self.chosen.push(k);
                self.go(k + 1, left - self.amounts[k]);
                self.chosen.pop();
            }
        }
    }
}
