#![doc = include_str!("../README.md")]

pub mod handler;
mod invitation;
pub mod letter;
pub mod render;
