//! Taking back what the engine, a split or a tag has done.

use std::collections::BTreeMap;

use oodaloo_store::{Item, Key, Table as _, keys};
use serde_json::{Value, json};

use super::{Desk, a_job, actions, assert_same, path};

#[tokio::test]
async fn what_a_person_takes_from_the_engine_is_asked_and_never_matched_again() {
    let desk = Desk::new().await;
    let company = desk.product.store.company(&desk.id);
    let audit = company.audit().await.unwrap();
    let auto = audit.iter().find(|a| a.action == "match.auto").unwrap();
    let before = desk.facts();
    let (status, undone) = desk
        .post("/api/v1/undo", &json!({"undo_id": auto.id}))
        .await;
    assert_eq!(status, 200, "{undone}");
    let asked = |tray: &[Value]| {
        let item = tray
            .iter()
            .find(|i| i["bank_transaction_id"] == auto.target_id.as_str());
        item.cloned()
    };
    assert!(asked(&desk.tray().await).is_some(), "asked at once");
    desk.product.reconcile.company(&desk.id).await.unwrap();
    assert!(asked(&desk.tray().await).is_some(), "and not matched again");
    // Taken back by mistake.
    let (status, again) = desk.undo(&undone).await;
    assert_eq!(status, 200, "{again}");
    let key = |facts: &BTreeMap<Key, Item>| -> BTreeMap<Key, Item> {
        let about = facts.iter().filter(|(k, _)| k.sk.contains(&auto.target_id));
        about.map(|(k, v)| (k.clone(), v.clone())).collect()
    };
    assert_eq!(key(&desk.facts()), key(&before));
}

#[tokio::test]
async fn one_part_of_a_split_is_taken_back_and_the_others_wait() {
    let desk = Desk::new().await;
    let item = desk.item(true).await;
    let before = desk.facts();
    let (_, body) = actions(&desk, &item).await.swap_remove(4);
    let (status, answer) = desk.post(&path(&item, "split"), &body).await;
    assert_eq!(status, 200, "{answer}");
    let parts = answer["result"]["parts"].as_array().unwrap();
    assert_eq!(parts.len(), 3, "{answer}");
    for none in [3, 99] {
        let body = json!({"undo_id": answer["undo"]["undo_id"], "part": none});
        assert_eq!(desk.post("/api/v1/undo", &body).await.0, 422);
    }
    let body = json!({"undo_id": answer["undo"]["undo_id"], "part": 1});
    let (status, undone) = desk.post("/api/v1/undo", &body).await;
    assert_eq!(status, 200, "{undone}");
    let back = desk.tray().await;
    let back = back.iter().find(|i| i["id"] == item["id"]).unwrap();
    let draft = back["draft"].as_array().unwrap();
    assert_eq!(
        [&draft[0]["amount"], &draft[1]["amount"]],
        [&parts[0]["amount"], &parts[2]["amount"]]
    );
    // Reconcile keeps what the person had begun.
    desk.product.reconcile.company(&desk.id).await.unwrap();
    let kept = desk.tray().await;
    let kept = kept.iter().find(|i| i["id"] == item["id"]).unwrap();
    assert_eq!(kept["draft"], back["draft"]);
    let mut after = desk.facts();
    after.values_mut().for_each(|i| {
        i.remove("draft");
    });
    let about = |facts: &BTreeMap<Key, Item>| -> Vec<Item> {
        let payments = facts
            .iter()
            .filter(|(k, _)| k.sk.starts_with(keys::PAYMENT));
        payments.map(|(_, v)| v.clone()).collect()
    };
    assert_eq!(about(&after), about(&before), "every cent is free again");
}

#[tokio::test]
async fn an_expense_is_tagged_to_its_job_and_taken_back() {
    let desk = Desk::new().await;
    let before = desk.facts();
    let tray = desk.tray().await;
    let item = tray
        .iter()
        .find(|i| i["type"] == "expense_needs_job")
        .expect("an expense");
    let job = item["job_suggestions"]
        .get(0)
        .map_or_else(|| json!(null), |s| s["job_id"].clone());
    let job = if job.is_null() {
        json!(a_job(&desk).await)
    } else {
        job
    };
    let body = json!({"expected_version": item["version"], "job_id": job});
    desk.product.table.meter().take();
    let (status, answer) = desk.post(&path(item, "assign_job"), &body).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(desk.product.table.meter().take().calls, 2);
    assert_eq!(answer["result"]["status"], "tagged");
    let tags = desk
        .some(async |c| c.tags(jiff::civil::Date::MIN).await.unwrap())
        .await;
    assert_eq!(json!(tags.job.job_id), job);
    let (status, problem) = desk
        .post(
            &path(item, "split"),
            &json!({
                "expected_version": item["version"], "parts": [{"amount": "1.00", "off_job": true}],
            }),
        )
        .await;
    assert_eq!(status, 409, "{problem}");
    assert_eq!(desk.undo(&answer).await.0, 200);
    assert_same(&desk.facts(), &before, "to the byte");
}
