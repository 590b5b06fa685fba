//! What one look at the book made certain, so that the next one is clearer.

use std::collections::{BTreeMap, BTreeSet};

use super::hypothesis::{Hypothesis, Why};
use super::joint::{Posterior, Settled};
use super::ledger::{Ledger, POOLS};
use super::search::Found;
use super::unusual::Rates;

/// From here on a payment is taken for granted where the rest of the book is searched again.
const SURE: f64 = 0.98;
/// The same of one on a slip, of which nobody wrote down how it was paid.
const ON_A_SLIP: f64 = 0.95;
/// From here on a bank transfer is left out of payouts of cards.
const PROBABLY: f64 = 0.5;

/// What a look found, without the hypotheses it found it by.
pub struct Certain {
    /// Payments that surely are a deposit of their own or part of an instant payout, so that no other payout holds them.
    pub elsewhere: BTreeSet<u32>,
    /// The hypotheses that say so of instant payouts, by deposit: nobody would find them again.
    pub instants: Vec<(usize, Hypothesis)>,
    /// Payments that surely are on a slip though nobody wrote down that they are checks, so that no payout holds them.
    pub on_slips: BTreeSet<u32>,
    /// Payments that probably went to the bank by themselves, so that they ride in no payout of cards; and whether a text
    /// tells so, or their amounts alone.
    pub directly: BTreeMap<u32, bool>,
    /// How probably payments are in some deposit.
    pub claimed: Claimed,
    /// How often payments are in payouts against what is written.
    pub rates: Rates,
}

impl Certain {
    /// Before the first look.
    pub fn nothing() -> Self {
        Self {
            elsewhere: BTreeSet::new(),
            instants: Vec::new(),
            on_slips: BTreeSet::new(),
            directly: BTreeMap::new(),
            claimed: Claimed::default(),
            rates: Rates::usual(),
        }
    }

    /// After a look.
    pub fn of(ledger: &Ledger<'_>, found: &Found, settled: &Settled) -> Self {
        let (elsewhere, instants) = elsewhere(ledger, found, &settled.posterior);
        Self {
            elsewhere,
            instants,
            on_slips: on_slips(ledger, found, &settled.undoubted),
            directly: directly(ledger, found, &settled.posterior),
            claimed: Claimed::of(ledger, found, &settled.posterior),
            rates: found.model.rates().clone(),
        }
    }
}

/// How probably payments are in some deposit. Nothing before the first look.
#[derive(Default)]
pub struct Claimed {
    /// By payment.
    all: Vec<f64>,
    /// By payment, the deposits that may be slips and claim it.
    slips: BTreeMap<u32, BTreeMap<usize, f64>>,
}

impl Claimed {
    fn of(ledger: &Ledger<'_>, found: &Found, posterior: &Posterior) -> Self {
        let counts = |h: &Hypothesis| !matches!(h.why, Why::Subset { .. } | Why::Schedule { .. });
        let mut slips: BTreeMap<u32, BTreeMap<usize, f64>> = BTreeMap::new();
        for (d, (list, p)) in found.hypotheses.iter().zip(posterior).enumerate() {
            if !list.iter().any(is_slip) {
                continue;
            }
            for (h, p) in list.iter().zip(p).filter(|(h, _)| counts(h)) {
                for i in &h.set {
                    *slips.entry(*i).or_default().entry(d).or_default() += p;
                }
            }
        }
        Self {
            all: used(ledger, &found.hypotheses, posterior, counts),
            slips,
        }
    }

    /// How probable it is that another deposit has a payment. Of slips only earlier ones count, unless later ones are
    /// asked for too: who could have a payment next is decided between the two.
    pub fn elsewhere(&self, deposit: usize, payment: u32, later: bool) -> Option<f64> {
        let last = if later { deposit } else { usize::MAX };
        let slips = self.slips.get(&payment).into_iter();
        let not_counted: f64 = slips
            .flat_map(|slips| slips.range(deposit..=last))
            .map(|(_, p)| p)
            .sum();
        let all = self.all.get(payment as usize)?;
        Some((all - not_counted).clamp(0.0, 1.0))
    }
}

/// Whether it says that a deposit is a slip of paper.
pub fn is_slip(h: &Hypothesis) -> bool {
    matches!(h.why, Why::Slip { .. }) || h.window().is_some_and(|w| POOLS[w.pool].slip)
}

/// By payment, how probable it is that a deposit holds it in one of some ways.
pub fn used(
    ledger: &Ledger<'_>,
    hypotheses: &[Vec<Hypothesis>],
    posterior: &[Vec<f64>],
    way: impl Fn(&Hypothesis) -> bool,
) -> Vec<f64> {
    let mut used = vec![0.0; ledger.payments.len()];
    let all = hypotheses.iter().flatten();
    for (h, p) in all.zip(posterior.iter().flatten()).filter(|(h, _)| way(h)) {
        h.set.iter().for_each(|i| used[*i as usize] += p);
    }
    used
}

fn directly(ledger: &Ledger<'_>, found: &Found, posterior: &Posterior) -> BTreeMap<u32, bool> {
    let alone = |h: &Hypothesis| matches!(h.why, Why::Single { .. } | Why::Together { .. });
    let told = used(ledger, &found.hypotheses, posterior, |h| {
        alone(h) && h.is_told()
    });
    let probable = (0_u32..).zip(
        used(ledger, &found.hypotheses, posterior, alone)
            .into_iter()
            .zip(told),
    );
    let probable = probable.filter(|(_, (p, _))| *p >= PROBABLY);
    probable.map(|(i, (_, told))| (i, told >= SURE)).collect()
}

fn elsewhere(
    ledger: &Ledger<'_>,
    found: &Found,
    posterior: &Posterior,
) -> (BTreeSet<u32>, Vec<(usize, Hypothesis)>) {
    let (mut payments, mut kept) = (BTreeSet::new(), Vec::new());
    // An amount that others have too says nothing of which of them it is.
    let alike = |i: &u32| ledger.same(ledger.pay(*i).cents) > 0;
    for (d, (list, p)) in found.hypotheses.iter().zip(posterior).enumerate() {
        let mut by_set: BTreeMap<&[u32], f64> = BTreeMap::new();
        for (h, p) in list.iter().zip(p) {
            let alone =
                matches!(h.why, Why::Single { .. }) && (h.is_told() || !h.set.iter().any(alike));
            if alone || h.is_instant() {
                *by_set.entry(&h.set).or_default() += p;
            }
        }
        let sure = by_set.into_iter().find(|(_, p)| *p >= SURE);
        let Some((set, _)) = sure else { continue };
        payments.extend(set);
        let same = list.iter().filter(|h| h.set == set && h.is_instant());
        kept.extend(same.map(|h| (d, h.clone())));
    }
    (payments, kept)
}

fn on_slips(ledger: &Ledger<'_>, found: &Found, posterior: &Posterior) -> BTreeSet<u32> {
    let on = used(ledger, &found.hypotheses, posterior, is_slip);
    let sure = |i: u32| on[i as usize] >= ON_A_SLIP;
    // Of two equal ones of a day nothing tells which is on it.
    let alike = |i: u32| {
        let p = ledger.pay(i);
        let same = ledger.by_amount.get(&p.cents);
        same.is_some_and(|same| {
            let of_day = ledger.between(same, p.date, p.date);
            of_day.iter().any(|j| !sure(*j))
        })
    };
    let untold = |i: &u32| ledger.pay(*i).is_untold();
    let all = (0_u32..).take(on.len());
    all.filter(|i| sure(*i) && !alike(*i))
        .filter(untold)
        .collect()
}
