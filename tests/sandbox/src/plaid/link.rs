//! `/link/token/create`: nobody opens Link here, so only the request is checked, as strictly as Plaid does.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Call, Outcome, PlaidError, PlaidRail};

const NEW_LIFE: SignedDuration = SignedDuration::from_hours(4);
const UPDATE_LIFE: SignedDuration = SignedDuration::from_mins(30);
const MAX_CLIENT_NAME: usize = 30;
const MAX_DAYS: i64 = 730;

impl PlaidRail {
    pub(super) fn link_token(&mut self, call: &mut Call<'_>) -> Outcome {
        common(call)?;
        let update = call.body.get("access_token").is_some();
        let life = if update {
            self.item(call)?;
            update_mode(call)?;
            UPDATE_LIFE
        } else {
            new_item(call)?;
            NEW_LIFE
        };
        let expiration = (call.now + life).strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        let token = format!("link-sandbox-{}", call.shared.tokens.uuid());
        Ok(json!({"link_token": token, "expiration": expiration}))
    }
}

fn common(call: &Call<'_>) -> Result<(), PlaidError> {
    if call.text("client_name")?.chars().count() > MAX_CLIENT_NAME {
        return Err(PlaidError::field(
            "client_name must be at most 30 characters",
        ));
    }
    call.text("language")?;
    let countries = call.body.get("country_codes").and_then(Value::as_array);
    if countries.is_none_or(Vec::is_empty) {
        return Err(PlaidError::missing("country_codes"));
    }
    let user = call
        .body
        .pointer("/user/client_user_id")
        .and_then(Value::as_str);
    if user.is_none_or(str::is_empty) && call.body.get("user_id").is_none() {
        return Err(PlaidError::missing("user.client_user_id"));
    }
    if let Some(uri) = call.body.get("redirect_uri").and_then(Value::as_str) {
        let local = uri.starts_with("http://127.0.0.1") || uri.starts_with("http://localhost");
        if uri.contains('?') || !(uri.starts_with("https://") || local) {
            return Err(PlaidError::field(
                "redirect_uri must be https and have no query",
            ));
        }
    }
    Ok(())
}

fn new_item(call: &Call<'_>) -> Result<(), PlaidError> {
    let products = call.body.get("products").and_then(Value::as_array);
    let products = products.map_or(&[][..], Vec::as_slice);
    if products.is_empty() {
        return Err(PlaidError::missing("products"));
    }
    if products.iter().any(|p| p != "transactions") {
        return Err(PlaidError::invalid(
            "INVALID_PRODUCT",
            "the sandbox has the product transactions only",
        ));
    }
    if let Some(days) = call.body.pointer("/transactions/days_requested")
        && !days.as_i64().is_some_and(|d| (1..=MAX_DAYS).contains(&d))
    {
        return Err(PlaidError::field(
            "transactions.days_requested must be an integer from 1 to 730",
        ));
    }
    if call.body.get("update").is_some() {
        return Err(PlaidError::field("update needs an access_token"));
    }
    Ok(())
}

fn update_mode(call: &Call<'_>) -> Result<(), PlaidError> {
    for never in ["products", "transactions"] {
        if call.body.get(never).is_some() {
            return Err(PlaidError::field(&format!(
                "{never} must not be sent in update mode"
            )));
        }
    }
    let selects = call.body.pointer("/update/account_selection_enabled") == Some(&json!(true));
    if call.body.get("account_filters").is_some() && !selects {
        return Err(PlaidError::field(
            "account_filters need update.account_selection_enabled",
        ));
    }
    Ok(())
}
