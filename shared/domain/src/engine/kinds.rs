//! What each kind of text most often is, as the book has it, and how probable it is that it is none of the book's
//! payments.

use std::collections::BTreeMap;

use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger};
use crate::descriptor::Announces;

/// How strongly what is usual everywhere holds against what this book shows, in deposits.
const STUBBORN: f64 = 8.0;

/// What a kind of text is, in parts of the whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares {
    /// A payout or a slip.
    pub window: f64,
    /// One payment, or a few of one client.
    pub single: f64,
    /// Some payments nearby.
    pub subset: f64,
    /// Nothing that the book has.
    pub none: f64,
}

/// What is usual everywhere.
pub const fn usual(announces: Announces) -> Shares {
    let [window, single, subset, none] = match announces {
        Announces::JobberPayout | Announces::StripePayout | Announces::OtherPayout => {
            [0.9, 0.04, 0.01, 0.03]
        }
        Announces::Slip => [0.45, 0.4, 0.1, 0.08],
        Announces::FromPayer => [0.05, 0.8, 0.005, 0.12],
        Announces::Unknown => [0.35, 0.4, 0.02, 0.25],
        Announces::OwnTransfer | Announces::NotRevenue => [0.001, 0.002, 0.000_01, 0.997],
    };
    Shares {
        window,
        single,
        subset,
        none,
    }
}

/// How much of the money that is in no payment of the book has one of the book's own prices: a check nobody recorded
/// most often has, a loan seldom.
const fn priced(announces: Announces) -> f64 {
    match announces {
        Announces::Slip => 0.8,
        Announces::FromPayer => 0.6,
        Announces::Unknown => 0.4,
        Announces::OwnTransfer | Announces::NotRevenue => 0.3,
        Announces::JobberPayout | Announces::StripePayout | Announces::OtherPayout => 0.1,
    }
}

/// The weight of "nothing that was looked at": its share, times the probability of such an amount by chance.
pub fn none(ledger: &Ledger<'_>, dep: &Dep<'_>, share: f64) -> f64 {
    let priced = priced(dep.announces);
    let prices = &ledger.prices;
    let ordinary = prices.ordinary(dep.cents, ledger.same(dep.cents));
    share * (priced * ordinary + (1.0 - priced) * prices.any(dep.cents))
}

/// What one book teaches about kinds of text.
#[derive(Default)]
pub struct Kinds {
    learned: BTreeMap<Announces, Shares>,
}

impl Kinds {
    /// What a kind of text is.
    pub fn shares(&self, announces: Announces) -> Shares {
        let learned = self.learned.get(&announces).copied();
        learned.unwrap_or(usual(announces))
    }

    /// Learns from posteriors: for each deposit its hypotheses with their probabilities.
    pub fn learn(
        &mut self,
        deposits: &[Dep<'_>],
        hypotheses: &[Vec<Hypothesis>],
        posterior: &[Vec<f64>],
    ) {
        let mut seen: BTreeMap<Announces, [f64; 4]> = BTreeMap::new();
        for ((dep, list), probabilities) in deposits.iter().zip(hypotheses).zip(posterior) {
            if dep.announces.is_off() || dep.cents == 0 {
                continue;
            }
            let sums = seen.entry(dep.announces).or_insert([0.0; 4]);
            sums[3] += 1.0;
            for (h, p) in list.iter().zip(probabilities) {
                let at = match h.why {
                    Why::Single { .. } | Why::Together { .. } | Why::Part { .. } => 1,
                    Why::Subset { .. } => 2,
                    _ => 0,
                };
                sums[at] += p;
                sums[3] -= p;
            }
        }
        self.learned = seen
            .into_iter()
            .map(|(kind, sums)| (kind, blend(usual(kind), sums)))
            .collect();
    }
}

fn blend(usual: Shares, seen: [f64; 4]) -> Shares {
    let all: f64 = seen.iter().sum();
    let part = |share: f64, n: f64| (share * STUBBORN + n.max(0.0)) / (STUBBORN + all);
    Shares {
        window: part(usual.window, seen[0]),
        single: part(usual.single, seen[1]),
        subset: part(usual.subset, seen[2]),
        none: part(usual.none, seen[3]),
    }
}
