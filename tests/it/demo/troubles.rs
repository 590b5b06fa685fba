//! What goes wrong at the rails: outages, tokens that end, grants that are revoked.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use oodaloo_runtime::messages::{Schedule, Tick};
use serde_json::json;

use super::{ask, connected, jobber_code, tray};
use crate::inprocess::Product;

#[tokio::test]
async fn a_rail_that_is_down_ends_in_the_dead_letters_with_the_reason_and_the_next_look_repairs() {
    let (product, id, _) = connected(oodaloo_seeds::DEFAULT_SEED).await;
    let faults = oodaloo_sandbox::Faults {
        plaid_outage: true,
        ..Default::default()
    };
    product.outside.sandbox.lock().unwrap().set_faults(faults);
    product
        .sync
        .tick(&Tick {
            schedule: Schedule::Poll,
            force: false,
        })
        .await
        .unwrap();
    let messages: Vec<_> = product.outside.queue.lock().unwrap().drain(..).collect();
    for (_, message) in messages {
        for receive in 1..=oodaloo_runtime::batch::MAX_RECEIVES {
            let mut record = aws_lambda_events::event::sqs::SqsMessage::default();
            record.message_id = Some("m".into());
            record.body = Some(message.body.clone());
            record
                .attributes
                .insert("ApproximateReceiveCount".into(), receive.to_string());
            let mut event = aws_lambda_events::event::sqs::SqsEvent::default();
            event.records.push(record);
            let failed = product
                .sync
                .batch(event, Timestamp::MAX)
                .await
                .batch_item_failures
                .len();
            let plaid = message.group.starts_with("plaid");
            assert_eq!(
                failed,
                usize::from(plaid && receive < oodaloo_runtime::batch::MAX_RECEIVES)
            );
        }
    }
    let buried = product.outside.buried.lock().unwrap().clone();
    assert_eq!(buried.len(), 1);
    assert!(
        buried[0].1.contains("plaid is not answering"),
        "{}",
        buried[0].1
    );
    product
        .outside
        .sandbox
        .lock()
        .unwrap()
        .set_faults(oodaloo_sandbox::Faults::default());
    product
        .sync
        .tick(&Tick {
            schedule: Schedule::Nightly,
            force: false,
        })
        .await
        .unwrap();
    product.settle().await;
    let healthy = product.store.company(&id).connections().await.unwrap();
    assert!(
        healthy
            .iter()
            .all(|c| c.status == oodaloo_store::ConnectionStatus::Active)
    );
}

async fn poll(product: &Product) {
    product
        .sync
        .tick(&Tick {
            schedule: Schedule::Poll,
            force: false,
        })
        .await
        .unwrap();
    product.settle().await;
}

fn token_calls(product: &Product) -> u64 {
    let sandbox = product.outside.sandbox.lock().unwrap();
    let served = sandbox.served();
    served.get("POST /api/oauth/token").copied().unwrap_or(0)
}

#[tokio::test]
async fn tokens_are_refreshed_ahead_of_need_and_once() {
    let (product, id, _) = connected(oodaloo_seeds::DEFAULT_SEED).await;
    let connecting = token_calls(&product);
    poll(&product).await;
    assert_eq!(token_calls(&product), connecting, "an hour is left of it");
    for round in 1..=3 {
        product.outside.later(SignedDuration::from_mins(50));
        poll(&product).await;
        poll(&product).await;
        assert_eq!(
            token_calls(&product),
            connecting + round,
            "one refresh an hour"
        );
    }
    let connections = product.store.company(&id).connections().await.unwrap();
    assert!(connections.iter().all(|c| c.lease.is_none()));
}

#[tokio::test]
async fn a_revoked_grant_is_one_tray_item_and_no_storm() {
    let (product, id, _) = connected(oodaloo_seeds::DEFAULT_SEED).await;
    let before = tray(&product, &id).await["count"].as_u64().unwrap();
    let revoke = json!({"fault": "revoke"});
    let answer = ask(
        &product,
        oodaloo_sandbox::RailName::Jobber,
        "POST",
        "/__sandbox/fault".into(),
        revoke,
    );
    assert_eq!(
        answer.status,
        200,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    poll(&product).await;
    let served = |product: &Product| product.outside.sandbox.lock().unwrap().served().clone();
    let jobber = |served: &BTreeMap<String, u64>| {
        let of_jobber = served.iter().filter(|(path, _)| path.contains("/api/"));
        of_jobber.map(|(_, n)| n).sum::<u64>()
    };
    let asked = jobber(&served(&product));
    for _ in 0..5 {
        product.outside.later(SignedDuration::from_mins(15));
        poll(&product).await;
    }
    assert_eq!(
        jobber(&served(&product)),
        asked,
        "a dead grant is not asked again"
    );
    let after = tray(&product, &id).await;
    assert_eq!(after["count"].as_u64().unwrap(), before + 1);
    assert_eq!(
        after["items"][0]["type"], "connection_broken",
        "first in the tray"
    );
    assert!(product.outside.buried.lock().unwrap().is_empty());
    // The owner connects again: the question goes away with it.
    let body = json!({"code": jobber_code(&product), "redirect_uri": "https://app.example/back"});
    let path = "/api/v1/integrations/jobber/oauth/callback";
    let (status, answer) = product.call("olivia", "POST", path, &id, Some(body)).await;
    assert_eq!(status, 201, "{answer}");
    product.settle().await;
    assert_eq!(tray(&product, &id).await["count"].as_u64().unwrap(), before);
}

#[tokio::test]
async fn an_account_that_is_nobodys_has_no_effect() {
    use oodaloo_runtime::messages::{SyncReason, SyncRequest};
    use oodaloo_runtime::ports::{Queue as _, QueueName};
    let (product, _, _) = connected(oodaloo_seeds::DEFAULT_SEED).await;
    let before = product.table.snapshot();
    let request = SyncRequest {
        rail: oodaloo_domain::facts::RailName::Jobber,
        account: oodaloo_domain::RailAccountId::new("bm9ib2R5").unwrap(),
        reason: SyncReason::Poll,
    };
    let message = request.outgoing("once".into());
    product
        .outside
        .send(QueueName::Sync, message)
        .await
        .unwrap();
    assert_eq!(product.settle().await, 1);
    assert_eq!(product.table.snapshot(), before);
    assert!(product.outside.buried.lock().unwrap().is_empty());
}
