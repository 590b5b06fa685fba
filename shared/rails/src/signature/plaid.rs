//! Plaid: `Plaid-Verification` is a JWS (ES256) whose claims are the time and the body's SHA-256.

use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, Validation, decode};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use super::{PlaidKeys, Reject};
use crate::text::excerpt;

/// How old a signature may be at the time of receipt.
const MAX_AGE: SignedDuration = SignedDuration::from_secs(300);
/// How far clocks may differ.
const MAX_SKEW: SignedDuration = SignedDuration::from_secs(60);

/// "Something happened to this item." What, has to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaidEvent {
    /// `TRANSACTIONS`, `ITEM` …
    pub webhook_type: String,
    /// `SYNC_UPDATES_AVAILABLE` …
    pub webhook_code: String,
    /// Which item; events of Link have none.
    pub item_id: Option<String>,
    /// `sandbox` or `production`.
    pub environment: Option<String>,
    /// The code of the error it tells of.
    pub error_code: Option<String>,
    /// When it was signed.
    pub issued_at: Timestamp,
}

/// Type and code of an event, typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaidTopic {
    /// There is something to sync (by the new webhook, or one of the old that are still sent).
    Transactions,
    /// The item has an error.
    ItemError,
    /// The owner logged in again.
    LoginRepaired,
    /// The item will stop working unless the owner acts.
    PendingDisconnect,
    /// The owner withdrew permission.
    PermissionRevoked,
    /// Any other, as written: `TYPE/CODE`.
    Other(String),
}

impl PlaidEvent {
    /// Type and code, typed.
    #[must_use]
    pub fn kind(&self) -> PlaidTopic {
        match (self.webhook_type.as_str(), self.webhook_code.as_str()) {
            (
                "TRANSACTIONS",
                "SYNC_UPDATES_AVAILABLE"
                | "INITIAL_UPDATE"
                | "HISTORICAL_UPDATE"
                | "DEFAULT_UPDATE"
                | "TRANSACTIONS_REMOVED",
            ) => PlaidTopic::Transactions,
            ("ITEM", "ERROR") => PlaidTopic::ItemError,
            ("ITEM", "LOGIN_REPAIRED") => PlaidTopic::LoginRepaired,
            ("ITEM", "PENDING_DISCONNECT" | "PENDING_EXPIRATION") => PlaidTopic::PendingDisconnect,
            ("ITEM", "USER_PERMISSION_REVOKED") => PlaidTopic::PermissionRevoked,
            (kind, code) => PlaidTopic::Other(format!("{kind}/{code}")),
        }
    }
}

#[derive(Deserialize)]
struct Claims {
    iat: i64,
    request_body_sha256: String,
}

#[derive(Deserialize)]
struct WireEvent {
    webhook_type: String,
    webhook_code: String,
    item_id: Option<String>,
    environment: Option<String>,
    // An object mostly, null often, and text in one documented case.
    #[serde(default)]
    error: Value,
}

/// Checks a Plaid delivery and reads it. The key must be in `keys`: [`PlaidKeys::ensure`] sees to it.
///
/// # Errors
/// [`Reject`]; nothing of the body is looked at before signature, age and hash are right.
pub fn verify_plaid(
    keys: &PlaidKeys,
    header: Option<&str>,
    body: &[u8],
    received_at: Timestamp,
) -> Result<PlaidEvent, Reject> {
    let token = header.ok_or(Reject::Missing)?;
    let kid = kid_of(token)?;
    let key = keys.held(&kid, received_at).ok_or(Reject::UnknownKey)?;
    let claims = decode::<Claims>(token, &key, &validation())
        .map_err(|_| Reject::BadSignature)?
        .claims;
    // Before its age: of an old delivery it must be known whether Plaid sent it.
    let hash = hex::encode(Sha256::digest(body));
    if !bool::from(hash.as_bytes().ct_eq(claims.request_body_sha256.as_bytes())) {
        return Err(Reject::OtherBody);
    }
    let issued_at = Timestamp::from_second(claims.iat).map_err(|_| Reject::TooOld)?;
    let age = received_at.duration_since(issued_at);
    if age > MAX_AGE {
        return Err(Reject::TooOld);
    }
    if age < -MAX_SKEW {
        return Err(Reject::FromTheFuture);
    }
    read(body, issued_at)
}

fn read(body: &[u8], issued_at: Timestamp) -> Result<PlaidEvent, Reject> {
    let event: WireEvent =
        serde_json::from_slice(body).map_err(|e| Reject::Malformed(excerpt(&e.to_string())))?;
    let error_code = event
        .error
        .get("error_code")
        .and_then(Value::as_str)
        .map(str::to_owned);
    Ok(PlaidEvent {
        webhook_type: event.webhook_type,
        webhook_code: event.webhook_code,
        item_id: event.item_id,
        environment: event.environment,
        error_code,
        issued_at,
    })
}

/// ES256 and nothing else; there are no claims of its own that the library could check.
fn validation() -> Validation {
    let mut validation = Validation::new(Algorithm::ES256);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

/// The longest header that is looked at. Real ones have about 300 characters.
const MAX_TOKEN: usize = 4_096;
/// The longest key id that is looked at. Real ones are UUIDs.
const MAX_KID: usize = 128;

/// The key id a token names, if the token is one that Plaid could have made.
pub(super) fn kid_of(token: &str) -> Result<String, Reject> {
    if token.len() > MAX_TOKEN {
        return Err(Reject::BadSignature);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| Reject::BadSignature)?;
    let kid = header.kid.unwrap_or_default();
    let sound =
        !kid.is_empty() && kid.len() <= MAX_KID && kid.bytes().all(|b| b.is_ascii_graphic());
    if header.alg != Algorithm::ES256 || !sound {
        return Err(Reject::BadSignature);
    }
    Ok(kid)
}
