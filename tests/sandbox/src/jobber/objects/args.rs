//! Arguments of a field: filters and orders.

use apollo_compiler::{
    resolvers::FieldError,
    response::{JsonMap, JsonValue},
};
use jiff::Timestamp;

#[derive(Clone, Copy)]
pub(super) struct Args<'a>(pub(super) &'a JsonMap);

/// What a list is ordered by: numbers first, then text.
pub(super) type SortKey = (i64, String);

impl<'a> Args<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&'a JsonValue> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str()
    }

    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_i64()
    }

    /// A field of the `input` argument.
    pub(super) fn input(&self, name: &str) -> Option<&'a JsonValue> {
        let input = self.get("input")?.as_object()?;
        input.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn filter(&self) -> Filter<'a> {
        Filter(self.get("filter").and_then(JsonValue::as_object))
    }

    /// Orders by the keys of `sort`, which is a list for some queries and one object for others. Equal records keep the
    /// order they had.
    pub(super) fn sort<T>(&self, items: &mut [T], key: impl Fn(&T, &str) -> SortKey) {
        let given = self.get("sort");
        let list = given.and_then(JsonValue::as_array).map(Vec::as_slice);
        let keys = list.or(given.map(std::slice::from_ref)).unwrap_or_default();
        for order in keys.iter().rev() {
            let field = |name: &str| {
                order
                    .get(name)
                    .and_then(JsonValue::as_str)
                    .unwrap_or_default()
            };
            let (by, descending) = (field("key"), field("direction") == "DESCENDING");
            items.sort_by(|a, b| {
                let order = key(a, by).cmp(&key(b, by));
                if descending { order.reverse() } else { order }
            });
        }
    }
}

/// A `filter` argument; every test passes where the filter is silent.
#[derive(Clone, Copy)]
pub(super) struct Filter<'a>(Option<&'a JsonMap>);

impl<'a> Filter<'a> {
    fn get(&self, name: &str) -> Option<&'a JsonValue> {
        self.0?.get(name).filter(|value| !value.is_null())
    }

    /// Whether a text, id or enum equals the one asked for.
    pub(super) fn is(&self, name: &str, value: &str) -> bool {
        self.get(name)
            .is_none_or(|wanted| wanted.as_str() == Some(value))
    }

    pub(super) fn is_bool(&self, name: &str, value: bool) -> bool {
        self.get(name)
            .is_none_or(|wanted| wanted.as_bool() == Some(value))
    }

    pub(super) fn one_of(&self, name: &str, value: &str) -> bool {
        let wanted = self.get(name).and_then(JsonValue::as_array);
        wanted.is_none_or(|wanted| wanted.iter().any(|w| w.as_str() == Some(value)))
    }

    /// Whether a number (money in units of the currency) lies in `{min, max, eq}`, ends included.
    pub(super) fn number(&self, name: &str, value: f64) -> bool {
        let Some(range) = self.get(name) else {
            return true;
        };
        let end = |name: &str| range.get(name).and_then(JsonValue::as_f64);
        end("min").is_none_or(|min| value >= min)
            && end("max").is_none_or(|max| value <= max)
            && end("eq").is_none_or(|eq| (value - eq).abs() < 0.005)
    }

    /// Whether a time lies in `{before, after, eq}`. Jobber does not say whether the ends belong; here they do not, which
    /// is the reading that a careless client loses records under.
    pub(super) fn within(&self, name: &str, at: Option<Timestamp>) -> Result<bool, FieldError> {
        let Some(range) = self.get(name) else {
            return Ok(true);
        };
        let end = |name: &str| {
            range
                .get(name)
                .filter(|v| !v.is_null())
                .map(moment)
                .transpose()
        };
        let (before, after, eq) = (end("before")?, end("after")?, end("eq")?);
        let Some(at) = at else { return Ok(false) };
        Ok(before.is_none_or(|b| at < b)
            && after.is_none_or(|a| at > a)
            && eq.is_none_or(|e| at == e))
    }

    /// Whether a time is after a single limit.
    pub(super) fn after(&self, name: &str, at: Timestamp) -> Result<bool, FieldError> {
        self.get(name)
            .map(moment)
            .transpose()
            .map(|limit| limit.is_none_or(|limit| at > limit))
    }
}

fn moment(value: &JsonValue) -> Result<Timestamp, FieldError> {
    let text = value.as_str().unwrap_or_default();
    text.parse().map_err(|_| FieldError {
        message: format!("{value} is not a valid ISO8601DateTime"),
    })
}

/// Keeps what a fallible test accepts.
pub(super) fn keep<T>(
    items: &[T],
    mut test: impl FnMut(&T) -> Result<bool, FieldError>,
) -> Result<Vec<&T>, FieldError> {
    let mut kept = Vec::new();
    for item in items {
        if test(item)? {
            kept.push(item);
        }
    }
    Ok(kept)
}
