//! One payment, one deposit: by amount, with the days, the method and what the text tells of payers weighed.

use std::collections::BTreeMap;

use super::habits::{Habits, OneFor, says, step};
use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger, float};
use super::model::Method;
use super::payers::Told;
use crate::calendar::{days_between, plus_days};
use crate::descriptor::NameFit;

/// The bank may be first by so many days.
pub const EARLY: i32 = 10;
/// The bank may be so many days late.
pub const LATE: i32 = 130;
/// Days of which payments of one amount are weighed.
pub const DAYS: f64 = 140.0;
/// The most payments of one amount that are weighed; more compete than anybody can tell apart.
pub const MAX_SAME: usize = 60;
/// How probable it is that what is written down as notes was a check after all.
const NOTES_AS_CHECK: f64 = 0.02;
/// Days before the deposit that show how many payments there are a day.
const NEAR: i32 = 45;

/// Every payment of the very amount; and whether there are more, of none of which the text tells.
pub fn singles(
    ledger: &Ledger<'_>,
    dep: &Dep<'_>,
    told: &Told,
    a_day: f64,
) -> (Vec<Hypothesis>, bool) {
    let date = dep.source.date;
    let Some(same) = ledger.by_amount.get(&dep.cents) else {
        return (Vec::new(), false);
    };
    let near = ledger.between(same, plus_days(date, -LATE), plus_days(date, EARLY));
    let mut same = nearest(ledger, dep, told, near);
    same.sort_by_key(|i| {
        let fit = told.fit(&ledger.payers, *i);
        let days = days_between(ledger.pay(*i).date, date).abs();
        (std::cmp::Reverse(fit), days, *i)
    });
    same.truncate(MAX_SAME);
    let fits = |i: &u32| told.fit(&ledger.payers, *i) > NameFit::None;
    let cut = near.len() > MAX_SAME && !same.first().is_some_and(fits);
    let mut of_client: BTreeMap<u32, usize> = BTreeMap::new();
    for i in &same {
        *of_client.entry(ledger.payers.client(*i)).or_default() += 1;
    }
    let alike = |i: u32| of_client[&ledger.payers.client(i)] - 1;
    let found = same
        .iter()
        .map(|&i| single(ledger, dep, told, (i, alike(i)), a_day));
    (found.collect(), cut)
}

/// Of payments of one amount, sorted by date, those that the text tells of and the nearest of the others: where one
/// price is everywhere, far too many to be weighed one by one.
fn nearest(ledger: &Ledger<'_>, dep: &Dep<'_>, told: &Told, sorted: &[u32]) -> Vec<u32> {
    if sorted.len() <= MAX_SAME {
        return sorted.to_vec();
    }
    let middle = sorted.partition_point(|i| ledger.pay(*i).date < dep.source.date);
    let mut found: Vec<u32> = sorted[middle..].iter().take(MAX_SAME).copied().collect();
    let (mut before, enough) = (middle, found.len() + MAX_SAME);
    while before > 0 && found.len() < enough {
        let day = ledger.pay(sorted[before - 1]).date;
        let start = sorted[..before].partition_point(|i| ledger.pay(*i).date < day);
        found.extend(sorted[start..before].iter().take(MAX_SAME));
        before = start;
    }
    let told_of = told.payments(&ledger.payers);
    found.extend(told_of.filter(|i| sorted.binary_search(i).is_ok()));
    found.sort_unstable();
    found.dedup();
    found
}

/// One payment for one deposit, which has so many others of the payer and the amount beside it.
pub fn single(
    ledger: &Ledger<'_>,
    dep: &Dep<'_>,
    told: &Told,
    (i, alike): (u32, usize),
    a_day: f64,
) -> Hypothesis {
    let p = ledger.pay(i);
    let name = told.fit(&ledger.payers, i);
    let known = ledger
        .learned
        .payer(&dep.source.description, &p.source.client_id);
    // A text confirmed for this client twice is as good as their name; once, almost.
    let fit = match known {
        0 => name,
        1 => name.max(NameFit::Part),
        _ => NameFit::Full,
    };
    let other = told
        .other(&ledger.payers, i)
        .filter(|_| fit < NameFit::Full);
    Hypothesis {
        set: vec![i],
        why: Why::Single {
            days: days_between(p.date, dep.source.date),
            name,
            known,
            other: other.map(|(i, _)| i),
            one: OneFor {
                step: step(p.date, dep.source.date),
                says: says(fit, other.map(|(_, f)| f), told.of_stranger()),
                ways: if known > 0 { 1 } else { told.ways(fit) },
                method: p.source.method,
                settled: Habits::had_time(ledger, i),
                client: ledger.payers.client(i),
                text: dep.key,
                alike,
            },
        },
        base: if dep.no_notes && p.source.method == Some(Method::Cash) {
            NOTES_AS_CHECK / a_day
        } else {
            1.0 / a_day
        },
        weight: 0.0,
    }
}

/// How many payments are recorded a day around a deposit.
pub fn recorded_a_day(ledger: &Ledger<'_>, dep: &Dep<'_>) -> f64 {
    let near = ledger.around(dep.source.date, NEAR, 3).len();
    (float(near) / f64::from(NEAR + 4)).max(0.05)
}
