//! What makes a payout other than the books say, and nobody writes down: cards of another rate, tips, money taken back. Each
//! leaves a difference of its own kind; a payment that is missing or mistyped leaves one that is none of these.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use jiff::civil::date;
use oodaloo_domain::calendar::plus_days;
use oodaloo_domain::engine::{Book, Candidate, Method, Outcome, Reason, reconcile};
use support::{business_days_later, deposit, net, open_book, payment};

const DAYS: i64 = 30;
const A_DAY: i64 = 4;
/// What the processor keeps of a usual card: 2.9 % + 30¢.
const PLAN: (i64, i64) = (290, 30);

fn amount(n: i64, k: i64) -> i64 {
    9_137 + (n * 7_919 + k * 15_485) % 60_013
}

/// Thirty days of four cards each, paid out on the next business day at 2.9 % + 30¢. `paid` says what the bank gets for
/// payments of these amounts.
fn company(method: Method, paid: impl Fn(i64, &[i64]) -> i64) -> Book {
    let (mut payments, mut deposits) = (Vec::new(), Vec::new());
    let mut day = date(2026, 3, 2);
    for n in 0..DAYS {
        let amounts: Vec<i64> = (0..A_DAY).map(|k| amount(n, k)).collect();
        payments.extend(amounts.iter().enumerate().map(|(k, cents)| {
            let (id, client) = (format!("p{n:02}{k}"), format!("c{n}{k}"));
            payment(id, day, *cents, client, method)
        }));
        let arrival = business_days_later(day, 1);
        let (id, cents) = (format!("d{n:02}"), paid(n, &amounts));
        deposits.push(deposit(id, arrival, cents, "STRIPE TRANSFER"));
        day = arrival;
    }
    open_book(plus_days(day, 10), deposits, payments)
}

fn usual(amounts: &[i64]) -> i64 {
    amounts.iter().map(|cents| net(*cents, PLAN)).sum()
}

/// Of each day: whether nobody is asked, and the first candidate.
fn said(book: &Book) -> Vec<(bool, Candidate)> {
    let findings = reconcile(book);
    let of = |n: i64| {
        let id = format!("d{n:02}");
        let f = findings.iter().find(|f| f.deposit_id == id).unwrap();
        (f.outcome == Outcome::Auto, f.candidates[0].clone())
    };
    (0..DAYS).map(of).collect()
}

fn is_of_day(n: i64, candidate: &Candidate) -> bool {
    let day: Vec<String> = (0..A_DAY).map(|k| format!("p{n:02}{k}")).collect();
    candidate.payment_ids == day
}

#[test]
fn some_cards_cost_another_rate_and_the_book_shows_which() {
    let dear = |n: i64, k: usize| (n * 31 + i64::try_from(k).unwrap() * 17) % 5 == 0;
    let book = company(Method::Card, |n, amounts| {
        let plan = |k: usize| if dear(n, k) { (440, 30) } else { PLAN };
        let nets = amounts.iter().enumerate().map(|(k, c)| net(*c, plan(k)));
        nets.sum()
    });
    let mut others = 0;
    for (n, (auto, candidate)) in (0..).zip(said(&book)) {
        assert!(auto && is_of_day(n, &candidate), "{n}: {candidate:?}");
        let count = (0..4).filter(|k| dear(n, *k)).count();
        for reason in &candidate.reasons {
            if let Reason::OtherRate { plan, payments, .. } = reason {
                assert_eq!((plan.rate_bp, plan.fixed, *payments), (440, 30, count));
                others += 1;
            }
        }
    }
    assert!(others > 10, "{others}");
}

#[test]
fn what_nobody_wrote_down_is_told_by_what_it_looks_like() {
    let book = company(Method::JobberPayments, |n, amounts| {
        let with = |tip: i64| net(amounts[1] + tip, PLAN) - net(amounts[1], PLAN);
        let earlier = amount(n - 3, 2);
        usual(amounts)
            + match n {
                7 => with(2_000),
                11 => with(amounts[1] * 15 / 100),
                13 => with(2_500),
                15 => -earlier - 1_500,
                19 => -earlier,
                22 => with(amounts[1] / 5),
                _ => 0,
            }
    });
    for (n, (auto, candidate)) in (0..).zip(said(&book)) {
        assert!(auto && is_of_day(n, &candidate), "{n}: {candidate:?}");
        let named = candidate.reasons.iter().find_map(|r| match r {
            Reason::MissingTip { amount } => Some(("tip", amount.cents())),
            Reason::MissingDispute { charge, .. } => Some(("dispute", charge.cents())),
            Reason::MissingRefund { .. } => Some(("refund", 0)),
            _ => None,
        });
        let truly = match n {
            7 => Some(("tip", 2_000)),
            11 => Some(("tip", amount(11, 1) * 15 / 100)),
            13 => Some(("tip", 2_500)),
            15 => Some(("dispute", 1_500)),
            19 => Some(("refund", 0)),
            22 => Some(("tip", amount(22, 1) / 5)),
            _ => None,
        };
        assert_eq!(named, truly, "{n}: {candidate:?}");
    }
}

#[test]
fn a_payment_that_is_missing_or_mistyped_is_none_of_these() {
    let amiss = |n: i64, amounts: &[i64]| match n {
        // A payment nobody wrote down, a digit mistyped, the cents left out, a key beside.
        5 => net(8_837, PLAN),
        9 => net(amounts[0] + 1_000, PLAN) - net(amounts[0], PLAN),
        14 => net(amounts[0] + 37, PLAN) - net(amounts[0], PLAN),
        18 => net(amounts[0] - 900, PLAN) - net(amounts[0], PLAN),
        24 => net(14_900, PLAN),
        _ => 0,
    };
    let book = company(Method::Card, |n, amounts| {
        usual(amounts) + amiss(n, amounts)
    });
    for (n, (auto, candidate)) in (0..).zip(said(&book)) {
        let right = amiss(n, &[amount(n, 0)]) == 0;
        assert_eq!(auto, right, "{n}: {candidate:?}");
    }
}
