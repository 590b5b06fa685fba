//! Small books that mostly tie out: the laws hold.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oodaloo_fuzz::laws;
use oodaloo_fuzz::small_book::SmallBook;

fuzz_target!(|book: SmallBook| laws::obeyed(&book.0));
