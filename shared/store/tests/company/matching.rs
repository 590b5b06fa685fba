use jiff::Timestamp;
use oodaloo_domain::engine::{self, Candidate, Lesson, Processor};
use oodaloo_domain::facts::{
    Actor, AuditEntry, BankLine, BankTransaction, Match, MatchPart, Status, SuggestedPart,
};
use oodaloo_domain::{AuditId, Money, UserId};
use std::collections::BTreeMap;

use oodaloo_store::matching::NewMatch;
use oodaloo_store::model::ModelTable;
use oodaloo_store::{Act, CompanyStore, Fact, Item, Key, Step, StoreError, keys};
use serde_json::json;

use super::{line, payment, since, store};

/// A deposit and a match of it.
pub(crate) async fn match_one(
    company: &CompanyStore,
    deposit: &str,
    cents: i64,
    parts: &[(&str, i64)],
) -> Result<(), StoreError> {
    company
        .mirror(&[Fact::BankLine(line(deposit, cents))])
        .await
        .unwrap();
    match_existing(company, deposit, cents, parts, 1).await
}

pub(crate) async fn match_existing(
    company: &CompanyStore,
    deposit: &str,
    cents: i64,
    parts: &[(&str, i64)],
    version: u64,
) -> Result<(), StoreError> {
    let parts = parts.iter().map(|(id, cents)| part(id, *cents)).collect();
    let new = new_match(line(deposit, cents), parts, version);
    company.transact(company.match_writes(&new, None)?).await
}

/// A person's match of a deposit that is there.
pub(crate) fn new_match(line: BankLine, parts: Vec<SuggestedPart>, version: u64) -> NewMatch {
    let gross: Money = parts.iter().map(|p| p.part.amount).sum();
    let lesson = lesson(&line, &parts);
    let candidate = Candidate {
        payment_ids: parts
            .iter()
            .map(|p| p.part.payment_id.to_string())
            .collect(),
        gross,
        fee: gross - line.amount,
        net: line.amount,
        confidence: 0.999,
        reasons: Vec::new(),
    };
    let person = Actor::Person(UserId::new("sam").unwrap());
    let matched = Match {
        deposit_id: line.id.clone(),
        date: line.date,
        amount: line.amount,
        gross,
        fee: gross - line.amount,
        processor: Processor::Ach,
        parts: parts.iter().map(|p| p.part.clone()).collect(),
        shares: Vec::new(),
        candidate,
        lesson,
        decided_by: person.clone(),
        decided_at: Timestamp::UNIX_EPOCH,
    };
    let audit = AuditEntry {
        id: AuditId::new(format!("aud_{}", line.id)).unwrap(),
        at: Timestamp::UNIX_EPOCH,
        actor: person,
        action: "match.confirm".into(),
        who: None,
        group: None,
        target_type: "bank_transaction".into(),
        target_id: line.id.to_string(),
        summary: String::new(),
        before: json!({}),
        after: json!({}),
    };
    NewMatch {
        matched,
        status: Status::Confirmed,
        deposit: BankTransaction {
            version,
            ..BankTransaction::open(line)
        },
        parts,
        audit,
    }
}

/// What such a match teaches.
fn lesson(line: &BankLine, parts: &[SuggestedPart]) -> Lesson {
    let deposit = engine::Deposit {
        id: line.id.to_string(),
        date: line.date,
        amount: line.amount,
        description: line.description.clone(),
        account_id: line.account_id.to_string(),
    };
    let paid = |p: &SuggestedPart| engine::Payment {
        id: p.part.payment_id.to_string(),
        received_on: line.date,
        amount: p.part.amount,
        client_id: p
            .part
            .client_id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        client_name: p.part.client_name.clone(),
        invoice_id: None,
        job_id: None,
        method: Some(engine::Method::Ach),
    };
    let payments: Vec<engine::Payment> = parts.iter().map(paid).collect();
    let gross: Money = parts.iter().map(|p| p.part.amount).sum();
    Lesson::of(&deposit, &payments, gross - line.amount, Processor::Ach)
}

pub(crate) fn part(id: &str, cents: i64) -> SuggestedPart {
    SuggestedPart {
        part: MatchPart {
            payment_id: payment(id, cents).id,
            amount: Money::from_cents(cents),
            client_id: None,
            client_name: None,
            allocations: Vec::new(),
        },
        received_on: payment(id, cents).received_on,
        used_before: Money::ZERO,
        uses_up: true,
    }
}

/// Takes an act back, as an undo does; gives the audit entry of that.
pub(crate) async fn take_back(company: &CompanyStore, act: &str) -> Result<AuditId, StoreError> {
    let id = AuditId::new(act).unwrap();
    let journal = company.journal(None, &id).await?.unwrap();
    let done = journal.done()?;
    let mut steps: Vec<Step> = done.steps.iter().rev().map(Step::inverse).collect();
    let undo = AuditId::new(format!("undo_{act}")).unwrap();
    steps.push(journal.mark(company, &undo));
    let audit = AuditEntry {
        id: undo.clone(),
        at: Timestamp::UNIX_EPOCH,
        actor: Actor::Person(UserId::new("sam").unwrap()),
        action: "undo".into(),
        who: None,
        group: None,
        target_type: journal.target_type.clone(),
        target_id: journal.target_id.clone(),
        summary: String::new(),
        before: json!({}),
        after: json!({}),
    };
    let act = Act {
        audit,
        steps,
        shift: done.shift.inverse(),
        asked_again: None,
    };
    company.transact(company.act_writes(&act)?).await?;
    Ok(undo)
}

/// The table without what is only ever added to, and without versions.
fn facts(table: &ModelTable) -> BTreeMap<Key, Item> {
    let added = [keys::AUDIT, keys::JOURNAL, keys::PRIORS];
    let mut all = table.snapshot();
    all.retain(|key, _| !added.iter().any(|p| key.sk.starts_with(p)));
    all.values_mut().for_each(|item| {
        item.remove("version");
    });
    all
}

#[tokio::test]
async fn what_is_taken_back_was_never_there_and_can_be_done_again() {
    let (table, company) = store();
    let facts_in = [
        Fact::Payment(payment("p1", 500)),
        Fact::Payment(payment("p2", 300)),
        Fact::BankLine(line("b1", 780)),
    ];
    company.mirror(&facts_in).await.unwrap();
    let before = facts(&table);
    match_existing(&company, "b1", 780, &[("p1", 500), ("p2", 300)], 1)
        .await
        .unwrap();
    let matched = facts(&table);
    assert_ne!(matched, before);
    take_back(&company, "aud_b1").await.unwrap();
    assert_eq!(facts(&table), before, "to the byte");
    let twice = take_back(&company, "aud_b1").await;
    assert!(twice.unwrap_err().is_conflict(), "only once");
    take_back(&company, "undo_aud_b1").await.unwrap();
    assert_eq!(facts(&table), matched, "and done again, to the byte");
    take_back(&company, "aud_b1").await.unwrap_err();
}

#[tokio::test]
async fn a_match_moves_everything_together() {
    let (_, company) = store();
    company
        .mirror(&[
            Fact::Payment(payment("p1", 500)),
            Fact::Payment(payment("p2", 300)),
        ])
        .await
        .unwrap();
    match_one(&company, "b1", 780, &[("p1", 500), ("p2", 300)])
        .await
        .unwrap();
    let open = company.open_book(since()).await.unwrap();
    assert!(open.deposits.is_empty() && open.payments.is_empty());
    let matches = company.matches(since()).await.unwrap();
    assert_eq!((matches.len(), matches[0].fee.cents()), (1, 20));
    assert_eq!(company.audit().await.unwrap().len(), 1);
    assert_eq!(
        company.bank_transactions().await.unwrap()[0].status,
        Status::Confirmed
    );
}

#[tokio::test]
async fn a_payments_cents_are_used_once() {
    let (table, company) = store();
    company
        .mirror(&[Fact::Payment(payment("p1", 500))])
        .await
        .unwrap();
    match_one(&company, "b1", 500, &[("p1", 500)])
        .await
        .unwrap();
    let before = table.snapshot();
    company
        .mirror(&[Fact::BankLine(line("b2", 500))])
        .await
        .unwrap();
    let with_line = table.snapshot();
    let second = match_existing(&company, "b2", 500, &[("p1", 500)], 1).await;
    assert!(second.unwrap_err().is_conflict());
    assert_eq!(table.snapshot(), with_line, "nothing of it was written");
    assert!(with_line.len() == before.len() + 1);
}

#[tokio::test]
async fn a_stale_version_decides_nothing() {
    let (_, company) = store();
    company
        .mirror(&[
            Fact::Payment(payment("p1", 500)),
            Fact::BankLine(line("b1", 500)),
        ])
        .await
        .unwrap();
    let stale = match_existing(&company, "b1", 500, &[("p1", 500)], 7).await;
    assert!(stale.unwrap_err().is_conflict());
    assert_eq!(company.open_book(since()).await.unwrap().deposits.len(), 1);
}
