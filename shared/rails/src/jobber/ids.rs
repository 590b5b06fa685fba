//! Ids alone, entity by entity.

use super::queries::{CLIENT_IDS, INVOICE_IDS, JOB_IDS, PAYMENT_IDS, PAYOUT_IDS, QUOTE_IDS};

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Clients.
    Clients,
    /// Jobs.
    Jobs,
    /// Invoices.
    Invoices,
    /// Quotes.
    Quotes,
    /// Payment records of every adjustment type.
    Payments,
    /// Payouts of every status.
    Payouts,
}

pub(super) const fn query(kind: Kind) -> &'static str {
    match kind {
        Kind::Clients => CLIENT_IDS,
        Kind::Jobs => JOB_IDS,
        Kind::Invoices => INVOICE_IDS,
        Kind::Quotes => QUOTE_IDS,
        Kind::Payments => PAYMENT_IDS,
        Kind::Payouts => PAYOUT_IDS,
    }
}
