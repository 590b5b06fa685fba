//! Any bytes as a CASE: an error that says where, or an answer that obeys the laws and survives its own JSON.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oodaloo_domain::engine::case::{Answer, parse};
use oodaloo_domain::engine::reconcile;
use oodaloo_fuzz::laws;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let book = match parse(text) {
        Ok(book) => book,
        Err(error) => {
            let line = error.to_string();
            assert!(
                !line.is_empty() && line.len() < 20_000,
                "an error for people: {line:?}"
            );
            return;
        }
    };
    laws::obeyed(&book);
    let answer = Answer {
        results: reconcile(&book),
    };
    let json = serde_json::to_string(&answer).expect("every answer can be written");
    let back: Answer = serde_json::from_str(&json).expect("and read");
    assert_eq!(back.results.len(), answer.results.len());
});
