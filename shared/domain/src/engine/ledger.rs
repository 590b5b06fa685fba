//! The book in canonical order, read once: so that neither the order of the input nor the length of the past matters.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::certain::Certain;
use super::model::{Book, Deposit, Method, Payment};
use super::payers::{Payers, Told};
use super::prices::Prices;
use super::priors::Read;
use super::processor::taught;
use super::sketch::code_of;
use crate::calendar::{days_between, plus_days};
use crate::descriptor::{
    Announces, Own, announces, is_between_own, is_of_checks, key, name_words, normalise,
};

/// Amounts beyond this (10^12 units) are left alone: sums of them could wrap.
const MAX_CENTS: i64 = 100_000_000_000_000;

/// A deposit, read.
pub struct Dep<'a> {
    /// As given.
    pub source: &'a Deposit,
    /// Its amount, more than zero for whatever can be matched.
    pub cents: i64,
    /// What its text announces.
    pub announces: Announces,
    /// Its text, normalised.
    pub text: String,
    /// Whether the text speaks of checks or of a photograph: notes are neither.
    pub no_notes: bool,
    /// A code of what its text has in common with others of the same payer.
    pub key: u64,
}

/// A payment, read.
pub struct Pay<'a> {
    /// As given.
    pub source: &'a Payment,
    /// Its amount.
    pub cents: i64,
    /// The day it was received.
    pub date: Date,
    /// The same as a number, see [`day_number`].
    pub day: i32,
    /// Which of [`POOLS`] hold it, as bits.
    pub pools: u16,
    /// The payer's telling words.
    pub name: Vec<String>,
}

impl Pay<'_> {
    /// Whether nobody wrote down how it was paid.
    pub const fn is_untold(&self) -> bool {
        matches!(self.source.method, None | Some(Other))
    }
}

/// Which payments can share a payout or a slip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pool {
    methods: &'static [Option<Method>],
    /// Paper: days are counted on the calendar and nothing is kept.
    pub slip: bool,
}

impl Pool {
    /// Whether a payment of this method belongs to it.
    pub fn holds(&self, method: Option<Method>) -> bool {
        self.methods.contains(&method)
    }

    /// Its methods; none is one that nobody wrote down.
    pub const fn methods(&self) -> &'static [Option<Method>] {
        self.methods
    }

    /// Bank debits and nothing else.
    pub fn is_ach(&self) -> bool {
        self.methods == [Some(Ach)]
    }

    /// Its name in stored priors: its methods.
    pub fn name(&self) -> String {
        let names = self
            .methods
            .iter()
            .map(|m| m.map_or("untold", Method::code));
        names.collect::<Vec<_>>().join("+")
    }
}

use Method::{Ach, Card, Cash, Check, JobberPayments, Other};

/// Every pool that is tried.
pub const POOLS: [Pool; 9] = [
    Pool {
        methods: &[Some(JobberPayments)],
        slip: false,
    },
    Pool {
        methods: &[Some(Card)],
        slip: false,
    },
    Pool {
        methods: &[Some(Ach)],
        slip: false,
    },
    Pool {
        methods: &[Some(JobberPayments), Some(Card)],
        slip: false,
    },
    Pool {
        methods: &[Some(JobberPayments), Some(Card), Some(Ach), None],
        slip: false,
    },
    Pool {
        methods: &[None, Some(Other)],
        slip: false,
    },
    Pool {
        methods: &[Some(Check)],
        slip: true,
    },
    Pool {
        methods: &[Some(Check), Some(Cash)],
        slip: true,
    },
    Pool {
        methods: &[Some(Check), Some(Other), None],
        slip: true,
    },
];

/// The book, read.
pub struct Ledger<'a> {
    /// By date, then id.
    pub deposits: Vec<Dep<'a>>,
    /// By date, then id.
    pub payments: Vec<Pay<'a>>,
    /// Payments of each of [`POOLS`], by date; refunds apart.
    pub pools: Vec<Vec<u32>>,
    /// Payments of less than nothing, by date.
    pub refunds: Vec<u32>,
    /// The same of each of [`POOLS`].
    pub pool_refunds: Vec<Vec<u32>>,
    /// Deposits that can be matched, by day.
    pub by_day: BTreeMap<Date, Vec<usize>>,
    /// The same by amount, in cents.
    pub day_by_cents: BTreeMap<Date, Vec<(i64, usize)>>,
    /// Payments of one amount, by date.
    pub by_amount: BTreeMap<i64, Vec<u32>>,
    /// Payment by id.
    pub by_id: BTreeMap<&'a str, u32>,
    /// What accepted matches taught about texts.
    pub learned: Read,
    /// Whom texts can tell of.
    pub payers: Payers,
    /// By deposit: whom its text tells of. Reading texts is dear and would else be done for each search.
    pub told: Vec<Told>,
    /// What amounts are usual.
    pub prices: Prices,
    /// Several payments of one client on one day, by date.
    pub bundles: Vec<Vec<u32>>,
}

impl<'a> Ledger<'a> {
    /// Reads a book that holds nothing decided (see `seasons::undecided`). Of several entries with one id the earliest
    /// counts.
    pub fn read(book: &'a Book) -> Self {
        let mut payments: Vec<Pay<'a>> = book
            .payments
            .iter()
            .filter(|p| usable(p))
            .map(read_payment)
            .collect();
        payments.sort_by(|a, b| {
            (a.date, &a.source.id, a.cents, &a.source.client_id).cmp(&(
                b.date,
                &b.source.id,
                b.cents,
                &b.source.client_id,
            ))
        });
        let mut seen = BTreeSet::new();
        payments.retain(|p| seen.insert(p.source.id.as_str()));
        let mut deposits: Vec<Dep<'a>> = book.deposits.iter().map(read_deposit).collect();
        deposits.sort_by(|a, b| {
            (a.source.date, &a.source.id, a.cents, &a.source.description).cmp(&(
                b.source.date,
                &b.source.id,
                b.cents,
                &b.source.description,
            ))
        });
        let mut seen = BTreeSet::new();
        deposits.retain(|d| seen.insert(d.source.id.as_str()));

        name_the_nameless(&mut payments);
        let payers = Payers::read(&payments, &deposits);
        let own = Own::read(deposits.iter().map(|d| d.source.description.as_str()));
        let told: Vec<Told> = deposits
            .iter()
            .map(|dep| {
                let text = own.left_out_of(&dep.source.description, &dep.text);
                payers.told(&payments, &text)
            })
            .collect();
        let learned = book.priors.read();
        for (dep, told) in deposits.iter_mut().zip(&told) {
            let by_text = announces_besides(dep, &payers, told);
            dep.announces = taught(by_text, &learned.processors(&dep.source.description));
        }
        let mut pools = vec![Vec::new(); POOLS.len()];
        let mut by_amount: BTreeMap<i64, Vec<u32>> = BTreeMap::new();
        let mut by_id = BTreeMap::new();
        let mut refunds = Vec::new();
        let mut pool_refunds = vec![Vec::new(); POOLS.len()];
        for (i, p) in (0_u32..).zip(&payments) {
            by_amount.entry(p.cents).or_default().push(i);
            by_id.insert(p.source.id.as_str(), i);
            let into = if p.cents < 0 {
                refunds.push(i);
                &mut pool_refunds
            } else {
                &mut pools
            };
            for (pool, members) in POOLS.iter().zip(into) {
                if pool.methods.contains(&p.source.method) {
                    members.push(i);
                }
            }
        }
        let prices = Prices::read(&by_amount, book.priors.prices());
        let mut by_day: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
        for (d, dep) in deposits.iter().enumerate().filter(|(_, d)| d.cents > 0) {
            by_day.entry(dep.source.date).or_default().push(d);
        }
        let by_cents = |list: &Vec<usize>| {
            let mut sorted: Vec<(i64, usize)> =
                list.iter().map(|d| (deposits[*d].cents, *d)).collect();
            sorted.sort_unstable();
            sorted
        };
        let day_by_cents = by_day
            .iter()
            .map(|(day, list)| (*day, by_cents(list)))
            .collect();
        Self {
            day_by_cents,
            deposits,
            pools,
            refunds,
            pool_refunds,
            by_day,
            by_amount,
            by_id,
            learned,
            bundles: bundles(&payments, &payers),
            payments,
            payers,
            told,
            prices,
        }
    }

    /// Takes payments out of the pools that surely do not hold them. Returns whether any did.
    pub fn leave_out(&mut self, certain: &Certain) -> bool {
        let mut any = false;
        for (pool, Pool { slip, .. }) in self.pools.iter_mut().zip(POOLS) {
            let before = pool.len();
            let stays =
                |i: &u32| !certain.elsewhere.contains(i) && (slip || !certain.on_slips.contains(i));
            pool.retain(stays);
            any |= pool.len() < before;
        }
        any
    }

    /// Whether some deposit may be several checks.
    pub fn has_slips(&self) -> bool {
        let of = |d: &Dep<'_>| d.announces == Announces::Slip;
        self.deposits.iter().any(of)
    }

    /// The payment.
    pub fn pay(&self, index: u32) -> &Pay<'a> {
        &self.payments[index as usize]
    }

    /// The members of a list sorted by date that lie between two days, both included.
    pub fn between<'l>(&self, sorted: &'l [u32], from: Date, to: Date) -> &'l [u32] {
        let start = sorted.partition_point(|i| self.pay(*i).date < from);
        let end = sorted.partition_point(|i| self.pay(*i).date <= to);
        &sorted[start..end.max(start)]
    }

    /// Payments around a day, of every kind, as a range of indexes.
    pub fn around(&self, day: Date, before: i32, after: i32) -> std::ops::Range<u32> {
        let (from, to) = (plus_days(day, -before), plus_days(day, after));
        let start = self.payments.partition_point(|p| p.date < from);
        let end = self.payments.partition_point(|p| p.date <= to);
        u32::try_from(start).unwrap_or(u32::MAX)..u32::try_from(end).unwrap_or(u32::MAX)
    }

    /// How many other payments have an amount.
    pub fn same(&self, cents: i64) -> usize {
        self.by_amount
            .get(&cents)
            .map_or(0, Vec::len)
            .saturating_sub(1)
    }
}

/// Counts are small enough for a float to hold exactly.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
pub const fn float(count: usize) -> f64 {
    count as f64
}

/// A payment without a name has that of the client's other payments.
fn name_the_nameless(payments: &mut [Pay<'_>]) {
    let mut names: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for p in payments
        .iter()
        .filter(|p| !p.name.is_empty() && !p.source.client_id.is_empty())
    {
        names.insert(&p.source.client_id, p.name.clone());
    }
    for p in payments.iter_mut().filter(|p| p.name.is_empty()) {
        if let Some(name) = names.get(p.source.client_id.as_str()) {
            p.name.clone_from(name);
        }
    }
}

/// The most payments of one client on one day that may be a bundle.
const MAX_BUNDLE: usize = 6;

fn bundles(payments: &[Pay<'_>], payers: &Payers) -> Vec<Vec<u32>> {
    let date = |i: &u32| payments[*i as usize].date;
    let mut found: Vec<Vec<u32>> = (0..payers.count())
        .filter_map(|c| u32::try_from(c).ok())
        .flat_map(|client| payers.payments(client).chunk_by(|a, b| date(a) == date(b)))
        .filter(|of_day| (2..=MAX_BUNDLE).contains(&of_day.len()))
        .map(<[u32]>::to_vec)
        .collect();
    found.sort_unstable();
    found
}

/// What a text announces when the words of a client named in it are left out: Grant Plumbing is no grant.
fn announces_besides(dep: &Dep<'_>, payers: &Payers, told: &Told) -> Announces {
    if !dep.announces.is_off() {
        return dep.announces;
    }
    let named: BTreeSet<&str> = told
        .named()
        .flat_map(|c| payers.name(c).iter().map(String::as_str))
        .collect();
    let rest: Vec<&str> = dep.text.split(' ').filter(|w| !named.contains(w)).collect();
    if named.is_empty() {
        return dep.announces;
    }
    match announces(&rest.join(" ")) {
        // A transfer from a client is no transfer between own accounts.
        Announces::OwnTransfer if !is_between_own(&rest) => Announces::FromPayer,
        other => other,
    }
}

fn usable(p: &Payment) -> bool {
    let cents = p.amount.cents();
    cents != 0 && (-MAX_CENTS..=MAX_CENTS).contains(&cents)
}

/// Days since a fixed one: two of them are compared far more often than a calendar should be asked.
pub fn day_number(day: Date) -> i32 {
    days_between(Date::ZERO, day)
}

fn pools_of(method: Option<Method>) -> u16 {
    let holding = POOLS
        .iter()
        .enumerate()
        .filter(|(_, pool)| pool.holds(method));
    holding.fold(0, |bits, (at, _)| bits | 1 << at)
}

fn read_payment(p: &Payment) -> Pay<'_> {
    Pay {
        source: p,
        cents: p.amount.cents(),
        date: p.received_on,
        day: day_number(p.received_on),
        pools: pools_of(p.method),
        name: name_words(p.client_name.as_deref().unwrap_or_default()),
    }
}

fn read_deposit(d: &Deposit) -> Dep<'_> {
    let cents = if (1..=MAX_CENTS).contains(&d.amount.cents()) {
        d.amount.cents()
    } else {
        0
    };
    let text = normalise(&d.description);
    Dep {
        source: d,
        cents,
        announces: announces(&d.description),
        no_notes: is_of_checks(&text),
        text,
        key: code_of(&[&key(&d.description)]),
    }
}
