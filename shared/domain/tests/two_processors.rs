//! Two processors of one company, one method in the books for both and one text at the bank: each payout holds a part of
//! its day, and nothing but the amounts says which.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use oodaloo_domain::calendar::plus_days;
use oodaloo_domain::engine::{Book, Finding, Method, Outcome, reconcile};
use support::{business_days_later, deposit, net, open_book, payment};

type Truth = BTreeMap<String, BTreeSet<String>>;

/// Five weeks: three to five payments a day through each of two processors, in the bank after so many business days.
fn company(plans: [(i64, i64); 2], lags: [usize; 2], flat: bool) -> (Book, Truth) {
    let (mut payments, mut deposits, mut truth) = (Vec::new(), Vec::new(), Truth::new());
    let mut day = date(2026, 3, 2);
    let mut seed = 20_260_302_i64;
    for n in 0..25 {
        for (which, plan) in plans.into_iter().enumerate() {
            let (mut paid, mut set) = (0, BTreeSet::new());
            for k in 0..3 + (n + which) % 3 {
                seed = (seed * 48_271) % 2_147_483_647;
                let odd = 5_000 + seed % 90_001;
                let cents = if flat && k == 0 { 14_900 } else { odd };
                let id = format!("p{n:02}{which}{k}");
                let client = format!("c{}", seed % 40);
                payments.push(payment(&id, day, cents, client, Method::Card));
                paid += net(cents, plan);
                set.insert(id);
            }
            let id = format!("d{n:02}{which}");
            let arrival = business_days_later(day, lags[which]);
            deposits.push(deposit(&id, arrival, paid, "STRIPE TRANSFER"));
            truth.insert(id, set);
        }
        day = business_days_later(day, 1);
    }
    (open_book(plus_days(day, 10), deposits, payments), truth)
}

fn top(f: &Finding) -> Option<BTreeSet<String>> {
    let ids = |ids: &Vec<String>| ids.iter().cloned().collect();
    f.candidates.first().map(|c| ids(&c.payment_ids))
}

/// How many are right, and how many matched without a question; none of these wrong.
fn score(book: &Book, truth: &Truth) -> (usize, usize) {
    let (mut right, mut auto) = (0, 0);
    for f in reconcile(book) {
        let is_right = top(&f).as_ref() == truth.get(&f.deposit_id);
        assert!(f.outcome != Outcome::Auto || is_right, "{}", f.deposit_id);
        right += usize::from(is_right);
        auto += usize::from(f.outcome == Outcome::Auto);
    }
    (right, auto)
}

#[test]
fn days_are_shared_out_under_two_plans_that_nobody_told() {
    for (plans, lags) in [
        ([(290, 30), (260, 10)], [2, 2]),
        ([(263, 25), (290, 30)], [1, 2]),
        ([(290, 30), (290, 30)], [2, 2]),
    ] {
        let (book, truth) = company(plans, lags, false);
        let (right, auto) = score(&book, &truth);
        assert!(right >= 48 && auto >= 40, "{plans:?}: {right}, {auto}");
    }
}

/// One payment of each payout has one price: which of the two is whose no amount can say.
#[test]
fn equal_prices_in_both_payouts_of_a_day_are_asked_about() {
    let (book, truth) = company([(290, 30), (260, 10)], [2, 2], true);
    let (_, auto) = score(&book, &truth);
    assert_eq!(auto, 0);
    for f in reconcile(&book) {
        assert!(f.candidates.first().is_none_or(|c| c.confidence < 0.6));
    }
}

/// Where a payment of a day is not in the books, its payouts tie out in no way, or are doubted.
#[test]
fn a_payment_that_nobody_recorded_is_not_made_up_for() {
    let (mut book, truth) = company([(290, 30), (260, 10)], [2, 2], false);
    book.payments.retain(|p| !p.id.ends_with("01"));
    let findings = reconcile(&book);
    let autos = findings.iter().filter(|f| f.outcome == Outcome::Auto);
    for f in autos {
        assert_eq!(
            top(f).as_ref(),
            truth.get(&f.deposit_id),
            "{}",
            f.deposit_id
        );
    }
}
