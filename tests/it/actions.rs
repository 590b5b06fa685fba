//! What a person decides: every action is one read and one transaction, can be repeated, and can be taken
//! back to the byte.

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
async fn a_bulk_is_a_preview_then_one_act_then_one_undo() {
    let desk = Desk::new().await;
    let before = desk.facts();
    let ask = json!({"threshold": 0.5, "dry_run": true});
    let (status, preview) = desk.post("/api/v1/tray/bulk", &ask).await;
    assert_eq!(status, 200, "{preview}");
    assert_same(&desk.facts(), &before, "a preview changes nothing");
    let would = preview["confirmed"].as_u64().unwrap();
    assert!(would > 0, "{preview}");
    let ask = json!({"threshold": 0.5});
    let (status, done) = desk.as_key("/api/v1/tray/bulk", &ask, "bulk").await;
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
        let (status, problem) = desk.post("/api/v1/tray/bulk", &body).await;
        assert_eq!(status, expected, "{problem}");
    }
}

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
