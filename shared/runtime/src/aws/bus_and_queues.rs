use std::collections::BTreeMap;

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_eventbridge::types::PutEventsRequestEntry;
use aws_sdk_sqs::types::{MessageAttributeValue, QueueAttributeName};

use super::code;
use crate::config::optional;
use crate::messages::BusEvent;
use crate::ports::{Outgoing, Queue, QueueError, QueueName};

/// Who publishes on the bus.
const EVENT_SOURCE: &str = "oodaloo";

/// SQS and EventBridge. A function is given the addresses of those queues alone that it needs; the
/// rest it cannot reach, and says so when asked.
#[derive(Debug, Clone)]
pub struct AwsQueue {
    sqs: aws_sdk_sqs::Client,
    events: aws_sdk_eventbridge::Client,
    urls: BTreeMap<QueueName, String>,
    dead_letter_urls: BTreeMap<QueueName, String>,
    bus: Option<String>,
}

impl AwsQueue {
    /// From the function's environment.
    #[must_use]
    pub fn from_env(sdk: &SdkConfig) -> Self {
        let read = |names: [(QueueName, &'static str); 3]| {
            names
                .into_iter()
                .filter_map(|(q, name)| Some((q, optional(name)?)))
                .collect()
        };
        Self {
            sqs: aws_sdk_sqs::Client::new(sdk),
            events: aws_sdk_eventbridge::Client::new(sdk),
            urls: read([
                (QueueName::Sync, "SYNC_QUEUE_URL"),
                (QueueName::Reconcile, "RECONCILE_QUEUE_URL"),
                (QueueName::Digest, "DIGEST_QUEUE_URL"),
            ]),
            dead_letter_urls: read([
                (QueueName::Sync, "SYNC_DLQ_URL"),
                (QueueName::Reconcile, "RECONCILE_DLQ_URL"),
                (QueueName::Digest, "DIGEST_DLQ_URL"),
            ]),
            bus: optional("BUS_NAME"),
        }
    }
}

fn address(urls: &BTreeMap<QueueName, String>, name: QueueName) -> Result<&String, QueueError> {
    urls.get(&name)
        .ok_or_else(|| QueueError(format!("this function has no address for {name:?}")))
}

#[async_trait]
impl Queue for AwsQueue {
    async fn send(&self, to: QueueName, message: Outgoing) -> Result<(), QueueError> {
        self.sqs
            .send_message()
            .queue_url(address(&self.urls, to)?)
            .message_group_id(message.group)
            .message_deduplication_id(message.dedupe)
            .message_body(message.body)
            .send()
            .await
            .map_err(|e| QueueError(code(&e)))?;
        Ok(())
    }

    async fn bury(&self, from: QueueName, body: &str, reason: &str) -> Result<(), QueueError> {
        let text = |value: &str| {
            MessageAttributeValue::builder()
                .data_type("String")
                .string_value(value.chars().take(1_000).collect::<String>())
                .build()
                .map_err(|e| QueueError(e.to_string()))
        };
        self.sqs
            .send_message()
            .queue_url(address(&self.dead_letter_urls, from)?)
            .message_group_id("dead")
            .message_deduplication_id(oodaloo_domain::ids::derived("dead", &[body, reason]))
            .message_attributes("reason", text(reason)?)
            .message_body(body)
            .send()
            .await
            .map_err(|e| QueueError(code(&e)))?;
        Ok(())
    }

    async fn depth(&self, of: QueueName) -> Result<u64, QueueError> {
        let name = QueueAttributeName::ApproximateNumberOfMessages;
        let answer = self
            .sqs
            .get_queue_attributes()
            .queue_url(address(&self.urls, of)?)
            .attribute_names(name.clone())
            .send()
            .await
            .map_err(|e| QueueError(code(&e)))?;
        let count = answer
            .attributes()
            .and_then(|a| a.get(&name))
            .and_then(|n| n.parse().ok());
        count.ok_or_else(|| QueueError("no count in the answer".into()))
    }

    async fn publish(&self, event: BusEvent) -> Result<(), QueueError> {
        let Some(bus) = &self.bus else {
            return Err(QueueError("this function has no event bus".into()));
        };
        let entry = PutEventsRequestEntry::builder()
            .event_bus_name(bus)
            .source(EVENT_SOURCE)
            .detail_type(event.detail_type())
            .detail(event.detail())
            .build();
        let answer = self
            .events
            .put_events()
            .entries(entry)
            .send()
            .await
            .map_err(|e| QueueError(code(&e)))?;
        if answer.failed_entry_count > 0 {
            return Err(QueueError("the bus refused the event".into()));
        }
        Ok(())
    }
}
