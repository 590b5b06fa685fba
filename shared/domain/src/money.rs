//! Amounts of money: whole minor units, never a float.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

use crate::schema::text_schema;

/// The largest amount accepted from outside, in whole currency units (10^12).
pub const MAX_UNITS: i64 = 1_000_000_000_000;

/// An amount in the smallest unit of the company's currency (cents for USD and CAD).
///
/// Serialised as an integer of cents wherever we store it; [`Money::parse`] and [`fmt::Display`]
/// are the decimal form used at the edges ("1234.56").
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(i64);

text_schema!(
    Money,
    r"^-?[0-9]{1,13}(\.[0-9]{1,2})?$",
    "1234.56",
    "An amount in the company's currency: decimal text, never a number. Answers always have two decimals."
);

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not `-?digits(.digits)?`: exponents, underscores, separators, NaN and the like.
    #[error("{0:?} is not an amount: digits with at most one decimal point are expected")]
    Grammar(String),
    /// More decimals than the currency has.
    #[error("{text:?} has more than {places} decimals")]
    TooPrecise {
        /// What was read.
        text: String,
        /// How many decimals the currency has.
        places: u32,
    },
    /// Beyond [`MAX_UNITS`].
    #[error("{0:?} is beyond the limit of 1,000,000,000,000")]
    TooLarge(String),
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// From cents.
    #[must_use]
    pub const fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// As cents.
    #[must_use]
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// The amount without its sign.
    #[must_use]
    pub const fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// More than nothing.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Parses a decimal text with two places: `-?digits(.d{1,2})?`, nothing else.
    ///
    /// # Errors
    /// [`MoneyError`] when the text is not of that form, too precise or too large.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        Self::parse_places(text, 2)
    }

    /// Parses a decimal text for a currency with `places` decimals (at most 4).
    ///
    /// Our own grammar, because the number types behind it accept `1_000` and `1e5`, and turn
    /// 30-digit fractions into zero without a word.
    ///
    /// # Errors
    /// [`MoneyError`] when the text is not of that form, too precise or too large.
    pub fn parse_places(text: &str, places: u32) -> Result<Self, MoneyError> {
        let grammar = || MoneyError::Grammar(text.chars().take(40).collect());
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) {
            return Err(grammar());
        }
        // Trailing zeros carry no precision: "12.5000" is 12.50.
        let fraction = fraction.trim_end_matches('0');
        let places_given = u32::try_from(fraction.len()).unwrap_or(u32::MAX);
        if places_given > places {
            return Err(MoneyError::TooPrecise {
                text: text.chars().take(40).collect(),
                places,
            });
        }
        let too_large = || MoneyError::TooLarge(text.chars().take(40).collect());
        let whole = whole.trim_start_matches('0');
        if whole.len() > 13 {
            return Err(too_large());
        }
        let parse = |s: &str| {
            if s.is_empty() {
                Ok(0)
            } else {
                s.parse::<i64>()
            }
        };
        let units = parse(whole).map_err(|_| grammar())?;
        if units > MAX_UNITS {
            return Err(too_large());
        }
        let minor = parse(fraction).map_err(|_| grammar())? * 10_i64.pow(places - places_given);
        let cents = units * 10_i64.pow(places) + minor;
        if cents > MAX_UNITS * 10_i64.pow(places) {
            return Err(too_large());
        }
        Ok(Self(if negative { -cents } else { cents }))
    }

    /// The sum, unless it does not fit.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// With a currency sign and thousands separators, as people read it: `$1,234.56`, `-$20.00`.
    #[must_use]
    pub fn dollars(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!(
            "{sign}${}.{:02}",
            grouped(self.0.unsigned_abs() / 100),
            self.0.unsigned_abs() % 100
        )
    }

    /// Whole currency units, rounded half away from zero: `$18,240`.
    #[must_use]
    pub fn whole_dollars(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}${}", grouped((self.0.unsigned_abs() + 50) / 100))
    }
}

fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(
            f,
            "{sign}{}.{:02}",
            self.0.unsigned_abs() / 100,
            self.0.unsigned_abs() % 100
        )
    }
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

/// Serde as a decimal string ("1234.56"): the form every edge (API, files) uses.
pub mod decimal {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Money;

    /// Writes "1234.56".
    ///
    /// # Errors
    /// Whatever the serializer says.
    pub fn serialize<S: Serializer>(money: &Money, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(money)
    }

    /// Reads "1234.56".
    ///
    /// # Errors
    /// When the text is not an amount.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Money, D::Error> {
        Money::parse(&String::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_other_parsers_let_through_is_refused() {
        for bad in [
            "", "-", ".", "1.", ".5", "1_000", "1e5", "NaN", "Infinity", " 1", "1,000.00", "+1",
            "--1", "1.2.3", "١",
        ] {
            assert!(
                matches!(Money::parse(bad), Err(MoneyError::Grammar(_))),
                "{bad:?}"
            );
        }
        assert!(matches!(
            Money::parse("1.005"),
            Err(MoneyError::TooPrecise { .. })
        ));
        assert!(matches!(
            Money::parse("1000000000001"),
            Err(MoneyError::TooLarge(_))
        ));
        assert!(matches!(
            Money::parse("99999999999999999999"),
            Err(MoneyError::TooLarge(_))
        ));
    }

    #[test]
    fn people_read_it() {
        assert_eq!(Money::from_cents(123_456).dollars(), "$1,234.56");
        assert_eq!(Money::from_cents(-2_000).dollars(), "-$20.00");
        assert_eq!(Money::from_cents(1_824_050).whole_dollars(), "$18,241");
        assert_eq!(
            Money::parse("1000000000000").map(Money::cents),
            Ok(100_000_000_000_000)
        );
    }

    proptest! {
        #[test]
        fn text_and_back(cents in -100_000_000_000_000_i64..=100_000_000_000_000) {
            let m = Money::from_cents(cents);
            prop_assert_eq!(Money::parse(&m.to_string()), Ok(m));
        }

        #[test]
        fn never_panics(s in "\\PC{0,40}") {
            let _ = Money::parse(&s);
        }
    }
}
