//! What a person says about a file, instead of a guess.

use std::collections::BTreeMap;

use super::columns::{BANK, Field, PAYMENTS, QUOTES};
use super::{DateOrder, Numbers};

/// What was said; whatever is not is guessed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// The order of dates.
    pub date_order: Option<DateOrder>,
    /// The way of writing amounts.
    pub numbers: Option<Numbers>,
    /// Whether an amount above zero is money in, where the file has one column for both.
    pub positive: Option<bool>,
    /// Field → headings, in the order in which their texts are put together.
    pub columns: BTreeMap<String, Vec<String>>,
}

/// A kind of file, as named in `--map`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// A bank's export.
    Bank,
    /// A list of payments.
    Payments,
    /// A list of quotes.
    Quotes,
}

impl File {
    /// As in `--map`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Payments => "payments",
            Self::Quotes => "quotes",
        }
    }

    const fn fields(self) -> &'static [Field] {
        match self {
            Self::Bank => BANK,
            Self::Payments => PAYMENTS,
            Self::Quotes => QUOTES,
        }
    }
}

impl Choices {
    /// Of `FIELD=COLUMN` or `FILE.FIELD=COLUMN` texts about one file.
    ///
    /// # Errors
    /// A line that names what is wrong and what is known.
    pub fn of(file: File, maps: &[String]) -> Result<Self, String> {
        let mut choices = Self::default();
        for map in maps {
            let why = |why: String| format!("{map:?}: {why}");
            let (left, value) = map
                .split_once('=')
                .ok_or_else(|| why("FIELD=COLUMN is expected, such as date=Posted".into()))?;
            let field = match left.split_once('.') {
                Some((name, field)) if name == file.as_str() => field,
                Some(_) => return Err(why(known(Some(file.as_str())))),
                None => left,
            };
            if !choices.say(field, value, file.fields()).map_err(why)? {
                return Err(why(known(Some(file.as_str()))));
            }
        }
        Ok(choices)
    }

    /// Of `FILE.FIELD=COLUMN` texts: for the bank's file, and for the payments'. Without `FILE.` it goes for both.
    ///
    /// # Errors
    /// A line that names what is wrong and what is known.
    pub fn from_maps(maps: &[String]) -> Result<(Self, Self), String> {
        let (mut bank, mut payments) = (Self::default(), Self::default());
        for map in maps {
            let (left, value) = map.split_once('=').ok_or_else(|| {
                format!("--map {map:?}: FILE.FIELD=COLUMN is expected, such as bank.date=Posted")
            })?;
            let (file, field) = left
                .split_once('.')
                .map_or((None, left), |(f, rest)| (Some(f), rest));
            let both = [
                ("bank", &mut bank, BANK),
                ("payments", &mut payments, PAYMENTS),
            ];
            let mut taken = false;
            for (name, choices, fields) in both {
                if file.is_none_or(|f| f == name) {
                    taken |= choices
                        .say(field, value, fields)
                        .map_err(|why| format!("--map {map:?}: {why}"))?;
                }
            }
            if !taken {
                return Err(format!("--map {map:?}: {}", known(file)));
            }
        }
        Ok((bank, payments))
    }

    /// False if there is no such field.
    fn say(&mut self, field: &str, value: &str, fields: &[Field]) -> Result<bool, String> {
        match field {
            "date_order" => {
                self.date_order = Some(match value {
                    "mdy" => DateOrder::Mdy,
                    "dmy" => DateOrder::Dmy,
                    "ymd" => DateOrder::Ymd,
                    _ => return Err("mdy, dmy or ymd is expected".into()),
                });
            }
            "numbers" => {
                self.numbers = Some(match value {
                    "point" => Numbers::Point,
                    "comma" => Numbers::Comma,
                    _ => return Err("point (1,234.56) or comma (1.234,56) is expected".into()),
                });
            }
            "positive" => {
                self.positive = Some(match value {
                    "in" => true,
                    "out" => false,
                    _ => return Err("in or out is expected: what an amount above zero is".into()),
                });
            }
            _ if fields.iter().any(|f| f.name == field) => {
                let headings = value.split('+').map(|h| h.trim().to_owned()).collect();
                self.columns.insert(field.to_owned(), headings);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn known(file: Option<&str>) -> String {
    let names = |fields: &[Field]| fields.iter().map(|f| f.name).collect::<Vec<_>>().join(", ");
    match file {
        Some("bank") => format!(
            "the bank's file has date_order, numbers, positive, {}",
            names(BANK)
        ),
        Some("quotes") => format!(
            "the quotes' file has date_order, numbers, {}",
            names(QUOTES)
        ),
        Some("payments") => format!(
            "the payments' file has date_order, numbers, {}",
            names(PAYMENTS)
        ),
        Some(_) => "there are two files: bank and payments".into(),
        None => format!(
            "known are date_order, numbers, positive; bank.{{{}}}; payments.{{{}}}",
            names(BANK),
            names(PAYMENTS)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maps(texts: &[&str]) -> Result<(Choices, Choices), String> {
        Choices::from_maps(&texts.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn what_is_said_is_kept_and_what_is_unknown_is_named() {
        let (bank, payments) = maps(&[
            "date_order=dmy",
            "bank.description=Name+Memo",
            "payments.numbers=comma",
        ])
        .unwrap();
        assert_eq!(
            (bank.date_order, payments.date_order),
            (Some(DateOrder::Dmy), Some(DateOrder::Dmy))
        );
        assert_eq!(bank.columns["description"], ["Name", "Memo"]);
        assert_eq!(
            (bank.numbers, payments.numbers),
            (None, Some(Numbers::Comma))
        );
        for (bad, says) in [
            ("bank", "FILE.FIELD=COLUMN is expected"),
            ("bank.dat=x", "the bank's file has date_order"),
            ("bnk.date=x", "there are two files"),
            ("date_order=us", "mdy, dmy or ymd"),
            ("sum=x", "known are date_order"),
        ] {
            assert!(maps(&[bad]).unwrap_err().contains(says), "{bad}");
        }
    }
}
