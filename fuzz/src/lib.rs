#![doc = include_str!("../README.md")]

pub mod laws;
pub mod small_book;
