//! Deposits compete for payments: what one deposit surely is, the others cannot be.

use super::claims::Claims;
use super::hypothesis::Hypothesis;
use super::ledger::Ledger;
use super::weigh::Model;

/// Rounds in which the book teaches the weights.
const LEARNING: usize = 6;
/// Rounds in which only the competition is settled.
const SETTLING: usize = 10;

/// Probabilities of every deposit's hypotheses, what is left being "none of these".
pub fn settle(
    ledger: &Ledger<'_>,
    model: &mut Model,
    hypotheses: &mut [Vec<Hypothesis>],
    known: &[super::fees::FeePlan],
) -> Vec<Vec<f64>> {
    let mut claims = Claims::none(ledger.payments.len(), ledger.deposits.len());
    let mut posterior: Vec<Vec<f64>> = hypotheses
        .iter()
        .map(|list| vec![0.0; list.len()])
        .collect();
    for round in 0..LEARNING + SETTLING {
        let mut now = Vec::with_capacity(hypotheses.len());
        for (d, ((dep, list), p)) in ledger
            .deposits
            .iter()
            .zip(hypotheses.iter_mut())
            .zip(&mut posterior)
            .enumerate()
        {
            for h in list.iter_mut() {
                h.weight = model.weight(dep, h) * claims.all_free(d, h);
            }
            let total = model.none(ledger, dep) + list.iter().map(|h| h.weight).sum::<f64>();
            for (h, p) in list.iter().zip(p.iter_mut()) {
                *p = if total > 0.0 { h.weight / total } else { 0.0 };
            }
            now.push(claims.claim(d, list, p));
        }
        claims.set(now);
        if round < LEARNING {
            model.learn(&ledger.deposits, hypotheses, &posterior, known);
        }
    }
    posterior
}
