//! What an action reads, in one call; and the answers that repeated requests get again.

use std::collections::BTreeMap;

use jiff::Timestamp;
use oodaloo_domain::facts::{BankTransaction, Member, TrayItem};
use oodaloo_domain::plan::{subject_of, tray_id};
use oodaloo_domain::tiles::Tiles;
use oodaloo_domain::{BankTransactionId, TrayItemId, UserId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::company::{CompanyStore, version_of};
use crate::records::{StoreError, from_item, to_item};
use crate::table::{Condition, Item, Key, Write};

/// How long a request may be repeated, in seconds: a day.
const ANSWER_SECONDS: i64 = 86_400;

/// What a request was answered. Written in the transaction of the act: there is no moment at which one
/// is there without the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Of method, path and body: the same key with another request is a mistake of the client's.
    pub request: String,
    /// The body, as it was sent.
    pub body: String,
    /// When it may be forgotten, in seconds of Unix time. Tested by ourselves: the table forgets later.
    pub expires_at: i64,
}

impl Answer {
    /// Of a request, from now on.
    #[must_use]
    pub fn new(request: String, body: String, now: Timestamp) -> Self {
        Self {
            request,
            body,
            expires_at: now.as_second() + ANSWER_SECONDS,
        }
    }
}

/// What is asked for, beside the member and the tiles.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// The request's key.
    pub key: Option<String>,
    /// A tray item, with its bank transaction as it is.
    pub item: Option<TrayItemId>,
    /// Whatever else, by key.
    pub more: Vec<Key>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The caller's membership.
    pub member: Option<Member>,
    /// The tiles and their version.
    pub tiles: Option<(Tiles, u64)>,
    /// What the same key was answered before.
    pub answer: Option<Answer>,
    /// The tray item.
    pub item: Option<TrayItem>,
    /// Its bank transaction.
    pub transaction: Option<BankTransaction>,
    items: BTreeMap<Key, Item>,
}

impl Found {
    /// One of the others.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be read.
    pub fn read<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, StoreError> {
        self.items.get(key).map(from_item).transpose()
    }

    /// An item as it lies in the table.
    #[must_use]
    pub fn raw(&self, key: &Key) -> Option<&Item> {
        self.items.get(key)
    }
}

impl CompanyStore {
    /// Everything that an action of this person needs, in one read.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn acting(
        &self,
        user: &UserId,
        wanted: &Wanted,
        now: Timestamp,
    ) -> Result<Found, StoreError> {
        let (member, tiles) = (self.keys.member(user), self.keys.tiles());
        let answered = wanted.key.as_ref().map(|key| self.keys.answered(user, key));
        let item = wanted.item.as_ref().map(|id| self.keys.tray(id));
        let subject = wanted.item.as_ref().and_then(subject_of);
        let subject = subject.map(|id| self.keys.bank_transaction(&id));
        let mut keys = vec![member.clone(), tiles.clone()];
        keys.extend(answered.iter().chain(&item).chain(&subject).cloned());
        keys.extend(wanted.more.iter().cloned());
        keys.sort();
        keys.dedup();
        let items = self.by_key(&keys).await?;
        let at = |key: &Option<Key>| key.as_ref().and_then(|k| items.get(k));
        let answer: Option<Answer> = at(&answered).map(from_item).transpose()?;
        Ok(Found {
            member: items.get(&member).map(from_item).transpose()?,
            tiles: match items.get(&tiles) {
                Some(item) => Some((from_item(item)?, version_of(item))),
                None => None,
            },
            answer: answer.filter(|a| a.expires_at > now.as_second()),
            item: at(&item).map(from_item).transpose()?,
            transaction: at(&subject).map(from_item).transpose()?,
            items,
        })
    }

    /// The write that keeps an answer, unless another request has this key.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn answer_write(
        &self,
        user: &UserId,
        key: &str,
        answer: &Answer,
        now: Timestamp,
    ) -> Result<Write, StoreError> {
        Ok(Write::Put {
            item: to_item(&self.keys.answered(user, key), answer)?,
            when: Condition::Any(vec![
                Condition::NotExists,
                Condition::LessThan("expires_at".into(), (now.as_second() + 1).into()),
            ]),
        })
    }

    /// The tray item of a bank transaction, as a key.
    #[must_use]
    pub fn tray_key(&self, id: &BankTransactionId) -> Key {
        self.keys.tray(&tray_id(id))
    }
}
