//! Signing in, staying signed in, signing out. The pool's own pages ask for the password; its refresh
//! token lives in a cookie that no script can read, and the browser's script holds an access token in
//! memory alone. See docs/decisions/0017.

mod cookies;
mod pool;

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use crate::ask::Params;
use crate::caller::Person;
use crate::me::{self, Me};
use crate::{Problem, TrayApi};

use cookies::{SESSION, SIGNING_IN, SigningIn};
pub use pool::SignIn;

/// Where the pool sends the browser back to, below the app's address.
const CALLBACK: &str = "/api/v1/session/callback";
/// Where the app tells that it did not work.
const FAILED: &str = "/?sign_in=failed";
/// The longest address inside the app that is returned to, in bytes.
const MAX_RETURN_BYTES: usize = 500;

/// Where to go afterwards.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub(crate) struct Start {
    /// An address inside the app: `/tray`.
    #[serde(default)]
    r#return: Option<String>,
}

/// What the pool's page sends along.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub(crate) struct Back {
    /// Good for one exchange, for five minutes.
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>))]
    code: Option<SecretCode>,
    /// The one `start` made up.
    state: Option<String>,
}

/// Never shown, not even when debugging.
#[derive(Deserialize)]
#[serde(transparent)]
struct SecretCode(SecretString);

impl std::fmt::Debug for SecretCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[a code]")
    }
}

/// Good for an hour.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Session {
    /// Goes as `Authorization: Bearer …`. Keep it in memory.
    access_token: String,
    /// When it ends; ask again a little before.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    expires_at: Timestamp,
    /// With which they signed in.
    email: Option<String>,
    /// What `GET /api/v1/me` says: an app that starts needs to ask for nothing else.
    me: Me,
}

/// What is left to do after signing out.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct SignedOut {
    /// Where the browser goes next: the pool forgets it too.
    next: String,
}

/// Sign in
///
/// Sends the browser to the pool's own pages (authorization code with PKCE), which bring it back.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/session/start",
    operation_id = "startSession",
    tag = "people",
    params(Start),
    responses((status = 302, description = "To the pool's pages"), (status = 400)),
))]
pub(crate) async fn start(
    State(api): State<Arc<TrayApi>>,
    Params(ask): Params<Start>,
) -> Result<Response, Problem> {
    let to = ask.r#return.unwrap_or_else(|| "/".into());
    if !is_inside(&to) {
        let why = "return: an address inside the app, such as /tray.";
        return Err(Problem::bad_request(why));
    }
    let begun = SigningIn::new(api.world.as_ref(), to);
    let url = pool::authorize_url(
        &api.sign_in_url,
        &api.client_id,
        &back_here(&api),
        &begun.state,
        &begun.challenge(),
    );
    Ok(redirect(&url, [begun.cookie()]))
}

/// An address of our own app, and nothing a browser would take for another site's.
fn is_inside(path: &str) -> bool {
    path.len() <= MAX_RETURN_BYTES
        && path.starts_with('/')
        && !path.starts_with("//")
        && !path.starts_with("/api/")
        && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
}

/// Come back from signing in
///
/// Where the pool's pages send the browser. Exchanges the code, keeps the refresh token in a cookie that no
/// script can read, and goes on to where signing in began.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/session/callback",
    operation_id = "finishSession",
    tag = "people",
    params(Back),
    responses((status = 302, description = "Into the app, signed in or told why not"), (status = 400)),
))]
pub(crate) async fn callback(
    State(api): State<Arc<TrayApi>>,
    Params(back): Params<Back>,
    headers: HeaderMap,
) -> Response {
    match exchanged(&api, back, &headers).await {
        Ok((refresh, to)) => redirect(&to, [cookies::keep(&refresh), cookies::drop(SIGNING_IN)]),
        Err(why) => {
            tracing::warn!(why, "signing in did not work");
            redirect(FAILED, [cookies::drop(SIGNING_IN)])
        }
    }
}

async fn exchanged(
    api: &TrayApi,
    back: Back,
    headers: &HeaderMap,
) -> Result<(SecretString, String), &'static str> {
    let begun = cookies::read(headers, SIGNING_IN).ok_or("it began in no browser we know")?;
    let begun = SigningIn::parse(begun.expose_secret()).ok_or("its cookie is not one of ours")?;
    if back.state.as_deref() != Some(&begun.state) {
        return Err("it began elsewhere");
    }
    let code = back.code.ok_or("the pool said no")?;
    let (pool, here) = (api.sign_in.as_ref(), back_here(api));
    let tokens = pool::exchange(pool, &api.client_id, &here, &code.0, &begun.verifier)
        .await
        .map_err(|_| "the pool did not take the code")?;
    let refresh = tokens.refresh.ok_or("the pool gave no refresh token")?;
    Ok((refresh, begun.to))
}

/// An access token for who is signed in
///
/// From the cookie of signing in. Ask when the app starts, and again before the token ends.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/session",
    operation_id = "refreshSession",
    tag = "people",
    params(("X-Oodaloo" = String, Header, description = "Anything: no page of another site can send it", example = "1")),
    responses((status = 200, description = "Signed in", body = Session), (status = 401), (status = 400)),
))]
pub(crate) async fn refresh(
    State(api): State<Arc<TrayApi>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    from_our_app(&headers)?;
    let refresh = cookies::read(&headers, SESSION).ok_or_else(Problem::unauthenticated)?;
    let asked = pool::refresh(api.sign_in.as_ref(), &api.client_id, &refresh).await;
    let tokens = match asked {
        Ok(tokens) => tokens,
        Err(pool::No::Unavailable) => return Err(Problem::unavailable()),
        Err(pool::No::Refused) => {
            let mut response = Problem::unauthenticated().into_response();
            set(response.headers_mut(), [cookies::drop(SESSION)]);
            return Ok(response);
        }
    };
    let expires_at = api
        .world
        .now()
        .checked_add(tokens.life)
        .map_err(|_| Problem::internal())?;
    let person = Person {
        user: tokens.user.clone(),
    };
    let session = Session {
        access_token: tokens.access.expose_secret().to_owned(),
        expires_at,
        me: me::about(&api, &person, None).await?,
        email: tokens.email.clone(),
    };
    let mut response = Json(session).into_response();
    // A pool that rotates gives a new one with each use.
    set(
        response.headers_mut(),
        tokens.refresh.as_ref().map(cookies::keep),
    );
    Ok(response)
}

/// Sign out
///
/// Here, and at the pool: what the cookie held is worth nothing from now on.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete,
    path = "/api/v1/session",
    operation_id = "endSession",
    tag = "people",
    params(("X-Oodaloo" = String, Header, description = "Anything: no page of another site can send it", example = "1")),
    responses((status = 200, description = "Signed out here; `next` ends it at the pool", body = SignedOut), (status = 400)),
))]
pub(crate) async fn end(
    State(api): State<Arc<TrayApi>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    from_our_app(&headers)?;
    if let Some(token) = cookies::read(&headers, SESSION) {
        match pool::revoke(api.sign_in.as_ref(), &api.client_id, &token).await {
            // One that the pool does not know is worth nothing already.
            Ok(()) | Err(pool::No::Refused) => {}
            Err(pool::No::Unavailable) => return Err(Problem::unavailable()),
        }
    }
    let next = pool::sign_out_url(
        &api.sign_in_url,
        &api.client_id,
        &format!("{}/", api.app_url),
    );
    let mut response = (StatusCode::OK, Json(SignedOut { next })).into_response();
    set(response.headers_mut(), [cookies::drop(SESSION)]);
    Ok(response)
}

/// A header of our own makes browsers ask first whether another site may call, and it may not.
fn from_our_app(headers: &HeaderMap) -> Result<(), Problem> {
    if headers.contains_key("x-oodaloo") {
        Ok(())
    } else {
        Err(Problem::bad_request("Send the header X-Oodaloo."))
    }
}

fn back_here(api: &TrayApi) -> String {
    format!("{}{CALLBACK}", api.app_url)
}

fn redirect<const N: usize>(to: &str, cookies: [String; N]) -> Response {
    let Ok(to) = HeaderValue::from_str(to) else {
        return Problem::internal().into_response();
    };
    let mut response = (StatusCode::FOUND, [(header::LOCATION, to)]).into_response();
    set(response.headers_mut(), cookies);
    response
}

fn set(headers: &mut HeaderMap, cookies: impl IntoIterator<Item = String>) {
    for cookie in cookies {
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert!(is_inside("/") && is_inside("/tray?kind=deposit&q=a%20b#row"));
        for outside in [
            "",
            "tray",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a b",
            "/a\r\nSet-Cookie: x",
            "/api/v1/session/start",
            "/ü",
        ] {
            assert!(!is_inside(outside), "{outside}");
        }
    }
}
