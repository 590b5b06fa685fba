//! One way a deposit could have come about, and how probable that was before the amount was looked at.

use jiff::civil::Date;

use super::debits::Debits;
use super::fees::FeePlan;
use super::habits::{OneFor, Says};
use super::unusual::{Change, Kind};
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
        /// What `habits` weighs.
        one: OneFor,
    },
    /// Several payments of one client, one deposit.
    Together {
        /// Days from the last payment to the bank.
        days: i32,
        /// Whether the payer is named, or a reference of each.
        named: bool,
        /// Whether a word of the payer's name stands there.
        part: bool,
        /// Index of a payment whose payer the text names instead.
        other: Option<u32>,
        /// What `habits` weighs.
        one: OneFor,
    },
    /// Checks and notes since the last slip, but for a few.
    Slip {
        /// First day.
        from: Date,
        /// Checks of these days that wait for the next slip.
        held: usize,
        /// Notes, and checks of earlier days.
        added: usize,
    },
    /// A part of one payment; another deposit is the rest.
    Part {
        /// Index of the other deposit.
        other: usize,
        /// Days from payment to bank.
        days: i32,
        /// Whether both texts name the payer.
        name: NameFit,
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
        /// What would explain the difference.
        named: Option<Named>,
    },
}

/// One thing that would make a payout tie out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Named {
    /// Money given back on a payment, which nobody recorded.
    Refund {
        /// Index of the payment.
        payment: u32,
    },
    /// A payment taken back by its payer's bank, and the processor's charge for it.
    Dispute {
        /// Index of the payment.
        payment: u32,
        /// The charge, in cents.
        charge: i64,
    },
    /// A payment of this amount that nobody recorded, in cents.
    Unrecorded {
        /// Before fees.
        gross: i64,
    },
    /// A payment whose amount was written down wrong.
    Mistyped {
        /// Index of the payment.
        payment: u32,
        /// What it should be, in cents.
        should_be: i64,
    },
    /// More was paid than was asked for, in cents.
    Tip {
        /// Before fees, all together.
        gross: i64,
        /// On how many payments.
        times: u8,
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
    /// The schedules that would land these days on that day: bits of cells, see `schedule`.
    pub cells: u128,
    /// How many payments of its days are not in it, where only a part of them is.
    pub left: usize,
    /// How many payments were moved over the cut-off.
    pub rolled: usize,
    /// Payments that are in it against what is written, or missing from it.
    pub changes: Vec<Change>,
    /// Bank debits of earlier days that ride in it.
    pub debits: Option<Debits>,
    /// What was kept of some of them, where that was another rate, and of how many.
    pub second: Option<(FeePlan, usize)>,
    /// Its place in a chain of payouts, where there is one.
    pub ride: Option<Ride>,
}

/// What rolled into a payout from the day before and out of it into the next, in a chain of payouts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ride {
    /// Index of the chain.
    pub chain: usize,
    /// Index of the payout in its chain.
    pub node: usize,
    /// Which payments of the day before rolled in, as bits.
    pub ins: u64,
    /// Which payments of the last day rolled out, as bits.
    pub outs: u64,
    /// Whether the refunds of its days are in it.
    pub back: bool,
    /// How probable the edit is, 1 where there is none.
    pub likely: f64,
}

impl Window {
    /// How many payments are in it though they are dated otherwise.
    pub fn entered_late(&self) -> usize {
        let late = |c: &&Change| matches!(c.kind, Kind::DayOff | Kind::Late);
        self.changes.iter().filter(late).count()
    }
}

impl Hypothesis {
    /// Its place in a chain, where it has one.
    pub const fn ride(&self) -> Option<Ride> {
        match self.window() {
            Some(w) => w.ride,
            None => None,
        }
    }

    /// Whether it is an instant payout.
    pub const fn is_instant(&self) -> bool {
        match &self.why {
            Why::Window(w) => w.plan.instant_bp > 0,
            _ => false,
        }
    }

    /// Whether the rail lists it, or the bank's text tells whose it is.
    pub const fn is_told(&self) -> bool {
        match &self.why {
            Why::Listed { .. } => true,
            Why::Single { known, one, .. } => *known > 0 || matches!(one.says, Says::Named),
            Why::Together { named, .. } => *named,
            _ => false,
        }
    }

    /// Whether the payments as they are written down make the deposit, with no edit.
    pub const fn ties_out(&self) -> bool {
        match &self.why {
            Why::Window(w) => w.changes.is_empty() && w.debits.is_none() && w.second.is_none(),
            Why::Schedule { .. } => false,
            _ => true,
        }
    }

    /// The window, where there is one.
    pub const fn window(&self) -> Option<&Window> {
        match &self.why {
            Why::Window(w) | Why::Schedule { window: w, .. } => Some(w),
            _ => None,
        }
    }
}
