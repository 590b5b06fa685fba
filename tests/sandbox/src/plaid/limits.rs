//! How often one Item may be asked, a minute: Plaid's limits in production.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::PlaidError;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Endpoint, calls a minute, and the code of the error behind that.
const LIMITS: [(&str, usize, &str); 5] = [
    ("/transactions/sync", 50, "TRANSACTIONS_SYNC_LIMIT"),
    ("/accounts/get", 15, "ACCOUNTS_LIMIT"),
    ("/accounts/balance/get", 5, "BALANCE_LIMIT"),
    ("/item/get", 15, "ITEM_GET_LIMIT"),
    ("/identity/get", 15, "IDENTITY_LIMIT"),
];

/// The calls of the last minute, by endpoint.
#[derive(Clone, Debug, Default)]
pub(super) struct Limits(BTreeMap<&'static str, VecDeque<Timestamp>>);

impl Limits {
    /// Counts a call, unless it is one too many.
    pub(super) fn admit(&mut self, route: &str, now: Timestamp) -> Result<(), PlaidError> {
        let Some((path, most, code)) = LIMITS.into_iter().find(|(path, ..)| *path == route) else {
            return Ok(());
        };
        let calls = self.0.entry(path).or_default();
        while calls.front().is_some_and(|at| *at + MINUTE <= now) {
            calls.pop_front();
        }
        if calls.len() >= most {
            return Err(PlaidError::rate_limit(code));
        }
        calls.push_back(now);
        Ok(())
    }
}
