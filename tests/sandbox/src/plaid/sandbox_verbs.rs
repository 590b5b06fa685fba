//! The verbs of Plaid's own Sandbox: new transactions, webhooks on demand, a login that breaks.

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use oodaloo_seeds::bank::BankTransaction;
use serde_json::{Value, json};

use super::{Call, Outcome, PlaidError, PlaidRail, history::Line, webhook};
use crate::tokens::sha256_hex;

const MAX_NEW: usize = 10;
const MAX_AGE_DAYS: i32 = 14;

/// Cents of a JSON number, read from its digits: more than two decimals and exponents are refused.
fn cents(number: &Value) -> Option<i64> {
    let text = number.as_number()?.to_string();
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if fraction.len() > 2 || whole.len() > 12 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let fraction: i64 = format!("{fraction:0<2}").parse().ok()?;
    Some(sign * (whole * 100 + fraction))
}

impl PlaidRail {
    /// `/sandbox/transactions/create`: posted lines on the first depository account.
    pub(super) fn create_transactions(&mut self, call: &mut Call<'_>) -> Outcome {
        let rows = call
            .body
            .get("transactions")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default();
        if rows.is_empty() || rows.len() > MAX_NEW {
            return Err(PlaidError::field(
                "transactions must hold 1 to 10 transactions",
            ));
        }
        let (now, today) = (call.now, call.now.to_zoned(TimeZone::UTC).date());
        let item = self.working_item(call)?;
        let account = item
            .bank
            .accounts
            .iter()
            .find(|a| a.kind == "depository")
            .map(|a| a.id.clone());
        let account_id =
            account.ok_or_else(|| PlaidError::field("the item has no depository account"))?;
        let known = item.log.len();
        let made = rows.iter().enumerate().map(|(k, row)| {
            let id = sha256_hex(format!("{account_id}/{}", known + k).as_bytes())[..37].to_owned();
            transaction(row, id, &account_id, today).ok_or_else(|| {
                PlaidError::field("a transaction needs amount, date_posted and date_transacted (within 14 days) and description")
            })
        });
        let made = made.collect::<Result<Vec<_>, _>>()?;
        for transaction in made {
            item.add(Line::posted(transaction));
        }
        item.updated_at = now;
        if item.synced {
            let id = item.id.clone();
            self.queue(call, &id, "TRANSACTIONS", "SYNC_UPDATES_AVAILABLE");
        }
        Ok(json!({}))
    }

    pub(super) fn fire_webhook(&mut self, call: &mut Call<'_>) -> Outcome {
        let code = call.text("webhook_code")?.to_owned();
        let kind = call.body.get("webhook_type").and_then(Value::as_str);
        let kind = kind.unwrap_or(webhook::kind_of(&code)).to_owned();
        let id = self.item(call)?.id.clone();
        let sent = self.queue(call, &id, &kind, &code);
        Ok(json!({"webhook_fired": sent}))
    }

    pub(super) fn reset_login(&mut self, call: &mut Call<'_>) -> Outcome {
        let item = self.item(call)?;
        item.login_error = Some("ITEM_LOGIN_REQUIRED".to_owned());
        let id = item.id.clone();
        self.queue(call, &id, "ITEM", "ERROR");
        Ok(json!({"reset_login": true}))
    }

    /// Leaves a delivery in the outbox, if anybody listens; says whether.
    fn queue(&self, call: &mut Call<'_>, item_id: &str, kind: &str, code: &str) -> bool {
        let url = self.webhook_url(item_id, call.shared.urls.plaid.as_ref());
        let Some(url) = url else { return false };
        let delivery = self
            .keys
            .sign(&url, &webhook::body(item_id, kind, code), call.now);
        call.shared.send(delivery);
        true
    }
}

fn transaction(row: &Value, id: String, account_id: &str, today: Date) -> Option<BankTransaction> {
    let day = |name: &str| row.get(name)?.as_str()?.parse::<Date>().ok();
    let (posted, made) = (day("date_posted")?, day("date_transacted")?);
    let oldest = today.saturating_sub(MAX_AGE_DAYS.days());
    let text = row.get("description")?.as_str()?;
    (made >= oldest && posted >= made).then_some(())?;
    Some(BankTransaction {
        id,
        account_id: account_id.to_owned(),
        amount_cents: cents(row.get("amount")?)?,
        date: posted,
        authorized_date: Some(made),
        name: text.to_owned(),
        merchant_name: None,
        original_description: text.to_owned(),
        payment_channel: "other".to_owned(),
        check_number: None,
        ppd_id: None,
        category: ("TRANSFER_IN".to_owned(), "TRANSFER_IN_DEPOSIT".to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_come_from_digits() {
        for (number, expected) in [
            (json!(12.3), Some(1_230)),
            (json!(-0.05), Some(-5)),
            (json!(7), Some(700)),
        ] {
            assert_eq!(cents(&number), expected);
        }
        for bad in [json!(1.234), json!(1e20), json!("5.00"), json!(null)] {
            assert_eq!(cents(&bad), None, "{bad}");
        }
    }
}
