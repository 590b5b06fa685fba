//! `/transactions/sync`: a log per Item, read in pages from a cursor.

use base64::{Engine, engine::general_purpose::STANDARD};
use oodaloo_seeds::bank::BankTransaction;
use serde_json::{Value, json};

use super::{Call, Outcome, PlaidError, PlaidRail, json as shape};

const MAX_COUNT: i64 = 500;
const DEFAULT_COUNT: i64 = 100;
const MAX_CURSOR: usize = 256;

/// Something that happened to a transaction.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Added(Box<BankTransaction>),
}

/// A cursor belongs to its Item: it names it.
fn cursor(item_id: &str, place: usize) -> String {
    STANDARD.encode(format!("{item_id}:{place}"))
}

fn place(item_id: &str, cursor: &str) -> Option<usize> {
    let text = String::from_utf8(STANDARD.decode(cursor).ok()?).ok()?;
    text.strip_prefix(item_id)?.strip_prefix(':')?.parse().ok()
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
        let start = match given.as_str() {
            "" => 0,
            text => place(&item.id, text)
                .filter(|at| *at <= item.log.len())
                .ok_or_else(|| PlaidError::field("cursor not associated with access_token"))?,
        };
        if armed && item.paging {
            item.paging = false;
            call.shared.faults.plaid_mutations -= 1;
            return Err(PlaidError::mutated());
        }
        let count = usize::try_from(count).unwrap_or(0);
        let end = item.log.len().min(start + count);
        item.paging = end < item.log.len();
        item.synced = true;
        let added: Vec<_> = item.log[start..end]
            .iter()
            .map(|change| match change {
                Change::Added(t) => shape::transaction(t, with_original),
            })
            .collect();
        Ok(json!({
            "accounts": shape::accounts(&item.bank),
            "added": added,
            "has_more": item.paging,
            "modified": [],
            "next_cursor": cursor(&item.id, end),
            "removed": [],
            "transactions_update_status": "HISTORICAL_UPDATE_COMPLETE",
        }))
    }
}
