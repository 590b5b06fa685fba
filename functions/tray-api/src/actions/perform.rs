//! One action: read, plan, write, all or nothing.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::AuditId;
use oodaloo_domain::facts::{Actor, AuditEntry, Member};
use oodaloo_runtime::telemetry::Metrics;
use oodaloo_store::acting::{Answer, Found, Wanted};
use oodaloo_store::{Act, StoreError, TableError, Write};
use serde::Serialize;
use serde_json::{Value, json};

use super::outcome::Outcome;
use super::request::RequestKey;
use super::stale;
use crate::caller::{Caller, member};
use crate::{Problem, TrayApi};

/// How often an action is begun again because something moved under it.
const MAX_TRIES: usize = 4;
/// How long the screen offers to take it back; the audit list does so later, too.
const UNDO_SECONDS: i64 = 10;

/// Whoever belongs to the company.
pub(crate) const MEMBERS: &[&str] = &["owner", "dispatcher"];
/// Its owners.
pub(crate) const OWNER: &[&str] = &["owner"];

/// Who does it, and when.
pub(crate) struct Doing<'a> {
    pub(crate) api: &'a TrayApi,
    pub(crate) caller: &'a Caller,
    pub(crate) me: &'a Member,
    /// Who may: true still at the moment of writing.
    pub(crate) roles: &'static [&'static str],
    pub(crate) now: Timestamp,
}

impl Doing<'_> {
    /// An audit entry of this person, now.
    pub(crate) fn audit(
        &self,
        action: &str,
        target: (&str, String),
    ) -> Result<AuditEntry, Problem> {
        Ok(AuditEntry {
            id: AuditId::new(self.api.world.id("aud")).map_err(|_| Problem::internal())?,
            at: self.now,
            actor: Actor::Person(self.caller.user.clone()),
            action: action.into(),
            // As colleagues call them; the address is not kept for ever.
            who: self.me.email.split('@').next().map(str::to_owned),
            group: None,
            target_type: target.0.into(),
            target_id: target.1,
            summary: String::new(),
            before: Value::Null,
            after: Value::Null,
        })
    }
}

/// Whether it is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It is done.
    ForReal,
    /// Only told.
    DryRun,
}

impl From<bool> for Mode {
    fn from(dry_run: bool) -> Self {
        if dry_run { Self::DryRun } else { Self::ForReal }
    }
}

/// What is about to be done.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) act: Act,
    /// What became of it.
    pub(crate) result: Outcome,
    /// What it changed, in words.
    pub(crate) delta: String,
}

/// What the client gets: the same bytes however often it asks.
pub(crate) struct Answered {
    pub(crate) body: String,
    repeated: bool,
}

impl Answered {
    /// The first time.
    pub(crate) const fn new(body: String) -> Self {
        Self {
            body,
            repeated: false,
        }
    }
}

impl IntoResponse for Answered {
    fn into_response(self) -> Response {
        let json = HeaderValue::from_static("application/json");
        let repeated = HeaderValue::from_static(if self.repeated { "true" } else { "false" });
        let headers = [
            (header::CONTENT_TYPE, json),
            (
                header::HeaderName::from_static("idempotency-replayed"),
                repeated,
            ),
        ];
        (headers, self.body).into_response()
    }
}

/// What an action answers.
#[cfg(feature = "openapi")]
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ActionView {
    /// What became of it.
    result: Outcome,
    /// What it changed, in words: as the preview said.
    delta: Option<String>,
    /// The line in the audit list.
    summary: String,
    #[schema(required = false)]
    audit_id: Option<AuditId>,
    /// Null after a dry run.
    undo: Option<UndoView>,
}

/// How it is taken back.
#[cfg(feature = "openapi")]
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct UndoView {
    undo_id: String,
    /// Until when the screen offers it; the audit list does so later, too.
    until: Timestamp,
}

/// Does it: one read, one transaction; again when only the tiles moved meanwhile. A dry run reads, plans,
/// and tells what would become of it.
pub(crate) async fn perform(
    api: &TrayApi,
    caller: &Caller,
    key: &RequestKey,
    mode: Mode,
    mut wanted: Wanted,
    plan: impl Fn(&Doing<'_>, &Found) -> Result<Planned, Problem>,
) -> Result<Answered, Problem> {
    wanted.key = Some(key.key.clone());
    for _ in 0..MAX_TRIES {
        let now = api.world.now();
        let found = caller.company.acting(&caller.user, &wanted, now).await?;
        let me = member(found.member.clone())?;
        if let Some(answer) = &found.answer {
            return again(answer, key);
        }
        let doing = Doing {
            api,
            caller,
            me: &me,
            roles: MEMBERS,
            now,
        };
        let planned = plan(&doing, &found)?;
        if mode == Mode::DryRun {
            return Ok(Answered::new(looked(&planned).to_string()));
        }
        match write(&doing, key, &found, &planned).await? {
            Written::Done(answered) => return Ok(answered),
            Written::Moved => {}
            Written::Conflict(failed) => {
                return Err(stale::conflict(&planned.act, &failed));
            }
        }
    }
    Err(Problem::unavailable())
}

/// How a transaction ended.
pub(crate) enum Written {
    Done(Answered),
    /// Something that follows from the rest has moved: look again.
    Moved,
    /// Somebody else was first.
    Conflict(Vec<oodaloo_store::FailedWrite>),
}

/// Writes what was planned.
pub(crate) async fn write(
    doing: &Doing<'_>,
    key: &RequestKey,
    found: &Found,
    planned: &Planned,
) -> Result<Written, Problem> {
    let company = &doing.caller.company;
    let body = body(doing, planned).to_string();
    let answer = Answer::new(key.request.clone(), body.clone(), doing.now);
    let mut writes = company.act_writes(&planned.act)?;
    let ours = writes.len();
    writes.push(company.member_check(&doing.caller.user, doing.roles));
    writes.push(company.answer_write(&doing.caller.user, &key.key, &answer, doing.now)?);
    if let Some((tiles, version)) = &found.tiles {
        let tiles = tiles.shifted(&planned.act.shift);
        writes.push(company.moved_tiles_write(&tiles, *version)?);
    }
    match company.transact(writes.clone()).await {
        Ok(()) => {
            report(doing, key, planned);
            Ok(Written::Done(Answered::new(body)))
        }
        Err(StoreError::Table(TableError::Contention)) => Ok(Written::Moved),
        Err(StoreError::Table(TableError::Conflict(failed))) => {
            if failed.iter().any(|f| f.index == ours) {
                return Err(Problem::not_found("company"));
            }
            // The same request, a moment earlier; or the tiles were computed anew.
            if failed.iter().all(|f| f.index > ours) || is_repeated(&writes, &failed, ours + 1) {
                return Ok(Written::Moved);
            }
            Ok(Written::Conflict(failed))
        }
        Err(e) => Err(e.into()),
    }
}

fn is_repeated(writes: &[Write], failed: &[oodaloo_store::FailedWrite], answer: usize) -> bool {
    writes.len() > answer && failed.iter().any(|f| f.index == answer)
}

/// What a dry run is answered with: nothing was written, so there is nothing to take back.
fn looked(planned: &Planned) -> Value {
    json!({
        "result": planned.result,
        "delta": planned.delta,
        "summary": planned.act.audit.summary,
        "undo": null,
    })
}

fn body(doing: &Doing<'_>, planned: &Planned) -> Value {
    answer_of(
        &planned.act.audit,
        &planned.result,
        &planned.delta,
        doing.now,
    )
}

/// What takes this one act back.
pub(crate) fn undo_id_of(audit: &AuditEntry) -> String {
    let alone = || audit.id.to_string();
    let grouped = |group: &String| format!("{group}.{}", audit.id);
    audit.group.as_ref().map_or_else(alone, grouped)
}

/// What an act that can be taken back is answered with.
pub(crate) fn answer_of(
    audit: &AuditEntry,
    result: &impl Serialize,
    delta: &str,
    now: Timestamp,
) -> Value {
    let until = now
        .saturating_add(SignedDuration::from_secs(UNDO_SECONDS))
        .unwrap_or(now);
    json!({
        "result": result,
        "delta": delta,
        "summary": audit.summary,
        "audit_id": audit.id,
        "undo": {"undo_id": undo_id_of(audit), "until": until},
    })
}

/// The stored answer of a repeated request.
pub(crate) fn again(answer: &Answer, key: &RequestKey) -> Result<Answered, Problem> {
    if answer.request != key.request {
        return Err(Problem::idempotency_mismatch());
    }
    Ok(Answered {
        body: answer.body.clone(),
        repeated: true,
    })
}

fn report(doing: &Doing<'_>, key: &RequestKey, planned: &Planned) {
    let what = match planned.act.audit.action.as_str() {
        "undo" => "decisions_undone",
        _ => "exceptions_cleared",
    };
    let mut metrics = Metrics::new("tray-api", doing.now).count(what, 1);
    if let Some(effort) = key.effort {
        metrics = metrics
            .count("decision_ms", effort.ms)
            .count("decision_keys", effort.keys);
        if let Some(rank) = effort.rank {
            metrics = metrics.count("suggestion_rank", rank);
        }
    }
    metrics
        .property("action", planned.act.audit.action.as_str())
        .company(doing.caller.company.id())
        .emit();
}
