//! A count of things in bounded memory that can be taken back exactly: what it holds depends only on what stands in
//! it, never on the order, and things that found no room do no harm when they leave.
//!
//! It is an invertible Bloom lookup table (Goodrich and Mitzenmacher, 2011): every thing adds its code to three of a
//! fixed number of cells. Few things are read back without error; too many at once are not read back at all, which is
//! "nothing known" and never a wrong answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// In how many cells a thing stands.
const PLACES: u64 = 3;
/// Bits of a code that say what the thing is; the rest check them.
const PAYLOAD_BITS: u32 = 36;
/// Bits of a code that check the others.
const CHECK_BITS: u32 = 12;

/// What stands in one cell: how many things, and the sum of their codes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cell {
    count: i64,
    sum: i64,
}

/// Counts of things in at most `CELLS` cells.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<(u16, i64, i64)>", into = "Vec<(u16, i64, i64)>")]
pub struct Sketch<const CELLS: u64> {
    cells: BTreeMap<u16, Cell>,
}

impl<const CELLS: u64> From<Vec<(u16, i64, i64)>> for Sketch<CELLS> {
    fn from(list: Vec<(u16, i64, i64)>) -> Self {
        let here = |(at, _, _): &(u16, i64, i64)| u64::from(*at) < CELLS;
        let cell = |(at, count, sum)| (at, Cell { count, sum });
        Self {
            cells: list.into_iter().filter(here).map(cell).collect(),
        }
    }
}

impl<const CELLS: u64> From<Sketch<CELLS>> for Vec<(u16, i64, i64)> {
    fn from(sketch: Sketch<CELLS>) -> Self {
        let row = |(at, c): (u16, Cell)| (at, c.count, c.sum);
        sketch.cells.into_iter().map(row).collect()
    }
}

fn digest(bytes: &[u8]) -> u64 {
    let hash = Sha256::digest(bytes);
    hash.iter()
        .take(8)
        .fold(0, |acc, b| acc << 8 | u64::from(*b))
}

/// A code from a payload of [`PAYLOAD_BITS`]: the payload and bits that check it.
fn sealed(payload: u64) -> u64 {
    let payload = payload & ((1 << PAYLOAD_BITS) - 1);
    let check = digest(&payload.to_be_bytes()) & ((1 << CHECK_BITS) - 1);
    payload << CHECK_BITS | check
}

/// The code of a thing that is only ever asked for by name.
pub fn code_of(parts: &[&str]) -> u64 {
    // A line feed stands in no key, so that ("ab", "c") and ("a", "bc") differ.
    sealed(digest(parts.join("\n").as_bytes()))
}

/// The code of a thing small enough to be read back: a number below 2^36.
pub fn code_of_number(number: u64) -> u64 {
    sealed(number)
}

/// The number of a code from [`code_of_number`].
pub const fn number_of(code: u64) -> u64 {
    code >> CHECK_BITS
}

impl<const CELLS: u64> Sketch<CELLS> {
    /// The cells of a code: one in each third, so that they are three.
    fn places(code: u64) -> impl Iterator<Item = u16> {
        let hash = digest(&(code ^ 0x6F6F_6461).to_be_bytes());
        let third = CELLS / PLACES;
        (0..PLACES).filter_map(move |k| {
            u16::try_from(k * third + (hash >> (k * 20) & 0xF_FFFF) % third.max(1)).ok()
        })
    }

    fn change(cells: &mut BTreeMap<u16, Cell>, code: u64, by: i64) {
        let amount = i64::try_from(code).unwrap_or(0).wrapping_mul(by);
        for at in Self::places(code) {
            let cell = cells.entry(at).or_default();
            cell.count = cell.count.wrapping_add(by);
            cell.sum = cell.sum.wrapping_add(amount);
            if *cell == Cell::default() {
                cells.remove(&at);
            }
        }
    }

    /// One more of a thing.
    pub fn add(&mut self, code: u64) {
        Self::change(&mut self.cells, code, 1);
    }

    /// One less.
    pub fn take(&mut self, code: u64) {
        Self::change(&mut self.cells, code, -1);
    }

    /// The code that alone fills a cell, if one does.
    fn alone(at: u16, cell: Cell) -> Option<(u64, i64)> {
        if cell.count <= 0 || cell.sum % cell.count != 0 {
            return None;
        }
        let code = u64::try_from(cell.sum / cell.count).ok()?;
        let sound = code < 1 << (PAYLOAD_BITS + CHECK_BITS)
            && sealed(number_of(code)) == code
            && Self::places(code).any(|p| p == at);
        sound.then_some((code, cell.count))
    }

    /// Everything that can be read back, with its count.
    pub fn read(&self) -> BTreeMap<u64, u32> {
        let mut cells = self.cells.clone();
        let mut found: BTreeMap<u64, u32> = BTreeMap::new();
        let mut waiting: Vec<u16> = cells.keys().copied().collect();
        while let Some(at) = waiting.pop() {
            let Some((code, count)) = cells.get(&at).and_then(|c| Self::alone(at, *c)) else {
                continue;
            };
            let known = found.entry(code).or_default();
            *known = known.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
            Self::change(&mut cells, code, -count);
            waiting.extend(Self::places(code));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Small = Sketch<96>;

    proptest! {
        #[test]
        fn what_leaves_leaves_no_trace(stay in prop::collection::vec(0_u64..400, 0..300), go in prop::collection::vec(0_u64..400, 0..300)) {
            let mut mixed = Small::default();
            let mut only = Small::default();
            go.iter().for_each(|n| mixed.add(code_of_number(*n)));
            for n in &stay {
                mixed.add(code_of_number(*n));
                only.add(code_of_number(*n));
            }
            go.iter().rev().for_each(|n| mixed.take(code_of_number(*n)));
            prop_assert_eq!(serde_json::to_string(&mixed).unwrap(), serde_json::to_string(&only).unwrap());
        }

        #[test]
        fn what_is_read_is_right(all in prop::collection::vec(0_u64..1_000_000, 0..200)) {
            let mut sketch = Small::default();
            let mut truth: BTreeMap<u64, u32> = BTreeMap::new();
            for n in &all {
                sketch.add(code_of_number(*n));
                *truth.entry(code_of_number(*n)).or_default() += 1;
            }
            let read = sketch.read();
            prop_assert!(read.iter().all(|(code, n)| truth.get(code) == Some(n)));
            // With half as many things as cells, only things that share all their cells stay unread.
            prop_assert!(truth.len() > 48 || read.len() + 6 >= truth.len());
        }
    }
}
