//! What goes wrong on purpose. Everything is off until somebody asks for it.

use jiff::{SignedDuration, Timestamp};

use crate::{RailName, Webhook};

/// The status of an answer that never comes: whoever embeds the sandbox lets the caller wait.
pub const NO_ANSWER: u16 = 0;

/// The faults that are on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Jobber answers nothing but 503.
    pub jobber_outage: bool,
    /// Plaid answers nothing but 503.
    pub plaid_outage: bool,
    /// How many more times a Plaid sync that has begun to page is told that the data changed under it.
    pub plaid_mutations: u32,
    /// The bank does not answer Plaid.
    pub institution_down: bool,
    /// Calls that fail, oldest first.
    pub failures: Vec<Failure>,
    /// How Jobber refuses every note and task, where it does.
    pub jobber_refusal: Option<Refusal>,
    /// Statuses of the answers to notes and tasks that are written all the same, the last first.
    pub lost_writes: Vec<u16>,
    /// The version that Jobber serves instead of the one that is asked for.
    pub jobber_version: Option<String>,
    /// What becomes of deliveries.
    pub webhooks: WebhookFaults,
    /// How far the rails' clock is ahead of the caller's, in seconds.
    pub clock_ahead_seconds: i64,
}

/// How a write that is not permitted is refused: which way Jobber has is not documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// As an error of the request, without data.
    Error,
    /// In the payload's `userErrors`.
    UserError,
}

/// Calls of one rail that fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Whose.
    pub rail: RailName,
    /// What they answer; [`NO_ANSWER`] for nothing at all.
    pub status: u16,
    /// How many more.
    pub times: u32,
    /// How many calls go well before.
    pub after: u32,
    /// Whether the call is carried out before its answer is lost.
    pub acts: bool,
}

/// What becomes of deliveries on their way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookFaults {
    /// So many more are lost.
    pub lose: u32,
    /// Each is sent so many times more.
    pub duplicate: u32,
    /// What waits is sent last first.
    pub reorder: bool,
    /// Each waits so many seconds.
    pub delay_seconds: i64,
}

impl Faults {
    /// What befalls the next call of a rail.
    pub(crate) fn strike(&mut self, rail: RailName) -> Option<Failure> {
        let failure = self.failures.iter_mut().find(|f| f.rail == rail)?;
        if failure.after > 0 {
            failure.after -= 1;
            return None;
        }
        failure.times = failure.times.saturating_sub(1);
        let struck = failure.clone();
        self.failures.retain(|f| f.times > 0 || f.after > 0);
        Some(struck)
    }
}

/// Deliveries that wait, each with the moment it is due.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox(Vec<(Timestamp, Webhook)>);

impl Outbox {
    pub(crate) fn push(&mut self, webhook: Webhook, faults: &mut WebhookFaults, now: Timestamp) {
        if faults.lose > 0 {
            faults.lose -= 1;
            return;
        }
        let due = now + SignedDuration::from_secs(faults.delay_seconds);
        for _ in 0..=faults.duplicate {
            self.0.push((due, webhook.clone()));
        }
        if faults.reorder {
            self.0.rotate_right(1 + faults.duplicate as usize);
        }
    }

    /// Those that are due.
    pub(crate) fn take(&mut self, now: Timestamp) -> Vec<Webhook> {
        let (due, later) = std::mem::take(&mut self.0)
            .into_iter()
            .partition(|(at, _)| *at <= now);
        self.0 = later;
        let due: Vec<(Timestamp, Webhook)> = due;
        due.into_iter().map(|(_, webhook)| webhook).collect()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}
