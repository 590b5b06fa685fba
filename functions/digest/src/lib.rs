#![doc = include_str!("../README.md")]

pub mod handler;
pub mod letter;
pub mod render;
