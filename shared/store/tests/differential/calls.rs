//! Random calls, on few keys and few values so that they meet.

use std::collections::BTreeMap;

use oodaloo_store::table::{Condition, Index, Item, Key, Query, Range, Value, Write};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::json;

/// All base partitions that calls write to.
pub const PARTITIONS: &[&str] = &["p", "q"];
const SORT_KEYS: &[&str] = &["a", "a#1", "ab", "b", "z\u{fc}", "\u{1f600}"];
const INDEX_PARTITIONS: &[&str] = &["OPEN", "AR"];
const INDEX_SORT_KEYS: &[&str] = &["1", "2", "20", "3"];
/// Numbers that are added to.
const COUNTERS: &[&str] = &["version", "n"];
/// Reserved words and names that an expression could not hold bare.
const NAMES: &[&str] = &["status", "a.b", "#x", "name"];

/// One call of the port.
#[derive(Debug, Clone)]
pub enum Call {
    Get(Key),
    BatchGet(Vec<Key>),
    Query(Query),
    Transact(Vec<Write>),
}

pub fn call() -> impl Strategy<Value = Call> {
    prop_oneof![
        1 => key().prop_map(Call::Get),
        1 => prop::collection::vec(key(), 0..6).prop_map(Call::BatchGet),
        3 => query().prop_map(Call::Query),
        4 => write().prop_map(|w| Call::Transact(vec![w])),
        3 => prop::collection::vec(write(), 0..5).prop_map(Call::Transact),
    ]
}

fn text(all: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(all).prop_map(str::to_owned)
}

fn key() -> impl Strategy<Value = Key> {
    (text(PARTITIONS), text(SORT_KEYS)).prop_map(|(pk, sk)| Key { pk, sk })
}

fn value() -> impl Strategy<Value = Value> {
    let some = vec![
        json!(null),
        json!(true),
        json!(false),
        json!(""),
        json!("x"),
        json!("y"),
        json!(0),
        json!(1),
        json!(1.0),
        json!(-5),
        json!(0.993),
        json!(-0.5),
        json!(1e-7),
        json!(12.25),
        json!(1200),
        json!(i64::MIN),
        json!(i64::MAX),
        json!(u64::MAX),
        json!([]),
        json!({}),
        json!([1, "x", null, {"k": [0.25]}]),
        json!({"deep": {"empty": "", "cents": 9_007_199_254_740_993_i64}}),
    ];
    prop_oneof![
        8 => select(some),
        1 => (900..5000_usize).prop_map(|n| json!("x".repeat(n))),
    ]
}

fn counter() -> impl Strategy<Value = Value> {
    prop_oneof![6 => (0..3_i64).prop_map(Value::from), 1 => Just(json!("none"))]
}

fn attribute() -> impl Strategy<Value = (String, Value)> {
    prop_oneof![(text(COUNTERS), counter()), (text(NAMES), value())]
}

fn place() -> impl Strategy<Value = Vec<(String, Value)>> {
    let entry = |(pk, sk): (String, String)| {
        vec![
            ("gsi1pk".to_owned(), json!(pk)),
            ("gsi1sk".to_owned(), json!(sk)),
        ]
    };
    prop_oneof![
        3 => Just(vec![]),
        3 => (text(INDEX_PARTITIONS), text(INDEX_SORT_KEYS)).prop_map(entry),
        1 => text(INDEX_SORT_KEYS).prop_map(|sk| vec![("gsi1sk".to_owned(), json!(sk))]),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    let one = prop_oneof![
        12 => Just(Condition::Always),
        2 => Just(Condition::NotExists),
        2 => Just(Condition::Exists),
        3 => attribute().prop_map(|(n, v)| Condition::Equals(n, v)),
        2 => attribute().prop_map(|(n, v)| Condition::LessThan(n, v)),
        2 => prop_oneof![text(COUNTERS), text(NAMES)].prop_map(Condition::Absent),
    ];
    one.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(inner, 1..4).prop_map(Condition::Any),
        ]
    })
}

fn write() -> impl Strategy<Value = Write> {
    prop_oneof![
        4 => put(),
        5 => update(),
        2 => (key(), condition()).prop_map(|(key, when)| Write::Delete { key, when }),
        2 => (key(), condition()).prop_map(|(key, when)| Write::Check { key, when }),
    ]
}

fn put() -> impl Strategy<Value = Write> {
    let attributes = prop::collection::vec(attribute(), 0..4);
    (key(), attributes, place(), condition()).prop_map(|(key, attributes, place, when)| {
        let mut item: Item = attributes.into_iter().chain(place).collect();
        item.insert("pk".into(), key.pk.into());
        item.insert("sk".into(), key.sk.into());
        Write::Put { item, when }
    })
}

fn update() -> impl Strategy<Value = Write> {
    let set = (
        prop::collection::btree_map(text(NAMES), value(), 0..3),
        place(),
    );
    let set = set.prop_map(|(set, place)| set.into_iter().chain(place).collect::<BTreeMap<_, _>>());
    let add = prop::collection::btree_map(text(COUNTERS), -2..3_i64, 0..2);
    let gone = vec!["status", "n", "version", "gsi1pk", "name"];
    (key(), set, add, subsequence(gone, 0..3), condition()).prop_map(
        |(key, set, add, gone, when)| {
            let remove: Vec<String> = gone
                .into_iter()
                .filter(|n| !set.contains_key(*n) && !add.contains_key(*n))
                .map(str::to_owned)
                .collect();
            Write::Update {
                key,
                set,
                add,
                remove,
                when,
            }
        },
    )
}

fn query() -> impl Strategy<Value = Query> {
    let limit = prop_oneof![2 => Just(None), 3 => (1..4_u32).prop_map(Some)];
    let base = (text(PARTITIONS), range(SORT_KEYS)).prop_map(|(pk, r)| (Index::Base, pk, r));
    let index =
        (text(INDEX_PARTITIONS), range(INDEX_SORT_KEYS)).prop_map(|(pk, r)| (Index::Gsi1, pk, r));
    (prop_oneof![base, index], any::<bool>(), limit).prop_map(
        |((index, pk, range), forward, limit)| Query {
            eventual: index == Index::Gsi1 || forward && limit.is_none(),
            index,
            pk,
            range,
            forward,
            limit,
            start: None,
        },
    )
}

fn range(keys: &'static [&'static str]) -> impl Strategy<Value = Range> {
    prop_oneof![
        Just(Range::All),
        select(vec!["", "a", "a#", "2", "z", "nothing"]).prop_map(|p| Range::Prefix(p.to_owned())),
        (text(keys), text(keys)).prop_map(|(a, b)| Range::Between(a, b)),
    ]
}
