//! What AWS does around the handlers: starts workers for messages, ticks and requests, and counts what
//! they answer.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use axum::body::Body as ApiBody;
use http::Request;
use jiff::Timestamp;
use lambda_http::Body;
use oodaloo_digest::handler::Digest;
use oodaloo_rails::signature::PlaidKeys;
use oodaloo_reconcile::Reconcile;
use oodaloo_runtime::config::RailsSecret;
use oodaloo_runtime::messages::{Schedule, SyncReason, SyncRequest, Tick};
use oodaloo_runtime::ports::{Mailer, Queue, QueueName, World};
use oodaloo_runtime::trigger::MailEvent;
use oodaloo_store::model::ModelTable;
use oodaloo_store::{Store, Table, keys};
use oodaloo_sync::Sync;
use oodaloo_tray_api::{Claims, TrayApi, router};
use oodaloo_webhook::Webhook;
use secrecy::SecretString;
use serde_json::Value;
use tower::ServiceExt as _;

use super::bugs::{BlindMailer, Bug, BuggyTable, HastyQueue};
use super::core::{Core, Millis};
use super::executor::Spawner;
use super::mail::SimMailer;
use super::queue::{Found, Held, Queues};
use super::rail::SimRail;
use super::table::SimTable;
use super::watch::{About, Watch};
use super::world::{SimVault, SimWorld};

/// What a worker of each function may live, in milliseconds.
const WORKER_LIFE: Millis = 120_000;
const REQUEST_LIFE: Millis = 20_000;
/// Kept back from the deadline, as `sync`'s own wiring does.
const RESERVE: Millis = 20_000;
/// How often a schedule's or an event's failed worker is started again, and after how long.
const RETRIES: u32 = 3;
const RETRY_AFTER: Millis = 60_000;
/// How much later a second worker may get the same batch.
const SECOND_WORKER: Millis = 40_000;
/// Our app client.
const CLIENT: &str = "sim-client";

/// All services of one account.
pub struct Platform {
    /// Clock and chance.
    pub core: Arc<Core>,
    /// Where workers are begun.
    pub spawner: Spawner,
    /// The queues.
    pub queues: Arc<Queues>,
    /// The rails.
    pub rail: Arc<SimRail>,
    /// The mail service.
    pub mailer: Arc<SimMailer>,
    /// The vault.
    pub vault: Arc<SimVault>,
    /// The table itself, past the network.
    pub model: Arc<ModelTable>,
    /// Who watches.
    pub watch: Arc<Watch>,
    /// The planted bug.
    pub bug: Option<Bug>,
}

fn secret() -> RailsSecret {
    RailsSecret {
        jobber_client_id: oodaloo_sandbox::JOBBER_CLIENT_ID.into(),
        jobber_client_secret: SecretString::from(oodaloo_sandbox::JOBBER_CLIENT_SECRET),
        plaid_client_id: oodaloo_sandbox::PLAID_CLIENT_ID.into(),
        plaid_secret: SecretString::from(oodaloo_sandbox::PLAID_SECRET),
        link_signing_key: SecretString::from("sim-link-key-0123456789abcdef"),
    }
}

impl Platform {
    fn store(&self) -> Store {
        let table: Arc<dyn Table> = Arc::new(SimTable::new(self.core.clone(), self.model.clone()));
        Store::new(match self.bug {
            Some(bug) => Arc::new(BuggyTable { bug, inner: table }),
            None => table,
        })
    }

    fn world(&self) -> Arc<dyn World> {
        Arc::new(SimWorld::new(self.core.clone()))
    }

    fn mail(&self) -> Arc<dyn Mailer> {
        match self.bug {
            Some(Bug::ResentBlindly) => Arc::new(BlindMailer(self.mailer.clone())),
            _ => self.mailer.clone(),
        }
    }

    fn sync(&self) -> Sync {
        Sync {
            store: self.store(),
            queue: self.queues.clone(),
            rail: self.rail.clone(),
            world: self.world(),
            vault: self.vault.clone(),
            secret: secret(),
            paces: oodaloo_sync::Paces::default(),
        }
    }

    fn digest(&self) -> Digest {
        Digest {
            store: self.store(),
            queue: self.queues.clone(),
            mailer: self.mail(),
            world: self.world(),
            app_url: "https://app.example".into(),
            link_key: secret().link_signing_key,
        }
    }

    /// One worker for one batch.
    async fn batch(&self, name: QueueName, event: SqsEvent) -> Option<SqsBatchResponse> {
        let work = match name {
            QueueName::Sync => {
                let (sync, until) = (self.sync(), self.core.now() + WORKER_LIFE - RESERVE);
                let until = Timestamp::from_millisecond(until).unwrap_or_default();
                self.spawner.invoke("sync", WORKER_LIFE, async move {
                    sync.batch(event, until).await
                })
            }
            QueueName::Reconcile => {
                let reconcile = Reconcile {
                    store: self.store(),
                    queue: self.queues.clone(),
                    world: self.world(),
                };
                self.spawner.invoke("reconcile", WORKER_LIFE, async move {
                    reconcile.batch(event).await
                })
            }
            QueueName::Digest => {
                let digest = self.digest();
                self.spawner.invoke(
                    "digest",
                    WORKER_LIFE,
                    async move { digest.batch(event).await },
                )
            }
        };
        work.await
    }

    /// Polls a queue for ever, and starts a worker for each batch; sometimes two.
    pub async fn poll(self: Rc<Self>, name: QueueName) {
        loop {
            let batch = self.next_batch(name).await;
            let times = if self.core.strikes("batch to two workers", |f| f.batch_twice) {
                2
            } else {
                1
            };
            for nth in 0..times {
                let (platform, batch) = (self.clone(), batch.clone());
                // The second one at once, or while the first one may be standing still.
                let late = nth
                    * self.core.between(
                        0,
                        if self.core.chance(500) {
                            0
                        } else {
                            SECOND_WORKER
                        },
                    );
                self.spawner.spawn("batch", async move {
                    platform.core.sleep(late).await;
                    platform.work_off(name, batch).await;
                });
            }
        }
    }

    async fn next_batch(&self, name: QueueName) -> Vec<Held> {
        loop {
            let found = std::future::poll_fn(|cx| match self.queues.receive(name, cx.waker()) {
                Found::Batch(batch) => Poll::Ready(batch),
                Found::NothingBefore(at) => {
                    self.core.wake_at(at, cx.waker().clone());
                    Poll::Pending
                }
                Found::Nothing => Poll::Pending,
            });
            let batch = found.await;
            if !batch.is_empty() {
                return batch;
            }
        }
    }

    async fn work_off(&self, name: QueueName, batch: Vec<Held>) {
        let event = sqs_event(&batch);
        // A worker that died answers nothing: its messages come back by themselves.
        let Some(answer) = self.batch(name, event).await else {
            return;
        };
        let failed: BTreeSet<String> = match self.bug {
            Some(Bug::AllAcknowledged) => BTreeSet::new(),
            _ => answer
                .batch_item_failures
                .into_iter()
                .map(|f| f.item_identifier)
                .collect(),
        };
        let done: Vec<&Held> = batch.iter().filter(|m| !failed.contains(&m.id)).collect();
        for message in &done {
            self.acknowledged(name, message).await;
        }
        self.core.note("answered", || {
            format!("{name:?}: {} done, failed: {failed:?}", done.len())
        });
        self.queues
            .delete(name, &done.iter().map(|m| m.id.clone()).collect());
    }

    /// A message was taken off the queue as done: was it?
    async fn acknowledged(&self, name: QueueName, message: &Held) {
        let body = &message.message.body;
        if name != QueueName::Sync || self.queues.dead().iter().any(|d| d.body == *body) {
            return;
        }
        let Ok(request) = serde_json::from_str::<SyncRequest>(body) else {
            return;
        };
        let SyncReason::Webhook { topic, item_id, .. } = &request.reason else {
            return;
        };
        let Some(pk) = self.whose(&request).await else {
            return;
        };
        let about = match item_id {
            Some(item) if topic.starts_with("PAYMENT_") => About::Payment(item.clone()),
            None if topic.starts_with("TRANSACTIONS/") => About::Lines(
                self.rail
                    .lines_at(request.account.as_str(), message.sent_at),
            ),
            _ => return,
        };
        let sk = format!(
            "{}{}#{}",
            keys::CONNECTION,
            request.rail.as_str(),
            request.account
        );
        let connection = oodaloo_store::Key::new(pk.clone(), sk);
        self.watch
            .acknowledged(&pk, &connection, message.sent_at, &about);
    }

    async fn whose(&self, request: &SyncRequest) -> Option<String> {
        let item = self
            .model
            .get(&keys::route(request.rail, &request.account))
            .await
            .ok()??;
        Some(format!("C#{}", item.get("company_id")?.as_str()?))
    }

    /// A schedule fires: once, or twice when it stutters; a worker that fails is started again.
    pub async fn tick(self: Rc<Self>, schedule: Schedule) {
        let times = if self.core.strikes("tick twice", |f| f.tick_twice) {
            2
        } else {
            1
        };
        for _ in 0..times {
            let platform = self.clone();
            self.spawner.spawn("tick", async move {
                for _ in 0..RETRIES {
                    if platform.tick_once(schedule).await {
                        return;
                    }
                    platform.core.sleep(RETRY_AFTER).await;
                }
            });
        }
    }

    async fn tick_once(&self, schedule: Schedule) -> bool {
        let tick = Tick {
            schedule,
            force: false,
        };
        let worker = if schedule == Schedule::DigestTick {
            let digest = self.digest();
            self.spawner.invoke("digest tick", WORKER_LIFE, async move {
                digest.tick(&tick).await.is_ok()
            })
        } else {
            let sync = self.sync();
            self.spawner.invoke("sync tick", WORKER_LIFE, async move {
                sync.tick(&tick).await.is_ok()
            })
        };
        worker.await == Some(true)
    }

    /// The mail service's event: late, and again until it is taken.
    pub async fn tell(self: Rc<Self>, event: MailEvent) {
        // Within the time that the digest grants them, but now and then only just.
        let late = if self.core.chance(300) {
            22 * RETRY_AFTER
        } else {
            5 * RETRY_AFTER
        };
        let late = self.core.between(500, late);
        self.core.sleep(late).await;
        loop {
            let (digest, event) = (self.digest(), event.clone());
            let worker = self.spawner.invoke("mail event", WORKER_LIFE, async move {
                digest.mail_event(&event).await.is_ok()
            });
            if worker.await == Some(true) {
                return;
            }
            self.core.sleep(RETRY_AFTER).await;
        }
    }

    /// A webhook is delivered: gives the status; none when nobody answered.
    pub async fn webhook(&self, delivery: &oodaloo_sandbox::Webhook) -> Option<u16> {
        let queue: Arc<dyn Queue> = match self.bug {
            Some(Bug::AnsweredBeforeDurable) => Arc::new(HastyQueue(self.queues.clone())),
            _ => self.queues.clone(),
        };
        let webhook = Webhook {
            queue,
            rail: self.rail.clone(),
            world: self.world(),
            jobber_secret: secret().jobber_client_secret,
            plaid_keys: PlaidKeys::new(oodaloo_sandbox::PLAID_CLIENT_ID, secret().plaid_secret),
        };
        let mut request = Request::post(&delivery.url);
        for (name, value) in &delivery.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::Binary(delivery.body.clone())).ok()?;
        let worker = self.spawner.invoke("webhook", REQUEST_LIFE, async move {
            webhook.handle(request).await
        });
        worker.await.map(|answer| answer.status().as_u16())
    }

    /// A person's browser asks the API: gives status and body; none when nobody answered.
    pub async fn api(
        &self,
        who: &str,
        method: &str,
        path: &str,
        body: &Value,
        key: &str,
    ) -> Option<(u16, Value)> {
        let api = TrayApi {
            store: self.store(),
            queue: self.queues.clone(),
            rail: self.rail.clone(),
            world: self.world(),
            vault: self.vault.clone(),
            secret: secret(),
            addresses: oodaloo_tray_api::Addresses {
                jobber: "http://127.0.0.1:4010".into(),
                plaid_webhook: "https://hooks.example/plaid".into(),
            },
            client_id: CLIENT.into(),
            // People in the simulation have signed in before it begins.
            sign_in: Arc::<crate::pool::Pool>::default(),
            sign_in_url: "https://sign-in.example".into(),
            app_url: "https://app.example".into(),
            inbound_domain: None,
        };
        let claims = Claims {
            token_use: "access".into(),
            client_id: CLIENT.into(),
            sub: who.into(),
        };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .extension(claims)
            .body(if body.is_null() {
                ApiBody::empty()
            } else {
                ApiBody::from(body.to_string())
            })
            .ok()?;
        let worker = self.spawner.invoke("tray-api", REQUEST_LIFE, async move {
            let answer = router(Arc::new(api)).oneshot(request).await.ok()?;
            let status = answer.status().as_u16();
            let bytes = axum::body::to_bytes(answer.into_body(), 1 << 22)
                .await
                .ok()?;
            Some((status, serde_json::from_slice(&bytes).unwrap_or_default()))
        });
        worker.await.flatten()
    }
}

fn sqs_event(batch: &[Held]) -> SqsEvent {
    let mut event = SqsEvent::default();
    for held in batch {
        let mut message = SqsMessage::default();
        message.message_id = Some(held.id.clone());
        message.body = Some(held.message.body.clone());
        message
            .attributes
            .insert("MessageGroupId".into(), held.message.group.clone());
        message.attributes.insert(
            "ApproximateReceiveCount".into(),
            held.deliveries.to_string(),
        );
        event.records.push(message);
    }
    event
}
