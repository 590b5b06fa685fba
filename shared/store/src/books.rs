//! The books of one company as one value: the engine's two sides, and what the tiles need.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use oodaloo_domain::AccountId;
use oodaloo_domain::engine::Lesson;
use oodaloo_domain::expenses;
use oodaloo_domain::facts::{
    AccountLabel, AllocMethod, BankTransaction, Company, Match, RailName, Status, Subject, TrayKind,
};
use oodaloo_domain::plan::Snapshot;
use oodaloo_domain::tiles::{Books, Tiles, WINDOW_DAYS};
use oodaloo_domain::week::IsoWeek;

use crate::company::CompanyStore;
use crate::learning::Learned;
use crate::matching::NewMatch;
use crate::records::{Connection, ConnectionStatus, StoreError};

/// How far back something open is still looked at, in days. Older items stay stored and can be
/// found, but nothing is searched for them any more.
const OPEN_DAYS: i64 = 120;
/// How far back money out is asked about, in days: what was bought longer ago nobody remembers, and the
/// first day with a company's books must not be an hour's work.
const EXPENSE_DAYS: i64 = 42;
/// How far back matches count for the tiles, in days.
const MATCH_DAYS: i64 = WINDOW_DAYS as i64;
/// How far back invoices count for the tiles once they are paid, in days.
const INVOICE_DAYS: i64 = 90;
/// How long after a job's last day an expense may still be for it, in days.
const JOB_DAYS: i64 = expenses::HISTORY_DAYS as i64;

/// Everything read for one run.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Name and settings.
    pub profile: Company,
    /// What is open.
    pub snapshot: Snapshot,
    /// The tiles as stored, and their version.
    pub tiles: Option<(Tiles, u64)>,
    /// Whether a decision has moved them since they were computed.
    pub moved: bool,
    learned: Learned,
    matches: Vec<Match>,
    connections: Vec<Connection>,
    week_ago: Option<Tiles>,
}

impl CompanyStore {
    /// Reads what is open, and what the tiles need beside it. What was decided long ago is not
    /// read: the cost does not grow with history. None when there is no such self.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn load_books(&self, now: Timestamp) -> Result<Option<Loaded>, StoreError> {
        let desk = self.desk().await?;
        let Some(profile) = desk.company else {
            return Ok(None);
        };
        // A day more than asked: the company's own day may be behind or ahead of UTC's.
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
        let since = |days: i64| today.saturating_sub((days + 1).days());
        let open = self.open_book(since(OPEN_DAYS)).await?;
        let expenses = self.open_expenses(since(EXPENSE_DAYS)).await?;
        let mut accounts = self.accounts().await?;
        for account in &mut accounts {
            account.label = profile
                .account_labels
                .get(&account.id)
                .copied()
                .unwrap_or(account.label);
        }
        let mut invoices = self.receivables(since(INVOICE_DAYS)).await?;
        for invoice in &mut invoices {
            invoice.disputed = profile.disputed.contains(&invoice.id);
        }
        let jobs = match jobs_from(&expenses, &profile, since(MATCH_DAYS)) {
            Some(day) => self.jobs_since(day).await?,
            None => Vec::new(),
        };
        let learned = self.learned().await?;
        let last_week = self.digest(IsoWeek::of(week_before(now, today))).await?;
        Ok(Some(Loaded {
            profile,
            snapshot: Snapshot {
                deposits: open.deposits,
                payments: open.payments,
                payouts: open.payouts,
                accounts,
                invoices,
                priors: learned.priors(),
                tray: desk.tray,
                expenses,
                jobs,
                rules: desk.rules,
                tags: self.tags(since(MATCH_DAYS)).await?,
            },
            learned,
            tiles: desk.tiles,
            moved: desk.moved,
            matches: self.matches(since(MATCH_DAYS)).await?,
            connections: self.connections().await?,
            week_ago: last_week.map(|d| d.tiles),
        }))
    }
}

/// From which last day on jobs are of use: an open expense may be for one, or the burden is shared by
/// days. As with payouts, what no open item can be about is not read.
fn jobs_from(expenses: &[BankTransaction], company: &Company, window: Date) -> Option<Date> {
    let oldest = expenses.iter().map(|t| t.line.date).min();
    let asked = oldest.map(|day| day.saturating_sub(JOB_DAYS.days()));
    let shared = (company.alloc_method == AllocMethod::JobDays).then_some(window);
    asked.into_iter().chain(shared).min()
}

fn week_before(now: Timestamp, today: Date) -> Date {
    let before = now.saturating_sub(SignedDuration::from_hours(7 * 24));
    before.map_or(today, |t| t.to_zoned(jiff::tz::TimeZone::UTC).date())
}

impl Loaded {
    /// What the engine learned, as it lies in the table.
    #[must_use]
    pub const fn learned(&self) -> &Learned {
        &self.learned
    }

    /// A deposit has been matched: it is open no more, and taught what it teaches.
    pub fn matched(&mut self, company: &CompanyStore, new: &NewMatch) {
        let m = &new.matched;
        self.snapshot.deposits.retain(|d| d.line.id != m.deposit_id);
        self.snapshot.priors.learn(&m.lesson);
        if m.lesson != Lesson::default() {
            self.learned
                .add(company.keys().lesson(&new.audit.id, 1), &m.lesson);
        }
        for part in &m.parts {
            let payment = self
                .snapshot
                .payments
                .iter_mut()
                .find(|p| p.record.id == part.payment_id);
            if let Some(payment) = payment {
                payment.used += part.amount;
            }
        }
        self.snapshot
            .payments
            .retain(|p| p.open() != oodaloo_domain::Money::ZERO);
        self.matches.push(m.clone());
    }

    /// What the tiles are computed from.
    pub fn books(&self) -> Books {
        let about_money = self
            .snapshot
            .tray
            .iter()
            .filter(|i| i.kind != TrayKind::ConnectionBroken);
        let tray_amount = about_money
            .filter_map(|i| match &i.subject {
                Subject::BankTransaction { transaction, .. } => Some(transaction.line.amount.abs()),
                Subject::Connection { .. } => None,
            })
            .sum();
        let has = |rail| self.connections.iter().any(|c| c.rail == rail);
        let by_file = has(RailName::Csv) && !has(RailName::Plaid);
        Books {
            company: self.profile.clone(),
            accounts: self.snapshot.accounts.clone(),
            matches: self.matches.clone(),
            open_deposits: self
                .snapshot
                .bank_deposits()
                .filter(|d| d.status == Status::Open)
                .cloned()
                .collect(),
            tray_count: self.snapshot.tray.len(),
            tray_amount,
            invoices: self.snapshot.invoices.clone(),
            tags: self.snapshot.tags.clone(),
            jobs: self.snapshot.jobs.clone(),
            last_bank_sync_at: self.last_sync(if by_file {
                RailName::Csv
            } else {
                RailName::Plaid
            }),
            bank_by_file: by_file,
            balances_at: self.balances_at(),
            last_jobber_sync_at: self.last_sync(RailName::Jobber),
            broken_connections: self.broken(),
            vitals: self.connections.iter().map(|c| c.vitals.clone()).collect(),
            week_ago: self.week_ago.clone(),
        }
    }

    fn last_sync(&self, rail: RailName) -> Option<Timestamp> {
        self.connections
            .iter()
            .filter(|c| c.rail == rail)
            .filter_map(|c| c.last_sync_at)
            .max()
    }

    /// The oldest of the bank's readings that the company's cash is known from.
    fn balances_at(&self) -> Option<Timestamp> {
        let cash = |id: &AccountId| {
            let mut all = self.snapshot.accounts.iter();
            all.any(|a| {
                let label = a.label;
                a.id == *id && matches!(label, AccountLabel::Operating | AccountLabel::Savings)
            })
        };
        let with_cash = self
            .connections
            .iter()
            .filter(|c| c.accounts.iter().any(cash));
        with_cash.filter_map(|c| c.bank.read_at).min()
    }

    fn broken(&self) -> Vec<RailName> {
        let broken = self
            .connections
            .iter()
            .filter(|c| c.status == ConnectionStatus::NeedsReconnect);
        broken.map(|c| c.rail).collect()
    }
}
