//! Jobber: to its page, and back with a code.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::{StatusCode, Uri};
use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::RailAccountId;
use oodaloo_domain::facts::RailName;
use oodaloo_domain::links::{Connecting, sign_connecting, verify_connecting};
use oodaloo_rails::jobber::{Jobber, Reader, authorize_url};
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use super::{Authorised, ConnectionView, connect, rail_problem, redirect};
use crate::ask::Body;
use crate::caller::{Caller, owner, query};
use crate::{Problem, TrayApi};

/// How long somebody may take at Jobber's page.
const STATE_LIFE: SignedDuration = SignedDuration::from_mins(30);

/// What Jobber's redirect brought back.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct JobberCallback {
    code: String,
    redirect_uri: String,
    /// As the redirect had it. Started from Jobber's marketplace it has none: ask the person first which
    /// company this Jobber is for.
    #[serde(default)]
    state: Option<String>,
}

/// Where to send the browser.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AuthorizeView {
    url: String,
    /// Comes back with the redirect; hand it over with the code.
    state: String,
    /// The state is good until then.
    expires_at: Timestamp,
}

#[derive(Deserialize)]
struct Back {
    redirect_uri: String,
}

/// Where Jobber lets us in
///
/// The address of Jobber's page. It comes back to `redirect_uri` with a code and the state.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/integrations/jobber/authorize-url",
    operation_id = "authorizeJobber",
    tag = "integrations",
    params(("redirect_uri" = String, Query, description = "Where Jobber's page sends the browser back to; one of those registered with Jobber", example = "https://app.oodaloo.app/connect/jobber")),
    responses((status = 200, description = "Where to send the browser", body = AuthorizeView), (status = 422)),
))]
pub(crate) async fn authorize(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    uri: Uri,
) -> Result<Json<AuthorizeView>, Problem> {
    owner(caller.company.member(&caller.user).await?)?;
    let back = redirect(query::<Back>(&uri)?.redirect_uri)?;
    let expires_at = api
        .world
        .now()
        .saturating_add(STATE_LIFE)
        .unwrap_or(Timestamp::MAX);
    let who = Connecting {
        company_id: caller.company.id().clone(),
        user_id: caller.user.clone(),
        until: expires_at.as_second(),
    };
    let key = api.secret.link_signing_key.expose_secret().as_bytes();
    let state = sign_connecting(key, &who).map_err(|_| Problem::internal())?;
    let base = &api.addresses.jobber;
    let url = authorize_url(base, &api.secret.jobber_client_id, &back, &state);
    let url = url.map_err(|error| {
        tracing::error!(%error, "no address for Jobber's page");
        Problem::internal()
    })?;
    Ok(Json(AuthorizeView {
        url,
        state,
        expires_at,
    }))
}

/// Connect Jobber
///
/// With what Jobber's redirect brought back. Connecting the same account again replaces its tokens.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/integrations/jobber/oauth/callback",
    operation_id = "connectJobber",
    tag = "integrations",
    request_body(content = JobberCallback, example = json!({"code": "one-time-code", "redirect_uri": "https://app.oodaloo.app/connect/jobber"})),
    responses((status = 201, description = "Connected; the first look at it has begun", body = ConnectionView), (status = 409), (status = 422)),
))]
pub(crate) async fn callback(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    Body(body): Body<JobberCallback>,
) -> Result<(StatusCode, Json<ConnectionView>), Problem> {
    let me = owner(caller.company.member(&caller.user).await?)?;
    if let Some(state) = &body.state {
        begun_here(&api, &caller, state)?;
    }
    let jobber = Jobber::new(
        api.rail.as_ref(),
        &api.secret.jobber_client_id,
        &api.secret.jobber_client_secret,
    );
    let tokens = jobber
        .exchange_code(&body.code, &body.redirect_uri, api.world.now())
        .await
        .map_err(|e| rail_problem(&e))?;
    let account = Reader::new(api.rail.as_ref(), &tokens.access, jiff::tz::TimeZone::UTC)
        .account()
        .await
        .map_err(|e| rail_problem(&e))?;
    let authorised = Authorised {
        rail: RailName::Jobber,
        account: RailAccountId::new(account.id)
            .map_err(|_| Problem::rail("Jobber named no account."))?,
        name: account.name,
        access: tokens.access,
        refresh: Some(tokens.refresh),
        expires_at: Some(tokens.expires_at),
        institution: None,
        labels: BTreeMap::new(),
    };
    connect(&api, &caller, &me, authorised).await
}

/// A code that somebody else began to ask for would connect their account to this company.
fn begun_here(api: &TrayApi, caller: &Caller, state: &str) -> Result<(), Problem> {
    let key = api.secret.link_signing_key.expose_secret().as_bytes();
    let begun = verify_connecting(key, state);
    let theirs = begun.is_ok_and(|who| {
        who.company_id == *caller.company.id()
            && who.user_id == caller.user
            && who.until >= api.world.now().as_second()
    });
    if theirs {
        Ok(())
    } else {
        Err(Problem::rail(
            "The authorisation was not begun here, or took too long. Start it again from our page.",
        ))
    }
}
