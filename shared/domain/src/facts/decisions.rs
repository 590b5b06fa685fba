//! What was decided, what is asked, and the record of both.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Allocation, BankTransaction, RailName};
use crate::engine::{Candidate, Lesson, Names, Processor};
use crate::ids::{
    AuditId, BankTransactionId, ClientId, PaymentId, RailAccountId, TrayItemId, UserId,
};
use crate::money::Money;

/// Who decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Actor {
    /// The engine, alone.
    Engine,
    /// A rule the company made.
    Rule(String),
    /// A person.
    Person(UserId),
}

/// A match: deposit ↔ payments, with what was kept on the way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Match {
    /// The deposit.
    pub deposit_id: BankTransactionId,
    /// The day of the deposit.
    pub date: Date,
    /// Net: what the bank shows.
    pub amount: Money,
    /// Gross of the payments.
    pub gross: Money,
    /// Kept by the processor: gross − amount.
    pub fee: Money,
    /// How it reached the bank.
    pub processor: Processor,
    /// What it is made of.
    pub parts: Vec<MatchPart>,
    /// The candidate that was accepted, with its reasons.
    pub candidate: Candidate,
    /// What the engine learned from it: exactly this is unlearned when it is undone.
    pub lesson: Lesson,
    /// Who decided.
    pub decided_by: Actor,
    /// When.
    pub decided_at: Timestamp,
}

/// One payment inside a match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchPart {
    /// The payment.
    pub payment_id: PaymentId,
    /// How much of it, gross.
    pub amount: Money,
    /// Who paid.
    pub client_id: Option<ClientId>,
    /// Their name when it was matched.
    pub client_name: Option<String>,
    /// What it paid for.
    pub allocations: Vec<Allocation>,
}

/// What the tray asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrayKind {
    /// Money in that is not explained for sure.
    UnconfirmedDeposit,
    /// Money in that looks like income of no job.
    OffJobIncome,
    /// Money out without a job.
    ExpenseNeedsJob,
    /// Ignored, or personal.
    PersonalCandidate,
    /// New evidence against a decision.
    Conflict,
    /// A connection needs a person.
    ConnectionBroken,
}

/// Something the tray asks a person about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrayItem {
    /// Follows from kind and subject, so that a retry writes the same item.
    pub id: TrayItemId,
    /// What is asked.
    pub kind: TrayKind,
    /// What it is about.
    pub subject: Subject,
    /// Ranked ways to explain it.
    pub suggestions: Vec<Suggestion>,
    /// What the payments and deposits are called that the suggestions' reasons speak of.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub names: Names,
    /// Raised by one at every change.
    pub version: u64,
}

/// What a tray item is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
pub enum Subject {
    /// A bank transaction, as it was when asked.
    BankTransaction {
        /// The transaction.
        #[serde(flatten)]
        transaction: BankTransaction,
        /// How it probably reached the bank.
        processor: Processor,
    },
    /// A connection that only the owner can mend.
    Connection {
        /// To which rail.
        rail: RailName,
        /// Which of its accounts.
        account: RailAccountId,
        /// The rail's own code.
        why: String,
    },
}

/// One way to explain a deposit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The engine's candidate.
    pub candidate: Candidate,
    /// Its parts, each with what it would use, so that confirming needs no further read.
    pub parts: Vec<SuggestedPart>,
    /// What the engine will have learned once it is accepted.
    pub lesson: Lesson,
}

/// One payment inside a suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestedPart {
    /// As it would stand in the match.
    #[serde(flatten)]
    pub part: MatchPart,
    /// How much of the payment other matches had used when this was suggested.
    pub used_before: Money,
    /// Whether this uses the payment up.
    pub uses_up: bool,
}

/// Append-only record of one mutation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What: `match.auto`, `match.confirm`, `connection.made` …
    pub action: String,
    /// Which kind of thing.
    pub target_type: String,
    /// Which.
    pub target_id: String,
    /// The sentence a person reads.
    pub summary: String,
    /// What was; null for what was made.
    #[serde(default)]
    pub before: serde_json::Value,
    /// What is.
    #[serde(default)]
    pub after: serde_json::Value,
}
