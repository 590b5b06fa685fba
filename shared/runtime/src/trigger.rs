//! What woke a function that has several triggers.

use aws_lambda_events::event::sqs::SqsEvent;
use serde::Deserialize;
use serde_json::Value;

use crate::messages::Tick;

/// One invocation's cause.
#[derive(Debug)]
pub enum Trigger {
    /// A batch from one of our queues.
    Batch(SqsEvent),
    /// A schedule.
    Tick(Tick),
    /// The mail service tells what became of a mail.
    Mail(MailEvent),
}

/// What became of a mail, as SES tells it through EventBridge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailEvent {
    /// `Email Sent`, `Email Delivered`, `Email Bounced` …
    pub kind: String,
    /// To whom.
    pub to: Vec<String>,
    /// The company, from the mail's tags.
    pub company_id: String,
    /// The week, from the mail's tags.
    pub week: String,
}

/// An event of a kind this function does not know.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an event of an unknown kind woke this function")]
pub struct UnknownTrigger;

#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "detail-type")]
    detail_type: String,
    detail: Detail,
}

#[derive(Deserialize)]
struct Detail {
    mail: MailDetail,
}

#[derive(Deserialize)]
struct MailDetail {
    #[serde(default)]
    destination: Vec<String>,
    #[serde(default)]
    tags: std::collections::BTreeMap<String, Vec<String>>,
}

impl Trigger {
    /// Tells them apart.
    ///
    /// # Errors
    /// [`UnknownTrigger`] for anything else: a mistake in the template, found at the first event.
    pub fn parse(event: Value) -> Result<Self, UnknownTrigger> {
        if event.get("Records").is_some() {
            return serde_json::from_value(event)
                .map(Self::Batch)
                .map_err(|_| UnknownTrigger);
        }
        if event.get("schedule").is_some() {
            return serde_json::from_value(event)
                .map(Self::Tick)
                .map_err(|_| UnknownTrigger);
        }
        if event.get("source").and_then(Value::as_str) == Some("aws.ses") {
            let envelope: Envelope = serde_json::from_value(event).map_err(|_| UnknownTrigger)?;
            let mut mail = envelope.detail.mail;
            let mut tag = |name: &str| {
                mail.tags
                    .remove(name)
                    .and_then(|mut v| v.pop())
                    .unwrap_or_default()
            };
            let (company_id, week) = (tag("company_id"), tag("week"));
            return Ok(Self::Mail(MailEvent {
                kind: envelope.detail_type,
                to: mail.destination,
                company_id,
                week,
            }));
        }
        Err(UnknownTrigger)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn three_kinds_and_no_other() {
        assert!(matches!(
            Trigger::parse(json!({"Records": []})),
            Ok(Trigger::Batch(_))
        ));
        assert!(matches!(
            Trigger::parse(json!({"schedule": "poll"})),
            Ok(Trigger::Tick(_))
        ));
        assert!(Trigger::parse(json!({"schedule": "hourly"})).is_err());
        assert!(Trigger::parse(json!({})).is_err());
        let mail = Trigger::parse(json!({
            "source": "aws.ses", "detail-type": "Email Sent",
            "detail": {"eventType": "Send", "mail": {
                "destination": ["a@example.com"],
                "tags": {"company_id": ["co_1"], "week": ["2026-W47"]},
            }},
        }));
        let Ok(Trigger::Mail(mail)) = mail else {
            panic!("{mail:?}")
        };
        assert_eq!(
            (mail.company_id.as_str(), mail.week.as_str()),
            ("co_1", "2026-W47")
        );
    }
}
