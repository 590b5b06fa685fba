#![doc = include_str!("../README.md")]

mod amount;
pub mod http;
pub mod jobber;
pub mod plaid;
pub mod port;
mod rows;
pub mod signature;
#[cfg(test)]
mod test_rail;
mod text;

pub use port::{Exchange, Rail, RailError, Request, Response};
pub use rows::Rejected;
pub use text::form;
