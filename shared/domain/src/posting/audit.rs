//! The audit list as a table: who did what, when, and what it was before.

use super::cell::{Cell, Table, who};
use crate::facts::AuditEntry;

const HEADER: &[&str] = &[
    "at",
    "by",
    "action",
    "target_type",
    "target_id",
    "summary",
    "before",
    "after",
    "id",
];

/// Entries in the order they come. What was and what is are JSON, as they were recorded.
#[must_use]
pub fn audit_list(entries: &[AuditEntry]) -> String {
    let mut table = Table::with_header(HEADER);
    for e in entries {
        let recorded = |v: &serde_json::Value| match v {
            serde_json::Value::Null => Cell::Empty,
            value => Cell::Text(value.to_string()),
        };
        table.row([
            Cell::Text(e.at.to_string()),
            who(&e.actor),
            Cell::Text(e.action.clone()),
            Cell::Text(e.target_type.clone()),
            Cell::Text(e.target_id.clone()),
            Cell::Text(e.summary.clone()),
            recorded(&e.before),
            recorded(&e.after),
            Cell::Text(e.id.to_string()),
        ]);
    }
    table.text()
}
