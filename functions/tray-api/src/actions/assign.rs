//! Assign a job: money in that no payment stands for, or money out that a job caused.

use std::sync::Arc;

use axum::extract::State;
use oodaloo_domain::JobId;
use oodaloo_domain::facts::{Job, JobRef, ShareTo, Status, Tag};
use oodaloo_domain::tiles::Shift;
use oodaloo_store::acting::{Found, Wanted};
use oodaloo_store::matching::decide_step;
use oodaloo_store::{Act, Step};
use serde::Deserialize;
use serde_json::json;

use super::outcome::{Outcome, Tagged};
use super::split::{self, Pieces};
use super::{Answered, Asked, Doing, OpenItem, Planned, open_item, perform, tray_item_id};
use crate::ask::Segment;
use crate::caller::Caller;
use crate::{Problem, TrayApi};

/// What the client sends.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct AssignJob {
    /// The item's version on the screen.
    expected_version: u64,
    /// Which job.
    job_id: JobId,
    /// Only tell what would become of it.
    #[serde(default)]
    dry_run: bool,
}

/// Assign a job
///
/// Money in that no payment stands for, or money out that a job caused.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/tray/{id}/assign_job",
    operation_id = "assignJob",
    tag = "tray",
    params(("id" = oodaloo_domain::TrayItemId, Path, description = "Which item of the tray")),
    request_body(content = AssignJob, example = json!({"expected_version": 1, "job_id": "Z2lkOi8vSm9iYmVyL0pvYi8x"})),
    responses((status = 200, description = "Done; the same answer however often it is asked for", body = super::perform::ActionView), (status = 409), (status = 422)),
))]
pub(crate) async fn assign_job(
    State(api): State<Arc<TrayApi>>,
    Segment(id): Segment<String>,
    caller: Caller,
    asked: Asked<AssignJob>,
) -> Result<Answered, Problem> {
    let job = caller.company.keys().job(&asked.body.job_id);
    let wanted = Wanted {
        item: Some(tray_item_id(id)?),
        more: vec![job.clone()],
        ..Wanted::default()
    };
    let mode = asked.body.dry_run.into();
    perform(&api, &caller, &asked.key, mode, wanted, |doing, found| {
        let job: Job = found.read(&job)?.ok_or_else(|| Problem::not_found("job"))?;
        plan(doing, found, asked.body.expected_version, job)
    })
    .await
}

fn plan(doing: &Doing<'_>, found: &Found, expected: u64, job: Job) -> Result<Planned, Problem> {
    let open = open_item(found, expected)?;
    let amount = open.transaction.line.amount;
    if !amount.is_positive() {
        return tag(doing, found, &open, &job);
    }
    let pieces = Pieces::whole(
        amount,
        ShareTo::Job {
            job_id: job.id,
            number: job.number,
            title: job.title,
        },
    );
    split::planned(
        doing,
        found,
        &open,
        pieces,
        ("income.assign", Status::Confirmed),
    )
}

/// Money out is linked to its job: a cost of that job from now on.
fn tag(
    doing: &Doing<'_>,
    found: &Found,
    open: &OpenItem<'_>,
    job: &Job,
) -> Result<Planned, Problem> {
    let company = &doing.caller.company;
    let (t, title) = (open.transaction, &job.title);
    let mut audit = doing.audit("expense.tag", ("bank_transaction", t.line.id.to_string()))?;
    let tag = Tag::of(t, JobRef::from(job), audit.actor.clone(), doing.now)
        .ok_or_else(|| Problem::unprocessable("There is no money in this to assign."))?;
    let cost = tag.amount.dollars();
    let delta = format!("adds {cost} of costs to {title} (#{})", job.number);
    audit.summary = format!(
        "{cost} of {} is for {title} (#{}); {delta}",
        t.line.date, job.number
    );
    audit.before = json!({"status": t.status, "version": t.version});
    audit.after = json!({"status": Status::Tagged, "version": t.version + 1, "job_id": job.id});
    let place = open.place(company, found).ok_or_else(Problem::internal)?;
    let key = company.keys().tag(tag.date, &tag.transaction_id);
    let steps = vec![
        decide_step(
            company,
            &t.line.id,
            place,
            t.version,
            Status::Tagged,
            &audit,
        ),
        Step::put(&key, &tag)?,
        open.gone(company, found)?,
    ];
    Ok(Planned {
        result: Outcome::Tagged(Tagged {
            bank_transaction_id: t.line.id.clone(),
            status: Status::Tagged,
            job_id: job.id.clone(),
        }),
        delta,
        act: Act {
            audit,
            steps,
            shift: Shift::off_the_tray(t.line.date, t.line.amount),
            asked_again: None,
        },
    })
}
