//! What the rows of both kinds of file have in common.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::dates::Day;
use super::layout::{Sheet, Wanted};
use super::{
    Aside, BadRow, Choices, CsvError, DateOrder, MAX_BYTES, Reading, amounts, dates, encoding,
};
use crate::money::Money;

/// The longest text of one field, in bytes, as in a case.
const MAX_TEXT: usize = 4_096;

/// What became of one row.
pub enum Row<T> {
    Good(T),
    Aside(Aside),
}

type Told = (String, jiff::civil::Date, Money, String);
type OfRow<T> = fn(&Sheet<'_>, usize, &[Cow<'_, str>]) -> Result<(Row<T>, fn(&T) -> Told), String>;

/// Reads all rows with `one`. What both kinds of file have in common is here.
pub fn read_rows<T>(
    bytes: &[u8],
    choices: &Choices,
    wanted: Wanted,
    day: &str,
    one: OfRow<T>,
) -> Result<Reading<T>, CsvError> {
    if bytes.len() > MAX_BYTES {
        return Err(CsvError::new(format!(
            "is larger than {} MB",
            MAX_BYTES / 1024 / 1024
        )));
    }
    let (text, encoding) = encoding::decode(bytes);
    let mut sheet = Sheet::open(&text, encoding, wanted, choices)?;
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    let mut aside: BTreeMap<Aside, Vec<usize>> = BTreeMap::new();
    let mut ids: BTreeMap<String, usize> = BTreeMap::new();
    let mut example = None;
    for record in sheet.records() {
        let line = record.line;
        let read = record.cells.map_err(str::to_owned).and_then(|cells| {
            if sheet.repeats_headings(&cells) || is_remark(&sheet, &cells, day) {
                return Ok(Row::Aside(Aside::NotARow));
            }
            let (row, told) = one(&sheet, line, &cells)?;
            if let Row::Good(row) = &row {
                let (id, date, amount, text) = told(row);
                if let Some(first) = ids.get(&id) {
                    return Err(format!("id {id:?} stands on line {first} already"));
                }
                ids.insert(id, line);
                example.get_or_insert_with(|| Example {
                    line,
                    date,
                    amount,
                    text,
                    written: sheet.cell(&cells, day).unwrap_or_default().to_owned(),
                });
            }
            Ok(row)
        });
        match read {
            Ok(Row::Good(row)) => rows.push(row),
            Ok(Row::Aside(why)) => aside.entry(why).or_default().push(line),
            Err(why) => bad.push(BadRow { line, why }),
        }
    }
    if let Some(example) = example {
        sheet.guess.notes.extend(example.notes(&sheet, wanted.file));
    }
    Ok(Reading {
        rows,
        bad,
        aside,
        guess: sheet.guess,
    })
}

/// A row as it was read, so that a wrong guess is seen.
struct Example {
    line: usize,
    date: jiff::civil::Date,
    amount: Money,
    text: String,
    written: String,
}

impl Example {
    fn notes(&self, sheet: &Sheet<'_>, file: &str) -> Vec<String> {
        let words: Vec<&str> = self.text.split_whitespace().collect();
        let text: String = words.join(" ").chars().take(60).collect();
        let mut notes = vec![format!(
            "line {} is read as {}, {}, {text}",
            self.line,
            self.date,
            self.amount.dollars()
        )];
        let Some((order, _)) = &sheet.guess.date_order else {
            return notes;
        };
        let (other, name) = match order {
            DateOrder::Dmy => (DateOrder::Mdy, "mdy"),
            _ => (DateOrder::Dmy, "dmy"),
        };
        let otherwise = dates::read(&self.written)
            .ok()
            .and_then(|day| dates::in_order(day, other));
        if let Some(date) = otherwise.filter(|date| *date != self.date) {
            notes.push(format!(
                "if {} should be {date}, say --map {file}.date_order={name}",
                self.date
            ));
        }
        notes
    }
}

/// Whether a text begins with one of the words. Whole words: "Summit Roofing" is no sum.
fn begins(words: &[&str], text: &str) -> bool {
    let text = text.to_lowercase();
    words.iter().any(|w| {
        let rest = text
            .strip_prefix(w)
            .map(|rest| rest.strip_prefix('s').unwrap_or(rest));
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// Balances, totals and remarks: no day, and either a word that says so or hardly anything else in the row.
fn is_remark(sheet: &Sheet<'_>, cells: &[Cow<'_, str>], day: &str) -> bool {
    const SUMS: [&str; 12] = [
        "total",
        "subtotal",
        "sub total",
        "grand total",
        "sum",
        "balance",
        "count",
        "opening",
        "closing",
        "beginning",
        "ending",
        "summe",
    ];
    const BALANCES: [&str; 7] = [
        "beginning balance",
        "ending balance",
        "opening balance",
        "closing balance",
        "balance forward",
        "previous balance",
        "balance brought",
    ];
    let filled: Vec<&str> = cells
        .iter()
        .map(AsRef::as_ref)
        .filter(|c: &&str| !c.is_empty())
        .collect();
    let dated = sheet
        .cell(cells, day)
        .is_some_and(|d| dates::read(d).is_ok());
    if dated {
        return filled.iter().any(|c| begins(&BALANCES, c));
    }
    filled.len() == 1 || filled.iter().any(|c| begins(&SUMS, c))
}

pub fn date_of(
    sheet: &Sheet<'_>,
    cells: &[Cow<'_, str>],
    field: &str,
) -> Result<jiff::civil::Date, String> {
    let text = sheet
        .cell(cells, field)
        .ok_or_else(|| format!("{field} is empty"))?;
    let day = dates::read(text).map_err(|why| format!("{field}: {why}"))?;
    match (day, &sheet.guess.date_order) {
        (Day::Sure(date), _) => Ok(date),
        (_, Some((order, _))) => dates::in_order(day, *order)
            .ok_or_else(|| format!("{field}: {text:?} is not a date written {}", order.words())),
        (_, None) => Err(format!(
            "{field}: {text:?} is written otherwise than the other dates"
        )),
    }
}

pub fn money_of(
    sheet: &Sheet<'_>,
    cells: &[Cow<'_, str>],
    field: &str,
) -> Result<Option<Money>, String> {
    let text = sheet.cell(cells, field);
    text.map(|t| amounts::read(t, sheet.guess.numbers))
        .transpose()
        .map_err(|why| format!("{field}: {why}"))
}

/// A text of a row, not longer than a case allows.
pub fn text_of(text: String, field: &str) -> Result<String, String> {
    if text.len() > MAX_TEXT {
        Err(format!("{field} is longer than {MAX_TEXT} bytes"))
    } else {
        Ok(text)
    }
}

/// In the currency of most rows, or else it cannot be summed with them.
pub fn same_currency(sheet: &Sheet<'_>, cells: &[Cow<'_, str>]) -> Result<(), String> {
    match (sheet.cell(cells, "currency"), &sheet.currency) {
        (Some(code), Some(usual)) if code != usual => {
            Err(format!("is in {code:?} and most of the file in {usual:?}"))
        }
        _ => Ok(()),
    }
}
