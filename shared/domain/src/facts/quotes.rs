//! Quotes and what became of them. Jobber keeps the last of each kind of change; whoever wants the history
//! has to write it down as it happens.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{ClientId, QuoteId};
use crate::money::Money;

/// A quote as the rail tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Ours, from the rail's id.
    pub id: QuoteId,
    /// As people know it.
    pub number: String,
    /// In the rail's own word.
    pub status: String,
    /// For whom.
    pub client_id: Option<ClientId>,
    /// Their name when it was read.
    pub client_name: Option<String>,
    /// What it comes to.
    pub total: Money,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last sent.
    pub sent_at: Option<Timestamp>,
    /// When changes were last asked for.
    pub changes_requested_at: Option<Timestamp>,
    /// When it was last approved.
    pub approved_at: Option<Timestamp>,
    /// When it was last made a job.
    pub converted_at: Option<Timestamp>,
    /// When it came into the status it is in.
    pub transitioned_at: Option<Timestamp>,
}

/// Where the knowledge of a change comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provenance {
    /// From a file somebody gave us.
    Csv,
    /// From the rail's own last dates, of before we were connected: earlier ones of the same kind are lost.
    Rail,
    /// We were there: complete from the day of connecting on.
    Cdc,
}

/// A quote came into a status.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Transition {
    /// When.
    pub at: Timestamp,
    /// Into which, in the rail's own word.
    pub status: String,
    /// How we know.
    pub provenance: Provenance,
}

/// The most changes kept of one quote. One that is sent every day for years is no quote.
pub const MAX_TRANSITIONS: usize = 200;

/// The history after another look at the quote: what was known stays, what is new is added in order. `since`
/// is when the company connected the rail.
#[must_use]
pub fn observed(mut known: Vec<Transition>, quote: &Quote, since: Timestamp) -> Vec<Transition> {
    let dated = [
        ("awaiting_response", quote.sent_at),
        ("changes_requested", quote.changes_requested_at),
        ("approved", quote.approved_at),
        ("converted", quote.converted_at),
        (quote.status.as_str(), quote.transitioned_at),
    ];
    for (status, at) in dated {
        let Some(at) = at else { continue };
        let there = known.iter().any(|t| t.at == at && t.status == status);
        if !there && !status.is_empty() {
            let provenance = if at >= since {
                Provenance::Cdc
            } else {
                Provenance::Rail
            };
            known.push(Transition {
                at,
                status: status.to_owned(),
                provenance,
            });
        }
    }
    known.sort();
    if known.len() > MAX_TRANSITIONS {
        known.drain(..known.len() - MAX_TRANSITIONS);
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn quote(status: &str, transitioned: i64) -> Quote {
        Quote {
            id: QuoteId::new("q").unwrap(),
            number: "7".into(),
            status: status.into(),
            client_id: None,
            client_name: None,
            total: Money::from_cents(100),
            created_at: at(0),
            sent_at: None,
            changes_requested_at: None,
            approved_at: None,
            converted_at: None,
            transitioned_at: Some(at(transitioned)),
        }
    }

    fn told(history: &[Transition]) -> Vec<(i64, &str, Provenance)> {
        history
            .iter()
            .map(|t| (t.at.as_second(), t.status.as_str(), t.provenance))
            .collect()
    }

    #[test]
    fn what_happened_before_us_is_the_rails_word_and_the_rest_is_ours() {
        let mut first = quote("awaiting_response", 40);
        first.sent_at = Some(at(40));
        let history = observed(Vec::new(), &first, at(50));
        assert_eq!(
            told(&history),
            [(40, "awaiting_response", Provenance::Rail)]
        );
        // Sent again, approved and made a job between two looks: the dates tell of each.
        let mut later = quote("converted", 90);
        later.sent_at = Some(at(60));
        later.approved_at = Some(at(70));
        later.converted_at = Some(at(90));
        let history = observed(history, &later, at(50));
        assert_eq!(
            told(&history),
            [
                (40, "awaiting_response", Provenance::Rail),
                (60, "awaiting_response", Provenance::Cdc),
                (70, "approved", Provenance::Cdc),
                (90, "converted", Provenance::Cdc),
            ]
        );
        assert_eq!(
            observed(history.clone(), &later, at(50)),
            history,
            "a second look adds nothing"
        );
    }

    #[test]
    fn a_history_has_an_end() {
        let mut history = Vec::new();
        for second in 0..500 {
            history = observed(history, &quote("draft", second), at(0));
        }
        assert_eq!(history.len(), MAX_TRANSITIONS);
        assert_eq!(history[0].at.as_second(), 300);
    }
}
