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
//! | `bank`, `payments` | one row; `rows` is what they have in common |
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
mod records;
mod rows;

use std::collections::BTreeMap;

use crate::engine::{Deposit, Payment};

pub use choices::Choices;
pub use guess::Guess;

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
#[error("{0}")]
pub struct CsvError(pub(crate) String);

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
    /// Money out, or an amount of zero.
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

/// Reads a list of payments.
///
/// # Errors
/// [`CsvError`] when the file as a whole cannot be understood.
pub fn payments(bytes: &[u8], choices: &Choices) -> Result<Reading<Payment>, CsvError> {
    payments::read(bytes, choices)
}
