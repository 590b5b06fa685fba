//! How a file was understood, for whoever can tell whether that is right. Nothing is written.

use std::collections::BTreeMap;

use jiff::civil::Date;
use oodaloo_domain::Money;
use oodaloo_domain::csv_in::{Aside, DateOrder, Guess, Reading, Signs};
use oodaloo_domain::facts::{ImportFault, ImportKind};
use oodaloo_domain::imports::{MAX_BAD_ROWS, last_balance};
use serde::Serialize;

use super::file::{Rows, Understood};

/// How many rows are shown as they were understood.
const SHOWN: usize = 10;
/// How much of a text is shown, in characters.
const SHOWN_CHARS: usize = 200;

/// How a file would be read. Nothing was written.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct GuessView {
    kind: ImportKind,
    /// What was said about the layout: now, or about an earlier file like it. Send it to have the file read so.
    mapping: Vec<String>,
    /// All its columns by their headings, the first 60.
    headings: Vec<String>,
    /// Which column is what.
    columns: Vec<ColumnView>,
    /// The line of the headings; null where the file has none.
    header_line: Option<usize>,
    delimiter: String,
    encoding: String,
    /// `mdy`, `dmy` or `ymd`; null where the days tell it themselves.
    date_order: Option<String>,
    /// How the order is known.
    date_order_why: Option<String>,
    /// An amount as the file writes it.
    numbers: String,
    /// What tells money in from money out; null for quotes.
    signs: Option<String>,
    /// What else was noticed.
    notes: Vec<String>,
    /// The first rows as they were understood.
    rows: Vec<RowView>,
    /// Rows that can be read.
    good: usize,
    /// How many of these are not in the books yet; null where there are too many to look.
    new: Option<usize>,
    /// Rows that cannot be read.
    bad: usize,
    /// The first 50 of them, each with its line and the reason.
    faults: Vec<ImportFault>,
    /// Rows that are neither, by what they are.
    aside: BTreeMap<String, usize>,
    from_day: Option<Date>,
    to_day: Option<Date>,
    /// What the account holds at the end, where the file says so.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Money>))]
    balance: Option<String>,
}

/// A field and the heading of its column.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ColumnView {
    field: String,
    heading: String,
}

/// A row as it was understood.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RowView {
    /// The line of the file it begins on.
    line: usize,
    day: Date,
    /// More than zero is money in; of a quote what it comes to.
    #[cfg_attr(feature = "openapi", schema(value_type = Money))]
    amount: String,
    text: String,
}

impl GuessView {
    pub(super) fn new(kind: ImportKind, understood: Understood, new: Option<usize>) -> Self {
        let days = understood.days();
        let (balance, rows) = match &understood.rows {
            Rows::Lines(r) => (
                last_balance(&r.rows),
                shown(r, |l| (l.line, l.date, l.amount, l.description.clone())),
            ),
            Rows::Quotes(r) => {
                let text = |parts: [Option<&str>; 4]| {
                    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
                };
                let of = |q: &oodaloo_domain::csv_in::QuoteRow| {
                    let words = [
                        Some(q.number.as_str()),
                        q.client_name.as_deref(),
                        q.title.as_deref(),
                        q.status.as_deref(),
                    ];
                    (q.line, q.created, q.total, text(words))
                };
                (None, shown(r, of))
            }
        };
        let view = match understood.rows {
            Rows::Lines(reading) => Self::of(kind, reading, rows),
            Rows::Quotes(reading) => Self::of(kind, reading, rows),
        };
        Self {
            mapping: understood.mapping,
            new,
            from_day: days.iter().min().copied(),
            to_day: days.iter().max().copied(),
            balance: balance.map(|(_, amount)| amount.to_string()),
            ..view
        }
    }

    fn of<T>(kind: ImportKind, reading: Reading<T>, rows: Vec<RowView>) -> Self {
        let Guess {
            encoding,
            delimiter,
            header_line,
            headings,
            columns,
            date_order,
            numbers,
            signs,
            notes,
            ..
        } = reading.guess;
        let (order, why) = date_order.unzip();
        let fault = |bad: &oodaloo_domain::csv_in::BadRow| ImportFault {
            line: bad.line,
            why: bad.why.clone(),
        };
        let column = |(field, heading): (&str, String)| ColumnView {
            field: field.to_owned(),
            heading,
        };
        Self {
            kind,
            mapping: Vec::new(),
            headings,
            columns: columns.into_iter().map(column).collect(),
            header_line,
            delimiter: delimiter.to_string(),
            encoding: encoding.to_owned(),
            date_order: order.map(|o| code(o).to_owned()),
            date_order_why: why,
            numbers: numbers.example().to_owned(),
            signs: (kind == ImportKind::Bank).then(|| Signs::words(signs).to_owned()),
            notes,
            rows,
            good: reading.rows.len(),
            new: None,
            bad: reading.bad.len(),
            faults: reading.bad.iter().take(MAX_BAD_ROWS).map(fault).collect(),
            aside: reading
                .aside
                .iter()
                .map(|(why, l)| (what(*why).to_owned(), l.len()))
                .collect(),
            from_day: None,
            to_day: None,
            balance: None,
        }
    }
}

fn shown<T>(reading: &Reading<T>, of: impl Fn(&T) -> (usize, Date, Money, String)) -> Vec<RowView> {
    let rows = reading.rows.iter().take(SHOWN).map(of);
    rows.map(|(line, day, amount, text)| RowView {
        line,
        day,
        amount: amount.to_string(),
        text: text.chars().take(SHOWN_CHARS).collect(),
    })
    .collect()
}

const fn code(order: DateOrder) -> &'static str {
    match order {
        DateOrder::Mdy => "mdy",
        DateOrder::Dmy => "dmy",
        DateOrder::Ymd => "ymd",
    }
}

const fn what(aside: Aside) -> &'static str {
    match aside {
        Aside::MoneyOut => "no_amount",
        Aside::NotARow => "balance_or_total",
        Aside::NotDone => "pending_or_failed",
        Aside::NotAPayment => "not_a_payment",
    }
}
