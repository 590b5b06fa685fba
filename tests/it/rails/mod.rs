//! The rails as they really behave: what happens there, what we make of it, and what an owner can do.

mod bank;
mod connections;
mod jobber;
mod notes;
mod plaid;
pub mod proofs;
mod vitals;

use std::collections::BTreeMap;

use jiff::SignedDuration;
use oodaloo_domain::facts::{BankTransaction, RailName, Status, TrayItem, TrayKind};
use oodaloo_domain::{CompanyId, RailAccountId};
use oodaloo_runtime::messages::{Schedule, SyncReason, SyncRequest, Tick};
use oodaloo_runtime::ports::{QueueName, World as _};
use oodaloo_store::{CompanyStore, Connection};
use serde_json::{Value, json};

use crate::inprocess::Product;

/// A company on both rails, and what its tests ask of it.
pub struct Firm {
    pub product: Product,
    pub id: CompanyId,
}

impl Firm {
    pub async fn new() -> Self {
        let (product, id, _) = crate::demo::connected(oodaloo_seeds::DEFAULT_SEED).await;
        Self { product, id }
    }

    pub fn store(&self) -> CompanyStore {
        self.product.store.company(&self.id)
    }

    pub async fn connection(&self, rail: RailName) -> Connection {
        let all = self.store().connections().await.unwrap();
        all.into_iter().find(|c| c.rail == rail).expect("connected")
    }

    pub async fn account(&self, rail: RailName) -> RailAccountId {
        self.connection(rail).await.account
    }

    /// The sandbox's control interface.
    pub fn control(&self, verb: &str, body: &Value) -> Value {
        let request = oodaloo_sandbox::Request {
            method: "POST".into(),
            path: format!("/__sandbox/{verb}"),
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.to_string().into_bytes(),
        };
        let now = self.product.outside.now();
        let mut sandbox = self.product.outside.sandbox.lock().unwrap();
        let answer = sandbox.handle(oodaloo_sandbox::RailName::Plaid, &request, now);
        let said: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(answer.status, 200, "{verb} {body}: {said}");
        said
    }

    /// Something happens at the bank.
    pub async fn bank(&self, event: Value) -> String {
        let mut event = event;
        event["item_id"] = self.account(RailName::Plaid).await.as_str().into();
        let said = self.control("plaid", &event);
        said["transaction_id"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub fn fault(&self, fault: &Value) {
        self.control("fault", fault);
    }

    /// Looks at one rail, and works off whatever follows.
    pub async fn look(&self, rail: RailName, reason: SyncReason) {
        use oodaloo_runtime::ports::Queue as _;
        let request = SyncRequest {
            rail,
            account: self.account(rail).await,
            reason,
        };
        let unique = self.product.outside.random().to_string();
        let message = request.outgoing(unique);
        self.product
            .outside
            .send(QueueName::Sync, message)
            .await
            .unwrap();
        self.product.settle().await;
    }

    pub async fn webhook(&self, topic: &str) {
        self.look(
            RailName::Plaid,
            SyncReason::Webhook {
                topic: topic.into(),
                item_id: None,
                occurred_at: Some(self.product.outside.now()),
            },
        )
        .await;
    }

    pub async fn tick(&self, schedule: Schedule) {
        self.product.outside.later(SignedDuration::from_mins(15));
        let tick = Tick {
            schedule,
            force: false,
        };
        self.product.sync.tick(&tick).await.unwrap();
        self.product.settle().await;
    }

    pub async fn poll(&self) {
        self.tick(Schedule::Poll).await;
    }

    pub async fn lines(&self) -> Vec<BankTransaction> {
        self.store().bank_transactions().await.unwrap()
    }

    pub async fn line(&self, id: &str) -> Option<BankTransaction> {
        let all = self.lines().await;
        all.into_iter().find(|t| t.line.id.as_str() == id)
    }

    pub async fn tray(&self, kind: TrayKind) -> Vec<TrayItem> {
        let desk = self.store().desk().await.unwrap();
        desk.tray.into_iter().filter(|i| i.kind == kind).collect()
    }

    /// What the bank shows and what we hold, as sums of cents by account, day and amount.
    pub async fn bank_is_mirrored(&self, item: &str) {
        let mut sums: BTreeMap<(String, String, i64), i32> = BTreeMap::new();
        let sandbox = self.product.outside.sandbox.lock().unwrap().clone();
        let side = sandbox.bank_side(item).unwrap();
        for t in &side.transactions {
            let key = (t.account_id.clone(), t.date.to_string(), -t.amount_cents);
            *sums.entry(key).or_default() += 1;
        }
        let ours: Vec<&str> = side.accounts.iter().map(|a| a.id.as_str()).collect();
        for t in self.lines().await {
            let taken_back = t.withdrawn && t.amended.is_none();
            if t.status == Status::Removed
                || taken_back
                || !ours.contains(&t.line.account_id.as_str())
            {
                continue;
            }
            let account = t.line.account_id.to_string();
            let key = (account, t.line.date.to_string(), t.line.amount.cents());
            *sums.entry(key).or_default() -= 1;
        }
        sums.retain(|_, n| *n != 0);
        assert_eq!(sums, BTreeMap::new(), "bank less mirror");
    }

    /// How often a path of the rails was called.
    pub fn served(&self, path: &str) -> u64 {
        let sandbox = self.product.outside.sandbox.lock().unwrap();
        sandbox.served().get(path).copied().unwrap_or_default()
    }

    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        self.product
            .call("olivia", method, path, &self.id, body)
            .await
    }

    /// One entry of the list of connections.
    pub async fn listed(&self, rail: &str) -> Value {
        let (status, all) = self.call("GET", "/api/v1/integrations", None).await;
        assert_eq!(status, 200, "{all}");
        let items = all["items"].as_array().unwrap();
        let found = items.iter().find(|c| c["rail"] == rail);
        found.cloned().unwrap_or(json!(null))
    }
}
