//! References in a bank's text: the number of an invoice, a job or a client, alone, cut out of its letters, or joined
//! to other text.

use super::normalise;

/// How well a reference stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceFit {
    /// Not at all, or only digits that are anywhere.
    None,
    /// Its number stands there.
    Number,
    /// All of it stands there.
    Exact,
}

/// Fewer digits than this are anywhere.
const MIN_DIGITS: usize = 3;
/// The most numbers of one text that are looked at.
const MAX_NUMBERS: usize = 24;

/// The digits a reference is found by: its last run without leading zeros; none if that is too short, or a year.
#[must_use]
pub fn reference_core(reference: &str) -> Option<String> {
    let runs = numbers(&normalise(reference));
    runs.last().cloned()
}

/// All numbers of a text by which references are found.
#[must_use]
pub fn cores_in(normal: &str) -> Vec<String> {
    let mut cores = numbers(normal);
    cores.sort();
    cores.dedup();
    cores.truncate(MAX_NUMBERS);
    cores
}

fn numbers(normal: &str) -> Vec<String> {
    let runs = normal.split(|c: char| !c.is_ascii_digit());
    let trimmed = runs.map(|r| r.trim_start_matches('0'));
    let telling = |r: &&str| r.len() >= MIN_DIGITS && !is_year(r);
    trimmed.filter(telling).map(str::to_owned).collect()
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

/// Words before an invoice's number.
const INVOICE: &[&str] = &[
    "INVOICE", "INV", "INVOICES", "RECHNUNG", "FACTURE", "FACTURA", "FATTURA", "FAKTUUR",
];

/// Whether a normalised text says which invoice it pays.
#[must_use]
pub fn tells_invoice(normal: &str) -> bool {
    let words: Vec<&str> = normal.split(' ').collect();
    let number = |w: &str| w.len() >= MIN_DIGITS && w.bytes().all(|b| b.is_ascii_digit());
    words.iter().enumerate().any(|(at, word)| {
        let after = words[at + 1..].iter().take(2);
        INVOICE.contains(word) && after.clone().any(|w| number(w))
    })
}

/// How well a reference stands in a normalised text.
#[must_use]
pub fn reference_fit(normal: &str, reference: &str) -> ReferenceFit {
    let wanted = normalise(reference).replace(' ', "");
    if wanted.len() >= 4 && wanted.bytes().any(|b| b.is_ascii_digit()) && holds(normal, &wanted) {
        return ReferenceFit::Exact;
    }
    let core = reference_core(reference);
    if core.is_some_and(|c| c.len() >= 4 && numbers(normal).contains(&c)) {
        ReferenceFit::Number
    } else {
        ReferenceFit::None
    }
}

/// Whether the characters stand in the text, spaces aside, with no further digit at either end.
fn holds(normal: &str, wanted: &str) -> bool {
    let text: String = normal.split(' ').collect();
    let digit = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    text.match_indices(wanted).any(|(at, _)| {
        let before = at.checked_sub(1).and_then(|k| bytes.get(k));
        let inside = wanted.as_bytes();
        let joined = digit(before) && digit(inside.first())
            || digit(inside.last()) && digit(bytes.get(at + wanted.len()));
        // A bare number must stand alone even where the bank's spaces are.
        let bare = inside.iter().all(u8::is_ascii_digit);
        !joined
            && (!bare
                || normal
                    .split(|c: char| !c.is_ascii_digit())
                    .any(|r| r == wanted))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_cut_and_joined() {
        let fit = |text: &str, r: &str| reference_fit(&normalise(text), r);
        assert_eq!(
            fit("ACH CREDIT INV-1042 ACME", "INV-1042"),
            ReferenceFit::Exact
        );
        assert_eq!(fit("ACH CREDIT INV 1042", "inv1042"), ReferenceFit::Exact);
        assert_eq!(fit("PMTINV1042X", "INV-1042"), ReferenceFit::Exact);
        assert_eq!(fit("PMT #1042", "INV-01042"), ReferenceFit::Number);
        assert_eq!(fit("PMT 10421", "INV-1042"), ReferenceFit::None);
        assert_eq!(fit("PMT 2026", "INV-2026"), ReferenceFit::None);
        assert_eq!(fit("PMT 42", "42"), ReferenceFit::None);
    }
}
