//! Who is due, and one digest a company and week, whatever is repeated.
//!
//! 1. A tick finds who is due and sends a message for each. The due index is also the retry: an
//!    entry leaves it only when the digest is sent.
//! 2. A message **claims** the week: the digest with all its numbers and its very text is written,
//!    on condition that there is none yet.
//! 3. The mail is sent, recipient by recipient, and each one is marked as taken.
//! 4. The digest is marked as sent, and the due entry moves to the next week, together.
//!
//! The mail service has no idempotency key. So a mail whose fate is unknown (a crash or a lost
//! answer between 2 and 3) is not sent again until the service's own events have had
//! [`EVENT_GRACE`] to tell; they mark it as taken (`mail_event`).

use std::sync::Arc;

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::facts::Company;
use oodaloo_domain::ids::derived;
use oodaloo_domain::tiles::compute;
use oodaloo_domain::week::IsoWeek;
use oodaloo_runtime::batch::{Outcome, work_off};
use oodaloo_runtime::messages::{BusEvent, DigestRequest, MailRequest, Tick};
use oodaloo_runtime::ports::{Mail, MailError, Mailer, Queue, QueueError, QueueName, World};
use oodaloo_runtime::telemetry::Metrics;
use oodaloo_runtime::trigger::MailEvent;
use oodaloo_store::keys::DUE_SHARDS;
use oodaloo_store::{CompanyStore, DigestRecord, DigestStatus, Loaded, Store, StoreError};
use secrecy::SecretString;

use crate::letter;

/// How long the mail service's events may take. Longer than a worker may live, so that no other
/// worker is still about to send.
pub const EVENT_GRACE: SignedDuration = SignedDuration::from_mins(30);
/// A claim that is known not to have sent anything: anybody may try at once.
const RELEASED: Timestamp = Timestamp::UNIX_EPOCH;
/// How often a claim is begun again because the tiles moved under it.
const MAX_CLAIMS: usize = 3;

/// What the handlers need.
pub struct Digest {
    /// Everything stored.
    pub store: Store,
    /// Queue and bus.
    pub queue: Arc<dyn Queue>,
    /// Outgoing mail.
    pub mailer: Arc<dyn Mailer>,
    /// Time and ids.
    pub world: Arc<dyn World>,
    /// Where the web app is.
    pub app_url: String,
    /// Signs the unsubscribe links.
    pub link_key: SecretString,
}

/// Why a digest could not be sent.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DigestError {
    /// The table's answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The queue's answer.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// A setting that makes no sense.
    #[error("{0} is not a time zone")]
    TimeZone(String),
    /// It could not be rendered: our fault.
    #[error("the digest cannot be rendered: {0}")]
    Render(String),
    /// The mail service cannot take it now.
    #[error("the mail service cannot take it now: {0}")]
    NotSent(String),
}

impl DigestError {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Store(StoreError::Corrupt { .. }) | Self::TimeZone(_) | Self::Render(_) => {
                Outcome::Dead(self.to_string())
            }
            _ => Outcome::Retry(self.to_string()),
        }
    }
}

impl Digest {
    /// Sends a message for every company whose digest is due. Gives how many.
    ///
    /// # Errors
    /// [`DigestError`]; the next tick sends the rest.
    pub async fn tick(&self, tick: &Tick) -> Result<usize, DigestError> {
        let now = self.world.now();
        let until = if tick.force { Timestamp::MAX } else { now };
        let mut sent = 0;
        for shard in 0..DUE_SHARDS {
            for due in self.store.due_digests(shard, until).await? {
                // Digests go out on Friday, and no zone's Friday lies in another ISO week than its
                // instant in UTC.
                let at = if tick.force { now } else { due.due };
                let week = IsoWeek::of(at.to_zoned(TimeZone::UTC).date());
                let request = DigestRequest {
                    company_id: due.company,
                    week,
                    due: Some(due.due),
                };
                let unique = self.world.id("dig");
                self.queue
                    .send(QueueName::Digest, request.outgoing(unique))
                    .await?;
                sent += 1;
            }
        }
        Ok(sent)
    }

    /// Works off a batch.
    pub async fn batch(&self, event: SqsEvent) -> SqsBatchResponse {
        work_off(self.queue.as_ref(), QueueName::Digest, event, |body| {
            self.message(body)
        })
        .await
    }

    async fn message(&self, body: String) -> Outcome {
        let Ok(request) = serde_json::from_str(&body) else {
            return Outcome::Dead("not a request for a mail".into());
        };
        let done = match &request {
            MailRequest::Digest(request) => self.digest(request).await,
            MailRequest::Invitation(request) => self.invitation(request).await,
        };
        match done {
            Ok(()) => Outcome::Done,
            Err(error) => error.outcome(),
        }
    }

    async fn digest(&self, request: &DigestRequest) -> Result<(), DigestError> {
        let company = self.store.company(&request.company_id);
        let record = match company.digest(request.week).await? {
            Some(record) if record.status == DigestStatus::Sent => {
                return self.settle_due(&company, request).await;
            }
            Some(record) if self.world.now().duration_since(record.claimed_at) < EVENT_GRACE => {
                // Somebody is sending it, or nobody knows yet. The next tick asks again.
                return Ok(());
            }
            Some(record) => self.reclaim(&company, record).await?,
            None => self.claim(&company, request).await?,
        };
        match record {
            Some(record) => self.send(&company, record, request).await,
            None => Ok(()),
        }
    }

    /// Computes and writes the digest, unless somebody else has. The tiles are written with it: what
    /// the owner reads and what the app shows at that moment are the same numbers.
    async fn claim(
        &self,
        company: &CompanyStore,
        request: &DigestRequest,
    ) -> Result<Option<DigestRecord>, DigestError> {
        let week = request.week;
        for _ in 0..MAX_CLAIMS {
            let now = self.world.now();
            let Some(loaded) = company.load_books(now).await? else {
                return Ok(None);
            };
            if loaded.profile.digest_to.is_empty() {
                return Ok(None);
            }
            if let Some(later) = due_later(&loaded.profile, request, now)? {
                let moved = company.due_digest_writes(request.due, later);
                company.transact(moved).await?;
                return Ok(None);
            }
            let record = self.compose(company, &loaded, week, now)?;
            let read = loaded.tiles.as_ref().map(|(_, version)| *version);
            let writes = vec![
                company.digest_write(&record)?,
                company.tiles_write(&record.tiles, read)?,
            ];
            match company.transact(writes).await {
                Ok(()) => return Ok(Some(record)),
                Err(e) if e.is_conflict() => {
                    if company.digest(week).await?.is_some() {
                        return Ok(None);
                    }
                }
                Err(e) => return Err(e.into()),
            }
        }
        Err(DigestError::NotSent("the tiles kept moving".into()))
    }

    fn compose(
        &self,
        company: &CompanyStore,
        loaded: &Loaded,
        week: IsoWeek,
        now: Timestamp,
    ) -> Result<DigestRecord, DigestError> {
        let books = loaded.books();
        let tiles = compute(&books, now);
        let letter = letter::compose(&books, &tiles, week, &self.app_url)?;
        Ok(DigestRecord {
            id: derived("dig", &[company.id().as_str(), &week.to_string()]),
            week,
            status: DigestStatus::Sending,
            claimed_at: now,
            sent_at: None,
            to: loaded.profile.digest_to.clone(),
            taken: Vec::new(),
            refused: Vec::new(),
            subject: letter.subject,
            html: letter.html,
            text: letter.text,
            tiles,
            version: 1,
        })
    }

    /// Takes over a claim whose worker is gone and of whose mail the service told nothing.
    async fn reclaim(
        &self,
        company: &CompanyStore,
        mut record: DigestRecord,
    ) -> Result<Option<DigestRecord>, DigestError> {
        record.claimed_at = self.world.now();
        Ok(if self.save(company, &mut record).await? {
            Some(record)
        } else {
            None
        })
    }

    /// Writes a digest over the version read. False when somebody else was first.
    async fn save(
        &self,
        company: &CompanyStore,
        record: &mut DigestRecord,
    ) -> Result<bool, DigestError> {
        record.version += 1;
        match company.transact(vec![company.digest_write(record)?]).await {
            Ok(()) => Ok(true),
            Err(e) if e.is_conflict() => Ok(false),
            Err(e) => Err(e.into()),
        }
    }

    async fn send(
        &self,
        company: &CompanyStore,
        mut record: DigestRecord,
        request: &DigestRequest,
    ) -> Result<(), DigestError> {
        for to in record.open_recipients() {
            match self.mailer.send(self.mail(company, &record, &to)?).await {
                Ok(_) => record.taken.push(to),
                Err(MailError::Refused(why)) => {
                    tracing::error!(why, company_id = %company.id(), "a recipient's address is refused");
                    record.refused.push(to);
                }
                Err(MailError::NotSent(why)) => {
                    record.claimed_at = RELEASED;
                    self.save(company, &mut record).await?;
                    return Err(DigestError::NotSent(why));
                }
                Err(MailError::Unknown(why)) => {
                    tracing::warn!(why, company_id = %company.id(), "the fate of a mail is unknown: its events will tell");
                    return Ok(());
                }
            }
            if !self.save(company, &mut record).await? {
                // The service's event was faster than we were.
                return Ok(());
            }
        }
        self.close(company, record, request).await
    }

    fn mail(
        &self,
        company: &CompanyStore,
        record: &DigestRecord,
        to: &str,
    ) -> Result<Mail, DigestError> {
        letter::address(record, company.id(), to, &self.app_url, &self.link_key)
    }

    /// Everybody has theirs: the digest is sent, and the company is due again next week.
    async fn close(
        &self,
        company: &CompanyStore,
        mut record: DigestRecord,
        request: &DigestRequest,
    ) -> Result<(), DigestError> {
        record.status = DigestStatus::Sent;
        record.sent_at = Some(self.world.now());
        record.version += 1;
        let mut writes = vec![company.digest_write(&record)?];
        writes.extend(self.due_writes(company, request).await?);
        match company.transact(writes).await {
            Ok(()) => {}
            // Closed by the service's event meanwhile; the due entry follows with the next tick.
            Err(e) if e.is_conflict() => return Ok(()),
            Err(e) => return Err(e.into()),
        }
        Metrics::new("digest", self.world.now())
            .count("digest_sent", 1)
            .company(company.id())
            .emit();
        let event = BusEvent::DigestSent {
            company_id: company.id().clone(),
            week: record.week,
        };
        if let Err(error) = self.queue.publish(event).await {
            tracing::warn!(%error, "the bus did not take DigestSent");
        }
        Ok(())
    }

    /// A digest that is sent, and a due entry that says otherwise: the entry moves on.
    async fn settle_due(
        &self,
        company: &CompanyStore,
        request: &DigestRequest,
    ) -> Result<(), DigestError> {
        let writes = self.due_writes(company, request).await?;
        if !writes.is_empty() {
            company.transact(writes).await?;
        }
        Ok(())
    }

    async fn due_writes(
        &self,
        company: &CompanyStore,
        request: &DigestRequest,
    ) -> Result<Vec<oodaloo_store::Write>, DigestError> {
        let Some(profile) = company.profile().await? else {
            return Ok(Vec::new());
        };
        let zone = TimeZone::get(&profile.time_zone)
            .map_err(|_| DigestError::TimeZone(profile.time_zone.clone()))?;
        let next = request.week.next().digest_due(&zone, profile.digest_time);
        Ok(if request.due == Some(next) {
            Vec::new()
        } else {
            company.due_digest_writes(request.due, next)
        })
    }

    /// The mail service tells that it took a mail: what a crash left open is known now.
    ///
    /// # Errors
    /// [`DigestError`]; EventBridge tells it again.
    pub async fn mail_event(&self, event: &MailEvent) -> Result<(), DigestError> {
        let taken = matches!(event.kind.as_str(), "Email Sent" | "Email Delivered");
        let company = oodaloo_domain::CompanyId::new(event.company_id.clone());
        let (true, Ok(company), Ok(week)) = (taken, company, event.week.parse::<IsoWeek>()) else {
            return Ok(());
        };
        let company = self.store.company(&company);
        let Some(mut record) = company.digest(week).await? else {
            return Ok(());
        };
        let news: Vec<String> = record
            .open_recipients()
            .into_iter()
            .filter(|to| event.to.contains(to))
            .collect();
        if record.status == DigestStatus::Sent || news.is_empty() {
            return Ok(());
        }
        record.taken.extend(news);
        if record.open_recipients().is_empty() {
            record.status = DigestStatus::Sent;
            record.sent_at = Some(self.world.now());
        }
        if self.save(&company, &mut record).await? {
            Ok(())
        } else {
            Err(DigestError::NotSent(
                "another worker wrote the digest meanwhile".into(),
            ))
        }
    }
}

/// When the digest is due after all, should its entry stand for a time that is none of the settings any
/// more and come too early. Whoever changes the time moves the entry; who takes that back does not.
fn due_later(
    profile: &Company,
    request: &DigestRequest,
    now: Timestamp,
) -> Result<Option<Timestamp>, DigestError> {
    let zone = TimeZone::get(&profile.time_zone)
        .map_err(|_| DigestError::TimeZone(profile.time_zone.clone()))?;
    let due = request.week.digest_due(&zone, profile.digest_time);
    let of_another_time = request.due.is_some_and(|entry| entry != due);
    Ok((of_another_time && due > now).then_some(due))
}
