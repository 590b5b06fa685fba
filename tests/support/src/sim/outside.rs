//! The world around the workers: money moves, webhooks travel, schedules fire, things break.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use oodaloo_domain::facts::RailName;
use oodaloo_runtime::messages::Schedule;
use oodaloo_runtime::ports::{Outgoing, QueueName};
use oodaloo_sandbox::Webhook;
use serde_json::{Value, json};

use super::core::Millis;
use super::platform::Platform;
use super::scenario::{FRIDAY, Tenant, Truth};

/// A quarter of an hour.
pub const QUARTER: Millis = 900_000;
const MINUTE: Millis = 60_000;
/// How long one of Plaid's signatures is good, and how far a worker's clock may be off.
const PLAID_LIFE: Millis = 5 * MINUTE;
const SKEW: Millis = 31_000;
/// How often a rail delivers a webhook again that was not answered with 200.
const DELIVERIES: u32 = 5;
/// What garbage in a queue looks like.
pub const POISON: &str = "}{ not a message";

/// What the outside world knows, by company.
pub type Known = Rc<RefCell<BTreeMap<String, Truth>>>;

/// What happens until the storm is over.
#[derive(Clone)]
pub struct Outside {
    /// Our side.
    pub platform: Rc<Platform>,
    /// What is true.
    pub known: Known,
    /// When the storm ends.
    pub storm_ends: Millis,
}

impl Outside {
    /// The schedules, for ever: every quarter of an hour.
    pub async fn schedules(self) {
        loop {
            self.platform.clone().tick(Schedule::Poll).await;
            self.platform.clone().tick(Schedule::DigestTick).await;
            self.platform.core.sleep(QUARTER).await;
        }
    }

    /// The mail service tells what it took.
    pub async fn mail_events(self) {
        loop {
            for event in self.platform.mailer.events() {
                let platform = self.platform.clone();
                self.platform
                    .spawner
                    .spawn("mail event", platform.tell(event));
            }
            self.platform.core.sleep(10_000).await;
        }
    }

    /// Grants are revoked, and garbage gets into the queues.
    pub async fn mischief(self, tenants: Vec<Tenant>) {
        let core = self.platform.core.clone();
        let mut made = 0;
        while core.now() < self.storm_ends {
            core.sleep(core.between(MINUTE, QUARTER)).await;
            if core.strikes("grant revoked", |f| f.grant_revoked) {
                let tenant = &tenants[core.pick(tenants.len())];
                let fault =
                    json!({"fault": "revoke", "account_id": tenant.books.jobber.account_id});
                self.platform
                    .rail
                    .outside(RailName::Jobber, "POST", "/__sandbox/fault", &fault);
            }
            if core.strikes("poison", |f| f.poison) {
                let queue =
                    [QueueName::Sync, QueueName::Reconcile, QueueName::Digest][core.pick(3)];
                made += 1;
                let body = format!("{POISON} {made}");
                self.platform.queues.accept(
                    queue,
                    Outgoing {
                        dedupe: body.clone(),
                        body,
                        group: "poison".into(),
                    },
                );
            }
        }
    }

    /// A company's customers pay, and the money reaches its bank.
    pub async fn business(self, tenant: Tenant, item: String) {
        let core = self.platform.core.clone();
        let mut last = 10_000;
        while core.now() < self.storm_ends {
            core.sleep(core.between(MINUTE, 20 * MINUTE)).await;
            // Now and then the same amount again: two payments, two deposits, and nobody can tell.
            if !core.chance(350) {
                last = core.between(5_000, 300_000);
            }
            let (paid, banked) = match core.pick(10) {
                0 => (0, true),
                1 => (1, false),
                2 | 3 => (2, true),
                _ => (1, true),
            };
            let mut sum = 0;
            for _ in 0..paid {
                let cents = if paid == 1 {
                    last
                } else {
                    core.between(5_000, 90_000)
                };
                sum += cents;
                self.pay(&tenant, cents);
                core.sleep(core.between(0, 2 * MINUTE)).await;
            }
            if banked {
                let (outside, item) = (self.clone(), item.clone());
                let cents = if paid == 0 { last } else { sum };
                let company = tenant.id.to_string();
                self.platform.spawner.spawn("deposit", async move {
                    let late = outside.platform.core.between(0, 30 * MINUTE);
                    outside.platform.core.sleep(late).await;
                    outside.deposit(&company, &item, cents);
                });
            }
        }
    }

    fn pay(&self, tenant: &Tenant, cents: i64) {
        let core = &self.platform.core;
        let invoices = &tenant.books.jobber.invoices;
        let kinds = ["check", "zelle", "bank_transfer", "cash"];
        let payment = json!({
            "account_id": tenant.books.jobber.account_id,
            "invoice_id": invoices[core.pick(invoices.len())].id,
            "amount_cents": cents,
            "received_on": FRIDAY,
            "kind": kinds[core.pick(kinds.len())],
        });
        let answer = self.platform.rail.outside(
            RailName::Jobber,
            "POST",
            "/__sandbox/jobber/payment",
            &payment,
        );
        let answer: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let Some(id) = answer["payment_id"].as_str() else {
            return core.violated(format!("the sandbox did not take a payment: {answer}"));
        };
        core.note("paid", || format!("{} {id} {cents}", tenant.id));
        if let Some(truth) = self.known.borrow_mut().get_mut(tenant.id.as_str()) {
            truth.payments.insert(id.to_owned(), cents);
        }
        self.send_webhooks();
    }

    fn deposit(&self, company: &str, item: &str, cents: i64) {
        let rail = &self.platform.rail;
        let core = &self.platform.core;
        let Some(token) = rail.item_token(item) else {
            return;
        };
        let texts = [
            "MOBILE DEPOSIT",
            "ZELLE FROM A CLIENT",
            "DEPOSIT",
            "ACH CREDIT",
        ];
        let amount: Value = format!("-{}.{:02}", cents / 100, cents % 100)
            .parse()
            .unwrap_or_default();
        let body = json!({"access_token": token, "transactions": [{
            "amount": amount, "date_posted": FRIDAY, "date_transacted": FRIDAY,
            "description": texts[core.pick(texts.len())],
        }]});
        let answer = rail.outside(
            RailName::Plaid,
            "POST",
            "/sandbox/transactions/create",
            &body,
        );
        if answer.status != 200 {
            return core.violated(format!(
                "the sandbox did not take a deposit: {}",
                answer.status
            ));
        }
        core.note("banked", || format!("{company} {cents}"));
        rail.lines_came(item, 1);
        if let Some(truth) = self.known.borrow_mut().get_mut(company) {
            truth.lines.push((core.now(), cents));
        }
        self.send_webhooks();
    }

    fn send_webhooks(&self) {
        for webhook in self.platform.rail.webhooks() {
            let times = if self
                .platform
                .core
                .strikes("webhook twice", |f| f.webhook_twice)
            {
                2
            } else {
                1
            };
            for _ in 0..times {
                self.platform
                    .spawner
                    .spawn("webhook", deliver(self.platform.clone(), webhook.clone()));
            }
        }
    }
}

/// One webhook on its way: late, out of order, lost, or again until it is answered.
async fn deliver(platform: Rc<Platform>, webhook: Webhook) {
    let core = platform.core.clone();
    let sent = core.now();
    if core.strikes("webhook lost", |f| f.webhook_lost) {
        return;
    }
    core.sleep(core.between(50, if core.chance(100) { 4 * MINUTE } else { 20_000 }))
        .await;
    for attempt in 0..DELIVERIES {
        let status = platform.webhook(&webhook).await;
        core.note("webhook", || {
            format!("{status:?} {}", String::from_utf8_lossy(&webhook.body))
        });
        if status == Some(200) {
            // An old one is answered and dropped (docs/decisions/0020): polls find what it was about.
            let old = core.now() - sent + SKEW > PLAID_LIFE;
            if old && webhook.rail == oodaloo_sandbox::RailName::Plaid {
                return;
            }
            return durable(&platform, &webhook);
        }
        core.sleep(30_000 << attempt).await;
    }
}

/// Who says 200 must have it.
fn durable(platform: &Platform, webhook: &Webhook) {
    let body: Value = serde_json::from_slice(&webhook.body).unwrap_or_default();
    let (item, topic) = match &body["data"]["webHookEvent"] {
        Value::Null => (&body["item_id"], &body["webhook_code"]),
        event => (&event["itemId"], &event["topic"]),
    };
    let (item, topic) = (
        item.as_str().unwrap_or_default(),
        topic.as_str().unwrap_or_default(),
    );
    if !platform.queues.ever_accepted(QueueName::Sync, |message| {
        message.contains(item) && message.contains(topic)
    }) {
        platform
            .core
            .violated(format!("200 for {topic} of {item}, but no queue has it"));
    }
}
