//! How the links fare, as the owner sees it: webhooks' lag, and refusals for asking too fast.

use jiff::SignedDuration;
use oodaloo_domain::facts::RailName;
use oodaloo_domain::tiles::DataHealth;
use oodaloo_runtime::messages::{Schedule, SyncReason};
use oodaloo_runtime::ports::World as _;
use serde_json::json;

use super::Firm;

impl Firm {
    async fn health(&self) -> DataHealth {
        let tiles = self.store().desk().await.unwrap().tiles;
        tiles.expect("computed").0.data_health
    }
}

#[tokio::test]
async fn a_webhooks_lag_is_from_what_happened_to_our_books() {
    let firm = Firm::new().await;
    assert_eq!(firm.health().await.webhook_lag_seconds, None);
    let account = firm.account(RailName::Jobber).await;
    let invoice = {
        let sandbox = firm.product.outside.sandbox.lock().unwrap();
        sandbox.jobber_side(account.as_str()).unwrap().invoices[0]
            .id
            .clone()
    };
    firm.jobber(json!({"event": "invoice", "id": invoice, "total_cents": 4_242}));
    let occurred_at = firm.product.outside.now();
    firm.product.outside.later(SignedDuration::from_secs(90));
    let webhook = SyncReason::Webhook {
        topic: "INVOICE_UPDATE".into(),
        item_id: Some(invoice),
        occurred_at: Some(occurred_at),
    };
    firm.look(RailName::Jobber, webhook.clone()).await;
    let health = firm.health().await;
    assert_eq!(health.webhook_lag_seconds, Some(90));
    assert_eq!(health.last_webhook_at, Some(firm.product.outside.now()));
    // The same again, ten minutes later, is no late news.
    firm.product.outside.later(SignedDuration::from_mins(10));
    let before = firm.product.table.snapshot();
    firm.look(RailName::Jobber, webhook).await;
    assert_eq!(firm.health().await, health);
    assert!(
        firm.product.table.snapshot() == before,
        "and writes nothing"
    );
}

#[tokio::test]
async fn refusals_are_counted_for_a_day() {
    let firm = Firm::new().await;
    firm.fault(&json!({"fault": "status", "rail": "jobber", "status": 429, "times": 2}));
    firm.poll().await;
    firm.fault(&json!({"fault": "status", "rail": "plaid", "status": 429}));
    firm.poll().await;
    assert_eq!(firm.health().await.throttle_hits, 3);
    firm.jobber_is_mirrored().await;
    firm.product.outside.later(SignedDuration::from_hours(25));
    firm.tick(Schedule::Nightly).await;
    assert_eq!(firm.health().await.throttle_hits, 0);
}

#[tokio::test]
async fn refusals_of_a_look_that_failed_count_as_well() {
    let firm = Firm::new().await;
    // Patience is three tries: this look fails, and its message comes again.
    firm.fault(&json!({"fault": "status", "rail": "jobber", "status": 429, "times": 4}));
    let account = firm.account(RailName::Jobber).await;
    let request = oodaloo_runtime::messages::SyncRequest {
        rail: RailName::Jobber,
        account,
        reason: SyncReason::Nightly,
    };
    let mut record = aws_lambda_events::event::sqs::SqsMessage::default();
    record.message_id = Some("m".into());
    record.body = Some(serde_json::to_string(&request).unwrap());
    let mut event = aws_lambda_events::event::sqs::SqsEvent::default();
    event.records.push(record);
    let failed = firm
        .product
        .sync
        .batch(event.clone(), jiff::Timestamp::MAX)
        .await;
    assert_eq!(failed.batch_item_failures.len(), 1);
    let now = firm.product.outside.now();
    let hits = async || {
        firm.connection(RailName::Jobber)
            .await
            .vitals
            .throttle_hits(now)
    };
    assert_eq!(hits().await, 3);
    let done = firm.product.sync.batch(event, jiff::Timestamp::MAX).await;
    assert_eq!(done.batch_item_failures.len(), 0);
    firm.product.settle().await;
    assert_eq!(hits().await, 4);
    assert_eq!(firm.health().await.throttle_hits, 4);
}
