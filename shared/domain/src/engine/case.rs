//! The offline forms: `CASE.json` in, `ANSWER.json` out.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::{Book, Confirmed, Deposit, Finding, Method, Payment, RailPayout, Settings};
use super::priors::Priors;
use crate::money::Money;

/// The most rows of one list.
pub const MAX_ROWS: usize = 200_000;
/// The longest text of one field, in bytes.
const MAX_TEXT: usize = 4_096;

/// What is wrong with a case, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// Not JSON at all.
    #[error("not JSON: {0}")]
    Json(String),
    /// JSON, but no case.
    #[error("not a case: {0}")]
    Shape(String),
    /// A list that is missing, not a list, or too long.
    #[error("{list}: {why}")]
    List {
        /// Which list.
        list: String,
        /// What is wrong with it.
        why: String,
    },
    /// A field that cannot be read.
    #[error("{place}: {field}: {why}")]
    Field {
        /// The row, such as `payments[3] "p-17"`.
        place: String,
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        why: String,
    },
}

/// The answer, as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// One for each deposit, by date, then id.
    pub results: Vec<Finding>,
}

/// Reads a case. Unknown fields are ignored.
///
/// # Errors
/// [`CaseError`] names the row and the field.
pub fn parse(text: &str) -> Result<Book, CaseError> {
    let case: Value = serde_json::from_str(text).map_err(|e| not_json(text, &e))?;
    if !case.is_object() {
        let is = kind(&case);
        return Err(CaseError::Shape(format!(
            "it is {is}, and an object with as_of, deposits and payments is expected"
        )));
    }
    let top = Row {
        value: &case,
        place: "case".into(),
    };
    let as_of = top.date("as_of")?;
    let book = Book {
        as_of,
        deposits: rows(&case, "deposits", true)?
            .iter()
            .map(deposit)
            .collect::<Result<_, _>>()?,
        payments: rows(&case, "payments", true)?
            .iter()
            .map(payment)
            .collect::<Result<_, _>>()?,
        history: rows(&case, "history", false)?
            .iter()
            .map(confirmed)
            .collect::<Result<_, _>>()?,
        payouts: rows(&case, "payouts", false)?
            .iter()
            .map(payout)
            .collect::<Result<_, _>>()?,
        priors: Priors::default(),
        settings: Settings::default(),
    };
    unique("deposits", book.deposits.iter().map(|d| d.id.as_str()))?;
    unique("payments", book.payments.iter().map(|p| p.id.as_str()))?;
    Ok(book)
}

/// What is wrong with a text that is no JSON, and what to do about it.
fn not_json(text: &str, error: &serde_json::Error) -> CaseError {
    if text.trim().is_empty() {
        return CaseError::Shape("the file is empty".into());
    }
    if !text.trim_start().starts_with(['{', '[']) {
        return CaseError::Json(
            "it does not begin with \"{\"; CSV files are given by --bank and --payments".into(),
        );
    }
    let (line, column) = (error.line(), error.column());
    if error.is_eof() {
        return CaseError::Json(format!(
            "it ends too early, on line {line}: is the file whole?"
        ));
    }
    let at = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let from = at.floor_char_boundary(column.saturating_sub(1).min(at.len()));
    let near: String = at[from..].chars().take(12).collect();
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or_default();
    CaseError::Json(format!(
        "{what} on line {line}, column {column}, at {near:?}"
    ))
}

/// What a value is, as one says it.
const fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

struct Row<'v> {
    value: &'v Value,
    place: String,
}

fn rows<'v>(case: &'v Value, list: &str, required: bool) -> Result<Vec<Row<'v>>, CaseError> {
    let error = |why: &str| CaseError::List {
        list: list.into(),
        why: why.into(),
    };
    let values = match case.get(list) {
        None | Some(Value::Null) if !required => return Ok(Vec::new()),
        None => return Err(error("is missing; a list without rows is []")),
        Some(Value::Array(values)) => values,
        Some(other) => return Err(error(&format!("is {}, not a list", kind(other)))),
    };
    if values.len() > MAX_ROWS {
        return Err(error(&format!(
            "has {} rows, more than {MAX_ROWS}",
            values.len()
        )));
    }
    let row = |(i, value): (usize, &'v Value)| {
        let id = value
            .get("id")
            .and_then(Value::as_str)
            .map(|id| format!(" {:?}", id.chars().take(40).collect::<String>()));
        Row {
            value,
            place: format!("{list}[{i}]{}", id.unwrap_or_default()),
        }
    };
    Ok(values.iter().enumerate().map(row).collect())
}

fn unique<'v>(list: &str, ids: impl Iterator<Item = &'v str>) -> Result<(), CaseError> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (i, id) in ids.enumerate() {
        if let Some(first) = seen.insert(id, i) {
            let place = format!("{list}[{i}] {:?}", id.chars().take(40).collect::<String>());
            return Err(CaseError::Field {
                place,
                field: "id",
                why: format!("is that of {list}[{first}] too; every row needs its own"),
            });
        }
    }
    Ok(())
}

impl Row<'_> {
    fn error(&self, field: &'static str, why: impl Into<String>) -> CaseError {
        CaseError::Field {
            place: self.place.clone(),
            field,
            why: why.into(),
        }
    }

    fn optional(&self, field: &'static str) -> Result<Option<String>, CaseError> {
        match self.value.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.len() <= MAX_TEXT => Ok(Some(text.clone())),
            Some(Value::String(_)) => {
                Err(self.error(field, format!("is longer than {MAX_TEXT} bytes")))
            }
            Some(Value::Number(_)) => Err(self.error(
                field,
                "is a number; put it in quotes, so that no digit is lost",
            )),
            Some(other) => Err(self.error(field, format!("is {}, not a text", kind(other)))),
        }
    }

    fn text(&self, field: &'static str) -> Result<String, CaseError> {
        if !self.value.is_object() {
            let is = kind(self.value);
            return Err(self.error(field, format!("is missing, since the row is {is}")));
        }
        self.optional(field)?
            .ok_or_else(|| self.error(field, "is missing"))
    }

    fn id(&self) -> Result<String, CaseError> {
        let id = self.text("id")?;
        if id.is_empty() {
            Err(self.error("id", "is empty"))
        } else {
            Ok(id)
        }
    }

    fn date(&self, field: &'static str) -> Result<Date, CaseError> {
        parse_date(&self.text(field)?).map_err(|why| self.error(field, why))
    }

    fn money(&self, field: &'static str) -> Result<Money, CaseError> {
        Money::parse(&self.text(field)?).map_err(|e| self.error(field, e.to_string()))
    }

    fn ids(&self, field: &'static str) -> Result<Vec<String>, CaseError> {
        let values = match self.value.get(field) {
            Some(Value::Array(values)) => values,
            None => return Err(self.error(field, "is missing")),
            Some(other) => {
                return Err(self.error(field, format!("is {}, not a list", kind(other))));
            }
        };
        let id = |v: &Value| {
            v.as_str()
                .map(str::to_owned)
                .ok_or_else(|| self.error(field, format!("holds {}; put ids in quotes", kind(v))))
        };
        values.iter().map(id).collect()
    }
}

/// `YYYY-MM-DD` between the years 1900 and 2200.
///
/// # Errors
/// What is wrong, for a message that begins with the field.
pub fn parse_date(text: &str) -> Result<Date, String> {
    let date: Date = if text.len() == 10 {
        text.parse().ok()
    } else {
        None
    }
    .ok_or_else(|| {
        format!(
            "{:?} is not a date such as 2026-03-27 (year-month-day)",
            text.chars().take(40).collect::<String>()
        )
    })?;
    if (1900..=2200).contains(&date.year()) {
        Ok(date)
    } else {
        Err(format!("{date} is not between 1900 and 2200"))
    }
}

fn deposit(row: &Row<'_>) -> Result<Deposit, CaseError> {
    Ok(Deposit {
        id: row.id()?,
        date: row.date("date")?,
        amount: row.money("amount")?,
        description: row.optional("description")?.unwrap_or_default(),
        account_id: row.optional("account_id")?.unwrap_or_default(),
    })
}

fn payment(row: &Row<'_>) -> Result<Payment, CaseError> {
    Ok(Payment {
        id: row.id()?,
        received_on: row.date("received_on")?,
        amount: row.money("amount")?,
        client_id: row.optional("client_id")?.unwrap_or_default(),
        client_name: row.optional("client_name")?,
        invoice_id: row.optional("invoice_id")?,
        job_id: row.optional("job_id")?,
        method: method(row)?,
    })
}

fn method(row: &Row<'_>) -> Result<Option<Method>, CaseError> {
    let Some(text) = row.optional("method")? else {
        return Ok(None);
    };
    serde_json::from_value(Value::String(text))
        .map(Some)
        .map_err(|_| {
            row.error(
                "method",
                "is none of jobber_payments, card, ach, check, cash, other, null",
            )
        })
}

fn confirmed(row: &Row<'_>) -> Result<Confirmed, CaseError> {
    let inner = row
        .value
        .get("deposit")
        .ok_or_else(|| row.error("deposit", "is missing"))?;
    let inner = Row {
        value: inner,
        place: format!("{}.deposit", row.place),
    };
    Ok(Confirmed {
        deposit: deposit(&inner)?,
        payment_ids: row.ids("payment_ids")?,
        fee: if row.value.get("fee").is_some() {
            row.money("fee")?
        } else {
            Money::ZERO
        },
    })
}

fn payout(row: &Row<'_>) -> Result<RailPayout, CaseError> {
    Ok(RailPayout {
        id: row.id()?,
        net: row.money("net")?,
        gross: row.money("gross")?,
        fee: row.money("fee")?,
        arrival: row.date("arrival")?,
        payment_ids: row.ids("payment_ids")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_read_and_answered() {
        let text = r#"{"as_of":"2026-03-27","more":1,"deposits":[{"id":"d","date":"2026-03-05","amount":"120.00",
            "description":"ZELLE FROM ANNA KOWALSKI","account_id":"a"}],"payments":[{"id":"p","received_on":"2026-03-04",
            "amount":"120","client_id":"c","client_name":"Anna Kowalski","method":"ach","x":null}]}"#;
        let answer = Answer {
            results: crate::engine::reconcile(&parse(text).unwrap()),
        };
        let json = serde_json::to_value(&answer).unwrap();
        assert_eq!(json["results"][0]["outcome"], "auto");
        assert_eq!(json["results"][0]["processor"], "ACH");
        assert_eq!(json["results"][0]["candidates"][0]["net"], "120.00");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let case =
            |row: &str| format!(r#"{{"as_of":"2026-03-27","deposits":[],"payments":[{row}]}}"#);
        for (row, message) in [
            (
                r#"{"id":"p1","received_on":"2026-03-04","amount":"1e5","client_id":"c"}"#,
                "payments[0] \"p1\": amount:",
            ),
            (
                r#"{"id":"p1","amount":"1","client_id":"c"}"#,
                "payments[0] \"p1\": received_on: is missing",
            ),
            (
                r#"{"id":"p1","received_on":"2026-02-30","amount":"1"}"#,
                "payments[0] \"p1\": received_on:",
            ),
            (
                r#"{"id":"p","received_on":"2026-02-03","amount":"1"},{"id":"p","received_on":"2026-02-03","amount":"1"}"#,
                "payments[1] \"p\": id: is that of payments[0]",
            ),
            (
                r#"{"id":"p","received_on":"2026-02-03","amount":12.5}"#,
                "payments[0] \"p\": amount: is a number",
            ),
            (
                r#"{"id":"p","received_on":"2026-02-03","amount":"1","method":"gold"}"#,
                "payments[0] \"p\": method:",
            ),
        ] {
            let error = parse(&case(row)).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
        assert!(parse("[]").is_err() && parse("{").is_err());
    }
}
