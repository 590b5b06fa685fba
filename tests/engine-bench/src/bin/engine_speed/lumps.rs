//! One payout among N payments, by every method: how often exactly right, and how long.

use std::collections::BTreeMap;
use std::error::Error;

use oodaloo_domain::engine::{Finding, Outcome, Reason, reconcile};
use oodaloo_engine_bench::clock::{Times, timed};
use oodaloo_engine_bench::lump::{Lump, Plain, SIZES};
use oodaloo_engine_bench::{phase1, subset};
use serde::Deserialize;

/// Lumps of one size: for the engine; for the others, which take seconds.
const SEEDS: std::ops::Range<u64> = 0..200;
const FEW: std::ops::Range<u64> = 0..10;
/// Where `make bench-cpsat` leaves its figures.
const CP_SAT: &str = "target/bench/cp_sat.json";

/// How one method did on the lumps of one size.
#[derive(Default)]
struct Row {
    lumps: usize,
    right: usize,
    /// Answered without asking; and of these, not exactly right.
    auto: usize,
    auto_wrong: usize,
    /// Did not end within its limits, or said so itself.
    unfinished: usize,
    times: Times,
}

/// A row of another program.
#[derive(Deserialize)]
struct Foreign {
    lumps: usize,
    right: usize,
    unfinished: usize,
    p50_ms: f64,
    max_ms: f64,
}

/// Writes the lumps that the slower methods are asked, one JSON object a line.
pub fn write() -> Result<(), Box<dyn Error>> {
    for size in SIZES {
        for seed in FEW {
            println!(
                "{}",
                serde_json::to_string(&Lump::new(size, seed).plain(seed))?
            );
        }
    }
    Ok(())
}

/// The table.
pub fn table() -> Result<String, Box<dyn Error>> {
    let cp_sat: BTreeMap<String, Foreign> = match std::fs::read(CP_SAT) {
        Ok(bytes) => serde_json::from_slice(&bytes)?,
        Err(_) => BTreeMap::new(),
    };
    let mut text = format!(
        "\n**One payout among N payments** (15 days of card payments, 45 % at flat prices; the payout is a run of 1 to 7 days \
         less a fee on each; nothing learned before, no other deposit). The engine is told no fee; `subset_sum` and CP-SAT are told \
         the exact net of every payment, and Phase 1 assumes 2.9 % + 30¢ on the whole. Right: the top answer is exactly the true set. {} \
         lumps a size for the engine, {} for the others; limits {} s on the wall for `subset_sum`, 10 s for CP-SAT (wall time).\n\n\
         | N | engine right | auto (wrong) | not to the end | p50 / p99 / max ms | Phase 1 right | auto wrong | p50 ms | `subset_sum` right | not ended | p50 ms | CP-SAT right | not ended | p50 / max ms |\n\
         |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        SEEDS.count(),
        FEW.count(),
        subset::TIME_LIMIT.as_secs(),
    );
    let mut hopeless = false;
    for size in SIZES {
        let engine = engine(size);
        let old = phase_one(size);
        let said = if hopeless {
            None
        } else {
            Some(subset_sum(size)?)
        };
        hopeless |= said.as_ref().is_some_and(|row| row.unfinished == row.lumps);
        let subset = said.map_or_else(
            || "– | all | –".to_owned(),
            |row| {
                format!(
                    "{} | {}/{} | {:.1}",
                    share(row.right, row.lumps),
                    row.unfinished,
                    row.lumps,
                    row.times.percentile_ms(50)
                )
            },
        );
        let foreign = cp_sat.get(&size.to_string()).map_or_else(
            || "– | – | –".to_owned(),
            |f| {
                format!(
                    "{} | {}/{} | {:.0} / {:.0}",
                    share(f.right, f.lumps),
                    f.unfinished,
                    f.lumps,
                    f.p50_ms,
                    f.max_ms
                )
            },
        );
        text += &format!(
            "| {size} | {} | {} ({}) | {} | {:.2} / {:.2} / {:.2} | {} | {}/{} | {:.1} | {subset} | {foreign} |\n",
            share(engine.right, engine.lumps),
            share(engine.auto, engine.lumps),
            engine.auto_wrong,
            engine.unfinished,
            engine.times.percentile_ms(50),
            engine.times.percentile_ms(99),
            engine.times.percentile_ms(100),
            share(old.right, old.lumps),
            old.auto_wrong,
            old.auto,
            old.times.percentile_ms(50),
        );
        eprintln!("lumps of {size}: done");
    }
    Ok(text)
}

fn share(part: usize, whole: usize) -> String {
    format!("{} %", (part * 1000 / whole.max(1) + 5) / 10)
}

fn engine(size: usize) -> Row {
    let mut row = Row::default();
    for seed in SEEDS {
        let lump = Lump::new(size, seed);
        let (took, findings) = timed(|| reconcile(&lump.book));
        let top = findings.first().and_then(|f| f.candidates.first());
        let right = top.is_some_and(|c| c.payment_ids == lump.truth);
        let auto = findings.iter().any(|f| f.outcome == Outcome::Auto);
        row.lumps += 1;
        row.right += usize::from(right);
        row.auto += usize::from(auto);
        row.auto_wrong += usize::from(auto && !right);
        row.unfinished += usize::from(findings.iter().any(cut_short));
        row.times.push(took);
    }
    row
}

fn cut_short(finding: &Finding) -> bool {
    let mut reasons = finding.candidates.iter().flat_map(|c| &c.reasons);
    reasons.any(|r| matches!(r, Reason::NotSearchedToTheEnd { .. }))
}

fn phase_one(size: usize) -> Row {
    let mut row = Row::default();
    for seed in FEW {
        let lump = Lump::new(size, seed);
        let (took, matches) = timed(|| phase1::reconcile(&lump.book));
        let top = matches.first().and_then(Option::as_ref);
        let right = top.is_some_and(|m| m.payment_ids == lump.truth);
        let auto = top.is_some_and(|m| m.auto);
        row.lumps += 1;
        row.right += usize::from(right);
        row.auto += usize::from(auto);
        row.auto_wrong += usize::from(auto && !right);
        row.times.push(took);
    }
    row
}

fn subset_sum(size: usize) -> Result<Row, Box<dyn Error>> {
    let mut row = Row::default();
    for seed in FEW {
        let plain = Lump::new(size, seed).plain(seed);
        row.lumps += 1;
        match subset::in_a_child(&plain)? {
            Some(said) => {
                row.right += usize::from(is_truth(&plain, &said.first));
                row.times
                    .push(std::time::Duration::from_micros(said.took_us));
            }
            None => row.unfinished += 1,
        }
    }
    Ok(row)
}

/// It answers in amounts: equal amounts pass for each other, in its favour.
fn is_truth(plain: &Plain, first: &[i64]) -> bool {
    let mut truth: Vec<i64> = plain.truth.iter().map(|at| plain.nets[*at]).collect();
    truth.sort_unstable();
    truth == first
}
