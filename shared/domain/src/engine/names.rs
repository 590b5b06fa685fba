//! What people call the payments and deposits that reasons speak of: an id tells a person nothing.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::reason::Reason;
use crate::money::Money;

/// A longer number of an invoice is a rail's own id, which nobody knows it by, in bytes.
const MAX_NUMBER: usize = 20;

/// A payment or a deposit as a person knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// How much.
    pub amount: Money,
    /// The day it was received or banked.
    pub on: Date,
    /// Who paid; nobody for a deposit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// The number of the invoice it paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<String>,
}

/// What the sentences of some reasons need: only what those reasons speak of, so that it stays small beside them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Names {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    payments: BTreeMap<String, Known>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    deposits: BTreeMap<String, Known>,
}

impl Names {
    /// Looks up what the reasons speak of.
    pub fn of<'r>(
        reasons: impl Iterator<Item = &'r Reason> + Clone,
        payment: impl Fn(&str) -> Option<Known>,
        deposit: impl Fn(&str) -> Option<Known>,
    ) -> Self {
        let known = |id: &str, of: &dyn Fn(&str) -> Option<Known>| Some((id.to_owned(), of(id)?));
        let payments = reasons.clone().flat_map(Reason::payments);
        let deposits = reasons.filter_map(Reason::deposit);
        Self {
            payments: payments.filter_map(|id| known(id, &payment)).collect(),
            deposits: deposits.filter_map(|id| known(id, &deposit)).collect(),
        }
    }

    /// Whether there is nothing to know.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.payments.is_empty() && self.deposits.is_empty()
    }

    /// "Maria Lopez's $240.00 of Mar 3 (invoice 1031)".
    pub(super) fn payment(&self, id: &str) -> Option<String> {
        let known = self.payments.get(id)?;
        let amount = known.amount.dollars();
        let what = match known.who.as_deref().filter(|who| !who.trim().is_empty()) {
            Some(who) if who.ends_with('s') => format!("{who}' {amount}"),
            Some(who) => format!("{who}'s {amount}"),
            None => format!("the {amount}"),
        };
        let number = known.invoice.as_deref().map(str::trim);
        let invoice = match number.filter(|n| !n.is_empty() && n.len() <= MAX_NUMBER) {
            Some(n) if n.to_ascii_lowercase().starts_with("inv") => format!(" ({n})"),
            Some(n) => format!(" (invoice {n})"),
            None => String::new(),
        };
        Some(format!("{what} of {}{invoice}", day(known.on)))
    }

    /// "the deposit of $600.00 on Mar 9".
    pub(super) fn deposit(&self, id: &str) -> Option<String> {
        let known = self.deposits.get(id)?;
        let (amount, day) = (known.amount.dollars(), day(known.on));
        Some(format!("the deposit of {amount} on {day}"))
    }
}

/// "Mar 3": the year is told by the deposit.
pub(super) fn day(date: Date) -> String {
    date.strftime("%b %-d").to_string()
}

/// "Mar 3", "Mar 3–4", "Mar 30 – Apr 2".
pub(super) fn days(from: Date, to: Date) -> String {
    if from == to {
        day(from)
    } else if (from.year(), from.month()) == (to.year(), to.month()) {
        format!("{}–{}", day(from), to.day())
    } else {
        format!("{} – {}", day(from), day(to))
    }
}
