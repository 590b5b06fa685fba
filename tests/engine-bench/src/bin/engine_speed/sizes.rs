//! What a book costs as it grows: open, closed behind it, and very long.

use std::error::Error;
use std::process::Command;

use oodaloo_domain::engine::{Book, Outcome, learned, reconcile};
use oodaloo_domain::plan::{MAX_DEPOSITS, MAX_PAYMENTS};
use oodaloo_engine_bench::clock::{Times, peak_rss_mib, timed};
use oodaloo_engine_bench::huge::{self, Shape};
use oodaloo_engine_bench::scale;

/// Weeks of the very long book: about 100,000 rows.
const LONG_WEEKS: i32 = 775;
const SEED: u64 = 7;

/// The table.
pub fn table() -> Result<String, Box<dyn Error>> {
    let mut text = "\n**Books** (118 payments a week in 18 deposits; all open unless said).\n\n\
        | book | deposits | payments | closed before | median | per open deposit |\n|---|--:|--:|--:|--:|--:|\n"
        .to_owned();
    let mut line = |name: &str, book: &Book, times: usize| {
        let mut took = Times::default();
        for _ in 0..times {
            took.push(timed(|| reconcile(book)).0);
        }
        let ms = took.percentile_ms(50);
        let open = u32::try_from(book.deposits.len()).unwrap_or(u32::MAX);
        text += &format!(
            "| {name} | {open} | {} | {} | {} | {:.2} ms |\n",
            book.payments.len(),
            book.history.len(),
            human(ms),
            ms / f64::from(open.max(1)),
        );
        eprintln!("{name}: done");
    };
    line("12 weeks", &scale::open(12, SEED), 9);
    line(
        "12 weeks after 1 year, closed",
        &scale::closed_but_twelve_weeks(1, SEED),
        5,
    );
    let five = scale::closed_but_twelve_weeks(5, SEED);
    line("12 weeks after 5 years, closed", &five, 5);
    let told = scale::as_in_the_cloud(&five);
    line("the same weeks, as the cloud tells them", &told, 5);
    let unknown = scale::with_nothing_before(&five);
    line("the same weeks, nothing known", &unknown, 5);
    line("24 weeks", &scale::open(24, SEED), 5);
    line("1 year", &scale::open(52, SEED), 3);
    line("5 years", &scale::open(260, SEED), 1);
    let output = Command::new(std::env::current_exe()?)
        .args(["rows", &LONG_WEEKS.to_string()])
        .output()?;
    text += &String::from_utf8(output.stdout)?;
    Ok(text)
}

fn human(ms: f64) -> String {
    if ms < 1_000.0 {
        format!("{ms:.0} ms")
    } else {
        format!("{:.2} s", ms / 1_000.0)
    }
}

/// The most that one run in the cloud is given: the newest deposits and payments of a book of one shape.
pub fn run(shape: &str, days: &str) -> Result<(), Box<dyn Error>> {
    let mut book = of_shape(shape, MAX_PAYMENTS, days)?;
    book.deposits
        .sort_by(|a, b| (b.date, &b.id).cmp(&(a.date, &a.id)));
    book.deposits.truncate(MAX_DEPOSITS);
    measure(&format!("{shape}, one run, {days} days"), &book);
    Ok(())
}

/// A book of one shape taken to its end, in a process of its own.
pub fn huge(shape: &str, count: &str, days: &str) -> Result<(), Box<dyn Error>> {
    let book = of_shape(shape, count.parse()?, days)?;
    measure(&format!("{shape} over {days} days"), &book);
    Ok(())
}

fn of_shape(shape: &str, count: usize, days: &str) -> Result<Book, Box<dyn Error>> {
    let shape = match shape {
        "named" => Shape::Named,
        "equal" => Shape::Equal,
        "payouts" => Shape::Payouts,
        "mess" => Shape::Mess,
        _ => return Err(format!("no shape {shape:?}: named, equal, payouts or mess").into()),
    };
    Ok(huge::book(shape, count, days.parse()?, SEED))
}

fn measure(name: &str, book: &Book) {
    let before = peak_rss_mib().unwrap_or(0);
    let (took, findings) = timed(|| reconcile(book));
    let auto = findings.iter().filter(|f| f.outcome == Outcome::Auto);
    println!(
        "| {name} | {} | {} | {} | {} | {before} MiB | {} MiB |",
        book.deposits.len(),
        book.payments.len(),
        auto.count(),
        human(took.as_secs_f64() * 1e3),
        peak_rss_mib().unwrap_or(0),
    );
}

/// A very long book in a process of its own, so that its peak of memory is its own.
pub fn child(weeks: &str) -> Result<(), Box<dyn Error>> {
    let book = scale::open(weeks.parse()?, SEED);
    let before = peak_rss_mib().unwrap_or(0);
    let (took, findings) = timed(|| reconcile(&book));
    let ms = took.as_secs_f64() * 1e3;
    let open = u32::try_from(findings.len())?;
    println!(
        "| {} rows | {open} | {} | 0 | {} | {:.2} ms |\n\nPeak memory of the longest: {} MiB, of which {before} MiB are the book itself.",
        book.deposits.len() + book.payments.len(),
        book.payments.len(),
        human(ms),
        ms / f64::from(open.max(1)),
        peak_rss_mib().unwrap_or(0),
    );
    Ok(())
}

/// Twelve open weeks after so many years that were closed, told in full, as the cloud tells them, or not at all; solved
/// so many times. For counting instructions, which other work on the machine does not disturb.
pub fn past(years: &str, way: &str, times: &str) -> Result<(), Box<dyn Error>> {
    let whole = scale::closed_but_twelve_weeks(years.parse()?, SEED);
    let book = match way {
        "lists" => whole,
        "cloud" => scale::as_in_the_cloud(&whole),
        "nothing" => scale::with_nothing_before(&whole),
        _ => return Err(format!("no way {way:?}: lists, cloud or nothing").into()),
    };
    let times: usize = times.parse()?;
    let found: usize = (0..times).map(|_| reconcile(&book).len()).sum();
    println!(
        "{found} findings in {times} times, {} closed before, {} plans known",
        book.history.len(),
        learned(&book).plans().len()
    );
    Ok(())
}
