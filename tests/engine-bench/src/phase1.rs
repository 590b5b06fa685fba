//! The matcher of the project's first phase, restated as a baseline: exact, then within three percent, then a bundle
//! of the twenty payments nearest in time. It hears of no fee, shares nothing between deposits and uses a payment as
//! often as it fits. Where the original truncates floating-point dollars we count cents, which is kinder to it.

use std::collections::BTreeMap;

use oodaloo_domain::calendar::days_between;
use oodaloo_domain::engine::{Book, Deposit, Payment};

/// The original names its levels without giving numbers; these are ours.
const HIGH: f64 = 0.95;
const MEDIUM: f64 = 0.75;
const LOW: f64 = 0.5;
const DAYS: i32 = 30;
const CANDIDATES: usize = 20;
/// Three percent, as a divisor of a hundred.
const TOLERANCE_PERCENT: i64 = 3;

/// What it says of one deposit.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The payments, sorted.
    pub payment_ids: Vec<String>,
    /// Whether it would ask nobody.
    pub auto: bool,
}

/// One answer for each deposit, in the book's order.
#[must_use]
pub fn reconcile(book: &Book) -> Vec<Option<Match>> {
    book.deposits
        .iter()
        .map(|deposit| {
            exact(deposit, &book.payments)
                .or_else(|| fuzzy(deposit, &book.payments))
                .or_else(|| bundle(deposit, &book.payments))
        })
        .collect()
}

fn apart(deposit: &Deposit, payment: &Payment) -> i32 {
    days_between(payment.received_on, deposit.date).abs()
}

fn exact(deposit: &Deposit, payments: &[Payment]) -> Option<Match> {
    payments
        .iter()
        .find(|p| p.amount == deposit.amount && apart(deposit, p) <= DAYS)
        .map(|p| Match {
            payment_ids: vec![p.id.clone()],
            auto: true,
        })
}

fn fuzzy(deposit: &Deposit, payments: &[Payment]) -> Option<Match> {
    let score = |p: &Payment| {
        let off = share(
            (p.amount.cents() - deposit.amount.cents()).abs(),
            p.amount.cents(),
        );
        let timing = match apart(deposit, p) {
            0 => 1.0,
            1..=7 => 0.9,
            8..=30 => 0.7,
            _ => 0.3,
        };
        (off <= 0.03).then_some((1.0 - off) * 0.7 + timing * 0.3)
    };
    let (confidence, best) = payments
        .iter()
        .filter(|p| p.amount.is_positive())
        .filter_map(|p| Some((score(p)?, p)))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (confidence >= MEDIUM).then(|| Match {
        payment_ids: vec![best.id.clone()],
        auto: true,
    })
}

fn bundle(deposit: &Deposit, payments: &[Payment]) -> Option<Match> {
    let target = deposit.amount.cents();
    if target <= 0 {
        return None;
    }
    let upper = target.saturating_add(target / 100 * TOLERANCE_PERCENT);
    let mut near: Vec<&Payment> = payments
        .iter()
        .filter(|p| p.amount.is_positive() && p.amount.cents() <= upper)
        .filter(|p| apart(deposit, p) <= DAYS)
        .collect();
    near.sort_by_key(|p| apart(deposit, p));
    near.truncate(CANDIDATES);
    near.sort_by_key(|p| std::cmp::Reverse(p.amount));
    let (sum, mask) = best_sum(&near, target, upper)?;
    let confidence = confidence(target, sum);
    let mut payment_ids: Vec<String> = (0..near.len())
        .filter(|k| mask >> k & 1 == 1)
        .map(|k| near[k].id.clone())
        .collect();
    payment_ids.sort();
    (confidence >= MEDIUM).then_some(Match {
        payment_ids,
        auto: confidence >= 0.9,
    })
}

/// The sum nearest below the target, with the fewest payments that give it.
fn best_sum(near: &[&Payment], target: i64, upper: i64) -> Option<(i64, u32)> {
    let mut sums: BTreeMap<i64, u32> = BTreeMap::from([(0, 0)]);
    for (k, payment) in near.iter().enumerate() {
        let mut fresh: Vec<(i64, u32)> = Vec::new();
        for (sum, mask) in sums.range(..=upper - payment.amount.cents()) {
            let next = sum + payment.amount.cents();
            let fewer = |old: &u32| mask.count_ones() + 1 < old.count_ones();
            if sums.get(&next).is_none_or(fewer) {
                fresh.push((next, mask | 1 << k));
            }
        }
        sums.extend(fresh);
    }
    let lower = target - target / 100 * TOLERANCE_PERCENT;
    sums.range(lower..=target)
        .next_back()
        .map(|(sum, mask)| (*sum, *mask))
        .filter(|(_, mask)| *mask != 0)
}

/// How sure it is of a bundle: by how far the rest is from one standard fee on the whole.
fn confidence(target: i64, sum: i64) -> f64 {
    let off = target - sum;
    if off.abs() <= 1 {
        return HIGH;
    }
    let fee = sum * 29 / 1_000 + 30;
    let fee_off = (off.abs() - fee).abs();
    match fee_off {
        0..=50 => HIGH,
        51..=200 => (HIGH - share(fee_off, fee)).max(MEDIUM),
        _ if off.abs() * 20 <= target => MEDIUM,
        _ => LOW,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "cents of one deposit, far below 2^52"
)]
fn share(part: i64, whole: i64) -> f64 {
    part as f64 / whole.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lump::Lump;

    #[test]
    fn it_matches_what_is_equal_and_bundles_what_adds_up() {
        let mut lump = Lump::new(10, 1);
        let [a, b] = [0, 1].map(|k| lump.book.payments[k].clone());
        lump.book.deposits[0].amount = a.amount;
        lump.book.deposits[0].date = a.received_on;
        let found = reconcile(&lump.book).remove(0).unwrap();
        assert!(found.auto && found.payment_ids.len() == 1);

        lump.book.payments = vec![a.clone(), b.clone()];
        lump.book.deposits[0].amount = a.amount.checked_add(b.amount).unwrap();
        let found = reconcile(&lump.book).remove(0).unwrap();
        assert_eq!(found.payment_ids, ["p000", "p001"]);
        assert!(found.auto);
    }
}
