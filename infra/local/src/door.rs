//! `oodaloo serve`: one loopback port for everything a browser or a rail asks for. The emulator names
//! its endpoints by Host; here each has a plain address that every client can reach.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path as UrlPath, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get, post};

use crate::aws::Cloud;
use crate::deploy::Deployed;
use crate::edge;
use crate::home::Home;
use crate::link;
use crate::mailbox::{Mail, list_page, mail_page};
use crate::state::State as Local;
use crate::trouble::Trouble;

/// What API Gateway takes.
const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;
/// What the web app may do, as CloudFront says it (`WebHeaders` in `template.yaml`; a test holds the two together).
const APP_POLICY: &str = "default-src 'none'; script-src 'self' https://cdn.plaid.com/link/v2/stable/link-initialize.js; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src https://cdn.plaid.com; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// Headers of one connection, not of the message.
const HOP_BY_HOP: [HeaderName; 6] = [
    header::CONNECTION,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    header::TE,
    header::TRAILER,
    header::CONTENT_LENGTH,
];

#[derive(Debug)]
pub(crate) struct Door {
    pub(crate) http: reqwest::Client,
    cloud: Cloud,
    /// Base of the API and of the webhook function, by path: no name needs to be resolved.
    api: String,
    webhook: String,
    spa: PathBuf,
    /// The sandbox's Plaid, and whose bank it has.
    pub(crate) plaid: String,
    pub(crate) company: oodaloo_seeds::Company,
}

pub(crate) type Shared = State<Arc<Door>>;

/// Serves until the process ends.
///
/// # Errors
/// When the port is taken or nothing is deployed.
pub async fn serve(home: &Home) -> Result<(), Trouble> {
    let local = Local::load(home)?;
    let http = edge::http()?;
    let cloud = Cloud::new(http.clone(), local.ports.cloud);
    let (api, webhook) = addresses(cloud.base(), &local.deployed)?;
    let door = Arc::new(Door {
        http,
        cloud,
        api,
        webhook,
        spa: home.root.join("web/dist"),
        plaid: local.places().plaid_url,
        company: local.company(),
    });
    let app = Router::new()
        .route("/mail", get(mails))
        .route("/mail/{id}", get(mail))
        .route("/mail/{id}/{part}", get(mail_part))
        .route("/webhooks/{rail}", any(webhook_call))
        .route("/api/{*rest}", any(api_call))
        .route("/u/{*rest}", any(api_call))
        .route("/healthz", any(api_call))
        .route("/oauth2/revoke", post(revoke))
        .route("/oauth2/{*rest}", any(pool_call))
        .route("/login", any(pool_call))
        .route(link::OURS, get(link::script))
        .route("/plaid-link/bank", get(link::bank))
        .route("/plaid-link/public_token", post(link::public_token))
        .route("/logout", any(pool_call))
        .fallback(spa)
        .with_state(door);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", local.ports.door)).await;
    let taken = |why: std::io::Error| {
        Trouble::new(
            format!("port {}: {why}", local.ports.door),
            "`oodaloo down`, then `oodaloo up --port 5566`",
        )
    };
    axum::serve(listener.map_err(taken)?, app)
        .await
        .map_err(taken)
}

/// The emulator's addresses of the API and of the webhook function.
///
/// # Errors
/// When the stack's outputs are not what the template promises.
pub fn addresses(base: &str, deployed: &Deployed) -> Result<(String, String), Trouble> {
    let api = deployed.output("ApiId")?;
    let url = deployed.output("WebhookUrl")?;
    let id = url
        .split("//")
        .nth(1)
        .and_then(|host| host.split('.').next())
        .unwrap_or_default();
    Ok((
        format!("{base}/_aws/execute-api/{api}/$default"),
        format!("{base}/_aws/lambda-url/{id}"),
    ))
}

async fn mails(State(door): Shared) -> Response {
    match read_mails(&door).await {
        Ok(mails) => Html(list_page(&mails)).into_response(),
        Err(response) => *response,
    }
}

async fn read_mails(door: &Door) -> Result<Vec<Mail>, Box<Response>> {
    let silent = |_| {
        Box::new(plain(
            StatusCode::BAD_GATEWAY,
            "the local cloud does not answer: `oodaloo up` starts it",
        ))
    };
    Ok(door
        .cloud
        .mails()
        .await
        .map_err(silent)?
        .iter()
        .map(Mail::read)
        .collect())
}

async fn find(door: &Door, id: &str) -> Result<Mail, Box<Response>> {
    let found = read_mails(door).await?.into_iter().find(|m| m.id == id);
    found.ok_or_else(|| Box::new(plain(StatusCode::NOT_FOUND, "no such mail: see /mail")))
}

async fn mail(State(door): Shared, UrlPath(id): UrlPath<String>) -> Response {
    find(&door, &id).await.map_or_else(
        |response| *response,
        |mail| Html(mail_page(&mail)).into_response(),
    )
}

async fn mail_part(
    State(door): Shared,
    UrlPath((id, part)): UrlPath<(String, String)>,
) -> Response {
    match (find(&door, &id).await, part.as_str()) {
        (Err(response), _) => *response,
        (Ok(mail), "html") => Html(mail.html).into_response(),
        (Ok(mail), "text") => plain(StatusCode::OK, &mail.text),
        _ => plain(StatusCode::NOT_FOUND, "a mail has /html and /text"),
    }
}

async fn api_call(State(door): Shared, request: Request) -> Response {
    let path = request
        .uri()
        .path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default();
    forward(&door, format!("{}{path}", door.api), request).await
}

/// The user pool's own pages, under our address: it has none that a browser could resolve here.
async fn pool_call(State(door): Shared, request: Request) -> Response {
    let path = request
        .uri()
        .path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default();
    forward(&door, format!("{}{path}", door.cloud.base()), request).await
}

/// What `/oauth2/revoke` takes.
#[derive(serde::Deserialize)]
struct Revoke {
    token: String,
    client_id: String,
}

/// The pool's endpoint that the emulator has not: its API has the same as an action.
async fn revoke(State(door): Shared, form: String) -> Response {
    let form = format!("/?{form}").parse().ok();
    let form = form.and_then(|uri| Query::<Revoke>::try_from_uri(&uri).ok());
    let Some(Query(Revoke { token, client_id })) = form else {
        return plain(StatusCode::BAD_REQUEST, "token and client_id are wanted");
    };
    let action = "AWSCognitoIdentityProviderService.RevokeToken";
    let body = serde_json::json!({"Token": token, "ClientId": client_id});
    match door.cloud.json("cognito-idp", action, &body).await {
        Ok(_) => StatusCode::OK.into_response(),
        Err(why) => plain(StatusCode::BAD_REQUEST, &why.code),
    }
}

async fn webhook_call(
    State(door): Shared,
    UrlPath(rail): UrlPath<String>,
    request: Request,
) -> Response {
    if rail != "jobber" && rail != "plaid" {
        return plain(
            StatusCode::NOT_FOUND,
            "webhooks go to /webhooks/jobber and /webhooks/plaid",
        );
    }
    let query = request
        .uri()
        .query()
        .map(|q| format!("?{q}"))
        .unwrap_or_default();
    forward(&door, format!("{}/{rail}{query}", door.webhook), request).await
}

/// Passes a request on, byte for byte: a signature is over the bytes.
async fn forward(door: &Door, to: String, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "more than 10 MB");
    };
    let mut headers = parts.headers;
    strip(&mut headers);
    headers.remove(header::HOST);
    match door
        .http
        .request(parts.method, to)
        .headers(headers)
        .body(body)
        .send()
        .await
    {
        Ok(answer) => back(answer).await,
        Err(_) => plain(
            StatusCode::BAD_GATEWAY,
            "the local cloud does not answer: `oodaloo status` tells, `oodaloo up` starts it",
        ),
    }
}

async fn back(answer: reqwest::Response) -> Response {
    let status = answer.status();
    let mut headers = answer.headers().clone();
    strip(&mut headers);
    let bytes = answer.bytes().await.unwrap_or_else(|_| Bytes::new());
    (status, headers, bytes).into_response()
}

fn strip(headers: &mut HeaderMap) {
    for name in HOP_BY_HOP {
        headers.remove(name);
    }
}

pub(crate) fn plain(status: StatusCode, text: &str) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        text.to_owned(),
    )
        .into_response()
}

/// The built web app; any other path is a page of it.
async fn spa(State(door): Shared, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return plain(
            StatusCode::METHOD_NOT_ALLOWED,
            "only GET here; the API is under /api/v1",
        );
    }
    let index = door.spa.join("index.html");
    if !index.is_file() {
        return plain(
            StatusCode::NOT_FOUND,
            "The web app is not built (web/dist is missing). The mailbox is at /mail, the API under /api/v1.",
        );
    }
    let asked = asset(&door.spa, request.uri().path()).unwrap_or(index);
    match tokio::fs::read(&asked).await {
        Ok(bytes) => (
            [
                (header::CONTENT_TYPE, content_type(&asked)),
                (header::CACHE_CONTROL, "no-cache"),
                (header::CONTENT_SECURITY_POLICY, APP_POLICY),
                (header::REFERRER_POLICY, "no-referrer"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::X_FRAME_OPTIONS, "DENY"),
            ],
            Body::from(match asked.extension().is_some_and(|e| e == "js") {
                true => link::localised(bytes),
                false => bytes.into(),
            }),
        )
            .into_response(),
        Err(_) => plain(StatusCode::NOT_FOUND, "no such file"),
    }
}

/// A file below the app's directory; nothing above it can be named.
fn asset(dir: &Path, path: &str) -> Option<PathBuf> {
    let name = path.trim_start_matches('/');
    let safe = !name.is_empty()
        && name
            .split('/')
            .all(|part| !part.starts_with('.') && !part.contains(['\\', '%', '\0']));
    let file = dir.join(name);
    (safe && file.is_file()).then_some(file)
}

fn content_type(path: &Path) -> &'static str {
    match path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default()
    {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_is_held_to_what_it_is_held_to_in_aws() {
        let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../template.yaml");
        let template = std::fs::read_to_string(template).unwrap();
        assert!(template.contains(&format!("ContentSecurityPolicy: \"{APP_POLICY}\"")));
    }

    #[test]
    fn nothing_outside_the_app_is_served() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(asset(here, "/src/door.rs").is_some());
        for path in [
            "/",
            "/../../Cargo.toml",
            "/src/../Cargo.toml",
            "/..%2fCargo.toml",
            "//etc/passwd",
            "/.hidden",
        ] {
            assert_eq!(asset(here, path), None, "{path}");
        }
    }
}
