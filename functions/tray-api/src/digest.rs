//! The stored copy of a digest.

use axum::Json;
use jiff::Timestamp;
use oodaloo_domain::tiles::Tiles;
use oodaloo_domain::week::IsoWeek;
use oodaloo_store::{DigestRecord, DigestStatus};
use serde::Serialize;

use crate::Problem;
use crate::ask::Segment;
use crate::caller::{Caller, member};

/// A Friday email.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct DigestView {
    id: String,
    week: IsoWeek,
    status: SendStatus,
    sent_at: Option<Timestamp>,
    subject: String,
    html: String,
    text: String,
    /// The numbers in it.
    tiles: Tiles,
}

/// How far it is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
enum SendStatus {
    /// On its way; it may or may not have left.
    Sending,
    /// The mail service has it.
    Sent,
}

impl From<DigestRecord> for DigestView {
    fn from(d: DigestRecord) -> Self {
        Self {
            id: d.id,
            week: d.week,
            status: match d.status {
                DigestStatus::Sending => SendStatus::Sending,
                DigestStatus::Sent => SendStatus::Sent,
            },
            sent_at: d.sent_at,
            subject: d.subject,
            html: d.html,
            text: d.text,
            tiles: d.tiles,
        }
    }
}

/// One Friday email
///
/// As it was sent, with its numbers.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/digests/{week}",
    operation_id = "getDigest",
    tag = "digests",
    params(("week" = IsoWeek, Path, description = "Of which week")),
    responses((status = 200, description = "As it was sent", body = DigestView)),
))]
pub(crate) async fn digest(
    Segment(week): Segment<String>,
    caller: Caller,
) -> Result<Json<DigestView>, Problem> {
    let week: IsoWeek = week
        .parse()
        .map_err(|e| Problem::bad_request(format!("{e}")))?;
    let (found, digest) = caller.company.for_digest(&caller.user, week).await?;
    member(found)?;
    let digest = digest.ok_or_else(|| Problem::not_found("digest"))?;
    Ok(Json(digest.into()))
}
