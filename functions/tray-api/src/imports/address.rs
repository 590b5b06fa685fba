//! The address under which a company takes files by mail. It is a secret: who knows it may send files.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use jiff::Timestamp;
use oodaloo_store::MailAddress;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::actions::{Answered, Asked};
use crate::caller::{Caller, owner};
use crate::deed::Deed;
use crate::once::Begun;
use crate::{Problem, TrayApi, once};

/// How often it is begun again because something moved under it.
const MAX_TRIES: usize = 3;

/// Where to forward files to.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AddressView {
    /// Null until an owner has asked for one.
    address: Option<String>,
    since: Option<Timestamp>,
    /// Whether this installation takes mail at all.
    available: bool,
}

/// Which address is to be replaced.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAddress {
    /// The `since` of the address that was seen; null where there was none.
    since: Option<Timestamp>,
}

fn view(api: &TrayApi, found: Option<&MailAddress>) -> AddressView {
    let domain = api.inbound_domain.as_ref();
    AddressView {
        address: domain
            .zip(found)
            .map(|(domain, a)| format!("{}@{domain}", a.token)),
        since: found.map(|a| a.at),
        available: domain.is_some(),
    }
}

/// The address for files
///
/// A bank's CSV that is forwarded to it becomes an import. Who knows the address may send files.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/imports/address",
    operation_id = "importAddress",
    tag = "imports",
    responses((status = 200, description = "As it is", body = AddressView)),
))]
pub(crate) async fn address(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
) -> Result<Json<AddressView>, Problem> {
    owner(caller.company.member(&caller.user).await?)?;
    let found = caller.company.mail_address().await?;
    Ok(Json(view(&api, found.as_ref())))
}

/// Make a new address
///
/// The one before is nobody's from then on: what is sent to it is dropped.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/imports/address",
    operation_id = "newImportAddress",
    tag = "imports",
    request_body(content = NewAddress, example = json!({"since": null})),
    responses((status = 201, description = "Made", body = AddressView), (status = 409), (status = 422)),
))]
pub(crate) async fn renew(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    asked: Asked<NewAddress>,
) -> Result<(StatusCode, Answered), Problem> {
    if api.inbound_domain.is_none() {
        let why = "This installation takes no mail: there is no domain for it.";
        return Err(Problem::unprocessable(why));
    }
    let key = caller.company.keys().mail_address();
    for _ in 0..MAX_TRIES {
        let this = match once::begin(&api, &caller, &asked.key, vec![key.clone()]).await? {
            Begun::Anew(this) => this,
            Begun::Before(answered) => return Ok((StatusCode::CREATED, answered)),
        };
        let me = this.owner()?;
        let before: Option<MailAddress> = this.found.read(&key)?;
        if before.as_ref().map(|b| b.at) != asked.body.since {
            let current = serde_json::to_value(view(&api, before.as_ref()));
            return Err(Problem::stale("Another address was made meanwhile.")
                .with("current", current.unwrap_or_default()));
        }
        let token = format!("{:016x}{:016x}", api.world.random(), api.world.random());
        let company = &caller.company;
        let mut writes = company.mail_address_writes(token.clone(), this.now, before.as_ref())?;
        let audit = Deed {
            action: "import.address",
            target_type: "company",
            target_id: company.id().as_str(),
            // The address itself is a secret.
            summary: "A new address for files was made".to_owned(),
            before: json!({"since": before.as_ref().map(|b| b.at)}),
            after: json!({"since": this.now}),
        };
        writes.push(company.audit_write(&audit.of(&me, &api)?)?);
        writes.push(company.member_check(&caller.user, &["owner"]));
        let new = MailAddress {
            token,
            at: this.now,
            version: 0,
        };
        let body: Value =
            serde_json::to_value(view(&api, Some(&new))).map_err(|_| Problem::internal())?;
        if let Some(answered) = this.write(&caller, &asked.key, writes, &body).await? {
            return Ok((StatusCode::CREATED, answered));
        }
    }
    Err(Problem::unavailable())
}
