//! Prints how fast the engine is and how often it is right, beside other ways to do it.
//!
//! `engine-speed [PAGE]` prints the tables, and puts them between the speed markers of PAGE where one is named.
//! `engine-speed answers FOLDER [FAMILY]` writes the engine's answers to generated books there: two versions that differ
//! in speed alone write the same bytes.
//! `engine-speed lumps` writes the lumps as JSON for other solvers; the remaining words are for its own children.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a binary that talks to people"
)]

mod answers;
mod families;
mod lumps;
mod sizes;

use std::error::Error;
use std::process::ExitCode;

use oodaloo_engine_bench::subset;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["lumps"] => lumps::write(),
        ["subset-sum"] => child_subset(),
        ["rows", count] => sizes::child(count),
        ["past", years, way, times] => sizes::past(years, way, times),
        ["run", shape, days] => sizes::run(shape, days),
        ["huge", shape, count, days] => sizes::huge(shape, count, days),
        ["answers", folder] => answers::write(folder, ""),
        ["answers", folder, family] => answers::write(folder, family),
        [] => tables().map(drop),
        [path] if !path.starts_with('-') => tables().and_then(|text| put(path, &text)),
        _ => Err("usage: engine-speed [PAGE | lumps | answers FOLDER [FAMILY] | huge SHAPE PAYMENTS DAYS | run SHAPE DAYS | past YEARS WAY TIMES]".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("engine-speed: {error}");
            ExitCode::from(2)
        }
    }
}

/// Prints each table as soon as it is there, since the last ones take minutes; gives all of them.
fn tables() -> Result<String, Box<dyn Error>> {
    let mut text = head();
    print!("{text}");
    for table in [families::table, lumps::table, sizes::table] {
        let part = table()?;
        print!("{part}");
        text += &part;
    }
    Ok(text)
}

/// What the figures stand on.
fn head() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("an unnamed processor", |rest| {
            rest.trim_start_matches([' ', '\t', ':'])
        });
    format!(
        "By `make bench` (and `make bench-cpsat` before it), processor time on one core of {model}. Times are this machine's; what is \
         right and wrong is the seeds'.\n"
    )
}

fn put(path: &str, text: &str) -> Result<(), Box<dyn Error>> {
    let page = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    let page = oodaloo_engine_tests::page::replace(&page, "speed", text)?;
    Ok(std::fs::write(path, page)?)
}

fn child_subset() -> Result<(), Box<dyn Error>> {
    let (nets, target): (Vec<i64>, i64) = serde_json::from_reader(std::io::stdin())?;
    println!("{}", serde_json::to_string(&subset::solve(&nets, target)?)?);
    Ok(())
}
