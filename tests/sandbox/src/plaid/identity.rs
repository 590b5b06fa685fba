//! What goes to the bank and costs: live balances, and who holds the accounts.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Call, Outcome, PlaidError, PlaidRail, json as shape};

/// The institution whose other accounts than checking and savings need to be told how old a balance may be.
const WANTS_AN_AGE: &str = "ins_128026";

impl PlaidRail {
    /// `/accounts/balance/get`.
    pub(super) fn live_balances(&mut self, call: &mut Call<'_>) -> Outcome {
        let least = call.body.pointer("/options/min_last_updated_datetime");
        let least: Option<Timestamp> = match least.filter(|v| !v.is_null()) {
            None => None,
            Some(text) => Some(
                text.as_str()
                    .and_then(|t| t.parse().ok())
                    .ok_or_else(|| PlaidError::field("min_last_updated_datetime is no date"))?,
            ),
        };
        let asked = call.body.pointer("/options/account_ids").cloned();
        let asked = asked.as_ref().and_then(Value::as_array);
        let item = self.working_item(call)?;
        let is_asked = |id: &str| asked.is_none_or(|ids| ids.iter().any(|i| i == id));
        let known = |id: &Value| item.bank.accounts.iter().any(|a| *id == a.id);
        if !asked.is_none_or(|ids| ids.iter().all(known)) {
            return Err(PlaidError::account_id());
        }
        let mut of = item.bank.accounts.iter().filter(|a| is_asked(&a.id));
        let not_depository = of.any(|a| a.kind != "depository");
        if item.bank.institution_id == WANTS_AN_AGE && not_depository {
            let least = least.ok_or_else(|| {
                PlaidError::field("min_last_updated_datetime is required for this institution")
            })?;
            if item.read_at.is_some_and(|at| at < least) {
                return Err(PlaidError::balance_too_old());
            }
        }
        let mut accounts = shape::accounts(item);
        accounts.retain(|a| is_asked(a["account_id"].as_str().unwrap_or_default()));
        // What Plaid has at hand stays as it is: whether it takes this over is not documented.
        for account in &mut accounts {
            let id = account["account_id"].as_str().unwrap_or_default();
            if let Some(cents) = item.live.get(id) {
                let amount = shape::money(*cents);
                account["balances"]["available"].clone_from(&amount);
                account["balances"]["current"] = amount;
            }
        }
        Ok(json!({"accounts": accounts, "item": shape::item(item, false)}))
    }

    /// `/identity/get`.
    pub(super) fn identity(&mut self, call: &mut Call<'_>) -> Outcome {
        let item = self.working_item(call)?;
        if !item.products.contains("identity") {
            return Err(PlaidError::item("PRODUCTS_NOT_SUPPORTED"));
        }
        if item.unready.contains("identity") {
            return Err(PlaidError::item("PRODUCT_NOT_READY"));
        }
        let mut accounts = shape::accounts(item);
        for account in &mut accounts {
            let id = account["account_id"].as_str().unwrap_or_default();
            let names = item.owners.get(id).cloned();
            let names = names.unwrap_or_else(|| vec![item.holder.clone()]);
            let owner = json!({"addresses": [], "emails": [], "names": names, "phone_numbers": []});
            account["owners"] = Value::Array(vec![owner]);
        }
        Ok(json!({"accounts": accounts, "item": shape::item(item, false)}))
    }
}
