//! What we hold as fact: the rails' records in our own words, and what was decided about them.

mod bank;
mod books;
mod company;
mod decisions;
mod expenses;
mod imports;
mod notes;
mod quotes;

pub use bank::*;
pub use books::*;
pub use company::*;
pub use decisions::*;
pub use expenses::*;
pub use imports::*;
pub use notes::*;
pub use quotes::*;
