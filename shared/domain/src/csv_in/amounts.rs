//! How people and banks write amounts. Here text is only brought into the form of [`Money::parse`], by rules that can
//! be read; no number type sees it.

use super::Numbers;
use crate::money::Money;

/// Currency signs and codes that may stand before or behind an amount, the longer first.
const SIGNS: [&str; 17] = [
    "US$", "CA$", "CAD$", "USD$", "C$", "A$", "USD", "CAD", "EUR", "GBP", "AUD", "CHF", "kr", "$",
    "€", "£", "¥",
];
const MINUS: [char; 4] = ['-', '\u{2212}', '\u{2013}', '\u{ad}'];

/// Digits and separators, with the sign and the currency taken off.
fn bare(text: &str) -> (bool, String) {
    let mut negative = false;
    let mut rest: String = text
        .chars()
        .map(|c| {
            if matches!(c, '\u{a0}' | '\u{202f}' | '\u{2009}' | '\t') {
                ' '
            } else {
                c
            }
        })
        .collect();
    // Each round takes one thing off, whatever the order: `-$5`, `$-5`, `($5.00)`, `5,00- EUR`.
    for _ in 0..6 {
        let before = rest.len();
        rest = rest.trim().to_owned();
        if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
            if negative {
                break;
            }
            (negative, rest) = (true, inner.to_owned());
        } else if let Some(inner) = rest
            .strip_prefix(MINUS)
            .or_else(|| rest.strip_suffix(MINUS))
        {
            if negative {
                break;
            }
            (negative, rest) = (true, inner.to_owned());
        } else if let Some(inner) = rest.strip_prefix('+') {
            rest = inner.to_owned();
        } else if let Some(inner) = rest
            .strip_suffix(" DR")
            .or_else(|| rest.strip_suffix(" Dr"))
        {
            if negative {
                break;
            }
            (negative, rest) = (true, inner.to_owned());
        } else if let Some(inner) = rest
            .strip_suffix(" CR")
            .or_else(|| rest.strip_suffix(" Cr"))
        {
            rest = inner.to_owned();
        } else if let Some(inner) = SIGNS
            .iter()
            .find_map(|s| rest.strip_prefix(s).or_else(|| rest.strip_suffix(s)))
        {
            rest = inner.to_owned();
        }
        if rest.len() == before {
            break;
        }
    }
    (negative, rest)
}

/// What one amount tells about the way its column is written. `weak`: a lone separator before three digits, which sets
/// off thousands since no currency of ours has three places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    pub numbers: Numbers,
    pub weak: bool,
}

/// None where the text says nothing about it.
pub fn evidence(text: &str) -> Option<Evidence> {
    let (_, digits) = bare(text);
    if !digits.bytes().any(|b| b.is_ascii_digit()) || digits.chars().any(char::is_alphabetic) {
        return None;
    }
    let of = |decimal: char, weak| {
        let numbers = if decimal == '.' {
            Numbers::Point
        } else {
            Numbers::Comma
        };
        Some(Evidence { numbers, weak })
    };
    let other = |c: char| if c == '.' { ',' } else { '.' };
    let last = digits.rfind(['.', ','])?;
    let sign = if digits.as_bytes().get(last) == Some(&b'.') {
        '.'
    } else {
        ','
    };
    let (has_other, times) = (digits.contains(other(sign)), digits.matches(sign).count());
    match (has_other, times, digits.len() - last - 1) {
        (true, 1, _) => of(sign, false),
        (false, 1, 3) => of(other(sign), true),
        (false, 1, _) => of(sign, false),
        (false, _, 3) => of(other(sign), false),
        _ => None,
    }
}

/// Reads an amount.
pub fn read(text: &str, numbers: Numbers) -> Result<Money, String> {
    let refuse = || {
        let example = numbers.example();
        format!(
            "{:?} is not an amount such as {example}",
            text.chars().take(40).collect::<String>()
        )
    };
    let (negative, digits) = bare(text);
    let decimal = if numbers == Numbers::Point { '.' } else { ',' };
    let (whole, fraction) = digits.split_once(decimal).unwrap_or((&digits, "0"));
    let whole = ungrouped(if whole.is_empty() && digits.len() > 1 {
        "0"
    } else {
        whole
    });
    let whole = whole.ok_or_else(refuse)?;
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(refuse());
    }
    let amount = Money::parse(&format!("{whole}.{fraction}")).map_err(|e| e.to_string())?;
    Ok(if negative { -amount } else { amount })
}

/// Without the signs that set off thousands. They must do so: `1,50` must not become 150.
fn ungrouped(whole: &str) -> Option<String> {
    let is_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let Some(sign) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return is_digits(whole).then(|| whole.to_owned());
    };
    if !matches!(sign, '.' | ',' | '\'' | '\u{2019}' | ' ') {
        return None;
    }
    let good = whole.split(sign).enumerate().all(|(i, group)| {
        is_digits(group)
            && if i == 0 {
                group.len() <= 3
            } else {
                group.len() == 3
            }
    });
    good.then(|| whole.replace(sign, ""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_banks_write() {
        for (text, numbers, cents) in [
            ("1234.5", Numbers::Point, 123_450),
            ("$1,234.50", Numbers::Point, 123_450),
            ("($1,234.50)", Numbers::Point, -123_450),
            ("-$20.00", Numbers::Point, -2_000),
            ("$ -20.00", Numbers::Point, -2_000),
            ("20.00-", Numbers::Point, -2_000),
            ("20.00 DR", Numbers::Point, -2_000),
            ("+20.00 CR", Numbers::Point, 2_000),
            (".50", Numbers::Point, 50),
            ("USD 1,000", Numbers::Point, 100_000),
            ("1.234,56 €", Numbers::Comma, 123_456),
            ("\u{2212}1\u{202f}234,56", Numbers::Comma, -123_456),
            ("1'234.56", Numbers::Point, 123_456),
            ("1.234", Numbers::Comma, 123_400),
            ("1000000000000", Numbers::Point, 100_000_000_000_000),
        ] {
            assert_eq!(read(text, numbers).map(Money::cents), Ok(cents), "{text}");
        }
    }

    #[test]
    fn what_must_not_become_another_amount() {
        for bad in [
            "1,50",
            "1.234,56",
            "--1",
            "(-1)",
            "1e5",
            ",100",
            "1,00,000.00",
            "1 2.00",
            "",
            "-",
            "$",
            "12.",
            "٣",
        ] {
            assert!(read(bad, Numbers::Point).is_err(), "{bad}");
        }
        assert!(
            read("1.50", Numbers::Comma).is_err() && read("1000000000001", Numbers::Point).is_err()
        );
        assert!(read("9007199254740993.01", Numbers::Point).is_err());
    }

    #[test]
    fn what_an_amount_tells() {
        let told = |text| evidence(text).map(|e| (e.numbers, e.weak));
        assert_eq!(told("1,234.5"), Some((Numbers::Point, false)));
        assert_eq!(told("1.234,5"), Some((Numbers::Comma, false)));
        assert_eq!(told("1,234"), Some((Numbers::Point, true)));
        assert_eq!(told("12,5"), Some((Numbers::Comma, false)));
        assert_eq!(told("1.234.567"), Some((Numbers::Comma, false)));
        assert_eq!((told("1234"), told("n/a"), told("")), (None, None, None));
    }

    proptest! {
        #[test]
        fn every_way_of_writing_is_read_back(cents in -100_000_000_000_000_i64..=100_000_000_000_000) {
            let dollars = Money::from_cents(cents).dollars();
            prop_assert_eq!(read(&dollars, Numbers::Point).map(Money::cents), Ok(cents));
            let swapped: String = dollars.replace('$', "").chars()
                .map(|c| match c { ',' => '.', '.' => ',', c => c }).collect();
            prop_assert_eq!(read(&format!("{swapped} €"), Numbers::Comma).map(Money::cents), Ok(cents));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,30}") {
            let _ = (read(&text, Numbers::Comma), evidence(&text));
        }
    }
}
