//! Jobber, entity by entity: what changed since the last pass, or one record that a webhook named.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::ids::derived;
use oodaloo_rails::RailError;
use oodaloo_rails::jobber::{Page, Reader};
use oodaloo_runtime::messages::SyncReason;
use oodaloo_store::{Fact, Gone, Mirrored};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::pull::{NoticeChange, Pulled};
use crate::{Look, Sync, SyncError};

/// Read again at every pass: whether Jobber's bounds are inclusive is not documented, and clocks
/// differ.
const OVERLAP: SignedDuration = SignedDuration::from_secs(120);
/// How many of the newest payments are remembered to know the place again.
const HEAD: usize = 20;
/// The most pages of one entity in one pass. What is beyond goes on in the next message.
const MAX_PAGES: usize = 2_000;

/// What is mirrored, in the order it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entity {
    Clients,
    Jobs,
    Invoices,
    Payments,
    Payouts,
}

impl Entity {
    const ALL: [Self; 5] = [
        Self::Clients,
        Self::Jobs,
        Self::Invoices,
        Self::Payments,
        Self::Payouts,
    ];
}

/// How far each entity has been read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    clients: Progress,
    jobs: Progress,
    invoices: Progress,
    payments: Progress,
    payouts: Progress,
}

impl Cursor {
    const fn of(&mut self, entity: Entity) -> &mut Progress {
        match entity {
            Entity::Clients => &mut self.clients,
            Entity::Jobs => &mut self.jobs,
            Entity::Invoices => &mut self.invoices,
            Entity::Payments => &mut self.payments,
            Entity::Payouts => &mut self.payouts,
        }
    }
}

/// How far one entity has been read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Progress {
    /// Everything changed up to here has been read.
    until: Option<Timestamp>,
    /// The newest records of the last whole pass, where the rail shows no time of change.
    head: Vec<String>,
    /// A pass that ran out of time.
    pass: Option<Pass>,
}

/// Where a pass stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Pass {
    next: Option<String>,
    newest: Option<Timestamp>,
    head: Vec<String>,
}

/// One page, as facts.
struct Rows {
    facts: Vec<Fact>,
    stamps: Vec<Option<Timestamp>>,
    next: Option<String>,
}

impl Sync {
    pub(crate) async fn read_jobber(
        &self,
        look: &Look,
        token: &SecretString,
    ) -> Result<Pulled, SyncError> {
        let zone = self.zone(look).await?;
        let reader = Reader::new(self.rail.as_ref(), token, zone);
        if let SyncReason::Webhook {
            topic,
            item_id: Some(item),
            ..
        } = &look.request.reason
        {
            let mirrored = self.one_record(look, &reader, topic, item).await?;
            return Ok(Pulled {
                mirrored,
                cursor: look.connection.cursor.clone(),
                unfinished: false,
                accounts: None,
                notice: NoticeChange::Keep,
            });
        }
        let mut cursor: Cursor = match &look.connection.cursor {
            Value::Null => Cursor::default(),
            stored => serde_json::from_value(stored.clone()).map_err(|_| {
                SyncError::BadRecord("the stored Jobber cursor cannot be read".into())
            })?,
        };
        let mut mirrored = Mirrored::default();
        let mut unfinished = false;
        for entity in Entity::ALL {
            unfinished = !self
                .pass(look, &reader, entity, cursor.of(entity), &mut mirrored)
                .await?;
            if unfinished {
                break;
            }
        }
        let cursor = serde_json::to_value(&cursor).unwrap_or_default();
        Ok(Pulled {
            mirrored,
            cursor,
            unfinished,
            accounts: None,
            notice: NoticeChange::Keep,
        })
    }

    async fn zone(&self, look: &Look) -> Result<TimeZone, SyncError> {
        let profile = look.company.profile().await?;
        let name = profile.map(|p| p.time_zone).unwrap_or_default();
        TimeZone::get(&name).map_err(|_| SyncError::BadRecord(format!("{name} is not a time zone")))
    }

    /// Reads one entity to where the last pass began. False when the time ran out before that.
    async fn pass(
        &self,
        look: &Look,
        reader: &Reader<'_>,
        entity: Entity,
        progress: &mut Progress,
        mirrored: &mut Mirrored,
    ) -> Result<bool, SyncError> {
        // The weekly scan believes nothing: it reads everything again.
        let everything = look.request.reason == SyncReason::Weekly;
        let since = progress
            .until
            .filter(|_| !everything)
            .and_then(|u| u.checked_sub(OVERLAP).ok());
        let mut pass = progress.pass.take().unwrap_or_default();
        for _ in 0..MAX_PAGES {
            if self.world.now() >= look.until {
                break;
            }
            let at = pass.next.clone();
            let rows = self
                .patiently(look, || page(reader, entity, since, at.as_deref()))
                .await?;
            *mirrored += look.company.mirror(&rows.facts).await?;
            pass.newest = pass.newest.max(rows.stamps.iter().copied().flatten().max());
            let marks: Vec<String> = rows.facts.iter().map(fingerprint).collect();
            let known = !everything && reached_known(entity, since, &rows, &marks, &progress.head);
            pass.head
                .extend(marks.into_iter().take(HEAD.saturating_sub(pass.head.len())));
            pass.next = rows.next;
            if pass.next.is_none() || known {
                progress.until = progress.until.max(pass.newest);
                if entity == Entity::Payments {
                    progress.head = pass.head;
                }
                return Ok(true);
            }
        }
        progress.pass = Some(pass);
        Ok(false)
    }

    /// What a webhook named, as it stands now.
    async fn one_record(
        &self,
        look: &Look,
        reader: &Reader<'_>,
        topic: &str,
        item: &str,
    ) -> Result<Mirrored, SyncError> {
        let news = crate::news::of(&look.request);
        if let Some(news) = &news
            && look.company.is_old_news(news).await?
        {
            self.count("webhook_dedupes", &look.request);
            return Ok(Mirrored::default());
        }
        let Some(fact) = self
            .patiently(look, || crate::news::fetch(reader, topic, item))
            .await?
        else {
            return Ok(Mirrored::default());
        };
        let done = match &news {
            Some(news) => look.company.mirror_news(&fact, news).await?,
            None => look.company.mirror(std::slice::from_ref(&fact)).await?,
        };
        if done.changed == 0 {
            self.count("webhook_dedupes", &look.request);
        }
        Ok(done)
    }
}

/// Whether this page reaches what the last whole pass has read.
fn reached_known(
    entity: Entity,
    since: Option<Timestamp>,
    rows: &Rows,
    marks: &[String],
    head: &[String],
) -> bool {
    match entity {
        // Jobber sorts these by their last change, newest first, but cannot filter them.
        Entity::Jobs => {
            since.is_some_and(|since| rows.stamps.iter().flatten().any(|at| *at < since))
        }
        // … and of these it does not even show it: a record of the old head, unchanged, is the place.
        Entity::Payments => marks.iter().any(|mark| head.contains(mark)),
        Entity::Clients | Entity::Invoices | Entity::Payouts => false,
    }
}

fn fingerprint(fact: &Fact) -> String {
    match fact {
        Fact::Payment(record) => {
            derived("p", &[&serde_json::to_string(record).unwrap_or_default()])
        }
        Fact::Gone(Gone::Payment(id)) => derived("g", &[id.as_str()]),
        _ => String::new(),
    }
}

async fn page(
    reader: &Reader<'_>,
    entity: Entity,
    since: Option<Timestamp>,
    cursor: Option<&str>,
) -> Result<Rows, RailError> {
    match entity {
        Entity::Clients => reader
            .clients(since, cursor)
            .await
            .map(|p| rows(p, Fact::Client, |_| None)),
        Entity::Jobs => reader
            .jobs(cursor)
            .await
            .map(|p| rows(p, Fact::Job, |_| None)),
        Entity::Invoices => reader
            .invoices(since, cursor)
            .await
            .map(|p| rows(p, Fact::Invoice, |_| None)),
        Entity::Payments => reader
            .payment_records(cursor)
            .await
            .map(|p| rows(p, Fact::Payment, gone_payment)),
        Entity::Payouts => reader
            .payout_records(since, cursor)
            .await
            .map(|p| rows(p, Fact::Payout, gone_payout)),
    }
}

fn gone_payment(id: String) -> Option<Fact> {
    oodaloo_domain::PaymentId::new(id)
        .ok()
        .map(|id| Fact::Gone(Gone::Payment(id)))
}

fn gone_payout(id: String) -> Option<Fact> {
    oodaloo_domain::PayoutId::new(id)
        .ok()
        .map(|id| Fact::Gone(Gone::Payout(id)))
}

fn rows<T>(page: Page<T>, fact: fn(T) -> Fact, gone: fn(String) -> Option<Fact>) -> Rows {
    for rejected in &page.rejected {
        // One bad record is told of and left out; the others land.
        tracing::error!(
            id = rejected.id.as_deref(),
            why = rejected.why,
            "a Jobber record cannot be understood"
        );
    }
    let mut rows = Rows {
        facts: Vec::with_capacity(page.items.len()),
        stamps: Vec::new(),
        next: page.next,
    };
    for row in page.items {
        rows.stamps.push(row.updated_at);
        rows.facts.push(fact(row.fact));
    }
    rows.facts
        .extend(page.not_cash.into_iter().filter_map(gone));
    rows
}
