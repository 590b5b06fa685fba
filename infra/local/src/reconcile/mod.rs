//! `oodaloo reconcile`: the engine over files, with no cloud and no account.

mod csv_in;
mod table;

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use oodaloo_domain::engine::case::{Answer, parse, parse_date};
use oodaloo_domain::engine::{Book, reconcile};

/// The largest file that is read, in bytes.
const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// Bad input, as said by the exit code.
const BAD_INPUT: u8 = 2;

/// Explain deposits by payments, offline.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// A case as JSON; `-` reads it from stdin.
    #[arg(required_unless_present_all = ["bank", "payments"], conflicts_with_all = ["bank", "payments"])]
    pub case: Option<PathBuf>,
    /// A bank's CSV. Columns are guessed by their names.
    #[arg(long, requires = "payments")]
    pub bank: Option<PathBuf>,
    /// Payments as CSV. Columns are guessed by their names.
    #[arg(long, requires = "bank")]
    pub payments: Option<PathBuf>,
    /// Which column is what, where guessing fails: `bank.date=Posted`, `payments.received_on=When`.
    #[arg(long, value_name = "FILE.FIELD=COLUMN")]
    pub map: Vec<String>,
    /// The day of the answer for CSV input; the last date in the files if not given.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub as_of: Option<String>,
    /// A table for people instead of JSON.
    #[arg(long)]
    pub table: bool,
}

/// Runs it on stdin, stdout and stderr; gives the exit code: 0, or 2 for bad input, or 1 where the answer cannot be
/// written.
#[must_use]
pub fn run(args: &Args) -> u8 {
    let (mut out, mut err) = (std::io::stdout().lock(), std::io::stderr().lock());
    run_on(args, &mut std::io::stdin(), &mut out, &mut err)
}

fn run_on(args: &Args, stdin: &mut dyn Read, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let complain = |err: &mut dyn Write, text: &str| {
        // Nothing can be said about a stderr that is gone.
        let _ = writeln!(
            err,
            "oodaloo reconcile: {}",
            text.replace(['\n', '\r'], " ")
        );
    };
    let book = match read(args, stdin, err) {
        Ok(book) => book,
        Err(why) => {
            complain(err, &why);
            return BAD_INPUT;
        }
    };
    let answer = Answer {
        results: reconcile(&book),
    };
    let written = if args.table {
        table::write(&book, &answer, out)
    } else {
        write_json(&answer, out)
    };
    match written {
        Ok(()) => 0,
        Err(why) if why.kind() == std::io::ErrorKind::BrokenPipe => 0,
        Err(why) => {
            complain(err, &format!("cannot write the answer: {why}"));
            1
        }
    }
}

fn write_json(answer: &Answer, out: &mut dyn Write) -> std::io::Result<()> {
    serde_json::to_writer(&mut *out, answer).map_err(std::io::Error::from)?;
    writeln!(out)?;
    out.flush()
}

fn read(args: &Args, stdin: &mut dyn Read, err: &mut dyn Write) -> Result<Book, String> {
    if let (Some(bank), Some(payments)) = (&args.bank, &args.payments) {
        let as_of = args
            .as_of
            .as_deref()
            .map(parse_date)
            .transpose()
            .map_err(|why| format!("--as-of: {why}"))?;
        return csv_in::book(&text(bank)?, &text(payments)?, &args.map, as_of, err);
    }
    if !args.map.is_empty() || args.as_of.is_some() {
        return Err(
            "--map and --as-of go with --bank and --payments; a case says it itself".into(),
        );
    }
    let Some(path) = &args.case else {
        return Err("a case or --bank and --payments are needed".into());
    };
    let (name, text) = if path.as_os_str() == "-" {
        ("stdin".into(), limited(stdin, "stdin")?)
    } else {
        (path.display().to_string(), text(path)?)
    };
    parse(&text).map_err(|why| format!("{name}: {why}"))
}

fn text(path: &Path) -> Result<String, String> {
    let name = path.display().to_string();
    let mut file = File::open(path).map_err(|why| format!("{name}: {why}"))?;
    limited(&mut file, &name)
}

fn limited(from: &mut dyn Read, name: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|why| format!("{name}: {why}"))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!(
            "{name}: larger than {} MB",
            MAX_BYTES / 1024 / 1024
        ));
    }
    String::from_utf8(bytes).map_err(|why| {
        format!(
            "{name}: not UTF-8 at byte {}",
            why.utf8_error().valid_up_to()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(case: &str, table: bool) -> Args {
        Args {
            case: Some(case.into()),
            bank: None,
            payments: None,
            map: vec![],
            as_of: None,
            table,
        }
    }

    fn ran(args: &Args, input: &str) -> (u8, String, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let code = run_on(args, &mut input.as_bytes(), &mut out, &mut err);
        (
            code,
            String::from_utf8(out).unwrap(),
            String::from_utf8(err).unwrap(),
        )
    }

    #[test]
    fn stdin_to_stdout() {
        let case = r#"{"as_of":"2026-03-27","deposits":[{"id":"d","date":"2026-03-05","amount":"5.00","description":"x","account_id":"a"}],"payments":[]}"#;
        let (code, out, err) = ran(&args("-", false), case);
        assert_eq!((code, err.as_str()), (0, ""));
        assert_eq!(
            out,
            "{\"results\":[{\"deposit_id\":\"d\",\"outcome\":\"needs_confirm\",\"processor\":\"OTHER\",\"candidates\":[]}]}\n"
        );
        assert!(ran(&args("-", true), case).1.contains("2026-03-05"));
    }

    #[test]
    fn bad_input_is_one_line() {
        for (file, input) in [("-", "{"), ("-", r#"{"as_of":"x"}"#), ("/no/such/file", "")] {
            let (code, out, err) = ran(&args(file, false), input);
            assert_eq!(
                (code, out.as_str(), err.lines().count()),
                (2, "", 1),
                "{err}"
            );
        }
    }
}
