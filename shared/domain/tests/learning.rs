//! Laws of what is learned: it can be taken back to the byte, it stays small, and it is of use.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use jiff::civil::date;
use oodaloo_domain::Money;
use oodaloo_domain::calendar::plus_days;
use oodaloo_domain::engine::{
    Book, Confirmed, Deposit, FeePlan, Lesson, Method, Outcome, Payment, Priors, Processor,
    Settings, reconcile,
};
use proptest::prelude::*;

fn deposit(id: &str, day: i32, cents: i64, text: &str) -> Deposit {
    Deposit {
        id: id.into(),
        date: plus_days(date(2026, 3, 2), day),
        amount: Money::from_cents(cents),
        description: text.into(),
        account_id: "a".into(),
    }
}

fn payment(id: &str, day: i32, cents: i64, client: &str, method: Option<Method>) -> Payment {
    Payment {
        id: id.into(),
        received_on: plus_days(date(2026, 3, 2), day),
        amount: Money::from_cents(cents),
        client_id: client.into(),
        client_name: Some(client.into()),
        invoice_id: None,
        job_id: None,
        method,
    }
}

fn book(deposits: Vec<Deposit>, payments: Vec<Payment>, priors: Priors) -> Book {
    Book {
        as_of: date(2026, 6, 30),
        deposits,
        payments,
        history: vec![],
        payouts: vec![],
        priors,
        settings: Settings::default(),
    }
}

fn bytes(priors: &Priors) -> String {
    serde_json::to_string(priors).unwrap()
}

prop_compose! {
    fn lesson()(
        text in prop_oneof![
            Just("STRIPE TRANSFER".to_owned()), Just("DEPOSIT".to_owned()), "ACH CREDIT [A-Z]{1,9}", "\\PC{0,20}"
        ],
        amounts in prop::collection::vec((1_i64..300_000, 0_i32..3), 0..5),
        fee in prop_oneof![Just(None), (0_i64..2_000).prop_map(Some)],
        method in prop::sample::select(vec![None, Some(Method::Card), Some(Method::Check), Some(Method::Ach)]),
        lag in 0_i32..9,
        dismissed in 0_u8..10,
    ) -> Lesson {
        if dismissed == 0 {
            return Lesson::dismissed(&text, &["p".to_owned()]);
        }
        let payments: Vec<Payment> = amounts.iter().zip(0..)
            .map(|((a, d), i)| payment(&format!("p{i}"), *d, *a, &format!("c{}", a % 50), method)).collect();
        let gross: i64 = amounts.iter().map(|a| a.0).sum();
        let published = amounts.iter().map(|(a, _)| (a * 290 + 5_000) / 10_000 + 30).sum();
        let fee = fee.unwrap_or(published);
        let d = deposit("d", 3 + lag, gross - fee, &text);
        Lesson::of(&d, &payments, Money::from_cents(fee), Processor::Other)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn taking_back_restores_the_bytes_in_any_order(lessons in prop::collection::vec((lesson(), any::<bool>(), any::<u32>()), 0..60)) {
        // Learn all in one order, take back those not meant to stay in another, and compare with only the others.
        let mut priors = Priors::default();
        lessons.iter().for_each(|(l, _, _)| priors.learn(l));
        let mut leaving: Vec<_> = lessons.iter().filter(|(_, stays, _)| !stays).collect();
        leaving.sort_by_key(|(_, _, at)| *at);
        leaving.iter().for_each(|(l, _, _)| priors.unlearn(l));
        let mut only = Priors::default();
        lessons.iter().rev().filter(|(_, stays, _)| *stays).for_each(|(l, _, _)| only.learn(l));
        prop_assert_eq!(bytes(&priors), bytes(&only));
        prop_assert_eq!(&serde_json::from_str::<Priors>(&bytes(&priors)).unwrap(), &priors);
    }

    #[test]
    fn a_lesson_is_stored_as_it_is(l in lesson()) {
        let text = serde_json::to_string(&l).unwrap();
        prop_assert!(text.len() < 1_000);
        prop_assert_eq!(serde_json::from_str::<Lesson>(&text).unwrap(), l);
    }
}

#[test]
fn priors_stay_small_and_can_still_be_taken_back_when_full() {
    let mut priors = Priors::default();
    let lessons: Vec<Lesson> = (0..20_000_i64)
        .map(|n| {
            let a = 10_000 + n * 37 % 90_000;
            let fee = 30 + a * (200 + n % 200) / 10_000;
            let letters: String = (0..4)
                .map(|k| char::from(b'A' + u8::try_from(n / 26_i64.pow(k) % 26).unwrap()))
                .collect();
            let d = deposit("d", 3, a * 3 - fee * 3, &format!("ACH CREDIT {letters}"));
            let p: Vec<Payment> = (0..3)
                .map(|i| payment(&format!("p{i}"), i, a, &format!("c{n}"), Some(Method::Card)))
                .collect();
            let mut l = Lesson::of(&d, &p, Money::from_cents(fee * 3), Processor::Stripe);
            l.refused = Lesson::dismissed(&format!("d{n}"), &[]).refused;
            l
        })
        .collect();
    lessons.iter().for_each(|l| priors.learn(l));
    assert!(bytes(&priors).len() < 32_000, "{}", bytes(&priors).len());
    lessons.iter().for_each(|l| priors.unlearn(l));
    assert_eq!(bytes(&priors), bytes(&Priors::default()));
}

#[test]
fn a_payer_the_bank_names_otherwise_is_known_after_two() {
    let text = "ACH CREDIT GLNLF HOA MGMT";
    let open = || {
        (
            vec![deposit("d", 3, 14_900, text)],
            vec![
                payment("p1", 2, 14_900, "Greenleaf Community", Some(Method::Ach)),
                payment("p2", 2, 14_900, "Someone Else", Some(Method::Ach)),
            ],
        )
    };
    let (deposits, payments) = open();
    let before = &reconcile(&book(deposits, payments, Priors::default()))[0];
    assert_eq!(before.outcome, Outcome::NeedsConfirm);
    let mut priors = Priors::default();
    for n in 0..2 {
        let earlier = deposit(&format!("e{n}"), -20 - n, 9_900, text);
        let paid = payment("q", -22, 9_900, "Greenleaf Community", Some(Method::Ach));
        priors.learn(&Lesson::of(&earlier, &[paid], Money::ZERO, Processor::Ach));
    }
    let (deposits, payments) = open();
    let after = &reconcile(&book(deposits, payments, priors))[0];
    let best = &after.candidates[0];
    assert_eq!(best.payment_ids, ["p1"]);
    assert!(best.confidence > 0.99, "{}", best.confidence);
}

#[test]
fn history_teaches_what_lessons_teach() {
    let paid: Vec<Payment> = [14_900, 38_750, 120_000]
        .iter()
        .zip(["a", "b", "c"])
        .map(|(a, id)| payment(id, 0, *a, id, Some(Method::Card)))
        .collect();
    let fee = paid
        .iter()
        .map(|p| (p.amount.cents() * 263 + 5_000) / 10_000 + 25)
        .sum::<i64>();
    let d = deposit("d", 2, 173_650 - fee, "STRIPE TRANSFER ST-1");
    let lesson = Lesson::of(&d, &paid, Money::from_cents(fee), Processor::Stripe);
    assert_eq!(
        lesson.plans,
        [FeePlan {
            rate_bp: 263,
            fixed: 25,
            cap: 0,
            instant_bp: 0,
            withheld_bp: 0,
        }]
    );
    let mut taught = Priors::default();
    taught.learn(&lesson);
    assert_eq!(taught.plans().len(), 1);
    assert_eq!(
        taught.lags("card").into_iter().collect::<Vec<_>>(),
        [(2, 1)]
    );

    // One payout later, alone in its book: unknown without history, exact with it.
    let next: Vec<Payment> = [8_800, 15_200]
        .iter()
        .zip(["x", "y"])
        .map(|(a, id)| payment(id, 7, *a, id, Some(Method::Card)))
        .collect();
    let kept: i64 = next
        .iter()
        .map(|p| (p.amount.cents() * 263 + 5_000) / 10_000 + 25)
        .sum();
    let mut b = book(
        vec![deposit("n", 9, 24_000 - kept, "STRIPE TRANSFER ST-2")],
        paid.iter().chain(&next).cloned().collect(),
        Priors::default(),
    );
    b.history = vec![Confirmed {
        deposit: d,
        payment_ids: vec!["a".into(), "b".into(), "c".into()],
        fee: Money::from_cents(fee),
    }];
    let f = &reconcile(&b)[0];
    assert_eq!(f.candidates[0].payment_ids, ["x", "y"]);
    let mut with_priors = book(b.deposits.clone(), next, taught);
    assert_eq!(&reconcile(&with_priors)[0], f);
    with_priors.priors = Priors::default();
    assert_ne!(&reconcile(&with_priors)[0], f);
}

#[test]
fn a_refused_pair_does_not_come_back() {
    let deposits = vec![deposit("d", 3, 14_900, "DEPOSIT")];
    let payments = vec![
        payment("p1", 2, 14_900, "A", Some(Method::Check)),
        payment("p2", 1, 14_900, "B", Some(Method::Check)),
    ];
    let mut priors = Priors::default();
    priors.learn(&Lesson::dismissed("d", &["p1".into()]));
    let f = &reconcile(&book(deposits, payments, priors))[0];
    assert!(f.candidates.iter().all(|c| c.payment_ids != ["p1"]));
    assert_eq!(f.candidates[0].payment_ids, ["p2"]);
}
