//! Planted bugs: what a tired engineer might write, put between the real handlers and their ports. The
//! simulation must find each of them; how often it does is how sharp it is.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use oodaloo_runtime::messages::BusEvent;
use oodaloo_runtime::ports::{Mail, MailError, Mailer, Outgoing, Queue, QueueError, QueueName};
use oodaloo_store::{Condition, Item, Key, Meter, Page, Query, Table, TableError, Write, keys};

/// A planted bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// A match uses its payments without asking whether another has.
    PaymentUnconditional,
    /// A rail's record is written without asking whether somebody wrote since it was read.
    MirrorUnconditional,
    /// A transaction is written one item after the other.
    TransactionSplit,
    /// The audit entry follows in a second write.
    AuditAfterwards,
    /// A failed write of a record is taken for done.
    FailureSwallowed,
    /// The digest is sent without claiming its week.
    DigestUnclaimed,
    /// A mail whose fate is unknown is sent again at once.
    ResentBlindly,
    /// The refresh lease is shorter than a worker may live.
    LeaseShort,
    /// The refresh is made without asking for the lease.
    LeaseIgnored,
    /// The webhook says 200 though the queue did not take the event.
    AnsweredBeforeDurable,
    /// A batch with failures is acknowledged whole.
    AllAcknowledged,
    /// Lessons are added up first, and taken away in a second write.
    SummedTwice,
    /// When the answer to a match is lost, its lesson is written again to be sure.
    LessonTwice,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::PaymentUnconditional,
        Self::MirrorUnconditional,
        Self::TransactionSplit,
        Self::AuditAfterwards,
        Self::FailureSwallowed,
        Self::DigestUnclaimed,
        Self::ResentBlindly,
        Self::LeaseShort,
        Self::LeaseIgnored,
        Self::AnsweredBeforeDurable,
        Self::AllAcknowledged,
        Self::SummedTwice,
        Self::LessonTwice,
    ];
}

/// The table with a bug in front of it.
pub struct BuggyTable {
    /// Which.
    pub bug: Bug,
    /// What is behind.
    pub inner: Arc<dyn Table>,
}

fn lies_at(write: &Write, prefixes: &[&str]) -> bool {
    write
        .key()
        .is_some_and(|key| prefixes.iter().any(|prefix| key.sk.starts_with(prefix)))
}

/// Lessons that are not added up yet.
const LESSON: &str = "PRIORS#";
const RECORDS: [&str; 3] = [keys::PAYMENT, keys::BANK_TRANSACTION, keys::INVOICE];

impl BuggyTable {
    fn bend(&self, write: &mut Write) {
        let payment = lies_at(write, &[keys::PAYMENT]);
        let (record, connection) = (
            lies_at(write, &RECORDS),
            lies_at(write, &[keys::CONNECTION]),
        );
        let digest = lies_at(write, &["DIGEST#"]);
        match (self.bug, write) {
            (Bug::PaymentUnconditional, Write::Update { when, .. }) if payment => {
                *when = Condition::Always
            }
            (Bug::MirrorUnconditional, Write::Put { when, .. }) if record => {
                *when = Condition::Always
            }
            (Bug::DigestUnclaimed, Write::Put { when, .. }) if digest => *when = Condition::Always,
            (Bug::LeaseShort, Write::Put { item, .. }) if connection => shorten(item),
            (Bug::LeaseIgnored, Write::Put { item, when }) if connection => {
                ignore_lease(item, when);
            }
            _ => {}
        }
    }
}

/// The lessons of a transaction once more, each under a name of its own.
fn lessons_again(writes: &[Write]) -> Vec<Write> {
    let again = |write: &Write| match write {
        Write::Put { item, .. } if lies_at(write, &[LESSON]) => {
            let mut item = item.clone();
            let sk = format!("{}#again", item.get("sk")?.as_str()?);
            item.insert("sk".into(), sk.into());
            let when = Condition::Always;
            Some(Write::Put { item, when })
        }
        _ => None,
    };
    writes.iter().filter_map(again).collect()
}

fn ignore_lease(connection: &mut Item, when: &mut Condition) {
    if connection.remove("lease").is_some() {
        *when = Condition::Always;
    }
}

/// The lease ends after two seconds instead of five minutes.
fn shorten(connection: &mut Item) {
    let Some(lease) = connection
        .get_mut("lease")
        .and_then(serde_json::Value::as_object_mut)
    else {
        return;
    };
    let until = lease
        .get("until")
        .and_then(serde_json::Value::as_str)
        .and_then(|t| t.parse::<Timestamp>().ok());
    if let Some(sooner) = until.and_then(|t| t.checked_sub(SignedDuration::from_secs(298)).ok()) {
        lease.insert("until".into(), sooner.to_string().into());
    }
}

#[async_trait]
impl Table for BuggyTable {
    async fn get(&self, key: &Key) -> Result<Option<Item>, TableError> {
        let found = self.inner.get(key).await?;
        // Whoever does not claim does not look either.
        Ok(found.filter(|_| self.bug != Bug::DigestUnclaimed || !key.sk.starts_with("DIGEST#")))
    }

    async fn batch_get(&self, keys: &[Key]) -> Result<Vec<Item>, TableError> {
        self.inner.batch_get(keys).await
    }

    async fn query(&self, query: &Query) -> Result<Page, TableError> {
        self.inner.query(query).await
    }

    async fn transact(&self, mut writes: Vec<Write>) -> Result<(), TableError> {
        writes.iter_mut().for_each(|write| self.bend(write));
        match self.bug {
            Bug::TransactionSplit => {
                for write in writes {
                    self.inner.transact(vec![write]).await?;
                }
                Ok(())
            }
            Bug::AuditAfterwards => {
                let (audit, rest): (Vec<_>, Vec<_>) =
                    writes.into_iter().partition(|w| lies_at(w, &[keys::AUDIT]));
                self.inner.transact(rest).await?;
                if audit.is_empty() {
                    Ok(())
                } else {
                    self.inner.transact(audit).await
                }
            }
            Bug::FailureSwallowed if writes.len() == 1 && lies_at(&writes[0], &RECORDS) => {
                match self.inner.transact(writes).await {
                    Err(e) if e.is_transient() => Ok(()),
                    answer => answer,
                }
            }
            Bug::SummedTwice => {
                let gone = |w: &Write| matches!(w, Write::Delete { .. }) && lies_at(w, &[LESSON]);
                let (gone, rest): (Vec<_>, Vec<_>) = writes.into_iter().partition(gone);
                self.inner.transact(rest).await?;
                if gone.is_empty() {
                    Ok(())
                } else {
                    self.inner.transact(gone).await
                }
            }
            Bug::LessonTwice => {
                let answer = self.inner.transact(writes.clone()).await;
                let lessons = lessons_again(&writes);
                if matches!(answer, Err(TableError::Unavailable(_))) && !lessons.is_empty() {
                    self.inner.transact(lessons).await?;
                }
                answer
            }
            _ => self.inner.transact(writes).await,
        }
    }

    fn meter(&self) -> &Meter {
        self.inner.meter()
    }
}

/// The queues as a webhook that does not wait for them sees them.
pub struct HastyQueue(pub Arc<dyn Queue>);

#[async_trait]
impl Queue for HastyQueue {
    async fn send(&self, to: QueueName, message: Outgoing) -> Result<(), QueueError> {
        let _ = self.0.send(to, message).await;
        Ok(())
    }

    async fn bury(&self, from: QueueName, body: &str, reason: &str) -> Result<(), QueueError> {
        self.0.bury(from, body, reason).await
    }

    async fn depth(&self, of: QueueName) -> Result<u64, QueueError> {
        self.0.depth(of).await
    }

    async fn publish(&self, event: BusEvent) -> Result<(), QueueError> {
        self.0.publish(event).await
    }
}

/// The mail service as somebody sees it who takes no answer for a no.
pub struct BlindMailer(pub Arc<dyn Mailer>);

#[async_trait]
impl Mailer for BlindMailer {
    async fn send(&self, mail: Mail) -> Result<String, MailError> {
        match self.0.send(mail).await {
            Err(MailError::Unknown(why)) => Err(MailError::NotSent(why)),
            answer => answer,
        }
    }
}
