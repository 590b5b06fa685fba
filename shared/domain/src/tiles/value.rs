//! The figures and their written form: amounts as decimal strings, rates as exact tenths.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::facts::{Flag, RailName};
use crate::ids::{InvoiceId, JobId};
use crate::money::{Money, decimal};
use crate::schema::text_schema;
use crate::week::IsoWeek;

/// A number with exactly one decimal, written "9.4".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tenths(pub i64);

text_schema!(
    Tenths,
    r"^-?[0-9]+\.[0-9]$",
    "9.4",
    "A number with exactly one decimal, as text."
);

impl Tenths {
    /// With its sign always written: "+0.6", "-1.0", "+0.0".
    #[must_use]
    pub fn signed(self) -> String {
        if self.0 < 0 {
            self.to_string()
        } else {
            format!("+{self}")
        }
    }
}

impl Tenths {
    /// As a float: for metric lines alone, never for showing or reckoning.
    #[must_use]
    pub fn approximate(self) -> f64 {
        self.0 as f64 / 10.0
    }
}

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, n) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        write!(f, "{sign}{}.{}", n / 10, n % 10)
    }
}

impl From<Tenths> for String {
    fn from(t: Tenths) -> Self {
        t.to_string()
    }
}

impl TryFrom<String> for Tenths {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let bad = || {
            format!(
                "{:?} is not a number with one decimal",
                text.chars().take(30).collect::<String>()
            )
        };
        let (whole, tenth) = text
            .trim_start_matches('-')
            .split_once('.')
            .ok_or_else(bad)?;
        if tenth.len() != 1
            || !whole
                .bytes()
                .chain(tenth.bytes())
                .all(|b| b.is_ascii_digit())
        {
            return Err(bad());
        }
        let size: i64 = format!("{whole}{tenth}").parse().map_err(|_| bad())?;
        Ok(Self(if text.starts_with('-') { -size } else { size }))
    }
}

/// A figure, or what to do to have one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Tile<T> {
    /// Known.
    Value(T),
    /// Not known, and why.
    Prompt(Prompt),
}

impl<T> Tile<T> {
    /// The figure, where it is known.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Prompt(_) => None,
        }
    }
}

impl<T> From<PromptCode> for Tile<T> {
    fn from(code: PromptCode) -> Self {
        Self::Prompt(Prompt {
            code,
            text: code.text().to_owned(),
        })
    }
}

/// What to do to see a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Prompt {
    /// For programs.
    pub code: PromptCode,
    /// For people: an imperative sentence.
    pub text: String,
}

/// Why a figure is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PromptCode {
    /// The owner has not said what a week costs.
    SetBurden,
    /// Zero or less was given as the cost of a week.
    BurdenNotPositive,
    /// No operating or savings account.
    ConnectBank,
    /// The bank gives no balance for at least one account that counts.
    BalancesUnknown,
    /// No money came in, as far as the connected accounts show.
    NoDeposits,
    /// Nothing was invoiced in the last 90 days.
    NothingInvoiced,
    /// Jobber was never read.
    ConnectJobber,
    /// No banked payment belongs to a job.
    NoBankedJobs,
    /// Burden is to be shared by days worked, and those are not known.
    JobDaysUnknown,
}

impl PromptCode {
    const fn text(self) -> &'static str {
        match self {
            Self::SetBurden => "Set your weekly burden to see how long your cash lasts.",
            Self::BurdenNotPositive => {
                "Set a weekly burden above zero to see how long your cash lasts."
            }
            Self::ConnectBank => "Connect an operating or savings account.",
            Self::BalancesUnknown => "Your bank gives no balance for an account: reconnect it.",
            Self::NoDeposits => {
                "No deposits in the last 12 weeks: connect the account your clients pay into."
            }
            Self::NothingInvoiced => "Nothing was invoiced in the last 90 days.",
            Self::ConnectJobber => "Connect Jobber to see what clients owe.",
            Self::NoBankedJobs => {
                "No banked payment belongs to a job yet: explain deposits in the tray."
            }
            Self::JobDaysUnknown => {
                "Days worked are not known yet: share burden by revenue or evenly."
            }
        }
    }
}

/// All figures of a company at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tiles {
    /// Whose, as the owner calls it: a list of many companies reads nothing beside their tiles.
    #[serde(default)]
    pub company: String,
    /// When they were computed.
    pub as_of: Timestamp,
    /// The company's ISO week at that moment.
    pub week: IsoWeek,
    /// How long the cash lasts.
    pub runway_weeks: Tile<Runway>,
    /// What was banked.
    pub cash_collected: Tile<CashCollected>,
    /// How long clients take to pay.
    pub dso_days: Tile<Dso>,
    /// What clients owe, by age.
    pub ar_buckets: Tile<Aging>,
    /// How much of the money in is explained.
    pub reconciled_pct: Tile<Reconciled>,
    /// Jobs by cash margin.
    pub jobs: Tile<Jobs>,
    /// What waits for a person.
    pub tray: TrayTile,
    /// How far the figures can be trusted.
    pub data_health: DataHealth,
    /// The one thing worth doing, with its effect.
    pub collect: Option<Collect>,
    /// Add-ons whose signal exists, strongest first.
    pub upsells: Vec<Upsell>,
}

/// (cash available − earmarked) ÷ weekly burden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Runway {
    /// Rounded down. Below zero when more is set aside than there is.
    pub weeks: Tenths,
    /// In operating and savings accounts.
    #[serde(with = "decimal")]
    pub cash_available: Money,
    /// Set aside by the owner.
    #[serde(with = "decimal")]
    pub earmarked: Money,
    /// Cost of a week; above zero.
    #[serde(with = "decimal")]
    pub weekly_burden: Money,
    /// In weeks, since last week's snapshot.
    pub change: Option<Tenths>,
    /// What it follows from, a week ago.
    pub before: Option<RunwayBefore>,
    /// When the bank was last read of the balances that are oldest, where that is more than two days ago.
    #[serde(default)]
    pub balances_as_of: Option<jiff::Timestamp>,
    /// What moved it, and how old its balances are where they are old.
    pub why: Option<String>,
}

/// What runway followed from a week ago.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunwayBefore {
    /// In operating and savings accounts.
    #[serde(with = "decimal")]
    pub cash_available: Money,
    /// Set aside by the owner.
    #[serde(with = "decimal")]
    pub earmarked: Money,
    /// Cost of a week.
    #[serde(with = "decimal")]
    pub weekly_burden: Money,
}

/// Net amounts of matched deposits, by ISO week of the deposit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CashCollected {
    /// Monday to now.
    #[serde(with = "decimal")]
    pub this_week: Money,
    /// The whole week before.
    #[serde(with = "decimal")]
    pub last_week: Money,
}

/// Days sales outstanding: open AR ÷ invoiced in the last 90 days × 90.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dso {
    /// Rounded half up.
    pub days: Tenths,
    /// In days, since last week's snapshot.
    pub change: Option<Tenths>,
}

/// Some invoices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Bucket {
    /// Still owed.
    #[serde(with = "decimal")]
    pub amount: Money,
    /// How many.
    pub count: u64,
}

/// How late an open invoice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Age {
    /// Not yet due, or due today.
    NotDue,
    /// 1 to 30 days late.
    #[serde(rename = "d1_30")]
    D1To30,
    /// 31 to 60 days late.
    #[serde(rename = "d31_60")]
    D31To60,
    /// 61 to 90 days late.
    #[serde(rename = "d61_90")]
    D61To90,
    /// Later.
    #[serde(rename = "d90_plus")]
    D90Plus,
    /// Contested, of whatever age.
    Disputed,
}

/// Open invoices by days past due. The six parts sum to the total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Aging {
    /// Not yet due, or due today.
    pub not_due: Bucket,
    /// 1 to 30 days late.
    pub d1_30: Bucket,
    /// 31 to 60 days late.
    pub d31_60: Bucket,
    /// 61 to 90 days late.
    pub d61_90: Bucket,
    /// Later.
    pub d90_plus: Bucket,
    /// Contested, of whatever age: in none of the buckets above.
    pub disputed: Bucket,
    /// All of it.
    pub total: Bucket,
}

/// Matched ÷ (matched + unmatched) deposits of 12 weeks, by dollars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reconciled {
    /// Rounded down: 100.0 means all of it.
    pub pct: Tenths,
    /// Matched by the engine alone ÷ all, rounded down.
    pub auto_match_pct: Tenths,
    /// Explained.
    #[serde(with = "decimal")]
    pub matched_amount: Money,
    /// Not explained.
    #[serde(with = "decimal")]
    pub unmatched_amount: Money,
    /// Explained by the engine alone.
    #[serde(with = "decimal")]
    pub auto_matched_amount: Money,
    /// Explained.
    pub matched_count: u64,
    /// Not explained.
    pub unmatched_count: u64,
    /// In percentage points, since last week's snapshot.
    pub change: Option<Tenths>,
}

/// Jobs by cash gross margin: at most five each, none in both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Jobs {
    /// Best first.
    pub winners: Vec<JobMargin>,
    /// Worst first.
    pub losers: Vec<JobMargin>,
    /// How many jobs were compared.
    pub compared: u64,
    /// No weekly burden is set, so none is in the margins.
    pub before_burden: bool,
}

/// Banked − tagged costs − share of burden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobMargin {
    /// The job.
    pub job_id: JobId,
    /// As people know it.
    pub title: String,
    /// Its number, where one of its own records tells.
    #[serde(default)]
    pub number: Option<i64>,
    /// Whose it is, likewise.
    #[serde(default)]
    pub client_name: Option<String>,
    /// Net of fees.
    #[serde(with = "decimal")]
    pub banked: Money,
    /// Expenses linked to it.
    #[serde(with = "decimal")]
    pub costs: Money,
    /// Its share of the crew's cost.
    #[serde(with = "decimal")]
    pub burden: Money,
    /// What is left.
    #[serde(with = "decimal")]
    pub margin: Money,
    /// Of what was banked, rounded down; none where nothing was.
    pub margin_pct: Option<Tenths>,
}

/// What waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrayTile {
    /// Items.
    pub count: u64,
    /// Money in question, without sign.
    #[serde(with = "decimal")]
    pub amount: Money,
    /// How long it takes, at 40 seconds an item, rounded up.
    pub minutes: u64,
}

/// How far the figures can be trusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DataHealth {
    /// When the bank was last read to the end.
    pub last_bank_sync_at: Option<Timestamp>,
    /// When Jobber was last read to the end.
    pub last_jobber_sync_at: Option<Timestamp>,
    /// When a webhook last changed something here, of any rail.
    #[serde(default)]
    pub last_webhook_at: Option<Timestamp>,
    /// From what happened at a rail to our books, in seconds, by the last webhook of each rail: the slowest.
    /// Absent until there was one.
    #[serde(default)]
    pub webhook_lag_seconds: Option<u64>,
    /// How often a rail refused us for asking too fast in the last 24 hours.
    #[serde(default)]
    pub throttle_hits: u64,
    /// Connections that only the owner can mend, sorted, each once.
    pub reconnect: Vec<RailName>,
    /// The bank's data is too old, or its connection broken: no claim about cash.
    pub bank_stale: bool,
    /// Accounts and deposits in another currency: shown elsewhere, never summed here.
    pub other_currency_count: u64,
}

/// "Collect $X from N clients → +Y weeks".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Collect {
    /// From all of them.
    #[serde(with = "decimal")]
    pub amount: Money,
    /// What it adds to runway, rounded down.
    pub weeks: Tenths,
    /// At most three, largest first.
    pub clients: Vec<CollectFrom>,
}

/// A client's largest overdue invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CollectFrom {
    /// As people know them.
    pub client_name: String,
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// Its number.
    pub invoice_number: String,
    /// Still owed.
    #[serde(with = "decimal")]
    pub amount: Money,
    /// Past due.
    pub days_late: u64,
}

impl Upsell {
    /// The add-on.
    #[must_use]
    pub const fn add_on(&self) -> Flag {
        match self {
            Self::LumpPayouts { .. } => Flag::Unbundling,
            Self::SlowClients { .. } => Flag::CashDiscipline,
        }
    }
}

/// An add-on whose signal exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Upsell {
    /// Payouts of several payments were seen: `UNBUNDLING` shows their inside.
    LumpPayouts {
        /// In 12 weeks.
        count: u64,
    },
    /// Clients take more than a week: `CASH_DISCIPLINE` plans the collecting.
    SlowClients {
        /// DSO.
        days: Tenths,
    },
}
