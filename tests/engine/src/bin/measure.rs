//! Measures the engine on generated books, for tuning: prints tables.
#![allow(clippy::print_stdout, reason = "a tool that prints tables for people")]

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use oodaloo_engine_tests::measure::{Plan, measure};
use oodaloo_engine_tests::print;
use oodaloo_seeds::books::{Answer, FAMILIES, Family, Known, REPORT, TUNE, book, family};

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
    /// Week by week, as the cloud does: autos accepted, questions answered by the truth, lessons learned.
    #[arg(long, conflicts_with = "turned")]
    weekly: bool,
    /// Also write each case and its truth there, as FAMILY-SEED.json and FAMILY-SEED.truth.json, for
    /// `oodaloo reconcile`.
    #[arg(long)]
    write: Option<PathBuf>,
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

fn write(folder: &Path, families: &[Family], seeds: &Range<u64>) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (family, seed) in families
        .iter()
        .flat_map(|f| seeds.clone().map(move |s| (f, s)))
    {
        let made = book(family, seed);
        let truth: BTreeMap<&String, _> = made
            .truth
            .iter()
            .map(|(id, known)| (id, in_words(known)))
            .collect();
        let name = format!("{}-{seed}", family.name);
        std::fs::write(
            folder.join(format!("{name}.json")),
            serde_json::to_vec_pretty(&made.case)?,
        )?;
        std::fs::write(
            folder.join(format!("{name}.truth.json")),
            serde_json::to_vec_pretty(&truth)?,
        )?;
    }
    Ok(())
}

fn in_words(known: &Known) -> serde_json::Value {
    let (kind, ids) = match &known.answer {
        Answer::Payments(ids) => ("payments", ids.as_slice()),
        Answer::Off => ("off", &[][..]),
        Answer::Broken(ids) => ("broken", ids.as_slice()),
        Answer::Outside(ids) => ("outside", ids.as_slice()),
    };
    let shows: Vec<&str> = known.tags.iter().map(|t| t.name()).collect();
    serde_json::json!({"kind": kind, "payment_ids": ids, "processor": known.processor, "shows": shows})
}

fn run(args: &Args) -> Result<(), String> {
    let families = families(&args.family)?;
    if let Some(folder) = &args.write {
        write(folder, &families, &args.seeds).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    let plan = Plan {
        families: families.clone(),
        seeds: args.seeds.clone(),
        turned: args.turned,
        weekly: args.weekly,
        threads: args.threads,
    };
    let measured = measure(&plan).map_err(|e| e.to_string())?;
    println!(
        "{}",
        print::by_family(&measured, families.iter().map(|f| f.name))
    );
    if args.verbose {
        println!(
            "{}\n{}\n{}",
            print::by_tag(&measured),
            print::reliability(&measured.all.all.reliability),
            print::curve(&measured.all.all)
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
