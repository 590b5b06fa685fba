//! Payments that are in a payout against what is written, or missing from it: what kinds of that there are, and how
//! often each happens in this book.

use jiff::civil::Date;

use super::hypothesis::Window;
use super::ledger::{Ledger, POOLS, Pay, day_number};
use super::model::Method;
use crate::calendar::days_between;

/// One payment that is in a payout against what is written, or missing from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Index of the payment.
    pub payment: u32,
    /// Whether it is missing from the payout.
    pub out: bool,
    /// Why it is unusual.
    pub kind: Kind,
}

/// Why a payment is unusual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Of its days and methods, but not in it.
    Elsewhere,
    /// Of its days; how it was paid nobody wrote down.
    Untold,
    /// Of its days; written down as paid in another way.
    Mistaken,
    /// Dated a day off.
    DayOff,
    /// Entered days late or early.
    Late,
    /// A bank debit, which takes days longer, and yet rides with the cards.
    Debit,
    /// A refund of these weeks.
    Refund,
}

/// How many kinds there are.
pub const KINDS: usize = 7;

/// What is usual everywhere: so many of so many payments that could be.
const USUAL: [(f64, f64); KINDS] = [
    (0.8, 200.0),
    (3.5, 10.0),
    (0.8, 200.0),
    (0.2, 200.0),
    (0.12, 400.0),
    (0.2, 100.0),
    (1.0, 10.0),
];
/// Nothing is surer to be unusual than this.
const MOST: f64 = 0.8;
/// Payments so many days before the first day of a payout and after the last may be in it after all.
const BEFORE: i32 = 3;
const AFTER: i32 = 7;
/// Bank debits of so many days before the first.
const DEBITS: i32 = 8;

/// How probable it is that a payment that could be unusual is, by pool and kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates(Vec<[f64; KINDS]>);

impl Rates {
    /// Before the book was looked at.
    pub fn usual() -> Self {
        Self(vec![USUAL.map(|(some, all)| some / all); POOLS.len()])
    }

    /// Of one kind in a pool.
    pub fn of(&self, pool: usize, kind: Kind) -> f64 {
        self.0[pool][kind as usize]
    }

    /// How probable all changes of a window are.
    pub fn all(&self, w: &Window) -> f64 {
        let rates = w.changes.iter().map(|c| self.of(w.pool, c.kind));
        rates.product()
    }

    /// Whether something happens often that seemed to happen seldom.
    pub fn differ_from(&self, before: &Self) -> bool {
        let often = |(now, before): (&f64, &f64)| *now > 0.02 && *now > before * 3.0;
        let pools = self.0.iter().zip(&before.0);
        pools.flat_map(|(a, b)| a.iter().zip(b)).any(often)
    }
}

/// Counts what a book shows.
pub struct Count(Vec<[(f64, f64); KINDS]>);

impl Count {
    /// Nothing yet.
    pub fn none() -> Self {
        Self(vec![USUAL; POOLS.len()])
    }

    /// Adds a window, so probable.
    pub fn add(&mut self, ledger: &Ledger<'_>, w: &Window, p: f64) {
        let counts = &mut self.0[w.pool];
        for change in &w.changes {
            counts[change.kind as usize].0 += p;
        }
        for (_, kind) in kinds(ledger, w, around(ledger, w.from, w.to)) {
            counts[kind as usize].1 += p;
        }
    }

    /// What follows from it.
    pub fn rates(&self) -> Rates {
        let rate = |(some, all): (f64, f64)| (some / all.max(some)).min(MOST);
        Rates(self.0.iter().map(|counts| counts.map(rate)).collect())
    }
}

/// Payments of every kind that could be in a payout of some days.
pub fn around(ledger: &Ledger<'_>, from: Date, to: Date) -> std::ops::Range<u32> {
    ledger.around(from, BEFORE.max(DEBITS), days_between(from, to) + AFTER)
}

/// Why a payment would be unusual in a window, or missing from it where it is written to be in it; none where it could
/// not be in it.
pub fn kind(ledger: &Ledger<'_>, w: &Window, payment: u32) -> Option<Kind> {
    Days::of(w).kind(ledger.pay(payment))
}

/// The same of every payment of a range that could be in the window, refunds left out. It is asked for each run of days
/// under each plan, so what is the same for all payments is looked up once.
pub fn kinds<'l>(
    ledger: &'l Ledger<'_>,
    w: &Window,
    range: std::ops::Range<u32>,
) -> impl Iterator<Item = (u32, Kind)> + 'l {
    let days = Days::of(w);
    range.filter_map(move |payment| {
        let p = ledger.pay(payment);
        let kind = if p.cents > 0 { days.kind(p) } else { None };
        Some((payment, kind?))
    })
}

/// The days of a window, as numbers.
#[derive(Clone, Copy)]
struct Days {
    pool: usize,
    from: i32,
    to: i32,
}

impl Days {
    fn of(w: &Window) -> Self {
        Self {
            pool: w.pool,
            from: day_number(w.from),
            to: day_number(w.to),
        }
    }

    fn kind(self, p: &Pay<'_>) -> Option<Kind> {
        let holds = p.pools >> self.pool & 1 == 1;
        let untold = matches!(p.source.method, None | Some(Method::Other));
        let (early, late) = (self.from - p.day, p.day - self.to);
        if early <= 0 && late <= 0 {
            return Some(match (holds, untold) {
                (true, _) => Kind::Elsewhere,
                (_, true) => Kind::Untold,
                _ => Kind::Mistaken,
            });
        }
        let debit = p.source.method == Some(Method::Ach) && !holds && !POOLS[self.pool].slip;
        if debit && early > 0 && early <= DEBITS {
            return Some(Kind::Debit);
        }
        let (likely, close) = (holds || untold, early <= 1 && late <= 1);
        match (likely, close) {
            (true, true) => Some(Kind::DayOff),
            _ if early <= BEFORE && late <= AFTER => Some(Kind::Late),
            _ => None,
        }
    }
}
