//! Files: a bank that no rail reaches is brought as CSV, in whatever pieces, however often, with whatever is torn
//! in it, whoever dies meanwhile; and ends up as if a rail had read it.

mod mail;
mod shop;

use std::collections::BTreeSet;

use jiff::Timestamp;
use oodaloo_domain::facts::{Provenance, RailName, Status};
use oodaloo_runtime::ports::QueueName;
use serde_json::{Value, json};

use crate::rails::proofs::{Fates, work};
use shop::{Shop, csv, id_of};

const MARCH: &str = "Date,Description,Amount,Balance\n\
    2026-11-02,ZELLE FROM ANNA K,149.00,1149.00\n\
    2026-11-02,ZELLE FROM ANNA K,149.00,1298.00\n\
    2026-11-03,SHELL OIL 574,-48.11,1249.89\n\
    2026-11-31,NO SUCH DAY,1.00,1250.89\n\
    2026-11-04,TORN,abc,1250.89\n\
    2026-11-05,DEPOSIT,1000.00,2249.89\n";

#[tokio::test]
async fn a_bank_brought_as_files_is_matched_as_if_it_were_read() {
    let shop = Shop::with_jobber().await;
    let account = shop.account("First Credit Union 4471").await;
    let whole = shop.statement();
    let days: BTreeSet<&str> = whole.iter().map(|row| row.day.as_str()).collect();
    let days: Vec<&str> = days.into_iter().collect();
    let (from, to) = (days[days.len() / 2 - 5], days[days.len() / 2]);
    let (early, late) = (csv(&whole, |day| day <= to), csv(&whole, |day| day >= from));
    // What it would be: told, and nothing written.
    let before = shop.product.table.snapshot();
    let guess = shop.guess(&account, &early).await;
    assert!(shop.product.table.snapshot() == before);
    let expected = whole.iter().filter(|r| r.day.as_str() <= to).count();
    assert_eq!(
        (guess["good"].as_u64(), guess["new"].as_u64()),
        (Some(expected as u64), Some(expected as u64))
    );
    assert_eq!(guess["signs"], "above zero is money in");
    assert_eq!(guess["rows"][0]["amount"], whole[0].amount.to_string());

    let first = shop.bring(&account, "early.csv", &early).await;
    assert_eq!(
        (&first["status"], &first["added"]),
        (&json!("done"), &json!(expected)),
        "{first}"
    );
    let matched = shop.lines(|t| t.status == Status::AutoMatched).await;
    assert!(matched.len() > 5, "reconcile has matched {}", matched.len());

    // The same again, and then the rest with what both show.
    let before = shop.books().await;
    let again = shop.bring(&account, "early.csv", &early).await;
    assert_eq!(
        (&again["status"], &again["added"]),
        (&json!("done"), &json!(0))
    );
    assert_eq!(
        shop.books().await,
        before,
        "a decided line is not touched, an open one neither"
    );
    let torn = format!("{late}2026-02-30,NO SUCH DAY,5.00,\n2026-11-19,TORN,abc,\n");
    let second = shop.bring(&account, "late.csv", &torn).await;
    assert_eq!(second["added"], whole.len() - expected, "{second}");
    let lines = torn.lines().count();
    assert_eq!(second["bad"], 2);
    assert_eq!(second["faults"][0]["line"], lines - 1);
    assert_eq!(second["faults"][1]["line"], lines);
    assert!(
        second["faults"][1]["why"]
            .as_str()
            .unwrap()
            .contains("\"abc\" is not an amount"),
        "{second}"
    );
    assert_eq!(shop.books().await.len(), whole.len());

    // It is in the list of connections with its balance, and its lines in the audit list.
    let listed = shop.connection(&account).await;
    let last = whole.last().unwrap();
    assert_eq!(
        listed["accounts"][0]["available"],
        last.balance.to_string(),
        "{listed}"
    );
    assert_eq!(listed["accounts"][0]["available_on"], last.day);
    assert_eq!(shop.audited("import.made").await, 3);
    assert_eq!(shop.audited("import.done").await, 3);
    let (status, tiles) = shop.get("/api/v1/owner/tiles").await;
    assert_eq!(status, 200);
    assert_eq!(tiles["data_health"]["bank_stale"], false, "{tiles}");
}

#[tokio::test]
async fn an_unknown_balance_is_said_and_not_taken_for_nothing() {
    let shop = Shop::with_jobber().await;
    let account = shop.account("No balances").await;
    shop.product.settle().await;
    let runway = |tiles: &Value| tiles["runway_weeks"].clone();
    let (_, tiles) = shop.get("/api/v1/owner/tiles").await;
    assert!(
        runway(&tiles).to_string().contains("balances_unknown"),
        "{}",
        runway(&tiles)
    );
    shop.bring(&account, "march.csv", MARCH).await;
    let (_, tiles) = shop.get("/api/v1/owner/tiles").await;
    assert!(
        runway(&tiles).to_string().contains("2249.89"),
        "{}",
        runway(&tiles)
    );
    // An older file does not turn the balance back.
    shop.bring(
        &account,
        "october.csv",
        "Date,Description,Amount,Balance\n2026-10-30,A,1.00,900.00\n2026-10-31,B,-1.00,899.00\n",
    )
    .await;
    let listed = shop.connection(&account).await;
    assert_eq!(listed["accounts"][0]["available"], "2249.89");
}

#[tokio::test]
async fn killed_at_any_call_and_run_again_the_same_is_there() {
    let mut expected: Option<(Vec<Value>, Value)> = None;
    let mut tried = 0;
    for after in [false, true] {
        for at in 0.. {
            let shop = Shop::new().await;
            let account = shop.account("Credit Union").await;
            shop.drain().await;
            let id = id_of(&shop.bring_only(&account, "march.csv", MARCH).await);
            let message = shop.taken(QueueName::Sync);
            let lived = work(&shop.product, Fates::At { left: at, after }, &message).await;
            let left = u64::MAX;
            assert!(work(&shop.product, Fates::At { left, after }, &message).await);
            shop.product.settle().await;
            tried += 1;
            let mut import = shop.import(&id).await;
            for moment in ["at", "done_at", "id"] {
                import[moment] = Value::Null;
            }
            assert_eq!(
                (&import["added"], &import["bad"]),
                (&json!(4), &json!(2)),
                "{import}"
            );
            assert_eq!(shop.audited("import.done").await, 1);
            let lines = shop.bare_books().await;
            let listed = shop.connection(&account).await;
            assert_eq!(listed["accounts"][0]["available"], "2249.89", "{listed}");
            let found = (lines, import);
            assert_eq!(
                expected.get_or_insert_with(|| found.clone()),
                &found,
                "call {at}, after: {after}"
            );
            if lived {
                break;
            }
        }
    }
    println!("{tried} deaths, one at each call of an import, before and after it was carried out");
}

#[tokio::test]
async fn a_long_file_is_handed_on_and_comes_to_its_end() {
    let shop = Shop::new().await;
    let account = shop.account("Credit Union").await;
    shop.drain().await;
    let mut file = String::from("Date,Description,Amount\n");
    for n in 0..2_500 {
        file.push_str(&format!(
            "2026-{:02}-{:02},Visit {n},{}.00\n",
            n % 10 + 1,
            n % 28 + 1,
            n % 7 - 3
        ));
    }
    let id = id_of(&shop.bring_only(&account, "long.csv", &file).await);
    // Rows of nothing are set aside.
    let good = (0..2_500).filter(|n| n % 7 != 3).count();
    let mut looks = 0;
    while shop.import(&id).await["status"] == "reading" {
        let message = shop.taken(QueueName::Sync);
        shop.work_until(&message, Timestamp::MIN).await;
        looks += 1;
        assert!(looks < 10, "it goes on for ever");
    }
    assert_eq!(looks, good.div_ceil(1_000));
    let import = shop.import(&id).await;
    assert_eq!(
        (&import["added"], &import["aside"]),
        (&json!(good), &json!(2_500 - good)),
        "{import}"
    );
    assert_eq!(shop.books().await.len(), good);
}

#[tokio::test]
async fn a_file_whose_account_is_given_up_meanwhile_leaves_nothing() {
    let shop = Shop::new().await;
    let account = shop.account("Credit Union").await;
    shop.drain().await;
    let id = id_of(&shop.bring_only(&account, "march.csv", MARCH).await);
    let path = format!("/api/v1/integrations/csv/{account}");
    let (status, _) = shop.call("olivia", "DELETE", &path, None).await;
    assert_eq!(status, 204);
    shop.product.settle().await;
    let import = shop.import(&id).await;
    assert_eq!(import["status"], "failed", "{import}");
    assert_eq!(import["why"], "The account is no longer connected.");
    assert!(shop.books().await.is_empty());
    let company = shop.product.store.company(&shop.id);
    assert_eq!(company.accounts().await.unwrap(), []);
    // The same name again is the same account: lines that were brought then are known.
    let same = shop.account("Credit Union").await;
    assert_eq!(same, account);
    let done = shop.bring(&same, "march.csv", MARCH).await;
    assert_eq!(done["added"], 4, "{done}");
}

#[tokio::test]
async fn a_repeated_request_is_one_import_and_a_lost_message_is_sent_again() {
    let shop = Shop::new().await;
    let account = shop.account("Credit Union").await;
    shop.drain().await;
    let body = shop.body(&account, "march.csv", MARCH);
    *shop.product.outside.queue_is_down.lock().unwrap() = true;
    let send = || {
        shop.product.call_as(
            "dan",
            "POST",
            "/api/v1/imports",
            &shop.id,
            Some(body.clone()),
            "key-1",
        )
    };
    let (status, problem) = send().await;
    assert_eq!(status, 503, "{problem}");
    *shop.product.outside.queue_is_down.lock().unwrap() = false;
    let (status, first) = send().await;
    assert_eq!(status, 202, "{first}");
    shop.product.settle().await;
    let (_, again) = send().await;
    assert_eq!(first, again);
    let (_, all) = shop.get("/api/v1/imports").await;
    assert_eq!(all["items"].as_array().unwrap().len(), 1, "{all}");
    assert_eq!(shop.books().await.len(), 4);
}

#[tokio::test]
async fn a_file_whose_message_was_lost_is_sent_on_by_whoever_looks() {
    let shop = Shop::new().await;
    let account = shop.account("Credit Union").await;
    shop.drain().await;
    let id = id_of(&shop.bring_only(&account, "march.csv", MARCH).await);
    shop.taken(QueueName::Sync);
    shop.product
        .outside
        .later(jiff::SignedDuration::from_mins(10));
    assert_eq!(shop.import(&id).await["status"], "reading");
    assert_eq!(shop.product.settle().await, 0, "it may still be on its way");
    shop.product
        .outside
        .later(jiff::SignedDuration::from_mins(10));
    shop.import(&id).await;
    shop.product.settle().await;
    assert_eq!(shop.import(&id).await["added"], 4);
    shop.get("/api/v1/imports").await;
    assert_eq!(shop.product.settle().await, 0, "what is done is left alone");
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_named() {
    let shop = Shop::new().await;
    let account = shop.account("Credit Union").await;
    shop.drain().await;
    let before = shop.product.table.snapshot();
    let pdf = "%PDF-1.7 whatever";
    let dates = "Date,Description,Amount\n03/04/2026,A,1.00\n03/05/2026,B,-1.00\n";
    let large = format!("Date,Description,Amount\n{}", " ".repeat(4 * 1024 * 1024));
    for (file, status, kind) in [
        (pdf, 422, "not-a-csv"),
        (dates, 422, "say-more"),
        (large.as_str(), 413, "too-large"),
    ] {
        let (got, problem) = shop.post(&shop.body(&account, "x.csv", file)).await;
        assert_eq!(got, status, "{problem}");
        assert!(
            problem["type"].as_str().unwrap().ends_with(kind),
            "{problem}"
        );
    }
    let (status, problem) = shop.post(&shop.body("csv_nobodys", "x.csv", MARCH)).await;
    assert_eq!(status, 404, "{problem}");
    let mut nobody = shop.body(&account, "x.csv", MARCH);
    nobody["account"] = Value::Null;
    let (status, problem) = shop.post(&nobody).await;
    assert_eq!(
        (status, &problem["errors"][0]["pointer"]),
        (422, &json!("/account")),
        "{problem}"
    );
    assert!(shop.product.table.snapshot() == before);

    // Said once, it is remembered: the next file like it needs no word.
    let mut said = shop.body(&account, "dates.csv", dates);
    said["mapping"] = json!(["date_order=dmy"]);
    let (status, answer) = shop.post(&said).await;
    assert_eq!(status, 202, "{answer}");
    shop.product.settle().await;
    let guess = shop
        .guess(&account, "Date,Description,Amount\n05/06/2026,C,2.00\n")
        .await;
    assert_eq!(
        (&guess["rows"][0]["day"], &guess["date_order"]),
        (&json!("2026-06-05"), &json!("dmy")),
        "{guess}"
    );
    // The same file read otherwise would count its money twice.
    said["mapping"] = json!(["date_order=mdy"]);
    let (status, problem) = shop.post(&said).await;
    assert_eq!(status, 409, "{problem}");
    assert_eq!(problem["current"]["file_name"], "dates.csv");
    said["mapping"] = json!([]);
    assert_eq!(shop.post(&said).await.0, 202);
}

#[tokio::test]
async fn a_file_that_waits_is_let_in_or_declined_once() {
    let shop = Shop::new().await;
    let account = shop.account("Credit Union").await;
    shop.drain().await;
    let id = shop.waiting("march.csv", MARCH).await;
    let accept = format!("/api/v1/imports/{id}/accept");
    let (status, problem) = shop.call("dan", "POST", &accept, Some(json!({}))).await;
    assert_eq!(
        (status, &problem["errors"][0]["pointer"]),
        (422, &json!("/account"))
    );
    let body = json!({"account": account});
    let (status, answer) = shop.call("dan", "POST", &accept, Some(body.clone())).await;
    assert_eq!(status, 202, "{answer}");
    shop.product.settle().await;
    assert_eq!(shop.import(&id).await["added"], 4);
    let (status, problem) = shop.call("dan", "POST", &accept, Some(body)).await;
    assert_eq!(
        (status, &problem["current"]["status"]),
        (409, &json!("done")),
        "{problem}"
    );
    let other = shop.waiting("spam.csv", MARCH).await;
    let decline = format!("/api/v1/imports/{other}");
    let (status, answer) = shop.call("dan", "DELETE", &decline, None).await;
    assert_eq!((status, &answer["status"]), (200, &json!("declined")));
    assert_eq!(
        shop.audited("import.accepted").await + shop.audited("import.declined").await,
        2
    );
}

#[tokio::test]
async fn a_file_that_waits_is_not_let_in_otherwise_than_it_was_brought() {
    let shop = Shop::new().await;
    let account = shop.account("Credit Union").await;
    shop.bring(&account, "march.csv", MARCH).await;
    let before = shop.books().await;
    let id = shop.waiting("mailed.csv", MARCH).await;
    let accept = format!("/api/v1/imports/{id}/accept");
    let mut body = json!({"account": account, "mapping": ["positive=out"]});
    let (status, problem) = shop.call("dan", "POST", &accept, Some(body.clone())).await;
    assert_eq!(
        (status, &problem["current"]["file_name"]),
        (409, &json!("march.csv")),
        "{problem}"
    );
    body["mapping"] = json!([]);
    let (status, answer) = shop.call("dan", "POST", &accept, Some(body)).await;
    assert_eq!(status, 202, "{answer}");
    shop.product.settle().await;
    assert_eq!(shop.import(&id).await["added"], 0);
    assert!(shop.books().await == before, "no line more");
}

#[tokio::test]
async fn quotes_of_a_file_fill_what_lies_before_us() {
    let shop = Shop::with_jobber().await;
    let company = shop.product.store.company(&shop.id);
    let before = company.quotes().await.unwrap();
    let known = before.first().expect("the demo company has quotes").clone();
    let number = &known.quote.number;
    let file = format!(
        "Quote #,Client name,Title,Status,Created date,Sent date,Approved date,Total ($)\n\
         {number},Anna,Repipe,Approved,2026-01-05,2026-01-06,2026-01-09,4120.00\n\
         99041,Bo,Heater,Awaiting response,2026-01-07,2026-01-08,-,1890.50\n\
         ,Nobody,Nothing,Draft,2026-01-07,-,-,1.00\n"
    );
    let body = json!({"kind": "quotes", "file_name": "quotes.csv", "file": shop::packed(&file)});
    for added in [2, 0] {
        let (status, answer) = shop.post(&body).await;
        assert_eq!(status, 202, "{answer}");
        shop.product.settle().await;
        let import = shop.import(&id_of(&answer)).await;
        assert_eq!(
            (&import["status"], &import["added"], &import["bad"]),
            (&json!("done"), &json!(added), &json!(1)),
            "{import}"
        );
    }
    let all = company.quotes().await.unwrap();
    assert_eq!(all.len(), before.len() + 1);
    let merged = all.iter().find(|q| q.quote.number == *number).unwrap();
    assert_eq!(
        (&merged.quote, merged.version),
        (&known.quote, known.version),
        "what Jobber says stands"
    );
    let filed = merged
        .history
        .iter()
        .filter(|t| t.provenance == Provenance::Csv);
    let filed: Vec<String> = filed
        .map(|t| format!("{} {}", t.at.strftime("%F"), t.status))
        .collect();
    assert_eq!(
        filed,
        ["2026-01-06 awaiting_response", "2026-01-09 approved"]
    );
    let alone = all.iter().find(|q| q.quote.number == "99041").unwrap();
    assert_eq!(
        (alone.quote.client_name.as_deref(), alone.history.len()),
        (Some("Bo"), 1)
    );
    let jobber = company.connections().await.unwrap();
    assert!(
        jobber.iter().all(|c| c.rail != RailName::Csv),
        "quotes need no account"
    );
}
