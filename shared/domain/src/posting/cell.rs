//! Cells that a spreadsheet shows and never runs.

use crate::facts::Actor;
use crate::money::Money;

/// A table while it is written.
pub(super) struct Table {
    csv: csv::Writer<Vec<u8>>,
}

/// One cell.
pub(super) enum Cell {
    /// Anybody's words.
    Text(String),
    /// Money; a number in the spreadsheet.
    Amount(Money),
    /// A whole number.
    Count(u64),
    /// Nothing.
    Empty,
}

impl Cell {
    /// Text that need not be there.
    pub(super) fn maybe(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Empty, |t| Self::Text(t.into()))
    }

    fn written(self) -> String {
        match self {
            Self::Text(text) => harmless(text),
            Self::Amount(money) => money.to_string(),
            Self::Count(n) => n.to_string(),
            Self::Empty => String::new(),
        }
    }
}

/// What a spreadsheet would take for a formula gets an apostrophe, which it takes for "this is text".
/// Blanks and signs without width before the formula do not hide it: some programs trim them.
fn harmless(text: String) -> String {
    let hidden = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    let first = text.chars().find(|c| !hidden(*c));
    let runs = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
    );
    if runs || text.starts_with(['\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text
    }
}

impl Table {
    pub(super) fn with_header(names: &[&str]) -> Self {
        let csv = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(Vec::new());
        let mut table = Self { csv };
        table.row(names.iter().map(|name| Cell::Text((*name).to_owned())));
        table
    }

    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let record: csv::StringRecord = cells.into_iter().map(Cell::written).collect();
        #[expect(
            clippy::expect_used,
            reason = "a vector takes every byte, and every row has the header's columns"
        )]
        self.csv.write_record(&record).expect("a row of this table");
    }

    pub(super) fn text(self) -> String {
        #[expect(
            clippy::expect_used,
            reason = "a vector takes every byte, and only text went in"
        )]
        let bytes = self.csv.into_inner().expect("a vector of bytes");
        #[expect(clippy::expect_used, reason = "only text went in")]
        String::from_utf8(bytes).expect("only text")
    }
}

/// Who decided, in a word.
pub(super) fn who(actor: &Actor) -> Cell {
    Cell::Text(match actor {
        Actor::Engine => "engine".to_owned(),
        Actor::Rule(id) => format!("rule {id}"),
        Actor::Person(id) => format!("person {id}"),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_text_and_negative_amounts_are_numbers() {
        let mut table = Table::with_header(&["what", "amount"]);
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "\u{feff}=1",
            "＝1",
        ] {
            table.row([
                Cell::Text(text.into()),
                Cell::Amount(Money::from_cents(-105)),
            ]);
        }
        table.row([Cell::Text("a \"b\", c\nd".into()), Cell::Empty]);
        let text = table.text();
        let rows: Vec<csv::StringRecord> = csv::Reader::from_reader(text.as_bytes())
            .records()
            .map(Result::unwrap)
            .collect();
        for row in &rows[..9] {
            assert!(row[0].starts_with('\''), "{row:?}");
            assert_eq!(&row[1], "-1.05");
        }
        assert_eq!(&rows[9][0], "a \"b\", c\nd");
    }

    proptest! {
        #[test]
        fn whatever_a_bank_says_comes_back_and_runs_nothing(texts in prop::collection::vec("\\PC{0,12}|[=+@\t\r\n \",-]{0,4}x?", 1..5)) {
            let mut table = Table::with_header(&["a"]);
            for text in &texts {
                table.row([Cell::Text(text.clone())]);
            }
            let written = table.text();
            let read: Vec<String> = csv::Reader::from_reader(written.as_bytes())
                .records()
                .map(|r| r.unwrap()[0].to_owned())
                .collect();
            for (text, cell) in texts.iter().zip(&read) {
                let plain = cell.strip_prefix('\'').filter(|p| *p == text.as_str());
                prop_assert_eq!(plain.unwrap_or(cell), text.as_str());
                prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@']));
                prop_assert!(!cell.starts_with(['\t', '\r']));
            }
            prop_assert_eq!(read.len(), texts.len());
        }
    }
}
