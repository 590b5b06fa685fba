//! A page with parts that a command writes: between `<!-- name -->` and `<!-- /name -->`.

/// Why a part cannot be written.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PageError {
    /// There is no such marker.
    #[error("the page has no {0}")]
    Missing(String),
    /// It stands there more than once.
    #[error("the page has {0} more than once")]
    Twice(String),
}

/// The page with one part replaced; all else stays to the byte.
///
/// # Errors
/// [`PageError`] where a marker is not there exactly once.
pub fn replace(page: &str, name: &str, part: &str) -> Result<String, PageError> {
    let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let (before, rest) = halves(page, &open)?;
    let (_, after) = halves(rest, &close)?;
    Ok(format!(
        "{before}{open}\n{}\n{close}{after}",
        part.trim_end()
    ))
}

fn halves<'p>(page: &'p str, marker: &str) -> Result<(&'p str, &'p str), PageError> {
    let halves = page
        .split_once(marker)
        .ok_or_else(|| PageError::Missing(marker.into()))?;
    if halves.1.contains(marker) {
        Err(PageError::Twice(marker.into()))
    } else {
        Ok(halves)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_markers_changes() {
        let page = "a\n<!-- x -->\nold\n<!-- /x -->\nb <!-- y --><!-- /y -->\n";
        let new = replace(page, "x", "new\n\n").unwrap();
        assert_eq!(
            new,
            "a\n<!-- x -->\nnew\n<!-- /x -->\nb <!-- y --><!-- /y -->\n"
        );
        assert_eq!(replace(&new, "x", "new").unwrap(), new);
        assert_eq!(
            replace(page, "z", ""),
            Err(PageError::Missing("<!-- z -->".into()))
        );
        let twice = format!("{page}{page}");
        assert_eq!(
            replace(&twice, "x", ""),
            Err(PageError::Twice("<!-- x -->".into()))
        );
    }
}
