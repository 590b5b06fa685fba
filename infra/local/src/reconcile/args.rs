//! What can be said on the command line.

use std::path::PathBuf;

use clap::Args as ClapArgs;

/// Shown below the options of `oodaloo reconcile --help`.
const EXAMPLES: &str = r#"Examples:
  oodaloo reconcile case.json > answer.json
  oodaloo reconcile - < case.json
  oodaloo reconcile --bank bank.csv --payments payments.csv --table
  oodaloo reconcile --bank bank.csv --payments jobber.csv --map bank.description=Name+Memo --map date_order=dmy
  oodaloo reconcile case.json --table --summary-only --out summary.txt

A case:
  {"as_of":"2026-03-27",
   "deposits":[{"id":"d1","date":"2026-03-05","amount":"1120.00","description":"ZELLE FROM ANNA KOWALSKI","account_id":"a"}],
   "payments":[{"id":"p1","received_on":"2026-03-04","amount":"1120.00","client_id":"c7","client_name":"Anna Kowalski",
                "method":"ach"}],
   "history":[{"deposit":{...},"payment_ids":["p0"],"fee":"3.78"}]}
  method: jobber_payments, card, ach, check, cash, other or null. History, names and method may be left out.

CSV: any bank's layout. What was guessed is told on stderr, with an example; --map says it where the guess is wrong.
  bank.FIELD      date, amount or credit and debit, sign, description, id, account_id, currency, status
  payments.FIELD  received_on, amount, id, client_id, client_name, invoice_id, job_id, method, kind, fee, currency
  date_order      mdy, dmy or ymd        numbers  point (1,234.56) or comma (1.234,56)
  Files without headings have `column 1`, `column 2` ... Rows that cannot be read are named by line; the others count.

Exit codes: 0 answered, 1 the answer cannot be written, 2 bad input (one line on stderr says what)."#;

/// Explain deposits by payments, offline.
#[derive(Debug, Clone, Default, ClapArgs)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// A case as JSON; `-` reads it from stdin.
    #[arg(required_unless_present_all = ["bank", "payments"], conflicts_with_all = ["bank", "payments"])]
    pub case: Option<PathBuf>,
    /// A bank's CSV; only money in counts. Columns are guessed.
    #[arg(long, requires = "payments", value_name = "FILE")]
    pub bank: Option<PathBuf>,
    /// Payments as CSV. Columns are guessed.
    #[arg(long, requires = "bank", value_name = "FILE")]
    pub payments: Option<PathBuf>,
    /// Which column is what, where guessing fails: `bank.date=Posted`, `date_order=dmy`. May be given often.
    #[arg(long, value_name = "FILE.FIELD=COLUMN")]
    pub map: Vec<String>,
    /// The day of the answer for CSV input; the last date in the files if not given.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<String>,
    /// A CSV row that cannot be read is an error.
    #[arg(long)]
    pub strict: bool,
    /// A table for people instead of JSON.
    #[arg(long)]
    pub table: bool,
    /// Of the table only the summary.
    #[arg(long)]
    pub summary_only: bool,
    /// How wide the table is [default: the terminal's width, or 100].
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(40..=400))]
    pub width: Option<u16>,
    /// Write the answer here instead of to stdout.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}
