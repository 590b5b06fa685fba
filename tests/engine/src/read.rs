//! A generated case into the engine's own types, through the offline form.

use oodaloo_domain::engine::Book;
use oodaloo_domain::engine::case::{CaseError, parse};
use oodaloo_seeds::books::Case;

/// Why a generated case cannot be read: a defect of the generator or of the offline form.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It cannot be written.
    #[error("a generated case cannot be written: {0}")]
    Write(#[from] serde_json::Error),
    /// It cannot be read.
    #[error("a generated case cannot be read: {0}")]
    Case(#[from] CaseError),
}

/// Reads it as `oodaloo reconcile` would.
///
/// # Errors
/// [`ReadError`].
pub fn read(case: &Case) -> Result<Book, ReadError> {
    Ok(parse(&serde_json::to_string(case)?)?)
}
