//! How a file was understood, to be shown to whoever can tell whether it is right.

use super::{DateOrder, File, Numbers};

/// The guess, and what it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The encoding's name.
    pub encoding: &'static str,
    /// The delimiter.
    pub delimiter: char,
    /// The line of the headings; none where the file has none.
    pub header_line: Option<usize>,
    /// All its headings, or what stands for them, as far as they are told.
    pub headings: Vec<String>,
    /// Field and heading, in order of the columns' importance.
    pub columns: Vec<(&'static str, String)>,
    /// The order of dates of three numbers, and how it is known; none where days tell it themselves.
    pub date_order: Option<(DateOrder, String)>,
    /// The way of writing amounts.
    pub numbers: Numbers,
    /// What tells money in from money out.
    pub signs: Signs,
    /// Of delimiter and headings: the next export of the same bank has the same. None without headings.
    pub fingerprint: Option<String>,
    /// What else was noticed, in sentences without their end.
    pub notes: Vec<String>,
}

/// What tells money in from money out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signs {
    /// A column of money in, and perhaps one of money out.
    Columns,
    /// Above zero is money in.
    Signed,
    /// A column says it in words.
    Words,
    /// Nothing: no amount is below zero.
    Untold,
    /// Above zero is money out, as a person has said.
    Turned,
}

impl Signs {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Columns => "money in and money out have columns of their own",
            Self::Signed => "above zero is money in",
            Self::Words => "a column says it in words",
            Self::Untold => "nothing tells: all of it is taken as money in",
            Self::Turned => "above zero is money out",
        }
    }
}

impl Guess {
    /// What this file has told for good, as it is said with `--map`: the next file of the same layout may be
    /// too short to tell it again. Columns are found again by their headings.
    #[must_use]
    pub fn settled(&self, file: File) -> Vec<String> {
        let order = self.date_order.as_ref().map(|(order, _)| match order {
            DateOrder::Mdy => "mdy",
            DateOrder::Dmy => "dmy",
            DateOrder::Ymd => "ymd",
        });
        let numbers = match self.numbers {
            Numbers::Point => "point",
            Numbers::Comma => "comma",
        };
        let positive = match self.signs {
            _ if file != File::Bank => None,
            Signs::Signed => Some("in"),
            Signs::Turned => Some("out"),
            Signs::Columns | Signs::Words | Signs::Untold => None,
        };
        let said = [
            ("date_order", order),
            ("numbers", Some(numbers)),
            ("positive", positive),
        ];
        said.into_iter()
            .filter_map(|(field, value)| Some(format!("{}.{field}={}", file.as_str(), value?)))
            .collect()
    }

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
