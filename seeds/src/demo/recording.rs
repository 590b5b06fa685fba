//! How a payment gets into Jobber, and its money into the bank.

use jiff::civil::{Date, time};

use super::{
    book::{Book, Line, ZONE},
    descriptors,
    work::Index,
};
use crate::{
    Answer,
    calendar::{add_business_days, local, roll_forward},
    ids,
    jobber::{Payment, PaymentKind},
};

/// Records a payment of `cents` on an invoice, received on a local day.
pub(crate) fn pay(
    book: &mut Book,
    invoice: Index,
    kind: PaymentKind,
    cents: i64,
    received_on: Date,
) -> Index {
    let already = book.jobber.payments.len();
    let typed_at = book.typed_at(received_on);
    // Cards run until the evening, which is the next day in UTC; what a person types in has a day and no hour.
    let evening = local(
        received_on,
        time(
            i8::try_from(book.draw.between(9, 19)).unwrap_or(12),
            12,
            0,
            0,
        ),
        ZONE,
    );
    let entry_date = if kind == PaymentKind::JobberCard {
        evening
    } else {
        local(received_on, time(0, 0, 0, 0), ZONE)
    };
    let check_number =
        (kind == PaymentKind::Check).then(|| book.draw.between(1_001, 9_899).to_string());
    let on = &mut book.jobber.invoices[invoice];
    on.paid_cents += cents;
    on.updated_at = on.updated_at.max(typed_at);
    if on.paid_cents >= on.total_cents {
        on.status = "paid".to_owned();
        on.received_on = Some(received_on);
    }
    let number = 770_100 + i64::try_from(already).unwrap_or(0);
    book.jobber.payments.push(Payment {
        id: ids::jobber("PaymentRecord", number),
        kind,
        amount_cents: cents,
        client_id: on.client_id.clone(),
        invoice_id: on.id.clone(),
        received_on,
        entry_date,
        check_number,
        fee_cents: None,
        payout_id: None,
        created_at: typed_at,
        updated_at: typed_at,
    });
    already
}

/// Writes a bank line and the truth about it.
pub(super) fn settle(book: &mut Book, line: Line, payments: &[Index], fee_cents: i64) -> String {
    let of = |p: &Index| &book.jobber.payments[*p];
    let answer = Answer::Payments {
        payment_ids: payments.iter().map(|p| of(p).id.clone()).collect(),
        gross_cents: payments.iter().map(|p| of(p).amount_cents).sum(),
        fee_cents,
    };
    let id = book.post(line);
    book.truth.deposits.insert(id.clone(), answer);
    id
}

/// Records a payment and puts it into the bank on its own, `lag` business days later.
pub(crate) fn pay_alone(
    book: &mut Book,
    invoice: Index,
    kind: PaymentKind,
    cents: i64,
    received_on: Date,
    lag: u32,
) {
    let payment = pay(book, invoice, kind, cents, received_on);
    let date = add_business_days(received_on, lag);
    let date = roll_forward(date);
    let line = single_line(book, payment, date);
    settle(book, line, &[payment], 0);
}

pub(super) fn single_line(book: &mut Book, payment: Index, date: Date) -> Line {
    let payment = &book.jobber.payments[payment];
    let (cents, kind) = (payment.amount_cents, payment.kind);
    let client = book
        .jobber
        .clients
        .iter()
        .find(|c| c.id == payment.client_id);
    let (payer, is_company) = client.map_or((String::new(), false), |c| {
        (c.name(), c.company_name.is_some())
    });
    match kind {
        PaymentKind::Zelle => descriptors::zelle(&mut book.draw, cents, date, &payer),
        PaymentKind::BankTransfer => {
            descriptors::client_ach(&mut book.draw, cents, date, &payer, is_company)
        }
        _ => descriptors::checks(&mut book.draw, cents, date, 1),
    }
}
