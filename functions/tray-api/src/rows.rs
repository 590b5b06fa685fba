//! The rows behind a number, from the books as they are now.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{Uri, header};
use jiff::ToSpan as _;
use jiff::tz::TimeZone;
use oodaloo_domain::JobId;
use oodaloo_domain::tiles::{JobRows, TileName, TileRows, WINDOW_DAYS, job_rows, rows};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::ask::Segment;
use crate::caller::{Caller, member, query};
use crate::file::MAX_BYTES;
use crate::{Problem, TrayApi};

/// Which job, of the tile `jobs`.
#[derive(Debug, Deserialize)]
pub(crate) struct Ask {
    job_id: Option<String>,
}

/// The rows behind a number, at one moment.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RowsView {
    as_of: jiff::Timestamp,
    #[serde(flatten)]
    rows: Rows,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
enum Rows {
    OfATile(TileRows),
    OfAJob(Box<JobRows>),
}

/// The rows behind a number
///
/// What was summed, from the books as they are now. With `job_id`, what makes that job's margin.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/owner/tiles/{tile}/rows",
    operation_id = "listTileRows",
    tag = "owner",
    params(("tile" = String, Path, description = "A tile, by its name in the tiles"), ("job_id" = Option<oodaloo_domain::JobId>, Query, description = "Which job, of the tile `jobs`")),
    responses((status = 200, description = "All of them, and `as_of`", body = RowsView), (status = 422)),
))]
pub(crate) async fn tile_rows(
    State(api): State<Arc<TrayApi>>,
    Segment(tile): Segment<String>,
    caller: Caller,
    uri: Uri,
) -> Result<Response, Problem> {
    member(caller.company.member(&caller.user).await?)?;
    let tile: TileName =
        serde_json::from_value(json!(tile)).map_err(|_| Problem::not_found("tile"))?;
    let Ask { job_id } = query(&uri)?;
    let job = match (tile, job_id) {
        (_, None) => None,
        (TileName::Jobs, Some(id)) => Some(JobId::new(id).map_err(|_| Problem::not_found("job"))?),
        (_, Some(_)) => return Err(Problem::bad_request("Only the tile jobs has a job_id.")),
    };
    let now = api.world.now();
    let loaded = caller.company.load_books(now).await?;
    let mut books = loaded.ok_or_else(|| Problem::not_found("company"))?.books();
    if tile == TileName::Jobs && job.is_none() {
        // Work against cash is told of all of them, not of those alone that the margins need.
        let since = now.to_zoned(TimeZone::UTC).date();
        let since = since.saturating_sub(i64::from(WINDOW_DAYS).days());
        books.jobs = caller.company.jobs_since(since).await?;
    }
    let rows = match job {
        None => Rows::OfATile(rows(tile, &books, now)),
        Some(job) => {
            let found = job_rows(&job, &books, now);
            Rows::OfAJob(Box::new(found.ok_or_else(|| Problem::not_found("job"))?))
        }
    };
    answer(&RowsView { as_of: now, rows })
}

fn answer(view: &RowsView) -> Result<Response, Problem> {
    let text = serde_json::to_string(view).map_err(|_| Problem::internal())?;
    if text.len() > MAX_BYTES {
        return Err(Problem::too_much("Take the exports, by month."));
    }
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}
