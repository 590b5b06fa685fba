//! Bank debits ride in the payouts of cards, days later and under a plan of their own; transfers that went to the bank by
//! themselves stand beside them in the books, with the same method.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use oodaloo_domain::calendar::plus_days;
use oodaloo_domain::engine::{Book, Method, Outcome, Payment, Reason, reconcile};
use support::{business_days_later, deposit, kept, net, open_book, payment};

/// Three weeks: three cards and two debits each business day, and a transfer whose text names its payer. Cards take one
/// business day, debits four. Gives the book, and by deposit what it is made of.
fn company() -> (Book, BTreeMap<String, BTreeSet<String>>) {
    company_under((290, 30))
}

/// The same under some plan of cards: hundredths of a percent, cents.
fn company_under(plan: (i64, i64)) -> (Book, BTreeMap<String, BTreeSet<String>>) {
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
        let client = format!("c{}", n % 4);
        let name = names[usize::try_from(n % 4).unwrap()];
        for k in 0..6_i64 {
            let cents = 9_137 + (n * 7_919 + k * 15_485) % 60_013;
            let method = if k < 3 {
                Method::JobberPayments
            } else {
                Method::Ach
            };
            let id = format!("p{n:02}{k}");
            payments.push(Payment {
                client_name: Some(name.into()),
                ..payment(&id, day, cents, &client, method)
            });
            let (paid, later) = match k {
                0..3 => (net(cents, plan), 1),
                3..5 => (cents - kept(cents, (80, 0)).min(500), 4),
                _ => (cents, 0),
            };
            let ride = rides.entry(business_days_later(day, later)).or_default();
            if later > 0 {
                ride.0 += paid;
                ride.1.insert(id);
            } else {
                let transfer = format!("d{n:02}");
                let text = format!("ZELLE FROM {name}");
                deposits.push(deposit(&transfer, day, cents, text));
                truth.insert(transfer, BTreeSet::from([id]));
            }
        }
        day = business_days_later(day, 1);
    }
    for (arrival, (cents, set)) in rides.into_iter().filter(|(_, (cents, _))| *cents > 0) {
        let id = format!("x{arrival}");
        deposits.push(deposit(&id, arrival, cents, "JOBBER PAYMENTS TRANSFER"));
        truth.insert(id, set);
    }
    (open_book(plus_days(day, 10), deposits, payments), truth)
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
