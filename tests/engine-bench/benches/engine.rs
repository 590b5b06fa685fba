//! Criterion benches: `cargo bench -p oodaloo-engine-bench`.
#![allow(
    missing_docs,
    reason = "criterion_group! writes undocumented functions"
)]
#![allow(clippy::expect_used, reason = "a bench may fail loudly")]

use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{
    BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main,
};
use oodaloo_domain::engine::reconcile;
use oodaloo_engine_bench::lump::{Lump, SIZES};
use oodaloo_engine_bench::{phase1, scale, subset};
use oodaloo_engine_tests::read::read;
use oodaloo_seeds::books::{FAMILIES, TUNE, book};

/// Ten lumps of each size, one after the other.
const SEEDS: std::ops::Range<u64> = 0..10;
/// Larger lumps have so many sets that the crate does not end.
const SUBSET_SUM_UP_TO: usize = 10;

/// Ten samples within two seconds: some seventy benches are over in minutes, and less than they tell apart is the
/// noise of a machine that does other things too.
fn group<'c>(c: &'c mut Criterion, name: &str) -> BenchmarkGroup<'c, WallTime> {
    let mut group = c.benchmark_group(name);
    group.sample_size(10);
    group.warm_up_time(Duration::from_millis(500));
    group.measurement_time(Duration::from_secs(2));
    group
}

fn lumps(c: &mut Criterion) {
    let mut group = group(c, "lump");
    for size in SIZES {
        let lumps: Vec<Lump> = SEEDS.map(|seed| Lump::new(size, seed)).collect();
        group.throughput(Throughput::Elements(lumps.len() as u64));
        group.bench_with_input(BenchmarkId::new("engine", size), &lumps, |b, lumps| {
            b.iter(|| {
                lumps
                    .iter()
                    .map(|l| reconcile(&l.book).len())
                    .sum::<usize>()
            });
        });
        group.bench_with_input(BenchmarkId::new("phase-1", size), &lumps, |b, lumps| {
            b.iter(|| {
                lumps
                    .iter()
                    .filter_map(|l| phase1::reconcile(&l.book).pop())
                    .count()
            });
        });
        if size <= SUBSET_SUM_UP_TO {
            group.bench_with_input(BenchmarkId::new("subset_sum", size), &lumps, |b, lumps| {
                b.iter(|| {
                    let sets = lumps
                        .iter()
                        .filter_map(|l| subset::solve(&l.nets, l.target).ok());
                    sets.map(|said| said.sets).sum::<usize>()
                });
            });
        }
    }
    group.finish();
}

/// The longest family takes seconds a round; its pace is in `books`.
const LONGEST: usize = 600;

fn families(c: &mut Criterion) {
    let mut group = group(c, "family");
    for family in FAMILIES {
        let open = read(&book(family, TUNE.start).case).expect("a generated book can be read");
        if open.deposits.len() > LONGEST {
            continue;
        }
        group.throughput(Throughput::Elements(open.deposits.len() as u64));
        group.bench_function(family.name, |b| b.iter(|| reconcile(&open).len()));
    }
    group.finish();
}

fn books(c: &mut Criterion) {
    let mut group = group(c, "book");
    let books = [
        ("12 weeks", scale::open(12, 7)),
        (
            "12 weeks after 5 years",
            scale::closed_but_twelve_weeks(5, 7),
        ),
    ];
    for (name, book) in &books {
        group.throughput(Throughput::Elements(book.deposits.len() as u64));
        group.bench_function(*name, |b| b.iter(|| reconcile(book).len()));
    }
    group.finish();
}

criterion_group!(benches, families, lumps, books);
criterion_main!(benches);
