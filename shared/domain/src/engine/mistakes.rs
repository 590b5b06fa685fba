//! Payments that were perhaps written down wrong: beside the payment of the very amount there is another of the same
//! payer, of an amount that a slip of the hand makes of it, and that no other deposit has. The deposit may be that one.

use super::causes::slip_of_the_hand;
use super::habits::OneFor;
use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger};
use super::payers::Told;
use super::singles;
use crate::calendar::days_between;
use crate::descriptor::{Announces, NameFit};

/// Days before a deposit and after it within which such a payment is looked for.
const BEFORE: i32 = 20;
const AFTER: i32 = 5;
/// The most that are weighed for one deposit.
const MAX: usize = 12;
/// So many amounts are written down wrong.
const WRONG: f64 = 0.005;
/// Ways for a hand to slip in an amount of five digits, about.
const WAYS: f64 = 40.0;
/// A payer's amounts are alike anyhow, the one with something added, so that none is less probable than this by chance.
const ALIKE: f64 = 0.01;

/// A payment that was perhaps written down wrong.
pub struct Mistake {
    /// Index of the payment.
    pub payment: u32,
    /// What speaks for its payer and its days.
    pub one: OneFor,
    /// How probable such a mistake is, against the amounts being right.
    pub base: f64,
}

/// All of one deposit, where a payment of the very amount is a candidate too.
pub fn mistakes(
    ledger: &Ledger<'_>,
    dep: &Dep<'_>,
    told: &Told,
    list: &[Hypothesis],
) -> Vec<Mistake> {
    if !list.iter().any(|h| matches!(h.why, Why::Single { .. })) {
        return Vec::new();
    }
    let a_day = singles::recorded_a_day(ledger, dep);
    let named = dep.announces != Announces::Slip;
    let near = ledger.around(dep.source.date, BEFORE, AFTER);
    let mut found: Vec<u32> = near
        .filter(|i| {
            let cents = ledger.pay(*i).cents;
            cents > 0 && cents != dep.cents && slip_of_the_hand(cents, dep.cents)
        })
        .filter(|i| !named || told.fit(&ledger.payers, *i) > NameFit::None)
        .collect();
    found.sort_by_key(|i| (days_between(ledger.pay(*i).date, dep.source.date).abs(), *i));
    found.truncate(MAX);
    let mistake = |payment: u32| {
        let alone = singles::single(ledger, dep, told, (payment, 0), a_day);
        let Why::Single { one, .. } = alone.why else {
            return None;
        };
        let cents = ledger.pay(payment).cents;
        let chance = ledger
            .prices
            .ordinary(cents, ledger.same(cents).saturating_sub(1));
        Some(Mistake {
            payment,
            one,
            base: alone.base * WRONG / (WAYS * chance.max(ALIKE)),
        })
    };
    found.into_iter().filter_map(mistake).collect()
}
