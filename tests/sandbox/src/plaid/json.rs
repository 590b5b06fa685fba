//! Plaid's shapes: every field its own clients insist on, null where a US bank says nothing.

use oodaloo_seeds::bank::{BankAccount, BankSide};
use serde_json::{Value, json};

use super::history::Line;
use super::{Item, PlaidError};

/// Money as Plaid sends it: a number in units of the currency.
pub(super) fn money(cents: i64) -> Value {
    json!(cents as f64 / 100.0)
}

pub(super) fn accounts(item: &Item) -> Vec<Value> {
    let holder = |a: &BankAccount| item.holders.get(&a.id).cloned().flatten();
    let all = item.bank.accounts.iter();
    all.map(|a| account(a, holder(a))).collect()
}

fn account(account: &BankAccount, holder: Option<String>) -> Value {
    json!({
        "account_id": account.id,
        "balances": {
            "available": account.available_cents.map(money),
            "current": money(account.current_cents),
            "iso_currency_code": "USD",
            "limit": account.limit_cents.map(money),
            "unofficial_currency_code": null,
        },
        "holder_category": holder,
        "mask": account.mask,
        "name": account.name,
        "official_name": account.official_name,
        "subtype": account.subtype,
        "type": account.kind,
    })
}

/// An Item; only `/item/get` shows its error.
pub(super) fn item(item: &Item, with_error: bool) -> Value {
    let error = item
        .login_error
        .as_ref()
        .filter(|_| with_error)
        .map(|code| {
            let mut error = PlaidError::item(code).json();
            if let Some(error) = error.as_object_mut() {
                error.remove("status");
            }
            error
        });
    let mut products = vec!["transactions"];
    products.extend(item.products.iter().map(String::as_str));
    json!({
        "available_products": ["balance"],
        "billed_products": ["transactions"],
        "consent_expiration_time": null,
        "created_at": item.created_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        "error": error,
        "institution_id": item.bank.institution_id,
        "institution_name": item.bank.institution_name,
        "item_id": item.id,
        "products": products,
        "update_type": "background",
        "webhook": item.webhook,
    })
}

pub(super) fn status(item: &Item) -> Value {
    let updated = item.read_at.unwrap_or(item.updated_at);
    let updated = updated.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    json!({
        "last_webhook": null,
        "transactions": {"last_failed_update": null, "last_successful_update": updated},
    })
}

pub(super) fn institution(bank: &BankSide) -> Value {
    json!({
        "connection_availability": "SUPPORTED",
        "country_codes": ["US"],
        "institution_id": bank.institution_id,
        "logo": null,
        "name": bank.institution_name,
        "oauth": false,
        "primary_color": null,
        "products": ["transactions"],
        "routing_numbers": [],
        "url": null,
    })
}

/// A transaction; the bank's own words only for who asked for them.
pub(super) fn transaction(line: &Line, with_original: bool) -> Value {
    let t = &line.is;
    let counterparties = t.merchant_name.iter().map(|name| {
        json!({
            "confidence_level": "VERY_HIGH",
            "entity_id": null,
            "logo_url": null,
            "name": name,
            "type": "merchant",
            "website": null,
        })
    });
    let method = t.ppd_id.as_ref().map(|_| "ACH");
    let mut value = json!({
        "account_id": t.account_id,
        "account_owner": null,
        "amount": money(t.amount_cents),
        "authorized_date": t.authorized_date.map(|d| d.to_string()),
        "authorized_datetime": null,
        "category": null,
        "category_id": null,
        "check_number": t.check_number,
        "counterparties": counterparties.collect::<Vec<_>>(),
        "date": t.date.to_string(),
        "datetime": null,
        "iso_currency_code": "USD",
        "location": {
            "address": null, "city": null, "country": null, "lat": null,
            "lon": null, "postal_code": null, "region": null, "store_number": null,
        },
        "logo_url": null,
        "merchant_entity_id": null,
        "merchant_name": t.merchant_name,
        "name": t.name,
        "payment_channel": t.payment_channel,
        "payment_meta": {
            "by_order_of": null, "payee": null, "payer": null, "payment_method": method,
            "payment_processor": null, "ppd_id": t.ppd_id, "reason": null, "reference_number": null,
        },
        "pending": line.pending,
        "pending_transaction_id": line.replaces,
        "personal_finance_category": {
            "confidence_level": "HIGH",
            "detailed": t.category.1,
            "primary": t.category.0,
            "version": "v2",
        },
        "transaction_code": null,
        "transaction_id": t.id,
        "transaction_type": "unresolved",
        "unofficial_currency_code": null,
        "website": null,
    });
    if with_original {
        value["original_description"] = json!(t.original_description);
    }
    value
}
