//! A tenant: its settings, its people, its accounts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use super::Actor;
use crate::ids::{AccountId, AuditId, ClientId, CompanyId, InvitationId, InvoiceId, UserId};
use crate::money::Money;

/// An outside system of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RailName {
    /// Field-service management: what was paid.
    Jobber,
    /// Bank feeds: what arrived.
    Plaid,
    /// A bank account whose lines come as files. Nobody can ask it for anything.
    Csv,
}

impl RailName {
    /// As it stands in keys, groups and logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Jobber => "jobber",
            Self::Plaid => "plaid",
            Self::Csv => "csv",
        }
    }

    /// Whether we ask it what is new; otherwise somebody brings it.
    #[must_use]
    pub const fn is_polled(self) -> bool {
        !matches!(self, Self::Csv)
    }
}

/// A tenant and its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Company {
    /// Its id.
    pub id: CompanyId,
    /// As the owner calls it.
    pub name: String,
    /// IANA time zone; a day is its local day.
    pub time_zone: String,
    /// ISO 4217.
    pub currency: String,
    /// Weekly cost of the crew. None until the owner sets it: then there is no runway.
    pub weekly_burden: Option<Money>,
    /// How burden is shared among jobs.
    #[serde(default)]
    pub alloc_method: AllocMethod,
    /// Set aside by the owner (tax, deposits held), by label.
    #[serde(default)]
    pub earmarks: BTreeMap<String, Money>,
    /// What each bank account is for, as the owner has said; others are guessed from their type.
    #[serde(default)]
    pub account_labels: BTreeMap<AccountId, AccountLabel>,
    /// Clients who are never chased automatically.
    #[serde(default)]
    pub vips: Vec<ClientId>,
    /// Invoices the client contests, as the owner has told us: no rail knows.
    #[serde(default)]
    pub disputed: Vec<InvoiceId>,
    /// Payment terms where an invoice has no due date, in days.
    #[serde(default = "default_terms")]
    pub terms_days: u16,
    /// Local time of the Friday digest.
    #[serde(default = "default_send_time")]
    pub digest_time: Time,
    /// Who receives it.
    #[serde(default)]
    pub digest_to: Vec<String>,
    /// How sure the engine must be to match without asking.
    #[serde(default)]
    pub auto_threshold: AutoThreshold,
    /// Paid add-ons.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// Who changed these settings last, and when.
    #[serde(default)]
    pub changed: Option<LastChange>,
    /// The audit entry of that: a change is taken back only while it is the last one.
    #[serde(default)]
    pub changed_in: Option<AuditId>,
    /// Raised by one at every change.
    #[serde(default)]
    pub version: u64,
}

/// Who was the last to change something, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastChange {
    /// Who.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
}

const fn default_terms() -> u16 {
    30
}

const fn default_send_time() -> Time {
    Time::constant(7, 0, 0, 0)
}

/// The least probability at which a deposit is matched without asking, in millionths. A wrong match
/// costs an owner far more than a question, so nobody can set it below [`AutoThreshold::FLOOR`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct AutoThreshold(u32);

/// A threshold that nobody may set.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("the threshold for matching without asking must be from 0.99 to 1, not {0}")]
pub struct BadThreshold(pub f64);

impl AutoThreshold {
    /// The lowest that may be set: 0.99.
    pub const FLOOR: Self = Self(990_000);
    /// What counts until somebody sets it: wrong less than once in a thousand.
    pub const DEFAULT: Self = Self(999_000);
    const ONE: u32 = 1_000_000;

    /// As a probability.
    #[must_use]
    pub fn probability(self) -> f64 {
        f64::from(self.0) / f64::from(Self::ONE)
    }
}

impl Default for AutoThreshold {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl TryFrom<f64> for AutoThreshold {
    type Error = BadThreshold;

    fn try_from(probability: f64) -> Result<Self, BadThreshold> {
        let (floor, one) = (Self::FLOOR.probability(), 1.0);
        if !(floor..=one).contains(&probability) {
            return Err(BadThreshold(probability));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 990,000 and 1,000,000"
        )]
        Ok(Self((probability * f64::from(Self::ONE)).round() as u32))
    }
}

impl From<AutoThreshold> for f64 {
    fn from(threshold: AutoThreshold) -> Self {
        threshold.probability()
    }
}

/// How burden is shared among jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AllocMethod {
    /// By banked revenue.
    #[default]
    Revenue,
    /// By days worked.
    JobDays,
    /// Evenly.
    Even,
}

/// A paid add-on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Flag {
    /// The AR plan.
    CashDiscipline,
    /// The inside of a payout.
    Unbundling,
    /// Peers.
    Benchmarking,
    /// Bills.
    ApAssist,
}

impl Flag {
    /// As it stands in the API and in the settings.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CashDiscipline => "CASH_DISCIPLINE",
            Self::Unbundling => "UNBUNDLING",
            Self::Benchmarking => "BENCHMARKING",
            Self::ApAssist => "AP_ASSIST",
        }
    }

    /// What it is sold as, in US dollars a month. One that is not sold yet has no price.
    #[must_use]
    pub const fn price(self) -> &'static str {
        match self {
            Self::CashDiscipline => "Core, $179 a month; founders $149, later $229",
            Self::Unbundling => "$259 a month",
            Self::Benchmarking => "$20 a month on top",
            Self::ApAssist => "not sold yet",
        }
    }

    /// What it shows, as an offer.
    #[must_use]
    pub const fn offer(self) -> &'static str {
        match self {
            Self::CashDiscipline => "plans each week whom to ask for money first",
            Self::Unbundling => "shows which payments are inside a payout",
            Self::Benchmarking => "compares your figures with your peers'",
            Self::ApAssist => "plans which bills to pay when",
        }
    }
}

/// What an owner says an account is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum AccountLabel {
    /// Counts as cash.
    Operating,
    /// Counts as cash.
    Savings,
    /// Owed money, never cash.
    Card,
    /// Never cash; asked about, never assumed.
    PersonalMixed,
}

/// A bank account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Ours, from the rail's id.
    pub id: AccountId,
    /// As the bank calls it.
    pub name: String,
    /// Last digits, where the bank gives them.
    pub mask: Option<String>,
    /// What it is for: a guess from its type, until the owner says.
    pub label: AccountLabel,
    /// ISO 4217.
    pub currency: String,
    /// What can be spent; none where the bank says neither available nor current.
    pub available: Option<Money>,
    /// The bank says that its holder is a person, not a business: somebody should look at it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub personal: bool,
}

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Owner,
    /// The tray.
    Dispatcher,
}

impl Role {
    /// As it stands in the table, in the API and in sentences.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Dispatcher => "dispatcher",
        }
    }
}

/// A person's place in a company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub user_id: UserId,
    /// Where mail goes.
    pub email: String,
    /// What they may do.
    pub role: Role,
}

/// An open invitation. What its link is signed with is nowhere stored: whoever reads the table cannot
/// join by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its id; the link names it.
    pub id: InvitationId,
    /// To whom.
    pub email: String,
    /// As what.
    pub role: Role,
    /// By which owner.
    pub by: UserId,
    /// Since when.
    pub at: Timestamp,
    /// Until when it can be accepted.
    pub until: Timestamp,
    /// What became of its mail.
    #[serde(default)]
    pub mail: InvitationMail,
}

impl Invitation {
    /// How long one can be accepted, in hours: seven days.
    pub const HOURS: i64 = 7 * 24;
    /// The most that are open in one company at a time.
    pub const MAX_OPEN: usize = 20;

    /// Whether it can be accepted at this moment.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        now < self.until
    }
}

/// What became of an invitation's mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum InvitationMail {
    /// On its way.
    #[default]
    Waiting,
    /// The mail service has it.
    Sent,
    /// The mail service will not send to this address.
    Refused,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_kept_to_the_millionth_and_never_below_the_floor() {
        for said in ["0.99", "0.999", "0.9995", "1.0"] {
            let read: AutoThreshold = serde_json::from_str(said).unwrap();
            assert_eq!(serde_json::to_string(&read).unwrap(), said);
        }
        for said in ["0.9899", "0", "-1", "1.01", "99.9"] {
            let refused = serde_json::from_str::<AutoThreshold>(said).unwrap_err();
            assert!(refused.to_string().contains("from 0.99 to 1"), "{refused}");
        }
        assert!(AutoThreshold::try_from(f64::NAN).is_err());
    }
}
