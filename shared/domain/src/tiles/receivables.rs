//! What clients owe: age and days sales outstanding.

use jiff::civil::Date;

use super::Books;
use super::shares::{clamped, floor, narrow, total};
use super::value::{Age, Aging, Bucket, Dso, PromptCode, Tenths, Tile, Tiles};
use crate::calendar::{days_between, plus_days};
use crate::facts::{Company, Invoice};
use crate::money::Money;

/// Invoices of so many days count for DSO.
const DSO_DAYS: i32 = 90;

/// Days past due; zero or less when it is not.
pub(super) fn days_late(invoice: &Invoice, company: &Company, today: Date) -> i32 {
    let due = invoice
        .due_on
        .unwrap_or_else(|| plus_days(invoice.issued_on, i32::from(company.terms_days)));
    days_between(due, today)
}

/// In which bucket an open invoice lies.
pub(super) fn age(invoice: &Invoice, company: &Company, today: Date) -> Age {
    match days_late(invoice, company, today) {
        _ if invoice.disputed => Age::Disputed,
        ..=0 => Age::NotDue,
        1..=30 => Age::D1To30,
        31..=60 => Age::D31To60,
        61..=90 => Age::D61To90,
        _ => Age::D90Plus,
    }
}

fn add(bucket: &mut Bucket, amount: Money) {
    bucket.amount = clamped(i128::from(bucket.amount.cents()) + i128::from(amount.cents()));
    bucket.count += 1;
}

pub(super) fn aging(books: &Books, today: Date) -> Tile<Aging> {
    if books.last_jobber_sync_at.is_none() && books.invoices.is_empty() {
        return PromptCode::ConnectJobber.into();
    }
    let mut ar = Aging::default();
    for invoice in books.invoices.iter().filter(|i| i.is_open()) {
        let bucket = match age(invoice, &books.company, today) {
            Age::Disputed => &mut ar.disputed,
            Age::NotDue => &mut ar.not_due,
            Age::D1To30 => &mut ar.d1_30,
            Age::D31To60 => &mut ar.d31_60,
            Age::D61To90 => &mut ar.d61_90,
            Age::D90Plus => &mut ar.d90_plus,
        };
        add(bucket, invoice.balance);
        add(&mut ar.total, invoice.balance);
    }
    Tile::Value(ar)
}

/// Whether an invoice counts as invoiced for DSO, paid or not.
pub(super) fn is_invoiced_lately(invoice: &Invoice, today: Date) -> bool {
    !invoice.draft && (0..DSO_DAYS).contains(&days_between(invoice.issued_on, today))
}

pub(super) fn dso(books: &Books, today: Date) -> Tile<Dso> {
    if books.last_jobber_sync_at.is_none() && books.invoices.is_empty() {
        return PromptCode::ConnectJobber.into();
    }
    let recent = |i: &&Invoice| is_invoiced_lately(i, today);
    let invoiced = i128::from(total(books.invoices.iter().filter(recent).map(|i| i.total)).cents());
    if invoiced <= 0 {
        return PromptCode::NothingInvoiced.into();
    }
    let open = i128::from(
        total(
            books
                .invoices
                .iter()
                .filter(|i| i.is_open())
                .map(|i| i.balance),
        )
        .cents(),
    );
    // Tenths of a day, half up.
    let days = Tenths(narrow(floor(
        2 * open * i128::from(DSO_DAYS) * 10 + invoiced,
        2 * invoiced,
    )));
    let before = books.week_ago.as_ref().and_then(dso_of);
    Tile::Value(Dso {
        days,
        change: before.map(|b| Tenths(days.0.saturating_sub(b.0))),
    })
}

fn dso_of(tiles: &Tiles) -> Option<Tenths> {
    tiles.dso_days.value().map(|d| d.days)
}
