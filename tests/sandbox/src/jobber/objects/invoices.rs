//! Invoices.

use oodaloo_seeds::jobber::Invoice;

use super::{
    Args, Field, NoteOn, Value, What, World, args, clients, day, jobs, leaf, maybe, money, notes,
    page, payments, time, unknown, web_uri,
};

const TYPES: (&str, &str) = ("InvoiceConnection", "InvoiceEdge");

pub(super) fn list<'a>(world: &World<'a>, all: &'a [Invoice], args: Args<'_>) -> Field<'a> {
    let filter = args.filter();
    let midnight = |day| Some(world.account.midnight(day));
    let search = args.text("searchTerm").map(str::to_lowercase);
    let mut kept = args::keep(all, |i| {
        Ok(filter.is("clientId", &i.client_id)
            && filter.is("invoiceNumber", &i.number.to_string())
            && filter.is("status", &i.status)
            && filter.number("total", i.total_cents as f64 / 100.0)
            && filter.within("issuedDate", midnight(i.issued_on))?
            && filter.within("dueDate", midnight(i.due_on))?
            && filter.within("updatedAt", Some(i.updated_at))?
            && filter.within("createdAt", Some(i.created_at))?
            && search
                .as_ref()
                .is_none_or(|s| i.subject.to_lowercase().contains(s)))
    })?;
    sort(&mut kept, args);
    page::of(TYPES, kept.into_iter().map(What::Invoice).collect(), args)
}

/// Invoices that hang on another record.
pub(super) fn connection<'a>(of: impl Iterator<Item = &'a Invoice>, args: Args<'_>) -> Field<'a> {
    let mut all: Vec<_> = of.collect();
    sort(&mut all, args);
    page::of(TYPES, all.into_iter().map(What::Invoice).collect(), args)
}

fn sort(all: &mut [&Invoice], args: Args<'_>) {
    args.sort(all, |i, key| match key {
        "UPDATED_AT" => (i.updated_at.as_millisecond(), String::new()),
        "CREATED_AT" => (i.created_at.as_millisecond(), String::new()),
        "ISSUED_DATE" => (0, i.issued_on.to_string()),
        "DUE_DATE" => (0, i.due_on.to_string()),
        "INVOICE_TOTAL" => (i.total_cents, String::new()),
        "INVOICE_BALANCE" => (i.total_cents - i.paid_cents, String::new()),
        _ => (i.number, String::new()),
    });
}

pub(super) fn invoice<'a>(
    world: &World<'a>,
    invoice: &'a Invoice,
    name: &str,
    args: Args<'_>,
) -> Field<'a> {
    let side = &world.account.side;
    match name {
        "id" => leaf(invoice.id.as_str()),
        "notes" => notes::connection(world, NoteOn::Invoice, &invoice.id, args),
        "invoiceNumber" => leaf(invoice.number.to_string()),
        "subject" => leaf(invoice.subject.as_str()),
        "invoiceStatus" => leaf(invoice.status.as_str()),
        "invoiceNet" => leaf((invoice.due_on - invoice.issued_on).get_days()),
        "amounts" => Ok(Value::One(What::InvoiceAmounts(invoice))),
        "client" => super::object(clients::find(world, &invoice.client_id)),
        "issuedDate" => leaf(day(world, invoice.issued_on)),
        "dueDate" => leaf(day(world, invoice.due_on)),
        "receivedDate" => maybe(invoice.received_on.map(|d| day(world, d))),
        "jobberWebUri" => web_uri("invoices", invoice.number),
        "hasInvoiceNumberDuplicates" | "waitingForFinancedPayment" => leaf(false),
        "createdAt" => leaf(time(invoice.created_at)),
        "updatedAt" => leaf(time(invoice.updated_at)),
        "jobs" => jobs::connection(
            side.jobs
                .iter()
                .filter(|j| invoice.job_id.as_ref() == Some(&j.id)),
            args,
        ),
        "paymentRecords" => payments::flat_connection(
            side.payments.iter().filter(|p| p.invoice_id == invoice.id),
            args,
        ),
        _ => unknown("Invoice", name),
    }
}

pub(super) fn amounts<'a>(invoice: &Invoice, name: &str) -> Field<'a> {
    match name {
        "total" | "subtotal" | "nonTaxAmount" => money(invoice.total_cents),
        "paymentsTotal" => money(invoice.paid_cents),
        "invoiceBalance" => money(invoice.total_cents - invoice.paid_cents),
        "depositAmount" | "discountAmount" | "legacyDiscountAmount" | "taxAmount" | "tipsTotal" => {
            money(0)
        }
        _ => unknown("InvoiceAmounts", name),
    }
}
