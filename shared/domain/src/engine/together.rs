//! One transfer or check for several payments of one client: a bundle.

use std::collections::BTreeSet;

use super::habits::{Habits, OneFor, Says, says, step};
use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger, float};
use super::payers::Told;
use crate::calendar::days_between;
use crate::descriptor::NameFit;

/// A bundle's payments lie within so many days of each other.
const WITHIN: i32 = 45;
/// Without a name, they are of one day.
const MAX_SIZE: usize = 6;
/// The most payments of one client that are combined.
const MAX_PAYMENTS: usize = 12;
/// Days before and after the deposit that are looked at without a name.
const BEFORE: i32 = 12;
const AFTER: i32 = 3;
/// The most bundles without a name that are tried.
const MAX_BUNDLES: usize = 400;
/// The most bundles of one deposit.
const MAX_FOUND: usize = 24;

/// Bundles that add up to the deposit: of clients whom the text names, of payments it refers to, and of any client's
/// payments of one day.
pub fn together(ledger: &Ledger<'_>, dep: &Dep<'_>, told: &Told, a_day: f64) -> Vec<Hypothesis> {
    let mut sets: BTreeSet<Vec<u32>> = BTreeSet::new();
    let date = dep.source.date;
    let fits = |i: &u32| {
        let p = ledger.pay(*i);
        (1..dep.cents).contains(&p.cents)
            && (-super::singles::EARLY..=super::singles::LATE).contains(&days_between(p.date, date))
    };
    for client in told.named() {
        let mut list: Vec<u32> = ledger
            .payers
            .payments(client)
            .iter()
            .filter(|i| fits(i))
            .copied()
            .collect();
        list.sort_by_key(|i| (days_between(ledger.pay(*i).date, date).abs(), *i));
        list.truncate(MAX_PAYMENTS);
        sums(ledger, &list, dep.cents, &mut sets);
    }
    let mut referred: Vec<u32> = told.referred().into_iter().filter(fits).collect();
    referred.truncate(MAX_PAYMENTS);
    sums(ledger, &referred, dep.cents, &mut sets);
    if !dep.announces.is_payout() && !dep.announces.is_off() {
        for list in days(ledger, dep) {
            sums(ledger, list, dep.cents, &mut sets);
        }
    }
    let found: Vec<Vec<u32>> = sets.into_iter().take(MAX_FOUND).collect();
    found
        .into_iter()
        .map(|set| bundle(ledger, dep, told, set, a_day))
        .collect()
}

/// Payments of one client on one day, several, that come to the deposit at least.
fn days<'l>(ledger: &'l Ledger<'_>, dep: &Dep<'_>) -> impl Iterator<Item = &'l [u32]> {
    let near = ledger.around(dep.source.date, BEFORE, AFTER);
    let cents = dep.cents;
    let start = ledger.bundles.partition_point(|b| b[0] < near.start);
    let comes_to_it = move |b: &&[u32]| {
        let each = || b.iter().map(|i| ledger.pay(*i).cents);
        each().any(|c| (1..cents).contains(&c))
            && each().map(|c| c.max(0)).fold(0, i64::saturating_add) >= cents
    };
    ledger.bundles[start..]
        .iter()
        .take_while(move |b| b[0] < near.end)
        .map(Vec::as_slice)
        .filter(comes_to_it)
        .take(MAX_BUNDLES)
}

/// Subsets of two or more that add up.
fn sums(ledger: &Ledger<'_>, list: &[u32], cents: i64, sets: &mut BTreeSet<Vec<u32>>) {
    let list = &list[..list.len().min(MAX_PAYMENTS)];
    // Of each subset: that of the subset without its first, and its first.
    let mut sums = vec![0_i64; 1 << list.len()];
    for mask in 1..sums.len() {
        let first = ledger.pay(list[mask.trailing_zeros() as usize]).cents;
        sums[mask] = sums[mask & (mask - 1)].saturating_add(first);
        let size = mask.count_ones() as usize;
        let right_size = (2..=MAX_SIZE).contains(&size) || size == list.len() && size >= 2;
        if sums[mask] != cents || !right_size {
            continue;
        }
        let picked = list.iter().enumerate();
        let picked = picked.filter(|(b, _)| mask >> b & 1 == 1);
        let mut set: Vec<u32> = picked.map(|(_, i)| *i).collect();
        let dates = || set.iter().map(|i| ledger.pay(*i).date);
        let close = dates()
            .min()
            .zip(dates().max())
            .is_some_and(|(a, b)| days_between(a, b) <= WITHIN);
        if close {
            set.sort_unstable();
            sets.insert(set);
        }
    }
}

fn bundle(
    ledger: &Ledger<'_>,
    dep: &Dep<'_>,
    told: &Told,
    set: Vec<u32>,
    a_day: f64,
) -> Hypothesis {
    let last = set
        .iter()
        .map(|i| ledger.pay(*i).date)
        .max()
        .unwrap_or(dep.source.date);
    let first = set
        .iter()
        .map(|i| ledger.pay(*i).date)
        .min()
        .unwrap_or(last);
    let fits = || set.iter().map(|i| told.fit(&ledger.payers, *i));
    let fit = fits().min().unwrap_or(NameFit::None);
    let other = set
        .iter()
        .filter_map(|i| told.other(&ledger.payers, *i))
        .next();
    let other = other.filter(|_| fit < NameFit::Full);
    let client = ledger.payers.client(set[0]);
    // All payments of one day belong together more than some of several days.
    let of_day = |i: &&u32| ledger.pay(**i).date == last;
    let same_day = ledger.payers.payments(client).iter().filter(of_day).count();
    let shape = if first == last && same_day == set.len() {
        1.0
    } else {
        0.2 / float(1 << set.len().min(10))
    };
    let one = OneFor {
        step: step(last, dep.source.date),
        says: says(fit, other.map(|(_, f)| f), told.of_stranger()),
        ways: told.ways(fit),
        method: ledger.pay(set[0]).source.method,
        settled: Habits::had_time(ledger, set[0]),
        client,
        text: dep.key,
        alike: 0,
    };
    Hypothesis {
        why: Why::Together {
            days: days_between(last, dep.source.date),
            named: one.says == Says::Named,
            part: fit == NameFit::Part,
            other: other.map(|(i, _)| i),
            one,
        },
        set,
        base: shape / a_day,
        weight: 0.0,
    }
}
