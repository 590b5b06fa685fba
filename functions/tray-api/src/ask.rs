//! What a client sends, read strictly: whatever is wrong with it becomes a problem that says so.

use std::collections::BTreeSet;
use std::fmt;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use http::request::Parts;
use http::{StatusCode, header};
use serde::Deserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

use crate::{Problem, max_body_bytes};

/// How deep arrays and objects may lie in each other.
const MAX_DEPTH: usize = 16;

/// A JSON body.
#[derive(Debug)]
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        read(&bytes(request, state).await?).map(Self)
    }
}

/// The body as it came. Only one that is empty need not say that it is JSON: it is none.
pub(crate) async fn bytes<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, Problem> {
    let media_type = request.headers().get(header::CONTENT_TYPE);
    let json = media_type.is_some_and(|t| is_json(t.as_bytes()));
    let limit = max_body_bytes(request.uri().path());
    let bytes = Bytes::from_request(request, state).await.map_err(|e| {
        if e.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::too_large(limit)
        } else {
            Problem::bad_request("The body did not arrive whole.")
        }
    })?;
    if json || bytes.is_empty() {
        Ok(bytes)
    } else {
        Err(Problem::media_type())
    }
}

fn is_json(media_type: &[u8]) -> bool {
    let essence = media_type.split(|b| *b == b';').next().unwrap_or_default();
    essence
        .trim_ascii()
        .eq_ignore_ascii_case(b"application/json")
}

/// The JSON in them.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // Serde would take a list for an object, its fields in order; an empty one for all defaults.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(Problem::bad_request("The body: a JSON object is expected."));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let sound = Sound { depth: 0 }
        .deserialize(&mut json)
        .and_then(|()| json.end())
        .and_then(|()| serde_json::from_slice(bytes));
    sound.map_err(|e| Problem::bad_request(format!("The body: {e}.")))
}

/// The parts of a path.
pub(crate) struct Segment<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Segment<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let found = Path::<T>::from_request_parts(parts, state).await;
        // What cannot be an id names nothing.
        found
            .map(|Path(value)| Self(value))
            .map_err(|_| Problem::not_found("thing: its id in the path is not one of ours"))
    }
}

/// The query.
pub(crate) struct Params<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let found = Query::<T>::try_from_uri(&parts.uri);
        found
            .map(|Query(value)| Self(value))
            .map_err(|e| Problem::bad_request(format!("The query: {}.", e.body_text())))
    }
}

/// What no body of ours holds, whatever its type: a key given twice (readers disagree on which one
/// counts), nesting without end, control characters in a text.
#[derive(Clone, Copy)]
struct Sound {
    depth: usize,
}

impl Sound {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(E::custom(format_args!(
                "nested deeper than {MAX_DEPTH} levels"
            )));
        }
        Ok(Self {
            depth: self.depth + 1,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Sound {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<(), D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Sound {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if text.chars().any(char::is_control) {
            return Err(E::custom("a text with control characters"));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        while seq.next_element_seed(inner)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let inner = self.deeper()?;
        let mut seen = BTreeSet::new();
        while let Some(key) = map.next_key::<String>()? {
            inner.visit_str::<A::Error>(&key)?;
            map.next_value_seed(inner)?;
            if !seen.insert(key) {
                return Err(A::Error::custom("a key given twice"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sent {
        #[expect(dead_code, reason = "only read")]
        a: Option<serde_json::Value>,
    }

    fn refused(body: &[u8]) -> String {
        format!("{:?}", read::<Sent>(body).unwrap_err())
    }

    #[test]
    fn what_is_wrong_is_said() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(16), "]".repeat(16));
        let bomb = "[".repeat(60_000);
        let nested = "{\"a\":".repeat(10_000);
        for (body, why) in [
            (&b""[..], "object is expected"),
            (b"{}{}", "trailing"),
            (b"[]", "object is expected"),
            (b"{\"a\":1,\"a\":2}", "twice"),
            (b"{\"a\":{\"b\":1,\"b\":2}}", "twice"),
            (b"{\"zz\":1}", "unknown field"),
            (b"{\"a\":NaN}", "expected value"),
            (b"{\"a\":1e999}", "out of range"),
            (b"{\"a\":\"\xff\"}", "unicode"),
            (b"{\"a\":\"x\\u0000\"}", "control characters"),
            (b"{\"a\":\"x\x07\"}", "control character"),
            (b"{\"a\":\"\\ud800\"}", "hex escape"),
            (deep.as_bytes(), "deeper than 16"),
            (bomb.as_bytes(), "object is expected"),
            (nested.as_bytes(), "deeper than 16"),
        ] {
            let said = refused(body);
            assert!(said.contains(why), "{why}: {said}");
        }
        let fine = format!("{{\"a\":{}{}}}", "[".repeat(15), "]".repeat(15));
        assert!(read::<Sent>(fine.as_bytes()).is_ok());
    }

    #[test]
    fn only_json_is_json() {
        assert!(is_json(b"application/json; charset=utf-8") && is_json(b"Application/JSON"));
        assert!(!is_json(b"text/plain") && !is_json(b"application/json-patch+json"));
    }
}
