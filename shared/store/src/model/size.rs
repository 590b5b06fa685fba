//! How large DynamoDB takes an item to be. Its documents call the size of numbers approximate.

use crate::table::{Item, Value};

/// Names and values, in bytes.
pub(crate) fn item(item: &Item) -> usize {
    item.iter().map(|(name, v)| name.len() + value(v)).sum()
}

/// One value, in bytes.
pub(crate) fn value(v: &Value) -> usize {
    match v {
        Value::Null | Value::Bool(_) => 1,
        Value::Number(n) => number(&plain(n)),
        Value::String(text) => text.len(),
        Value::Array(list) => 3 + list.iter().map(|v| 1 + value(v)).sum::<usize>(),
        Value::Object(map) => {
            3 + map
                .iter()
                .map(|(k, v)| k.len() + 1 + value(v))
                .sum::<usize>()
        }
    }
}

/// A number's digits without an exponent.
pub(crate) fn plain(n: &serde_json::Number) -> String {
    match n.as_f64() {
        Some(float) if n.is_f64() => float.to_string(),
        _ => n.to_string(),
    }
}

/// A byte for two digits on each side of the point, without the zeros at both ends; one more, and
/// one for a minus.
fn number(text: &str) -> usize {
    let digits = text.trim_start_matches('-');
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (mut whole, mut fraction) = (
        whole.trim_start_matches('0'),
        fraction.trim_end_matches('0'),
    );
    if fraction.is_empty() {
        whole = whole.trim_end_matches('0');
    }
    if whole.is_empty() {
        fraction = fraction.trim_start_matches('0');
    }
    let sign = usize::from(digits.len() < text.len() && !(whole.is_empty() && fraction.is_empty()));
    whole.len().div_ceil(2) + fraction.len().div_ceil(2) + 1 + sign
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_cost_half_a_byte_a_digit() {
        for (v, bytes) in [
            (json!(0), 1),
            (json!(42), 2),
            (json!(-42), 3),
            (json!(1200), 2),
            (json!(0.993), 3),
            (json!(10.5), 3),
            (json!(0.05), 2),
        ] {
            assert_eq!(value(&v), bytes, "{v}");
        }
    }

    #[test]
    fn containers_cost_three_and_one_each() {
        assert_eq!(value(&json!([])), 3);
        assert_eq!(value(&json!(["ab", null])), 3 + 2 + 2 + 1);
        assert_eq!(value(&json!({"k": "ab"})), 3 + 1 + 1 + 2);
    }
}
