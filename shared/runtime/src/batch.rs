//! How a batch of queue messages is answered: each message by itself, order kept within its group,
//! and what can never be worked off put aside with its reason.

use std::collections::BTreeSet;
use std::future::Future;

use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use futures::FutureExt as _;

use crate::ports::{Queue, QueueName};

/// After this many receives a message is put aside; the queue's own redrive policy, one higher, is
/// the net under this.
pub const MAX_RECEIVES: u32 = 5;

/// What became of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Worked off, or of no effect.
    Done,
    /// Not now: give it back to the queue. Says why.
    Retry(String),
    /// Never: put it aside. Says why.
    Dead(String),
}

/// Works off a batch. A panic counts as a failure of its message alone.
pub async fn work_off<F, Fut>(
    queue: &dyn Queue,
    name: QueueName,
    event: SqsEvent,
    mut work: F,
) -> SqsBatchResponse
where
    F: FnMut(String) -> Fut,
    Fut: Future<Output = Outcome>,
{
    let mut response = SqsBatchResponse::default();
    // What follows a failed message of its group must wait behind it.
    let mut blocked: BTreeSet<String> = BTreeSet::new();
    for message in event.records {
        let Some(id) = message.message_id.clone() else {
            continue;
        };
        let group = attribute(&message, "MessageGroupId").unwrap_or_default();
        if blocked.contains(&group) {
            response.batch_item_failures.push(failure(id));
            continue;
        }
        let body = message.body.clone().unwrap_or_default();
        let outcome = std::panic::AssertUnwindSafe(work(body.clone()))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Outcome::Retry("the handler panicked".into()));
        let receives = receive_count(&message);
        let settled = match outcome {
            Outcome::Done => true,
            Outcome::Retry(why) if receives < MAX_RECEIVES => {
                tracing::warn!(message_id = %id, receives, why, "message goes back to the queue");
                false
            }
            Outcome::Retry(why) | Outcome::Dead(why) => {
                tracing::error!(message_id = %id, receives, why, "message is put aside");
                queue.bury(name, &body, &why).await.is_ok()
            }
        };
        if !settled {
            blocked.insert(group);
            response.batch_item_failures.push(failure(id));
        }
    }
    response
}

fn failure(id: String) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier = id;
    failure
}

fn attribute(message: &SqsMessage, name: &str) -> Option<String> {
    message.attributes.get(name).cloned()
}

fn receive_count(message: &SqsMessage) -> u32 {
    attribute(message, "ApproximateReceiveCount")
        .and_then(|n| n.parse().ok())
        .unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use async_trait::async_trait;

    use super::*;
    use crate::messages::BusEvent;
    use crate::ports::{Outgoing, QueueError};

    /// Remembers what was put aside.
    #[derive(Default)]
    struct Cellar(Mutex<Vec<(String, String)>>);

    #[async_trait]
    impl Queue for Cellar {
        async fn send(&self, _: QueueName, _: Outgoing) -> Result<(), QueueError> {
            Ok(())
        }
        async fn bury(&self, _: QueueName, body: &str, reason: &str) -> Result<(), QueueError> {
            self.0.lock().unwrap().push((body.into(), reason.into()));
            Ok(())
        }
        async fn depth(&self, _: QueueName) -> Result<u64, QueueError> {
            Ok(0)
        }
        async fn publish(&self, _: BusEvent) -> Result<(), QueueError> {
            Ok(())
        }
    }

    fn message(id: &str, group: &str, receives: u32) -> SqsMessage {
        let mut m = SqsMessage::default();
        m.message_id = Some(id.into());
        m.body = Some(id.into());
        m.attributes.insert("MessageGroupId".into(), group.into());
        m.attributes
            .insert("ApproximateReceiveCount".into(), receives.to_string());
        m
    }

    async fn run(
        messages: Vec<SqsMessage>,
        work: fn(String) -> Outcome,
    ) -> (Vec<String>, Vec<(String, String)>) {
        let cellar = Cellar::default();
        let mut event = SqsEvent::default();
        event.records = messages;
        let answer = work_off(
            &cellar,
            QueueName::Sync,
            event,
            |body| async move { work(body) },
        )
        .await;
        let failed = answer
            .batch_item_failures
            .into_iter()
            .map(|f| f.item_identifier)
            .collect();
        (failed, cellar.0.into_inner().unwrap())
    }

    fn by_name(body: String) -> Outcome {
        match body.as_str() {
            "bad" => Outcome::Dead("it is bad".into()),
            "later" => Outcome::Retry("not now".into()),
            "panic" => panic!("one bad record"),
            _ => Outcome::Done,
        }
    }

    #[tokio::test]
    async fn exactly_what_failed_goes_back_and_its_group_waits_behind_it() {
        let batch = vec![
            message("a", "g1", 1),
            message("later", "g1", 1),
            message("b", "g1", 1),
            message("c", "g2", 1),
        ];
        assert_eq!(
            run(batch, by_name).await,
            (vec!["later".into(), "b".into()], vec![])
        );
    }

    #[tokio::test]
    async fn a_panic_fails_its_message_alone() {
        let batch = vec![message("panic", "g1", 1), message("a", "g2", 1)];
        assert_eq!(run(batch, by_name).await.0, ["panic"]);
    }

    #[tokio::test]
    async fn what_can_never_work_is_put_aside_with_its_reason() {
        let batch = vec![
            message("bad", "g1", 1),
            message("a", "g1", 1),
            message("later", "g2", MAX_RECEIVES),
        ];
        let (failed, buried) = run(batch, by_name).await;
        assert!(failed.is_empty());
        let buried: Vec<&str> = buried.iter().map(|(_, reason)| reason.as_str()).collect();
        assert_eq!(buried, ["it is bad", "not now"]);
    }
}
