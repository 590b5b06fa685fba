//! The inside of a payout: which payments a suggestion is made of. More than one needs the add-on.

use axum::Json;
use axum::extract::Path;
use oodaloo_domain::TrayItemId;
use oodaloo_domain::facts::{Company, Flag};
use serde::Serialize;

use crate::Problem;
use crate::caller::{Caller, member};
use crate::view::{PaymentView, payment_view};

/// What is inside.
#[derive(Debug, Serialize)]
pub(crate) struct Inside {
    items: Vec<PaymentView>,
    next_cursor: Option<String>,
}

/// `GET /api/v1/tray/{id}/suggestions/{n}/payments?company_id=`.
pub(crate) async fn payments(
    Path((id, n)): Path<(String, String)>,
    caller: Caller,
) -> Result<Json<Inside>, Problem> {
    let none = || Problem::not_found("tray item; it may have been decided already");
    let id = TrayItemId::new(id).map_err(|_| none())?;
    let found = caller.company.for_inside(&caller.user, &id).await?;
    member(found.member)?;
    let company = found.company.ok_or_else(|| Problem::not_found("company"))?;
    let item = found.item.ok_or_else(none)?;
    let suggestion = n
        .parse::<usize>()
        .ok()
        .and_then(|n| item.suggestions.get(n));
    let suggestion = suggestion.ok_or_else(|| Problem::not_found("suggestion"))?;
    if suggestion.parts.len() > 1 {
        needs(&company, Flag::Unbundling)?;
    }
    Ok(Json(Inside {
        items: suggestion.parts.iter().map(payment_view).collect(),
        next_cursor: None,
    }))
}

/// Lets those pass who have the add-on; tells the others what it is and what it costs.
pub(crate) fn needs(company: &Company, flag: Flag) -> Result<(), Problem> {
    if company.flags.contains(&flag) {
        Ok(())
    } else {
        Err(Problem::add_on(flag))
    }
}
