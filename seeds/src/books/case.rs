//! A book as the offline form of the product reads it, and the answers beside it. Types of our own: the product's stay
//! unknown here, so that nothing can leak from one side to the other.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// One book, in the shape of `CASE.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Case {
    /// The day the book was closed.
    pub as_of: Date,
    /// Money that reached the bank, by date, then id.
    pub deposits: Vec<Deposit>,
    /// Money that somebody wrote down, by date, then id.
    pub payments: Vec<Payment>,
    /// What was decided earlier. Its payments still stand in `payments`, its deposits not in `deposits`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Confirmed>,
}

/// A line of the bank's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Deposit {
    /// Unique; says nothing about the order.
    pub id: String,
    /// The day it posted.
    pub date: Date,
    /// In cents; written as a decimal.
    #[serde(rename = "amount", serialize_with = "decimal")]
    pub cents: i64,
    /// The bank's own words.
    pub description: String,
    /// The account it is on.
    pub account_id: String,
}

/// A payment as the books have it, right or wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Payment {
    /// Unique; says nothing about the order.
    pub id: String,
    /// The day the books say.
    pub received_on: Date,
    /// What the books say, in cents; written as a decimal. Less than zero is a refund.
    #[serde(rename = "amount", serialize_with = "decimal")]
    pub cents: i64,
    /// Who paid.
    pub client_id: String,
    /// Their name, if the books have it.
    pub client_name: Option<String>,
    /// What it paid for.
    pub invoice_id: Option<String>,
    /// The method the books say, in the product's words.
    pub method: Option<&'static str>,
}

/// A decision of the past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Confirmed {
    /// The deposit.
    pub deposit: Deposit,
    /// What it was made of, sorted.
    pub payment_ids: Vec<String>,
    /// What was kept on the way, in cents; written as a decimal.
    #[serde(rename = "fee", serialize_with = "decimal")]
    pub fee_cents: i64,
}

/// What a deposit truly is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Exactly these payments, sorted.
    Payments(Vec<String>),
    /// Not revenue at all.
    Off,
    /// A payment in it is not in the books, or with another amount; these of it are (sorted): no exact answer exists.
    Broken(Vec<String>),
    /// Some or all of its payments lie outside the book; these of it are inside (sorted).
    Outside(Vec<String>),
}

impl Answer {
    /// The exact set, where there is one.
    #[must_use]
    pub fn payments(&self) -> Option<&[String]> {
        match self {
            Self::Payments(ids) => Some(ids),
            _ => None,
        }
    }
}

/// What is known of one deposit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// What it is.
    pub answer: Answer,
    /// How it reached the bank, in the product's words, where only one word is right.
    pub processor: Option<&'static str>,
    /// What it shows.
    pub tags: BTreeSet<Tag>,
}

/// A book with its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Book {
    /// What the product is given.
    pub case: Case,
    /// By deposit id: one for each deposit of the case.
    pub truth: BTreeMap<String, Known>,
}

macro_rules! tags {
    ($($variant:ident $name:literal $doc:literal,)*) => {
        /// A phenomenon that a deposit shows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Tag { $(#[doc = $doc] $variant,)* }

        impl Tag {
            /// Every tag.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// As tables print it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

tags! {
    Daily "daily payout" "A processor's payout of a day.",
    Weekly "weekly payout" "A processor's payout of a week.",
    LonePayout "payout of one" "A payout that holds one payment only.",
    Lump "payout of 20 or more" "A payout of many payments.",
    ProcessorAch "ach through processor" "Holds bank debits that a processor ran.",
    Instant "instant payout" "Paid out at once for an extra share.",
    TwoRates "two rates in one payout" "Some cards in it cost more than others.",
    Rolled "evening rode in it" "Holds or lost a payment made after the cut-off.",
    Refund "refund in the books" "A refund was netted that the books know.",
    UntoldRefund "refund nobody wrote down" "A refund was netted that the books do not know.",
    Dispute "dispute" "A disputed payment and its fee were taken back.",
    Tip "tip" "Holds a tip on top of what the books say.",
    Withheld "loan withheld" "A share was withheld for a loan.",
    Check "check alone" "One check.",
    Slip "slip" "Several checks, or checks and notes, on one slip.",
    SlipHeld "check held back" "A slip that held a check which missed the slip before.",
    Named "payer named" "The text names the payer in full.",
    Truncated "name cut" "The text holds a part of the payer's name.",
    IdOnly "ach id only" "The text shows the payer by a company id only.",
    Reference "reference" "The text holds the invoice's number.",
    Combined "one transfer, several invoices" "One transfer or check paid several invoices of a client.",
    Twin "equal amount nearby" "Another payment of that amount lies within a week.",
    Vague "method missing or wrong" "The books say no method, or a wrong one.",
    Late "entered late" "The books have a later day than the true one.",
    First "dated before the payment" "It posted before the day the books say.",
    LongLag "over 10 days" "It posted more than ten days after the payment.",
    Partial "part of an invoice" "Paid a part of an invoice.",
    Split "half of a payment" "One payment arrived as two deposits.",
    Stranger "not revenue" "Loans, owner's money, tax, vendors, interest.",
    StrangerTwin "not revenue, with a payment's amount" "Not revenue, and some payment has that amount.",
    QuietStranger "not revenue, and not said" "Not revenue, in the words of a client's money.",
    Unrecorded "nobody wrote it down" "Holds a payment that the books do not have.",
    Mistyped "mistyped" "Holds a payment whose amount the books have wrong.",
    Outside "not in the export" "Holds a payment from before the export begins.",
}

/// Whole cents as "1234.56".
#[must_use]
pub fn decimal_text(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!(
        "{sign}{}.{:02}",
        cents.unsigned_abs() / 100,
        cents.unsigned_abs() % 100
    )
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn decimal<S: Serializer>(cents: &i64, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&decimal_text(*cents))
}
