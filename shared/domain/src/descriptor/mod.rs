//! Reading a bank's text: what kind of money it announces, whose name it holds, and which references.

mod classes;
mod cues;
mod merchant;
mod names;
mod receiver;
mod references;

pub use classes::{announces, is_between_own, is_cue, is_of_checks};
pub use merchant::{is_passing_number, merchant};
pub use names::{NameFit, is_suffix, name_fit, name_words};
pub use receiver::Own;
pub use references::{ReferenceFit, cores_in, reference_core, reference_fit, tells_invoice};

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// What the text says the money is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Announces {
    /// A payout of Jobber Payments.
    JobberPayout,
    /// A payout that runs on Stripe.
    StripePayout,
    /// A payout of some other processor.
    OtherPayout,
    /// Paper over the counter or by phone: checks, maybe notes.
    Slip,
    /// From a person or a firm: Zelle, ACH, wire.
    FromPayer,
    /// Not revenue: between own accounts, or the owner's.
    OwnTransfer,
    /// Not revenue: loan, tax, interest, insurance, a vendor's refund.
    NotRevenue,
    /// Nothing that helps.
    Unknown,
}

impl Announces {
    /// A processor's payout.
    #[must_use]
    pub const fn is_payout(self) -> bool {
        matches!(
            self,
            Self::JobberPayout | Self::StripePayout | Self::OtherPayout
        )
    }

    /// Its name in stored priors.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::JobberPayout => "jobber_payout",
            Self::StripePayout => "stripe_payout",
            Self::OtherPayout => "other_payout",
            Self::Slip => "slip",
            Self::FromPayer => "from_payer",
            Self::OwnTransfer => "own_transfer",
            Self::NotRevenue => "not_revenue",
            Self::Unknown => "unknown",
        }
    }

    /// Money that no client paid.
    #[must_use]
    pub const fn is_off(self) -> bool {
        matches!(self, Self::OwnTransfer | Self::NotRevenue)
    }
}

/// Upper case, letters and digits only, accents dropped, one space between words. An apostrophe joins: O'Brien is one word.
#[must_use]
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(512));
    if text.is_ascii() {
        // What nearly every bank writes: nothing to take apart.
        for c in text.bytes().take(512) {
            match c {
                b'\'' => {}
                _ if c.is_ascii_alphanumeric() => out.push(char::from(c.to_ascii_uppercase())),
                _ if !out.ends_with(' ') && !out.is_empty() => out.push(' '),
                _ => {}
            }
        }
        out.truncate(out.trim_end().len());
        return out;
    }
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).take(512) {
        match c {
            'ø' | 'Ø' => out.push('O'),
            'ł' | 'Ł' => out.push('L'),
            'đ' | 'Đ' => out.push('D'),
            'æ' | 'Æ' => out.push_str("AE"),
            'œ' | 'Œ' => out.push_str("OE"),
            '\'' | '\u{2019}' | '\u{2bc}' => {}
            _ if c.is_alphanumeric() => out.extend(c.to_uppercase()),
            _ if !out.ends_with(' ') && !out.is_empty() => out.push(' '),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// What stays the same from one deposit of a payer to the next: words without digits.
#[must_use]
pub fn key(text: &str) -> String {
    key_of(&normalise(text))
}

/// The same of a text that is normalised already.
#[must_use]
pub fn key_of(normal: &str) -> String {
    let words = normal
        .split(' ')
        .filter(|w| !w.is_empty() && !w.chars().any(|c| c.is_ascii_digit()));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The short way through plain text leads where the long one does: a letter outside ASCII that stands for
        /// nothing sends the same text the long way.
        #[test]
        fn plain_text_is_read_like_any_other(text in "[ -~\t]{0,300}") {
            let long = normalise(&format!("{text}\u{301}"));
            prop_assert_eq!(normalise(&text), long);
        }
    }

    #[test]
    fn texts_are_compared_without_accents_and_points() {
        assert_eq!(
            normalise("José  O'Brien-Łuczak, Inc."),
            "JOSE OBRIEN LUCZAK INC"
        );
        assert_eq!(key("ACH CREDIT 0042 Müller GmbH"), "ACH CREDIT MULLER GMBH");
    }
}
