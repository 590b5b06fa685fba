//! The engine's laws on arbitrary input, and the phenomena of real books one by one. Generated books have a crate of
//! their own, `tests/engine`.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use oodaloo_domain::Money;
use oodaloo_domain::engine::{
    Book, Deposit, Finding, Method, Names, Outcome, Payment, Processor, RailPayout, Reason,
    reconcile,
};
use proptest::prelude::*;
use support::{deposit, open_book};

fn book(deposits: Vec<Deposit>, payments: Vec<Payment>) -> Book {
    open_book(date(2026, 6, 30), deposits, payments)
}

fn payment(id: &str, day: Date, cents: i64, name: &str, method: Option<Method>) -> Payment {
    Payment {
        client_name: Some(name.into()),
        ..support::payment(id, day, cents, format!("c-{name}"), method)
    }
}

/// What must hold of every answer to every book.
fn lawful(book: &Book, findings: &[Finding]) {
    let mut autos = BTreeSet::new();
    let mut used: BTreeMap<&str, i128> = BTreeMap::new();
    for f in findings {
        let deposit = book.deposits.iter().find(|d| d.id == f.deposit_id).unwrap();
        for c in &f.candidates {
            assert_eq!(c.fee.cents(), c.gross.cents() - c.net.cents());
            assert_eq!(c.net, deposit.amount);
            assert!((0.0..=1.0).contains(&c.confidence), "{}", c.confidence);
            assert!(
                !c.reasons.is_empty()
                    && c.reasons
                        .iter()
                        .all(|r| !r.sentence(&Names::default()).is_empty())
            );
        }
        assert!(
            f.candidates
                .windows(2)
                .all(|w| w[0].confidence >= w[1].confidence)
        );
        // A deposit may be a part of a payment, and another one the rest: cents are summed.
        if let Some(c) = f.candidates.first() {
            for id in &c.payment_ids {
                let part = match c.payment_ids.as_slice() {
                    [_] => c.gross.cents(),
                    _ => whole(book, id),
                };
                *used.entry(id).or_default() += i128::from(part);
            }
        }
        if f.outcome == Outcome::Auto {
            assert!(
                f.candidates[0]
                    .payment_ids
                    .iter()
                    .all(|id| autos.insert(id.clone()))
            );
        }
    }
    for (id, used) in used {
        let whole = i128::from(whole(book, id));
        assert!(
            used.abs() <= whole.abs(),
            "{used} of {whole} cents of {id} are used"
        );
    }
}

/// The amount of a payment; of several entries with one id the earliest counts.
fn whole(book: &Book, id: &str) -> i64 {
    let same = book.payments.iter().filter(|p| p.id == id);
    let amounts = same.map(|p| (p.received_on, p.amount.cents()));
    amounts.min().unwrap().1
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("STRIPE TRANSFER ST-ABC12345".to_owned()),
        Just("DEPOSIT".to_owned()),
        Just("Zelle from Anna".to_owned()),
        Just("ONLINE TRANSFER FROM SAV".to_owned()),
        "\\PC{0,30}"
    ]
}

fn cents() -> impl Strategy<Value = i64> {
    prop_oneof![6 => 0_i64..50_000, 2 => Just(14_900), 1 => any::<i64>(), 1 => -20_000_i64..0]
}

fn method() -> impl Strategy<Value = Option<Method>> {
    use Method::{Ach, Card, Cash, Check, JobberPayments, Other};
    prop::sample::select(vec![
        None,
        Some(Ach),
        Some(Card),
        Some(Cash),
        Some(Check),
        Some(JobberPayments),
        Some(Other),
    ])
}

prop_compose! {
    fn anything()(
        deposits in prop::collection::vec((0_u8..30, -5_i32..40, cents(), text()), 0..14),
        payments in prop::collection::vec((0_u8..40, -5_i32..40, cents(), "[A-Z][a-z]{0,6}", method()), 0..30),
    ) -> Book {
        let day = |n: i32| oodaloo_domain::calendar::plus_days(date(2026, 2, 1), n);
        book(
            deposits.into_iter().map(|(id, d, c, t)| deposit(format!("d{id}"), day(d), c, t)).collect(),
            payments.into_iter().map(|(id, d, c, n, m)| payment(&format!("p{id}"), day(d), c, &n, m)).collect(),
        )
    }
}

prop_compose! {
    /// A few payments of round amounts, and deposits of which many are two halves of one of them.
    fn halves()(
        deposits in prop::collection::vec(
            (0_i32..9, prop::sample::select(vec![1_i64, 2, 50, 98, 99, 100, 149, 150]), 0_usize..3),
            1..8,
        ),
        payments in prop::collection::vec(
            (0_i32..3, prop::sample::select(vec![1_i64, 100, 150, 200]), method()),
            1..5,
        ),
    ) -> Book {
        let texts = ["", "Zelle payment from ANNA KOWALSKI", "ORIG CO NAME:STRIPE IND ID:ST-A1"];
        let day = |n: i32| oodaloo_domain::calendar::plus_days(date(2026, 2, 2), n);
        book(
            (0..).zip(deposits).map(|(id, (d, c, t))| deposit(format!("d{id}"), day(d), c, texts[t])).collect(),
            (0..).zip(payments).map(|(id, (d, c, m))| payment(&format!("p{id}"), day(d), c, "Anna Kowalski", m)).collect(),
        )
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn no_cent_of_a_payment_that_came_in_parts_is_used_twice(book in halves()) {
        lawful(&book, &reconcile(&book));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn anything_gets_an_answer_that_ignores_order(mut book in anything(), turn in 0_usize..30) {
        // Of two deposits with one id only the first counts, which these laws need not know.
        let mut seen = BTreeSet::new();
        book.deposits.retain(|d| seen.insert(d.id.clone()));
        let findings = reconcile(&book);
        lawful(&book, &findings);
        prop_assert_eq!(findings.len(), book.deposits.len());
        let mut turned = book.clone();
        turned.deposits.reverse();
        let by = turn.min(turned.payments.len());
        turned.payments.rotate_left(by);
        prop_assert_eq!(reconcile(&turned), findings);
    }
}

#[test]
fn the_dates_at_the_ends_of_time_are_no_trouble() {
    let b = book(
        vec![
            deposit("a", Date::MIN, 500, "DEPOSIT"),
            deposit("b", Date::MAX, 500, "STRIPE"),
            deposit("c", Date::MAX, i64::MAX, ""),
        ],
        vec![
            payment("p", Date::MAX, 500, "A", None),
            payment("q", Date::MIN, i64::MIN, "B", Some(Method::Card)),
            payment("r", Date::MAX, i64::MAX, "C", None),
        ],
    );
    lawful(&b, &reconcile(&b));
}

#[test]
fn ten_thousand_equal_amounts_are_asked_about_at_once() {
    let payments = (0..10_000)
        .map(|i| {
            payment(
                &format!("p{i:05}"),
                date(2026, 3, 2),
                14_900,
                "Anna Kowalski",
                Some(Method::Check),
            )
        })
        .collect();
    let b = book(
        vec![deposit("d", date(2026, 3, 4), 14_900, "DEPOSIT")],
        payments,
    );
    assert_eq!(reconcile(&b)[0].outcome, Outcome::NeedsConfirm);
}

#[test]
fn a_named_transfer_is_matched_and_a_twin_is_asked_about() {
    let anna = |id: &str| {
        payment(
            id,
            date(2026, 3, 2),
            14_900,
            "Anna Kowalski",
            Some(Method::Ach),
        )
    };
    let d = || {
        deposit(
            "d",
            date(2026, 3, 3),
            14_900,
            "Zelle payment from ANNA KOWALSKI",
        )
    };
    let one = reconcile(&book(
        vec![d()],
        vec![
            anna("p1"),
            payment(
                "p2",
                date(2026, 3, 2),
                14_900,
                "Bob Smith",
                Some(Method::Ach),
            ),
        ],
    ));
    assert_eq!(
        (one[0].outcome, one[0].candidates[0].payment_ids[0].as_str()),
        (Outcome::Auto, "p1")
    );
    let two = reconcile(&book(vec![d()], vec![anna("p1"), anna("p2")]));
    assert_eq!(two[0].outcome, Outcome::NeedsConfirm);
    assert!(
        two[0].candidates[0]
            .reasons
            .contains(&Reason::Competing { ways: 2 })
    );
}

#[test]
fn money_that_is_not_revenue_is_never_matched_by_amount() {
    let p = vec![payment(
        "p",
        date(2026, 3, 2),
        500_000,
        "Anna Kowalski",
        Some(Method::Check),
    )];
    for text in [
        "ONLINE TRANSFER FROM SAV 1234",
        "SBA LOAN",
        "OWNER CONTRIBUTION",
        "IRS TREAS 310 TAX REF",
        "STATE FARM INSURANCE",
    ] {
        let f = reconcile(&book(
            vec![deposit("d", date(2026, 3, 3), 500_000, text)],
            p.clone(),
        ));
        assert_eq!(f[0].outcome, Outcome::OffPlatform, "{text}");
    }
}

#[test]
fn what_the_rail_lists_is_believed_if_the_bank_agrees() {
    let payments = vec![
        payment(
            "p1",
            date(2026, 3, 2),
            10_000,
            "A",
            Some(Method::JobberPayments),
        ),
        payment(
            "p2",
            date(2026, 3, 2),
            5_000,
            "B",
            Some(Method::JobberPayments),
        ),
    ];
    let listed = RailPayout {
        id: "po".into(),
        net: Money::from_cents(14_505),
        gross: Money::from_cents(15_000),
        fee: Money::from_cents(495),
        arrival: date(2026, 3, 4),
        payment_ids: vec!["p1".into(), "p2".into()],
    };
    let mut b = book(
        vec![deposit("d", date(2026, 3, 4), 14_505, "STRIPE TRANSFER")],
        payments,
    );
    b.payouts = vec![listed];
    let f = &reconcile(&b)[0];
    assert_eq!(
        (f.outcome, f.processor, f.candidates[0].payment_ids.len()),
        (Outcome::Auto, Processor::JobberPay, 2)
    );
    b.deposits[0].amount = Money::from_cents(14_506);
    assert_ne!(reconcile(&b)[0].outcome, Outcome::Auto);
}
