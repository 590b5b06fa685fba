//! Files that a person downloads.

use axum::response::IntoResponse;
use http::header;

use crate::Problem;

/// The largest file, in bytes. A Lambda's answer ends at 6 MB, and ours travels inside of JSON, where quotes
/// and line ends take two bytes.
pub(crate) const MAX_BYTES: usize = 4 * 1024 * 1024;
/// RFC 4180.
pub(crate) const CSV: &str = "text/csv; charset=utf-8";

/// The answer that a browser saves under a name. `name` is ours: letters, digits, hyphens and dots.
pub(crate) fn attachment(
    content_type: &str,
    name: &str,
    body: String,
) -> Result<impl IntoResponse + use<>, Problem> {
    if body.len() > MAX_BYTES {
        return Err(Problem::too_much("Ask for a shorter period."));
    }
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, body))
}
