//! What we hold as fact: the rails' records in our own words, and what was decided about them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::engine::{Candidate, Method, Processor};
use crate::ids::{
    AccountId, AuditId, BankTransactionId, ClientId, CompanyId, InvoiceId, JobId, PaymentId,
    PayoutId, RailAccountId, TrayItemId, UserId,
};
use crate::money::Money;

/// An outside system of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RailName {
    /// Field-service management: what was paid.
    Jobber,
    /// Bank feeds: what arrived.
    Plaid,
}

impl RailName {
    /// As it stands in keys, groups and logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jobber => "jobber",
            Self::Plaid => "plaid",
        }
    }
}

/// A tenant and its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its id.
    pub id: CompanyId,
    /// As the owner calls it.
    pub name: String,
    /// IANA time zone; a day is its local day.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// Weekly cost of the crew. None until the owner sets it: then there is no runway.
    pub weekly_burden: Option<Money>,
    /// How burden is shared among jobs.
    #[serde(default)]
    pub alloc_method: AllocMethod,
    /// Set aside by the owner (tax, deposits held), by label.
    #[serde(default)]
    pub earmarks: BTreeMap<String, Money>,
    /// What each bank account is for, as the owner has said; others are guessed from their type.
    #[serde(default)]
    pub account_labels: BTreeMap<AccountId, AccountLabel>,
    /// Clients who are never chased automatically.
    #[serde(default)]
    pub vips: Vec<ClientId>,
    /// Invoices the client contests, as the owner has told us: no rail knows.
    #[serde(default)]
    pub disputed: Vec<InvoiceId>,
    /// Payment terms where an invoice has no due date, in days.
    #[serde(default = "default_terms")]
    pub terms_days: u16,
    /// Local time of the Friday digest.
    #[serde(default = "default_send_time")]
    pub digest_time: Time,
    /// Who receives it.
    #[serde(default)]
    pub digest_to: Vec<String>,
    /// Paid add-ons.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// Raised by one at every change.
    #[serde(default)]
    pub version: u64,
}

const fn default_terms() -> u16 {
    30
}

const fn default_send_time() -> Time {
    Time::constant(7, 0, 0, 0)
}

/// How burden is shared among jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AllocMethod {
    /// By banked revenue.
    #[default]
    Revenue,
    /// By days worked.
    JobDays,
    /// Evenly.
    Even,
}

/// A paid add-on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Flag {
    /// The AR plan.
    CashDiscipline,
    /// The inside of a payout.
    Unbundling,
    /// Peers.
    Benchmarking,
    /// Bills.
    ApAssist,
}

/// What an owner says an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountLabel {
    /// Counts as cash.
    Operating,
    /// Counts as cash.
    Savings,
    /// Owed money, never cash.
    Card,
    /// Never cash; asked about, never assumed.
    PersonalMixed,
}

/// A bank account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Ours, from the rail's id.
    pub id: AccountId,
    /// As the bank calls it.
    pub name: String,
    /// Last digits, where the bank gives them.
    pub mask: Option<String>,
    /// What it is for: a guess from its type, until the owner says.
    pub label: AccountLabel,
    /// ISO 4217.
    pub currency: String,
    /// What can be spent; none where the bank says neither available nor current.
    pub available: Option<Money>,
}

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
    /// Raised by one at every change of line or decision.
    pub version: u64,
}

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
    /// Invoiced so far.
    pub invoiced: Money,
}

/// A client of the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Ours, from the rail's id.
    pub id: ClientId,
    /// As the company calls them.
    pub name: String,
}

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

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Owner,
    /// The tray.
    Dispatcher,
}

/// A person's place in a company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub user_id: UserId,
    /// Where mail goes.
    pub email: String,
    /// What they may do.
    pub role: Role,
}
