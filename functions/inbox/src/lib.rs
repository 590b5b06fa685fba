#![doc = include_str!("../README.md")]

mod event;
mod filed;
mod message;
mod object;

pub use event::{Arrival, arrivals};
pub use object::{Bucket, Objects, ObjectsError};

use std::sync::Arc;

use oodaloo_domain::facts::{Import, ImportStatus};
use oodaloo_runtime::messages::ImportRequest;
use oodaloo_runtime::ports::{Queue, QueueError, QueueName, World};
use oodaloo_runtime::telemetry::Metrics;
use oodaloo_store::{CompanyStore, MailTaken, Store, StoreError};

use message::Mail;

/// The largest mail, in bytes. What SES takes may be five times as large; a CSV is not.
pub const MAX_MAIL_BYTES: u64 = 8 * 1024 * 1024;

/// What the handler needs.
pub struct Inbox {
    /// Everything stored.
    pub store: Store,
    /// The sync queue.
    pub queue: Arc<dyn Queue>,
    /// Time and ids.
    pub world: Arc<dyn World>,
    /// Where mails lie.
    pub objects: Arc<dyn Objects>,
    /// What stands behind the `@` of our addresses.
    pub domain: String,
}

/// Why a mail is not dealt with yet. All of them may succeed later.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// The bucket's answer.
    #[error(transparent)]
    Objects(#[from] ObjectsError),
    /// The table's answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The queue's answer.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// What we made ourselves is not what it should be.
    #[error("{0}")]
    Broken(&'static str),
}

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is for so many companies.
    Taken(usize),
    /// It is for nobody; why.
    Dropped(&'static str),
}

impl Inbox {
    /// Deals with a mail.
    ///
    /// # Errors
    /// [`InboxError`]; the event's repeat finishes what was begun.
    pub async fn receive(&self, arrival: &Arrival) -> Result<Fate, InboxError> {
        let fate = self.take(arrival).await?;
        let metrics = Metrics::new("inbox", self.world.now());
        match fate {
            Fate::Taken(_) => metrics.count("mails_taken", 1).emit(),
            Fate::Dropped(why) => {
                // The key finds it in the bucket; whose it is and what it says stay there.
                tracing::warn!(key = arrival.key, why, "a mail is dropped");
                metrics
                    .count("mails_dropped", 1)
                    .property("why", why)
                    .emit();
            }
        }
        Ok(fate)
    }

    async fn take(&self, arrival: &Arrival) -> Result<Fate, InboxError> {
        if arrival.size > MAX_MAIL_BYTES {
            return Ok(Fate::Dropped("too large"));
        }
        let Some(bytes) = self.objects.get(&arrival.bucket, &arrival.key).await? else {
            return Ok(Fate::Dropped("gone, or too large"));
        };
        let Some(mail) = Mail::parse(&bytes, &self.domain) else {
            return Ok(Fate::Dropped("no mail"));
        };
        if !mail.is_clean {
            return Ok(Fate::Dropped("spam, a virus, or not looked at"));
        }
        let mut companies = Vec::new();
        for token in &mail.tokens {
            if let Some(id) = self.store.mail_route(token).await?
                && !companies.contains(&id)
            {
                companies.push(id);
            }
        }
        if companies.is_empty() {
            return Ok(Fate::Dropped("nobody's address"));
        }
        for id in &companies {
            self.file(&self.store.company(id), &mail).await?;
        }
        Ok(Fate::Taken(companies.len()))
    }

    /// Makes imports of a mail's files, once, and sends on what is to be read.
    async fn file(&self, company: &CompanyStore, mail: &Mail) -> Result<(), InboxError> {
        if let Some(taken) = company.mail_taken(&mail.id).await? {
            return self.send_again(company, &taken).await;
        }
        let mut imports = self.imports(company, mail).await?;
        let ids = imports.iter().map(|i| i.id.clone()).collect();
        let mut writes = vec![company.mail_taken_write(&mail.id, ids, self.world.now())?];
        for import in &mut imports {
            writes.push(company.audit_write(&self.audit(import)?)?);
            writes.push(company.import_write(import)?);
        }
        match company.transact(writes).await {
            Ok(()) => self.send(company, &imports).await,
            // Delivered twice at once: the other one has taken it, and may die before it sends.
            Err(e) if e.is_conflict() => match company.mail_taken(&mail.id).await? {
                Some(taken) => self.send_again(company, &taken).await,
                None => Err(e.into()),
            },
            Err(e) => Err(e.into()),
        }
    }

    async fn send_again(
        &self,
        company: &CompanyStore,
        taken: &MailTaken,
    ) -> Result<(), InboxError> {
        let mut imports = Vec::new();
        for id in &taken.imports {
            imports.extend(company.import(id).await?);
        }
        self.send(company, &imports).await
    }

    async fn send(&self, company: &CompanyStore, imports: &[Import]) -> Result<(), InboxError> {
        for import in imports.iter().filter(|i| i.status == ImportStatus::Reading) {
            let request = ImportRequest {
                company_id: company.id().clone(),
                import_id: import.id.clone(),
                account: import.account.clone(),
            };
            let message = request.outgoing(self.world.id("file"));
            self.queue.send(QueueName::Sync, message).await?;
        }
        Ok(())
    }
}
