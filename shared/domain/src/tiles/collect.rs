//! The one action of the week: whom to call, and what it is worth in weeks.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Books;
use super::receivables::days_late;
use super::shares::{floor, narrow, total};
use super::value::{Collect, CollectFrom, Tenths};
use crate::facts::{Company, Invoice};

/// At most so many clients: a list is not an action.
const MAX_CLIENTS: usize = 3;

/// The largest overdue invoices of at most three clients (ties: the oldest, then by id), and the
/// runway they would add. Contested invoices and VIPs are never in it. None without a burden, or
/// when it would not add a tenth of a week.
#[must_use]
pub fn collect_effect(books: &Books, today: Date) -> Option<Collect> {
    let mut late: Vec<(&Invoice, i32)> = books
        .invoices
        .iter()
        .filter(|i| i.is_open() && !i.disputed && !books.company.disputed.contains(&i.id))
        .filter(|i| {
            !i.client_id
                .as_ref()
                .is_some_and(|c| books.company.vips.contains(c))
        })
        .map(|i| (i, days_late(i, &books.company, today)))
        .filter(|(_, days)| *days > 0)
        .collect();
    late.sort_by_key(|(i, days)| (Reverse(i.balance), Reverse(*days), i.id.clone()));
    let mut seen = BTreeSet::new();
    let clients: Vec<CollectFrom> = late
        .into_iter()
        // Who owes is not known: the invoice stands for itself.
        .filter(|(i, _)| seen.insert(i.client_id.as_ref().map_or(i.id.as_str(), |c| c.as_str())))
        .take(MAX_CLIENTS)
        .map(|(i, days)| CollectFrom {
            client_name: i
                .client_name
                .clone()
                .unwrap_or_else(|| "Unknown client".to_owned()),
            invoice_id: i.id.clone(),
            invoice_number: i.number.clone(),
            amount: i.balance,
            days_late: u64::try_from(days).unwrap_or(0),
        })
        .collect();
    let amount = total(clients.iter().map(|c| c.amount));
    let collect = Collect {
        amount,
        weeks: Tenths(0),
        clients,
    };
    collect.again(&books.company)
}

impl Collect {
    /// The same clients, by what a week costs now. None when that is not known, or when it would not
    /// add a tenth of a week.
    pub(super) fn again(&self, company: &Company) -> Option<Self> {
        let burden = company.weekly_burden.filter(|b| b.is_positive())?;
        let (amount, burden) = (i128::from(self.amount.cents()), i128::from(burden.cents()));
        let weeks = Tenths(narrow(floor(amount * 10, burden)));
        (weeks.0 > 0).then(|| Self {
            weeks,
            ..self.clone()
        })
    }
}
