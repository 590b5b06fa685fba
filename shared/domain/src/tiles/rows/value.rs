//! What the rows are made of.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::engine::Processor;
use crate::facts::Actor;
use crate::ids::{AccountId, BankTransactionId, InvoiceId, PaymentId};
use crate::money::{Money, decimal};
use crate::tiles::value::{Age, JobMargin};
use crate::tiles::variance::JobVariance;

/// A tile that has rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TileName {
    /// Cash, what is set aside, burden.
    RunwayWeeks,
    /// Matched deposits of this week and the last.
    CashCollected,
    /// Open invoices, and those invoiced lately.
    DsoDays,
    /// Open invoices by age.
    ArBuckets,
    /// Matched and unmatched deposits of twelve weeks.
    ReconciledPct,
    /// Every job that money moved for.
    Jobs,
}

/// The rows of one tile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "tile")]
pub enum TileRows {
    /// (accounts − earmarks) ÷ burden.
    RunwayWeeks {
        /// What makes cash.
        accounts: Vec<AccountRow>,
        /// What is set aside.
        earmarks: Vec<EarmarkRow>,
        /// Cost of a week, where it is set.
        weekly_burden: Option<MoneyRow>,
    },
    /// The sum of each list.
    CashCollected {
        /// Since Monday.
        this_week: Vec<MatchRow>,
        /// The week before.
        last_week: Vec<MatchRow>,
    },
    /// Open ÷ invoiced × 90.
    DsoDays {
        /// Still owed.
        open: Vec<InvoiceRow>,
        /// Issued in the last 90 days, paid or not.
        invoiced: Vec<InvoiceRow>,
    },
    /// Each in its bucket.
    ArBuckets {
        /// Still owed, latest first.
        open: Vec<InvoiceRow>,
    },
    /// Matched ÷ (matched + unmatched).
    ReconciledPct {
        /// Explained.
        matched: Vec<MatchRow>,
        /// Not explained, largest first.
        unmatched: Vec<DepositRow>,
    },
    /// Best margin first. None where the tile shows a prompt.
    Jobs {
        /// All that were compared.
        jobs: Vec<JobMargin>,
        /// Work against cash, where the job's days tell; furthest from level first.
        variances: Vec<VarianceRow>,
    },
}

/// An amount by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoneyRow {
    /// How much.
    #[serde(with = "decimal")]
    pub amount: Money,
}

/// An account that counts as cash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountRow {
    /// Which.
    pub account_id: AccountId,
    /// As the bank calls it.
    pub name: String,
    /// Last digits.
    pub mask: Option<String>,
    /// What can be spent; none where the bank does not say.
    pub available: Option<MoneyRow>,
}

/// Money set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EarmarkRow {
    /// For what.
    pub label: String,
    /// How much.
    #[serde(with = "decimal")]
    pub amount: Money,
}

/// A deposit that is explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatchRow {
    /// The deposit.
    pub deposit_id: BankTransactionId,
    /// Its day.
    pub date: Date,
    /// What reached the bank.
    #[serde(with = "decimal")]
    pub amount: Money,
    /// What was kept on the way.
    #[serde(with = "decimal")]
    pub fee: Money,
    /// How it reached the bank.
    pub processor: Processor,
    /// How many payments it carries.
    pub payment_count: u64,
    /// Of one payment: who paid.
    pub client_name: Option<String>,
    /// Who decided.
    pub decided_by: Actor,
}

/// A deposit nobody explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepositRow {
    /// Which.
    pub deposit_id: BankTransactionId,
    /// Its day.
    pub date: Date,
    /// How much.
    #[serde(with = "decimal")]
    pub amount: Money,
    /// The bank's text.
    pub description: String,
}

/// An invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvoiceRow {
    /// Which.
    pub invoice_id: InvoiceId,
    /// As people know it.
    pub number: String,
    /// Who owes.
    pub client_name: Option<String>,
    /// When it was issued.
    pub issued_on: Date,
    /// Invoiced.
    #[serde(with = "decimal")]
    pub total: Money,
    /// Still owed.
    #[serde(with = "decimal")]
    pub balance: Money,
    /// Past due; zero when it is not.
    pub days_late: u64,
    /// In which bucket.
    pub age: Age,
}

/// A job's work against its cash, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VarianceRow {
    /// The figures.
    #[serde(flatten)]
    pub variance: JobVariance,
    /// Its number.
    pub number: i64,
    /// Whose it is.
    pub client_name: Option<String>,
    /// What the status means.
    pub words: String,
}

/// What makes one job's margin: banked − costs − burden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobRows {
    /// The figures.
    pub margin: JobMargin,
    /// Deposits, oldest first, each with this job's share.
    pub deposits: Vec<ShareRow>,
    /// Tagged expenses, oldest first.
    pub costs: Vec<CostRow>,
}

/// A job's share of one deposit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShareRow {
    /// The deposit.
    pub deposit_id: BankTransactionId,
    /// Its day.
    pub date: Date,
    /// This job's share of what reached the bank, net of fees.
    #[serde(with = "decimal")]
    pub amount: Money,
    /// This job's payments inside.
    pub payment_ids: Vec<PaymentId>,
}

/// An expense of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CostRow {
    /// The money out.
    pub transaction_id: BankTransactionId,
    /// Its day.
    pub date: Date,
    /// What it cost.
    #[serde(with = "decimal")]
    pub amount: Money,
    /// The bank's text.
    pub description: String,
}
