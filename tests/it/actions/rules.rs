//! Rules: suggested from what is done again and again, previewed, made, and undone whole.

use std::collections::BTreeMap;

use oodaloo_store::Table as _;
use serde_json::{Value, json};

use super::{Desk, assert_same, path};

/// Where the company has bought most often lately, as a pattern.
fn busiest_shop(tray: &[Value]) -> String {
    let mut visits: BTreeMap<String, usize> = BTreeMap::new();
    for item in tray.iter().filter(|i| i["type"] == "expense_needs_job") {
        let text = item["description"].as_str().unwrap_or_default();
        let name = |w: &&str| w.len() >= 5 && w.chars().all(|c| c.is_ascii_alphabetic());
        if let Some(name) = text.split(' ').find(name) {
            *visits.entry(name.to_owned()).or_default() += 1;
        }
    }
    let best = visits.into_iter();
    best.max_by_key(|(_, n)| *n).expect("a shop").0
}

#[tokio::test]
async fn what_is_ignored_again_and_again_could_be_a_rule() {
    let desk = Desk::new().await;
    let shop = busiest_shop(&desk.tray().await);
    let suggested = async || {
        let (_, rules) = desk
            .product
            .call("dan", "GET", "/api/v1/rules", &desk.id, None)
            .await;
        rules["suggestions"].clone()
    };
    assert_eq!(suggested().await, json!([]));
    let mut last = Value::Null;
    for n in 0..3 {
        let tray = desk.tray().await;
        let item = tray
            .iter()
            .find(|i| i["description"].as_str().is_some_and(|d| d.contains(&shop)))
            .unwrap_or_else(|| panic!("{shop} only {n} times"));
        let body = json!({"expected_version": item["version"]});
        let (status, answer) = desk.post(&path(item, "ignore"), &body).await;
        assert_eq!(status, 200, "{answer}");
        last = answer;
    }
    let found = suggested().await;
    assert_eq!(found[0]["kind"], "ignore_merchant", "{found}");
    assert_eq!(found[0]["times"], 3, "{found}");
    assert_eq!(desk.undo(&last).await.0, 200);
    assert_eq!(
        suggested().await,
        json!([]),
        "what is taken back is no habit"
    );
}

#[tokio::test]
async fn a_rule_is_previewed_made_and_undone_whole() {
    let desk = Desk::new().await;
    let before = desk.facts();
    let shop = busiest_shop(&desk.tray().await);
    let ask = |dry: bool| json!({"pattern": shop, "kind": "ignore_merchant", "dry_run": dry});
    let (status, preview) = desk.post("/api/v1/rules/vendor", &ask(true)).await;
    assert_eq!(status, 200, "{preview}");
    let touched = preview["preview"]["touched"].as_u64().unwrap();
    assert!(touched > 1, "{preview}");
    assert_same(&desk.facts(), &before, "a preview changes nothing");
    desk.product.table.meter().take();
    let (status, made) = desk
        .as_key("/api/v1/rules/vendor", &ask(false), "rule")
        .await;
    assert_eq!(status, 200, "{made}");
    assert_eq!(
        desk.product.table.meter().take().calls,
        2,
        "one read, one transaction"
    );
    let (status, again) = desk
        .as_key("/api/v1/rules/vendor", &ask(false), "rule")
        .await;
    assert_eq!((status, &again), (200, &made), "once");
    desk.product.settle().await;
    let costco = |tray: Vec<Value>| {
        tray.iter()
            .filter(|i| i["description"].as_str().is_some_and(|d| d.contains(&shop)))
            .count() as u64
    };
    assert_eq!(costco(desk.tray().await), 0);
    let (_, rules) = desk
        .product
        .call("dan", "GET", "/api/v1/rules", &desk.id, None)
        .await;
    assert_eq!(rules["items"].as_array().unwrap().len(), 1, "{rules}");

    // One of the things it did was wrong: the rule leaves that alone from now on.
    let company = desk.product.store.company(&desk.id);
    let audit = company.audit().await.unwrap();
    let one = audit
        .iter()
        .find(|a| a.action == "transaction.ignore")
        .unwrap();
    let id = format!("{}.{}", one.group.clone().unwrap(), one.id);
    let (status, undone) = desk.post("/api/v1/undo", &json!({"undo_id": id})).await;
    assert_eq!(status, 200, "{undone}");
    desk.product.reconcile.company(&desk.id).await.unwrap();
    assert_eq!(costco(desk.tray().await), 1, "asked, and not ruled again");
    let redo = json!({"undo_id": undone["undo"]["undo_id"]});
    let (status, again) = desk.post("/api/v1/undo", &redo).await;
    assert_eq!(status, 200, "{again}");
    let facts = desk.facts();
    let alone = facts.values().filter(|i| i.contains_key("refused_rule"));
    assert_eq!(alone.count(), 0, "the rule has it again");

    let (status, undone) = desk
        .post(
            "/api/v1/undo",
            &json!({"undo_id": rules["items"][0]["undo_id"]}),
        )
        .await;
    assert_eq!(status, 200, "{undone}");
    assert_eq!(undone["left"], 0, "{undone}");
    assert_eq!(undone["undone"], touched + 1, "{undone}");
    assert_eq!(undone["waiting"], 0, "{undone}");
    assert_eq!(costco(desk.tray().await), touched);
    assert_same(&desk.facts(), &before, "to the byte");
    for (body, expected) in [
        (json!({"pattern": "", "kind": "ignore_merchant"}), 422),
        (
            json!({"pattern": "x".repeat(500), "kind": "ignore_merchant"}),
            422,
        ),
        (
            json!({"pattern": "home depot", "kind": "vendor_to_jobtype"}),
            422,
        ),
        (json!({"pattern": "home depot", "kind": "no_such"}), 400),
    ] {
        let (status, problem) = desk.post("/api/v1/rules/vendor", &body).await;
        assert_eq!(status, expected, "{problem}");
    }
}
