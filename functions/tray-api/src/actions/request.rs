//! A request that may be repeated: its key, and what it asks for.

use axum::extract::{FromRequest, Request};
use http::Method;
use http::request::Parts;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use crate::{Problem, ask};

/// The header that says which repetitions are one request.
pub(crate) const HEADER: &str = "idempotency-key";
/// The longest key.
const MAX_KEY_BYTES: usize = 64;

/// What makes two requests the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestKey {
    /// As the client chose it.
    pub(crate) key: String,
    /// Of method, path, query and body.
    pub(crate) request: String,
}

impl RequestKey {
    fn of(parts: &Parts, body: &[u8]) -> Result<Self, Problem> {
        let key = parts.headers.get(HEADER).and_then(|v| v.to_str().ok());
        let fine = |key: &&str| {
            (1..=MAX_KEY_BYTES).contains(&key.len())
                && key.bytes().all(|b| b.is_ascii_graphic() && b != b'#')
        };
        let key = key.filter(fine).ok_or_else(Problem::no_idempotency_key)?;
        let mut hash = Sha256::new();
        hash.update(parts.method.as_str());
        hash.update([0]);
        hash.update(parts.uri.path_and_query().map_or("", |p| p.as_str()));
        hash.update([0]);
        hash.update(body);
        Ok(Self {
            key: key.to_owned(),
            request: hex::encode(&hash.finalize()[..16]),
        })
    }

    /// The key of one item of a request about several.
    pub(crate) fn item(&self, item: &str) -> Self {
        Self {
            key: format!("{}#{item}", self.key),
            request: self.request.clone(),
        }
    }
}

/// A body that was understood, and the key it came with.
#[derive(Debug)]
pub(crate) struct Asked<T> {
    pub(crate) key: RequestKey,
    pub(crate) body: T,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let (head, body) = request.into_parts();
        let again = Request::from_parts(head.clone(), body);
        let bytes = ask::bytes(again, state).await?;
        let key = RequestKey::of(&head, &bytes)?;
        // Taking something away needs no details. Everything else says what it wants: a body that got lost
        // on the way must not confirm whatever is sure.
        let body = if bytes.is_empty() && head.method == Method::DELETE {
            ask::read(b"{}")
        } else {
            ask::read(&bytes)
        }?;
        Ok(Self { key, body })
    }
}
