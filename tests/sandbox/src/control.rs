//! `/__sandbox/...`: what only a test or a developer may do. The same on both ports.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::{Timestamp, civil::Date};
use serde::Deserialize;
use serde_json::{Value, json};
use thiserror::Error;

use crate::{
    Failure, Faults, NO_ANSWER, RailName, Refusal, Request, Response, Sandbox, Webhook,
    WebhookFaults, WebhookUrls,
    jobber::{self, NewPayment},
    plaid,
};

/// Paths that begin so are not a rail's.
pub(crate) const PREFIX: &str = "/__sandbox/";

/// A webhook on demand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fire {
    /// Which rail sends it.
    pub rail: RailName,
    /// Jobber's topic (any text, so that unknown ones can be tried), or Plaid's code, or its `TYPE/CODE`.
    pub topic: String,
    /// The record it is about; for Plaid, the Item.
    pub item_id: String,
    /// The Jobber account; the one loaded last if absent. Unknown ones can be tried.
    pub account_id: Option<String>,
    /// Where it goes instead of the address that is set.
    pub url: Option<String>,
    /// Send the same bytes twice.
    #[serde(default)]
    pub duplicate: bool,
    /// Change the body after signing.
    #[serde(default)]
    pub forge: bool,
}

/// Why a webhook cannot be sent.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FireError {
    /// Nobody said where it goes.
    #[error("no webhook address is set for this rail: POST /__sandbox/webhook_urls first")]
    NoUrl,
    /// No account is there to send it.
    #[error("no company is loaded: POST /__sandbox/load first")]
    NoCompany,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Load {
    seed: u64,
    date: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Urls {
    jobber: Option<String>,
    plaid: Option<String>,
}

#[derive(Deserialize)]
#[serde(tag = "fault", rename_all = "snake_case", deny_unknown_fields)]
enum Fault {
    /// A rail that is down, or up again.
    Outage { rail: RailName, on: bool },
    /// An empty cost bucket.
    Throttle { account_id: Option<String> },
    /// Tokens that stop working.
    Revoke { account_id: Option<String> },
    /// Data that changes while it is paged.
    Mutation { times: u32 },
    /// Calls that answer with this status.
    Status {
        rail: RailName,
        status: u16,
        #[serde(default = "once")]
        times: u32,
        #[serde(default)]
        after: u32,
        /// Whether they are carried out all the same.
        #[serde(default)]
        acts: bool,
    },
    /// Calls that are never answered.
    Timeout {
        rail: RailName,
        #[serde(default = "once")]
        times: u32,
        #[serde(default)]
        after: u32,
        #[serde(default)]
        acts: bool,
    },
    /// Access tokens that end before their time.
    RotateEarly { account_id: Option<String> },
    /// Notes and tasks that are not permitted, in one of two ways; none: they are.
    Writes { refused: Option<Refusal> },
    /// So many notes or tasks are written, and their answer is lost: no answer at all, or this status.
    LostWrites {
        #[serde(default = "once")]
        times: u32,
        #[serde(default)]
        status: u16,
    },
    /// Another version of Jobber's API than the one asked for; none: as asked for.
    Version { served: Option<String> },
    /// A bank that does not answer Plaid, or does again.
    InstitutionDown { on: bool },
    /// Deliveries that are lost, sent again, sent late, sent in another order.
    Webhooks {
        #[serde(default)]
        lose: u32,
        #[serde(default)]
        duplicate: u32,
        #[serde(default)]
        reorder: bool,
        #[serde(default)]
        delay_seconds: i64,
    },
    /// The rails' clock is ahead by so much.
    Clock { ahead_seconds: i64 },
    /// Everything is well again, but for what was revoked.
    Calm,
}

const fn once() -> u32 {
    1
}

impl Sandbox {
    /// The deliveries a [`Fire`] asks for, signed but not sent.
    ///
    /// # Errors
    /// When there is no address, or no company whose rail could send it.
    pub fn fire(&self, fire: &Fire, now: Timestamp) -> Result<Vec<Webhook>, FireError> {
        let mut webhook = match fire.rail {
            RailName::Jobber => {
                let url = fire
                    .url
                    .as_ref()
                    .or(self.shared.urls.jobber.as_ref())
                    .ok_or(FireError::NoUrl)?;
                let known = self.jobber.account_id(None);
                let account = fire
                    .account_id
                    .clone()
                    .or(known)
                    .ok_or(FireError::NoCompany)?;
                jobber::webhook::sign(url, &account, &fire.topic, &fire.item_id, now)
            }
            RailName::Plaid => {
                let set = self
                    .plaid
                    .webhook_url(&fire.item_id, self.shared.urls.plaid.as_ref());
                let url = fire.url.clone().or(set).ok_or(FireError::NoUrl)?;
                let (kind, code) = fire
                    .topic
                    .split_once('/')
                    .unwrap_or((plaid::webhook::kind_of(&fire.topic), &fire.topic));
                self.plaid
                    .keys
                    .sign(&url, &plaid::webhook::body(&fire.item_id, kind, code), now)
            }
        };
        if fire.forge {
            webhook.body.push(b' ');
        }
        Ok(if fire.duplicate {
            vec![webhook.clone(), webhook]
        } else {
            vec![webhook]
        })
    }
}

/// Answers a control request.
pub(crate) fn handle(sandbox: &mut Sandbox, req: &Request, now: Timestamp) -> Response {
    let verb = req.route().strip_prefix(PREFIX).unwrap_or_default();
    let outcome = match (req.method.as_str(), verb) {
        ("GET", "state") => Ok(state(sandbox)),
        ("POST", "load") => parse(req).map(|Load { seed, date }| {
            sandbox.load(&oodaloo_seeds::demo(seed, date));
            state(sandbox)
        }),
        ("POST", "webhook_urls") => parse(req).map(|Urls { jobber, plaid }| {
            sandbox.set_webhook_urls(WebhookUrls { jobber, plaid });
            json!({"ok": true})
        }),
        ("POST", "fire") => parse(req).and_then(|fire: Fire| {
            let webhooks = sandbox.fire(&fire, now).map_err(|e| e.to_string())?;
            let queued = webhooks.len();
            for webhook in webhooks {
                sandbox.shared.send(webhook);
            }
            Ok(json!({"queued": queued}))
        }),
        ("POST", "fault") => parse(req).and_then(|fault| set_fault(sandbox, fault, now)),
        ("POST", "plaid") => {
            parse(req).and_then(|event| sandbox.plaid.happen(event, &mut sandbox.shared, now))
        }
        ("POST", "jobber") => {
            parse(req).and_then(|event| sandbox.jobber.happen(event, &mut sandbox.shared, now))
        }
        ("POST", "jobber/payment") => parse(req).and_then(|new| record_payment(sandbox, &new, now)),
        _ => return Response::json(404, &json!({"error": "no such control verb"})),
    };
    match outcome {
        Ok(value) => Response::json(200, &value),
        Err(error) => Response::json(400, &json!({"error": error})),
    }
}

/// The body of a control request.
pub(crate) fn parse<T: serde::de::DeserializeOwned>(req: &Request) -> Result<T, String> {
    serde_json::from_slice(&req.body).map_err(|e| e.to_string())
}

fn set_fault(sandbox: &mut Sandbox, fault: Fault, now: Timestamp) -> Result<Value, String> {
    let unknown = || FireError::NoCompany.to_string();
    match fault {
        Fault::Outage {
            rail: RailName::Jobber,
            on,
        } => sandbox.shared.faults.jobber_outage = on,
        Fault::Outage {
            rail: RailName::Plaid,
            on,
        } => sandbox.shared.faults.plaid_outage = on,
        Fault::Mutation { times } => sandbox.shared.faults.plaid_mutations = times,
        Fault::Status {
            rail,
            status,
            times,
            after,
            acts,
        } => sandbox.shared.faults.failures.push(Failure {
            rail,
            status,
            times,
            after,
            acts,
        }),
        Fault::Timeout {
            rail,
            times,
            after,
            acts,
        } => sandbox.shared.faults.failures.push(Failure {
            rail,
            status: NO_ANSWER,
            times,
            after,
            acts,
        }),
        Fault::RotateEarly { account_id } => {
            let id = sandbox
                .jobber
                .account_id(account_id.as_deref())
                .ok_or_else(unknown)?;
            sandbox.jobber.oauth.expire_access(&id, now);
        }
        Fault::Writes { refused } => sandbox.shared.faults.jobber_refusal = refused,
        Fault::LostWrites { times, status } => {
            let lost = std::iter::repeat_n(status, times as usize);
            sandbox.shared.faults.lost_writes.extend(lost);
        }
        Fault::Version { served } => sandbox.shared.faults.jobber_version = served,
        Fault::InstitutionDown { on } => sandbox.shared.faults.institution_down = on,
        Fault::Webhooks {
            lose,
            duplicate,
            reorder,
            delay_seconds,
        } => {
            sandbox.shared.faults.webhooks = WebhookFaults {
                lose,
                duplicate,
                reorder,
                delay_seconds,
            };
        }
        Fault::Clock { ahead_seconds } => {
            sandbox.shared.faults.clock_ahead_seconds = ahead_seconds;
        }
        Fault::Calm => sandbox.shared.faults = Faults::default(),
        Fault::Throttle { account_id } => {
            let id = sandbox
                .jobber
                .account_id(account_id.as_deref())
                .ok_or_else(unknown)?;
            let account = sandbox.jobber.accounts.get_mut(&id).ok_or_else(unknown)?;
            account.bucket.drain(now);
        }
        Fault::Revoke { account_id } => {
            let id = sandbox
                .jobber
                .account_id(account_id.as_deref())
                .ok_or_else(unknown)?;
            sandbox.jobber.oauth.revoke(&id);
        }
    }
    Ok(json!({"ok": true}))
}

fn record_payment(
    sandbox: &mut Sandbox,
    new: &NewPayment,
    now: Timestamp,
) -> Result<Value, String> {
    if new.amount_cents <= 0 {
        return Err("amount_cents must be positive".to_owned());
    }
    let account_id = sandbox.jobber.account_id(new.account_id.as_deref());
    let account_id = account_id.ok_or_else(|| FireError::NoCompany.to_string())?;
    let account = sandbox
        .jobber
        .accounts
        .get_mut(&account_id)
        .ok_or("no such account")?;
    // Far above the numbers of the seeds, and never given twice: payments are only ever added.
    let number = 9_000_000 + account.side.payments.len();
    let id = encoded("PaymentRecord", number);
    if !account.record(new, id.clone(), now) {
        return Err("no such invoice".to_owned());
    }
    for (topic, item) in [("PAYMENT_CREATE", &id), ("INVOICE_UPDATE", &new.invoice_id)] {
        jobber::webhook::queue(&mut sandbox.shared, &account_id, topic, item, now);
    }
    Ok(json!({"payment_id": id}))
}

/// An id as Jobber encodes them.
pub(crate) fn encoded(kind: &str, number: usize) -> String {
    STANDARD.encode(format!("gid://Jobber/{kind}/{number}"))
}

fn state(sandbox: &Sandbox) -> Value {
    let accounts = sandbox.jobber.accounts.iter().map(|(id, account)| {
        json!({
            "account_id": id,
            "name": account.name,
            "clients": account.side.clients.len(),
            "jobs": account.side.jobs.len(),
            "quotes": account.side.quotes.len(),
            "invoices": account.side.invoices.len(),
            "payments": account.side.payments.len(),
            "payouts": account.side.payouts.len(),
            "notes": account.notes.len(),
            "tasks": account.tasks.len(),
        })
    });
    let items = sandbox.plaid.items.values().map(|item| {
        json!({
            "item_id": item.id,
            "accounts": item.bank.accounts.len(),
            "transactions": item.bank.transactions.len(),
            "login_required": item.login_error.is_some(),
            "webhook": item.webhook,
        })
    });
    json!({
        "jobber": {"accounts": accounts.collect::<Vec<_>>(), "good_grants": sandbox.jobber.oauth.good_grants()},
        "plaid": {"items": items.collect::<Vec<_>>()},
        "waiting_webhooks": sandbox.shared.outbox.len(),
        "served": sandbox.served,
    })
}
