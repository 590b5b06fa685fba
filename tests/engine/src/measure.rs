//! Families × seeds, on as many threads as are asked for, summed in the same order whatever ran first.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use oodaloo_domain::engine::reconcile;
use oodaloo_seeds::books::{self, Family, Prices};

use crate::laws::answer_changes;
use crate::read::{ReadError, read};
use crate::score::{Scored, score};
use crate::weekly::replay;

/// What to measure.
#[derive(Clone, Debug)]
pub struct Plan {
    /// In the order of the tables.
    pub families: Vec<Family>,
    /// The same of each family; of families longer than a year only the first.
    pub seeds: Range<u64>,
    /// Whether to turn each book's lists round and ask again, which costs as much as the measuring.
    pub turned: bool,
    /// Whether to go through each book week by week, as the cloud does, rather than at once.
    pub weekly: bool,
    /// At least one.
    pub threads: usize,
}

/// What was measured.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// Everything; cents of one currency only.
    pub all: Scored,
    /// By family's name.
    pub families: BTreeMap<&'static str, Scored>,
}

/// Generates, reconciles and scores every book of the plan.
///
/// # Errors
/// [`ReadError`] where a generated case cannot be read.
pub fn measure(plan: &Plan) -> Result<Measured, ReadError> {
    let seeds = |f: &Family| {
        plan.seeds
            .clone()
            .take(if f.days > 366 { 1 } else { usize::MAX })
    };
    let jobs: Vec<(Family, u64)> = plan
        .families
        .iter()
        .flat_map(|f| seeds(f).map(|seed| (*f, seed)))
        .collect();
    let next = AtomicUsize::new(0);
    let done: Mutex<BTreeMap<usize, Result<Scored, ReadError>>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..plan.threads.max(1) {
            scope.spawn(|| {
                while let Some((at, (family, seed))) = jobs
                    .iter()
                    .enumerate()
                    .nth(next.fetch_add(1, Ordering::Relaxed))
                {
                    let scored = one(family, *seed, plan);
                    done.lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .insert(at, scored);
                }
            });
        }
    });
    let mut measured = Measured::default();
    for (at, scored) in done
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
    {
        let mut scored = scored?;
        let family = jobs[at].0;
        measured
            .families
            .entry(family.name)
            .or_default()
            .merge(&scored);
        if family.prices == Prices::Big {
            drop_cents(&mut scored);
        }
        measured.all.merge(&scored);
    }
    Ok(measured)
}

fn one(family: &Family, seed: u64, plan: &Plan) -> Result<Scored, ReadError> {
    let made = books::book(family, seed);
    let book = read(&made.case)?;
    let findings = if plan.weekly {
        replay(&book, &made.truth)
    } else {
        reconcile(&book)
    };
    let mut scored = score(
        &format!("{} {seed}", family.name),
        &book,
        &made.truth,
        &findings,
    );
    if plan.turned && !plan.weekly {
        scored.all.order_changes = i64::from(answer_changes(&book, &findings));
    }
    Ok(scored)
}

/// Amounts of another currency cannot be added to dollars.
fn drop_cents(scored: &mut Scored) {
    for tally in std::iter::once(&mut scored.all).chain(scored.tags.values_mut()) {
        tally.covered_cents = Default::default();
        tally.curve.drop_cents();
    }
}
