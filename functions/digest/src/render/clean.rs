//! Text from outside, made fit for one line of a mail.

/// Characters that reorder, hide or break a line.
fn is_unruly(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' | '\u{1E800}'..='\u{1EEFF}')
}

/// A name on one line: no control or direction characters, single spaces, at most `max` characters.
/// One that runs right to left is isolated, so that it cannot turn the figures beside it around.
#[must_use]
pub fn inline(text: &str, max: usize) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if is_unruly(c) { ' ' } else { c })
        .collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(max).collect();
    if short.len() < line.len() {
        short.pop();
        short.truncate(short.trim_end().len());
        short.push('…');
    }
    if short.chars().any(is_right_to_left) {
        format!("\u{2068}{short}\u{2069}")
    } else {
        short
    }
}

/// A header's value, or nothing when it could start another header.
#[must_use]
pub fn header_value(text: &str) -> Option<String> {
    let fine =
        !text.is_empty() && text.len() <= 900 && text.bytes().all(|b| (0x20..0x7f).contains(&b));
    fine.then(|| text.to_owned())
}

/// `left`, then `right` at the end of a line of `width` columns. Isolation characters take none.
pub(super) fn columns(left: &str, right: &str, width: usize) -> String {
    let len = |s: &str| {
        s.chars()
            .filter(|c| !matches!(c, '\u{2068}' | '\u{2069}'))
            .count()
    };
    format!(
        "{left}{}{right}",
        " ".repeat(width.saturating_sub(len(left) + len(right)).max(2))
    )
}

/// Breaks a paragraph into lines of at most `width` columns; a longer word stands alone.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let len = word.chars().count();
        if used > 0 && used + 1 + len > width {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += len;
    }
    out
}

/// No more than one empty line in a row, none at the start.
pub(super) fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && empty {
            continue;
        }
        empty = line.is_empty();
        out.push_str(line);
        out.push('\n');
    }
    out
}
