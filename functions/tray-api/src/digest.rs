//! The stored copy of a digest.

use axum::Json;
use axum::extract::Path;
use oodaloo_domain::week::IsoWeek;
use serde_json::{Value, json};

use crate::Problem;
use crate::caller::{Caller, member};

/// `GET /api/v1/digests/{week}?company_id=`: as it was sent, with its numbers.
pub(crate) async fn digest(
    Path(week): Path<String>,
    caller: Caller,
) -> Result<Json<Value>, Problem> {
    let week: IsoWeek = week
        .parse()
        .map_err(|e| Problem::bad_request(format!("{e}")))?;
    let (found, digest) = caller.company.for_digest(&caller.user, week).await?;
    member(found)?;
    let digest = digest.ok_or_else(|| Problem::not_found("digest"))?;
    Ok(Json(json!({
        "id": digest.id, "week": digest.week, "status": digest.status, "sent_at": digest.sent_at,
        "subject": digest.subject, "html": digest.html, "text": digest.text, "tiles": digest.tiles,
    })))
}
