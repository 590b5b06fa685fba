//! Jobber, entity by entity: what changed since the last pass, or one record that a webhook named.

mod notes;
mod pace;
mod pages;
mod spaced;
mod sweep;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::ids::derived;
use oodaloo_rails::jobber::Reader;
use oodaloo_runtime::messages::SyncReason;
use oodaloo_store::{Fact, Gone, Mirrored};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::pace::Paces;
use self::pages::{Rows, page};
use self::spaced::Spaced;
use self::sweep::SWEPT;
use crate::pull::{NoticeChange, Pulled};
use crate::{Look, Sync, SyncError};

/// Read again at every pass: whether Jobber's bounds are inclusive is not documented, and clocks
/// differ.
const OVERLAP: SignedDuration = SignedDuration::from_secs(120);
/// How many of the newest payments are remembered to know the place again.
const HEAD: usize = 20;
/// A night's look overlaps the whole day before: what a day's webhooks and polls lost is found.
const NIGHTLY_OVERLAP: SignedDuration = SignedDuration::from_hours(26);
/// How many pages of payments, whose changes show no time, a night reads however known they are.
const NIGHTLY_PAGES: usize = 10;
/// A scan that was begun longer ago is begun anew.
const SCAN_LIFE: SignedDuration = SignedDuration::from_hours(48);
/// What a page of any of our lists may cost: a quarter of Jobber's bucket (a test of the queries holds it).
const PAGE_POINTS: i64 = 2_500;
/// What one record may cost.
const RECORD_POINTS: i64 = 500;
/// The most pages of one entity in one pass. What is beyond goes on in the next message.
const MAX_PAGES: usize = 2_000;

/// What is mirrored, in the order it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entity {
    Clients,
    Jobs,
    Invoices,
    Quotes,
    Payments,
    Payouts,
}

impl Entity {
    const ALL: [Self; 6] = [
        Self::Clients,
        Self::Jobs,
        Self::Invoices,
        Self::Quotes,
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
    quotes: Progress,
    payments: Progress,
    payouts: Progress,
    /// How far this week's scan is.
    #[serde(skip_serializing_if = "Option::is_none")]
    scan: Option<Scan>,
}

/// How far a weekly scan is, over as many messages as it takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Scan {
    began: Timestamp,
    /// First every entity is read, then every kind is swept.
    stage: usize,
}

impl Cursor {
    const fn of(&mut self, entity: Entity) -> &mut Progress {
        match entity {
            Entity::Clients => &mut self.clients,
            Entity::Jobs => &mut self.jobs,
            Entity::Invoices => &mut self.invoices,
            Entity::Quotes => &mut self.quotes,
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
    /// The same of a weekly scan, whose pages are not those of a poll.
    #[serde(skip_serializing_if = "Option::is_none")]
    scan: Option<Pass>,
}

/// Where a pass stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Pass {
    next: Option<String>,
    newest: Option<Timestamp>,
    head: Vec<String>,
}

impl Sync {
    pub(crate) async fn read_jobber(
        &self,
        look: &Look,
        token: &SecretString,
    ) -> Result<Pulled, SyncError> {
        let spaced = Spaced::new(self.rail.as_ref(), self.world.as_ref());
        let zone = self.zone(look).await?;
        let reader = Reader::new(&spaced, token, zone);
        let mut read = self.read_with(look, &reader).await;
        // What was read counts first, but what is read is kept only when this has ended as well.
        if read.is_ok()
            && let Err(error) = self.write_notes(look, &reader).await
        {
            read = Err(error);
        }
        self.tell_seen(look, &reader.seen());
        read
    }

    async fn read_with(&self, look: &Look, reader: &Reader<'_>) -> Result<Pulled, SyncError> {
        if let SyncReason::Webhook {
            topic,
            item_id: Some(item),
            ..
        } = &look.request.reason
        {
            let mirrored = self.one_record(look, reader, topic, item).await?;
            let cursor = look.connection.cursor.clone();
            return Ok(self.pulled(look, reader, mirrored, cursor, false));
        }
        if matches!(look.request.reason, SyncReason::Write { .. }) {
            let cursor = look.connection.cursor.clone();
            return Ok(self.pulled(look, reader, Mirrored::default(), cursor, false));
        }
        let mut cursor: Cursor = match &look.connection.cursor {
            Value::Null => Cursor::default(),
            stored => serde_json::from_value(stored.clone()).map_err(|_| {
                SyncError::BadRecord("the stored Jobber cursor cannot be read".into())
            })?,
        };
        let mut mirrored = Mirrored::default();
        let finished = if look.request.reason == SyncReason::Weekly {
            self.scan(look, reader, &mut cursor, &mut mirrored).await?
        } else {
            self.delta(look, reader, &mut cursor, &mut mirrored).await?
        };
        let cursor = serde_json::to_value(&cursor).unwrap_or_default();
        Ok(self.pulled(look, reader, mirrored, cursor, !finished))
    }

    fn pulled(
        &self,
        look: &Look,
        reader: &Reader<'_>,
        mirrored: Mirrored,
        cursor: Value,
        unfinished: bool,
    ) -> Pulled {
        Pulled {
            mirrored,
            cursor,
            unfinished,
            accounts: None,
            notice: NoticeChange::Keep,
            pace: self.pace_to_keep(look, reader),
            calls: oodaloo_store::Calls::new(),
            bank: oodaloo_store::BankSeen::default(),
        }
    }

    /// What changed since the last pass. False when the time ran out before the end.
    async fn delta(
        &self,
        look: &Look,
        reader: &Reader<'_>,
        cursor: &mut Cursor,
        mirrored: &mut Mirrored,
    ) -> Result<bool, SyncError> {
        for entity in Entity::ALL {
            let progress = cursor.of(entity);
            if !self.pass(look, reader, entity, progress, mirrored).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Believes nothing: reads everything again, then looks for what is no more. Goes on where the last
    /// message of the same scan ended; false when there is more to do.
    async fn scan(
        &self,
        look: &Look,
        reader: &Reader<'_>,
        cursor: &mut Cursor,
        mirrored: &mut Mirrored,
    ) -> Result<bool, SyncError> {
        let now = self.world.now();
        let fresh = |scan: &Scan| now.duration_since(scan.began) < SCAN_LIFE;
        let mut scan = cursor.scan.filter(fresh).unwrap_or(Scan {
            began: now,
            stage: 0,
        });
        loop {
            let done = match (
                Entity::ALL.get(scan.stage),
                scan.stage.checked_sub(Entity::ALL.len()),
            ) {
                (Some(entity), _) => {
                    let progress = cursor.of(*entity);
                    self.pass(look, reader, *entity, progress, mirrored).await?
                }
                (None, Some(at)) if at < SWEPT.len() => {
                    self.sweep(look, reader, SWEPT[at], mirrored).await?
                }
                _ => {
                    cursor.scan = None;
                    return Ok(true);
                }
            };
            if !done {
                cursor.scan = Some(scan);
                return Ok(false);
            }
            scan.stage += 1;
        }
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
        let everything = look.request.reason == SyncReason::Weekly;
        let overlap = if look.request.reason == SyncReason::Nightly {
            NIGHTLY_OVERLAP
        } else {
            OVERLAP
        };
        let since = progress
            .until
            .filter(|_| !everything)
            .and_then(|u| u.checked_sub(overlap).ok());
        let slot = if everything {
            &mut progress.scan
        } else {
            &mut progress.pass
        };
        let mut pass = slot.take().unwrap_or_default();
        // A night's pass goes on behind what is known: something older may have been lost.
        let beyond = if look.request.reason == SyncReason::Nightly {
            NIGHTLY_PAGES
        } else {
            0
        };
        let installed = look.connection.connected_at;
        for read in 0..MAX_PAGES {
            if self.world.now() >= look.until {
                break;
            }
            let at = pass.next.clone();
            let rows = self
                .paced(look, reader, PAGE_POINTS, || {
                    page(reader, entity, since, at.as_deref(), installed)
                })
                .await?;
            *mirrored += look.company.mirror(&rows.facts).await?;
            pass.newest = pass.newest.max(rows.stamps.iter().copied().flatten().max());
            let marks: Vec<String> = rows.facts.iter().map(fingerprint).collect();
            let known = !everything
                && read >= beyond
                && reached_known(entity, since, &rows, &marks, &progress.head);
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
        if everything {
            progress.scan = Some(pass);
        } else {
            progress.pass = Some(pass);
        }
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
            .paced(look, reader, RECORD_POINTS, || {
                crate::news::fetch(reader, topic, item, look.connection.connected_at)
            })
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
        Entity::Clients | Entity::Invoices | Entity::Quotes | Entity::Payouts => false,
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
