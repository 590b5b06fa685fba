//! One GraphQL exchange: headers out, errors and costs in.

use oodaloo_domain::facts::RailName;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::watch::Watch;
use super::{API_VERSION, RAIL};
use crate::port::{Rail, RailError, Request, Response};
use crate::text::excerpt;

/// After a 429, which says nothing itself: a fifth of Jobber's window of 300 s.
const WAIT_AFTER_429: u32 = 60;
/// When Jobber throttles without saying what is left: enough for the largest of our queries.
const WAIT_UNTOLD: u32 = 10;

/// A plan, or the permissions of whoever connected, may withhold this.
const OPTIONAL: &str = "jobCosting";

/// What a query cost, and what is left for the next, in Jobber's points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ThrottleStatus {
    /// What the query could have cost: this has to fit.
    pub requested: i64,
    /// What it did cost.
    pub actual: i64,
    /// What is left.
    pub available: i64,
    /// What a full bucket holds.
    pub maximum: i64,
    /// Points restored per second.
    pub restore_rate: i64,
}

#[derive(Deserialize)]
struct Envelope {
    data: Option<Box<RawValue>>,
    errors: Option<Vec<WireError>>,
    extensions: Option<Extensions>,
}

#[derive(Deserialize)]
struct WireError {
    #[serde(default)]
    message: String,
    #[serde(default)]
    path: Vec<Value>,
    extensions: Option<ErrorExtensions>,
}

impl WireError {
    /// Whether a field of that name is what it is about.
    fn is_about(&self, field: &str) -> bool {
        self.path.iter().any(|part| part == field)
    }

    fn code(&self) -> &str {
        self.extensions
            .as_ref()
            .and_then(|e| e.code.as_deref())
            .unwrap_or_default()
    }
}

#[derive(Deserialize)]
struct ErrorExtensions {
    code: Option<String>,
}

#[derive(Deserialize)]
struct Extensions {
    cost: Option<Cost>,
    versioning: Option<Versioning>,
}

#[derive(Deserialize)]
struct Versioning {
    version: Option<String>,
    warning: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cost {
    requested_query_cost: Option<i64>,
    actual_query_cost: Option<i64>,
    throttle_status: Option<Bucket>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bucket {
    maximum_available: Option<i64>,
    currently_available: Option<i64>,
    restore_rate: Option<i64>,
}

impl Cost {
    fn status(&self) -> Option<ThrottleStatus> {
        let bucket = self.throttle_status.as_ref()?;
        Some(ThrottleStatus {
            requested: self.requested_query_cost.unwrap_or_default(),
            actual: self.actual_query_cost.unwrap_or_default(),
            available: bucket.currently_available?,
            maximum: bucket.maximum_available?,
            restore_rate: bucket.restore_rate?,
        })
    }
}

/// What came back: the data, and the price where Jobber says it.
pub(super) struct Answer<T> {
    pub(super) data: T,
    pub(super) cost: Option<ThrottleStatus>,
}

/// Sends a query and reads its `data`.
pub(super) async fn ask<T: DeserializeOwned>(
    rail: &dyn Rail,
    access: &SecretString,
    query: &str,
    variables: &Value,
    watch: &Watch,
) -> Result<Answer<T>, RailError> {
    let request = Request {
        rail: RailName::Jobber,
        method: "POST",
        path: "/api/graphql".into(),
        headers: vec![
            (
                "authorization",
                format!("Bearer {}", access.expose_secret()),
            ),
            ("content-type", "application/json".into()),
            ("accept", "application/json".into()),
            ("x-jobber-graphql-version", API_VERSION.into()),
        ],
        body: json!({"query": query, "variables": variables})
            .to_string()
            .into_bytes(),
    };
    watch.request();
    read(&rail.send(request).await.map_err(RailError::from)?, watch)
}

fn read<T: DeserializeOwned>(answer: &Response, watch: &Watch) -> Result<Answer<T>, RailError> {
    if answer.status != 200 {
        return Err(http_error(answer));
    }
    let envelope: Envelope = serde_json::from_slice(&answer.body).map_err(|e| {
        let why = excerpt(&e.to_string());
        // Not JSON at all is a maintenance page or a broken answer; JSON of another shape is news.
        if e.is_data() {
            RailError::Refused { rail: RAIL, why }
        } else {
            RailError::Unavailable { rail: RAIL, why }
        }
    })?;
    let extensions = envelope.extensions.as_ref();
    let cost = extensions
        .and_then(|e| e.cost.as_ref())
        .and_then(Cost::status);
    if let Some(status) = cost {
        watch.throttle(status);
    }
    if let Some(served) = extensions
        .and_then(|e| e.versioning.as_ref())
        .and_then(other_version)
    {
        watch.other_version(served);
    }
    let errors = envelope.errors.as_deref().unwrap_or_default();
    // With the rest of the answer there, a field that was withheld is simply not known.
    let may_lack = envelope.data.is_some();
    let (withheld, errors): (Vec<&WireError>, Vec<&WireError>) = errors
        .iter()
        .partition(|e| may_lack && e.is_about(OPTIONAL));
    if !withheld.is_empty() {
        watch.withheld();
    }
    if let Some(error) = graphql_error(&errors, cost) {
        return Err(error);
    }
    let refused = |why: String| RailError::Refused { rail: RAIL, why };
    let data = envelope
        .data
        .ok_or_else(|| refused("an answer without data".into()))?;
    let data = serde_json::from_str(data.get()).map_err(|e| refused(excerpt(&e.to_string())))?;
    Ok(Answer { data, cost })
}

/// Jobber warns in the last months of a version, and silently serves another after its end.
fn other_version(versioning: &Versioning) -> Option<String> {
    let served = versioning.version.as_deref().unwrap_or(API_VERSION);
    let warned = versioning.warning.as_ref().is_some_and(|w| !w.is_null());
    (served != API_VERSION || warned).then(|| excerpt(served))
}

/// The most useful of the errors. A record that is not there is no error: its data is null.
fn graphql_error(errors: &[&WireError], cost: Option<ThrottleStatus>) -> Option<RailError> {
    let errors: Vec<_> = errors.iter().filter(|e| e.code() != "NOT_FOUND").collect();
    let first = errors.first()?;
    let has = |code: &str| errors.iter().any(|e| e.code() == code);
    if has("THROTTLED") {
        return Some(throttled(cost));
    }
    if let Some(gone) = errors.iter().find(|e| disconnected(&e.message)) {
        return Some(RailError::NeedsReconnect {
            rail: RAIL,
            why: excerpt(&gone.message),
        });
    }
    if has("UNAUTHENTICATED") {
        return Some(RailError::Unauthorised(RAIL));
    }
    Some(RailError::Refused {
        rail: RAIL,
        why: excerpt(&format!("{} {}", first.code(), first.message)),
    })
}

fn throttled(cost: Option<ThrottleStatus>) -> RailError {
    let Some(cost) = cost else {
        return RailError::Throttled {
            rail: RAIL,
            wait_seconds: WAIT_UNTOLD,
        };
    };
    if cost.requested > cost.maximum {
        let why = format!(
            "a query of {} points never fits into {}",
            cost.requested, cost.maximum
        );
        return RailError::Refused { rail: RAIL, why };
    }
    let missing = cost.requested.saturating_sub(cost.available).max(1);
    let rate = cost.restore_rate.max(1);
    let wait = missing.saturating_add(rate - 1) / rate;
    RailError::Throttled {
        rail: RAIL,
        wait_seconds: u32::try_from(wait).unwrap_or(u32::MAX),
    }
}

fn disconnected(text: &str) -> bool {
    text.contains("disconnected this app")
}

/// Outages and too many requests: the same for tokens and for queries.
pub(super) fn outage(answer: &Response) -> Option<RailError> {
    match answer.status {
        429 => Some(RailError::Throttled {
            rail: RAIL,
            wait_seconds: WAIT_AFTER_429,
        }),
        408 | 500..=599 => Some(RailError::Unavailable {
            rail: RAIL,
            why: format!("HTTP {}", answer.status),
        }),
        _ => None,
    }
}

fn http_error(answer: &Response) -> RailError {
    if let Some(error) = outage(answer) {
        return error;
    }
    let text = excerpt(&String::from_utf8_lossy(&answer.body));
    match answer.status {
        401 if disconnected(&text) => RailError::NeedsReconnect {
            rail: RAIL,
            why: text,
        },
        401 => RailError::Unauthorised(RAIL),
        status => RailError::Refused {
            rail: RAIL,
            why: format!("HTTP {status}: {text}"),
        },
    }
}
