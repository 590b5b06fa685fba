//! What a book teaches about single payments: how long they take to the bank, and how often the text names the payer,
//! by kind of text.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::hypothesis::{Hypothesis, Why};
use super::ledger::Dep;
use super::priors::Priors;
use crate::calendar::{business_days_between, days_between};
use crate::descriptor::{Announces, NameFit};

/// Steps of days that are told apart: 8 before the payment, 15 business days, 16 weeks.
const STEPS: usize = 39;
/// The step of the same day.
const SAME_DAY: i16 = 8;
/// Business days are counted up to this.
const BUSINESS: u8 = 14;
/// How strongly what is usual holds against what the book shows, in payments.
const STUBBORN: f64 = 3.0;
/// The most that stored priors count for, in payments.
const MOST_KNOWN: f64 = 60.0;

/// The step of the days between payment and bank: business days for three weeks, then weeks; before it, business
/// days the other way.
#[must_use]
pub fn step(paid: Date, bank: Date) -> i16 {
    if bank < paid {
        return SAME_DAY - i16::from(business_days_between(bank, paid, 8).max(1));
    }
    let days = days_between(paid, bank);
    let business = business_days_between(paid, bank, BUSINESS + 1);
    if business <= BUSINESS {
        SAME_DAY + i16::from(business)
    } else {
        let weeks = (days - 20).max(0) / 7;
        i16::try_from(23 + weeks.min(15)).unwrap_or(38)
    }
}

/// How many calendar days a step is wide, about.
const fn width(step: usize) -> f64 {
    if step <= 22 { 1.4 } else { 7.0 }
}

/// What is usual everywhere, before anything is seen: most at once, some weeks late, a few the other way round.
fn usual_lag() -> [f64; STEPS] {
    let mut lag = [0.0; STEPS];
    for (at, share) in lag.iter_mut().enumerate() {
        *share = match at {
            0..=3 => 0.002,
            4..=6 => 0.006,
            7 => 0.03,
            8..=12 => 0.15,
            13..=15 => 0.03,
            16..=22 => 0.006,
            _ => 0.003,
        };
    }
    let total: f64 = lag.iter().sum();
    lag.map(|share| share / total)
}

/// What a text says about one payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// It names the payer, or a reference.
    Named,
    /// It holds a telling word of the name.
    Part,
    /// It names nobody.
    Nobody,
    /// It holds a word of somebody else's name.
    PartOfOther,
    /// It names somebody else.
    Other,
}

/// Kinds of [`Says`].
const SAYS: usize = 5;

/// How often the text of a payment's own deposit says so.
const fn usual_says(kind: Announces) -> [f64; SAYS] {
    match kind {
        Announces::FromPayer => [0.72, 0.12, 0.13, 0.02, 0.01],
        Announces::Unknown => [0.4, 0.12, 0.42, 0.04, 0.02],
        _ => [0.04, 0.03, 0.9, 0.02, 0.01],
    }
}

/// How often the text of any other money does; names are spread over the clients.
const fn by_chance(kind: Announces) -> [f64; SAYS] {
    match kind {
        Announces::FromPayer => [0.35, 0.15, 0.5, 0.15, 0.35],
        Announces::Unknown => [0.15, 0.1, 0.75, 0.1, 0.15],
        _ => [0.03, 0.03, 0.94, 0.03, 0.03],
    }
}

/// What one book teaches about single payments.
pub struct Habits {
    known: BTreeMap<Announces, [f64; STEPS]>,
    lags: BTreeMap<Announces, [f64; STEPS]>,
    says: BTreeMap<Announces, [f64; SAYS]>,
    clients: f64,
}

impl Habits {
    /// Before the book is looked at; `clients` are as many as the book has.
    pub fn usual(priors: &Priors, clients: f64) -> Self {
        let kinds = [
            Announces::JobberPayout,
            Announces::StripePayout,
            Announces::OtherPayout,
            Announces::Slip,
            Announces::FromPayer,
            Announces::OwnTransfer,
            Announces::NotRevenue,
            Announces::Unknown,
        ];
        let usual = usual_lag();
        let known: BTreeMap<Announces, [f64; STEPS]> = kinds
            .into_iter()
            .map(|kind| (kind, known(priors, kind, &usual)))
            .collect();
        Self {
            lags: known.clone(),
            known,
            says: kinds.into_iter().map(|k| (k, usual_says(k))).collect(),
            clients: clients.clamp(4.0, 400.0),
        }
    }

    /// How much the days and the text of a single payment speak for it, against money from anywhere.
    pub fn weight(&self, kind: Announces, step: i16, says: Says, ways: usize) -> f64 {
        let at = index(step);
        let days = self.lags.get(&kind).map_or(0.0, |l| l[at]) / width(at);
        let usual = usual_says(kind);
        let told = self.says.get(&kind).unwrap_or(&usual)[says as usize];
        let spread = match says {
            Says::Named | Says::Part => self.clients / super::ledger::float(ways.max(1)),
            _ => 1.0,
        };
        days * told * spread / by_chance(kind)[says as usize]
    }

    /// Learns from posteriors: for each deposit its hypotheses with their probabilities.
    pub fn learn(
        &mut self,
        deposits: &[Dep<'_>],
        hypotheses: &[Vec<Hypothesis>],
        posterior: &[Vec<f64>],
    ) {
        let mut lags: BTreeMap<Announces, [f64; STEPS]> = BTreeMap::new();
        let mut says: BTreeMap<Announces, [f64; SAYS]> = BTreeMap::new();
        for ((dep, list), probabilities) in deposits.iter().zip(hypotheses).zip(posterior) {
            for (h, p) in list.iter().zip(probabilities) {
                if let Why::Single {
                    step, says: said, ..
                } = &h.why
                {
                    lags.entry(dep.announces).or_insert([0.0; STEPS])[index(*step)] += p;
                    says.entry(dep.announces).or_insert([0.0; SAYS])[*said as usize] += p;
                }
            }
        }
        for (kind, known) in &self.known {
            let mut lag = *known;
            blend(&mut lag, &lags.get(kind).copied().unwrap_or([0.0; STEPS]));
            self.lags.insert(*kind, lag);
            let mut said = usual_says(*kind);
            blend(&mut said, &says.get(kind).copied().unwrap_or([0.0; SAYS]));
            self.says.insert(*kind, said);
        }
    }
}

/// What accepted matches taught about the days of a kind of text.
fn known(priors: &Priors, kind: Announces, usual: &[f64; STEPS]) -> [f64; STEPS] {
    let mut seen = [0.0; STEPS];
    for (step, times) in priors.single_lags(kind.code()) {
        seen[index(step)] += f64::from(times);
    }
    let total: f64 = seen.iter().sum();
    let scale = if total > MOST_KNOWN {
        MOST_KNOWN / total
    } else {
        1.0
    };
    let mut lag = *usual;
    blend(&mut lag, &seen.map(|n| n * scale));
    lag
}

fn index(step: i16) -> usize {
    usize::try_from(step).unwrap_or(0).min(STEPS - 1)
}

fn blend(usual: &mut [f64], seen: &[f64]) {
    let total: f64 = seen.iter().sum();
    for (share, count) in usual.iter_mut().zip(seen) {
        *share = (*share * STUBBORN + count) / (STUBBORN + total);
    }
}

/// What the text says about a payment, from how well it tells of it and of others.
pub const fn says(own: NameFit, other: Option<NameFit>) -> Says {
    match (own, other) {
        (NameFit::Full, _) => Says::Named,
        (_, Some(NameFit::Full)) => Says::Other,
        (NameFit::Part, _) => Says::Part,
        (NameFit::None, Some(NameFit::Part)) => Says::PartOfOther,
        (NameFit::None, _) => Says::Nobody,
    }
}
