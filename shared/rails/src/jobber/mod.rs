//! Jobber: OAuth, and what we read over GraphQL, as facts.
//!
//! [`Jobber`] speaks for our app (codes and tokens), [`Reader`] for one account.

#[cfg(test)]
mod beside_tests;
mod convert;
mod graphql;
mod ids;
mod notes;
mod oauth;
mod page;
mod queries;
mod reader;
#[cfg(test)]
mod schema_tests;
mod watch;
mod wire;

use oodaloo_domain::facts::RailName;
use secrecy::SecretString;

pub use graphql::ThrottleStatus;
pub use ids::Kind;
pub use notes::{Sought, Wrote};
pub use oauth::{Tokens, authorize_url};
pub use page::{JobberAccount, Page, Row, Single};
pub use reader::Reader;
pub use watch::Seen;

use crate::port::Rail;

/// The API version that the queries are written for.
pub const API_VERSION: &str = "2025-04-16";
const RAIL: &str = RailName::Jobber.as_str();

/// Our app at Jobber.
pub struct Jobber<'a> {
    rail: &'a dyn Rail,
    client_id: &'a str,
    client_secret: &'a SecretString,
}

impl<'a> Jobber<'a> {
    /// With our app's credentials.
    #[must_use]
    pub const fn new(
        rail: &'a dyn Rail,
        client_id: &'a str,
        client_secret: &'a SecretString,
    ) -> Self {
        Self {
            rail,
            client_id,
            client_secret,
        }
    }
}

#[cfg(test)]
mod tests;
