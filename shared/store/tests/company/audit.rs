use std::collections::BTreeMap;

use jiff::Timestamp;
use oodaloo_domain::AuditId;
use oodaloo_domain::facts::{Actor, AuditEntry};
use oodaloo_store::{AuditQuery, CompanyStore, Condition, Table as _, TableError, Write};
use serde_json::Value;

use super::store;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + second).unwrap()
}

/// Entries one second apart, each third about "t0".
async fn written(company: &CompanyStore, count: i64) {
    for n in 0..count {
        let entry = AuditEntry {
            id: AuditId::new(format!("aud_{n}")).unwrap(),
            at: at(n),
            actor: Actor::Engine,
            action: "match.auto".into(),
            who: None,
            group: None,
            target_type: "bank_transaction".into(),
            target_id: format!("t{}", n % 3),
            summary: format!("entry {n}"),
            before: Value::Null,
            after: Value::Null,
        };
        let write = company.audit_write(&entry).unwrap();
        company.transact(vec![write]).await.unwrap();
    }
}

/// All pages of one query, as the numbers of its entries.
async fn all(company: &CompanyStore, mut query: AuditQuery, limit: usize) -> Vec<i64> {
    let mut found = Vec::new();
    for _ in 0..100 {
        let page = company.audit_page(&query, limit).await.unwrap();
        assert!(page.entries.len() <= limit);
        found.extend(
            page.entries
                .iter()
                .map(|e| e.at.as_second() - at(0).as_second()),
        );
        match page.next {
            None => return found,
            next => query.after = next,
        }
    }
    panic!("the pages never end")
}

#[tokio::test]
async fn newest_first_page_by_page_without_gap_or_repetition() {
    let (_, company) = store();
    written(&company, 25).await;
    let newest_first: Vec<i64> = (0..25).rev().collect();
    for limit in [1, 7, 25, 200] {
        assert_eq!(
            all(&company, AuditQuery::default(), limit).await,
            newest_first
        );
    }
    let about = AuditQuery {
        target_id: Some("t1".into()),
        ..AuditQuery::default()
    };
    let theirs: Vec<i64> = newest_first.into_iter().filter(|n| n % 3 == 1).collect();
    assert_eq!(all(&company, about, 2).await, theirs);
}

#[tokio::test]
async fn a_period_holds_its_first_instant_and_not_its_last() {
    let (_, company) = store();
    written(&company, 10).await;
    let period = |from, until| AuditQuery {
        from: Some(at(from)),
        until: Some(at(until)),
        ..AuditQuery::default()
    };
    assert_eq!(all(&company, period(3, 6), 2).await, [5, 4, 3]);
    assert_eq!(all(&company, period(6, 3), 2).await, [0; 0]);
    // A place of another period: what is older than it and in this one.
    let page = company.audit_page(&period(7, 10), 1).await.unwrap();
    let mut moved = period(3, 6);
    moved.after = page.next;
    assert_eq!(all(&company, moved.clone(), 9).await, [5, 4, 3]);
    moved.after = Some("AUDIT#0".into());
    assert_eq!(all(&company, moved, 9).await, [0; 0]);
}

#[tokio::test]
async fn looking_for_what_is_not_there_reads_a_bounded_part() {
    let (table, company) = store();
    written(&company, 1_300).await;
    table.meter().take();
    let query = AuditQuery {
        target_id: Some("nobody".into()),
        ..AuditQuery::default()
    };
    let page = company.audit_page(&query, 50).await.unwrap();
    assert!(page.entries.is_empty() && page.next.is_some());
    assert_eq!(table.meter().take().calls, 5);
    assert_eq!(all(&company, query, 50).await, [0; 0]);
}

/// Whoever holds the table's port cannot change an entry: not by any write there is.
#[tokio::test]
async fn an_entry_is_only_ever_added() {
    let (table, company) = store();
    written(&company, 1).await;
    let (key, item) = table
        .snapshot()
        .into_iter()
        .find(|(k, _)| k.sk.starts_with("AUDIT#"))
        .unwrap();
    let put = |when| Write::Put {
        item: item.clone(),
        when,
    };
    let changes = [
        put(Condition::Always),
        put(Condition::Exists),
        put(Condition::equals("summary", "entry 0")),
        Write::Update {
            key: key.clone(),
            set: BTreeMap::from([("summary".into(), "nothing happened".into())]),
            add: BTreeMap::new(),
            remove: Vec::new(),
            when: Condition::Exists,
        },
        Write::Delete {
            key: key.clone(),
            when: Condition::Exists,
        },
    ];
    for write in changes {
        let refused = table.transact(vec![write.clone()]).await.unwrap_err();
        assert!(
            matches!(refused, TableError::Invalid(_)),
            "{write:?}: {refused}"
        );
    }
    let again = table.transact(vec![put(Condition::NotExists)]).await;
    assert!(matches!(again, Err(TableError::Conflict(_))), "{again:?}");
    assert_eq!(table.snapshot()[&key], item);
}
