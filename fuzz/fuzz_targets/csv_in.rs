//! Any bytes as a bank's export and as a list of payments: every line is read, named as bad, or set aside, and reading
//! the file again reads the same.
#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use oodaloo_domain::csv_in::{Choices, CsvError, MAX_ROWS, Reading, bank, payments};
use oodaloo_domain::engine::{Deposit, Payment};

fuzz_target!(|bytes: &[u8]| {
    let said = Choices::default();
    let id = |d: &Deposit| (d.id.clone(), d.amount.cents());
    obeyed(&bank(bytes, &said), &bank(bytes, &said), bytes, id);
    let id = |p: &Payment| (p.id.clone(), p.amount.cents());
    obeyed(&payments(bytes, &said), &payments(bytes, &said), bytes, id);
    if let Ok(read) = bank(bytes, &said) {
        assert!(
            read.rows.iter().all(|d| d.amount.cents() > 0),
            "only money in is a deposit"
        );
    }
});

type Read<T> = Result<Reading<T>, CsvError>;

fn obeyed<T: PartialEq + std::fmt::Debug>(
    read: &Read<T>,
    again: &Read<T>,
    bytes: &[u8],
    told: impl Fn(&T) -> (String, i64),
) {
    assert_eq!(read, again, "the same when read twice");
    let read = match read {
        Ok(read) => read,
        Err(why) => {
            let line = why.to_string();
            assert!(
                !line.is_empty() && line.len() < 20_000 && !line.contains('\n'),
                "an error for people, on one line: {line:?}"
            );
            return;
        }
    };
    assert!(read.rows.len() <= MAX_ROWS, "{} rows", read.rows.len());
    let ids: BTreeSet<String> = read.rows.iter().map(|row| told(row).0).collect();
    assert_eq!(ids.len(), read.rows.len(), "ids are unique");
    assert!(!ids.contains(""), "and not empty");
    // Nothing costs more than itself: lines of bad rows and of those set aside exist, each once, in order.
    let lines = bytes.iter().filter(|b| matches!(b, b'\n' | b'\r')).count() + 1;
    let bad: Vec<usize> = read.bad.iter().map(|b| b.line).collect();
    assert!(bad.is_sorted_by(|a, b| a < b), "bad rows in order");
    assert!(read.bad.iter().all(|b| !b.why.is_empty() && b.why.len() < 20_000));
    let mut named: Vec<usize> = read.aside.values().flatten().copied().chain(bad).collect();
    named.sort_unstable();
    let all = named.len() + read.rows.len();
    named.dedup();
    assert_eq!(named.len() + read.rows.len(), all, "a line is named once");
    assert!(named.iter().all(|l| (1..=lines).contains(l)) && all <= lines);
}
