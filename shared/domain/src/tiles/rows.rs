//! The rows behind each number of the tiles: what was summed, from the same books by the same rules. A
//! property test holds their sums equal to the tiles.

mod value;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::compute::{cash_accounts, countable, is_recent, local_day};
use super::receivables::{age, days_late, is_invoiced_lately};
use super::variance::{dated_work, job_variances};
use super::{Books, jobs};
use crate::facts::{Account, BankTransaction, Invoice, Job, Match};
use crate::ids::JobId;
use crate::money::Money;
use crate::week::IsoWeek;

pub use value::{
    AccountRow, CostRow, DepositRow, EarmarkRow, InvoiceRow, JobRows, MatchRow, MoneyRow, ShareRow,
    TileName, TileRows, VarianceRow,
};

/// The rows of a tile at one moment.
#[must_use]
pub fn rows(tile: TileName, books: &Books, now: Timestamp) -> TileRows {
    let today = local_day(books, now);
    match tile {
        TileName::RunwayWeeks => runway(books),
        TileName::CashCollected => {
            let week = IsoWeek::of(today);
            let of = |w: IsoWeek| matches(books, today, |m| w.contains(m.date));
            TileRows::CashCollected {
                this_week: of(week),
                last_week: of(week.previous()),
            }
        }
        TileName::DsoDays => TileRows::DsoDays {
            open: invoices(books, today, Invoice::is_open),
            invoiced: invoices(books, today, |i| is_invoiced_lately(i, today)),
        },
        TileName::ArBuckets => TileRows::ArBuckets {
            open: invoices(books, today, Invoice::is_open),
        },
        TileName::ReconciledPct => TileRows::ReconciledPct {
            matched: matches(books, today, |_| true),
            unmatched: unmatched(books, today),
        },
        TileName::Jobs => {
            let compared = jobs::compare(books, today).unwrap_or_default();
            TileRows::Jobs {
                jobs: compared.into_iter().map(|(margin, _)| margin).collect(),
                variances: variances(books, today),
            }
        }
    }
}

fn variances(books: &Books, today: Date) -> Vec<VarianceRow> {
    let named: BTreeMap<&JobId, &Job> = books.jobs.iter().map(|job| (&job.id, job)).collect();
    let work = dated_work(&books.jobs, &books.matches, today);
    let rows = job_variances(&work, today).into_iter();
    rows.map(|variance| VarianceRow {
        number: named.get(&variance.job_id).map_or(0, |job| job.number),
        client_name: named
            .get(&variance.job_id)
            .and_then(|job| job.client_name.clone()),
        words: variance.status.words().into(),
        variance,
    })
    .collect()
}

/// What makes one job's margin. None when no money moved for it, or the tile shows a prompt.
#[must_use]
pub fn job_rows(job: &JobId, books: &Books, now: Timestamp) -> Option<JobRows> {
    let compared = jobs::compare(books, local_day(books, now)).ok()?;
    let (margin, moved) = compared.into_iter().find(|(m, _)| m.job_id == *job)?;
    let mut deposits: Vec<ShareRow> = moved
        .deposits
        .iter()
        .map(|(matched, amount)| share_row(job, matched, *amount))
        .collect();
    deposits.sort_by(|a, b| (a.date, &a.deposit_id).cmp(&(b.date, &b.deposit_id)));
    let mut costs: Vec<CostRow> = moved
        .tags
        .iter()
        .map(|tag| CostRow {
            transaction_id: tag.transaction_id.clone(),
            date: tag.date,
            amount: tag.amount,
            description: tag.description.clone(),
        })
        .collect();
    costs.sort_by(|a, b| (a.date, &a.transaction_id).cmp(&(b.date, &b.transaction_id)));
    Some(JobRows {
        margin,
        deposits,
        costs,
    })
}

fn share_row(job: &JobId, matched: &Match, amount: Money) -> ShareRow {
    let of_job = |part: &&crate::facts::MatchPart| {
        let mut jobs = part.allocations.iter().filter_map(|a| a.job_id.as_ref());
        jobs.any(|id| id == job)
    };
    let inside = matched.parts.iter().filter(of_job);
    ShareRow {
        deposit_id: matched.deposit_id.clone(),
        date: matched.date,
        amount,
        payment_ids: inside.map(|part| part.payment_id.clone()).collect(),
    }
}

fn runway(books: &Books) -> TileRows {
    let row = |a: &Account| AccountRow {
        account_id: a.id.clone(),
        name: a.name.clone(),
        mask: a.mask.clone(),
        available: a.available.map(|amount| MoneyRow { amount }),
    };
    let mut accounts: Vec<AccountRow> = cash_accounts(&books.company, &books.accounts)
        .map(row)
        .collect();
    accounts.sort_by(|a, b| (&a.name, &a.account_id).cmp(&(&b.name, &b.account_id)));
    let earmarks = books.company.earmarks.iter();
    TileRows::RunwayWeeks {
        accounts,
        earmarks: earmarks
            .map(|(label, amount)| EarmarkRow {
                label: label.clone(),
                amount: *amount,
            })
            .collect(),
        weekly_burden: books
            .company
            .weekly_burden
            .map(|amount| MoneyRow { amount }),
    }
}

/// Newest first.
fn matches(books: &Books, today: Date, wanted: impl Fn(&Match) -> bool) -> Vec<MatchRow> {
    let counted = books.matches.iter().filter(|m| is_recent(m.date, today));
    let mut rows: Vec<MatchRow> = counted.filter(|m| wanted(m)).map(match_row).collect();
    rows.sort_by(|a, b| (b.date, &a.deposit_id).cmp(&(a.date, &b.deposit_id)));
    rows
}

fn match_row(m: &Match) -> MatchRow {
    let client_name = match m.parts.as_slice() {
        [one] => one.client_name.clone(),
        _ => None,
    };
    MatchRow {
        deposit_id: m.deposit_id.clone(),
        date: m.date,
        amount: m.amount,
        fee: m.fee,
        processor: m.processor,
        payment_count: m.parts.len() as u64,
        client_name,
        decided_by: m.decided_by.clone(),
    }
}

fn unmatched(books: &Books, today: Date) -> Vec<DepositRow> {
    let row = |d: &BankTransaction| DepositRow {
        deposit_id: d.line.id.clone(),
        date: d.line.date,
        amount: d.line.amount,
        description: d.line.description.clone(),
    };
    let counted = countable(books).filter(|d| is_recent(d.line.date, today));
    let mut rows: Vec<DepositRow> = counted.map(row).collect();
    rows.sort_by(|a, b| (b.amount, &a.deposit_id).cmp(&(a.amount, &b.deposit_id)));
    rows
}

/// Latest first, then largest.
fn invoices(books: &Books, today: Date, wanted: impl Fn(&Invoice) -> bool) -> Vec<InvoiceRow> {
    let row = |i: &Invoice| InvoiceRow {
        invoice_id: i.id.clone(),
        number: i.number.clone(),
        client_name: i.client_name.clone(),
        issued_on: i.issued_on,
        total: i.total,
        balance: i.balance,
        days_late: u64::try_from(days_late(i, &books.company, today)).unwrap_or(0),
        age: age(i, &books.company, today),
    };
    let counted = books.invoices.iter().filter(|i| wanted(i));
    let mut rows: Vec<InvoiceRow> = counted.map(row).collect();
    rows.sort_by(|a, b| {
        let key = |r: &InvoiceRow| std::cmp::Reverse((r.days_late, r.balance));
        (key(a), &a.invoice_id).cmp(&(key(b), &b.invoice_id))
    });
    rows
}

#[cfg(test)]
mod tests;
