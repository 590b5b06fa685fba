//! Money in from clients, one payment to a deposit, and the cases that no engine can be sure of.

use super::{
    book::Book,
    descriptors,
    recording::{pay, pay_alone, settle, single_line},
    work::{self, Index, NewInvoice, NewJob},
};
use crate::{
    Answer,
    calendar::{add_business_days, add_days, roll_forward},
    jobber::PaymentKind,
    names,
};
use jiff::civil::Date;

/// A service call: an invoice of a client, without a job.
pub(super) fn service_call(book: &mut Book, cents: i64, issued_on: Date) -> Index {
    let client = work::client(book, false, add_days(issued_on, -1));
    let subject = book.draw.pick(&names::SERVICE);
    let due_on = add_days(issued_on, 14);
    work::invoice(
        book,
        &NewInvoice {
            client,
            job: None,
            subject,
            total_cents: cents,
            issued_on,
            due_on,
        },
    )
}

/// A price of a service call: flat more often than not.
pub(super) fn service_price(book: &mut Book) -> i64 {
    if book.draw.between(0, 9) < 6 {
        book.draw.pick(&names::FLAT_PRICES)
    } else {
        book.draw.cents(180, 1_900)
    }
}

/// A job with one invoice, not yet paid.
pub(crate) fn medium_job(book: &mut Book, business: bool, issued_on: Date, due_in: i32) -> Index {
    let client = work::client(book, business, add_days(issued_on, -6));
    let total_cents = book.draw.cents(1_800, 6_400);
    let title = book.draw.pick(&names::MEDIUM);
    let job = NewJob {
        client,
        title,
        total_cents,
        start_on: add_days(issued_on, -3),
        end_on: add_days(issued_on, -1),
        completed: true,
        quote_id: None,
    };
    let job = Some(work::job(book, job));
    let due_on = add_days(issued_on, due_in);
    work::invoice(
        book,
        &NewInvoice {
            client,
            job,
            subject: title,
            total_cents,
            issued_on,
            due_on,
        },
    )
}

/// Eleven large jobs: a deposit to start, the rest at the end; the last two are still being worked on.
pub(crate) fn projects(book: &mut Book) {
    for k in 0..11 {
        let business = k % 3 != 2;
        let begin = 1 + k * 6 + book.draw.days(0, 3);
        let finish = begin + 14 + book.draw.days(0, 6);
        let (start_on, end_on) = (book.day(begin), book.day(finish - 4));
        let client = work::client(book, business, add_days(start_on, -20));
        let total_cents = book.draw.cents(16_000, 33_000);
        let title = book.draw.pick(&names::PROJECT);
        let quote_id = Some(work::quote(
            book,
            client,
            title,
            total_cents,
            add_days(start_on, -16),
            "converted",
        ));
        let done = k < 9;
        let job = Some(work::job(
            book,
            NewJob {
                client,
                title,
                total_cents,
                start_on,
                end_on,
                completed: done,
                quote_id,
            },
        ));
        let first_cents = total_cents * 35 / 100;
        let kind = if business {
            PaymentKind::BankTransfer
        } else {
            PaymentKind::Check
        };
        let bill = |book: &mut Book, subject: &str, cents: i64, paid_on: Date| {
            let issued_on = add_days(paid_on, -4);
            let due_on = add_days(issued_on, 15);
            let invoice = work::invoice(
                book,
                &NewInvoice {
                    client,
                    job,
                    subject,
                    total_cents: cents,
                    issued_on,
                    due_on,
                },
            );
            let lag = u32::try_from(book.draw.between(1, 3)).unwrap_or(1);
            pay_alone(book, invoice, kind, cents, paid_on, lag);
        };
        bill(book, &format!("{title}: deposit"), first_cents, start_on);
        if done {
            let paid_on = book.day(finish);
            bill(
                book,
                &format!("{title}: balance"),
                total_cents - first_cents,
                paid_on,
            );
        }
    }
}

/// Ten jobs of a few days, each paid at once. One was typed in two days after the money came.
pub(crate) fn medium_jobs(book: &mut Book) {
    use PaymentKind::{BankTransfer, Check, Zelle};
    let kinds = [
        Check,
        BankTransfer,
        Zelle,
        Check,
        BankTransfer,
        Zelle,
        Check,
        BankTransfer,
        Zelle,
        Check,
    ];
    for (k, kind) in (0..).zip(kinds) {
        let offset = 4 + k * 7 + book.draw.days(0, 4);
        let received_on = book.day(offset);
        let invoice = medium_job(
            book,
            kind == BankTransfer && k == 1,
            add_days(received_on, -5),
            15,
        );
        let cents = book.jobber.invoices[invoice].total_cents;
        let lag = if kind == Zelle {
            book.draw.between(0, 1)
        } else {
            book.draw.between(1, 4)
        };
        if k == 7 {
            let arrived_on = add_business_days(received_on, 0);
            let payment = pay(book, invoice, kind, cents, add_days(arrived_on, 2));
            let arrived_on = roll_forward(arrived_on);
            let line = single_line(book, payment, arrived_on);
            settle(book, line, &[payment], 0);
        } else {
            pay_alone(
                book,
                invoice,
                kind,
                cents,
                received_on,
                u32::try_from(lag).unwrap_or(1),
            );
        }
    }
}

/// Small sums: Zelle at the door, cash that never sees the bank, and money that is still on its way.
pub(crate) fn small_payments(book: &mut Book) {
    use PaymentKind::{Card, Cash, Check, Zelle};
    for offset in [9, 31, 69] {
        let (day, cents) = (book.day(offset), book.draw.cents(120, 900));
        let invoice = service_call(book, cents, day);
        pay_alone(book, invoice, Zelle, cents, day, 0);
    }
    for (offset, kind) in [(21, Cash), (53, Cash), (82, Check), (82, Card)] {
        let (day, cents) = (book.day(offset), service_price(book));
        let invoice = service_call(book, cents, day);
        pay(book, invoice, kind, cents, day);
    }
}

/// What no engine can be sure of: two equal checks, and one that was typed in with two digits swapped.
pub(crate) fn hard_cases(book: &mut Book) {
    let price = book.draw.pick(&names::FLAT_PRICES);
    for (offset, lag) in [(33, 2), (34, 3)] {
        let day = book.day(offset);
        let invoice = service_call(book, price, add_days(day, -3));
        pay_alone(book, invoice, PaymentKind::Check, price, day, lag);
    }
    let (hundreds, tens) = (book.draw.between(8, 22), book.draw.between(1, 9));
    let ones = (tens + book.draw.between(1, 9)) % 10;
    let banked = hundreds * 10_000 + tens * 1_000 + ones * 100 + 50;
    let recorded = hundreds * 10_000 + ones * 1_000 + tens * 100 + 50;
    let day = book.day(49);
    let invoice = service_call(book, banked, add_days(day, -7));
    let payment = pay(book, invoice, PaymentKind::Check, recorded, day);
    let payment_id = book.jobber.payments[payment].id.clone();
    let line = descriptors::checks(&mut book.draw, banked, add_business_days(day, 2), 1);
    let id = book.post(line);
    book.truth.deposits.insert(
        id,
        Answer::Mistyped {
            payment_id,
            recorded_cents: recorded,
        },
    );
}
