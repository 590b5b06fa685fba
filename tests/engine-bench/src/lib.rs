#![doc = include_str!("../README.md")]

pub mod clock;
pub mod huge;
pub mod lump;
pub mod phase1;
pub mod scale;
pub mod subset;

mod draw;
