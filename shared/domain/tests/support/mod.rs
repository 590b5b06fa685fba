//! What the tests of the engine make their books of.
#![allow(dead_code, reason = "each test uses its part")]

use jiff::civil::Date;
use oodaloo_domain::Money;
use oodaloo_domain::calendar::{is_business_day, plus_days};
use oodaloo_domain::engine::{Book, Deposit, Method, Payment, Priors, Settings};

/// A payment of a client whose name is not known, for no invoice and no job.
pub fn payment(
    id: impl Into<String>,
    received_on: Date,
    cents: i64,
    client_id: impl Into<String>,
    method: impl Into<Option<Method>>,
) -> Payment {
    Payment {
        id: id.into(),
        received_on,
        amount: Money::from_cents(cents),
        client_id: client_id.into(),
        client_name: None,
        invoice_id: None,
        job_id: None,
        method: method.into(),
    }
}

/// A line of the one bank account, with its text.
pub fn deposit(id: impl Into<String>, date: Date, cents: i64, text: impl Into<String>) -> Deposit {
    Deposit {
        id: id.into(),
        date,
        amount: Money::from_cents(cents),
        description: text.into(),
        account_id: "a".into(),
    }
}

/// A book of which nothing is matched, listed or learned yet, under the usual settings.
pub fn open_book(as_of: Date, deposits: Vec<Deposit>, payments: Vec<Payment>) -> Book {
    Book {
        as_of,
        deposits,
        payments,
        history: Vec::new(),
        payouts: Vec::new(),
        priors: Priors::default(),
        settings: Settings::default(),
    }
}

/// The business day so many business days after a day.
pub fn business_days_later(mut day: Date, days: usize) -> Date {
    for _ in 0..days {
        day = plus_days(day, 1);
        while !is_business_day(day) {
            day = plus_days(day, 1);
        }
    }
    day
}

/// What a plan (hundredths of a percent, cents) keeps of one payment; not the engine's own sum, so as to check it.
pub fn kept(cents: i64, (rate_bp, fixed): (i64, i64)) -> i64 {
    (cents * rate_bp + 5_000) / 10_000 + fixed
}

/// What such a plan leaves of one payment.
pub fn net(cents: i64, plan: (i64, i64)) -> i64 {
    cents - kept(cents, plan)
}
