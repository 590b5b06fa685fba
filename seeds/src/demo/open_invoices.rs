//! Eight invoices nobody has paid in full: one not due, the others in every bucket of age; one disputed, one half paid,
//! and one whose money is in the bank although nobody recorded it.

use super::{
    book::Book,
    descriptors, income, recording,
    work::{self, Index, NewInvoice},
};
use crate::{
    Answer,
    calendar::{add_business_days, add_days},
    jobber::PaymentKind,
    names,
};

/// Days past due, from not due to long lost.
const DAYS_PAST_DUE: [i32; 8] = [-12, 4, 12, 26, 38, 55, 73, 104];
const TERMS_DAYS: i32 = 30;
const UNRECORDED: Index = 2;
const HALF_PAID: Index = 3;
const DISPUTED: Index = 4;

pub(crate) fn add(book: &mut Book) {
    let mut clients = Vec::new();
    for (k, days) in DAYS_PAST_DUE.into_iter().enumerate() {
        let issued_on = add_days(book.as_of, -days - TERMS_DAYS);
        let invoice = if (3..6).contains(&k) {
            income::medium_job(book, k == DISPUTED, issued_on, TERMS_DAYS)
        } else {
            let client = work::client(book, false, add_days(issued_on, -2));
            let total_cents = if k == UNRECORDED {
                book.draw.cents(310, 890)
            } else {
                book.draw.cents(420, 3_900)
            };
            let subject = book.draw.pick(&names::SERVICE);
            let due_on = add_days(issued_on, TERMS_DAYS);
            work::invoice(
                book,
                &NewInvoice {
                    client,
                    job: None,
                    subject,
                    total_cents,
                    issued_on,
                    due_on,
                },
            )
        };
        clients.push(book.jobber.invoices[invoice].client_id.clone());
        match k {
            UNRECORDED => money_nobody_recorded(book, invoice),
            HALF_PAID => {
                let (cents, day) = (book.jobber.invoices[invoice].total_cents / 2, book.day(67));
                recording::pay_alone(book, invoice, PaymentKind::Check, cents, day, 2);
            }
            DISPUTED => book.disputed.push(book.jobber.invoices[invoice].id.clone()),
            _ => {}
        }
    }
    // Two large clients and one who owes money: a VIP matters most where somebody might be chased.
    let large = [0, 1].map(|k| book.jobber.clients[k].id.clone());
    book.vips.extend(large);
    book.vips.push(clients[1].clone());
}

fn money_nobody_recorded(book: &mut Book, invoice: Index) {
    let invoice = &book.jobber.invoices[invoice];
    let (cents, client_id) = (invoice.total_cents, &invoice.client_id);
    let payer = book
        .jobber
        .clients
        .iter()
        .find(|c| c.id == *client_id)
        .map(|c| c.name())
        .unwrap_or_default();
    let date = add_business_days(book.day(72), 1);
    let line = descriptors::zelle(&mut book.draw, cents, date, &payer);
    let id = book.post(line);
    book.truth.deposits.insert(id, Answer::Unrecorded);
}
