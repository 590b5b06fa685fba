//! What the bank says, and what became of it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Actor;
use crate::ids::{AccountId, AuditId, BankTransactionId, ImportId, RuleId};
use crate::money::Money;

/// Where a fact came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Plaid.
    Plaid,
    /// A bank's CSV.
    Csv,
}

/// One posted line of a bank account: the fact, as the bank tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankLine {
    /// Ours, from the rail's id.
    pub id: BankTransactionId,
    /// The account.
    pub account_id: AccountId,
    /// The day it posted.
    pub date: Date,
    /// More than zero is money in.
    pub amount: Money,
    /// ISO 4217.
    pub currency: String,
    /// The rawest text the bank gives.
    pub description: String,
    /// A cleaned name, where there is one.
    pub merchant: Option<String>,
    /// Where it came from.
    pub source: Source,
}

/// What became of a bank transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody decided yet.
    Open,
    /// Matched by the engine alone.
    AutoMatched,
    /// Matched by a person.
    Confirmed,
    /// Shared among several by a person.
    Split,
    /// Income of no job.
    OffJob,
    /// Not to be counted.
    Ignored,
    /// Expense linked to a job.
    Tagged,
    /// The bank took it back.
    Removed,
}

/// A bank transaction: the line and what was decided about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankTransaction {
    /// The line.
    #[serde(flatten)]
    pub line: BankLine,
    /// What became of it.
    pub status: Status,
    /// The bank took the line back after somebody had decided about it.
    #[serde(default)]
    pub withdrawn: bool,
    /// The amount that was decided on, where the bank has changed it since: then the line counts as
    /// `withdrawn`, and is open again once the decision is undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amended: Option<Money>,
    /// The audit entry of the decision that stands; none while nobody decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_in: Option<AuditId>,
    /// Who that was, for whoever comes too late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decided>,
    /// A rule whose decision about it a person took back: it does not decide again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused_rule: Option<RuleId>,
    /// The file that brought it first; none where a rail did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported_in: Option<ImportId>,
    /// Raised by one at every change of line or decision.
    pub version: u64,
}

impl BankTransaction {
    /// A line as it is first seen: nobody has decided about it.
    #[must_use]
    pub const fn open(line: BankLine) -> Self {
        Self {
            line,
            status: Status::Open,
            withdrawn: false,
            amended: None,
            decided_in: None,
            decided: None,
            refused_rule: None,
            imported_in: None,
            version: 1,
        }
    }
}

/// Who decided about a bank transaction, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// Who.
    pub by: Actor,
    /// As colleagues know them, where it was a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// When.
    pub at: Timestamp,
    /// What: the audit entry's own word.
    pub action: String,
    /// The sentence of the audit entry.
    pub summary: String,
}
