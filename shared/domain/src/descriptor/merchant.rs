//! Who was paid: what stays of a bank's text when it is stripped of all that changes from one purchase
//! to the next: numbers of shops, cards and authorisations, dates, telephone numbers, town and state.

use super::normalise;

/// Words that banks print before the merchant's name.
const BEFORE: &[&str] = &[
    "AUTHORIZED",
    "CARD",
    "CHECKCARD",
    "DBT",
    "DEBIT",
    "MASTERCARD",
    "ON",
    "PENDING",
    "POS",
    "PUR",
    "PURCHASE",
    "RECURRING",
    "VISA",
    "WITHDRAWAL",
];

/// States and territories of the US, provinces of Canada.
const STATES: &[&str] = &[
    "AB", "AK", "AL", "AR", "AZ", "BC", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "HI", "IA", "ID",
    "IL", "IN", "KS", "KY", "LA", "MA", "MB", "MD", "ME", "MI", "MN", "MO", "MS", "MT", "NB", "NC",
    "ND", "NE", "NH", "NJ", "NL", "NM", "NS", "NT", "NU", "NV", "NY", "OH", "OK", "ON", "OR", "PA",
    "PE", "PR", "QC", "RI", "SC", "SD", "SK", "TN", "TX", "UT", "VA", "VT", "WA", "WI", "WV", "WY",
    "YT",
];

/// A town's name has at most so many words.
const TOWN_WORDS: usize = 3;
/// Digits at a word's end from which they are a shop's or a card's number.
const NUMBER_DIGITS: usize = 3;

/// The merchant in a bank's text: upper-case words, one space between them. Never empty for a text that
/// holds a letter or a digit.
#[must_use]
pub fn merchant(text: &str) -> String {
    let normal = normalise(text);
    let words: Vec<&str> = normal.split(' ').filter(|w| !w.is_empty()).collect();
    let kept = without_place(originator(&words));
    let named = without_numbers(without_lead(&kept));
    if named.is_empty() { normal } else { named }
}

/// Whether a word is a number that passes: of a shop, a card, a day. Such are not compared.
#[must_use]
pub fn is_passing_number(word: &str) -> bool {
    digits_at_end(word) >= NUMBER_DIGITS
}

fn digits_at_end(word: &str) -> usize {
    word.bytes().rev().take_while(u8::is_ascii_digit).count()
}

/// The name field of an ACH entry, where the text is one.
fn originator<'a, 'b>(words: &'b [&'a str]) -> &'b [&'a str] {
    match words {
        ["ORIG", "CO", "NAME", rest @ ..] => {
            let end = rest.iter().position(|w| *w == "ORIG" || *w == "DESC");
            match end {
                Some(at) if at > 0 => &rest[..at],
                _ => words,
            }
        }
        _ => words,
    }
}

/// Without what banks print first: how it was paid, and on which day.
fn without_lead<'a, 'b>(words: &'b [&'a str]) -> &'b [&'a str] {
    let mut rest = words;
    loop {
        rest = match rest {
            ["CHECK", "CARD", more @ ..] if !more.is_empty() => more,
            [first, more @ ..] if !more.is_empty() && BEFORE.contains(first) => more,
            [day, more @ ..]
                if rest.len() < words.len()
                    && !more.is_empty()
                    && day.bytes().all(|b| b.is_ascii_digit()) =>
            {
                more
            }
            _ => return rest,
        };
    }
}

/// Town and state at the end, but only behind a number: without one nobody can tell where the name
/// ends, and `SUPPLY CO` is a company.
fn without_place<'a>(words: &[&'a str]) -> Vec<&'a str> {
    let is_number = |w: &&str| w.bytes().all(|b| b.is_ascii_digit());
    let mut end = words.len();
    while end > 1 && (is_number(&words[end - 1]) || matches!(words[end - 1], "US" | "USA" | "CAN"))
    {
        end -= 1;
    }
    let behind = |at: usize| at > 0 && is_passing_number(words[at]);
    if end > 2 && STATES.contains(&words[end - 1]) {
        let first = (end - 1).saturating_sub(TOWN_WORDS + 1);
        if let Some(number) = (first..end - 1).rev().find(|at| behind(*at)) {
            return words[..=number].to_vec();
        }
    }
    words.to_vec()
}

fn without_numbers(words: &[&str]) -> String {
    let mut named: Vec<&str> = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        let digits = digits_at_end(word);
        let stem = &word[..word.len() - digits];
        // Two digits before a name belong to it (84 LUMBER); two behind it are a day or a month.
        let kept = match (stem.is_empty(), digits) {
            (_, 0) => *word,
            (true, 1..NUMBER_DIGITS) if at == 0 => *word,
            (true, _) => continue,
            (false, 1..NUMBER_DIGITS) => *word,
            // XXXX4821 is a card.
            (false, _) if stem.bytes().all(|b| b == b'X') => continue,
            (false, _) => stem,
        };
        named.push(kept);
    }
    if named.iter().all(|w| w.bytes().all(|b| b.is_ascii_digit())) {
        return String::new();
    }
    named.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_changes_from_purchase_to_purchase_is_gone() {
        for (text, name) in [
            ("THE HOME DEPOT1234 DENVER CO 03/14", "THE HOME DEPOT"),
            ("THE HOME DEPOT #0417", "THE HOME DEPOT"),
            ("FERGUSON ENT4821 COLORADO SPRINGS CO 11/02", "FERGUSON ENT"),
            ("CONOCO - 9921 SALT LAKE CITY UT", "CONOCO"),
            (
                "POS DEBIT VISA CHECK CARD 4821 LOWES #02711* ST PAUL MN",
                "LOWES",
            ),
            ("SUPPLYHOUSE.COM4410 888-757-4774 NY", "SUPPLYHOUSE COM"),
            ("PURCHASE AUTHORIZED ON 03/14 HOME DEPOT 0417", "HOME DEPOT"),
            ("Check 5210", "CHECK"),
            ("84 LUMBER 3342 AKRON OH US", "84 LUMBER"),
            (
                "RECURRING PAYMENT NETFLIX.COM XXXXXX4821",
                "PAYMENT NETFLIX COM",
            ),
            ("ACME SUPPLY CO", "ACME SUPPLY CO"),
            (
                "ORIG CO NAME:GUSTO ORIG ID:9138864001 DESC DATE:0314",
                "GUSTO",
            ),
            ("Lowe's", "LOWES"),
            ("3M", "3M"),
            ("12345", "12345"),
            ("", ""),
        ] {
            assert_eq!(merchant(text), name, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_merchant_is_never_longer_than_the_text_and_never_lost(text in "[A-Za-z0-9 #*./-]{0,80}") {
            let normal = normalise(&text);
            let name = merchant(&text);
            prop_assert!(name.len() <= normal.len());
            prop_assert_eq!(name.is_empty(), normal.is_empty());
            for word in name.split(' ') {
                prop_assert!(normal.contains(word), "{}", word);
            }
        }

        #[test]
        fn a_shops_number_changes_nothing(shop in "[A-Z]{3,9}( [A-Z]{3,9})?", a in 100..99_999_u32, b in 100..99_999_u32, day in 1..=28_u8) {
            prop_assume!(!shop.split(' ').any(|w| BEFORE.contains(&w) || STATES.contains(&w) || w.bytes().all(|c| c == b'X')));
            let text = |n: u32| format!("{shop} #{n} DENVER CO 03/{day:02}");
            prop_assert_eq!(merchant(&text(a)), merchant(&text(b)));
            prop_assert_eq!(merchant(&text(a)), shop);
        }
    }
}
