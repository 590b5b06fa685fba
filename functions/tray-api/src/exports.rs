//! The posting pack of a period, a file at a time.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::Uri;
use jiff::tz::TimeZone;
use oodaloo_domain::facts::{Company, Flag};
use oodaloo_domain::posting::{
    Facts, Period, deposits_matched, exceptions_open, expenses_tagged, journal_summary,
};
use oodaloo_store::CompanyStore;
use serde::Deserialize;

use crate::audit::company;
use crate::caller::{Caller, query};
use crate::file::{CSV, attachment};
use crate::{Problem, TrayApi, period};

/// Which days.
#[derive(Debug, Deserialize)]
pub(crate) struct Ask {
    from: Option<String>,
    to: Option<String>,
}

/// `GET /api/v1/exports/{file}?company_id=&from=&to=`: one of `deposits_matched.csv`, `expenses_tagged.csv`,
/// `journal_summary.csv`, `exceptions_open.csv`; whole or not at all.
pub(crate) async fn export(
    State(api): State<Arc<TrayApi>>,
    Path(file): Path<String>,
    caller: Caller,
    uri: Uri,
) -> Result<Response, Problem> {
    let settings = company(&caller).await?;
    let ask: Ask = query(&uri)?;
    let period = period::required(ask.from.as_deref(), ask.to.as_deref())?;
    let (books, name) = (&caller.company, file.strip_suffix(".csv"));
    let text = match name {
        Some("deposits_matched") => deposits(books, &settings, period).await?,
        Some("expenses_tagged") => expenses(books, &settings, period).await?,
        Some("journal_summary") => journal(books, &settings, period).await?,
        Some("exceptions_open") => exceptions(&api, books, &settings, period).await?,
        _ => return Err(Problem::not_found("file")),
    };
    let name = format!(
        "{}-{}-{}.csv",
        name.unwrap_or_default(),
        period.from(),
        period.to()
    );
    Ok(attachment(CSV, &name, text)?.into_response())
}

async fn deposits(
    books: &CompanyStore,
    settings: &Company,
    period: Period,
) -> Result<String, Problem> {
    let matches = books.matches_in(period.from(), period.to()).await?;
    let lines = books.bank_transactions_of(matches.iter().map(|m| &m.deposit_id));
    let (transactions, accounts) = (lines.await?, books.accounts().await?);
    let facts = Facts {
        currency: &settings.currency,
        accounts: &accounts,
        transactions: &transactions,
        matches: &matches,
        ..Facts::default()
    };
    let unbundled = settings.flags.contains(&Flag::Unbundling);
    Ok(deposits_matched(&facts, period, unbundled))
}

async fn expenses(
    books: &CompanyStore,
    settings: &Company,
    period: Period,
) -> Result<String, Problem> {
    let tags = books.tags_in(period.from(), period.to()).await?;
    let lines = books.bank_transactions_of(tags.iter().map(|t| &t.transaction_id));
    let (transactions, accounts) = (lines.await?, books.accounts().await?);
    let facts = Facts {
        currency: &settings.currency,
        accounts: &accounts,
        transactions: &transactions,
        tags: &tags,
        ..Facts::default()
    };
    Ok(expenses_tagged(&facts, period))
}

/// Income of no job is known by its status alone, so all lines are read.
async fn journal(
    books: &CompanyStore,
    settings: &Company,
    period: Period,
) -> Result<String, Problem> {
    let mut transactions = books.bank_transactions().await?;
    let matches = books.matches_in(period.from(), period.to()).await?;
    let tags = books.tags_in(period.from(), period.to()).await?;
    transactions.retain(|t| period.contains(t.line.date));
    let facts = Facts {
        currency: &settings.currency,
        accounts: &books.accounts().await?,
        transactions: &transactions,
        matches: &matches,
        tags: &tags,
        ..Facts::default()
    };
    Ok(journal_summary(&facts, period))
}

async fn exceptions(
    api: &TrayApi,
    books: &CompanyStore,
    settings: &Company,
    period: Period,
) -> Result<String, Problem> {
    let zone = TimeZone::get(&settings.time_zone).unwrap_or(TimeZone::UTC);
    let today = api.world.now().to_zoned(zone).date();
    let desk = books.desk().await?;
    let facts = Facts {
        currency: &settings.currency,
        accounts: &books.accounts().await?,
        tray: &desk.tray,
        ..Facts::default()
    };
    Ok(exceptions_open(&facts, period, today))
}
