//! Plaid: linking, paging, errors, signatures.

use std::collections::BTreeSet;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use oodaloo_sandbox::{PLAID_CLIENT_ID, RailName};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::wire::Wire;

#[test]
fn pages_give_every_line_once_and_the_last_cursor_waits_for_more() {
    let mut wire = Wire::new();
    let (access_token, _) = wire.link();
    let (mut cursor, mut seen, mut pages) = (String::new(), BTreeSet::new(), 0);
    loop {
        let asked = json!({"access_token": access_token, "cursor": cursor, "count": 100, "options": {"include_original_description": true}});
        let (status, page) = wire.plaid("/transactions/sync", asked);
        assert_eq!(status, 200, "{page}");
        for line in page["added"].as_array().unwrap() {
            assert!(seen.insert(line["transaction_id"].as_str().unwrap().to_owned()));
            let known = wire
                .company
                .bank
                .transactions
                .iter()
                .find(|t| line["transaction_id"] == t.id.as_str())
                .unwrap();
            assert_eq!(line["amount"], json!(known.amount_cents as f64 / 100.0));
            assert_eq!(
                line["original_description"],
                known.original_description.as_str()
            );
        }
        pages += 1;
        cursor = page["next_cursor"].as_str().unwrap().to_owned();
        if page["has_more"] == false {
            break;
        }
    }
    assert_eq!(
        (seen.len(), pages),
        (wire.company.bank.transactions.len(), 3)
    );
    let (_, idle) = wire.plaid(
        "/transactions/sync",
        json!({"access_token": access_token, "cursor": cursor}),
    );
    assert_eq!(
        (&idle["added"], &idle["next_cursor"]),
        (&json!([]), &json!(cursor))
    );

    let new = json!({"amount": -125.5, "date_posted": "2026-03-27", "date_transacted": "2026-03-26", "description": "MOBILE DEPOSIT"});
    let (status, answer) = wire.plaid(
        "/sandbox/transactions/create",
        json!({"access_token": access_token, "transactions": [new]}),
    );
    assert_eq!(status, 200, "{answer}");
    assert_eq!(wire.sandbox.take_webhooks().len(), 1);
    let (_, page) = wire.plaid(
        "/transactions/sync",
        json!({"access_token": access_token, "cursor": cursor}),
    );
    assert_eq!(page["added"][0]["amount"], -125.5);
    assert!(
        page["added"][0].get("original_description").is_none(),
        "nobody asked for it"
    );
}

#[test]
fn what_is_wrong_comes_in_plaids_words() {
    let mut wire = Wire::new();
    let (token, _) = wire.link();
    let cases = [
        (
            "/transactions/sync",
            json!({"access_token": token, "count": 501}),
            "INVALID_FIELD",
        ),
        (
            "/transactions/sync",
            json!({"access_token": token, "count": 0}),
            "INVALID_FIELD",
        ),
        (
            "/transactions/sync",
            json!({"access_token": token, "cursor": "bm9wZQ=="}),
            "INVALID_FIELD",
        ),
        (
            "/transactions/sync",
            json!({"access_token": "access-sandbox-nope"}),
            "INVALID_ACCESS_TOKEN",
        ),
        ("/transactions/sync", json!({}), "MISSING_FIELDS"),
        (
            "/item/public_token/exchange",
            json!({"public_token": "public-sandbox-nope"}),
            "INVALID_PUBLIC_TOKEN",
        ),
        (
            "/webhook_verification_key/get",
            json!({"key_id": "nope"}),
            "INVALID_WEBHOOK_VERIFICATION_KEY_ID",
        ),
    ];
    for (path, body, code) in cases {
        let (status, answer) = wire.plaid(path, body.clone());
        assert_eq!(
            (status, &answer["error_code"]),
            (400, &json!(code)),
            "{path} {body}"
        );
        assert!(answer["request_id"].is_string() && answer["display_message"].is_null());
    }
    let body =
        json!({"client_id": PLAID_CLIENT_ID, "secret": "wrong", "access_token": token}).to_string();
    let answer = wire.send(RailName::Plaid, "POST", "/item/get", &[], body.as_bytes());
    let answer: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(answer["error_code"], "INVALID_API_KEYS");
}

#[test]
fn a_broken_login_stops_sync_and_shows_on_the_item() {
    let mut wire = Wire::new();
    let (token, item_id) = wire.link();
    let token = json!({"access_token": token});
    assert_eq!(
        wire.plaid("/sandbox/item/reset_login", token.clone()).0,
        200
    );
    let (status, answer) = wire.plaid("/transactions/sync", token.clone());
    assert_eq!(
        (status, &answer["error_code"]),
        (400, &json!("ITEM_LOGIN_REQUIRED"))
    );
    let (status, answer) = wire.plaid("/item/get", token.clone());
    assert_eq!(
        (status, &answer["item"]["error"]["error_code"]),
        (200, &json!("ITEM_LOGIN_REQUIRED"))
    );
    let sent = wire.sandbox.take_webhooks();
    let body: Value = serde_json::from_slice(&sent[0].body).unwrap();
    assert_eq!(
        (&body["webhook_code"], &body["item_id"]),
        (&json!("ERROR"), &json!(item_id))
    );
    assert_eq!(wire.plaid("/item/remove", token.clone()).0, 200);
    assert_eq!(
        wire.plaid("/item/get", token).1["error_code"],
        "INVALID_ACCESS_TOKEN"
    );
}

#[test]
fn a_second_link_of_the_same_login_has_other_ids() {
    let mut wire = Wire::new();
    let (first, second) = (wire.link(), wire.link());
    assert_ne!(first.1, second.1);
    let mut ids = |token: &str| {
        let (_, page) = wire.plaid(
            "/transactions/sync",
            json!({"access_token": token, "count": 500}),
        );
        let ids = page["added"]
            .as_array()
            .unwrap()
            .iter()
            .map(|t| t["transaction_id"].to_string());
        ids.collect::<BTreeSet<_>>()
    };
    assert!(ids(&first.0).is_disjoint(&ids(&second.0)));
}

#[test]
fn data_that_changes_while_paged_restarts_the_loop() {
    let mut wire = Wire::new();
    let (token, _) = wire.link();
    let body = json!({"fault": "mutation", "times": 1}).to_string();
    assert_eq!(
        wire.send(
            RailName::Plaid,
            "POST",
            "/__sandbox/fault",
            &[],
            body.as_bytes()
        )
        .status,
        200
    );
    let (status, first) = wire.plaid(
        "/transactions/sync",
        json!({"access_token": token, "count": 100}),
    );
    assert_eq!(status, 200);
    let next = json!({"access_token": token, "count": 100, "cursor": first["next_cursor"]});
    let (status, answer) = wire.plaid("/transactions/sync", next);
    assert_eq!(
        (status, &answer["error_code"]),
        (400, &json!("TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION"))
    );
    assert_eq!(answer["error_type"], "TRANSACTIONS_ERROR");
    assert_eq!(
        wire.plaid(
            "/transactions/sync",
            json!({"access_token": token, "count": 500})
        )
        .0,
        200
    );
}

#[test]
fn webhooks_verify_against_the_published_key_over_the_exact_bytes() {
    let mut wire = Wire::new();
    let (token, item_id) = wire.link();
    let fired = json!({"access_token": token, "webhook_code": "SYNC_UPDATES_AVAILABLE"});
    assert_eq!(
        wire.plaid("/sandbox/item/fire_webhook", fired).1["webhook_fired"],
        true
    );
    let webhook = wire.sandbox.take_webhooks().remove(0);
    let jwt = &webhook
        .headers
        .iter()
        .find(|(n, _)| n == "Plaid-Verification")
        .unwrap()
        .1;
    let header = decode_header(jwt).unwrap();
    assert_eq!(header.alg, Algorithm::ES256);
    let (status, key) = wire.plaid(
        "/webhook_verification_key/get",
        json!({"key_id": header.kid}),
    );
    assert_eq!(status, 200, "{key}");
    let text = |name: &str| key["key"][name].as_str().unwrap();
    let key = DecodingKey::from_ec_components(text("x"), text("y")).unwrap();
    let mut rules = Validation::new(Algorithm::ES256);
    rules.required_spec_claims.clear();
    let claims = decode::<Value>(jwt, &key, &rules).unwrap().claims;
    assert_eq!(claims["iat"], wire.now.as_second());
    assert_eq!(
        claims["request_body_sha256"],
        hex::encode(Sha256::digest(&webhook.body))
    );
    let body = String::from_utf8(webhook.body).unwrap();
    assert!(
        body.starts_with("{\n  \"")
            && body.ends_with('}')
            && body.contains(&format!("\"item_id\": \"{item_id}\""))
    );
}
