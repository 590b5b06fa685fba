//! Plaid's window, on a machine that may have no internet: the door serves a script in the place of Plaid's
//! own, and asks the sandbox for what that window would give. The app's bundle names Plaid's address; the
//! door names its own instead.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::door::{Shared, plain};

/// What `react-plaid-link` loads.
const THEIRS: &str = "https://cdn.plaid.com/link/v2/stable/link-initialize.js";
/// Where the door serves what stands for it.
pub(crate) const OURS: &str = "/plaid-link/link-initialize.js";
const SCRIPT: &str = include_str!("link.js");

/// A script of the app, with our address for Plaid's.
pub(crate) fn localised(script: Vec<u8>) -> Bytes {
    match String::from_utf8(script) {
        Ok(text) if text.contains(THEIRS) => text.replace(THEIRS, OURS).into(),
        Ok(text) => text.into(),
        Err(bytes) => bytes.into_bytes().into(),
    }
}

pub(crate) async fn script() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (kind, SCRIPT).into_response()
}

/// The bank of the demo company.
pub(crate) async fn bank(State(door): Shared) -> Json<Value> {
    let bank = &door.company.bank;
    let accounts = bank.accounts.iter();
    let accounts: Vec<Value> = accounts
        .map(|a| json!({"id": a.id, "name": a.name, "mask": a.mask}))
        .collect();
    let institution = json!({"name": bank.institution_name, "institution_id": bank.institution_id});
    Json(json!({"institution": institution, "accounts": accounts}))
}

/// What a person who finishes the window causes.
pub(crate) async fn public_token(State(door): Shared) -> Response {
    let asked = door
        .http
        .post(format!("{}/sandbox/public_token/create", door.plaid))
        .json(&json!({
            "client_id": oodaloo_sandbox::PLAID_CLIENT_ID, "secret": oodaloo_sandbox::PLAID_SECRET,
            "institution_id": door.company.bank.institution_id, "initial_products": ["transactions"],
        }))
        .send()
        .await;
    let answer = match asked {
        Ok(answer) if answer.status().is_success() => answer.json::<Value>().await.ok(),
        _ => None,
    };
    match answer {
        Some(answer) => Json(json!({"public_token": answer["public_token"]})).into_response(),
        None => plain(
            StatusCode::BAD_GATEWAY,
            "the sandbox's Plaid does not answer: `oodaloo status` tells, `oodaloo up` starts it",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundle_loads_our_window() {
        let bundle = format!("const a=`{THEIRS}`;load(a)").into_bytes();
        let served = localised(bundle);
        assert_eq!(served, format!("const a=`{OURS}`;load(a)").as_bytes());
        assert_eq!(localised(vec![0xff, 0x00]), [0xff, 0x00].as_slice());
    }
}
