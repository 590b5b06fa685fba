//! The two rails as one state machine: requests and a clock in, answers and webhooks out.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use oodaloo_seeds::{Company, bank::BankSide, jobber::JobberSide};
use serde_json::json;

use crate::{
    Faults, RailName, Request, Response, Webhook, control, faults::Outbox, jobber::JobberRail,
    plaid::PlaidRail, tokens::Tokens,
};

/// Where webhooks go; none are sent to a rail's subscriber that has no address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookUrls {
    /// The app's address in Jobber's Developer Center.
    pub jobber: Option<String>,
    /// Used for Plaid Items that were linked without an address of their own.
    pub plaid: Option<String>,
}

/// What the rails share: chance, faults, and the deliveries that wait.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) tokens: Tokens,
    pub(crate) faults: Faults,
    pub(crate) urls: WebhookUrls,
    pub(crate) outbox: Outbox,
    /// When the rails were last asked anything.
    pub(crate) now: Timestamp,
}

impl Shared {
    /// Leaves a delivery for whoever sends it, unless a fault has it.
    pub(crate) fn send(&mut self, webhook: Webhook) {
        self.outbox
            .push(webhook, &mut self.faults.webhooks, self.now);
    }
}

/// A Jobber and a Plaid. The same seed, loads and requests at the same times give the same bytes.
#[derive(Clone, Debug)]
pub struct Sandbox {
    pub(crate) shared: Shared,
    pub(crate) jobber: JobberRail,
    pub(crate) plaid: PlaidRail,
    pub(crate) served: BTreeMap<String, u64>,
}

impl Sandbox {
    /// Two rails without any company on them.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut tokens = Tokens::new(seed);
        let plaid = PlaidRail::new(&mut tokens);
        Self {
            shared: Shared {
                tokens,
                faults: Faults::default(),
                urls: WebhookUrls::default(),
                outbox: Outbox::default(),
                now: Timestamp::UNIX_EPOCH,
            },
            jobber: JobberRail::new(),
            plaid,
            served: BTreeMap::new(),
        }
    }

    /// Puts a company on both rails. One with the same Jobber account is replaced; its tokens stay good. Whoever
    /// connects next without naming a company gets this one.
    pub fn load(&mut self, company: &Company) {
        self.jobber.load(company);
        self.plaid.load(company);
    }

    /// Time has passed for a company that is on both rails: Jobber's books become those of `company`, and the bank's
    /// new lines come up behind the ones that are there. Tokens and cursors stay good; no webhook tells of it.
    pub fn move_on(&mut self, company: &Company) {
        self.jobber.move_on(company);
        self.plaid.move_on(company);
    }

    /// Answers one request. Never fails: what is wrong with a request is in the answer.
    pub fn handle(&mut self, rail: RailName, req: &Request, now: Timestamp) -> Response {
        let now = now + SignedDuration::from_secs(self.shared.faults.clock_ahead_seconds);
        self.shared.now = now;
        let route = req.route();
        if route.starts_with(control::PREFIX) {
            return control::handle(self, req, now);
        }
        *self
            .served
            .entry(format!("{} {route}", req.method))
            .or_default() += 1;
        let Some(failure) = self.shared.faults.strike(rail) else {
            return self.answer(rail, req, now);
        };
        if failure.acts {
            self.answer(rail, req, now);
        }
        Response::text(failure.status, "a fault")
    }

    fn answer(&mut self, rail: RailName, req: &Request, now: Timestamp) -> Response {
        match rail {
            RailName::Jobber if self.shared.faults.jobber_outage => {
                Response::text(503, "Service temporarily unavailable")
            }
            RailName::Jobber => self.jobber.handle(req, now, &mut self.shared),
            RailName::Plaid if self.shared.faults.plaid_outage => Response::json(
                503,
                &json!({
                    "display_message": null,
                    "error_code": "PLANNED_MAINTENANCE",
                    "error_message": "the Plaid API is temporarily unavailable due to planned maintenance. please try again soon.",
                    "error_type": "API_ERROR",
                    "request_id": "maintenance",
                }),
            ),
            RailName::Plaid => self.plaid.handle(req, now, &mut self.shared),
        }
    }

    /// The deliveries that have come up since the last call, oldest first.
    pub fn take_webhooks(&mut self) -> Vec<Webhook> {
        self.shared.outbox.take(self.shared.now)
    }

    /// The deliveries that have come up by a moment: delayed ones among them.
    pub fn take_webhooks_by(&mut self, now: Timestamp) -> Vec<Webhook> {
        self.shared.outbox.take(now)
    }

    /// Sets where webhooks go.
    pub fn set_webhook_urls(&mut self, urls: WebhookUrls) {
        self.shared.urls = urls;
    }

    /// Turns faults on and off.
    pub fn set_faults(&mut self, faults: Faults) {
        self.shared.faults = faults;
    }

    /// The books of a Jobber account as they are now, to hold against what a client made of them.
    #[must_use]
    pub fn jobber_side(&self, account_id: &str) -> Option<&JobberSide> {
        self.jobber
            .accounts
            .get(account_id)
            .map(|account| &account.side)
    }

    /// The texts of the notes at a Jobber account and of its tasks (title and instructions), as written.
    #[must_use]
    pub fn jobber_writings(&self, account_id: &str) -> Vec<String> {
        let Some(account) = self.jobber.accounts.get(account_id) else {
            return Vec::new();
        };
        let notes = account.notes.iter().map(|n| n.message.clone());
        let tasks = account.tasks.iter();
        let tasks = tasks.map(|t| {
            let more = t.instructions.as_deref().unwrap_or_default();
            format!("{}\n{more}", t.title)
        });
        notes.chain(tasks).collect()
    }

    /// The bank behind an Item as it is now, to hold against what a client made of it.
    #[must_use]
    pub fn bank_side(&self, item_id: &str) -> Option<&BankSide> {
        self.plaid.items.get(item_id).map(|item| &item.bank)
    }

    /// How many requests each `METHOD /path` has had, the control interface left out.
    #[must_use]
    pub fn served(&self) -> &BTreeMap<String, u64> {
        &self.served
    }
}
