//! Prints the small book that the bytes of an artifact of the target `book` stand for: `show FILE`.

use arbitrary::{Arbitrary, Unstructured};
use oodaloo_fuzz::small_book::SmallBook;

fn main() {
    let path = std::env::args().nth(1).unwrap_or_default();
    match std::fs::read(&path) {
        Ok(bytes) => match SmallBook::arbitrary_take_rest(Unstructured::new(&bytes)) {
            Ok(book) => println!("{book:#?}"),
            Err(error) => eprintln!("{path}: too few bytes for a book: {error}"),
        },
        Err(error) => eprintln!("{path}: {error}"),
    }
}
