//! Bank debits ride in the payouts of cards, days later and under a plan of their own; transfers that went to the bank by
//! themselves stand beside them in the books, with the same method.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use oodaloo_domain::Money;
use oodaloo_domain::calendar::{is_business_day, plus_days};
use oodaloo_domain::engine::{
    Book, Deposit, Method, Outcome, Payment, Priors, Reason, Settings, reconcile,
};

fn business_days_later(mut day: Date, days: usize) -> Date {
    for _ in 0..days {
        day = plus_days(day, 1);
        while !is_business_day(day) {
            day = plus_days(day, 1);
        }
    }
    day
}

/// Three weeks: three cards and two debits each business day, and a transfer whose text names its payer. Cards take one
/// business day, debits four. Gives the book, and by deposit what it is made of.
fn company() -> (Book, BTreeMap<String, BTreeSet<String>>) {
    company_under((290, 30))
}

/// The same under some plan of cards: hundredths of a percent, cents.
fn company_under((rate, fixed): (i64, i64)) -> (Book, BTreeMap<String, BTreeSet<String>>) {
    let (mut payments, mut deposits) = (Vec::new(), Vec::new());
    let mut rides: BTreeMap<Date, (i64, BTreeSet<String>)> = BTreeMap::new();
    let mut truth = BTreeMap::new();
    let mut day = date(2026, 3, 2);
    let names = [
        "Anna Kowalski",
        "Bela Lindqvist",
        "Carla Marchetti",
        "Dmitri Novotny",
    ];
    for n in 0..15_i64 {
        for k in 0..6_i64 {
            let cents = 9_137 + (n * 7_919 + k * 15_485) % 60_013;
            let method = if k < 3 {
                Method::JobberPayments
            } else {
                Method::Ach
            };
            let id = format!("p{n:02}{k}");
            payments.push(Payment {
                id: id.clone(),
                received_on: day,
                amount: Money::from_cents(cents),
                client_id: format!("c{}", n % 4),
                client_name: Some(names[usize::try_from(n % 4).unwrap()].into()),
                invoice_id: None,
                job_id: None,
                method: Some(method),
            });
            let (net, later) = match k {
                0..3 => (cents - (cents * rate + 5_000) / 10_000 - fixed, 1),
                3..5 => (cents - ((cents * 80 + 5_000) / 10_000).min(500), 4),
                _ => (cents, 0),
            };
            let ride = rides.entry(business_days_later(day, later)).or_default();
            if later > 0 {
                ride.0 += net;
                ride.1.insert(id);
            } else {
                let deposit = format!("d{n:02}");
                let text = format!("ZELLE FROM {}", names[usize::try_from(n % 4).unwrap()]);
                deposits.push(line(&deposit, day, cents, &text));
                truth.insert(deposit, BTreeSet::from([id]));
            }
        }
        day = business_days_later(day, 1);
    }
    for (arrival, (cents, set)) in rides.into_iter().filter(|(_, (cents, _))| *cents > 0) {
        let id = format!("x{arrival}");
        deposits.push(line(&id, arrival, cents, "JOBBER PAYMENTS TRANSFER"));
        truth.insert(id, set);
    }
    let book = Book {
        as_of: plus_days(day, 10),
        deposits,
        payments,
        history: Vec::new(),
        payouts: Vec::new(),
        priors: Priors::default(),
        settings: Settings::default(),
    };
    (book, truth)
}

fn line(id: &str, date: Date, cents: i64, text: &str) -> Deposit {
    Deposit {
        id: id.into(),
        date,
        amount: Money::from_cents(cents),
        description: text.into(),
        account_id: "a".into(),
    }
}

#[test]
fn payouts_of_cards_and_debits_are_found_with_no_plan_told() {
    found_with(company());
}

/// A plan that no price list has, and all but three payouts hold debits: what the debits leave shows it.
#[test]
fn a_plan_of_their_own_is_found_under_the_debits() {
    found_with(company_under((253, 15)));
}

fn found_with((book, truth): (Book, BTreeMap<String, BTreeSet<String>>)) {
    let mut with_debits = 0;
    for f in reconcile(&book) {
        let top: Option<BTreeSet<String>> = f
            .candidates
            .first()
            .map(|c| c.payment_ids.iter().cloned().collect());
        let right = top.as_ref() == truth.get(&f.deposit_id);
        assert!(
            f.outcome != Outcome::Auto || right,
            "{} is wrong",
            f.deposit_id
        );
        let Some(top) = f.candidates.first() else {
            continue;
        };
        let rides = top.reasons.iter().find_map(|r| match r {
            Reason::WithDebits {
                payments,
                business_days,
                ..
            } => Some((*payments, *business_days)),
            _ => None,
        });
        if let (true, Outcome::Auto, Some(rides)) = (right, f.outcome, rides) {
            assert_eq!(rides, (2, 4));
            with_debits += 1;
        }
    }
    // Cards and debits meet on eleven days: the twelfth debit day and later lands after the last cards.
    assert!(with_debits >= 10, "{with_debits} payouts with debits");
}

/// Where the debits of one day lack a payment that nobody wrote down, nothing is matched without a question.
#[test]
fn a_debit_nobody_wrote_down_is_asked_about() {
    let (mut book, truth) = company();
    let gone = book.payments.iter().position(|p| p.id == "p053").unwrap();
    book.payments.remove(gone);
    let broken = truth
        .iter()
        .find(|(_, set)| set.contains("p053"))
        .unwrap()
        .0;
    for f in reconcile(&book) {
        assert!(&f.deposit_id != broken || f.outcome != Outcome::Auto);
    }
}
