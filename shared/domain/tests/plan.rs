//! The plan does what the company has set, and says what each explanation would teach.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use jiff::civil::date;
use oodaloo_domain::calendar::plus_days;
use oodaloo_domain::engine::{self, Lesson, Method, Priors, Processor};
use oodaloo_domain::facts::{BankLine, BankTransaction, Company, Payment, PaymentRecord, Source};
use oodaloo_domain::plan::{MAX_DEPOSITS, Plan, Snapshot, plan, tray_id};
use oodaloo_domain::{AccountId, BankTransactionId, ClientId, Money, PaymentId};
use serde_json::json;

fn company(threshold: f64) -> Company {
    serde_json::from_value(json!({
        "id": "co_1", "name": "Acme", "time_zone": "America/Denver", "currency": "USD", "weekly_burden": null,
        "auto_threshold": threshold,
    }))
    .unwrap()
}

/// A transfer from a client who is named, and their payment.
fn snapshot() -> Snapshot {
    Snapshot {
        deposits: vec![BankTransaction::open(BankLine {
            id: BankTransactionId::new("b1").unwrap(),
            account_id: AccountId::new("a1").unwrap(),
            date: date(2026, 11, 18),
            amount: Money::from_cents(123_457),
            currency: "USD".into(),
            description: "ZELLE FROM PRIYA RAMASWAMY".into(),
            merchant: None,
            source: Source::Plaid,
        })],
        payments: vec![Payment {
            record: PaymentRecord {
                id: PaymentId::new("p1").unwrap(),
                received_on: date(2026, 11, 17),
                amount: Money::from_cents(123_457),
                client_id: Some(ClientId::new("c1").unwrap()),
                client_name: Some("Priya Ramaswamy".into()),
                allocations: Vec::new(),
                method: Some(Method::Ach),
                fee: None,
            },
            used: Money::ZERO,
            version: 1,
        }],
        ..Snapshot::default()
    }
}

fn planned(threshold: f64) -> Plan {
    plan(&snapshot(), date(2026, 11, 20), &company(threshold))
}

#[test]
fn the_companys_threshold_decides_whether_anybody_is_asked() {
    let usual = planned(0.999);
    assert_eq!((usual.matches.len(), usual.ask.len()), (1, 0));
    let certain_only = planned(1.0);
    assert_eq!((certain_only.matches.len(), certain_only.ask.len()), (0, 1));
}

#[test]
fn a_match_and_a_suggestion_carry_the_same_lesson() {
    let auto = &planned(0.999).matches[0];
    let asked = &planned(1.0).ask[0].suggestions[0];
    assert_eq!(auto.suggestion.lesson, asked.lesson);
    let deposit = engine::Deposit {
        id: "b1".into(),
        date: date(2026, 11, 18),
        amount: Money::from_cents(123_457),
        description: "ZELLE FROM PRIYA RAMASWAMY".into(),
        account_id: "a1".into(),
    };
    let payment = engine::Payment {
        id: "p1".into(),
        received_on: date(2026, 11, 17),
        amount: Money::from_cents(123_457),
        client_id: "c1".into(),
        client_name: Some("Priya Ramaswamy".into()),
        invoice_id: None,
        job_id: None,
        method: Some(Method::Ach),
    };
    let of = Lesson::of(&deposit, &[payment], Money::ZERO, Processor::Ach);
    assert_eq!(asked.lesson, of);
    let mut priors = Priors::default();
    priors.learn(&of);
    assert_ne!(priors, Priors::default(), "it says something");
}

#[test]
fn a_huge_backfill_is_planned_from_its_newest_deposits_and_nothing_is_lost() {
    let one = snapshot();
    let (mut deposits, mut payments) = (Vec::new(), Vec::new());
    for n in 0..=i64::try_from(MAX_DEPOSITS).unwrap() {
        let (mut d, mut p) = (one.deposits[0].clone(), one.payments[0].clone());
        let day = plus_days(date(2026, 11, 18), -i32::try_from(n / 20).unwrap());
        d.line.id = BankTransactionId::new(format!("b{n:04}")).unwrap();
        p.record.id = PaymentId::new(format!("p{n:04}")).unwrap();
        (d.line.date, p.record.received_on) = (day, day);
        d.line.amount = Money::from_cents(20_000 + 13 * n);
        p.record.amount = d.line.amount;
        deposits.push(d);
        payments.push(p);
    }
    let snapshot = Snapshot {
        deposits,
        payments,
        ..one
    };
    let plan = plan(&snapshot, date(2026, 11, 20), &company(0.999));
    assert_eq!(plan.matches.len() + plan.ask.len(), MAX_DEPOSITS + 1);
    assert!(plan.matches.len() > MAX_DEPOSITS / 2);
    let oldest = tray_id(&snapshot.deposits[MAX_DEPOSITS].line.id);
    let asked = plan.ask.iter().find(|item| item.id == oldest).unwrap();
    assert!(asked.suggestions.is_empty(), "not looked at yet");
}
