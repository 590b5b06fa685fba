#![doc = include_str!("../README.md")]

pub mod pool;
pub mod sim;
