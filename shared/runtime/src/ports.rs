//! The thin ports at the level of I/O. Handlers know these, the simulation models them, and only
//! [`crate::aws`] knows what is behind them in production.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use oodaloo_domain::CompanyId;
use oodaloo_domain::facts::RailName;
use secrecy::SecretString;

use crate::messages::BusEvent;

/// Our queues. All are FIFO: order holds within a group, groups run in parallel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum QueueName {
    /// Look at a rail again.
    Sync,
    /// Reconcile a company.
    Reconcile,
    /// Send a company its digest.
    Digest,
}

/// A message on its way to a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// JSON.
    pub body: String,
    /// Messages of one group are worked off one after another.
    pub group: String,
    /// Within five minutes a second message with the same id is swallowed.
    pub dedupe: String,
}

/// Why a message may not have been accepted. It may also have been: sending again is safe, because
/// consumers are idempotent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the queue did not accept the message: {0}")]
pub struct QueueError(pub String);

/// Queues and the event bus.
#[async_trait]
pub trait Queue: Send + Sync {
    /// Hands a message over; when this returns, it is durable.
    async fn send(&self, to: QueueName, message: Outgoing) -> Result<(), QueueError>;

    /// Puts a message that cannot be worked off aside, with the reason, for a person.
    async fn bury(&self, from: QueueName, body: &str, reason: &str) -> Result<(), QueueError>;

    /// About how many messages wait.
    async fn depth(&self, of: QueueName) -> Result<u64, QueueError>;

    /// Tells others a fact.
    async fn publish(&self, event: BusEvent) -> Result<(), QueueError>;
}

/// A mail, ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom: one address per mail, each with its own unsubscribe link.
    pub to: String,
    /// One line.
    pub subject: String,
    /// For those who see pictures.
    pub html: String,
    /// For those who do not.
    pub text: String,
    /// Beside those that the mail service sets itself.
    pub headers: Vec<(String, String)>,
    /// Found again in the mail service's events.
    pub tags: Vec<(String, String)>,
}

/// Why a mail did not go.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// Certainly not sent; may be tried again.
    #[error("the mail was not sent: {0}")]
    NotSent(String),
    /// Certainly not sent; trying again will not help.
    #[error("the mail was refused: {0}")]
    Refused(String),
    /// Nobody knows. Sending again could send twice.
    #[error("no answer from the mail service: {0}")]
    Unknown(String),
}

/// Outgoing mail.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Sends one mail and gives its message id.
    async fn send(&self, mail: Mail) -> Result<String, MailError>;
}

/// What a program cannot know by itself: the time, chance, and names nobody else uses.
#[async_trait]
pub trait World: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;

    /// 64 random bits.
    fn random(&self) -> u64;

    /// A new id that sorts by time: `prefix_` and a UUID v7.
    fn id(&self, prefix: &str) -> String {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or(0);
        let mut bytes = [0_u8; 10];
        bytes[..8].copy_from_slice(&self.random().to_be_bytes());
        bytes[8..].copy_from_slice(&self.random().to_be_bytes()[..2]);
        let id = uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid();
        format!("{prefix}_{}", id.simple())
    }

    /// Waits. The time left to a Lambda runs on.
    async fn sleep(&self, time: Duration);
}

/// For whom and for which rail a secret was sealed; it opens for nobody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealContext<'a> {
    /// The tenant.
    pub company: &'a CompanyId,
    /// The rail.
    pub rail: RailName,
}

/// Why a secret stays shut.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// Try again later.
    #[error("the vault does not answer: {0}")]
    Unavailable(String),
    /// Not sealed by us, or for somebody else.
    #[error("the sealed text does not open for this company and rail")]
    WrongSeal,
}

/// Seals secrets at rest.
#[async_trait]
pub trait Vault: Send + Sync {
    /// Seals a text for one company and rail.
    async fn seal(
        &self,
        plain: &SecretString,
        context: &SealContext<'_>,
    ) -> Result<String, VaultError>;

    /// Opens it again.
    async fn open(
        &self,
        sealed: &str,
        context: &SealContext<'_>,
    ) -> Result<SecretString, VaultError>;
}
