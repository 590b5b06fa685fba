//! What goes into the engine and what comes out.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::priors::Priors;
use super::reason::Reason;
use crate::money::Money;

/// Everything the engine may know of one company.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// Today, as the company's local day. Nothing later than this is searched for.
    pub as_of: Date,
    /// Money that arrived and that no person has decided about.
    pub deposits: Vec<Deposit>,
    /// Payments that no accepted match has used up.
    pub payments: Vec<Payment>,
    /// Earlier matches that a person confirmed.
    pub history: Vec<Confirmed>,
    /// Payouts as the rail itself lists them.
    pub payouts: Vec<RailPayout>,
    /// What was learned about this company.
    pub priors: Priors,
    /// What the company has set.
    pub settings: Settings,
}

/// Money in, as the bank shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposit {
    /// Unique within the book.
    pub id: String,
    /// The day it posted.
    pub date: Date,
    /// Net of whatever was kept on the way. Zero or less is never matched.
    pub amount: Money,
    /// The rawest text the bank gives.
    pub description: String,
    /// The bank account.
    pub account_id: String,
}

/// Money a client is said to have paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Unique within the book.
    pub id: String,
    /// The day it was received.
    pub received_on: Date,
    /// What no match has used yet. Less than zero is a refund.
    pub amount: Money,
    /// Who paid.
    pub client_id: String,
    /// Their name.
    pub client_name: Option<String>,
    /// What it paid for.
    pub invoice_id: Option<String>,
    /// The job.
    pub job_id: Option<String>,
    /// How it was paid, as far as anybody wrote it down.
    pub method: Option<Method>,
}

/// How a client paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Through Jobber Payments.
    JobberPayments,
    /// By card through another processor.
    Card,
    /// Bank to bank.
    Ach,
    /// A paper check.
    Check,
    /// Notes in the till.
    Cash,
    /// Anything else.
    Other,
}

impl Method {
    /// As the offline forms and stored priors write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::JobberPayments => "jobber_payments",
            Self::Card => "card",
            Self::Ach => "ach",
            Self::Check => "check",
            Self::Cash => "cash",
            Self::Other => "other",
        }
    }
}

/// A match that a person confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The deposit.
    pub deposit: Deposit,
    /// What it was made of. Payments that are still in the book teach the most.
    pub payment_ids: Vec<String>,
    /// What was kept on the way.
    pub fee: Money,
}

/// A payout as the rail lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RailPayout {
    /// Unique within the book.
    pub id: String,
    /// What the bank should show.
    pub net: Money,
    /// Before fees.
    pub gross: Money,
    /// What the processor kept.
    pub fee: Money,
    /// When the bank should show it.
    pub arrival: Date,
    /// What is inside.
    pub payment_ids: Vec<String>,
}

/// What a company has set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The least probability at which nobody is asked. Values below 0.99 are read as 0.99.
    pub auto_threshold: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            auto_threshold: 0.999,
        }
    }
}

/// What to do about a deposit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Match it: wrong less than once in a thousand.
    Auto,
    /// Ask a person.
    NeedsConfirm,
    /// Nothing a client paid for.
    OffPlatform,
}

/// How money reached the bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Processor {
    /// A Jobber Payments payout.
    JobberPay,
    /// A payout of Stripe's own.
    Stripe,
    /// Bank to bank from a client.
    Ach,
    /// One or more paper checks.
    Check,
    /// Notes.
    Cash,
    /// Between the company's or owner's own accounts.
    Transfer,
    /// Unknown.
    Other,
}

impl Processor {
    /// As stored priors write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::JobberPay => "JOBBER_PAY",
            Self::Stripe => "STRIPE",
            Self::Ach => "ACH",
            Self::Check => "CHECK",
            Self::Cash => "CASH",
            Self::Transfer => "TRANSFER",
            Self::Other => "OTHER",
        }
    }
}

/// What the engine says about one deposit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// The deposit.
    pub deposit_id: String,
    /// What to do.
    pub outcome: Outcome,
    /// How it probably reached the bank.
    pub processor: Processor,
    /// Ways to explain it, most probable first.
    pub candidates: Vec<Candidate>,
}

/// One way to explain a deposit: net = gross − fee = the deposit, to the cent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The payments, sorted.
    pub payment_ids: Vec<String>,
    /// Their sum.
    #[serde(with = "crate::money::decimal")]
    pub gross: Money,
    /// What was kept on the way.
    #[serde(with = "crate::money::decimal")]
    pub fee: Money,
    /// The deposit.
    #[serde(with = "crate::money::decimal")]
    pub net: Money,
    /// Probability that exactly this set is the truth, 0 to 1.
    pub confidence: f64,
    /// Why, and what speaks against it.
    pub reasons: Vec<Reason>,
}
