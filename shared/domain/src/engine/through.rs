//! Payouts that have a part of the payments of their days: of bank debits some went to the bank directly; of payments of
//! which nobody wrote down how they were paid, some were checks or notes.

use super::fees::FeePlan;
use super::hypothesis::{Hypothesis, Why, Window};
use super::ledger::{Dep, Ledger, POOLS};
use super::rolls::{adding_up, chance};
use super::windows::{Run, hypothesis};

/// The most payments of the days, and the most sets of one deposit and run: of debits, and of those untold.
const MAX_DAYS: [usize; 2] = [13, 16];
const MAX_SETS: [usize; 2] = [6, 12];
/// That a payment went through the processor rather than to the bank.
const THROUGH: f64 = 0.5;

/// Every part of a run's payments that is worth the deposit under a plan.
pub fn through(
    ledger: &Ledger<'_>,
    dep: &Dep<'_>,
    pool: usize,
    plan: FeePlan,
    runs: &[Run],
    out: &mut Vec<Hypothesis>,
) {
    if !dep.announces.is_payout() {
        return;
    }
    let (low, high) = plan.worth_of(dep.cents);
    let of = usize::from(!POOLS[pool].is_ach());
    for run in runs.iter().filter(|r| r.scheduled()) {
        let list = &ledger.pools[pool][run.start..run.end];
        if list.len() < 2 || list.len() > MAX_DAYS[of] {
            continue;
        }
        if of == 1 && !list.iter().all(|i| ledger.pay(*i).is_untold()) {
            continue;
        }
        let worth: Vec<i64> = list
            .iter()
            .map(|i| plan.worth(ledger.pay(*i).cents))
            .collect();
        if worth.iter().fold(0, |a: i64, b| a.saturating_add(*b)) < low {
            continue;
        }
        for mask in adding_up(&worth, low, high).into_iter().take(MAX_SETS[of]) {
            let left = list.len() - mask.count_ones() as usize;
            if mask == 0 || left == 0 {
                continue;
            }
            let picked = list
                .iter()
                .enumerate()
                .filter(|(bit, _)| mask >> bit & 1 == 1);
            let window = Window {
                left,
                ..run.window(pool, plan)
            };
            let set = picked.map(|(_, i)| *i).collect();
            out.push(hypothesis(
                set,
                Why::Window(window),
                chance(list.len(), mask, THROUGH),
            ));
        }
    }
}
