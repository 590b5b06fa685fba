//! What clients owe: age and days sales outstanding.

use jiff::civil::Date;

use super::Books;
use super::shares::{clamped, floor, narrow, total};
use super::value::{Aging, Bucket, Dso, PromptCode, Tenths, Tile, Tiles};
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
        let bucket = match days_late(invoice, &books.company, today) {
            _ if invoice.disputed => &mut ar.disputed,
            ..=0 => &mut ar.not_due,
            1..=30 => &mut ar.d1_30,
            31..=60 => &mut ar.d31_60,
            61..=90 => &mut ar.d61_90,
            _ => &mut ar.d90_plus,
        };
        add(bucket, invoice.balance);
        add(&mut ar.total, invoice.balance);
    }
    Tile::Value(ar)
}

pub(super) fn dso(books: &Books, today: Date) -> Tile<Dso> {
    if books.last_jobber_sync_at.is_none() && books.invoices.is_empty() {
        return PromptCode::ConnectJobber.into();
    }
    let recent =
        |i: &&Invoice| !i.draft && (0..DSO_DAYS).contains(&days_between(i.issued_on, today));
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
