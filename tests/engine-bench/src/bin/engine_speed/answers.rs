//! The engine's answers to generated books, as files: what is only quicker answers the same.

use std::error::Error;
use std::path::Path;

use oodaloo_domain::engine::case::Answer;
use oodaloo_domain::engine::reconcile;
use oodaloo_engine_bench::clock::timed;
use oodaloo_engine_tests::read::read;
use oodaloo_seeds::books::{FAMILIES, TUNE, book};

/// Books of a family.
const BOOKS: u64 = 2;
/// Longer books take minutes and are answered only where their family is asked for.
const LONGEST: usize = 1_000;

/// Writes `FAMILY-SEED.json` of each family, or of one.
pub fn write(folder: &str, only: &str) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let wanted = FAMILIES
        .iter()
        .filter(|f| only.is_empty() || f.name == only);
    for family in wanted {
        for seed in TUNE.start..TUNE.start + BOOKS {
            let open = read(&book(family, seed).case)?;
            if only.is_empty() && open.deposits.len() > LONGEST {
                continue;
            }
            let (took, results) = timed(|| reconcile(&open));
            println!(
                "{}-{seed}: {} deposits, {} payments, {:.1} ms",
                family.name,
                open.deposits.len(),
                open.payments.len(),
                took.as_secs_f64() * 1e3
            );
            let path = Path::new(folder).join(format!("{}-{seed}.json", family.name));
            std::fs::write(path, serde_json::to_vec_pretty(&Answer { results })?)?;
        }
    }
    Ok(())
}
