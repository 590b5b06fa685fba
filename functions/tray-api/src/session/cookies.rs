//! The two cookies: one while somebody signs in, one for as long as they are signed in. Both are seen
//! by the session's routes alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use http::{HeaderMap, header};
use oodaloo_runtime::ports::World;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// Holds the pool's refresh token.
pub(super) const SESSION: &str = "oodaloo_session";
/// Holds what was made up when signing in began.
pub(super) const SIGNING_IN: &str = "oodaloo_signing_in";

/// Only the session's own routes ever see them.
const PATH: &str = "/api/v1/session";
/// As long as the pool's refresh token: `RefreshTokenValidity` in `template.yaml`.
const STAYS: Duration = Duration::days(30);
/// Long enough to find a password and a second factor.
const SIGNING_IN_TAKES: Duration = Duration::minutes(15);

/// What is made up when signing in begins, and has to come back.
pub(super) struct SigningIn {
    /// Comes back through the pool: another site cannot finish what it did not begin.
    pub(super) state: String,
    /// Proves to the pool that who exchanges the code is who asked for it (RFC 7636).
    pub(super) verifier: String,
    /// Where to go afterwards.
    pub(super) to: String,
}

impl SigningIn {
    pub(super) fn new(world: &dyn World, to: String) -> Self {
        Self {
            state: random(world),
            verifier: random(world),
            to,
        }
    }

    pub(super) fn challenge(&self) -> String {
        BASE64.encode(Sha256::digest(&self.verifier))
    }

    /// Comes back with the browser from another site, therefore `Lax`.
    pub(super) fn cookie(&self) -> String {
        let to = BASE64.encode(&self.to);
        let value = format!("{}.{}.{to}", self.state, self.verifier);
        written(SIGNING_IN, value, SIGNING_IN_TAKES, SameSite::Lax)
    }

    pub(super) fn parse(value: &str) -> Option<Self> {
        let mut parts = value.splitn(3, '.').map(str::to_owned);
        let (state, verifier) = (parts.next()?, parts.next()?);
        let to = String::from_utf8(BASE64.decode(parts.next()?).ok()?).ok()?;
        // Whoever can write cookies for us still cannot make us send people elsewhere.
        super::is_inside(&to).then_some(Self {
            state,
            verifier,
            to,
        })
    }
}

/// 256 bits that nobody guesses.
fn random(world: &dyn World) -> String {
    let bytes: Vec<u8> = (0..4).flat_map(|_| world.random().to_be_bytes()).collect();
    BASE64.encode(bytes)
}

/// Keeps the refresh token: sent from our own pages alone, and never to a script.
pub(super) fn keep(refresh: &SecretString) -> String {
    let value = refresh.expose_secret().to_owned();
    written(SESSION, value, STAYS, SameSite::Strict)
}

/// Makes the browser forget one.
pub(super) fn drop(name: &'static str) -> String {
    written(name, String::new(), Duration::ZERO, SameSite::Strict)
}

fn written(name: &'static str, value: String, stays: Duration, same_site: SameSite) -> String {
    Cookie::build((name, value))
        .path(PATH)
        .http_only(true)
        .secure(true)
        .same_site(same_site)
        .max_age(stays)
        .to_string()
}

/// What the browser sent.
pub(super) fn read(headers: &HeaderMap, name: &str) -> Option<SecretString> {
    let sent = headers.get_all(header::COOKIE).iter();
    sent.filter_map(|h| h.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|c| c.name() == name && !c.value().is_empty())
        .map(|c| c.value().to_owned().into())
}
