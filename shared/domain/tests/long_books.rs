//! A book of many years is answered season by season, as well as a short one.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use std::collections::BTreeSet;

use jiff::civil::date;
use oodaloo_domain::calendar::plus_days;
use oodaloo_domain::engine::{Book, Method, Outcome, Payment, reconcile_and_tell};
use support::{deposit, open_book, payment};

/// Transfers over six years, some of which name their payer, three days after each other's like.
fn transfers(count: usize) -> Book {
    let start = date(2020, 1, 6);
    let day = |n: usize| plus_days(start, i32::try_from(n * 2_190 / count).unwrap());
    let cents = |n: usize| i64::try_from(5_000 + n * 7_919 % 90_001).unwrap();
    let first = ["Anna", "Bela", "Carl", "Dora", "Emil", "Fay", "Gus"];
    let last = ["Kowalski", "Lindqvist", "Marchetti", "Novotny", "Okafor"];
    let name = |n: usize| format!("{} {}", first[n % 7], last[n / 7 % 5]);
    let deposits = (0..count).map(|n| {
        let arrival = plus_days(day(n), i32::try_from(n % 3).unwrap());
        let text = format!("ZELLE FROM {}", name(n));
        deposit(format!("d{n:05}"), arrival, cents(n), text)
    });
    let payments = (0..count).map(|n| {
        let (id, client) = (format!("p{n:05}"), format!("c{}", n % 35));
        Payment {
            client_name: Some(name(n)),
            ..payment(id, day(n), cents(n), client, Method::Ach)
        }
    });
    let as_of = plus_days(start, 2_200);
    open_book(as_of, deposits.collect(), payments.collect())
}

#[test]
fn each_deposit_is_answered_and_the_border_of_a_season_is_no_border() {
    let mut book = transfers(6_500);
    let mut steps = Vec::new();
    let findings = reconcile_and_tell(&book, &mut |done, _| steps.push(done));
    assert!(steps.len() >= 2 && steps.is_sorted(), "{steps:?}");
    assert_eq!(findings.len(), book.deposits.len());
    let mut used = BTreeSet::new();
    for f in &findings {
        let own = f.deposit_id.replace('d', "p");
        assert_eq!(f.outcome, Outcome::Auto, "{}", f.deposit_id);
        assert_eq!(f.candidates[0].payment_ids, std::slice::from_ref(&own));
        assert!(used.insert(own));
    }
    book.deposits.reverse();
    book.payments.rotate_left(1_234);
    assert_eq!(reconcile_and_tell(&book, &mut |_, _| {}), findings);
}
