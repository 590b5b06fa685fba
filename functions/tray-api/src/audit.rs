//! The audit list: who did what, when, and what it was before.

pub(crate) mod export;

use axum::Json;
use http::Uri;
use oodaloo_domain::UserId;
use oodaloo_domain::facts::{Actor, AuditEntry, Company};
use oodaloo_store::{AuditQuery, By};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::actions::undo_id_of;
use crate::caller::{Caller, member, query};
use crate::{Problem, cursor, period, unsubscribe};

/// How many entries a page has when nobody says.
const PAGE: usize = 50;
/// How many it has at most.
const MAX_PAGE: usize = 200;
/// The longest id that is looked for, in bytes.
const MAX_TARGET: usize = oodaloo_domain::ids::MAX_ID_BYTES;

/// What to look for.
#[derive(Debug, Deserialize)]
pub(crate) struct Ask {
    /// The first day.
    from: Option<String>,
    /// The last day.
    to: Option<String>,
    /// The id of what it is about.
    target: Option<String>,
    /// `engine`, `rule`, or a member's id.
    by: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// A page, newest first. It may be short and yet have a next one.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AuditView {
    items: Vec<EntryView>,
    next_cursor: Option<String>,
}

/// One entry.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct EntryView {
    id: String,
    at: jiff::Timestamp,
    actor: Actor,
    /// What colleagues call them: a person's name, "Oodaloo" for the engine.
    who: String,
    action: String,
    target_type: String,
    target_id: String,
    summary: String,
    /// What it was done together with: takes all of that back.
    group: Option<String>,
    /// Takes this back; null for what cannot be. What was taken back already says so when it is tried.
    undo_id: Option<String>,
    before: Value,
    after: Value,
}

impl From<AuditEntry> for EntryView {
    fn from(e: AuditEntry) -> Self {
        Self {
            undo_id: undo_id(&e),
            group: e.group,
            id: e.id.to_string(),
            at: e.at,
            who: who(e.who, &e.actor),
            actor: e.actor,
            action: e.action,
            target_type: e.target_type,
            target_id: e.target_id,
            summary: e.summary,
            before: e.before,
            after: e.after,
        }
    }
}

fn by(text: String) -> Result<By, Problem> {
    match text.as_str() {
        "engine" => Ok(By::Engine),
        "rule" => Ok(By::Rules),
        _ => UserId::new(text)
            .map(By::Person)
            .map_err(|_| Problem::bad_request("by: engine, rule, or a member's id.")),
    }
}

/// What has no journal and is not taken back: people, connections, the link in an email, what is written at a rail.
const KEPT: [&str; 8] = [
    "connection.broken",
    "connection.ended",
    "connection.made",
    "connection.mended",
    "digest.",
    "member.",
    "note.",
    "task.",
];

/// What takes it back.
fn undo_id(e: &AuditEntry) -> Option<String> {
    let is_kept = KEPT.iter().any(|k| e.action.starts_with(k));
    (!is_kept).then(|| undo_id_of(e))
}

fn who(name: Option<String>, actor: &Actor) -> String {
    name.unwrap_or_else(|| match actor {
        Actor::Engine => "Oodaloo".into(),
        Actor::Rule(id) if id == unsubscribe::ACTOR => "The link in an email".into(),
        Actor::Rule(_) => "A rule".into(),
        Actor::Person(_) => "Somebody".into(),
    })
}

/// The audit list
///
/// Who did what, newest first. A page may be short and yet have a next one.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/audit",
    operation_id = "listAudit",
    tag = "audit",
    params(("from" = Option<jiff::civil::Date>, Query, description = "The first day, in the company's own days"), ("to" = Option<jiff::civil::Date>, Query, description = "The last day, in the company's own days"), ("target" = Option<String>, Query, description = "The id of what it is about", max_length = 256), ("by" = Option<String>, Query, description = "Whose: `engine`, `rule`, or a member's id", max_length = 256), ("cursor" = Option<String>, Query, description = "Where to go on: `next_cursor` of the page before"), ("limit" = Option<u16>, Query, description = "Entries a page; 50 when nobody says", minimum = 1, maximum = 200)),
    responses((status = 200, description = "One page", body = AuditView)),
))]
pub(crate) async fn list(caller: Caller, uri: Uri) -> Result<Json<AuditView>, Problem> {
    let company = company(&caller).await?;
    let ask: Ask = query(&uri)?;
    let limit = ask.limit.unwrap_or(PAGE);
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(Problem::bad_request(format!(
            "limit is from 1 to {MAX_PAGE}."
        )));
    }
    if ask.target.as_ref().is_some_and(|t| t.len() > MAX_TARGET) {
        return Err(Problem::bad_request("target is too long for an id."));
    }
    let scope = caller.company.id().as_str();
    let after = ask.cursor.as_deref().map(|c| cursor::decode(scope, c));
    let from = period::day("from", ask.from.as_deref())?;
    let to = period::day("to", ask.to.as_deref())?;
    let wanted = AuditQuery {
        from: from.map(|day| period::begin(&company, day)),
        until: to.map(|day| period::end(&company, day)),
        target_id: ask.target,
        by: ask.by.map(by).transpose()?,
        after: after.transpose()?,
    };
    let page = caller.company.audit_page(&wanted, limit).await?;
    Ok(Json(AuditView {
        items: page.entries.into_iter().map(EntryView::from).collect(),
        next_cursor: page.next.map(|at| cursor::encode(scope, &at)),
    }))
}

/// The company, for one of its members.
pub(crate) async fn company(caller: &Caller) -> Result<Company, Problem> {
    let found = caller.company.for_joining(&caller.user).await?;
    member(found.member)?;
    found.company.ok_or_else(|| Problem::not_found("company"))
}
