//! What kind of money a bank's text announces, from the words and phrases banks and originators use (ACH company entry
//! descriptions among them: PAYROLL, TAXREFUND, LOANPMT, REVERSAL).

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::cues::{CUES, Cue};
use super::{Announces, normalise};

/// Reads the kind of money off the text.
#[must_use]
pub fn announces(text: &str) -> Announces {
    let text = normalise(text);
    let words: Vec<&str> = text.split(' ').collect();
    let cues = cues_in(&words);
    let has = |cue: Cue| cues.contains(&cue);
    let stripe = has(Cue::Stripe) || has_trace(&words);
    // A processor's own loans, and refunds of what was paid to it, come under its name.
    if (has(Cue::Jobber) || stripe) && !has(Cue::Lent) && !has(Cue::Owner) && !has(Cue::Off) {
        return if has(Cue::Jobber) {
            Announces::JobberPayout
        } else {
            Announces::StripePayout
        };
    }
    if has(Cue::Peer) && !has(Cue::Owner) {
        return Announces::FromPayer;
    }
    if has(Cue::Lent) || has(Cue::Off) {
        return Announces::NotRevenue;
    }
    if has(Cue::Own) || has(Cue::Owner) {
        return Announces::OwnTransfer;
    }
    if has(Cue::Payout) {
        return Announces::OtherPayout;
    }
    if has(Cue::Payer) {
        return Announces::FromPayer;
    }
    if has(Cue::OwnWeak) {
        return Announces::OwnTransfer;
    }
    if has(Cue::Slip) {
        return Announces::Slip;
    }
    if has(Cue::PayerWeak) {
        Announces::FromPayer
    } else {
        Announces::Unknown
    }
}

/// Whether words speak of own accounts or of the owner, and not only of a transfer.
#[must_use]
pub fn is_between_own(words: &[&str]) -> bool {
    const OWN: &[&str] = &[
        "SAVINGS",
        "SAV",
        "SV",
        "CHECKING",
        "CHK",
        "CHKG",
        "MARKET",
        "ACCOUNT",
        "ACCT",
        "ACCOUNTS",
        "SWEEP",
        "INTERNAL",
        "OVERDRAFT",
        "BROKERAGE",
        "OWN",
    ];
    words.iter().any(|w| OWN.contains(w)) || cues_in(words).contains(&Cue::Owner)
}

/// Whether a normalised text speaks of checks, or of a deposit by photograph.
#[must_use]
pub fn is_of_checks(normal: &str) -> bool {
    const CHECKS: &[&str] = &[
        "CHECK", "CHECKS", "CHEQUE", "CHEQUES", "MOBILE", "REMOTE", "RDC", "IMAGE", "LOCKBOX",
    ];
    normal.split(' ').any(|w| CHECKS.contains(&w))
}

/// Words that banks print around a payer's name and that point to no kind of money: labels of an ACH entry's fields
/// and what originators fill them with, confirmation numbers, and platforms that pay for many.
const AROUND: &[&str] = &[
    "APPFOLIO",
    "AVIDPAY",
    "AVIDXCHANGE",
    "BANKING",
    "BUILDIUM",
    "CONF",
    "CONFIRMATION",
    "CORPAY",
    "COUPA",
    "DATE",
    "DES",
    "DESC",
    "DESCR",
    "DESCRIPTION",
    "EDI",
    "ENTRY",
    "ENTRATA",
    "IND",
    "INDIVIDUAL",
    "MEMO",
    "NBR",
    "NUM",
    "NUMBER",
    "ONLINE",
    "ORIGINATOR",
    "PAYABLE",
    "PAYABLES",
    "PAYMODE",
    "PMNT",
    "PMTS",
    "PYMNT",
    "PYMNTS",
    "RECURRING",
    "REFERENCE",
    "REMOTE",
    "RENTCAFE",
    "SCHEDULED",
    "SEC",
    "SUPPLIER",
    "TRACE",
    "TRN",
    "VENDOR",
    "VENDORCAFE",
    "VENDORPAY",
    "VIEWPOST",
    "WEB",
    "YARDI",
];

/// Whether a word belongs to banks rather than to a payer.
#[must_use]
pub fn is_cue(word: &str) -> bool {
    static WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        CUES.iter()
            .flat_map(|(phrase, _)| phrase.split(' '))
            .chain(AROUND.iter().copied())
            .collect()
    });
    WORDS.contains(word)
}

fn cues_in(words: &[&str]) -> Vec<Cue> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let start = CUES.partition_point(|(phrase, _)| phrase < word);
        let begins = |(phrase, _): &&(&str, Cue)| phrase.starts_with(word);
        for (phrase, cue) in CUES[start..].iter().take_while(begins) {
            let stands = phrase
                .split(' ')
                .enumerate()
                .all(|(k, part)| words.get(at + k) == Some(&part));
            if stands {
                found.push(*cue);
            }
        }
    }
    found
}

/// Stripe's trace: `ST` and then an id of letters and digits.
fn has_trace(words: &[&str]) -> bool {
    words
        .windows(2)
        .any(|pair| pair[0] == "ST" && is_trace(pair[1]))
}

fn is_trace(word: &str) -> bool {
    word.len() >= 8
        && word.chars().any(|c| c.is_ascii_digit())
        && word.chars().any(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cues_are_sorted_so_that_they_can_be_found() {
        assert!(CUES.windows(2).all(|w| w[0].0 < w[1].0));
    }

    #[test]
    fn kinds_of_money() {
        for (text, kind) in [
            (
                "ORIG CO NAME:STRIPE ORIG ID:1800948598 DESC",
                Announces::StripePayout,
            ),
            (
                "City of W ORIG ID:1800948598 IND ID:ST-H1S5B9X5H9B9",
                Announces::StripePayout,
            ),
            ("STRIPE CAPITAL ADVANCE", Announces::NotRevenue),
            ("STRIPE TRANSFER ST-A1B2C3D4E5", Announces::StripePayout),
            ("JOBBER PAYMENTS PAYOUT", Announces::JobberPayout),
            ("Zelle payment from JOHN LOAN", Announces::FromPayer),
            ("MOBILE CHECK DEPOSIT", Announces::Slip),
            ("Online Transfer from SAV ...1234", Announces::OwnTransfer),
            ("WIRE TRANSFER IN GREENLEAF HOA", Announces::FromPayer),
            ("PAYPAL TRANSFER PPD ID: PAYPALSD11", Announces::OtherPayout),
            ("TRANSFER 0042", Announces::OwnTransfer),
            ("IRS TREAS 310 TAX REF", Announces::NotRevenue),
            ("GA TAXRFD", Announces::NotRevenue),
            ("Square Inc SQ221014", Announces::OtherPayout),
            ("SEPA Gutschrift Müller GmbH", Announces::FromPayer),
            ("BLUE FALCON", Announces::Unknown),
            ("ZELLE Transfer from Patrici", Announces::FromPayer),
            ("ZELLE FROM OWNER", Announces::OwnTransfer),
        ] {
            assert_eq!(announces(text), kind, "{text}");
        }
    }
}
