//! Small things about text: what the rails' words become before they reach an error, a fact or a URL.

/// The longest free text (names, descriptions) that becomes part of a fact, in characters.
const MAX_FREE: usize = 500;
/// The longest piece of a rail's answer that becomes part of an error, in characters.
const MAX_EXCERPT: usize = 200;

/// Free text for a fact: control characters become blanks, the end is cut off beyond 500 characters.
pub(crate) fn free(text: &str) -> String {
    cleaned(text, MAX_FREE)
}

/// A piece of a rail's answer for an error. Our own secrets are never in an answer.
pub(crate) fn excerpt(text: &str) -> String {
    cleaned(text, MAX_EXCERPT)
}

fn cleaned(text: &str, most: usize) -> String {
    let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    visible.take(most).collect::<String>().trim().to_owned()
}

/// Pairs as `application/x-www-form-urlencoded`; everything but unreserved characters is escaped.
#[must_use]
pub fn form(pairs: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{}={}", escaped(name), escaped(value));
    pairs.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_cannot_become_another_pair() {
        assert_eq!(
            form(&[("a", "1&b=2 ü"), ("c", "")]),
            "a=1%26b%3D2%20%C3%BC&c="
        );
    }

    #[test]
    fn free_text_has_an_end_and_no_control_characters() {
        assert_eq!(free(" a\r\nb\u{0} "), "a  b");
        assert_eq!(free(&"x".repeat(900)).len(), 500);
    }
}
