//! One Jobber account: its books, and what changes them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use oodaloo_seeds::{
    Company,
    jobber::{Invoice, JobberSide, Payment, PaymentKind},
};
use serde::Deserialize;

use super::objects::notes::{Note, Task};
use super::throttle::{Bucket, Window};

#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) name: String,
    pub(crate) currency: String,
    pub(crate) zone: TimeZone,
    pub(crate) side: JobberSide,
    pub(crate) bucket: Bucket,
    pub(crate) requests: Window,
    /// Payment records that are no payments: their adjustment types by id.
    pub(crate) adjustments: BTreeMap<String, String>,
    /// Payment records over several invoices: invoice and cents by id.
    pub(crate) allocations: BTreeMap<String, Vec<(String, i64)>>,
    /// Notes and tasks in the order they were written.
    pub(crate) notes: Vec<Arc<Note>>,
    pub(crate) tasks: Vec<Arc<Task>>,
}

/// A payment somebody records.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPayment {
    /// The account; the one loaded last if absent.
    pub(crate) account_id: Option<String>,
    /// Encoded id of the invoice it pays.
    pub(crate) invoice_id: String,
    /// What was paid, in cents.
    pub(crate) amount_cents: i64,
    /// Day it was received.
    pub(crate) received_on: Date,
    /// How it was paid.
    pub(crate) kind: NewPaymentKind,
}

/// The ways of paying that can be typed in by hand.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NewPaymentKind {
    Card,
    BankTransfer,
    Check,
    Cash,
    Zelle,
}

impl Account {
    pub(crate) fn new(company: &Company) -> Self {
        Self {
            name: company.name.clone(),
            currency: company.currency.clone(),
            zone: TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC),
            side: company.jobber.clone(),
            bucket: Bucket::full(),
            requests: Window::default(),
            adjustments: BTreeMap::new(),
            allocations: BTreeMap::new(),
            notes: Vec::new(),
            tasks: Vec::new(),
        }
    }

    /// The first moment of a local day.
    pub(crate) fn midnight(&self, day: Date) -> Timestamp {
        let ambiguous = self
            .zone
            .to_ambiguous_zoned(day.to_datetime(jiff::civil::Time::midnight()));
        ambiguous
            .compatible()
            .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
    }

    pub(crate) fn invoice(&self, id: &str) -> Option<&Invoice> {
        self.side.invoices.iter().find(|i| i.id == id)
    }

    /// Records a payment and touches its invoice; `id` must be new. Returns whether the invoice exists.
    pub(crate) fn record(&mut self, new: &NewPayment, id: String, now: Timestamp) -> bool {
        let entry_date = self.midnight(new.received_on);
        let Some(invoice) = self
            .side
            .invoices
            .iter_mut()
            .find(|i| i.id == new.invoice_id)
        else {
            return false;
        };
        invoice.paid_cents += new.amount_cents;
        invoice.updated_at = now;
        if invoice.paid_cents >= invoice.total_cents {
            invoice.status = "paid".to_owned();
            invoice.received_on = Some(new.received_on);
        }
        self.side.payments.push(Payment {
            id,
            kind: match new.kind {
                NewPaymentKind::Card => PaymentKind::Card,
                NewPaymentKind::BankTransfer => PaymentKind::BankTransfer,
                NewPaymentKind::Check => PaymentKind::Check,
                NewPaymentKind::Cash => PaymentKind::Cash,
                NewPaymentKind::Zelle => PaymentKind::Zelle,
            },
            amount_cents: new.amount_cents,
            client_id: invoice.client_id.clone(),
            invoice_id: invoice.id.clone(),
            received_on: new.received_on,
            entry_date,
            check_number: None,
            fee_cents: None,
            payout_id: None,
            created_at: now,
            updated_at: now,
        });
        true
    }
}
