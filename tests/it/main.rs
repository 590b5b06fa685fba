//! Scenarios: the rooms hold together, the main job reaches its figures, and the deployed local cloud
//! does it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test that cannot go on says so, and looks at the cloud from outside"
)]

mod actions;
mod arrows;
mod brittle;
mod cloud;
mod contract;
mod demo;
mod desk;
mod events;
mod expenses;
mod history;
mod imports;
mod inprocess;
mod items;
mod rails;
mod session;
mod template;
mod webhooks;
mod weekly;
