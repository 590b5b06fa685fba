//! FIFO queues as SQS has them: groups in order, one delivery of a group at a time, a visibility time
//! that is no guarantee, a dedupe window, and dead letters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::task::Waker;

use async_trait::async_trait;
use oodaloo_runtime::messages::BusEvent;
use oodaloo_runtime::ports::{Outgoing, Queue, QueueError, QueueName};

use super::core::{Core, Millis, lock};

/// How long a delivered message stays hidden: six times what a worker may live.
const VISIBILITY: Millis = 720_000;
/// How long a message with the same dedupe id is swallowed.
const DEDUPE_WINDOW: Millis = 300_000;
/// After so many deliveries the queue itself puts a message aside.
const MAX_DELIVERIES: u32 = 6;
/// The most messages in one batch.
const BATCH: usize = 10;

/// A message at rest.
#[derive(Debug, Clone)]
pub struct Held {
    /// Its id.
    pub id: String,
    /// What was sent.
    pub message: Outgoing,
    /// When.
    pub sent_at: Millis,
    /// How often it was delivered.
    pub deliveries: u32,
    hidden_until: Millis,
}

/// A message put aside.
#[derive(Debug, Clone)]
pub struct Dead {
    /// From which queue.
    pub from: QueueName,
    /// Its body.
    pub body: String,
    /// Why.
    pub reason: String,
}

#[derive(Default)]
struct Fifo {
    held: BTreeMap<u64, Held>,
    swallowed_until: BTreeMap<String, Millis>,
    waiting: Option<Waker>,
}

/// All queues of one account, and the bus.
pub struct Queues {
    core: Arc<Core>,
    all: Mutex<BTreeMap<QueueName, Fifo>>,
    next: Mutex<u64>,
    dead: Mutex<Vec<Dead>>,
    accepted: Mutex<BTreeSet<(QueueName, String)>>,
    secrets: Arc<super::rail::Secrets>,
}

/// What a poller finds.
pub enum Found {
    /// A batch, delivered now.
    Batch(Vec<Held>),
    /// Nothing before this time, unless something is sent.
    NothingBefore(Millis),
    /// Nothing at all.
    Nothing,
}

impl Queues {
    /// Empty ones; they know no secret text may pass through them.
    #[must_use]
    pub fn new(core: Arc<Core>, secrets: Arc<super::rail::Secrets>) -> Arc<Self> {
        Arc::new(Self {
            core,
            all: Mutex::default(),
            next: Mutex::new(1),
            dead: Mutex::default(),
            accepted: Mutex::default(),
            secrets,
        })
    }

    /// Takes a message, as if the network were perfect.
    pub fn accept(&self, to: QueueName, message: Outgoing) {
        let now = self.core.now();
        if self.secrets.are_in(&message.body) {
            self.core
                .violated(format!("a secret in a message to {to:?}"));
        }
        lock(&self.accepted).insert((to, message.body.clone()));
        let mut all = lock(&self.all);
        let fifo = all.entry(to).or_default();
        if fifo
            .swallowed_until
            .get(&message.dedupe)
            .is_some_and(|until| *until > now)
        {
            self.core
                .note("swallowed", || format!("{to:?} {}", message.body));
            return;
        }
        fifo.swallowed_until
            .insert(message.dedupe.clone(), now + DEDUPE_WINDOW);
        let mut next = lock(&self.next);
        let seq = *next;
        *next += 1;
        self.core
            .note("sent", || format!("{to:?} m{seq} {}", message.body));
        let held = Held {
            id: format!("m{seq}"),
            message,
            sent_at: now,
            deliveries: 0,
            hidden_until: 0,
        };
        fifo.held.insert(seq, held);
        if let Some(waker) = fifo.waiting.take() {
            waker.wake();
        }
    }

    /// Whether a message of this body was ever taken.
    #[must_use]
    pub fn ever_accepted(&self, to: QueueName, is_it: impl Fn(&str) -> bool) -> bool {
        lock(&self.accepted)
            .iter()
            .any(|(queue, body)| *queue == to && is_it(body))
    }

    /// How many different messages that begin so were ever taken.
    #[must_use]
    pub fn poisoned(&self, begin: &str) -> usize {
        lock(&self.accepted)
            .iter()
            .filter(|(_, body)| body.starts_with(begin))
            .count()
    }

    /// Delivers the next batch; leaves the waker to be called at the next message.
    pub fn receive(&self, of: QueueName, waker: &Waker) -> Found {
        let now = self.core.now();
        let mut all = lock(&self.all);
        let fifo = all.entry(of).or_default();
        let over: Vec<u64> = fifo
            .held
            .iter()
            .filter(|(_, m)| m.hidden_until <= now && m.deliveries >= MAX_DELIVERIES)
            .map(|(seq, _)| *seq)
            .collect();
        for message in over.iter().filter_map(|seq| fifo.held.remove(seq)) {
            let dead = Dead {
                from: of,
                body: message.message.body,
                reason: "received too often".into(),
            };
            lock(&self.dead).push(dead);
        }
        let hidden = fifo.held.values().filter(|m| m.hidden_until > now);
        let busy: BTreeSet<&str> = hidden.map(|m| m.message.group.as_str()).collect();
        let mut take: Vec<u64> = Vec::new();
        for (seq, message) in &fifo.held {
            if !busy.contains(message.message.group.as_str()) && take.len() < BATCH {
                take.push(*seq);
            }
        }
        if take.is_empty() {
            fifo.waiting = Some(waker.clone());
            let next = fifo
                .held
                .values()
                .map(|m| m.hidden_until)
                .filter(|at| *at > now)
                .min();
            return next.map_or(Found::Nothing, Found::NothingBefore);
        }
        let mut batch = Vec::new();
        for seq in take {
            if let Some(message) = fifo.held.get_mut(&seq) {
                message.deliveries += 1;
                message.hidden_until = now + VISIBILITY;
                batch.push(message.clone());
            }
        }
        Found::Batch(batch)
    }

    /// Takes messages away: they are done.
    pub fn delete(&self, of: QueueName, ids: &BTreeSet<String>) {
        let mut all = lock(&self.all);
        let fifo = all.entry(of).or_default();
        fifo.held.retain(|_, m| !ids.contains(&m.id));
        if let Some(waker) = fifo.waiting.take() {
            waker.wake();
        }
    }

    /// How many messages there are in all queues.
    #[must_use]
    pub fn count(&self) -> usize {
        lock(&self.all).values().map(|f| f.held.len()).sum()
    }

    /// What was put aside.
    #[must_use]
    pub fn dead(&self) -> Vec<Dead> {
        lock(&self.dead).clone()
    }

    /// One call, with the network's faults around it.
    async fn call(&self, act: impl FnOnce() + Send) -> Result<(), QueueError> {
        self.core.travel().await;
        if self.core.strikes("queue refuses", |f| f.queue_refuses) {
            return Err(QueueError("fault".into()));
        }
        act();
        self.core.travel().await;
        if self
            .core
            .strikes("queue's answer lost", |f| f.queue_answer_lost)
        {
            return Err(QueueError("fault: answer lost".into()));
        }
        Ok(())
    }
}

#[async_trait]
impl Queue for Queues {
    async fn send(&self, to: QueueName, message: Outgoing) -> Result<(), QueueError> {
        self.call(move || self.accept(to, message)).await
    }

    async fn bury(&self, from: QueueName, body: &str, reason: &str) -> Result<(), QueueError> {
        self.core
            .note("bury", || format!("{from:?} {body}: {reason}"));
        if self.secrets.are_in(reason) {
            self.core
                .violated(format!("a secret in a dead letter's reason: {reason}"));
        }
        let dead = Dead {
            from,
            body: body.to_owned(),
            reason: reason.to_owned(),
        };
        self.call(move || lock(&self.dead).push(dead)).await
    }

    async fn depth(&self, of: QueueName) -> Result<u64, QueueError> {
        self.call(|| ()).await?;
        Ok(lock(&self.all).get(&of).map_or(0, |f| f.held.len() as u64))
    }

    async fn publish(&self, event: BusEvent) -> Result<(), QueueError> {
        if self.secrets.are_in(&event.detail()) {
            self.core.violated("a secret on the bus");
        }
        self.call(|| ()).await
    }
}
