#![doc = include_str!("../README.md")]

mod actions;
mod audit;
mod caller;
mod connect;
mod cursor;
mod deed;
mod digest;
mod exports;
mod file;
mod health;
mod inside;
mod me;
mod members;
mod once;
mod period;
mod problem;
mod rows;
mod rules;
mod settings;
mod targets;
mod tiles;
mod tray;
mod unsubscribe;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, patch, post};
use oodaloo_rails::Rail;
use oodaloo_runtime::config::RailsSecret;
use oodaloo_runtime::ports::{Queue, Vault, World};
use oodaloo_store::Store;

pub use caller::Claims;
pub use problem::Problem;

/// The largest body accepted, in bytes.
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
    /// Our app client: tokens made for another are refused.
    pub client_id: String,
}

/// The routes, as `template.yaml` declares them; a test holds the two together.
pub const ROUTES: [(&str, &str); 35] = [
    ("GET", "/healthz"),
    ("GET", "/u/{token}"),
    ("POST", "/u/{token}"),
    ("GET", "/api/v1/tray"),
    ("POST", "/api/v1/tray/bulk"),
    ("POST", "/api/v1/tray/{id}/confirm"),
    ("POST", "/api/v1/tray/{id}/assign_job"),
    ("POST", "/api/v1/tray/{id}/split"),
    ("POST", "/api/v1/tray/{id}/off_job"),
    ("POST", "/api/v1/tray/{id}/ignore"),
    ("POST", "/api/v1/undo"),
    ("GET", "/api/v1/targets"),
    ("GET", "/api/v1/rules"),
    ("POST", "/api/v1/rules/vendor"),
    ("DELETE", "/api/v1/rules/{id}"),
    ("GET", "/api/v1/owner/tiles"),
    ("GET", "/api/v1/digests/{week}"),
    ("GET", "/api/v1/integrations"),
    ("POST", "/api/v1/integrations/jobber/oauth/callback"),
    ("POST", "/api/v1/integrations/plaid/exchange"),
    ("GET", "/api/v1/me"),
    ("GET", "/api/v1/portfolio"),
    ("GET", "/api/v1/settings"),
    ("PATCH", "/api/v1/settings"),
    ("GET", "/api/v1/members"),
    ("PATCH", "/api/v1/members/{user_id}"),
    ("DELETE", "/api/v1/members/{user_id}"),
    ("POST", "/api/v1/members/invitations"),
    ("DELETE", "/api/v1/members/invitations/{id}"),
    ("POST", "/api/v1/invitations/accept"),
    ("GET", "/api/v1/audit"),
    ("GET", "/api/v1/audit/export"),
    ("GET", "/api/v1/tray/{id}/suggestions/{n}/payments"),
    ("GET", "/api/v1/exports/{file}"),
    ("GET", "/api/v1/owner/tiles/{tile}/rows"),
];

/// The whole API as one service.
pub fn router(api: Arc<TrayApi>) -> Router {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/u/{token}", get(unsubscribe::ask).post(unsubscribe::act))
        .route("/api/v1/tray", get(tray::list))
        .route("/api/v1/tray/bulk", post(actions::bulk))
        .route("/api/v1/tray/{id}/confirm", post(actions::confirm))
        .route("/api/v1/tray/{id}/assign_job", post(actions::assign_job))
        .route("/api/v1/tray/{id}/split", post(actions::split))
        .route("/api/v1/tray/{id}/off_job", post(actions::off_job))
        .route("/api/v1/tray/{id}/ignore", post(actions::ignore))
        .route("/api/v1/undo", post(actions::undo))
        .route("/api/v1/targets", get(targets::list))
        .route("/api/v1/rules", get(rules::list))
        .route("/api/v1/rules/vendor", post(rules::make))
        .route("/api/v1/rules/{id}", delete(rules::delete))
        .route("/api/v1/owner/tiles", get(tiles::tiles))
        .route("/api/v1/digests/{week}", get(digest::digest))
        .route("/api/v1/integrations", get(connect::list))
        .route(
            "/api/v1/integrations/jobber/oauth/callback",
            post(connect::jobber),
        )
        .route("/api/v1/integrations/plaid/exchange", post(connect::plaid))
        .merge(desk())
        .fallback(|| async { Problem::not_found("route") })
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .with_state(api)
}

/// Settings, people, the audit list.
fn desk() -> Router<Arc<TrayApi>> {
    Router::new()
        .route("/api/v1/me", get(me::me))
        .route("/api/v1/portfolio", get(me::portfolio))
        .route(
            "/api/v1/settings",
            get(settings::get).patch(settings::patch),
        )
        .route("/api/v1/members", get(members::list))
        .route(
            "/api/v1/members/{user_id}",
            patch(members::role).delete(members::remove),
        )
        .route("/api/v1/members/invitations", post(members::invite))
        .route(
            "/api/v1/members/invitations/{id}",
            delete(members::withdraw),
        )
        .route("/api/v1/invitations/accept", post(members::accept))
        .route("/api/v1/audit", get(audit::list))
        .route("/api/v1/audit/export", get(audit::export))
        .route(
            "/api/v1/tray/{id}/suggestions/{n}/payments",
            get(inside::payments),
        )
        .route("/api/v1/exports/{file}", get(exports::export))
        .route("/api/v1/owner/tiles/{tile}/rows", get(rows::tile_rows))
}
