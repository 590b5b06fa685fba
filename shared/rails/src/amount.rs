//! Amounts as the rails write them: JSON numbers, taken from their text, because a float on the way
//! would decide about cents.

use oodaloo_domain::Money;
use oodaloo_domain::money::MAX_UNITS;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The longest number that is looked at. A double's shortest form has 24 characters.
const MAX_TEXT: usize = 64;
/// A ten-millionth of a unit: what is looked at behind the cents.
const FINE_PLACES: i32 = 7;
/// Fine parts of one cent.
const FINE_PER_CENT: u128 = 100_000;
/// How far from a whole cent a text may be and still be the noise of a sum of floats: a thousandth
/// of a cent. Real half cents (`12.345`) are hundreds of times further away.
const NOISE: u128 = FINE_PER_CENT / 1_000;

/// Why a JSON value is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AmountError {
    /// Text, null, an object.
    #[error("{0:?} is not a JSON number")]
    NotANumber(String),
    /// Between two cents.
    #[error("{0} is not a whole number of cents")]
    BetweenCents(String),
    /// Beyond what [`Money`] accepts.
    #[error("{0} is beyond the limit of 1,000,000,000,000")]
    TooLarge(String),
}

/// A JSON number, kept as its text.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct RawNumber(Box<RawValue>);

impl RawNumber {
    /// Read as currency units (`120.5`).
    pub(crate) fn units(&self) -> Result<Money, AmountError> {
        units(self.0.get())
    }

    /// Read as whole cents (`12050`).
    pub(crate) fn cents(&self) -> Result<Money, AmountError> {
        let text = self.0.get();
        let cents = text
            .parse::<i64>()
            .map_err(|_| AmountError::BetweenCents(shown(text)))?;
        if cents.unsigned_abs() > MAX_UNITS.unsigned_abs() * 100 {
            return Err(AmountError::TooLarge(shown(text)));
        }
        Ok(Money::from_cents(cents))
    }
}

fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The digits of a JSON number, without its point, and the power of ten they are to be taken times.
struct Digits {
    negative: bool,
    digits: u128,
    power: i32,
}

fn units(text: &str) -> Result<Money, AmountError> {
    let parts = digits(text)?;
    let too_large = || AmountError::TooLarge(shown(text));
    let shift = parts.power + FINE_PLACES;
    let fine = if parts.digits == 0 {
        0
    } else if shift >= 0 {
        let factor = 10_u128
            .checked_pow(shift.unsigned_abs())
            .ok_or_else(too_large)?;
        parts.digits.checked_mul(factor).ok_or_else(too_large)?
    } else {
        // What falls off here is less than a ten-millionth of a unit.
        10_u128
            .checked_pow(shift.unsigned_abs())
            .map_or(0, |divisor| parts.digits / divisor)
    };
    let cents = (fine + FINE_PER_CENT / 2) / FINE_PER_CENT;
    if fine.abs_diff(cents * FINE_PER_CENT) > NOISE {
        return Err(AmountError::BetweenCents(shown(text)));
    }
    if cents > u128::from(MAX_UNITS.unsigned_abs()) * 100 {
        return Err(too_large());
    }
    let cents = i64::try_from(cents).map_err(|_| too_large())?;
    Ok(Money::from_cents(if parts.negative {
        -cents
    } else {
        cents
    }))
}

fn digits(text: &str) -> Result<Digits, AmountError> {
    let wrong = || AmountError::NotANumber(shown(text));
    let (negative, rest) = text
        .strip_prefix('-')
        .map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if text.len() > MAX_TEXT || whole.is_empty() || !plain(whole) || !plain(fraction) {
        return Err(wrong());
    }
    let exponent: i32 = exponent.parse().map_err(|_| wrong())?;
    // Zeros behind the last digit carry nothing, and would only use up room.
    let fraction = fraction.trim_end_matches('0');
    let joined = format!("{whole}{fraction}");
    let joined = joined.trim_start_matches('0');
    // u128 holds 38 digits: a number with more of them is no amount of money.
    let digits = if joined.is_empty() {
        Ok(0)
    } else {
        joined.parse()
    };
    let digits = digits.map_err(|_| AmountError::TooLarge(shown(text)))?;
    let places = i32::try_from(fraction.len()).map_err(|_| wrong())?;
    let power = exponent
        .checked_sub(places)
        .filter(|p| p.abs() < 1_000)
        .ok_or_else(wrong)?;
    Ok(Digits {
        negative,
        digits,
        power,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cents(text: &str) -> Result<i64, AmountError> {
        let raw: RawNumber = serde_json::from_str(text).expect("JSON");
        raw.units().map(Money::cents)
    }

    #[test]
    fn float_noise_is_taken_away_and_nothing_else() {
        for (text, want) in [
            ("0", 0),
            ("-0.0", 0),
            ("12", 1_200),
            ("12.5", 1_250),
            ("-72.10", -7_210),
            ("120.00000000000001", 12_000),
            ("119.99999999999999", 12_000),
            ("0.30000000000000004", 30),
            ("1.0e2", 10_000),
            ("1E+3", 100_000),
            ("1234e-2", 1_234),
            ("-33.330000000000005", -3_333),
            ("1e-300", 0),
            ("0e999", 0),
            ("999999999999.99", 99_999_999_999_999),
            ("100000000000.01001", 10_000_000_000_001),
        ] {
            assert_eq!(cents(text), Ok(want), "{text}");
        }
    }

    #[test]
    fn half_cents_texts_and_monsters_are_refused() {
        for text in ["12.345", "0.005", "120.004", "33.333333333333336", "1e-3"] {
            assert!(
                matches!(cents(text), Err(AmountError::BetweenCents(_))),
                "{text}"
            );
        }
        for text in [
            "1e13",
            "1e300",
            "1000000000000.01",
            "99999999999999999999999999999999999999999",
        ] {
            assert!(
                matches!(cents(text), Err(AmountError::TooLarge(_))),
                "{text}"
            );
        }
        for text in ["\"12.00\"", "null", "true", "[1]", "{\"a\":1}"] {
            assert!(
                matches!(cents(text), Err(AmountError::NotANumber(_))),
                "{text}"
            );
        }
    }

    #[test]
    fn payouts_count_in_cents() {
        let raw = |text: &str| {
            serde_json::from_str::<RawNumber>(text)
                .expect("JSON")
                .cents()
        };
        assert_eq!(raw("12050"), Ok(Money::from_cents(12_050)));
        assert_eq!(raw("-1"), Ok(Money::from_cents(-1)));
        assert!(raw("12.5").is_err());
        assert!(raw("9223372036854775807").is_err());
    }

    proptest! {
        /// What any program prints for the double nearest to an amount is that amount.
        #[test]
        fn every_amount_survives_a_float(cents_in in -100_000_000_000_i64..=100_000_000_000) {
            #[expect(clippy::cast_precision_loss, reason = "the test plays a program that uses floats")]
            let float = cents_in as f64 / 100.0;
            prop_assert_eq!(cents(&serde_json::to_string(&float).expect("JSON")), Ok(cents_in));
        }

        #[test]
        fn a_sum_of_floats_survives(parts in proptest::collection::vec(1_i64..1_000_000, 1..60)) {
            #[expect(clippy::cast_precision_loss, reason = "the test plays a program that uses floats")]
            let float: f64 = parts.iter().map(|c| *c as f64 / 100.0).sum();
            let sum: i64 = parts.iter().sum();
            prop_assert_eq!(cents(&serde_json::to_string(&float).expect("JSON")), Ok(sum));
        }

        #[test]
        fn no_text_panics(text in "[-0-9.eE+]{0,70}") {
            let _ = units(&text);
        }
    }
}
