//! HTTP as values, so that the rails need no socket.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One of the two outside systems.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RailName {
    /// The work side.
    Jobber,
    /// The bank side.
    Plaid,
}

/// A request as it came over the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Method, in capitals.
    pub method: String,
    /// Path with its query string.
    pub path: String,
    /// Header names (any case) and values.
    pub headers: Vec<(String, String)>,
    /// Body as it came.
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Header names and values.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// A signed delivery, waiting for whoever embeds the sandbox to send it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Who sends it.
    pub rail: RailName,
    /// Where it goes.
    pub url: String,
    /// Headers, the signature among them.
    pub headers: Vec<(String, String)>,
    /// The exact bytes that were signed.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of a name, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self
            .headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The path without its query string.
    #[must_use]
    pub fn route(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// The query string, decoded.
    pub(crate) fn query(&self) -> Vec<(String, String)> {
        form(self.path.split_once('?').map_or("", |(_, query)| query))
    }

    /// The body as a JSON object; `None` if it is anything else.
    pub(crate) fn json(&self) -> Option<Value> {
        let value: Value = serde_json::from_slice(&self.body).ok()?;
        value.is_object().then_some(value)
    }
}

impl Response {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: body.to_string().into_bytes(),
        }
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self {
            status,
            headers: vec![("content-type".to_owned(), "text/plain".to_owned())],
            body: body.as_bytes().to_vec(),
        }
    }
}

/// Pairs of `application/x-www-form-urlencoded` text, in order.
pub(crate) fn form(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(k, v)| (unescape(k), unescape(v)))
        .collect()
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) => match hex::decode([*high, *low]) {
                Ok(byte) => {
                    bytes.extend(byte);
                    rest = after;
                }
                Err(_) => bytes.push(b'%'),
            },
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Escapes everything but the unreserved characters.
pub(crate) fn escape(text: &str) -> String {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes()
        .map(|b| {
            if unreserved(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_round_trip_and_survive_broken_escapes() {
        let pair = ("a b&c".to_owned(), "https://x.example/?y=ü".to_owned());
        let text = format!("{}={}", escape(&pair.0), escape(&pair.1));
        assert_eq!(form(&text), [pair]);
        assert_eq!(
            form("x=%zz&y=%2"),
            [
                ("x".to_owned(), "%zz".to_owned()),
                ("y".to_owned(), "%2".to_owned())
            ]
        );
    }
}
