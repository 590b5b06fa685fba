//! What a person keeps doing by hand, as a rule they could make instead.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Pattern, Rule, RuleKind, Texts};
use crate::descriptor::merchant;
use crate::facts::BankLine;

/// So often the same way before a rule is suggested.
pub const MIN_REPEATS: usize = 3;

/// One decision of a person about money out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Habit {
    /// The line.
    pub line: BankLine,
    /// What they did: the kind of rule that would have done it, with its value (the kind of job it was
    /// tagged to, or nothing).
    pub did: (RuleKind, String),
}

/// A rule worth making.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleSuggestion {
    /// What it would do.
    pub kind: RuleKind,
    /// About whom.
    pub pattern: Pattern,
    /// With which value.
    pub value: String,
    /// How often it was done by hand.
    pub times: u64,
}

impl RuleSuggestion {
    /// For a person.
    #[must_use]
    pub fn sentence(&self) -> String {
        let (times, who) = (self.times, &self.pattern);
        match self.kind {
            RuleKind::VendorToJobtype => {
                format!(
                    "{times} times {who} was for {}: make it a rule?",
                    self.value
                )
            }
            RuleKind::IgnoreMerchant => {
                format!("{times} times {who} was ignored: make it a rule?")
            }
            RuleKind::ProcessorFee => {
                format!("{times} times {who} was a processor's fee: make it a rule?")
            }
        }
    }
}

/// Rules that would have done what was done by hand at least [`MIN_REPEATS`] times to one merchant and
/// never otherwise, and that no rule does yet. Most repeated first, then by pattern.
#[must_use]
pub fn suggest(habits: &[Habit], rules: &[Rule]) -> Vec<RuleSuggestion> {
    let mut by_merchant: BTreeMap<String, Vec<&Habit>> = BTreeMap::new();
    for habit in habits {
        let who = merchant(&habit.line.description);
        by_merchant.entry(who).or_default().push(habit);
    }
    let mut found: Vec<RuleSuggestion> = by_merchant
        .into_iter()
        .filter_map(|(who, done)| suggestion(&who, &done, rules))
        .collect();
    found.sort_by(|a, b| (b.times, &a.pattern).cmp(&(a.times, &b.pattern)));
    found
}

fn suggestion(who: &str, done: &[&Habit], rules: &[Rule]) -> Option<RuleSuggestion> {
    let first = done.first().filter(|_| done.len() >= MIN_REPEATS)?;
    let same = done.iter().all(|habit| habit.did == first.did);
    let ruled = |habit: &&&Habit| {
        let texts = Texts::of(&habit.line);
        rules.iter().any(|rule| rule.matches(&texts))
    };
    if !same || done.iter().any(|habit| ruled(&habit)) {
        return None;
    }
    let (kind, value) = first.did.clone();
    Some(RuleSuggestion {
        kind,
        pattern: Pattern::parse(who).ok()?,
        value: Rule::value_for(kind, &value).ok()?,
        times: done.len() as u64,
    })
}
