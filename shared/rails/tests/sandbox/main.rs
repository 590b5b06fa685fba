//! A whole company, read through this crate from the sandbox rails.

#![allow(
    clippy::expect_used,
    reason = "helpers of tests: a panic is how a test says no"
)]

mod jobber;
mod plaid;
mod support;
mod webhooks;
