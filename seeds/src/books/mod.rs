//! Generated books with known answers, in families and seeds, for measuring the engine. See the crate's README.
//!
//! A book is a function of its family and its seed. Each part of it draws from a stream of its own, made of the
//! family's name, the seed and the part's name, so that a change to one part leaves the others as they were; what a part
//! draws, and in which order, stands at its function. Where a rate decides something, what it decides is drawn before
//! the rate is looked at, so that changing the rate of one family leaves most of its books as they were.

mod case;
mod company;
mod deposits;
mod direct;
mod events;
mod families;
mod family;
mod payouts;
mod wording;

use std::ops::Range;

use jiff::civil::date;

pub use case::{Answer, Book, Case, Confirmed, Deposit, Known, Payment, Tag, decimal_text};
pub use families::{FAMILIES, family};
pub use family::{Cadence, Family, Mix, Naming, Plans, Prices};

use crate::calendar::{add_days, roll_forward};
use crate::draw::Draw;
use events::Way;

/// Seeds to look at, to tune on and to test with.
pub const TUNE: Range<u64> = 1_000..2_000;
/// Seeds to report on, and for nothing else: no constant and no path of any code was chosen by a seed of these.
pub const REPORT: Range<u64> = 700_000..701_000;

/// The book of a family and a seed.
#[must_use]
pub fn book(family: &Family, seed: u64) -> Book {
    let part = |name: &str| Draw::new(stream(family.name, seed, name));
    let mut draw = part("company");
    let company = company::company(family, &mut draw);
    // Any day of four years, so that weekends and holidays fall anywhere.
    let start = add_days(date(2022, 1, 3), draw.days(0, 1_460));
    let mut taken = events::events(family, &company, start, &mut part("events"));
    let mut arrived = payouts::payouts(
        family,
        &company,
        Way::Jobber,
        &taken,
        start,
        &mut part("jobber"),
    );
    arrived.extend(payouts::payouts(
        family,
        &company,
        Way::Card,
        &taken,
        start,
        &mut part("card"),
    ));
    arrived.extend(direct::singles(
        family,
        &company,
        &mut taken,
        &mut part("singles"),
    ));
    arrived.extend(direct::slips(family, &company, &taken, &mut part("slips")));
    arrived.extend(deposits::strangers(
        family,
        &company,
        &taken,
        start,
        &mut part("strangers"),
    ));
    let export = deposits::Export {
        from: add_days(start, family.missing_days),
        as_of: roll_forward(add_days(start, family.days + 3)),
        decided_before: add_days(
            start,
            family.days * i32::try_from(family.history).unwrap_or(0) / 100,
        ),
    };
    deposits::book(&company, &taken, arrived, &export, &mut part("ids"))
}

/// A seed for one part of one book (FNV-1a over the names, then the seed's bytes).
fn stream(family: &str, seed: u64, part: &str) -> u64 {
    let bytes = family
        .bytes()
        .chain([0])
        .chain(part.bytes())
        .chain([0])
        .chain(seed.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
