//! Errors as `application/problem+json` (RFC 9457). Nothing internal is ever in them.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use oodaloo_domain::facts::Flag;
use oodaloo_domain::settings::Fault;
use serde_json::{Map, Value, json};

/// Where problem types are explained.
const TYPES: &str = "https://oodaloo.app/problems/";

/// One error, as the client sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    status: StatusCode,
    slug: &'static str,
    title: &'static str,
    detail: String,
    more: Map<String, Value>,
}

impl Problem {
    fn new(
        status: StatusCode,
        slug: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            status,
            slug,
            title,
            detail: detail.into(),
            more: Map::new(),
        }
    }

    /// Adds a member of this type's own.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.more.insert(name.into(), value.into());
        self
    }

    /// No token, or not one for us.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "unauthenticated",
            "Sign in first",
            "This needs an access token of a signed-in person.",
        )
    }

    /// A member whose role does not do this.
    #[must_use]
    pub fn forbidden(role: &str) -> Self {
        Self::new(
            StatusCode::FORBIDDEN,
            "role",
            "Your role does not do this",
            format!("Only an {role} can do this."),
        )
    }

    /// It is not there, or not the caller's: they cannot tell which.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "Not found",
            format!("There is no such {what}."),
        )
    }

    /// The request itself is wrong.
    #[must_use]
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "bad-request",
            "The request is not understood",
            detail,
        )
    }

    /// Understood, but it makes no sense.
    #[must_use]
    pub fn unprocessable(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "unprocessable",
            "This cannot be done",
            detail,
        )
    }

    /// An action that may be repeated needs a key.
    #[must_use]
    pub fn no_idempotency_key() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "idempotency-key",
            "A key is missing",
            "Send an Idempotency-Key of 1 to 64 visible characters without '#': the same one when you repeat the same request.",
        )
    }

    /// The key was used for another request.
    #[must_use]
    pub fn idempotency_mismatch() -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "idempotency-mismatch",
            "This key belongs to another request",
            "The same Idempotency-Key came with another request before: choose a new one.",
        )
    }

    /// A body that cannot be read at all.
    #[must_use]
    pub fn body(status: StatusCode, detail: impl Into<String>) -> Self {
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::new(
                status,
                "too-large",
                "The request is too large",
                format!("A request holds at most {} bytes.", crate::MAX_BODY_BYTES),
            );
        }
        Self::bad_request(detail)
    }

    /// The screen is behind: says what is there now.
    #[must_use]
    pub fn stale(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "stale",
            "This has changed since you looked",
            detail,
        )
    }

    /// Settings that nobody may have: names each, with a JSON pointer.
    #[must_use]
    pub fn invalid(faults: &[Fault]) -> Self {
        let errors: Vec<Value> = faults
            .iter()
            .map(|f| json!({"pointer": format!("/{}", f.field), "detail": f.why}))
            .collect();
        let first = faults.first();
        let detail = first.map_or_else(String::new, |f| format!("{}: {}", f.field, f.why));
        Self::unprocessable(detail).with("errors", errors)
    }

    /// A change of a whole resource without `If-Match`.
    #[must_use]
    pub fn precondition_required() -> Self {
        Self::new(
            StatusCode::PRECONDITION_REQUIRED,
            "precondition-required",
            "Say which version you change",
            "Send the ETag of what you read as If-Match.",
        )
    }

    /// `If-Match` names a version that is no more.
    #[must_use]
    pub fn precondition_failed(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "precondition-failed",
            "This has changed since you looked",
            detail,
        )
    }

    /// It needs an add-on that the company does not have.
    #[must_use]
    pub fn add_on(flag: Flag) -> Self {
        Self::new(
            StatusCode::PAYMENT_REQUIRED,
            "add-on",
            "This belongs to an add-on",
            format!("{} {}: {}.", flag.as_str(), flag.offer(), flag.price()),
        )
        .with("add_on", flag.as_str())
        .with("price", flag.price())
    }

    /// It was there, and is not any more.
    #[must_use]
    pub fn gone(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::GONE, "gone", "This is no longer so", detail)
    }

    /// A company always has an owner.
    #[must_use]
    pub fn last_owner() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "last-owner",
            "A company needs an owner",
            "You are the only owner: make somebody else an owner first.",
        )
    }

    /// More than one answer can hold.
    #[must_use]
    pub fn too_much(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "too-much",
            "That is more than one answer can hold",
            detail,
        )
    }

    /// A rail said no.
    #[must_use]
    pub fn rail(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_GATEWAY,
            "rail",
            "The other side did not accept it",
            detail,
        )
    }

    /// Try again.
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Not available just now",
            "Try again in a moment; nothing was changed.",
        )
    }

    /// Says more exactly what happened.
    #[must_use]
    pub fn because(mut self, detail: &str) -> Self {
        self.detail = detail.into();
        self
    }

    /// Ours to mend.
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something broke on our side",
            "Nothing was changed. The request id tells us where to look.",
        )
    }

    /// Whether another request may fare better: it is not us, nor the caller's right to be here.
    #[must_use]
    pub fn is_about_the_request(&self) -> bool {
        self.status.is_client_error() && self.status != StatusCode::UNAUTHORIZED
    }

    /// As it stands inside another answer.
    #[must_use]
    pub fn as_json(&self) -> Value {
        let mut body = self.more.clone();
        body.insert("type".into(), format!("{TYPES}{}", self.slug).into());
        body.insert("title".into(), self.title.into());
        body.insert("status".into(), self.status.as_u16().into());
        body.insert("detail".into(), self.detail.clone().into());
        Value::Object(body)
    }

    /// Its status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }
}

impl From<oodaloo_store::StoreError> for Problem {
    fn from(error: oodaloo_store::StoreError) -> Self {
        tracing::error!(%error, "the store failed");
        if error.is_transient() {
            Self::unavailable()
        } else {
            Self::internal()
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let content_type = HeaderValue::from_static("application/problem+json");
        (
            self.status,
            [(header::CONTENT_TYPE, content_type)],
            self.as_json().to_string(),
        )
            .into_response()
    }
}
