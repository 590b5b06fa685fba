//! The audit list of a period as one file.

use axum::response::{IntoResponse, Response};
use http::Uri;
use oodaloo_domain::facts::{Actor, AuditEntry};
use oodaloo_store::AuditQuery;
use serde::Deserialize;

use super::{EntryView, company};
use crate::Problem;
use crate::caller::{Caller, query};
use crate::file::{Csv, MAX_BYTES, attachment};
use crate::period::{Period, begin, end};

/// How many entries are read at a time.
const PAGE: usize = 200;

/// Which file.
#[derive(Debug, Deserialize)]
pub(crate) struct Ask {
    from: Option<String>,
    to: Option<String>,
    #[serde(default)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
enum Format {
    #[default]
    Csv,
    Json,
}

/// The audit list as a file
///
/// Of a period of at most 366 days: newest first, whole or not at all.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/audit/export",
    operation_id = "exportAudit",
    tag = "audit",
    params(("from" = jiff::civil::Date, Query, description = "The first day, in the company's own days"), ("to" = jiff::civil::Date, Query, description = "The last day, in the company's own days"), ("format" = inline(Option<Format>), Query, description = "CSV when nobody says")),
    responses((status = 200, description = "A file", content((String = "text/csv"), (super::AuditView = "application/json"))), (status = 422)),
))]
pub(crate) async fn export(caller: Caller, uri: Uri) -> Result<Response, Problem> {
    let company = company(&caller).await?;
    let ask: Ask = query(&uri)?;
    let period = Period::required(ask.from.as_deref(), ask.to.as_deref())?;
    let mut wanted = AuditQuery {
        from: Some(begin(&company, period.from)),
        until: Some(end(&company, period.to)),
        ..AuditQuery::default()
    };
    let mut file = File::new(ask.format);
    loop {
        let page = caller.company.audit_page(&wanted, PAGE).await?;
        for entry in page.entries {
            file.add(entry)?;
            if file.len() > MAX_BYTES {
                return Err(Problem::too_much("Ask for a shorter period."));
            }
        }
        match page.next {
            None => break,
            next => wanted.after = next,
        }
    }
    let name = |end: &str| format!("audit-{}-{}.{end}", period.from, period.to);
    Ok(match file {
        File::Csv(csv) => attachment("text/csv; charset=utf-8", &name("csv"), csv.text()),
        File::Json(all) => attachment("application/json", &name("json"), all + "\n]}\n"),
    }
    .into_response())
}

enum File {
    Csv(Csv),
    Json(String),
}

impl File {
    fn new(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv(Csv::new(&[
                "at",
                "actor",
                "action",
                "target_type",
                "target_id",
                "summary",
                "before",
                "after",
                "id",
            ])),
            Format::Json => Self::Json("{\"items\":[".into()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Csv(csv) => csv.len(),
            Self::Json(text) => text.len(),
        }
    }

    fn add(&mut self, entry: AuditEntry) -> Result<(), Problem> {
        match self {
            Self::Csv(csv) => csv.row(&row(&entry)),
            Self::Json(text) => {
                text.push_str(if text.ends_with('[') { "\n" } else { ",\n" });
                let entry = serde_json::to_string(&EntryView::from(entry));
                text.push_str(&entry.map_err(|_| Problem::internal())?);
            }
        }
        Ok(())
    }
}

fn row(e: &AuditEntry) -> [String; 9] {
    let actor = match &e.actor {
        Actor::Engine => "engine".into(),
        Actor::Rule(rule) => format!("rule {rule}"),
        Actor::Person(user) => format!("person {user}"),
    };
    let json = |v: &serde_json::Value| {
        if v.is_null() {
            String::new()
        } else {
            v.to_string()
        }
    };
    [
        e.at.to_string(),
        actor,
        e.action.clone(),
        e.target_type.clone(),
        e.target_id.clone(),
        e.summary.clone(),
        json(&e.before),
        json(&e.after),
        e.id.to_string(),
    ]
}
