//! What an owner does with connections, over the API.

use jiff::SignedDuration;
use oodaloo_domain::facts::RailName;
use oodaloo_runtime::ports::{QueueName, World as _};
use oodaloo_store::Table as _;
use serde_json::{Value, json};

use super::Firm;
use crate::demo::{jobber_body, plaid_body};

fn encoded(account: &str) -> String {
    account.replace('=', "%3D")
}

async fn path(firm: &Firm, rail: RailName) -> String {
    let account = firm.account(rail).await;
    format!(
        "/api/v1/integrations/{}/{}",
        rail.as_str(),
        encoded(account.as_str())
    )
}

#[tokio::test]
async fn the_list_says_what_came_with_each_connection() {
    let firm = Firm::new().await;
    let bank = firm.listed("plaid").await;
    let accounts = bank["accounts"].as_array().unwrap();
    assert_eq!(accounts.len(), 4, "{bank}");
    for account in accounts {
        assert_eq!(account["labelled_by"], "owner", "{account}");
    }
    assert_eq!(firm.listed("jobber").await["accounts"], json!([]));
    let text = format!("{bank}");
    for secret in ["access", "refresh", "cursor", "lease"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn an_authorisation_must_have_begun_here() {
    let firm = Firm::new().await;
    let ask = "/api/v1/integrations/jobber/authorize-url?redirect_uri=https://app.example/back";
    let (status, begun) = firm.call("GET", ask, None).await;
    assert_eq!(status, 200, "{begun}");
    let url = begun["url"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:4010/api/oauth/authorize?response_type=code"));
    assert!(
        url.contains("redirect_uri=https%3A%2F%2Fapp.example%2Fback"),
        "{url}"
    );
    let state = begun["state"].as_str().unwrap().to_owned();
    let company = oodaloo_seeds::demo(oodaloo_seeds::DEFAULT_SEED, jiff::civil::date(2026, 11, 20));
    let callback = "/api/v1/integrations/jobber/oauth/callback";
    let with = |state: &str| {
        let mut body = jobber_body(&firm.product, &company);
        body["state"] = state.into();
        body
    };
    let grants = firm.served("POST /api/oauth/token");
    for bad in ["", "x", &format!("{state}x"), &state[1..]] {
        let (status, _) = firm.call("POST", callback, Some(with(bad))).await;
        assert_eq!(status, 422, "{bad}");
    }
    let (status, _) = firm.call("POST", callback, Some(with(&state))).await;
    assert_eq!(status, 201);
    firm.product.outside.later(SignedDuration::from_mins(31));
    let (status, _) = firm.call("POST", callback, Some(with(&state))).await;
    assert_eq!(status, 422, "too old");
    assert_eq!(
        firm.served("POST /api/oauth/token"),
        grants + 1,
        "a code that was not asked for here is not even shown to Jobber"
    );
    for bad in [
        "http://evil.example/",
        "javascript:alert(1)",
        "https://a%20b",
    ] {
        let ask = format!("/api/v1/integrations/jobber/authorize-url?redirect_uri={bad}");
        assert_eq!(firm.call("GET", &ask, None).await.0, 422, "{bad}");
    }
}

#[tokio::test]
async fn link_opens_for_a_new_bank_and_for_one_that_is_there() {
    let firm = Firm::new().await;
    let ask = "/api/v1/integrations/plaid/link-token";
    let (status, new) = firm.call("GET", ask, None).await;
    assert_eq!((status, new["mode"].as_str()), (200, Some("new")), "{new}");
    assert!(new["link_token"].as_str().unwrap().starts_with("link-"));
    let account = firm.account(RailName::Plaid).await;
    for more in [
        "",
        "&select_accounts=true",
        "&redirect_uri=https://app.example/bank",
    ] {
        let (status, update) = firm
            .call("GET", &format!("{ask}?account={account}{more}"), None)
            .await;
        assert_eq!(
            (status, update["mode"].as_str()),
            (200, Some("update")),
            "{update}"
        );
    }
    assert_eq!(
        firm.call("GET", &format!("{ask}?account=nobody"), None)
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn the_same_login_twice_is_noticed_before_it_is_linked() {
    let firm = Firm::new().await;
    let company = oodaloo_seeds::demo(oodaloo_seeds::DEFAULT_SEED, jiff::civil::date(2026, 11, 20));
    let known = firm.listed("plaid").await["accounts"][0].clone();
    let exchange = "/api/v1/integrations/plaid/exchange";
    let body = |again: bool| {
        let mut body = plaid_body(&firm.product, &company);
        body["institution_id"] = json!(company.bank.institution_id);
        body["accounts"] = json!([{"name": known["name"], "mask": known["mask"]}]);
        body["again"] = again.into();
        body
    };
    // The first was linked without saying which bank it is of; the second says.
    let (status, second) = firm.call("POST", exchange, Some(body(false))).await;
    assert_eq!(status, 201, "{second}");
    firm.product.settle().await;
    let exchanged = firm.served("POST /item/public_token/exchange");
    let (status, refused) = firm.call("POST", exchange, Some(body(false))).await;
    assert_eq!(status, 409, "{refused}");
    assert_eq!(refused["current"]["account"], second["account"]);
    assert_eq!(firm.served("POST /item/public_token/exchange"), exchanged);
    let (status, third) = firm.call("POST", exchange, Some(body(true))).await;
    assert_eq!(status, 201, "{third}");
    // Several items of one company, each mirrored.
    firm.product.settle().await;
    for item in [&second, &third] {
        firm.bank_is_mirrored(item["account"].as_str().unwrap())
            .await;
    }
}

#[tokio::test]
async fn a_label_moves_the_cash_and_can_be_taken_back() {
    let firm = Firm::new().await;
    let path = path(&firm, RailName::Plaid).await;
    let bank = firm.listed("plaid").await;
    let operating = |c: &Value| c["label"] == "operating";
    let account = bank["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| operating(a))
        .unwrap();
    let id = account["id"].as_str().unwrap().to_owned();
    let runway = async || {
        let (_, tiles) = firm.call("GET", "/api/v1/owner/tiles", None).await;
        tiles["runway_weeks"].to_string()
    };
    let before = runway().await;
    let body = json!({"name": "Our bank", "labels": {&id: "personal_mixed"}});
    let (status, changed) = firm.call("PATCH", &path, Some(body.clone())).await;
    assert_eq!(
        (status, changed["name"].as_str()),
        (200, Some("Our bank")),
        "{changed}"
    );
    firm.product.settle().await;
    let after = runway().await;
    assert_ne!(after, before);
    // The same again changes nothing.
    firm.product.table.meter().take();
    assert_eq!(firm.call("PATCH", &path, Some(body)).await.0, 200);
    assert_eq!(firm.product.table.meter().take().writes, 0);
    let audit = firm.store().audit().await.unwrap();
    let entry = audit
        .iter()
        .find(|a| a.action == "connection.relabel")
        .unwrap();
    let (status, answer) = firm
        .call("POST", "/api/v1/undo", Some(json!({"undo_id": entry.id})))
        .await;
    assert_eq!(status, 200, "{answer}");
    firm.tick(oodaloo_runtime::messages::Schedule::Nightly)
        .await;
    assert_eq!(runway().await, before);
    for bad in [
        json!({"labels": {"not-ours": "operating"}}),
        json!({"name": ""}),
        json!({"name": "x".repeat(81)}),
    ] {
        assert_eq!(firm.call("PATCH", &path, Some(bad)).await.0, 422);
    }
}

#[tokio::test]
async fn whoever_leaves_leaves_no_token_behind_and_the_rail_knows() {
    let firm = Firm::new().await;
    let lines = firm.lines().await.len();
    for rail in [RailName::Plaid, RailName::Jobber] {
        let there = firm.connection(rail).await;
        let sealed = [Some(there.access), there.refresh];
        // Its access token is about to end: a fresh one is needed to tell Jobber.
        firm.product.outside.later(SignedDuration::from_mins(70));
        let path = path(&firm, rail).await;
        let (status, answer) = firm.call("DELETE", &path, None).await;
        assert_eq!(status, 204, "{answer}");
        assert_eq!(firm.call("DELETE", &path, None).await.0, 404);
        firm.product.settle().await;
        for (key, item) in firm.product.table.snapshot() {
            let text = Value::Object(item).to_string();
            for sealed in sealed.iter().flatten() {
                assert!(!text.contains(sealed), "a token at {key:?}");
            }
        }
        assert_eq!(firm.listed(rail.as_str()).await, json!(null));
    }
    assert_eq!(firm.served("POST /item/remove"), 1);
    let state = {
        let now = firm.product.outside.now();
        let request = oodaloo_sandbox::Request {
            method: "GET".into(),
            path: "/__sandbox/state".into(),
            ..Default::default()
        };
        let mut sandbox = firm.product.outside.sandbox.lock().unwrap();
        let answer = sandbox.handle(oodaloo_sandbox::RailName::Jobber, &request, now);
        serde_json::from_slice::<Value>(&answer.body).unwrap()
    };
    assert_eq!(state["jobber"]["good_grants"], 0, "{state}");
    // What was read stays, nobody's cash is counted, nobody is polled, and the audit list remembers.
    assert_eq!(firm.lines().await.len(), lines);
    assert_eq!(firm.store().accounts().await.unwrap(), Vec::new());
    let audit = firm.store().audit().await.unwrap();
    assert_eq!(
        audit
            .iter()
            .filter(|a| a.action == "connection.ended")
            .count(),
        2
    );
    firm.poll().await;
    assert!(firm.product.outside.queue.lock().unwrap().is_empty());
    // And it can come back.
    let company = oodaloo_seeds::demo(oodaloo_seeds::DEFAULT_SEED, jiff::civil::date(2026, 11, 20));
    let body = jobber_body(&firm.product, &company);
    let callback = "/api/v1/integrations/jobber/oauth/callback";
    assert_eq!(firm.call("POST", callback, Some(body)).await.0, 201);
    firm.product.settle().await;
    assert_eq!(firm.listed("jobber").await["status"], "active");
}

#[tokio::test]
async fn a_rail_that_is_down_keeps_the_connection_as_it_is() {
    let firm = Firm::new().await;
    for rail in [RailName::Plaid, RailName::Jobber] {
        let path = path(&firm, rail).await;
        firm.fault(&json!({"fault": "outage", "rail": rail.as_str(), "on": true}));
        assert_eq!(firm.call("DELETE", &path, None).await.0, 503);
        firm.fault(&json!({"fault": "calm"}));
        firm.poll().await;
        assert_eq!(firm.listed(rail.as_str()).await["status"], "active");
    }
}

#[tokio::test]
async fn a_mended_login_is_looked_at_when_the_owner_says_so() {
    let firm = Firm::new().await;
    firm.bank(json!({"event": "login", "error_code": "ITEM_LOGIN_REQUIRED"}))
        .await;
    firm.poll().await;
    let path = format!("{}/reconnect", path(&firm, RailName::Plaid).await);
    // Too early: it is still broken, and asked about once.
    assert_eq!(firm.call("POST", &path, None).await.0, 202);
    firm.product.settle().await;
    assert_eq!(firm.listed("plaid").await["status"], "needs_reconnect");
    firm.bank(json!({"event": "login", "error_code": null}))
        .await;
    assert_eq!(firm.call("POST", &path, None).await.0, 202);
    assert_eq!(
        firm.product.outside.queue.lock().unwrap()[0].0,
        QueueName::Sync
    );
    firm.product.settle().await;
    assert_eq!(firm.listed("plaid").await["status"], "active");
    assert_eq!(
        firm.store()
            .desk()
            .await
            .unwrap()
            .tray
            .iter()
            .filter(|i| i.kind == oodaloo_domain::facts::TrayKind::ConnectionBroken)
            .count(),
        0
    );
}
