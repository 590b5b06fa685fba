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
use oodaloo_domain::facts::{Actor, Company, LastChange, Member};
use oodaloo_domain::settings::{Changed, changes};
use oodaloo_domain::tiles::{Shift, Tiles};
use oodaloo_domain::week::IsoWeek;
use oodaloo_store::acting::Found;
use oodaloo_store::{Act, CompanyStore, Step, Write};
use serde_json::{Value, json};

use crate::actions::{Answered, Asked, answer_of};
use crate::caller::{Caller, member};
use crate::deed::Deed;
use crate::once::{Begun, Try};
use crate::{Problem, TrayApi, once, reconcile};
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
    asked: Asked<Patch>,
) -> Result<Response, Problem> {
    let profile = caller.company.keys().profile();
    for _ in 0..MAX_TRIES {
        let begun = once::begin(&api, &caller, &asked.key, vec![profile.clone()]).await?;
        let this = match begun {
            Begun::Anew(this) => this,
            Begun::Before(answered) => return Ok(tagged(answered)),
        };
        let me = this.owner()?;
        let expected = headers
            .get(header::IF_MATCH)
            .ok_or_else(Problem::precondition_required)?;
        let before: Option<Company> = this.found.read(&profile)?;
        let before = before.ok_or_else(|| Problem::not_found("company"))?;
        if expected != etag(&before).as_str() {
            return Err(changed_meanwhile(&caller, &before).await?);
        }
        let change = prepare(&api, &caller, &this, &me, &before, &asked.body).await?;
        let Some(change) = change else {
            let body = json!({
                "result": view(&before), "delta": "nothing changed", "audit_id": null, "undo": null,
            });
            return Ok(tagged(Answered::new(body.to_string())));
        };
        let Change {
            writes,
            body,
            words,
        } = change;
        if asked.body.dry_run {
            return Ok(([(header::ETAG, etag(&before))], Json(told(body))).into_response());
        }
        if let Some(answered) = this.write(&caller, &asked.key, writes, &body).await? {
            if words.iter().any(|w| !OF_NO_FIGURE.contains(&w.field)) {
                reconcile::ask(&api, &caller).await;
            }
            return Ok(tagged(answered));
        }
        // Whatever it was, the next reading says it: other tiles, other settings, no owner any more.
    }
    Err(Problem::unavailable())
}

/// What a change would be answered, when nothing is written.
fn told(mut body: Value) -> Value {
    body["audit_id"] = Value::Null;
    body["undo"] = Value::Null;
    body
}

/// With the new version as its ETag.
fn tagged(answered: Answered) -> Response {
    let body: Value = serde_json::from_str(&answered.body).unwrap_or_default();
    let tag = format!("\"{}\"", body["result"]["version"]);
    ([(header::ETAG, tag)], answered).into_response()
}

struct Change {
    writes: Vec<Write>,
    body: Value,
    words: Vec<Changed>,
}

/// None when nothing would change.
async fn prepare(
    api: &TrayApi,
    caller: &Caller,
    this: &Try,
    me: &Member,
    before: &Company,
    patch: &Patch,
) -> Result<Option<Change>, Problem> {
    let mut after = patch.apply(before).map_err(|f| Problem::invalid(&f))?;
    let words = changes(before, &after);
    if words.is_empty() {
        return Ok(None);
    }
    let moves = words.iter().any(|w| OF_RUNWAY.contains(&w.field));
    let mut delta: Vec<String> = words.iter().map(|w| w.words.clone()).collect();
    let mut tiles_write = None;
    if let Some((tiles, version)) = &this.found.tiles
        && moves
    {
        let next = tiles_after(&caller.company, tiles, &after, this.now).await?;
        delta.extend(next.runway_effect(tiles));
        tiles_write = Some(caller.company.tiles_write(&next, Some(*version))?);
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
    let audit = audit.of(me, api)?;
    after.changed = Some(LastChange {
        by: audit.actor.clone(),
        at: audit.at,
    });
    after.changed_in = Some(audit.id.clone());
    let step = caller.company.settings_step(before, &after)?;
    after.version += 1;
    let body = answer_of(&audit, &json!(view(&after)), &delta, this.now);
    let act = Act {
        shift: Shift::none(IsoWeek::of(this.now.to_zoned(TimeZone::UTC).date()).monday()),
        audit,
        steps: vec![step],
        asked_again: None,
    };
    let mut writes = caller.company.act_writes(&act)?;
    writes.push(caller.company.member_check(&caller.user, &["owner"]));
    writes.extend(tiles_write);
    writes.extend(due_moves(&caller.company, before, &after, this.now));
    Ok(Some(Change {
        writes,
        body,
        words,
    }))
}

/// Sees to it that figures follow when settings are taken back: what `found` holds becomes the tiles as they
/// are then.
pub(crate) async fn follow(
    caller: &Caller,
    found: &mut Found,
    steps: &[Step],
    now: Timestamp,
) -> Result<(), Problem> {
    let Some((tiles, version)) = found.tiles.take() else {
        return Ok(());
    };
    let profile = caller.company.profile().await?;
    let profile = profile.ok_or_else(|| Problem::not_found("company"))?;
    let mut item = serde_json::to_value(profile).map_err(|_| Problem::internal())?;
    for step in steps {
        if let (Step::Patch { after, .. }, Value::Object(item)) = (step, &mut item) {
            item.extend(after.clone());
        }
    }
    let after: Company = serde_json::from_value(item).map_err(|_| Problem::internal())?;
    let next = tiles_after(&caller.company, &tiles, &after, now).await?;
    found.tiles = Some((next, version));
    Ok(())
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
