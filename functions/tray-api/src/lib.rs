#![doc = include_str!("../README.md")]

mod actions;
mod answer;
mod ask;
mod audit;
mod caller;
mod connect;
mod cursor;
mod deed;
mod digest;
mod exports;
mod file;
mod health;
mod imports;
mod inside;
mod me;
mod members;
mod notes;
mod once;
#[cfg(feature = "openapi")]
pub mod openapi;
mod period;
pub mod problem;
mod reconcile;
mod routes;
mod rows;
mod rules;
mod session;
mod settings;
mod targets;
mod tiles;
mod tray;
mod unsubscribe;
mod view;

use std::sync::Arc;

use axum::Router;
use oodaloo_rails::Rail;
use oodaloo_runtime::config::RailsSecret;
use oodaloo_runtime::ports::{Queue, Vault, World};
use oodaloo_store::Store;

pub use caller::Claims;
pub use connect::Addresses;
pub use problem::Problem;
pub use routes::{ROUTES, Route, Who, max_body_bytes};
pub use session::SignIn;

/// The largest body accepted, in bytes, but for files.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// What the handlers need.
pub struct TrayApi {
    /// Everything stored.
    pub store: Store,
    /// Queues.
    pub queue: Arc<dyn Queue>,
    /// The rails, for connecting.
    pub rail: Arc<dyn Rail>,
    /// Time and ids.
    pub world: Arc<dyn World>,
    /// Seals tokens.
    pub vault: Arc<dyn Vault>,
    /// Our own credentials with the rails.
    pub secret: RailsSecret,
    /// Where the rails are, and where they find us.
    pub addresses: Addresses,
    /// Our app client: tokens made for another are refused.
    pub client_id: String,
    /// The user pool's OAuth 2.0 endpoints.
    pub sign_in: Arc<dyn SignIn>,
    /// The same for browsers, without a slash at its end.
    pub sign_in_url: String,
    /// The web app's address, without a slash at its end.
    pub app_url: String,
    /// What stands behind the `@` of the addresses for files; none where no mail is taken.
    pub inbound_domain: Option<String>,
}

/// The whole API as one service.
pub fn router(api: Arc<TrayApi>) -> Router {
    routes::mounted()
        .fallback(|| async { Problem::not_found("route") })
        .method_not_allowed_fallback(|| async { Problem::method() })
        .layer(axum::middleware::from_fn(answer::finish))
        .with_state(api)
}
