//! One way a deposit could have come about, and how probable that was before the amount was looked at.

use jiff::civil::Date;

use super::fees::FeePlan;
use super::habits::Says;
use crate::descriptor::NameFit;

/// A set of payments that explains a deposit to the cent (or, for [`Why::Schedule`], by its days alone).
#[derive(Debug, Clone, PartialEq)]
pub struct Hypothesis {
    /// Indexes of payments, sorted.
    pub set: Vec<u32>,
    /// What made it come up.
    pub why: Why,
    /// The part of its weight that no learning changes.
    pub base: f64,
    /// Its weight at last.
    pub weight: f64,
}

/// What made a hypothesis come up.
#[derive(Debug, Clone, PartialEq)]
pub enum Why {
    /// The rail says so.
    Listed {
        /// The rail's id.
        payout_id: String,
    },
    /// Payments of a run of days under one plan.
    Window(Window),
    /// One payment, one deposit.
    Single {
        /// Days from payment to bank.
        days: i32,
        /// Whether the payer is named.
        name: NameFit,
        /// Confirmed before, so often.
        known: u32,
        /// Index of a payment whose payer the text names instead.
        other: Option<u32>,
        /// The days as `habits` counts them.
        step: i16,
        /// What the text says about the payer.
        says: Says,
        /// How many clients it says that of.
        ways: usize,
    },
    /// Some of the payments nearby.
    Subset {
        /// How many were looked at.
        of: usize,
        /// Whether the search ended by itself.
        complete: bool,
    },
    /// The days are right, the amount is not.
    Schedule {
        /// Which days.
        window: Window,
        /// Deposit less expectation, in cents.
        unexplained: i64,
    },
}

/// A run of days.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Index of the pool.
    pub pool: usize,
    /// What was kept.
    pub plan: FeePlan,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Days from the last day to the bank: business days for payouts, calendar days for slips.
    pub lag: u8,
    /// What kind of run: see [`SPANS`].
    pub span: usize,
    /// How many payments were moved over the cut-off.
    pub rolled: usize,
    /// One payment left out (true) or added (false).
    pub edit: Option<(u32, bool)>,
}

/// Kinds of run: everything that lands on one day under one lag; shorter or odd runs; weeks.
pub const SPANS: usize = 3;
/// Lags that are told apart.
pub const LAGS: usize = 8;

impl Window {
    /// Its place among `SPANS × LAGS` cells.
    pub fn cell(&self) -> usize {
        self.span * LAGS + usize::from(self.lag).min(LAGS - 1)
    }
}

impl Hypothesis {
    /// The window, where there is one.
    pub const fn window(&self) -> Option<&Window> {
        match &self.why {
            Why::Window(w) | Why::Schedule { window: w, .. } => Some(w),
            _ => None,
        }
    }
}
