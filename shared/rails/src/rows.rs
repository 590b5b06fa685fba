//! Lists from a rail, row by row: one bad row is reported and the others land.

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::text::excerpt;

/// A record that could not be understood. It is reported, never guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// The rail's id, where it can be told.
    pub id: Option<String>,
    /// What is wrong with it.
    pub why: String,
}

impl Rejected {
    pub(crate) fn new(id: &str, why: impl ToString) -> Self {
        Self {
            id: Some(excerpt(id)),
            why: excerpt(&why.to_string()),
        }
    }
}

/// Reads one row. `id_field` is where its id stands, for the report.
pub(crate) fn row<T: DeserializeOwned>(raw: &RawValue, id_field: &str) -> Result<T, Rejected> {
    serde_json::from_str(raw.get()).map_err(|error| {
        let value: Option<serde_json::Value> = serde_json::from_str(raw.get()).ok();
        let id = value
            .as_ref()
            .and_then(|v| v.get(id_field))
            .and_then(|v| v.as_str());
        Rejected {
            id: id.map(excerpt),
            why: excerpt(&error.to_string()),
        }
    })
}

/// Reads all rows, and those that could not be read.
pub(crate) fn rows<T: DeserializeOwned>(
    raw: &[Box<RawValue>],
    id_field: &str,
) -> (Vec<T>, Vec<Rejected>) {
    let mut read = Vec::with_capacity(raw.len());
    let mut rejected = Vec::new();
    for one in raw {
        match row(one, id_field) {
            Ok(value) => read.push(value),
            Err(error) => rejected.push(error),
        }
    }
    (read, rejected)
}
