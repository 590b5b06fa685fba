//! Deposits compete for payments: what one deposit surely is, the others cannot be.

use super::hypothesis::Hypothesis;
use super::ledger::Ledger;
use super::weigh::Model;

/// Rounds in which the book teaches the weights.
const LEARNING: usize = 6;
/// Rounds in which only the competition is settled.
const SETTLING: usize = 10;
/// A payment that seems taken might still be free, so probable.
const FREE_AFTER_ALL: f64 = 1e-6;

/// Probabilities of every deposit's hypotheses, what is left being "none of these".
pub fn settle(
    ledger: &Ledger<'_>,
    model: &mut Model,
    hypotheses: &mut [Vec<Hypothesis>],
    known: &[super::fees::FeePlan],
) -> Vec<Vec<f64>> {
    let mut taken = vec![0.0; ledger.payments.len()];
    let mut posterior: Vec<Vec<f64>> = hypotheses
        .iter()
        .map(|list| vec![0.0; list.len()])
        .collect();
    for round in 0..LEARNING + SETTLING {
        let mut own = vec![0.0; ledger.payments.len()];
        for ((dep, list), before) in ledger
            .deposits
            .iter()
            .zip(hypotheses.iter_mut())
            .zip(&mut posterior)
        {
            for (h, p) in list.iter().zip(before.iter()) {
                h.set.iter().for_each(|i| own[*i as usize] += p);
            }
            let none = model.none(ledger, dep);
            for h in list.iter_mut() {
                let free = |i: &u32| {
                    (1.0 - (taken[*i as usize] - own[*i as usize])).clamp(FREE_AFTER_ALL, 1.0)
                };
                h.weight = model.weight(dep, h) * h.set.iter().map(free).product::<f64>();
            }
            list.iter()
                .for_each(|h| h.set.iter().for_each(|i| own[*i as usize] = 0.0));
            let total: f64 = none + list.iter().map(|h| h.weight).sum::<f64>();
            for (h, p) in list.iter().zip(before.iter_mut()) {
                let now = if total > 0.0 { h.weight / total } else { 0.0 };
                // Half of the step: two deposits that want one payment must not swap it for ever.
                *p = if round == 0 {
                    now
                } else {
                    f64::midpoint(*p, now)
                };
            }
        }
        taken.fill(0.0);
        for (list, p) in hypotheses.iter().zip(&posterior) {
            for (h, p) in list.iter().zip(p) {
                h.set.iter().for_each(|i| taken[*i as usize] += p);
            }
        }
        if round < LEARNING {
            model.learn(&ledger.deposits, hypotheses, &posterior, known);
        }
    }
    posterior
}
