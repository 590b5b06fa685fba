//! A file that somebody brought, and what became of it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Provenance, Transition};
use crate::csv_in::{self, BadRow, Reading};
use crate::ids::{ImportId, QuoteId, RailAccountId};
use crate::imports::MAX_BAD_ROWS;
use crate::money::Money;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportKind {
    /// Lines of a bank account.
    #[default]
    Bank,
    /// Quotes, as Jobber's report exports them.
    Quotes,
}

impl ImportKind {
    /// The kind of file, as the reader knows it.
    #[must_use]
    pub const fn file(self) -> csv_in::File {
        match self {
            Self::Bank => csv_in::File::Bank,
            Self::Quotes => csv_in::File::Quotes,
        }
    }
}

/// How far a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportStatus {
    /// Somebody has to say what it is, or that it is to be let in.
    Waiting,
    /// Its rows are on their way into the books.
    Reading,
    /// Its good rows are in the books.
    Done,
    /// It could not be read, or has nowhere to go: `why` says it.
    Failed,
    /// Somebody said that it is not wanted.
    Declined,
}

/// How a file came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImportWay {
    /// Through the API.
    Upload,
    /// By mail to the company's address.
    Mail,
}

/// A row of a file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportFault {
    /// The line it begins on; the first of the file is 1.
    pub line: usize,
    /// The reason.
    pub why: String,
}

/// A file that somebody brought, and what became of it. The file itself lies beside it for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// Its id; later ones sort behind earlier ones.
    pub id: ImportId,
    /// What it holds.
    pub kind: ImportKind,
    /// Whose lines they are, as soon as somebody knows.
    pub account: Option<RailAccountId>,
    /// As its sender called it.
    pub file_name: String,
    /// Of the file, in hex.
    pub sha256: String,
    /// Of the file, as text.
    pub bytes: usize,
    /// In how many items it lies.
    pub parts: usize,
    /// Until when these are kept, in seconds of Unix time.
    pub kept_until: i64,
    /// How it came.
    pub way: ImportWay,
    /// From whom: a colleague, or a mail's sender.
    pub from: String,
    /// What was said about its layout, as with `--map`.
    #[serde(default)]
    pub mapping: Vec<String>,
    /// The layout, by which the next file like it is known.
    pub layout: Option<String>,
    /// How far.
    pub status: ImportStatus,
    /// Why it waits or failed, for a person.
    #[serde(default)]
    pub why: Option<String>,
    /// Since when.
    pub at: Timestamp,
    /// Since when it is at its end.
    pub done_at: Option<Timestamp>,
    /// Its rows that could be read.
    #[serde(default)]
    pub good: usize,
    /// Of these, how many have been looked at.
    #[serde(default)]
    pub looked_at: usize,
    /// Of these, how many were not in the books.
    #[serde(default)]
    pub added: usize,
    /// Its rows that could not be read.
    #[serde(default)]
    pub bad: usize,
    /// The first of them.
    #[serde(default)]
    pub faults: Vec<ImportFault>,
    /// Its rows that are neither: balances, totals, what is pending.
    #[serde(default)]
    pub aside: usize,
    /// The first and last day of its good rows.
    #[serde(default)]
    pub days: Option<(Date, Date)>,
    /// Raised by one at every change.
    pub version: u64,
}

impl Import {
    /// A file of which nothing is known yet.
    #[must_use]
    pub fn new(id: ImportId, way: ImportWay, from: &str, file_name: &str, at: Timestamp) -> Self {
        Self {
            id,
            kind: ImportKind::default(),
            account: None,
            file_name: file_name.to_owned(),
            sha256: String::new(),
            bytes: 0,
            parts: 0,
            kept_until: 0,
            way,
            from: from.to_owned(),
            mapping: Vec::new(),
            layout: None,
            status: ImportStatus::Waiting,
            why: None,
            at,
            done_at: None,
            good: 0,
            looked_at: 0,
            added: 0,
            bad: 0,
            faults: Vec::new(),
            aside: 0,
            days: None,
            version: 0,
        }
    }

    /// Keeps what reading the file has told of it. `days`: of its good rows.
    pub fn understood<T>(
        &mut self,
        reading: &Reading<T>,
        days: impl Iterator<Item = Date> + Clone,
    ) {
        let fault = |bad: &BadRow| ImportFault {
            line: bad.line,
            why: bad.why.clone(),
        };
        self.good = reading.rows.len();
        self.bad = reading.bad.len();
        self.faults = reading.bad.iter().take(MAX_BAD_ROWS).map(fault).collect();
        self.aside = reading.aside.values().map(Vec::len).sum();
        self.layout.clone_from(&reading.guess.fingerprint);
        self.days = days.clone().min().zip(days.max());
    }
}

/// A quote as files tell it. It lies apart from what the rail tells, and is never written over it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledQuote {
    /// Ours, from its number.
    pub id: QuoteId,
    /// As people know it.
    pub number: String,
    /// In the file's own word.
    pub status: Option<String>,
    /// What it is about.
    pub title: Option<String>,
    /// For whom.
    pub client_name: Option<String>,
    /// What it comes to.
    pub total: Money,
    /// When it was made: the beginning of that day.
    pub created_at: Timestamp,
    /// What became of it, oldest first; each at the beginning of its day.
    pub history: Vec<Transition>,
}

impl FiledQuote {
    /// With what an older or newer file tells of the same quote: no change is lost, and of everything that there is
    /// only once, the word of the file that knows the latest change counts.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let last = |q: &Self| q.history.iter().map(|t| t.at).max().max(Some(q.created_at));
        let mut merged = if last(other) >= last(self) {
            other.clone()
        } else {
            self.clone()
        };
        merged.history = self.history.iter().chain(&other.history).cloned().collect();
        merged.history.sort();
        merged.history.dedup();
        merged
    }
}

/// A rail's history with what files tell of the time before: nothing from `since` on, when we were there ourselves,
/// and nothing that the rail tells already.
#[must_use]
pub fn filled(
    mut known: Vec<Transition>,
    filed: &[Transition],
    since: Timestamp,
) -> Vec<Transition> {
    let cdc = known.iter().filter(|t| t.provenance == Provenance::Cdc);
    let ours = cdc.map(|t| t.at).min().unwrap_or(since).min(since);
    let day = jiff::SignedDuration::from_hours(24);
    let told: Vec<Transition> = filed
        .iter()
        .filter(|f| f.at < ours)
        // A file knows the day alone.
        .filter(|f| {
            let ends = f.at.saturating_add(day).unwrap_or(Timestamp::MAX);
            !known
                .iter()
                .any(|k| k.status == f.status && (f.at..ends).contains(&k.at))
        })
        .cloned()
        .collect();
    known.extend(told);
    known.sort();
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(day * 86_400).unwrap()
    }

    fn step(hours: i64, status: &str, provenance: Provenance) -> Transition {
        Transition {
            at: Timestamp::from_second(hours * 3_600).unwrap(),
            status: status.into(),
            provenance,
        }
    }

    fn filed(history: Vec<Transition>, status: &str) -> FiledQuote {
        FiledQuote {
            id: QuoteId::new("q").unwrap(),
            number: "7".into(),
            status: Some(status.into()),
            title: None,
            client_name: None,
            total: Money::from_cents(100),
            created_at: at(1),
            history,
        }
    }

    #[test]
    fn a_file_fills_what_lies_before_and_nothing_else() {
        let known = vec![
            // The rail's own last word on sending, of before we came; and what we saw.
            step(24 * 5 + 9, "awaiting_response", Provenance::Rail),
            step(24 * 30, "approved", Provenance::Cdc),
        ];
        let told = [
            step(24 * 2, "awaiting_response", Provenance::Csv),
            // The same as the rail tells, by its day.
            step(24 * 5, "awaiting_response", Provenance::Csv),
            step(24 * 6, "changes_requested", Provenance::Csv),
            // After we came: we know better.
            step(24 * 20, "archived", Provenance::Csv),
            step(24 * 30, "approved", Provenance::Csv),
        ];
        let history = filled(known.clone(), &told, at(20));
        let shown: Vec<_> = history
            .iter()
            .map(|t| (t.at.as_second() / 86_400, t.status.as_str(), t.provenance))
            .collect();
        assert_eq!(
            shown,
            [
                (2, "awaiting_response", Provenance::Csv),
                (5, "awaiting_response", Provenance::Rail),
                (6, "changes_requested", Provenance::Csv),
                (30, "approved", Provenance::Cdc),
            ]
        );
        assert_eq!(filled(history.clone(), &told, at(20)), history);
        assert_eq!(filled(known.clone(), &[], at(20)), known);
    }

    #[test]
    fn files_in_any_order_tell_the_same() {
        let early = filed(
            vec![step(48, "awaiting_response", Provenance::Csv)],
            "Awaiting response",
        );
        let late = filed(
            vec![
                step(72, "awaiting_response", Provenance::Csv),
                step(96, "approved", Provenance::Csv),
            ],
            "Approved",
        );
        let both = early.with(&late);
        assert_eq!(both, late.with(&early));
        assert_eq!(
            (both.history.len(), both.status.as_deref()),
            (3, Some("Approved"))
        );
        assert_eq!(both.with(&early), both, "nothing new");
    }
}
