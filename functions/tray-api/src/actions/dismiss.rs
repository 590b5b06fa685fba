//! Off-job and ignore: money that is nobody's revenue, and money that is not to be counted.

use std::sync::Arc;

use axum::extract::State;
use oodaloo_domain::Money;
use oodaloo_domain::effects;
use oodaloo_domain::facts::Status;
use oodaloo_domain::tiles::Shift;
use oodaloo_store::acting::{Found, Wanted};
use oodaloo_store::matching::{decide_step, place_of};
use oodaloo_store::{Act, Step};
use serde::Deserialize;
use serde_json::json;

use super::outcome::{Dismissed, Outcome};
use super::{Answered, Asked, Doing, Planned, open_item, perform, tray_item_id};
use crate::ask::Segment;
use crate::caller::Caller;
use crate::{Problem, TrayApi};

/// The longest note, in characters.
pub(crate) const MAX_NOTE: usize = 200;

/// What the client sends.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Dismiss {
    /// The item's version on the screen.
    expected_version: u64,
    /// What it is: "loan", "owner money", "refund" …
    #[serde(default)]
    note: Option<String>,
    /// Only tell what would become of it.
    #[serde(default)]
    dry_run: bool,
}

/// Mark as income of no job
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/tray/{id}/off_job",
    operation_id = "markOffJob",
    tag = "tray",
    params(("id" = oodaloo_domain::TrayItemId, Path, description = "Which item of the tray")),
    request_body(content = Dismiss, example = json!({"expected_version": 1, "note": "loan"})),
    responses((status = 200, description = "Done; the same answer however often it is asked for", body = super::perform::ActionView), (status = 409), (status = 422)),
))]
pub(crate) async fn off_job(
    State(api): State<Arc<TrayApi>>,
    Segment(id): Segment<String>,
    caller: Caller,
    asked: Asked<Dismiss>,
) -> Result<Answered, Problem> {
    dismiss(&api, &caller, id, &asked, Status::OffJob).await
}

/// Ignore it
///
/// It is not to be counted.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/tray/{id}/ignore",
    operation_id = "ignoreTransaction",
    tag = "tray",
    params(("id" = oodaloo_domain::TrayItemId, Path, description = "Which item of the tray")),
    request_body(content = Dismiss, example = json!({"expected_version": 1})),
    responses((status = 200, description = "Done; the same answer however often it is asked for", body = super::perform::ActionView), (status = 409), (status = 422)),
))]
pub(crate) async fn ignore(
    State(api): State<Arc<TrayApi>>,
    Segment(id): Segment<String>,
    caller: Caller,
    asked: Asked<Dismiss>,
) -> Result<Answered, Problem> {
    dismiss(&api, &caller, id, &asked, Status::Ignored).await
}

async fn dismiss(
    api: &TrayApi,
    caller: &Caller,
    id: String,
    asked: &Asked<Dismiss>,
    status: Status,
) -> Result<Answered, Problem> {
    let note = note(asked.body.note.as_deref())?;
    let wanted = Wanted {
        item: Some(tray_item_id(id)?),
        ..Wanted::default()
    };
    let mode = asked.body.dry_run.into();
    perform(api, caller, &asked.key, mode, wanted, |doing, found| {
        plan(
            doing,
            found,
            asked.body.expected_version,
            note.as_deref(),
            status,
        )
    })
    .await
}

/// A note that fits a line.
pub(crate) fn note(text: Option<&str>) -> Result<Option<String>, Problem> {
    let text = text.map(str::trim).filter(|t| !t.is_empty());
    match text {
        Some(t) if t.chars().count() > MAX_NOTE || t.chars().any(char::is_control) => {
            Err(Problem::unprocessable(format!(
                "A note is one line of at most {MAX_NOTE} characters."
            )))
        }
        text => Ok(text.map(str::to_owned)),
    }
}

fn plan(
    doing: &Doing<'_>,
    found: &Found,
    expected: u64,
    note: Option<&str>,
    status: Status,
) -> Result<Planned, Problem> {
    let open = open_item(found, expected)?;
    let t = open.transaction;
    let is_income = t.line.amount.is_positive();
    let (action, words) = match (status, is_income) {
        (Status::OffJob, true) => ("deposit.off_job", "is income of no job"),
        (Status::OffJob, false) => {
            return Err(Problem::unprocessable(
                "Only money in can be off-job: tag an expense with a job, or ignore it.",
            ));
        }
        _ => ("transaction.ignore", "is not counted"),
    };
    let shift = if is_income {
        Shift::decided(t.line.date, t.line.amount, Money::ZERO)
    } else {
        Shift::off_the_tray(t.line.date, t.line.amount)
    };
    let effect = effects::reconciled(found.tiles.as_ref().map(|(tiles, _)| tiles), &shift);
    let mut audit = doing.audit(action, ("bank_transaction", t.line.id.to_string()))?;
    let why = note.map(|n| format!(" ({n})")).unwrap_or_default();
    let amount = t.line.amount.abs().dollars();
    let moved = effect
        .as_ref()
        .map(|e| format!("; {e}"))
        .unwrap_or_default();
    audit.summary = format!("{amount} of {} {words}{why}{moved}", t.line.date);
    let delta = effect.unwrap_or_else(|| format!("{amount} {words}"));
    audit.before = json!({"status": t.status, "version": t.version});
    audit.after = json!({"status": status, "version": t.version + 1, "note": note});
    let company = &doing.caller.company;
    let place = found
        .raw(&company.keys().bank_transaction(&t.line.id))
        .map(place_of)
        .ok_or_else(Problem::internal)?;
    let mut steps = vec![
        decide_step(company, &t.line.id, place, t.version, status, &audit),
        open.gone(company, found)?,
    ];
    if !is_income {
        // What is ignored again and again could be a rule.
        let key = company.keys().ignored(t.line.date, &t.line.id);
        steps.push(Step::put(&key, &t.line)?);
    }
    Ok(Planned {
        result: Outcome::Dismissed(Dismissed {
            bank_transaction_id: t.line.id.clone(),
            status,
            note: note.map(str::to_owned),
        }),
        act: Act {
            audit,
            steps,
            shift,
            asked_again: None,
        },
        delta,
    })
}
