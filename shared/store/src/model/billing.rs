//! What DynamoDB bills, by its documented rules.

use crate::model::{rules, size};
use crate::table::{FailedWrite, Item, Units, Write};

/// Write units of so many bytes.
fn writes(bytes: usize) -> u64 {
    bytes.div_ceil(1024).max(1) as u64
}

/// Half read units of so many bytes.
pub(crate) fn read_halves(bytes: usize, consistent: bool) -> u64 {
    let units = bytes.div_ceil(4096).max(1) as u64;
    if consistent { units * 2 } else { units }
}

/// A consistent batch of so many keys: each is rounded up by itself, and what is missing costs the
/// least there is.
pub(crate) fn batch<'a>(found: impl Iterator<Item = &'a Item>, keys: usize) -> Units {
    let sizes: Vec<usize> = found.map(size::item).collect();
    let missing = keys.saturating_sub(sizes.len()) as u64;
    let found: u64 = sizes
        .into_iter()
        .map(|bytes| read_halves(bytes, true))
        .sum();
    Units {
        read_halves: found + missing * read_halves(0, true),
        writes: 0,
        calls: 1,
    }
}

/// A write alone costs once, in a transaction twice: to prepare and to commit.
pub(crate) const fn factor(all: &[Write]) -> u64 {
    if let [Write::Put { .. } | Write::Update { .. } | Write::Delete { .. }] = all {
        1
    } else {
        2
    }
}

/// One item's write on the base table: the larger of before and after.
pub(crate) fn table(before: Option<&Item>, after: Option<&Item>) -> u64 {
    let bytes = |item: Option<&Item>| item.map_or(0, size::item);
    writes(bytes(before).max(bytes(after)))
}

/// The sparse index's writes for one item's change: nothing when the entry stays as it is, two
/// when it moves. They follow the transaction and are not part of it: never doubled.
pub(crate) fn index(before: Option<&Item>, after: Option<&Item>) -> u64 {
    let entry = |item: Option<&Item>| {
        item.filter(|i| crate::model::state::entry_key(i).is_some())
            .cloned()
    };
    match (entry(before), entry(after)) {
        (None, None) => 0,
        (Some(one), None) | (None, Some(one)) => writes(size::item(&one)),
        (Some(old), Some(new)) if old == new => 0,
        (Some(old), Some(new)) => {
            let (a, b) = (writes(size::item(&old)), writes(size::item(&new)));
            let moved = ["gsi1pk", "gsi1sk"]
                .iter()
                .any(|k| old.get(*k) != new.get(*k));
            if moved { a + b } else { a.max(b) }
        }
    }
}

/// What a request costs whose conditions did not hold. DynamoDB bills it but reports nothing, and
/// tells the present item only where a condition failed: so this is what can be known from there.
pub(crate) fn refused(all: &[Write], failed: &[FailedWrite]) -> Units {
    let factor = factor(all);
    let one = |(index, write): (usize, &Write)| {
        let failed = failed.iter().find(|f| f.index == index);
        let current = failed.and_then(|f| f.current.as_ref());
        let after = match write {
            Write::Delete { .. } | Write::Check { .. } => None,
            _ => rules::after(write, current).ok().flatten(),
        };
        factor * table(current, after.as_ref())
    };
    Units {
        read_halves: 0,
        writes: all.iter().enumerate().map(one).sum(),
        calls: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn item(v: Value) -> Item {
        v.as_object().unwrap().clone()
    }

    #[test]
    fn the_index_costs_only_what_changes() {
        let plain = item(json!({"pk": "p", "sk": "s"}));
        let open = item(json!({"pk": "p", "sk": "s", "gsi1pk": "o", "gsi1sk": "1"}));
        let moved = item(json!({"pk": "p", "sk": "s", "gsi1pk": "o", "gsi1sk": "2"}));
        let touched = item(json!({"pk": "p", "sk": "s", "gsi1pk": "o", "gsi1sk": "1", "x": 1}));
        assert_eq!(index(None, Some(&plain)), 0);
        assert_eq!(index(None, Some(&open)), 1);
        assert_eq!(index(Some(&open), Some(&open)), 0);
        assert_eq!(index(Some(&open), Some(&touched)), 1);
        assert_eq!(index(Some(&open), Some(&moved)), 2);
        assert_eq!(index(Some(&open), Some(&plain)), 1);
        assert_eq!(index(Some(&open), None), 1);
    }

    #[test]
    fn sizes_round_up() {
        let large = item(json!({"pk": "p", "sk": "s", "text": "x".repeat(1024)}));
        assert_eq!((table(None, Some(&large)), table(None, None)), (2, 1));
        assert_eq!(
            (
                read_halves(4097, true),
                read_halves(4097, false),
                read_halves(0, true)
            ),
            (4, 2, 2)
        );
    }
}
