//! Money out: which of it needs a job at all, and for which job it probably was.

mod phrases;
mod reason;
mod suggest;

use serde::{Deserialize, Serialize};

use crate::rules::Texts;

pub use reason::JobReason;
pub use suggest::{Asked, Book, HISTORY_DAYS, JobSuggestion, MAX_SUGGESTIONS, is_of_type};

/// What money out is for, as far as the text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spend {
    /// Goods, hire or dues of a job.
    Materials,
    /// The company's own: of no job.
    Overhead(Overhead),
    /// The text does not tell: it is asked about, because a cost nobody asks about makes a job look good.
    Unknown,
}

/// Why money out is of no job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Overhead {
    /// For the vans.
    Fuel,
    /// Software.
    Subscription,
    /// Telephone, power, water.
    Utilities,
    /// Advertising and leads.
    Marketing,
    /// The bank's own.
    BankFee,
    /// A card processor's.
    ProcessorFee,
    /// The crew, who are in the burden.
    Payroll,
    /// Of the shop.
    Rent,
    /// Premiums.
    Insurance,
    /// To the state.
    Tax,
    /// Paid back.
    Loan,
    /// Pays for purchases that are on the card already.
    CardPayment,
    /// To another account of the company, or to its owner.
    OwnTransfer,
}

/// Reads off the texts what was bought: the longest known phrase tells. Of two as long, the one that is
/// asked about.
#[must_use]
pub fn spend(texts: &Texts) -> Spend {
    let found = texts
        .each()
        .flat_map(longest)
        .max_by_key(|(length, spend)| {
            let asked = !matches!(spend, Spend::Overhead(_));
            (*length, asked)
        });
    found.map_or(Spend::Unknown, |(_, spend)| spend)
}

/// The longest phrase in a text, by its characters.
fn longest(text: &str) -> Option<(usize, Spend)> {
    let words: Vec<&str> = text.split(' ').collect();
    let mut best: Option<(usize, Spend)> = None;
    for (at, word) in words.iter().enumerate() {
        let start = phrases::PHRASES.partition_point(|(phrase, _)| phrase < word);
        let begins = |(phrase, _): &&(&str, Spend)| phrase.starts_with(word);
        for (phrase, spend) in phrases::PHRASES[start..].iter().take_while(begins) {
            let mut parts = phrase.split(' ').enumerate();
            let stands = parts.all(|(k, part)| words.get(at + k) == Some(&part));
            if stands && best.is_none_or(|(length, _)| phrase.len() > length) {
                best = Some((phrase.len(), *spend));
            }
        }
    }
    best
}

#[cfg(test)]
mod tests;
