//! Everything that could explain each deposit: payout shapes first, then singles, then free subsets.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::certain::Certain;
use super::chain::Chain;
use super::debits::Riders;
use super::fees::FeePlan;
use super::habits::Habits;
use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger, POOLS};
use super::mistakes::Mistake;
use super::model::Book;
use super::schedule::{Landing, landings};
use super::slips::Slip;
use super::streams::{Stream, Tried};
use super::weigh::Model;
use super::{listed, mistakes, singles, streams, subsets, together};
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
    /// By deposit: payments that were perhaps written down wrong.
    pub mistakes: Vec<Vec<Mistake>>,
    /// By pool that two processors share: how probable it is that a payment rides in the payout of another day.
    pub rolled: BTreeMap<usize, f64>,
}

/// Searches the whole book, knowing what earlier looks made certain.
pub fn search(book: &Book, ledger: &Ledger<'_>, known: &[FeePlan], certain: &Certain) -> Found {
    let days: BTreeMap<Date, Vec<Landing>> = ledger
        .by_day
        .keys()
        .map(|day| (*day, landings(*day)))
        .collect();
    let riders = Riders::read(ledger, &days, &certain.directly);
    let habits = || Habits::usual(&book.priors, ledger);
    let mut plans: Vec<Tried> = POOLS.iter().map(|_| Tried::default()).collect();
    let mut found = Found {
        hypotheses: vec![Vec::new(); ledger.deposits.len()],
        chains: Vec::new(),
        model: Model::usual(&plans, known, &book.priors, habits()),
        cut: vec![None; ledger.deposits.len()],
        mistakes: ledger.deposits.iter().map(|_| Vec::new()).collect(),
        rolled: BTreeMap::new(),
    };
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
                rates: &certain.rates,
                riders: &riders,
            },
            &mut found,
        );
    }
    found.model = Model::usual(&plans, known, &book.priors, habits()).knowing(&certain.rates);
    let by_net = listed::by_net(book);
    let mut slip_days: BTreeMap<&str, Vec<Date>> = BTreeMap::new();
    for (d, dep) in ledger
        .deposits
        .iter()
        .enumerate()
        .filter(|(_, d)| d.cents > 0)
    {
        if others(&by_net, ledger, d, &mut found.hypotheses[d]) {
            found.cut[d] = found.cut[d].or(Some(singles::MAX_SAME));
        }
        let list = &mut found.hypotheses[d];
        if dep.announces == Announces::Slip {
            let before = slip_days.entry(&dep.source.account_id).or_default();
            let slip = Slip {
                ledger,
                dep,
                deposit: d,
                claimed: &certain.claimed,
            };
            slip.propose(before, list);
            if before.last() != Some(&dep.source.date) {
                before.push(dep.source.date);
            }
        }
        list.retain(|h| !refused(ledger, dep, h));
        found.mistakes[d] = mistakes::mistakes(ledger, dep, &ledger.told[d], list);
        keep_likeliest(&found.model, dep, list, MAX_HYPOTHESES);
    }
    found
}

impl Found {
    /// Forgets what is unlikely already while plan after plan is tried, so that what is held does not grow with the
    /// number of plans. Twice as many are kept as in the end, since some of them are found to be something else.
    pub fn forget_unlikely(&mut self, ledger: &Ledger<'_>) {
        for (dep, list) in ledger.deposits.iter().zip(&mut self.hypotheses) {
            if list.len() > 2 * MAX_HYPOTHESES {
                keep_likeliest(&self.model, dep, list, 2 * MAX_HYPOTHESES);
            }
        }
    }
}

fn keep_likeliest(model: &Model, dep: &Dep<'_>, list: &mut Vec<Hypothesis>, most: usize) {
    for h in list.iter_mut() {
        h.weight = model.weight(dep, h);
    }
    list.sort_by(|a, b| {
        b.weight
            .total_cmp(&a.weight)
            .then_with(|| a.set.cmp(&b.set))
    });
    list.truncate(most);
    list.shrink_to_fit();
}

/// Whether a person said that this deposit is not these payments.
fn refused(ledger: &Ledger<'_>, dep: &Dep<'_>, h: &Hypothesis) -> bool {
    let ids = || {
        h.set
            .iter()
            .map(|i| ledger.pay(*i).source.id.clone())
            .collect::<Vec<_>>()
    };
    ledger.learned.has_refusals() && ledger.learned.is_refused(&dep.source.id, &ids())
}

/// What is no payout. Returns whether there are more payments of the very amount than are weighed.
fn others(
    by_net: &listed::ByNet<'_>,
    ledger: &Ledger<'_>,
    d: usize,
    list: &mut Vec<Hypothesis>,
) -> bool {
    let dep = &ledger.deposits[d];
    // One payment with nothing kept is a single, whichever window it also fills, unless the text says that it is a payout:
    // where all payouts are gross, one of one payment is as good as any.
    let single = |h: &Hypothesis| {
        let none = h.window().is_some_and(|w| w.plan == FeePlan::NONE);
        h.set.len() == 1 && none && !matches!(h.why, Why::Schedule { .. })
    };
    list.retain(|h| dep.announces.is_payout() || !single(h));
    list.extend(listed::listed(by_net, ledger, dep));
    let told = &ledger.told[d];
    let a_day = singles::recorded_a_day(ledger, dep);
    let (alone, cut) = singles::singles(ledger, dep, told, a_day);
    list.extend(alone);
    list.extend(together::together(ledger, dep, told, a_day));
    if matches!(dep.announces, Announces::Slip | Announces::Unknown) {
        list.extend(subsets::subsets(ledger, dep, POOLS.len() - 2));
    }
    cut
}
