//! The one place that reads the environment. What each function needs stands in `template.yaml`;
//! a test holds the two together.

use secrecy::SecretString;
use serde::Deserialize;

/// A variable that is missing or wrong: the function cannot start, and says why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Not set, or empty.
    #[error("environment variable {0} is not set: template.yaml gives it to this function")]
    Missing(&'static str),
    /// The secret's text is not what is expected.
    #[error("the rails secret is not the JSON that is expected: {0}")]
    Secret(String),
}

/// Reads a required variable.
///
/// # Errors
/// [`ConfigError::Missing`] when it is not set or empty.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment"
)]
pub fn required(name: &'static str) -> Result<String, ConfigError> {
    match std::env::var(name) {
        Ok(value) if !value.is_empty() => Ok(value),
        _ => Err(ConfigError::Missing(name)),
    }
}

/// Reads a variable that may be left out.
#[must_use]
pub fn optional(name: &'static str) -> Option<String> {
    required(name).ok()
}

/// Our own credentials with the rails, one secret for all of them.
#[derive(Clone, Deserialize)]
pub struct RailsSecret {
    /// Jobber app.
    pub jobber_client_id: String,
    /// Jobber app; also the key of its webhook signatures.
    pub jobber_client_secret: SecretString,
    /// Plaid.
    pub plaid_client_id: String,
    /// Plaid.
    pub plaid_secret: SecretString,
    /// Signs the links in our mails.
    pub link_signing_key: SecretString,
}

impl RailsSecret {
    /// From the secret's text.
    ///
    /// # Errors
    /// [`ConfigError::Secret`] naming what is missing, never showing what is there.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        serde_json::from_str(text).map_err(|e| {
            let why = if e.is_data() {
                "a key is missing or is not text"
            } else {
                "not JSON"
            };
            ConfigError::Secret(why.into())
        })
    }
}
