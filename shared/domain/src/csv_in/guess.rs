//! How a file was understood, to be shown to whoever can tell whether it is right.

use super::{DateOrder, Numbers};

/// The guess, and what it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The encoding's name.
    pub encoding: &'static str,
    /// The delimiter.
    pub delimiter: char,
    /// The line of the headings; none where the file has none.
    pub header_line: Option<usize>,
    /// Field and heading, in order of the columns' importance.
    pub columns: Vec<(&'static str, String)>,
    /// The order of dates of three numbers, and how it is known; none where days tell it themselves.
    pub date_order: Option<(DateOrder, String)>,
    /// The way of writing amounts.
    pub numbers: Numbers,
    /// What else was noticed, in sentences without their end.
    pub notes: Vec<String>,
}

impl Guess {
    /// In lines for people, without the file's name.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|(field, heading)| format!("{field}={heading:?}"))
            .collect();
        let delimiter = match self.delimiter {
            ',' => "commas",
            ';' => "semicolons",
            '\t' => "tabs",
            _ => "bars",
        };
        let header = match self.header_line {
            None => "no headings".into(),
            Some(line) => format!("headings on line {line}"),
        };
        let order = self
            .date_order
            .as_ref()
            .map_or(String::new(), |(order, why)| {
                format!(", dates {} ({why})", order.words())
            });
        let mut lines = vec![
            format!("read as {}", columns.join(", ")),
            format!(
                "{header}, {delimiter}, {}, amounts like {}{order}",
                self.encoding,
                self.numbers.example()
            ),
        ];
        lines.extend(self.notes.iter().cloned());
        lines
    }
}
