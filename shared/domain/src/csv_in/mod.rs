//! CSV in: any bank's export, and a list of payments, read by guessing which column is what.
//!
//! Pure: bytes in, values out. Everything guessed is told in [`Guess`], and a [`Choices`] overrides it. A row that
//! cannot be read costs itself only and is named with its line and the reason; nothing is left out without a word.
//!
//! | file | job |
//! |---|---|
//! | `encoding` | bytes to text |
//! | `records` | text to records, where an unclosed quote costs its own line only |
//! | `columns` | which heading means what |
//! | `head` | delimiter, line of headings, columns |
//! | `layout` | what only the whole file tells: order of dates, way of writing amounts, signs |
//! | `dates`, `amounts` | one cell |
//! | `bank`, `payments`, `quotes` | one row; `rows` is what they have in common |
//!
//! To add a bank: put its export into `tests/csv_layouts.rs`, see it fail, add its headings to `columns`.

mod amounts;
mod bank;
mod choices;
mod columns;
mod dates;
mod encoding;
mod guess;
mod head;
mod layout;
mod payments;
mod quotes;
mod records;
mod rows;

use std::collections::BTreeMap;

use crate::engine::{Deposit, Payment};

pub use bank::Line;
pub use choices::{Choices, File};
pub use guess::{Guess, Signs};
pub use quotes::QuoteRow;

/// The largest file, in bytes.
pub const MAX_BYTES: usize = 128 * 1024 * 1024;
/// The most rows of a file, as in a case.
pub const MAX_ROWS: usize = crate::engine::case::MAX_ROWS;

/// In which order days of three numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// `3/27/2026`.
    Mdy,
    /// `27/3/2026`.
    Dmy,
    /// `26-03-27`.
    Ymd,
}

impl DateOrder {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Mdy => "month/day/year",
            Self::Dmy => "day/month/year",
            Self::Ymd => "year/month/day",
        }
    }
}

/// What sets off the cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// `1,234.56`.
    Point,
    /// `1.234,56`.
    Comma,
}

impl Numbers {
    /// An amount so written.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::Point => "1,234.56",
            Self::Comma => "1.234,56",
        }
    }
}

/// Why a file cannot be read at all. The text begins after the file's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.with("--map"))]
pub struct CsvError {
    why: String,
    say: Option<Say>,
    columns: Option<String>,
    headings: Vec<String>,
}

/// How many headings are told, and how much of each, in characters.
const TOLD_HEADINGS: (usize, usize) = (60, 80);

/// What a person can say so that the file can be read after all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    /// `FILE.FIELD`, as in `--map`.
    pub field: String,
    /// What may stand behind its equals sign, in words.
    pub values: &'static str,
}

fn told_headings(headings: &[String]) -> Vec<String> {
    let (most, length) = TOLD_HEADINGS;
    let told = headings.iter().take(most);
    told.map(|h| h.chars().take(length).collect()).collect()
}

impl CsvError {
    pub(crate) const fn new(why: String) -> Self {
        Self {
            why,
            say: None,
            columns: None,
            headings: Vec::new(),
        }
    }

    pub(crate) fn say(self, file: &str, field: &str, values: &'static str) -> Self {
        let say = Say {
            field: format!("{file}.{field}"),
            values,
        };
        Self {
            say: Some(say),
            ..self
        }
    }

    pub(crate) fn among(self, columns: String) -> Self {
        Self {
            columns: Some(columns),
            ..self
        }
    }

    pub(crate) fn of_columns(self, headings: &[String]) -> Self {
        Self {
            headings: told_headings(headings),
            ..self
        }
    }

    /// The columns of the file, as far as they were found.
    #[must_use]
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// In words, where what is missing is said with `how`: an option of a command, a field of a request.
    #[must_use]
    pub fn with(&self, how: &str) -> String {
        let say = self
            .say
            .as_ref()
            .map(|s| format!("say it with {how} {}={}", s.field, s.values));
        let parts = [Some(self.why.clone()), say, self.columns.clone()];
        parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
    }

    /// What has to be said; none where no word helps.
    #[must_use]
    pub const fn unsaid(&self) -> Option<&Say> {
        self.say.as_ref()
    }

    /// Whether a person can mend it by saying something, the columns' names among it.
    #[must_use]
    pub const fn is_mendable(&self) -> bool {
        self.say.is_some() || self.columns.is_some()
    }
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The line it begins on; the first of the file is 1.
    pub line: usize,
    /// The reason.
    pub why: String,
}

/// Rows that were read well and are no money in, or no payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aside {
    /// Money out where only money in is read; an amount of zero, or none that the file tells.
    MoneyOut,
    /// A balance, a total or a remark.
    NotARow,
    /// Pending, failed or reversed, as the file itself says.
    NotDone,
    /// An invoice, a quote or the like among payments.
    NotAPayment,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading<T> {
    /// The good rows, in the file's order.
    pub rows: Vec<T>,
    /// The bad ones, in the file's order.
    pub bad: Vec<BadRow>,
    /// Lines of rows that are neither.
    pub aside: BTreeMap<Aside, Vec<usize>>,
    /// How the file was understood.
    pub guess: Guess,
}

/// Reads a bank's export: money in only.
///
/// # Errors
/// [`CsvError`] when the file as a whole cannot be understood.
pub fn bank(bytes: &[u8], choices: &Choices) -> Result<Reading<Deposit>, CsvError> {
    bank::read(bytes, choices)
}

/// Reads a bank's export: money in and money out.
///
/// # Errors
/// [`CsvError`] when the file as a whole cannot be understood; among it one whose amounts are all above zero
/// while nothing tells which way the money went: a wrong sign is twice the amount wrong.
pub fn statement(bytes: &[u8], choices: &Choices) -> Result<Reading<Line>, CsvError> {
    bank::statement(bytes, choices)
}

/// Reads a list of quotes.
///
/// # Errors
/// [`CsvError`] when the file as a whole cannot be understood.
pub fn quotes(bytes: &[u8], choices: &Choices) -> Result<Reading<QuoteRow>, CsvError> {
    quotes::read(bytes, choices)
}

/// Reads a list of payments.
///
/// # Errors
/// [`CsvError`] when the file as a whole cannot be understood.
pub fn payments(bytes: &[u8], choices: &Choices) -> Result<Reading<Payment>, CsvError> {
    payments::read(bytes, choices)
}
