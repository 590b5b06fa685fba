//! Where the next page starts, as opaque text. It is bound to whom it was given for: another's is refused,
//! so that a mix-up shows at once instead of as a page of the wrong place.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use oodaloo_domain::ids::derived;

use crate::Problem;

/// The longest that is looked at.
const MAX_CHARS: usize = 2_048;

/// For the company or person `scope`, at the place `at`.
pub(crate) fn encode(scope: &str, at: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{} {at}", mark(scope, at)))
}

/// The place again.
pub(crate) fn decode(scope: &str, cursor: &str) -> Result<String, Problem> {
    let bad = || Problem::bad_request("The cursor is not one of this list.");
    if cursor.len() > MAX_CHARS {
        return Err(bad());
    }
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad())?;
    let text = String::from_utf8(bytes).map_err(|_| bad())?;
    match text.split_once(' ') {
        Some((found, at)) if found == mark(scope, at) => Ok(at.to_owned()),
        _ => Err(bad()),
    }
}

fn mark(scope: &str, at: &str) -> String {
    derived("c", &[scope, at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_its_own_list_alone() {
        let cursor = encode("co_1", "AUDIT#2026");
        assert_eq!(decode("co_1", &cursor).unwrap(), "AUDIT#2026");
        assert!(decode("co_2", &cursor).is_err());
        for bad in [
            "",
            "x",
            "####",
            &"A".repeat(3_000),
            &encode("co_2", "AUDIT#2026"),
        ] {
            assert_eq!(decode("co_1", bad).unwrap_err().status(), 400, "{bad}");
        }
    }
}
