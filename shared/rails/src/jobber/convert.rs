//! Jobber's records as facts.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use oodaloo_domain::engine::Method;
use oodaloo_domain::facts::{
    Allocation, Client, Invoice, Job, JobCosting, PaymentRecord, PayoutLine, PayoutRecord, Quote,
};
use oodaloo_domain::{ClientId, InvoiceId, JobId, Money, PaymentId, PayoutId, QuoteId};

use super::page::{Row, Single};
use super::wire;
use crate::amount::RawNumber;
use crate::rows::Rejected;
use crate::text::free;

/// What a row became, or why it could not.
pub(super) type Converted<T> = Result<Single<T>, Rejected>;
/// A field's error, before it is known whose.
type Field<T> = Result<T, String>;

pub(super) fn client(wire: wire::Client, _: &TimeZone) -> Converted<Client> {
    let id = wire.id.clone();
    let convert = || {
        let fact = Client {
            id: ClientId::new(wire.id).map_err(said)?,
            name: free(&wire.name.unwrap_or_default()),
        };
        Ok(found(fact, wire.updated_at.as_deref()))
    };
    convert().map_err(|why: String| Rejected::new(&id, why))
}

pub(super) fn job(wire: wire::Job, tz: &TimeZone) -> Converted<Job> {
    let id = wire.id.clone();
    let convert = || {
        let maybe = |field, text: Option<&str>| text.map(|t| day(field, t, tz)).transpose();
        // Closed early or late, it was worked on until then; until it is closed, until the day planned.
        let ends_on = match maybe("completedAt", wire.completed_at.as_deref())? {
            None => maybe("endAt", wire.end_at.as_deref())?,
            closed => closed,
        };
        let fact = Job {
            id: JobId::new(wire.id).map_err(said)?,
            number: wire.job_number,
            title: free(&wire.title.unwrap_or_default()),
            client_id: client_id(wire.client.as_ref())?,
            client_name: client_name(wire.client),
            invoiced: units("invoicedTotal", &wire.invoiced_total)?,
            costing: wire.job_costing.map(costing).transpose()?,
            starts_on: maybe("startAt", wire.start_at.as_deref())?,
            ends_on,
            // Jobber's own word only tells one visit from many: the title says what the work is.
            job_type: None,
        };
        Ok(found(fact, wire.updated_at.as_deref()))
    };
    convert().map_err(|why: String| Rejected::new(&id, why))
}

fn costing(wire: wire::JobCosting) -> Field<JobCosting> {
    Ok(JobCosting {
        revenue: units("totalRevenue", &wire.total_revenue)?,
        cost: units("totalCost", &wire.total_cost)?,
        labour: units("labourCost", &wire.labour_cost)?,
        line_items: units("lineItemCost", &wire.line_item_cost)?,
        expenses: units("expenseCost", &wire.expense_cost)?,
    })
}

pub(super) fn quote(wire: wire::Quote, _: &TimeZone) -> Converted<Quote> {
    let id = wire.id.clone();
    let convert = || {
        let maybe = |field, text: Option<&str>| text.map(|t| instant(field, t)).transpose();
        let last = wire.last_transitioned.as_ref();
        let at = |of: fn(&wire::LastTransitioned) -> Option<&String>| {
            last.and_then(of).map(String::as_str)
        };
        let fact = Quote {
            id: QuoteId::new(wire.id.as_str()).map_err(said)?,
            number: free(&wire.quote_number),
            status: free(&wire.quote_status.unwrap_or_default()),
            client_id: client_id(wire.client.as_ref())?,
            client_name: client_name(wire.client),
            total: units("total", &wire.amounts.total)?,
            created_at: instant("createdAt", &wire.created_at)?,
            sent_at: maybe("sentAt", wire.sent_at.as_deref())?,
            changes_requested_at: maybe(
                "changesRequestedAt",
                at(|l| l.changes_requested_at.as_ref()),
            )?,
            approved_at: maybe("approvedAt", at(|l| l.approved_at.as_ref()))?,
            converted_at: maybe("convertedAt", at(|l| l.converted_at.as_ref()))?,
            transitioned_at: maybe("transitionedAt", wire.transitioned_at.as_deref())?,
        };
        Ok(found(fact, wire.updated_at.as_deref()))
    };
    convert().map_err(|why: String| Rejected::new(&id, why))
}

fn instant(field: &str, text: &str) -> Field<Timestamp> {
    text.parse().map_err(|_| format!("{field}: not a moment"))
}

pub(super) fn invoice(wire: wire::Invoice, tz: &TimeZone) -> Converted<Invoice> {
    let id = wire.id.clone();
    let convert = || {
        let amounts = wire.amounts.ok_or("amounts: null")?;
        let status = wire.invoice_status.unwrap_or_default();
        let issued = wire.issued_date.as_deref().unwrap_or(&wire.created_at);
        let fact = Invoice {
            id: InvoiceId::new(wire.id).map_err(said)?,
            number: free(&wire.invoice_number),
            client_id: client_id(wire.client.as_ref())?,
            client_name: client_name(wire.client),
            job_id: only_job(wire.jobs.as_ref())?.map(|(id, _)| id),
            total: units("total", &amounts.total)?,
            balance: units("invoiceBalance", &amounts.invoice_balance)?,
            issued_on: day("issuedDate", issued, tz)?,
            due_on: wire
                .due_date
                .as_deref()
                .map(|text| day("dueDate", text, tz))
                .transpose()?,
            draft: status == "draft",
            // Jobber has no word for it: only people know.
            disputed: false,
            bad_debt: status == "bad_debt",
        };
        Ok(found(fact, wire.updated_at.as_deref()))
    };
    convert().map_err(|why: String| Rejected::new(&id, why))
}

pub(super) fn payment(wire: wire::Payment, tz: &TimeZone) -> Converted<PaymentRecord> {
    // Payment records are a balance ledger: only some of its entries are money that moved.
    let negative = match wire.adjustment_type.as_deref() {
        Some("PAYMENT" | "DEPOSIT") => false,
        Some("REFUND" | "FAILED_ACH_PAYMENT") => true,
        _ => return Ok(Single::NotCash(wire.id)),
    };
    let id = wire.id.clone();
    let convert = || {
        let signed = |money: Money| if negative { -money.abs() } else { money.abs() };
        let amount = signed(units("amount", &wire.amount)?);
        // The sign follows from the type alone: whether Jobber's own is the client's or the company's side is
        // not documented. But both have to be about the same money.
        let raw = wire
            .raw_amount
            .map(|n| units("rawAmount", &n))
            .transpose()?;
        if raw.is_some_and(|raw| raw.abs() != amount.abs()) {
            return Err("amount and rawAmount differ".into());
        }
        let fact = PaymentRecord {
            id: PaymentId::new(wire.id).map_err(said)?,
            received_on: day("entryDate", &wire.entry_date, tz)?,
            amount,
            client_id: client_id(wire.client.as_ref())?,
            client_name: client_name(wire.client),
            allocations: allocations(wire.allocations, wire.invoice, amount, signed)?,
            method: method(wire.payment_type.as_deref()),
            fee: wire
                .fee_amount
                .map(|fee| units("feeAmount", &fee))
                .transpose()?,
        };
        Ok(found(fact, None))
    };
    convert().map_err(|why: String| Rejected::new(&id, why))
}

pub(super) fn payout(wire: wire::Payout, tz: &TimeZone) -> Converted<PayoutRecord> {
    if matches!(wire.status.as_deref(), Some("FAILED" | "CANCELED")) {
        return Ok(Single::NotCash(wire.id));
    }
    let id = wire.id.clone();
    let convert = || {
        let fact = PayoutRecord {
            id: PayoutId::new(wire.id).map_err(said)?,
            arrival: day("arrivalDate", &wire.arrival_date, tz)?,
            gross: whole_cents("grossAmount", &wire.gross_amount)?,
            fee: whole_cents("feeAmount", &wire.fee_amount)?,
            net: whole_cents("netAmount", &wire.net_amount)?,
            lines: payout_lines(wire.balance_transactions.as_ref())?,
            payment_ids: payment_ids(wire.balance_transactions)?,
        };
        Ok(found(fact, wire.updated_at.as_deref()))
    };
    convert().map_err(|why: String| Rejected::new(&id, why))
}

fn found<T>(fact: T, updated_at: Option<&str>) -> Single<T> {
    let updated_at = updated_at.and_then(|text| text.parse::<Timestamp>().ok());
    Single::Found(Row { fact, updated_at })
}

fn said(error: impl ToString) -> String {
    error.to_string()
}

fn units(field: &str, number: &RawNumber) -> Field<Money> {
    number.units().map_err(|e| format!("{field}: {e}"))
}

fn whole_cents(field: &str, number: &RawNumber) -> Field<Money> {
    number.cents().map_err(|e| format!("{field}: {e}"))
}

fn client_id(client: Option<&wire::Ref>) -> Field<Option<ClientId>> {
    client
        .map(|c| ClientId::new(c.id.as_str()).map_err(said))
        .transpose()
}

fn client_name(client: Option<wire::Ref>) -> Option<String> {
    client?
        .name
        .map(|name| free(&name))
        .filter(|name| !name.is_empty())
}

/// The job, where there is exactly one: which of several was paid, Jobber does not say.
fn only_job(jobs: Option<&wire::Nodes<wire::Ref>>) -> Field<Option<(JobId, Option<String>)>> {
    match jobs.map(|jobs| jobs.nodes.as_slice()) {
        Some([job]) => Ok(Some((
            JobId::new(job.id.as_str()).map_err(said)?,
            job.title.as_deref().map(free),
        ))),
        _ => Ok(None),
    }
}

fn allocations(
    listed: Option<wire::Connection<wire::Allocation>>,
    invoice: Option<wire::PaidInvoice>,
    whole: Money,
    signed: impl Fn(Money) -> Money,
) -> Field<Vec<Allocation>> {
    let mut parts = Vec::new();
    for part in listed.map(|list| list.nodes).unwrap_or_default() {
        if let (Some(amount), Some(invoice)) = (part.amount, part.invoice) {
            parts.push(allocation(invoice, signed(units("allocation", &amount)?))?);
        }
    }
    // Some records name their invoice and list no allocation.
    if let (true, Some(invoice)) = (parts.is_empty(), invoice) {
        parts.push(allocation(invoice, whole)?);
    }
    Ok(parts)
}

fn allocation(invoice: wire::PaidInvoice, amount: Money) -> Field<Allocation> {
    let (job_id, job_title) = only_job(invoice.jobs.as_ref())?.unzip();
    Ok(Allocation {
        invoice_id: InvoiceId::new(invoice.id).map_err(said)?,
        invoice_number: invoice.invoice_number.map(|number| free(&number)),
        job_id,
        job_title: job_title.flatten(),
        amount,
    })
}

/// Every line, with its figures as Jobber signs them; none at all where a figure is missing: half a payout adds
/// up to nothing.
fn payout_lines(listed: Option<&wire::Connection<wire::PayoutLine>>) -> Field<Vec<PayoutLine>> {
    let lines = listed.map_or(&[][..], |list| &list.nodes);
    let mut all = Vec::with_capacity(lines.len());
    for wire in lines {
        let (Some(gross), Some(fee), Some(net)) =
            (&wire.gross_amount, &wire.fee_amount, &wire.net_amount)
        else {
            return Ok(Vec::new());
        };
        let named = wire.payment_record.as_ref().map(|p| p.id.as_str());
        let payment_id = named.or(refund_record(wire)).map(PaymentId::new);
        all.push(PayoutLine {
            kind: free(wire.kind.as_deref().unwrap_or_default()),
            payment_id: payment_id.transpose().map_err(said)?,
            gross: whole_cents("grossAmount", gross)?,
            fee: whole_cents("feeAmount", fee)?,
            net: whole_cents("netAmount", net)?,
        });
    }
    Ok(all)
}

/// The refund that a line names, where it is a record of its own.
fn refund_record(line: &wire::PayoutLine) -> Option<&str> {
    let refund = line.refund.as_ref()?;
    (refund.adjustment_type.as_deref() == Some("REFUND")).then_some(refund.id.as_str())
}

/// The payments and refunds that travelled in a payout, each once. A dispute is left out: it names a
/// payment that travelled in an earlier one; so does a refund that is not a record of its own.
fn payment_ids(lines: Option<wire::Connection<wire::PayoutLine>>) -> Field<Vec<PaymentId>> {
    let mut ids: Vec<PaymentId> = Vec::new();
    for line in lines.map(|list| list.nodes).unwrap_or_default() {
        let named = line.payment_record.as_ref().map(|p| p.id.as_str());
        if let Some(id) = named.or(refund_record(&line)) {
            let id = PaymentId::new(id).map_err(said)?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    Ok(ids)
}

/// How it was paid, in our words. None where Jobber does not say.
fn method(payment_type: Option<&str>) -> Option<Method> {
    Some(match payment_type? {
        "JOBBER_PAYMENTS" => Method::JobberPayments,
        "CREDIT_CARD" | "EPAYMENT" => Method::Card,
        "BANK_TRANSFER" | "ACH_BANK_PAYMENT" | "ZELLE" | "E_TRANSFER" => Method::Ach,
        "CHEQUE" | "MONEY_ORDER" => Method::Check,
        "CASH" => Method::Cash,
        _ => Method::Other,
    })
}

/// The local day of a moment. Midnight in the moment's own offset stands for a date that was typed
/// in (or, on payouts, for the processor's date in UTC): it is that date wherever one is.
fn day(field: &str, text: &str, tz: &TimeZone) -> Field<Date> {
    let wrong = |_| {
        format!(
            "{field}: not a date: {}",
            free(&text.chars().take(40).collect::<String>())
        )
    };
    if text.len() == "2026-01-01".len() {
        return text.parse().map_err(wrong);
    }
    let moment: Timestamp = text.parse().map_err(wrong)?;
    let written: DateTime = jiff::fmt::temporal::DateTimeParser::new()
        .parse_datetime(text.trim_end_matches(['Z', 'z']))
        .map_err(wrong)?;
    if written.time() == Time::midnight() {
        return Ok(written.date());
    }
    let local: Zoned = moment.to_zoned(tz.clone());
    Ok(local.date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_worked_on_until_it_is_closed_or_planned_to_end() {
        let tz = TimeZone::get("America/Chicago").expect("in the bundle");
        let read = |days: &str| {
            let text = format!(
                r#"{{"id": "MQ==", "jobNumber": 442, "title": "Repipe", "client": {{"id": "Mg==", "name": "Maria Alvarez"}},
                "invoicedTotal": 10.5, "updatedAt": null{days}}}"#
            );
            match job(serde_json::from_str(&text).expect("a job"), &tz) {
                Ok(Single::Found(row)) => Ok(row.fact),
                Ok(_) => panic!("a job is a job"),
                Err(rejected) => Err(rejected),
            }
        };
        let span = |days: &str| {
            let job = read(days).expect("a job");
            (
                job.starts_on.map(|d| d.to_string()),
                job.ends_on.map(|d| d.to_string()),
            )
        };
        let day = |text: &str| Some(text.to_owned());
        assert_eq!(span(""), (None, None));
        // Evening in Chicago is the next day in UTC.
        let planned = r#", "startAt": "2026-03-05T04:30:00Z", "endAt": "2026-03-09T22:00:00Z""#;
        assert_eq!(span(planned), (day("2026-03-04"), day("2026-03-09")));
        let closed = format!(r#"{planned}, "completedAt": "2026-03-07T15:00:00Z""#);
        assert_eq!(span(&closed), (day("2026-03-04"), day("2026-03-07")));
        assert_eq!(
            read(planned).expect("a job").client_name.as_deref(),
            Some("Maria Alvarez")
        );
        assert!(read(r#", "startAt": "soon""#).is_err());
    }

    #[test]
    fn a_day_is_the_companys_day() {
        let tz = TimeZone::get("America/Chicago").expect("in the bundle");
        for (text, want) in [
            ("2026-03-04T23:30:00-06:00", "2026-03-04"),
            ("2026-03-05T04:30:00Z", "2026-03-04"),
            ("2026-03-05T06:00:00Z", "2026-03-05"),
            ("2026-03-05T00:00:00Z", "2026-03-05"),
            ("2026-03-05T00:00:00-06:00", "2026-03-05"),
            ("2026-03-05T00:00:00+02:00", "2026-03-05"),
            ("2026-03-05", "2026-03-05"),
        ] {
            assert_eq!(
                day("x", text, &tz).map(|d| d.to_string()),
                Ok(want.to_owned()),
                "{text}"
            );
        }
        for bad in [
            "",
            "yesterday",
            "2026-13-01",
            "2026-03-05T00:00:00",
            "2026-03-05T99:00:00Z",
        ] {
            assert!(day("x", bad, &tz).is_err(), "{bad}");
        }
    }
}
