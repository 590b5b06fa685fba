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

/// The signing key in use.
#[derive(Clone)]
pub(crate) struct Keys {
    kid: String,
    key: SigningKey,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

impl Keys {
    pub(crate) fn new(tokens: &mut Tokens) -> Self {
        let kid = tokens.uuid();
        loop {
            // All but one in 2^32 draws are a valid scalar.
            if let Ok(key) = SigningKey::from_slice(&tokens.key()) {
                return Self { kid, key };
            }
        }
    }

    /// `/webhook_verification_key/get`.
    pub(super) fn get(&self, kid: &str) -> Outcome {
        if kid != self.kid {
            return Err(PlaidError::invalid(
                "INVALID_WEBHOOK_VERIFICATION_KEY_ID",
                "invalid key_id provided",
            ));
        }
        let point = self.key.verifying_key().to_sec1_point(false);
        let coordinate =
            |bytes: Option<&[u8]>| bytes.map(|b| URL_SAFE_NO_PAD.encode(b)).unwrap_or_default();
        Ok(json!({"key": {
            "alg": "ES256",
            "created_at": KEY_CREATED_AT,
            "crv": "P-256",
            "expired_at": null,
            "kid": self.kid,
            "kty": "EC",
            "use": "sig",
            "x": coordinate(point.x().map(|x| x.as_slice())),
            "y": coordinate(point.y().map(|y| y.as_slice())),
        }}))
    }

    /// A signed delivery of `body` to `url`.
    pub(crate) fn sign(&self, url: &str, body: &Value, now: Timestamp) -> Webhook {
        let bytes = serde_json::to_vec_pretty(body).unwrap_or_default();
        let header = json!({"alg": "ES256", "kid": self.kid, "typ": "JWT"});
        let claims = json!({"iat": now.as_second(), "request_body_sha256": sha256_hex(&bytes)});
        let token = jws(&header, &claims, |input| {
            let signature: Signature = self.key.sign(input);
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
        "ERROR" => body["error"] = PlaidError::login_required().json(),
        "USER_PERMISSION_REVOKED" | "NEW_ACCOUNTS_AVAILABLE" => body["error"] = Value::Null,
        "DEFAULT_UPDATE" | "INITIAL_UPDATE" | "HISTORICAL_UPDATE" => {
            body["error"] = Value::Null;
            body["new_transactions"] = json!(0);
        }
        _ => {}
    }
    body
}
