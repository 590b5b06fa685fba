//! One payment, one deposit: by amount, with the days, the method and what the text tells of payers weighed.

use super::habits::{says, step};
use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger, float};
use super::model::Method;
use super::payers::Told;
use crate::calendar::{days_between, plus_days};
use crate::descriptor::{Announces, NameFit};

/// The bank may be first by so many days.
pub const EARLY: i32 = 10;
/// The bank may be so many days late.
pub const LATE: i32 = 130;
/// The most payments of one amount that are weighed; more compete than anybody can tell apart.
pub const MAX_SAME: usize = 60;
/// Days before the deposit whose payments show how many a day could have been it.
const NEAR: i32 = 45;
/// Payments looked at to see that.
const MAX_NEAR: usize = 2_000;

/// Every payment of the very amount.
pub fn singles(ledger: &Ledger<'_>, dep: &Dep<'_>, told: &Told) -> Vec<Hypothesis> {
    let date = dep.source.date;
    let Some(same) = ledger.by_amount.get(&dep.cents) else {
        return Vec::new();
    };
    let mut same: Vec<u32> = ledger
        .between(same, plus_days(date, -LATE), plus_days(date, EARLY))
        .to_vec();
    same.sort_by_key(|i| {
        let fit = told.fit(&ledger.payers, *i);
        let days = days_between(ledger.pay(*i).date, date).abs();
        (std::cmp::Reverse(fit), days, *i)
    });
    same.truncate(MAX_SAME);
    let a_day = could_be(ledger, dep);
    same.iter()
        .map(|&i| single(ledger, dep, told, i, a_day))
        .collect()
}

fn single(ledger: &Ledger<'_>, dep: &Dep<'_>, told: &Told, i: u32, a_day: f64) -> Hypothesis {
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
    let said = says(fit, other.map(|(_, f)| f));
    Hypothesis {
        set: vec![i],
        why: Why::Single {
            days: days_between(p.date, dep.source.date),
            name,
            known,
            other: other.map(|(i, _)| i),
            step: step(p.date, dep.source.date),
            says: said,
            ways: if known > 0 { 1 } else { told.ways(fit) },
        },
        base: goes_with(dep.announces, p.source.method) / a_day,
        weight: 0.0,
    }
}

/// How many payments a day could be a deposit like this one.
pub fn could_be(ledger: &Ledger<'_>, dep: &Dep<'_>) -> f64 {
    let near = ledger.around(dep.source.date, NEAR, 3);
    let scale = (float(near.len()) / float(MAX_NEAR)).max(1.0);
    let sum: f64 = near
        .take(MAX_NEAR)
        .map(|i| goes_with(dep.announces, ledger.pay(i).source.method))
        .sum();
    (sum * scale / f64::from(NEAR + 4)).max(0.05)
}

/// How well a method goes with a kind of text.
pub fn goes_with(announces: Announces, method: Option<Method>) -> f64 {
    let row: [f64; 7] = match announces {
        // jobber, card, ach, check, cash, other, not told
        Announces::JobberPayout | Announces::StripePayout | Announces::OtherPayout => {
            [0.1, 0.1, 0.1, 0.01, 0.01, 0.05, 0.1]
        }
        Announces::Slip => [0.01, 0.01, 0.05, 1.0, 0.4, 0.3, 0.5],
        Announces::FromPayer => [0.03, 0.03, 1.0, 0.15, 0.02, 0.6, 0.5],
        _ => [0.05, 0.05, 0.7, 0.6, 0.1, 0.5, 0.5],
    };
    row[match method {
        Some(Method::JobberPayments) => 0,
        Some(Method::Card) => 1,
        Some(Method::Ach) => 2,
        Some(Method::Check) => 3,
        Some(Method::Cash) => 4,
        Some(Method::Other) => 5,
        None => 6,
    }]
}
