//! Rules a company makes for its own merchants: which kind of job a vendor's goods are for, what is no
//! concern of the books, what is a processor's fee.
//!
//! **Most specific wins**, whatever its kind: more literal characters; of equally many, fewer wildcards;
//! then more words; then the newest, then by id. So the answer never depends on the order of the list.
//! Rules act on open money out alone: a deposit whose text holds a merchant's name may be revenue, and
//! what a person decided is never touched.

mod habit;
mod pattern;
mod preview;

use std::cmp::Reverse;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::descriptor::{merchant, normalise};
use crate::facts::{BankLine, BankTransaction, Status};
use crate::ids::{RuleId, UserId};
use crate::money::Money;

pub use habit::{Habit, MIN_REPEATS, RuleSuggestion, suggest};
pub use pattern::{BadPattern, MAX_PATTERN_CHARS, Pattern};
pub use preview::{MAX_ROWS, Preview, Row, WhyNot, preview};

/// The most rules a company may have.
pub const MAX_RULES: usize = 500;
/// The longest value, in characters.
pub const MAX_VALUE_CHARS: usize = 60;

/// What a rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// The vendor's goods are for jobs of the kind that `value` names: those active that day are
    /// suggested first.
    VendorToJobtype,
    /// The merchant is no concern of the books: ignored. `value` is empty.
    IgnoreMerchant,
    /// The line is a processor's fee, not an expense of a job. `value` may name the processor.
    ProcessorFee,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// What it does.
    pub kind: RuleKind,
    /// Which lines it is about.
    pub pattern: Pattern,
    /// Depends on the kind; checked by [`Rule::value_for`].
    #[serde(default)]
    pub value: String,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Timestamp,
    /// Raised by one at every change.
    pub version: u64,
}

/// A rule that cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRule {
    /// Its pattern.
    #[error(transparent)]
    Pattern(#[from] BadPattern),
    /// No kind of job.
    #[error("name the kind of job, in at most {MAX_VALUE_CHARS} characters")]
    NoJobtype,
    /// A value where none belongs.
    #[error("this kind of rule takes no value")]
    ValueNotWanted,
    /// The value is no text a person could mean.
    #[error("the value may have at most {MAX_VALUE_CHARS} visible characters")]
    Value,
    /// There are enough.
    #[error("a company may have {MAX_RULES} rules: delete one first")]
    TooMany,
}

impl Rule {
    /// The value as a rule of this kind keeps it.
    ///
    /// # Errors
    /// [`BadRule`] when it is missing, not wanted, too long, or holds control characters.
    pub fn value_for(kind: RuleKind, value: &str) -> Result<String, BadRule> {
        let value = value.trim();
        if value.chars().count() > MAX_VALUE_CHARS || value.chars().any(char::is_control) {
            return Err(BadRule::Value);
        }
        match kind {
            RuleKind::VendorToJobtype if normalise(value).is_empty() => Err(BadRule::NoJobtype),
            RuleKind::IgnoreMerchant if !value.is_empty() => Err(BadRule::ValueNotWanted),
            _ => Ok(value.to_owned()),
        }
    }

    /// Whether it is about this line: see [`Pattern::matches`].
    #[must_use]
    pub fn matches(&self, texts: &Texts) -> bool {
        texts.each().any(|text| self.pattern.matches(text))
    }

    fn rank(&self) -> (pattern::Specificity, Timestamp, Reverse<&RuleId>) {
        let specific = self.pattern.specificity();
        (specific, self.created_at, Reverse(&self.id))
    }
}

/// What patterns are compared with: the merchant in the bank's text, and the name the rail gives them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts([String; 2]);

impl Texts {
    /// Of a line.
    #[must_use]
    pub fn of(line: &BankLine) -> Self {
        let cleaned = line.merchant.as_deref().map(normalise);
        Self([merchant(&line.description), cleaned.unwrap_or_default()])
    }

    /// Who was paid, as the bank's text has it.
    #[must_use]
    pub fn merchant(&self) -> &str {
        &self.0[0]
    }

    /// Each text there is.
    pub fn each(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str).filter(|t| !t.is_empty())
    }
}

/// Whether rules may act on a transaction: open money out.
#[must_use]
pub fn may_touch(transaction: &BankTransaction) -> bool {
    transaction.status == Status::Open
        && !transaction.withdrawn
        && transaction.line.amount < Money::ZERO
}

/// The rule of these that a line falls under: the most specific.
#[must_use]
pub fn ruling<'a>(rules: impl IntoIterator<Item = &'a Rule>, texts: &Texts) -> Option<&'a Rule> {
    rules
        .into_iter()
        .filter(|rule| rule.matches(texts))
        .max_by_key(|rule| rule.rank())
}

/// Whether a company with so many rules may have one more.
///
/// # Errors
/// [`BadRule::TooMany`].
pub const fn room_for_one_more(count: usize) -> Result<(), BadRule> {
    if count < MAX_RULES {
        Ok(())
    } else {
        Err(BadRule::TooMany)
    }
}

#[cfg(test)]
mod tests;
