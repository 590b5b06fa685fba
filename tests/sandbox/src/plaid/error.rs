//! Errors in Plaid's shape.

use serde_json::json;

use crate::{Response, sandbox::Shared};

/// What can be wrong with an Item.
const ITEM_CODES: [&str; 12] = [
    "ACCESS_NOT_GRANTED",
    "INSUFFICIENT_CREDENTIALS",
    "INVALID_CREDENTIALS",
    "INVALID_MFA",
    "ITEM_LOCKED",
    "ITEM_NOT_FOUND",
    "NO_ACCOUNTS",
    "PASSWORD_RESET_REQUIRED",
    "PRODUCTS_NOT_SUPPORTED",
    "PRODUCT_NOT_READY",
    "USER_PERMISSION_REVOKED",
    "USER_SETUP_REQUIRED",
];

/// What Plaid answers instead of a result.
#[derive(Clone, Debug)]
pub(crate) struct PlaidError {
    status: u16,
    kind: &'static str,
    code: &'static str,
    message: String,
}

impl PlaidError {
    fn new(status: u16, kind: &'static str, code: &'static str, message: &str) -> Self {
        Self {
            status,
            kind,
            code,
            message: message.to_owned(),
        }
    }

    pub(crate) fn invalid(code: &'static str, message: &str) -> Self {
        Self::new(400, "INVALID_REQUEST", code, message)
    }

    pub(crate) fn field(message: &str) -> Self {
        Self::invalid("INVALID_FIELD", message)
    }

    pub(crate) fn missing(name: &str) -> Self {
        Self::invalid(
            "MISSING_FIELDS",
            &format!("the following required fields are missing: {name}"),
        )
    }

    pub(crate) fn not_found() -> Self {
        Self::new(
            404,
            "INVALID_REQUEST",
            "NOT_FOUND",
            "the requested resource does not exist",
        )
    }

    pub(crate) fn api_keys() -> Self {
        Self::new(
            400,
            "INVALID_INPUT",
            "INVALID_API_KEYS",
            "invalid client_id or secret provided",
        )
    }

    pub(crate) fn access_token() -> Self {
        Self::new(
            400,
            "INVALID_INPUT",
            "INVALID_ACCESS_TOKEN",
            "could not find matching access token",
        )
    }

    pub(crate) fn public_token() -> Self {
        Self::new(
            400,
            "INVALID_INPUT",
            "INVALID_PUBLIC_TOKEN",
            "could not find matching public token",
        )
    }

    pub(crate) fn institution() -> Self {
        Self::new(
            400,
            "INVALID_INPUT",
            "INVALID_INSTITUTION",
            "invalid institution_id provided",
        )
    }

    /// Something is wrong with an Item.
    pub(crate) fn item(code: &str) -> Self {
        if code == "ITEM_LOGIN_REQUIRED" {
            return Self::login_required();
        }
        let code = ITEM_CODES.iter().find(|known| **known == code);
        let code = code.copied().unwrap_or("ITEM_NOT_SUPPORTED");
        Self::new(400, "ITEM_ERROR", code, "the item needs its user")
    }

    pub(crate) fn account_id() -> Self {
        let message = "one or more of the account IDs is invalid";
        Self::new(400, "INVALID_INPUT", "INVALID_ACCOUNT_ID", message)
    }

    /// No balance is as new as it was asked for.
    pub(crate) fn balance_too_old() -> Self {
        let message = "requested datetime is out of range of the most recently updated balance";
        let code = "LAST_UPDATED_DATETIME_OUT_OF_RANGE";
        Self::new(400, "INVALID_RESULT", code, message)
    }

    /// The bank itself does not answer.
    pub(crate) fn institution_down() -> Self {
        let message =
            "this institution is not currently responding to this request. please try again soon";
        Self::new(400, "INSTITUTION_ERROR", "INSTITUTION_DOWN", message)
    }

    /// More calls for one Item than its limit a minute.
    pub(crate) fn rate_limit(code: &'static str) -> Self {
        Self::new(
            429,
            "RATE_LIMIT_EXCEEDED",
            code,
            "rate limit exceeded for attempts to access this item. please try again later",
        )
    }

    fn login_required() -> Self {
        let message = "the login details of this item have changed (credentials, MFA, or required user action) and a user login is required to update this information. use Link's update mode to restore the item to a good state";
        Self::new(400, "ITEM_ERROR", "ITEM_LOGIN_REQUIRED", message)
    }

    pub(crate) fn mutated() -> Self {
        let message = "Underlying transaction data changed since last page was fetched. Please restart pagination from last update.";
        Self::new(
            400,
            "TRANSACTIONS_ERROR",
            "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION",
            message,
        )
    }

    /// The error as an Item or a webhook carries it.
    pub(crate) fn json(&self) -> serde_json::Value {
        json!({
            "display_message": null,
            "error_code": self.code,
            "error_message": self.message,
            "error_type": self.kind,
            "status": self.status,
        })
    }
}

/// The error as an answer.
pub(super) fn answer(error: &PlaidError, shared: &mut Shared) -> Response {
    let body = json!({
        "display_message": null,
        "documentation_url": "https://plaid.com/docs/errors/",
        "error_code": error.code,
        "error_message": error.message,
        "error_type": error.kind,
        "request_id": shared.tokens.hex(8),
        "suggested_action": null,
    });
    Response::json(error.status, &body)
}
