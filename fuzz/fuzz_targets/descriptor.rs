//! Any text of a bank and any name: read without panic, in bounded space, the same when read twice.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oodaloo_domain::descriptor::{announces, key, name_fit, name_words, normalise};

fuzz_target!(|texts: (&str, &str)| {
    let (text, name) = texts;
    let plain = normalise(text);
    // Some letters grow when their case is folded: three bytes for one at most.
    assert!(
        plain.len() <= 3 * text.len() + 1,
        "{} bytes became {}",
        text.len(),
        plain.len()
    );
    if text.is_ascii() {
        assert_eq!(
            normalise(&plain),
            plain,
            "normalising again changes nothing"
        );
    }
    let short = key(text);
    assert_eq!(key(text), short);
    assert_eq!(announces(text), announces(text));
    let words = name_words(name);
    let fit = name_fit(&plain, &words);
    assert_eq!(name_fit(&plain, &words), fit);
});
