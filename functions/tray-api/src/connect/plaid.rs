//! Plaid: a token that opens Link, and what Link brought back.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::{StatusCode, Uri};
use jiff::Timestamp;
use oodaloo_domain::facts::{AccountLabel, RailName};
use oodaloo_domain::{AccountId, RailAccountId};
use oodaloo_rails::plaid::{LinkFor, Plaid};
use oodaloo_store::Connection;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::view::Accounts;
use super::{Authorised, ConnectionView, connect, found, open_token, rail_problem, redirect};
use crate::ask::Body;
use crate::caller::{Caller, member, owner, query};
use crate::{Problem, TrayApi};

/// The longest list of accounts that is compared. A login has a handful.
const MAX_ACCOUNTS: usize = 100;

/// What Plaid Link brought back.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaidExchange {
    public_token: String,
    #[serde(default)]
    institution_name: Option<String>,
    /// As Link's `onSuccess` has it: with `accounts`, the same login linked twice is noticed.
    #[serde(default)]
    institution_id: Option<String>,
    /// As Link's `onSuccess` has them.
    #[serde(default)]
    accounts: Vec<LinkedAccount>,
    /// What each account is for, as the owner chose; others are guessed from their type.
    #[serde(default)]
    labels: BTreeMap<AccountId, AccountLabel>,
    /// Link it although it seems to be linked already.
    #[serde(default)]
    again: bool,
}

/// An account as Link showed it.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkedAccount {
    name: String,
    #[serde(default)]
    mask: Option<String>,
}

/// What opens Link in the browser, once.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct LinkTokenView {
    link_token: String,
    expiration: Timestamp,
    mode: Mode,
}

/// What Link is opened for.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
enum Mode {
    /// A login that is not linked yet: exchange what comes back.
    New,
    /// One that is: there is nothing to exchange, ask us to look again.
    Update,
}

#[derive(Deserialize)]
struct Wanted {
    redirect_uri: Option<String>,
    account: Option<RailAccountId>,
    #[serde(default)]
    select_accounts: bool,
}

/// Open Plaid Link
///
/// A token for the browser. With `account` it opens Link in update mode, which mends a login and keeps its
/// history: there is nothing to exchange afterwards, ask us to look again.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/integrations/plaid/link-token",
    operation_id = "openPlaidLink",
    tag = "integrations",
    params(
        ("account" = Option<RailAccountId>, Query, description = "The connection to mend; a new one when nobody says"),
        ("select_accounts" = Option<bool>, Query, description = "Let the owner add accounts to it, or take some away"),
        ("redirect_uri" = Option<String>, Query, description = "Where a bank's own page sends the browser back to; one of those registered with Plaid"),
    ),
    responses((status = 200, description = "For the browser", body = LinkTokenView), (status = 422)),
))]
pub(crate) async fn link_token(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    uri: Uri,
) -> Result<Json<LinkTokenView>, Problem> {
    owner(caller.company.member(&caller.user).await?)?;
    let wanted: Wanted = query(&uri)?;
    let back = wanted.redirect_uri.map(redirect).transpose()?;
    let access = match &wanted.account {
        None => None,
        Some(account) => {
            let connection = found(&caller, RailName::Plaid, account).await?;
            Some(open_token(&api, &caller, &connection, &connection.access).await?)
        }
    };
    let link_for = access.as_ref().map_or(
        LinkFor::New {
            webhook: Some(&api.addresses.plaid_webhook),
        },
        |access| LinkFor::Item {
            access,
            select_accounts: wanted.select_accounts,
        },
    );
    let token = plaid_of(&api)
        .link_token(caller.user.as_str(), back.as_deref(), link_for)
        .await
        .map_err(|e| rail_problem(&e))?;
    Ok(Json(LinkTokenView {
        link_token: token.token,
        expiration: token.expires_at,
        mode: if access.is_some() {
            Mode::Update
        } else {
            Mode::New
        },
    }))
}

/// Connect a bank
///
/// With what Plaid Link brought back. Connecting the same item again replaces its token.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/integrations/plaid/exchange",
    operation_id = "connectPlaid",
    tag = "integrations",
    request_body(content = PlaidExchange, example = json!({"public_token": "public-sandbox-1", "institution_name": "First Bank", "labels": {"acct_1": "operating"}})),
    responses((status = 201, description = "Connected; the first look at it has begun", body = ConnectionView), (status = 409), (status = 422)),
))]
pub(crate) async fn exchange(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    Body(body): Body<PlaidExchange>,
) -> Result<(StatusCode, Json<ConnectionView>), Problem> {
    let me = owner(caller.company.member(&caller.user).await?)?;
    if !body.again {
        not_linked_yet(&caller, &body).await?;
    }
    let item = plaid_of(&api)
        .exchange_public_token(&body.public_token)
        .await
        .map_err(|e| rail_problem(&e))?;
    let authorised = Authorised {
        rail: RailName::Plaid,
        account: RailAccountId::new(item.item_id)
            .map_err(|_| Problem::rail("Plaid named no item."))?,
        name: body.institution_name.unwrap_or_else(|| "Bank".into()),
        access: item.access,
        refresh: None,
        expires_at: None,
        institution: body.institution_id,
        labels: body.labels,
    };
    connect(&api, &caller, &me, authorised).await
}

pub(super) fn plaid_of(api: &TrayApi) -> Plaid<'_> {
    Plaid::new(
        api.rail.as_ref(),
        &api.secret.plaid_client_id,
        &api.secret.plaid_secret,
    )
}

/// The same login linked twice gives every line twice, under other ids, and is billed twice; at some banks
/// the second ends the first. Told before anything is exchanged: an unused public token costs nothing.
async fn not_linked_yet(caller: &Caller, new: &PlaidExchange) -> Result<(), Problem> {
    let Some(institution) = &new.institution_id else {
        return Ok(());
    };
    if new.accounts.is_empty() {
        return Ok(());
    }
    if new.accounts.len() > MAX_ACCOUNTS {
        return Err(Problem::unprocessable("accounts: at most 100."));
    }
    let same: Vec<Connection> = caller
        .company
        .connections()
        .await?
        .into_iter()
        .filter(|c| c.rail == RailName::Plaid && c.institution.as_ref() == Some(institution))
        .collect();
    if same.is_empty() {
        return Ok(());
    }
    let profile = caller.company.for_tiles(&caller.user).await?;
    member(profile.member)?;
    let profile = profile
        .company
        .ok_or_else(|| Problem::not_found("company"))?;
    let accounts = Accounts::of(caller, &profile).await?;
    let alike = |id: &AccountId| {
        accounts.get(id).is_some_and(|known| {
            new.accounts
                .iter()
                .any(|a| a.name == known.name && a.mask == known.mask)
        })
    };
    match same.into_iter().find(|c| c.accounts.iter().any(alike)) {
        None => Ok(()),
        Some(there) => {
            let why = format!(
                "{} is connected already, with an account of the same name and number. Mend that connection instead, or send again: true.",
                there.name
            );
            let current = serde_json::to_value(ConnectionView::new(there, &accounts));
            Err(Problem::stale(why).with("current", current.unwrap_or(json!(null))))
        }
    }
}
