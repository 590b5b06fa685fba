//! What a book teaches about single payments: how long they take to the bank, and how often the text names the payer,
//! by kind of text.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger, float};
use super::model::Method;
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
/// The same of what texts and methods say, which is much alike everywhere.
const CERTAIN: f64 = 10.0;
/// The most that stored priors count for, in payments.
const MOST_KNOWN: f64 = 60.0;

/// Business days from the same day on that are smoothed.
const SMOOTHED: i16 = 10;

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
    /// It holds a telling word of the name, and no other name.
    Part,
    /// It holds a word of the name beside another's.
    Mixed,
    /// It names nobody.
    Nobody,
    /// It names somebody whom the book does not know.
    Stranger,
    /// It holds a word of another client's name.
    PartOfOther,
    /// It names another client.
    Other,
}

/// Kinds of [`Says`].
const SAYS: usize = 7;

/// What there is to weigh of one payment for one deposit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OneFor {
    /// The days: see [`step`].
    pub step: i16,
    /// What the text says about the payer.
    pub says: Says,
    /// How many clients it says that of.
    pub ways: usize,
    /// How it was paid.
    pub method: Option<Method>,
    /// Whether it had time to reach the bank.
    pub settled: bool,
    /// Who paid.
    pub client: u32,
    /// A code of what the text has in common with others of its payer.
    pub text: u64,
    /// How many other payments of this amount the payer made in these months.
    pub alike: usize,
}

/// How often the text of a payment's own deposit says so.
const fn usual_says(kind: Announces) -> [f64; SAYS] {
    match kind {
        Announces::FromPayer => [0.7, 0.12, 0.02, 0.09, 0.05, 0.01, 0.01],
        Announces::Unknown => [0.4, 0.1, 0.03, 0.35, 0.08, 0.02, 0.02],
        _ => [0.04, 0.03, 0.01, 0.88, 0.03, 0.005, 0.005],
    }
}

/// How often the text of any other money does; names in full or in part are spread over the clients.
const fn by_chance(kind: Announces) -> [f64; SAYS] {
    match kind {
        Announces::FromPayer => [0.3, 0.12, 0.08, 0.12, 0.4, 0.12, 0.3],
        Announces::Unknown => [0.15, 0.08, 0.06, 0.45, 0.4, 0.08, 0.15],
        _ => [0.03, 0.03, 0.02, 0.9, 0.04, 0.02, 0.02],
    }
}

/// Methods that are told apart, "not told" among them.
const METHODS: usize = 7;

fn place(method: Option<Method>) -> usize {
    match method {
        Some(Method::JobberPayments) => 0,
        Some(Method::Card) => 1,
        Some(Method::Ach) => 2,
        Some(Method::Check) => 3,
        Some(Method::Cash) => 4,
        Some(Method::Other) => 5,
        None => 6,
    }
}

/// How well a method goes with a kind of text: jobber, card, ach, check, cash, other, not told.
const fn usual_methods(kind: Announces) -> [f64; METHODS] {
    match kind {
        Announces::JobberPayout | Announces::StripePayout | Announces::OtherPayout => {
            [0.1, 0.1, 0.1, 0.01, 0.01, 0.05, 0.1]
        }
        Announces::Slip => [0.01, 0.01, 0.05, 1.0, 0.4, 0.3, 0.5],
        Announces::FromPayer => [0.03, 0.03, 1.0, 0.15, 0.02, 0.6, 0.5],
        _ => [0.05, 0.05, 0.7, 0.6, 0.1, 0.5, 0.5],
    }
}

/// Share of payments that never reach the bank as they are written down, by method as above.
const USUALLY_UNBANKED: [f64; METHODS] = [0.1, 0.1, 0.1, 0.15, 0.7, 0.4, 0.3];
/// The same of a payment that may still be on its way.
const PENDING: f64 = 0.6;
/// So many payments are not written down, or not as they were.
const UNWRITTEN: f64 = 0.01;
/// Days that a payment has to reach the bank.
const SETTLES: i32 = 10;

/// The methods of payments that had time to reach the bank between the first deposit of the book and the last.
fn settled(ledger: &Ledger<'_>) -> Vec<Option<usize>> {
    let days = ledger.deposits.iter().map(|d| d.source.date);
    let (first, last) = (days.clone().min(), days.max());
    let had_time = |date: Date| {
        first.is_some_and(|f| date >= f) && last.is_some_and(|l| days_between(date, l) >= SETTLES)
    };
    let of = |p: &super::ledger::Pay<'_>| had_time(p.date).then(|| place(p.source.method));
    ledger.payments.iter().map(of).collect()
}

/// Payments of the deposits with one text.
#[derive(Default)]
struct OfText {
    clients: BTreeMap<u32, f64>,
    all: f64,
    /// Of the client who has most. Kept, since a bank's own text is every client's and asked of each payment.
    most: f64,
}

/// What one book teaches about single payments.
pub struct Habits {
    /// Share of each method among the book's payments.
    recorded: [f64; METHODS],
    methods: BTreeMap<Announces, [f64; METHODS]>,
    known: BTreeMap<Announces, [f64; STEPS]>,
    /// By text, whose payments have it.
    texts: BTreeMap<u64, OfText>,
    lags: BTreeMap<Announces, [f64; STEPS]>,
    says: BTreeMap<Announces, [f64; SAYS]>,
    clients: f64,
    /// By payment: its method, if it had time to reach the bank within the book.
    settled: Vec<Option<usize>>,
    /// By method: share of payments that no deposit is made of.
    unbanked: [f64; METHODS],
}

impl Habits {
    /// Before the book's deposits are looked at.
    pub fn usual(priors: &Priors, ledger: &Ledger<'_>) -> Self {
        let clients = float(ledger.payers.count());
        let mut recorded = [1.0; METHODS];
        for p in &ledger.payments {
            recorded[place(p.source.method)] += 1.0;
        }
        let total: f64 = recorded.iter().sum();
        let recorded = recorded.map(|n| n / total);
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
            recorded,
            methods: kinds
                .into_iter()
                .map(|k| (k, shares_of(k, &recorded)))
                .collect(),
            lags: known.clone(),
            texts: BTreeMap::new(),
            known,
            says: kinds.into_iter().map(|k| (k, usual_says(k))).collect(),
            // A book with few clients is most often a part of one with many.
            clients: clients.clamp(40.0, 400.0),
            settled: settled(ledger),
            unbanked: USUALLY_UNBANKED,
        }
    }

    /// How much the days and the text of a single payment speak for it, against money from anywhere.
    pub fn weight(&self, kind: Announces, single: &OneFor) -> f64 {
        let OneFor { step, method, .. } = *single;
        let at = index(step);
        let m = place(method);
        let method = self.methods.get(&kind).map_or(0.0, |shares| shares[m]) / self.recorded[m];
        let days = self.lags.get(&kind).map_or(0.0, |l| l[at]) / width(at);
        // That a payment would otherwise be in no deposit at all speaks for it, the more the seldomer that is.
        let stays = if single.settled {
            self.unbanked[m]
        } else {
            PENDING
        };
        self.of_payer(kind, single) * method * days / stays
    }

    /// How much the text speaks for the payer, against money from anywhere.
    fn of_payer(&self, kind: Announces, single: &OneFor) -> f64 {
        let OneFor { says, ways, .. } = *single;
        let usual = usual_says(kind);
        let told = self.says.get(&kind).unwrap_or(&usual)[says as usize];
        let spread = match says {
            Says::Named | Says::Part => self.clients / float(ways.max(1)),
            _ => 1.0,
        };
        self.same_text(kind, single) * told * spread / by_chance(kind)[says as usize]
    }

    /// How much speaks for a payment that nobody wrote down, or not as it was: whoever pays this price again and again,
    /// so many times in so many days, pays it on this day too.
    pub fn unwritten(&self, kind: Announces, single: &OneFor, days: f64) -> f64 {
        UNWRITTEN * self.of_payer(kind, single) * float(single.alike) / days
    }

    fn learn_unbanked(&mut self, hypotheses: &[Vec<Hypothesis>], posterior: &[Vec<f64>]) {
        let mut used = vec![0.0; self.settled.len()];
        for (h, p) in hypotheses.iter().flatten().zip(posterior.iter().flatten()) {
            h.set.iter().for_each(|i| used[*i as usize] += p);
        }
        let mut free = USUALLY_UNBANKED.map(|share| share * CERTAIN);
        let mut all = [CERTAIN; METHODS];
        for (method, used) in self.settled.iter().zip(used) {
            if let Some(m) = method {
                free[*m] += f64::max(1.0 - used, 0.0);
                all[*m] += 1.0;
            }
        }
        for (share, (free, all)) in self.unbanked.iter_mut().zip(free.iter().zip(all)) {
            *share = free / all;
        }
    }

    /// How many other deposits with this text are this client's, and how many there are.
    pub fn of_text(&self, single: &OneFor) -> (f64, f64) {
        let Some(text) = self.texts.get(&single.text) else {
            return (0.0, 0.0);
        };
        // One deposit less, which may be this one itself.
        let theirs = text.clients.get(&single.client).copied().unwrap_or(0.0) - 1.0;
        (theirs.max(0.0), (text.all - 1.0).max(0.0))
    }

    /// How much it speaks for a client that other deposits have the same text: a company's ACH id, say. A text that is
    /// many clients' is the bank's own and speaks for nobody, and so is whatever stands on a slip.
    fn same_text(&self, kind: Announces, single: &OneFor) -> f64 {
        let Some(text) = self.texts.get(&single.text) else {
            return 1.0;
        };
        if kind == Announces::Slip || text.most * 2.0 <= text.all {
            return 1.0;
        }
        let (theirs, all) = self.of_text(single);
        (theirs * self.clients + 1.0) / (all + 1.0)
    }

    /// Whether a payment had time to reach the bank, for those who make hypotheses of it.
    #[must_use]
    pub fn had_time(ledger: &Ledger<'_>, payment: u32) -> bool {
        let last = ledger.deposits.last().map(|d| d.source.date);
        last.is_some_and(|l| days_between(ledger.pay(payment).date, l) >= SETTLES)
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
        let mut methods: BTreeMap<Announces, [f64; METHODS]> = BTreeMap::new();
        self.texts.clear();
        self.learn_unbanked(hypotheses, posterior);
        for ((dep, list), probabilities) in deposits.iter().zip(hypotheses).zip(posterior) {
            for (h, p) in list.iter().zip(probabilities) {
                if let Why::Single { one, .. } | Why::Together { one, .. } = &h.why {
                    let kind = dep.announces;
                    if *p > 0.01 {
                        let text = self.texts.entry(one.text).or_default();
                        *text.clients.entry(one.client).or_default() += p;
                    }
                    lags.entry(kind).or_insert([0.0; STEPS])[index(one.step)] += p;
                    says.entry(kind).or_insert([0.0; SAYS])[one.says as usize] += p;
                    methods.entry(kind).or_insert([0.0; METHODS])[place(one.method)] += p;
                }
            }
        }
        for text in self.texts.values_mut() {
            text.all = text.clients.values().sum();
            text.most = text.clients.values().copied().fold(0.0, f64::max);
        }
        for (kind, known) in &self.known {
            let mut lag = *known;
            blend(
                &mut lag,
                &lags.get(kind).copied().unwrap_or([0.0; STEPS]),
                STUBBORN,
            );
            self.lags.insert(*kind, smooth(&lag));
            let mut said = usual_says(*kind);
            blend(
                &mut said,
                &says.get(kind).copied().unwrap_or([0.0; SAYS]),
                CERTAIN,
            );
            self.says.insert(*kind, said);
            let mut of = shares_of(*kind, &self.recorded);
            blend(
                &mut of,
                &methods.get(kind).copied().unwrap_or([0.0; METHODS]),
                CERTAIN,
            );
            self.methods.insert(*kind, of);
        }
    }
}

/// Days next to each other are alike: no handful of deposits tells the third day from the fourth.
fn smooth(lag: &[f64; STEPS]) -> [f64; STEPS] {
    let (first, last) = (index(SAME_DAY), index(SAME_DAY + SMOOTHED));
    let mut smoothed = *lag;
    for at in first..=last {
        let before = lag[at.max(first + 1) - 1];
        let after = lag[(at + 1).min(last)];
        smoothed[at] = f64::midpoint(lag[at], f64::midpoint(before, after));
    }
    smoothed
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
    blend(&mut lag, &seen.map(|n| n * scale), STUBBORN);
    lag
}

fn index(step: i16) -> usize {
    usize::try_from(step).unwrap_or(0).min(STEPS - 1)
}

/// Shares of the methods among payments that are alone in a deposit of a kind.
fn shares_of(kind: Announces, recorded: &[f64; METHODS]) -> [f64; METHODS] {
    let mut shares = usual_methods(kind);
    shares.iter_mut().zip(recorded).for_each(|(s, r)| *s *= r);
    let total: f64 = shares.iter().sum();
    shares.map(|s| s / total)
}

fn blend(usual: &mut [f64], seen: &[f64], stubborn: f64) {
    let total: f64 = seen.iter().sum();
    for (share, count) in usual.iter_mut().zip(seen) {
        *share = (*share * stubborn + count) / (stubborn + total);
    }
}

/// What the text says about a payment, from how well it tells of it and of others, and whether it holds the words of
/// a name nobody has.
pub const fn says(own: NameFit, other: Option<NameFit>, stranger: bool) -> Says {
    match (own, other) {
        (NameFit::Full, _) => Says::Named,
        (_, Some(NameFit::Full)) => Says::Other,
        (NameFit::Part, _) if stranger => Says::Mixed,
        (NameFit::Part, _) => Says::Part,
        (NameFit::None, _) if stranger => Says::Stranger,
        (NameFit::None, Some(NameFit::Part)) => Says::PartOfOther,
        (NameFit::None, _) => Says::Nobody,
    }
}
