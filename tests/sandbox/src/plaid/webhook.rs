//! Plaid's webhooks: JSON indented by two, its SHA-256 in a JWT that is signed with ES256.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};

use super::{Outcome, PlaidError};
use crate::{
    RailName, Webhook,
    tokens::{Tokens, jws, sha256_hex},
};

/// When the sandbox's key was made; any moment before its first use will do.
const KEY_CREATED_AT: i64 = 1_560_466_150;

/// Only its form counts: nobody has to act by it.
const IN_A_WEEK: &str = "2030-01-01T00:00:00Z";

/// One signing key.
#[derive(Clone)]
struct Key {
    kid: String,
    key: SigningKey,
}

/// The signing key in use, and those that were.
#[derive(Clone)]
pub(crate) struct Keys {
    now: Key,
    retired: Vec<(Key, i64)>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys")
            .field("kid", &self.now.kid)
            .finish_non_exhaustive()
    }
}

impl Key {
    fn new(tokens: &mut Tokens) -> Self {
        let kid = tokens.uuid();
        loop {
            // All but one in 2^32 draws are a valid scalar.
            if let Ok(key) = SigningKey::from_slice(&tokens.key()) {
                return Self { kid, key };
            }
        }
    }

    fn json(&self, expired_at: Option<i64>) -> Value {
        let point = self.key.verifying_key().to_sec1_point(false);
        let coordinate =
            |bytes: Option<&[u8]>| bytes.map(|b| URL_SAFE_NO_PAD.encode(b)).unwrap_or_default();
        json!({"key": {
            "alg": "ES256",
            "created_at": KEY_CREATED_AT,
            "crv": "P-256",
            "expired_at": expired_at,
            "kid": self.kid,
            "kty": "EC",
            "use": "sig",
            "x": coordinate(point.x().map(|x| x.as_slice())),
            "y": coordinate(point.y().map(|y| y.as_slice())),
        }})
    }
}

impl Keys {
    pub(crate) fn new(tokens: &mut Tokens) -> Self {
        Self {
            now: Key::new(tokens),
            retired: Vec::new(),
        }
    }

    /// Signs with another key from now on.
    pub(super) fn rotate(&mut self, tokens: &mut Tokens, now: Timestamp) {
        let old = std::mem::replace(&mut self.now, Key::new(tokens));
        self.retired.push((old, now.as_second()));
    }

    /// `/webhook_verification_key/get`.
    pub(super) fn get(&self, kid: &str) -> Outcome {
        if kid == self.now.kid {
            return Ok(self.now.json(None));
        }
        let old = self.retired.iter().find(|(key, _)| key.kid == kid);
        match old {
            Some((key, since)) => Ok(key.json(Some(*since))),
            None => Err(PlaidError::invalid(
                "INVALID_WEBHOOK_VERIFICATION_KEY_ID",
                "invalid key_id provided",
            )),
        }
    }

    /// A signed delivery of `body` to `url`.
    pub(crate) fn sign(&self, url: &str, body: &Value, now: Timestamp) -> Webhook {
        let bytes = serde_json::to_vec_pretty(body).unwrap_or_default();
        let header = json!({"alg": "ES256", "kid": self.now.kid, "typ": "JWT"});
        let claims = json!({"iat": now.as_second(), "request_body_sha256": sha256_hex(&bytes)});
        let token = jws(&header, &claims, |input| {
            let signature: Signature = self.now.key.sign(input);
            signature.to_bytes().to_vec()
        });
        Webhook {
            rail: RailName::Plaid,
            url: url.to_owned(),
            headers: vec![
                ("Content-Type".to_owned(), "application/json".to_owned()),
                ("Plaid-Verification".to_owned(), token),
            ],
            body: bytes,
        }
    }
}

/// The type a webhook code belongs to.
pub(crate) fn kind_of(code: &str) -> &'static str {
    match code {
        "SYNC_UPDATES_AVAILABLE"
        | "INITIAL_UPDATE"
        | "HISTORICAL_UPDATE"
        | "DEFAULT_UPDATE"
        | "TRANSACTIONS_REMOVED"
        | "RECURRING_TRANSACTIONS_UPDATE" => "TRANSACTIONS",
        _ => "ITEM",
    }
}

/// A webhook's body, with the fields its code has.
pub(crate) fn body(item_id: &str, kind: &str, code: &str) -> Value {
    let mut body = json!({
        "environment": "sandbox",
        "item_id": item_id,
        "webhook_code": code,
        "webhook_type": kind,
    });
    match code {
        "SYNC_UPDATES_AVAILABLE" => {
            body["historical_update_complete"] = json!(true);
            body["initial_update_complete"] = json!(true);
        }
        "ERROR" => body["error"] = PlaidError::item("ITEM_LOGIN_REQUIRED").json(),
        "USER_PERMISSION_REVOKED" => {
            body["error"] = PlaidError::item("USER_PERMISSION_REVOKED").json();
        }
        "NEW_ACCOUNTS_AVAILABLE" => body["error"] = Value::Null,
        "PENDING_DISCONNECT" => {
            body["disconnect_time"] = json!(IN_A_WEEK);
            body["reason"] = json!("INSTITUTION_TOKEN_EXPIRATION");
        }
        "PENDING_EXPIRATION" => body["consent_expiration_time"] = json!(IN_A_WEEK),
        "WEBHOOK_UPDATE_ACKNOWLEDGED" => {
            body["error"] = Value::Null;
            body["new_webhook_url"] = json!("https://hooks.example/plaid");
        }
        "USER_ACCOUNT_REVOKED" => body["account_id"] = json!(item_id),
        "TRANSACTIONS_REMOVED" => {
            body["error"] = Value::Null;
            body["removed_transactions"] = json!([]);
        }
        "RECURRING_TRANSACTIONS_UPDATE" => body["account_ids"] = json!([]),
        "DEFAULT_UPDATE" | "INITIAL_UPDATE" | "HISTORICAL_UPDATE" => {
            body["error"] = Value::Null;
            body["new_transactions"] = json!(0);
        }
        _ => {}
    }
    body
}
