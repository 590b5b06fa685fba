//! The apps registered with the sandbox. They are worthless anywhere else, which their text says.

/// OAuth client id of our app in the sandbox Jobber.
pub const JOBBER_CLIENT_ID: &str = "sandbox-only-jobber-client";
/// OAuth client secret of our app in the sandbox Jobber; also the key of its webhook signatures.
pub const JOBBER_CLIENT_SECRET: &str = "sandbox-only-jobber-secret-0000000000000000";
/// Application id in the sandbox Jobber's webhooks.
pub const JOBBER_APP_ID: &str = "5a4db0c5-0000-4000-8000-00000000feed";
/// Client id of our app in the sandbox Plaid.
pub const PLAID_CLIENT_ID: &str = "sandbox-only-plaid-client";
/// Secret of our app in the sandbox Plaid.
pub const PLAID_SECRET: &str = "sandbox-only-plaid-secret-00000000";
