//! Money out that belongs to a job.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Actor, BankLine, BankTransaction, Job, Source};
use crate::descriptor::merchant;
use crate::ids::{AccountId, BankTransactionId, ClientId, JobId};
use crate::money::Money;

/// A job as it was when something was said of it: enough to show it and to decide, with no further read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRef {
    /// The job.
    pub job_id: JobId,
    /// As people know it.
    pub job_number: i64,
    /// What it was called.
    pub job_title: String,
    /// Whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
}

impl From<&Job> for JobRef {
    fn from(job: &Job) -> Self {
        Self {
            job_id: job.id.clone(),
            job_number: job.number,
            job_title: job.title.clone(),
            client_id: job.client_id.clone(),
            client_name: job.client_name.clone(),
        }
    }
}

/// A tagged expense: what an accepted suggestion, or a person's own choice of a job, becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The money out.
    pub transaction_id: BankTransactionId,
    /// From which account.
    pub account_id: AccountId,
    /// The day it posted.
    pub date: Date,
    /// What it cost: more than zero, the bank's sign turned.
    pub amount: Money,
    /// ISO 4217.
    pub currency: String,
    /// The bank's text.
    pub description: String,
    /// Who was paid, as later expenses of theirs are recognised.
    pub merchant: String,
    /// For which job.
    #[serde(flatten)]
    pub job: JobRef,
    /// Who decided.
    pub decided_by: Actor,
    /// When.
    pub decided_at: Timestamp,
}

impl Tag {
    /// The bank's line, as far as it was kept.
    #[must_use]
    pub fn line(&self) -> BankLine {
        BankLine {
            id: self.transaction_id.clone(),
            account_id: self.account_id.clone(),
            date: self.date,
            amount: -self.amount,
            currency: self.currency.clone(),
            description: self.description.clone(),
            merchant: None,
            source: Source::Plaid,
        }
    }

    /// Of a whole transaction. None for money in: that is no cost.
    #[must_use]
    pub fn of(
        transaction: &BankTransaction,
        job: JobRef,
        decided_by: Actor,
        decided_at: Timestamp,
    ) -> Option<Self> {
        let line = &transaction.line;
        (line.amount < Money::ZERO).then(|| Self {
            transaction_id: line.id.clone(),
            account_id: line.account_id.clone(),
            date: line.date,
            amount: -line.amount,
            currency: line.currency.clone(),
            description: line.description.clone(),
            merchant: merchant(&line.description),
            job,
            decided_by,
            decided_at,
        })
    }
}
