//! What conditions and updates mean.

use std::cmp::Ordering;

use crate::model::size;
use crate::table::{Condition, Item, TableError, Value, Write};

impl Condition {
    /// Whether nothing can make it fail.
    pub(crate) fn always_holds(&self) -> bool {
        match self {
            Self::Always => true,
            Self::All(parts) => parts.iter().all(Self::always_holds),
            Self::Any(parts) => parts.iter().any(Self::always_holds),
            _ => false,
        }
    }

    /// Whether it holds of the item that is there.
    pub(crate) fn holds(&self, current: Option<&Item>) -> bool {
        let attribute = |name: &str| current.and_then(|item| item.get(name));
        match self {
            Self::Always => true,
            Self::NotExists => current.is_none(),
            Self::Exists => current.is_some(),
            Self::Absent(name) => attribute(name).is_none(),
            Self::Equals(name, value) => attribute(name).is_some_and(|is| *is == stored(value)),
            Self::LessThan(name, value) => {
                attribute(name).is_some_and(|is| order(is, &stored(value)) == Some(Ordering::Less))
            }
            Self::All(parts) => parts.iter().all(|p| p.holds(current)),
            Self::Any(parts) => parts.iter().any(|p| p.holds(current)),
        }
    }
}

/// Values of different types have no order.
fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => match (whole(a), whole(b)) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
        },
        _ => None,
    }
}

fn whole(n: &serde_json::Number) -> Option<i128> {
    n.as_i64()
        .map(i128::from)
        .or_else(|| n.as_u64().map(i128::from))
}

/// A value as it comes back: DynamoDB knows no difference between 1 and 1.0.
pub(crate) fn stored(value: &Value) -> Value {
    match value {
        Value::Number(n) if n.is_f64() => {
            let plain = size::plain(n);
            let whole = plain.parse::<i64>().map(Value::from);
            whole
                .or_else(|_| plain.parse::<u64>().map(Value::from))
                .unwrap_or_else(|_| value.clone())
        }
        Value::Array(list) => list.iter().map(stored).collect(),
        Value::Object(map) => Value::Object(stored_item(map)),
        _ => value.clone(),
    }
}

fn stored_item(item: &Item) -> Item {
    item.iter()
        .map(|(name, v)| (name.clone(), stored(v)))
        .collect()
}

/// The item after a write whose condition holds.
///
/// # Errors
/// [`TableError::Invalid`] when a number is added to what is none, when the sum is no whole number
/// of 64 bits (DynamoDB would keep it, but we could not read it back exactly), or when the item
/// gets larger than DynamoDB allows.
pub(crate) fn after(write: &Write, current: Option<&Item>) -> Result<Option<Item>, TableError> {
    match write {
        Write::Put { item, .. } => Ok(Some(stored_item(item))),
        Write::Delete { .. } => Ok(None),
        Write::Check { .. } => Ok(current.cloned()),
        Write::Update {
            key,
            set,
            add,
            remove,
            ..
        } => {
            let mut item = current.cloned().unwrap_or_default();
            item.insert("pk".into(), key.pk.clone().into());
            item.insert("sk".into(), key.sk.clone().into());
            item.extend(set.iter().map(|(name, v)| (name.clone(), stored(v))));
            for (name, number) in add {
                let sum = sum(item.get(name), *number)?;
                item.insert(name.clone(), sum);
            }
            for name in remove {
                item.remove(name);
            }
            if size::item(&item) > DYNAMO_ITEM_BYTES {
                return Err(TableError::Invalid("an item is too large".into()));
            }
            Ok(Some(item))
        }
    }
}

/// An update may grow an item past our own limit up to DynamoDB's: only it knows both halves.
const DYNAMO_ITEM_BYTES: usize = 400 * 1024;

fn sum(current: Option<&Value>, add: i64) -> Result<Value, TableError> {
    let current = match current {
        None => Some(0),
        Some(Value::Number(n)) => whole(n),
        Some(_) => None,
    };
    let sum = current.map(|is| is + i128::from(add));
    sum.and_then(|s| {
        i64::try_from(s)
            .map(Value::from)
            .or_else(|_| u64::try_from(s).map(Value::from))
            .ok()
    })
    .ok_or_else(|| TableError::Invalid("a number is added to what is no whole number".into()))
}
