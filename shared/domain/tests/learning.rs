//! Laws of what is learned: it can be taken back to the byte, it stays small, and it is of use.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use jiff::civil::date;
use oodaloo_domain::Money;
use oodaloo_domain::calendar::plus_days;
use oodaloo_domain::engine::{
    Book, Confirmed, Deposit, FeePlan, Lesson, Method, Outcome, Payment, Priors, Processor, Reason,
    reconcile,
};
use proptest::prelude::*;
use support::{kept, net, open_book};

const PLAN: FeePlan = FeePlan::simple(290, 30);

fn deposit(id: &str, day: i32, cents: i64, text: &str) -> Deposit {
    support::deposit(id, plus_days(date(2026, 3, 2), day), cents, text)
}

fn payment(id: &str, day: i32, cents: i64, client: &str, method: Option<Method>) -> Payment {
    let day = plus_days(date(2026, 3, 2), day);
    Payment {
        client_name: Some(client.into()),
        ..support::payment(id, day, cents, client, method)
    }
}

fn book(deposits: Vec<Deposit>, payments: Vec<Payment>, priors: Priors) -> Book {
    Book {
        priors,
        ..open_book(date(2026, 6, 30), deposits, payments)
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
        let published = amounts.iter().map(|(a, _)| kept(*a, (290, 30))).sum();
        let fee = fee.unwrap_or(published);
        let d = deposit("d", 3 + lag, gross - fee, &text);
        Lesson::of_company(&d, &payments, Money::from_cents(fee), Processor::Other, &[PLAN])
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

/// Transfers that a person matched, each under a text of its own.
fn alias(n: usize, id: &str) -> (String, String, Lesson) {
    let letters: String = [n / 676 % 26, n / 26 % 26, n % 26]
        .iter()
        .map(|k| char::from(b'A' + u8::try_from(*k).unwrap()))
        .collect();
    let (text, client) = (format!("ACH CREDIT {letters}QZ"), format!("c{n}"));
    let d = deposit(id, 3, 50_000, &text);
    let p = payment("p", 2, 50_000, &client, Some(Method::Ach));
    let lesson = Lesson::of(&d, &[p], Money::ZERO, Processor::Ach);
    (text, client, lesson)
}

#[test]
fn among_too_many_texts_those_of_every_month_are_still_known() {
    const ONCE: usize = 1_500;
    const OFTEN: usize = 40;
    let regular = || {
        (0..OFTEN)
            .flat_map(|n| (0..60).map(move |month| alias(2_000 + n, &format!("d{n}-{month}")).2))
    };
    let once = || (0..ONCE).map(|n| alias(n, &format!("once{n}")).2);
    let mut priors = Priors::default();
    regular().chain(once()).for_each(|l| priors.learn(&l));
    assert!(bytes(&priors).len() < 32_000, "{}", bytes(&priors).len());
    let read = priors.read();
    let times = |n: usize, whose: usize| {
        let (text, ..) = alias(n, "d");
        read.payer(&text, &format!("c{whose}"))
    };
    let known = (0..OFTEN).filter(|n| times(2_000 + n, 2_000 + n) >= 2);
    assert!(known.count() >= OFTEN - 2);
    // Never more than was taught, and nothing of another client.
    assert!((0..OFTEN).all(|n| times(2_000 + n, 2_000 + n) <= 60));
    assert!((0..ONCE).all(|n| times(n, n) <= 1 && times(n, n + 1) == 0));
    // With those that came once taken back, everything is known again, to the byte.
    once().for_each(|l| priors.unlearn(&l));
    let mut only = Priors::default();
    regular().for_each(|l| only.learn(&l));
    assert_eq!(bytes(&priors), bytes(&only));
    let read = priors.read();
    let (text, client, _) = alias(2_000, "d");
    assert_eq!(read.payer(&text, &client), 60);
}

/// A week of card payments under a text that names no processor.
fn web_pmts(week: i32) -> (Deposit, Vec<Payment>) {
    let (day, w) = (week * 7, i64::from(week));
    let paid: Vec<Payment> = [(0, 31_150 + w * 1_100), (1, 8_975 + w * 300), (2, 64_020)]
        .iter()
        .map(|(n, cents)| {
            let id = format!("w{week}-{n}");
            payment(&id, day, *cents, &id, Some(Method::Card))
        })
        .collect();
    let nets = paid.iter().map(|p| net(p.amount.cents(), (290, 30)));
    let text = format!("WEB PMTS {}", 9_921 + w);
    let d = deposit(&format!("w{week}"), day + 2, nets.sum(), &text);
    (d, paid)
}

/// A deposit with that text that nothing explains.
fn unexplained() -> Deposit {
    deposit("n", 40, 12_345, "WEB PMTS 10077")
}

#[test]
fn confirmed_matches_tell_what_a_text_is() {
    let processor = |b: &Book| {
        let found = reconcile(b);
        found
            .iter()
            .find(|f| f.deposit_id == "n")
            .unwrap()
            .processor
    };
    let mut b = book(vec![unexplained()], vec![], Priors::default());
    let unread = processor(&b);
    assert_ne!(unread, Processor::Stripe);

    // From a book's own history.
    let weeks: Vec<_> = (0..3).map(web_pmts).collect();
    b.payments = weeks.iter().flat_map(|(_, paid)| paid.clone()).collect();
    let confirmed = |(d, paid): &(Deposit, Vec<Payment>)| Confirmed {
        deposit: d.clone(),
        payment_ids: paid.iter().map(|p| p.id.clone()).collect(),
        fee: paid.iter().map(|p| p.amount).sum::<Money>() - d.amount,
    };
    b.history = weeks.iter().take(1).map(confirmed).collect();
    assert_eq!(processor(&b), unread, "once is an accident");
    b.history = weeks.iter().map(confirmed).collect();
    assert_eq!(processor(&b), Processor::Stripe);

    // From stored priors, and no longer once they are taken back.
    let lessons: Vec<Lesson> = weeks
        .iter()
        .zip(&b.history)
        .map(|((d, paid), h)| Lesson::of(d, paid, h.fee, Processor::Stripe))
        .collect();
    let mut priors = Priors::default();
    lessons.iter().for_each(|l| priors.learn(l));
    let taught = book(vec![unexplained()], vec![], priors.clone());
    assert_eq!(processor(&taught), Processor::Stripe);
    lessons.iter().for_each(|l| priors.unlearn(l));
    assert_eq!(
        processor(&book(vec![unexplained()], vec![], priors)),
        unread
    );
}

#[test]
fn what_a_name_in_the_text_says_already_is_not_stored() {
    let d = deposit("d", 3, 50_000, "ZELLE FROM ANNA KOWALSKI");
    let p = payment("p", 2, 50_000, "Anna Kowalski", Some(Method::Ach));
    let of = |processor| Lesson::of(&d, std::slice::from_ref(&p), Money::ZERO, processor);
    assert_eq!(of(Processor::Ach).processor, None);
    assert_eq!(of(Processor::Check).processor, Some(Processor::Check));
}

/// A payout of three cards, one of which cost 3.9 %.
fn one_dear(n: i64) -> (Deposit, Vec<Payment>, Money) {
    let day = i32::try_from(n).unwrap();
    let cents = |k: i64| 11_237 + (n * 7_919 + k * 15_485) % 60_013;
    let paid: Vec<Payment> = (0..3)
        .map(|k| payment(&format!("p{n}{k}"), day, cents(k), "c", Some(Method::Card)))
        .collect();
    let plans = [(390, 30), (290, 30), (290, 30)];
    let fee: i64 = (0..3)
        .zip(plans)
        .map(|(k, plan)| kept(cents(k), plan))
        .sum();
    let gross: i64 = (0..3).map(cents).sum();
    let d = deposit(&format!("d{n}"), day + 1, gross - fee, "STRIPE TRANSFER");
    (d, paid, Money::from_cents(fee))
}

#[test]
fn another_rate_is_known_in_the_next_week_and_unknown_once_taken_back() {
    let lessons: Vec<Lesson> = (0..6)
        .map(|n| {
            let (d, paid, fee) = one_dear(n);
            Lesson::of_company(&d, &paid, fee, Processor::Stripe, &[PLAN])
        })
        .collect();
    // Payouts at the one rate, so that it is known which plan the company has.
    let usual: Vec<Lesson> = (20..24)
        .map(|n| {
            let (d, paid, _) = one_dear(n);
            let fee = paid.iter().map(|p| kept(p.amount.cents(), (290, 30))).sum();
            let gross: Money = paid.iter().map(|p| p.amount).sum();
            let d = Deposit {
                amount: gross - Money::from_cents(fee),
                ..d
            };
            Lesson::of(&d, &paid, Money::from_cents(fee), Processor::Stripe)
        })
        .collect();
    let mut priors = Priors::default();
    usual.iter().for_each(|l| priors.learn(l));
    assert_eq!(priors.followed(), [PLAN]);
    let week = |priors: &Priors| {
        let (d, paid, _) = one_dear(30);
        let found = reconcile(&book(vec![d], paid, priors.clone()));
        let top = found[0].candidates.first();
        let says = |r: &Reason| matches!(r, Reason::OtherRate { plan, .. } if plan.rate_bp == 390);
        top.is_some_and(|c| c.reasons.iter().any(says))
    };
    assert!(!week(&priors));
    lessons.iter().for_each(|l| priors.learn(l));
    assert_eq!(priors.second(), Some(([PLAN, FeePlan::simple(390, 30)], 6)));
    assert!(week(&priors));
    lessons.iter().for_each(|l| priors.unlearn(l));
    assert!(!week(&priors));
}

/// A payout of two cards, and of a bank debit of three days before at 0.8 %, 5.00 at most.
fn with_a_debit(n: i64) -> (Deposit, Vec<Payment>, Money) {
    let day = i32::try_from(n).unwrap();
    let cents = |k: i64| 11_237 + (n * 7_919 + k * 15_485) % 60_013;
    let paid = |(k, before, method)| {
        let id = format!("p{n}{k}");
        payment(&id, day - before, cents(k), "c", Some(method))
    };
    let card = Method::JobberPayments;
    let paid: Vec<Payment> = [(0, 0, card), (1, 0, card), (2, 3, Method::Ach)]
        .map(paid)
        .into();
    let cards: i64 = (0..2).map(|k| kept(cents(k), (290, 30))).sum();
    let fee = cards + kept(cents(2), (80, 0)).min(500);
    let gross: i64 = (0..3).map(cents).sum();
    let d = deposit(
        &format!("d{n}"),
        day + 1,
        gross - fee,
        "JOBBER PAYMENTS TRANSFER",
    );
    (d, paid, Money::from_cents(fee))
}

#[test]
fn debits_that_ride_are_known_in_the_next_week_and_unknown_once_taken_back() {
    // Mondays to Thursdays of two weeks.
    let lessons: Vec<Lesson> = [3, 10, 17, 24]
        .map(|n| {
            let (d, paid, fee) = with_a_debit(n);
            Lesson::of_company(&d, &paid, fee, Processor::JobberPay, &[PLAN])
        })
        .into();
    let usual: Vec<Lesson> = [1, 2, 8, 9]
        .map(|n| {
            let (d, mut paid, _) = with_a_debit(n);
            paid.pop();
            let net = paid.iter().map(|p| net(p.amount.cents(), (290, 30))).sum();
            let gross: Money = paid.iter().map(|p| p.amount).sum();
            let d = Deposit {
                amount: Money::from_cents(net),
                ..d
            };
            let fee = gross - d.amount;
            Lesson::of_company(&d, &paid, fee, Processor::JobberPay, &[PLAN])
        })
        .into();
    let mut priors = Priors::default();
    usual.iter().for_each(|l| priors.learn(l));
    let week = |priors: &Priors| {
        let (d, paid, _) = with_a_debit(31);
        let ids: Vec<String> = paid.iter().map(|p| p.id.clone()).collect();
        let found = reconcile(&book(vec![d], paid, priors.clone()));
        let right = found[0]
            .candidates
            .first()
            .is_some_and(|c| c.payment_ids == ids);
        right && found[0].outcome == Outcome::Auto
    };
    assert!(!week(&priors));
    lessons.iter().for_each(|l| priors.learn(l));
    assert_eq!(priors.rides().values().collect::<Vec<_>>(), [&4]);
    assert!(week(&priors));
    lessons.iter().for_each(|l| priors.unlearn(l));
    assert!(priors.rides().is_empty());
    assert!(!week(&priors));
}

#[test]
fn a_plan_is_known_after_years_of_matches_that_other_plans_make_too() {
    // Two payments each: some plan or other of the grid ties out with nearly every match.
    let mut priors = Priors::default();
    let mut lessons = Vec::new();
    for n in 0..2_000 {
        let (d, mut paid, _) = with_a_debit(n % 300);
        paid.iter_mut()
            .for_each(|p| p.amount += Money::from_cents(n * 31 % 9_973));
        let fee = paid.iter().map(|p| kept(p.amount.cents(), (263, 25))).sum();
        let gross: Money = paid.iter().map(|p| p.amount).sum();
        let d = Deposit {
            amount: gross - Money::from_cents(fee),
            ..d
        };
        let fee = Money::from_cents(fee);
        let lesson = Lesson::of_company(&d, &paid, fee, Processor::Stripe, &priors.followed());
        priors.learn(&lesson);
        lessons.push(lesson);
    }
    let plan = FeePlan::simple(263, 25);
    assert_eq!(priors.followed().first(), Some(&plan));
    assert!(priors.plans()[&plan].alone > 1_000);
    lessons.iter().for_each(|l| priors.unlearn(l));
    assert_eq!(bytes(&priors), bytes(&Priors::default()));
}

#[test]
fn a_share_withheld_is_learned_after_two() {
    let lesson = |n: i64| {
        let paid: Vec<Payment> = (0..4_i64)
            .map(|k| {
                let cents = 81_235 + n * 4_410 + k * 13_307;
                payment(&format!("p{k}"), 0, cents, "c", Some(Method::Card))
            })
            .collect();
        let gross: i64 = paid.iter().map(|p| p.amount.cents()).sum();
        let fees: i64 = paid.iter().map(|p| kept(p.amount.cents(), (290, 30))).sum();
        let whole = fees + (gross * 12 + 50) / 100;
        let d = deposit("d", 2, gross - whole, "STRIPE TRANSFER");
        Lesson::of(&d, &paid, Money::from_cents(whole), Processor::Stripe)
    };
    let shared = FeePlan {
        rate_bp: 290,
        fixed: 30,
        cap: 0,
        instant_bp: 0,
        withheld_bp: 1_200,
    };
    let mut priors = Priors::default();
    priors.learn(&lesson(0));
    assert!(!priors.plans().contains_key(&shared));
    priors.learn(&lesson(1));
    assert_eq!(priors.plans().keys().collect::<Vec<_>>(), [&shared]);
    priors.unlearn(&lesson(0));
    assert!(priors.plans().is_empty());
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
    let fee_of = |paid: &[Payment]| -> i64 {
        let fees = paid.iter().map(|p| kept(p.amount.cents(), (263, 25)));
        fees.sum()
    };
    let fee = fee_of(&paid);
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
    let left = 24_000 - fee_of(&next);
    let mut b = book(
        vec![deposit("n", 9, left, "STRIPE TRANSFER ST-2")],
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
