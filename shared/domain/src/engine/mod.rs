//! Which payments is a deposit made of? See the crate's README, "The engine".

pub mod case;
mod causes;
mod certain;
mod chain;
#[cfg(test)]
mod chain_tests;
mod claims;
mod debits;
mod decide;
mod edits;
mod evidence;
mod exact;
mod fees;
mod gate;
mod habits;
mod halves;
mod hypothesis;
mod instants;
mod joint;
mod kinds;
mod learn;
mod ledger;
mod listed;
mod mistakes;
mod model;
mod names;
mod packing;
mod parts;
mod payers;
mod prices;
mod priors;
mod processor;
mod reason;
mod rolls;
mod schedule;
mod search;
mod seasons;
mod second;
mod sentence;
mod singles;
mod sketch;
mod slips;
mod streams;
mod subsets;
mod swaps;
mod tally;
mod through;
mod together;
mod told_with_debits;
mod twins;
mod two;
mod unusual;
mod weigh;
mod windows;

use certain::Certain;
use joint::Settled;
use ledger::Ledger;
use search::Found;

pub use fees::FeePlan;
pub use learn::{Lesson, PayoutSeen, priors as learned};
pub use model::*;
pub use names::{Known, Names};
pub use priors::{Priors, Taught};
pub use reason::{Reason, Sign};
pub use seasons::Progress;

/// Explains every deposit of a book: one finding each, by date, then id. Pure: the same book gives the same findings
/// whatever the order of its lists. Deposits that `history` decided have no finding.
#[must_use]
pub fn reconcile(book: &Book) -> Vec<Finding> {
    reconcile_and_tell(book, &mut |_, _| {})
}

/// The same for whoever waits: a book of many thousand deposits is solved season by season, and `progress` hears after
/// each how many deposits are explained, of how many.
#[must_use]
pub fn reconcile_and_tell(book: &Book, progress: Progress<'_>) -> Vec<Finding> {
    seasons::reconcile(book, whole, progress)
}

/// The most times that a book is searched.
const MAX_LOOKS: usize = 4;

/// One season, or a book that is no longer than that.
fn whole(book: &Book) -> Vec<Finding> {
    let book = &seasons::undecided(book, learn::priors(book));
    let known: Vec<FeePlan> = book.priors.plans().into_keys().collect();
    let mut ledger = Ledger::read(book);
    let (mut found, mut settled) = looked_at(book, &known, &mut ledger);
    parts::add(&ledger, &mut found.hypotheses, &mut settled.posterior);
    let ctx = decide::Context {
        book,
        ledger: &ledger,
        model: &found.model,
        known: &known,
        cut: &found.cut,
        chosen: &settled.chosen,
    };
    decide::findings(&ctx, &found.hypotheses, &settled.posterior)
}

/// Searches until nothing more is certain by itself: what is makes the rest clearer, and payouts are searched again
/// without it.
fn looked_at(book: &Book, known: &[FeePlan], ledger: &mut Ledger<'_>) -> (Found, Settled) {
    let mut certain = Certain::nothing();
    let mut looks = 1;
    loop {
        let mut found = search::search(book, ledger, known, &certain);
        for (deposit, hypothesis) in std::mem::take(&mut certain.instants) {
            found.hypotheses[deposit].push(hypothesis);
        }
        let settled = joint::settle(ledger, &mut found, known);
        let now = Certain::of(ledger, &found, &settled);
        let other = ledger.leave_out(&now)
            || now.rates.differ_from(&certain.rates)
            || looks == 1 && ledger.has_slips();
        if looks == MAX_LOOKS || !other {
            return (found, settled);
        }
        (certain, looks) = (now, looks + 1);
    }
}
