//! Everything that could explain each deposit: payout shapes first, then singles, then free subsets.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::chain::Chain;
use super::fees::FeePlan;
use super::habits::Habits;
use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger, POOLS, float};
use super::model::Book;
use super::schedule::{Landing, landings};
use super::streams::Stream;
use super::weigh::Model;
use super::{listed, singles, streams, subsets};
use crate::descriptor::Announces;

/// The most hypotheses of one deposit that are carried on.
const MAX_HYPOTHESES: usize = 96;

/// What was found.
pub struct Found {
    /// By deposit.
    pub hypotheses: Vec<Vec<Hypothesis>>,
    /// Payouts that follow each other.
    pub chains: Vec<Chain>,
    /// Weights before the book teaches them.
    pub model: Model,
    /// By deposit: a limit that was met.
    pub cut: Vec<Option<usize>>,
}

/// Searches the whole book.
pub fn search(book: &Book, ledger: &Ledger<'_>, known: &[FeePlan]) -> Found {
    let days: BTreeMap<Date, Vec<Landing>> = ledger
        .by_day
        .keys()
        .map(|day| (*day, landings(*day)))
        .collect();
    let habits = || Habits::usual(&book.priors, float(ledger.payers.count()));
    let mut found = Found {
        hypotheses: vec![Vec::new(); ledger.deposits.len()],
        chains: Vec::new(),
        model: Model::usual(&[], known, &book.priors, habits()),
        cut: vec![None; ledger.deposits.len()],
    };
    let mut plans = vec![Vec::new(); POOLS.len()];
    for pool in 0..POOLS.len() {
        let same = (0..pool)
            .any(|p| ledger.pools[p] == ledger.pools[pool] && POOLS[p].slip == POOLS[pool].slip);
        if ledger.pools[pool].is_empty() || same {
            continue;
        }
        plans[pool] = streams::search(
            &Stream {
                book,
                ledger,
                days: &days,
                known,
                pool,
            },
            &mut found,
        );
    }
    found.model = Model::usual(&plans, known, &book.priors, habits());
    for (d, dep) in ledger
        .deposits
        .iter()
        .enumerate()
        .filter(|(_, d)| d.cents > 0)
    {
        others(book, ledger, dep, &mut found.hypotheses[d]);
        let list = &mut found.hypotheses[d];
        for h in list.iter_mut() {
            h.weight = found.model.weight(dep, h);
        }
        list.sort_by(|a, b| {
            b.weight
                .total_cmp(&a.weight)
                .then_with(|| a.set.cmp(&b.set))
        });
        list.truncate(MAX_HYPOTHESES);
    }
    found
}

/// What is no payout.
fn others(book: &Book, ledger: &Ledger<'_>, dep: &Dep<'_>, list: &mut Vec<Hypothesis>) {
    // One payment with nothing kept is a single, whichever window it also fills.
    list.retain(|h| {
        !(h.set.len() == 1 && h.window().is_some_and(|w| w.plan == FeePlan::NONE))
            || matches!(h.why, Why::Schedule { .. })
    });
    list.extend(listed::listed(book, ledger, dep));
    let told = ledger.payers.told(&ledger.payments, &dep.text);
    list.extend(singles::singles(ledger, dep, &told));
    if matches!(dep.announces, Announces::Slip | Announces::Unknown) {
        list.extend(subsets::subsets(ledger, dep, POOLS.len() - 2));
    }
}
