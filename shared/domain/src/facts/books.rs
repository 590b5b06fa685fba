//! What Jobber says: payments, payouts, invoices, jobs, clients.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::days_between;
use crate::engine::Method;
use crate::ids::{ClientId, InvoiceId, JobId, PaymentId, PayoutId};
use crate::money::Money;

/// Money that Jobber says a client paid: the fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentRecord {
    /// Ours, from the rail's id.
    pub id: PaymentId,
    /// The day Jobber says it was received.
    pub received_on: Date,
    /// More than zero is money in; refunds and returned payments are negative.
    pub amount: Money,
    /// Who paid.
    pub client_id: Option<ClientId>,
    /// Their name when it was read.
    pub client_name: Option<String>,
    /// What it paid for, with the part of each.
    pub allocations: Vec<Allocation>,
    /// How it was paid.
    pub method: Option<Method>,
    /// The fee the rail itself states.
    pub fee: Option<Money>,
}

/// The part of a payment that went to one invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// Its number, as people know it.
    pub invoice_number: Option<String>,
    /// The job, where known.
    pub job_id: Option<JobId>,
    /// The job's title, where known.
    pub job_title: Option<String>,
    /// How much of the payment.
    pub amount: Money,
}

/// A payment and how much of it deposits have explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// The fact.
    #[serde(flatten)]
    pub record: PaymentRecord,
    /// Used by matches, gross, in cents: never more than the amount.
    pub used: Money,
    /// Raised by one at every change.
    pub version: u64,
}

impl Payment {
    /// What no match has used yet.
    #[must_use]
    pub fn open(&self) -> Money {
        self.record.amount - self.used
    }
}

/// A payout as the rail lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutRecord {
    /// Ours, from the rail's id.
    pub id: PayoutId,
    /// Expected in the bank.
    pub arrival: Date,
    /// Before fees.
    pub gross: Money,
    /// What the processor kept.
    pub fee: Money,
    /// What the bank should show.
    pub net: Money,
    /// The payments inside, where the rail says.
    pub payment_ids: Vec<PaymentId>,
    /// Everything inside, line by line, where the rail says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<PayoutLine>,
}

/// One line of a payout, its figures signed as the rail signs them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayoutLine {
    /// In the rail's own word: `PAYMENT`, `REFUND`, `FINANCING_REPAYMENT` …
    pub kind: String,
    /// The payment or refund it settles; none for what is neither.
    pub payment_id: Option<PaymentId>,
    /// Before fees.
    pub gross: Money,
    /// What the processor kept.
    pub fee: Money,
    /// What it adds to the payout.
    pub net: Money,
}

impl PayoutRecord {
    /// What its payments come to, before fees. Where a payout holds more than payments (a loan's repayment,
    /// a fee for its speed, a dispute), its own gross is not theirs. The lines say so, but only when they add
    /// up to the payout: how the rail signs each kind is not documented.
    #[must_use]
    pub fn gross_of_payments(&self) -> Money {
        let sum = |of: fn(&PayoutLine) -> Money| -> i64 {
            let cents = self.lines.iter().map(|l| of(l).cents());
            cents.fold(0, i64::saturating_add)
        };
        let add_up = sum(|l| l.net) == self.net.cents() && sum(|l| l.gross) == self.gross.cents();
        if self.lines.is_empty() || !add_up {
            return self.gross;
        }
        let others = self.lines.iter().filter(|l| l.payment_id.is_none());
        let others = others.map(|l| l.gross.cents()).fold(0, i64::saturating_add);
        Money::from_cents(self.gross.cents().saturating_sub(others))
    }
}

/// An invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    /// Ours, from the rail's id.
    pub id: InvoiceId,
    /// As people know it.
    pub number: String,
    /// Who owes.
    pub client_id: Option<ClientId>,
    /// Their name when it was read.
    pub client_name: Option<String>,
    /// The job, where known.
    pub job_id: Option<JobId>,
    /// Invoiced.
    pub total: Money,
    /// Still owed.
    pub balance: Money,
    /// The day it was issued (or made, for drafts).
    pub issued_on: Date,
    /// The day it is due, where it says.
    pub due_on: Option<Date>,
    /// Draft invoices are not owed yet.
    pub draft: bool,
    /// Contested by the client. No rail says so: it is set from the company's own list when the books
    /// are read.
    #[serde(default)]
    pub disputed: bool,
    /// Given up on: owed on paper only.
    pub bad_debt: bool,
}

impl Invoice {
    /// Whether somebody owes money on it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.draft && !self.bad_debt && self.balance.is_positive()
    }
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Ours, from the rail's id.
    pub id: JobId,
    /// As people know it.
    pub number: i64,
    /// What it is.
    pub title: String,
    /// Whose.
    pub client_id: Option<ClientId>,
    /// Their name when it was read.
    #[serde(default)]
    pub client_name: Option<String>,
    /// Invoiced so far.
    pub invoiced: Money,
    /// What Jobber itself makes of its costs; none where the plan or a permission withholds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub costing: Option<JobCosting>,
    /// First day of work, where it is scheduled.
    #[serde(default)]
    pub starts_on: Option<Date>,
    /// Last day of work: done, or planned while it is not done. None while there is no end.
    #[serde(default)]
    pub ends_on: Option<Date>,
    /// What kind of work, where the rail has a word for it. Jobber has none: there the title tells.
    #[serde(default)]
    pub job_type: Option<String>,
}

/// A job's costs as Jobber adds them up: what was entered there, not what the bank shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobCosting {
    /// Revenue.
    pub revenue: Money,
    /// All costs.
    pub cost: Money,
    /// Of that, labour.
    pub labour: Money,
    /// Of that, materials and services on the job's lines.
    pub line_items: Money,
    /// Of that, expenses.
    pub expenses: Money,
}

impl Job {
    /// Days from the work to `day`: 0 while it goes on, negative before it. None where its days are not known.
    #[must_use]
    pub fn days_from_work(&self, day: Date) -> Option<i32> {
        let starts_on = self.starts_on?;
        let before = days_between(starts_on, day);
        let after = self.ends_on.map_or(0, |end| days_between(end, day));
        Some(if before < 0 { before } else { after.max(0) })
    }
}

/// A client of the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Ours, from the rail's id.
    pub id: ClientId,
    /// As the company calls them.
    pub name: String,
}
