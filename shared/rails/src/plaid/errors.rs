//! Plaid's errors, by what can be done about them. Decided by type and code, never by the text (but
//! for a lost cursor, which has no code of its own).

use serde::Deserialize;

use super::RAIL;
use crate::port::{RailError, Response};
use crate::text::excerpt;

/// Plaid's limits are per minute.
const WAIT_AFTER_429: u32 = 60;

#[derive(Deserialize, Default)]
struct WireError {
    #[serde(default)]
    error_type: String,
    #[serde(default)]
    error_code: String,
    #[serde(default)]
    error_message: String,
}

/// Codes of `ITEM_ERROR` that waiting or asking differently mends, or that nobody can mend.
const NOT_THE_OWNERS: [&str; 4] = [
    "PRODUCT_NOT_READY",
    "PRODUCTS_NOT_SUPPORTED",
    "PRODUCT_NOT_ENABLED",
    "ITEM_CONCURRENTLY_DELETED",
];

/// Codes of `INSTITUTION_ERROR` that waiting does not mend.
const BANK_FOR_GOOD: [&str; 4] = [
    "INSTITUTION_NO_LONGER_SUPPORTED",
    "UNSUPPORTED_RESPONSE",
    "UNAUTHORIZED_INSTITUTION",
    "INSTITUTION_REGISTRATION_REQUIRED",
];

pub(super) fn error(answer: &Response) -> RailError {
    let said: WireError = serde_json::from_slice(&answer.body).unwrap_or_default();
    let why = excerpt(&format!(
        "HTTP {} {} {}",
        answer.status, said.error_type, said.error_code
    ));
    let unavailable = || RailError::Unavailable {
        rail: RAIL,
        why: why.clone(),
    };
    let needs_reconnect = || RailError::NeedsReconnect {
        rail: RAIL,
        why: excerpt(&said.error_code),
    };
    let refused = || {
        let why = excerpt(&format!("{why}: {}", said.error_message));
        RailError::Refused { rail: RAIL, why }
    };
    if answer.status == 429 {
        return RailError::Throttled {
            rail: RAIL,
            wait_seconds: WAIT_AFTER_429,
        };
    }
    match (said.error_type.as_str(), said.error_code.as_str()) {
        ("TRANSACTIONS_ERROR", "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION") => {
            RailError::Mutated(RAIL)
        }
        ("INVALID_REQUEST", "INVALID_FIELD")
            if said.error_message.contains("cursor not associated") =>
        {
            RailError::CursorLost(RAIL)
        }
        ("RATE_LIMIT_EXCEEDED", _) => RailError::Throttled {
            rail: RAIL,
            wait_seconds: WAIT_AFTER_429,
        },
        ("ITEM_ERROR", "PRODUCT_NOT_READY") => unavailable(),
        ("ITEM_ERROR", code) if !NOT_THE_OWNERS.contains(&code) => needs_reconnect(),
        // Removed, or withdrawn at the bank: only linking anew helps.
        ("INVALID_INPUT", "INVALID_ACCESS_TOKEN") => needs_reconnect(),
        ("INSTITUTION_ERROR", code) if !BANK_FOR_GOOD.contains(&code) => unavailable(),
        ("API_ERROR", _) => unavailable(),
        _ if matches!(answer.status, 408 | 500..=599) => unavailable(),
        _ => refused(),
    }
}
