//! The posting pack: what a bookkeeper posts from, as CSV. Pure functions from facts to text.
//!
//! RFC 4180, UTF-8, a header row, CRLF. Amounts are decimal text, exact to the cent, with a minus where
//! they are below zero. Text that a spreadsheet would run as a formula begins with an apostrophe.

mod audit;
mod cell;
mod deposits;
mod exceptions;
mod expenses;
mod journal;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::facts::{Account, BankTransaction, Match, Tag, TrayItem};
use crate::ids::{AccountId, BankTransactionId};

pub use audit::audit_list;
pub use deposits::deposits_matched;
pub use exceptions::exceptions_open;
pub use expenses::expenses_tagged;
pub use journal::{
    Entry, INCOME, JOB_COSTS, OFF_JOB_INCOME, PROCESSOR_FEES, journal, journal_summary,
};

/// The longest period one pack covers, in days: a leap year.
pub const MAX_DAYS: i32 = 366;

/// From the first day to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: Date,
    to: Date,
}

/// Days that are no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPeriod {
    /// The last day lies before the first.
    #[error("the period ends before it begins")]
    Backwards,
    /// More than [`MAX_DAYS`].
    #[error("the period is longer than {MAX_DAYS} days")]
    TooLong,
}

impl Period {
    /// From these days.
    ///
    /// # Errors
    /// [`BadPeriod`] when they are the wrong way round or too far apart.
    pub fn new(from: Date, to: Date) -> Result<Self, BadPeriod> {
        match crate::calendar::days_between(from, to) {
            ..0 => Err(BadPeriod::Backwards),
            MAX_DAYS.. => Err(BadPeriod::TooLong),
            _ => Ok(Self { from, to }),
        }
    }

    /// The first day.
    #[must_use]
    pub const fn from(self) -> Date {
        self.from
    }

    /// The last day.
    #[must_use]
    pub const fn to(self) -> Date {
        self.to
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// The facts a pack is made of. What lies outside the period is left out by the functions themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// The company's currency: what is in another is listed and never summed.
    pub currency: &'a str,
    /// Its accounts.
    pub accounts: &'a [Account],
    /// Bank transactions: at least those of the period.
    pub transactions: &'a [BankTransaction],
    /// Matches.
    pub matches: &'a [Match],
    /// Tagged expenses.
    pub tags: &'a [Tag],
    /// The tray.
    pub tray: &'a [TrayItem],
}

/// The books as a pack looks things up in them.
struct Lookup<'a> {
    accounts: BTreeMap<&'a AccountId, &'a Account>,
    transactions: BTreeMap<&'a BankTransactionId, &'a BankTransaction>,
}

impl<'a> Lookup<'a> {
    fn new(facts: &Facts<'a>) -> Self {
        Self {
            accounts: facts.accounts.iter().map(|a| (&a.id, a)).collect(),
            transactions: facts.transactions.iter().map(|t| (&t.line.id, t)).collect(),
        }
    }

    fn transaction(&self, id: &BankTransactionId) -> Option<&'a BankTransaction> {
        self.transactions.get(id).copied()
    }

    /// As a bookkeeper knows it: `Business Checking (4821)`.
    fn account(&self, id: Option<&AccountId>) -> String {
        let Some(account) = id.and_then(|id| self.accounts.get(id)) else {
            return "Bank account not connected any more".to_owned();
        };
        match &account.mask {
            Some(mask) => format!("{} ({mask})", account.name),
            None => account.name.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
