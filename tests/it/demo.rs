//! The main job in one process, with its figures: connect, sync, reconcile, confirm what is sure, send
//! the Friday email once.

mod troubles;

use std::collections::BTreeMap;

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::CompanyId;
use oodaloo_domain::facts::{Actor, Role, Status};
use oodaloo_local::seed::{self, SeedUser};
use oodaloo_runtime::messages::{Schedule, Tick};
use oodaloo_seeds::{Answer, Truth};
use oodaloo_store::Table as _;
use serde_json::{Value, json};

use crate::inprocess::Product;

/// A Friday, 09:00 in Denver.
pub fn friday() -> Timestamp {
    date(2026, 11, 20)
        .at(9, 0, 0, 0)
        .to_zoned(TimeZone::get("America/Denver").unwrap())
        .unwrap()
        .timestamp()
}

pub async fn connected(seed: u64) -> (Product, CompanyId, Truth) {
    let company = oodaloo_seeds::demo(seed, date(2026, 11, 20));
    let (product, id) = connected_with(seed, &company, friday()).await;
    (
        product,
        id,
        oodaloo_seeds::demo_truth(seed, date(2026, 11, 20)),
    )
}

/// The product with a company whose books are these, both rails linked and looked at.
pub async fn connected_with(
    seed: u64,
    company: &oodaloo_seeds::Company,
    now: Timestamp,
) -> (Product, CompanyId) {
    let product = Product::new(now, seed);
    let id = connect(&product, company, ["olivia", "dan"], now).await;
    (product, id)
}

/// One more company in the product: its owner and dispatcher, its books, both rails linked and looked at.
pub async fn connect(
    product: &Product,
    company: &oodaloo_seeds::Company,
    [owner, dispatcher]: [&str; 2],
    now: Timestamp,
) -> CompanyId {
    let user = |sub: &str, role| SeedUser {
        sub: sub.into(),
        email: format!("{sub}@example.com"),
        role,
    };
    let users = [user(owner, Role::Owner), user(dispatcher, Role::Dispatcher)];
    let id = seed::company(&product.store, company, &users, now)
        .await
        .unwrap();
    for (path, body) in [
        (
            "/api/v1/integrations/jobber/oauth/callback",
            jobber_body(product, company),
        ),
        (
            "/api/v1/integrations/plaid/exchange",
            plaid_body(product, company),
        ),
    ] {
        let (status, answer) = product.call(owner, "POST", path, &id, Some(body)).await;
        assert_eq!(status, 201, "{answer}");
    }
    product.settle().await;
    id
}

/// What Jobber's redirect brings back.
pub fn jobber_body(product: &Product, company: &oodaloo_seeds::Company) -> Value {
    // Whoever connects next is the company that was loaded last.
    product.outside.sandbox.lock().unwrap().load(company);
    let code = jobber_code(product);
    json!({"code": code, "redirect_uri": "https://app.example/back"})
}

/// What Plaid Link brings back.
pub fn plaid_body(product: &Product, company: &oodaloo_seeds::Company) -> Value {
    json!({
        "public_token": public_token(product, company), "institution_name": "Test Bank",
        "labels": seed::labels(company),
    })
}

fn ask(
    product: &Product,
    rail: oodaloo_sandbox::RailName,
    method: &str,
    path: String,
    body: Value,
) -> oodaloo_sandbox::Response {
    let request = oodaloo_sandbox::Request {
        method: method.into(),
        path,
        headers: vec![("content-type".into(), "application/json".into())],
        body: if body.is_null() {
            Vec::new()
        } else {
            body.to_string().into_bytes()
        },
    };
    use oodaloo_runtime::ports::World as _;
    let now = product.outside.now();
    product
        .outside
        .sandbox
        .lock()
        .unwrap()
        .handle(rail, &request, now)
}

fn jobber_code(product: &Product) -> String {
    let path = format!(
        "/api/oauth/authorize?response_type=code&client_id={}&redirect_uri=https://app.example/back&state=s",
        oodaloo_sandbox::JOBBER_CLIENT_ID
    );
    let answer = ask(
        product,
        oodaloo_sandbox::RailName::Jobber,
        "GET",
        path,
        Value::Null,
    );
    let location = answer
        .headers
        .iter()
        .find(|(n, _)| n == "location")
        .map(|(_, v)| v.clone())
        .unwrap();
    location
        .split(['?', '&'])
        .find_map(|p| p.strip_prefix("code="))
        .unwrap()
        .to_owned()
}

fn public_token(product: &Product, company: &oodaloo_seeds::Company) -> String {
    product.outside.sandbox.lock().unwrap().load(company);
    let body = json!({
        "client_id": oodaloo_sandbox::PLAID_CLIENT_ID, "secret": oodaloo_sandbox::PLAID_SECRET,
        "institution_id": company.bank.institution_id, "initial_products": ["transactions"],
    });
    let answer = ask(
        product,
        oodaloo_sandbox::RailName::Plaid,
        "POST",
        "/sandbox/public_token/create".into(),
        body,
    );
    let answer: Value = serde_json::from_slice(&answer.body).unwrap();
    answer["public_token"]
        .as_str()
        .expect("a public token")
        .to_owned()
}

#[derive(Debug, Default)]
pub struct Figures {
    pub deposits: i64,
    pub matched: i64,
    pub auto: i64,
    pub wrong: Vec<String>,
}

/// What was matched, held against the truth.
pub async fn figures(product: &Product, id: &CompanyId, truth: &Truth) -> Figures {
    let company = product.store.company(id);
    let mut f = Figures::default();
    let matches: BTreeMap<String, Vec<String>> = company
        .matches(date(2020, 1, 1))
        .await
        .unwrap()
        .into_iter()
        .map(|m| {
            let mut ids: Vec<String> = m.parts.iter().map(|p| p.payment_id.to_string()).collect();
            ids.sort();
            (m.deposit_id.to_string(), ids)
        })
        .collect();
    for t in company.bank_transactions().await.unwrap() {
        if !t.line.amount.is_positive() || t.status == Status::Removed {
            continue;
        }
        f.deposits += t.line.amount.cents();
        let Some(found) = matches.get(t.line.id.as_str()) else {
            continue;
        };
        f.matched += t.line.amount.cents();
        if t.status == Status::AutoMatched {
            f.auto += t.line.amount.cents();
        }
        let right = match truth.deposits.get(t.line.id.as_str()) {
            Some(Answer::Payments { payment_ids, .. }) => {
                let mut ids = payment_ids.clone();
                ids.sort();
                ids == *found
            }
            _ => false,
        };
        if !right {
            f.wrong.push(format!(
                "{} {} {:?}",
                t.line.id, t.line.description, t.status
            ));
        }
    }
    f
}

async fn tray(product: &Product, id: &CompanyId) -> Value {
    let (status, tray) = product.call("dan", "GET", "/api/v1/tray", id, None).await;
    assert_eq!(status, 200, "{tray}");
    tray
}

/// A dispatcher confirms what the tray calls sure.
pub async fn confirm_sure(product: &Product, id: &CompanyId) -> usize {
    let mut confirmed = 0;
    for item in tray(product, id).await["items"].as_array().unwrap() {
        let Some(best) = item["suggestions"]
            .get(0)
            .filter(|s| s["confidence"].as_f64().unwrap() >= 0.85)
        else {
            continue;
        };
        let body = json!({"expected_version": item["version"], "candidate": best["candidate"]});
        let path = format!("/api/v1/tray/{}/confirm", item["id"].as_str().unwrap());
        let (status, answer) = product
            .call("dan", "POST", &path, id, Some(body.clone()))
            .await;
        assert_eq!(status, 200, "{answer}");
        assert!(answer["audit_id"].is_string() && !answer["delta"].as_str().unwrap().is_empty());
        // The same again: the screen is behind now.
        let (status, _) = product.call("dan", "POST", &path, id, Some(body)).await;
        assert_eq!(status, 409);
        confirmed += 1;
    }
    confirmed
}

#[tokio::test]
async fn the_demo_company_reaches_its_figures() {
    for seed in [oodaloo_seeds::DEFAULT_SEED, 7, 1234] {
        let (product, id, truth) = connected(seed).await;
        assert!(
            product.outside.buried.lock().unwrap().is_empty(),
            "{:?}",
            product.outside.buried.lock().unwrap()
        );
        let before = figures(&product, &id, &truth).await;
        let confirmed = confirm_sure(&product, &id).await;
        let after = figures(&product, &id, &truth).await;
        #[expect(clippy::cast_precision_loss, reason = "percent for people")]
        let pct = |part: i64| part as f64 * 100.0 / after.deposits as f64;
        let tiles = product
            .call("olivia", "GET", "/api/v1/owner/tiles", &id, None)
            .await
            .1;
        println!(
            "seed {seed}: auto {:.1} %, {confirmed} sure ones confirmed: {:.1} %, wrong {:?}, runway {}",
            pct(before.auto),
            pct(after.matched),
            after.wrong,
            tiles["runway_weeks"]["weeks"]
        );
        assert_eq!(after.wrong, Vec::<String>::new());
        assert!(pct(before.auto) >= 80.0, "auto-match by dollars");
        assert!(pct(after.matched) >= 95.0, "reconciled by dollars");
        let weeks: f64 = tiles["runway_weeks"]["weeks"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((2.0..=3.0).contains(&weeks), "runway of {weeks} weeks");
    }
}

#[tokio::test]
async fn a_second_look_at_unchanged_rails_writes_nothing() {
    let (product, _, _) = connected(oodaloo_seeds::DEFAULT_SEED).await;
    product.outside.later(SignedDuration::from_mins(5));
    product.table.meter().take();
    let sent = product
        .sync
        .tick(&Tick {
            schedule: Schedule::Poll,
            force: false,
        })
        .await
        .unwrap();
    assert_eq!(sent, 2, "two connections");
    assert_eq!(
        product.settle().await,
        2,
        "nothing new asks for nothing more"
    );
    let units = product.table.meter().take();
    println!("an idle poll of both rails: {units:?}");
    assert_eq!(units.writes, 0);
}

#[tokio::test]
async fn calls_of_the_api_are_counted() {
    let (product, id, _) = connected(oodaloo_seeds::DEFAULT_SEED).await;
    product.table.meter().take();
    let tray = tray(&product, &id).await;
    assert_eq!(
        product.table.meter().take().calls,
        1,
        "the tray is one query"
    );
    product
        .call("olivia", "GET", "/api/v1/owner/tiles", &id, None)
        .await;
    assert_eq!(
        product.table.meter().take().calls,
        1,
        "the tiles are one read"
    );
    let with_answer = |i: &&Value| !i["suggestions"].as_array().unwrap().is_empty();
    let item = tray["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(with_answer)
        .expect("something to confirm");
    let path = format!("/api/v1/tray/{}/confirm", item["id"].as_str().unwrap());
    let (status, _) = product
        .call(
            "dan",
            "POST",
            &path,
            &id,
            Some(json!({"expected_version": item["version"]})),
        )
        .await;
    assert_eq!(status, 200);
    let units = product.table.meter().take();
    println!("a confirm: {units:?}");
    assert_eq!(units.calls, 2, "a decision is one read and one transaction");
}

#[tokio::test]
async fn one_digest_a_week_whatever_is_repeated() {
    let (product, id, _) = connected(oodaloo_seeds::DEFAULT_SEED).await;
    let tick = Tick {
        schedule: Schedule::DigestTick,
        force: false,
    };
    for _ in 0..3 {
        product.digest.tick(&tick).await.unwrap();
    }
    product.settle().await;
    for _ in 0..3 {
        product.outside.later(SignedDuration::from_mins(15));
        product
            .digest
            .tick(&Tick {
                force: true,
                ..tick.clone()
            })
            .await
            .unwrap();
        product.settle().await;
    }
    let mails = product.outside.mails.lock().unwrap().clone();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, "olivia@example.com");
    assert!(
        mails[0]
            .headers
            .iter()
            .any(|(n, v)| n == "List-Unsubscribe-Post" && v == "List-Unsubscribe=One-Click")
    );
    let (status, stored) = product
        .call("olivia", "GET", "/api/v1/digests/2026-W47", &id, None)
        .await;
    assert_eq!((status, stored["status"].as_str()), (200, Some("sent")));
}

#[tokio::test]
async fn every_mutation_has_its_audit_entry() {
    let (product, id, _) = connected(oodaloo_seeds::DEFAULT_SEED).await;
    confirm_sure(&product, &id).await;
    let company = product.store.company(&id);
    let audited: Vec<String> = company
        .audit()
        .await
        .unwrap()
        .into_iter()
        .map(|a| a.target_id)
        .collect();
    for m in company.matches(date(2020, 1, 1)).await.unwrap() {
        assert_eq!(
            audited
                .iter()
                .filter(|t| **t == m.deposit_id.as_str())
                .count(),
            1,
            "{:?}",
            m.decided_by
        );
        assert!(matches!(m.decided_by, Actor::Engine | Actor::Person(_)));
    }
    assert_eq!(
        audited.len(),
        company.matches(date(2020, 1, 1)).await.unwrap().len() + 2,
        "and two connections"
    );
}

#[tokio::test]
async fn the_link_in_a_mail_stops_the_mails_and_nothing_else() {
    use tower::ServiceExt as _;
    let (product, id, _) = connected(oodaloo_seeds::DEFAULT_SEED).await;
    product
        .digest
        .tick(&Tick {
            schedule: Schedule::DigestTick,
            force: false,
        })
        .await
        .unwrap();
    product.settle().await;
    let mail = product.outside.mails.lock().unwrap()[0].clone();
    let (_, link) = mail
        .headers
        .iter()
        .find(|(n, _)| n == "List-Unsubscribe")
        .unwrap();
    let path = link
        .trim_start_matches('<')
        .split('>')
        .next()
        .unwrap()
        .strip_prefix("https://app.example")
        .unwrap();
    assert!(mail.html.contains(path) && mail.text.contains(path));
    let call = async |method: &str, path: &str| {
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .body(axum::body::Body::empty())
            .unwrap();
        oodaloo_tray_api::router(product.api.clone())
            .oneshot(request)
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    let recipients = async || {
        product
            .store
            .company(&id)
            .profile()
            .await
            .unwrap()
            .unwrap()
            .digest_to
            .len()
    };
    assert_eq!(
        (call("GET", path).await, recipients().await),
        (200, 1),
        "scanners follow links"
    );
    assert_eq!(
        (call("POST", &format!("{path}x")).await, recipients().await),
        (400, 1)
    );
    assert_eq!((call("POST", path).await, recipients().await), (200, 0));
    assert_eq!((call("POST", path).await, recipients().await), (200, 0));
}

#[tokio::test]
async fn a_company_without_accounts_or_burden_is_told_what_to_do() {
    let now = friday();
    let product = Product::new(now, 1);
    let mut company = oodaloo_seeds::demo(oodaloo_seeds::DEFAULT_SEED, date(2026, 11, 20));
    company.settings.weekly_burden_cents = 0;
    let users = [SeedUser {
        sub: "olivia".into(),
        email: "olivia@example.com".into(),
        role: Role::Owner,
    }];
    let id = seed::company(&product.store, &company, &users, now)
        .await
        .unwrap();
    let (status, tiles) = product
        .call("olivia", "GET", "/api/v1/owner/tiles", &id, None)
        .await;
    assert_eq!(status, 200);
    for tile in ["runway_weeks", "dso_days", "reconciled_pct"] {
        assert_eq!(tiles[tile]["state"], "prompt", "{tile}: {}", tiles[tile]);
        assert!(
            !tiles[tile]["text"].as_str().unwrap_or_default().is_empty(),
            "{tile}: {}",
            tiles[tile]
        );
    }
}
