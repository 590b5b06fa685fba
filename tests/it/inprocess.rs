//! All handlers in one process over the model table and the sandbox, without faults: for figures, and
//! for counting calls and units exactly.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use oodaloo_digest::handler::Digest;
use oodaloo_domain::CompanyId;
use oodaloo_domain::facts::RailName;
use oodaloo_rails::{Exchange, Rail, Request, Response};
use oodaloo_reconcile::Reconcile;
use oodaloo_runtime::config::RailsSecret;
use oodaloo_runtime::messages::BusEvent;
use oodaloo_runtime::ports::{
    Mail, MailError, Mailer, Outgoing, Queue, QueueError, QueueName, SealContext, Vault,
    VaultError, World,
};
use oodaloo_sandbox::Sandbox;
use oodaloo_store::Store;
use oodaloo_store::model::ModelTable;
use oodaloo_sync::Sync;
use oodaloo_tests::pool::Pool;
use oodaloo_tray_api::TrayApi;
use secrecy::{ExposeSecret as _, SecretString};

use crate::brittle::Brittle;

/// The outside, all of it.
pub struct Outside {
    pub sandbox: Mutex<Sandbox>,
    pub queue: Mutex<VecDeque<(QueueName, Outgoing)>>,
    pub buried: Mutex<Vec<(String, String)>>,
    pub mails: Mutex<Vec<Mail>>,
    /// What lies in the bucket of incoming mail, by key.
    pub objects: Mutex<std::collections::BTreeMap<String, Vec<u8>>>,
    pub events: Mutex<Vec<BusEvent>>,
    pub sends: Mutex<u64>,
    pub queue_is_down: Mutex<bool>,
    pub pool: Arc<Pool>,
    clock: Mutex<(Timestamp, u64)>,
}

impl Outside {
    pub fn at(now: Timestamp, seed: u64) -> Arc<Self> {
        Arc::new(Self {
            sandbox: Mutex::new(Sandbox::new(seed)),
            queue: Mutex::default(),
            buried: Mutex::default(),
            mails: Mutex::default(),
            objects: Mutex::default(),
            events: Mutex::default(),
            sends: Mutex::default(),
            queue_is_down: Mutex::default(),
            pool: Arc::default(),
            clock: Mutex::new((now, 0)),
        })
    }

    pub fn later(&self, by: SignedDuration) {
        self.clock.lock().unwrap().0 += by;
    }
}

#[async_trait]
impl Rail for Outside {
    async fn send(&self, request: Request) -> Result<Response, Exchange> {
        let request_rail = request.rail;
        let rail = match request_rail {
            RailName::Jobber => oodaloo_sandbox::RailName::Jobber,
            RailName::Plaid => oodaloo_sandbox::RailName::Plaid,
            RailName::Csv => return Err(Exchange::Broken("csv", "nobody is there".into())),
        };
        let headers = request
            .headers
            .into_iter()
            .map(|(n, v)| (n.to_owned(), v))
            .collect();
        let request = oodaloo_sandbox::Request {
            method: request.method.into(),
            path: request.path,
            headers,
            body: request.body,
        };
        let answer = self
            .sandbox
            .lock()
            .unwrap()
            .handle(rail, &request, self.now());
        if answer.status == oodaloo_sandbox::NO_ANSWER {
            return Err(Exchange::TimedOut(request_rail.as_str()));
        }
        Ok(Response {
            status: answer.status,
            body: answer.body,
        })
    }
}

#[async_trait]
impl Queue for Outside {
    async fn send(&self, to: QueueName, message: Outgoing) -> Result<(), QueueError> {
        if *self.queue_is_down.lock().unwrap() {
            return Err(QueueError("down".into()));
        }
        *self.sends.lock().unwrap() += 1;
        self.queue.lock().unwrap().push_back((to, message));
        Ok(())
    }
    async fn bury(&self, _: QueueName, body: &str, reason: &str) -> Result<(), QueueError> {
        self.buried
            .lock()
            .unwrap()
            .push((body.into(), reason.into()));
        Ok(())
    }
    async fn depth(&self, _: QueueName) -> Result<u64, QueueError> {
        Ok(self.queue.lock().unwrap().len() as u64)
    }
    async fn publish(&self, event: BusEvent) -> Result<(), QueueError> {
        self.events.lock().unwrap().push(event);
        Ok(())
    }
}

#[async_trait]
impl Mailer for Outside {
    async fn send(&self, mail: Mail) -> Result<String, MailError> {
        self.mails.lock().unwrap().push(mail);
        Ok("message-id".into())
    }
}

#[async_trait]
impl oodaloo_inbox::Objects for Outside {
    async fn get(
        &self,
        _: &str,
        key: &str,
    ) -> Result<Option<Vec<u8>>, oodaloo_inbox::ObjectsError> {
        Ok(self.objects.lock().unwrap().get(key).cloned())
    }
}

#[async_trait]
impl World for Outside {
    fn now(&self) -> Timestamp {
        self.clock.lock().unwrap().0
    }
    fn random(&self) -> u64 {
        let mut clock = self.clock.lock().unwrap();
        clock.1 += 1;
        clock.1
    }
    async fn sleep(&self, time: Duration) {
        self.later(SignedDuration::try_from(time).unwrap());
    }
}

#[async_trait]
impl Vault for Outside {
    async fn seal(
        &self,
        plain: &SecretString,
        context: &SealContext<'_>,
    ) -> Result<String, VaultError> {
        let text = format!(
            "{}|{}|{}",
            context.company,
            context.rail.as_str(),
            plain.expose_secret()
        );
        Ok(STANDARD.encode(text))
    }
    async fn open(
        &self,
        sealed: &str,
        context: &SealContext<'_>,
    ) -> Result<SecretString, VaultError> {
        let bytes = STANDARD.decode(sealed).map_err(|_| VaultError::WrongSeal)?;
        let text = String::from_utf8(bytes).map_err(|_| VaultError::WrongSeal)?;
        let plain = text.strip_prefix(&format!("{}|{}|", context.company, context.rail.as_str()));
        plain
            .map(|p| p.to_owned().into())
            .ok_or(VaultError::WrongSeal)
    }
}

/// The whole product in one process.
pub struct Product {
    pub outside: Arc<Outside>,
    pub table: Arc<ModelTable>,
    pub store: Store,
    pub sync: Sync,
    pub reconcile: Reconcile,
    pub digest: Digest,
    pub api: Arc<TrayApi>,
    /// The table as the API has it.
    pub brittle: Arc<Brittle>,
    pub inbox: oodaloo_inbox::Inbox,
    pub client_id: String,
}

pub fn secret() -> RailsSecret {
    RailsSecret {
        jobber_client_id: oodaloo_sandbox::JOBBER_CLIENT_ID.into(),
        jobber_client_secret: oodaloo_sandbox::JOBBER_CLIENT_SECRET.to_owned().into(),
        plaid_client_id: oodaloo_sandbox::PLAID_CLIENT_ID.into(),
        plaid_secret: oodaloo_sandbox::PLAID_SECRET.to_owned().into(),
        link_signing_key: "a-link-signing-key-of-the-tests".to_owned().into(),
    }
}

impl Product {
    pub fn new(now: Timestamp, seed: u64) -> Self {
        let outside = Outside::at(now, seed);
        let table = Arc::new(ModelTable::new());
        let store = Store::new(table.clone());
        let client_id = "the-spa".to_owned();
        let brittle = Arc::new(Brittle::new(table.clone()));
        Self {
            sync: Sync {
                store: store.clone(),
                queue: outside.clone(),
                rail: outside.clone(),
                world: outside.clone(),
                vault: outside.clone(),
                secret: secret(),
                paces: oodaloo_sync::Paces::default(),
            },
            reconcile: Reconcile {
                store: store.clone(),
                queue: outside.clone(),
                world: outside.clone(),
            },
            digest: Digest {
                store: store.clone(),
                queue: outside.clone(),
                mailer: outside.clone(),
                world: outside.clone(),
                app_url: "https://app.example".into(),
                link_key: secret().link_signing_key,
            },
            api: Arc::new(TrayApi {
                store: Store::new(brittle.clone()),
                queue: outside.clone(),
                rail: outside.clone(),
                world: outside.clone(),
                vault: outside.clone(),
                secret: secret(),
                addresses: oodaloo_tray_api::Addresses {
                    jobber: "http://127.0.0.1:4010".into(),
                    plaid_webhook: "https://hooks.example/plaid".into(),
                },
                client_id: client_id.clone(),
                sign_in: outside.pool.clone(),
                sign_in_url: "https://sign-in.example".into(),
                app_url: "https://app.example".into(),
                inbound_domain: Some("in.example".into()),
            }),
            inbox: oodaloo_inbox::Inbox {
                store: store.clone(),
                queue: outside.clone(),
                world: outside.clone(),
                objects: outside.clone(),
                domain: "in.example".into(),
            },
            outside,
            brittle,
            table,
            store,
            client_id,
        }
    }

    /// Works off the queues until they are empty; gives how many messages that were.
    pub async fn settle(&self) -> usize {
        for done in 0..10_000 {
            let Some((name, message)) = self.outside.queue.lock().unwrap().pop_front() else {
                return done;
            };
            let mut record = SqsMessage::default();
            record.message_id = Some("m".into());
            record.body = Some(message.body);
            record
                .attributes
                .insert("MessageGroupId".into(), message.group);
            let mut event = SqsEvent::default();
            event.records.push(record);
            let answer = match name {
                QueueName::Sync => self.sync.batch(event, Timestamp::MAX).await,
                QueueName::Reconcile => self.reconcile.batch(event).await,
                QueueName::Digest => self.digest.batch(event).await,
            };
            assert!(
                answer.batch_item_failures.is_empty(),
                "a message failed without any fault"
            );
        }
        panic!("the queues never settle");
    }

    /// One request to the API as a signed-in person, never made before.
    pub async fn call(
        &self,
        user: &str,
        method: &str,
        path: &str,
        company: &CompanyId,
        body: Option<serde_json::Value>,
    ) -> (u16, serde_json::Value) {
        let key = format!("key-{}", self.outside.random());
        self.call_as(user, method, path, company, body, &key).await
    }

    /// One request to the API as a signed-in person, with its key.
    pub async fn call_as(
        &self,
        user: &str,
        method: &str,
        path: &str,
        company: &CompanyId,
        body: Option<serde_json::Value>,
        key: &str,
    ) -> (u16, serde_json::Value) {
        use tower::ServiceExt as _;
        let claims = oodaloo_tray_api::Claims {
            token_use: "access".into(),
            client_id: self.client_id.clone(),
            sub: user.into(),
        };
        let glue = if path.contains('?') { '&' } else { '?' };
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{path}{glue}company_id={company}"))
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .extension(claims)
            .body(axum::body::Body::from(
                body.map(|b| b.to_string()).unwrap_or_default(),
            ))
            .unwrap();
        let answer = oodaloo_tray_api::router(self.api.clone())
            .oneshot(request)
            .await
            .unwrap();
        let status = answer.status().as_u16();
        let bytes = axum::body::to_bytes(answer.into_body(), 10_000_000)
            .await
            .unwrap();
        (status, serde_json::from_slice(&bytes).unwrap_or_default())
    }
}
