//! Seeds of the simulation. `SIM_SEED=n` replays one, `SIM_SEEDS=n` runs more, `SIM_SHARPNESS=n` counts
//! how many of so many seeds find each planted bug, `SIM_BUG=n` looks for the nth alone.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use oodaloo_tests::sim::bugs::Bug;
use oodaloo_tests::sim::{Failure, Options, Report, probe, run};

/// Seeds when nobody says how many.
const SEEDS: u64 = 100;
/// A planted bug must be found within so many.
const ENOUGH: u64 = 300;

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where a person says which seeds to run"
)]
fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn threads() -> usize {
    std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(8)
}

/// Runs seeds on all cores; each run is one thread's alone. Stops at the first failure.
fn storm(first: u64, count: u64) -> Result<Vec<Report>, Box<Failure>> {
    let (next, failed) = (AtomicU64::new(first), AtomicBool::new(false));
    let work = || {
        let mut reports = Vec::new();
        while !failed.load(Ordering::Relaxed) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= first + count {
                break;
            }
            match run(seed, &Options::default()) {
                Ok(report) => reports.push(report),
                Err(failure) => {
                    failed.store(true, Ordering::Relaxed);
                    return Err(failure);
                }
            }
        }
        Ok(reports)
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads()).map(|_| scope.spawn(work)).collect();
        let mut all = Vec::new();
        for worker in workers {
            let reports = worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            all.extend(reports?);
        }
        Ok(all)
    })
}

#[test]
fn the_real_handlers_survive_the_storm() {
    let (first, count) = match asked("SIM_SEED") {
        Some(seed) => (seed, 1),
        None => (0, asked("SIM_SEEDS").unwrap_or(SEEDS)),
    };
    let reports = storm(first, count).unwrap_or_else(|failure| panic!("{failure}"));
    let sum = |of: fn(&Report) -> u64| reports.iter().map(of).sum::<u64>();
    println!(
        "{} seeds, {} steps, {} faults, {} simulated hours, {} mails, {} confirmed, {} breaks, {} dead letters",
        reports.len(),
        sum(|r| r.steps),
        sum(|r| r.faults),
        sum(|r| r.seconds) / 3_600,
        sum(|r| r.mails as u64),
        sum(|r| r.confirmed as u64),
        sum(|r| r.breaks.into()),
        sum(|r| r.dead as u64),
    );
    // A simulation in which nothing happens proves nothing.
    assert!(
        count < 50 || sum(|r| r.faults) > 50 * count,
        "too few faults"
    );
    assert!(
        count < 50 || sum(|r| r.confirmed as u64) > count,
        "nobody confirms anything"
    );
    assert!(
        count < 50 || sum(|r| r.breaks.into()) > 0,
        "no grant is ever lost"
    );
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in [3, 14] {
        let twice = [
            run(seed, &Options::default()),
            run(seed, &Options::default()),
        ];
        assert_eq!(twice[0], twice[1]);
    }
}

#[test]
fn without_faults_nothing_breaks_and_nothing_is_put_aside() {
    let report = run(
        1,
        &Options {
            calm: true,
            ..Options::default()
        },
    )
    .unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!((report.faults, report.breaks, report.dead), (0, 0, 0));
}

/// What a planted bug's seeds showed.
struct Found {
    /// The first seed that shows it, as a count: 1 is seed 0.
    first: Option<u64>,
    /// How many seeds show it, when all were run.
    count: u64,
    how: String,
}

/// Looks for a planted bug; through all seeds when `whole`.
fn find(bug: Bug, seeds: u64, whole: bool) -> Found {
    let options = Options {
        bug: Some(bug),
        ..Options::default()
    };
    let mut found = Found {
        first: None,
        count: 0,
        how: String::new(),
    };
    for seed in 0..seeds {
        let Err(failure) = probe(seed, &options) else {
            continue;
        };
        found.count += 1;
        if found.first.is_none() {
            // It is the bug that fails, not the seed.
            probe(seed, &Options::default())
                .unwrap_or_else(|failure| panic!("without a bug: {failure}"));
            (found.first, found.how) = (Some(seed + 1), failure.violated);
        }
        if !whole {
            break;
        }
    }
    found
}

#[test]
fn every_planted_bug_is_found() {
    let sharpness = asked("SIM_SHARPNESS");
    let bugs = match asked("SIM_BUG") {
        Some(nth) => Bug::ALL.iter().skip(nth as usize).take(1).collect(),
        None => Bug::ALL.iter().collect::<Vec<_>>(),
    };
    let next = AtomicU64::new(0);
    let work = || {
        while let Some(bug) = bugs.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
            let found = find(**bug, sharpness.unwrap_or(ENOUGH), sharpness.is_some());
            let how: String = found.how.chars().take(160).collect();
            match sharpness {
                Some(seeds) => println!(
                    "{bug:?}: {} of {seeds} seeds, first after {:?}: {how}",
                    found.count, found.first
                ),
                None => println!("{bug:?}: found after {:?}: {how}", found.first),
            }
            assert!(
                found.first.is_some() || sharpness.is_some(),
                "{bug:?} is not found: the simulation is blunt"
            );
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads()).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .for_each(|worker| worker.join().expect("every planted bug is found"));
    });
}
