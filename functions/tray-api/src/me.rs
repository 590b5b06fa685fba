//! Who is signed in, and the companies they belong to: what a client needs to start.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::Uri;
use oodaloo_domain::CompanyId;
use oodaloo_domain::facts::{Flag, Role};
use oodaloo_domain::tiles::{Tenths, Tile, TrayTile};
use oodaloo_store::Place;
use serde::{Deserialize, Serialize};

use crate::caller::{Person, query};
use crate::{Problem, TrayApi, cursor};

/// Which part of the list.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    cursor: Option<String>,
}

impl Page {
    fn after(&self, person: &Person) -> Result<Option<CompanyId>, Problem> {
        let scope = person.user.as_str();
        let place = self.cursor.as_deref().map(|c| cursor::decode(scope, c));
        let id = place.transpose()?.map(CompanyId::new);
        id.transpose()
            .map_err(|_| Problem::bad_request("The cursor is not one of this list."))
    }
}

fn next(person: &Person, next: Option<&CompanyId>) -> Option<String> {
    next.map(|company| cursor::encode(person.user.as_str(), company.as_str()))
}

/// The signed-in person.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Me {
    user_id: String,
    companies: Vec<Membership>,
    next_cursor: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct Membership {
    company_id: String,
    name: String,
    role: Role,
    time_zone: String,
    currency: String,
    flags: Vec<Flag>,
}

/// Who is signed in
///
/// And their companies, fifty at a time.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/me",
    operation_id = "getMe",
    tag = "people",
    params(("cursor" = Option<String>, Query, description = "Where to go on: `next_cursor` of the page before")),
    responses((status = 200, description = "One page", body = Me), (status = 400)),
))]
pub(crate) async fn me(
    State(api): State<Arc<TrayApi>>,
    person: Person,
    uri: Uri,
) -> Result<Json<Me>, Problem> {
    let after = query::<Page>(&uri)?.after(&person)?;
    about(&api, &person, after.as_ref()).await.map(Json)
}

/// One page of what there is to say of somebody.
pub(crate) async fn about(
    api: &TrayApi,
    person: &Person,
    after: Option<&CompanyId>,
) -> Result<Me, Problem> {
    let found = api.store.memberships(&person.user, after).await?;
    let companies = found.items.into_iter().map(|(company, member)| Membership {
        company_id: company.id.to_string(),
        name: company.name,
        role: member.role,
        time_zone: company.time_zone,
        currency: company.currency,
        flags: company.flags,
    });
    Ok(Me {
        companies: companies.collect(),
        next_cursor: next(person, found.next.as_ref()),
        user_id: person.user.to_string(),
    })
}

/// Many companies at a glance.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Portfolio {
    items: Vec<Glance>,
    next_cursor: Option<String>,
}

/// One company: the three numbers that matter, and how far they can be trusted. Null where a figure is
/// not known; `prompt` then says what to do.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct Glance {
    company_id: String,
    name: String,
    as_of: Option<jiff::Timestamp>,
    runway_weeks: Figure,
    reconciled_pct: Figure,
    tray: Option<TrayTile>,
    last_bank_sync_at: Option<jiff::Timestamp>,
    last_jobber_sync_at: Option<jiff::Timestamp>,
    bank_stale: bool,
    reconnect: Vec<&'static str>,
}

#[derive(Debug, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct Figure {
    value: Option<Tenths>,
    change: Option<Tenths>,
    prompt: Option<String>,
}

impl Figure {
    fn of<T>(tile: &Tile<T>, read: impl Fn(&T) -> (Tenths, Option<Tenths>)) -> Self {
        match tile {
            Tile::Value(value) => {
                let (value, change) = read(value);
                Self {
                    value: Some(value),
                    change,
                    prompt: None,
                }
            }
            Tile::Prompt(prompt) => Self {
                prompt: Some(prompt.text.clone()),
                ..Self::default()
            },
        }
    }
}

/// Many companies at a glance
///
/// Every company of the caller, a hundred at a time, by id.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/portfolio",
    operation_id = "getPortfolio",
    tag = "people",
    params(("cursor" = Option<String>, Query, description = "Where to go on: `next_cursor` of the page before")),
    responses((status = 200, description = "One page", body = Portfolio), (status = 400)),
))]
pub(crate) async fn portfolio(
    State(api): State<Arc<TrayApi>>,
    person: Person,
    uri: Uri,
) -> Result<Json<Portfolio>, Problem> {
    let after = query::<Page>(&uri)?.after(&person)?;
    let found = api.store.portfolio(&person.user, after.as_ref()).await?;
    Ok(Json(Portfolio {
        items: found.items.iter().map(glance).collect(),
        next_cursor: next(&person, found.next.as_ref()),
    }))
}

fn glance(place: &Place) -> Glance {
    let tiles = place.tiles.as_ref();
    let health = tiles.map(|t| &t.data_health);
    let name = place.company.as_ref().map(|c| &c.name);
    let name = name.or(tiles.map(|t| &t.company));
    Glance {
        company_id: place.company_id.to_string(),
        name: name.cloned().unwrap_or_default(),
        as_of: tiles.map(|t| t.as_of),
        runway_weeks: tiles.map_or_else(Figure::default, |t| {
            Figure::of(&t.runway_weeks, |r| (r.weeks, r.change))
        }),
        reconciled_pct: tiles.map_or_else(Figure::default, |t| {
            Figure::of(&t.reconciled_pct, |r| (r.pct, r.change))
        }),
        tray: tiles.map(|t| t.tray.clone()),
        last_bank_sync_at: health.and_then(|h| h.last_bank_sync_at),
        last_jobber_sync_at: health.and_then(|h| h.last_jobber_sync_at),
        bank_stale: health.is_none_or(|h| h.bank_stale),
        reconnect: health.map_or_else(Vec::new, |h| {
            h.reconnect.iter().map(|r| r.as_str()).collect()
        }),
    }
}
