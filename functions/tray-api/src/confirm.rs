//! Confirm: a person says which explanation is true. One read, one transaction.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use oodaloo_domain::engine::Processor;
use oodaloo_domain::facts::{
    Actor, AuditEntry, BankTransaction, Status, Subject, Suggestion, TrayItem,
};
use oodaloo_domain::plan::{matched, summary};
use oodaloo_domain::{AuditId, TrayItemId};
use oodaloo_runtime::telemetry::Metrics;
use oodaloo_store::matching::NewMatch;
use oodaloo_store::{StoreError, TableError, Write};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::caller::{Caller, member};
use crate::view::delta;
use crate::{Problem, TrayApi};

/// How often an action is begun again because the tiles moved under it.
const MAX_TRIES: usize = 3;

/// What the client sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirm {
    /// The item's version on the screen.
    expected_version: u64,
    /// Which suggestion, first = 0.
    #[serde(default)]
    candidate: usize,
}

/// What the client gets.
#[derive(Debug, Serialize)]
pub(crate) struct Confirmed {
    result: serde_json::Value,
    delta: String,
    audit_id: String,
}

/// `POST /api/v1/tray/{id}/confirm?company_id=`.
pub(crate) async fn confirm(
    State(api): State<Arc<TrayApi>>,
    Path(id): Path<String>,
    caller: Caller,
    body: Result<Json<Confirm>, JsonRejection>,
) -> Result<Json<Confirmed>, Problem> {
    let Json(body) = body.map_err(|e| Problem::bad_request(e.body_text()))?;
    let id = TrayItemId::new(id).map_err(|_| Problem::not_found("tray item"))?;
    for _ in 0..MAX_TRIES {
        let found = caller.company.for_action(&caller.user, &id).await?;
        member(found.member)?;
        let item = found
            .item
            .ok_or_else(|| Problem::not_found("tray item; it may have been decided already"))?;
        let chosen = choose(&item, &body)?;
        let action = prepare(&api, &caller, &chosen, found.tiles.as_ref().map(|(t, _)| t))?;
        let mut writes = caller.company.match_writes(&action.new)?;
        writes.push(caller.company.tray_delete(&id, item.version));
        writes.push(
            caller
                .company
                .member_check(&caller.user, &["owner", "dispatcher"]),
        );
        let tiles_at = writes.len();
        if let Some((tiles, version)) = &found.tiles {
            let tiles = tiles.after_confirm(&action.new.matched, api.world.now());
            writes.push(caller.company.tiles_write(&tiles, Some(*version))?);
        }
        match caller.company.transact(writes.clone()).await {
            Ok(()) => return Ok(Json(done(&api, &caller, action))),
            Err(StoreError::Table(TableError::Conflict(failed))) => {
                // Reconcile wrote the tiles in between: the decision itself may still stand.
                if failed.iter().all(|f| f.index == tiles_at) {
                    continue;
                }
                return Err(stale(&writes, &failed));
            }
            Err(e) => return Err(e.into()),
        }
    }
    Err(Problem::unavailable())
}

struct Chosen<'a> {
    transaction: &'a BankTransaction,
    processor: Processor,
    suggestion: &'a Suggestion,
}

fn choose<'a>(item: &'a TrayItem, body: &Confirm) -> Result<Chosen<'a>, Problem> {
    let Subject::BankTransaction {
        transaction,
        processor,
    } = &item.subject
    else {
        return Err(Problem::unprocessable(
            "A connection is mended by reconnecting it.",
        ));
    };
    if item.version != body.expected_version {
        let now = json!({"version": item.version, "suggestions": item.suggestions.len()});
        return Err(
            Problem::stale("The suggestions for this deposit are new.").with("current", now)
        );
    }
    if transaction.status != Status::Open {
        return Err(Problem::unprocessable(
            "The bank took this back after it was decided; look at it first.",
        ));
    }
    let suggestion = item.suggestions.get(body.candidate).ok_or_else(|| {
        Problem::unprocessable(format!("There is no suggestion {}.", body.candidate))
    })?;
    Ok(Chosen {
        transaction,
        processor: *processor,
        suggestion,
    })
}

struct Action {
    new: NewMatch,
    delta: String,
}

fn prepare(
    api: &TrayApi,
    caller: &Caller,
    chosen: &Chosen<'_>,
    tiles: Option<&oodaloo_domain::tiles::Tiles>,
) -> Result<Action, Problem> {
    let now = api.world.now();
    let actor = Actor::Person(caller.user.clone());
    let (t, s) = (chosen.transaction, chosen.suggestion);
    let m = matched(t, chosen.processor, s, actor.clone(), now);
    let delta = delta(s, t.line.amount, tiles);
    let audit = AuditEntry {
        id: AuditId::new(api.world.id("aud")).map_err(|_| Problem::internal())?,
        at: now,
        actor,
        action: "match.confirm".into(),
        target_type: "bank_transaction".into(),
        target_id: t.line.id.to_string(),
        summary: format!("{}; {delta}", summary(t, &s.parts)),
        before: json!({"status": t.status, "version": t.version}),
        after: json!({
            "status": Status::Confirmed, "version": t.version + 1,
            "gross": m.gross, "fee": m.fee, "payments": s.candidate.payment_ids,
        }),
    };
    let new = NewMatch {
        matched: m,
        status: Status::Confirmed,
        deposit_version: t.version,
        parts: s.parts.clone(),
        audit,
    };
    Ok(Action { new, delta })
}

fn done(api: &TrayApi, caller: &Caller, action: Action) -> Confirmed {
    Metrics::new("tray-api", api.world.now())
        .count("exceptions_cleared", 1)
        .company(caller.company.id())
        .emit();
    let m = &action.new.matched;
    Confirmed {
        result: json!({
            "bank_transaction_id": m.deposit_id, "status": Status::Confirmed,
            "gross": m.gross.to_string(), "fee": m.fee.to_string(), "net": m.amount.to_string(),
            "payment_ids": m.candidate.payment_ids,
        }),
        delta: action.delta,
        audit_id: action.new.audit.id.to_string(),
    }
}

/// Says what is there now, from the conflict's own answer.
fn stale(writes: &[Write], failed: &[oodaloo_store::FailedWrite]) -> Problem {
    let is = |f: &oodaloo_store::FailedWrite, prefix: &str| {
        writes
            .get(f.index)
            .and_then(Write::key)
            .is_some_and(|k| k.sk.starts_with(prefix))
    };
    if failed.iter().any(|f| is(f, "DESK#MEMBER#")) {
        return Problem::not_found("company");
    }
    let deposit = failed
        .iter()
        .find(|f| is(f, oodaloo_store::keys::BANK_TRANSACTION));
    if let Some(status) = deposit
        .and_then(|f| f.current.as_ref())
        .and_then(|i| i.get("status"))
    {
        let detail = format!(
            "This deposit is {} now.",
            status.as_str().unwrap_or("changed")
        );
        return Problem::stale(detail).with("current", json!({"status": status}));
    }
    Problem::stale("One of the payments has been used for another deposit meanwhile.")
}
