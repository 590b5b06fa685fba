//! Codes into tokens, refresh tokens into new ones. A refresh token is good for one use: the caller
//! holds the lease and keeps what comes back.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::facts::RailName;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::{Jobber, RAIL};
use crate::http::{SetUpError, base_url};
use crate::port::{RailError, Request, Response};
use crate::text::{excerpt, form};

/// The life of an access token where nothing says it.
const DEFAULT_LIFE: SignedDuration = SignedDuration::from_mins(60);

/// What a code or a refresh token is exchanged for.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Good for an hour or so.
    pub access: SecretString,
    /// Good for one use. The one before it is dead.
    pub refresh: SecretString,
    /// When the access token ends.
    pub expires_at: Timestamp,
}

#[derive(Deserialize)]
struct WireTokens {
    access_token: SecretString,
    refresh_token: Option<SecretString>,
    expires_at: Option<String>,
}

#[derive(Deserialize, Default)]
struct WireError {
    #[serde(default)]
    error: String,
    error_description: Option<String>,
    message: Option<String>,
}

/// Where the owner's browser goes to let our app in.
///
/// # Errors
/// [`SetUpError`] when the base URL is none, or not https.
pub fn authorize_url(
    base: &str,
    client_id: &str,
    redirect_uri: &str,
    state: &str,
) -> Result<String, SetUpError> {
    let base = base_url(RailName::Jobber, base)?;
    let query = form(&[
        ("response_type", "code"),
        ("client_id", client_id),
        ("redirect_uri", redirect_uri),
        ("state", state),
    ]);
    Ok(format!("{base}/api/oauth/authorize?{query}"))
}

impl Jobber<'_> {
    /// Exchanges the code that came with the owner's browser.
    ///
    /// # Errors
    /// [`RailError::NeedsReconnect`] when the code is spent, too old or not ours.
    pub async fn exchange_code(
        &self,
        code: &str,
        redirect_uri: &str,
        now: Timestamp,
    ) -> Result<Tokens, RailError> {
        let grant = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
        ];
        self.token(&grant, None, now).await
    }

    /// Exchanges a refresh token. Never twice the same: Jobber ends the grant.
    ///
    /// # Errors
    /// [`RailError::NeedsReconnect`] when the token is stale. After [`RailError::Unavailable`] it
    /// is not known whether the token was used.
    pub async fn refresh(
        &self,
        refresh: &SecretString,
        now: Timestamp,
    ) -> Result<Tokens, RailError> {
        let grant = [
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh.expose_secret()),
        ];
        self.token(&grant, Some(refresh), now).await
    }

    async fn token(
        &self,
        grant: &[(&str, &str)],
        old: Option<&SecretString>,
        now: Timestamp,
    ) -> Result<Tokens, RailError> {
        let ours = [
            ("client_id", self.client_id),
            ("client_secret", self.client_secret.expose_secret()),
        ];
        let request = Request {
            rail: RailName::Jobber,
            method: "POST",
            path: "/api/oauth/token".into(),
            headers: vec![
                ("content-type", "application/x-www-form-urlencoded".into()),
                ("accept", "application/json".into()),
            ],
            body: form(&[&ours, grant].concat()).into_bytes(),
        };
        let answer = self.rail.send(request).await.map_err(RailError::from)?;
        if answer.status != 200 {
            return Err(refusal(&answer));
        }
        read(&answer.body, old, now)
    }
}

fn read(body: &[u8], old: Option<&SecretString>, now: Timestamp) -> Result<Tokens, RailError> {
    let refused = |why: &str| RailError::Refused {
        rail: RAIL,
        why: why.into(),
    };
    // The parser's own error could quote a token.
    let wire: WireTokens = serde_json::from_slice(body)
        .map_err(|_| refused("the token answer is not as documented"))?;
    // An app without rotation keeps its refresh token.
    let refresh = wire.refresh_token.or_else(|| old.cloned());
    let refresh = refresh.ok_or_else(|| refused("the token answer holds no refresh token"))?;
    let ends = jwt_end(wire.access_token.expose_secret())
        .or_else(|| stated_end(wire.expires_at.as_deref()?));
    let expires_at =
        ends.unwrap_or_else(|| now.saturating_add(DEFAULT_LIFE).unwrap_or(Timestamp::MAX));
    Ok(Tokens {
        access: wire.access_token,
        refresh,
        expires_at,
    })
}

/// The `exp` of a JWT. The token is the rail's own: there is nothing to verify.
fn jwt_end(token: &str) -> Option<Timestamp> {
    #[derive(Deserialize)]
    struct Claims {
        exp: i64,
    }
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Claims = serde_json::from_slice(&claims).ok()?;
    Timestamp::from_second(claims.exp).ok()
}

/// `2024-04-09 21:04:31 UTC`, or ISO 8601.
fn stated_end(text: &str) -> Option<Timestamp> {
    if let Ok(end) = text.parse() {
        return Some(end);
    }
    let civil: DateTime = text.strip_suffix(" UTC")?.parse().ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

fn refusal(answer: &Response) -> RailError {
    if let Some(error) = super::graphql::outage(answer) {
        return error;
    }
    let said: WireError = serde_json::from_slice(&answer.body).unwrap_or_default();
    let text = said.error_description.or(said.message).unwrap_or_default();
    let why = excerpt(&format!("HTTP {}: {} {text}", answer.status, said.error));
    // About our app, not about the grant: the owner cannot mend these.
    let ours = [
        "invalid_client",
        "unauthorized_client",
        "unsupported_grant_type",
    ]
    .contains(&said.error.as_str());
    if !ours && matches!(answer.status, 400 | 401) {
        return RailError::NeedsReconnect { rail: RAIL, why };
    }
    RailError::Refused { rail: RAIL, why }
}
