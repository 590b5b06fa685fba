#![doc = include_str!("../README.md")]

pub mod calendar;
pub mod csv_in;
pub mod descriptor;
pub mod effects;
pub mod engine;
pub mod expenses;
pub mod facts;
pub mod holder;
pub mod ids;
pub mod imports;
pub mod links;
pub mod money;
pub mod plan;
pub mod posting;
pub mod rules;
mod schema;
pub mod settings;
pub mod tiles;
pub mod tray;
pub mod week;

pub use ids::*;
pub use money::Money;
