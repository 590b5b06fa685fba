//! The `Rail` port: one HTTP exchange with an outside system. Everything above it (queries, pages,
//! tokens' rotation, costs) is the same code in AWS and in the simulation.

use async_trait::async_trait;
use oodaloo_domain::facts::RailName;

/// A request to a rail. The port adds nothing but the base URL.
pub struct Request {
    /// Which rail.
    pub rail: RailName,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path from the rail's base URL, with its leading slash.
    pub path: String,
    /// Headers, secrets among them: never logged.
    pub headers: Vec<(&'static str, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

/// What the rail answered.
#[derive(Debug, Clone)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// The body's bytes, at most [`crate::http::MAX_BODY_BYTES`].
    pub body: Vec<u8>,
}

/// Why there is no answer at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Exchange {
    /// No connection, or it broke. The request may have been carried out.
    #[error("no answer from {0}: {1}")]
    Broken(&'static str, String),
    /// No answer in time. The request may have been carried out.
    #[error("no answer from {0} in time")]
    TimedOut(&'static str),
    /// An answer beyond the limit.
    #[error("an answer from {0} beyond the size limit")]
    TooLarge(&'static str),
}

/// What went wrong with a rail, by what the caller can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RailError {
    /// Try again later (outage, 5xx, time-out).
    #[error("{rail} is not answering: {why}")]
    Unavailable {
        /// Which rail.
        rail: &'static str,
        /// What it said, without secrets.
        why: String,
    },
    /// Too fast: wait before asking again.
    #[error("{rail} throttles; wait {wait_seconds} s")]
    Throttled {
        /// Which rail.
        rail: &'static str,
        /// How long until the request would fit.
        wait_seconds: u32,
    },
    /// The access token is not accepted: refresh, then ask again.
    #[error("{0} does not accept the access token")]
    Unauthorised(&'static str),
    /// The grant is gone: only the owner can reconnect.
    #[error("{rail} needs the owner to reconnect: {why}")]
    NeedsReconnect {
        /// Which rail.
        rail: &'static str,
        /// The rail's own code.
        why: String,
    },
    /// Pages changed while they were read: start again from the first cursor.
    #[error("{0} changed while it was read")]
    Mutated(&'static str),
    /// The cursor is not known any more: read everything again.
    #[error("{0} lost the cursor")]
    CursorLost(&'static str),
    /// Our fault, or a change of theirs: trying again will not help.
    #[error("{rail} refused the request: {why}")]
    Refused {
        /// Which rail.
        rail: &'static str,
        /// What it said, without secrets.
        why: String,
    },
}

impl RailError {
    /// Whether the same call may succeed later.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Unavailable { .. } | Self::Throttled { .. } | Self::Mutated(_)
        )
    }
}

impl From<Exchange> for RailError {
    fn from(error: Exchange) -> Self {
        match error {
            Exchange::Broken(rail, why) => Self::Unavailable { rail, why },
            Exchange::TimedOut(rail) => Self::Unavailable {
                rail,
                why: "no answer in time".into(),
            },
            Exchange::TooLarge(rail) => Self::Refused {
                rail,
                why: "an answer beyond the size limit".into(),
            },
        }
    }
}

/// An outside system, at the level of one exchange.
#[async_trait]
pub trait Rail: Send + Sync {
    /// Sends one request and waits for its answer.
    async fn send(&self, request: Request) -> Result<Response, Exchange>;
}
