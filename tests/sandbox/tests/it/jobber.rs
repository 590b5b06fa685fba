//! Jobber: grants, queries, costs, webhooks.

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use oodaloo_sandbox::{JOBBER_CLIENT_SECRET, RailName};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::wire::Wire;

#[test]
fn a_refresh_token_is_good_once_and_a_stale_one_costs_the_grant() {
    let mut wire = Wire::new();
    let (access, first) = wire.connect();
    let (status, answer) = wire.refresh(&first);
    assert_eq!(status, 200);
    let second = answer["refresh_token"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    assert_eq!(answer["expires_at"], "2026-03-27 19:00:00 UTC");
    assert!(wire.graphql(&access, "{ account { id } }", json!({}))["data"].is_object());

    let (status, answer) = wire.refresh(&first);
    assert_eq!(
        (status, &answer["error_description"]),
        (401, &json!("The provided refresh token is not valid."))
    );
    assert_eq!(wire.refresh(&second).0, 401, "the grant is lost");
    let headers = [("authorization", format!("Bearer {access}"))];
    let headers = headers.each_ref().map(|(n, v)| (*n, v.as_str()));
    assert_eq!(
        wire.send(RailName::Jobber, "POST", "/api/graphql", &headers, b"{}")
            .status,
        401
    );
}

#[test]
fn access_tokens_last_an_hour_and_codes_are_good_once() {
    let mut wire = Wire::new();
    let code = wire.authorize();
    let grant =
        format!("grant_type=authorization_code&code={code}&redirect_uri=http://127.0.0.1/back");
    let (status, answer) = wire.token(&grant);
    assert_eq!(status, 200);
    assert_eq!(wire.token(&grant).0, 401);
    let access = answer["access_token"].as_str().unwrap().to_owned();
    assert_eq!(access.split('.').count(), 3);
    wire.wait(3_599);
    assert!(wire.graphql(&access, "{ account { name } }", json!({}))["data"].is_object());
    wire.wait(1);
    let bearer = format!("Bearer {access}");
    let answer = wire.send(
        RailName::Jobber,
        "POST",
        "/api/graphql",
        &[("authorization", &bearer)],
        b"{}",
    );
    assert_eq!(answer.status, 401);
}

#[test]
fn requests_that_lack_something_are_refused_with_what_they_lack() {
    let mut wire = Wire::new();
    let (access, _) = wire.connect();
    let bearer = format!("Bearer {access}");
    let version = ("x-jobber-graphql-version", "2025-04-16");
    let json = ("content-type", "application/json");
    let auth = ("authorization", bearer.as_str());
    let mut status = |headers: &[(&str, &str)], body: &str| {
        wire.send(
            RailName::Jobber,
            "POST",
            "/api/graphql",
            headers,
            body.as_bytes(),
        )
        .status
    };
    let query = r#"{"query":"{ account { id } }"}"#;
    assert_eq!(status(&[version, json], query), 401);
    assert_eq!(status(&[auth, json], query), 400);
    assert_eq!(
        status(
            &[
                auth,
                version,
                ("content-type", "application/x-www-form-urlencoded")
            ],
            query
        ),
        415
    );
    assert_eq!(status(&[auth, version, json], "{"), 400);
    assert_eq!(status(&[auth, version, json], query), 200);
}

#[test]
fn unknown_fields_arguments_enums_and_types_are_errors() {
    let mut wire = Wire::new();
    let (access, _) = wire.connect();
    for bad in [
        "{ account { nope } }",
        "{ invoices(first: 1, nope: 2) { nodes { id } } }",
        "{ jobs(first: 1, filter: {updatedAt: {after: \"2026-01-01T00:00:00Z\"}}) { nodes { id } } }",
        "{ invoices(first: 1, filter: {status: PAID}) { nodes { id } } }",
        "{ invoices(first: \"1\") { nodes { id } } }",
        "{ invoices(first: 1) { nodes { client } } }",
        "{ paymentRecords(first: 1) { nodes { feeAmount } } }",
        "{ invoices { ",
        "query Q($n: Int!) { invoices(first: $n) { nodes { id } } }",
    ] {
        let answer = wire.graphql(&access, bad, json!({}));
        assert!(
            answer["errors"][0]["message"].is_string(),
            "{bad}: {answer}"
        );
        assert!(
            answer.get("data").is_none_or(Value::is_null),
            "{bad}: {answer}"
        );
        assert!(answer["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"].is_i64());
    }
    let answer = wire.graphql(
        &access,
        "{ invoices(first: 1, after: \"nope!\") { nodes { id } } }",
        json!({}),
    );
    assert_eq!(answer["errors"][0]["message"], "Invalid cursor: \"nope!\"");
}

const PAYMENTS: &str = "query Payments($first: Int!, $after: String) {
  paymentRecords(first: $first, after: $after, sort: {key: UPDATED_AT, direction: DESCENDING}) {
    nodes {
      __typename id amount rawAmount entryDate adjustmentType paymentType
      client { id name }
      invoice { id invoiceNumber }
      ... on CheckPaymentRecord { checkNumber }
      ...Processed
    }
    pageInfo { hasNextPage endCursor }
    totalCount
  }
}
fragment Processed on JobberPaymentsCreditCardPaymentRecord { feeAmount transactionStatus payout { id netAmount } }";

#[test]
fn pages_of_an_interface_with_fragments_give_every_payment_once() {
    let mut wire = Wire::new();
    let (access, _) = wire.connect();
    let (mut after, mut seen, mut types) = (
        Value::Null,
        std::collections::BTreeSet::new(),
        std::collections::BTreeSet::new(),
    );
    loop {
        let answer = wire.graphql(&access, PAYMENTS, json!({"first": 20, "after": after}));
        assert!(answer.get("errors").is_none(), "{answer}");
        let page = &answer["data"]["paymentRecords"];
        assert_eq!(page["totalCount"], wire.company.jobber.payments.len());
        for node in page["nodes"].as_array().unwrap() {
            assert!(seen.insert(node["id"].as_str().unwrap().to_owned()));
            types.insert(node["__typename"].as_str().unwrap().to_owned());
            let known = wire
                .company
                .jobber
                .payments
                .iter()
                .find(|p| node["id"] == p.id.as_str())
                .unwrap();
            assert_eq!(node["amount"], json!(known.amount_cents as f64 / 100.0));
            assert_eq!(
                node["feeAmount"].as_f64(),
                known.fee_cents.map(|c| c as f64 / 100.0)
            );
            assert_eq!(
                node.get("checkNumber").is_some(),
                node["__typename"] == "CheckPaymentRecord"
            );
        }
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen.len(), wire.company.jobber.payments.len());
    assert_eq!(types.len(), 6, "{types:?}");
}

#[test]
fn payouts_tie_out_in_whole_cents() {
    let mut wire = Wire::new();
    let (access, _) = wire.connect();
    let query = "{ payoutRecords(first: 5) { nodes { id currency grossAmount feeAmount netAmount arrivalDate status
        balanceTransactions(first: 50) { nodes { type netAmount ... on PaymentBalanceTransaction { paymentRecord { id amount } } } } } } }";
    let answer = wire.graphql(&access, query, json!({}));
    let payout = &answer["data"]["payoutRecords"]["nodes"][0];
    let cents = |value: &Value| value.as_i64().unwrap();
    assert_eq!(
        cents(&payout["grossAmount"]) - cents(&payout["feeAmount"]),
        cents(&payout["netAmount"])
    );
    let lines = payout["balanceTransactions"]["nodes"].as_array().unwrap();
    assert_eq!(
        lines.iter().map(|l| cents(&l["netAmount"])).sum::<i64>(),
        cents(&payout["netAmount"])
    );
    assert!(lines.iter().all(|l| l["paymentRecord"]["amount"].is_f64()));
}

#[test]
fn filters_and_orders_select_what_changed() {
    let mut wire = Wire::new();
    let (access, _) = wire.connect();
    let mut times: Vec<_> = wire
        .company
        .jobber
        .invoices
        .iter()
        .map(|i| i.updated_at)
        .collect();
    times.sort();
    let middle = times[times.len() / 2];
    let query = "query($after: ISO8601DateTime!) { invoices(first: 100, filter: {updatedAt: {after: $after}},
        sort: [{key: UPDATED_AT, direction: ASCENDING}]) { nodes { updatedAt } totalCount } }";
    let answer = wire.graphql(&access, query, json!({"after": middle.to_string()}));
    let page = &answer["data"]["invoices"];
    assert_eq!(
        page["totalCount"],
        times.iter().filter(|t| **t > middle).count()
    );
    let given: Vec<_> = page["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["updatedAt"].as_str().unwrap())
        .collect();
    assert!(given.is_sorted() && !given.is_empty());
    let one = "query($id: EncodedId!) { job(id: $id) { jobNumber client { name } paymentRecords(first: 3) { nodes { id amount } } } client(id: \"bm9wZQ==\") { id } }";
    let id = &wire.company.jobber.jobs[0].id.clone();
    let answer = wire.graphql(&access, one, json!({"id": id}));
    assert_eq!(
        answer["data"]["job"]["jobNumber"],
        wire.company.jobber.jobs[0].number
    );
    assert!(answer["data"]["client"].is_null());
}

#[test]
fn requested_cost_must_fit_and_actual_cost_is_charged() {
    let mut wire = Wire::new();
    let (access, _) = wire.connect();
    let cost = |answer: &Value| {
        let cost = &answer["extensions"]["cost"];
        let number = |value: &Value| value.as_i64().unwrap();
        (
            number(&cost["requestedQueryCost"]),
            number(&cost["actualQueryCost"]),
            number(&cost["throttleStatus"]["currentlyAvailable"]),
        )
    };
    // The two examples of Jobber's documentation: fields of nodes times the page, a page of 100 when none is said.
    let fields = "{ edges { node { id title quoteNumber quoteStatus sentAt } } }";
    let (requested, actual, left) = cost(&wire.graphql(
        &access,
        &format!("{{ quotes(first: 10) {fields} }}"),
        json!({}),
    ));
    assert_eq!((requested, actual, left), (50, 50, 9_950));
    let (requested, ..) =
        cost(&wire.graphql(&access, &format!("{{ quotes {fields} }}"), json!({})));
    assert_eq!(requested, 500);
    let quote = wire.company.jobber.quotes[0].id.clone();
    let single = "query($id: EncodedId!) { quote(id: $id) { id title quoteNumber quoteStatus sentAt client { id name } } }";
    assert_eq!(
        cost(&wire.graphql(&access, single, json!({"id": quote}))).0,
        7
    );

    let greedy = "{ invoices { nodes { paymentRecords { nodes { id amount } } } } }";
    let answer = wire.graphql(&access, greedy, json!({}));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "THROTTLED");
    assert_eq!((cost(&answer).0, cost(&answer).1), (20_000, 0));
    assert!(answer.get("data").is_none());

    let dear = "query($n: Int) { invoices(first: $n) { nodes { paymentRecords(first: 30) { nodes { id amount adjustmentType } } } } }";
    let (requested, actual, before) = cost(&wire.graphql(&access, dear, json!({"n": 100})));
    assert!(
        actual < requested && before > 9_000,
        "{requested} {actual} {before}"
    );
    wire.wait(1);
    let (.., after) = cost(&wire.graphql(&access, "{ account { id } }", json!({})));
    assert_eq!(after, (before + 500).min(10_000) - 1);
}

#[test]
fn disconnecting_ends_all_tokens_and_says_so() {
    let mut wire = Wire::new();
    let (access, refresh) = wire.connect();
    let answer = wire.graphql(
        &access,
        "mutation { appDisconnect { app { name } userErrors { message } } }",
        json!({}),
    );
    assert_eq!(answer["data"]["appDisconnect"]["userErrors"], json!([]));
    let bearer = format!("Bearer {access}");
    let answer = wire.send(
        RailName::Jobber,
        "POST",
        "/api/graphql",
        &[("authorization", &bearer)],
        b"{}",
    );
    assert_eq!(answer.status, 401);
    assert!(String::from_utf8_lossy(&answer.body).contains("disconnected"));
    assert_eq!(wire.refresh(&refresh).0, 401);
    let sent = wire.sandbox.take_webhooks();
    assert_eq!(sent.len(), 1);
    let body: Value = serde_json::from_slice(&sent[0].body).unwrap();
    assert_eq!(body["data"]["webHookEvent"]["topic"], "APP_DISCONNECT");
    let signature = &sent[0]
        .headers
        .iter()
        .find(|(n, _)| n == "X-Jobber-Hmac-SHA256")
        .unwrap()
        .1;
    let mut mac = Hmac::<Sha256>::new_from_slice(JOBBER_CLIENT_SECRET.as_bytes()).unwrap();
    mac.update(&sent[0].body);
    assert_eq!(
        STANDARD.decode(signature).unwrap(),
        mac.finalize().into_bytes().to_vec()
    );
}

#[test]
fn too_many_requests_are_429() {
    let mut wire = Wire::new();
    let (access, _) = wire.connect();
    for _ in 0..2_500 {
        wire.graphql(&access, "{ account { __typename } }", json!({}));
    }
    let bearer = format!("Bearer {access}");
    let mut status = || {
        wire.send(
            RailName::Jobber,
            "POST",
            "/api/graphql",
            &[("authorization", &bearer)],
            b"{}",
        )
        .status
    };
    assert_eq!(status(), 429);
}
