//! Rows of a list of quotes, as Jobber's report exports them.

use std::borrow::Cow;

use jiff::civil::Date;

use super::columns::QUOTES;
use super::dates::{self, Day};
use super::layout::{Sheet, Wanted};
use super::rows::{Row, date_of, money_of, read_rows, same_currency, text_of};
use super::{Choices, CsvError, Reading};
use crate::money::Money;

/// One quote of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteRow {
    /// The line of the file it begins on; the first is 1.
    pub line: usize,
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
    /// The day it was made.
    pub created: Date,
    /// The statuses it came into, in Jobber's own words, each with its day; in the order of days.
    pub came_into: Vec<(Date, &'static str)>,
}

/// Columns of days, and the status that a quote came into on them.
const STATUSES: [(&str, &str); 5] = [
    ("sent", "awaiting_response"),
    ("changes_requested", "changes_requested"),
    ("approved", "approved"),
    ("converted", "converted"),
    ("archived", "archived"),
];

pub fn read(bytes: &[u8], choices: &Choices) -> Result<Reading<QuoteRow>, CsvError> {
    let wanted = Wanted {
        file: "quotes",
        fields: QUOTES,
    };
    read_rows(bytes, choices, wanted, "created", |sheet, line, cells| {
        let row = quote(sheet, line, cells)?;
        // The number is the id: a second row of the same quote would make its history a guess.
        let key = |q: &QuoteRow| (q.number.clone(), q.created, q.total, q.number.clone());
        Ok((Row::Good(row), key as fn(&QuoteRow) -> _))
    })
}

fn quote(sheet: &Sheet<'_>, line: usize, cells: &[Cow<'_, str>]) -> Result<QuoteRow, String> {
    let own = |field: &'static str| -> Result<Option<String>, String> {
        sheet
            .cell(cells, field)
            .filter(|t| *t != "-")
            .map(|t| text_of(t.to_owned(), field))
            .transpose()
    };
    let number = own("number")?.ok_or("number is empty")?;
    let created = date_of(sheet, cells, "created")?;
    let total = money_of(sheet, cells, "amount")?.ok_or("amount is empty")?;
    same_currency(sheet, cells)?;
    let mut came_into = Vec::new();
    for (field, status) in STATUSES {
        if let Some(day) = day(sheet, cells, field)? {
            came_into.push((day, status));
        }
    }
    // By day; of one day in the order in which quotes go through them.
    came_into.sort_by_key(|(day, _)| *day);
    Ok(QuoteRow {
        line,
        number: number.trim_start_matches('#').to_owned(),
        status: own("status")?,
        title: own("title")?,
        client_name: own("client_name")?,
        total,
        created,
        came_into,
    })
}

/// A day that may be missing. One that is there and cannot be read costs the row: a history with a hole looks whole.
fn day(sheet: &Sheet<'_>, cells: &[Cow<'_, str>], field: &str) -> Result<Option<Date>, String> {
    let Some(text) = sheet.cell(cells, field).filter(|t| *t != "-") else {
        return Ok(None);
    };
    match dates::read(text).map_err(|why| format!("{field}: {why}"))? {
        Day::Sure(date) => Ok(Some(date)),
        Day::Numbers(_) => date_of(sheet, cells, field).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "Quote #,Client name,Title,Status,Created date,Sent date,Approved date,Converted date,Total ($)\n\
        1041,Anna Kowalski,Repipe,Converted,\"Jan 05, 2026\",\"Jan 06, 2026\",\"Jan 09, 2026\",\"Jan 12, 2026\",\"4,120.00\"\n\
        1042,Bo Lind,Water heater,Awaiting response,\"Jan 07, 2026\",\"Jan 07, 2026\",-,-,1890.50\n\
        1042,Bo Lind,Water heater,Draft,\"Jan 07, 2026\",-,-,-,1890.50\n\
        ,Nobody,Nothing,Draft,\"Jan 07, 2026\",-,-,-,1.00\n\
        1043,Cy,Drain,Draft,\"Jan 08, 2026\",soon,-,-,99.00\n";

    #[test]
    fn a_report_of_quotes_becomes_histories() {
        let reading = read(REPORT.as_bytes(), &Choices::default()).unwrap();
        let told: Vec<String> = reading
            .rows
            .iter()
            .map(|q| format!("{} {} {:?}", q.number, q.total, q.came_into))
            .collect();
        assert_eq!(
            told,
            [
                "1041 4120.00 [(2026-01-06, \"awaiting_response\"), (2026-01-09, \"approved\"), (2026-01-12, \"converted\")]",
                "1042 1890.50 [(2026-01-07, \"awaiting_response\")]",
            ]
        );
        let bad: Vec<String> = reading
            .bad
            .iter()
            .map(|b| format!("{}: {}", b.line, b.why))
            .collect();
        assert_eq!(bad[0], "4: id \"1042\" stands on line 3 already");
        assert_eq!(bad[1], "5: number is empty");
        assert!(
            bad[2].starts_with("6: sent: \"soon\" is not a date"),
            "{bad:?}"
        );
    }

    #[test]
    fn a_list_without_numbers_says_so() {
        let why = read(
            b"Client,Created,Total\nA,2026-01-01,5.00\n",
            &Choices::default(),
        );
        let why = why.unwrap_err();
        assert!(
            why.to_string().contains("no column looks like number"),
            "{why}"
        );
        assert_eq!(why.unsaid().unwrap().field, "quotes.number");
    }
}
