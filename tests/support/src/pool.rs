//! A user pool, as far as our sign-in goes: it knows who has typed a password, and hands out tokens for
//! codes and refresh tokens as Cognito's OAuth 2.0 endpoints do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use oodaloo_rails::{Exchange, Response};
use oodaloo_tray_api::SignIn;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// What a browser was sent to the pool with.
#[derive(Debug, Clone)]
struct Asked {
    challenge: String,
    redirect_uri: String,
    client_id: String,
}

#[derive(Debug, Default)]
struct Known {
    codes: BTreeMap<String, Asked>,
    refreshes: BTreeSet<String>,
    made: u32,
}

/// The pool.
#[derive(Debug, Default)]
pub struct Pool {
    known: Mutex<Known>,
    /// It does not answer.
    pub is_down: Mutex<bool>,
    /// Each use of a refresh token gives a new one, and ends the old.
    pub rotates: Mutex<bool>,
}

impl Pool {
    /// Somebody types a good password on the pool's page they were sent to; gives the code.
    pub fn types_password(&self, query: &BTreeMap<String, String>) -> String {
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["code_challenge_method"], "S256");
        let mut known = self.known.lock().unwrap_or_else(|e| e.into_inner());
        known.made += 1;
        let code = format!("code-{}", known.made);
        let asked = Asked {
            challenge: query["code_challenge"].clone(),
            redirect_uri: query["redirect_uri"].clone(),
            client_id: query["client_id"].clone(),
        };
        known.codes.insert(code.clone(), asked);
        code
    }

    fn token(&self, form: &BTreeMap<String, String>) -> Option<Value> {
        let mut known = self.known.lock().unwrap_or_else(|e| e.into_inner());
        let sent = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
        match sent("grant_type") {
            "authorization_code" => {
                let asked = known.codes.get(sent("code"))?.clone();
                let proof = BASE64.encode(Sha256::digest(sent("code_verifier")));
                let right = proof == asked.challenge
                    && sent("redirect_uri") == asked.redirect_uri
                    && sent("client_id") == asked.client_id;
                if !right {
                    return None;
                }
                known.codes.remove(sent("code"));
            }
            "refresh_token" => {
                let old = sent("refresh_token").to_owned();
                if !known.refreshes.contains(&old) {
                    return None;
                }
                if !*self.rotates.lock().unwrap_or_else(|e| e.into_inner()) {
                    return Some(known.tokens());
                }
                known.refreshes.remove(&old);
            }
            _ => return None,
        }
        let mut answer = known.tokens();
        let refresh = format!("refresh-{}", known.made);
        answer["refresh_token"] = refresh.clone().into();
        known.refreshes.insert(refresh);
        Some(answer)
    }
}

impl Known {
    fn tokens(&mut self) -> Value {
        self.made += 1;
        // Says who it is; nobody here looks at signatures.
        let claims = json!({"sub": "ana", "email": "ana@example.com"});
        json!({
            "access_token": format!("access-{}", self.made),
            "id_token": format!("e30.{}.signature", BASE64.encode(claims.to_string())),
            "expires_in": 3600, "token_type": "Bearer",
        })
    }
}

#[async_trait]
impl SignIn for Pool {
    async fn post(&self, path: &'static str, form: String) -> Result<Response, Exchange> {
        if *self.is_down.lock().unwrap_or_else(|e| e.into_inner()) {
            return Err(Exchange::TimedOut("the user pool"));
        }
        let form = pairs(&form);
        let answer = match path {
            "/oauth2/token" => self.token(&form),
            "/oauth2/revoke" => {
                let mut known = self.known.lock().unwrap_or_else(|e| e.into_inner());
                known
                    .refreshes
                    .remove(form.get("token").map_or("", String::as_str));
                Some(Value::Null)
            }
            _ => None,
        };
        let refused = || (400, json!({"error": "invalid_grant"}));
        let (status, body) = answer.map_or_else(refused, |body| (200, body));
        Ok(Response {
            status,
            body: body.to_string().into_bytes(),
        })
    }
}

/// The pairs of a query or a form.
#[must_use]
pub fn pairs(text: &str) -> BTreeMap<String, String> {
    let read = axum::extract::Query::<BTreeMap<String, String>>::try_from_uri(
        &format!("/?{text}").parse().unwrap_or_default(),
    );
    read.map(|q| q.0).unwrap_or_default()
}
