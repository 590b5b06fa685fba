//! The books as Jobber has them. Ids are Jobber's opaque encoded ids; money is in cents here and becomes what Jobber
//! sends (floats, or cents on payouts) only in the sandbox.

use jiff::{Timestamp, civil::Date};
use serde::Serialize;

/// One Jobber account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JobberSide {
    /// The account's encoded id, as webhooks carry it.
    pub account_id: String,
    /// Clients, in order of creation.
    pub clients: Vec<Client>,
    /// Quotes, in order of creation.
    pub quotes: Vec<Quote>,
    /// Jobs, in order of creation.
    pub jobs: Vec<Job>,
    /// Invoices, in order of creation.
    pub invoices: Vec<Invoice>,
    /// Payment records, in order of entry.
    pub payments: Vec<Payment>,
    /// Jobber Payments payouts, in order of arrival.
    pub payouts: Vec<Payout>,
}

/// A client of the company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Client {
    /// Encoded id.
    pub id: String,
    /// First name of the person, or of the contact of a business.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Name of the business, where the client is one.
    pub company_name: Option<String>,
    /// Mail address on a reserved domain.
    pub email: String,
    /// Telephone number from the range kept for fiction.
    pub phone: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl Client {
    /// The name Jobber shows.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.company_name {
            Some(company) => company.clone(),
            None => format!("{} {}", self.first_name, self.last_name),
        }
    }
}

/// A quote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// Encoded id.
    pub id: String,
    /// Number the client sees.
    pub number: i64,
    /// Title.
    pub title: String,
    /// The client.
    pub client_id: String,
    /// `QuoteStatusTypeEnum` value.
    pub status: String,
    /// Total, in cents.
    pub total_cents: i64,
    /// Deposit asked, in cents.
    pub deposit_cents: i64,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When the client approved it.
    pub approved_at: Option<Timestamp>,
    /// When it became a job.
    pub converted_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Job {
    /// Encoded id.
    pub id: String,
    /// Number.
    pub number: i64,
    /// Title; its first words are the kind of work.
    pub title: String,
    /// The client.
    pub client_id: String,
    /// The quote it came from.
    pub quote_id: Option<String>,
    /// `JobStatusTypeEnum` value.
    pub status: String,
    /// Total of its line items, in cents.
    pub total_cents: i64,
    /// Cost of labour so far, in cents.
    pub labour_cost_cents: i64,
    /// Time worked so far, in seconds.
    pub labour_seconds: i64,
    /// Cost of expenses and materials so far, in cents.
    pub expense_cost_cents: i64,
    /// First day on site.
    pub start_at: Timestamp,
    /// Last day on site.
    pub end_at: Timestamp,
    /// When it was closed.
    pub completed_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// An invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Invoice {
    /// Encoded id.
    pub id: String,
    /// Number the client sees.
    pub number: i64,
    /// Subject line.
    pub subject: String,
    /// The client.
    pub client_id: String,
    /// The job it bills; a service call may have none.
    pub job_id: Option<String>,
    /// `InvoiceStatusTypeEnum` value.
    pub status: String,
    /// Total, in cents.
    pub total_cents: i64,
    /// Paid so far, in cents.
    pub paid_cents: i64,
    /// Local day it was issued.
    pub issued_on: Date,
    /// Local day it falls due.
    pub due_on: Date,
    /// Local day it was paid in full.
    pub received_on: Option<Date>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// How a payment was made; each is a type of its own in Jobber's schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentKind {
    /// A card taken through Jobber Payments.
    JobberCard,
    /// A card taken outside Jobber (here: Stripe) and typed in by hand.
    Card,
    /// A bank transfer, typed in by hand.
    BankTransfer,
    /// A paper check.
    Check,
    /// Notes and coins.
    Cash,
    /// Zelle.
    Zelle,
}

/// A payment record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Payment {
    /// Encoded id.
    pub id: String,
    /// How it was made.
    pub kind: PaymentKind,
    /// What was recorded, in cents; always positive.
    pub amount_cents: i64,
    /// The client.
    pub client_id: String,
    /// The invoice it pays.
    pub invoice_id: String,
    /// Local day it was received.
    pub received_on: Date,
    /// `entryDate` as Jobber sends it: midnight local time for what was typed in, the true moment for Jobber Payments.
    pub entry_date: Timestamp,
    /// Check number, for checks.
    pub check_number: Option<String>,
    /// Processing fee in cents, for Jobber Payments.
    pub fee_cents: Option<i64>,
    /// The payout it travelled in, for Jobber Payments.
    pub payout_id: Option<String>,
    /// When it was typed in (not a field of the API: only a sort key).
    pub created_at: Timestamp,
    /// When it last changed (not a field of the API: only a sort key).
    pub updated_at: Timestamp,
}

/// A Jobber Payments payout. Amounts are in cents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Payout {
    /// Encoded id.
    pub id: String,
    /// The processor's name for it.
    pub identifier: String,
    /// Sum of the payments.
    pub gross_cents: i64,
    /// Sum of the fees.
    pub fee_cents: i64,
    /// What reached the bank.
    pub net_cents: i64,
    /// Local day it reached the bank.
    pub arrived_on: Date,
    /// What is in it.
    pub balance_transactions: Vec<BalanceTransaction>,
    /// When the processor made it.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// One line of a payout. Amounts are in cents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BalanceTransaction {
    /// Encoded id.
    pub id: String,
    /// The payment it settles.
    pub payment_id: String,
    /// What the client paid.
    pub gross_cents: i64,
    /// What the processor kept.
    pub fee_cents: i64,
    /// The rest.
    pub net_cents: i64,
    /// When the card was charged.
    pub created_at: Timestamp,
}
