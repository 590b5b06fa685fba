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

/// What the app says of the deciding: `ms=4210;keys=2;rank=1`, the last where a suggestion was taken.
const EFFORT: &str = "x-oodaloo-decision";
/// Whoever looked longer has been elsewhere, in milliseconds.
const MAX_MS: u64 = 3_600_000;
/// More keys than anybody presses for one decision.
const MAX_KEYS: u64 = 1_000;

/// More suggestions than any item has.
const MAX_RANK: u64 = 100;

/// What a decision took, as the app measured it: for our own figures, and believed no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Effort {
    /// From the moment its row had the focus, in milliseconds.
    pub(crate) ms: u64,
    /// Keys pressed.
    pub(crate) keys: u64,
    /// Which suggestion was taken, first = 1.
    pub(crate) rank: Option<u64>,
}

impl Effort {
    fn parse(text: &str) -> Option<Self> {
        let (ms, rest) = text.strip_prefix("ms=")?.split_once(";keys=")?;
        let (keys, rank) = match rest.split_once(";rank=") {
            Some((keys, rank)) => (keys, Some(rank.parse::<u64>().ok()?.min(MAX_RANK))),
            None => (rest, None),
        };
        Some(Self {
            rank,
            ms: ms.parse::<u64>().ok()?.min(MAX_MS),
            keys: keys.parse::<u64>().ok()?.min(MAX_KEYS),
        })
    }
}

/// What makes two requests the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RequestKey {
    /// As the client chose it.
    pub(crate) key: String,
    /// Of method, path, query and body.
    pub(crate) request: String,
    /// What it took a person, where the app tells.
    pub(crate) effort: Option<Effort>,
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
        let effort = parts.headers.get(EFFORT).and_then(|v| v.to_str().ok());
        Ok(Self {
            effort: effort.and_then(Effort::parse),
            key: key.to_owned(),
            request: hex::encode(&hash.finalize()[..16]),
        })
    }

    /// The key of one item of a request about several.
    pub(crate) fn item(&self, item: &str) -> Self {
        Self {
            key: format!("{}#{item}", self.key),
            request: self.request.clone(),
            effort: None,
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

#[cfg(test)]
mod tests {
    use super::Effort;

    #[test]
    fn effort_is_believed_within_bounds() {
        let effort = |ms, keys, rank| Some(Effort { ms, keys, rank });
        assert_eq!(Effort::parse("ms=4210;keys=2"), effort(4_210, 2, None));
        let taken = Effort::parse("ms=4210;keys=2;rank=1");
        assert_eq!(taken, effort(4_210, 2, Some(1)));
        let boasted = Effort::parse("ms=99999999999;keys=5000;rank=999");
        assert_eq!(boasted, effort(3_600_000, 1_000, Some(100)));
        for bad in [
            "",
            "ms=-1;keys=2",
            "ms=1",
            "keys=1;ms=2",
            "ms=1;keys=x",
            "ms=1;keys=2;rank=",
        ] {
            assert_eq!(Effort::parse(bad), None, "{bad}");
        }
    }
}
