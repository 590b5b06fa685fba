//! What both adapters refuse before anything happens: the limits DynamoDB documents, and ours.

use std::collections::BTreeSet;

use crate::keys::AUDIT_PARTITION;
use crate::model::size;
use crate::table::{
    Condition, Index, Item, Key, MAX_BATCH_KEYS, MAX_ITEM_BYTES, MAX_TRANSACT_WRITES, Query, Range,
    TableError, Value, Write,
};

const MAX_PK_BYTES: usize = 2048;
const MAX_SK_BYTES: usize = 1024;
const MAX_NAME_BYTES: usize = 255;
/// DynamoDB: 4 MB over all items of a transaction.
const MAX_TRANSACT_BYTES: usize = 4 * 1024 * 1024;
/// DynamoDB refuses the 33rd level.
const MAX_VALUE_DEPTH: usize = 30;
/// Keeps every expression far below DynamoDB's 4 KB and 300 operators.
const MAX_COMPARISONS: usize = 100;
const MAX_CONDITION_DEPTH: usize = 8;
const MAX_UPDATED_ATTRIBUTES: usize = 100;
/// DynamoDB's numbers lie between these, or are zero.
const NUMBER_MAGNITUDES: std::ops::Range<f64> = 1e-130..1e126;

fn refuse<T>(why: &str) -> Result<T, TableError> {
    Err(TableError::Invalid(why.into()))
}

/// The attributes that make an index's key.
pub(crate) const fn key_names(index: Index) -> (&'static str, &'static str) {
    match index {
        Index::Base => ("pk", "sk"),
        Index::Gsi1 => ("gsi1pk", "gsi1sk"),
    }
}

pub(crate) fn key(key: &Key) -> Result<(), TableError> {
    if key.pk.is_empty() || key.sk.is_empty() {
        return refuse("a key is empty");
    }
    if key.pk.len() > MAX_PK_BYTES || key.sk.len() > MAX_SK_BYTES {
        return refuse("a key is too long");
    }
    Ok(())
}

pub(crate) fn keys(all: &[Key]) -> Result<(), TableError> {
    if all.len() > MAX_BATCH_KEYS {
        return refuse("too many keys in one batch");
    }
    all.iter().try_for_each(key)?;
    if all.iter().collect::<BTreeSet<_>>().len() < all.len() {
        return refuse("the same key twice in one batch");
    }
    Ok(())
}

pub(crate) fn query(query: &Query) -> Result<(), TableError> {
    if query.pk.is_empty() || query.pk.len() > MAX_PK_BYTES {
        return refuse("a partition is empty or too long");
    }
    if query.limit == Some(0) {
        return refuse("a page of no items");
    }
    match &query.range {
        Range::Between(from, to) if from.is_empty() || from > to => {
            return refuse("a range ends before it starts");
        }
        Range::Between(_, to) if to.len() > MAX_SK_BYTES => return refuse("a range is too long"),
        Range::Prefix(prefix) if prefix.len() > MAX_SK_BYTES => {
            return refuse("a prefix is too long");
        }
        _ => {}
    }
    query
        .start
        .as_ref()
        .map_or(Ok(()), |start| self::start(query, start))
}

/// A start is what an earlier page of the same query gave, and nothing else.
fn start(query: &Query, start: &Item) -> Result<(), TableError> {
    let (pk, sk) = key_names(query.index);
    let text = |name| start.get(name).and_then(Value::as_str);
    let attributes = if query.index == Index::Base { 2 } else { 4 };
    let (Some(at_pk), Some(at_sk), Some(_), Some(_)) = (text(pk), text(sk), text("pk"), text("sk"))
    else {
        return refuse("a page starts at no key");
    };
    if start.len() != attributes || at_pk != query.pk || !within(&query.range, at_sk) {
        return refuse("a page starts outside of its query");
    }
    Ok(())
}

/// Whether a sort key lies in a range.
pub(crate) fn within(range: &Range, sk: &str) -> bool {
    match range {
        Range::All => true,
        Range::Prefix(prefix) => sk.starts_with(prefix.as_str()),
        Range::Between(from, to) => from.as_str() <= sk && sk <= to.as_str(),
    }
}

pub(crate) fn writes(writes: &[Write]) -> Result<(), TableError> {
    if writes.len() > MAX_TRANSACT_WRITES {
        return refuse("too many writes in one transaction");
    }
    let mut seen = BTreeSet::new();
    let mut bytes = 0;
    for write in writes {
        let Some(at) = write.key() else {
            return refuse("a put without its key");
        };
        key(&at)?;
        if at.pk.ends_with(AUDIT_PARTITION) && !only_adds(write) {
            return refuse("an audit entry is only ever added");
        }
        if !seen.insert(at) {
            return refuse("two writes of one transaction on the same item");
        }
        condition(write.when(), 0, &mut 0)?;
        bytes += content(write)?;
    }
    if bytes > MAX_TRANSACT_BYTES {
        refuse("a transaction is too large")
    } else {
        Ok(())
    }
}

/// Whether it can change nothing that is there.
fn only_adds(write: &Write) -> bool {
    match write {
        Write::Put { when, .. } => *when == Condition::NotExists,
        Write::Check { .. } => true,
        Write::Update { .. } | Write::Delete { .. } => false,
    }
}

/// Checks what one write holds; its size in bytes.
fn content(write: &Write) -> Result<usize, TableError> {
    match write {
        Write::Put { item, .. } => {
            attributes(item.iter())?;
            let bytes = size::item(item);
            if bytes > MAX_ITEM_BYTES {
                refuse("an item is too large")
            } else {
                Ok(bytes)
            }
        }
        Write::Update {
            set, add, remove, ..
        } => {
            let names = || set.keys().chain(add.keys()).chain(remove.iter());
            if names().next().is_none() {
                return refuse("an update of nothing");
            }
            if names().count() > MAX_UPDATED_ATTRIBUTES {
                return refuse("an update of too many attributes");
            }
            if names().collect::<BTreeSet<_>>().len() < names().count() {
                return refuse("an update of the same attribute twice");
            }
            if names().any(|n| n == "pk" || n == "sk") {
                return refuse("an update of a key");
            }
            if add.keys().any(|n| n == "gsi1pk" || n == "gsi1sk") {
                return refuse("an index key is text");
            }
            names().try_for_each(|n| name(n))?;
            attributes(set.iter())?;
            let bytes: usize = set.iter().map(|(n, v)| n.len() + size::value(v)).sum();
            if bytes > MAX_ITEM_BYTES {
                refuse("an item is too large")
            } else {
                Ok(bytes)
            }
        }
        Write::Check { when, .. } if when.always_holds() => refuse("a check of nothing"),
        Write::Delete { .. } | Write::Check { .. } => Ok(0),
    }
}

fn attributes<'a>(
    mut all: impl Iterator<Item = (&'a String, &'a Value)>,
) -> Result<(), TableError> {
    all.try_for_each(|(n, v)| {
        name(n)?;
        let longest = match n.as_str() {
            "gsi1pk" => Some(MAX_PK_BYTES),
            "gsi1sk" => Some(MAX_SK_BYTES),
            _ => None,
        };
        if let Some(longest) = longest
            && !v
                .as_str()
                .is_some_and(|text| !text.is_empty() && text.len() <= longest)
        {
            return refuse("an index key is a text that is neither empty nor too long");
        }
        value(v, 0)
    })
}

fn name(name: &str) -> Result<(), TableError> {
    if name.is_empty() || name.len() > MAX_NAME_BYTES {
        return refuse("an attribute's name is empty or too long");
    }
    Ok(())
}

fn value(v: &Value, depth: usize) -> Result<(), TableError> {
    if depth > MAX_VALUE_DEPTH {
        return refuse("a value is nested too deep");
    }
    match v {
        Value::Number(n) if n.is_f64() => {
            let magnitude = n.as_f64().unwrap_or_default().abs();
            if magnitude > 0.0 && !NUMBER_MAGNITUDES.contains(&magnitude) {
                return refuse("a number is too large or too small");
            }
            Ok(())
        }
        Value::Array(list) => list.iter().try_for_each(|v| value(v, depth + 1)),
        Value::Object(map) if map.contains_key("") => refuse("a name in a value is empty"),
        Value::Object(map) => map.values().try_for_each(|v| value(v, depth + 1)),
        _ => Ok(()),
    }
}

fn condition(when: &Condition, depth: usize, comparisons: &mut usize) -> Result<(), TableError> {
    *comparisons += 1;
    if depth > MAX_CONDITION_DEPTH || *comparisons > MAX_COMPARISONS {
        return refuse("a condition is too large");
    }
    match when {
        Condition::Always | Condition::NotExists | Condition::Exists => Ok(()),
        Condition::Absent(n) => name(n),
        Condition::Equals(n, v) => {
            name(n)?;
            value(v, 0)
        }
        Condition::LessThan(n, v) => {
            name(n)?;
            if !v.is_number() && !v.is_string() {
                return refuse("only numbers and texts have an order");
            }
            value(v, 0)
        }
        Condition::Any(parts) if parts.is_empty() => refuse("one of no conditions"),
        Condition::All(parts) | Condition::Any(parts) => parts
            .iter()
            .try_for_each(|p| condition(p, depth + 1, comparisons)),
    }
}
