//! What the company is, apart from its books: people, settings, and the two sides as the rails know them.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use serde::Serialize;

use crate::{bank::BankSide, jobber::JobberSide};

/// One tenant and everything its two rails know about it. It never holds which payment is which deposit: see [`crate::Truth`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Company {
    /// The seed the company was drawn from.
    pub seed: u64,
    /// The last day of the books.
    pub as_of: Date,
    /// Trading name.
    pub name: String,
    /// IANA time zone; the company's days and weeks are local to it.
    pub time_zone: String,
    /// ISO 4217 code.
    pub currency: String,
    /// What the owner told us at onboarding.
    pub settings: Settings,
    /// Who signs in.
    pub users: Vec<User>,
    /// The books as Jobber has them.
    pub jobber: JobberSide,
    /// The bank as Plaid shows it.
    pub bank: BankSide,
}

/// What the owner sets and no rail knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// Weekly cost of the crew, in cents.
    pub weekly_burden_cents: i64,
    /// Money set aside.
    pub earmarks: Vec<Earmark>,
    /// Jobber ids of clients who are never put on a collection plan unasked.
    pub vip_client_ids: Vec<String>,
    /// Jobber ids of invoices the client disputes.
    pub disputed_invoice_ids: Vec<String>,
    /// What each bank account is for, by Plaid account id.
    pub account_labels: BTreeMap<String, AccountLabel>,
    /// Merchants whose spending is partly private.
    pub personal_mixed_merchants: Vec<String>,
    /// Local time of the Friday email.
    pub digest_send_time: Time,
    /// Add-on flags that are on.
    pub flags: Vec<String>,
}

/// Money in the bank that is not the owner's to spend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Earmark {
    /// What it is for.
    pub label: String,
    /// How much, in cents.
    pub cents: i64,
}

/// What an account is for; only operating and savings count as cash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountLabel {
    /// Day-to-day business account.
    Operating,
    /// Business reserve.
    Savings,
    /// A card; what is owed, not cash.
    Credit,
    /// The owner's own account, with some business in it.
    PersonalMixed,
}

/// What a user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads the tiles and the email.
    Owner,
    /// Works the tray.
    Dispatcher,
}

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct User {
    /// Role in the company.
    pub role: Role,
    /// Sign-in and mail address (a reserved domain: nothing can be delivered by accident).
    pub email: String,
    /// Full name.
    pub name: String,
}

impl Company {
    /// Sum of the earmarks, in cents.
    #[must_use]
    pub fn earmarked_cents(&self) -> i64 {
        self.settings.earmarks.iter().map(|e| e.cents).sum()
    }

    /// Available balance of the accounts that count as cash, in cents.
    #[must_use]
    pub fn cash_available_cents(&self) -> i64 {
        let is_cash = |id: &str| {
            matches!(
                self.settings.account_labels.get(id),
                Some(AccountLabel::Operating | AccountLabel::Savings)
            )
        };
        let accounts = self.bank.accounts.iter();
        accounts
            .filter(|a| is_cash(&a.id))
            .filter_map(|a| a.available_cents)
            .sum()
    }
}
