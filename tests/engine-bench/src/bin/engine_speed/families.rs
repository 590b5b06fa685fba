//! Every family of generated books: deposits a second, and how often the top answer is exactly right.

use std::collections::BTreeMap;
use std::error::Error;

use oodaloo_domain::engine::{Book, Outcome, reconcile};
use oodaloo_engine_bench::clock::{Times, timed};
use oodaloo_engine_bench::phase1;
use oodaloo_engine_tests::read::read;
use oodaloo_seeds::books::{FAMILIES, Family, Known, TUNE, book};

/// Books of a family. Speed needs no held-back seeds; how right the engine is on those is the engine report's to say.
const BOOKS: u64 = 3;

/// What one method did on the books of a family.
#[derive(Default)]
struct Row {
    deposits: u32,
    /// Deposits that have an exact answer, and those whose top answer it was.
    answerable: usize,
    right: usize,
    auto: usize,
    auto_wrong: usize,
    times: Times,
}

impl Row {
    fn count(&mut self, known: &Known, top: Option<&[String]>, auto: bool) {
        let right = top.is_some() && known.answer.payments() == top;
        self.deposits += 1;
        self.answerable += usize::from(known.answer.payments().is_some());
        self.right += usize::from(right);
        self.auto += usize::from(auto);
        self.auto_wrong += usize::from(auto && !right);
    }

    fn per_second(&self) -> f64 {
        f64::from(self.deposits) / self.times.total().as_secs_f64().max(1e-9)
    }
}

/// The table.
pub fn table() -> Result<String, Box<dyn Error>> {
    let mut text = format!(
        "\n**Families of books** ({BOOKS} tuning seeds each; right: the top answer is exactly the true set, of deposits that have \
         one; auto wrong: matched without a question and not exactly right).\n\n\
         | family | deposits | engine deposits/s | right | auto wrong | Phase 1 deposits/s | right | auto wrong |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|\n"
    );
    for family in FAMILIES {
        let (engine, old) = both(family)?;
        let share = |row: &Row| (row.right * 1000 / row.answerable.max(1) + 5) / 10;
        text += &format!(
            "| {} | {} | {:.0} | {} % | {}/{} | {:.0} | {} % | {}/{} |\n",
            family.name,
            engine.deposits,
            engine.per_second(),
            share(&engine),
            engine.auto_wrong,
            engine.auto,
            old.per_second(),
            share(&old),
            old.auto_wrong,
            old.auto,
        );
        eprintln!("{}: done", family.name);
    }
    Ok(text)
}

fn both(family: &Family) -> Result<(Row, Row), Box<dyn Error>> {
    let (mut engine, mut old) = (Row::default(), Row::default());
    for seed in TUNE.start..TUNE.start + BOOKS {
        let made = book(family, seed);
        let open = read(&made.case)?;
        by_engine(&open, &made.truth, &mut engine);
        by_phase_one(&open, &made.truth, &mut old);
    }
    Ok((engine, old))
}

fn by_engine(open: &Book, truth: &BTreeMap<String, Known>, row: &mut Row) {
    let (took, findings) = timed(|| reconcile(open));
    row.times.push(took);
    for f in &findings {
        if let Some(known) = truth.get(&f.deposit_id) {
            let top = f.candidates.first().map(|c| c.payment_ids.as_slice());
            row.count(known, top, f.outcome == Outcome::Auto);
        }
    }
}

fn by_phase_one(open: &Book, truth: &BTreeMap<String, Known>, row: &mut Row) {
    // A sum of amounts takes it so long that a few dozen deposits of a book are enough to know its pace.
    let few = Book {
        deposits: open
            .deposits
            .iter()
            .step_by(open.deposits.len().div_ceil(PHASE_ONE))
            .cloned()
            .collect(),
        ..open.clone()
    };
    let (took, matches) = timed(|| phase1::reconcile(&few));
    row.times.push(took);
    for (deposit, found) in few.deposits.iter().zip(&matches) {
        if let Some(known) = truth.get(&deposit.id) {
            let top = found.as_ref().map(|m| m.payment_ids.as_slice());
            row.count(known, top, found.as_ref().is_some_and(|m| m.auto));
        }
    }
}

/// At most so many deposits of a book are given to the first phase's matcher.
const PHASE_ONE: usize = 40;
