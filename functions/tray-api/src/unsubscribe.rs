//! The unsubscribe link of our mails (RFC 8058): it works without signing in, does this one thing, and
//! never acts on a mere GET, because mail scanners follow links.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use oodaloo_domain::AuditId;
use oodaloo_domain::facts::{Actor, AuditEntry, Company, LastChange};
use oodaloo_domain::ids::derived;
use oodaloo_domain::links::{Unsubscribe, verify_unsubscribe};
use oodaloo_store::Condition;
use secrecy::ExposeSecret as _;
use serde_json::json;

use crate::ask::Segment;
use crate::{Problem, TrayApi};

/// Who the audit list says it was: whoever held the link.
pub(crate) const ACTOR: &str = "unsubscribe-link";
/// How often it is tried when the settings change at the same time.
const MAX_TRIES: usize = 3;

/// Ask whether to stop the Friday email
///
/// The page behind the link in a mail. It changes nothing: mail scanners follow links.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/u/{token}",
    operation_id = "askUnsubscribe",
    tag = "mail",
    params(("token" = String, Path, description = "Signed; from the mail")),
    responses((status = 200, description = "A page with a button", body = String, content_type = "text/html"), (status = 400, description = "The link is not valid", body = String, content_type = "text/html")),
))]
pub(crate) async fn ask(
    State(api): State<Arc<TrayApi>>,
    Segment(token): Segment<String>,
) -> Response {
    match verified(&api, &token) {
        Some(_) => page(StatusCode::OK, "Stop the Friday email?", ASK),
        None => page(StatusCode::BAD_REQUEST, "This link is not valid", BROKEN),
    }
}

/// Stop the Friday email
///
/// Acts at once, for a person's click and for a mail client's one-click (RFC 8058) alike.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/u/{token}",
    operation_id = "unsubscribe",
    tag = "mail",
    params(("token" = String, Path, description = "Signed; from the mail")),
    responses((status = 200, description = "Done", body = String, content_type = "text/html"), (status = 400, description = "The link is not valid", body = String, content_type = "text/html")),
))]
pub(crate) async fn act(
    State(api): State<Arc<TrayApi>>,
    Segment(token): Segment<String>,
) -> Response {
    let Some(link) = verified(&api, &token) else {
        return page(StatusCode::BAD_REQUEST, "This link is not valid", BROKEN);
    };
    match stop(&api, &link).await {
        Ok(()) => page(StatusCode::OK, "No more Friday emails", DONE),
        Err(problem) => problem.into_response(),
    }
}

fn verified(api: &TrayApi, token: &str) -> Option<Unsubscribe> {
    verify_unsubscribe(
        api.secret.link_signing_key.expose_secret().as_bytes(),
        token,
    )
    .ok()
}

async fn stop(api: &TrayApi, link: &Unsubscribe) -> Result<(), Problem> {
    let company = api.store.company(&link.company_id);
    for _ in 0..MAX_TRIES {
        // A company that is gone sends nothing: what was asked for is so.
        let Some(profile) = company.profile().await? else {
            return Ok(());
        };
        if !profile.digest_to.contains(&link.email) {
            return Ok(());
        }
        let mut changed = profile.clone();
        changed.digest_to.retain(|to| *to != link.email);
        changed.version += 1;
        changed.changed = Some(LastChange {
            by: Actor::Rule(ACTOR.into()),
            at: api.world.now(),
        });
        changed.changed_in = None;
        let writes = vec![
            company.profile_write(&changed, Condition::version(profile.version))?,
            company.audit_write(&audit(api, &profile, &changed)?)?,
        ];
        match company.transact(writes).await {
            Ok(()) => return Ok(()),
            Err(e) if e.is_conflict() => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(Problem::unavailable())
}

fn audit(api: &TrayApi, before: &Company, after: &Company) -> Result<AuditEntry, Problem> {
    // Addresses stay out of the audit list: how many there are says enough.
    Ok(AuditEntry {
        id: AuditId::new(api.world.id("aud")).map_err(|_| Problem::internal())?,
        at: api.world.now(),
        actor: Actor::Rule(ACTOR.into()),
        action: "digest.unsubscribe".into(),
        who: None,
        group: None,
        target_type: "company".into(),
        target_id: derived("set", &[before.id.as_str(), "digest_to"]),
        summary: "Somebody stopped their Friday email by its link".into(),
        before: json!({"recipients": before.digest_to.len(), "version": before.version}),
        after: json!({"recipients": after.digest_to.len(), "version": after.version}),
    })
}

const ASK: &str = "<p>You will no longer get this company's Friday email.</p><form method=\"post\"><button>Stop it</button></form>";
const DONE: &str = "<p>Done. An owner can put you back on the list in the settings.</p>";
const BROKEN: &str = "<p>Nothing was changed. Use the link of a newer email, or ask an owner to take you off the list.</p>";

fn page(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><main><h1>{title}</h1>{body}</main></html>"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; form-action 'self'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (status, headers, html).into_response()
}
