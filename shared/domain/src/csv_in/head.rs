//! The headings of a file, and which column is what by them; or by what the columns hold where there are none.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::columns::{Field, Kind, plain, rank, sign};
use super::layout::Wanted;
use super::records::Records;
use super::{Choices, CsvError, Numbers, amounts, dates};

/// How many records are looked at to find the headings, and to see what columns hold.
const LOOKED_AT: usize = 200;
/// The longest heading, in bytes.
const MAX_HEADING: usize = 200;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The headings, or what stands for them.
pub struct Head {
    pub delimiter: u8,
    pub line: Option<usize>,
    pub headings: Vec<String>,
    pub columns: BTreeMap<&'static str, Vec<usize>>,
}

/// What a file is that is no CSV at all, and what to do about it.
fn hint(text: &str) -> &'static str {
    match text.trim_start() {
        "" => ": the file is empty",
        zip if zip.starts_with("PK\u{3}\u{4}") => {
            ": it is a spreadsheet; save it as CSV in the program that made it"
        }
        pdf if pdf.starts_with("%PDF") => ": it is a PDF; ask the bank for CSV",
        json if json.starts_with('{') => ": it looks like JSON; a case is given without --bank",
        page if page.starts_with('<') => ": it looks like a web page or XML; ask the bank for CSV",
        _ => "",
    }
}

type Rows<'t> = Vec<(usize, Vec<Cow<'t, str>>)>;

impl Head {
    /// Finds them: the line of the first rows whose cells name the most fields.
    pub fn find(text: &str, wanted: Wanted, choices: &Choices) -> Result<Self, CsvError> {
        let mut best: Option<(bool, usize, Self)> = None;
        let mut bare: Option<Self> = None;
        for delimiter in DELIMITERS {
            let rows: Rows<'_> = Records::new(text, delimiter, 0)
                .take(LOOKED_AT)
                .filter_map(|r| r.cells.ok().map(|cells| (r.line, cells)))
                .collect();
            for (at, (line, cells)) in rows.iter().enumerate().take(LOOKED_AT / 2) {
                if cells.len() < 2 || cells.iter().any(|c| is_data(c)) {
                    continue;
                }
                let headings: Vec<String> = cells.iter().map(|c| c.to_string()).collect();
                let columns = assign(&headings, &rows[at + 1..], wanted, choices);
                let whole = lacking(&columns, wanted).is_none();
                let score = columns.len();
                if best
                    .as_ref()
                    .is_none_or(|(w, s, _)| (whole, score) > (*w, *s))
                {
                    best = Some((
                        whole,
                        score,
                        Self {
                            delimiter,
                            line: Some(*line),
                            headings,
                            columns,
                        },
                    ));
                }
            }
            if bare.is_none() && wanted.file == "bank" {
                bare = Self::by_content(delimiter, &rows, choices);
            }
        }
        let head = match (best, bare) {
            (Some((true, _, head)), _) => head,
            (Some((_, score, head)), _) if score >= 2 => head,
            (_, Some(head)) => head,
            (Some((_, _, head)), _) => head,
            (None, None) => {
                return Err(CsvError::new(format!(
                    "no line of headings and no columns of dates and amounts were found{}",
                    hint(text)
                )));
            }
        };
        head.checked(wanted, choices)
    }

    fn checked(self, wanted: Wanted, choices: &Choices) -> Result<Self, CsvError> {
        let names: Vec<String> = self.headings.iter().map(|h| format!("{h:?}")).collect();
        let names = format!(
            "the columns are {}",
            names.join(", ").chars().take(300).collect::<String>()
        );
        for heading in choices.columns.values().flatten() {
            if position(&self.headings, heading).is_none() {
                return Err(CsvError::new(format!("no column is called {heading:?}"))
                    .among(names)
                    .of_columns(&self.headings));
            }
        }
        match lacking(&self.columns, wanted) {
            None => Ok(self),
            Some(field) => Err(CsvError::new(format!("no column looks like {field}"))
                .say(wanted.file, field, "COLUMN")
                .among(names)
                .of_columns(&self.headings)),
        }
    }

    /// A bank's file without headings: the first column of days, columns of amounts by how they are filled, and the
    /// longest text.
    fn by_content(delimiter: u8, rows: &Rows<'_>, choices: &Choices) -> Option<Self> {
        let rows: Vec<_> = rows
            .iter()
            .filter(|(_, cells)| cells.iter().any(|c| !c.is_empty()))
            .collect();
        let width = rows.iter().map(|(_, cells)| cells.len()).max()?;
        let filled = |column: usize| -> Vec<&str> {
            let cells = rows
                .iter()
                .filter_map(|(_, cells)| cells.get(column).map(AsRef::as_ref));
            cells.filter(|c: &&str| !c.is_empty()).collect()
        };
        let share = |column: usize, test: fn(&str) -> bool| {
            let cells = filled(column);
            !cells.is_empty() && cells.iter().filter(|c| test(c)).count() * 10 >= cells.len() * 9
        };
        let day = (0..width).find(|c| share(*c, |t| dates::read(t).is_ok()))?;
        let amounts: Vec<usize> = (0..width)
            .filter(|c| share(*c, |t| amounts::evidence(t).is_some_and(|e| !e.weak)))
            .collect();
        let apart = |a: usize, b: usize| {
            let both = |cells: &Vec<Cow<'_, str>>| {
                [a, b]
                    .iter()
                    .all(|c| cells.get(*c).is_some_and(|t| !t.is_empty()))
            };
            !rows.iter().any(|(_, cells)| both(cells))
        };
        let text = (0..width)
            .filter(|c| *c != day && !amounts.contains(c))
            .max_by_key(|c| (filled(*c).iter().map(|t| t.len()).sum::<usize>(), width - c));
        let mut columns: BTreeMap<&'static str, Vec<usize>> = BTreeMap::from([("date", vec![day])]);
        match amounts.as_slice() {
            [out, back, ..] if apart(*out, *back) => {
                columns.extend([("debit", vec![*out]), ("credit", vec![*back])])
            }
            [amount, ..] => columns.extend([("amount", vec![*amount])]),
            [] => return None,
        }
        columns.extend(text.map(|c| ("description", vec![c])));
        let headings: Vec<String> = (1..=width).map(|n| format!("column {n}")).collect();
        for field in super::columns::BANK {
            if let Some(said) = choices.columns.get(field.name) {
                columns.insert(
                    field.name,
                    said.iter().filter_map(|h| position(&headings, h)).collect(),
                );
            }
        }
        Some(Self {
            delimiter,
            line: None,
            headings,
            columns,
        })
    }
}

/// A cell that no heading looks like: a day, an amount, a number, or what is no text at all.
fn is_data(cell: &str) -> bool {
    let is_garbage = |c: char| c == '\u{fffd}' || c.is_control() && !c.is_whitespace();
    if cell.len() > MAX_HEADING || cell.chars().any(is_garbage) {
        return true;
    }
    cell.bytes().any(|b| b.is_ascii_digit())
        && (dates::read(cell).is_ok()
            || amounts::evidence(cell).is_some()
            || cell.bytes().all(|b| b.is_ascii_digit()))
}

/// The needed field that was not found.
fn lacking(columns: &BTreeMap<&'static str, Vec<usize>>, wanted: Wanted) -> Option<&'static str> {
    let has = |field: &str| columns.contains_key(field);
    let day = wanted
        .fields
        .first()
        .map(|f| f.name)
        .filter(|day| !has(day));
    let amount = (!has("amount") && !has("credit")).then_some("amount");
    let number = (wanted.file == "quotes" && !has("number")).then_some("number");
    day.or(number).or(amount)
}

fn position(headings: &[String], wanted: &str) -> Option<usize> {
    let exact = headings.iter().position(|h| h == wanted);
    exact.or_else(|| headings.iter().position(|h| plain(h) == plain(wanted)))
}

/// Gives each field its columns; a column is used once. What a person said goes first.
fn assign(
    headings: &[String],
    below: &[(usize, Vec<Cow<'_, str>>)],
    wanted: Wanted,
    choices: &Choices,
) -> BTreeMap<&'static str, Vec<usize>> {
    let mut columns: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
    let mut used: Vec<usize> = Vec::new();
    for field in wanted.fields {
        if let Some(said) = choices.columns.get(field.name) {
            let found: Vec<usize> = said.iter().filter_map(|h| position(headings, h)).collect();
            if found.len() == said.len() {
                used.extend(&found);
                columns.insert(field.name, found);
            }
        }
    }
    let needed = |field: &Field| {
        wanted.fields.first().is_some_and(|f| f.name == field.name) || field.name == "amount"
    };
    for (lenient, field) in wanted
        .fields
        .iter()
        .map(|f| (false, f))
        .chain(wanted.fields.iter().map(|f| (true, f)))
    {
        if columns.contains_key(field.name)
            || lenient && !(needed(field) && lacking(&columns, wanted).is_some())
        {
            continue;
        }
        let mut fitting: Vec<(usize, usize)> = (0..headings.len())
            .filter(|c| !used.contains(c) && (lenient || holds(field.kind, *c, below)))
            .filter_map(|c| rank(field, &headings[c]).map(|r| (r, c)))
            .collect();
        fitting.sort_unstable();
        let found: Vec<usize> = fitting
            .into_iter()
            .map(|(_, c)| c)
            .take(if field.many { 4 } else { 1 })
            .collect();
        if !found.is_empty() {
            used.extend(&found);
            columns.insert(field.name, found);
        }
    }
    columns
}

/// Whether what stands below a heading is of the kind: at least half of it, and for signs most of it.
fn holds(kind: Kind, column: usize, below: &[(usize, Vec<Cow<'_, str>>)]) -> bool {
    let cells = below
        .iter()
        .filter_map(|(_, cells)| cells.get(column))
        // How reports write that there is nothing.
        .filter(|c| !c.is_empty() && c.as_ref() != "-");
    let (mut all, mut good) = (0_usize, 0_usize);
    for cell in cells {
        all += 1;
        good += usize::from(match kind {
            Kind::Text => true,
            Kind::Day => dates::read(cell).is_ok(),
            Kind::Sign => sign(cell).is_some(),
            Kind::Amount => [Numbers::Point, Numbers::Comma]
                .iter()
                .any(|n| amounts::read(cell, *n).is_ok()),
        });
    }
    match kind {
        Kind::Sign => all > 0 && good * 10 >= all * 8,
        _ => good * 2 >= all,
    }
}
