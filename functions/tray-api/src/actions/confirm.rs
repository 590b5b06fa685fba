//! Confirm: a person says which explanation is true.

use std::sync::Arc;

use axum::extract::State;
use oodaloo_domain::effects;
use oodaloo_domain::facts::{Actor, Status};
use oodaloo_domain::plan::{matched, summary};
use oodaloo_domain::tiles::Shift;
use oodaloo_store::Act;
use oodaloo_store::acting::{Found, Wanted};
use oodaloo_store::matching::{NewMatch, place_of};
use serde::Deserialize;
use serde_json::json;

use super::outcome::{Matched, Outcome};
use super::{Answered, Asked, Doing, Planned, open_item, perform, tray_item_id};
use crate::ask::Segment;
use crate::caller::Caller;
use crate::{Problem, TrayApi};

/// What the client sends.
#[derive(Debug, Clone, Copy, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirm {
    /// The item's version on the screen.
    pub(crate) expected_version: u64,
    /// Which suggestion, first = 0.
    #[serde(default)]
    pub(crate) candidate: usize,
    /// Only tell what would become of it.
    #[serde(default)]
    pub(crate) dry_run: bool,
}

/// Confirm a suggestion
///
/// A person says which explanation is true.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/tray/{id}/confirm",
    operation_id = "confirmTrayItem",
    tag = "tray",
    params(("id" = oodaloo_domain::TrayItemId, Path, description = "Which item of the tray")),
    request_body(content = Confirm, example = json!({"expected_version": 1, "candidate": 0})),
    responses((status = 200, description = "Done; the same answer however often it is asked for", body = super::perform::ActionView), (status = 409), (status = 422)),
))]
pub(crate) async fn confirm(
    State(api): State<Arc<TrayApi>>,
    Segment(id): Segment<String>,
    caller: Caller,
    asked: Asked<Confirm>,
) -> Result<Answered, Problem> {
    let wanted = Wanted {
        item: Some(tray_item_id(id)?),
        ..Wanted::default()
    };
    let mode = asked.body.dry_run.into();
    perform(&api, &caller, &asked.key, mode, wanted, |doing, found| {
        plan(doing, found, asked.body, None)
    })
    .await
}

/// What confirming does, alone or in a bulk.
pub(crate) fn plan(
    doing: &Doing<'_>,
    found: &Found,
    asked: Confirm,
    group: Option<&str>,
) -> Result<Planned, Problem> {
    let open = open_item(found, asked.expected_version)?;
    let t = open.transaction;
    let suggestion = open.item.suggestions.get(asked.candidate).ok_or_else(|| {
        Problem::unprocessable(format!("There is no suggestion {}.", asked.candidate))
    })?;
    let company = &doing.caller.company;
    let by = Actor::Person(doing.caller.user.clone());
    let m = matched(t, open.processor, suggestion, by, doing.now);
    let shift = Shift::decided(t.line.date, t.line.amount, m.counted());
    let delta = effects::of_suggestion(
        suggestion,
        found.tiles.as_ref().map(|(tiles, _)| tiles),
        &shift,
    );
    let mut audit = doing.audit("match.confirm", ("bank_transaction", t.line.id.to_string()))?;
    audit.group = group.map(str::to_owned);
    audit.summary = format!("{}; {delta}", summary(t, &suggestion.parts));
    audit.before = json!({"status": t.status, "version": t.version});
    audit.after = json!({
        "status": Status::Confirmed, "version": t.version + 1,
        "gross": m.gross.to_string(), "fee": m.fee.to_string(), "payments": m.candidate.payment_ids,
    });
    let result = Outcome::Matched(Matched::of(&m, Status::Confirmed));
    let new = NewMatch {
        matched: m,
        status: Status::Confirmed,
        deposit: t.clone(),
        parts: suggestion.parts.clone(),
        audit,
    };
    let place = found
        .raw(&company.keys().bank_transaction(&t.line.id))
        .map(place_of);
    let mut steps = new.steps(company, place)?;
    steps.push(open.gone(company, found)?);
    Ok(Planned {
        act: Act {
            audit: new.audit,
            steps,
            shift,
            asked_again: None,
        },
        result,
        delta,
    })
}
