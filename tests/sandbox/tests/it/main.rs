//! The sandbox rails from the outside: what a client on the wire can see.
#![allow(
    clippy::unwrap_used,
    reason = "a client in a test: what is not there is a failed test"
)]

mod control;
mod jobber;
mod notes;
mod plaid;
mod served;
mod wire;
