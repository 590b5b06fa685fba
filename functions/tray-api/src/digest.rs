//! The stored copy of a digest.

use axum::Json;
use http::Uri;
use jiff::Timestamp;
use oodaloo_domain::tiles::{Tenths, Tiles};
use oodaloo_domain::week::IsoWeek;
use oodaloo_store::{DigestRecord, DigestStatus};
use serde::{Deserialize, Serialize};

use crate::Problem;
use crate::ask::Segment;
use crate::caller::{Caller, member, query};

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

impl From<DigestStatus> for SendStatus {
    fn from(status: DigestStatus) -> Self {
        match status {
            DigestStatus::Sending => Self::Sending,
            DigestStatus::Sent => Self::Sent,
        }
    }
}

impl From<DigestRecord> for DigestView {
    fn from(d: DigestRecord) -> Self {
        Self {
            id: d.id,
            week: d.week,
            status: d.status.into(),
            sent_at: d.sent_at,
            subject: d.subject,
            html: d.html,
            text: d.text,
            tiles: d.tiles,
        }
    }
}

/// The emails of the last weeks, newest first.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct DigestsView {
    items: Vec<WeekView>,
    /// There is one page: who wants more asks for more weeks.
    next_cursor: Option<String>,
}

/// One email without its text: what it was called, and its figures, null where they were not known.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct WeekView {
    week: IsoWeek,
    status: SendStatus,
    sent_at: Option<Timestamp>,
    subject: String,
    as_of: Timestamp,
    runway_weeks: Option<Tenths>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<oodaloo_domain::Money>))]
    cash_collected: Option<String>,
    dso_days: Option<Tenths>,
    reconciled_pct: Option<Tenths>,
}

impl From<DigestRecord> for WeekView {
    fn from(d: DigestRecord) -> Self {
        let tiles = &d.tiles;
        Self {
            week: d.week,
            status: d.status.into(),
            sent_at: d.sent_at,
            as_of: tiles.as_of,
            runway_weeks: tiles.runway_weeks.value().map(|r| r.weeks),
            cash_collected: tiles
                .cash_collected
                .value()
                .map(|c| c.this_week.to_string()),
            dso_days: tiles.dso_days.value().map(|d| d.days),
            reconciled_pct: tiles.reconciled_pct.value().map(|r| r.pct),
            subject: d.subject,
        }
    }
}

/// How many weeks there are when nobody says.
const WEEKS: u32 = 12;
/// How many at most: what one page of the table holds.
const MAX_WEEKS: u32 = 26;

/// How far back.
#[derive(Debug, Deserialize)]
pub(crate) struct Ask {
    weeks: Option<u32>,
}

/// The Friday emails
///
/// Of the last weeks, newest first, each with its figures.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/digests",
    operation_id = "listDigests",
    tag = "digests",
    params(("weeks" = Option<u32>, Query, description = "How many; 12 when nobody says", minimum = 1, maximum = 26)),
    responses((status = 200, description = "All of them", body = DigestsView)),
))]
pub(crate) async fn list(caller: Caller, uri: Uri) -> Result<Json<DigestsView>, Problem> {
    member(caller.company.member(&caller.user).await?)?;
    let weeks = query::<Ask>(&uri)?.weeks.unwrap_or(WEEKS);
    if !(1..=MAX_WEEKS).contains(&weeks) {
        let why = format!("weeks is from 1 to {MAX_WEEKS}.");
        return Err(Problem::bad_request(why));
    }
    let found = caller.company.digests(weeks).await?;
    Ok(Json(DigestsView {
        items: found.into_iter().map(WeekView::from).collect(),
        next_cursor: None,
    }))
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
