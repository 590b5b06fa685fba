//! Assign a job: money in that no payment stands for, or money out that a job caused.

use std::sync::Arc;

use axum::extract::State;
use oodaloo_domain::JobId;
use oodaloo_domain::facts::{Job, ShareTo, Status};
use oodaloo_store::acting::{Found, Wanted};
use serde::Deserialize;

use super::split::{self, Pieces};
use super::{Answered, Asked, Doing, Planned, open_item, perform, tray_item_id};
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
    perform(&api, &caller, &asked.key, wanted, |doing, found| {
        let job: Job = found.read(&job)?.ok_or_else(|| Problem::not_found("job"))?;
        plan(doing, found, asked.body.expected_version, job)
    })
    .await
}

fn plan(doing: &Doing<'_>, found: &Found, expected: u64, job: Job) -> Result<Planned, Problem> {
    let open = open_item(found, expected)?;
    let amount = open.transaction.line.amount;
    if !amount.is_positive() {
        return Err(Problem::unprocessable("Expenses cannot be tagged yet."));
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
