//! Text to records: where a row begins, where it ends, and what its cells hold.
//!
//! Our own reader and not a library's, because of one case: a quote that is never closed. By the letter of RFC 4180 it
//! swallows the rest of the file, and so do the libraries. Here it costs its own line. For well-formed text the reader is
//! held equal to the `csv` crate by a property test.

use std::borrow::Cow;

/// The most lines that a quoted cell may run over.
const MAX_QUOTED_LINES: usize = 30;
/// The longest record, in bytes.
const MAX_RECORD: usize = 64 * 1024;
/// The most cells of a record.
const MAX_CELLS: usize = 512;

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'t> {
    /// The line it begins on; the first is 1.
    pub line: usize,
    /// Its cells, trimmed; or why it cannot be read.
    pub cells: Result<Vec<Cow<'t, str>>, &'static str>,
}

impl Record<'_> {
    /// Nothing in it.
    pub fn is_blank(&self) -> bool {
        self.cells
            .as_ref()
            .is_ok_and(|cells| cells.iter().all(|c| c.is_empty()))
    }
}

/// Reads records one by one.
#[derive(Debug, Clone)]
pub struct Records<'t> {
    text: &'t str,
    delimiter: u8,
    /// Records of fewer cells than this are not joined over lines.
    width: usize,
    at: usize,
    line: usize,
}

impl<'t> Records<'t> {
    /// Of a text whose delimiter is known. `width`: how many cells a record should have, 0 where that is unknown.
    pub fn new(text: &'t str, delimiter: u8, width: usize) -> Self {
        Self {
            text,
            delimiter,
            width,
            at: 0,
            line: 1,
        }
    }

    fn pass(&mut self, end: usize) {
        self.line += line_breaks(self.text.get(self.at..end).unwrap_or_default());
        self.at = end;
    }
}

impl<'t> Iterator for Records<'t> {
    type Item = Record<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.at >= self.text.len() {
            return None;
        }
        let line = self.line;
        let eol = line_end(self.text, self.at);
        let (end, cells) = if eol.0 - self.at > MAX_RECORD {
            (eol.1, Err("the line is longer than 64 KB"))
        } else {
            let reader = Reader {
                text: self.text,
                delimiter: self.delimiter,
            };
            match reader.line(self.at, eol.0) {
                Some(cells) => (eol.1, Ok(cells)),
                None => match reader.lines(self.at) {
                    Some((end, cells)) if cells.len() >= self.width => (end, Ok(cells)),
                    _ => (eol.1, Err("a quote is opened and never closed")),
                },
            }
        };
        let cells = match cells {
            Ok(cells) if cells.len() > MAX_CELLS => Err("the line has more than 512 cells"),
            cells => cells,
        };
        self.pass(end);
        Some(Record { line, cells })
    }
}

/// Where the line that begins at `from` ends: without its break, and with it.
fn line_end(text: &str, from: usize) -> (usize, usize) {
    let rest = text.as_bytes().get(from..).unwrap_or_default();
    match rest.iter().position(|b| matches!(b, b'\n' | b'\r')) {
        None => (text.len(), text.len()),
        Some(i) if rest[i] == b'\r' && rest.get(i + 1) == Some(&b'\n') => (from + i, from + i + 2),
        Some(i) => (from + i, from + i + 1),
    }
}

fn line_breaks(text: &str) -> usize {
    let bytes = text.as_bytes();
    let lone = |i: usize| bytes[i] == b'\r' && bytes.get(i + 1) != Some(&b'\n');
    (0..bytes.len())
        .filter(|i| bytes[*i] == b'\n' || lone(*i))
        .count()
}

struct Reader<'t> {
    text: &'t str,
    delimiter: u8,
}

impl<'t> Reader<'t> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn slice(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// Reads one line. None if a quote is still open at its end. A quote inside of a cell that nobody escaped is
    /// taken as it stands: `"3" pipe"` is a bank's way to write 3" pipe.
    fn line(&self, from: usize, end: usize) -> Option<Vec<Cow<'t, str>>> {
        let (mut cells, mut at) = (Vec::new(), from);
        loop {
            let (cell, next) = match self.quote_at(at, end) {
                Some(open) => self.quoted(open + 1, end, false)?,
                None => self.bare(at, end),
            };
            cells.push(cell);
            if next >= end {
                return Some(cells);
            }
            at = next + 1;
        }
    }

    /// Reads a record with line breaks inside of quotes. Strict: after a closing quote comes a delimiter or the end of
    /// the line, or else the quote was another cell's and the one before was never closed.
    fn lines(&self, from: usize) -> Option<(usize, Vec<Cow<'t, str>>)> {
        let mut limit = from;
        for _ in 0..MAX_QUOTED_LINES {
            limit = line_end(self.text, limit).1;
        }
        let limit = limit.min(from + MAX_RECORD);
        let (mut cells, mut at) = (Vec::new(), from);
        loop {
            let end = line_end(self.text, at).0.min(limit);
            let (cell, next) = match self.quote_at(at, end) {
                Some(open) => self.quoted(open + 1, limit, true)?,
                None => self.bare(at, end),
            };
            cells.push(cell);
            if self.byte(next) != Some(self.delimiter) {
                return Some((line_end(self.text, next).1, cells));
            }
            at = next + 1;
        }
    }

    /// The quote with which the cell begins.
    fn quote_at(&self, from: usize, end: usize) -> Option<usize> {
        let blank = |at: &usize| self.byte(*at) == Some(b' ');
        let start = from + (from..end).take_while(blank).count();
        (start < end && self.byte(start) == Some(b'"')).then_some(start)
    }

    fn bare(&self, from: usize, end: usize) -> (Cow<'t, str>, usize) {
        let next = (from..end)
            .find(|i| self.byte(*i) == Some(self.delimiter))
            .unwrap_or(end);
        let cell = self.slice(from, next).trim();
        // ="00123" is how exports keep a spreadsheet from eating zeros.
        let inner = cell.strip_prefix("=\"").and_then(|c| c.strip_suffix('"'));
        (Cow::Borrowed(inner.unwrap_or(cell)), next)
    }

    /// A quoted cell whose content begins at `from`, and where the delimiter or line end behind it is.
    fn quoted(&self, from: usize, end: usize, strict: bool) -> Option<(Cow<'t, str>, usize)> {
        let (mut at, mut escaped) = (from, false);
        while at < end {
            if self.byte(at) != Some(b'"') {
                at += 1;
            } else if self.byte(at + 1) == Some(b'"') && at + 1 < end {
                escaped = true;
                at += 2;
            } else {
                let blank = |i: &usize| self.byte(*i) == Some(b' ');
                let next = at + 1 + (at + 1..end).take_while(blank).count();
                let ends = next >= end
                    || self.byte(next) == Some(self.delimiter)
                    || matches!(self.byte(next), Some(b'\n' | b'\r'));
                if ends {
                    let cell = self.slice(from, at).trim();
                    let cell = if escaped {
                        Cow::Owned(cell.replace("\"\"", "\""))
                    } else {
                        Cow::Borrowed(cell)
                    };
                    return Some((cell, next));
                }
                if strict {
                    return None;
                }
                at += 1;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str, delimiter: u8, width: usize) -> Vec<(usize, String)> {
        Records::new(text, delimiter, width)
            .map(|r| (r.line, r.cells.map_or_else(str::to_owned, |c| c.join("|"))))
            .collect()
    }

    #[test]
    fn quotes_breaks_and_blanks() {
        let text = "a,b\r\n\"x, y\",\"two\nlines\"\r\n \"q\"\"q\" , z \rlast,\"\"";
        let expected = [
            (1, "a|b"),
            (2, "x, y|two\nlines"),
            (4, "q\"q|z"),
            (5, "last|"),
        ];
        let expected = expected.map(|(l, t)| (l, t.to_owned()));
        assert_eq!(read(text, b',', 2), expected);
    }

    #[test]
    fn an_unclosed_quote_costs_its_own_line() {
        let torn = "a quote is opened and never closed";
        for rest in ["5,f,6", "5,\"f\",6", "\"5\",\"\",\"6\"", "5,6,\"f\""] {
            let text = format!("1,a,2\n3,\"d,4\n{rest}\n");
            let rows = read(&text, b',', 3);
            assert_eq!((rows.len(), rows[1].1.as_str()), (3, torn), "{rest}");
        }
        assert_eq!(
            read("1,\"3\" pipe, copper\",2", b',', 3)[0].1,
            "1|3\" pipe, copper|2"
        );
    }

    proptest! {
        #[test]
        fn well_formed_text_is_read_as_the_csv_crate_reads_it(
            rows in proptest::collection::vec(proptest::collection::vec("[a-z0-9 ,;\"\n\\.é-]{0,12}", 3), 1..8),
            crlf in any::<bool>(),
        ) {
            let end = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
            let mut writer = csv::WriterBuilder::new().terminator(end).from_writer(Vec::new());
            for row in &rows {
                // A line of nothing but blanks is no record to us.
                prop_assume!(row.iter().any(|c| !c.trim().is_empty()));
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let mut theirs = csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = theirs.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
            let ours: Vec<Vec<String>> = Records::new(&text, b',', 3)
                .map(|r| r.cells.unwrap().iter().map(|c| c.to_string()).collect()).collect();
            prop_assert_eq!(ours, theirs);
        }

        #[test]
        fn any_text_is_read_to_its_end(text in "[\"a,;\\n\\r é]{0,200}", width in 0_usize..4) {
            let last = Records::new(&text, b',', width).last();
            let lines = line_breaks(&text) + 1;
            prop_assert!(last.is_none_or(|r| r.line <= lines));
        }
    }
}
