//! The ambient world: clock, environment, HTTP. Everything else here gets them from this file.

use std::time::Duration;

use jiff::Timestamp;

use crate::trouble::Trouble;

/// Now.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "a program for a person's terminal: this is its only clock"
)]
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// A variable of the environment, when it is set and not empty.
#[must_use]
#[expect(
    clippy::disallowed_methods,
    reason = "no Lambda: the caller's shell is this program's configuration"
)]
pub fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A client for this machine: no proxy, no redirects, limited time.
///
/// # Errors
/// When it cannot be built.
#[expect(
    clippy::disallowed_methods,
    reason = "it talks to loopback alone; the product's client refuses that elsewhere"
)]
pub fn http() -> Result<reqwest::Client, Trouble> {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(Duration::from_secs(3))
        .timeout(Duration::from_mins(3))
        .build()
        .map_err(|why| {
            Trouble::new(
                format!("no HTTP client ({why})"),
                "check the installation of this program",
            )
        })
}
