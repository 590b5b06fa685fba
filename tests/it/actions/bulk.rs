//! A bulk: a preview, then each item in a transaction of its own, one answer and one undo for all.

use serde_json::{Value, json};

use super::{Desk, assert_same};

const BULK: &str = "/api/v1/tray/bulk";

/// The ids of items with this status, in the answer's order.
fn ids(answer: &Value, status: &str) -> Vec<String> {
    let items = answer["items"].as_array().unwrap().iter();
    let mut ids: Vec<String> = items
        .filter(|i| i["status"] == status)
        .map(|i| i["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn a_bulk_is_a_preview_then_one_act_then_one_undo() {
    let desk = Desk::new().await;
    let before = desk.facts();
    let ask = json!({"threshold": 0.5, "dry_run": true});
    let (status, preview) = desk.post(BULK, &ask).await;
    assert_eq!(status, 200, "{preview}");
    assert_same(&desk.facts(), &before, "a preview changes nothing");
    let would = preview["confirmed"].as_u64().unwrap();
    assert!(would > 0, "{preview}");
    let ask = json!({"threshold": 0.5});
    let (status, done) = desk.as_key(BULK, &ask, "bulk").await;
    assert_eq!(status, 200, "{done}");
    assert_eq!(done["confirmed"], would, "{done}");
    assert_eq!(done["amount"], preview["amount"]);
    let deltas = |v: &Value| -> Vec<Value> {
        let items = v["items"].as_array().unwrap().iter();
        items
            .filter(|i| !i["delta"].is_null())
            .map(|i| i["delta"].clone())
            .collect()
    };
    assert_eq!(deltas(&done), deltas(&preview), "the same sentences");
    let (status, undone) = desk.undo(&done).await;
    assert_eq!(
        (status, undone["undone"].as_u64()),
        (200, Some(would)),
        "{undone}"
    );
    let (status, problem) = desk.undo(&done).await;
    assert_eq!(
        (status, problem["type"].as_str()),
        (409, Some("https://oodaloo.app/problems/stale")),
        "nothing of it is left to take back: {problem}"
    );
    assert_same(&desk.facts(), &before, "to the byte");
    for (body, expected) in [
        (json!({"threshold": 0.2}), 422),
        (json!({"threshold": 1.2}), 422),
        (
            json!({"items": vec![json!({"id": "t", "expected_version": 1}); 51]}),
            422,
        ),
        (
            json!({"items": vec![json!({"id": "t", "expected_version": 1}); 2]}),
            422,
        ),
    ] {
        let (status, problem) = desk.post(BULK, &body).await;
        assert_eq!(status, expected, "{problem}");
    }
}

#[tokio::test]
async fn a_repeated_bulk_gives_its_first_answer_and_does_nothing() {
    let desk = Desk::new().await;
    let ask = json!({"threshold": 0.5});
    let (status, first) = desk.as_key(BULK, &ask, "again").await;
    assert_eq!(status, 200, "{first}");
    let before = desk.product.table.snapshot();
    let (status, again) = desk.as_key(BULK, &ask, "again").await;
    assert_eq!((status, &again), (200, &first));
    let (status, other) = desk.as_key(BULK, &json!({"threshold": 0.6}), "again").await;
    assert_eq!(status, 422, "{other}");
    desk.undo(&first).await;
    let undone = desk.product.table.snapshot();
    let (_, after_undo) = desk.as_key(BULK, &ask, "again").await;
    assert_eq!(after_undo, first, "what was answered stays answered");
    assert_eq!(desk.product.table.snapshot(), undone);
    assert_ne!(before, undone);
}

#[tokio::test]
async fn a_bulk_that_was_cut_short_goes_on_where_it_was() {
    let desk = Desk::new().await;
    let before = desk.facts();
    let (_, preview) = desk
        .post(BULK, &json!({"threshold": 0.5, "dry_run": true}))
        .await;
    let would = ids(&preview, "would_confirm");
    assert!(would.len() > 2, "{preview}");
    let ask = json!({"threshold": 0.5});
    let mut cuts = 0;
    for calls in 0.. {
        let key = format!("cut-{calls}");
        desk.product.brittle.break_after(calls);
        let (status, cut) = desk.as_key(BULK, &ask, &key).await;
        desk.product.brittle.mend();
        let (again, done) = desk.as_key(BULK, &ask, &key).await;
        assert_eq!(again, 200, "after {calls} calls: {done}");
        assert_eq!(ids(&done, "confirmed"), would, "after {calls} calls");
        assert_eq!(done["amount"], preview["amount"], "after {calls} calls");
        assert_eq!(ids(&done, "changed"), Vec::<String>::new());
        let (_, undone) = desk.undo(&done).await;
        assert_eq!(undone["undone"], would.len(), "{undone}");
        assert_same(&desk.facts(), &before, "to the byte");
        if status == 200 {
            assert_eq!(cut, done);
            break;
        }
        assert_eq!(status, 503, "{cut}");
        cuts += 1;
    }
    assert!(cuts > 2 * would.len(), "{cuts} cuts");
}

#[tokio::test]
async fn what_somebody_else_decided_meanwhile_is_told_with_who_and_when() {
    let desk = Desk::new().await;
    let item = desk.item(true).await;
    let seen = json!({"id": item["id"], "expected_version": item["version"]});
    let path = format!("/api/v1/tray/{}/off_job", item["id"].as_str().unwrap());
    let off = json!({"expected_version": item["version"], "note": "owner money"});
    let (status, done) = desk.post(&path, &off).await;
    assert_eq!(status, 200, "{done}");
    let (status, bulk) = desk.post(BULK, &json!({"items": [seen]})).await;
    assert_eq!((status, bulk["changed"].as_u64()), (200, Some(1)), "{bulk}");
    let problem = &bulk["items"][0]["problem"];
    assert_eq!(problem["status"], 409, "{bulk}");
    assert!(problem["current"]["decided"]["who"].is_string(), "{bulk}");
    assert!(problem["current"]["decided"]["at"].is_string(), "{bulk}");
}
