use jiff::Timestamp;
use jiff::civil::{Date, date};
use oodaloo_domain::Money;
use oodaloo_domain::facts::{Actor, AuditEntry, BankTransaction, Job, JobRef, Tag};
use oodaloo_domain::plan::Ruled;
use oodaloo_domain::rules::Rule;
use oodaloo_store::{CompanyStore, Condition, Fact, Item, Write};
use serde_json::json;

use super::{line, since, store};

fn job(id: &str, starts_on: Option<Date>, ends_on: Option<Date>) -> Job {
    serde_json::from_value(json!({
        "id": id, "number": 1, "title": "Repipe", "client_id": null, "invoiced": 0,
        "starts_on": starts_on, "ends_on": ends_on,
    }))
    .unwrap()
}

fn rule(version: u64) -> Rule {
    serde_json::from_value(json!({
        "id": "rule_1", "kind": "ignore_merchant", "pattern": "DEPOSIT", "created_by": "olivia",
        "created_at": "2026-11-01T00:00:00Z", "version": version,
    }))
    .unwrap()
}

fn ruled(version: u64) -> Ruled {
    Ruled {
        transaction: BankTransaction {
            version,
            ..BankTransaction::open(line("out", -500))
        },
        rule: rule(1),
    }
}

fn audit(n: u32) -> AuditEntry {
    serde_json::from_value(json!({
        "id": format!("aud_{n}"), "at": "2026-11-20T15:00:00Z", "actor": {"kind": "rule", "id": "rule_1"},
        "action": "transaction.ignore", "target_type": "bank_transaction", "target_id": "out", "summary": "ignored",
    }))
    .unwrap()
}

async fn open(company: &CompanyStore) -> Vec<String> {
    let book = company.open_book(since()).await.unwrap();
    assert_eq!(book.deposits, [], "money out is no deposit");
    let expenses = company.open_expenses(since()).await.unwrap();
    expenses.iter().map(|t| t.line.id.to_string()).collect()
}

#[tokio::test]
async fn jobs_are_found_by_their_last_day_and_move_with_it() {
    let (_, company) = store();
    let day = |d: i8| Some(date(2026, 11, d));
    let mut jobs = vec![
        job("past", day(1), day(3)),
        job("now", day(4), day(9)),
        job("goes_on", day(2), None),
        job("unscheduled", None, None),
    ];
    let facts = |jobs: &[Job]| jobs.iter().cloned().map(Fact::Job).collect::<Vec<_>>();
    company.mirror(&facts(&jobs)).await.unwrap();
    let found = |jobs: Vec<Job>| jobs.iter().map(|j| j.id.to_string()).collect::<Vec<_>>();
    let since = date(2026, 11, 4);
    assert_eq!(
        found(company.jobs_since(since).await.unwrap()),
        ["now", "goes_on"]
    );
    // Closed, and put off.
    jobs[2].ends_on = day(3);
    jobs[0].ends_on = day(30);
    let done = company.mirror(&facts(&jobs)).await.unwrap();
    assert_eq!((done.changed, done.unchanged), (2, 2));
    assert_eq!(
        found(company.jobs_since(since).await.unwrap()),
        ["now", "past"]
    );
}

#[tokio::test]
async fn money_out_is_open_until_a_rule_decides_and_only_once() {
    let (_, company) = store();
    let lines = [line("out", -500), line("zero", 0)];
    company.mirror(&lines.map(Fact::BankLine)).await.unwrap();
    assert_eq!(open(&company).await, ["out"]);
    let writes = |n, version| {
        company
            .ruled_writes(&ruled(version), &audit(n), None)
            .unwrap()
    };
    let early = company.transact(writes(1, 1)).await.unwrap_err();
    assert!(early.is_conflict(), "there is no such rule");
    company
        .transact(vec![company.rule_write(&rule(1)).unwrap()])
        .await
        .unwrap();
    assert_eq!(company.desk().await.unwrap().rules, [rule(1)]);
    let stale = company.transact(writes(2, 7)).await.unwrap_err();
    assert!(stale.is_conflict(), "somebody was first");
    company.transact(writes(3, 1)).await.unwrap();
    assert_eq!(open(&company).await, Vec::<String>::new());
    let again = company.transact(writes(4, 2)).await.unwrap_err();
    assert!(again.is_conflict(), "what is decided stays");
    let audit = company.audit().await.unwrap();
    assert_eq!(
        (audit.len(), &audit[0].actor),
        (1, &Actor::Rule("rule_1".into()))
    );
}

#[tokio::test]
async fn tags_are_read_by_their_day() {
    let (_, company) = store();
    let tag = |n: i8| {
        let mut line = line(&format!("t{n}"), -i64::from(n));
        line.date = date(2026, 11, n);
        let job = JobRef::from(&job("j", None, None));
        Tag::of(
            &BankTransaction::open(line),
            job,
            Actor::Engine,
            Timestamp::UNIX_EPOCH,
        )
        .unwrap()
    };
    for n in [1, 5, 9] {
        let tag = tag(n);
        let key = company.keys().tag(tag.date, &tag.transaction_id);
        let mut item: Item = serde_json::from_value(json!(tag)).unwrap();
        item.insert("pk".into(), key.pk.into());
        item.insert("sk".into(), key.sk.into());
        let when = Condition::NotExists;
        company
            .transact(vec![Write::Put { item, when }])
            .await
            .unwrap();
    }
    let found = company.tags(date(2026, 11, 5)).await.unwrap();
    let amounts: Vec<Money> = found.iter().map(|t| t.amount).collect();
    assert_eq!(amounts, [Money::from_cents(5), Money::from_cents(9)]);
    assert_eq!(found[0], tag(5));
}
