//! Everything that could explain each deposit: payout shapes first, then singles, then free subsets.

use std::collections::BTreeSet;

use super::fees::{FeePlan, KNOWN, most_common};
use super::habits::Habits;
use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger, POOLS, float};
use super::model::Book;
use super::weigh::Model;
use super::windows::{self, MAX_POOL, Runs};
use super::{listed, singles, subsets};
use crate::descriptor::Announces;

/// The most plans of one pool that were found in the book.
const MAX_FOUND_PLANS: usize = 3;
/// The most hypotheses of one deposit that are carried on.
const MAX_HYPOTHESES: usize = 96;
/// Extra kept of an instant payout, in hundredths of a percent.
const INSTANT: [u16; 2] = [100, 150];

/// What was found.
pub struct Found {
    /// By deposit.
    pub hypotheses: Vec<Vec<Hypothesis>>,
    /// Weights before the book teaches them.
    pub model: Model,
    /// By deposit: a limit that was met.
    pub cut: Vec<Option<usize>>,
}

/// Searches the whole book.
pub fn search(book: &Book, ledger: &Ledger<'_>, known: &[FeePlan]) -> Found {
    let runs: Vec<Vec<Option<Runs>>> = ledger.deposits.iter().map(|d| runs_of(ledger, d)).collect();
    let plans: Vec<Vec<FeePlan>> = (0..POOLS.len())
        .map(|pool| plans_of(ledger, &runs, pool, known))
        .collect();
    let model = Model::usual(
        &plans,
        known,
        Habits::usual(&book.priors, float(ledger.payers.count())),
    );
    let mut hypotheses = Vec::new();
    let mut cut = Vec::new();
    for (dep, runs) in ledger.deposits.iter().zip(&runs) {
        let mut list = one(book, ledger, dep, runs, &plans);
        for h in &mut list {
            h.weight = model.weight(dep, h);
        }
        list.sort_by(|a, b| {
            b.weight
                .total_cmp(&a.weight)
                .then_with(|| a.set.cmp(&b.set))
        });
        let busy = dep.cents > 0 && runs.iter().any(Option::is_none);
        cut.push(busy.then_some(MAX_POOL));
        list.truncate(MAX_HYPOTHESES);
        hypotheses.push(list);
    }
    Found {
        hypotheses,
        model,
        cut,
    }
}

fn runs_of(ledger: &Ledger<'_>, dep: &Dep<'_>) -> Vec<Option<Runs>> {
    if dep.cents == 0 {
        return Vec::new();
    }
    (0..POOLS.len())
        .map(|pool| windows::runs(ledger, dep, pool))
        .collect()
}

/// Published plans, plans people confirmed, and plans that the book itself shows.
fn plans_of(
    ledger: &Ledger<'_>,
    runs: &[Vec<Option<Runs>>],
    pool: usize,
    known: &[FeePlan],
) -> Vec<FeePlan> {
    if POOLS[pool].slip {
        return vec![FeePlan::NONE];
    }
    let vote = |(dep, runs): (&Dep<'_>, &Vec<Option<Runs>>)| {
        let mut found = BTreeSet::new();
        if let Some(Some(runs)) = runs.get(pool)
            && !dep.announces.is_off()
        {
            windows::plans(ledger, dep, runs, &mut found);
        }
        found
    };
    let votes: Vec<BTreeSet<FeePlan>> = ledger.deposits.iter().zip(runs).map(vote).collect();
    let found = most_common(&votes, MAX_FOUND_PLANS);
    let mut plans: BTreeSet<FeePlan> = KNOWN.into_iter().chain(known.iter().copied()).collect();
    plans.extend(found.iter().map(|(plan, _)| *plan));
    let usual = found
        .first()
        .map(|(plan, _)| *plan)
        .into_iter()
        .chain([KNOWN[1]]);
    let instant: Vec<FeePlan> = usual
        .flat_map(|p| INSTANT.map(|instant_bp| FeePlan { instant_bp, ..p }))
        .collect();
    plans.extend(instant);
    plans.into_iter().collect()
}

fn one(
    book: &Book,
    ledger: &Ledger<'_>,
    dep: &Dep<'_>,
    runs: &[Option<Runs>],
    plans: &[Vec<FeePlan>],
) -> Vec<Hypothesis> {
    if dep.cents == 0 {
        return Vec::new();
    }
    let mut list = listed::listed(book, ledger, dep);
    for (pool, runs) in runs.iter().enumerate() {
        let Some(runs) = runs else { continue };
        for plan in &plans[pool] {
            windows::under(ledger, dep, runs, *plan, &mut list);
        }
    }
    // One payment with nothing kept is a single, whichever window it also fills.
    list.retain(|h| {
        !(h.set.len() == 1 && h.window().is_some_and(|w| w.plan == FeePlan::NONE))
            || matches!(h.why, Why::Schedule { .. })
    });
    let told = ledger.payers.told(&ledger.payments, &dep.text);
    list.extend(singles::singles(ledger, dep, &told));
    if matches!(dep.announces, Announces::Slip | Announces::Unknown) {
        list.extend(subsets::subsets(ledger, dep, POOLS.len() - 2));
    }
    list
}
