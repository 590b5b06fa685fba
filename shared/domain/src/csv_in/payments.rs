//! Rows of a list of payments.

use std::borrow::Cow;

use super::columns::PAYMENTS;
use super::layout::{Sheet, Wanted};
use super::rows::{Row, date_of, money_of, read_rows, same_currency, text_of};
use super::{Aside, Choices, CsvError, Reading};
use crate::engine::{Method, Payment};

pub fn read(bytes: &[u8], choices: &Choices) -> Result<Reading<Payment>, CsvError> {
    let wanted = Wanted {
        file: "payments",
        fields: PAYMENTS,
    };
    read_rows(
        bytes,
        choices,
        wanted,
        "received_on",
        |sheet, line, cells| {
            let row = payment(sheet, line, cells)?;
            let key = |p: &Payment| {
                (
                    p.id.clone(),
                    p.received_on,
                    p.amount,
                    p.client_name.clone().unwrap_or_default(),
                )
            };
            Ok((row, key as fn(&Payment) -> _))
        },
    )
}

fn payment(sheet: &Sheet<'_>, line: usize, cells: &[Cow<'_, str>]) -> Result<Row<Payment>, String> {
    let received_on = date_of(sheet, cells, "received_on")?;
    let amount = money_of(sheet, cells, "amount")?.ok_or("amount is empty")?;
    let kind = sheet.cell(cells, "kind").unwrap_or_default().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|w| kind.contains(w));
    if says(&[
        "incomplete",
        "pending",
        "failed",
        "declined",
        "cancel",
        "void",
    ]) {
        return Ok(Row::Aside(Aside::NotDone));
    }
    let is_payment = says(&["payment", "receipt", "deposit"]);
    if !is_payment
        && says(&[
            "invoice",
            "quote",
            "estimate",
            "initial balance",
            "bad debt",
            "write off",
            "write-off",
            "adjustment",
        ])
    {
        return Ok(Row::Aside(Aside::NotAPayment));
    }
    // A ledger seen from the client's side has its payments below zero.
    let amount = if sheet.all_negative { -amount } else { amount };
    let is_refund = says(&["refund", "chargeback"]);
    let amount = if is_refund { -amount.abs() } else { amount };
    same_currency(sheet, cells)?;
    let own = |field: &'static str| -> Result<Option<String>, String> {
        sheet
            .cell(cells, field)
            .map(|t| text_of(t.to_owned(), field))
            .transpose()
    };
    let name = own("client_name")?;
    Ok(Row::Good(Payment {
        id: own("id")?.unwrap_or_else(|| format!("line-{line}")),
        received_on,
        amount,
        client_id: own("client_id")?
            .or_else(|| name.clone())
            .unwrap_or_default(),
        client_name: name,
        invoice_id: own("invoice_id")?,
        job_id: own("job_id")?,
        method: method_of(sheet, cells),
    }))
}

fn method_of(sheet: &Sheet<'_>, cells: &[Cow<'_, str>]) -> Option<Method> {
    let method = sheet.cell(cells, "method").and_then(method)?;
    // Jobber lists a fee beside what went through its own rail, and nothing beside the rest.
    let fee = money_of(sheet, cells, "fee").ok().flatten();
    let by_jobber = method == Method::Card && fee.is_some_and(|fee| fee.cents() != 0);
    Some(if by_jobber {
        Method::JobberPayments
    } else {
        method
    })
}

/// What people write for a method. None for what says nothing.
fn method(text: &str) -> Option<Method> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let says = |known: &[&str]| words.iter().any(|w| known.contains(w));
    if says(&["jobber"]) {
        Some(Method::JobberPayments)
    } else if says(&[
        "ach",
        "bank",
        "zelle",
        "transfer",
        "wire",
        "etransfer",
        "interac",
        "eft",
        "deposit",
        "sepa",
    ]) {
        Some(Method::Ach)
    } else if says(&[
        "card",
        "cards",
        "visa",
        "mastercard",
        "amex",
        "american",
        "discover",
        "stripe",
        "square",
        "credit",
        "debit",
    ]) {
        Some(Method::Card)
    } else if says(&["check", "cheque", "checks", "cheques", "chq"]) {
        Some(Method::Check)
    } else if says(&["cash"]) {
        Some(Method::Cash)
    } else if says(&["other", "paypal", "venmo", "financing"]) {
        Some(Method::Other)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_as_people_write_them() {
        for (text, expected) in [
            ("Jobber Payments", Some(Method::JobberPayments)),
            ("jobber_payments", Some(Method::JobberPayments)),
            ("Credit Card", Some(Method::Card)),
            ("Bank payment (ACH)", Some(Method::Ach)),
            ("e-Transfer", Some(Method::Ach)),
            ("Check #1042", Some(Method::Check)),
            ("CASH", Some(Method::Cash)),
            ("Coach", None),
        ] {
            assert_eq!(method(text), expected, "{text}");
        }
    }
}
