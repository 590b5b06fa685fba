#![doc = include_str!("../README.md")]

pub mod bank;
pub mod books;
pub mod calendar;
mod company;
mod demo;
mod draw;
mod ids;
pub mod jobber;
mod names;
mod truth;

pub use company::{AccountLabel, Company, Earmark, Role, Settings, User};
pub use demo::{DEFAULT_SEED, demo, demo_truth};
pub use truth::{Answer, Truth};
