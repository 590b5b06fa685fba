//! Exact division of money.

use crate::money::{MAX_UNITS, Money};

/// Limit of a sum, in cents: what [`Money::parse`] reads back.
const MAX_CENTS: i128 = MAX_UNITS as i128 * 100;

/// A sum that stops at a trillion, either way, instead of overflowing: no real books come near.
pub(super) fn total(amounts: impl IntoIterator<Item = Money>) -> Money {
    clamped(amounts.into_iter().map(|m| i128::from(m.cents())).sum())
}

pub(super) fn clamped(cents: i128) -> Money {
    Money::from_cents(narrow(cents.clamp(-MAX_CENTS, MAX_CENTS)))
}

pub(super) fn narrow(n: i128) -> i64 {
    i64::try_from(n).unwrap_or(if n < 0 { i64::MIN } else { i64::MAX })
}

/// `n ÷ d` with `d` above zero, rounded down.
pub(super) const fn floor(n: i128, d: i128) -> i128 {
    n.div_euclid(d)
}

/// Divides an amount by weights, to the cent: the shares sum to the amount exactly. Cents left over
/// go to the largest remainders, then to the first. None when the weights do not sum to more than zero.
#[must_use]
pub fn shares(amount: Money, weights: &[Money]) -> Option<Vec<Money>> {
    let sum: i128 = weights.iter().map(|w| i128::from(w.cents())).sum();
    if sum <= 0 {
        return None;
    }
    let exact = |w: &Money| i128::from(amount.cents()) * i128::from(w.cents());
    let mut parts: Vec<i128> = weights.iter().map(|w| floor(exact(w), sum)).collect();
    let left = i128::from(amount.cents()) - parts.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&i| (std::cmp::Reverse(exact(&weights[i]).rem_euclid(sum)), i));
    for i in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        parts[i] += 1;
    }
    Some(parts.into_iter().map(clamped).collect())
}
