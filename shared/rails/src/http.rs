//! The port in production: one HTTP client for all rails, with limits on everything.

use std::time::Duration;

use async_trait::async_trait;
use oodaloo_domain::facts::RailName;
use reqwest::Url;
use reqwest::redirect::Policy;

use crate::port::{Exchange, Rail, Request, Response};

/// The largest answer that is read, in bytes.
pub const MAX_BODY_BYTES: usize = 8 * 1024 * 1024;
/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a whole exchange may take.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(25);
/// Idle connections are dropped before a thawed Lambda finds them dead.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);
const USER_AGENT: &str = concat!("oodaloo/", env!("CARGO_PKG_VERSION"));

/// Why there can be no client.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetUpError {
    /// The text is not a URL.
    #[error("the base URL of {0} is not an http(s) URL of scheme, host and perhaps a path")]
    BadUrl(&'static str),
    /// Tokens do not travel in the clear.
    #[error("the base URL of {0} must be https: plain http is for this machine only")]
    Insecure(&'static str),
    /// TLS could not be set up.
    #[error("no HTTP client: {0}")]
    Client(String),
}

/// Checks a rail's base URL; gives it without a slash at its end.
///
/// # Errors
/// [`SetUpError::BadUrl`] and [`SetUpError::Insecure`], naming the rail.
pub fn base_url(rail: RailName, text: &str) -> Result<String, SetUpError> {
    checked(rail.as_str(), text)
}

fn checked(name: &'static str, text: &str) -> Result<String, SetUpError> {
    let bad = || SetUpError::BadUrl(name);
    let url = Url::parse(text).map_err(|_| bad())?;
    let host = url.host_str().ok_or_else(bad)?;
    let bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if !bare || !matches!(url.scheme(), "http" | "https") {
        return Err(bad());
    }
    if url.scheme() == "http" && !is_loopback(host) {
        return Err(SetUpError::Insecure(name));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn is_loopback(host: &str) -> bool {
    let ip = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

/// One system behind one base URL.
#[derive(Debug, Clone)]
pub struct Site {
    client: reqwest::Client,
    name: &'static str,
    base: String,
}

impl Site {
    /// A client for the system of that name.
    ///
    /// # Errors
    /// [`SetUpError`] when the URL is none, is not https (outside this machine), or TLS fails.
    pub fn new(name: &'static str, base: &str) -> Result<Self, SetUpError> {
        Ok(Self {
            client: client()?,
            name,
            base: checked(name, base)?,
        })
    }

    /// Sends one request and waits for its answer, within limits of size and time.
    ///
    /// # Errors
    /// [`Exchange`], naming the system.
    pub async fn send(
        &self,
        method: &'static str,
        path: &str,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> Result<Response, Exchange> {
        let name = self.name;
        if !path.starts_with('/') {
            let why = "the path has no leading slash";
            return Err(Exchange::Broken(name, why.into()));
        }
        let method = match method {
            "GET" => reqwest::Method::GET,
            "POST" => reqwest::Method::POST,
            other => return Err(Exchange::Broken(name, format!("no such method: {other}"))),
        };
        let url = format!("{}{path}", self.base);
        let mut out = self.client.request(method, url).body(body);
        for (header, value) in headers {
            out = out.header(header, value);
        }
        let answer = out.send().await.map_err(|e| failed(name, e))?;
        let status = answer.status().as_u16();
        Ok(Response {
            status,
            body: read(name, answer).await?,
        })
    }
}

/// The rails over HTTP.
#[derive(Debug, Clone)]
pub struct HttpRail {
    jobber: Option<Site>,
    plaid: Option<Site>,
}

impl HttpRail {
    /// A client for the rails whose base URLs are given; the others answer [`Exchange::Broken`].
    ///
    /// # Errors
    /// [`SetUpError`] when a URL is none, is not https (outside this machine), or TLS fails.
    pub fn new(jobber: Option<&str>, plaid: Option<&str>) -> Result<Self, SetUpError> {
        let site = |rail: RailName, url: Option<&str>| {
            url.map(|url| Site::new(rail.as_str(), url)).transpose()
        };
        Ok(Self {
            jobber: site(RailName::Jobber, jobber)?,
            plaid: site(RailName::Plaid, plaid)?,
        })
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that builds an HTTP client"
)]
fn client() -> Result<reqwest::Client, SetUpError> {
    let builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TOTAL_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT);
    builder
        .build()
        .map_err(|e| SetUpError::Client(e.without_url().to_string()))
}

#[async_trait]
impl Rail for HttpRail {
    async fn send(&self, request: Request) -> Result<Response, Exchange> {
        let site = match request.rail {
            RailName::Jobber => &self.jobber,
            RailName::Plaid => &self.plaid,
            RailName::Csv => &None,
        };
        let missing = "this function has no base URL for it";
        let site = site
            .as_ref()
            .ok_or_else(|| Exchange::Broken(request.rail.as_str(), missing.into()))?;
        site.send(request.method, &request.path, request.headers, request.body)
            .await
    }
}

/// Reads a body, and no further than the limit, whatever length was announced.
async fn read(rail: &'static str, mut answer: reqwest::Response) -> Result<Vec<u8>, Exchange> {
    let limit = MAX_BODY_BYTES as u64;
    if answer.content_length().is_some_and(|length| length > limit) {
        return Err(Exchange::TooLarge(rail));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|e| failed(rail, e))? {
        if body.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(Exchange::TooLarge(rail));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn failed(rail: &'static str, error: reqwest::Error) -> Exchange {
    if error.is_timeout() {
        return Exchange::TimedOut(rail);
    }
    let error = error.without_url();
    // The outermost text says only "error sending request"; the reason is inside.
    let mut why = error.to_string();
    let mut inner = std::error::Error::source(&error);
    while let Some(cause) = inner {
        why = format!("{why}: {cause}");
        inner = cause.source();
    }
    Exchange::Broken(rail, crate::text::excerpt(&why))
}

#[cfg(test)]
#[path = "http_tests.rs"]
mod tests;
