//! The bucket's event.

use serde::Deserialize;
use serde_json::Value;

/// A mail that lies in the bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Where.
    pub bucket: String,
    /// Under which key.
    pub key: String,
    /// How large, in bytes.
    pub size: u64,
}

/// An event of a kind this function does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an event of an unknown kind woke this function")]
pub struct UnknownEvent;

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "Records")]
    records: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    s3: S3,
}

#[derive(Deserialize)]
struct S3 {
    bucket: Bucket,
    object: Object,
}

#[derive(Deserialize)]
struct Bucket {
    name: String,
}

#[derive(Deserialize)]
struct Object {
    key: String,
    #[serde(default)]
    size: u64,
}

/// The mails of an event. S3's own test event has none.
///
/// # Errors
/// [`UnknownEvent`] for anything else: a mistake in the template, found at the first event.
pub fn arrivals(event: Value) -> Result<Vec<Arrival>, UnknownEvent> {
    if event.get("Event").and_then(Value::as_str) == Some("s3:TestEvent") {
        return Ok(Vec::new());
    }
    let event: Event = serde_json::from_value(event).map_err(|_| UnknownEvent)?;
    let arrival = |record: Record| Arrival {
        bucket: record.s3.bucket.name,
        key: decoded(&record.s3.object.key),
        size: record.s3.object.size,
    };
    Ok(event.records.into_iter().map(arrival).collect())
}

/// Keys come as in an address: blanks as `+`, whatever else is not plain as `%XX`.
fn decoded(key: &str) -> String {
    let mut bytes = Vec::with_capacity(key.len());
    let mut rest = key.as_bytes();
    while let [first, tail @ ..] = rest {
        let (byte, tail) = match (first, tail) {
            (b'+', _) => (b' ', tail),
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => (high * 16 + low, after),
                _ => (b'%', tail),
            },
            (other, _) => (*other, tail),
        };
        bytes.push(byte);
        rest = tail;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(hex: u8) -> Option<u8> {
    let value = char::from(hex).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_read_as_s3_writes_them() {
        for (written, key) in [
            ("mail/0r5v", "mail/0r5v"),
            ("a+b%2Bc%20d", "a b+c d"),
            ("100%", "100%"),
            ("%zz", "%zz"),
        ] {
            assert_eq!(decoded(written), key);
        }
    }

    #[test]
    fn an_event_has_its_mails_and_a_test_has_none() {
        let event = json!({"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": "k", "size": 7}}}]});
        let found = arrivals(event).unwrap();
        assert_eq!((found[0].bucket.as_str(), found[0].size), ("b", 7));
        assert_eq!(arrivals(json!({"Event": "s3:TestEvent"})), Ok(vec![]));
        assert_eq!(arrivals(json!({"schedule": "poll"})), Err(UnknownEvent));
    }
}
