//! Signing in, as a browser does it: what it is sent to, what it keeps, what it is told.

use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use axum::response::Response;
use http::{HeaderMap, Request, StatusCode, header};
use oodaloo_tests::pool::pairs;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::demo::friday;
use crate::inprocess::Product;

/// A browser: its cookies, and nothing else.
pub struct Browser<'a> {
    product: &'a Product,
    cookies: BTreeMap<String, String>,
}

impl<'a> Browser<'a> {
    pub fn new(product: &'a Product) -> Self {
        Self {
            product,
            cookies: BTreeMap::new(),
        }
    }

    /// What it sends along.
    pub fn cookie(&self) -> String {
        let all: Vec<String> = self
            .cookies
            .iter()
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        all.join("; ")
    }

    async fn send(&mut self, method: &str, path: &str, ours: bool) -> Response {
        let mut request = Request::builder().method(method).uri(path);
        if !self.cookies.is_empty() {
            request = request.header(header::COOKIE, self.cookie());
        }
        if ours {
            request = request.header("x-oodaloo", "1");
        }
        let router = oodaloo_tray_api::router(self.product.api.clone());
        let answer = router
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        for set in answer.headers().get_all(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            for wanted in [
                "HttpOnly",
                "Secure",
                "SameSite=",
                "Path=/api/v1/session",
                "Max-Age=",
            ] {
                assert!(set.contains(wanted), "no {wanted}: {set}");
            }
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            if set.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
        answer
    }

    /// Signs in, and gives where that ends.
    pub async fn sign_in(&mut self, to: &str) -> String {
        let at = location(
            &self
                .send("GET", &format!("/api/v1/session/start?return={to}"), false)
                .await,
        );
        let query = pairs(at.split_once('?').unwrap().1);
        let code = self.product.outside.pool.types_password(&query);
        let back = format!(
            "/api/v1/session/callback?code={code}&state={}",
            query["state"]
        );
        location(&self.send("GET", &back, false).await)
    }
}

fn location(answer: &Response) -> String {
    assert_eq!(answer.status(), StatusCode::FOUND);
    answer.headers()[header::LOCATION]
        .to_str()
        .unwrap()
        .to_owned()
}

async fn json(answer: Response) -> (u16, Value, HeaderMap) {
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    let bytes = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    (
        status,
        serde_json::from_slice(&bytes).unwrap_or_default(),
        headers,
    )
}

#[tokio::test]
async fn who_signs_in_stays_signed_in_until_they_sign_out() {
    let product = Product::new(friday(), 7);
    let mut browser = Browser::new(&product);
    let (status, _, _) = json(browser.send("POST", "/api/v1/session", true).await).await;
    assert_eq!(status, 401, "nobody has signed in");

    assert_eq!(
        browser.sign_in("/tray%3Fkind%3Ddeposit").await,
        "/tray?kind=deposit"
    );
    assert_eq!(
        browser.cookies.keys().collect::<Vec<_>>(),
        ["oodaloo_session"]
    );
    let (status, first, headers) = json(browser.send("POST", "/api/v1/session", true).await).await;
    assert_eq!(status, 200, "{first}");
    assert_eq!(headers["cache-control"], "no-store");
    assert_eq!(first["email"], "ana@example.com");
    assert_eq!(first["me"]["user_id"], "ana");
    assert!(
        !first.to_string().contains("refresh"),
        "a script can read this: {first}"
    );
    let (_, second, _) = json(browser.send("POST", "/api/v1/session", true).await).await;
    assert_ne!(first["access_token"], second["access_token"]);

    *product.outside.pool.rotates.lock().unwrap() = true;
    let before = browser.cookies.clone();
    for _ in 0..3 {
        assert_eq!(
            browser.send("POST", "/api/v1/session", true).await.status(),
            200
        );
    }
    assert_ne!(browser.cookies, before, "the new refresh token is kept");

    let kept = browser.cookies.clone();
    let (status, out, _) = json(browser.send("DELETE", "/api/v1/session", true).await).await;
    assert_eq!(status, 200);
    assert!(
        out["next"]
            .as_str()
            .unwrap()
            .contains("/logout?client_id=the-spa&logout_uri=https%3A%2F%2Fapp.example%2F"),
        "{out}"
    );
    assert!(browser.cookies.is_empty());
    browser.cookies = kept;
    let (status, _, _) = json(browser.send("POST", "/api/v1/session", true).await).await;
    assert_eq!(
        status, 401,
        "what the cookie held is worth nothing any more"
    );
    assert!(browser.cookies.is_empty(), "and is forgotten");
}

#[tokio::test]
async fn what_began_elsewhere_does_not_end_here() {
    let product = Product::new(friday(), 7);
    let mut mallory = Browser::new(&product);
    let mut victim = Browser::new(&product);
    let start = "/api/v1/session/start";
    let at = location(&mallory.send("GET", start, false).await);
    let query = pairs(at.split_once('?').unwrap().1);
    let code = product.outside.pool.types_password(&query);
    let back = format!(
        "/api/v1/session/callback?code={code}&state={}",
        query["state"]
    );
    for begun in [false, true] {
        if begun {
            victim.send("GET", start, false).await;
        }
        assert_eq!(
            location(&victim.send("GET", &back, false).await),
            "/?sign_in=failed"
        );
        assert!(victim.cookies.is_empty());
    }
    // A code alone is worth nothing either: the pool wants the verifier.
    let own = pairs(
        location(&victim.send("GET", start, false).await)
            .split_once('?')
            .unwrap()
            .1,
    );
    let stolen = format!(
        "/api/v1/session/callback?code={code}&state={}",
        own["state"]
    );
    assert_eq!(
        location(&victim.send("GET", &stolen, false).await),
        "/?sign_in=failed"
    );
    // The pool says no; a cookie that is not ours; another address than the app's.
    let own = pairs(
        location(&victim.send("GET", start, false).await)
            .split_once('?')
            .unwrap()
            .1,
    );
    let denied = format!(
        "/api/v1/session/callback?error=access_denied&state={}",
        own["state"]
    );
    assert_eq!(
        location(&victim.send("GET", &denied, false).await),
        "/?sign_in=failed"
    );
    for forged in ["x", "a.b.c", "a.b.Ly9ldmlsLmV4YW1wbGU"] {
        victim
            .cookies
            .insert("oodaloo_signing_in".into(), forged.into());
        let back = "/api/v1/session/callback?code=x&state=a";
        assert_eq!(
            location(&victim.send("GET", back, false).await),
            "/?sign_in=failed"
        );
    }
    for outside in ["//evil.example", "https://evil.example", "tray"] {
        let path = format!("{start}?return={outside}");
        assert_eq!(
            victim.send("GET", &path, false).await.status(),
            400,
            "{outside}"
        );
    }
}

#[tokio::test]
async fn another_site_cannot_ask_and_a_silent_pool_signs_nobody_out() {
    let product = Product::new(friday(), 7);
    let mut browser = Browser::new(&product);
    browser.sign_in("/").await;
    for method in ["POST", "DELETE"] {
        assert_eq!(
            browser
                .send(method, "/api/v1/session", false)
                .await
                .status(),
            400
        );
    }
    *product.outside.pool.is_down.lock().unwrap() = true;
    for method in ["POST", "DELETE"] {
        assert_eq!(
            browser.send(method, "/api/v1/session", true).await.status(),
            503
        );
    }
    *product.outside.pool.is_down.lock().unwrap() = false;
    assert_eq!(
        browser.send("POST", "/api/v1/session", true).await.status(),
        200
    );
}
