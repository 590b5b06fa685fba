//! A company's settings: one resource with an ETag. What a change of them does at once (runway, the next
//! Friday email) happens in the same transaction; what needs the books is asked of reconcile.

mod apply;
mod view;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use oodaloo_domain::facts::{Actor, Company, LastChange};
use oodaloo_domain::settings::{Changed, changes};
use oodaloo_domain::tiles::Tiles;
use oodaloo_domain::week::IsoWeek;
use oodaloo_runtime::messages::ReconcileRequest;
use oodaloo_runtime::ports::QueueName;
use oodaloo_store::{CompanyStore, Condition, ForTiles, StoreError, TableError, Write};
use serde_json::{Value, json};

use crate::ask::Body;
use crate::caller::{Caller, member, owner};
use crate::deed::Deed;
use crate::{Problem, TrayApi};
use apply::Patch;
use view::{etag, view};

/// How often a change is begun again because the tiles moved under it.
const MAX_TRIES: usize = 3;
/// What moves runway.
const OF_RUNWAY: [&str; 4] = ["name", "weekly_burden", "earmarks", "account_labels"];
/// What no figure follows from.
const OF_NO_FIGURE: [&str; 3] = ["name", "digest_time", "digest_to"];

/// The settings
///
/// One resource, with an `ETag`.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/settings",
    operation_id = "getSettings",
    tag = "settings",
    params(("If-None-Match" = Option<String>, Header, description = "The `ETag` of what is known already")),
    responses((status = 200, description = "All of them", body = view::SettingsView), (status = 304, description = "As they are known")),
))]
pub(crate) async fn get(caller: Caller, headers: HeaderMap) -> Result<Response, Problem> {
    let found = caller.company.for_tiles(&caller.user).await?;
    member(found.member)?;
    let company = found.company.ok_or_else(|| Problem::not_found("company"))?;
    let tag = etag(&company);
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|v| v == tag.as_str())
    {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    Ok(([(header::ETAG, tag)], Json(view(&company))).into_response())
}

/// Change settings
///
/// The fields that are sent, each as a whole.
#[cfg_attr(feature = "openapi", utoipa::path(
    patch,
    path = "/api/v1/settings",
    operation_id = "changeSettings",
    tag = "settings",
    params(("If-Match" = String, Header, description = "The `ETag` of what is changed")),
    request_body(content = Patch, example = json!({"weekly_burden": "8500.00", "terms_days": 14})),
    responses((status = 200, description = "Changed", body = crate::deed::DoneView), (status = 412), (status = 422), (status = 428)),
))]
pub(crate) async fn patch(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    headers: HeaderMap,
    body: Result<Body<Patch>, Problem>,
) -> Result<Response, Problem> {
    for _ in 0..MAX_TRIES {
        let found = caller.company.for_tiles(&caller.user).await?;
        owner(found.member.clone())?;
        let expected = headers
            .get(header::IF_MATCH)
            .ok_or_else(Problem::precondition_required)?;
        let Body(patch) = body.as_ref().map_err(Clone::clone)?;
        let before = found
            .company
            .as_ref()
            .ok_or_else(|| Problem::not_found("company"))?;
        if expected != etag(before).as_str() {
            return Err(changed_meanwhile(&caller, before).await?);
        }
        let change = prepare(&api, &caller, &found, before, patch).await?;
        if change.words.is_empty() {
            return Ok(answer(before, "nothing changed", None));
        }
        match caller.company.transact(change.writes.clone()).await {
            Ok(()) => {
                reconcile(&api, &caller, &change.words).await;
                return Ok(answer(&change.after, &change.delta, Some(&change.audit_id)));
            }
            // Whatever it was, the next reading says it: other tiles, other settings, no owner any more.
            Err(StoreError::Table(TableError::Conflict(_))) => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(Problem::unavailable())
}

struct Change {
    after: Company,
    words: Vec<Changed>,
    delta: String,
    audit_id: String,
    writes: Vec<Write>,
}

async fn prepare(
    api: &TrayApi,
    caller: &Caller,
    found: &ForTiles,
    before: &Company,
    patch: &Patch,
) -> Result<Change, Problem> {
    let now = api.world.now();
    let mut after = patch.apply(before).map_err(|f| Problem::invalid(&f))?;
    let words = changes(before, &after);
    after.version += 1;
    after.changed = Some(LastChange {
        by: Actor::Person(caller.user.clone()),
        at: now,
    });
    let moves = |fields: &[&str]| words.iter().any(|w| fields.contains(&w.field));
    let mut writes = Vec::new();
    let mut delta: Vec<String> = words.iter().map(|w| w.words.clone()).collect();
    if let Some((tiles, version)) = &found.tiles
        && moves(&OF_RUNWAY)
    {
        let next = tiles_after(&caller.company, tiles, &after, now).await?;
        delta.extend(next.runway_effect(tiles));
        writes.push(caller.company.tiles_write(&next, Some(*version))?);
    }
    let delta = delta.join("; ");
    let audit = Deed {
        action: "settings.change",
        target_type: "company",
        target_id: before.id.as_str(),
        summary: format!("Settings: {delta}"),
        before: recorded(before, &words),
        after: recorded(&after, &words),
    };
    let audit = audit.of(&caller.user, api)?;
    let when = Condition::version(before.version);
    writes.extend([
        caller.company.profile_write(&after, when)?,
        caller.company.audit_write(&audit)?,
        caller.company.member_check(&caller.user, &["owner"]),
    ]);
    writes.extend(due_moves(&caller.company, before, &after, now));
    Ok(Change {
        after,
        words,
        delta,
        audit_id: audit.id.to_string(),
        writes,
    })
}

async fn tiles_after(
    company: &CompanyStore,
    tiles: &Tiles,
    after: &Company,
    now: Timestamp,
) -> Result<Tiles, Problem> {
    let mut accounts = company.accounts().await?;
    for account in &mut accounts {
        if let Some(label) = after.account_labels.get(&account.id) {
            account.label = *label;
        }
    }
    Ok(tiles.after_settings(after, &accounts, now))
}

/// What changed, for the audit list. It is kept for ever, so of addresses it tells how many.
fn recorded(company: &Company, words: &[Changed]) -> Value {
    let all = serde_json::to_value(view(company)).unwrap_or_default();
    let mut kept = serde_json::Map::from_iter([("version".into(), company.version.into())]);
    for field in words.iter().map(|w| w.field) {
        let value = match field {
            "digest_to" => json!({"recipients": company.digest_to.len()}),
            _ => all[field].clone(),
        };
        kept.insert(field.into(), value);
    }
    kept.into()
}

/// Moves the next Friday email to where it is due now. One that is due already keeps its place: that is
/// its retry.
fn due_moves(
    company: &CompanyStore,
    before: &Company,
    after: &Company,
    now: Timestamp,
) -> Vec<Write> {
    let due = |c: &Company, week: IsoWeek| {
        let zone = TimeZone::get(&c.time_zone).unwrap_or(TimeZone::UTC);
        week.digest_due(&zone, c.digest_time)
    };
    let week = IsoWeek::of(now.to_zoned(TimeZone::UTC).date());
    let week = if due(before, week) > now {
        week
    } else {
        week.next()
    };
    let (from, to) = (due(before, week), due(after, week));
    if from == to {
        Vec::new()
    } else {
        company.due_digest_writes(Some(from), to)
    }
}

/// The figures that need the books follow at once. Should the queue not take it, the night's run does it.
async fn reconcile(api: &TrayApi, caller: &Caller, words: &[Changed]) {
    if words.iter().all(|w| OF_NO_FIGURE.contains(&w.field)) {
        return;
    }
    let request = ReconcileRequest {
        company_id: caller.company.id().clone(),
    };
    let message = request.outgoing(api.world.id("set"));
    if let Err(error) = api.queue.send(QueueName::Reconcile, message).await {
        tracing::warn!(%error, "the new settings wait for the night's reconcile");
    }
}

fn answer(company: &Company, delta: &str, audit_id: Option<&str>) -> Response {
    let body = json!({"result": view(company), "delta": delta, "audit_id": audit_id});
    ([(header::ETAG, etag(company))], Json(body)).into_response()
}

/// Somebody was faster: what there is now, and who that was.
async fn changed_meanwhile(caller: &Caller, now: &Company) -> Result<Problem, Problem> {
    let who = match now.changed.as_ref().map(|c| &c.by) {
        Some(Actor::Person(user)) if *user == caller.user => "you".into(),
        Some(Actor::Person(user)) => match caller.company.member(user).await? {
            Some(member) => member.email,
            None => "somebody who is no member any more".into(),
        },
        Some(Actor::Rule(rule)) => rule.clone(),
        Some(Actor::Engine) | None => "somebody".into(),
    };
    let at = now.changed.as_ref().map(|c| c.at);
    let when = at.map_or_else(String::new, |at| format!(" at {at:.0}"));
    Ok(
        Problem::precondition_failed(format!("These settings were changed by {who}{when}."))
            .with(
                "current",
                serde_json::to_value(view(now)).unwrap_or_default(),
            )
            .with("etag", etag(now))
            .with("changed_by", who)
            .with("changed_at", at.map(|at| at.to_string())),
    )
}
