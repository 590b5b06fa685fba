//! What the rail itself lists: the strongest evidence, still checked against the bank.

use std::collections::BTreeMap;

use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger};
use super::model::{Book, RailPayout};
use crate::calendar::days_between;

/// The bank may show a payout so many days before or after the rail says.
const EARLY: i32 = -2;
const LATE: i32 = 6;

/// The rail's payouts by what the bank should show, in cents.
pub type ByNet<'b> = BTreeMap<i64, Vec<&'b RailPayout>>;

/// A book's payouts.
pub fn by_net(book: &Book) -> ByNet<'_> {
    let mut by_net = ByNet::new();
    for payout in &book.payouts {
        by_net.entry(payout.net.cents()).or_default().push(payout);
    }
    by_net
}

/// Payouts of the rail whose net is the deposit, near the day it should arrive, all of whose payments are open and
/// whose figures agree with each other.
pub fn listed(by_net: &ByNet<'_>, ledger: &Ledger<'_>, dep: &Dep<'_>) -> Vec<Hypothesis> {
    let fits = |p: &&&RailPayout| {
        let days = days_between(p.arrival, dep.source.date);
        (EARLY..=LATE).contains(&days) && !p.payment_ids.is_empty()
    };
    let alike = by_net.get(&dep.cents).into_iter().flatten();
    let mut payouts: Vec<&RailPayout> = alike.filter(fits).copied().collect();
    // Two that are alike: which of them is named must not depend on the order they came in.
    payouts.sort_by(|a, b| (a.arrival, &a.id).cmp(&(b.arrival, &b.id)));
    let mut found: Vec<Hypothesis> = payouts
        .into_iter()
        .filter_map(|payout| {
            let mut set = payout
                .payment_ids
                .iter()
                .map(|id| ledger.by_id.get(id.as_str()).copied())
                .collect::<Option<Vec<u32>>>()?;
            set.sort_unstable();
            set.dedup();
            let gross: i64 = set
                .iter()
                .map(|i| ledger.pay(*i).cents)
                .fold(0, i64::saturating_add);
            let agrees = gross >= dep.cents && gross == payout.gross.cents();
            let off = days_between(payout.arrival, dep.source.date).abs();
            let base = if agrees { 1.0 } else { 0.001 } / f64::from(1 + off);
            Some(Hypothesis {
                set,
                why: Why::Listed {
                    payout_id: payout.id.clone(),
                },
                base,
                weight: 0.0,
            })
        })
        .collect();
    found.sort_by(|a, b| b.base.total_cmp(&a.base).then_with(|| a.set.cmp(&b.set)));
    found.truncate(8);
    found
}
