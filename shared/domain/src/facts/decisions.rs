//! What was decided, what is asked, and the record of both.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Allocation, BankTransaction, RailName};
use crate::engine::{Candidate, Lesson, Names, Processor};
use crate::expenses::JobSuggestion;
use crate::ids::{
    AuditId, BankTransactionId, ClientId, InvoiceId, JobId, PaymentId, RailAccountId, TrayItemId,
    UserId,
};
use crate::money::Money;

/// Who decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
    /// The payments it is made of.
    pub parts: Vec<MatchPart>,
    /// What a person said of money that no payment stands for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<Share>,
    /// The candidate that was accepted, with its reasons.
    pub candidate: Candidate,
    /// What the engine learned from it: exactly this is unlearned when it is undone.
    pub lesson: Lesson,
    /// Who decided.
    pub decided_by: Actor,
    /// When.
    pub decided_at: Timestamp,
}

impl Match {
    /// What of the deposit counts as explained revenue: all but what belongs to no job.
    #[must_use]
    pub fn counted(&self) -> Money {
        let off = self.shares.iter().filter(|s| s.to.is_off_job());
        self.amount - off.map(|s| s.amount).sum::<Money>()
    }
}

/// A part of a deposit that no payment stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// How much of the deposit.
    pub amount: Money,
    /// What it was for.
    pub to: ShareTo,
}

/// What a part of a deposit was for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ShareTo {
    /// An invoice whose payment nobody recorded.
    Invoice {
        /// Which.
        invoice_id: InvoiceId,
        /// As people know it.
        number: String,
        /// Whose.
        client_name: Option<String>,
        /// Its job, where known.
        job_id: Option<JobId>,
    },
    /// A job.
    Job {
        /// Which.
        job_id: JobId,
        /// As people know it.
        number: i64,
        /// What it is.
        title: String,
    },
    /// Income of no job.
    OffJob {
        /// What it is, in the person's words.
        note: Option<String>,
    },
}

impl ShareTo {
    /// Whether it is income of no job.
    #[must_use]
    pub const fn is_off_job(&self) -> bool {
        matches!(self, Self::OffJob { .. })
    }

    /// Its job, where it has one.
    #[must_use]
    pub const fn job_id(&self) -> Option<&JobId> {
        match self {
            Self::Invoice { job_id, .. } => job_id.as_ref(),
            Self::Job { job_id, .. } => Some(job_id),
            Self::OffJob { .. } => None,
        }
    }

    /// As people call it.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Invoice { number, .. } => format!("invoice {number}"),
            Self::Job { number, title, .. } => format!("{title} (#{number})"),
            Self::OffJob { note: Some(note) } => format!("no job ({note})"),
            Self::OffJob { note: None } => "no job".to_owned(),
        }
    }
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
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
    /// Ranked jobs an expense may be for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub job_suggestions: Vec<JobSuggestion>,
    /// What the payments and deposits are called that the suggestions' reasons speak of.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub names: Names,
    /// How a person had begun to share it out: what is left of a split of which one part was taken back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub draft: Vec<DraftPart>,
    /// Raised by one at every change.
    pub version: u64,
}

/// A part of a split that waits to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftPart {
    /// How much of the deposit.
    pub amount: Money,
    /// What it is for.
    pub to: DraftTo,
}

/// What a part that waits is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum DraftTo {
    /// A payment.
    Payment {
        /// Which.
        payment_id: PaymentId,
        /// Whose.
        client_name: Option<String>,
    },
    /// What no payment stands for.
    Share {
        /// What it is.
        to: ShareTo,
    },
}

impl DraftTo {
    /// As people call it.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Payment { client_name, .. } => client_name
                .clone()
                .unwrap_or_else(|| "a payment".to_owned()),
            Self::Share { to } => to.words(),
        }
    }
}

impl Match {
    /// Its parts, payments first: as a person would have to enter them again.
    #[must_use]
    pub fn as_draft(&self) -> Vec<DraftPart> {
        let payments = self.parts.iter().map(|p| DraftPart {
            amount: p.amount,
            to: DraftTo::Payment {
                payment_id: p.payment_id.clone(),
                client_name: p.client_name.clone(),
            },
        });
        let shares = self.shares.iter().map(|s| DraftPart {
            amount: s.amount,
            to: DraftTo::Share { to: s.to.clone() },
        });
        payments.chain(shares).collect()
    }
}

/// What a tray item is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type")]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every item is about a transaction: a box would cost each of them one more allocation"
)]
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
    /// The invoices it speaks of, as Jobber has them: what is left of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invoices: Vec<InvoiceState>,
    /// What the engine will have learned once it is accepted.
    pub lesson: Lesson,
}

/// How an invoice stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceState {
    /// As people know it.
    pub number: String,
    /// Still owed.
    pub owed: Money,
}

/// One payment inside a suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestedPart {
    /// As it would stand in the match.
    #[serde(flatten)]
    pub part: MatchPart,
    /// The day Jobber says the payment was received: its place among the open ones.
    pub received_on: Date,
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
    /// As colleagues know the person, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// What it was done together with: a bulk, or everything a rule did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
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
