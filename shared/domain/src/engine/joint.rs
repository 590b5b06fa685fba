//! Deposits compete for payments: what one deposit surely is, the others cannot be.

use std::collections::BTreeMap;

use super::chain::{Chain, Odds};
use super::claims::Claims;
use super::fees::FeePlan;
use super::hypothesis::Hypothesis;
use super::ledger::Ledger;
use super::search::Found;

/// Rounds in which the book teaches the weights.
const LEARNING: usize = 6;
/// Rounds in which only the competition is settled.
const SETTLING: usize = 10;

/// Probabilities of every deposit's hypotheses, what is left being "none of these".
pub fn settle(ledger: &Ledger<'_>, found: &mut Found, known: &[FeePlan]) -> Vec<Vec<f64>> {
    let mut claims = Claims::none(ledger.payments.len(), ledger.deposits.len());
    let mut posterior: Vec<Vec<f64>> = found
        .hypotheses
        .iter()
        .map(|list| vec![0.0; list.len()])
        .collect();
    for round in 0..LEARNING + SETTLING {
        let unlisted = pass_along_chains(ledger, found, round > 0);
        let Found {
            hypotheses, model, ..
        } = found;
        let mut now = Vec::with_capacity(hypotheses.len());
        for (d, (list, p)) in hypotheses.iter_mut().zip(&mut posterior).enumerate() {
            let dep = &ledger.deposits[d];
            for h in list.iter_mut() {
                h.weight = model.weight(dep, h) * claims.all_free(d, h);
            }
            let none = model.none(ledger, dep) + unlisted.get(&d).copied().unwrap_or(0.0);
            let total = none + list.iter().map(|h| h.weight).sum::<f64>();
            for (h, p) in list.iter().zip(p.iter_mut()) {
                *p = if total > 0.0 { h.weight / total } else { 0.0 };
            }
            now.push(claims.claim(d, list, p));
        }
        claims.set(now);
        if round < LEARNING {
            model.learn(&ledger.deposits, hypotheses, &posterior, known);
            learn_what_rolls(&mut found.chains, hypotheses, &posterior);
        }
    }
    posterior
}

/// Lets each chain say how probable its sets are. Returns the weight of sets that a chain allows but nobody listed.
fn pass_along_chains(
    ledger: &Ledger<'_>,
    found: &mut Found,
    weighed: bool,
) -> BTreeMap<usize, f64> {
    let mut unlisted = BTreeMap::new();
    for (id, chain) in found.chains.iter_mut().enumerate() {
        let mut odds = Odds::new();
        let mut weights = BTreeMap::new();
        for d in chain.deposits() {
            let dep = &ledger.deposits[d];
            let list = &found.hypotheses[d];
            let ours = |h: &&Hypothesis| h.ride().is_some_and(|r| r.chain == id);
            let weight = list
                .iter()
                .find(ours)
                .and_then(|h| h.window().map(|w| found.model.in_chain(dep, w)));
            let others: f64 = list
                .iter()
                .filter(|h| weighed && !ours(h))
                .map(|h| h.weight)
                .sum();
            let Some(weight) = weight else { continue };
            odds.insert(d, weight / (found.model.none(ledger, dep) + others));
            weights.insert(d, weight);
        }
        chain.pass(&odds);
        let mut left: BTreeMap<usize, f64> = chain.totals().into_iter().collect();
        for (d, list) in found.hypotheses.iter_mut().enumerate() {
            for h in list {
                let Some(ride) = h.ride().filter(|r| r.chain == id) else {
                    continue;
                };
                h.base = chain.chance(&ride);
                if h.ties_out() {
                    *left.entry(d).or_default() -= h.base;
                }
            }
        }
        for (d, share) in left {
            let weight = weights.get(&d).copied().unwrap_or(0.0);
            *unlisted.entry(d).or_insert(0.0) += weight * share.max(0.0);
        }
    }
    unlisted
}

fn learn_what_rolls(chains: &mut [Chain], hypotheses: &[Vec<Hypothesis>], posterior: &[Vec<f64>]) {
    let mut seen = vec![(0.0, 0.0); chains.len()];
    for (list, p) in hypotheses.iter().zip(posterior) {
        for (h, p) in list.iter().zip(p) {
            let Some(ride) = h.ride().filter(|_| h.ties_out()) else {
                continue;
            };
            let rolled = f64::from(ride.ins.count_ones() + ride.outs.count_ones());
            let space = super::ledger::float(chains[ride.chain].space(ride.node));
            // Each boundary is seen from both of its sides.
            seen[ride.chain].0 += p * rolled / 2.0;
            seen[ride.chain].1 += p * space / 2.0;
        }
    }
    for (chain, (rolled, all)) in chains.iter_mut().zip(seen) {
        chain.learn(rolled, all);
    }
}
