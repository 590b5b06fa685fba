//! How often amounts were seen, in bounded memory that can be taken back exactly.
//!
//! It is a count-min sketch (Cormode and Muthukrishnan, 2005): each amount counts in one cell of every row, which it
//! shares with others; what the others leave there is the same everywhere, about, and is taken off. So prices that repeat
//! are known, and of amounts that are met once nothing is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ledger::float;
use super::packing::{Packed, Unpacked};
use super::sketch::{Unreadable, mixed};

/// Rows, and the cells of each.
const ROWS: u32 = 3;
const CELLS: u32 = 128;
/// Bits that say which cell of a row.
const BITS: u32 = 7;

/// Counts of amounts. Stored packed: place and count of each cell that is not empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tally {
    cells: BTreeMap<u32, i64>,
}

impl TryFrom<String> for Tally {
    type Error = Unreadable;

    fn try_from(text: String) -> Result<Self, Unreadable> {
        let mut numbers = Unpacked::of(&text).ok_or(Unreadable)?;
        let mut cells = BTreeMap::new();
        while let Some(at) = numbers.next() {
            let at = u32::try_from(at).ok().filter(|at| *at < ROWS * CELLS);
            let (at, count) = at.zip(numbers.signed()).ok_or(Unreadable)?;
            cells.insert(at, count);
        }
        Ok(Self { cells })
    }
}

impl From<Tally> for String {
    fn from(tally: Tally) -> Self {
        let mut packed = Packed::default();
        for (at, count) in tally.cells {
            packed.put(u64::from(at));
            packed.put_signed(count);
        }
        packed.text()
    }
}

/// Where an amount counts, as one small number.
pub fn place_of(cents: i64) -> u32 {
    let bits = mixed(cents.cast_unsigned() ^ 0x7072_6963) & ((1 << (BITS * ROWS)) - 1);
    u32::try_from(bits).unwrap_or_default()
}

fn cells(place: u32) -> impl Iterator<Item = u32> {
    (0..ROWS).map(move |row| row * CELLS + (place >> (row * BITS) & (CELLS - 1)))
}

impl Tally {
    /// So many more at a place; fewer, below zero.
    pub fn count(&mut self, place: u32, by: i64) {
        for at in cells(place) {
            let count = self.cells.entry(at).or_default();
            *count = count.wrapping_add(by);
            if *count == 0 {
                self.cells.remove(&at);
            }
        }
    }

    /// All that was counted.
    pub fn all(&self) -> usize {
        let row = self.cells.range(..CELLS).map(|(_, n)| *n);
        let all = row.fold(0_i64, i64::saturating_add).max(0);
        usize::try_from(all).unwrap_or(usize::MAX)
    }

    /// How often an amount was seen, about; not at all where it is no oftener than the others.
    pub fn seen(&self, cents: i64) -> f64 {
        let count = |at: u32| self.cells.get(&at).copied().unwrap_or(0).max(0);
        let least = cells(place_of(cents)).map(count).min().unwrap_or(0);
        let least = float(usize::try_from(least).unwrap_or(usize::MAX));
        let others = (float(self.all()) - least) / f64::from(CELLS - 1);
        (least - others).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_leaves_leaves_no_trace(stay in prop::collection::vec(0_i64..400, 0..200), go in prop::collection::vec(0_i64..400, 0..200)) {
            let (mut mixed, mut only) = (Tally::default(), Tally::default());
            go.iter().for_each(|n| mixed.count(place_of(*n), 1));
            stay.iter().for_each(|n| mixed.count(place_of(*n), 1));
            stay.iter().rev().for_each(|n| only.count(place_of(*n), 1));
            go.iter().rev().for_each(|n| mixed.count(place_of(*n), -1));
            prop_assert_eq!(mixed.all(), stay.len());
            let text = serde_json::to_string(&mixed).unwrap();
            prop_assert_eq!(&text, &serde_json::to_string(&only).unwrap());
            prop_assert_eq!(serde_json::from_str::<Tally>(&text).unwrap(), only);
        }

        #[test]
        fn what_is_no_tally_is_refused_or_read(text in ".{0,40}") {
            let quoted = serde_json::to_string(&text).unwrap();
            let _ = serde_json::from_str::<Tally>(&quoted);
        }
    }

    #[test]
    fn a_price_stands_out_among_many_amounts() {
        let mut tally = Tally::default();
        let amounts = (0..20_000_i64).map(|n| 5_003 + n * 7_919 % 900_001);
        amounts.for_each(|cents| tally.count(place_of(cents), 1));
        (0..600).for_each(|_| tally.count(place_of(14_900), 1));
        let seen = tally.seen(14_900);
        assert!((500.0..700.0).contains(&seen), "{seen}");
        // None of the others is taken for a price: each was met once.
        let most = (0..200_i64).map(|n| tally.seen(5_003 + n * 7_919 % 900_001));
        let most = most.fold(0.0, f64::max);
        assert!(most < 60.0, "{most}");
    }
}
