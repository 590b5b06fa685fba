//! What a person decides: every action is one read and one transaction, can be repeated, and can be taken
//! back to the byte.

mod bulk;
mod rules;
mod taken_back;

use std::collections::BTreeMap;

use oodaloo_domain::CompanyId;
use oodaloo_store::{Item, Key, Table as _, keys};
use serde_json::{Value, json};

use crate::demo::connected;
use crate::inprocess::Product;

struct Desk {
    product: Product,
    id: CompanyId,
}

impl Desk {
    async fn new() -> Self {
        let (product, id, _) = connected(oodaloo_seeds::DEFAULT_SEED).await;
        Self { product, id }
    }

    async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.as_key(path, body, &format!("k{}", self.random()))
            .await
    }

    async fn as_key(&self, path: &str, body: &Value, key: &str) -> (u16, Value) {
        self.product
            .call_as("dan", "POST", path, &self.id, Some(body.clone()), key)
            .await
    }

    fn random(&self) -> u64 {
        use oodaloo_runtime::ports::World as _;
        self.product.outside.random()
    }

    async fn tray(&self) -> Vec<Value> {
        let (status, tray) = self
            .product
            .call("dan", "GET", "/api/v1/tray", &self.id, None)
            .await;
        assert_eq!(status, 200, "{tray}");
        tray["items"].as_array().unwrap().clone()
    }

    /// Something to act on: a deposit, with a suggestion if asked.
    async fn item(&self, suggested: bool) -> Value {
        let fits = |i: &&Value| {
            i["amount"].as_str().is_some_and(|a| !a.starts_with('-'))
                && (!suggested || i["suggestions"].get(0).is_some())
        };
        let tray = self.tray().await;
        tray.iter().find(fits).expect("something to do").clone()
    }

    async fn undo(&self, answer: &Value) -> (u16, Value) {
        self.post(
            "/api/v1/undo",
            &json!({"undo_id": answer["undo"]["undo_id"]}),
        )
        .await
    }

    /// What is true: without versions, and without what is only ever added to.
    fn facts(&self) -> BTreeMap<Key, Item> {
        let added = [keys::AUDIT, keys::JOURNAL, keys::PRIORS, keys::ANSWERED];
        let mut all = self.product.table.snapshot();
        all.retain(|key, _| !added.iter().any(|p| key.sk.starts_with(p)));
        all.values_mut().for_each(|item| {
            item.remove("version");
            item.remove("moved");
        });
        all
    }

    async fn some<T>(&self, all: impl AsyncFnOnce(oodaloo_store::CompanyStore) -> Vec<T>) -> T {
        let found = all(self.product.store.company(&self.id)).await;
        found.into_iter().next().expect("one")
    }
}

/// The same, to the byte; or what differs.
fn assert_same(is: &BTreeMap<Key, Item>, was: &BTreeMap<Key, Item>, what: &str) {
    let all: std::collections::BTreeSet<&Key> = is.keys().chain(was.keys()).collect();
    for key in all {
        assert_eq!(is.get(key), was.get(key), "{what}: {key:?}");
    }
}

fn path(item: &Value, action: &str) -> String {
    format!("/api/v1/tray/{}/{action}", item["id"].as_str().unwrap())
}

async fn a_job(desk: &Desk) -> String {
    let all = desk.product.table.snapshot();
    let job = all.keys().find(|k| k.sk.starts_with("JOB#")).unwrap();
    job.sk.trim_start_matches("JOB#").to_owned()
}

async fn an_open_payment(desk: &Desk) -> (String, i64) {
    let payment = desk
        .some(async |c| {
            let all = c.payments().await.unwrap();
            all.into_iter()
                .filter(|p| p.used.cents() == 0 && p.record.amount.cents() > 300)
                .collect()
        })
        .await;
    (payment.record.id.to_string(), payment.open().cents())
}

fn dollars(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn cents(text: &Value) -> i64 {
    text.as_str().unwrap().replace('.', "").parse().unwrap()
}

/// Every action on a deposit, as a body for an item.
async fn actions(desk: &Desk, item: &Value) -> Vec<(&'static str, Value)> {
    let version = &item["version"];
    let (payment, open) = an_open_payment(desk).await;
    let amount = cents(&item["amount"]);
    let part = open.min(amount / 3).max(1);
    vec![
        ("confirm", json!({"expected_version": version})),
        (
            "off_job",
            json!({"expected_version": version, "note": "owner money"}),
        ),
        ("ignore", json!({"expected_version": version})),
        (
            "assign_job",
            json!({"expected_version": version, "job_id": a_job(desk).await}),
        ),
        (
            "split",
            json!({"expected_version": version, "parts": [
                {"amount": dollars(part), "payment_id": payment},
                {"amount": dollars(amount - part - 1), "job_id": a_job(desk).await},
                {"amount": "0.01", "off_job": true, "note": "a tip"},
            ]}),
        ),
    ]
}

#[tokio::test]
async fn every_action_is_two_calls_and_is_taken_back_to_the_byte() {
    let desk = Desk::new().await;
    for n in 0..5 {
        let item = desk.item(true).await;
        let (action, body) = actions(&desk, &item).await.swap_remove(n);
        let before = desk.facts();
        desk.product.table.meter().take();
        let mut dry = body.clone();
        dry["dry_run"] = true.into();
        let (status, told) = desk.post(&path(&item, action), &dry).await;
        assert_eq!((status, &told["undo"]), (200, &Value::Null), "{told}");
        assert_eq!(desk.product.table.meter().take().writes, 0, "{action}");
        assert_same(&desk.facts(), &before, "a dry run writes nothing");

        let (status, answer) = desk.post(&path(&item, action), &body).await;
        assert_eq!(status, 200, "{action}: {answer}");
        for field in ["result", "delta", "summary"] {
            assert_eq!(
                answer[field], told[field],
                "{action}: {field} as it was told"
            );
        }
        let units = desk.product.table.meter().take();
        println!("{action}: {units:?}");
        assert_eq!(units.calls, 2, "{action}");
        for field in ["result", "delta", "summary", "audit_id", "undo"] {
            assert!(!answer[field].is_null(), "{action} answers {field}");
        }
        let after = desk.facts();
        assert_ne!(after, before, "{action}");
        let left: Vec<Value> = desk.tray().await;
        assert!(left.iter().all(|i| i["id"] != item["id"]), "{action}");

        desk.product.table.meter().take();
        let (status, undone) = desk.undo(&answer).await;
        assert_eq!(status, 200, "{action}: {undone}");
        let units = desk.product.table.meter().take();
        assert_eq!(units.calls, 2, "undo of {action}");
        assert_same(&desk.facts(), &before, "{action} is taken back to the byte");
        assert_eq!(undone["result"]["tray_item_id"], item["id"]);

        let (status, twice) = desk.undo(&answer).await;
        assert_eq!(status, 409, "{twice}");
        assert_eq!(twice["current"]["undo_id"], undone["audit_id"]);
        let (status, again) = desk.undo(&undone).await;
        assert_eq!(status, 200, "{again}");
        assert_same(&desk.facts(), &after, "{action} is done again to the byte");
        let (status, last) = desk.undo(&answer).await;
        assert_eq!(status, 200, "and can be taken back once more: {last}");
        assert_eq!(desk.facts(), before);
    }
}

#[tokio::test]
async fn the_same_request_is_done_once_and_answered_alike() {
    let desk = Desk::new().await;
    let item = desk.item(true).await;
    let body = json!({"expected_version": item["version"]});
    let first = desk.as_key(&path(&item, "confirm"), &body, "a-key").await;
    assert_eq!(first.0, 200, "{}", first.1);
    let after = desk.product.table.snapshot();
    let again = desk.as_key(&path(&item, "confirm"), &body, "a-key").await;
    assert_eq!(again, first);
    assert_eq!(
        desk.product.table.snapshot(),
        after,
        "and nothing is written"
    );
    let other = json!({"expected_version": item["version"], "candidate": 1});
    let (status, problem) = desk.as_key(&path(&item, "confirm"), &other, "a-key").await;
    assert_eq!(status, 422);
    assert!(
        problem["type"].as_str().unwrap().ends_with("mismatch"),
        "{problem}"
    );
    // A key belongs to the person who chose it, and is forgotten after a day.
    desk.product
        .outside
        .later(jiff::SignedDuration::from_hours(25));
    let next = desk.item(true).await;
    let body = json!({"expected_version": next["version"]});
    let (status, answer) = desk.as_key(&path(&next, "confirm"), &body, "a-key").await;
    assert_eq!(status, 200, "{answer}");
    for bad in ["", "with space", "with#hash", &"x".repeat(65)] {
        let (status, problem) = desk.as_key(&path(&item, "ignore"), &body, bad).await;
        assert_eq!(status, 400, "{bad:?}: {problem}");
    }
}

#[tokio::test]
async fn a_stale_screen_is_told_what_changed_by_whom_and_when() {
    let desk = Desk::new().await;
    let item = desk.item(true).await;
    let body = json!({"expected_version": item["version"]});
    let (status, _) = desk
        .product
        .call(
            "olivia",
            "POST",
            &path(&item, "off_job"),
            &desk.id,
            Some(body.clone()),
        )
        .await;
    assert_eq!(status, 200);
    let (status, problem) = desk.post(&path(&item, "confirm"), &body).await;
    assert_eq!(status, 409, "{problem}");
    let current = &problem["current"];
    assert_eq!(current["status"], "off_job");
    assert_eq!(current["decided"]["who"], "olivia");
    assert!(current["decided"]["at"].is_string() && current["undo_id"].is_string());
    assert!(
        problem["detail"].as_str().unwrap().contains("olivia"),
        "{problem}"
    );
    // What she did can be taken back from here, as the answer says.
    let undo = json!({"undo_id": current["undo_id"]});
    let (status, answer) = desk.post("/api/v1/undo", &undo).await;
    assert_eq!(status, 200, "{answer}");
    let (status, problem) = desk.post(&path(&item, "confirm"), &body).await;
    assert_eq!(status, 409, "the item is back, at a new version: {problem}");
    let fresh = desk.item(true).await;
    assert_eq!(fresh["id"], item["id"]);
    let body = json!({"expected_version": fresh["version"]});
    assert_eq!(desk.post(&path(&fresh, "confirm"), &body).await.0, 200);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing() {
    let desk = Desk::new().await;
    let item = desk.item(true).await;
    let (version, amount) = (&item["version"], cents(&item["amount"]));
    let (payment, open) = an_open_payment(&desk).await;
    let split = |parts: Value| json!({"expected_version": version, "parts": parts});
    let all = dollars(amount);
    let before = desk.product.table.snapshot();
    let bad = [
        (
            "confirm",
            json!({"expected_version": version, "candidate": 9}),
            422,
        ),
        ("confirm", json!({"expected_version": 1}), 409),
        ("confirm", json!({"expected_version": "1"}), 400),
        (
            "confirm",
            json!({"expected_version": version, "more": 1}),
            400,
        ),
        ("confirm", json!([]), 400),
        ("split", split(json!([])), 422),
        (
            "split",
            split(json!([{"amount": "1.00", "off_job": true}])),
            422,
        ),
        ("split", split(json!([{"amount": all}])), 422),
        (
            "split",
            split(json!([{"amount": all, "off_job": true, "job_id": "j"}])),
            422,
        ),
        (
            "split",
            split(json!([{"amount": all, "job_id": "no-such-job"}])),
            404,
        ),
        (
            "split",
            split(json!([{"amount": all, "invoice_id": payment}])),
            404,
        ),
        (
            "split",
            split(json!([{"amount": 1.5, "off_job": true}])),
            400,
        ),
        (
            "split",
            split(json!([{"amount": "NaN", "off_job": true}])),
            400,
        ),
        (
            "split",
            split(json!([{"amount": "1e2", "off_job": true}])),
            400,
        ),
        (
            "split",
            split(
                json!([{"amount": "-1.00", "off_job": true}, {"amount": dollars(amount + 100), "off_job": true}]),
            ),
            422,
        ),
        (
            "split",
            split(
                json!([{"amount": dollars(amount - 1), "payment_id": payment}, {"amount": "0.01", "payment_id": payment}]),
            ),
            422,
        ),
        (
            "off_job",
            json!({"expected_version": version, "note": "a\nb"}),
            400,
        ),
        (
            "off_job",
            json!({"expected_version": version, "note": "x".repeat(201)}),
            422,
        ),
        (
            "assign_job",
            json!({"expected_version": version, "job_id": "no#such"}),
            400,
        ),
        (
            "assign_job",
            json!({"expected_version": version, "job_id": payment}),
            404,
        ),
    ];
    for (action, body, expected) in bad {
        let (status, problem) = desk.post(&path(&item, action), &body).await;
        assert_eq!(status, expected, "{action} {body}: {problem}");
        assert!(problem["detail"].is_string(), "{problem}");
    }
    if amount > open {
        let body = split(json!([{"amount": all, "payment_id": payment}]));
        let (status, problem) = desk.post(&path(&item, "split"), &body).await;
        assert_eq!(status, 422, "more than there is: {problem}");
    }
    let gone = json!({"expected_version": 1});
    assert_eq!(
        desk.post("/api/v1/tray/tray_none/confirm", &gone).await.0,
        404
    );
    for (id, status) in [
        ("aud_none", 404),
        ("grp_none", 404),
        ("a b", 404),
        ("x.y", 404),
    ] {
        let (got, problem) = desk.post("/api/v1/undo", &json!({"undo_id": id})).await;
        assert_eq!(got, status, "{id}: {problem}");
    }
    assert_eq!(desk.product.table.snapshot(), before, "nothing was written");
}

#[tokio::test]
async fn what_money_can_be_for_is_found_by_name() {
    let desk = Desk::new().await;
    let get = async |path: &str| desk.product.call("dan", "GET", path, &desk.id, None).await;
    let (status, all) = get("/api/v1/targets").await;
    assert_eq!(status, 200, "{all}");
    for kind in ["payments", "invoices", "jobs"] {
        assert!(!all[kind].as_array().unwrap().is_empty(), "{kind}: {all}");
    }
    let number = all["invoices"][0]["number"].as_str().unwrap();
    let (_, few) = get(&format!("/api/v1/targets?q={number}")).await;
    assert_eq!(few["invoices"][0]["number"], number);
    assert!(few["jobs"].as_array().unwrap().len() < all["jobs"].as_array().unwrap().len());
    assert_eq!(
        get(&format!("/api/v1/targets?q={}", "x".repeat(101)))
            .await
            .0,
        400
    );
}

/// How long the handlers themselves take, and what they cost. Printed, not asserted: machines are noisy.
#[tokio::test]
async fn figures_of_the_actions() {
    let desk = Desk::new().await;
    let mut took: BTreeMap<&'static str, Vec<std::time::Duration>> = BTreeMap::new();
    let mut cost = BTreeMap::new();
    for _ in 0..20 {
        for n in 0..5 {
            let item = desk.item(true).await;
            let (action, body) = actions(&desk, &item).await.swap_remove(n);
            for (what, path, body) in [
                (action, path(&item, action), Some(body)),
                ("undo", "/api/v1/undo".to_owned(), None),
            ] {
                let body = match body {
                    Some(body) => body,
                    None => {
                        let company = desk.product.store.company(&desk.id);
                        let last = company.audit().await.unwrap().pop().unwrap();
                        json!({"undo_id": last.id})
                    }
                };
                desk.product.table.meter().take();
                let begun = std::time::Instant::now();
                let (status, answer) = desk.post(&path, &body).await;
                took.entry(what).or_default().push(begun.elapsed());
                assert_eq!(status, 200, "{what}: {answer}");
                cost.insert(what, desk.product.table.meter().take());
            }
        }
    }
    for (what, mut all) in took {
        all.sort();
        let at = |p: usize| all[(all.len() * p / 100).min(all.len() - 1)];
        println!(
            "{what}: p50 {:?}, p99 {:?}, {:?}",
            at(50),
            at(99),
            cost[what]
        );
    }
}
