//! Which events make us look, and where.

use oodaloo_domain::RailAccountId;
use oodaloo_domain::facts::RailName;
use oodaloo_rails::signature::{JobberEvent, PlaidEvent};
use oodaloo_runtime::messages::{SyncReason, SyncRequest};

/// Jobber's records that we mirror, as their topics begin.
const JOBBER_FOLLOWED: [&str; 6] = [
    "CLIENT_",
    "INVOICE_",
    "JOB_",
    "PAYMENT_",
    "PAYOUT_",
    "APP_DISCONNECT",
];

/// Plaid's codes after which there may be something to read, or something to tell the owner.
const PLAID_FOLLOWED: [(&str, &str); 6] = [
    ("TRANSACTIONS", "SYNC_UPDATES_AVAILABLE"),
    ("TRANSACTIONS", "INITIAL_UPDATE"),
    ("TRANSACTIONS", "HISTORICAL_UPDATE"),
    ("TRANSACTIONS", "DEFAULT_UPDATE"),
    ("ITEM", "ERROR"),
    ("ITEM", "LOGIN_REPAIRED"),
];

/// Where a Jobber event makes us look.
pub fn jobber(event: &JobberEvent) -> Option<SyncRequest> {
    if !JOBBER_FOLLOWED
        .iter()
        .any(|prefix| event.topic.starts_with(prefix))
    {
        return None;
    }
    Some(SyncRequest {
        rail: RailName::Jobber,
        account: RailAccountId::new(&event.account_id).ok()?,
        reason: SyncReason::Webhook {
            topic: event.topic.clone(),
            item_id: Some(event.item_id.clone()),
            occurred_at: event.occurred_at,
        },
    })
}

/// Where a Plaid event makes us look.
pub fn plaid(event: &PlaidEvent) -> Option<SyncRequest> {
    let followed = PLAID_FOLLOWED
        .iter()
        .any(|(t, c)| *t == event.webhook_type && *c == event.webhook_code);
    if !followed {
        return None;
    }
    Some(SyncRequest {
        rail: RailName::Plaid,
        account: RailAccountId::new(event.item_id.as_deref()?).ok()?,
        reason: SyncReason::Webhook {
            topic: format!("{}/{}", event.webhook_type, event.webhook_code),
            item_id: None,
            occurred_at: Some(event.issued_at),
        },
    })
}
