//! The rows behind a number, from the books as they are now.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{Uri, header};
use oodaloo_domain::JobId;
use oodaloo_domain::tiles::{TileName, job_rows, rows};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::caller::{Caller, member, query};
use crate::file::MAX_BYTES;
use crate::{Problem, TrayApi};

/// Which job, of the tile `jobs`.
#[derive(Debug, Deserialize)]
pub(crate) struct Ask {
    job_id: Option<String>,
}

/// `GET /api/v1/owner/tiles/{tile}/rows?company_id=`: what was summed. With `job_id`, what makes that job's
/// margin.
pub(crate) async fn tile_rows(
    State(api): State<Arc<TrayApi>>,
    Path(tile): Path<String>,
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
    let books = loaded.ok_or_else(|| Problem::not_found("company"))?.books();
    match job {
        None => answer(now, &rows(tile, &books, now)),
        Some(job) => {
            let found = job_rows(&job, &books, now);
            answer(now, &found.ok_or_else(|| Problem::not_found("job"))?)
        }
    }
}

fn answer(now: jiff::Timestamp, rows: &impl Serialize) -> Result<Response, Problem> {
    let mut body = serde_json::to_value(rows).map_err(|_| Problem::internal())?;
    if let Value::Object(body) = &mut body {
        body.insert("as_of".into(), json!(now));
    }
    let text = body.to_string();
    if text.len() > MAX_BYTES {
        return Err(Problem::too_much("Take the exports, by month."));
    }
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}
