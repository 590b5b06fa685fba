//! One payment, one deposit: by amount, with the days, the method and the payer's name weighed.

use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger, float};
use super::model::{Book, Method};
use crate::calendar::{days_between, is_business_day, plus_days};
use crate::descriptor::{Announces, NameFit, name_fit, normalise};

/// The bank may be first by so many days.
const EARLY: i32 = 7;
/// The bank may be so many days late.
const LATE: i32 = 120;
/// The most payments of one amount that are weighed; more compete than anybody can tell apart.
pub const MAX_SAME: usize = 60;
/// Payments looked at to see how many could have been this deposit.
const MAX_NEAR: usize = 2_000;

/// Every payment of the very amount.
pub fn singles(_book: &Book, ledger: &Ledger<'_>, dep: &Dep<'_>) -> Vec<Hypothesis> {
    let date = dep.source.date;
    let Some(same) = ledger.by_amount.get(&dep.cents) else {
        return Vec::new();
    };
    let mut same: Vec<u32> = ledger
        .between(same, plus_days(date, -LATE), plus_days(date, EARLY))
        .to_vec();
    same.sort_by_key(|i| (days_between(ledger.pay(*i).date, date).abs(), *i));
    same.truncate(MAX_SAME);
    let near = ledger.around(date, 12, EARLY);
    let scale = (float(near.len()) / float(MAX_NEAR)).max(1.0);
    let could: f64 = near
        .take(MAX_NEAR)
        .map(|i| chance(ledger, dep, i))
        .sum::<f64>()
        * scale;
    let named = named_in(ledger, dep);
    same.iter()
        .map(|&i| {
            let p = ledger.pay(i);
            let name = evidence(dep, ledger, i);
            let known = ledger
                .learned
                .payer(&dep.source.description, &p.source.client_id);
            let other = named.filter(|n| {
                name < NameFit::Full && ledger.pay(*n).source.client_id != p.source.client_id
            });
            let factor = match (name, known, other) {
                (_, 2.., _) | (NameFit::Full, _, _) => 60.0,
                (_, 1, _) => 20.0,
                (NameFit::Part, _, None) => 10.0,
                (_, _, Some(_)) => 0.01,
                (NameFit::None, _, _)
                    if dep.announces == Announces::FromPayer && !p.name.is_empty() =>
                {
                    0.15
                }
                (NameFit::None, _, _) => 1.0,
            };
            let days = days_between(p.date, date);
            let base = chance(ledger, dep, i) * factor / could.max(1.0);
            Hypothesis {
                set: vec![i],
                why: Why::Single {
                    days,
                    name,
                    known,
                    other,
                },
                base,
                weight: 0.0,
            }
        })
        .collect()
}

/// How well the days and the method of a payment go with a deposit.
fn chance(ledger: &Ledger<'_>, dep: &Dep<'_>, i: u32) -> f64 {
    let p = ledger.pay(i);
    let mut from = p.date;
    while !is_business_day(from) && days_between(p.date, from) < 5 {
        from = plus_days(from, 1);
    }
    let late = days_between(from, dep.source.date);
    let days: f64 = match if days_between(p.date, dep.source.date) < 0 {
        days_between(p.date, dep.source.date)
    } else {
        late.max(0)
    } {
        0..=5 => 1.0,
        6 | 7 => 0.3,
        -1 => 0.4,
        -3 | -2 => 0.2,
        -7..=-4 => 0.1,
        8..=14 => 0.05,
        15..=45 => 0.005,
        _ => 0.001,
    };
    days * goes_with(dep.announces, p.source.method)
}

fn goes_with(announces: Announces, method: Option<Method>) -> f64 {
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

/// The payer's name, or a reference only this payment has, in the bank's text.
fn evidence(dep: &Dep<'_>, ledger: &Ledger<'_>, i: u32) -> NameFit {
    let p = ledger.pay(i);
    let references = [
        p.source.invoice_id.as_deref(),
        p.source.job_id.as_deref(),
        Some(p.source.client_id.as_str()),
        Some(p.source.id.as_str()),
    ];
    let padded = format!(" {} ", dep.text);
    let stands = |r: &str| {
        let r = normalise(r);
        r.len() >= 4 && r.chars().any(|c| c.is_ascii_digit()) && padded.contains(&format!(" {r} "))
    };
    if references.into_iter().flatten().any(stands) {
        NameFit::Full
    } else {
        name_fit(&dep.text, &p.name)
    }
}

/// A nearby payment whose payer is named in full.
fn named_in(ledger: &Ledger<'_>, dep: &Dep<'_>) -> Option<u32> {
    ledger
        .around(dep.source.date, 45, EARLY)
        .take(MAX_NEAR)
        .find(|i| name_fit(&dep.text, &ledger.pay(*i).name) == NameFit::Full)
}
