//! Deliveries, good and bad, at the webhook's door: signed by the sandbox as the rails sign.

use std::sync::Arc;

use http::{Request, StatusCode};
use jiff::{SignedDuration, Timestamp};
use lambda_http::Body;
use oodaloo_rails::signature::PlaidKeys;
use oodaloo_runtime::messages::SyncRequest;
use oodaloo_runtime::ports::World as _;
use oodaloo_sandbox::{RailName, Webhook as Delivery, WebhookUrls};
use oodaloo_webhook::Webhook;
use serde_json::json;

use crate::inprocess::{Outside, secret};

fn door(outside: &Arc<Outside>) -> Webhook {
    Webhook {
        queue: outside.clone(),
        rail: outside.clone(),
        world: outside.clone(),
        plaid_keys: PlaidKeys::new(secret().plaid_client_id, secret().plaid_secret),
        jobber_secret: secret().jobber_client_secret,
    }
}

fn outside() -> Arc<Outside> {
    let outside = Outside::at(Timestamp::from_second(1_795_000_000).unwrap(), 3);
    let mut sandbox = outside.sandbox.lock().unwrap();
    sandbox.load(&oodaloo_seeds::demo(3, jiff::civil::date(2026, 11, 18)));
    sandbox.set_webhook_urls(WebhookUrls {
        jobber: Some("https://hooks.example/jobber".into()),
        plaid: Some("https://hooks.example/plaid".into()),
    });
    drop(sandbox);
    outside
}

/// A signed delivery of the sandbox's.
fn fired(outside: &Outside, body: serde_json::Value) -> Delivery {
    let request = oodaloo_sandbox::Request {
        method: "POST".into(),
        path: "/__sandbox/fire".into(),
        headers: vec![("content-type".into(), "application/json".into())],
        body: body.to_string().into_bytes(),
    };
    let now = outside.now();
    let mut sandbox = outside.sandbox.lock().unwrap();
    let answer = sandbox.handle(RailName::Jobber, &request, now);
    assert!(
        answer.status < 300,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    sandbox.take_webhooks().pop().expect("a delivery")
}

fn jobber_payment(outside: &Outside) -> Delivery {
    let id = oodaloo_seeds::demo(3, jiff::civil::date(2026, 11, 18))
        .jobber
        .payments[0]
        .id
        .clone();
    fired(
        outside,
        json!({"rail": "jobber", "topic": "PAYMENT_UPDATE", "item_id": id}),
    )
}

fn request(delivery: &Delivery) -> Request<Body> {
    let path = delivery.url.strip_prefix("https://hooks.example").unwrap();
    let mut request = Request::builder().method("POST").uri(path);
    for (name, value) in &delivery.headers {
        request = request.header(name, value);
    }
    request.body(Body::Binary(delivery.body.clone())).unwrap()
}

fn sends(outside: &Outside) -> u64 {
    *outside.sends.lock().unwrap()
}

#[tokio::test]
async fn a_signed_delivery_makes_one_call_and_names_the_rails_own_account() {
    let outside = outside();
    let door = door(&outside);
    let delivery = jobber_payment(&outside);
    assert_eq!(
        door.handle(request(&delivery)).await.status(),
        StatusCode::OK
    );
    assert_eq!(sends(&outside), 1);
    let (_, message) = outside.queue.lock().unwrap()[0].clone();
    let sent: SyncRequest = serde_json::from_str(&message.body).unwrap();
    assert_eq!(message.group, format!("jobber#{}", sent.account));
    // The same bytes again are the same message to the queue.
    assert_eq!(
        door.handle(request(&delivery)).await.status(),
        StatusCode::OK
    );
    assert_eq!(outside.queue.lock().unwrap()[1].1.dedupe, message.dedupe);
}

#[tokio::test]
async fn what_is_forged_is_refused_and_nothing_is_sent() {
    let outside = outside();
    let door = door(&outside);
    let good = jobber_payment(&outside);
    let mut other_body = good.clone();
    other_body.body.push(b' ');
    let mut unsigned = good.clone();
    unsigned
        .headers
        .retain(|(n, _)| !n.eq_ignore_ascii_case("x-jobber-hmac-sha256"));
    let mut twice = good.clone();
    twice.headers.extend(good.headers.clone());
    let mut elsewhere = good.clone();
    elsewhere.url = "https://hooks.example/plaid".into();
    for forged in [other_body, unsigned, twice, elsewhere] {
        assert_eq!(
            door.handle(request(&forged)).await.status(),
            StatusCode::UNAUTHORIZED
        );
    }
    assert_eq!(sends(&outside), 0);
}

#[tokio::test]
async fn limits_methods_paths_and_broken_json_have_clear_answers_and_no_effect() {
    let outside = outside();
    let door = door(&outside);
    let post = |path: &str, body: Vec<u8>| {
        Request::builder()
            .method("POST")
            .uri(path)
            .body(Body::Binary(body))
            .unwrap()
    };
    let signed = |body: &[u8]| {
        use base64::Engine as _;
        use hmac::{KeyInit as _, Mac as _};
        let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(
            oodaloo_sandbox::JOBBER_CLIENT_SECRET.as_bytes(),
        )
        .unwrap();
        mac.update(body);
        let signature =
            base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes());
        Request::builder()
            .method("POST")
            .uri("/jobber")
            .header("x-jobber-hmac-sha256", signature)
            .body(Body::Binary(body.to_vec()))
            .unwrap()
    };
    let unknown = json!({"data": {"webHookEvent": {
        "topic": "VISIT_COMPLETE", "appId": "a", "accountId": "MQ==", "itemId": "MQ==", "occurredAt": "2026-11-18T10:00:00-07:00",
    }}});
    let cases = [
        (
            post("/jobber", vec![b'x'; oodaloo_webhook::MAX_BODY_BYTES + 1]),
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
        (post("/stripe", Vec::new()), StatusCode::NOT_FOUND),
        (
            Request::builder().uri("/jobber").body(Body::Empty).unwrap(),
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (signed(b"{\"data\": {"), StatusCode::BAD_REQUEST),
        (signed(b"{}"), StatusCode::BAD_REQUEST),
        (signed(unknown.to_string().as_bytes()), StatusCode::OK),
    ];
    for (request, status) in cases {
        let shown = request.uri().clone();
        assert_eq!(door.handle(request).await.status(), status, "{shown}");
    }
    assert_eq!(sends(&outside), 0);
}

#[tokio::test]
async fn a_queue_that_is_down_is_never_answered_with_200() {
    let outside = outside();
    *outside.queue_is_down.lock().unwrap() = true;
    assert_eq!(
        door(&outside)
            .handle(request(&jobber_payment(&outside)))
            .await
            .status(),
        StatusCode::SERVICE_UNAVAILABLE
    );
}

#[tokio::test]
async fn plaid_deliveries_are_verified_over_the_exact_bytes_and_age() {
    let outside = outside();
    let door = door(&outside);
    let company = oodaloo_seeds::demo(3, jiff::civil::date(2026, 11, 18));
    let now = outside.now();
    // An item exists once it is linked.
    let link = oodaloo_sandbox::Request {
        method: "POST".into(),
        path: "/sandbox/public_token/create".into(),
        headers: vec![("content-type".into(), "application/json".into())],
        body: json!({
            "client_id": oodaloo_sandbox::PLAID_CLIENT_ID, "secret": oodaloo_sandbox::PLAID_SECRET,
            "institution_id": company.bank.institution_id, "initial_products": ["transactions"],
        })
        .to_string()
        .into_bytes(),
    };
    let answer = outside
        .sandbox
        .lock()
        .unwrap()
        .handle(RailName::Plaid, &link, now);
    let token: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let exchange = oodaloo_sandbox::Request {
        path: "/item/public_token/exchange".into(),
        body: json!({
            "client_id": oodaloo_sandbox::PLAID_CLIENT_ID, "secret": oodaloo_sandbox::PLAID_SECRET,
            "public_token": token["public_token"],
        })
        .to_string()
        .into_bytes(),
        ..link
    };
    let answer = outside
        .sandbox
        .lock()
        .unwrap()
        .handle(RailName::Plaid, &exchange, now);
    let item: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    outside.sandbox.lock().unwrap().take_webhooks();
    let delivery = fired(
        &outside,
        json!({"rail": "plaid", "topic": "SYNC_UPDATES_AVAILABLE", "item_id": item["item_id"]}),
    );
    assert_eq!(
        door.handle(request(&delivery)).await.status(),
        StatusCode::OK
    );
    let mut reformatted = delivery.clone();
    let value: serde_json::Value = serde_json::from_slice(&delivery.body).unwrap();
    reformatted.body = value.to_string().into_bytes();
    assert_eq!(
        door.handle(request(&reformatted)).await.status(),
        StatusCode::UNAUTHORIZED
    );
    outside.later(SignedDuration::from_secs(301));
    // Plaid sends a delivery again that was not taken. Whether it signs it anew is not known: with the old
    // signature it is answered, so that Plaid does not give up on us, and has no effect.
    assert_eq!(
        door.handle(request(&delivery)).await.status(),
        StatusCode::OK,
        "too old"
    );
    let mut old_and_forged = delivery.clone();
    old_and_forged.body.push(b' ');
    assert_eq!(
        door.handle(request(&old_and_forged)).await.status(),
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(sends(&outside), 1);
}
