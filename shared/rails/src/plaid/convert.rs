//! Plaid's records as facts. The sign is turned here and nowhere else: Plaid's positive is money
//! out, ours is money in, on every kind of account.

use jiff::civil::Date;
use oodaloo_domain::facts::{Account, AccountLabel, BankLine, Source};
use oodaloo_domain::{AccountId, BankTransactionId};
use serde_json::value::RawValue;

use super::{PlaidLine, SyncPage, UpdateStatus, wire};
use crate::rows::{Rejected, rows};
use crate::text::free;

/// Everything of one page that can be understood.
pub(super) fn page(wire: wire::SyncPage) -> SyncPage {
    let (accounts, mut rejected) = accounts(&wire.accounts);
    let added = lines(&wire.added, &mut rejected);
    let modified = lines(&wire.modified, &mut rejected);
    let removed = removed(&wire.removed, &mut rejected);
    SyncPage {
        added,
        modified,
        removed,
        accounts,
        rejected,
        next_cursor: wire.next_cursor.filter(|cursor| !cursor.is_empty()),
        has_more: wire.has_more,
        status: status(wire.transactions_update_status),
    }
}

fn status(text: Option<String>) -> UpdateStatus {
    match text.as_deref() {
        Some("NOT_READY") => UpdateStatus::NotReady,
        Some("INITIAL_UPDATE_COMPLETE") => UpdateStatus::Initial,
        Some("HISTORICAL_UPDATE_COMPLETE") => UpdateStatus::Historical,
        _ => UpdateStatus::Other(text.map(|t| free(&t)).unwrap_or_default()),
    }
}

fn lines(raw: &[Box<RawValue>], rejected: &mut Vec<Rejected>) -> Vec<PlaidLine> {
    let (read, mut unread) = rows::<wire::Transaction>(raw, "transaction_id");
    rejected.append(&mut unread);
    let mut out = Vec::with_capacity(read.len());
    for transaction in read {
        let id = transaction.transaction_id.clone();
        match line(transaction) {
            Ok(line) => out.push(line),
            Err(why) => rejected.push(Rejected::new(&id, why)),
        }
    }
    out
}

fn removed(raw: &[Box<RawValue>], rejected: &mut Vec<Rejected>) -> Vec<BankTransactionId> {
    let (read, mut unread) = rows::<wire::Removed>(raw, "transaction_id");
    rejected.append(&mut unread);
    let mut out = Vec::with_capacity(read.len());
    for one in read {
        match BankTransactionId::new(one.transaction_id.as_str()) {
            Ok(id) => out.push(id),
            Err(why) => rejected.push(Rejected::new(&one.transaction_id, why)),
        }
    }
    out
}

fn line(wire: wire::Transaction) -> Result<PlaidLine, String> {
    let amount = -wire.amount.units().map_err(|e| format!("amount: {e}"))?;
    let raw = wire
        .original_description
        .map(|text| free(&text))
        .filter(|text| !text.is_empty());
    let description = raw.unwrap_or_else(|| free(&wire.name.unwrap_or_default()));
    let replaces = wire
        .pending_transaction_id
        .map(BankTransactionId::new)
        .transpose();
    Ok(PlaidLine {
        line: BankLine {
            id: BankTransactionId::new(wire.transaction_id).map_err(|e| e.to_string())?,
            account_id: AccountId::new(wire.account_id).map_err(|e| e.to_string())?,
            date: date("date", &wire.date)?,
            amount,
            currency: currency(wire.iso_currency_code, wire.unofficial_currency_code)?,
            description,
            merchant: wire
                .merchant_name
                .map(|name| free(&name))
                .filter(|name| !name.is_empty()),
            source: Source::Plaid,
        },
        pending: wire.pending,
        replaces: replaces.map_err(|e| e.to_string())?,
        authorized_on: wire
            .authorized_date
            .as_deref()
            .map(|d| date("authorized_date", d))
            .transpose()?,
    })
}

fn date(field: &str, text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("{field}: not a date"))
}

/// The one of the two codes that is there.
fn currency(iso: Option<String>, unofficial: Option<String>) -> Result<String, String> {
    let code = iso.or(unofficial).ok_or("no currency")?;
    let sound = (3..=12).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
    if sound {
        Ok(code)
    } else {
        Err("a currency code that is none".into())
    }
}

pub(super) fn accounts(raw: &[Box<RawValue>]) -> (Vec<Account>, Vec<Rejected>) {
    let (read, mut rejected) = rows::<wire::Account>(raw, "account_id");
    let mut out = Vec::with_capacity(read.len());
    for one in read {
        let id = one.account_id.clone();
        match account(one) {
            Ok(account) => out.push(account),
            Err(why) => rejected.push(Rejected::new(&id, why)),
        }
    }
    (out, rejected)
}

fn account(wire: wire::Account) -> Result<Account, String> {
    let kind = wire.kind.as_deref().unwrap_or_default();
    let balances = wire.balances;
    // On a card `current` is what is owed, on an investment what it is worth: neither can be spent.
    let fallback = if kind == "depository" {
        balances.current
    } else {
        None
    };
    let available = balances
        .available
        .or(fallback)
        .map(|n| n.units())
        .transpose();
    let name = [wire.name, wire.official_name]
        .into_iter()
        .flatten()
        .map(|n| free(&n))
        .find(|n| !n.is_empty());
    Ok(Account {
        id: AccountId::new(wire.account_id).map_err(|e| e.to_string())?,
        name: name.unwrap_or_else(|| "Account".into()),
        mask: wire
            .mask
            .map(|mask| free(&mask))
            .filter(|mask| !mask.is_empty()),
        label: label(
            kind,
            wire.subtype.as_deref().unwrap_or_default(),
            wire.holder_category.as_deref(),
        ),
        currency: currency(
            balances.iso_currency_code,
            balances.unofficial_currency_code,
        )?,
        available: available.map_err(|e| format!("balance: {e}"))?,
        personal: wire.holder_category.as_deref() == Some("personal"),
    })
}

/// A first guess, which the owner may change. What is not surely the company's cash is not counted.
fn label(kind: &str, subtype: &str, holder: Option<&str>) -> AccountLabel {
    match (kind, subtype) {
        _ if holder == Some("personal") => AccountLabel::PersonalMixed,
        ("depository", "checking") => AccountLabel::Operating,
        ("depository", "savings" | "money market" | "cash management") => AccountLabel::Savings,
        ("credit" | "loan", _) => AccountLabel::Card,
        _ => AccountLabel::PersonalMixed,
    }
}
