//! Why a candidate is believed, and what speaks against it, as data. `sentence` says it in words.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::fees::FeePlan;
use super::model::Method;
use crate::money::Money;

/// The most payments of one list that a sentence names.
pub(super) const MAX_NAMED: usize = 3;

/// Whether a reason is one to believe a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// It speaks for the candidate.
    For,
    /// It speaks against it, or says what is missing.
    Against,
}

/// One piece of evidence, for or against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// The rail itself lists these payments in this payout.
    RailLists {
        /// The rail's payout.
        payout_id: String,
    },
    /// The net is exact under a fee plan.
    NetEquals {
        /// The plan.
        plan: FeePlan,
        /// On how many payments.
        payments: usize,
        /// How many other deposits of this company tie out under the same plan.
        also_on: usize,
    },
    /// The amounts add up to the cent with nothing kept.
    SumEquals {
        /// Of how many payments.
        payments: usize,
    },
    /// All payments of one kind in a run of days.
    AllOfDays {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
        /// Business days from the last day to the bank; calendar days for checks, which people carry there.
        business_days: u8,
        /// Methods of the payments meant; null is one that nobody wrote down. Every method if empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        methods: Vec<Option<Method>>,
    },
    /// Bank debits of earlier days that ride in a payout of cards.
    WithDebits {
        /// What was kept of each.
        plan: FeePlan,
        /// How many.
        payments: usize,
        /// Business days from the last of their days to the bank.
        business_days: u8,
    },
    /// Some payments of the payout cost another rate: cards typed in, from abroad or of another network.
    OtherRate {
        /// What was kept of each of them.
        plan: FeePlan,
        /// How many.
        payments: usize,
        /// In how many other payouts of this company some do.
        also_in: usize,
    },
    /// Payments of the edges of the window that ride in another payout.
    RolledOverCutOff {
        /// How many.
        payments: usize,
    },
    /// All but one, or one more, of the run of days.
    OneEdit {
        /// The payment left out or added.
        payment_id: String,
        /// Left out rather than added.
        left_out: bool,
    },
    /// The number of an invoice, a job or a client stands in the bank's text.
    ReferenceInDescriptor {
        /// As the books spell it.
        reference: String,
    },
    /// The payer's name stands in the bank's text.
    NameInDescriptor {
        /// As the books spell it.
        name: String,
    },
    /// The bank's text was confirmed for this client before.
    KnownPayer {
        /// How often.
        times: u32,
    },
    /// Another client's name stands in the bank's text.
    OtherNameInDescriptor {
        /// As the books spell it.
        name: String,
    },
    /// Days from the payment to the bank; negative when the bank came first.
    DaysApart {
        /// How many.
        days: i32,
    },
    /// The only payment or set that fits.
    OnlyFit {
        /// Of how many looked at.
        of: u64,
    },
    /// More than one way to explain the deposit.
    Competing {
        /// How many ways, this one included.
        ways: usize,
    },
    /// Another deposit could be made of the same payments.
    AlsoFitsOtherDeposit {
        /// That deposit.
        deposit_id: String,
    },
    /// The days fit but the amount does not tie out under the usual plan.
    Unexplained {
        /// Deposit less what the plan expects: less than zero was withheld.
        #[serde(with = "crate::money::decimal")]
        amount: Money,
    },
    /// The bank's text is that of money that is not revenue.
    NotRevenueText,
    /// The deposit is a part of one payment.
    PartOfPayment {
        /// The payment.
        payment_id: String,
        /// What of it this deposit is.
        #[serde(with = "crate::money::decimal")]
        part: Money,
        /// The payment.
        #[serde(with = "crate::money::decimal")]
        of: Money,
        /// The deposit that is the rest.
        rest_in: String,
    },
    /// Checks since the last slip.
    SinceLastSlip {
        /// First day.
        from: Date,
        /// The day of the slip.
        to: Date,
    },
    /// Checks that are not on the slip of their days.
    HeldBack {
        /// Of these days, waiting for the next slip.
        waiting: usize,
        /// Notes, and checks of earlier days.
        added: usize,
    },
    /// All payments are of one client.
    SameClient {
        /// As the books spell it.
        name: String,
        /// How many.
        payments: usize,
    },
    /// Other deposits with the same text are this client's.
    SameText {
        /// How many.
        deposits: usize,
    },
    /// The text reads as if it held only a part of the payer's name.
    PartOfNameInDescriptor {
        /// As the books spell it.
        name: String,
    },
    /// The next best explanation.
    RunnerUp {
        /// Its payments that this one leaves out.
        instead: Vec<String>,
        /// Payments of this one that it leaves out.
        of: Vec<String>,
        /// Its probability, in percent.
        percent: u8,
    },
    /// The search was cut short.
    NotSearchedToTheEnd {
        /// The limit that was met.
        limit: usize,
    },
    /// A part of the payments of a run of days.
    PartOfDays {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
        /// How many of these days are not in it.
        left: usize,
        /// Methods of the payments meant; null is one that nobody wrote down. Every method if empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        methods: Vec<Option<Method>>,
    },
    /// It would tie out if this payment was refunded.
    MissingRefund {
        /// The payment.
        payment_id: String,
    },
    /// It would tie out if this payment was disputed.
    MissingDispute {
        /// The payment.
        payment_id: String,
        /// What the processor charges for it.
        #[serde(with = "crate::money::decimal")]
        charge: Money,
    },
    /// It would tie out with a payment that nobody recorded.
    MissingPayment {
        /// Its amount.
        #[serde(with = "crate::money::decimal")]
        amount: Money,
    },
    /// It would tie out if this payment's amount was written down wrong.
    MissingCorrection {
        /// The payment.
        payment_id: String,
        /// Its right amount.
        #[serde(with = "crate::money::decimal")]
        should_be: Money,
    },
    /// It would tie out with a tip.
    MissingTip {
        /// How much, before fees.
        #[serde(with = "crate::money::decimal")]
        amount: Money,
    },
}

/// Later than this, or before it was received, a payment is not usually in the bank, in days.
const USUAL_DAYS: i32 = 10;

impl Reason {
    /// Whether it speaks for the candidate or against it.
    #[must_use]
    pub const fn sign(&self) -> Sign {
        match self {
            Self::DaysApart { days } if *days < 0 || *days > USUAL_DAYS => Sign::Against,
            Self::RailLists { .. }
            | Self::NetEquals { .. }
            | Self::SumEquals { .. }
            | Self::AllOfDays { .. }
            | Self::WithDebits { .. }
            | Self::OtherRate { .. }
            | Self::ReferenceInDescriptor { .. }
            | Self::NameInDescriptor { .. }
            | Self::PartOfNameInDescriptor { .. }
            | Self::KnownPayer { .. }
            | Self::DaysApart { .. }
            | Self::OnlyFit { .. }
            | Self::PartOfPayment { .. }
            | Self::SinceLastSlip { .. }
            | Self::SameClient { .. }
            | Self::SameText { .. } => Sign::For,
            Self::RolledOverCutOff { .. }
            | Self::OneEdit { .. }
            | Self::OtherNameInDescriptor { .. }
            | Self::Competing { .. }
            | Self::AlsoFitsOtherDeposit { .. }
            | Self::Unexplained { .. }
            | Self::NotRevenueText
            | Self::HeldBack { .. }
            | Self::RunnerUp { .. }
            | Self::NotSearchedToTheEnd { .. }
            | Self::PartOfDays { .. }
            | Self::MissingRefund { .. }
            | Self::MissingDispute { .. }
            | Self::MissingPayment { .. }
            | Self::MissingCorrection { .. }
            | Self::MissingTip { .. } => Sign::Against,
        }
    }

    /// The payments it speaks of by id.
    pub fn payments(&self) -> impl Iterator<Item = &str> {
        let (one, lists): (Option<&String>, [&[String]; 2]) = match self {
            Self::OneEdit { payment_id, .. }
            | Self::PartOfPayment { payment_id, .. }
            | Self::MissingRefund { payment_id }
            | Self::MissingDispute { payment_id, .. }
            | Self::MissingCorrection { payment_id, .. } => (Some(payment_id), [&[], &[]]),
            Self::RunnerUp { instead, of, .. } => (None, [instead, of]),
            _ => (None, [&[], &[]]),
        };
        let named = lists.into_iter().flat_map(|ids| ids.iter().take(MAX_NAMED));
        one.into_iter().chain(named).map(String::as_str)
    }

    /// The deposit it speaks of by id, besides the one that it is a reason for.
    #[must_use]
    pub fn deposit(&self) -> Option<&str> {
        match self {
            Self::AlsoFitsOtherDeposit { deposit_id } => Some(deposit_id),
            Self::PartOfPayment { rest_in, .. } => Some(rest_in),
            _ => None,
        }
    }
}

#[cfg(test)]
#[path = "reason_tests.rs"]
mod tests;
