//! What is for a bookkeeper, what a tile rests on, and what an add-on shows.

use oodaloo_domain::CompanyId;
use oodaloo_domain::facts::Flag;
use oodaloo_store::{Condition, Table as _};
use serde_json::{Value, json};

use super::{Answer, TWO, ask, at, company};
use crate::demo::friday;
use crate::inprocess::Product;

#[tokio::test]
async fn an_add_on_is_offered_by_name_and_price() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let company = product.store.company(&id);
    let item = lump();
    company
        .transact(vec![company.tray_write(&item, None).unwrap()])
        .await
        .unwrap();
    let inside = |n: u32| {
        (
            "GET",
            at(&id, &format!("tray/{}/suggestions/{n}/payments", item.id)),
        )
    };
    product.table.meter().take();
    let offer = ask(&product, "dan", inside(0), &[], None).await;
    assert_eq!(product.table.meter().take().calls, 1);
    assert_eq!(offer.status, 402, "{}", offer.body);
    assert_eq!(offer.body["add_on"], "UNBUNDLING");
    assert_eq!(offer.body["price"], "$259 a month");
    assert!(!offer.text.contains("Secret Client"), "{}", offer.text);
    assert_eq!(
        ask(&product, "dan", inside(1), &[], None).await.status,
        200,
        "one payment is no payout"
    );
    assert_eq!(ask(&product, "dan", inside(2), &[], None).await.status, 404);
    let mut profile = company.profile().await.unwrap().unwrap();
    profile.flags.push(Flag::Unbundling);
    let write = company.profile_write(&profile, Condition::Exists).unwrap();
    company.transact(vec![write]).await.unwrap();
    let shown = ask(&product, "dan", inside(0), &[], None).await;
    assert_eq!(shown.status, 200);
    assert_eq!(shown.body["items"][1]["client_name"], "Secret Client 1");
    assert_eq!(ask(&product, "eve", inside(0), &[], None).await.status, 404);
}

/// A payout of two payments lies in the bank, in Jobber and in the tray. Gives its tray item.
async fn banked(product: &Product, id: &CompanyId) -> oodaloo_domain::facts::TrayItem {
    use oodaloo_store::Fact;
    let company = product.store.company(id);
    let mut item = lump();
    let oodaloo_domain::facts::Subject::BankTransaction { transaction, .. } = &item.subject else {
        panic!("it is about money")
    };
    item.id = oodaloo_domain::plan::tray_id(&transaction.line.id);
    let payment = |n: u32| {
        Fact::Payment(oodaloo_domain::facts::PaymentRecord {
            id: oodaloo_domain::PaymentId::new(format!("pay_{n}")).unwrap(),
            received_on: jiff::civil::date(2026, 11, 18),
            amount: oodaloo_domain::Money::from_cents(10_000),
            client_id: None,
            client_name: Some(format!("Secret Client {n}")),
            allocations: Vec::new(),
            method: None,
            fee: None,
        })
    };
    let facts = [
        Fact::BankLine(transaction.line.clone()),
        payment(0),
        payment(1),
    ];
    company.mirror(&facts).await.unwrap();
    let write = company.tray_write(&item, None).unwrap();
    company.transact(vec![write]).await.unwrap();
    item
}

#[tokio::test]
async fn the_posting_pack_and_the_rows_behind_the_tiles() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let item = banked(&product, &id).await;
    let get =
        async |who: &str, path: &str| ask(&product, who, ("GET", at(&id, path)), &[], None).await;
    let november = "from=2026-11-01&to=2026-11-30";
    let lines = |a: &Answer| a.text.matches("\r\n").count();
    let file = async |name: &str| {
        let answer = get("dan", &format!("exports/{name}.csv?{november}")).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.body);
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
        let saved = format!("attachment; filename=\"{name}-2026-11-01-2026-11-30.csv\"");
        assert_eq!(answer.headers["content-disposition"], saved.as_str());
        answer
    };
    assert_eq!(lines(&file("exceptions_open").await), 2);
    assert_eq!(lines(&file("deposits_matched").await), 1);
    let body = json!({"expected_version": item.version, "candidate": 0});
    let confirm = ("POST", at(&id, &format!("tray/{}/confirm", item.id)));
    let done = ask(&product, "dan", confirm, &[], Some(body)).await;
    assert_eq!(done.status, 200, "{}", done.body);

    assert_eq!(lines(&file("exceptions_open").await), 1);
    assert_eq!(lines(&file("expenses_tagged").await), 1);
    product.table.meter().take();
    let matched = file("deposits_matched").await;
    assert_eq!(product.table.meter().take().calls, 4);
    assert_eq!(lines(&matched), 2, "a payout is one row: {}", matched.text);
    assert!(matched.text.contains("200.00") && matched.text.contains("Checking"));
    assert!(!matched.text.contains("Secret Client"), "{}", matched.text);
    assert!(lines(&file("journal_summary").await) > 1);
    for (bad, status) in [
        ("exports/deposits_matched.csv", 400),
        (
            "exports/deposits_matched.csv?from=2026-11-30&to=2026-11-01",
            422,
        ),
        (
            "exports/deposits_matched.csv?from=2024-11-01&to=2026-11-01",
            422,
        ),
        ("exports/secrets.csv?from=2026-11-01&to=2026-11-30", 404),
        ("owner/tiles/secrets/rows", 404),
        ("owner/tiles/runway_weeks/rows?job_id=job_1", 400),
        ("owner/tiles/jobs/rows?job_id=job_1", 404),
    ] {
        let answer = get("dan", bad).await;
        assert_eq!(answer.status, status, "{bad}: {}", answer.body);
    }
    let rows = get("olivia", "owner/tiles/runway_weeks/rows").await;
    assert_eq!(
        rows.body["accounts"][0]["available"]["amount"], "23000.00",
        "{}",
        rows.body
    );
    assert_eq!(rows.body["earmarks"][0]["label"], "Tax");
    let rows = get("olivia", "owner/tiles/reconciled_pct/rows").await;
    assert_eq!(rows.body["matched"][0]["amount"], "200.00", "{}", rows.body);
    assert_eq!(rows.body["tile"], "reconciled_pct");
    assert!(rows.body["as_of"].is_string());
    for path in [
        format!("exports/deposits_matched.csv?{november}"),
        "owner/tiles/jobs/rows".into(),
    ] {
        assert_eq!(get("eve", &path).await.status, 404, "{path}");
    }
}

/// A payout of two payments, or perhaps one.
fn lump() -> oodaloo_domain::facts::TrayItem {
    let part = |n: u32| {
        json!({
            "payment_id": format!("pay_{n}"), "amount": 10_000, "client_id": null,
            "client_name": format!("Secret Client {n}"), "allocations": [], "received_on": "2026-11-18", "used_before": 0, "uses_up": true,
        })
    };
    let suggestion = |parts: Vec<Value>| {
        json!({
            "candidate": {"payment_ids": ["pay_0"], "gross": "200.00", "fee": "0.00", "net": "200.00", "confidence": 0.9, "reasons": []},
            "parts": parts,
            "lesson": oodaloo_domain::engine::Lesson::default(),
        })
    };
    serde_json::from_value(json!({
        "id": "ti_1", "kind": "unconfirmed_deposit", "version": 1,
        "subject": {
            "type": "bank_transaction", "id": "btx_1", "account_id": "acc_1", "date": "2026-11-19", "amount": 20_000,
            "currency": "USD", "description": "PAYOUT", "merchant": null, "source": "plaid",
            "status": "open", "version": 1, "processor": "JOBBER_PAY",
        },
        "suggestions": [suggestion(vec![part(0), part(1)]), suggestion(vec![part(0)])],
    }))
    .unwrap()
}
