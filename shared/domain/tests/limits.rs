//! Where a limit is met, the answer says so and a person is asked.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use jiff::civil::date;
use oodaloo_domain::Money;
use oodaloo_domain::calendar::plus_days;
use oodaloo_domain::engine::{
    Book, Candidate, Confirmed, Finding, Method, Outcome, Reason, reconcile,
};
use support::{deposit, open_book, payment};

/// `count` payments of `cents` over some days, each a deposit of its own two days later.
fn alone(count: usize, days: i32, cents: impl Fn(usize) -> i64, text: &str) -> Book {
    let start = date(2026, 3, 2);
    let day = |n: usize| {
        let n = i32::try_from(n).unwrap() * days / i32::try_from(count).unwrap();
        plus_days(start, n)
    };
    let deposits = (0..count).map(|n| {
        let arrival = plus_days(day(n), 2);
        deposit(format!("d{n:05}"), arrival, cents(n), text)
    });
    let payments = (0..count).map(|n| {
        let (id, client) = (format!("p{n:05}"), format!("c{n}"));
        payment(id, day(n), cents(n), client, Method::Check)
    });
    let as_of = plus_days(start, days + 10);
    open_book(as_of, deposits.collect(), payments.collect())
}

fn says_so(candidate: &Candidate) -> bool {
    let said = |r: &Reason| matches!(r, Reason::NotSearchedToTheEnd { .. });
    candidate.reasons.iter().any(said)
}

#[test]
fn more_equal_amounts_than_are_weighed_are_asked_about_and_it_is_said() {
    for (count, shown) in [(90, true), (2_000, false)] {
        let findings = reconcile(&alone(count, 1, |_| 14_900, "MOBILE DEPOSIT"));
        assert_eq!(findings.len(), count);
        for f in &findings {
            assert_ne!(f.outcome, Outcome::Auto, "{}", f.deposit_id);
            assert!(f.candidates.iter().all(says_so), "{}", f.deposit_id);
        }
        // One of two thousand is no candidate worth showing.
        let any = findings.iter().any(|f| !f.candidates.is_empty());
        assert_eq!(any, shown, "{count}");
    }
}

#[test]
fn a_few_equal_amounts_are_all_weighed() {
    let findings = reconcile(&alone(20, 10, |_| 14_900, "MOBILE DEPOSIT"));
    let all = |f: &Finding| f.candidates.iter().any(says_so);
    assert!(!findings.iter().any(all));
}

#[test]
fn a_name_finds_its_payment_among_more_equal_amounts_than_are_weighed() {
    let mut book = alone(300, 30, |_| 14_900, "MOBILE DEPOSIT");
    book.payments[7].client_name = Some("Wilhelmina Oszkar".into());
    book.payments[7].method = Some(Method::Ach);
    book.deposits[290].description = "Zelle payment from WILHELMINA OSZKAR".into();
    let findings = reconcile(&book);
    let named = findings.iter().find(|f| f.deposit_id == "d00290").unwrap();
    assert_eq!(named.candidates[0].payment_ids, ["p00007"]);
    assert!(!says_so(&named.candidates[0]));
}

#[test]
fn a_history_that_names_the_largest_payments_a_hundred_thousand_times_is_read() {
    let day = date(2026, 3, 2);
    let most = 100_000_000_000_000;
    let mut book = alone(3, 3, |_| 14_900, "STRIPE TRANSFER");
    book.payments
        .push(payment("card", day, most, "c", Method::Card));
    book.payments
        .push(payment("ach", day, most, "c", Method::Ach));
    let ids = ["card", "ach"].iter().cycle().take(200_000);
    book.history.push(Confirmed {
        deposit: deposit("old", plus_days(day, 2), most, "STRIPE TRANSFER"),
        payment_ids: ids.map(|id| (*id).to_owned()).collect(),
        fee: Money::from_cents(100),
    });
    assert_eq!(reconcile(&book).len(), 3);
}
