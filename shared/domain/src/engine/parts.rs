//! One payment that came as two deposits. Looked for last, where nothing else explains either deposit, and always a
//! question.

use std::collections::BTreeMap;

use super::certain::used;
use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger};
use crate::calendar::days_between;
use crate::descriptor::NameFit;

/// The two deposits lie within so many days.
const APART: i32 = 21;
/// The first is in the bank at most so many days before the payment was recorded, and after it.
const BEFORE: i32 = 7;
const AFTER: i32 = 45;
/// A deposit that is explained better than this is not taken apart.
const UNEXPLAINED: f64 = 0.5;
/// A payment that is used more probably than this is not taken apart.
const FREE: f64 = 0.5;
/// The most open deposits around a payment that are looked at.
const MAX_OPEN: usize = 150;
/// How probable a pair is that both texts name, and one that they do not.
const NAMED: f64 = 0.95;
const NAMELESS: f64 = 0.85;

/// Two deposits and the payment.
struct Pair {
    deposits: [usize; 2],
    payment: u32,
    fit: NameFit,
}

/// Adds to each deposit's hypotheses the payments it may be a part of, with their probabilities.
pub fn add(ledger: &Ledger<'_>, hypotheses: &mut [Vec<Hypothesis>], posterior: &mut [Vec<f64>]) {
    let used = used(ledger, hypotheses, posterior, |_| true);
    let left: Vec<f64> = posterior
        .iter()
        .map(|list| (1.0 - list.iter().sum::<f64>()).clamp(0.0, 1.0))
        .collect();
    let open: Vec<usize> = (0..ledger.deposits.len())
        .filter(|d| left[*d] >= UNEXPLAINED && may_be_part(&ledger.deposits[*d]))
        .collect();
    let pairs = pairs(ledger, &open, &used);
    let mut ways: BTreeMap<usize, f64> = BTreeMap::new();
    for pair in &pairs {
        for d in pair.deposits {
            *ways.entry(d).or_default() += strength(pair);
        }
    }
    for pair in &pairs {
        let rivals = pair
            .deposits
            .iter()
            .filter_map(|d| ways.get(d))
            .fold(0.0, |a, b| f64::max(a, *b));
        let sure = if pair.fit == NameFit::Full {
            NAMED
        } else {
            NAMELESS
        };
        for (d, other) in [(0, 1), (1, 0)].map(|(a, b)| (pair.deposits[a], pair.deposits[b])) {
            let dep = &ledger.deposits[d];
            let p = ledger.pay(pair.payment);
            hypotheses[d].push(Hypothesis {
                set: vec![pair.payment],
                why: Why::Part {
                    other,
                    days: days_between(p.date, dep.source.date),
                    name: pair.fit,
                },
                base: 0.0,
                weight: 0.0,
            });
            posterior[d].push(left[d] * sure * strength(pair) / rivals.max(strength(pair)));
        }
    }
}

/// How much more a pair counts that is named, or close to the payment.
fn strength(pair: &Pair) -> f64 {
    match pair.fit {
        NameFit::Full => 50.0,
        NameFit::Part => 5.0,
        NameFit::None => 1.0,
    }
}

fn may_be_part(dep: &Dep<'_>) -> bool {
    dep.cents > 0 && !dep.announces.is_payout() && !dep.announces.is_off()
}

fn pairs(ledger: &Ledger<'_>, open: &[usize], used: &[f64]) -> Vec<Pair> {
    let date = |d: usize| ledger.deposits[d].source.date;
    let mut found = Vec::new();
    for (i, p) in (0_u32..).zip(&ledger.payments) {
        if used[i as usize] > FREE || p.cents <= 0 {
            continue;
        }
        let start = open.partition_point(|d| days_between(p.date, date(*d)) < -BEFORE);
        let near: Vec<usize> = open[start..]
            .iter()
            .take_while(|d| days_between(p.date, date(**d)) <= AFTER)
            .filter(|d| ledger.deposits[**d].cents < p.cents)
            .take(MAX_OPEN)
            .copied()
            .collect();
        let mut by_cents: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for &d in &near {
            by_cents
                .entry(ledger.deposits[d].cents)
                .or_default()
                .push(d);
        }
        for &d in &near {
            let rest = p.cents - ledger.deposits[d].cents;
            let seconds = by_cents.get(&rest).into_iter().flatten();
            for &second in seconds.filter(|s| **s > d && days_between(date(d), date(**s)) <= APART)
            {
                if let Some(fit) = told_of(ledger, i, [d, second]) {
                    found.push(Pair {
                        deposits: [d, second],
                        payment: i,
                        fit,
                    });
                }
            }
        }
    }
    found
}

/// How well both texts tell of the payment; none where one tells of somebody else.
fn told_of(ledger: &Ledger<'_>, payment: u32, deposits: [usize; 2]) -> Option<NameFit> {
    let mut least = NameFit::Full;
    for d in deposits {
        let told = &ledger.told[d];
        let fit = told.fit(&ledger.payers, payment);
        let other = told.other(&ledger.payers, payment).map(|(_, fit)| fit);
        if other == Some(NameFit::Full) && fit < NameFit::Full {
            return None;
        }
        least = least.min(fit);
    }
    // Without a name, only money of one kind: two halves of a check do not come as a transfer.
    let [a, b] = deposits.map(|d| ledger.deposits[d].announces);
    (least > NameFit::None || a == b).then_some(least)
}
