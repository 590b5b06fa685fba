//! Jobber: `X-Jobber-Hmac-SHA256` is base64 of HMAC-SHA256 over the body, keyed with the OAuth
//! client secret. There is no time in it: an old delivery stays validly signed for ever.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use sha2::Sha256;

use super::Reject;
use crate::text::excerpt;

/// "Something happened to this record." What, has to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobberEvent {
    /// As Jobber writes it: `INVOICE_UPDATE`.
    pub topic: String,
    /// Which app it is for.
    pub app_id: String,
    /// Whose record.
    pub account_id: String,
    /// Which record.
    pub item_id: String,
    /// When, to the second; none where it is missing or not a time.
    pub occurred_at: Option<Timestamp>,
}

/// A topic, typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobberTopic {
    /// `CLIENT_*`
    Client(Change),
    /// `JOB_*`
    Job(Change),
    /// `INVOICE_*`
    Invoice(Change),
    /// `PAYMENT_*`
    Payment(Change),
    /// `PAYOUT_*`
    Payout(Change),
    /// The owner connected the app.
    AppConnect,
    /// The owner disconnected the app, or an old delivery says so again: ask before acting.
    AppDisconnect,
    /// Any other, as written.
    Other(String),
}

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Made or changed (or closed, for jobs).
    Changed,
    /// Deleted: it can no longer be read.
    Destroyed,
}

impl JobberEvent {
    /// The topic, typed.
    #[must_use]
    pub fn kind(&self) -> JobberTopic {
        let other = || JobberTopic::Other(self.topic.clone());
        match self.topic.as_str() {
            "APP_CONNECT" => return JobberTopic::AppConnect,
            "APP_DISCONNECT" => return JobberTopic::AppDisconnect,
            _ => {}
        }
        let Some((entity, verb)) = self.topic.split_once('_') else {
            return other();
        };
        let change = match verb {
            "CREATE" | "UPDATE" | "CLOSED" => Change::Changed,
            "DESTROY" => Change::Destroyed,
            _ => return other(),
        };
        match entity {
            "CLIENT" => JobberTopic::Client(change),
            "JOB" => JobberTopic::Job(change),
            "INVOICE" => JobberTopic::Invoice(change),
            "PAYMENT" => JobberTopic::Payment(change),
            "PAYOUT" => JobberTopic::Payout(change),
            _ => other(),
        }
    }
}

#[derive(Deserialize)]
struct Body {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    #[serde(rename = "webHookEvent")]
    event: WireEvent,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireEvent {
    topic: String,
    app_id: String,
    account_id: String,
    item_id: String,
    occurred_at: Option<String>,
    // Apps made before December 2023 get it spelt like this.
    occured_at: Option<String>,
}

/// Checks a Jobber delivery and reads it.
///
/// # Errors
/// [`Reject`]; nothing of the body is looked at before the signature is right.
pub fn verify_jobber(
    secret: &SecretString,
    header: Option<&str>,
    body: &[u8],
) -> Result<JobberEvent, Reject> {
    let signature = STANDARD
        .decode(header.ok_or(Reject::Missing)?.trim())
        .map_err(|_| Reject::BadSignature)?;
    let secret = secret.expose_secret().as_bytes();
    if secret.is_empty() {
        // Anybody can sign with an empty key.
        return Err(Reject::BadSignature);
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).map_err(|_| Reject::BadSignature)?;
    mac.update(body);
    // Compares in constant time, and refuses a shortened signature.
    mac.verify_slice(&signature)
        .map_err(|_| Reject::BadSignature)?;
    let body: Body =
        serde_json::from_slice(body).map_err(|e| Reject::Malformed(excerpt(&e.to_string())))?;
    let event = body.data.event;
    let occurred_at = event
        .occurred_at
        .or(event.occured_at)
        .and_then(|text| text.parse().ok());
    Ok(JobberEvent {
        topic: event.topic,
        app_id: event.app_id,
        account_id: event.account_id,
        item_id: event.item_id,
        occurred_at,
    })
}
