use jiff::civil::date;
use oodaloo_domain::facts::{AccountLabel, Source};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::*;
use crate::test_rail::{Recorded, run};

fn secret() -> SecretString {
    SecretString::from("our secret")
}

fn access() -> SecretString {
    SecretString::from("access-sandbox-1")
}

/// A transaction as Plaid sends it (its unused fields left out), with some fields replaced.
fn transaction(id: &str, changes: Value) -> Value {
    let mut base = json!({
        "transaction_id": id, "account_id": "acc1", "amount": 72.10, "iso_currency_code": "USD",
        "unofficial_currency_code": null, "date": "2026-03-04", "authorized_date": null, "authorized_datetime": null,
        "datetime": null, "name": "Hardware Store", "merchant_name": null, "original_description": null,
        "pending": false, "pending_transaction_id": null, "payment_channel": "in store", "payment_meta": {},
    });
    for (key, value) in changes.as_object().expect("an object") {
        base[key] = value.clone();
    }
    base
}

fn account(changes: Value) -> Value {
    let mut base = json!({"account_id": "acc1", "mask": "0123", "name": "Business Checking", "official_name": null,
        "type": "depository", "subtype": "checking",
        "balances": {"available": 100.5, "current": 110, "limit": null, "iso_currency_code": "USD", "unofficial_currency_code": null}});
    for (key, value) in changes.as_object().expect("an object") {
        base[key] = value.clone();
    }
    base
}

fn sync_answer(added: Value, cursor: Value, has_more: bool) -> Value {
    json!({"accounts": [account(json!({}))], "added": added, "modified": [], "removed": [{"transaction_id": "gone", "account_id": "acc1"}],
        "next_cursor": cursor, "has_more": has_more, "request_id": "r", "transactions_update_status": "HISTORICAL_UPDATE_COMPLETE"})
}

fn sync(cursor: Option<&str>, status: u16, body: &str) -> (Result<SyncPage, RailError>, Recorded) {
    let rail = Recorded::new([(status, body.to_owned())]);
    let page = run(Plaid::new(&rail, "client", &secret()).sync_page(&access(), cursor));
    (page, rail)
}

#[test]
fn a_page_of_changes_becomes_facts_with_our_sign() {
    let added = json!([
        transaction(
            "out",
            json!({"original_description": "HARDWARE #12", "merchant_name": "Hardware", "authorized_date": "2026-03-02", "pending_transaction_id": "p"})
        ),
        transaction("in", json!({"amount": -4012.37, "name": "STRIPE TRANSFER"})),
        transaction(
            "pending",
            json!({"pending": true, "amount": 0.30000000000000004, "new_enum": "X"})
        ),
        transaction("cad", json!({"iso_currency_code": "CAD"})),
        transaction("odd", json!({"amount": 1.005})),
        transaction("text", json!({"amount": "1.00"})),
        transaction("nowhere", json!({"iso_currency_code": null})),
        transaction("when", json!({"date": "2026-02-30"})),
    ]);
    let (page, rail) = sync(
        Some("c0"),
        200,
        &sync_answer(added, json!("c1"), true).to_string(),
    );
    let page = page.expect("a page");
    let out = &page.added[0];
    assert_eq!(
        (out.line.amount.cents(), out.line.description.as_str()),
        (-7_210, "HARDWARE #12")
    );
    assert_eq!(
        (
            out.line.merchant.as_deref(),
            out.line.date,
            out.authorized_on
        ),
        (Some("Hardware"), date(2026, 3, 4), Some(date(2026, 3, 2)))
    );
    assert_eq!(
        (
            out.pending,
            out.replaces.as_ref().map(|p| p.as_str()),
            out.line.source
        ),
        (false, Some("p"), Source::Plaid)
    );
    assert_eq!(
        (
            page.added[1].line.amount.cents(),
            page.added[1].line.description.as_str()
        ),
        (401_237, "STRIPE TRANSFER")
    );
    assert!(page.added[2].pending && page.added[2].line.amount.cents() == -30);
    assert_eq!(page.added[3].line.currency, "CAD");
    let rejected: Vec<_> = page
        .rejected
        .iter()
        .filter_map(|r| r.id.as_deref())
        .collect();
    assert_eq!(
        rejected,
        ["odd", "text", "nowhere", "when"]
            .map(|id| id)
            .into_iter()
            .collect::<Vec<_>>(),
        "{:?}",
        page.rejected
    );
    assert_eq!(page.removed[0].as_str(), "gone");
    assert_eq!(
        (page.next_cursor.as_deref(), page.has_more, page.status),
        (Some("c1"), true, UpdateStatus::Historical)
    );
    let (path, headers, body) = rail.asked().remove(0);
    assert_eq!(path, "/transactions/sync");
    assert!(
        headers.contains(&("plaid-client-id", "client".into()))
            && headers.contains(&("plaid-secret", "our secret".into()))
    );
    assert_eq!(
        serde_json::from_str::<Value>(&body).expect("JSON"),
        json!({"access_token": "access-sandbox-1", "count": 500, "cursor": "c0",
        "options": {"include_original_description": true}})
    );
}

#[test]
fn not_ready_is_no_cursor_and_a_stuck_one_is_refused() {
    for cursor in [json!(null), json!("")] {
        let mut answer = sync_answer(json!([]), cursor, false);
        answer["transactions_update_status"] = json!("NOT_READY");
        let (page, rail) = sync(Some(""), 200, &answer.to_string());
        let page = page.expect("a page");
        assert_eq!(
            (page.next_cursor, page.status),
            (None, UpdateStatus::NotReady)
        );
        assert!(!rail.asked()[0].2.contains("cursor"));
    }
    for stuck in [json!("c0"), json!(""), json!("x".repeat(257))] {
        assert!(matches!(
            sync(
                Some("c0"),
                200,
                &sync_answer(json!([]), stuck, true).to_string()
            )
            .0,
            Err(RailError::Refused { .. })
        ));
    }
    // Nothing new: the last page may well give the cursor we came with.
    assert!(
        sync(
            Some("c0"),
            200,
            &sync_answer(json!([]), json!("c0"), false).to_string()
        )
        .0
        .is_ok()
    );
}

#[test]
fn accounts_get_a_careful_first_label() {
    let cases = [
        (json!({}), Some((AccountLabel::Operating, Some(10_050)))),
        (
            json!({"subtype": "money market"}),
            Some((AccountLabel::Savings, Some(10_050))),
        ),
        (
            json!({"subtype": "hsa"}),
            Some((AccountLabel::PersonalMixed, Some(10_050))),
        ),
        (
            json!({"holder_category": "personal"}),
            Some((AccountLabel::PersonalMixed, Some(10_050))),
        ),
        (
            json!({"holder_category": "business"}),
            Some((AccountLabel::Operating, Some(10_050))),
        ),
        (
            json!({"balances": {"available": null, "current": 110.0, "iso_currency_code": "USD"}}),
            Some((AccountLabel::Operating, Some(11_000))),
        ),
        (
            json!({"balances": {"available": null, "current": null, "iso_currency_code": "USD"}}),
            Some((AccountLabel::Operating, None)),
        ),
        // What is owed on a card is never cash.
        (
            json!({"type": "credit", "subtype": "credit card", "balances": {"available": null, "current": 410, "iso_currency_code": "USD"}}),
            Some((AccountLabel::Card, None)),
        ),
        (
            json!({"type": "brokerage", "subtype": null}),
            Some((AccountLabel::PersonalMixed, Some(10_050))),
        ),
        (json!({"balances": {"available": 1, "current": 1}}), None),
    ];
    for (changes, want) in cases {
        let body = json!({"accounts": [account(changes.clone())], "item": {}, "request_id": "r"})
            .to_string();
        let rail = Recorded::new([(200, body)]);
        let got =
            run(Plaid::new(&rail, "client", &secret()).accounts(&access())).expect("accounts");
        let seen = got
            .accounts
            .first()
            .map(|a| (a.label, a.available.map(|m| m.cents())));
        assert_eq!(
            (seen, got.rejected.len()),
            (want, usize::from(want.is_none())),
            "{changes}"
        );
    }
}

#[test]
fn a_public_token_becomes_an_access_token() {
    let rail = Recorded::new([(
        200,
        json!({"access_token": "access-1", "item_id": "item-1", "request_id": "r"}).to_string(),
    )]);
    let linked = run(Plaid::new(&rail, "client", &secret()).exchange_public_token("public-1"))
        .expect("linked");
    assert_eq!(
        (linked.access.expose_secret(), linked.item_id.as_str()),
        ("access-1", "item-1")
    );
    assert!(!format!("{linked:?}").contains("access-1"));
}

#[test]
fn errors_say_what_to_do() {
    let ask = |status: u16, kind: &str, code: &str, message: &str| {
        let body = json!({"error_type": kind, "error_code": code, "error_message": message, "display_message": null});
        sync(None, status, &body.to_string())
            .0
            .expect_err("an error")
    };
    assert_eq!(
        ask(
            400,
            "TRANSACTIONS_ERROR",
            "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION",
            ""
        ),
        RailError::Mutated("plaid")
    );
    assert_eq!(
        ask(
            400,
            "INVALID_REQUEST",
            "INVALID_FIELD",
            "cursor not associated with access_token"
        ),
        RailError::CursorLost("plaid")
    );
    assert!(matches!(
        ask(400, "INVALID_REQUEST", "INVALID_FIELD", "count"),
        RailError::Refused { .. }
    ));
    for (kind, code) in [
        ("ITEM_ERROR", "ITEM_LOGIN_REQUIRED"),
        ("ITEM_ERROR", "SOMETHING_NEW"),
        ("INVALID_INPUT", "INVALID_ACCESS_TOKEN"),
    ] {
        assert_eq!(
            ask(400, kind, code, ""),
            RailError::NeedsReconnect {
                rail: "plaid",
                why: code.into()
            }
        );
    }
    assert_eq!(
        ask(429, "RATE_LIMIT_EXCEEDED", "TRANSACTIONS_SYNC_LIMIT", ""),
        RailError::Throttled {
            rail: "plaid",
            wait_seconds: 60
        }
    );
    for (status, kind, code) in [
        (400, "INSTITUTION_ERROR", "INSTITUTION_DOWN"),
        (500, "API_ERROR", "INTERNAL_SERVER_ERROR"),
        (503, "API_ERROR", "PLANNED_MAINTENANCE"),
        (502, "", ""),
        (400, "ITEM_ERROR", "PRODUCT_NOT_READY"),
    ] {
        assert!(
            matches!(ask(status, kind, code, ""), RailError::Unavailable { .. }),
            "{kind} {code}"
        );
    }
    for (kind, code) in [
        ("INVALID_INPUT", "INVALID_API_KEYS"),
        ("INSTITUTION_ERROR", "INSTITUTION_NO_LONGER_SUPPORTED"),
        ("ITEM_ERROR", "PRODUCTS_NOT_SUPPORTED"),
    ] {
        assert!(
            matches!(ask(400, kind, code, ""), RailError::Refused { .. }),
            "{kind} {code}"
        );
    }
    assert!(matches!(
        sync(None, 502, "<html>").0,
        Err(RailError::Unavailable { .. })
    ));
    assert!(matches!(
        sync(None, 200, "<html>").0,
        Err(RailError::Unavailable { .. })
    ));
    assert!(matches!(
        sync(None, 200, "{}").0,
        Err(RailError::Refused { .. })
    ));
}
