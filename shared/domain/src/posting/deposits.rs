//! `deposits_matched`: one row for each payment inside a deposit, with its share of the fee.

use super::cell::{Cell, Table, who};
use super::{Facts, Lookup, Period};
use crate::engine::Processor;
use crate::facts::{Allocation, Match, MatchPart, Share};
use crate::money::Money;
use crate::tiles::shares;

const HEADER: &[&str] = &[
    "date",
    "deposit_id",
    "account",
    "description",
    "processor",
    "payments",
    "payment_id",
    "client",
    "invoices",
    "jobs",
    "gross",
    "fee",
    "net",
    "decided_by",
    "decided_at",
];

/// The deposits of the period that are matched, and a row for each part that a person assigned.
/// Gross − fee = net in every row, and the rows of a
/// deposit sum to it to the cent. Without `unbundled` (the add-on that shows the inside of a payout) a
/// deposit of several payments is one row.
#[must_use]
pub fn deposits_matched(facts: &Facts<'_>, period: Period, unbundled: bool) -> String {
    let lookup = Lookup::new(facts);
    let inside = facts.matches.iter().filter(|m| period.contains(m.date));
    let mut matches: Vec<&Match> = inside.collect();
    matches.sort_by_key(|m| (m.date, &m.deposit_id));
    let mut table = Table::with_header(HEADER);
    for matched in matches {
        for row in rows(matched, unbundled) {
            table.row(cells(&lookup, matched, row));
        }
    }
    table.text()
}

const fn processor(processor: Processor) -> &'static str {
    match processor {
        Processor::JobberPay => "Jobber Payments",
        Processor::Stripe => "Stripe",
        Processor::Ach => "ACH",
        Processor::Check => "check",
        Processor::Cash => "cash",
        Processor::Transfer => "transfer",
        Processor::Other => "other",
    }
}

struct Row<'a> {
    part: Option<&'a MatchPart>,
    /// What a person said of money that no payment stands for.
    share: Option<&'a Share>,
    gross: Money,
    fee: Money,
}

fn rows(matched: &Match, unbundled: bool) -> Vec<Row<'_>> {
    let mut rows = payments(matched, unbundled);
    rows.extend(matched.shares.iter().map(|share| Row {
        part: None,
        share: Some(share),
        gross: share.amount,
        fee: Money::ZERO,
    }));
    rows
}

fn payments(matched: &Match, unbundled: bool) -> Vec<Row<'_>> {
    let whole = |part| Row {
        part,
        share: None,
        gross: matched.gross,
        fee: matched.fee,
    };
    match matched.parts.as_slice() {
        [] => Vec::new(),
        [one] => vec![whole(Some(one))],
        parts if unbundled => {
            let amounts: Vec<Money> = parts.iter().map(|p| p.amount).collect();
            // Refunds can eat a payout up: there is nothing to share a fee by, and one row says it all.
            let Some(fees) = shares(matched.fee, &amounts) else {
                return vec![whole(None)];
            };
            let each = parts.iter().zip(fees);
            each.map(|(part, fee)| Row {
                part: Some(part),
                share: None,
                gross: part.amount,
                fee,
            })
            .collect()
        }
        _ => vec![whole(None)],
    }
}

fn cells(lookup: &Lookup<'_>, matched: &Match, row: Row<'_>) -> Vec<Cell> {
    let transaction = lookup.transaction(&matched.deposit_id);
    let text = |s: &str| Cell::Text(s.to_owned());
    let part = row.part;
    let list = |of: fn(&Allocation) -> Option<&str>| {
        let mut found: Vec<&str> = part
            .iter()
            .flat_map(|p| &p.allocations)
            .filter_map(of)
            .collect();
        found.dedup();
        Cell::Text(found.join("; "))
    };
    vec![
        Cell::Text(matched.date.to_string()),
        text(matched.deposit_id.as_str()),
        Cell::Text(lookup.account(transaction.map(|t| &t.line.account_id))),
        Cell::maybe(transaction.map(|t| t.line.description.as_str())),
        text(processor(matched.processor)),
        Cell::Count(matched.parts.len() as u64),
        Cell::maybe(part.map(|p| p.payment_id.as_str())),
        Cell::maybe(part.and_then(|p| p.client_name.as_deref())),
        list(|a| Some(a.invoice_number.as_deref().unwrap_or(a.invoice_id.as_str()))),
        match row.share {
            Some(share) => Cell::Text(share.to.words()),
            None => list(|a| a.job_title.as_deref()),
        },
        Cell::Amount(row.gross),
        Cell::Amount(row.fee),
        Cell::Amount(row.gross - row.fee),
        who(&matched.decided_by),
        Cell::Text(matched.decided_at.to_string()),
    ]
}
