//! `/transactions/sync`: a log per Item, read in pages from a cursor.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::history::page;
use super::{Call, Outcome, PlaidError, PlaidRail, json as shape};

const MAX_COUNT: i64 = 500;
const DEFAULT_COUNT: i64 = 100;
const MAX_CURSOR: usize = 256;

/// A place in an Item's log. It belongs to its Item and to its age: cursors can be made void.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    at: usize,
    /// The loop that began at nothing goes to here.
    whole_until: Option<usize>,
}

fn cursor(item_id: &str, age: u32, place: Place) -> String {
    let end = place.whole_until.map(|e| format!(":{e}"));
    STANDARD.encode(format!(
        "{item_id}:{age}:{}{}",
        place.at,
        end.unwrap_or_default()
    ))
}

fn place(item_id: &str, age: u32, cursor: &str) -> Option<Place> {
    let text = String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?;
    let rest = text.strip_prefix(item_id)?.strip_prefix(':')?;
    let rest = rest.strip_prefix(&age.to_string())?.strip_prefix(':')?;
    let (at, end) = rest
        .split_once(':')
        .map_or((rest, None), |(a, e)| (a, Some(e)));
    Some(Place {
        at: at.parse().ok()?,
        whole_until: end.map(str::parse).transpose().ok()?,
    })
}

impl PlaidRail {
    pub(super) fn sync(&mut self, call: &mut Call<'_>) -> Outcome {
        let count = match call.body.get("count").filter(|c| !c.is_null()) {
            None => DEFAULT_COUNT,
            Some(count) => count
                .as_i64()
                .filter(|c| (1..=MAX_COUNT).contains(c))
                .ok_or_else(|| PlaidError::field("count must be an integer from 1 to 500"))?,
        };
        let flag = call
            .body
            .pointer("/options/include_original_description")
            .and_then(Value::as_bool);
        let with_original = flag.unwrap_or(false);
        let given = match call.body.get("cursor") {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) if text.len() <= MAX_CURSOR => text.clone(),
            Some(_) => {
                return Err(PlaidError::field(
                    "cursor must be a string of at most 256 characters",
                ));
            }
        };
        let armed = call.shared.faults.plaid_mutations > 0;
        let item = self.working_item(call)?;
        item.synced = true;
        if item.readiness == Readiness::NotReady {
            return Ok(json!({
                "accounts": [], "added": [], "has_more": false, "modified": [], "next_cursor": "",
                "removed": [], "transactions_update_status": item.readiness.as_str(),
            }));
        }
        let start = match given.as_str() {
            "" => Place {
                at: 0,
                whole_until: Some(item.log.len()),
            },
            text => place(&item.id, item.age, text)
                .filter(|p| p.at <= item.log.len())
                .ok_or_else(|| PlaidError::field("cursor not associated with access_token"))?,
        };
        if armed && item.paging {
            item.paging = false;
            call.shared.faults.plaid_mutations -= 1;
            return Err(PlaidError::mutated());
        }
        let count = usize::try_from(count).unwrap_or(0);
        let end = start.whole_until.unwrap_or(item.log.len());
        let shown = page(
            &item.log[..end],
            start.at,
            count,
            start.whole_until.is_some(),
        );
        let next = shown.next;
        item.paging = next < end;
        let whole_until = start.whole_until.filter(|_| next < end);
        let lines = |all: &[&super::history::Line]| -> Vec<Value> {
            all.iter()
                .map(|line| shape::transaction(line, with_original))
                .collect()
        };
        let removed: Vec<Value> = shown
            .removed
            .iter()
            .map(|(id, account)| json!({"account_id": account, "transaction_id": id}))
            .collect();
        Ok(json!({
            "accounts": shape::accounts(item),
            "added": lines(&shown.added),
            "has_more": next < end,
            "modified": lines(&shown.modified),
            "next_cursor": cursor(&item.id, item.age, Place { at: next, whole_until }),
            "removed": removed,
            "transactions_update_status": item.readiness.as_str(),
        }))
    }
}

/// How far Plaid has got with an Item's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Readiness {
    NotReady,
    Initial,
    Historical,
}

impl Readiness {
    const fn as_str(self) -> &'static str {
        match self {
            Self::NotReady => "NOT_READY",
            Self::Initial => "INITIAL_UPDATE_COMPLETE",
            Self::Historical => "HISTORICAL_UPDATE_COMPLETE",
        }
    }
}
