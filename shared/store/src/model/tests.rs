use std::sync::{Arc, Mutex};

use serde_json::json;

use super::*;
use crate::table::{Condition, Query, Range, Value};

fn put(sk: &str, open: Option<&str>) -> Write {
    let mut item = json!({"pk": "p", "sk": sk, "version": 1})
        .as_object()
        .unwrap()
        .clone();
    if let Some(open) = open {
        item.insert("gsi1pk".into(), "OPEN".into());
        item.insert("gsi1sk".into(), open.into());
    }
    Write::Put {
        item,
        when: Condition::Always,
    }
}

async fn open(table: &ModelTable) -> Vec<String> {
    let page = table.query(&Query::gsi1("OPEN", Range::All)).await.unwrap();
    page.items
        .iter()
        .map(|i| i["sk"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_lagging_index_answers_with_the_past() {
    let table = ModelTable::new();
    table.set_gsi_lag(2);
    table.transact(vec![put("a", Some("1"))]).await.unwrap();
    table.transact(vec![put("b", Some("2"))]).await.unwrap();
    assert!(open(&table).await.is_empty());
    table.transact(vec![put("a", None)]).await.unwrap();
    assert_eq!(
        open(&table).await,
        ["a"],
        "what was taken out is still found"
    );
    table.transact(vec![put("c", None)]).await.unwrap();
    assert_eq!(open(&table).await, ["a", "b"]);
    table.set_gsi_lag(0);
    assert_eq!(open(&table).await, ["b"]);
}

#[tokio::test]
async fn the_observer_sees_each_commit_once_and_no_refusal() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let table = ModelTable::new().observed_by(Box::new(move |changes, items| {
        sink.lock().unwrap().push((changes.to_vec(), items.len()));
    }));
    table
        .transact(vec![put("a", None), put("b", None)])
        .await
        .unwrap();
    let delete = Write::Delete {
        key: Key::new("p", "a"),
        when: Condition::version(7),
    };
    let refused = table
        .transact(vec![delete, put("c", None)])
        .await
        .unwrap_err();
    assert!(
        matches!(refused, TableError::Conflict(f) if f[0].index == 0 && f[0].current.is_some())
    );
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!((seen[0].0.len(), seen[0].1), (2, 2));
    assert_eq!(table.snapshot().len(), 2);
}

#[tokio::test]
async fn bad_requests_are_refused_before_anything_happens() {
    let table = ModelTable::new();
    let key = || Key::new("p", "s");
    let update = |set: &[(&str, Value)]| Write::Update {
        key: key(),
        set: set
            .iter()
            .map(|(n, v)| ((*n).to_owned(), v.clone()))
            .collect(),
        add: BTreeMap::new(),
        remove: vec![],
        when: Condition::Always,
    };
    let delete = |when| Write::Delete { key: key(), when };
    for writes in [
        vec![put("a", None), put("a", None)],
        vec![put("", None)],
        vec![Write::Put {
            item: Item::new(),
            when: Condition::Always,
        }],
        vec![put("a", Some(""))],
        vec![update(&[])],
        vec![update(&[("sk", json!("x"))])],
        vec![update(&[("big", json!("x".repeat(400 * 1024)))])],
        vec![delete(Condition::Any(vec![]))],
        vec![delete(Condition::LessThan("a".into(), json!(true)))],
        vec![Write::Check {
            key: key(),
            when: Condition::All(vec![]),
        }],
        (0..101).map(|n| put(&n.to_string(), None)).collect(),
    ] {
        let refused = table.transact(writes).await;
        assert!(
            matches!(refused, Err(TableError::Invalid(_))),
            "{refused:?}"
        );
    }
    let backwards = Query::base("p", Range::Between("b".into(), "a".into()));
    assert!(matches!(
        table.query(&backwards).await,
        Err(TableError::Invalid(_))
    ));
    let twice = table.batch_get(&[key(), key()]).await;
    assert!(matches!(twice, Err(TableError::Invalid(_))));
    assert_eq!(table.meter().take(), Units::default());
}
