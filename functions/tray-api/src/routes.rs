//! The one list of routes: router, description and every test of all routes come from it.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodFilter, on};

use crate::imports::MAX_UPLOAD_BYTES;
use crate::{MAX_BODY_BYTES, TrayApi};

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody, without signing in.
    Anyone,
    /// Whoever has signed in; no company is asked about.
    Person,
    /// Whoever belongs to the company, in any role.
    Member,
    /// The company's owners.
    Owner,
}

/// One thing the API does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// Who may.
    pub who: Who,
    /// The method, in capitals.
    pub method: &'static str,
    /// The path, its parameters in braces.
    pub path: &'static str,
}

impl Route {
    /// Whether it changes something of ours: such a request may be repeated, and says so by a key.
    #[must_use]
    pub fn takes_key(&self) -> bool {
        // What a rail hands out is good for once, and needs no key of ours; a session changes nothing of ours.
        self.method != "GET"
            && self.path.starts_with("/api/v1/")
            && !self.path.starts_with("/api/v1/integrations/")
            && self.path != "/api/v1/session"
    }
}

/// The largest body that a path takes, in bytes.
#[must_use]
pub fn max_body_bytes(path: &str) -> usize {
    if path == "/api/v1/imports" {
        MAX_UPLOAD_BYTES
    } else {
        MAX_BODY_BYTES
    }
}

macro_rules! routes {
    ($($who:ident $method:ident $path:literal => $($handler:ident)::+;)+) => {
        /// Every route, as `template.yaml` declares them; a test holds the two together.
        pub const ROUTES: &[Route] = &[
            $(Route { who: Who::$who, method: stringify!($method), path: $path }),+
        ];

        /// Each path with its handlers.
        pub(crate) fn mounted() -> Router<Arc<TrayApi>> {
            Router::new()$(.route(
                $path,
                on(MethodFilter::$method, crate::$($handler)::+)
                    .layer(DefaultBodyLimit::max(max_body_bytes($path))),
            ))+
        }

        /// What the handlers say of themselves.
        #[cfg(feature = "openapi")]
        #[derive(utoipa::OpenApi)]
        #[openapi(paths($(crate::$($handler)::+),+))]
        pub(crate) struct Described;
    };
}

routes! {
    Anyone GET    "/healthz" => health::healthz;
    Anyone GET    "/u/{token}" => unsubscribe::ask;
    Anyone POST   "/u/{token}" => unsubscribe::act;
    Anyone GET    "/api/v1/session/start" => session::start;
    Anyone GET    "/api/v1/session/callback" => session::callback;
    Anyone POST   "/api/v1/session" => session::refresh;
    Anyone DELETE "/api/v1/session" => session::end;
    Member GET    "/api/v1/tray" => tray::list;
    Member GET    "/api/v1/tray/{id}/suggestions/{n}/payments" => inside::payments;
    Member POST   "/api/v1/tray/{id}/confirm" => actions::confirm::confirm;
    Member POST   "/api/v1/tray/{id}/assign_job" => actions::assign::assign_job;
    Member POST   "/api/v1/tray/{id}/split" => actions::split::split;
    Member POST   "/api/v1/tray/{id}/off_job" => actions::dismiss::off_job;
    Member POST   "/api/v1/tray/{id}/ignore" => actions::dismiss::ignore;
    Member POST   "/api/v1/tray/bulk" => actions::bulk::bulk;
    Member POST   "/api/v1/undo" => actions::undo::undo;
    Member GET    "/api/v1/targets" => targets::list;
    Member GET    "/api/v1/rules" => rules::list;
    Member POST   "/api/v1/rules/vendor" => rules::make;
    Member DELETE "/api/v1/rules/{id}" => rules::delete;
    Member GET    "/api/v1/owner/tiles" => tiles::tiles;
    Member GET    "/api/v1/owner/tiles/{tile}/rows" => rows::tile_rows;
    Member GET    "/api/v1/digests" => digest::list;
    Member GET    "/api/v1/digests/{week}" => digest::digest;
    Member GET    "/api/v1/integrations" => connect::view::list;
    Owner  GET    "/api/v1/integrations/jobber/authorize-url" => connect::jobber::authorize;
    Owner  POST   "/api/v1/integrations/jobber/oauth/callback" => connect::jobber::callback;
    Owner  GET    "/api/v1/integrations/plaid/link-token" => connect::plaid::link_token;
    Owner  POST   "/api/v1/integrations/plaid/exchange" => connect::plaid::exchange;
    Owner  POST   "/api/v1/integrations/csv" => connect::csv::make;
    Owner  PATCH  "/api/v1/integrations/{rail}/{account}" => connect::manage::relabel;
    Owner  POST   "/api/v1/integrations/{rail}/{account}/reconnect" => connect::manage::reconnect;
    Owner  DELETE "/api/v1/integrations/{rail}/{account}" => connect::leave::disconnect;
    Member POST   "/api/v1/imports" => imports::upload::import;
    Member GET    "/api/v1/imports" => imports::view::list;
    Owner  GET    "/api/v1/imports/address" => imports::address::address;
    Owner  POST   "/api/v1/imports/address" => imports::address::renew;
    Member GET    "/api/v1/imports/{id}" => imports::view::one;
    Member POST   "/api/v1/imports/{id}/accept" => imports::accept::accept;
    Member DELETE "/api/v1/imports/{id}" => imports::accept::decline;
    Person GET    "/api/v1/me" => me::me;
    Person GET    "/api/v1/portfolio" => me::portfolio;
    Member GET    "/api/v1/settings" => settings::get;
    Owner  PATCH  "/api/v1/settings" => settings::patch;
    Member GET    "/api/v1/members" => members::list;
    Owner  POST   "/api/v1/members/invitations" => members::invite::invite;
    Owner  DELETE "/api/v1/members/invitations/{id}" => members::invite::withdraw;
    Owner  PATCH  "/api/v1/members/{user_id}" => members::change::role;
    Owner  DELETE "/api/v1/members/{user_id}" => members::change::remove;
    Person POST   "/api/v1/invitations/accept" => members::join::accept;
    Member GET    "/api/v1/notes" => notes::list;
    Member POST   "/api/v1/notes" => notes::note;
    Member POST   "/api/v1/tasks" => notes::task;
    Member GET    "/api/v1/exports/{file}" => exports::export;
    Member GET    "/api/v1/audit" => audit::list;
    Member GET    "/api/v1/audit/export" => audit::export::export;
}
