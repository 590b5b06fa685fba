//! The API held to its own word: every route of the one list is driven, as everybody who might try,
//! and every answer is held against the description.
//!
//! A new route fails these tests until `cases.rs` says how it is called.

mod bad_input;
mod cases;
mod conform;
mod described;
mod tenancy;
mod units;
mod world;

use std::path::Path;

/// Holds a checked-in file equal to what it is generated from; `make openapi` writes it instead.
fn generated(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join(path);
    if std::env::var_os("WRITE_GENERATED").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = there
        .lines()
        .zip(text.lines())
        .position(|(there, new)| there != new)
        .unwrap_or_else(|| there.lines().count().min(text.lines().count()));
    assert!(
        there == text,
        "{path} is not what the code says, from line {} on: `make openapi` writes it anew",
        differs + 1
    );
}
