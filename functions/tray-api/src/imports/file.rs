//! From the text of a request to a file that is understood; what cannot be is a problem that says what to do.

use std::io::Read as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::read::GzDecoder;
use jiff::civil::Date;
use oodaloo_domain::csv_in::{self, Choices, CsvError, Line, QuoteRow, Reading};
use oodaloo_domain::facts::ImportKind;
use oodaloo_domain::imports::{MAX_BYTES, MAX_ROWS};
use oodaloo_domain::settings::Fault;
use oodaloo_store::FiledAccount;
use serde_json::json;

use crate::Problem;

/// The most that is said about a layout.
const MAX_MAPS: usize = 30;
/// The longest of it, in bytes.
const MAX_MAP_BYTES: usize = 500;
/// How a file begins that is packed.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What a file holds.
pub(super) enum Rows {
    Lines(Reading<Line>),
    Quotes(Reading<QuoteRow>),
}

/// A file that is understood, and what was said so that it was.
pub(super) struct Understood {
    pub(super) rows: Rows,
    pub(super) mapping: Vec<String>,
}

impl Understood {
    /// How many rows there are, whatever became of them.
    fn count(&self) -> usize {
        fn of<T>(reading: &Reading<T>) -> usize {
            reading.rows.len() + reading.bad.len()
        }
        match &self.rows {
            Rows::Lines(reading) => of(reading),
            Rows::Quotes(reading) => of(reading),
        }
    }

    /// The days of its good rows.
    pub(super) fn days(&self) -> Vec<Date> {
        match &self.rows {
            Rows::Lines(reading) => reading.rows.iter().map(|l| l.date).collect(),
            Rows::Quotes(reading) => reading.rows.iter().map(|q| q.created).collect(),
        }
    }
}

/// The file in base64, packed with gzip or not.
pub(super) fn unpacked(text: &str) -> Result<Vec<u8>, Problem> {
    let fault = |why: &str| Problem::invalid(&[Fault::new("file", why)]);
    let bytes = BASE64_STANDARD
        .decode(text)
        .map_err(|_| fault("The file's bytes in base64 are expected."))?;
    if !bytes.starts_with(&GZIP) {
        return fits(bytes);
    }
    let mut file = Vec::new();
    let limit = MAX_BYTES as u64 + 1;
    GzDecoder::new(bytes.as_slice())
        .take(limit)
        .read_to_end(&mut file)
        .map_err(|_| fault("It begins like gzip and cannot be unpacked."))?;
    fits(file)
}

fn fits(file: Vec<u8>) -> Result<Vec<u8>, Problem> {
    if file.len() > MAX_BYTES {
        return Err(Problem::too_large_file(MAX_BYTES));
    }
    Ok(file)
}

/// What is said about the layout.
pub(super) fn choices(kind: ImportKind, mapping: &[String]) -> Result<Choices, Problem> {
    let fault = |why: String| Problem::invalid(&[Fault::new("mapping", why)]);
    if mapping.len() > MAX_MAPS || mapping.iter().any(|m| m.len() > MAX_MAP_BYTES) {
        return Err(fault(format!(
            "At most {MAX_MAPS} texts of at most {MAX_MAP_BYTES} bytes."
        )));
    }
    Choices::of(kind.file(), mapping).map_err(fault)
}

/// Reads a file: as is said; where nothing is said as the account's files were read before; or else by guessing.
pub(super) fn understood(
    kind: ImportKind,
    file: &[u8],
    mapping: &[String],
    account: &FiledAccount,
) -> Result<Understood, Problem> {
    let choices = choices(kind, mapping)?;
    let read = match kind {
        ImportKind::Bank => account
            .read(file, mapping, &choices)
            .map(|(mapping, reading)| Understood {
                rows: Rows::Lines(reading),
                mapping,
            }),
        ImportKind::Quotes => csv_in::quotes(file, &choices).map(|reading| Understood {
            rows: Rows::Quotes(reading),
            mapping: mapping.to_vec(),
        }),
    };
    let read = read.map_err(|why| unclear(&why))?;
    if read.count() > MAX_ROWS {
        let why =
            format!("The file has more than {MAX_ROWS} rows. Send it in pieces, cut at days.");
        return Err(Problem::too_large_file(MAX_BYTES).because(&why));
    }
    Ok(read)
}

fn unclear(why: &CsvError) -> Problem {
    let detail = format!("The file {}.", begun(&why.with("mapping")));
    if !why.is_mendable() {
        return Problem::not_a_csv(detail);
    }
    let problem = Problem::say_more(detail).with("columns", json!(why.headings()));
    match why.unsaid() {
        Some(say) => problem.with("say", json!({"field": say.field, "values": say.values})),
        None => problem,
    }
}

/// What is wrong, as the rest of a sentence that begins with the file.
fn begun(why: &str) -> String {
    let goes_on = ["has ", "is "].iter().any(|word| why.starts_with(word));
    if goes_on {
        why.to_owned()
    } else {
        format!("is not understood: {why}")
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(file: &[u8]) -> String {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(file).unwrap();
        BASE64_STANDARD.encode(packed.finish().unwrap())
    }

    #[test]
    fn packed_or_not_it_is_the_same_file() {
        let file = b"Date,Description,Amount\n2026-03-01,Anna,1.00\n";
        assert_eq!(unpacked(&BASE64_STANDARD.encode(file)).unwrap(), file);
        assert_eq!(unpacked(&gzip(file)).unwrap(), file);
    }

    #[test]
    fn a_bomb_goes_no_further_than_the_limit() {
        let bomb = gzip(&vec![b'0'; 64 * 1024 * 1024]);
        assert!(bomb.len() < 200_000, "{}", bomb.len());
        let problem = unpacked(&bomb).unwrap_err();
        assert_eq!(problem.status(), 413, "{problem:?}");
        let torn = &gzip(b"Date,Amount\n")[..12];
        assert_eq!(unpacked(torn).unwrap_err().status(), 422);
        assert_eq!(unpacked("%%%").unwrap_err().status(), 422);
    }

    #[test]
    fn what_has_to_be_said_is_named() {
        let read = |file: &str| {
            understood(
                ImportKind::Bank,
                file.as_bytes(),
                &[],
                &FiledAccount::default(),
            )
            .err()
            .unwrap()
            .as_json()
        };
        let dates = read("Date,Description,Amount\n03/04/2026,A,1.00\n03/05/2026,B,-1.00\n");
        assert_eq!(dates["say"]["field"], "bank.date_order", "{dates}");
        assert_eq!(dates["columns"], json!(["Date", "Description", "Amount"]));
        let signs = read("Date,Description,Amount\n2026-03-04,A,1.00\n");
        assert_eq!(signs["say"]["field"], "bank.positive", "{signs}");
        let columns = read("When,What,How much\n2026-03-04,A,1.00\n");
        assert_eq!(columns["say"]["values"], "COLUMN", "{columns}");
        assert!(
            columns["detail"].as_str().unwrap().contains("\"How much\""),
            "{columns}"
        );
        let pdf = read("%PDF-1.7 ...");
        assert!(
            pdf["type"].as_str().unwrap().ends_with("not-a-csv"),
            "{pdf}"
        );
    }
}
