//! From books to figures.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::shares::{clamped, floor, narrow, total};
use super::update::{by_week, reconciled};
use super::value::{
    CashCollected, DataHealth, PromptCode, Runway, RunwayBefore, Tenths, Tile, Tiles, TrayTile,
    Upsell,
};
use super::{Books, FILE_STALE_HOURS, STALE_HOURS, WINDOW_DAYS, collect_effect, jobs, receivables};
use crate::calendar::days_between;
use crate::engine::Processor;
use crate::facts::{
    Account, AccountLabel, BankTransaction, Company, Flag, Match, RailName, Status,
};
use crate::money::Money;
use crate::week::IsoWeek;

/// A DSO above this is the signal for collecting with a plan, in tenths of a day.
const SLOW_DSO: Tenths = Tenths(70);

/// All figures at one moment. The order of the lists does not matter.
#[must_use]
pub fn compute(books: &Books, now: Timestamp) -> Tiles {
    let today = local_day(books, now);
    let recent = |date: Date| is_recent(date, today);
    let matches = books.matches.iter().filter(|m| recent(m.date));
    let open: Vec<Money> = countable(books)
        .filter(|d| recent(d.line.date))
        .map(|d| d.line.amount)
        .collect();
    let before = books
        .week_ago
        .as_ref()
        .and_then(|t| t.reconciled_pct.value())
        .map(|r| r.pct);
    let data_health = data_health(books, now);
    let dso_days = receivables::dso(books, today);
    Tiles {
        company: books.company.name.clone(),
        as_of: now,
        week: IsoWeek::of(today),
        runway_weeks: runway(books, now),
        cash_collected: cash_collected(books, matches.clone(), today),
        ar_buckets: receivables::aging(books, today),
        reconciled_pct: reconciled(matches.clone(), &open, before),
        jobs: jobs::jobs(books, today),
        tray: TrayTile::new(books.tray_count as u64, books.tray_amount),
        collect: collect_effect(books, today),
        upsells: upsells(books, matches, dso_days.value().map(|d| d.days)),
        dso_days,
        data_health,
    }
}

/// Within the weeks that count.
pub(super) fn is_recent(date: Date, today: Date) -> bool {
    (0..WINDOW_DAYS).contains(&days_between(date, today))
}

/// The company's own day. A time zone nobody knows counts as UTC: settings refuse it long before.
pub(super) fn local_day(books: &Books, now: Timestamp) -> Date {
    let zone = TimeZone::get(&books.company.time_zone).unwrap_or(TimeZone::UTC);
    now.to_zoned(zone).date()
}

/// Open money in, of the company's currency, in accounts that are not cards (money into a card
/// pays it off).
pub(super) fn countable(books: &Books) -> impl Iterator<Item = &BankTransaction> {
    let cards: BTreeSet<_> = books
        .accounts
        .iter()
        .filter(|a| a.label == AccountLabel::Card)
        .map(|a| a.id.clone())
        .collect();
    books.open_deposits.iter().filter(move |d| {
        d.status == Status::Open
            && d.line.amount.is_positive()
            && d.line.currency == books.company.currency
            && !cards.contains(&d.line.account_id)
    })
}

fn is_cash(account: &Account) -> bool {
    matches!(
        account.label,
        AccountLabel::Operating | AccountLabel::Savings
    )
}

/// The accounts whose balances are the company's cash.
pub(super) fn cash_accounts<'a>(
    company: &'a Company,
    accounts: &'a [Account],
) -> impl Iterator<Item = &'a Account> {
    let own = |a: &&Account| is_cash(a) && a.currency == company.currency;
    accounts.iter().filter(own)
}

/// Balances that are older than this are told with their age, in hours: banks are read about once a day.
const OLD_BALANCES_HOURS: i64 = 48;

fn runway(books: &Books, now: Timestamp) -> Tile<Runway> {
    let is_old = |at: &Timestamp| {
        now.duration_since(*at) > jiff::SignedDuration::from_hours(OLD_BALANCES_HOURS)
    };
    let old = books.balances_at.filter(is_old);
    let last = books.week_ago.as_ref().and_then(|t| t.runway_weeks.value());
    let last = last.map(|l| {
        let before = RunwayBefore {
            cash_available: l.cash_available,
            earmarked: l.earmarked,
            weekly_burden: l.weekly_burden,
        };
        (l.weeks, before)
    });
    runway_of(&books.company, &books.accounts, last, old)
}

/// `last`: what it was a week ago, and what that followed from. `balances_as_of`: where the balances are old.
pub(super) fn runway_of(
    company: &Company,
    accounts: &[Account],
    last: Option<(Tenths, RunwayBefore)>,
    balances_as_of: Option<Timestamp>,
) -> Tile<Runway> {
    let cash: Vec<&Account> = cash_accounts(company, accounts).collect();
    if cash.is_empty() {
        return PromptCode::ConnectBank.into();
    }
    let Some(weekly_burden) = company.weekly_burden else {
        return PromptCode::SetBurden.into();
    };
    if !weekly_burden.is_positive() {
        return PromptCode::BurdenNotPositive.into();
    }
    let known: Option<Vec<Money>> = cash.iter().map(|a| a.available).collect();
    let Some(known) = known else {
        return PromptCode::BalancesUnknown.into();
    };
    let cash_available = total(known);
    let earmarked = total(company.earmarks.values().copied());
    let free = i128::from(cash_available.cents()) - i128::from(earmarked.cents());
    let weeks = Tenths(narrow(floor(free * 10, i128::from(weekly_burden.cents()))));
    let (last_weeks, before) = last.unzip();
    let mut runway = Runway {
        weeks,
        cash_available,
        earmarked,
        weekly_burden,
        change: last_weeks.map(|l| Tenths(weeks.0.saturating_sub(l.0))),
        before,
        balances_as_of,
        why: None,
    };
    let age = balances_as_of.map(|at| as_of(company, at));
    let told: Vec<String> = why(&runway).into_iter().chain(age).collect();
    runway.why = (!told.is_empty()).then(|| told.join(" "));
    Tile::Value(runway)
}

fn as_of(company: &Company, at: Timestamp) -> String {
    let zone = TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC);
    let day = at.to_zoned(zone).strftime("%B %-d").to_string();
    format!("The bank was last read on {day}.")
}

/// What moved runway most: a change of burden explains more than one of cash, and is rarer.
fn why(now: &Runway) -> Option<String> {
    let before = now.before.as_ref()?;
    if now.weekly_burden != before.weekly_burden {
        let (from, to) = (
            before.weekly_burden.whole_dollars(),
            now.weekly_burden.whole_dollars(),
        );
        return Some(format!("Your weekly burden went from {from} to {to}."));
    }
    let diff = |a: Money, b: Money| clamped(i128::from(a.cents()) - i128::from(b.cents()));
    let cash = diff(now.cash_available, before.cash_available);
    let aside = diff(now.earmarked, before.earmarked);
    let (moved, what, more, less) = if aside.abs() > cash.abs() {
        (aside, "You set aside", "more", "less")
    } else {
        (cash, "You hold", "more", "less")
    };
    if moved == Money::ZERO {
        return Some("Cash and burden are what they were a week ago.".to_owned());
    }
    let way = if moved.is_positive() { more } else { less };
    Some(format!(
        "{what} {} {way} than a week ago.",
        moved.abs().whole_dollars()
    ))
}

fn cash_collected<'a>(
    books: &Books,
    matches: impl Iterator<Item = &'a Match> + Clone,
    today: Date,
) -> Tile<CashCollected> {
    if books.accounts.is_empty() && books.matches.is_empty() && books.open_deposits.is_empty() {
        return PromptCode::ConnectBank.into();
    }
    let (this_week, last_week) = by_week(matches, today);
    Tile::Value(CashCollected {
        this_week,
        last_week,
    })
}

fn data_health(books: &Books, now: Timestamp) -> DataHealth {
    let reconnect: BTreeSet<RailName> = books.broken_connections.iter().copied().collect();
    let patience = if books.bank_by_file {
        FILE_STALE_HOURS
    } else {
        STALE_HOURS
    };
    let old = |at: Timestamp| now.duration_since(at).as_hours() >= patience;
    let foreign_accounts = books
        .accounts
        .iter()
        .filter(|a| a.currency != books.company.currency)
        .count();
    let foreign = books
        .open_deposits
        .iter()
        .filter(|d| d.line.currency != books.company.currency)
        .count();
    let heard = books.vitals.iter().filter_map(|v| v.webhook);
    DataHealth {
        last_bank_sync_at: books.last_bank_sync_at,
        last_jobber_sync_at: books.last_jobber_sync_at,
        last_webhook_at: heard.clone().map(|h| h.at).max(),
        webhook_lag_seconds: heard.map(|h| h.lag_seconds).max(),
        throttle_hits: books.vitals.iter().map(|v| v.throttle_hits(now)).sum(),
        bank_stale: reconnect.contains(&RailName::Plaid) || books.last_bank_sync_at.is_none_or(old),
        reconnect: reconnect.into_iter().collect(),
        other_currency_count: (foreign_accounts + foreign) as u64,
    }
}

fn upsells<'a>(
    books: &Books,
    matches: impl Iterator<Item = &'a Match>,
    dso: Option<Tenths>,
) -> Vec<Upsell> {
    let has = |flag: Flag| books.company.flags.contains(&flag);
    let is_lump = |m: &&Match| {
        m.parts.len() > 1 && matches!(m.processor, Processor::JobberPay | Processor::Stripe)
    };
    let lumps = matches.filter(is_lump).count() as u64;
    let mut out = Vec::new();
    if let Some(days) = dso.filter(|d| *d > SLOW_DSO && !has(Flag::CashDiscipline)) {
        out.push(Upsell::SlowClients { days });
    }
    if lumps > 0 && !has(Flag::Unbundling) {
        out.push(Upsell::LumpPayouts { count: lumps });
    }
    out
}
