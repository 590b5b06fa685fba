//! The tiles.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use oodaloo_domain::facts::Flag;
use oodaloo_domain::tiles::{Books, Tiles, Upsell, compute};
use serde::Serialize;

use crate::caller::{Caller, member};
use crate::{Problem, TrayApi};

/// All figures of one moment, and what more there is to see.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct TilesView {
    #[serde(flatten)]
    tiles: Tiles,
    /// Of each of `upsells`, what is sold.
    offers: Vec<OfferView>,
}

/// An add-on whose signal was seen.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct OfferView {
    add_on: Flag,
    /// What it shows.
    offer: &'static str,
    price: &'static str,
}

impl From<&Upsell> for OfferView {
    fn from(upsell: &Upsell) -> Self {
        let add_on = upsell.add_on();
        Self {
            add_on,
            offer: add_on.offer(),
            price: add_on.price(),
        }
    }
}

/// The tiles
///
/// The snapshot as reconcile and actions left it. A company that was never reconciled gets tiles that
/// say what to do.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/owner/tiles",
    operation_id = "getTiles",
    tag = "owner",
    responses((status = 200, description = "All figures of one moment", body = TilesView)),
))]
pub(crate) async fn tiles(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
) -> Result<Json<TilesView>, Problem> {
    let found = caller.company.for_tiles(&caller.user).await?;
    member(found.member)?;
    let company = found.company.ok_or_else(|| Problem::not_found("company"))?;
    let tiles = found.tiles.map(|(tiles, _)| tiles);
    let tiles = tiles.unwrap_or_else(|| compute(&Books::empty(company), api.world.now()));
    Ok(Json(TilesView {
        offers: tiles.upsells.iter().map(OfferView::from).collect(),
        tiles,
    }))
}
