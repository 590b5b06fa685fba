//! Imports as the client sees them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use jiff::civil::Date;
use oodaloo_domain::facts::{Import, ImportFault, ImportKind, ImportStatus, ImportWay};
use oodaloo_domain::{ImportId, RailAccountId};
use serde::Serialize;

use super::nudge;
use crate::ask::Segment;
use crate::caller::{Caller, member};
use crate::{Problem, TrayApi};

/// How many imports are listed.
const LISTED: u32 = 50;

/// The latest imports.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ImportsView {
    items: Vec<ImportView>,
    /// There is one page.
    next_cursor: Option<String>,
}

/// A file that somebody brought, and what became of it.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ImportView {
    id: ImportId,
    kind: ImportKind,
    /// The account its lines are of; null for quotes, and while nobody has said.
    account: Option<RailAccountId>,
    file_name: String,
    way: ImportWay,
    /// From whom: a colleague, or a mail's sender.
    from: String,
    status: ImportStatus,
    /// Why it waits or failed.
    why: Option<String>,
    at: Timestamp,
    done_at: Option<Timestamp>,
    /// What was said about its layout.
    mapping: Vec<String>,
    /// Rows that could be read.
    good: usize,
    /// How many of these have been looked at: how far it is.
    looked_at: usize,
    /// How many of these were new.
    added: usize,
    /// Rows that could not be read.
    bad: usize,
    /// The first 50 of them, each with its line and the reason.
    faults: Vec<ImportFault>,
    /// Rows that are neither: balances, totals, what is pending.
    aside: usize,
    from_day: Option<Date>,
    to_day: Option<Date>,
}

impl From<&Import> for ImportView {
    fn from(i: &Import) -> Self {
        let (from_day, to_day) = i.days.unzip();
        Self {
            id: i.id.clone(),
            kind: i.kind,
            account: i.account.clone(),
            file_name: i.file_name.clone(),
            way: i.way,
            from: i.from.clone(),
            status: i.status,
            why: i.why.clone(),
            at: i.at,
            done_at: i.done_at,
            mapping: i.mapping.clone(),
            good: i.good,
            looked_at: i.looked_at,
            added: i.added,
            bad: i.bad,
            faults: i.faults.clone(),
            aside: i.aside,
            from_day,
            to_day,
        }
    }
}

/// The files that were brought
///
/// The latest 50, newest first: what waits for somebody among them.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/imports",
    operation_id = "listImports",
    tag = "imports",
    responses((status = 200, description = "The latest", body = ImportsView)),
))]
pub(crate) async fn list(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
) -> Result<Json<ImportsView>, Problem> {
    member(caller.company.member(&caller.user).await?)?;
    let imports = caller.company.imports(LISTED).await?;
    nudge(&api, &caller, &imports).await;
    Ok(Json(ImportsView {
        items: imports.iter().map(ImportView::from).collect(),
        next_cursor: None,
    }))
}

/// One of them
///
/// How far it is, what it brought, and which rows could not be read.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/imports/{id}",
    operation_id = "getImport",
    tag = "imports",
    params(("id" = ImportId, Path, description = "Which")),
    responses((status = 200, description = "As it stands", body = ImportView)),
))]
pub(crate) async fn one(
    State(api): State<Arc<TrayApi>>,
    Segment(id): Segment<String>,
    caller: Caller,
) -> Result<Json<ImportView>, Problem> {
    member(caller.company.member(&caller.user).await?)?;
    let import = found(&caller, id).await?;
    nudge(&api, &caller, std::slice::from_ref(&import)).await;
    Ok(Json(ImportView::from(&import)))
}

/// The import, or 404.
pub(super) async fn found(caller: &Caller, id: String) -> Result<Import, Problem> {
    let id = ImportId::new(id).map_err(|_| Problem::not_found("import"))?;
    let import = caller.company.import(&id).await?;
    import.ok_or_else(|| Problem::not_found("import"))
}
