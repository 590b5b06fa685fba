//! What happens at Jobber, on a test's word: `POST /__sandbox/jobber`. Nothing is announced unless asked for.

use jiff::{Timestamp, civil::Date};
use oodaloo_seeds::jobber::{Payment, PaymentKind};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{JobberRail, account::Account, webhook};
use crate::sandbox::Shared;

/// Something that happens.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum JobberEvent {
    /// A record is deleted. Lists have no tombstones.
    Delete {
        kind: RecordKind,
        id: String,
        #[serde(default)]
        announce: bool,
    },
    /// An invoice's total changes.
    Invoice {
        id: String,
        total_cents: i64,
        #[serde(default)]
        announce: bool,
    },
    /// A client gets another name.
    Client {
        id: String,
        first_name: String,
        #[serde(default)]
        announce: bool,
    },
    /// A quote comes into a status.
    Quote {
        id: String,
        status: String,
        #[serde(default)]
        announce: bool,
    },
    /// An entry in the balance ledger: always positive, as `amount` is; its type says which way it goes.
    Ledger {
        adjustment_type: String,
        received_on: Date,
        /// What it is about, with the part of each.
        allocations: Vec<Part>,
        #[serde(default)]
        announce: bool,
    },
    /// An entry becomes one of another type: a payment is voided.
    Adjust { id: String, adjustment_type: String },
}

/// What can be deleted.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RecordKind {
    Client,
    Job,
    Invoice,
    Quote,
    Payment,
    Payout,
}

/// A part of a payment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    pub(crate) invoice_id: String,
    pub(crate) amount_cents: i64,
}

impl JobberRail {
    /// Lets it happen to the company loaded last.
    pub(crate) fn happen(
        &mut self,
        event: JobberEvent,
        shared: &mut Shared,
        now: Timestamp,
    ) -> Result<Value, String> {
        let account_id = self.account_id(None).ok_or("no company is loaded")?;
        let account = self
            .accounts
            .get_mut(&account_id)
            .ok_or("no such account")?;
        let (id, topic, announce) = change(account, event, now)?;
        if announce {
            webhook::queue(shared, &account_id, topic, &id, now);
        }
        Ok(json!({"id": id}))
    }
}

/// The record, the topic that tells of it, and whether it is told.
fn change(
    account: &mut Account,
    event: JobberEvent,
    now: Timestamp,
) -> Result<(String, &'static str, bool), String> {
    let side = &mut account.side;
    match event {
        JobberEvent::Delete { kind, id, announce } => {
            let (gone, topic) = match kind {
                RecordKind::Client => (take(&mut side.clients, |r| r.id == id), "CLIENT_DESTROY"),
                RecordKind::Job => (take(&mut side.jobs, |r| r.id == id), "JOB_DESTROY"),
                RecordKind::Invoice => {
                    (take(&mut side.invoices, |r| r.id == id), "INVOICE_DESTROY")
                }
                RecordKind::Quote => (take(&mut side.quotes, |r| r.id == id), "QUOTE_DESTROY"),
                RecordKind::Payment => {
                    (take(&mut side.payments, |r| r.id == id), "PAYMENT_DESTROY")
                }
                RecordKind::Payout => (take(&mut side.payouts, |r| r.id == id), "PAYOUT_DESTROY"),
            };
            gone.then_some((id, topic, announce))
                .ok_or("no such record".into())
        }
        JobberEvent::Invoice {
            id,
            total_cents,
            announce,
        } => {
            let found = side.invoices.iter_mut().find(|i| i.id == id);
            let invoice = found.ok_or("no such invoice")?;
            invoice.total_cents = total_cents;
            invoice.updated_at = now;
            Ok((id, "INVOICE_UPDATE", announce))
        }
        JobberEvent::Client {
            id,
            first_name,
            announce,
        } => {
            let found = side.clients.iter_mut().find(|c| c.id == id);
            let client = found.ok_or("no such client")?;
            client.first_name = first_name;
            client.updated_at = now;
            Ok((id, "CLIENT_UPDATE", announce))
        }
        JobberEvent::Quote {
            id,
            status,
            announce,
        } => {
            let found = side.quotes.iter_mut().find(|q| q.id == id);
            let quote = found.ok_or("no such quote")?;
            match status.as_str() {
                "awaiting_response" => quote.sent_at = Some(now),
                "approved" => quote.approved_at = Some(now),
                "converted" => quote.converted_at = Some(now),
                _ => {}
            }
            quote.status = status;
            quote.updated_at = now;
            Ok((id, "QUOTE_UPDATE", announce))
        }
        JobberEvent::Ledger {
            adjustment_type,
            received_on,
            allocations,
            announce,
        } => {
            let id = ledger(account, &adjustment_type, received_on, &allocations, now)?;
            Ok((id, "PAYMENT_CREATE", announce))
        }
        JobberEvent::Adjust {
            id,
            adjustment_type,
        } => {
            let found = side.payments.iter_mut().find(|p| p.id == id);
            found.ok_or("no such payment")?.updated_at = now;
            account.adjustments.insert(id.clone(), adjustment_type);
            Ok((id, "PAYMENT_UPDATE", false))
        }
    }
}

fn take<T>(all: &mut Vec<T>, is: impl Fn(&T) -> bool) -> bool {
    let before = all.len();
    all.retain(|r| !is(r));
    all.len() < before
}

fn ledger(
    account: &mut Account,
    adjustment_type: &str,
    received_on: Date,
    parts: &[Part],
    now: Timestamp,
) -> Result<String, String> {
    let entry_date = account.midnight(received_on);
    let first = parts.first().ok_or("allocations: none")?;
    let invoice = account
        .invoice(&first.invoice_id)
        .ok_or("no such invoice")?;
    let client_id = invoice.client_id.clone();
    let number = 8_000_000 + account.adjustments.len();
    let id = crate::control::encoded("PaymentRecord", number);
    account.side.payments.push(Payment {
        id: id.clone(),
        kind: PaymentKind::Check,
        amount_cents: parts.iter().map(|p| p.amount_cents).sum(),
        client_id,
        invoice_id: first.invoice_id.clone(),
        received_on,
        entry_date,
        check_number: None,
        fee_cents: None,
        payout_id: None,
        created_at: now,
        updated_at: now,
    });
    account
        .adjustments
        .insert(id.clone(), adjustment_type.to_owned());
    let parts = parts.iter().map(|p| (p.invoice_id.clone(), p.amount_cents));
    account.allocations.insert(id.clone(), parts.collect());
    Ok(id)
}
