//! Jobber's webhooks: a small JSON body, and an HMAC of its bytes under the app's client secret.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::json;

use crate::{
    JOBBER_APP_ID, JOBBER_CLIENT_SECRET, RailName, Webhook, sandbox::Shared, tokens::hmac_sha256,
};

/// A signed delivery to `url`.
pub(crate) fn sign(
    url: &str,
    account_id: &str,
    topic: &str,
    item_id: &str,
    occurred_at: Timestamp,
) -> Webhook {
    // Whole seconds with an offset is all the time a delivery carries.
    let occurred_at = occurred_at
        .to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string();
    let body = json!({"data": {"webHookEvent": {
        "topic": topic,
        "appId": JOBBER_APP_ID,
        "accountId": account_id,
        "itemId": item_id,
        "occurredAt": occurred_at,
    }}});
    let body = body.to_string().into_bytes();
    let signature = STANDARD.encode(hmac_sha256(JOBBER_CLIENT_SECRET.as_bytes(), &body));
    Webhook {
        rail: RailName::Jobber,
        url: url.to_owned(),
        headers: vec![
            ("Content-Type".to_owned(), "application/json".to_owned()),
            ("X-Jobber-Hmac-SHA256".to_owned(), signature),
        ],
        body,
    }
}

/// Leaves a delivery in the outbox, if anybody listens.
pub(crate) fn queue(
    shared: &mut Shared,
    account_id: &str,
    topic: &str,
    item_id: &str,
    now: Timestamp,
) {
    if let Some(url) = &shared.urls.jobber {
        let delivery = sign(url, account_id, topic, item_id, now);
        shared.send(delivery);
    }
}
