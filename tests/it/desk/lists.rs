//! The portfolio and the audit list, page by page.

use http::StatusCode;
use jiff::SignedDuration;
use oodaloo_domain::facts::Role;
use oodaloo_store::Table as _;
use serde_json::{Value, json};

use super::{TWO, ask, at, company};
use crate::demo::friday;
use crate::inprocess::Product;

#[tokio::test]
async fn a_portfolio_is_two_calls_for_a_hundred_companies() {
    let product = Product::new(friday(), 1);
    for n in 0..120 {
        company(
            &product,
            &format!("co_{n:03}"),
            &[("ada", Role::Dispatcher)],
        )
        .await;
    }
    company(&product, "other", &TWO).await;
    product.table.meter().take();
    let first = ask(
        &product,
        "ada",
        ("GET", "/api/v1/portfolio".into()),
        &[],
        None,
    )
    .await;
    assert_eq!(product.table.meter().take().calls, 2);
    assert_eq!(first.status, StatusCode::OK);
    let items = first.body["items"].as_array().unwrap();
    assert_eq!(items.len(), 100);
    assert_eq!(items[7]["name"], "Company co_007");
    assert_eq!(items[7]["runway_weeks"]["value"], "2.7");
    assert!(items[7]["reconciled_pct"]["prompt"].is_string());
    assert_eq!(items[7]["tray"]["count"], 0);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let path = format!("/api/v1/portfolio?cursor={cursor}");
    let second = ask(&product, "ada", ("GET", path.clone()), &[], None).await;
    assert_eq!(second.body["items"].as_array().unwrap().len(), 20);
    assert_eq!(second.body["next_cursor"], Value::Null);
    assert!(!first.text.contains("Company other") && !second.text.contains("Company other"));
    assert_eq!(
        ask(&product, "olivia", ("GET", path), &[], None)
            .await
            .status,
        400,
        "another's cursor"
    );
    let me = ask(&product, "ada", ("GET", "/api/v1/me".into()), &[], None).await;
    assert_eq!(me.body["companies"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn the_audit_list_is_paged_searched_and_exported() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let other = company(&product, "co_2", &[("eve", Role::Owner)]).await;
    for n in 0..7 {
        let tag = format!("\"{}\"", n + 1);
        let body = json!({"name": format!("=Company, number \"{n}\"")});
        let tag = [("if-match", tag.as_str())];
        let done = ask(
            &product,
            "olivia",
            ("PATCH", at(&id, "settings")),
            &tag,
            Some(body),
        )
        .await;
        assert_eq!(done.status, 200, "{}", done.body);
        product.outside.later(SignedDuration::from_hours(24));
    }
    let mut path = "audit?limit=3".to_owned();
    let mut seen = Vec::new();
    for _ in 0..4 {
        product.table.meter().take();
        let page = ask(&product, "dan", ("GET", at(&id, &path)), &[], None).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert_eq!(product.table.meter().take().calls, 2);
        let items = page.body["items"].as_array().unwrap();
        seen.extend(items.iter().map(|i| i["at"].as_str().unwrap().to_owned()));
        let Some(cursor) = page.body["next_cursor"].as_str() else {
            break;
        };
        let theirs = ask(
            &product,
            "eve",
            ("GET", at(&other, &format!("audit?cursor={cursor}"))),
            &[],
            None,
        )
        .await;
        assert_eq!(theirs.status, 400, "a cursor is of one company");
        path = format!("audit?limit=3&cursor={cursor}");
    }
    let mut newest_first = seen.clone();
    newest_first.sort_by(|a, b| b.cmp(a));
    newest_first.dedup();
    assert_eq!((seen.len(), &seen), (7, &newest_first));
    let count = async |path: &str| {
        let found = ask(&product, "dan", ("GET", at(&id, path)), &[], None).await;
        assert_eq!(found.status, 200, "{path}: {}", found.body);
        found.body["items"].as_array().unwrap().len()
    };
    assert_eq!(count("audit?from=2026-11-21&to=2026-11-22").await, 2);
    assert_eq!(count("audit?target=co_1").await, 7);
    assert_eq!(count("audit?target=nobody").await, 0);
    assert_eq!(count("audit?by=olivia").await, 7);
    for nobody in ["dan", "engine", "rule"] {
        assert_eq!(count(&format!("audit?by={nobody}")).await, 0);
    }
    let newest = ask(
        &product,
        "dan",
        ("GET", at(&id, "audit?limit=1")),
        &[],
        None,
    )
    .await;
    let newest = &newest.body["items"][0];
    assert_eq!(newest["who"], "olivia");
    let undo = json!({"undo_id": newest["undo_id"]});
    let undone = ask(
        &product,
        "olivia",
        ("POST", at(&id, "undo")),
        &[],
        Some(undo),
    )
    .await;
    assert_eq!(undone.status, 200, "from the list: {}", undone.body);
    for bad in [
        "audit?limit=0",
        "audit?limit=201",
        "audit?from=x",
        "audit?cursor=x",
        "audit/export",
        "audit/export?from=2026-11-01&to=2026-11-30&format=xml",
    ] {
        assert_eq!(
            ask(&product, "dan", ("GET", at(&id, bad)), &[], None)
                .await
                .status,
            400,
            "{bad}"
        );
    }
    let export = "audit/export?from=2026-11-20&to=2026-11-21";
    let csv = ask(&product, "dan", ("GET", at(&id, export)), &[], None).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(
        csv.headers["content-disposition"],
        "attachment; filename=\"audit-2026-11-20-2026-11-21.csv\""
    );
    assert_eq!(csv.text.matches("\r\n").count(), 3, "{}", csv.text);
    let jsoned = ask(
        &product,
        "dan",
        ("GET", at(&id, &format!("{export}&format=json"))),
        &[],
        None,
    )
    .await;
    assert_eq!(
        jsoned.body["items"].as_array().unwrap().len(),
        2,
        "{}",
        jsoned.text
    );
    assert_eq!(
        jsoned.body["items"][1]["after"]["name"],
        "=Company, number \"0\""
    );
    assert_eq!(
        ask(&product, "eve", ("GET", at(&id, export)), &[], None)
            .await
            .status,
        404
    );
}
