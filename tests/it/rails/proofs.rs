//! What must be shown: a sync that dies anywhere and runs again ends with the rail's own truth; a thousand
//! deliveries of one event are one look; an idle look writes nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use aws_lambda_events::event::sqs::{SqsEvent, SqsMessage};
use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::facts::RailName;
use oodaloo_rails::signature::PlaidKeys;
use oodaloo_rails::{Exchange, Rail, Request, Response};
use oodaloo_runtime::messages::{BusEvent, Schedule, SyncReason, SyncRequest, Tick};
use oodaloo_runtime::ports::{
    Outgoing, Queue, QueueError, QueueName, SealContext, Vault, VaultError, World,
};
use oodaloo_store::{Item, Key, Meter, Page, Query, Store, Table, TableError, Write};
use oodaloo_sync::Sync;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use secrecy::SecretString;
use serde_json::json;
use tokio::sync::Notify;

use super::Firm;
use crate::inprocess::{Outside, Product, secret};

/// What befalls a call.
#[derive(Clone, Copy, PartialEq)]
pub enum Fate {
    Well,
    DiesBefore,
    DiesAfter,
    Fails,
    FailsAfter,
    /// A request that is carried out later, when nobody waits for it any more.
    Late,
}

/// Decides about each call in turn.
pub enum Fates {
    /// The worker dies at this call.
    At { left: u64, after: bool },
    /// By chance, in thousandths.
    Chance {
        rng: Box<ChaCha8Rng>,
        dies: u32,
        fails: u32,
        late: u32,
    },
}

impl Fates {
    /// Nothing befalls any call.
    pub(super) const fn well() -> Self {
        Self::At {
            left: u64::MAX,
            after: false,
        }
    }

    fn next(&mut self) -> Fate {
        match self {
            Self::At { left: 0, after } => {
                if *after {
                    Fate::DiesAfter
                } else {
                    Fate::DiesBefore
                }
            }
            Self::At { left, .. } => {
                *left -= 1;
                Fate::Well
            }
            Self::Chance {
                rng,
                dies,
                fails,
                late,
            } => match rng.random_range(0..1_000) {
                n if n < *dies / 2 => Fate::DiesBefore,
                n if n < *dies => Fate::DiesAfter,
                n if n < *dies + *fails / 2 => Fate::Fails,
                n if n < *dies + *fails => Fate::FailsAfter,
                n if n < *dies + *fails + *late => Fate::Late,
                _ => Fate::Well,
            },
        }
    }
}

/// All ports of one worker. When it dies, it never hears of anything again.
struct Mortal {
    outside: Arc<Outside>,
    table: Arc<dyn Table>,
    fates: Mutex<Fates>,
    died: Notify,
    late: Late,
}

/// Requests on their way.
pub type Late = Arc<Mutex<Vec<Request>>>;

impl Mortal {
    /// True: the call fails although it was, or was not, carried out.
    async fn before(&self) -> Fate {
        let fate = self.fates.lock().unwrap().next();
        if fate == Fate::DiesBefore {
            self.die().await;
        }
        fate
    }

    async fn after(&self, fate: Fate) {
        if fate == Fate::DiesAfter {
            self.die().await;
        }
    }

    async fn die(&self) {
        self.died.notify_one();
        std::future::pending::<()>().await;
    }
}

macro_rules! mortal {
    ($self:ident, $call:expr, $error:expr) => {{
        let fate = $self.before().await;
        if fate == Fate::Fails {
            return Err($error);
        }
        let done = $call.await;
        $self.after(fate).await;
        if fate == Fate::FailsAfter {
            return Err($error);
        }
        done
    }};
}

#[async_trait]
impl Table for Mortal {
    async fn get(&self, key: &Key) -> Result<Option<Item>, TableError> {
        mortal!(self, self.table.get(key), TableError::Throttled)
    }
    async fn batch_get(&self, keys: &[Key]) -> Result<Vec<Item>, TableError> {
        mortal!(self, self.table.batch_get(keys), TableError::Throttled)
    }
    async fn query(&self, query: &Query) -> Result<Page, TableError> {
        mortal!(self, self.table.query(query), TableError::Throttled)
    }
    async fn transact(&self, writes: Vec<Write>) -> Result<(), TableError> {
        mortal!(self, self.table.transact(writes), TableError::Throttled)
    }
    fn meter(&self) -> &Meter {
        self.table.meter()
    }
}

#[async_trait]
impl Rail for Mortal {
    async fn send(&self, request: Request) -> Result<Response, Exchange> {
        let rail = request.rail.as_str();
        let fate = self.before().await;
        match fate {
            Fate::Fails => return Err(Exchange::TimedOut(rail)),
            Fate::Late => {
                self.late.lock().unwrap().push(request);
                return Err(Exchange::TimedOut(rail));
            }
            _ => {}
        }
        let done = Rail::send(&*self.outside, request).await;
        self.after(fate).await;
        match fate {
            Fate::FailsAfter => Err(Exchange::TimedOut(rail)),
            _ => done,
        }
    }
}

#[async_trait]
impl Queue for Mortal {
    async fn send(&self, to: QueueName, message: Outgoing) -> Result<(), QueueError> {
        mortal!(
            self,
            Queue::send(&*self.outside, to, message),
            QueueError("lost".into())
        )
    }
    async fn bury(&self, from: QueueName, body: &str, reason: &str) -> Result<(), QueueError> {
        self.outside.bury(from, body, reason).await
    }
    async fn depth(&self, of: QueueName) -> Result<u64, QueueError> {
        self.outside.depth(of).await
    }
    async fn publish(&self, event: BusEvent) -> Result<(), QueueError> {
        mortal!(self, self.outside.publish(event), QueueError("lost".into()))
    }
}

#[async_trait]
impl Vault for Mortal {
    async fn seal(&self, plain: &SecretString, at: &SealContext<'_>) -> Result<String, VaultError> {
        mortal!(
            self,
            self.outside.seal(plain, at),
            VaultError::Unavailable("lost".into())
        )
    }
    async fn open(&self, sealed: &str, at: &SealContext<'_>) -> Result<SecretString, VaultError> {
        mortal!(
            self,
            self.outside.open(sealed, at),
            VaultError::Unavailable("lost".into())
        )
    }
}

#[async_trait]
impl World for Mortal {
    fn now(&self) -> Timestamp {
        self.outside.now()
    }
    fn random(&self) -> u64 {
        self.outside.random()
    }
    async fn sleep(&self, time: Duration) {
        self.outside.sleep(time).await;
    }
}

/// One worker with these fates works off one message of the sync queue; gives whether it was acknowledged.
pub async fn work(product: &Product, fates: Fates, message: &Outgoing) -> bool {
    work_late(product, fates, message, Late::default()).await
}

/// The same; what it sends late is left there.
async fn work_late(product: &Product, fates: Fates, message: &Outgoing, late: Late) -> bool {
    let mortal = Arc::new(Mortal {
        outside: product.outside.clone(),
        table: product.table.clone(),
        fates: Mutex::new(fates),
        died: Notify::new(),
        late,
    });
    let sync = Sync {
        store: Store::new(mortal.clone()),
        queue: mortal.clone(),
        rail: mortal.clone(),
        world: mortal.clone(),
        vault: mortal.clone(),
        secret: secret(),
        paces: oodaloo_sync::Paces::default(),
    };
    let mut record = SqsMessage::default();
    record.message_id = Some("m".into());
    record.body = Some(message.body.clone());
    record
        .attributes
        .insert("MessageGroupId".into(), message.group.clone());
    let mut event = SqsEvent::default();
    event.records.push(record);
    tokio::select! {
        answer = sync.batch(event, Timestamp::MAX) => answer.batch_item_failures.is_empty(),
        () = mortal.died.notified() => false,
    }
}

impl Firm {
    async fn worker(&self, fates: Fates, message: &SyncRequest) -> bool {
        self.worker_with(fates, message, Late::default()).await
    }

    /// The same; what it sends late is left there.
    pub async fn worker_with(&self, fates: Fates, message: &SyncRequest, late: Late) -> bool {
        let message = message.outgoing("again".into());
        work_late(&self.product, fates, &message, late).await
    }

    /// Something happens at both rails.
    async fn days_work(&self, n: i64) {
        let account = self.account(RailName::Jobber).await;
        let side = {
            let sandbox = self.product.outside.sandbox.lock().unwrap();
            sandbox.jobber_side(account.as_str()).unwrap().clone()
        };
        let at = usize::try_from(n).unwrap();
        let invoice = &side.invoices[at % side.invoices.len()].id;
        // Slowly enough for Plaid's limits (15 lists of accounts a minute; workers that die tell nobody of
        // theirs), fast enough for the tokens to stay good.
        self.product.outside.later(SignedDuration::from_secs(10));
        self.control(
            "jobber",
            &json!({"event": "invoice", "id": invoice, "total_cents": 900_000 + n}),
        );
        let client = &side.clients[at % side.clients.len()].id;
        self.control(
            "jobber",
            &json!({"event": "client", "id": client, "first_name": format!("N{n}")}),
        );
        self.control("jobber/payment", &json!({
            "invoice_id": invoice, "amount_cents": 5_000 + n, "received_on": "2026-11-19", "kind": "check",
        }));
        let add = |cents: i64, pending: bool| {
            json!({
                "event": "add", "amount_cents": -cents, "date": "2026-11-19", "description": "D", "pending": pending,
            })
        };
        let (gone, moved) = (
            self.bank(add(10_000 + n, false)).await,
            self.bank(add(20_000 + n, false)).await,
        );
        let pending = self.bank(add(30_000 + n, true)).await;
        if n % 3 == 0 {
            self.bank(json!({"event": "remove", "transaction_id": gone}))
                .await;
        }
        if n % 3 == 1 {
            self.bank(
                json!({"event": "modify", "transaction_id": moved, "amount_cents": -40_000 - n}),
            )
            .await;
        }
        self.bank(json!({"event": "post", "transaction_id": pending}))
            .await;
        self.product.outside.sandbox.lock().unwrap().take_webhooks();
    }

    async fn request(&self, rail: RailName, reason: SyncReason) -> SyncRequest {
        SyncRequest {
            rail,
            account: self.account(rail).await,
            reason,
        }
    }

    /// Both mirrors equal their rails.
    async fn all_is_mirrored(&self) {
        self.jobber_is_mirrored().await;
        let item = self.account(RailName::Plaid).await;
        self.bank_is_mirrored(item.as_str()).await;
    }
}

#[tokio::test]
async fn killed_at_any_call_and_run_again_the_mirror_equals_the_rail() {
    let firm = Firm::new().await;
    let mut tried = 0;
    for rail in [RailName::Jobber, RailName::Plaid] {
        for after in [false, true] {
            for at in 0.. {
                firm.days_work(tried).await;
                let message = firm.request(rail, SyncReason::Nightly).await;
                let lived = firm.worker(Fates::At { left: at, after }, &message).await;
                tried += 1;
                // Delivered again, to a worker that lives.
                let again = Fates::At {
                    left: u64::MAX,
                    after,
                };
                assert!(firm.worker(again, &message).await);
                firm.product.settle().await;
                firm.poll_now().await;
                firm.all_is_mirrored().await;
                if lived {
                    break;
                }
            }
        }
    }
    println!("{tried} deaths, one at each call of a look, before and after it was carried out");
    assert_eq!(*firm.product.outside.buried.lock().unwrap(), Vec::new());
}

#[tokio::test]
async fn whatever_fails_in_whatever_order_the_mirror_equals_the_rail_in_the_end() {
    for seed in 0..24 {
        let firm = Firm::new().await;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let (dies, fails) = (rng.random_range(0..60), rng.random_range(0..120));
        for n in 0..6 {
            // A refresh that dies costs the grant, at Jobber too: tokens are fresh when the trouble begins.
            firm.poll_now().await;
            firm.days_work(n).await;
            let reasons = [
                SyncReason::Poll,
                SyncReason::Nightly,
                SyncReason::Weekly,
                SyncReason::Connected,
            ];
            let reason = reasons[rng.random_range(0..reasons.len())].clone();
            let rail = if rng.random_bool(0.5) {
                RailName::Jobber
            } else {
                RailName::Plaid
            };
            let message = firm.request(rail, reason).await;
            for _ in 0..5 {
                let chance = Box::new(ChaCha8Rng::seed_from_u64(rng.random()));
                let fates = Fates::Chance {
                    rng: chance,
                    dies,
                    fails,
                    late: 0,
                };
                if firm.worker(fates, &message).await {
                    break;
                }
            }
        }
        firm.product.outside.later(SignedDuration::from_mins(1));
        firm.product.settle().await;
        for rail in [RailName::Jobber, RailName::Plaid] {
            firm.look(rail, SyncReason::Nightly).await;
        }
        firm.all_is_mirrored().await;
    }
}

impl Firm {
    /// A poll without time passing: tokens stay good.
    pub(super) async fn poll_now(&self) {
        let tick = Tick {
            schedule: Schedule::Poll,
            force: false,
        };
        self.product.sync.tick(&tick).await.unwrap();
        self.product.settle().await;
    }
}

#[tokio::test]
async fn a_thousand_deliveries_in_a_second_are_one_look() {
    let firm = Firm::new().await;
    let outside = firm.product.outside.clone();
    outside
        .sandbox
        .lock()
        .unwrap()
        .set_webhook_urls(oodaloo_sandbox::WebhookUrls {
            jobber: Some("https://hooks.example/jobber".into()),
            plaid: Some("https://hooks.example/plaid".into()),
        });
    let door = oodaloo_webhook::Webhook {
        queue: outside.clone(),
        rail: outside.clone(),
        world: outside.clone(),
        plaid_keys: PlaidKeys::new(secret().plaid_client_id, secret().plaid_secret),
        jobber_secret: secret().jobber_client_secret,
    };
    firm.fault(&json!({"fault": "webhooks", "duplicate": 999}));
    firm.bank(
        json!({"event": "add", "amount_cents": -4_400, "date": "2026-11-19", "description": "D"}),
    )
    .await;
    let account = firm.account(RailName::Jobber).await;
    let invoice = {
        let sandbox = outside.sandbox.lock().unwrap();
        sandbox.jobber_side(account.as_str()).unwrap().invoices[0]
            .id
            .clone()
    };
    firm.control(
        "jobber",
        &json!({"event": "invoice", "id": invoice, "total_cents": 123_456, "announce": true}),
    );
    let deliveries = outside.sandbox.lock().unwrap().take_webhooks();
    assert_eq!(deliveries.len(), 2_000);
    for delivery in deliveries {
        let path = delivery.url.strip_prefix("https://hooks.example").unwrap();
        let mut request = http::Request::builder().method("POST").uri(path);
        for (name, value) in &delivery.headers {
            request = request.header(name, value);
        }
        let body = lambda_http::Body::Binary(delivery.body.clone());
        assert_eq!(door.handle(request.body(body).unwrap()).await.status(), 200);
    }
    // As SQS FIFO does it: the same deduplication id within five minutes is taken once.
    let taken: BTreeMap<String, (QueueName, Outgoing)> = outside
        .queue
        .lock()
        .unwrap()
        .drain(..)
        .map(|(name, message)| (message.dedupe.clone(), (name, message)))
        .collect();
    assert_eq!(taken.len(), 2, "one look at each rail");
    let before = (
        firm.served("POST /api/graphql"),
        firm.served("POST /transactions/sync"),
    );
    outside.queue.lock().unwrap().extend(taken.into_values());
    firm.product.settle().await;
    let after = (
        firm.served("POST /api/graphql"),
        firm.served("POST /transactions/sync"),
    );
    assert_eq!((after.0 - before.0, after.1 - before.1), (1, 1));
    firm.all_is_mirrored().await;
}

#[tokio::test]
async fn an_idle_look_at_both_rails_writes_nothing_and_what_it_reads_is_known() {
    let firm = Firm::new().await;
    firm.poll().await;
    firm.product.table.meter().take();
    let before = (
        firm.served("POST /api/graphql"),
        firm.served("POST /transactions/sync"),
    );
    firm.poll().await;
    let units = firm.product.table.meter().take();
    let asked = (
        firm.served("POST /api/graphql") - before.0,
        firm.served("POST /transactions/sync") - before.1,
    );
    println!("an idle poll: {units:?}; requests at Jobber and Plaid: {asked:?}");
    assert_eq!(units.writes, 0);
    assert!(units.read_halves <= 2 * 110, "{units:?}");
    assert_eq!(asked, (6, 1), "one page of each entity, one of the bank");
}
