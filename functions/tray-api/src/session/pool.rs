//! What we say to the user pool: its OAuth 2.0 endpoints, as Cognito describes them (Developer Guide,
//! "User pool endpoints": /oauth2/authorize, /oauth2/token, /oauth2/revoke, /logout).

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::SignedDuration;
use oodaloo_domain::UserId;
use oodaloo_rails::http::Site;
use oodaloo_rails::{Exchange, Response, form};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

/// Tokens end after a day at most, whatever is said: Cognito's own bound.
const MAX_LIFE_SECONDS: i64 = 86_400;

/// The pool, at the level of one exchange.
#[async_trait]
pub trait SignIn: Send + Sync {
    /// Posts a form to one of its endpoints.
    async fn post(&self, path: &'static str, form: String) -> Result<Response, Exchange>;
}

#[async_trait]
impl SignIn for Site {
    async fn post(&self, path: &'static str, form: String) -> Result<Response, Exchange> {
        let headers = vec![(
            "content-type",
            "application/x-www-form-urlencoded".to_owned(),
        )];
        self.send("POST", path, headers, form.into_bytes()).await
    }
}

/// Why there are no tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum No {
    /// The pool knows what it was given, and does not accept it.
    Refused,
    /// Nobody knows; ask again.
    Unavailable,
}

/// What the pool gives.
pub(super) struct Tokens {
    pub(super) access: SecretString,
    /// Missing where the old one stays good.
    pub(super) refresh: Option<SecretString>,
    /// How long the access token is good for.
    pub(super) life: SignedDuration,
    /// Whose they are.
    pub(super) user: UserId,
    pub(super) email: Option<String>,
}

#[derive(Deserialize)]
struct Wire {
    access_token: SecretString,
    refresh_token: Option<SecretString>,
    id_token: SecretString,
    expires_in: i64,
}

/// What we read of an ID token. It comes from the pool itself, over TLS, in answer to our own question, and
/// opens nothing: therefore its signature is not looked at (OpenID Connect Core, 3.1.3.7, point 6).
#[derive(Deserialize)]
struct Who {
    sub: UserId,
    email: Option<String>,
}

impl Who {
    fn of(id_token: &SecretString) -> Option<Self> {
        let payload = id_token.expose_secret().split('.').nth(1)?;
        serde_json::from_slice(&BASE64.decode(payload).ok()?).ok()
    }
}

pub(super) fn authorize_url(
    base: &str,
    client: &str,
    back: &str,
    state: &str,
    challenge: &str,
) -> String {
    let query = form(&[
        ("response_type", "code"),
        ("client_id", client),
        ("redirect_uri", back),
        ("scope", "openid email"),
        ("state", state),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
    ]);
    format!("{base}/oauth2/authorize?{query}")
}

pub(super) fn sign_out_url(base: &str, client: &str, then: &str) -> String {
    let query = form(&[("client_id", client), ("logout_uri", then)]);
    format!("{base}/logout?{query}")
}

pub(super) async fn exchange(
    pool: &dyn SignIn,
    client: &str,
    back: &str,
    code: &SecretString,
    verifier: &str,
) -> Result<Tokens, No> {
    let grant = [
        ("grant_type", "authorization_code"),
        ("client_id", client),
        ("redirect_uri", back),
        ("code", code.expose_secret()),
        ("code_verifier", verifier),
    ];
    tokens(pool, &grant).await
}

pub(super) async fn refresh(
    pool: &dyn SignIn,
    client: &str,
    refresh: &SecretString,
) -> Result<Tokens, No> {
    let grant = [
        ("grant_type", "refresh_token"),
        ("client_id", client),
        ("refresh_token", refresh.expose_secret()),
    ];
    tokens(pool, &grant).await
}

pub(super) async fn revoke(
    pool: &dyn SignIn,
    client: &str,
    refresh: &SecretString,
) -> Result<(), No> {
    let form = form(&[("client_id", client), ("token", refresh.expose_secret())]);
    let answer = pool.post("/oauth2/revoke", form).await;
    judged(answer).map(|_| ())
}

async fn tokens(pool: &dyn SignIn, grant: &[(&str, &str)]) -> Result<Tokens, No> {
    let answer = judged(pool.post("/oauth2/token", form(grant)).await)?;
    let wire: Wire = serde_json::from_slice(&answer.body).map_err(|_| No::Unavailable)?;
    let who = Who::of(&wire.id_token).ok_or(No::Unavailable)?;
    Ok(Tokens {
        user: who.sub,
        email: who.email,
        access: wire.access_token,
        refresh: wire.refresh_token,
        life: SignedDuration::from_secs(wire.expires_in.clamp(0, MAX_LIFE_SECONDS)),
    })
}

/// 400 and 401 are the pool's refusals; too many requests and its own troubles pass.
fn judged(answer: Result<Response, Exchange>) -> Result<Response, No> {
    match answer {
        Ok(answer) if answer.status == 200 => Ok(answer),
        Ok(answer) if matches!(answer.status, 400 | 401) => Err(No::Refused),
        Ok(answer) => {
            tracing::warn!(status = answer.status, "the user pool does not answer well");
            Err(No::Unavailable)
        }
        Err(why) => {
            tracing::warn!(%why, "the user pool does not answer");
            Err(No::Unavailable)
        }
    }
}
