//! Items as they are written: what changes here changes what is stored, and wants a second thought.

use std::collections::BTreeMap;

use oodaloo_store::Item;
use serde_json::Value;

use crate::demo::{confirm_sure, connected};

/// The kind of an item, from its keys.
fn kind(pk: &str, sk: &str) -> String {
    let word = |key: &str| key.split('#').next().unwrap_or_default().to_owned();
    if !pk.starts_with("C#") {
        return pk.split('#').take(2).collect::<Vec<_>>().join("#");
    }
    match sk.strip_prefix("DESK#") {
        Some(rest) => format!("DESK#{}", word(rest)),
        None if sk.starts_with("PRIORS#") => "PRIORS#".into(),
        None => word(sk),
    }
}

/// One item of each kind, the one with the most attributes, sealed tokens left out.
fn one_of_each(all: Vec<Item>) -> BTreeMap<String, Item> {
    let mut found: BTreeMap<String, Item> = BTreeMap::new();
    for mut item in all {
        let text = |name: &str| item[name].as_str().unwrap_or_default().to_owned();
        let kind = kind(&text("pk"), &text("sk"));
        for sealed in ["access", "refresh"] {
            if item.contains_key(sealed) {
                item.insert(sealed.into(), "sealed".into());
            }
        }
        if let Some(priors) = item.get("priors").and_then(Value::as_str) {
            // What is learned is the engine's business: its shape is shown.
            let priors: BTreeMap<String, Value> = serde_json::from_str(priors).unwrap();
            let names: Vec<String> = priors.into_keys().collect();
            item.insert("priors".into(), names.join(", ").into());
        }
        let longer = found
            .get(&kind)
            .is_none_or(|there| there.len() < item.len());
        if longer {
            found.insert(kind, item);
        }
    }
    found
}

#[tokio::test]
async fn items_as_written() {
    let (product, id, _) = connected(oodaloo_seeds::DEFAULT_SEED).await;
    // What reconcile taught is added up by now; what a person taught is not.
    assert!(confirm_sure(&product, &id).await > 0);
    let all = product.table.snapshot().into_values().collect();
    let mut found = one_of_each(all);
    // Long lists are cut: their first entry shows their shape.
    for item in found.values_mut() {
        for value in item.values_mut() {
            if let Some(list) = value.as_array_mut() {
                list.truncate(1);
            }
        }
    }
    insta::assert_json_snapshot!(found);
}
