//! Plaid: lines that pend, change, vanish and come back; items that break.

use jiff::SignedDuration;
use jiff::civil::date;
use oodaloo_domain::facts::{RailName, Status, TrayKind};
use oodaloo_runtime::messages::{Schedule, SyncReason};
use oodaloo_store::{ConnectionStatus, Table as _};
use serde_json::json;

use super::Firm;

const DAY: &str = "2026-11-19";

/// A deposit that somebody has decided about: income of no job.
async fn decided(firm: &Firm, cents: i64) -> String {
    let id = firm
        .bank(json!({"event": "add", "amount_cents": -cents, "date": DAY, "description": "MOBILE DEPOSIT"}))
        .await;
    firm.poll().await;
    let tray = firm.store().desk().await.unwrap().tray;
    let item = tray
        .iter()
        .find(|i| i.id.as_str().contains(&id))
        .expect("asked about");
    let path = format!("/api/v1/tray/{}/off_job", item.id);
    let body = json!({"expected_version": item.version, "note": "loan"});
    let (status, answer) = firm.call("POST", &path, Some(body)).await;
    assert_eq!(status, 200, "{answer}");
    id
}

#[tokio::test]
async fn a_pending_line_is_no_fact_and_posts_under_another_id() {
    let firm = Firm::new().await;
    let before = firm.lines().await.len();
    let add = |cents: i64| json!({"event": "add", "amount_cents": -cents, "date": DAY, "description": "D", "pending": true});
    let (linked, unlinked, void) = (
        firm.bank(add(11_111)).await,
        firm.bank(add(22_222)).await,
        firm.bank(add(33_333)).await,
    );
    firm.poll().await;
    assert_eq!(
        firm.lines().await.len(),
        before,
        "pending lines are not held"
    );
    let first = firm
        .bank(json!({"event": "post", "transaction_id": linked, "amount_cents": -11_211}))
        .await;
    firm.bank(json!({"event": "post", "transaction_id": unlinked, "linked": false}))
        .await;
    firm.bank(json!({"event": "remove", "transaction_id": void}))
        .await;
    firm.poll().await;
    assert_eq!(firm.lines().await.len(), before + 2);
    assert_eq!(firm.line(&first).await.unwrap().line.amount.cents(), 11_211);
    let item = firm.account(RailName::Plaid).await;
    firm.bank_is_mirrored(item.as_str()).await;
}

#[tokio::test]
async fn a_changed_amount_is_asked_about_and_undo_opens_the_line_as_it_is_now() {
    let firm = Firm::new().await;
    let id = decided(&firm, 500_000).await;
    let modify = |body: serde_json::Value| {
        let mut event = json!({"event": "modify", "transaction_id": id});
        for (name, value) in body.as_object().unwrap() {
            event[name] = value.clone();
        }
        event
    };
    firm.bank(modify(json!({"description": "MOBILE DEPOSIT 7"})))
        .await;
    firm.poll().await;
    let line = firm.line(&id).await.unwrap();
    assert_eq!((line.status, line.withdrawn), (Status::OffJob, false));
    assert_eq!(line.line.description, "MOBILE DEPOSIT 7");

    firm.bank(modify(json!({"amount_cents": -510_000}))).await;
    firm.poll().await;
    let line = firm.line(&id).await.unwrap();
    assert_eq!((line.status, line.withdrawn), (Status::OffJob, true));
    let asked = firm.tray(TrayKind::Conflict).await;
    assert_eq!(asked.len(), 1, "one question about it");

    // The bank takes it back to what it was: nothing to ask.
    firm.bank(modify(json!({"amount_cents": -500_000}))).await;
    firm.poll().await;
    assert!(!firm.line(&id).await.unwrap().withdrawn);
    assert_eq!(firm.tray(TrayKind::Conflict).await.len(), 0);

    firm.bank(modify(json!({"amount_cents": -510_000}))).await;
    firm.poll().await;
    let undo = firm.line(&id).await.unwrap().decided_in.unwrap();
    let (status, answer) = firm
        .call("POST", "/api/v1/undo", Some(json!({"undo_id": undo})))
        .await;
    assert_eq!(status, 200, "{answer}");
    firm.product.settle().await;
    let line = firm.line(&id).await.unwrap();
    assert_eq!((line.status, line.withdrawn), (Status::Open, false));
    assert_eq!((line.line.amount.cents(), line.amended), (510_000, None));
    let open = firm.store().open_book(date(2026, 1, 1)).await.unwrap();
    assert!(open.deposits.iter().any(|t| t.line.id == line.line.id));
}

#[tokio::test]
async fn a_decision_stays_with_money_that_comes_back_under_another_id() {
    let firm = Firm::new().await;
    let id = decided(&firm, 512_345).await;
    let new = firm
        .bank(
            json!({"event": "churn", "transaction_id": id, "description": "MOBILE DEPOSIT REF 9"}),
        )
        .await;
    firm.poll().await;
    let line = firm.line(&id).await.expect("our id stays");
    assert_eq!((line.status, line.withdrawn), (Status::OffJob, false));
    assert_eq!(line.line.description, "MOBILE DEPOSIT REF 9");
    assert!(firm.line(&new).await.is_none(), "not a second time");
    assert_eq!(firm.tray(TrayKind::Conflict).await.len(), 0);
    // It is still that money when the bank changes it, moves it again, or takes it back.
    firm.bank(json!({"event": "modify", "transaction_id": new, "description": "REF 10"}))
        .await;
    let newer = firm
        .bank(json!({"event": "churn", "transaction_id": new}))
        .await;
    firm.poll().await;
    assert_eq!(firm.line(&id).await.unwrap().line.description, "REF 10");
    // Also for a reader that has lost its place.
    firm.bank(json!({"event": "forget_cursors"})).await;
    firm.poll().await;
    assert_eq!(firm.line(&id).await.unwrap().status, Status::OffJob);
    assert!(firm.line(&newer).await.is_none());
    firm.bank(json!({"event": "remove", "transaction_id": newer}))
        .await;
    firm.poll().await;
    assert!(firm.line(&id).await.unwrap().withdrawn);
    assert_eq!(firm.tray(TrayKind::Conflict).await.len(), 1);
}

#[tokio::test]
async fn a_lost_cursor_reads_everything_again_and_finds_what_was_removed() {
    let firm = Firm::new().await;
    let item = firm.account(RailName::Plaid).await;
    let add = |cents: i64| json!({"event": "add", "amount_cents": -cents, "date": DAY, "description": "D"});
    let (gone, kept) = (firm.bank(add(77_701)).await, firm.bank(add(77_702)).await);
    firm.poll().await;
    firm.bank(json!({"event": "remove", "transaction_id": gone}))
        .await;
    firm.bank(json!({"event": "forget_cursors"})).await;
    firm.product.table.meter().take();
    firm.poll().await;
    let writes = firm.product.table.meter().take().writes;
    assert_eq!(firm.line(&gone).await.unwrap().status, Status::Removed);
    assert_eq!(firm.line(&kept).await.unwrap().status, Status::Open);
    firm.bank_is_mirrored(item.as_str()).await;
    assert!(writes < 60, "only what differs is written: {writes} units");
    // Not everything is there yet: what is missing is not what was removed.
    firm.bank(json!({"event": "remove", "transaction_id": kept}))
        .await;
    firm.bank(json!({"event": "forget_cursors"})).await;
    firm.bank(json!({"event": "ready", "is": "initial"})).await;
    firm.poll().await;
    assert_eq!(firm.line(&kept).await.unwrap().status, Status::Open);
    firm.bank(json!({"event": "ready", "is": "historical"}))
        .await;
    firm.poll().await;
    assert_eq!(firm.line(&kept).await.unwrap().status, Status::Removed);
    firm.bank_is_mirrored(item.as_str()).await;
}

#[tokio::test]
async fn pages_that_never_hold_still_are_read_from_the_beginning() {
    let firm = Firm::new().await;
    let item = firm.account(RailName::Plaid).await;
    for n in 0..600 {
        firm.bank(
            json!({"event": "add", "amount_cents": 1_000 + n, "date": DAY, "description": "FUEL"}),
        )
        .await;
    }
    // Four times from the cursor, and once more from nothing.
    firm.fault(&json!({"fault": "mutation", "times": 5}));
    firm.poll().await;
    firm.bank_is_mirrored(item.as_str()).await;
    assert_eq!(*firm.product.outside.buried.lock().unwrap(), Vec::new());
}

#[tokio::test]
async fn what_is_not_ready_is_asked_for_again() {
    let firm = Firm::new().await;
    firm.bank(json!({"event": "ready", "is": "not_ready"}))
        .await;
    let before = firm.connection(RailName::Plaid).await.cursor;
    firm.bank(json!({"event": "add", "amount_cents": -4_242, "date": DAY, "description": "D"}))
        .await;
    firm.poll().await;
    assert_eq!(firm.connection(RailName::Plaid).await.cursor, before);
    firm.bank(json!({"event": "ready", "is": "historical"}))
        .await;
    firm.webhook("TRANSACTIONS/HISTORICAL_UPDATE").await;
    let item = firm.account(RailName::Plaid).await;
    firm.bank_is_mirrored(item.as_str()).await;
}

#[tokio::test]
async fn a_broken_login_is_one_question_and_no_storm() {
    for code in [
        "ITEM_LOGIN_REQUIRED",
        "USER_PERMISSION_REVOKED",
        "ITEM_NOT_FOUND",
    ] {
        let firm = Firm::new().await;
        firm.bank(json!({"event": "login", "error_code": code}))
            .await;
        firm.poll().await;
        let before = firm.served("POST /transactions/sync");
        for _ in 0..20 {
            firm.poll().await;
            firm.webhook("ITEM/ERROR").await;
        }
        assert_eq!(
            firm.served("POST /transactions/sync"),
            before,
            "nobody asks"
        );
        assert_eq!(firm.tray(TrayKind::ConnectionBroken).await.len(), 1);
        let listed = firm.listed("plaid").await;
        assert_eq!(
            (listed["status"].as_str(), listed["why"].as_str()),
            (Some("needs_reconnect"), Some(code))
        );
        assert_eq!(*firm.product.outside.buried.lock().unwrap(), Vec::new());
        // It is repaired at the bank.
        firm.bank(json!({"event": "login", "error_code": null}))
            .await;
        firm.webhook("ITEM/LOGIN_REPAIRED").await;
        assert_eq!(firm.tray(TrayKind::ConnectionBroken).await.len(), 0);
        assert_eq!(firm.listed("plaid").await["why"], json!(null));
    }
}

#[tokio::test]
async fn an_items_own_word_counts_for_more_than_an_old_event() {
    let firm = Firm::new().await;
    for topic in ["ITEM/ERROR", "ITEM/USER_PERMISSION_REVOKED"] {
        firm.webhook(topic).await;
        let now = firm.connection(RailName::Plaid).await;
        assert_eq!(now.status, ConnectionStatus::Active, "{topic}");
    }
    firm.bank(json!({"event": "login", "error_code": "USER_PERMISSION_REVOKED"}))
        .await;
    firm.webhook("ITEM/USER_PERMISSION_REVOKED").await;
    let now = firm.connection(RailName::Plaid).await;
    assert_eq!(now.status, ConnectionStatus::NeedsReconnect);
}

#[tokio::test]
async fn what_will_end_is_asked_about_before_it_does() {
    let firm = Firm::new().await;
    for _ in 0..3 {
        firm.webhook("ITEM/PENDING_DISCONNECT").await;
    }
    firm.webhook("ITEM/PENDING_EXPIRATION").await;
    assert_eq!(firm.tray(TrayKind::ConnectionBroken).await.len(), 1);
    let listed = firm.listed("plaid").await;
    assert_eq!(listed["status"], "active", "it still works");
    assert_eq!(listed["notice"]["code"], "PENDING_EXPIRATION");
    // Then it ends: still one question.
    firm.bank(json!({"event": "login", "error_code": "ITEM_LOGIN_REQUIRED"}))
        .await;
    firm.poll().await;
    assert_eq!(firm.tray(TrayKind::ConnectionBroken).await.len(), 1);
    assert_eq!(firm.listed("plaid").await["status"], "needs_reconnect");
    firm.bank(json!({"event": "login", "error_code": null}))
        .await;
    firm.look(RailName::Plaid, SyncReason::Connected).await;
    assert_eq!(firm.tray(TrayKind::ConnectionBroken).await.len(), 0);
    // New accounts are no reason to ask.
    firm.webhook("ITEM/NEW_ACCOUNTS_AVAILABLE").await;
    assert_eq!(firm.tray(TrayKind::ConnectionBroken).await.len(), 0);
    assert_eq!(
        firm.listed("plaid").await["notice"]["code"],
        "NEW_ACCOUNTS_AVAILABLE"
    );
    firm.look(RailName::Plaid, SyncReason::Connected).await;
    assert_eq!(firm.listed("plaid").await["notice"], json!(null));
}

#[tokio::test]
async fn an_account_that_is_gone_is_nobodys_cash_and_its_lines_stay() {
    let firm = Firm::new().await;
    let accounts = firm.store().accounts().await.unwrap();
    let gone = accounts[0].id.clone();
    let lines = firm.lines().await.len();
    firm.bank(json!({"event": "drop_account", "account_id": gone}))
        .await;
    firm.webhook("ITEM/USER_ACCOUNT_REVOKED").await;
    let left = firm.store().accounts().await.unwrap();
    assert_eq!(left.len(), accounts.len() - 1);
    assert!(
        !firm
            .connection(RailName::Plaid)
            .await
            .accounts
            .contains(&gone)
    );
    assert_eq!(firm.lines().await.len(), lines);
    firm.tick(Schedule::Nightly).await;
    assert_eq!(firm.store().accounts().await.unwrap().len(), left.len());
}

#[tokio::test]
async fn a_person_as_holder_is_to_be_looked_at_until_an_owner_has_spoken() {
    let firm = Firm::new().await;
    let accounts = firm.connection(RailName::Plaid).await.accounts;
    let last = accounts.last().unwrap().clone();
    let savings = last.to_string();
    // The demo's owner has labelled all of them: a label is the last word.
    firm.bank(json!({"event": "holder", "account_id": savings, "category": "personal"}))
        .await;
    firm.tick(Schedule::Nightly).await;
    let view = |listed: &serde_json::Value| {
        let all = listed["accounts"].as_array().unwrap().clone();
        all.into_iter().find(|a| a["id"] == savings).unwrap()
    };
    let with_label = view(&firm.listed("plaid").await);
    let mut profile = firm.store().profile().await.unwrap().unwrap();
    let labelled = profile.account_labels.contains_key(&last);
    assert_eq!(with_label["review"], json!(!labelled));
    profile.account_labels.clear();
    let write = firm
        .store()
        .profile_write(&profile, oodaloo_store::Condition::Always);
    firm.store().transact(vec![write.unwrap()]).await.unwrap();
    let guessed = view(&firm.listed("plaid").await);
    assert_eq!(guessed["review"], json!(true), "{guessed}");
    assert_eq!(guessed["label"], "personal_mixed");
    assert_eq!(guessed["labelled_by"], "guess");
}

#[tokio::test]
async fn a_bank_or_a_plaid_that_is_down_is_waited_for() {
    let firm = Firm::new().await;
    let item = firm.account(RailName::Plaid).await;
    for fault in [
        json!({"fault": "status", "rail": "plaid", "status": 500, "times": 2}),
        json!({"fault": "timeout", "rail": "plaid", "times": 2}),
        json!({"fault": "timeout", "rail": "plaid", "times": 1, "acts": true}),
        json!({"fault": "status", "rail": "plaid", "status": 429}),
    ] {
        firm.bank(json!({"event": "add", "amount_cents": -9_900, "date": DAY, "description": "D"}))
            .await;
        firm.fault(&fault);
        firm.poll().await;
        firm.bank_is_mirrored(item.as_str()).await;
        firm.fault(&json!({"fault": "calm"}));
    }
    assert_eq!(*firm.product.outside.buried.lock().unwrap(), Vec::new());
}

#[tokio::test]
async fn however_many_workers_take_turns_an_items_limits_are_kept() {
    use super::proofs::{Fates, Late};
    let firm = Firm::new().await;
    firm.product.outside.later(SignedDuration::from_mins(2));
    let account = firm.account(RailName::Plaid).await;
    let asked = |firm: &Firm| {
        (
            firm.served("POST /transactions/sync"),
            firm.served("POST /accounts/get"),
        )
    };
    let before = asked(&firm);
    for n in 0..80 {
        // Each worker knows nothing of the others but what the connection tells.
        let message = oodaloo_runtime::messages::SyncRequest {
            rail: RailName::Plaid,
            account: account.clone(),
            reason: [
                SyncReason::Nightly,
                SyncReason::Connected,
                SyncReason::Weekly,
            ][n % 3]
                .clone(),
        };
        let worked = firm.worker_with(Fates::well(), &message, Late::default());
        assert!(worked.await, "look {n} was turned away");
        firm.product.outside.queue.lock().unwrap().clear();
    }
    let after = asked(&firm);
    // One each, and none was turned away and tried again.
    assert_eq!((after.0 - before.0, after.1 - before.1), (80, 80));
}
