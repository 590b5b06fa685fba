//! How a file is laid out: the guess, made once from the whole file.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::columns::{Field, plain};
use super::dates::{self, Survey};
use super::head::Head;
use super::records::{Record, Records};
use super::{Choices, CsvError, Guess, MAX_ROWS, Numbers, Signs, amounts, told_headings};
use crate::ids::derived;

/// What is being read.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// As said in `--map`.
    pub file: &'static str,
    /// Its fields; the one that says the day comes first.
    pub fields: &'static [Field],
}

/// A file whose layout is known.
#[derive(Debug)]
pub struct Sheet<'t> {
    text: &'t str,
    delimiter: u8,
    headings: Vec<String>,
    header_line: Option<usize>,
    columns: BTreeMap<&'static str, Vec<usize>>,
    /// How it was understood.
    pub guess: Guess,
    /// Amounts carry their sign themselves: some are below zero.
    pub signed: bool,
    /// Nearly all amounts are below zero.
    pub all_negative: bool,
    /// The currency of most rows, where the file says it.
    pub currency: Option<String>,
}

impl<'t> Sheet<'t> {
    /// Guesses.
    pub fn open(
        text: &'t str,
        encoding: &'static str,
        wanted: Wanted,
        choices: &Choices,
    ) -> Result<Self, CsvError> {
        let head = Head::find(text, wanted, choices)?;
        let headings = told_headings(&head.headings);
        let mut sheet = Self {
            text,
            delimiter: head.delimiter,
            header_line: head.line,
            columns: head.columns,
            headings: head.headings,
            signed: false,
            all_negative: false,
            currency: None,
            guess: Guess {
                encoding,
                delimiter: char::from(head.delimiter),
                header_line: head.line,
                headings,
                columns: vec![],
                date_order: None,
                numbers: Numbers::Point,
                signs: Signs::Signed,
                fingerprint: None,
                notes: vec![],
            },
        };
        sheet.guess.fingerprint = sheet.header_line.map(|_| sheet.fingerprint());
        for field in wanted.fields {
            for column in sheet.columns.get(field.name).into_iter().flatten() {
                let heading = sheet.headings.get(*column).cloned().unwrap_or_default();
                sheet.guess.columns.push((field.name, heading));
            }
        }
        sheet.survey(wanted, choices)?;
        Ok(sheet)
    }

    /// The records below the headings that are not blank.
    pub fn records(&self) -> impl Iterator<Item = Record<'t>> {
        let below = self.header_line.unwrap_or(0);
        Records::new(self.text, self.delimiter, self.headings.len())
            .filter(move |r| r.line > below && !r.is_blank())
    }

    /// Whether a row repeats the headings, as exports do page by page.
    pub fn repeats_headings(&self, cells: &[Cow<'_, str>]) -> bool {
        self.header_line.is_some()
            && self
                .headings
                .iter()
                .zip(cells)
                .all(|(h, c)| h == c.as_ref())
            && cells.len() >= self.headings.len()
    }

    /// Of delimiter and headings: the next export of the same bank has the same.
    fn fingerprint(&self) -> String {
        let mut parts = vec![char::from(self.delimiter).to_string()];
        parts.extend(self.headings.iter().map(|h| plain(h)));
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        derived("layout", &parts)
    }

    /// Whether the file has the field at all.
    pub fn has(&self, field: &str) -> bool {
        self.columns.contains_key(field)
    }

    /// A cell, none if empty.
    pub fn cell<'c>(&self, cells: &'c [Cow<'t, str>], field: &str) -> Option<&'c str> {
        let column = self.columns.get(field)?.first()?;
        cells
            .get(*column)
            .map(AsRef::as_ref)
            .filter(|cell: &&str| !cell.is_empty())
    }

    /// The texts of all columns of a field, each said once.
    pub fn joined(&self, cells: &[Cow<'t, str>], field: &str) -> String {
        let mut whole = String::new();
        for column in self.columns.get(field).into_iter().flatten() {
            let cell = cells.get(*column).map(AsRef::as_ref).unwrap_or_default();
            if !cell.is_empty() && !whole.contains(cell) {
                if !whole.is_empty() {
                    whole.push(' ');
                }
                whole.extend(cell.chars().map(|c| if c.is_control() { ' ' } else { c }));
            }
        }
        whole
    }

    /// Reads every row once, to learn what only the whole column tells.
    fn survey(&mut self, wanted: Wanted, choices: &Choices) -> Result<(), CsvError> {
        let day = wanted.fields.first().map_or("date", |f| f.name);
        let (mut days, mut tally) = (Survey::default(), Tally::default());
        let mut currencies: BTreeMap<String, usize> = BTreeMap::new();
        for (n, record) in self.records().enumerate() {
            if n >= MAX_ROWS {
                return Err(CsvError::new(format!("has more than {MAX_ROWS} rows")));
            }
            let Ok(cells) = &record.cells else { continue };
            // Only rows with a day count: a total below them may be written in another way.
            let Some(date) = self.cell(cells, day).filter(|d| dates::read(d).is_ok()) else {
                continue;
            };
            days.add(record.line, date);
            for field in ["amount", "credit", "debit"] {
                if let Some(amount) = self.cell(cells, field) {
                    tally.add(amount, field == "amount");
                }
            }
            if let Some(code) = self.cell(cells, "currency") {
                *currencies.entry(code.to_owned()).or_default() += 1;
            }
        }
        self.guess.date_order = match choices.date_order {
            Some(order) => Some((order, "as told".into())),
            None => days.order().map_err(|why| {
                CsvError::new(why)
                    .say(wanted.file, "date_order", "mdy or dmy")
                    .of_columns(&self.headings)
            })?,
        };
        self.guess.numbers = match choices.numbers {
            Some(numbers) => numbers,
            None => tally.numbers().map_err(|why| {
                CsvError::new(why)
                    .say(wanted.file, "numbers", "point or comma")
                    .of_columns(&self.headings)
            })?,
        };
        self.signed = tally.negatives > 0;
        self.guess.signs = if self.has("credit") && (self.has("debit") || !self.has("amount")) {
            Signs::Columns
        } else if self.signed || tally.amounts == 0 {
            Signs::Signed
        } else if self.has("sign") {
            Signs::Words
        } else {
            Signs::Untold
        };
        if choices.positive == Some(false) && self.guess.signs != Signs::Columns {
            self.guess.signs = Signs::Turned;
        } else if choices.positive == Some(true) && self.guess.signs == Signs::Untold {
            self.guess.signs = Signs::Signed;
        }
        if wanted.file == "bank" && self.guess.signs == Signs::Untold {
            self.guess.notes.push(
                "no amount is below zero and no column tells money in from money out: all of it is taken as money in".into(),
            );
        }
        self.all_negative = tally.negatives > 0 && tally.negatives * 10 >= tally.amounts * 9;
        self.currency = currencies
            .into_iter()
            .max_by_key(|(_, n)| *n)
            .map(|(code, _)| code);
        Ok(())
    }
}

/// What the amounts of a file tell together.
#[derive(Debug, Default)]
struct Tally {
    strong: [usize; 2],
    weak: [usize; 2],
    seen: [Option<String>; 2],
    amounts: usize,
    negatives: usize,
}

impl Tally {
    fn add(&mut self, text: &str, may_be_signed: bool) {
        if may_be_signed {
            let read = [Numbers::Point, Numbers::Comma]
                .iter()
                .find_map(|n| amounts::read(text, *n).ok());
            self.amounts += usize::from(read.is_some_and(|m| m.cents() != 0));
            self.negatives += usize::from(read.is_some_and(|m| m.cents() < 0));
        }
        if let Some(told) = amounts::evidence(text) {
            let at = usize::from(told.numbers == Numbers::Comma);
            if told.weak {
                self.weak[at] += 1;
            } else {
                self.strong[at] += 1;
                self.seen[at].get_or_insert_with(|| text.to_owned());
            }
        }
    }

    fn numbers(&self) -> Result<Numbers, String> {
        let [point, comma] = self.strong;
        if point.min(comma) * 10 >= point.max(comma) && point.min(comma) > 0 {
            let [a, b] = self.seen.clone().map(Option::unwrap_or_default);
            return Err(format!("amounts are written in two ways, {a:?} and {b:?}"));
        }
        let only_commas = point == 0 && comma == 0 && self.weak[1] > self.weak[0];
        Ok(if comma > point || only_commas {
            Numbers::Comma
        } else {
            Numbers::Point
        })
    }
}
