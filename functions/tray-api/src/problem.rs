//! Errors as `application/problem+json` (RFC 9457). Nothing internal is ever in them.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use oodaloo_domain::facts::Flag;
use oodaloo_domain::settings::Fault;
use serde_json::{Map, Value, json};

/// Where problem types are explained.
pub const TYPES: &str = "https://oodaloo.app/problems/";

/// The longest detail, in characters: it may quote the request, and the request may be long.
const MAX_DETAIL_CHARS: usize = 300;

/// One type of problem.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The last part of its URI.
    pub slug: &'static str,
    /// Its HTTP status, always the same.
    pub status: StatusCode,
    /// What it is called, always the same.
    pub title: &'static str,
    /// When it happens and what to do: one paragraph.
    pub about: &'static str,
}

impl Kind {
    /// Its URI.
    #[must_use]
    pub fn uri(&self) -> String {
        format!("{TYPES}{}", self.slug)
    }
}

macro_rules! kinds {
    ($($(#[doc = $about:literal])+ $name:ident = $status:ident $slug:literal $title:literal;)+) => {
        $(
            $(#[doc = $about])+
            const $name: &Kind = &Kind {
                slug: $slug,
                status: StatusCode::$status,
                title: $title,
                about: concat!($($about),+),
            };
        )+

        /// Every type of problem; `docs/problems.md` is made of it.
        pub const KINDS: &[&Kind] = &[$($name),+];
    };
}

kinds! {
    /// The request cannot be read: malformed or incomplete JSON, a field that is missing, unknown, given
    /// twice or of another type, nesting beyond 16 levels, control characters in a text, an amount that is
    /// not decimal text, a query without `company_id`. `detail` says which. Mend the request; the same one
    /// will never succeed.
    BAD_REQUEST = BAD_REQUEST "bad-request" "The request is not understood";
    /// An action came without an `Idempotency-Key`, or with one that is not 1 to 64 visible ASCII characters
    /// without `#`. Choose a new key for each new request, and send the same one when you repeat a request.
    IDEMPOTENCY_KEY = BAD_REQUEST "idempotency-key" "A key is missing";
    /// No token, an expired one, or one that was not made for this API: an ID token, or a token of another
    /// app. Sign in and send the access token. The gateway itself answers most of these, with its own
    /// `{"message":"Unauthorized"}`.
    UNAUTHENTICATED = UNAUTHORIZED "unauthenticated" "Sign in first";
    /// What was asked for belongs to an add-on that the company does not have. `add_on` names it and `price`
    /// says what it costs.
    ADD_ON = PAYMENT_REQUIRED "add-on" "This belongs to an add-on";
    /// A member whose role does not do this. An owner can.
    ROLE = FORBIDDEN "role" "Your role does not do this";
    /// It is not there, or it is not the caller's: the answer is the same, so that nobody learns what
    /// others have. What was decided already is no longer in the tray, so it is not found there either.
    NOT_FOUND = NOT_FOUND "not-found" "Not found";
    /// The path is right and the method is not.
    METHOD = METHOD_NOT_ALLOWED "method" "This cannot be done here";
    /// Somebody or something changed it since it was read. `detail` says what is there now, and `current`
    /// has it where it is known. Read again, look again, then decide again.
    STALE = CONFLICT "stale" "This has changed since you looked";
    /// A company always has an owner: its last one can neither leave nor take another role.
    LAST_OWNER = CONFLICT "last-owner" "A company needs an owner";
    /// It was there, and is not any more: an invitation that was used, withdrawn or is over.
    GONE = GONE "gone" "This is no longer so";
    /// `If-Match` names a version that is no more. `current` has what is there now and `etag` its version,
    /// `changed_by` and `changed_at` say who changed it and when.
    PRECONDITION_FAILED = PRECONDITION_FAILED "precondition-failed" "This has changed since you looked";
    /// The body is larger than 64 KiB; or a file is larger than 4 MB, or has more than 100,000 rows: `detail` says
    /// which. Send a file in pieces, cut at days: rows that two pieces share are taken once.
    TOO_LARGE = PAYLOAD_TOO_LARGE "too-large" "The request is too large";
    /// The body is not declared as `application/json`.
    MEDIA_TYPE = UNSUPPORTED_MEDIA_TYPE "media-type" "Send JSON";
    /// Understood, but it makes no sense for this: `detail` says why, and `errors`, where there is one, names
    /// each field with a JSON pointer. Nothing was changed.
    UNPROCESSABLE = UNPROCESSABLE_ENTITY "unprocessable" "This cannot be done";
    /// The file is no CSV that can be read: `detail` says what it looks like and what to ask the bank for.
    NOT_A_CSV = UNPROCESSABLE_ENTITY "not-a-csv" "This is not a CSV that can be read";
    /// The file does not tell enough to be read without guessing: which column is what, in which order its dates are
    /// written, or which way the money went. `say` names the field and what may be said of it, for `mapping`;
    /// `columns` are the file's columns.
    SAY_MORE = UNPROCESSABLE_ENTITY "say-more" "Say what the file means";
    /// The `Idempotency-Key` came with another request before. Choose a new one.
    IDEMPOTENCY_MISMATCH = UNPROCESSABLE_ENTITY "idempotency-mismatch" "This key belongs to another request";
    /// The answer would be larger than one answer can be. Ask for less.
    TOO_MUCH = UNPROCESSABLE_ENTITY "too-much" "That is more than one answer can hold";
    /// A change of a whole resource without `If-Match`. Send the `ETag` of what you have read.
    PRECONDITION_REQUIRED = PRECONDITION_REQUIRED "precondition-required" "Say which version you change";
    /// Our mistake. Nothing was changed. Tell us the `request_id`.
    INTERNAL = INTERNAL_SERVER_ERROR "internal" "Something broke on our side";
    /// A rail (Jobber, Plaid) did not accept what was handed to it. Start the connection again.
    RAIL = UNPROCESSABLE_ENTITY "rail" "The other side did not accept it";
    /// Something we need did not answer in time. Nothing was changed; the same request may succeed in a
    /// moment.
    UNAVAILABLE = SERVICE_UNAVAILABLE "unavailable" "Not available just now";
}

/// One error, as the client sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    kind: &'static Kind,
    detail: String,
    more: Map<String, Value>,
}

impl Problem {
    fn new(kind: &'static Kind, detail: impl Into<String>) -> Self {
        let mut detail: String = detail.into();
        if let Some((end, _)) = detail.char_indices().nth(MAX_DETAIL_CHARS) {
            detail.truncate(end);
            detail.push('…');
        }
        Self {
            kind,
            detail,
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
        let detail = "This needs an access token of a signed-in person.";
        Self::new(UNAUTHENTICATED, detail)
    }

    /// A member whose role does not do this.
    #[must_use]
    pub fn forbidden(role: &str) -> Self {
        Self::new(ROLE, format!("Only an {role} can do this."))
    }

    /// It is not there, or not the caller's: they cannot tell which.
    #[must_use]
    pub fn not_found(what: &str) -> Self {
        Self::new(NOT_FOUND, format!("There is no such {what}."))
    }

    /// Not with this method.
    #[must_use]
    pub fn method() -> Self {
        Self::new(METHOD, "This address does not take this method.")
    }

    /// The request itself is wrong.
    #[must_use]
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(BAD_REQUEST, detail)
    }

    /// A body beyond the limit.
    #[must_use]
    pub fn too_large(limit: usize) -> Self {
        Self::new(TOO_LARGE, format!("At most {limit} bytes are taken."))
    }

    /// A file beyond the limit.
    #[must_use]
    pub fn too_large_file(limit: usize) -> Self {
        let limit = limit / 1024 / 1024;
        let detail = format!(
            "A file of at most {limit} MB is taken. Send it in pieces, cut at days: rows that two pieces share are taken once."
        );
        Self::new(TOO_LARGE, detail)
    }

    /// A file that is no CSV.
    #[must_use]
    pub fn not_a_csv(detail: impl Into<String>) -> Self {
        Self::new(NOT_A_CSV, detail)
    }

    /// A file that cannot be read unless somebody says more.
    #[must_use]
    pub fn say_more(detail: impl Into<String>) -> Self {
        Self::new(SAY_MORE, detail)
    }

    /// A body that does not say it is JSON.
    #[must_use]
    pub fn media_type() -> Self {
        Self::new(MEDIA_TYPE, "The body must be application/json.")
    }

    /// Understood, but it makes no sense.
    #[must_use]
    pub fn unprocessable(detail: impl Into<String>) -> Self {
        Self::new(UNPROCESSABLE, detail)
    }

    /// Fields that nobody may have so: names each, with a JSON pointer.
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

    /// An action that may be repeated needs a key.
    #[must_use]
    pub fn no_idempotency_key() -> Self {
        let detail = "Send an Idempotency-Key of 1 to 64 visible characters without '#': the same one when you repeat the same request.";
        Self::new(IDEMPOTENCY_KEY, detail)
    }

    /// The key was used for another request.
    #[must_use]
    pub fn idempotency_mismatch() -> Self {
        let detail = "The same Idempotency-Key came with another request before: choose a new one.";
        Self::new(IDEMPOTENCY_MISMATCH, detail)
    }

    /// A change of a whole resource without `If-Match`.
    #[must_use]
    pub fn precondition_required() -> Self {
        let detail = "Send the ETag of what you read as If-Match.";
        Self::new(PRECONDITION_REQUIRED, detail)
    }

    /// `If-Match` names a version that is no more.
    #[must_use]
    pub fn precondition_failed(detail: impl Into<String>) -> Self {
        Self::new(PRECONDITION_FAILED, detail)
    }

    /// It needs an add-on that the company does not have.
    #[must_use]
    pub fn add_on(flag: Flag) -> Self {
        let detail = format!("{} {}: {}.", flag.as_str(), flag.offer(), flag.price());
        Self::new(ADD_ON, detail)
            .with("add_on", flag.as_str())
            .with("price", flag.price())
    }

    /// It was there, and is not any more.
    #[must_use]
    pub fn gone(detail: impl Into<String>) -> Self {
        Self::new(GONE, detail)
    }

    /// A company always has an owner.
    #[must_use]
    pub fn last_owner() -> Self {
        let detail = "You are the only owner: make somebody else an owner first.";
        Self::new(LAST_OWNER, detail)
    }

    /// More than one answer can hold.
    #[must_use]
    pub fn too_much(detail: impl Into<String>) -> Self {
        Self::new(TOO_MUCH, detail)
    }

    /// The screen is behind: says what is there now.
    #[must_use]
    pub fn stale(detail: impl Into<String>) -> Self {
        Self::new(STALE, detail)
    }

    /// A rail said no.
    #[must_use]
    pub fn rail(detail: impl Into<String>) -> Self {
        Self::new(RAIL, detail)
    }

    /// Try again.
    #[must_use]
    pub fn unavailable() -> Self {
        let detail = "Try again in a moment; nothing was changed.";
        Self::new(UNAVAILABLE, detail)
    }

    /// Ours to mend.
    #[must_use]
    pub fn internal() -> Self {
        let detail = "Nothing was changed. The request id tells us where to look.";
        Self::new(INTERNAL, detail)
    }

    /// Says more exactly what happened.
    #[must_use]
    pub fn because(mut self, detail: &str) -> Self {
        self.detail = detail.into();
        self
    }

    /// Whether another request may fare better: it is not us, nor the caller's right to be here.
    #[must_use]
    pub fn is_about_the_request(&self) -> bool {
        self.status().is_client_error() && self.status() != StatusCode::UNAUTHORIZED
    }

    /// As it stands inside another answer.
    #[must_use]
    pub fn as_json(&self) -> Value {
        let mut body = self.more.clone();
        body.insert("type".into(), self.kind.uri().into());
        body.insert("title".into(), self.kind.title.into());
        body.insert("status".into(), self.kind.status.as_u16().into());
        body.insert("detail".into(), self.detail.clone().into());
        Value::Object(body)
    }

    /// Its status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.kind.status
    }

    /// As an answer to one request.
    pub(crate) fn answer(&self, request_id: Option<&str>) -> Response {
        let mut body = self.as_json();
        if let Some(id) = request_id {
            body["request_id"] = id.into();
        }
        let content_type = HeaderValue::from_static("application/problem+json");
        (
            self.kind.status,
            [(header::CONTENT_TYPE, content_type)],
            body.to_string(),
        )
            .into_response()
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
    /// Takes itself along, for the layer that knows the request's id.
    fn into_response(self) -> Response {
        let mut response = self.answer(None);
        response.extensions_mut().insert(self);
        response
    }
}
/// A problem inside another answer.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "a schema")]
pub(crate) struct ProblemInside {
    /// One of the fixed list.
    r#type: String,
    title: String,
    status: u16,
    detail: String,
}
