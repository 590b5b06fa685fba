//! Files that a person downloads: RFC 4180, and nothing in them that a spreadsheet would run.

use axum::response::IntoResponse;
use http::header;

/// The largest file, in bytes. A Lambda's answer ends at 6 MB, and ours travels inside of JSON, where quotes
/// and line ends take two bytes.
pub(crate) const MAX_BYTES: usize = 4 * 1024 * 1024;

/// A CSV that grows row by row.
pub(crate) struct Csv(String);

impl Csv {
    /// With its first line.
    pub(crate) fn new(header: &[&str]) -> Self {
        let mut csv = Self(String::new());
        csv.row(header);
        csv
    }

    /// One more line.
    pub(crate) fn row(&mut self, cells: &[impl AsRef<str>]) {
        for (n, cell) in cells.iter().enumerate() {
            if n > 0 {
                self.0.push(',');
            }
            self.cell(cell.as_ref());
        }
        self.0.push_str("\r\n");
    }

    fn cell(&mut self, text: &str) {
        // What a spreadsheet takes for a formula becomes text (OWASP, CSV injection).
        let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            "'"
        } else {
            ""
        };
        if text.contains(['"', ',', '\r', '\n']) {
            self.0.push('"');
            self.0.push_str(guard);
            self.0.push_str(&text.replace('"', "\"\""));
            self.0.push('"');
        } else {
            self.0.push_str(guard);
            self.0.push_str(text);
        }
    }

    /// In bytes.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// All of it.
    pub(crate) fn text(self) -> String {
        self.0
    }
}

/// The answer that a browser saves under a name. `name` is ours: letters, digits, hyphens and dots.
pub(crate) fn attachment(
    content_type: &str,
    name: &str,
    body: String,
) -> impl IntoResponse + use<> {
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_a_cell_is_text_and_stays_there() {
        let mut csv = Csv::new(&["a", "b"]);
        csv.row(&["=1+1", "x, \"y\"\nz"]);
        csv.row(&["-cmd|' /C calc'!A0,", "@sum"]);
        assert_eq!(
            csv.text(),
            "a,b\r\n'=1+1,\"x, \"\"y\"\"\nz\"\r\n\"'-cmd|' /C calc'!A0,\",'@sum\r\n"
        );
    }
}
