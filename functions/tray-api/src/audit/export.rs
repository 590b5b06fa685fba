//! The audit list of a period as one file.

use axum::response::{IntoResponse, Response};
use http::Uri;
use oodaloo_domain::facts::AuditEntry;
use oodaloo_domain::posting::audit_list;
use oodaloo_store::AuditQuery;
use serde::Deserialize;
use serde_json::json;

use super::{EntryView, company};
use crate::Problem;
use crate::caller::{Caller, query};
use crate::file::{CSV, attachment};
use crate::period::{begin, end, required};

/// How many entries are read at a time.
const PAGE: usize = 200;
/// How many one file holds: more would not fit an answer.
const MAX_ENTRIES: usize = 10_000;

/// Which file.
#[derive(Debug, Deserialize)]
pub(crate) struct Ask {
    from: Option<String>,
    to: Option<String>,
    #[serde(default)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Csv,
    Json,
}

/// `GET /api/v1/audit/export?company_id=&from=&to=&format=csv|json`: newest first, whole or not at all.
pub(crate) async fn export(caller: Caller, uri: Uri) -> Result<Response, Problem> {
    let company = company(&caller).await?;
    let ask: Ask = query(&uri)?;
    let period = required(ask.from.as_deref(), ask.to.as_deref())?;
    let wanted = AuditQuery {
        from: Some(begin(&company, period.from())),
        until: Some(end(&company, period.to())),
        ..AuditQuery::default()
    };
    let entries = all(&caller, wanted).await?;
    let name = |end: &str| format!("audit-{}-{}.{end}", period.from(), period.to());
    Ok(match ask.format {
        Format::Csv => attachment(CSV, &name("csv"), audit_list(&entries))?.into_response(),
        Format::Json => {
            let items: Vec<EntryView> = entries.into_iter().map(EntryView::from).collect();
            let text = json!({"items": items}).to_string();
            attachment("application/json", &name("json"), text)?.into_response()
        }
    })
}

async fn all(caller: &Caller, mut wanted: AuditQuery) -> Result<Vec<AuditEntry>, Problem> {
    let mut entries = Vec::new();
    loop {
        let page = caller.company.audit_page(&wanted, PAGE).await?;
        entries.extend(page.entries);
        if entries.len() > MAX_ENTRIES {
            return Err(Problem::too_much("Ask for a shorter period."));
        }
        match page.next {
            None => return Ok(entries),
            next => wanted.after = next,
        }
    }
}
