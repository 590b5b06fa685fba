//! The deployed local cloud, driven from outside: a webhook goes in at one end, rows, audit entries,
//! units and the mail come out at the other. The functions run as they are deployed: `bootstrap` binaries
//! behind real queues, a function URL and an HTTP API with a JWT authorizer.
//!
//! One test, because it is one story on one cloud. It makes its own, beside a developer's.

mod local;

use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oodaloo_domain::facts::Status;
use serde_json::{Value, json};

use self::local::{LocalCloud, oodaloo, until};

#[tokio::test]
async fn from_webhook_to_email_on_the_deployed_cloud() {
    let cloud = LocalCloud::up();
    the_main_job_has_run(&cloud).await;
    a_second_sync_of_unchanged_rails_writes_nothing(&cloud).await;
    forged_and_unsigned_callers_are_refused(&cloud).await;
    people_sign_in_and_out(&cloud).await;
    a_webhook_brings_a_payment_in(&cloud).await;
    a_dispatcher_confirms(&cloud).await;
    the_digest_stays_one(&cloud).await;
    a_file_is_brought_and_the_next_one_forwarded(&cloud).await;
    it_does_what_its_description_says(&cloud);
}

/// Through the API and its queue; then from the bucket's event on, as a mail that SES has taken.
async fn a_file_is_brought_and_the_next_one_forwarded(cloud: &LocalCloud) {
    let (owner, dispatcher) = (cloud.token("owner"), cloud.token("dispatcher"));
    let account = json!({"name": "Credit Union 4471", "label": "savings"});
    let path = "/api/v1/integrations/csv";
    let (status, made) = cloud.api("POST", path, Some(owner), Some(account)).await;
    assert_eq!(status, 201, "{made}");
    let file = "Date,Description,Amount,Balance\n2026-11-02,ANNA,149.00,1149.00\n2026-11-03,SHELL,-48.11,1100.89\n";
    let body =
        json!({"account": made["account"], "file_name": "a.csv", "file": STANDARD.encode(file)});
    let (status, import) = cloud
        .api("POST", "/api/v1/imports", Some(dispatcher), Some(body))
        .await;
    assert_eq!(status, 202, "{import}");
    let imported = async |n: usize, added: u64| {
        until("the import", async || {
            let (_, all) = cloud
                .api("GET", "/api/v1/imports", Some(dispatcher), None)
                .await;
            let items = all["items"].as_array()?;
            let newest = items.first()?;
            (items.len() == n && newest["status"] == "done" && newest["added"] == added)
                .then_some(())
        })
        .await;
    };
    imported(1, 2).await;
    let address = "/api/v1/imports/address";
    let body = json!({"since": null});
    let (status, made) = cloud.api("POST", address, Some(owner), Some(body)).await;
    assert_eq!(status, 201, "{made}");
    let next =
        file.replace("2026-11-02,ANNA,149.00,1149.00\n", "") + "2026-11-04,BO,20.00,1120.89\n";
    let mail = format!(
        "From: Dan <dan@home.example>\r\nTo: {}\r\nMessage-ID: <1@home.example>\r\nSubject: export\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/csv; name=\"b.csv\"\r\n\r\n{next}",
        made["address"].as_str().unwrap()
    );
    let eml = cloud.dir.join("export.eml");
    std::fs::write(&eml, mail).unwrap();
    oodaloo(&cloud.dir, &["receive", eml.to_str().unwrap()]);
    imported(2, 1).await;
}

async fn the_main_job_has_run(cloud: &LocalCloud) {
    let result = &cloud.up["result"];
    let number = |name: &str| {
        result[name]
            .as_f64()
            .unwrap_or_else(|| panic!("{name} in {result}"))
    };
    assert!(
        number("bank_transactions") > 200.0
            && number("deposits") > 40.0
            && number("payments") > 50.0,
        "{result}"
    );
    assert!(number("auto_match_pct") >= 80.0, "{result}");
    assert!((2.0..=3.0).contains(&number("runway_weeks")), "{result}");
    assert!(result["digest_id"].is_string(), "{result}");
    assert_eq!(cloud.mails().await, 1);
    let company = cloud.company().await;
    let audited: Vec<String> = company
        .audit()
        .await
        .unwrap()
        .into_iter()
        .map(|a| a.target_id)
        .collect();
    for t in company.bank_transactions().await.unwrap() {
        let entries = audited
            .iter()
            .filter(|id| **id == t.line.id.as_str())
            .count();
        assert_eq!(
            entries,
            usize::from(t.status == Status::AutoMatched),
            "{} is {:?}",
            t.line.id,
            t.status
        );
    }
}

/// Units as the deployed function itself metered them, from its log.
async fn a_second_sync_of_unchanged_rails_writes_nothing(cloud: &LocalCloud) {
    let before = versions(cloud).await;
    let logged = metered(cloud).await.len();
    oodaloo(&cloud.dir, &["sync"]);
    assert_eq!(
        versions(cloud).await,
        before,
        "an idle sync wrote something"
    );
    let looks = metered(cloud).await.split_off(logged);
    assert_eq!(looks.len(), 2, "one look at each rail: {looks:?}");
    assert!(looks.iter().all(|l| l["write_units"] == 0.0), "{looks:?}");
}

/// The sync function's own metric lines, as its log has them.
async fn metered(cloud: &LocalCloud) -> Vec<Value> {
    let lines = cloud
        .state
        .cloud()
        .unwrap()
        .logs("oodaloo-local-sync")
        .await
        .unwrap();
    let lines = lines
        .iter()
        .filter_map(|l| serde_json::from_str::<Value>(l.trim()).ok());
    lines.filter(|l| l.get("write_units").is_some()).collect()
}

/// What any write would change.
async fn versions(cloud: &LocalCloud) -> Vec<(String, u64)> {
    let company = cloud.company().await;
    let mut all: Vec<(String, u64)> = Vec::new();
    all.extend(
        company
            .bank_transactions()
            .await
            .unwrap()
            .into_iter()
            .map(|t| (t.line.id.to_string(), t.version)),
    );
    all.extend(
        company
            .payments()
            .await
            .unwrap()
            .into_iter()
            .map(|p| (p.record.id.to_string(), p.version)),
    );
    all.extend(
        company
            .connections()
            .await
            .unwrap()
            .into_iter()
            .map(|c| (c.account.to_string(), c.version)),
    );
    let desk = company.desk().await.unwrap();
    all.extend(desk.tray.into_iter().map(|t| (t.id.to_string(), t.version)));
    all.extend(desk.tiles.map(|(_, version)| ("tiles".to_owned(), version)));
    all
}

async fn forged_and_unsigned_callers_are_refused(cloud: &LocalCloud) {
    let forged = cloud
        .http
        .post(cloud.text("/webhook_urls/jobber"))
        .header("x-jobber-hmac-sha256", "AAAA")
        .body("{}")
        .send()
        .await
        .unwrap();
    assert_eq!(forged.status(), 401);
    let forged = cloud
        .http
        .post(cloud.text("/webhook_urls/plaid"))
        .body("{}")
        .send()
        .await
        .unwrap();
    assert_eq!(forged.status(), 401);
    assert_eq!(cloud.api("GET", "/api/v1/tray", None, None).await.0, 401);
    assert_eq!(
        cloud
            .api("GET", "/api/v1/tray", Some("not.a.token"), None)
            .await
            .0,
        401
    );
    let (status, health) = cloud.api("GET", "/healthz", None, None).await;
    assert_eq!(
        (status, health["healthy"].as_bool()),
        (200, Some(true)),
        "{health}"
    );
    let elsewhere = format!(
        "{}/api/v1/tray?company_id=co_of_somebody_else",
        cloud.text("/api_url")
    );
    let answer = cloud
        .http
        .get(elsewhere)
        .bearer_auth(cloud.token("owner"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 404);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let (status, _) = cloud
        .api(
            "POST",
            "/api/v1/integrations/plaid/exchange",
            Some(cloud.token("dispatcher")),
            Some(json!({"public_token": "x"})),
        )
        .await;
    assert_eq!(status, 403);
}

/// Through the pool's own pages, as a browser does it.
async fn people_sign_in_and_out(cloud: &LocalCloud) {
    let door = cloud.text("/spa_url").trim_end_matches('/');
    let browser = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    let to = |answer: &reqwest::Response| {
        assert_eq!(answer.status(), 302, "{}", answer.url());
        answer.headers()["location"].to_str().unwrap().to_owned()
    };
    let cookie = |answer: &reqwest::Response, name: &str| {
        let set = answer.headers().get_all("set-cookie").iter();
        set.filter_map(|v| v.to_str().unwrap().split(';').next())
            .find(|c| c.starts_with(name))
            .unwrap_or_else(|| panic!("no {name}: {:?}", answer.headers()))
            .to_owned()
    };
    let start = format!("{door}/api/v1/session/start?return=/tray");
    let answer = browser.get(start).send().await.unwrap();
    let (page, began) = (to(&answer), cookie(&answer, "oodaloo_signing_in="));
    assert_eq!(browser.get(&page).send().await.unwrap().status(), 200);
    let mut form = oodaloo_tests::pool::pairs(page.split_once('?').unwrap().1);
    form.insert("username".into(), cloud.text("/users/0/email").into());
    form.insert("password".into(), cloud.text("/users/0/password").into());
    let typed = browser.post(format!("{door}/login")).form(&form);
    let back = to(&typed.send().await.unwrap());
    let answer = browser.get(&back).header("cookie", &began).send().await;
    let answer = answer.unwrap();
    assert!(to(&answer).ends_with("/tray"), "{answer:?}");
    let session = cookie(&answer, "oodaloo_session=");
    let ask = |method: reqwest::Method| {
        let request = browser.request(method, format!("{door}/api/v1/session"));
        request.header("cookie", &session).header("x-oodaloo", "1")
    };
    let answer: Value = ask(reqwest::Method::POST)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let token = answer["access_token"].as_str().unwrap();
    let (status, me) = cloud.api("GET", "/api/v1/me", Some(token), None).await;
    assert_eq!(status, 200, "{me}");
    assert_eq!(
        ask(reqwest::Method::DELETE).send().await.unwrap().status(),
        200
    );
    assert_eq!(
        ask(reqwest::Method::POST).send().await.unwrap().status(),
        401
    );
}

async fn a_webhook_brings_a_payment_in(cloud: &LocalCloud) {
    let company = cloud.company().await;
    let before = company.payments().await.unwrap().len();
    // Recording a payment makes the sandbox's Jobber deliver its webhooks, signed, to our function URL.
    let invoice = company
        .receivables(jiff::civil::Date::MIN)
        .await
        .unwrap()
        .into_iter()
        .find(|i| i.is_open())
        .expect("an open invoice");
    let made = json!({
        "invoice_id": invoice.id, "amount_cents": 43_210, "received_on": cloud.state.as_of, "kind": "check",
    });
    let made = cloud.sandbox("jobber/payment", made).await;
    let id = made["payment_id"]
        .as_str()
        .unwrap_or_else(|| panic!("no id in {made}"))
        .to_owned();
    let fire =
        json!({"rail": "jobber", "topic": "PAYMENT_CREATE", "item_id": id, "duplicate": true});
    let fired = cloud.sandbox("fire", fire).await;
    assert!(fired.to_string().contains("200"), "{fired}");
    let found = until("the payment", async || {
        company
            .payments()
            .await
            .unwrap()
            .into_iter()
            .find(|p| p.record.id.as_str() == id)
    })
    .await;
    assert_eq!(found.record.amount.cents(), 43_210);
    assert_eq!(
        company.payments().await.unwrap().len(),
        before + 1,
        "and once"
    );
    oodaloo(&cloud.dir, &["sync"]);
}

async fn a_dispatcher_confirms(cloud: &LocalCloud) {
    let token = Some(cloud.token("dispatcher"));
    let (status, tray) = cloud.api("GET", "/api/v1/tray", token, None).await;
    assert_eq!(status, 200, "{tray}");
    let items = tray["items"].as_array().unwrap();
    let item = items
        .iter()
        .find(|i| i["suggestions"].as_array().is_some_and(|s| !s.is_empty()))
        .expect("something to confirm");
    let path = format!("/api/v1/tray/{}/confirm", item["id"].as_str().unwrap());
    let stale = json!({"expected_version": 99});
    let (status, problem) = cloud.api("POST", &path, token, Some(stale)).await;
    assert_eq!(
        (status, problem["type"].as_str()),
        (409, Some("https://oodaloo.app/problems/stale")),
        "{problem}"
    );
    let (status, answer) = cloud
        .api(
            "POST",
            &path,
            token,
            Some(json!({"expected_version": item["version"]})),
        )
        .await;
    assert_eq!(status, 200, "{answer}");
    let company = cloud.company().await;
    let deposit = item["bank_transaction_id"].as_str().unwrap();
    let all = company.bank_transactions().await.unwrap();
    assert_eq!(
        all.iter()
            .find(|t| t.line.id.as_str() == deposit)
            .unwrap()
            .status,
        Status::Confirmed
    );
    let audit = company.audit().await.unwrap();
    assert!(
        audit
            .iter()
            .any(|a| a.id.as_str() == answer["audit_id"] && a.target_id == deposit)
    );
    let (status, again) = cloud
        .api(
            "POST",
            &path,
            token,
            Some(json!({"expected_version": item["version"]})),
        )
        .await;
    assert_eq!(status, 409, "{again}");
    // To the byte what it was, and in the tray again.
    let body = json!({"undo_id": answer["undo"]["undo_id"]});
    let (status, undone) = cloud.api("POST", "/api/v1/undo", token, Some(body)).await;
    assert_eq!(status, 200, "{undone}");
    assert_eq!(undone["result"]["tray_item_id"], item["id"]);
}

async fn the_digest_stays_one(cloud: &LocalCloud) {
    for _ in 0..3 {
        oodaloo(&cloud.dir, &["digest", "--now"]);
    }
    assert_eq!(
        cloud.mails().await,
        1,
        "three more ticks, and still one email"
    );
    let week = oodaloo_domain::week::IsoWeek::of(
        oodaloo_local::edge::now()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .date(),
    );
    let (status, stored) = cloud
        .api(
            "GET",
            &format!("/api/v1/digests/{week}"),
            Some(cloud.token("owner")),
            None,
        )
        .await;
    assert_eq!((status, stored["status"].as_str()), (200, Some("sent")));
}

/// Schemathesis asks everything that the description allows, and much that it does not: no 5xx, no status,
/// media type or schema that is not described.
fn it_does_what_its_description_says(cloud: &LocalCloud) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let program = root.join("target/openapi-venv/bin/schemathesis");
    let out = Command::new(&program)
        .args([
            "--no-color",
            "--config-file",
            "tests/openapi/schemathesis.toml",
        ])
        .args(["run", "functions/tray-api/openapi.json"])
        .current_dir(root)
        .env("API_URL", cloud.text("/api_url"))
        .env("TOKEN", cloud.token("owner"))
        .env("COMPANY_ID", cloud.text("/company_id"))
        .output();
    let out = out.unwrap_or_else(|e| panic!("{}: {e} (make test installs it)", program.display()));
    let said = String::from_utf8_lossy(&out.stdout);
    println!("{said}");
    assert!(
        out.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&out.stderr)
    );
}
