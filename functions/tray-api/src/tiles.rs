//! The tiles.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use oodaloo_domain::tiles::{Books, Tiles, compute};

use crate::caller::{Caller, member};
use crate::{Problem, TrayApi};

/// The tiles
///
/// The snapshot as reconcile and actions left it. A company that was never reconciled gets tiles that
/// say what to do.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/owner/tiles",
    operation_id = "getTiles",
    tag = "owner",
    responses((status = 200, description = "All figures of one moment", body = Tiles)),
))]
pub(crate) async fn tiles(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
) -> Result<Json<Tiles>, Problem> {
    let found = caller.company.for_tiles(&caller.user).await?;
    member(found.member)?;
    let company = found.company.ok_or_else(|| Problem::not_found("company"))?;
    Ok(Json(found.tiles.map(|(tiles, _)| tiles).unwrap_or_else(
        || compute(&Books::empty(company), api.world.now()),
    )))
}
