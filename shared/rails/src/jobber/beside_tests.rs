//! What stands beside the answers: versions, buckets, fields that are withheld, figures that must agree.

use jiff::tz::TimeZone;
use oodaloo_domain::Money;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::*;
use crate::port::RailError;
use crate::test_rail::{Recorded, run};

fn access() -> SecretString {
    SecretString::from("access-token")
}

fn answered(data: &Value, more: &Value) -> (u16, String) {
    let mut body = json!({"data": data});
    for (name, value) in more.as_object().expect("an object") {
        body[name] = value.clone();
    }
    (200, body.to_string())
}

fn jobs(more: &Value) -> (Result<Page<oodaloo_domain::facts::Job>, RailError>, Seen) {
    let node = json!({
        "id": "MQ==", "jobNumber": 1, "title": "Repipe", "client": null, "invoicedTotal": 10.5,
        "jobCosting": null, "updatedAt": "2026-03-04T11:22:33Z",
    });
    let data =
        json!({"page": {"nodes": [node], "pageInfo": {"endCursor": "E", "hasNextPage": false}}});
    let rail = Recorded::new([answered(&data, more)]);
    let access = access();
    let reader = Reader::new(&rail, &access, TimeZone::UTC);
    let page = run(reader.jobs(None));
    (page, reader.seen())
}

#[test]
fn the_bucket_and_another_version_are_seen() {
    let (page, seen) = jobs(&json!({}));
    assert!(page.is_ok());
    assert_eq!(
        (seen.requests, seen.throttle, seen.other_version),
        (1, None, None)
    );
    let (_, seen) = jobs(&json!({"extensions": {
        "cost": {"requestedQueryCost": 142, "actualQueryCost": 47,
            "throttleStatus": {"maximumAvailable": 10000, "currentlyAvailable": 53, "restoreRate": 500}},
        "versioning": {"version": "2027-01-01"},
    }}));
    assert_eq!(seen.throttle.map(|t| t.available), Some(53));
    assert_eq!(seen.other_version.as_deref(), Some("2027-01-01"));
    let warned =
        json!({"extensions": {"versioning": {"version": API_VERSION, "warning": "ends soon"}}});
    assert_eq!(jobs(&warned).1.other_version.as_deref(), Some(API_VERSION));
}

#[test]
fn a_field_that_is_withheld_stops_nothing_and_any_other_error_does() {
    let about = |path: Value| json!({"errors": [{"message": "not permitted", "path": path}]});
    let (page, seen) = jobs(&about(json!(["page", "nodes", 0, "jobCosting"])));
    assert_eq!(page.expect("the rest is there").items[0].fact.costing, None);
    assert_eq!(seen.withheld, 1);
    let (page, _) = jobs(&about(json!(["page", "nodes", 0, "client"])));
    assert!(matches!(page, Err(RailError::Refused { .. })), "{page:?}");
    // Without any data it is no matter of one field.
    let nothing = json!({"errors": [{"message": "not permitted", "path": ["page", "jobCosting"]}]});
    let rail = Recorded::new([(200, nothing.to_string())]);
    let access = access();
    let refused = run(Reader::new(&rail, &access, TimeZone::UTC).jobs(None));
    assert!(
        matches!(refused, Err(RailError::Refused { .. })),
        "{refused:?}"
    );
}

fn payments(raw: &Value) -> Page<oodaloo_domain::facts::PaymentRecord> {
    let node = json!({
        "id": "MQ==", "adjustmentType": "REFUND", "paymentType": "CHEQUE", "amount": 12.34, "rawAmount": raw,
        "entryDate": "2026-03-04T00:00:00Z",
    });
    let data =
        json!({"page": {"nodes": [node], "pageInfo": {"endCursor": "E", "hasNextPage": false}}});
    let rail = Recorded::new([answered(&data, &json!({}))]);
    let access = access();
    run(Reader::new(&rail, &access, TimeZone::UTC).payment_records(None)).expect("a page")
}

#[test]
fn amount_and_raw_amount_are_about_the_same_money_whichever_way_it_is_signed() {
    for raw in [json!(12.34), json!(-12.34), json!(12.340_000_000_000_002)] {
        let page = payments(&raw);
        assert_eq!(
            page.items[0].fact.amount,
            Money::from_cents(-1_234),
            "{raw}"
        );
    }
    for raw in [json!(12.35), json!(-1.0), json!(12.345)] {
        let page = payments(&raw);
        assert_eq!((page.items.len(), page.rejected.len()), (0, 1), "{raw}");
    }
}

fn payout(lines: &Value) -> oodaloo_domain::facts::PayoutRecord {
    let node = json!({
        "id": "UE8=", "status": "PAID", "grossAmount": 9_000, "feeAmount": 300, "netAmount": 8_700,
        "arrivalDate": "2026-03-04T00:00:00Z", "updatedAt": "2026-03-04T00:00:00Z",
        "balanceTransactions": {"nodes": lines, "pageInfo": {"endCursor": "E", "hasNextPage": false}},
    });
    let data =
        json!({"page": {"nodes": [node], "pageInfo": {"endCursor": "E", "hasNextPage": false}}});
    let rail = Recorded::new([answered(&data, &json!({}))]);
    let access = access();
    let page = run(Reader::new(&rail, &access, TimeZone::UTC).payout_records(None, None));
    page.expect("a page").items.remove(0).fact
}

#[test]
fn a_payout_that_holds_more_than_payments_tells_what_its_payments_come_to() {
    let line = |kind: &str, gross: i64, fee: i64, payment: Option<&str>| {
        let mut line = json!({
            "type": kind, "grossAmount": gross, "feeAmount": fee, "netAmount": gross - fee,
        });
        if let Some(id) = payment {
            line["paymentRecord"] = json!({"id": id});
        }
        line
    };
    let paid = line("PAYMENT", 10_000, 300, Some("P1"));
    let repaid = line("FINANCING_REPAYMENT", -1_000, 0, None);
    let adds_up = payout(&json!([paid, repaid]));
    assert_eq!(adds_up.lines.len(), 2);
    assert_eq!(adds_up.gross_of_payments(), Money::from_cents(10_000));
    // Signed another way, the lines do not add up: the payout's own figures count.
    let other_sign = payout(&json!([paid, line("FINANCING_REPAYMENT", 1_000, 0, None)]));
    assert_eq!(other_sign.gross_of_payments(), Money::from_cents(9_000));
    assert_eq!(
        payout(&json!([])).gross_of_payments(),
        Money::from_cents(9_000)
    );
}
