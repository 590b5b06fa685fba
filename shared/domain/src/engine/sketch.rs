//! A count of things in bounded memory that can be taken back exactly: what it holds depends only on what stands in
//! it, never on the order, and things that found no room do no harm when they leave.
//!
//! It is an invertible Bloom lookup table (Goodrich and Mitzenmacher, 2011): every thing adds its code to three of a
//! fixed number of cells. Few things are read back without error; too many at once are not read back at all, which is
//! "nothing known" and never a wrong answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::packing::{Packed, Unpacked};

/// In how many cells a thing stands.
const PLACES: u64 = 3;
/// Bits of a code that say what the thing is; the rest check them.
const PAYLOAD_BITS: u32 = 36;
/// Bits of a code that check the others.
const CHECK_BITS: u32 = 12;

/// What stands in one cell: how many things, the sum of their codes, and the sum of their marks.
///
/// The mean of several codes can pass for a code (its own check is [`CHECK_BITS`] wide); the marks do not average with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cell {
    count: i64,
    sum: i64,
    marks: i64,
}

/// Counts of things in at most `CELLS` cells. Stored packed (see [`packed`]): it is read at every run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sketch<const CELLS: u64> {
    cells: BTreeMap<u16, Cell>,
}

/// A stored sketch that is none.
#[derive(Debug, thiserror::Error)]
#[error("not a packed sketch")]
pub struct Unreadable;

impl<const CELLS: u64> TryFrom<String> for Sketch<CELLS> {
    type Error = Unreadable;

    fn try_from(text: String) -> Result<Self, Unreadable> {
        let cells = unpacked(&text).ok_or(Unreadable)?;
        let here = cells.keys().all(|at| u64::from(*at) < CELLS);
        here.then_some(Self { cells }).ok_or(Unreadable)
    }
}

impl<const CELLS: u64> From<Sketch<CELLS>> for String {
    fn from(sketch: Sketch<CELLS>) -> Self {
        packed(&sketch.cells)
    }
}

/// Place, count and the two sums of each cell, in order.
fn packed(cells: &BTreeMap<u16, Cell>) -> String {
    let mut packed = Packed::default();
    for (at, cell) in cells {
        packed.put(u64::from(*at));
        for n in [cell.count, cell.sum, cell.marks] {
            packed.put_signed(n);
        }
    }
    packed.text()
}

/// The cells of a [`packed`] text; none when it is something else.
fn unpacked(text: &str) -> Option<BTreeMap<u16, Cell>> {
    let mut cells = BTreeMap::new();
    let mut numbers = Unpacked::of(text)?;
    while let Some(at) = numbers.next() {
        let cell = Cell {
            count: numbers.signed()?,
            sum: numbers.signed()?,
            marks: numbers.signed()?,
        };
        cells.insert(u16::try_from(at).ok()?, cell);
    }
    Some(cells)
}

fn digest(bytes: &[u8]) -> u64 {
    let hash = Sha256::digest(bytes);
    hash.iter()
        .take(8)
        .fold(0, |acc, b| acc << 8 | u64::from(*b))
}

/// Spreads a number over all bits (the finaliser of SplitMix64): codes are spread and checked far too often for SHA.
pub const fn mixed(n: u64) -> u64 {
    let n = (n ^ n >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let n = (n ^ n >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ n >> 31
}

/// A code from a payload of [`PAYLOAD_BITS`]: the payload and bits that check it.
fn sealed(payload: u64) -> u64 {
    let payload = payload & ((1 << PAYLOAD_BITS) - 1);
    let check = mixed(payload.wrapping_add(1)) & ((1 << CHECK_BITS) - 1);
    payload << CHECK_BITS | check
}

/// What a thing adds to the marks of its cells, sixteen bits: spread differently from its code's check, so that the two fail apart.
const fn mark_of(code: u64) -> i64 {
    (mixed(code ^ 0x6D61_726B) >> 48).cast_signed()
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
        let hash = mixed(code ^ 0x6F6F_6461);
        let third = CELLS / PLACES;
        (0..PLACES).filter_map(move |k| {
            u16::try_from(k * third + (hash >> (k * 20) & 0xF_FFFF) % third.max(1)).ok()
        })
    }

    fn change(cells: &mut BTreeMap<u16, Cell>, code: u64, by: i64) {
        let amount = i64::try_from(code).unwrap_or(0).wrapping_mul(by);
        let marks = mark_of(code).wrapping_mul(by);
        for at in Self::places(code) {
            let cell = cells.entry(at).or_default();
            cell.count = cell.count.wrapping_add(by);
            cell.sum = cell.sum.wrapping_add(amount);
            cell.marks = cell.marks.wrapping_add(marks);
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
            && cell.marks == mark_of(code).wrapping_mul(cell.count)
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
        fn what_is_stored_is_read_again(all in prop::collection::vec((0_u64..1_000_000, any::<bool>()), 0..200)) {
            let mut sketch = Small::default();
            for (n, stays) in &all {
                if *stays { sketch.add(code_of_number(*n)) } else { sketch.take(code_of_number(*n)) }
            }
            let text = serde_json::to_string(&sketch).unwrap();
            prop_assert_eq!(serde_json::from_str::<Small>(&text).unwrap(), sketch);
        }

        #[test]
        fn what_is_no_sketch_is_refused_or_read(text in ".{0,40}") {
            let quoted = serde_json::to_string(&text).unwrap();
            let _ = serde_json::from_str::<Small>(&quoted);
        }

        #[test]
        fn what_is_read_is_right(all in prop::collection::vec(0_u64..1_000_000, 0..200)) {
            read_is_right(&all)?;
        }
    }

    /// Reads nothing that is not there, and all that stands alone in a cell once the rest is read.
    fn read_is_right(all: &[u64]) -> Result<(), TestCaseError> {
        let mut sketch = Small::default();
        let mut truth: BTreeMap<u64, u32> = BTreeMap::new();
        for n in all {
            sketch.add(code_of_number(*n));
            *truth.entry(code_of_number(*n)).or_default() += 1;
        }
        let read = sketch.read();
        prop_assert!(read.iter().all(|(code, n)| truth.get(code) == Some(n)));
        // What stays unread shares each of its cells with something else unread: else it could be read there.
        let unread: Vec<u64> = truth
            .keys()
            .copied()
            .filter(|c| !read.contains_key(c))
            .collect();
        let mut shared: BTreeMap<u16, usize> = BTreeMap::new();
        let cells = unread.iter().flat_map(|c| Small::places(*c));
        cells.for_each(|at| *shared.entry(at).or_default() += 1);
        prop_assert!(shared.values().all(|things| *things >= 2));
        Ok(())
    }

    /// Their codes' mean in one of the cells is a sound code: once read as something that nobody had added.
    #[test]
    fn a_mean_is_no_thing() {
        let all = [
            922_697, 0, 119_425, 513, 4_197, 33_889, 48_379, 800_555, 3, 389_275, 3_490, 20, 720,
            0, 90_464, 485, 3, 3, 14_895, 303, 38_868, 3, 260_657, 898_875,
        ];
        read_is_right(&all).unwrap();
    }
}
