#![doc = include_str!("../README.md")]

pub mod aws;
pub mod batch;
pub mod config;
pub mod messages;
pub mod ports;
pub mod retry;
pub mod telemetry;
pub mod trigger;
