//! The bank as Plaid shows it, in Plaid's own sign: money out is positive, money in is negative.

use jiff::civil::Date;
use serde::Serialize;

/// One linked login and its accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BankSide {
    /// Plaid's institution id.
    pub institution_id: String,
    /// The bank's name.
    pub institution_name: String,
    /// Plaid's id of the login.
    pub item_id: String,
    /// Accounts the owner shared.
    pub accounts: Vec<BankAccount>,
    /// Posted lines of all accounts, oldest first.
    pub transactions: Vec<BankTransaction>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BankAccount {
    /// Plaid's account id.
    pub id: String,
    /// Name the bank shows.
    pub name: String,
    /// Name of the product.
    pub official_name: String,
    /// Last digits of its number.
    pub mask: String,
    /// `depository` or `credit`.
    pub kind: String,
    /// Plaid's subtype.
    pub subtype: String,
    /// Money available, in cents.
    pub available_cents: Option<i64>,
    /// Current balance in cents; for a card, what is owed.
    pub current_cents: i64,
    /// Credit limit, in cents.
    pub limit_cents: Option<i64>,
}

/// A posted line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BankTransaction {
    /// Plaid's transaction id; case matters.
    pub id: String,
    /// The account it is on.
    pub account_id: String,
    /// Amount in cents, in Plaid's sign: positive is money out.
    pub amount_cents: i64,
    /// Day it posted.
    pub date: Date,
    /// Day it was made, where the bank says.
    pub authorized_date: Option<Date>,
    /// Lightly cleaned description.
    pub name: String,
    /// Merchant, where Plaid recognised one.
    pub merchant_name: Option<String>,
    /// The bank's own words.
    pub original_description: String,
    /// `online`, `in store` or `other`.
    pub payment_channel: String,
    /// Number of a check we wrote.
    pub check_number: Option<String>,
    /// Company id of the ACH payer, where there is one.
    pub ppd_id: Option<String>,
    /// Plaid's guess of a category: primary and detailed.
    pub category: (String, String),
}

impl BankTransaction {
    /// Money in, in cents, if this is a deposit.
    #[must_use]
    pub fn deposit_cents(&self) -> Option<i64> {
        (self.amount_cents < 0).then_some(-self.amount_cents)
    }
}
