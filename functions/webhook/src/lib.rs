#![doc = include_str!("../README.md")]

mod topics;

use std::sync::Arc;

use http::{Method, Request, Response, StatusCode};
use lambda_http::Body;
use oodaloo_domain::ids::derived;
use oodaloo_rails::Rail;
use oodaloo_rails::signature::{PlaidKeys, Reject, verify_jobber, verify_plaid};
use oodaloo_runtime::messages::SyncRequest;
use oodaloo_runtime::ports::{Queue, QueueName, World};
use oodaloo_runtime::telemetry::Metrics;
use secrecy::SecretString;

/// The largest body accepted, in bytes. Real ones have a few hundred.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// What the handler needs.
pub struct Webhook {
    /// Where events go.
    pub queue: Arc<dyn Queue>,
    /// Asked for Plaid's keys alone.
    pub rail: Arc<dyn Rail>,
    /// The time.
    pub world: Arc<dyn World>,
    /// The key of Jobber's signatures.
    pub jobber_secret: SecretString,
    /// Plaid's keys, as fetched so far.
    pub plaid_keys: PlaidKeys,
}

/// How a delivery ended: its status, and the counter it raises.
struct Verdict {
    status: StatusCode,
    counted_as: &'static str,
}

const fn verdict(status: StatusCode, counted_as: &'static str) -> Verdict {
    Verdict { status, counted_as }
}

/// A verified event: what to look at, and what makes it the same event again. None when we do not
/// follow its topic.
struct Event {
    request: Option<SyncRequest>,
    dedupe: String,
    /// How it is counted when nothing follows from it.
    otherwise: &'static str,
}

/// A topic that we have never heard of.
const UNKNOWN: &str = "webhook_unknown_topic";

impl Webhook {
    /// Answers one delivery.
    pub async fn handle(&self, request: Request<Body>) -> Response<Body> {
        let verdict = self.judge(&request).await;
        Metrics::new("webhook", self.world.now())
            .count("webhooks", 1)
            .count(verdict.counted_as, 1)
            .property("status", verdict.status.as_u16())
            .emit();
        let mut response = Response::new(Body::Empty);
        *response.status_mut() = verdict.status;
        response
    }

    async fn judge(&self, request: &Request<Body>) -> Verdict {
        let path = request.uri().path().trim_end_matches('/');
        if !matches!(path, "/jobber" | "/plaid") {
            return verdict(StatusCode::NOT_FOUND, "webhook_unknown_path");
        }
        if request.method() != Method::POST {
            return verdict(StatusCode::METHOD_NOT_ALLOWED, "webhook_wrong_method");
        }
        let body: &[u8] = request.body().as_ref();
        if body.len() > MAX_BODY_BYTES {
            return verdict(StatusCode::PAYLOAD_TOO_LARGE, "webhook_too_large");
        }
        let event = if path == "/jobber" {
            self.jobber(request, body)
        } else {
            self.plaid(request, body).await
        };
        match event {
            Ok(Event {
                request: None,
                otherwise,
                ..
            }) => verdict(StatusCode::OK, otherwise),
            Ok(Event {
                request: Some(request),
                dedupe,
                ..
            }) => self.forward(&request, dedupe).await,
            Err(reject) => refused(&reject),
        }
    }

    fn jobber(&self, request: &Request<Body>, body: &[u8]) -> Result<Event, Reject> {
        let event = verify_jobber(
            &self.jobber_secret,
            header(request, "x-jobber-hmac-sha256"),
            body,
        )?;
        Ok(Event {
            request: topics::jobber(&event),
            dedupe: derived("jobber", &[&text(body)]),
            otherwise: UNKNOWN,
        })
    }

    async fn plaid(&self, request: &Request<Body>, body: &[u8]) -> Result<Event, Reject> {
        let now = self.world.now();
        let token = header(request, "plaid-verification");
        self.plaid_keys
            .ensure(self.rail.as_ref(), token, now)
            .await?;
        let event = verify_plaid(&self.plaid_keys, token, body, now)?;
        let signed_at = event.issued_at.as_second().to_string();
        Ok(Event {
            request: topics::plaid(&event),
            dedupe: derived("plaid", &[&text(body), &signed_at]),
            otherwise: if topics::is_noted(&event) {
                "webhook_noted"
            } else {
                UNKNOWN
            },
        })
    }

    async fn forward(&self, request: &SyncRequest, dedupe: String) -> Verdict {
        match self
            .queue
            .send(QueueName::Sync, request.outgoing(dedupe))
            .await
        {
            Ok(()) => verdict(StatusCode::OK, "webhook_accepted"),
            Err(error) => {
                tracing::error!(%error, "the sync queue does not take messages");
                verdict(StatusCode::SERVICE_UNAVAILABLE, "webhook_queue_down")
            }
        }
    }
}

fn refused(reject: &Reject) -> Verdict {
    match reject {
        Reject::Malformed(_) => verdict(StatusCode::BAD_REQUEST, "webhook_malformed"),
        // The rail may be right and we cannot tell: it shall send it again.
        Reject::KeysUnavailable(_) => {
            verdict(StatusCode::SERVICE_UNAVAILABLE, "webhook_keys_unavailable")
        }
        // Truly Plaid's, and too old to be told from a replay: not acted upon, and not asked for again
        // (docs/decisions/0020). Polling finds what it was about.
        Reject::TooOld => verdict(StatusCode::OK, "webhook_too_old"),
        _ => verdict(StatusCode::UNAUTHORIZED, "webhook_forged"),
    }
}

fn header<'a>(request: &'a Request<Body>, name: &str) -> Option<&'a str> {
    let mut values = request.headers().get_all(name).iter();
    let first = values.next()?.to_str().ok()?;
    // Two signatures are two stories: neither is believed.
    if values.next().is_some() {
        None
    } else {
        Some(first)
    }
}

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}
