#![doc = include_str!("../README.md")]

pub mod bars;
pub mod calibration;
pub mod curve;
pub mod laws;
pub mod measure;
pub mod page;
pub mod print;
pub mod read;
pub mod score;
pub mod weekly;
