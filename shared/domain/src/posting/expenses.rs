//! `expenses_tagged`: one row for each expense that was linked to a job.

use super::cell::{Cell, Table, who};
use super::{Facts, Lookup, Period};
use crate::facts::Tag;

const HEADER: &[&str] = &[
    "date",
    "transaction_id",
    "account",
    "description",
    "merchant",
    "amount",
    "currency",
    "job_number",
    "job",
    "client",
    "decided_by",
    "decided_at",
];

/// The expenses of the period that are tagged; amounts are costs, more than zero.
#[must_use]
pub fn expenses_tagged(facts: &Facts<'_>, period: Period) -> String {
    let lookup = Lookup::new(facts);
    let mut tags: Vec<&Tag> = facts
        .tags
        .iter()
        .filter(|t| period.contains(t.date))
        .collect();
    tags.sort_by_key(|t| (t.date, &t.transaction_id));
    let mut table = Table::with_header(HEADER);
    for tag in tags {
        table.row([
            Cell::Text(tag.date.to_string()),
            Cell::Text(tag.transaction_id.to_string()),
            Cell::Text(lookup.account(Some(&tag.account_id))),
            Cell::Text(tag.description.clone()),
            Cell::Text(tag.merchant.clone()),
            Cell::Amount(tag.amount),
            Cell::Text(tag.currency.clone()),
            Cell::Text(tag.job.job_number.to_string()),
            Cell::Text(tag.job.job_title.clone()),
            Cell::maybe(tag.job.client_name.clone()),
            who(&tag.decided_by),
            Cell::Text(tag.decided_at.to_string()),
        ]);
    }
    table.text()
}
