//! What one accepted match teaches; and what the matches in a book's own history teach.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::debits;
use super::fees::{FeePlan, KNOWN, fits, fits_withheld, most_common};
use super::habits::step;
use super::ledger::POOLS;
use super::model::{Book, Confirmed, Deposit, Payment, Processor};
use super::priors::Priors;
use super::second;
use super::sketch::{code_of, number_of};
use super::tally::place_of;
use crate::calendar::business_days_between;
use crate::descriptor::{Announces, NameFit, announces, key_of, name_fit, name_words, normalise};
use crate::money::Money;

/// Longer keys and ids than this are not remembered, in bytes.
const MAX_KEY: usize = 120;
/// Of a payout of more payments than this the others' prices are not remembered.
const MAX_PRICES: usize = 40;
/// So many plans of a company are asked whether another rate was mixed in.
const MAX_MIXED: usize = 3;
/// More plans than this that tie out with one match say nothing.
const MAX_PLANS: usize = 3;
/// A share that a lender withholds shows in a single match only where it is a multiple of this, in hundredths of a
/// percent, of at least so much, in cents: less is met by chance.
const SHARE_STEP: u16 = 50;
const LEAST_SHARED: i64 = 200_000;
/// Amounts beyond this (10^12 units) teach no plan: sums of them could wrap.
const MAX_CENTS: i64 = 100_000_000_000_000;

/// What one accepted match teaches. Stored with the match, so that undo takes back exactly this.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lesson {
    /// What stays the same of the bank's text; empty when nothing does.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The client whom the text stands for without naming them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payer: Option<String>,
    /// How rare a sample of all lessons this one is in: 0 of none, 1 of one in eight, 2 of one in 64 as well. Of many
    /// texts only what such a sample holds can be remembered (see `priors`).
    #[serde(skip_serializing_if = "is_none")]
    pub sample: u8,
    /// How the money reached the bank.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub processor: Option<Processor>,
    /// The fee plans that tie out; several when the match cannot tell which.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plans: Vec<FeePlan>,
    /// Two plans under which it ties out together, where it does under none alone; several when it cannot tell which.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seconds: Vec<[FeePlan; 2]>,
    /// The plan of bank debits that rode in a payout of cards, and the business days that they took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rides: Option<(FeePlan, u8)>,
    /// The days of a payout.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payout: Option<PayoutSeen>,
    /// Of one payment with nothing kept: the kind of text, and its days in steps (see `habits`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub single: Option<(String, i16)>,
    /// What was paid, as places of a tally (see `tally`); of very many payments the first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prices: Vec<u32>,
    /// A deposit and a set that a person refused, as a code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<u64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
const fn is_none(sample: &u8) -> bool {
    *sample == 0
}

/// The days of one payout.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutSeen {
    /// Name of the pool of payments (see the ledger).
    pub pool: String,
    /// Business days from the last payment to the bank.
    pub lag: u8,
    /// Payments of the days that have this lag.
    pub whole: u16,
    /// Payments of the day before those.
    pub rolled: u16,
}

impl Lesson {
    /// What an accepted match teaches: the payments of the deposit as the book had them, and what was kept.
    #[must_use]
    pub fn of(deposit: &Deposit, payments: &[Payment], fee: Money, processor: Processor) -> Self {
        let payments: Vec<&Payment> = payments.iter().collect();
        Self::of_read(
            &Text::of(deposit),
            &payments,
            fee,
            processor,
            &mut Words::new(),
        )
    }

    /// The same of a company whose other matches `followed` some plans: where this one follows none, some of its cards may
    /// have cost another rate.
    #[must_use]
    pub fn of_company(
        deposit: &Deposit,
        payments: &[Payment],
        fee: Money,
        processor: Processor,
        followed: &[FeePlan],
    ) -> Self {
        let payments: Vec<&Payment> = payments.iter().collect();
        let text = Text::of(deposit);
        let lesson = Self::of_read(&text, &payments, fee, processor, &mut Words::new());
        lesson.besides(deposit, &payments, followed)
    }

    fn besides(mut self, deposit: &Deposit, payments: &[&Payment], followed: &[FeePlan]) -> Self {
        // Some plan or other ties out with most matches; one of the company's own settles it.
        if let Some(own) = followed.iter().find(|p| self.plans.contains(p)) {
            self.plans = vec![*own];
            return self;
        }
        let amounts: Vec<i64> = payments.iter().map(|p| p.amount.cents()).collect();
        let net = deposit.amount.cents();
        let usual = |a: &i64| (1..=MAX_CENTS).contains(a);
        let told = self.plans.iter().any(FeePlan::is_published);
        if self.payout.is_none() || told || !amounts.iter().all(usual) {
            return self;
        }
        self.rides = debits::told(
            deposit,
            payments,
            &followed[..followed.len().min(MAX_MIXED)],
        );
        if self.rides.is_some() {
            self.plans.clear();
            return self;
        }
        let pairs = followed.iter().take(MAX_MIXED).flat_map(|plan| {
            let others = second::made_by(*plan, &amounts, net);
            others.into_iter().map(|other| [*plan, other])
        });
        let mut pairs: Vec<[FeePlan; 2]> = pairs.collect();
        pairs.iter_mut().for_each(|pair| pair.sort_unstable());
        pairs.sort_unstable();
        pairs.dedup();
        if pairs.len() <= MAX_PLANS {
            self.seconds = pairs;
        }
        self
    }

    fn of_read<'p>(
        text: &Text<'_>,
        payments: &[&'p Payment],
        fee: Money,
        processor: Processor,
        words: &mut Words<'p>,
    ) -> Self {
        let deposit = text.deposit;
        let mut lesson = Self::of_text(text, processor);
        if let [first, rest @ ..] = payments
            && rest.iter().all(|p| p.client_id == first.client_id)
            && !text.kind.is_payout()
            && !lesson.text.is_empty()
            && first.client_id.len() <= MAX_KEY
            && text.stands_for(first, words)
        {
            lesson.payer = Some(first.client_id.clone());
        }
        // Of a text with a payer's own name there are as many as payers: only what it does not say itself is kept.
        let itself = super::processor::of(text.kind, &[]) == processor;
        if itself && payments.iter().any(|p| text.is_name_of(p, words)) {
            lesson.processor = None;
        }
        let amounts: Vec<i64> = payments.iter().map(|p| p.amount.cents()).collect();
        lesson.plans = plans(&amounts, fee.cents(), deposit.amount.cents());
        if lesson.payer.is_some() || !lesson.plans.is_empty() {
            lesson.sample = sample(&deposit.id);
        }
        let paid = amounts.iter().filter(|cents| **cents > 0);
        lesson.prices = paid
            .take(MAX_PRICES)
            .map(|cents| place_of(*cents))
            .collect();
        match payments {
            [one] if fee == Money::ZERO => {
                let step = step(one.received_on, deposit.date);
                lesson.single = Some((text.kind.code().to_owned(), step));
            }
            _ => lesson.payout = days(deposit.date, payments),
        }
        lesson
    }

    /// A person refused to match this deposit with these payments.
    #[must_use]
    pub fn dismissed(deposit_id: &str, payment_ids: &[String]) -> Self {
        Self {
            refused: Some(refusal(deposit_id, payment_ids)),
            ..Self::default()
        }
    }

    fn of_text(text: &Text<'_>, processor: Processor) -> Self {
        let text = key_of(&text.normal);
        let usable = !text.is_empty() && text.len() <= MAX_KEY;
        Self {
            text: if usable { text } else { String::new() },
            processor: usable.then_some(processor),
            ..Self::default()
        }
    }
}

/// The telling words of clients' names, by the name: a history holds the same few names over and over.
type Words<'p> = BTreeMap<&'p str, Vec<String>>;

/// A deposit and its text, read once for however many payments it may name.
struct Text<'d> {
    deposit: &'d Deposit,
    normal: String,
    kind: Announces,
}

impl<'d> Text<'d> {
    fn of(deposit: &'d Deposit) -> Self {
        Self {
            deposit,
            normal: normalise(&deposit.description),
            kind: announces(&deposit.description),
        }
    }

    /// Whether it tells payers apart, and this one in other words than the books: only then is there an alias.
    fn stands_for<'p>(&self, payment: &'p Payment, words: &mut Words<'p>) -> bool {
        let tells = matches!(self.kind, Announces::FromPayer | Announces::Unknown);
        tells && !self.is_name_of(payment, words)
    }

    /// Whether it holds the payer's whole name.
    fn is_name_of<'p>(&self, payment: &'p Payment, words: &mut Words<'p>) -> bool {
        let name = payment.client_name.as_deref().unwrap_or_default();
        let name = words.entry(name).or_insert_with(|| name_words(name));
        name_fit(&self.normal, name) == NameFit::Full
    }
}

/// By chance, but the same for the same deposit: 1 for one in eight, 2 for one in 64.
fn sample(deposit_id: &str) -> u8 {
    match number_of(code_of(&[deposit_id])).trailing_zeros() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}

/// The code under which a refused pair is kept.
pub fn refusal(deposit_id: &str, payment_ids: &[String]) -> u64 {
    let mut parts: Vec<&str> = payment_ids.iter().map(String::as_str).collect();
    parts.sort_unstable();
    parts.insert(0, deposit_id);
    code_of(&parts)
}

/// The days of a payout whose payments share a pool; none for slips and for runs that no cut-off explains.
fn days(bank: Date, payments: &[&Payment]) -> Option<PayoutSeen> {
    let taken = payments.iter().filter(|p| p.amount.cents() > 0);
    let taken: Vec<&Payment> = taken.copied().collect();
    let holds =
        |pool: &super::ledger::Pool| !pool.slip && taken.iter().all(|p| pool.holds(p.method));
    let pool = POOLS.iter().find(|p| holds(p))?;
    let last = taken.iter().map(|p| p.received_on).max()?;
    // Many payments are of one day.
    let mut by_day = BTreeMap::new();
    let mut lag_of = |day: Date| {
        let lag = || business_days_between(day, bank, 16);
        *by_day.entry(day).or_insert_with(lag)
    };
    let lags: Vec<u8> = taken.iter().map(|p| lag_of(p.received_on)).collect();
    let lag = lag_of(last);
    let count = |wanted: u8| {
        let n = lags.iter().filter(|lag| **lag == wanted).count();
        u16::try_from(n).unwrap_or(u16::MAX)
    };
    let (whole, rolled) = (count(lag), count(lag.saturating_add(1)));
    let daily = usize::from(whole) + usize::from(rolled) == taken.len();
    Some(PayoutSeen {
        pool: pool.name(),
        lag,
        whole: if daily { whole } else { 0 },
        rolled: if daily { rolled } else { 0 },
    })
}

/// The plans under which a match ties out. Of many the published ones; a plan needs three payments, or to be published.
fn plans(amounts: &[i64], fee: i64, net: i64) -> Vec<FeePlan> {
    let small = amounts
        .iter()
        .chain([&fee, &net])
        .all(|a| (-MAX_CENTS..=MAX_CENTS).contains(a));
    // A history may name one payment any number of times.
    let sum = |all: &mut dyn Iterator<Item = i64>| all.fold(0, i64::saturating_add);
    let gross = sum(&mut amounts.iter().copied());
    if !small || fee <= 0 || net <= 0 || gross != net.saturating_add(fee) {
        return Vec::new();
    }
    let mut found = BTreeSet::new();
    if amounts.iter().all(|a| *a > 0) {
        fits(amounts, fee, &mut found);
    }
    let ties = |p: &&FeePlan| p.paid_out(sum(&mut amounts.iter().map(|a| a - p.fee(*a)))) == net;
    let published: Vec<FeePlan> = KNOWN.iter().filter(ties).copied().collect();
    found.extend(&published);
    if found.is_empty() && amounts.len() >= 3 && gross >= LEAST_SHARED {
        fits_withheld(amounts, net, &KNOWN, &mut found);
        found.retain(|p| p.withheld_bp.is_multiple_of(SHARE_STEP));
        let few = found.len() <= MAX_PLANS;
        return found.into_iter().filter(|_| few).collect();
    }
    let found: Vec<FeePlan> = if found.len() > MAX_PLANS || amounts.len() < 3 {
        published
    } else {
        found.into_iter().collect()
    };
    if found.len() > MAX_PLANS {
        Vec::new()
    } else {
        found
    }
}

/// The stored priors and what the book's own history adds.
pub fn priors(book: &Book) -> Priors {
    let mut priors = book.priors.clone();
    if book.history.is_empty() {
        return priors;
    }
    // Sorted, and of several with one id the last: with many years of rows in a list a tree is twice as slow.
    let mut payments: Vec<&Payment> = book.payments.iter().rev().collect();
    payments.sort_by(|a, b| a.id.cmp(&b.id));
    payments.dedup_by(|later, kept| later.id == kept.id);
    let mut words = Words::new();
    let lessons = book.history.iter();
    let lessons: Vec<Lesson> = lessons
        .map(|h| of_history(h, &payments, &mut words))
        .collect();
    // Which plans the matches follow shows only in all of them.
    let votes: Vec<BTreeSet<FeePlan>> = lessons
        .iter()
        .map(|lesson| lesson.plans.iter().copied().collect())
        .collect();
    let mut followed = priors.followed();
    followed.extend(most_common(&votes, MAX_MIXED).into_iter().map(|(p, _)| p));
    for (h, lesson) in book.history.iter().zip(lessons) {
        priors.learn(&lesson.besides(&h.deposit, &paid(h, &payments), &followed));
    }
    priors
}

/// What an earlier match teaches, as far as its payments are still known.
fn of_history<'p>(h: &Confirmed, payments: &[&'p Payment], words: &mut Words<'p>) -> Lesson {
    let known = paid(h, payments);
    let methods: Vec<_> = known.iter().map(|p| p.method).collect();
    let text = Text::of(&h.deposit);
    let processor = super::processor::of(text.kind, &methods);
    if !known.is_empty() {
        return Lesson::of_read(&text, &known, h.fee, processor, words);
    }
    Lesson {
        plans: likely_plan(h).into_iter().collect(),
        ..Lesson::of_text(&text, processor)
    }
}

/// The payments of an earlier match; none where one of them is not known any more.
fn paid<'p>(h: &Confirmed, payments: &[&'p Payment]) -> Vec<&'p Payment> {
    let known = |id: &String| {
        let at = payments.binary_search_by(|p| p.id.cmp(id)).ok()?;
        Some(payments[at])
    };
    let known: Option<Vec<&Payment>> = h.payment_ids.iter().map(known).collect();
    known.unwrap_or_default()
}

/// Where only the total is known: the published plan that its fee is nearest to, if it is the only one.
fn likely_plan(h: &Confirmed) -> Option<FeePlan> {
    let fee = h.fee.cents();
    let gross = h.deposit.amount.cents().checked_add(fee)?;
    let count = i64::try_from(h.payment_ids.len()).ok()?;
    if fee <= 0 || gross <= 0 || gross > MAX_CENTS {
        return None;
    }
    let follows = |plan: &&FeePlan| {
        let total = plan.fee(gross) + (count - 1) * i64::from(plan.fixed);
        plan.cap == 0 && (total - fee).abs() <= count / 2 + 1
    };
    let mut fitting = KNOWN.iter().filter(follows);
    let first = fitting.next().copied();
    if fitting.next().is_none() {
        first
    } else {
        None
    }
}
