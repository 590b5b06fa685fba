//! Files to a book. What was guessed and what was left out is said on stderr.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use oodaloo_domain::csv_in::{self, Aside, BadRow, Choices, CsvError, Reading};
use oodaloo_domain::engine::case::{parse, parse_date};
use oodaloo_domain::engine::{Book, Priors, Settings};

use super::Args;

/// The largest case, in bytes.
const MAX_CASE_BYTES: usize = 256 * 1024 * 1024;
/// How many bad rows of a file are named with their reason; the lines of the others are named together.
const MAX_REASONS: usize = 1_000;

/// Reads what the arguments name.
pub fn book(args: &Args, stdin: &mut dyn Read, err: &mut dyn Write) -> Result<Book, String> {
    match (&args.bank, &args.payments, &args.case) {
        (Some(bank), Some(payments), _) => from_csv(args, bank, payments, err),
        (_, _, Some(_)) if !args.map.is_empty() || args.as_of.is_some() || args.strict => Err(
            "--map, --as-of and --strict go with --bank and --payments; a case says it itself"
                .into(),
        ),
        (_, _, Some(path)) => {
            let (name, bytes) = if path.as_os_str() == "-" {
                ("stdin".into(), limited(stdin, "stdin", MAX_CASE_BYTES)?)
            } else {
                (path.display().to_string(), content(path, MAX_CASE_BYTES)?)
            };
            let text = String::from_utf8(bytes).map_err(|why| {
                let at = why.utf8_error().valid_up_to();
                format!("{name}: not UTF-8 at byte {at}; save it as UTF-8")
            })?;
            parse(text.strip_prefix('\u{feff}').unwrap_or(&text))
                .map_err(|why| format!("{name}: {why}"))
        }
        _ => Err("a case or --bank and --payments are needed".into()),
    }
}

fn from_csv(
    args: &Args,
    bank: &Path,
    payments: &Path,
    err: &mut dyn Write,
) -> Result<Book, String> {
    let as_of = args
        .as_of
        .as_deref()
        .map(parse_date)
        .transpose()
        .map_err(|why| format!("--as-of: {why}"))?;
    let (of_bank, of_payments) = Choices::from_maps(&args.map)?;
    let deposits = one(args, bank, &of_bank, csv_in::bank, err)?;
    let payments = one(args, payments, &of_payments, csv_in::payments, err)?;
    let last = deposits
        .iter()
        .map(|d| d.date)
        .chain(payments.iter().map(|p| p.received_on))
        .max();
    Ok(Book {
        as_of: as_of
            .or(last)
            .ok_or("the files hold no money in and no payments")?,
        deposits,
        payments,
        history: vec![],
        payouts: vec![],
        priors: Priors::default(),
        settings: Settings::default(),
    })
}

type OfFile<T> = fn(&[u8], &Choices) -> Result<Reading<T>, CsvError>;

fn one<T>(
    args: &Args,
    path: &Path,
    choices: &Choices,
    read: OfFile<T>,
    err: &mut dyn Write,
) -> Result<Vec<T>, String> {
    let name = path.display().to_string();
    let bytes = content(path, csv_in::MAX_BYTES)?;
    let reading = read(&bytes, choices).map_err(|why| format!("{name}: {why}"))?;
    if let (true, Some(first)) = (reading.rows.is_empty(), reading.bad.first()) {
        let (all, line, why) = (reading.bad.len(), first.line, &first.why);
        return Err(format!(
            "{name}: none of its {all} rows can be read; line {line}: {why}"
        ));
    }
    // Said for people; the answer does not depend on whether anybody listens.
    let _ = tell(&name, &reading, err);
    if args.strict && !reading.bad.is_empty() {
        return Err(format!(
            "{name}: not every row can be read ({}), and --strict was said",
            reading.bad.len()
        ));
    }
    Ok(reading.rows)
}

fn tell<T>(name: &str, reading: &Reading<T>, err: &mut dyn Write) -> std::io::Result<()> {
    for line in reading.guess.lines() {
        writeln!(err, "{name}: {}", printable(&line))?;
    }
    let lines = |why| reading.aside.get(&why).map_or(&[][..], Vec::as_slice);
    let mut counts = vec![match reading.rows.len() {
        1 => "1 row read".into(),
        n => format!("{n} rows read"),
    }];
    for (why, what) in [
        (Aside::MoneyOut, "of money out"),
        (Aside::NotARow, "of balances, totals or remarks"),
        (Aside::NotDone, "pending, failed or reversed"),
        (Aside::NotAPayment, "that are no payments"),
    ] {
        match lines(why) {
            [] => {}
            some if why == Aside::MoneyOut => counts.push(format!("{} {what}", some.len())),
            some => counts.push(format!("{} {what} (line {})", some.len(), ranges(some))),
        }
    }
    if !reading.bad.is_empty() {
        counts.push(format!("{} that cannot be read:", reading.bad.len()));
    }
    writeln!(err, "{name}: {}", counts.join(", "))?;
    for BadRow { line, why } in reading.bad.iter().take(MAX_REASONS) {
        writeln!(err, "{name} line {line}: {}", printable(why))?;
    }
    let more: Vec<usize> = reading
        .bad
        .iter()
        .skip(MAX_REASONS)
        .map(|b| b.line)
        .collect();
    if !more.is_empty() {
        writeln!(
            err,
            "{name}: and {} more, on lines {}",
            more.len(),
            ranges(&more)
        )?;
    }
    Ok(())
}

/// `3, 5-9, 12`.
fn ranges(lines: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for line in lines {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *line => *last = *line,
            _ => runs.push((*line, *line)),
        }
    }
    let texts = runs.iter().map(|(a, b)| {
        if a == b {
            a.to_string()
        } else {
            format!("{a}-{b}")
        }
    });
    texts.collect::<Vec<_>>().join(", ")
}

/// What a file says must not steer the terminal.
pub fn printable(text: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    text.chars()
        .map(|c| if steers(c) { ' ' } else { c })
        .collect()
}

fn content(path: &Path, most: usize) -> Result<Vec<u8>, String> {
    let name = path.display().to_string();
    let mut file = File::open(path).map_err(|why| format!("{name}: {why}"))?;
    limited(&mut file, &name, most)
}

fn limited(from: &mut dyn Read, name: &str, most: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let one_more = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    from.take(one_more)
        .read_to_end(&mut bytes)
        .map_err(|why| format!("{name}: {why}"))?;
    if bytes.len() > most {
        return Err(format!("{name}: larger than {} MB", most / 1024 / 1024));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_runs() {
        assert_eq!(ranges(&[3, 5, 6, 7, 12]), "3, 5-7, 12");
    }

    #[test]
    fn files_do_not_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[2Jb\u{202e}c"), "a [2Jb c");
    }
}
