//! Jobber: what webhooks and deltas lose, a ledger that is no list of payments, quotes and their history.

use jiff::SignedDuration;
use oodaloo_domain::facts::{Provenance, RailName, TrayKind};
use oodaloo_runtime::messages::{Schedule, SyncReason, SyncRequest};
use oodaloo_store::{ConnectionStatus, Table as _};
use serde_json::{Value, json};

use super::Firm;

fn side(firm: &Firm, account: &str) -> oodaloo_seeds::jobber::JobberSide {
    let sandbox = firm.product.outside.sandbox.lock().unwrap();
    sandbox.jobber_side(account).unwrap().clone()
}

impl Firm {
    pub fn jobber(&self, event: Value) -> String {
        let said = self.control("jobber", &event);
        self.product.outside.sandbox.lock().unwrap().take_webhooks();
        said["id"].as_str().unwrap().to_owned()
    }

    /// Every record at Jobber is held as it is, and none beyond.
    pub async fn jobber_is_mirrored(&self) {
        let account = self.account(RailName::Jobber).await;
        let side = side(self, account.as_str());
        let store = self.store();
        let sorted = |mut all: Vec<(String, i64)>| {
            all.sort();
            all
        };
        let held = |prefix| async move { self.store().held_ids(prefix).await.unwrap().len() };
        assert_eq!(held("CLI#").await, side.clients.len(), "clients");
        assert_eq!(held("JOB#").await, side.jobs.len(), "jobs");
        assert_eq!(held("PO#").await, side.payouts.len(), "payouts");
        let ours = store.payments().await.unwrap();
        let ours = ours
            .iter()
            .map(|p| (p.record.id.to_string(), p.record.amount.cents()));
        let theirs = side.payments.iter().map(|p| (p.id.clone(), p.amount_cents));
        assert_eq!(sorted(ours.collect()), sorted(theirs.collect()), "payments");
        let ours = store.quotes().await.unwrap();
        let ours = ours.iter().map(|q| {
            (
                format!("{} {}", q.quote.id, q.quote.status),
                q.quote.total.cents(),
            )
        });
        let theirs = side
            .quotes
            .iter()
            .map(|q| (format!("{} {}", q.id, q.status), q.total_cents));
        assert_eq!(sorted(ours.collect()), sorted(theirs.collect()), "quotes");
        let items = self.product.table.snapshot();
        let ours = items.iter().filter(|(key, _)| key.sk.starts_with("INV#"));
        let ours = ours.map(|(_, item)| {
            let total = item["total"].as_i64().unwrap();
            (item["id"].as_str().unwrap().to_owned(), total)
        });
        let theirs = side.invoices.iter().map(|i| (i.id.clone(), i.total_cents));
        assert_eq!(sorted(ours.collect()), sorted(theirs.collect()), "invoices");
    }
}

#[tokio::test]
async fn the_weekly_scan_finds_a_lost_update_and_every_deletion() {
    let firm = Firm::new().await;
    let account = firm.account(RailName::Jobber).await;
    let there = side(&firm, account.as_str());
    firm.jobber_is_mirrored().await;
    // A change that shows no later time than what was read: neither webhook nor delta tells of it.
    let mut books =
        oodaloo_seeds::demo(oodaloo_seeds::DEFAULT_SEED, jiff::civil::date(2026, 11, 20));
    books.jobber.invoices[0].total_cents += 1_00;
    firm.product.outside.sandbox.lock().unwrap().move_on(&books);
    let unpaid = |id: &String| there.payments.iter().any(|p| p.invoice_id == *id);
    let invoice = there
        .invoices
        .iter()
        .find(|i| !unpaid(&i.id))
        .unwrap()
        .id
        .clone();
    for (kind, id) in [
        ("client", &there.clients.last().unwrap().id),
        ("job", &there.jobs.last().unwrap().id),
        ("invoice", &invoice),
        ("quote", &there.quotes.last().unwrap().id),
        ("payout", &there.payouts.last().unwrap().id),
    ] {
        firm.jobber(json!({"event": "delete", "kind": kind, "id": id}));
    }
    firm.poll().await;
    assert_eq!(
        firm.store().held_ids("CLI#").await.unwrap().len(),
        there.clients.len()
    );
    firm.tick(Schedule::Weekly).await;
    firm.jobber_is_mirrored().await;
    // A second scan of the same has nothing to do.
    firm.product.table.meter().take();
    firm.look(RailName::Jobber, SyncReason::Weekly).await;
    let units = firm.product.table.meter().take();
    println!("a weekly scan that finds nothing: {units:?}");
    assert_eq!(*firm.product.outside.buried.lock().unwrap(), Vec::new());
}

#[tokio::test]
async fn a_day_without_a_single_webhook_is_repaired_by_the_night() {
    let firm = Firm::new().await;
    let account = firm.account(RailName::Jobber).await;
    let there = side(&firm, account.as_str());
    firm.fault(&json!({"fault": "webhooks", "lose": 1_000_000}));
    for hour in 0..24_usize {
        firm.product.outside.later(SignedDuration::from_hours(1));
        let invoice = &there.invoices[hour % there.invoices.len()].id;
        let client = &there.clients[hour % there.clients.len()].id;
        let quote = &there.quotes[hour % there.quotes.len()].id;
        firm.jobber(json!({"event": "invoice", "id": invoice, "total_cents": 100_000 + hour, "announce": true}));
        firm.jobber(json!({"event": "client", "id": client, "first_name": format!("H{hour}"), "announce": true}));
        firm.jobber(json!({"event": "quote", "id": quote, "status": "approved", "announce": true}));
        firm.control("jobber/payment", &json!({
            "invoice_id": invoice, "amount_cents": 1_000 + hour, "received_on": "2026-11-20", "kind": "check",
        }));
        firm.bank(json!({"event": "add", "amount_cents": -7_000 - i64::try_from(hour).unwrap(), "date": "2026-11-20", "description": "D"}))
            .await;
    }
    assert!(
        firm.product
            .outside
            .sandbox
            .lock()
            .unwrap()
            .take_webhooks()
            .is_empty()
    );
    firm.tick(Schedule::Nightly).await;
    firm.jobber_is_mirrored().await;
    let item = firm.account(RailName::Plaid).await;
    firm.bank_is_mirrored(item.as_str()).await;
}

#[tokio::test]
async fn the_ledger_counts_what_moved_and_nothing_else() {
    let firm = Firm::new().await;
    let account = firm.account(RailName::Jobber).await;
    let invoices: Vec<String> = side(&firm, account.as_str())
        .invoices
        .iter()
        .map(|i| i.id.clone())
        .collect();
    let entry = |adjustment_type: &str| {
        json!({
            "event": "ledger", "adjustment_type": adjustment_type, "received_on": "2026-11-19",
            "allocations": [
                {"invoice_id": invoices[0], "amount_cents": 10_010},
                {"invoice_id": invoices[1], "amount_cents": 20_020},
            ],
        })
    };
    let types = [
        ("PAYMENT", Some(30_030)),
        ("DEPOSIT", Some(30_030)),
        ("REFUND", Some(-30_030)),
        ("FAILED_ACH_PAYMENT", Some(-30_030)),
        ("INVOICE", None),
        ("CORRECTION", None),
        ("INITIAL_BALANCE", None),
        ("BAD_DEBT", None),
        ("VOIDED", None),
    ];
    for (adjustment_type, counted) in types {
        let id = firm.jobber(entry(adjustment_type));
        firm.poll().await;
        let payments = firm.store().payments().await.unwrap();
        let held = payments.iter().find(|p| p.record.id.as_str() == id);
        assert_eq!(
            held.map(|p| p.record.amount.cents()),
            counted,
            "{adjustment_type}"
        );
        let Some(held) = held else { continue };
        let parts: Vec<i64> = held
            .record
            .allocations
            .iter()
            .map(|a| a.amount.cents())
            .collect();
        let sign = counted.unwrap().signum();
        assert_eq!(
            parts,
            [sign * 10_010, sign * 20_020],
            "one payment, two invoices"
        );
        // Voided afterwards, it never was.
        firm.jobber(json!({"event": "adjust", "id": id, "adjustment_type": "VOIDED"}));
        firm.poll().await;
        let payments = firm.store().payments().await.unwrap();
        assert!(
            payments.iter().all(|p| p.record.id.as_str() != id),
            "{adjustment_type}"
        );
    }
}

#[tokio::test]
async fn payouts_come_with_every_line_and_jobs_with_their_costs() {
    let firm = Firm::new().await;
    let account = firm.account(RailName::Jobber).await;
    let there = side(&firm, account.as_str());
    let items = firm.product.table.snapshot();
    for payout in &there.payouts {
        let item = items
            .iter()
            .find(|(k, _)| k.sk == format!("PO#{}", payout.id))
            .unwrap()
            .1;
        let lines = item["lines"].as_array().unwrap();
        let figures: Vec<(i64, i64, i64)> = lines
            .iter()
            .map(|l| {
                let of = |name: &str| l[name].as_i64().unwrap();
                (of("gross"), of("fee"), of("net"))
            })
            .collect();
        let theirs = payout.balance_transactions.iter();
        let theirs: Vec<_> = theirs
            .map(|l| (l.gross_cents, l.fee_cents, l.net_cents))
            .collect();
        assert_eq!(figures, theirs);
    }
    let job = &there.jobs[0];
    let item = items
        .iter()
        .find(|(k, _)| k.sk == format!("JOB#{}", job.id))
        .unwrap()
        .1;
    let cost = job.labour_cost_cents + job.expense_cost_cents;
    assert_eq!(item["costing"]["cost"], json!(cost));
    assert_eq!(item["costing"]["labour"], json!(job.labour_cost_cents));
}

#[tokio::test]
async fn a_quotes_history_is_ours_from_the_day_of_connecting_on() {
    let firm = Firm::new().await;
    let before = firm.store().quotes().await.unwrap();
    assert!(
        before
            .iter()
            .flat_map(|q| &q.history)
            .all(|t| t.provenance == Provenance::Rail)
    );
    let id = before[0].quote.id.to_string();
    for status in [
        "awaiting_response",
        "changes_requested",
        "awaiting_response",
        "approved",
        "converted",
    ] {
        firm.product.outside.later(SignedDuration::from_hours(2));
        firm.jobber(json!({"event": "quote", "id": id, "status": status}));
        // By webhook or by poll, it is the same.
        let topic = SyncReason::Webhook {
            topic: "QUOTE_UPDATE".into(),
            item_id: Some(id.clone()),
            occurred_at: None,
        };
        firm.look(RailName::Jobber, topic).await;
        firm.poll().await;
    }
    let after = firm.store().quotes().await.unwrap();
    let quote = after.iter().find(|q| q.quote.id.as_str() == id).unwrap();
    let ours = quote
        .history
        .iter()
        .filter(|t| t.provenance == Provenance::Cdc);
    let ours: Vec<&str> = ours.map(|t| t.status.as_str()).collect();
    assert_eq!(
        ours,
        [
            "awaiting_response",
            "changes_requested",
            "awaiting_response",
            "approved",
            "converted"
        ]
    );
}

#[tokio::test]
async fn tokens_that_end_early_are_renewed_and_a_revoked_grant_is_one_question() {
    let firm = Firm::new().await;
    firm.fault(&json!({"fault": "rotate_early"}));
    firm.poll().await;
    assert_eq!(
        firm.connection(RailName::Jobber).await.status,
        ConnectionStatus::Active
    );
    firm.fault(&json!({"fault": "revoke"}));
    firm.poll().await;
    let asked = firm.served("POST /api/graphql") + firm.served("POST /api/oauth/token");
    for _ in 0..50 {
        firm.poll().await;
    }
    let after = firm.served("POST /api/graphql") + firm.served("POST /api/oauth/token");
    assert_eq!(after, asked, "nobody asks Jobber any more");
    assert_eq!(firm.tray(TrayKind::ConnectionBroken).await.len(), 1);
    assert_eq!(*firm.product.outside.buried.lock().unwrap(), Vec::new());
    let broken = firm.product.outside.events.lock().unwrap().clone();
    let told = broken
        .iter()
        .filter(|e| format!("{e:?}").contains("ConnectionBroken"));
    assert_eq!(told.count(), 1, "told once");
}

#[tokio::test]
async fn another_version_is_no_reason_to_stop() {
    let firm = Firm::new().await;
    firm.fault(&json!({"fault": "version", "served": "2027-01-01"}));
    let account = firm.account(RailName::Jobber).await;
    let invoice = side(&firm, account.as_str()).invoices[0].id.clone();
    firm.jobber(json!({"event": "invoice", "id": invoice, "total_cents": 4_242}));
    firm.poll().await;
    firm.jobber_is_mirrored().await;
}

#[tokio::test]
async fn an_empty_bucket_is_waited_for_and_remembered_for_the_next_worker() {
    let firm = Firm::new().await;
    for _ in 0..3 {
        firm.fault(&json!({"fault": "throttle"}));
        firm.poll().await;
    }
    firm.jobber_is_mirrored().await;
    // What is low is kept with the connection; what is plenty is not.
    firm.product.outside.later(SignedDuration::from_hours(1));
    firm.poll().await;
    assert_eq!(firm.connection(RailName::Jobber).await.pace, None);
    firm.product.outside.later(SignedDuration::from_secs(1));
    let pace = oodaloo_store::Pace {
        at: oodaloo_runtime::ports::World::now(&*firm.product.outside),
        available: 0,
        maximum: 10_000,
        restore_rate: 500,
    };
    let mut connection = firm.connection(RailName::Jobber).await;
    connection.pace = Some(pace);
    firm.store().save_connection(connection).await.unwrap();
    let began = oodaloo_runtime::ports::World::now(&*firm.product.outside);
    firm.look(RailName::Jobber, SyncReason::Poll).await;
    let waited = oodaloo_runtime::ports::World::now(&*firm.product.outside).duration_since(began);
    assert!(waited >= SignedDuration::from_secs(5), "{waited}");
    assert_eq!(firm.connection(RailName::Jobber).await.pace, None);
}

#[tokio::test]
async fn however_many_workers_take_turns_jobbers_window_is_not_overrun() {
    use oodaloo_runtime::ports::World as _;
    let firm = Firm::new().await;
    let account = firm.account(RailName::Jobber).await;
    let clients = side(&firm, account.as_str()).clients;
    // The window begins empty, and no call takes any time: whatever passes is waited.
    firm.product.outside.later(SignedDuration::from_mins(6));
    let (began, asked) = (firm.product.outside.now(), firm.served("POST /api/graphql"));
    for n in 0..5_200_usize {
        let client = &clients[n % clients.len()].id;
        let message = SyncRequest {
            rail: RailName::Jobber,
            account: account.clone(),
            reason: SyncReason::Webhook {
                topic: "CLIENT_UPDATE".into(),
                item_id: Some(client.clone()),
                occurred_at: None,
            },
        };
        // Each by a worker that knows nothing of the others.
        let fates = super::proofs::Fates::well();
        assert!(
            firm.worker_with(fates, &message, super::proofs::Late::default())
                .await
        );
    }
    let took = firm.product.outside.now().duration_since(began);
    let asked = firm.served("POST /api/graphql") - asked;
    println!("{asked} requests in {} s", took.as_secs());
    assert_eq!(asked, 5_200, "none was turned away and sent again");
    assert!(took >= SignedDuration::from_secs(600), "{took}");
}
