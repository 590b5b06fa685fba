//! The owner's desk in one process: settings, members, portfolio, audit list, add-ons; with their calls
//! counted.

mod lists;
mod money;
mod people;
mod settings;

use oodaloo_domain::facts::{Company, Member, Role};
use oodaloo_domain::tiles::{Books, compute};
use oodaloo_domain::{CompanyId, UserId};
use oodaloo_runtime::ports::World as _;
use oodaloo_store::Condition;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::inprocess::Product;

/// An answer with its headers.
struct Answer {
    status: u16,
    headers: http::HeaderMap,
    body: Value,
    text: String,
}

impl Answer {
    fn etag(&self) -> String {
        self.headers["etag"].to_str().unwrap().to_owned()
    }
}

/// One request as a signed-in person, with headers, exactly as given.
async fn ask(
    product: &Product,
    user: &str,
    request: (&str, String),
    headers: &[(&str, &str)],
    body: Option<Value>,
) -> Answer {
    let claims = oodaloo_tray_api::Claims {
        token_use: "access".into(),
        client_id: product.client_id.clone(),
        sub: user.into(),
    };
    let mut builder = http::Request::builder()
        .method(request.0)
        .uri(request.1)
        .header("content-type", "application/json")
        .extension(claims);
    // A key of its own, unless the test says which.
    if request.0 != "GET" && headers.iter().all(|(name, _)| *name != "idempotency-key") {
        let key = format!("key-{}", product.outside.random());
        builder = builder.header("idempotency-key", key);
    }
    for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
        builder = builder.header(*name, *value);
    }
    let body = axum::body::Body::from(body.map(|b| b.to_string()).unwrap_or_default());
    let router = oodaloo_tray_api::router(product.api.clone());
    let answer = router.oneshot(builder.body(body).unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    let bytes = axum::body::to_bytes(body, 10_000_000).await.unwrap();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

fn at(company: &CompanyId, path: &str) -> String {
    let glue = if path.contains('?') { '&' } else { '?' };
    format!("/api/v1/{path}{glue}company_id={company}")
}

fn user(id: &str) -> UserId {
    UserId::new(id).unwrap()
}

/// A company with figures but without books; `people` with their roles.
async fn company(product: &Product, id: &str, people: &[(&str, Role)]) -> CompanyId {
    let profile: Company = serde_json::from_value(json!({
        "id": id, "name": format!("Company {id}"), "time_zone": "America/Denver", "currency": "USD",
        "weekly_burden": 800_000, "earmarks": {"Tax": 100_000}, "version": 1,
        "digest_to": ["dan@example.com", "olivia@example.com"],
    }))
    .unwrap();
    let company = product.store.company(&profile.id);
    let mut books = Books::empty(profile.clone());
    let account = oodaloo_domain::facts::Account {
        id: oodaloo_domain::AccountId::new("acc_1").unwrap(),
        name: "Checking".into(),
        mask: None,
        label: oodaloo_domain::facts::AccountLabel::Operating,
        currency: "USD".into(),
        available: Some(oodaloo_domain::Money::from_cents(2_300_000)),
        personal: false,
    };
    company
        .mirror(&[oodaloo_store::Fact::Account(account.clone())])
        .await
        .unwrap();
    books.accounts.push(account);
    let tiles = compute(&books, product.outside.now());
    let mut writes = vec![
        company
            .profile_write(&profile, Condition::NotExists)
            .unwrap(),
        company.tiles_write(&tiles, None).unwrap(),
    ];
    for (id, role) in people {
        let member = Member {
            user_id: user(id),
            email: format!("{id}@example.com"),
            role: *role,
        };
        writes.extend(
            company
                .member_writes(&member, Condition::NotExists)
                .unwrap(),
        );
    }
    company.transact(writes).await.unwrap();
    profile.id
}

const TWO: [(&str, Role); 2] = [("olivia", Role::Owner), ("dan", Role::Dispatcher)];
