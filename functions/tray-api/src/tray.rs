//! What the tray asks.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use jiff::tz::TimeZone;
use oodaloo_domain::facts::Flag;

use crate::caller::{Caller, member};
use crate::view::{TrayView, tray_view};
use crate::{Problem, TrayApi};

/// The tray
///
/// Everything that waits for a person, what matters most first.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/tray",
    operation_id = "getTray",
    tag = "tray",
    responses((status = 200, description = "All of it", body = TrayView)),
))]
pub(crate) async fn list(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
) -> Result<Json<TrayView>, Problem> {
    let mut desk = caller.company.desk().await?;
    member(desk.members.into_iter().find(|m| m.user_id == caller.user))?;
    let company = desk.company.ok_or_else(|| Problem::not_found("company"))?;
    let zone = TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC);
    let today = api.world.now().to_zoned(zone).date();
    oodaloo_domain::tray::sort(&mut desk.tray, today);
    let tiles = desk.tiles.map(|(tiles, _)| tiles);
    let unbundled = company.flags.contains(&Flag::Unbundling);
    Ok(Json(tray_view(
        &desk.tray,
        tiles.as_ref(),
        today,
        unbundled,
    )))
}
