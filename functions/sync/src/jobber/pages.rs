//! One page of one entity, as facts.

use jiff::Timestamp;
use oodaloo_rails::RailError;
use oodaloo_rails::jobber::{Page, Reader};
use oodaloo_store::{Fact, Gone};

use super::Entity;

/// One page, as facts.
pub(super) struct Rows {
    pub(super) facts: Vec<Fact>,
    pub(super) stamps: Vec<Option<Timestamp>>,
    pub(super) next: Option<String>,
}

pub(super) async fn page(
    reader: &Reader<'_>,
    entity: Entity,
    since: Option<Timestamp>,
    cursor: Option<&str>,
    installed: Timestamp,
) -> Result<Rows, RailError> {
    match entity {
        Entity::Clients => reader
            .clients(since, cursor)
            .await
            .map(|p| rows(p, Fact::Client, |_| None)),
        Entity::Jobs => reader
            .jobs(cursor)
            .await
            .map(|p| rows(p, Fact::Job, |_| None)),
        Entity::Invoices => reader
            .invoices(since, cursor)
            .await
            .map(|p| rows(p, Fact::Invoice, |_| None)),
        Entity::Quotes => reader
            .quotes(since, cursor)
            .await
            .map(|p| rows(p, |quote| Fact::Quote(quote, installed), |_| None)),
        Entity::Payments => reader
            .payment_records(cursor)
            .await
            .map(|p| rows(p, Fact::Payment, gone_payment)),
        Entity::Payouts => reader
            .payout_records(since, cursor)
            .await
            .map(|p| rows(p, Fact::Payout, gone_payout)),
    }
}

fn gone_payment(id: String) -> Option<Fact> {
    oodaloo_domain::PaymentId::new(id)
        .ok()
        .map(|id| Fact::Gone(Gone::Payment(id)))
}

fn gone_payout(id: String) -> Option<Fact> {
    oodaloo_domain::PayoutId::new(id)
        .ok()
        .map(|id| Fact::Gone(Gone::Payout(id)))
}

fn rows<T>(page: Page<T>, fact: impl Fn(T) -> Fact, gone: fn(String) -> Option<Fact>) -> Rows {
    for rejected in &page.rejected {
        // One bad record is told of and left out; the others land.
        tracing::error!(
            id = rejected.id.as_deref(),
            why = rejected.why,
            "a Jobber record cannot be understood"
        );
    }
    let mut rows = Rows {
        facts: Vec::with_capacity(page.items.len()),
        stamps: Vec::new(),
        next: page.next,
    };
    for row in page.items {
        rows.stamps.push(row.updated_at);
        rows.facts.push(fact(row.fact));
    }
    rows.facts
        .extend(page.not_cash.into_iter().filter_map(gone));
    rows
}
