//! Between our values and DynamoDB's.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_dynamo::aws_sdk_dynamodb_1::{from_attribute_value, to_attribute_value};

use crate::table::{Item, Key, TableError, Value};

/// One value, as it goes out.
pub(super) fn value(value: &Value) -> Result<AttributeValue, TableError> {
    to_attribute_value(value).map_err(|_| TableError::Invalid("a value has no stored form".into()))
}

/// Attributes, as they go out, into whichever map the SDK takes.
pub(super) fn attributes<C>(item: &Item) -> Result<C, TableError>
where
    C: FromIterator<(String, AttributeValue)>,
{
    item.iter()
        .map(|(name, v)| Ok((name.clone(), value(v)?)))
        .collect()
}

/// A key, as it goes out.
pub(super) fn key<C>(key: &Key) -> C
where
    C: FromIterator<(String, AttributeValue)>,
{
    [("pk", &key.pk), ("sk", &key.sk)]
        .into_iter()
        .map(|(name, part)| (name.to_owned(), AttributeValue::S(part.clone())))
        .collect()
}

/// An item, as it came in.
pub(super) fn item<I>(attributes: I) -> Result<Item, TableError>
where
    I: IntoIterator<Item = (String, AttributeValue)>,
{
    let read = |(name, v)| Ok((name, from_attribute_value(v)?));
    attributes
        .into_iter()
        .map(read)
        .collect::<Result<Item, serde_dynamo::Error>>()
        .map_err(|_| TableError::Unavailable("the answer holds a value of no known form".into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn round_trip(v: &Value) -> Value {
        from_attribute_value(value(v).unwrap()).unwrap()
    }

    #[test]
    fn values_come_back_as_they_went() {
        for v in [
            json!(i64::MIN),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(9_007_199_254_740_993_i64),
            json!(0),
            json!(0.993),
            json!(0.1),
            json!(1e-7),
            json!(-1234.5678),
            json!(null),
            json!(true),
            json!(""),
            json!([]),
            json!({}),
            json!({"a": [1, "x", null, {"b": {"k": ""}}], "c": 0.5}),
        ] {
            assert_eq!(round_trip(&v), v);
        }
    }

    #[test]
    fn numbers_keep_every_digit_on_the_wire() {
        assert_eq!(
            value(&json!(i64::MIN)).unwrap(),
            AttributeValue::N(i64::MIN.to_string())
        );
        assert_eq!(
            value(&json!(0.993)).unwrap(),
            AttributeValue::N("0.993".into())
        );
    }

    #[test]
    fn a_float_without_fraction_comes_back_whole() {
        assert_eq!(round_trip(&json!(1.0)), json!(1));
        assert_eq!(round_trip(&json!(-0.0)), json!(0));
    }
}
