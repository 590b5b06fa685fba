//! The query documents, each with the fragments it uses.

macro_rules! document {
    ($($file:literal),+) => { concat!($(include_str!(concat!("queries/", $file, ".graphql")), "\n"),+) };
}

pub(super) const ACCOUNT: &str = document!("account");
pub(super) const DISCONNECT: &str = document!("disconnect");
pub(super) const CLIENTS: &str = document!("clients", "client_fields");
pub(super) const CLIENT: &str = document!("client", "client_fields");
pub(super) const JOBS: &str = document!("jobs", "job_fields");
pub(super) const JOB: &str = document!("job", "job_fields");
pub(super) const INVOICES: &str = document!("invoices", "invoice_fields");
pub(super) const INVOICE: &str = document!("invoice", "invoice_fields");
pub(super) const QUOTES: &str = document!("quotes", "quote_fields");
pub(super) const QUOTE: &str = document!("quote", "quote_fields");
pub(super) const CLIENT_IDS: &str = document!("client_ids");
pub(super) const JOB_IDS: &str = document!("job_ids");
pub(super) const INVOICE_IDS: &str = document!("invoice_ids");
pub(super) const QUOTE_IDS: &str = document!("quote_ids");
pub(super) const PAYMENT_IDS: &str = document!("payment_ids");
pub(super) const PAYOUT_IDS: &str = document!("payout_ids");
pub(super) const PAYMENTS: &str = document!("payments", "payment_fields", "allocation_fields");
pub(super) const PAYMENT: &str = document!("payment", "payment_fields", "allocation_fields");
pub(super) const PAYMENT_ALLOCATIONS: &str = document!("payment_allocations", "allocation_fields");
pub(super) const PAYOUTS: &str = document!("payouts", "payout_fields", "payout_lines");
pub(super) const PAYOUT: &str = document!("payout", "payout_fields", "payout_lines");
pub(super) const PAYOUT_REST: &str = document!("payout_rest", "payout_lines");
pub(super) const CLIENT_CREATE_NOTE: &str = document!("client_create_note");
pub(super) const CLIENT_NOTES: &str = document!("client_notes");
pub(super) const JOB_CREATE_NOTE: &str = document!("job_create_note");
pub(super) const JOB_NOTES: &str = document!("job_notes");
pub(super) const QUOTE_CREATE_NOTE: &str = document!("quote_create_note");
pub(super) const QUOTE_NOTES: &str = document!("quote_notes");
pub(super) const INVOICE_CREATE_NOTE: &str = document!("invoice_create_note");
pub(super) const INVOICE_NOTES: &str = document!("invoice_notes");
pub(super) const TASK_CREATE: &str = document!("task_create");
pub(super) const TASKS: &str = document!("tasks");

/// All documents, for the test that holds them against the schema.
#[cfg(test)]
pub(super) const DOCUMENTS: [&str; 32] = [
    CLIENT_CREATE_NOTE,
    CLIENT_NOTES,
    JOB_CREATE_NOTE,
    JOB_NOTES,
    QUOTE_CREATE_NOTE,
    QUOTE_NOTES,
    INVOICE_CREATE_NOTE,
    INVOICE_NOTES,
    TASK_CREATE,
    TASKS,
    QUOTES,
    QUOTE,
    CLIENT_IDS,
    JOB_IDS,
    INVOICE_IDS,
    QUOTE_IDS,
    PAYMENT_IDS,
    PAYOUT_IDS,
    ACCOUNT,
    DISCONNECT,
    CLIENTS,
    CLIENT,
    JOBS,
    JOB,
    INVOICES,
    INVOICE,
    PAYMENTS,
    PAYMENT,
    PAYMENT_ALLOCATIONS,
    PAYOUTS,
    PAYOUT,
    PAYOUT_REST,
];
