//! What an owner does with a connection that there is: name it, label its accounts, have it looked at again.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use jiff::tz::TimeZone;
use oodaloo_domain::facts::{AccountLabel, Actor, Company, LastChange, Member, RailName};
use oodaloo_domain::settings::{Fault, check};
use oodaloo_domain::tiles::Shift;
use oodaloo_domain::week::IsoWeek;
use oodaloo_domain::{AccountId, RailAccountId};
use oodaloo_runtime::messages::{SyncReason, SyncRequest};
use oodaloo_runtime::ports::QueueName;
use oodaloo_store::{Act, Connection, Write};
use serde::Deserialize;
use serde_json::json;

use super::view::Accounts;
use super::{ConnectionView, found};
use crate::ask::{Body, Segment};
use crate::caller::{Caller, owner};
use crate::deed::Deed;
use crate::{Problem, TrayApi};

/// How often a change is begun again because something moved under it.
const MAX_TRIES: usize = 3;
/// The longest name of a connection, in characters.
pub(super) const MAX_NAME: usize = 80;

/// What to change about a connection. What is left out stays.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Relabel {
    /// What to call it.
    #[serde(default)]
    name: Option<String>,
    /// What accounts of this connection are for.
    #[serde(default)]
    labels: BTreeMap<AccountId, AccountLabel>,
}

/// Name a connection, label its accounts
///
/// The labels decide what counts as cash. Taken back from the audit list.
#[cfg_attr(feature = "openapi", utoipa::path(
    patch,
    path = "/api/v1/integrations/{rail}/{account}",
    operation_id = "relabelConnection",
    tag = "integrations",
    params(("rail" = RailName, Path, description = "Which rail"), ("account" = RailAccountId, Path, description = "Which of its accounts")),
    request_body(content = Relabel, example = json!({"name": "Chase, business"})),
    responses((status = 200, description = "Changed", body = ConnectionView), (status = 409), (status = 422)),
))]
pub(crate) async fn relabel(
    State(api): State<Arc<TrayApi>>,
    Segment((rail, account)): Segment<(RailName, RailAccountId)>,
    caller: Caller,
    Body(body): Body<Relabel>,
) -> Result<Json<ConnectionView>, Problem> {
    for _ in 0..MAX_TRIES {
        let read = caller.company.for_tiles(&caller.user).await?;
        let me = owner(read.member)?;
        let profile = read.company.ok_or_else(|| Problem::not_found("company"))?;
        let mut connection = found(&caller, rail, &account).await?;
        let change = change(&api, &caller, &me, &mut connection, profile, &body)?;
        let moves_cash = !body.labels.is_empty();
        if let Some((writes, profile)) = change {
            match caller.company.transact(writes).await {
                Ok(()) if moves_cash => crate::reconcile::ask(&api, &caller).await,
                Ok(()) => {}
                // Whatever it was, the next reading says it.
                Err(e) if e.is_conflict() => continue,
                Err(e) => return Err(e.into()),
            }
            return shown(&caller, connection, &profile).await;
        }
        let profile = caller.company.profile().await?;
        let profile = profile.ok_or_else(|| Problem::not_found("company"))?;
        return shown(&caller, connection, &profile).await;
    }
    Err(Problem::unavailable())
}

async fn shown(
    caller: &Caller,
    connection: Connection,
    profile: &Company,
) -> Result<Json<ConnectionView>, Problem> {
    let accounts = Accounts::of(caller, profile).await?;
    Ok(Json(ConnectionView::new(connection, &accounts)))
}

/// The writes, and the settings as they will be; none when nothing would change.
fn change(
    api: &TrayApi,
    caller: &Caller,
    me: &Member,
    connection: &mut Connection,
    before: Company,
    wanted: &Relabel,
) -> Result<Option<(Vec<Write>, Company)>, Problem> {
    let mut faults = Vec::new();
    for id in wanted.labels.keys() {
        if !connection.accounts.contains(id) {
            faults.push(Fault::new("labels", format!("{id} is no account of it.")));
        }
    }
    let name = wanted.name.as_deref().map(str::trim);
    if name.is_some_and(|n| n.is_empty() || n.chars().count() > MAX_NAME) {
        faults.push(Fault::new("name", "1 to 80 characters."));
    }
    let mut after = before.clone();
    after
        .account_labels
        .extend(wanted.labels.iter().map(|(id, l)| (id.clone(), *l)));
    let old = check(&before);
    faults.extend(check(&after).into_iter().filter(|f| !old.contains(f)));
    if !faults.is_empty() {
        return Err(Problem::invalid(&faults));
    }
    let renamed = name.filter(|n| *n != connection.name).map(str::to_owned);
    let labelled = after.account_labels != before.account_labels;
    if renamed.is_none() && !labelled {
        return Ok(None);
    }
    let was = json!({"name": connection.name, "labels": labels_of(&before, wanted)});
    if let Some(name) = renamed {
        connection.name = name;
    }
    let audit = Deed {
        action: "connection.relabel",
        target_type: "connection",
        target_id: connection.account.as_str(),
        summary: format!(
            "{}: {} accounts labelled",
            connection.name,
            wanted.labels.len()
        ),
        before: was,
        after: json!({"name": connection.name, "labels": labels_of(&after, wanted)}),
    }
    .of(me, api)?;
    let mut writes = vec![
        caller.company.connection_write(connection)?,
        caller.company.member_check(&caller.user, &["owner"]),
    ];
    if labelled {
        after.changed = Some(LastChange {
            by: Actor::Person(caller.user.clone()),
            at: audit.at,
        });
        after.changed_in = Some(audit.id.clone());
        let step = caller.company.settings_step(&before, &after)?;
        after.version += 1;
        let week = IsoWeek::of(audit.at.to_zoned(TimeZone::UTC).date());
        let act = Act {
            shift: Shift::none(week.monday()),
            audit,
            steps: vec![step],
            asked_again: None,
        };
        writes.extend(caller.company.act_writes(&act)?);
    } else {
        writes.push(caller.company.audit_write(&audit)?);
    }
    Ok(Some((writes, after)))
}

fn labels_of<'c>(
    company: &'c Company,
    wanted: &Relabel,
) -> BTreeMap<String, Option<&'c AccountLabel>> {
    let of = |id: &AccountId| (id.to_string(), company.account_labels.get(id));
    wanted.labels.keys().map(of).collect()
}

/// Look again
///
/// An owner has mended a login (Plaid Link in update mode) and wants it looked at now. The connection is
/// marked as working once the look has succeeded.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/integrations/{rail}/{account}/reconnect",
    operation_id = "reconnect",
    tag = "integrations",
    params(("rail" = RailName, Path, description = "Which rail"), ("account" = RailAccountId, Path, description = "Which of its accounts")),
    responses((status = 202, description = "It will be looked at", body = ConnectionView), (status = 422)),
))]
pub(crate) async fn reconnect(
    State(api): State<Arc<TrayApi>>,
    Segment((rail, account)): Segment<(RailName, RailAccountId)>,
    caller: Caller,
) -> Result<(StatusCode, Json<ConnectionView>), Problem> {
    let read = caller.company.for_tiles(&caller.user).await?;
    owner(read.member)?;
    let profile = read.company.ok_or_else(|| Problem::not_found("company"))?;
    let connection = found(&caller, rail, &account).await?;
    if !rail.is_polled() {
        return Err(Problem::unprocessable(
            "Its lines come as files: there is nobody to ask. Bring the next file.",
        ));
    }
    let request = SyncRequest {
        rail,
        account,
        reason: SyncReason::Connected,
    };
    let message = request.outgoing(api.world.id("conn"));
    if let Err(error) = api.queue.send(QueueName::Sync, message).await {
        // A broken connection is not polled: without this message nobody would look.
        tracing::error!(%error, "the sync queue does not take messages");
        return Err(Problem::unavailable());
    }
    let view = shown(&caller, connection, &profile).await?;
    Ok((StatusCode::ACCEPTED, view))
}
