//! Authorisation: codes, access tokens of an hour, and refresh tokens that are good for one use.
//!
//! A refresh token that has been used is refused with 401, and the grant it belongs to is lost: this is what Jobber's
//! rotation means for an app that keeps a stale copy or refreshes twice at once.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::{
    JOBBER_APP_ID, JOBBER_CLIENT_ID, JOBBER_CLIENT_SECRET, Request, Response,
    tokens::{Tokens, hmac_sha256, jws},
    wire::{escape, form},
};

const CODE_LIFE: SignedDuration = SignedDuration::from_mins(10);
const ACCESS_LIFE: SignedDuration = SignedDuration::from_mins(60);

#[derive(Clone, Debug)]
struct Code {
    account_id: String,
    redirect_uri: String,
    expires_at: Timestamp,
}

/// One account's consent to our app.
#[derive(Clone, Debug)]
struct Grant {
    account_id: String,
    state: GrantState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GrantState {
    Good,
    /// A stale refresh token was sent, or somebody revoked the tokens.
    Lost,
    /// Disconnected by the company or by `appDisconnect`.
    Disconnected,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct OAuth {
    codes: BTreeMap<String, Code>,
    grants: Vec<Grant>,
    /// Refresh token to grant, and whether it has been used.
    refresh: BTreeMap<String, (usize, bool)>,
    access: BTreeMap<String, (usize, Timestamp)>,
}

impl OAuth {
    pub(super) fn authorize(
        &mut self,
        query: &BTreeMap<String, String>,
        account_id: String,
        now: Timestamp,
        tokens: &mut Tokens,
    ) -> Response {
        let get = |name: &str| query.get(name).map_or("", String::as_str);
        let redirect_uri = get("redirect_uri").to_owned();
        if get("client_id") != JOBBER_CLIENT_ID {
            return refuse(
                401,
                "invalid_client",
                "Client authentication failed due to unknown client.",
            );
        }
        if get("response_type") != "code" || redirect_uri.is_empty() {
            return refuse(
                400,
                "invalid_request",
                "response_type must be code and redirect_uri must be given.",
            );
        }
        let code = tokens.hex(16);
        let glue = if redirect_uri.contains('?') { '&' } else { '?' };
        let mut location = format!("{redirect_uri}{glue}code={code}");
        if let Some(state) = query.get("state") {
            location.push_str(&format!("&state={}", escape(state)));
        }
        self.codes.insert(
            code,
            Code {
                account_id,
                redirect_uri,
                expires_at: now + CODE_LIFE,
            },
        );
        Response {
            status: 302,
            headers: vec![("location".to_owned(), location)],
            body: Vec::new(),
        }
    }

    pub(super) fn token(&mut self, req: &Request, now: Timestamp, tokens: &mut Tokens) -> Response {
        let kind = req.header("content-type").unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return refuse(
                415,
                "invalid_request",
                "The token endpoint takes application/x-www-form-urlencoded.",
            );
        }
        let pairs: BTreeMap<_, _> = form(&String::from_utf8_lossy(&req.body))
            .into_iter()
            .collect();
        let get = |name: &str| pairs.get(name).map_or("", String::as_str);
        if get("client_id") != JOBBER_CLIENT_ID || get("client_secret") != JOBBER_CLIENT_SECRET {
            return refuse(401, "invalid_client", "Client authentication failed.");
        }
        match get("grant_type") {
            "authorization_code" => self.redeem(get("code"), get("redirect_uri"), now, tokens),
            "refresh_token" => self.rotate(get("refresh_token"), now, tokens),
            _ => refuse(
                400,
                "unsupported_grant_type",
                "grant_type must be authorization_code or refresh_token.",
            ),
        }
    }

    fn redeem(
        &mut self,
        code: &str,
        redirect_uri: &str,
        now: Timestamp,
        tokens: &mut Tokens,
    ) -> Response {
        let found = self.codes.remove(code);
        match found.filter(|c| c.redirect_uri == redirect_uri && now < c.expires_at) {
            Some(code) => {
                self.grants.push(Grant {
                    account_id: code.account_id,
                    state: GrantState::Good,
                });
                let (access, refresh, _) = self.issue(self.grants.len() - 1, now, tokens);
                Response::json(
                    200,
                    &json!({"access_token": access, "refresh_token": refresh}),
                )
            }
            None => refuse(
                401,
                "invalid_grant",
                "The provided authorization code is not valid.",
            ),
        }
    }

    fn rotate(&mut self, token: &str, now: Timestamp, tokens: &mut Tokens) -> Response {
        let stale = || {
            refuse(
                401,
                "invalid_grant",
                "The provided refresh token is not valid.",
            )
        };
        let Some((grant, used)) = self.refresh.get_mut(token) else {
            return stale();
        };
        let (grant, was_used) = (*grant, std::mem::replace(used, true));
        if was_used && self.grants[grant].state == GrantState::Good {
            self.grants[grant].state = GrantState::Lost;
        }
        if self.grants[grant].state != GrantState::Good {
            return stale();
        }
        let (access, refresh, expires_at) = self.issue(grant, now, tokens);
        let expires_at = expires_at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string();
        Response::json(
            200,
            &json!({"access_token": access, "refresh_token": refresh, "expires_at": expires_at}),
        )
    }

    fn issue(
        &mut self,
        grant: usize,
        now: Timestamp,
        tokens: &mut Tokens,
    ) -> (String, String, Timestamp) {
        let expires_at = now + ACCESS_LIFE;
        let claims = json!({
            "account_id": self.grants[grant].account_id,
            "app_id": JOBBER_APP_ID,
            "client_id": JOBBER_CLIENT_ID,
            "exp": expires_at.as_second(),
            "iat": now.as_second(),
            "jti": tokens.hex(16),
            "scope": "read_clients read_quotes read_jobs read_invoices read_jobber_payments",
        });
        let header = json!({"alg": "HS256", "typ": "JWT"});
        let access = jws(&header, &claims, |input| {
            hmac_sha256(JOBBER_CLIENT_SECRET.as_bytes(), input)
        });
        let refresh = tokens.hex(32);
        self.access.insert(access.clone(), (grant, expires_at));
        self.refresh.insert(refresh.clone(), (grant, false));
        (access, refresh, expires_at)
    }

    /// The account a request speaks for, or the refusal it gets.
    pub(super) fn account_of(&self, req: &Request, now: Timestamp) -> Result<String, Response> {
        let header = req.header("authorization").unwrap_or_default();
        let token = header.strip_prefix("Bearer ").unwrap_or_default();
        let invalid = || {
            Response::json(
                401,
                &json!({"error": "invalid_request", "message": "Invalid Token Error"}),
            )
        };
        let (grant, expires_at) = self.access.get(token).ok_or_else(invalid)?;
        let grant = &self.grants[*grant];
        match grant.state {
            GrantState::Disconnected => Err(Response::json(
                401,
                &json!({"message": "User has disconnected this app from their account. Please delete this token"}),
            )),
            GrantState::Good if now < *expires_at => Ok(grant.account_id.clone()),
            GrantState::Good | GrantState::Lost => Err(invalid()),
        }
    }

    pub(super) fn disconnect(&mut self, account_id: &str) {
        self.end(account_id, GrantState::Disconnected);
    }

    /// All tokens of an account stop working, as when the administrator who connected is deactivated.
    pub(crate) fn revoke(&mut self, account_id: &str) {
        self.end(account_id, GrantState::Lost);
    }

    /// Access tokens of an account end before their time; its refresh tokens are good.
    pub(crate) fn expire_access(&mut self, account_id: &str, now: Timestamp) {
        let grants = &self.grants;
        for (grant, end) in self.access.values_mut() {
            if grants[*grant].account_id == account_id {
                *end = now;
            }
        }
    }

    fn end(&mut self, account_id: &str, state: GrantState) {
        for grant in self
            .grants
            .iter_mut()
            .filter(|g| g.account_id == account_id)
        {
            grant.state = state;
        }
    }

    /// How many accounts' grants still work.
    pub(crate) fn good_grants(&self) -> usize {
        self.grants
            .iter()
            .filter(|g| g.state == GrantState::Good)
            .count()
    }
}

fn refuse(status: u16, error: &str, description: &str) -> Response {
    let body: Value = json!({"error": error, "error_description": description});
    Response::json(status, &body)
}
