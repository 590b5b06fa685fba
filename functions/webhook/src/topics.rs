//! Which events make us look, and where.

use oodaloo_domain::RailAccountId;
use oodaloo_domain::facts::RailName;
use oodaloo_rails::signature::{JobberEvent, PlaidEvent};
use oodaloo_runtime::messages::{SyncReason, SyncRequest};

/// Jobber's records that we mirror, as their topics begin.
const JOBBER_FOLLOWED: [&str; 7] = [
    "CLIENT_",
    "INVOICE_",
    "JOB_",
    "PAYMENT_",
    "PAYOUT_",
    "QUOTE_",
    "APP_DISCONNECT",
];

/// Plaid's codes after which there may be something to read, or something to tell the owner.
const PLAID_FOLLOWED: [(&str, &str); 12] = [
    ("TRANSACTIONS", "SYNC_UPDATES_AVAILABLE"),
    // The older ones are still sent, and may be the only ones that arrive.
    ("TRANSACTIONS", "INITIAL_UPDATE"),
    ("TRANSACTIONS", "HISTORICAL_UPDATE"),
    ("TRANSACTIONS", "DEFAULT_UPDATE"),
    ("TRANSACTIONS", "TRANSACTIONS_REMOVED"),
    ("ITEM", "ERROR"),
    ("ITEM", "LOGIN_REPAIRED"),
    ("ITEM", "PENDING_EXPIRATION"),
    ("ITEM", "PENDING_DISCONNECT"),
    ("ITEM", "USER_PERMISSION_REVOKED"),
    ("ITEM", "USER_ACCOUNT_REVOKED"),
    ("ITEM", "NEW_ACCOUNTS_AVAILABLE"),
];

/// Codes that we know and that ask nothing of us: we use no recurring streams, the address was changed by
/// ourselves, and Link's results come with the owner's own browser.
const PLAID_NOTED: [(&str, &str); 4] = [
    ("TRANSACTIONS", "RECURRING_TRANSACTIONS_UPDATE"),
    ("ITEM", "WEBHOOK_UPDATE_ACKNOWLEDGED"),
    ("LINK", "ITEM_ADD_RESULT"),
    ("LINK", "SESSION_FINISHED"),
];

/// Whether it is one of those from which nothing follows.
pub fn is_noted(event: &PlaidEvent) -> bool {
    PLAID_NOTED
        .iter()
        .any(|(t, c)| *t == event.webhook_type && *c == event.webhook_code)
}

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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn event(webhook_type: &str, webhook_code: &str) -> PlaidEvent {
        PlaidEvent {
            webhook_type: webhook_type.into(),
            webhook_code: webhook_code.into(),
            item_id: Some("item".into()),
            environment: None,
            error_code: None,
            issued_at: Timestamp::UNIX_EPOCH,
        }
    }

    /// As Plaid's description lists them.
    const ALL: [(&str, &str, bool); 16] = [
        ("TRANSACTIONS", "SYNC_UPDATES_AVAILABLE", true),
        ("TRANSACTIONS", "INITIAL_UPDATE", true),
        ("TRANSACTIONS", "HISTORICAL_UPDATE", true),
        ("TRANSACTIONS", "DEFAULT_UPDATE", true),
        ("TRANSACTIONS", "TRANSACTIONS_REMOVED", true),
        ("TRANSACTIONS", "RECURRING_TRANSACTIONS_UPDATE", false),
        ("ITEM", "ERROR", true),
        ("ITEM", "LOGIN_REPAIRED", true),
        ("ITEM", "PENDING_EXPIRATION", true),
        ("ITEM", "PENDING_DISCONNECT", true),
        ("ITEM", "USER_PERMISSION_REVOKED", true),
        ("ITEM", "USER_ACCOUNT_REVOKED", true),
        ("ITEM", "NEW_ACCOUNTS_AVAILABLE", true),
        ("ITEM", "WEBHOOK_UPDATE_ACKNOWLEDGED", false),
        ("LINK", "ITEM_ADD_RESULT", false),
        ("LINK", "SESSION_FINISHED", false),
    ];

    #[test]
    fn every_code_of_plaid_is_followed_or_noted() {
        for (kind, code, followed) in ALL {
            let event = event(kind, code);
            assert_eq!(plaid(&event).is_some(), followed, "{kind}/{code}");
            assert_eq!(is_noted(&event), !followed, "{kind}/{code}");
        }
        let unknown = event("AUTH", "AUTOMATICALLY_VERIFIED");
        assert!(plaid(&unknown).is_none() && !is_noted(&unknown));
    }
}
