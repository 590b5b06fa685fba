//! The control interface, and what makes the sandbox fit for a simulation.

use oodaloo_sandbox::RailName;
use serde_json::{Value, json};

use crate::wire::Wire;

fn control(wire: &mut Wire, verb: &str, body: Value) -> (u16, Value) {
    let method = if body.is_null() { "GET" } else { "POST" };
    let answer = wire.send(
        RailName::Jobber,
        method,
        &format!("/__sandbox/{verb}"),
        &[],
        body.to_string().as_bytes(),
    );
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

#[test]
fn the_same_calls_give_the_same_bytes() {
    let run = || {
        let mut wire = Wire::new();
        let (access, refresh) = wire.connect();
        let (token, item) = wire.link();
        let answer = wire.graphql(
            &access,
            "{ invoices(first: 3) { nodes { id subject } } }",
            json!({}),
        );
        wire.plaid(
            "/sandbox/item/fire_webhook",
            json!({"access_token": token, "webhook_code": "DEFAULT_UPDATE"}),
        );
        (
            access,
            refresh,
            token,
            item,
            answer.to_string(),
            wire.sandbox.take_webhooks(),
        )
    };
    assert_eq!(run(), run());
}

#[test]
fn a_recorded_payment_is_seen_first_and_announced() {
    let mut wire = Wire::new();
    let (access, _) = wire.connect();
    let invoice = wire
        .company
        .jobber
        .invoices
        .iter()
        .find(|i| i.paid_cents == 0)
        .unwrap()
        .clone();
    wire.wait(60);
    let new = json!({"invoice_id": invoice.id, "amount_cents": invoice.total_cents, "received_on": "2026-03-27", "kind": "check"});
    let (status, made) = control(&mut wire, "jobber/payment", new);
    assert_eq!(status, 200, "{made}");
    let query = "{ paymentRecords(first: 1, sort: {key: UPDATED_AT, direction: DESCENDING}) { nodes { id entryDate invoice { invoiceStatus } } } }";
    let node =
        wire.graphql(&access, query, json!({}))["data"]["paymentRecords"]["nodes"][0].clone();
    assert_eq!(node["id"], made["payment_id"]);
    assert_eq!(
        (&node["entryDate"], &node["invoice"]["invoiceStatus"]),
        (&json!("2026-03-27T06:00:00Z"), &json!("paid"))
    );
    assert_eq!(wire.sandbox.take_webhooks().len(), 2);
}

#[test]
fn outages_throttles_and_revocations_come_and_go() {
    let mut wire = Wire::new();
    let (access, refresh) = wire.connect();
    control(
        &mut wire,
        "fault",
        json!({"fault": "outage", "rail": "jobber", "on": true}),
    );
    assert_eq!(
        wire.send(RailName::Jobber, "POST", "/api/graphql", &[], b"{}")
            .status,
        503
    );
    assert_eq!(
        wire.plaid("/item/get", json!({})).0,
        400,
        "the other rail is up"
    );
    control(
        &mut wire,
        "fault",
        json!({"fault": "outage", "rail": "jobber", "on": false}),
    );
    control(&mut wire, "fault", json!({"fault": "throttle"}));
    let answer = wire.graphql(&access, "{ account { id } }", json!({}));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "THROTTLED");
    wire.wait(1);
    assert!(wire.graphql(&access, "{ account { id } }", json!({}))["data"].is_object());
    control(&mut wire, "fault", json!({"fault": "revoke"}));
    assert_eq!(wire.refresh(&refresh).0, 401);
}

#[test]
fn bad_control_requests_say_what_is_wrong() {
    let mut wire = Wire::new();
    for (verb, body) in [
        ("load", json!({"seed": 1})),
        ("load", json!({"seed": 1, "date": "2026-02-30"})),
        ("fault", json!({"fault": "earthquake"})),
        (
            "fire",
            json!({"rail": "stripe", "topic": "X", "item_id": "Y"}),
        ),
        (
            "jobber/payment",
            json!({"invoice_id": "nope", "amount_cents": 5, "received_on": "2026-03-27", "kind": "cash"}),
        ),
    ] {
        let (status, answer) = control(&mut wire, verb, body.clone());
        assert_eq!(status, 400, "{verb} {body}");
        assert!(answer["error"].as_str().is_some_and(|e| !e.is_empty()));
    }
    assert_eq!(control(&mut wire, "nope", json!({})).0, 404);
    let (status, state) = control(&mut wire, "state", Value::Null);
    assert_eq!(
        (status, state["jobber"]["accounts"].as_array().map(Vec::len)),
        (200, Some(1))
    );
}

#[test]
fn a_forged_delivery_carries_the_signature_of_another_body() {
    let mut wire = Wire::new();
    let mut fire = |forge: bool| {
        let body =
            json!({"rail": "jobber", "topic": "NO_SUCH_TOPIC", "item_id": "MQ==", "forge": forge});
        assert_eq!(control(&mut wire, "fire", body).1["queued"], 1);
        wire.sandbox.take_webhooks().remove(0)
    };
    let (honest, forged) = (fire(false), fire(true));
    assert_eq!(honest.headers, forged.headers);
    assert_ne!(honest.body, forged.body);
}
