//! A bank's CSV and a list of payments, read by guessing which column is what.

use std::collections::BTreeMap;
use std::io::Write;

use jiff::civil::Date;
use oodaloo_domain::Money;
use oodaloo_domain::engine::case::{MAX_ROWS, parse_date};
use oodaloo_domain::engine::{Book, Deposit, Method, Payment, Priors, Settings};

type Names = &'static [(&'static str, &'static [&'static str])];

/// Fields and the headings they go by, in order of preference.
const BANK: Names = &[
    (
        "date",
        &[
            "date",
            "posted date",
            "posting date",
            "post date",
            "transaction date",
            "booked",
        ],
    ),
    ("amount", &["amount", "transaction amount", "net amount"]),
    (
        "credit",
        &[
            "credit",
            "credits",
            "deposit",
            "deposits",
            "money in",
            "paid in",
            "credit amount",
        ],
    ),
    (
        "description",
        &[
            "description",
            "original description",
            "details",
            "memo",
            "payee",
            "name",
            "transaction",
            "narrative",
        ],
    ),
    ("id", &["id", "transaction id", "fitid"]),
    ("account_id", &["account id", "account", "account number"]),
];
const PAYMENTS: Names = &[
    (
        "received_on",
        &[
            "received on",
            "received",
            "date",
            "payment date",
            "date paid",
            "paid on",
            "transaction date",
        ],
    ),
    (
        "amount",
        &["amount", "total", "payment amount", "paid", "total amount"],
    ),
    ("id", &["id", "payment id", "transaction id"]),
    ("client_id", &["client id", "customer id"]),
    (
        "client_name",
        &["client name", "client", "customer", "customer name", "name"],
    ),
    (
        "invoice_id",
        &["invoice id", "invoice", "invoice number", "invoice #"],
    ),
    ("job_id", &["job id", "job", "job number", "job #"]),
    (
        "method",
        &[
            "method",
            "payment method",
            "type",
            "paid with",
            "paid through",
        ],
    ),
];

/// Reads both files. What was guessed is said on `err`.
pub fn book(
    bank: &str,
    payments: &str,
    maps: &[String],
    as_of: Option<Date>,
    err: &mut dyn Write,
) -> Result<Book, String> {
    for map in maps {
        check_map(map)?;
    }
    let bank = Sheet::read("bank", bank, BANK, maps, err)?;
    let payments = Sheet::read("payments", payments, PAYMENTS, maps, err)?;
    let deposits: Vec<Deposit> = bank
        .rows
        .iter()
        .filter_map(|row| deposit(&bank, row).transpose())
        .collect::<Result<_, _>>()?;
    let payments: Vec<Payment> = payments
        .rows
        .iter()
        .map(|row| payment(&payments, row))
        .collect::<Result<_, _>>()?;
    unique("bank", deposits.iter().map(|d| d.id.as_str()))?;
    unique("payments", payments.iter().map(|p| p.id.as_str()))?;
    let last = deposits
        .iter()
        .map(|d| d.date)
        .chain(payments.iter().map(|p| p.received_on))
        .max();
    let as_of = as_of.or(last).ok_or("the files hold no rows")?;
    Ok(Book {
        as_of,
        deposits,
        payments,
        history: vec![],
        payouts: vec![],
        priors: Priors::default(),
        settings: Settings::default(),
    })
}

fn unique<'r>(file: &str, ids: impl Iterator<Item = &'r str>) -> Result<(), String> {
    let mut seen = std::collections::BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(format!("{file}: id {id:?} stands there twice"));
        }
    }
    Ok(())
}

fn check_map(map: &str) -> Result<(), String> {
    let known = |file: &str, names: Names, field: &str| {
        names.iter().any(|(f, _)| field == format!("{file}.{f}"))
    };
    match map.split_once('=') {
        Some((field, _)) if known("bank", BANK, field) || known("payments", PAYMENTS, field) => {
            Ok(())
        }
        _ => Err(format!(
            "--map {map:?}: bank.FIELD=COLUMN or payments.FIELD=COLUMN is expected"
        )),
    }
}

struct Sheet {
    file: &'static str,
    columns: BTreeMap<&'static str, usize>,
    rows: Vec<(u64, csv::StringRecord)>,
}

impl Sheet {
    fn read(
        file: &'static str,
        text: &str,
        names: Names,
        maps: &[String],
        err: &mut dyn Write,
    ) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let headings: Vec<String> = reader
            .headers()
            .map_err(|e| format!("{file}: {e}"))?
            .iter()
            .map(str::to_owned)
            .collect();
        let mut columns = BTreeMap::new();
        for (field, aliases) in names {
            let wanted = format!("{file}.{field}=");
            let column = match maps.iter().find_map(|m| m.strip_prefix(&wanted)) {
                Some(name) => Some(
                    headings
                        .iter()
                        .position(|h| h == name)
                        .ok_or_else(|| format!("{file}: no column is called {name:?}"))?,
                ),
                None => aliases
                    .iter()
                    .find_map(|a| headings.iter().position(|h| plain(h) == *a)),
            };
            if let Some(column) = column {
                columns.insert(*field, column);
            }
        }
        let guess: Vec<String> = columns
            .iter()
            .map(|(field, c)| format!("{field}={:?}", headings[*c]))
            .collect();
        // Said for people; an answer does not depend on it.
        let _ = writeln!(err, "{file}: read as {}", guess.join(", "));
        let mut rows = Vec::new();
        for record in reader.into_records() {
            let record = record.map_err(|e| format!("{file}: {e}"))?;
            let line = record.position().map_or(0, csv::Position::line);
            if record.iter().any(|cell| !cell.is_empty()) {
                rows.push((line, record));
            }
            if rows.len() > MAX_ROWS {
                return Err(format!("{file}: more than {MAX_ROWS} rows"));
            }
        }
        Ok(Self {
            file,
            columns,
            rows,
        })
    }

    fn cell<'r>(&self, row: &'r (u64, csv::StringRecord), field: &str) -> Option<&'r str> {
        self.columns
            .get(field)
            .and_then(|c| row.1.get(*c))
            .filter(|cell| !cell.is_empty())
    }

    fn needed<'r>(
        &self,
        row: &'r (u64, csv::StringRecord),
        field: &str,
    ) -> Result<&'r str, String> {
        let file = self.file;
        if !self.columns.contains_key(field) {
            return Err(format!(
                "{file}: no column looks like {field}; say it with --map {file}.{field}=COLUMN"
            ));
        }
        self.cell(row, field)
            .ok_or_else(|| format!("{file} line {}: {field} is empty", row.0))
    }

    fn date(&self, row: &(u64, csv::StringRecord), field: &str) -> Result<Date, String> {
        date(self.needed(row, field)?)
            .map_err(|why| format!("{} line {}: {field}: {why}", self.file, row.0))
    }

    fn money(&self, row: &(u64, csv::StringRecord), field: &str) -> Result<Money, String> {
        money(self.needed(row, field)?)
            .map_err(|why| format!("{} line {}: {field}: {why}", self.file, row.0))
    }

    fn own(&self, row: &(u64, csv::StringRecord), field: &str) -> Option<String> {
        self.cell(row, field).map(str::to_owned)
    }
}

fn plain(heading: &str) -> String {
    heading.to_lowercase().replace('_', " ").trim().to_owned()
}

/// `2026-03-27`, or the American `3/27/2026`.
fn date(text: &str) -> Result<Date, String> {
    let parts: Vec<&str> = text.split('/').collect();
    match parts.as_slice() {
        [month, day, year] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            parse_date(&format!("{year}-{month:0>2}-{day:0>2}"))
        }
        _ => parse_date(text),
    }
}

/// `1234.56`, `$1,234.56`, `-20`, `(20.00)`.
fn money(text: &str) -> Result<Money, String> {
    let inner = text.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    let (negative, digits) = match (inner, text.strip_prefix('-')) {
        (Some(inner), _) => (true, inner),
        (_, Some(rest)) => (true, rest),
        _ => (false, text),
    };
    let digits = digits.strip_prefix('$').unwrap_or(digits);
    let whole = digits.split('.').next().unwrap_or_default();
    // A comma must set off thousands: "1,50" is another country's 1.50, and must not become 150.
    let grouped = whole.split(',').enumerate().all(|(i, g)| {
        if i == 0 {
            (1..=3).contains(&g.len())
        } else {
            g.len() == 3
        }
    });
    if digits.contains(',') && !grouped || digits.starts_with('-') {
        return Err(format!("{text:?} is not an amount such as 1,234.56"));
    }
    let amount = Money::parse(&digits.replace(',', "")).map_err(|e| e.to_string())?;
    Ok(if negative { -amount } else { amount })
}

/// A row of money in; none where money went out.
fn deposit(sheet: &Sheet, row: &(u64, csv::StringRecord)) -> Result<Option<Deposit>, String> {
    let by_credit = sheet.columns.contains_key("credit") && !sheet.columns.contains_key("amount");
    if by_credit && sheet.cell(row, "credit").is_none() {
        return Ok(None);
    }
    let amount = sheet.money(row, if by_credit { "credit" } else { "amount" })?;
    let date = sheet.date(row, "date")?;
    Ok(amount.is_positive().then(|| Deposit {
        id: sheet
            .own(row, "id")
            .unwrap_or_else(|| format!("line-{}", row.0)),
        date,
        amount,
        description: sheet.own(row, "description").unwrap_or_default(),
        account_id: sheet.own(row, "account_id").unwrap_or_default(),
    }))
}

fn payment(sheet: &Sheet, row: &(u64, csv::StringRecord)) -> Result<Payment, String> {
    let name = sheet.own(row, "client_name");
    Ok(Payment {
        id: sheet
            .own(row, "id")
            .unwrap_or_else(|| format!("line-{}", row.0)),
        received_on: sheet.date(row, "received_on")?,
        amount: sheet.money(row, "amount")?,
        client_id: sheet
            .own(row, "client_id")
            .or_else(|| name.clone())
            .unwrap_or_default(),
        client_name: name,
        invoice_id: sheet.own(row, "invoice_id"),
        job_id: sheet.own(row, "job_id"),
        method: sheet.cell(row, "method").and_then(method),
    })
}

/// What people write for a method. None for what says nothing.
fn method(text: &str) -> Option<Method> {
    let text = plain(text);
    let says = |words: &[&str]| words.iter().any(|w| text.contains(w));
    if says(&["jobber"]) {
        Some(Method::JobberPayments)
    } else if says(&["card", "visa", "amex", "stripe", "square"]) {
        Some(Method::Card)
    } else if says(&["check", "cheque"]) {
        Some(Method::Check)
    } else if says(&["cash"]) {
        Some(Method::Cash)
    } else if says(&["ach", "bank", "zelle", "transfer", "wire", "e-transfer"]) {
        Some(Method::Ach)
    } else if says(&["other"]) {
        Some(Method::Other)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_guessed_and_told() {
        let bank = "Posting Date,Description,Amount\n03/05/2026,ZELLE FROM ANNA KOWALSKI,\"$1,120.00\"\n3/6/2026,FUEL,-20.00\n";
        let payments = "When,Client,Total,Paid with\n2026-03-04,Anna Kowalski,1120,Zelle\n";
        let mut err = Vec::new();
        let refused = book(bank, payments, &[], None, &mut err).unwrap_err();
        assert_eq!(
            refused,
            "payments: no column looks like received_on; say it with --map payments.received_on=COLUMN"
        );
        let book = book(
            bank,
            payments,
            &["payments.received_on=When".into()],
            None,
            &mut err,
        )
        .unwrap();
        assert_eq!(
            (book.deposits.len(), book.deposits[0].amount.cents()),
            (1, 112_000)
        );
        assert_eq!(
            (book.payments[0].method, book.as_of.to_string().as_str()),
            (Some(Method::Ach), "2026-03-05")
        );
    }

    #[test]
    fn amounts_of_another_country_are_refused() {
        for bad in ["1,50", "1.234,56", "--1", "(-1)", "1e5", ",100"] {
            assert!(money(bad).is_err(), "{bad}");
        }
        assert_eq!(money("($1,234.50)").map(Money::cents), Ok(-123_450));
    }
}
