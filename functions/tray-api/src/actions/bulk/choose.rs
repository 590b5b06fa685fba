//! Which items a bulk takes, and why it leaves the others.

use std::collections::BTreeSet;

use jiff::civil::Date;
use oodaloo_domain::facts::{Status, Subject, Suggestion, TrayItem, TrayKind};
use oodaloo_domain::{Money, PaymentId, TrayItemId, tray};
use oodaloo_store::Desk;

use super::{Bulk, ItemResult, ItemStatus, MAX_ITEMS};

/// An item that is confirmed.
pub(super) struct Taken {
    pub(super) id: TrayItemId,
    /// As the caller saw it.
    pub(super) version: u64,
    /// As it is now; none when it is not asked any more. Its transaction says what has become of it.
    pub(super) item: Option<TrayItem>,
}

impl Taken {
    pub(super) fn best(&self) -> Option<&Suggestion> {
        self.item.as_ref()?.suggestions.first()
    }

    pub(super) fn amount(&self) -> Money {
        self.item.as_ref().map_or(Money::ZERO, amount_of)
    }
}

/// What is taken, what is left with its reason, and how many more would have been sure enough.
#[derive(Default)]
pub(super) struct Chosen {
    pub(super) take: Vec<Taken>,
    pub(super) left: Vec<ItemResult>,
    pub(super) more: usize,
}

/// Chooses among what is asked now. What the same request has done before, when it was cut short, is taken
/// first and counts: a repeated request never takes more than it would have the first time.
pub(super) fn choose(desk: &Desk, asked: &Bulk, done: Vec<TrayItemId>, today: Date) -> Chosen {
    let mut tray = desk.tray.clone();
    tray::sort(&mut tray, today);
    let mut chosen = Chosen::default();
    let mut used: BTreeSet<PaymentId> = BTreeSet::new();
    let all: Vec<(TrayItemId, Option<u64>)> = if asked.items.is_empty() {
        chosen.take = done.into_iter().map(gone(0)).collect();
        tray.iter().map(|i| (i.id.clone(), None)).collect()
    } else {
        let seen = asked.items.iter();
        seen.map(|s| (s.id.clone(), Some(s.expected_version)))
            .collect()
    };
    for (id, version) in all {
        if chosen.take.iter().any(|t| t.id == id) {
            // Confirmed, and taken back since: the first answer stands.
            continue;
        }
        let Some(item) = tray.iter().find(|i| i.id == id) else {
            chosen.take.push(gone(version.unwrap_or_default())(id));
            continue;
        };
        let amount = amount_of(item);
        match unfit(item, asked.threshold, &used) {
            Some(reason) => {
                let left = ItemResult::new(id, ItemStatus::Excluded, amount);
                chosen.left.push(left.because(reason));
            }
            None if chosen.take.len() >= MAX_ITEMS => chosen.more += 1,
            None => {
                let parts = item.suggestions.iter().take(1).flat_map(|s| &s.parts);
                used.extend(parts.map(|p| p.part.payment_id.clone()));
                chosen.take.push(Taken {
                    id,
                    version: version.unwrap_or(item.version),
                    item: Some(item.clone()),
                });
            }
        }
    }
    chosen
}

fn gone(version: u64) -> impl Fn(TrayItemId) -> Taken {
    move |id| Taken {
        id,
        version,
        item: None,
    }
}

/// Why an item is left to a person.
fn unfit(item: &TrayItem, threshold: f64, used: &BTreeSet<PaymentId>) -> Option<&'static str> {
    let Subject::BankTransaction { transaction, .. } = &item.subject else {
        return Some("connection");
    };
    if item.kind == TrayKind::Conflict || transaction.status != Status::Open {
        return Some("conflict");
    }
    let Some(best) = item.suggestions.first() else {
        return Some("no_suggestion");
    };
    if best.candidate.confidence < threshold {
        return Some("below_threshold");
    }
    let twice = best.parts.iter().any(|p| used.contains(&p.part.payment_id));
    twice.then_some("payment_in_another_item")
}

fn amount_of(item: &TrayItem) -> Money {
    match &item.subject {
        Subject::BankTransaction { transaction, .. } => transaction.line.amount,
        Subject::Connection { .. } => Money::ZERO,
    }
}
