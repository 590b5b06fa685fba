//! Why a candidate is believed, as data; and the one place that says it in words.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::fees::FeePlan;
use crate::money::Money;

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
        /// Business days from the last day to the bank.
        business_days: u8,
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
    /// The payer's name, or a reference of theirs, stands in the bank's text.
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

impl Reason {
    /// In words a dispatcher understands.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::RailLists { payout_id } => {
                format!("The processor lists exactly these payments in payout {payout_id}.")
            }
            Self::NetEquals {
                plan,
                payments,
                also_on: 0,
            } => format!("Exact to the cent after {plan} on {}.", counted(*payments)),
            Self::NetEquals {
                plan,
                payments,
                also_on,
            } => {
                let others = match also_on {
                    1 => "1 more deposit follows".into(),
                    _ => format!("{also_on} more deposits follow"),
                };
                format!(
                    "Exact to the cent after {plan} on {}; {others} the same fees.",
                    counted(*payments)
                )
            }
            Self::SumEquals { payments: 1 } => "The amount is the same to the cent.".into(),
            Self::SumEquals { payments } => {
                format!("{} add up to the deposit to the cent.", counted(*payments))
            }
            Self::AllOfDays {
                from,
                to,
                business_days,
            } => format!(
                "All payments {}, {}.",
                of_days(*from, *to),
                later(*business_days)
            ),
            Self::RolledOverCutOff { payments: 1 } => {
                "1 payment taken late in the day rides in the next payout.".into()
            }
            Self::RolledOverCutOff { payments } => {
                format!("{payments} payments taken late in the day ride in the next payout.")
            }
            Self::OneEdit {
                payment_id,
                left_out: true,
            } => format!("Payment {payment_id} of those days is not in it."),
            Self::OneEdit {
                payment_id,
                left_out: false,
            } => {
                format!("Payment {payment_id} is in it although its date or method says otherwise.")
            }
            Self::NameInDescriptor { name } => format!("The bank's text names {name}."),
            Self::KnownPayer { times: 1 } => {
                "The same text was confirmed for this client once before.".into()
            }
            Self::KnownPayer { times } => {
                format!("The same text was confirmed for this client {times} times before.")
            }
            Self::OtherNameInDescriptor { name } => {
                format!("Against it: the bank's text names {name}.")
            }
            Self::DaysApart { days: 0 } => "Received and banked on the same day.".into(),
            Self::DaysApart { days: 1 } => "In the bank the day after it was received.".into(),
            Self::DaysApart { days: -1 } => {
                "The bank shows it the day before the payment was entered.".into()
            }
            Self::DaysApart { days } if *days < 0 => format!(
                "The bank shows it {} days before the payment was entered.",
                -days
            ),
            Self::DaysApart { days } => format!("In the bank {days} days after it was received."),
            Self::OnlyFit { of } => format!("The only one of {of} that fits."),
            Self::Competing { ways } => format!("Against it: {ways} ways to explain this deposit."),
            Self::AlsoFitsOtherDeposit { deposit_id } => {
                format!("Against it: the same payments could be deposit {deposit_id}.")
            }
            Self::Unexplained { amount } if amount.cents() < 0 => {
                format!(
                    "What is missing: {} less than expected (a refund, a dispute or a withholding?).",
                    amount.abs().dollars()
                )
            }
            Self::Unexplained { amount } => {
                format!(
                    "What is missing: {} more than expected (a tip, or a payment nobody recorded?).",
                    amount.dollars()
                )
            }
            Self::NotRevenueText => {
                "Against it: the bank's text is that of a loan, a transfer, a refund or the like."
                    .into()
            }
            Self::PartOfPayment {
                payment_id,
                part,
                of,
                rest_in,
            } => format!(
                "{} of payment {payment_id} of {}; deposit {rest_in} is the rest.",
                part.dollars(),
                of.dollars()
            ),
            Self::SinceLastSlip { from, to } => {
                format!(
                    "The checks received {}, since the last slip.",
                    on_days(*from, *to)
                )
            }
            Self::HeldBack { waiting, added: 0 } => {
                format!(
                    "{} of those days would wait for the next slip.",
                    counted(*waiting)
                )
            }
            Self::HeldBack { waiting: 0, added } => {
                format!(
                    "{} would be notes, or checks held back before.",
                    counted(*added)
                )
            }
            Self::HeldBack { waiting, added } => format!(
                "{} of those days would wait for the next slip, {} would be notes, or checks held back before.",
                counted(*waiting),
                counted(*added)
            ),
            Self::SameClient { name, payments } => {
                format!("{} of one client: {name}.", counted(*payments))
            }
            Self::SameText { deposits: 1 } => {
                "Another deposit with the same text is this client's.".into()
            }
            Self::SameText { deposits } => {
                format!("{deposits} more deposits with the same text are this client's.")
            }
            Self::PartOfNameInDescriptor { name } => {
                format!("The bank's text holds a part of the name {name}.")
            }
            Self::RunnerUp {
                instead,
                of,
                percent,
            } => runner_up(instead, of, *percent),
            Self::NotSearchedToTheEnd { limit } => {
                format!("Not searched to the end: more than {limit} possibilities.")
            }
            Self::PartOfDays { from, to, left } => {
                let are = if *left == 1 { "is" } else { "are" };
                format!(
                    "A part of the payments {}; {left} of them {are} not in it.",
                    of_days(*from, *to)
                )
            }
            Self::MissingRefund { payment_id } => {
                format!("Exact if money was given back on payment {payment_id}.")
            }
            Self::MissingDispute { payment_id, charge } => format!(
                "Exact if payment {payment_id} was disputed, with {} charged for it.",
                charge.dollars()
            ),
            Self::MissingPayment { amount } => format!(
                "Exact with a payment of {} that nobody recorded.",
                amount.dollars()
            ),
            Self::MissingCorrection {
                payment_id,
                should_be,
            } => format!(
                "Exact if payment {payment_id} was {}, not as written down.",
                should_be.dollars()
            ),
            Self::MissingTip { amount } => {
                format!("Exact with a tip of {}.", amount.dollars())
            }
        }
    }
}

/// The most payments that a sentence names.
const MAX_NAMED: usize = 3;

fn named(ids: &[String]) -> String {
    let shown = ids
        .iter()
        .take(MAX_NAMED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    match ids.len().saturating_sub(MAX_NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn runner_up(instead: &[String], of: &[String], percent: u8) -> String {
    let what = match (instead.is_empty(), of.is_empty()) {
        (false, false) => format!("{} instead of {}", named(instead), named(of)),
        (false, true) => format!("{} as well", named(instead)),
        (true, false) => format!("without {}", named(of)),
        (true, true) => "the same payments in another way".into(),
    };
    format!("Against it: the next best explanation ({percent} %) is {what}.")
}

fn of_days(from: Date, to: Date) -> String {
    if from == to {
        format!("of {from}")
    } else {
        format!("from {from} to {to}")
    }
}

fn on_days(from: Date, to: Date) -> String {
    if from == to {
        format!("on {from}")
    } else {
        format!("from {from} to {to}")
    }
}

fn later(business_days: u8) -> String {
    match business_days {
        0 => "in the bank on the same business day".into(),
        1 => "in the bank 1 business day later".into(),
        n => format!("in the bank {n} business days later"),
    }
}

fn counted(payments: usize) -> String {
    if payments == 1 {
        "1 payment".into()
    } else {
        format!("{payments} payments")
    }
}

#[cfg(test)]
#[path = "reason_tests.rs"]
mod tests;
