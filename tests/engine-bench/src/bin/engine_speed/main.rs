//! Prints how fast the engine is and how often it is right, beside other ways to do it.
//!
//! `engine-speed [PAGE]` prints the tables, and puts them between the speed markers of PAGE where one is named.
//! `engine-speed lumps` writes the lumps as JSON for other solvers; the remaining words are for its own children.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a binary that talks to people"
)]

mod lumps;
mod page;
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
        [] => tables().map(|text| print!("{text}")),
        [path] if !path.starts_with('-') => tables().and_then(|text| {
            print!("{text}");
            page::put(path, &text)
        }),
        _ => Err("usage: engine-speed [PAGE | lumps]".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("engine-speed: {error}");
            ExitCode::from(2)
        }
    }
}

fn tables() -> Result<String, Box<dyn Error>> {
    Ok([page::head(), lumps::table()?, sizes::table()?].join("\n"))
}

fn child_subset() -> Result<(), Box<dyn Error>> {
    let (nets, target): (Vec<i64>, i64) = serde_json::from_reader(std::io::stdin())?;
    println!("{}", serde_json::to_string(&subset::solve(&nets, target)?)?);
    Ok(())
}
