//! Deposits that hold many payments: processors' payouts and deposit slips.

use jiff::civil::{Date, time};

use super::{
    book::{Book, ZONE},
    descriptors,
    income::{medium_job, service_call, service_price},
    recording::{pay, settle},
    work::Index,
};
use crate::{
    calendar::{add_business_days, add_days, local, roll_back},
    ids,
    jobber::{BalanceTransaction, PaymentKind, Payout},
};

/// What a processor keeps of one card payment: 2.9 % and 30 cents, rounded half up to the cent.
fn card_fee(cents: i64) -> i64 {
    (cents * 29 + 500) / 1_000 + 30
}

/// Three weeks of cards, each paid out as one deposit: Stripe, Jobber Payments, Stripe.
pub(crate) fn payouts(book: &mut Book) {
    use PaymentKind::{Card, JobberCard};
    for (first_day, kind, medium, small) in
        [(16, Card, 1, 8), (37, JobberCard, 2, 9), (58, Card, 1, 9)]
    {
        let mut payments = Vec::new();
        for k in 0..medium + small {
            let offset = first_day + book.draw.days(0, 6);
            let day = book.day(offset);
            let invoice = if k < medium {
                medium_job(book, false, day, 7)
            } else {
                let price = service_price(book);
                service_call(book, price, day)
            };
            let cents = book.jobber.invoices[invoice].total_cents;
            payments.push(pay(book, invoice, kind, cents, day));
        }
        let fee_cents = payments
            .iter()
            .map(|p| card_fee(book.jobber.payments[*p].amount_cents))
            .sum();
        let gross: i64 = payments
            .iter()
            .map(|p| book.jobber.payments[*p].amount_cents)
            .sum();
        let date = add_business_days(book.day(first_day + 6), 2);
        let line = descriptors::payout(&mut book.draw, gross - fee_cents, date, kind == JobberCard);
        settle(book, line, &payments, fee_cents);
        if kind == JobberCard {
            list_payout(book, &payments, date);
        }
    }
}

/// What Jobber itself knows of its payout.
fn list_payout(book: &mut Book, payments: &[Index], arrived_on: Date) {
    let already = i64::try_from(book.jobber.payouts.len()).unwrap_or(0);
    let id = ids::jobber("PayoutRecord", 5_501 + already);
    let identifier = format!(
        "po_{}",
        book.draw.text(
            24,
            b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz0123456789"
        )
    );
    let mut lines = Vec::new();
    for (line, index) in (0..).zip(payments) {
        let payment = &mut book.jobber.payments[*index];
        let fee = card_fee(payment.amount_cents);
        payment.fee_cents = Some(fee);
        payment.payout_id = Some(id.clone());
        lines.push(BalanceTransaction {
            id: ids::jobber("BalanceTransaction", 91_000 + already * 100 + line),
            payment_id: payment.id.clone(),
            gross_cents: payment.amount_cents,
            fee_cents: fee,
            net_cents: payment.amount_cents - fee,
            created_at: payment.entry_date,
        });
    }
    let made_on = roll_back(add_days(arrived_on, -2));
    let created_at = local(made_on, time(17, 5, 0, 0), ZONE);
    book.jobber.payouts.push(Payout {
        id,
        identifier,
        gross_cents: lines.iter().map(|l| l.gross_cents).sum(),
        fee_cents: lines.iter().map(|l| l.fee_cents).sum(),
        net_cents: lines.iter().map(|l| l.net_cents).sum(),
        arrived_on,
        balance_transactions: lines,
        created_at,
        updated_at: local(arrived_on, time(6, 0, 0, 0), ZONE),
    });
}

/// Two trips to the bank, each with the checks of a week.
pub(crate) fn deposit_slips(book: &mut Book) {
    for (first_day, count) in [(26, 4), (46, 3)] {
        let mut payments = Vec::new();
        for k in 0..count {
            let day = book.day(first_day + k);
            let cents = if k == 0 {
                service_price(book)
            } else {
                book.draw.cents(240, 1_400)
            };
            let invoice = service_call(book, cents, add_days(day, -6));
            payments.push(pay(book, invoice, PaymentKind::Check, cents, day));
        }
        let date = add_business_days(book.day(first_day + 5), 1);
        let cents = payments
            .iter()
            .map(|p| book.jobber.payments[*p].amount_cents)
            .sum();
        let line = descriptors::checks(&mut book.draw, cents, date, payments.len());
        settle(book, line, &payments, 0);
    }
}
