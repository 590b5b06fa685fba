//! The rails' records, mirrored: written only when they differ from what is there, and never over
//! what was decided about them.

use std::collections::BTreeMap;

use futures::{StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use oodaloo_domain::facts::{
    Account, BankLine, BankTransaction, Client, Invoice, Job, Payment, PaymentRecord, PayoutRecord,
    Quote, RailName, Status,
};
use oodaloo_domain::{
    BankTransactionId, ClientId, InvoiceId, JobId, Money, PaymentId, PayoutId, QuoteId,
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use crate::company::CompanyStore;
use crate::keys::{self, CompanyKeys};
use crate::quotes;
use crate::records::{StoreError, from_item, text, to_item};
use crate::table::{Condition, Item, Key, MAX_BATCH_KEYS, TableError, Write};

/// Writes on their way at once.
pub(crate) const CONCURRENT_WRITES: usize = 8;
/// How often one record is planned again when somebody else was first.
pub(crate) const MAX_TRIES: usize = 4;

/// One record of a rail.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// A bank account.
    Account(Account),
    /// A posted bank line.
    BankLine(BankLine),
    /// The bank took a line back.
    Withdrawn(BankTransactionId),
    /// A payment.
    Payment(PaymentRecord),
    /// A payout the rail lists.
    Payout(PayoutRecord),
    /// An invoice.
    Invoice(Invoice),
    /// A job.
    Job(Job),
    /// A client.
    Client(Client),
    /// A quote, and since when we are there to see what becomes of it.
    Quote(Quote, Timestamp),
    /// The rail has it no more.
    Gone(Gone),
}

/// A record that the rail has no more, or that turned out to be no money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gone {
    /// A payment. What a match has used of it stays, so that the match can be undone.
    Payment(PaymentId),
    /// A payout.
    Payout(PayoutId),
    /// A quote.
    Quote(QuoteId),
    /// An invoice.
    Invoice(InvoiceId),
    /// A job.
    Job(JobId),
    /// A client.
    Client(ClientId),
}

/// News from a rail about one of its records: the mark that keeps older news from acting again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Who said it.
    pub rail: RailName,
    /// About which of its records.
    pub item: String,
    /// In the rail's words.
    pub topic: String,
    /// When it happened.
    pub occurred_at: Timestamp,
}

/// How long the mark is kept; later repeats cost a read and change nothing.
const NEWS_DAYS: i64 = 3;

/// What mirroring did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mirrored {
    /// Records written.
    pub changed: usize,
    /// Records that were as they are.
    pub unchanged: usize,
}

impl std::ops::AddAssign for Mirrored {
    fn add_assign(&mut self, other: Self) {
        self.changed += other.changed;
        self.unchanged += other.unchanged;
    }
}

impl CompanyStore {
    /// Brings these records up to date. Unchanged ones cost a read and no write.
    ///
    /// # Errors
    /// [`StoreError`]; what was written before stays written, and a repeat finishes the rest.
    pub async fn mirror(&self, facts: &[Fact]) -> Result<Mirrored, StoreError> {
        let mut done = Mirrored::default();
        // The last word on a record wins; two writes to one item must not race each other.
        let latest: BTreeMap<Key, &Fact> =
            facts.iter().map(|f| (key_of(&self.keys, f), f)).collect();
        let keys: Vec<Key> = latest.keys().cloned().collect();
        for chunk in keys.chunks(MAX_BATCH_KEYS) {
            let current = self.table.batch_get(chunk).await?;
            let current: BTreeMap<Key, Item> = current
                .into_iter()
                .map(|i| (Key::new(text(&i, "pk"), text(&i, "sk")), i))
                .collect();
            let writes = chunk
                .iter()
                .map(|key| self.mirror_one(latest[key], current.get(key).cloned()));
            let changed: Vec<bool> = futures::stream::iter(writes)
                .buffer_unordered(CONCURRENT_WRITES)
                .try_collect()
                .await?;
            let changed_count = changed.iter().filter(|c| **c).count();
            done += Mirrored {
                changed: changed_count,
                unchanged: chunk.len() - changed_count,
            };
        }
        Ok(done)
    }

    async fn mirror_one(&self, fact: &Fact, mut current: Option<Item>) -> Result<bool, StoreError> {
        for _ in 0..MAX_TRIES {
            let Some(write) = plan(&self.keys, fact, current.as_ref())? else {
                return Ok(false);
            };
            match self.table.transact(vec![write]).await {
                Ok(()) => return Ok(true),
                Err(TableError::Conflict(mut failed)) => {
                    current = failed.pop().and_then(|f| f.current)
                }
                Err(e) => return Err(e.into()),
            }
        }
        Err(TableError::Contention.into())
    }

    /// Whether newer news of the same topic about the same record has been acted upon already.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn is_old_news(&self, news: &News) -> Result<bool, StoreError> {
        let mark = self.table.get(&self.news_key(news)).await?;
        let newest = mark
            .map(|item| text(&item, &news.topic))
            .unwrap_or_default();
        // The same instant is looked at again: two changes within one second look alike.
        Ok(newest > keys::instant(news.occurred_at))
    }

    /// Brings one record up to date and marks the news as acted upon, together: a crash cannot keep
    /// the mark and lose the effect. Nothing is written when the record is as it is.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn mirror_news(&self, fact: &Fact, news: &News) -> Result<Mirrored, StoreError> {
        let key = key_of(&self.keys, fact);
        for _ in 0..MAX_TRIES {
            let current = self.table.get(&key).await?;
            let Some(write) = plan(&self.keys, fact, current.as_ref())? else {
                return Ok(Mirrored {
                    changed: 0,
                    unchanged: 1,
                });
            };
            match self.table.transact(vec![write, self.mark(news)]).await {
                Ok(()) => {
                    return Ok(Mirrored {
                        changed: 1,
                        unchanged: 0,
                    });
                }
                // The record moved, or newer news was marked: look again.
                Err(TableError::Conflict(failed)) if failed.iter().any(|f| f.index == 0) => {}
                Err(TableError::Conflict(_)) => {
                    return Ok(Mirrored {
                        changed: 0,
                        unchanged: 1,
                    });
                }
                Err(e) => return Err(e.into()),
            }
        }
        Err(TableError::Contention.into())
    }

    fn news_key(&self, news: &News) -> Key {
        self.keys.seen(
            news.rail,
            &news.item,
            news.occurred_at.to_zoned(TimeZone::UTC).date(),
        )
    }

    fn mark(&self, news: &News) -> Write {
        let at: serde_json::Value = keys::instant(news.occurred_at).into();
        let expires = news.occurred_at.as_second() + NEWS_DAYS * 86_400;
        Write::Update {
            key: self.news_key(news),
            set: BTreeMap::from([
                (news.topic.clone(), at.clone()),
                ("expires_at".into(), expires.into()),
            ]),
            add: BTreeMap::new(),
            remove: Vec::new(),
            when: Condition::Any(vec![
                Condition::Absent(news.topic.clone()),
                Condition::Equals(news.topic.clone(), at.clone()),
                Condition::LessThan(news.topic.clone(), at),
            ]),
        }
    }
}

fn key_of(keys: &CompanyKeys, fact: &Fact) -> Key {
    match fact {
        Fact::Account(f) => keys.account(&f.id),
        Fact::BankLine(f) => keys.bank_transaction(&f.id),
        Fact::Withdrawn(id) => keys.bank_transaction(id),
        Fact::Payment(f) => keys.payment(&f.id),
        Fact::Payout(f) => keys.payout(&f.id),
        Fact::Invoice(f) => keys.invoice(&f.id),
        Fact::Job(f) => keys.job(&f.id),
        Fact::Client(f) => keys.client(&f.id),
        Fact::Quote(f, _) => keys.quote(&f.id),
        Fact::Gone(Gone::Quote(id)) => keys.quote(id),
        Fact::Gone(Gone::Payment(id)) => keys.payment(id),
        Fact::Gone(Gone::Payout(id)) => keys.payout(id),
        Fact::Gone(Gone::Invoice(id)) => keys.invoice(id),
        Fact::Gone(Gone::Job(id)) => keys.job(id),
        Fact::Gone(Gone::Client(id)) => keys.client(id),
    }
}

/// What to write so that the item says what the fact says; nothing when it does already.
fn plan(
    keys: &CompanyKeys,
    fact: &Fact,
    current: Option<&Item>,
) -> Result<Option<Write>, StoreError> {
    let key = key_of(keys, fact);
    match fact {
        Fact::Account(f) => plain(&key, f, current, None),
        Fact::Payout(f) => plain(
            &key,
            f,
            current,
            Some((keys.open_partition(), payout_index(f))),
        ),
        Fact::Invoice(f) => plain(
            &key,
            f,
            current,
            Some((keys.receivable_partition(), invoice_index(f))),
        ),
        Fact::Job(f) => plain(&key, f, current, job_index(keys, f)),
        Fact::Client(f) => plain(&key, f, current, None),
        Fact::Quote(f, since) => quotes::write(&key, f, *since, current),
        Fact::BankLine(line) => bank_line(keys, &key, line, current),
        Fact::Withdrawn(_) => withdrawn(keys, &key, current),
        Fact::Payment(record) => payment(keys, &key, record, current),
        Fact::Gone(Gone::Payment(_)) => payment_gone(&key, current),
        Fact::Gone(_) => Ok(current.map(|there| delete(&key, there))),
    }
}

fn delete(key: &Key, there: &Item) -> Write {
    Write::Delete {
        key: key.clone(),
        when: Condition::version(version_of(there)),
    }
}

fn payment_gone(key: &Key, current: Option<&Item>) -> Result<Option<Write>, StoreError> {
    let Some(there) = current else {
        return Ok(None);
    };
    let mut payment: Payment = from_item(there)?;
    if payment.used == Money::ZERO {
        return Ok(Some(delete(key, there)));
    }
    if payment.open() == Money::ZERO {
        return Ok(None);
    }
    payment.record.amount = payment.used;
    payment.version += 1;
    // Without a hash it counts as changed should the rail show it again.
    Ok(Some(stamped(
        to_item(key, &payment)?,
        String::new(),
        current,
    )))
}

/// A record without decisions of ours.
fn plain<T: Serialize>(
    key: &Key,
    fact: &T,
    current: Option<&Item>,
    index: Option<(String, String)>,
) -> Result<Option<Write>, StoreError> {
    let hash = hash_of(fact);
    // An item that an earlier version of us put elsewhere in the index is moved when it is next read.
    let lies_well = |there: &Item| {
        let place = index.as_ref().map_or("", |(_, sk)| sk);
        text(there, "gsi1sk") == place
    };
    if unchanged(current, &hash) && current.is_none_or(lies_well) {
        return Ok(None);
    }
    let mut item = to_item(key, fact)?;
    if let Some((pk, sk)) = index {
        put_index(&mut item, pk, sk);
    }
    item.insert("version".into(), next_version(current).into());
    Ok(Some(stamped(item, hash, current)))
}

fn bank_line(
    keys: &CompanyKeys,
    key: &Key,
    line: &BankLine,
    current: Option<&Item>,
) -> Result<Option<Write>, StoreError> {
    let hash = hash_of(line);
    if unchanged(current, &hash) {
        return Ok(None);
    }
    let known: Option<BankTransaction> = current.map(from_item).transpose()?;
    let first = BankTransaction::open(line.clone());
    let transaction = BankTransaction {
        version: next_version(current),
        ..match known {
            None => first,
            // The bank shows it again.
            Some(t) if t.status == Status::Removed => first,
            Some(t) => amended(t, line),
        }
    };
    Ok(Some(stamped(
        bank_item(keys, key, &transaction)?,
        hash,
        current,
    )))
}

/// The line as the bank shows it now. A decision about it stands, and is asked about when it was a decision
/// about another amount.
fn amended(known: BankTransaction, line: &BankLine) -> BankTransaction {
    let decided_on = known.amended.unwrap_or(known.line.amount);
    // What is not counted does not become countable with its amount.
    let matters = !matches!(known.status, Status::Open | Status::Ignored);
    let differs = matters && line.amount != decided_on;
    BankTransaction {
        line: line.clone(),
        withdrawn: differs,
        amended: differs.then_some(decided_on),
        ..known
    }
}

fn withdrawn(
    keys: &CompanyKeys,
    key: &Key,
    current: Option<&Item>,
) -> Result<Option<Write>, StoreError> {
    let Some(item) = current else { return Ok(None) };
    let mut transaction: BankTransaction = from_item(item)?;
    match transaction.status {
        Status::Removed => return Ok(None),
        Status::Open => transaction.status = Status::Removed,
        _ if transaction.withdrawn => return Ok(None),
        // Somebody decided about it: that stays, and the tray will ask.
        _ => {
            transaction.withdrawn = true;
            transaction.amended = None;
        }
    }
    transaction.version += 1;
    // Without a hash the line counts as changed when the bank shows it again.
    Ok(Some(stamped(
        bank_item(keys, key, &transaction)?,
        String::new(),
        current,
    )))
}

pub(crate) fn bank_item(
    keys: &CompanyKeys,
    key: &Key,
    t: &BankTransaction,
) -> Result<Item, StoreError> {
    let mut item = to_item(key, t)?;
    let (date, id) = (t.line.date, &t.line.id);
    let is_open = t.status == Status::Open && t.line.amount != Money::ZERO;
    let place = if is_open && t.line.amount < Money::ZERO {
        Some(expense_place(date, id))
    } else {
        (is_open || t.withdrawn).then(|| bank_place(date, id))
    };
    if let Some(place) = place {
        put_index(&mut item, keys.open_partition(), place);
    }
    Ok(item)
}

fn payment(
    keys: &CompanyKeys,
    key: &Key,
    record: &PaymentRecord,
    current: Option<&Item>,
) -> Result<Option<Write>, StoreError> {
    let hash = hash_of(record);
    if unchanged(current, &hash) {
        return Ok(None);
    }
    let known: Option<Payment> = current.map(from_item).transpose()?;
    let used = known.map_or(Money::ZERO, |p| p.used);
    let payment = Payment {
        record: record.clone(),
        used,
        version: next_version(current),
    };
    let mut item = to_item(key, &payment)?;
    if payment.open() != Money::ZERO {
        put_index(
            &mut item,
            keys.open_partition(),
            payment_place(record.received_on, &record.id),
        );
    }
    Ok(Some(stamped(item, hash, current)))
}

/// Jobs by their last day, those without an end behind all others. None where no day is known.
fn job_index(keys: &CompanyKeys, job: &Job) -> Option<(String, String)> {
    let starts_on = job.starts_on?;
    let place = match job.ends_on {
        Some(day) => format!("{}{day}#{}", keys::JOB, job.id),
        None => format!("{}OPEN#{starts_on}#{}", keys::JOB, job.id),
    };
    Some((keys.job_partition(), place))
}

/// The place in the sparse index of money out that nobody decided about.
pub(crate) fn expense_place(date: Date, id: &BankTransactionId) -> String {
    format!("{}{date}#{id}", keys::EXPENSE)
}

/// An open deposit's place in the sparse index.
pub(crate) fn bank_place(date: Date, id: &BankTransactionId) -> String {
    format!("{}{date}#{id}", keys::BANK_TRANSACTION)
}

/// An open payment's place in the sparse index.
pub(crate) fn payment_place(received_on: Date, id: &PaymentId) -> String {
    format!("{}{received_on}#{id}", keys::PAYMENT)
}

fn payout_index(p: &PayoutRecord) -> String {
    format!("{}{}#{}", keys::PAYOUT, p.arrival, p.id)
}

fn invoice_index(i: &Invoice) -> String {
    // What was paid falls out of sight by its day; what is owed stays in sight however old it is.
    let place = if i.is_open() {
        keys::OWED
    } else {
        keys::INVOICE
    };
    format!("{place}{}#{}", i.issued_on, i.id)
}

fn put_index(item: &mut Item, pk: String, sk: String) {
    item.insert("gsi1pk".into(), pk.into());
    item.insert("gsi1sk".into(), sk.into());
}

pub(crate) fn unchanged(current: Option<&Item>, hash: &str) -> bool {
    current.is_some_and(|item| text(item, "hash") == hash)
}

pub(crate) fn next_version(current: Option<&Item>) -> u64 {
    current.map_or(1, |item| version_of(item) + 1)
}

fn version_of(item: &Item) -> u64 {
    item.get("version")
        .and_then(serde_json::Value::as_u64)
        .unwrap_or(0)
}

/// The write, on condition that nobody else wrote since `current` was read.
pub(crate) fn stamped(mut item: Item, hash: String, current: Option<&Item>) -> Write {
    item.insert("hash".into(), hash.into());
    let when = match current {
        None => Condition::NotExists,
        Some(there) => Condition::version(version_of(there)),
    };
    Write::Put { item, when }
}

/// The first 16 hex digits of SHA-256 over the fact's JSON: field order is fixed by its type.
pub(crate) fn hash_of<T: Serialize>(fact: &T) -> String {
    let bytes = serde_json::to_vec(fact).unwrap_or_default();
    hex::encode(&Sha256::digest(bytes)[..8])
}
