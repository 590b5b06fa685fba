//! Money out: what is asked, what a rule decides, and what is left in peace.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use jiff::civil::{Date, date};
use oodaloo_domain::Money;
use oodaloo_domain::facts::{
    Actor, BankLine, BankTransaction, Company, Job, JobRef, Status, Subject, Tag, TrayKind,
};
use oodaloo_domain::plan::{Plan, Snapshot, plan};
use oodaloo_domain::rules::Rule;
use serde_json::json;

const TODAY: Date = date(2026, 11, 20);

fn company() -> Company {
    serde_json::from_value(json!({
        "id": "co_1", "name": "Acme", "time_zone": "America/Denver", "currency": "USD", "weekly_burden": null,
    }))
    .unwrap()
}

fn spent(id: &str, account: &str, text: &str) -> BankTransaction {
    let line: BankLine = serde_json::from_value(json!({
        "id": id, "account_id": account, "date": "2026-11-18", "amount": -42_000, "currency": "USD",
        "description": text, "merchant": null, "source": "plaid",
    }))
    .unwrap();
    BankTransaction::open(line)
}

fn job(id: &str, title: &str) -> Job {
    serde_json::from_value(json!({
        "id": id, "number": 442, "title": title, "client_id": "c1", "client_name": "Maria Alvarez",
        "invoiced": 0, "starts_on": "2026-11-16", "ends_on": "2026-11-19",
    }))
    .unwrap()
}

fn rule(kind: &str, pattern: &str, value: &str) -> Rule {
    serde_json::from_value(json!({
        "id": format!("rule_{pattern}"), "kind": kind, "pattern": pattern, "value": value, "created_by": "olivia",
        "created_at": "2026-11-01T00:00:00Z", "version": 1,
    }))
    .unwrap()
}

fn snapshot() -> Snapshot {
    Snapshot {
        accounts: serde_json::from_value(json!([
            {"id": "ops", "name": "Checking", "mask": null, "label": "operating", "currency": "USD", "available": null},
            {"id": "home", "name": "Everyday", "mask": null, "label": "personal_mixed", "currency": "USD", "available": null},
        ]))
        .unwrap(),
        expenses: vec![
            spent("materials", "ops", "FERGUSON ENT4821 DENVER CO 11/17"),
            spent("fuel", "ops", "CONOCO - 1182 DENVER CO"),
            spent("check", "ops", "CHECK 5210"),
            spent("netflix", "home", "NETFLIX.COM"),
            spent("depot", "home", "THE HOME DEPOT0417"),
        ],
        jobs: vec![job("j1", "Whole-house repipe")],
        ..Snapshot::default()
    }
}

fn about(subject: &Subject) -> &str {
    match subject {
        Subject::BankTransaction { transaction, .. } => transaction.line.id.as_str(),
        Subject::Connection { .. } => panic!("no connection is broken"),
    }
}

fn asked(plan: &Plan) -> Vec<(&str, TrayKind, usize)> {
    let mut asked: Vec<_> = plan
        .ask
        .iter()
        .map(|item| (about(&item.subject), item.kind, item.job_suggestions.len()))
        .collect();
    asked.sort();
    asked
}

#[test]
fn what_may_be_a_jobs_is_asked_about_and_nothing_else() {
    let plan = plan(&snapshot(), TODAY, &company());
    assert_eq!(
        asked(&plan),
        [
            ("check", TrayKind::ExpenseNeedsJob, 1),
            ("depot", TrayKind::PersonalCandidate, 1),
            ("materials", TrayKind::ExpenseNeedsJob, 1),
        ]
    );
    assert_eq!((plan.ruled.len(), plan.drop.len()), (0, 0));
}

#[test]
fn an_unchanged_run_plans_nothing() {
    let mut snapshot = snapshot();
    snapshot.tray = plan(&snapshot, TODAY, &company()).ask;
    assert_eq!(plan(&snapshot, TODAY, &company()), Plan::default());
    // What was decided meanwhile is asked no more; what is about it goes.
    snapshot.expenses.retain(|t| t.line.id.as_str() != "check");
    let next = plan(&snapshot, TODAY, &company());
    assert_eq!((next.ask.len(), next.drop.len()), (0, 1));
}

#[test]
fn rules_decide_open_money_out_alone() {
    let mut snapshot = snapshot();
    snapshot.rules = vec![
        rule("ignore_merchant", "NETFLIX", ""),
        rule("processor_fee", "CHECK", ""),
        rule("vendor_to_jobtype", "CONOCO", "repipe"),
    ];
    for (id, status) in [("decided", Status::Tagged), ("gone", Status::Removed)] {
        let transaction = spent(id, "ops", "NETFLIX.COM");
        snapshot.expenses.push(BankTransaction {
            status,
            ..transaction
        });
    }
    let plan = plan(&snapshot, TODAY, &company());
    let ruled: Vec<String> = plan.ruled.iter().map(|r| r.summary()).collect();
    assert_eq!(
        ruled,
        [
            "$420.00 of 2026-11-18 is a processor's fee: rule CHECK",
            "$420.00 of 2026-11-18 is ignored: rule NETFLIX",
        ]
    );
    // A rule makes even fuel a question, and says for which kind of job.
    let fuel = plan.ask.iter().find(|item| {
        item.id.as_str().ends_with("fuel")
            || item.job_suggestions.iter().any(|s| s.reasons.len() > 1)
    });
    let words: Vec<String> = fuel.unwrap().job_suggestions[0]
        .reasons
        .iter()
        .map(|r| r.sentence())
        .collect();
    assert_eq!(
        words,
        [
            "rule: CONOCO is for repipe",
            "worked on 2026-11-16 to 2026-11-19"
        ]
    );
}

#[test]
fn another_currency_is_never_asked_about() {
    let mut snapshot = snapshot();
    for transaction in &mut snapshot.expenses {
        transaction.line.currency = "CAD".into();
    }
    assert_eq!(plan(&snapshot, TODAY, &company()), Plan::default());
}

#[test]
fn a_tag_is_a_cost_and_comes_back_as_it_was_stored() {
    let transaction = spent("t", "ops", "FERGUSON ENT4821");
    let job = JobRef::from(&job("j1", "Whole-house repipe"));
    let at = "2026-11-20T15:00:00Z".parse().unwrap();
    let tag = Tag::of(&transaction, job.clone(), Actor::Engine, at).unwrap();
    assert_eq!(
        (tag.amount, tag.merchant.as_str()),
        (Money::from_cents(42_000), "FERGUSON ENT")
    );
    let stored = serde_json::to_value(&tag).unwrap();
    assert_eq!(
        (&stored["job_id"], &stored["job_number"]),
        (&json!("j1"), &json!(442))
    );
    assert_eq!(serde_json::from_value::<Tag>(stored).unwrap(), tag);
    let mut refund = transaction;
    refund.line.amount = Money::from_cents(1);
    assert_eq!(Tag::of(&refund, job, Actor::Engine, at), None);
}
