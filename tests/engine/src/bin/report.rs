//! Writes the figures of `docs/engine.md` between its markers, from books whose seeds are only reported on.
#![allow(
    clippy::print_stdout,
    reason = "a tool that tells a person how far it is"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use oodaloo_engine_tests::bars::{bars, table};
use oodaloo_engine_tests::measure::{Measured, Plan, measure};
use oodaloo_engine_tests::{page, print};
use oodaloo_seeds::books::{FAMILIES, REPORT};

/// Measures the engine on every family and writes the figures into a page.
#[derive(Parser)]
struct Args {
    /// The page.
    #[arg(long, default_value = "docs/engine.md")]
    page: PathBuf,
    /// How many seeds of each family (one of the five-year books).
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    seeds: u64,
    /// How many seeds after the first are passed over: fresh ones, when the others have been looked at.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=900))]
    skip: u64,
    /// Threads.
    #[arg(long, default_value_t = 2)]
    threads: usize,
}

fn plan(args: &Args, seeds: u64) -> Plan {
    let first = REPORT.start + args.skip;
    let seeds = first..(first + seeds).min(REPORT.end);
    Plan {
        families: FAMILIES.to_vec(),
        seeds,
        turned: false,
        weekly: false,
        threads: args.threads,
    }
}

fn parts(args: &Args) -> Result<Vec<(&'static str, String)>, String> {
    let whole = plan(args, args.seeds);
    println!("{} families, seeds {:?} …", FAMILIES.len(), whole.seeds);
    let mut m: Measured = measure(&whole).map_err(|e| e.to_string())?;
    println!("the same lists in another order …");
    let once = Plan {
        turned: true,
        ..plan(args, 1)
    };
    let turned = measure(&once).map_err(|e| e.to_string())?;
    println!("week by week …");
    let weeks = Plan {
        weekly: true,
        ..plan(args, args.seeds.div_ceil(4))
    };
    let weekly = measure(&weeks).map_err(|e| e.to_string())?;
    m.all.all.order_changes = turned.all.all.order_changes;
    let t = &m.all.all;
    let seeds = |p: &Plan| {
        format!(
            "Seeds {} to {} of each family.\n\n",
            p.seeds.start,
            p.seeds.end - 1
        )
    };
    let names = || FAMILIES.iter().map(|f| f.name);
    let wrong = if t.wrong.is_empty() {
        "None.\n".to_owned()
    } else {
        print::wrong(t, 60)
    };
    Ok(vec![
        (
            "figures",
            format!("{}{}\n{}", seeds(&whole), table(&bars(t)), print::rest(t)),
        ),
        ("families", print::by_family(&m, names())),
        ("phenomena", print::by_tag(&m)),
        ("reliability", print::reliability(&t.reliability)),
        ("curve", print::curve(t)),
        ("wrong", wrong),
        (
            "weekly",
            format!("{}{}", seeds(&weeks), print::by_family(&weekly, names())),
        ),
    ])
}

fn run(args: &Args) -> Result<(), String> {
    let file = args.page.display();
    let mut text = std::fs::read_to_string(&args.page).map_err(|e| format!("{file}: {e}"))?;
    for (name, part) in parts(args)? {
        text = page::replace(&text, name, &part).map_err(|e| format!("{file}: {e}"))?;
    }
    std::fs::write(&args.page, text).map_err(|e| format!("{file}: {e}"))?;
    println!("{file} is written");
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
