//! What a company's store promises, over the model of the table.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on says so"
)]

mod audit;
mod expenses;
mod imports;
mod learning;
mod matching;
mod mirror;
mod people;

use std::sync::Arc;

use jiff::civil::date;
use oodaloo_domain::facts::{BankLine, PaymentRecord, Source};
use oodaloo_domain::{AccountId, BankTransactionId, CompanyId, Money, PaymentId};
use oodaloo_store::model::ModelTable;
use oodaloo_store::{CompanyStore, Store};

fn store() -> (Arc<ModelTable>, CompanyStore) {
    let table = Arc::new(ModelTable::new());
    let company = Store::new(table.clone()).company(&CompanyId::new("co_1").unwrap());
    (table, company)
}

fn line(id: &str, cents: i64) -> BankLine {
    BankLine {
        id: BankTransactionId::new(id).unwrap(),
        account_id: AccountId::new("acc_1").unwrap(),
        date: date(2026, 11, 2),
        amount: Money::from_cents(cents),
        currency: "USD".into(),
        description: "DEPOSIT".into(),
        merchant: None,
        source: Source::Plaid,
    }
}

fn payment(id: &str, cents: i64) -> PaymentRecord {
    PaymentRecord {
        id: PaymentId::new(id).unwrap(),
        received_on: date(2026, 11, 1),
        amount: Money::from_cents(cents),
        client_id: None,
        client_name: None,
        allocations: Vec::new(),
        method: None,
        fee: None,
    }
}

fn since() -> jiff::civil::Date {
    date(2026, 1, 1)
}
