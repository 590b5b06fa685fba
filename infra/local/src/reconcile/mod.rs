//! `oodaloo reconcile`: the engine over files, with no cloud and no account.

mod args;
mod input;
mod summary;
mod table;
mod waiting;

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};

use oodaloo_domain::engine::case::Answer;
use oodaloo_domain::engine::{Book, reconcile_and_tell};

pub use args::Args;

/// Bad input, as said by the exit code.
const BAD_INPUT: u8 = 2;
/// How wide a table is that no terminal shows.
const WIDTH: u16 = 100;

/// Runs it on stdin, stdout and stderr; gives the exit code: 0, or 2 for bad input, or 1 where the answer cannot be
/// written.
#[must_use]
pub fn run(args: &Args) -> u8 {
    // Stderr is not locked: the signs of life come from another thread.
    let (mut out, mut err) = (io::stdout().lock(), io::stderr());
    run_on(args, &mut io::stdin(), &mut out, &mut err)
}

fn run_on(args: &Args, stdin: &mut dyn Read, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    match answered(args, stdin, out, err) {
        Ok(()) => 0,
        Err((code, why)) => {
            // Nothing can be said about a stderr that is gone.
            let _ = writeln!(err, "oodaloo reconcile: {}", input::printable(&why));
            code
        }
    }
}

fn answered(
    args: &Args,
    stdin: &mut dyn Read,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<(), (u8, String)> {
    let book = input::book(args, stdin, err).map_err(|why| (BAD_INPUT, why))?;
    // Opened before the work: better to hear now that it cannot be written.
    let mut file = match &args.out {
        None => None,
        Some(path) => {
            let opened = File::options()
                .write(true)
                .create(true)
                .truncate(false)
                .open(path);
            Some(opened.map_err(|why| (1, format!("{}: {why}", path.display())))?)
        }
    };
    let what = format!(
        "explaining {} deposits by {} payments",
        book.deposits.len(),
        book.payments.len()
    );
    let answer = waiting::with_signs_of_life(&what, "done", |how_far| Answer {
        results: reconcile_and_tell(&book, &mut |done, all| how_far.is(done, all)),
    });
    let written = match &mut file {
        None => write(args, &book, &answer, out),
        Some(file) => {
            // A pipe has no length to set.
            let _ = file.set_len(0);
            write(args, &book, &answer, file)
        }
    };
    match written {
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => {
            Err((1, format!("cannot write the answer: {why}")))
        }
        _ => Ok(()),
    }
}

fn write(args: &Args, book: &Book, answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    if args.summary_only {
        summary::write(book, &answer.results, &mut out)
    } else if args.table {
        table::write(book, &answer.results, usize::from(width(args)), &mut out)
    } else {
        serde_json::to_writer(&mut out, answer)?;
        writeln!(out)?;
        out.flush()
    }
}

fn width(args: &Args) -> u16 {
    let of_terminal = || {
        let seen = terminal_size::terminal_size().filter(|_| args.out.is_none());
        seen.map(|(width, _)| width.0.clamp(40, 160))
    };
    args.width.or_else(of_terminal).unwrap_or(WIDTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(case: &str, table: bool) -> Args {
        Args {
            case: Some(case.into()),
            table,
            ..Args::default()
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
        assert!(
            ran(&args("-", true), &format!("\u{feff}{case}"))
                .1
                .contains("2026-03-05")
        );
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
