//! `exceptions_open`: what the tray still asks about, so that nothing of the period is taken for settled.

use jiff::civil::Date;

use super::cell::{Cell, Table};
use super::{Facts, Lookup, Period};
use crate::calendar::days_between;
use crate::facts::{Subject, TrayItem, TrayKind};
use crate::tray;

const HEADER: &[&str] = &[
    "type",
    "date",
    "transaction_id",
    "account",
    "description",
    "amount",
    "currency",
    "age_days",
    "impact",
    "suggestions",
];

/// The tray's questions about transactions of the period, and every broken connection: what stands
/// behind one may be missing from any period. In the tray's own order.
#[must_use]
pub fn exceptions_open(facts: &Facts<'_>, period: Period, today: Date) -> String {
    let lookup = Lookup::new(facts);
    let mut items = facts.tray.to_vec();
    tray::sort(&mut items, today);
    let mut table = Table::with_header(HEADER);
    for item in &items {
        if let Some(cells) = cells(&lookup, item, period, today) {
            table.row(cells);
        }
    }
    table.text()
}

fn cells(lookup: &Lookup<'_>, item: &TrayItem, period: Period, today: Date) -> Option<Vec<Cell>> {
    let kind = Cell::Text(word(item.kind).to_owned());
    match &item.subject {
        Subject::BankTransaction { transaction, .. } => {
            let line = &transaction.line;
            let ways = item.suggestions.len() + item.job_suggestions.len();
            period.contains(line.date).then(|| {
                vec![
                    kind,
                    Cell::Text(line.date.to_string()),
                    Cell::Text(line.id.to_string()),
                    Cell::Text(lookup.account(Some(&line.account_id))),
                    Cell::Text(line.description.clone()),
                    Cell::Amount(line.amount),
                    Cell::Text(line.currency.clone()),
                    Cell::Count(days_between(line.date, today).max(0).unsigned_abs().into()),
                    Cell::Amount(tray::impact(item, today)),
                    Cell::Count(ways as u64),
                ]
            })
        }
        Subject::Connection { rail, why, .. } => {
            let mut cells = vec![kind, Cell::Empty, Cell::Empty, Cell::Empty];
            cells.push(Cell::Text(format!("{}: {why}", rail.as_str())));
            cells.extend([
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
                Cell::Empty,
            ]);
            Some(cells)
        }
    }
}

const fn word(kind: TrayKind) -> &'static str {
    match kind {
        TrayKind::UnconfirmedDeposit => "unconfirmed_deposit",
        TrayKind::OffJobIncome => "off_job_income",
        TrayKind::ExpenseNeedsJob => "expense_needs_job",
        TrayKind::PersonalCandidate => "personal_candidate",
        TrayKind::Conflict => "conflict",
        TrayKind::ConnectionBroken => "connection_broken",
    }
}
