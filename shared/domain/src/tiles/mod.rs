//! What the owner sees: one snapshot of figures, computed from the books.
//!
//! The same value is stored, answered by the API and printed in the Friday email, so a figure can
//! never differ between them. What is not known is a [`Prompt`] that says what to do, never 0.
//!
//! Rounding: weeks of runway and percentages are rounded **down**, so that no figure claims more
//! than the books hold; days are rounded half up. Everything is integer arithmetic.

mod collect;
mod compute;
mod jobs;
mod receivables;
mod rows;
mod shares;
#[cfg(test)]
pub(crate) mod tests;
mod update;
mod value;
pub mod variance;
mod vitals;

use jiff::Timestamp;

use crate::facts::{Account, BankTransaction, Company, Invoice, Job, Match, RailName, Tag};
use crate::money::Money;

pub use collect::collect_effect;
pub use compute::compute;
pub use rows::{
    AccountRow, CostRow, DepositRow, EarmarkRow, InvoiceRow, JobRows, MatchRow, MoneyRow, ShareRow,
    TileName, TileRows, job_rows, rows,
};
pub use shares::shares;
pub use update::Shift;
pub use value::{
    Age, Aging, Bucket, CashCollected, Collect, CollectFrom, DataHealth, Dso, JobMargin, Jobs,
    Prompt, PromptCode, Reconciled, Runway, RunwayBefore, Tenths, Tile, Tiles, TrayTile, Upsell,
};
pub use vitals::{Heard, Vitals};

/// How far back deposits count and jobs are compared, in days: twelve weeks. More would have to be
/// read at every run.
pub const WINDOW_DAYS: i32 = 84;
/// Bank data older than this supports no claim about cash, in hours.
pub const STALE_HOURS: i64 = 72;
/// The same where the lines come as files: people export once a month, and a few days late.
pub const FILE_STALE_HOURS: i64 = 35 * 24;

/// Everything the tiles are computed from.
#[derive(Debug, Clone)]
pub struct Books {
    /// Settings of the company.
    pub company: Company,
    /// Its bank accounts.
    pub accounts: Vec<Account>,
    /// Matches whose deposit lies in the last 12 weeks.
    pub matches: Vec<Match>,
    /// Deposits nobody explained, of the same weeks. Money out is passed over.
    pub open_deposits: Vec<BankTransaction>,
    /// Items in the tray.
    pub tray_count: usize,
    /// Their money, without sign.
    pub tray_amount: Money,
    /// Invoices that are open or were issued in the last 90 days.
    pub invoices: Vec<Invoice>,
    /// Expenses linked to jobs, of the last 12 weeks.
    pub tags: Vec<Tag>,
    /// Jobs worked on in the last 12 weeks, as far as their days are known.
    pub jobs: Vec<Job>,
    /// When the bank was last read to the end.
    pub last_bank_sync_at: Option<Timestamp>,
    /// No bank is asked for its lines: somebody brings them as files.
    pub bank_by_file: bool,
    /// When the rail last read the bank, of the connection with the oldest balances of cash.
    pub balances_at: Option<Timestamp>,
    /// When Jobber was last read to the end.
    pub last_jobber_sync_at: Option<Timestamp>,
    /// Connections that only the owner can mend.
    pub broken_connections: Vec<RailName>,
    /// How each link to a rail has fared.
    pub vitals: Vec<Vitals>,
    /// The tiles of last week's digest.
    pub week_ago: Option<Tiles>,
}

impl Books {
    /// Of a company that has connected nothing yet.
    #[must_use]
    pub fn empty(company: Company) -> Self {
        Self {
            company,
            accounts: Vec::new(),
            matches: Vec::new(),
            open_deposits: Vec::new(),
            tray_count: 0,
            tray_amount: Money::ZERO,
            invoices: Vec::new(),
            tags: Vec::new(),
            jobs: Vec::new(),
            last_bank_sync_at: None,
            bank_by_file: false,
            balances_at: None,
            last_jobber_sync_at: None,
            broken_connections: Vec::new(),
            vitals: Vec::new(),
            week_ago: None,
        }
    }
}
