//! The demo company: one plumbing business, twelve weeks.
//!
//! Days are offsets into the window (0 is its first day); only the roll to a business day depends on the date, so one
//! seed is the same company whenever it is asked for.

mod book;
mod descriptors;
mod income;
mod lumps;
mod off_job;
mod open_invoices;
mod recording;
mod settings;
mod spending;
mod work;

use jiff::civil::Date;

use crate::{Company, Truth, calendar::add_days};
use book::Book;

/// The seed of the company that documentation and screenshots show.
pub const DEFAULT_SEED: u64 = 7;
/// Length of the books, in days.
pub(crate) const WINDOW_DAYS: i32 = 84;

/// The demo company of a seed with books that end on `as_of` (a local day of the company).
#[must_use]
pub fn demo(seed: u64, as_of: Date) -> Company {
    build(seed, as_of).0
}

/// The answers to [`demo`] of the same seed and day; for tests and measurements only.
#[must_use]
pub fn demo_truth(seed: u64, as_of: Date) -> Truth {
    build(seed, as_of).1
}

fn build(seed: u64, as_of: Date) -> (Company, Truth) {
    let mut book = Book::open(seed, add_days(as_of, 1 - WINDOW_DAYS), as_of);
    income::projects(&mut book);
    income::medium_jobs(&mut book);
    lumps::payouts(&mut book);
    lumps::deposit_slips(&mut book);
    income::small_payments(&mut book);
    income::hard_cases(&mut book);
    off_job::not_revenue(&mut book);
    open_invoices::add(&mut book);
    work::quotes_in_the_air(&mut book);
    spending::add(&mut book);
    settings::close(book, seed)
}
