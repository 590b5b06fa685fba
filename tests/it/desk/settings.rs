//! Settings: they move what they say, by those who may, once.

use oodaloo_domain::facts::Role;
use oodaloo_store::Table as _;
use serde_json::{Value, json};

use super::{TWO, ask, at, company};
use crate::demo::friday;
use crate::inprocess::Product;

#[tokio::test]
async fn settings_move_runway_in_the_same_transaction_and_say_so() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    product.table.meter().take();
    let read = ask(&product, "dan", ("GET", at(&id, "settings")), &[], None).await;
    assert_eq!((read.status, read.etag().as_str()), (200, "\"1\""));
    assert_eq!(read.body["weekly_burden"], "8000.00");
    assert_eq!(product.table.meter().take().calls, 1);
    let unchanged = [("if-none-match", "\"1\"")];
    let read = ask(
        &product,
        "dan",
        ("GET", at(&id, "settings")),
        &unchanged,
        None,
    )
    .await;
    assert_eq!((read.status, read.text.as_str()), (304, ""));

    let change =
        json!({"weekly_burden": "7000.00", "earmarks": {"Tax": "1300", "Deposits": "0.00"}});
    let patch = ("PATCH", at(&id, "settings"));
    let (mut dry, before) = (change.clone(), product.table.snapshot());
    dry["dry_run"] = true.into();
    let seen = [("if-match", "\"1\"")];
    let told = ask(&product, "olivia", patch.clone(), &seen, Some(dry)).await;
    assert_eq!((told.status, told.etag().as_str()), (200, "\"1\""));
    assert_eq!(product.table.snapshot(), before, "only told");
    product.table.meter().take();
    let done = ask(
        &product,
        "olivia",
        patch.clone(),
        &[("if-match", "\"1\"")],
        Some(change),
    )
    .await;
    assert_eq!(
        (done.status, done.etag().as_str()),
        (200, "\"2\""),
        "{}",
        done.body
    );
    let calls = product.table.meter().take().calls;
    assert_eq!(
        calls, 3,
        "company, member and tiles; accounts; the transaction"
    );
    assert_eq!(
        done.body["delta"],
        "weekly burden $8,000.00 → $7,000.00; set aside $1,000.00 → $1,300.00; runway 2.7 → 3.1 weeks"
    );
    assert_eq!(done.body["delta"], told.body["delta"], "as it was told");
    assert_eq!(done.body["result"]["weekly_burden"], "7000.00");
    let tiles = ask(
        &product,
        "olivia",
        ("GET", at(&id, "owner/tiles")),
        &[],
        None,
    )
    .await;
    assert_eq!(tiles.body["runway_weeks"]["weeks"], "3.1");
    let audit = product.store.company(&id).audit().await.unwrap();
    assert_eq!(audit.len(), 1);
    assert_eq!(
        audit[0].id.as_str(),
        done.body["audit_id"].as_str().unwrap()
    );
    assert_eq!(audit[0].before["weekly_burden"], "8000.00");
    assert_eq!(audit[0].after["earmarks"]["Tax"], "1300.00");
    // What needs the books is asked of reconcile.
    assert_eq!(product.outside.queue.lock().unwrap().len(), 1);

    let undo = json!({"undo_id": done.body["undo"]["undo_id"]});
    let undone = ask(
        &product,
        "olivia",
        ("POST", at(&id, "undo")),
        &[],
        Some(undo),
    )
    .await;
    assert_eq!(undone.status, 200, "{}", undone.body);
    let path = ("GET", at(&id, "owner/tiles"));
    let tiles = ask(&product, "olivia", path, &[], None).await;
    assert_eq!(
        tiles.body["runway_weeks"]["weeks"], "2.7",
        "it follows at once"
    );
    assert_eq!(product.outside.queue.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn settings_are_changed_by_owners_who_know_what_they_change() {
    let product = Product::new(friday(), 1);
    let people = [TWO[0], TWO[1], ("otto", Role::Owner)];
    let id = company(&product, "co_1", &people).await;
    let patch = ("PATCH", at(&id, "settings"));
    let change = || Some(json!({"terms_days": 14}));
    let none = ask(&product, "olivia", patch.clone(), &[], change()).await;
    assert_eq!(none.status, 428, "{}", none.body);
    let tag = [("if-match", "\"1\"")];
    assert_eq!(
        ask(&product, "dan", patch.clone(), &tag, change())
            .await
            .status,
        403
    );
    assert_eq!(
        ask(&product, "eve", patch.clone(), &tag, change())
            .await
            .status,
        404
    );
    assert_eq!(
        ask(&product, "otto", patch.clone(), &tag, change())
            .await
            .status,
        200
    );
    let stale = ask(&product, "olivia", patch.clone(), &tag, change()).await;
    assert_eq!(stale.status, 412);
    assert_eq!(
        stale.body["changed_by"], "otto@example.com",
        "{}",
        stale.body
    );
    assert_eq!(stale.body["current"]["terms_days"], 14);
    assert_eq!(stale.body["etag"], "\"2\"");
    for (bad, field) in [
        (json!({"weekly_burden": "1e5"}), "weekly_burden"),
        (json!({"weekly_burden": "-1"}), "weekly_burden"),
        (json!({"time_zone": "Mars/Olympus"}), "time_zone"),
        (json!({"digest_time": "7 o'clock"}), "digest_time"),
        (json!({"digest_time": "25:00"}), "digest_time"),
        (json!({"auto_threshold": 0.5}), "auto_threshold"),
        (json!({"earmarks": {"": "1"}}), "earmarks"),
        (json!({"name": ""}), "name"),
    ] {
        let tag = [("if-match", "\"2\"")];
        let refused = ask(&product, "olivia", patch.clone(), &tag, Some(bad.clone())).await;
        assert_eq!(refused.status, 422, "{bad}: {}", refused.body);
        assert_eq!(
            refused.body["errors"][0]["pointer"],
            format!("/{field}"),
            "{bad}"
        );
    }
    for bad in [
        // No text that anybody sends holds control characters.
        json!({"digest_to": ["a@b.co\r\nBcc: all@b.co"]}),
        json!({"weekly_burden": 7000}),
        json!({"flags": []}),
        json!([]),
        json!({"version": 9}),
    ] {
        let tag = [("if-match", "\"2\"")];
        let refused = ask(&product, "olivia", patch.clone(), &tag, Some(bad.clone())).await;
        assert_eq!(refused.status, 400, "{bad}: {}", refused.body);
    }
    // The same again changes nothing and writes nothing.
    product.table.meter().take();
    let tag = [("if-match", "\"2\"")];
    let same = ask(&product, "olivia", patch, &tag, change()).await;
    assert_eq!((same.status, same.etag().as_str()), (200, "\"2\""));
    assert_eq!(product.table.meter().take().writes, 0);
}

#[tokio::test]
async fn settings_are_changed_once_and_taken_back() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let store = product.store.company(&id);
    let before = store.profile().await.unwrap().unwrap();
    let patch = ("PATCH", at(&id, "settings"));
    let headers = [("if-match", "\"1\""), ("idempotency-key", "once")];
    let change = json!({"weekly_burden": null, "earmarks": {}, "vips": ["client_1"]});
    let done = ask(
        &product,
        "olivia",
        patch.clone(),
        &headers,
        Some(change.clone()),
    )
    .await;
    assert_eq!(done.status, 200, "{}", done.body);
    product.table.meter().take();
    // The answer was lost: the same request again is answered alike, although its version is old now.
    let again = ask(&product, "olivia", patch.clone(), &headers, Some(change)).await;
    assert_eq!((again.status, &again.text), (200, &done.text));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.etag(), done.etag());
    assert_eq!(product.table.meter().take().writes, 0);
    let other = json!({"vips": []});
    let other = ask(&product, "olivia", patch.clone(), &headers, Some(other)).await;
    assert_eq!(other.status, 422, "{}", other.body);

    let undo = json!({"undo_id": done.body["undo"]["undo_id"]});
    let path = ("POST", at(&id, "undo"));
    let refused = ask(&product, "dan", path.clone(), &[], Some(undo.clone())).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    let undone = ask(&product, "olivia", path.clone(), &[], Some(undo.clone())).await;
    assert_eq!(undone.status, 200, "{}", undone.body);
    let mut after = store.profile().await.unwrap().unwrap();
    assert_eq!(after.version, 3);
    after.version = 1;
    assert_eq!(after, before);

    // What was changed since is not taken back with it.
    let tag = [("if-match", "\"3\"")];
    let first = json!({"terms_days": 10});
    let first = ask(&product, "olivia", patch.clone(), &tag, Some(first)).await;
    let tag = [("if-match", "\"4\"")];
    let second = json!({"name": "Newer"});
    let second = ask(&product, "olivia", patch, &tag, Some(second)).await;
    assert_eq!(second.status, 200, "{}", second.body);
    let undo = json!({"undo_id": first.body["undo"]["undo_id"]});
    let built_upon = ask(&product, "olivia", path, &[], Some(undo)).await;
    assert_eq!(built_upon.status, 409, "{}", built_upon.body);
}

#[tokio::test]
async fn every_change_of_the_desk_wants_its_key() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let before = product.table.snapshot();
    for (method, path) in [
        ("PATCH", "settings"),
        ("PATCH", "members/dan"),
        ("DELETE", "members/dan"),
        ("POST", "members/invitations"),
        ("DELETE", "members/invitations/inv_1"),
        ("POST", "invitations/accept"),
    ] {
        let none = [("idempotency-key", "")];
        let refused = ask(&product, "olivia", (method, at(&id, path)), &none, None).await;
        assert_eq!(refused.status, 400, "{method} {path}: {}", refused.body);
        assert!(
            refused.body["type"]
                .as_str()
                .unwrap()
                .ends_with("/idempotency-key"),
            "{method} {path}: {}",
            refused.body
        );
    }
    assert_eq!(product.table.snapshot(), before);
}

#[tokio::test]
async fn the_next_friday_email_moves_with_its_time() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let entries = || {
        let all = product.table.snapshot();
        let due = all.keys().filter(|k| k.pk.starts_with("DUE#DIGEST#"));
        due.map(|k| k.sk.split('#').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let patch = async |tag: &str, body: Value| {
        let tag = [("if-match", tag)];
        let answer = ask(
            &product,
            "olivia",
            ("PATCH", at(&id, "settings")),
            &tag,
            Some(body),
        )
        .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    };
    // It is Friday, nine o'clock in Denver: today's was due at seven, the next one is in a week.
    patch("\"1\"", json!({"digest_time": "08:30"})).await;
    assert_eq!(entries(), ["2026-11-27T15:30:00.000Z"]);
    patch("\"2\"", json!({"time_zone": "America/New_York"})).await;
    assert_eq!(entries(), ["2026-11-27T13:30:00.000Z"]);
    patch("\"3\"", json!({"name": "Another name"})).await;
    assert_eq!(entries(), ["2026-11-27T13:30:00.000Z"]);
}
