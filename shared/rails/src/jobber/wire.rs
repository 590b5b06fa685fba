//! Answers as Jobber writes them. Enums stay text: a value we do not know is no error.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::amount::RawNumber;

/// `{ page: connection }`, whatever the connection is of.
#[derive(Deserialize)]
pub(super) struct PageData {
    pub(super) page: Option<Connection<Box<RawValue>>>,
}

/// `{ record: … }`
#[derive(Deserialize)]
pub(super) struct RecordData {
    pub(super) record: Option<Box<RawValue>>,
}

/// `{ rest: connection }`: the tail of a list inside a record.
#[derive(Deserialize)]
pub(super) struct Rest<T> {
    pub(super) rest: Option<Connection<T>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Connection<T> {
    pub(super) nodes: Vec<T>,
    pub(super) page_info: PageInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PageInfo {
    pub(super) end_cursor: Option<String>,
    pub(super) has_next_page: bool,
}

/// A list of which we need no page information.
#[derive(Deserialize)]
pub(super) struct Nodes<T> {
    pub(super) nodes: Vec<T>,
}

#[derive(Deserialize)]
pub(super) struct Ref {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) title: Option<String>,
}

/// What a mutation says of itself.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Done {
    pub(super) user_errors: Vec<UserError>,
}

#[derive(Deserialize)]
pub(super) struct UserError {
    pub(super) message: String,
}

#[derive(Deserialize)]
pub(super) struct Account {
    pub(super) id: String,
    pub(super) name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) updated_at: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) job_number: i64,
    pub(super) title: Option<String>,
    pub(super) client: Option<Ref>,
    pub(super) invoiced_total: RawNumber,
    pub(super) job_costing: Option<JobCosting>,
    pub(super) start_at: Option<String>,
    pub(super) end_at: Option<String>,
    pub(super) completed_at: Option<String>,
    pub(super) updated_at: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct JobCosting {
    pub(super) total_revenue: RawNumber,
    pub(super) total_cost: RawNumber,
    pub(super) labour_cost: RawNumber,
    pub(super) line_item_cost: RawNumber,
    pub(super) expense_cost: RawNumber,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Quote {
    pub(super) id: String,
    pub(super) quote_number: String,
    pub(super) quote_status: Option<String>,
    pub(super) client: Option<Ref>,
    pub(super) amounts: QuoteAmounts,
    pub(super) sent_at: Option<String>,
    pub(super) transitioned_at: Option<String>,
    pub(super) last_transitioned: Option<LastTransitioned>,
    pub(super) created_at: String,
    pub(super) updated_at: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct QuoteAmounts {
    pub(super) total: RawNumber,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LastTransitioned {
    pub(super) approved_at: Option<String>,
    pub(super) changes_requested_at: Option<String>,
    pub(super) converted_at: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invoice {
    pub(super) id: String,
    pub(super) invoice_number: String,
    pub(super) invoice_status: Option<String>,
    pub(super) issued_date: Option<String>,
    pub(super) due_date: Option<String>,
    pub(super) created_at: String,
    pub(super) updated_at: Option<String>,
    pub(super) client: Option<Ref>,
    pub(super) amounts: Option<InvoiceAmounts>,
    pub(super) jobs: Option<Nodes<Ref>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InvoiceAmounts {
    pub(super) total: RawNumber,
    pub(super) invoice_balance: RawNumber,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payment {
    pub(super) id: String,
    pub(super) adjustment_type: Option<String>,
    pub(super) payment_type: Option<String>,
    pub(super) amount: RawNumber,
    pub(super) raw_amount: Option<RawNumber>,
    pub(super) entry_date: String,
    pub(super) client: Option<Ref>,
    pub(super) invoice: Option<PaidInvoice>,
    pub(super) allocations: Option<Connection<Allocation>>,
    pub(super) fee_amount: Option<RawNumber>,
}

/// An allocation to an invoice; one to a quote has neither field.
#[derive(Deserialize)]
pub(super) struct Allocation {
    pub(super) amount: Option<RawNumber>,
    pub(super) invoice: Option<PaidInvoice>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PaidInvoice {
    pub(super) id: String,
    pub(super) invoice_number: Option<String>,
    pub(super) jobs: Option<Nodes<Ref>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payout {
    pub(super) id: String,
    pub(super) status: Option<String>,
    pub(super) gross_amount: RawNumber,
    pub(super) fee_amount: RawNumber,
    pub(super) net_amount: RawNumber,
    pub(super) arrival_date: String,
    pub(super) updated_at: Option<String>,
    pub(super) balance_transactions: Option<Connection<PayoutLine>>,
}

/// A line of a payout. One that settles a payment, or refunds one, names it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PayoutLine {
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) gross_amount: Option<RawNumber>,
    pub(super) fee_amount: Option<RawNumber>,
    pub(super) net_amount: Option<RawNumber>,
    pub(super) payment_record: Option<Ref>,
    pub(super) refund: Option<Refund>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Refund {
    pub(super) id: String,
    pub(super) adjustment_type: Option<String>,
}

/// A record that knows its id and holds a list of which the first page came with it.
pub(super) trait Tailed {
    /// What its list is of.
    type Line;
    /// Asks for the rest of the list by record id and cursor.
    const REST: &'static str;
    /// Its id.
    fn id(&self) -> &str;
    /// Its list.
    fn lines(&mut self) -> Option<&mut Connection<Self::Line>>;
}

impl Tailed for Payment {
    type Line = Allocation;
    const REST: &'static str = super::queries::PAYMENT_ALLOCATIONS;
    fn id(&self) -> &str {
        &self.id
    }
    fn lines(&mut self) -> Option<&mut Connection<Allocation>> {
        self.allocations.as_mut()
    }
}

impl Tailed for Payout {
    type Line = PayoutLine;
    const REST: &'static str = super::queries::PAYOUT_REST;
    fn id(&self) -> &str {
        &self.id
    }
    fn lines(&mut self) -> Option<&mut Connection<PayoutLine>> {
        self.balance_transactions.as_mut()
    }
}
