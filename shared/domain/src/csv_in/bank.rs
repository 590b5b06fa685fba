//! Rows of a bank's file.

use std::borrow::Cow;

use jiff::civil::Date;

use super::columns::{BANK, sign};
use super::layout::{Sheet, Wanted};
use super::rows::{Row, date_of, money_of, read_rows, same_currency, text_of};
use super::{Aside, Choices, CsvError, Reading, Signs};
use crate::engine::Deposit;
use crate::money::Money;

pub fn read(bytes: &[u8], choices: &Choices) -> Result<Reading<Deposit>, CsvError> {
    let wanted = Wanted {
        file: "bank",
        fields: BANK,
    };
    read_rows(bytes, choices, wanted, "date", |sheet, line, cells| {
        let row = deposit(sheet, line, cells)?;
        let key = |d: &Deposit| (d.id.clone(), d.date, d.amount, d.description.clone());
        Ok((row, key as fn(&Deposit) -> _))
    })
}

/// One line of a statement, money in or money out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The line of the file it begins on; the first is 1.
    pub line: usize,
    /// The day it posted.
    pub date: Date,
    /// More than zero is money in; never zero.
    pub amount: Money,
    /// The texts of all its columns.
    pub description: String,
    /// What the account held after it, where the file says.
    pub balance: Option<Money>,
    /// As the file calls it, where it does.
    pub currency: Option<String>,
}

pub fn statement(bytes: &[u8], choices: &Choices) -> Result<Reading<Line>, CsvError> {
    let wanted = Wanted {
        file: "bank",
        fields: BANK,
    };
    let reading = read_rows(bytes, choices, wanted, "date", |sheet, line, cells| {
        let row = one_line(sheet, line, cells)?;
        let key = |l: &Line| {
            let id = format!("line-{}", l.line);
            (id, l.date, l.amount, l.description.clone())
        };
        Ok((row, key as fn(&Line) -> _))
    })?;
    if reading.guess.signs == Signs::Untold && !reading.rows.is_empty() {
        let why = "no amount is below zero and no column tells money in from money out";
        let error = CsvError::new(why.into()).say("bank", "positive", "in or out");
        return Err(error.of_columns(&reading.guess.headings));
    }
    Ok(reading)
}

fn one_line(sheet: &Sheet<'_>, line: usize, cells: &[Cow<'_, str>]) -> Result<Row<Line>, String> {
    let date = date_of(sheet, cells, "date")?;
    let amount = amount(sheet, cells)?;
    if !is_done(sheet, cells) {
        return Ok(Row::Aside(Aside::NotDone));
    }
    if amount == Money::ZERO {
        return Ok(Row::Aside(Aside::MoneyOut));
    }
    same_currency(sheet, cells)?;
    Ok(Row::Good(Line {
        line,
        date,
        amount,
        description: text_of(sheet.joined(cells, "description"), "description")?,
        // A line is good without it: many banks leave it out of all but a day's last.
        balance: money_of(sheet, cells, "balance").ok().flatten(),
        currency: sheet.cell(cells, "currency").map(str::to_owned),
    }))
}

fn deposit(sheet: &Sheet<'_>, line: usize, cells: &[Cow<'_, str>]) -> Result<Row<Deposit>, String> {
    let date = date_of(sheet, cells, "date")?;
    let amount = amount(sheet, cells)?;
    if !is_done(sheet, cells) {
        return Ok(Row::Aside(Aside::NotDone));
    }
    if !amount.is_positive() {
        return Ok(Row::Aside(Aside::MoneyOut));
    }
    same_currency(sheet, cells)?;
    Ok(Row::Good(Deposit {
        id: sheet
            .cell(cells, "id")
            .map_or_else(|| format!("line-{line}"), str::to_owned),
        date,
        amount,
        description: text_of(sheet.joined(cells, "description"), "description")?,
        account_id: text_of(sheet.joined(cells, "account_id"), "account_id")?,
    }))
}

/// Whether the money has moved, as far as the file says.
fn is_done(sheet: &Sheet<'_>, cells: &[Cow<'_, str>]) -> bool {
    let status = sheet
        .cell(cells, "status")
        .unwrap_or_default()
        .to_lowercase();
    const NOT_DONE: [&str; 9] = [
        "pending",
        "failed",
        "declined",
        "reverted",
        "cancel",
        "void",
        "returned",
        "rejected",
        "scheduled",
    ];
    !NOT_DONE.iter().any(|w| status.starts_with(w))
}

/// More than zero for money in.
fn amount(sheet: &Sheet<'_>, cells: &[Cow<'_, str>]) -> Result<Money, String> {
    let pair = sheet.has("credit") && (sheet.has("debit") || !sheet.has("amount"));
    if pair {
        let nonzero = |field| money_of(sheet, cells, field).map(|m| m.filter(|m| m.cents() != 0));
        return match (nonzero("credit")?, nonzero("debit")?) {
            (Some(_), Some(_)) => Err("both a credit and a debit stand there".into()),
            (Some(credit), None) => Ok(credit),
            (None, Some(debit)) => Ok(-debit.abs()),
            // Without a column for money out, an empty credit is money out.
            (None, None)
                if !sheet.has("debit")
                    || sheet
                        .cell(cells, "credit")
                        .or(sheet.cell(cells, "debit"))
                        .is_some() =>
            {
                Ok(Money::ZERO)
            }
            (None, None) => Err("neither a credit nor a debit stands there".into()),
        };
    }
    let amount = money_of(sheet, cells, "amount")?.ok_or("amount is empty")?;
    if sheet.guess.signs == Signs::Turned {
        return Ok(-amount);
    }
    match sheet.cell(cells, "sign").map(|word| (word, sign(word))) {
        Some((_, Some(false))) if !sheet.signed => Ok(-amount),
        Some((word, None)) if !sheet.signed => {
            Err(format!("{word:?} says neither money in nor money out"))
        }
        _ => Ok(amount),
    }
}
