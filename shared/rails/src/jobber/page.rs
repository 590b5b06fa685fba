//! What reading gives back: rows, single records, pages.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::convert::Converted;
use super::graphql::ThrottleStatus;
use crate::rows::Rejected;

/// Whom a token speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobberAccount {
    /// As webhooks carry it.
    pub id: String,
    /// As the owner calls it.
    pub name: String,
}

/// A fact, and when Jobber says it last changed (payments do not say).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<T> {
    /// The fact.
    pub fact: T,
    /// When it last changed, where Jobber says so.
    pub updated_at: Option<Timestamp>,
}

/// One record, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Single<T> {
    /// It is there.
    Found(Row<T>),
    /// It is there, but no money moved (any more): a voided payment, a failed payout, an opening
    /// balance. Its id.
    NotCash(String),
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The facts, in Jobber's order.
    pub items: Vec<Row<T>>,
    /// Ids of records that are (or have become) no money: [`Single::NotCash`].
    pub not_cash: Vec<String>,
    /// Records that could not be understood. The others stand.
    pub rejected: Vec<Rejected>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
    /// What the page cost and what is left, where Jobber says it.
    pub cost: Option<ThrottleStatus>,
}

/// A page of rows that are not facts yet.
pub(super) struct Listed<W> {
    pub(super) rows: Vec<W>,
    pub(super) rejected: Vec<Rejected>,
    pub(super) next: Option<String>,
    pub(super) cost: Option<ThrottleStatus>,
}

impl<W> Listed<W> {
    pub(super) fn into_page<T>(
        self,
        convert: fn(W, &TimeZone) -> Converted<T>,
        tz: &TimeZone,
    ) -> Page<T> {
        let mut page = Page {
            items: Vec::with_capacity(self.rows.len()),
            not_cash: Vec::new(),
            rejected: self.rejected,
            next: self.next,
            cost: self.cost,
        };
        for wire in self.rows {
            match convert(wire, tz) {
                Ok(Single::Found(row)) => page.items.push(row),
                Ok(Single::NotCash(id)) => page.not_cash.push(id),
                Err(rejected) => page.rejected.push(rejected),
            }
        }
        page
    }
}
