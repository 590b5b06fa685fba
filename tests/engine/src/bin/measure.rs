//! Measures the engine on generated books, for tuning: prints tables.
#![allow(clippy::print_stdout, reason = "a tool that prints tables for people")]

use std::ops::Range;
use std::process::ExitCode;

use clap::Parser;
use oodaloo_engine_tests::measure::{Plan, measure};
use oodaloo_engine_tests::print;
use oodaloo_seeds::books::{FAMILIES, Family, REPORT, TUNE, family};

/// How often the engine is right, by family and by phenomenon, on generated books.
#[derive(Parser)]
struct Args {
    /// Only this family; may be given several times. Without it every family but `five-years`.
    #[arg(long)]
    family: Vec<String>,
    /// Which seeds of each, the second not included. Seeds to report on are refused: `make engine-report` runs them.
    #[arg(long, default_value = "1000..1005", value_parser = seeds)]
    seeds: Range<u64>,
    /// Also by phenomenon, the reliability table, and wrong autos one by one.
    #[arg(long)]
    verbose: bool,
    /// Ask each book twice, its lists turned round.
    #[arg(long)]
    turned: bool,
    /// Threads.
    #[arg(long, default_value_t = 2)]
    threads: usize,
}

fn seeds(text: &str) -> Result<Range<u64>, String> {
    let (from, to) = text
        .split_once("..")
        .ok_or("two numbers are expected, such as 1000..1010")?;
    let number = |t: &str| t.parse::<u64>().map_err(|e| format!("{t:?}: {e}"));
    let range = number(from)?..number(to)?;
    if range.is_empty() {
        return Err("no seeds".into());
    }
    if range.start < REPORT.end && REPORT.start < range.end {
        return Err(format!("{REPORT:?} are only reported on; tune on {TUNE:?}"));
    }
    Ok(range)
}

fn families(names: &[String]) -> Result<Vec<Family>, String> {
    if names.is_empty() {
        return Ok(FAMILIES
            .iter()
            .filter(|f| f.name != "five-years")
            .copied()
            .collect());
    }
    let known = || {
        FAMILIES
            .iter()
            .map(|f| f.name)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let find = |n: &String| {
        family(n)
            .copied()
            .ok_or_else(|| format!("no family {n:?}; there are {}", known()))
    };
    names.iter().map(find).collect()
}

fn run(args: &Args) -> Result<(), String> {
    let families = families(&args.family)?;
    let plan = Plan {
        families: families.clone(),
        seeds: args.seeds.clone(),
        turned: args.turned,
        threads: args.threads,
    };
    let measured = measure(&plan).map_err(|e| e.to_string())?;
    println!(
        "{}",
        print::by_family(&measured, families.iter().map(|f| f.name))
    );
    if args.verbose {
        println!(
            "{}\n{}",
            print::by_tag(&measured),
            print::reliability(&measured.all.all.reliability)
        );
        print!("{}", print::wrong(&measured.all.all, 40));
    }
    print!("{}", print::rest(&measured.all.all));
    Ok(())
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            println!("{why}");
            ExitCode::from(2)
        }
    }
}
