use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use oodaloo_domain::Money;
use oodaloo_domain::engine::Method;
use oodaloo_domain::facts::PaymentRecord;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::*;
use crate::port::{Exchange, RailError};
use crate::test_rail::{Recorded, run};

fn access() -> SecretString {
    SecretString::from("access-token")
}

fn chicago() -> TimeZone {
    TimeZone::get("America/Chicago").expect("in the bundle")
}

fn now() -> Timestamp {
    "2026-03-13T12:00:00Z".parse().expect("a time")
}

fn cost() -> Value {
    json!({"cost": {"requestedQueryCost": 142, "actualQueryCost": 47,
        "throttleStatus": {"maximumAvailable": 10000, "currentlyAvailable": 9953, "restoreRate": 500}}})
}

fn page(nodes: &str, next: Option<&str>) -> (u16, String) {
    let info = json!({"endCursor": next.unwrap_or("END"), "hasNextPage": next.is_some()});
    let extensions = cost();
    (
        200,
        format!(
            r#"{{"data":{{"page":{{"nodes":{nodes},"pageInfo":{info}}}}},"extensions":{extensions}}}"#
        ),
    )
}

fn record(record: &str) -> (u16, String) {
    (200, format!(r#"{{"data":{{"record":{record}}}}}"#))
}

fn payments(nodes: &str) -> Page<PaymentRecord> {
    let rail = Recorded::new([page(nodes, None)]);
    run(Reader::new(&rail, &access(), chicago()).payment_records(None)).expect("a page")
}

#[test]
fn a_page_of_invoices_becomes_facts() {
    let nodes = r#"[
        {"id":"aW52MQ==","invoiceNumber":"1031","invoiceStatus":"past_due","issuedDate":"2026-03-01T00:00:00-06:00",
         "dueDate":"2026-03-31T05:00:00Z","createdAt":"2026-02-28T10:00:00Z","updatedAt":"2026-03-04T11:22:33Z",
         "client":{"id":"Y2wx","name":"Ada\r\nLove"},"amounts":{"total":1240.0,"invoiceBalance":119.99999999999999},
         "jobs":{"nodes":[{"id":"am9iMQ=="}]}},
        {"id":"aW52Mg==","invoiceNumber":"1032","invoiceStatus":"voided_or_whatever","issuedDate":null,"dueDate":null,
         "createdAt":"2026-03-05T04:00:00Z","updatedAt":"2026-03-05T04:00:00Z","client":null,
         "amounts":{"total":12.5,"invoiceBalance":0},"jobs":{"nodes":[{"id":"am9iMQ=="},{"id":"am9iMg=="}]}},
        {"id":"aW52Mw==","invoiceNumber":"1033","createdAt":"2026-03-05T04:00:00Z","amounts":{"total":1.005,"invoiceBalance":0}},
        {"id":"aW52NA==","invoiceNumber":1034},
        null]"#;
    let rail = Recorded::new([page(nodes, Some("MQ"))]);
    let since = "2026-03-01T00:00:00Z".parse().ok();
    let page =
        run(Reader::new(&rail, &access(), chicago()).invoices(since, Some("MA"))).expect("a page");
    let (first, second) = (&page.items[0], &page.items[1]);
    assert_eq!(first.updated_at, "2026-03-04T11:22:33Z".parse().ok());
    assert_eq!(
        (first.fact.total, first.fact.balance),
        (Money::from_cents(124_000), Money::from_cents(12_000))
    );
    assert_eq!(
        (first.fact.issued_on, first.fact.due_on),
        (date(2026, 3, 1), Some(date(2026, 3, 31)))
    );
    assert_eq!(first.fact.client_name.as_deref(), Some("Ada  Love"));
    assert_eq!(
        first.fact.job_id.as_ref().map(|j| j.as_str()),
        Some("am9iMQ==")
    );
    // Two jobs: which, nobody knows. Drafted at 22:00 local time of the day before.
    assert_eq!(
        (second.fact.job_id.as_ref(), second.fact.issued_on),
        (None, date(2026, 3, 4))
    );
    assert!(!second.fact.draft && !second.fact.bad_debt);
    let rejected: Vec<_> = page
        .rejected
        .iter()
        .map(|r| (r.id.as_deref(), r.why.as_str()))
        .collect();
    assert_eq!(rejected.len(), 3, "{rejected:?}");
    assert!(
        rejected.iter().any(|(id, why)| *id == Some("aW52Mw==")
            && why.contains("1.005 is not a whole number of cents"))
    );
    assert!(rejected.iter().any(|(id, _)| *id == Some("aW52NA==")));
    assert_eq!(page.next.as_deref(), Some("MQ"));
    assert_eq!(
        page.cost.map(|c| (
            c.requested,
            c.actual,
            c.available,
            c.maximum,
            c.restore_rate
        )),
        Some((142, 47, 9953, 10_000, 500))
    );
    let (path, headers, body) = rail.asked().remove(0);
    assert_eq!(path, "/api/graphql");
    assert!(headers.contains(&("authorization", "Bearer access-token".into())));
    assert!(headers.contains(&("x-jobber-graphql-version", API_VERSION.into())));
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(
        body["variables"],
        json!({"after": "MA", "filter": {"updatedAt": {"after": "2026-03-01T00:00:00Z"}}})
    );
}

#[test]
fn only_money_that_moved_is_a_payment() {
    let record = |id: &str, kind: &str, paid: &str| {
        format!(
            r#"{{"id":"{id}","adjustmentType":"{kind}","paymentType":"{paid}","amount":20.10,"entryDate":"2026-03-04T06:00:00Z",
            "client":{{"id":"Yw==","name":"C"}},"invoice":null,"allocations":null}}"#
        )
    };
    let nodes = [
        record("a", "PAYMENT", "CHEQUE"),
        record("b", "DEPOSIT", "ZELLE"),
        record("c", "REFUND", "JOBBER_PAYMENTS"),
        record("d", "FAILED_ACH_PAYMENT", "ACH_BANK_PAYMENT"),
        record("e", "INVOICE", "CASH"),
        record("f", "VOIDED", "CASH"),
        record("g", "SOMETHING_NEW", "CASH"),
        record("h", "PAYMENT", "BARTER"),
        record("i", "PAYMENT", "EPAYMENT"),
    ];
    let page = payments(&format!("[{}]", nodes.join(",")));
    let seen: Vec<_> = page
        .items
        .iter()
        .map(|r| (r.fact.id.as_str(), r.fact.amount.cents(), r.fact.method))
        .collect();
    assert_eq!(
        seen,
        [
            ("a", 2_010, Some(Method::Check)),
            ("b", 2_010, Some(Method::Ach)),
            ("c", -2_010, Some(Method::JobberPayments)),
            ("d", -2_010, Some(Method::Ach)),
            ("h", 2_010, Some(Method::Other)),
            ("i", 2_010, Some(Method::Card)),
        ]
    );
    assert_eq!(page.not_cash, ["e", "f", "g"]);
    assert_eq!(page.items[0].fact.received_on, date(2026, 3, 4));
    assert!(page.rejected.is_empty() && page.next.is_none());
}

const PAID: &str = r#""invoice":{"id":"aW4=","invoiceNumber":"7","jobs":{"nodes":[{"id":"am8=","title":"Roof"}]}}"#;

#[test]
fn a_payment_says_what_it_paid_and_what_it_cost() {
    let nodes = format!(
        r#"[{{"id":"a","adjustmentType":"PAYMENT","paymentType":"JOBBER_PAYMENTS","amount":100.0,"entryDate":"2026-03-05T03:00:00Z",
        "client":null,"invoice":null,"feeAmount":3.2,"allocations":{{"nodes":[{{"amount":60,{PAID}}},{{}}],
        "pageInfo":{{"endCursor":null,"hasNextPage":false}}}}}},
        {{"id":"b","adjustmentType":"REFUND","paymentType":null,"amount":5,"entryDate":"2026-03-05T03:00:00Z",{PAID},"allocations":null}}]"#
    );
    let page = payments(&nodes);
    let fact = &page.items[0].fact;
    assert_eq!(
        (fact.received_on, fact.fee),
        (date(2026, 3, 4), Some(Money::from_cents(320)))
    );
    let [part] = fact.allocations.as_slice() else {
        panic!("{fact:?}")
    };
    assert_eq!(
        (part.invoice_id.as_str(), part.amount.cents()),
        ("aW4=", 6_000)
    );
    assert_eq!(
        (part.invoice_number.as_deref(), part.job_title.as_deref()),
        (Some("7"), Some("Roof"))
    );
    let refund = &page.items[1].fact;
    assert_eq!(
        (refund.method, refund.allocations[0].amount.cents()),
        (None, -500)
    );
}

#[test]
fn a_long_list_inside_a_record_is_read_to_its_end() {
    let lines = |ids: std::ops::Range<u32>, next: Option<&str>| {
        let nodes: Vec<_> = ids
            .map(|i| json!({"paymentRecord": {"id": format!("p{i}")}}))
            .collect();
        json!({"nodes": nodes, "pageInfo": {"endCursor": next, "hasNextPage": next.is_some()}})
    };
    let payout = json!({"id": "po", "status": "PAID", "grossAmount": 10_000, "feeAmount": 320, "netAmount": 9_680,
        "arrivalDate": "2026-03-06T00:00:00Z", "updatedAt": "2026-03-06T01:00:00Z", "balanceTransactions": lines(0..40, Some("c1"))});
    let rail = Recorded::new([
        record(&payout.to_string()),
        record(&json!({"rest": lines(40..140, Some("c2"))}).to_string()),
        record(&json!({"rest": lines(139..150, None)}).to_string()),
    ]);
    let found =
        run(Reader::new(&rail, &access(), chicago()).payout_record("po")).expect("an answer");
    let Some(Single::Found(row)) = found else {
        panic!("{found:?}")
    };
    assert_eq!(row.fact.payment_ids.len(), 150);
    assert_eq!(
        (
            row.fact.gross.cents(),
            row.fact.fee.cents(),
            row.fact.net.cents()
        ),
        (10_000, 320, 9_680)
    );
    assert_eq!(row.fact.arrival, date(2026, 3, 6));
    let last: Value = serde_json::from_str(&rail.asked()[2].2).expect("JSON");
    assert_eq!(last["variables"], json!({"id": "po", "after": "c2"}));
}

#[test]
fn a_list_without_end_is_refused() {
    let lines = json!({"nodes": [], "pageInfo": {"endCursor": "same", "hasNextPage": true}});
    let payout = json!({"id": "po", "status": "PAID", "grossAmount": 1, "feeAmount": 0, "netAmount": 1,
        "arrivalDate": "2026-03-06", "updatedAt": null, "balanceTransactions": lines});
    let rest = record(&json!({"rest": lines}).to_string());
    let rail = Recorded::new(
        std::iter::once(record(&payout.to_string())).chain(std::iter::repeat_n(rest, 60)),
    );
    assert!(matches!(
        run(Reader::new(&rail, &access(), chicago()).payout_record("po")),
        Err(RailError::Refused { .. })
    ));
    assert!(rail.asked().len() <= 51);
}

#[test]
fn payouts_that_failed_are_no_money_and_refunds_count_only_as_records_of_their_own() {
    let payout = |status: &str| {
        json!({"id": status, "status": status, "grossAmount": 100, "feeAmount": 3, "netAmount": 97, "arrivalDate": "2026-03-06T00:00:00Z",
            "updatedAt": "2026-03-06T01:00:00Z", "balanceTransactions": {"pageInfo": {"endCursor": null, "hasNextPage": false}, "nodes": [
                {"paymentRecord": {"id": "p1"}}, {"paymentRecord": {"id": "p1"}}, {"paymentRecord": null}, {},
                {"refund": {"id": "r1", "adjustmentType": "REFUND"}}, {"refund": {"id": "p0", "adjustmentType": "PAYMENT"}}]}})
    };
    let rail = Recorded::new([page(
        &json!([payout("IN_TRANSIT"), payout("FAILED"), payout("CANCELED")]).to_string(),
        None,
    )]);
    let page =
        run(Reader::new(&rail, &access(), chicago()).payout_records(None, None)).expect("a page");
    assert_eq!(page.not_cash, ["FAILED", "CANCELED"]);
    let ids: Vec<_> = page.items[0]
        .fact
        .payment_ids
        .iter()
        .map(|p| p.as_str())
        .collect();
    assert_eq!(ids, ["p1", "r1"]);
}

#[test]
fn a_record_that_is_gone_is_none_and_one_that_is_nonsense_is_an_error() {
    let ask = |answer: (u16, String)| {
        let rail = Recorded::new([answer]);
        run(Reader::new(&rail, &access(), chicago()).client("x"))
    };
    assert_eq!(ask(record("null")), Ok(None));
    let gone = json!({"data": {"record": null}, "errors": [{"message": "gone", "extensions": {"code": "NOT_FOUND"}}]});
    assert_eq!(ask((200, gone.to_string())), Ok(None));
    let found = ask(record(
        r#"{"id":"x","name":"N","updatedAt":"2026-03-06T01:00:00Z","newField":[1]}"#,
    ));
    assert!(matches!(found, Ok(Some(Single::Found(row))) if row.fact.name == "N"));
    assert!(matches!(
        ask(record(r#"{"name":"N"}"#)),
        Err(RailError::Refused { .. })
    ));
    assert!(
        matches!(ask(record(r#"{"id":"a b"}"#)), Err(RailError::Refused { why, .. }) if why.contains("not an id"))
    );
}

#[test]
fn a_cursor_that_does_not_move_is_not_followed() {
    for next in ["MA", ""] {
        let rail = Recorded::new([page("[]", Some(next))]);
        assert!(matches!(
            run(Reader::new(&rail, &access(), chicago()).jobs(Some("MA"))),
            Err(RailError::Refused { .. })
        ));
    }
    let rail = Recorded::new([(200, r#"{"data":{"page":null}}"#.into())]);
    assert!(
        matches!(run(Reader::new(&rail, &access(), chicago()).payment_records(None)), Err(RailError::Refused { why, .. }) if why.contains("scope"))
    );
}

#[test]
fn errors_say_what_to_do() {
    let ask = |status: u16, body: &str| {
        let rail = Recorded::new([(status, body.to_owned())]);
        run(Reader::new(&rail, &access(), chicago()).account()).expect_err("an error")
    };
    let throttled = |requested: i64, available: i64| {
        json!({"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}], "extensions": {"cost": {"requestedQueryCost": requested,
            "actualQueryCost": 0, "throttleStatus": {"maximumAvailable": 10000, "currentlyAvailable": available, "restoreRate": 500}}}}).to_string()
    };
    assert_eq!(
        ask(200, &throttled(2_500, 999)),
        RailError::Throttled {
            rail: "jobber",
            wait_seconds: 4
        }
    );
    assert_eq!(
        ask(200, &throttled(2_500, 2_499)),
        RailError::Throttled {
            rail: "jobber",
            wait_seconds: 1
        }
    );
    assert!(matches!(
        ask(200, &throttled(10_001, 10_000)),
        RailError::Refused { .. }
    ));
    let untold =
        r#"{"data":null,"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}]}"#;
    assert_eq!(
        ask(200, untold),
        RailError::Throttled {
            rail: "jobber",
            wait_seconds: 10
        }
    );
    assert_eq!(
        ask(429, "Too Many Requests"),
        RailError::Throttled {
            rail: "jobber",
            wait_seconds: 60
        }
    );
    assert_eq!(
        ask(401, r#"{"error":"invalid_request"}"#),
        RailError::Unauthorised("jobber")
    );
    assert_eq!(
        ask(
            200,
            r#"{"errors":[{"message":"x","extensions":{"code":"UNAUTHENTICATED"}}]}"#
        ),
        RailError::Unauthorised("jobber")
    );
    let gone = r#"{"message":"User has disconnected this app from their account. Please delete this token"}"#;
    assert!(matches!(ask(401, gone), RailError::NeedsReconnect { .. }));
    for (status, body) in [
        (500, ""),
        (503, "Service temporarily unavailable"),
        (200, "<html>"),
        (200, ""),
        (200, "{\"data\":"),
    ] {
        assert!(
            matches!(ask(status, body), RailError::Unavailable { .. }),
            "{status} {body}"
        );
    }
    for (status, body) in [
        (400, "version?"),
        (404, ""),
        (302, ""),
        (200, "[]"),
        (200, "{}"),
        (200, r#"{"errors":[{"message":"Field 'x' doesn't exist"}]}"#),
    ] {
        assert!(
            matches!(ask(status, body), RailError::Refused { .. }),
            "{status} {body}"
        );
    }
    for (error, transient) in [
        (Exchange::TimedOut("jobber"), true),
        (Exchange::TooLarge("jobber"), false),
    ] {
        let error = run(Reader::new(&Recorded::failing(error), &access(), chicago()).account())
            .expect_err("an error");
        assert_eq!(error.is_transient(), transient);
    }
}

fn token(answer: (u16, Value)) -> (Result<Tokens, RailError>, Recorded) {
    let rail = Recorded::new([(answer.0, answer.1.to_string())]);
    let secret = SecretString::from("s&cret");
    let tokens = run(
        Jobber::new(&rail, "our app", &secret).refresh(&SecretString::from("old+token"), now())
    );
    (tokens, rail)
}

#[test]
fn tokens_end_when_the_token_says_or_the_answer_says_or_in_an_hour() {
    use base64::Engine as _;
    let claims =
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(r#"{"exp":1773403200,"sub":1}"#);
    let end = |answer: Value| {
        token((200, answer))
            .0
            .expect("tokens")
            .expires_at
            .to_string()
    };
    let stated = "2024-04-09 21:04:31 UTC";
    assert_eq!(
        end(
            json!({"access_token": format!("h.{claims}.s"), "refresh_token": "r", "expires_at": stated})
        ),
        "2026-03-13T12:00:00Z"
    );
    assert_eq!(
        end(json!({"access_token": "opaque", "refresh_token": "r", "expires_at": stated})),
        "2024-04-09T21:04:31Z"
    );
    assert_eq!(
        end(
            json!({"access_token": "opaque", "refresh_token": "r", "expires_at": "2024-04-09T21:04:31Z"})
        ),
        "2024-04-09T21:04:31Z"
    );
    assert_eq!(
        end(json!({"access_token": "a.b.c", "refresh_token": "r", "expires_at": "soon"})),
        "2026-03-13T13:00:00Z"
    );
    let (tokens, rail) = token((200, json!({"access_token": "x"})));
    assert_eq!(tokens.expect("tokens").refresh.expose_secret(), "old+token");
    let (path, _, body) = rail.asked().remove(0);
    assert_eq!(path, "/api/oauth/token");
    assert_eq!(
        body,
        "client_id=our%20app&client_secret=s%26cret&grant_type=refresh_token&refresh_token=old%2Btoken"
    );
}

#[test]
fn a_stale_refresh_token_is_the_owners_matter_and_our_own_mistakes_are_not() {
    let error = |status: u16, body: Value| token((status, body)).0.expect_err("an error");
    let stale = json!({"error": "invalid_grant", "error_description": "The provided refresh token is not valid."});
    for status in [400, 401] {
        assert!(matches!(
            error(status, stale.clone()),
            RailError::NeedsReconnect { .. }
        ));
    }
    assert!(matches!(
        error(401, json!({"error": "invalid_client"})),
        RailError::Refused { .. }
    ));
    assert!(matches!(
        error(503, json!({})),
        RailError::Unavailable { .. }
    ));
    assert!(matches!(error(429, json!({})), RailError::Throttled { .. }));
    let odd = error(200, json!({"access_token": {"leak": "me"}}));
    assert!(
        matches!(&odd, RailError::Refused { why, .. } if !why.contains("leak")),
        "{odd:?}"
    );
}

#[test]
fn the_owner_is_sent_to_jobber_with_our_state() {
    let url = authorize_url(
        "https://jobber.test/",
        "a b",
        "https://app.test/back?x=1",
        "s&t",
    );
    let want = "https://jobber.test/api/oauth/authorize?response_type=code&client_id=a%20b&redirect_uri=https%3A%2F%2Fapp.test%2Fback%3Fx%3D1&state=s%26t";
    assert_eq!(url.as_deref(), Ok(want));
    assert!(authorize_url("http://jobber.test", "a", "b", "c").is_err());
}
