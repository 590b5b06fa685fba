//! The sandbox on two loopback ports, for programs that want a socket. The only place here with a real clock.

use std::{
    future::Future,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request as AxumRequest, State},
    response::Response as AxumResponse,
};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use thiserror::Error;
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
};

use crate::{
    Fire, NO_ANSWER, RailName, Request, Response, Sandbox, Webhook, WebhookUrls,
    control::{PREFIX, parse},
};

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// Port of the Jobber; 0 for any free one.
    pub jobber_port: u16,
    /// Port of the Plaid; 0 for any free one.
    pub plaid_port: u16,
    /// Seed of the company, and of the sandbox's tokens.
    pub seed: u64,
    /// Last day of the books.
    pub as_of: Date,
    /// Where webhooks go.
    pub webhook_urls: WebhookUrls,
}

/// Why the sandbox cannot be served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// A port is taken or not allowed: choose another, or stop what holds it.
    #[error("cannot listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port asked for.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// The HTTP client for webhooks cannot be made.
    #[error("cannot make an HTTP client: {0}")]
    Client(reqwest::Error),
    /// A listener failed.
    #[error("the sandbox stopped: {0}")]
    Serve(std::io::Error),
}

const MAX_BODY_BYTES: usize = 1_000_000;
/// Plaid waits this long for an answer; Jobber only one second, which its own note in the answer to `fire` would show.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a call that is never answered is held: longer than any client waits.
const SILENCE: Duration = Duration::from_secs(120);

/// How often it is looked whether a delayed delivery is due.
const LATE: Duration = Duration::from_millis(250);

/// A sandbox that listens but does not answer yet.
#[derive(Debug)]
pub struct Server {
    jobber: TcpListener,
    plaid: TcpListener,
    shared: Arc<Edge>,
    outbox: mpsc::UnboundedReceiver<Webhook>,
}

#[derive(Debug)]
struct Edge {
    sandbox: Mutex<Sandbox>,
    client: reqwest::Client,
    outbox: mpsc::UnboundedSender<Webhook>,
}

#[derive(Clone)]
struct Rail {
    name: RailName,
    edge: Arc<Edge>,
}

/// Serves the demo company until the process ends.
///
/// # Errors
/// When a port cannot be had, or a listener fails.
pub async fn serve(options: ServeOptions) -> Result<(), ServeError> {
    Server::bind(options)
        .await?
        .run(std::future::pending())
        .await
}

impl Server {
    /// Loads the company and takes both ports, so that clients may connect at once.
    ///
    /// # Errors
    /// When a port cannot be had.
    pub async fn bind(options: ServeOptions) -> Result<Self, ServeError> {
        let mut sandbox = Sandbox::new(options.seed);
        sandbox.load(&oodaloo_seeds::demo(options.seed, options.as_of));
        sandbox.set_webhook_urls(options.webhook_urls);
        let (sender, outbox) = mpsc::unbounded_channel();
        let edge = Edge {
            sandbox: Mutex::new(sandbox),
            client: client()?,
            outbox: sender,
        };
        Ok(Self {
            jobber: listen(options.jobber_port).await?,
            plaid: listen(options.plaid_port).await?,
            shared: Arc::new(edge),
            outbox,
        })
    }

    /// Base URL of the Jobber.
    #[must_use]
    pub fn jobber_url(&self) -> String {
        base_url(&self.jobber)
    }

    /// Base URL of the Plaid.
    #[must_use]
    pub fn plaid_url(&self) -> String {
        base_url(&self.plaid)
    }

    /// Answers until `stop` is done, then finishes what is under way.
    ///
    /// # Errors
    /// When a listener fails.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), ServeError> {
        let Self {
            jobber,
            plaid,
            shared,
            mut outbox,
        } = self;
        let (stopper, stopped) = watch::channel(());
        let listener = |listener: TcpListener, name: RailName| {
            let mut stopped = stopped.clone();
            let app = Router::new().fallback(answer).with_state(Rail {
                name,
                edge: shared.clone(),
            });
            axum::serve(listener, app)
                .with_graceful_shutdown(async move {
                    // The sender is dropped, never used: an error is the signal.
                    let _ = stopped.changed().await;
                })
                .into_future()
        };
        let rails = async {
            tokio::try_join!(
                listener(jobber, RailName::Jobber),
                listener(plaid, RailName::Plaid)
            )
            .map(|_| ())
        };
        let deliveries = async {
            while let Some(webhook) = outbox.recv().await {
                deliver(&shared.client, &webhook).await;
            }
            std::future::pending::<()>().await;
        };
        let late = async {
            loop {
                tokio::time::sleep(LATE).await;
                let mut sandbox = shared
                    .sandbox
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                for webhook in sandbox.take_webhooks_by(now()) {
                    let _ = shared.outbox.send(webhook);
                }
            }
        };
        let stop = async {
            stop.await;
            drop(stopper);
            std::future::pending::<()>().await;
        };
        tokio::select! {
            done = rails => done.map_err(ServeError::Serve),
            () = deliveries => Ok(()),
            () = late => Ok(()),
            () = stop => Ok(()),
        }
    }
}

async fn listen(port: u16) -> Result<TcpListener, ServeError> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address)
        .await
        .map_err(|source| ServeError::Listen { port, source })
}

fn base_url(listener: &TcpListener) -> String {
    listener
        .local_addr()
        .map(|address| format!("http://{address}"))
        .unwrap_or_default()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox is the other side of the wire: it may not share the product's client"
)]
fn client() -> Result<reqwest::Client, ServeError> {
    let builder = reqwest::Client::builder()
        .dns_resolver(Arc::new(Loopback))
        .timeout(DELIVERY_TIMEOUT);
    builder
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(ServeError::Client)
}

/// Every name is this machine: local clouds name function URLs `*.localhost`, and nothing here may reach further.
struct Loopback;

impl reqwest::dns::Resolve for Loopback {
    fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let addresses: reqwest::dns::Addrs =
            Box::new(std::iter::once(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))));
        Box::pin(std::future::ready(Ok(addresses)))
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the edge of the sandbox: the state machine behind it gets the time as a value"
)]
fn now() -> Timestamp {
    Timestamp::now()
}

async fn answer(State(rail): State<Rail>, request: AxumRequest) -> AxumResponse {
    let Some(request) = read(request).await else {
        return reply(Response::text(413, "Payload Too Large"));
    };
    if request.method == "POST" && request.route() == format!("{PREFIX}fire") {
        return reply(fire(&rail.edge, &request).await);
    }
    // The state machine never awaits, so the lock is never held across one; a poisoned one is still a valid state.
    let (response, webhooks) = {
        let mut sandbox = rail
            .edge
            .sandbox
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        (
            sandbox.handle(rail.name, &request, now()),
            sandbox.take_webhooks(),
        )
    };
    for webhook in webhooks {
        // The receiver lives as long as the server; when it is gone, so is whoever would miss the delivery.
        let _ = rail.edge.outbox.send(webhook);
    }
    if response.status == NO_ANSWER {
        tokio::time::sleep(SILENCE).await;
        return reply(Response::text(504, "nobody answers"));
    }
    reply(response)
}

async fn read(request: AxumRequest) -> Option<Request> {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.iter();
    let headers = headers.map(|(name, value)| {
        (
            name.to_string(),
            String::from_utf8_lossy(value.as_bytes()).into_owned(),
        )
    });
    Some(Request {
        method: parts.method.to_string(),
        path: parts
            .uri
            .path_and_query()
            .map(ToString::to_string)
            .unwrap_or_default(),
        headers: headers.collect(),
        body: to_bytes(body, MAX_BODY_BYTES).await.ok()?.to_vec(),
    })
}

fn reply(response: Response) -> AxumResponse {
    let builder = response.headers.iter().fold(
        AxumResponse::builder().status(response.status),
        |builder, (name, value)| builder.header(name, value),
    );
    builder.body(Body::from(response.body)).unwrap_or_default()
}

/// Sends what a `fire` asks for now, and tells what the endpoint answered.
async fn fire(edge: &Edge, request: &Request) -> Response {
    let webhooks = parse(request).and_then(|fire: Fire| {
        let sandbox = edge.sandbox.lock().unwrap_or_else(PoisonError::into_inner);
        sandbox.fire(&fire, now()).map_err(|e| e.to_string())
    });
    match webhooks {
        Err(error) => Response::json(400, &json!({"error": error})),
        Ok(webhooks) => {
            let mut deliveries = Vec::new();
            for webhook in &webhooks {
                deliveries.push(deliver(&edge.client, webhook).await);
            }
            Response::json(200, &json!({"deliveries": deliveries}))
        }
    }
}

async fn deliver(client: &reqwest::Client, webhook: &Webhook) -> Value {
    let mut request = client.post(&webhook.url).body(webhook.body.clone());
    for (name, value) in &webhook.headers {
        request = request.header(name, value);
    }
    match request.send().await {
        Ok(answer) => {
            let status = answer.status().as_u16();
            let body = answer.text().await.unwrap_or_default();
            json!({"url": webhook.url, "status": status, "body": body})
        }
        Err(error) => json!({"url": webhook.url, "status": null, "error": error.to_string()}),
    }
}
