//! The company's address for files by mail: whose it is, what came already.
//!
//! The address is a capability: whoever knows it may send files, which wait to be let in or are read like the files
//! before them. It opens nothing else. Its route holds the company's id alone.

use jiff::Timestamp;
use oodaloo_domain::ids::derived;
use oodaloo_domain::{CompanyId, ImportId};
use serde::{Deserialize, Serialize};

use crate::company::CompanyStore;
use crate::keys;
use crate::records::{StoreError, to_item};
use crate::routes::{Store, company_id};
use crate::table::{Condition, Item, Key, Write};

/// How long a mail is remembered, in seconds: 90 days, as long as its files.
const REMEMBERED_SECONDS: i64 = 90 * 86_400;

/// Under which address a company takes files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailAddress {
    /// What stands before the `@`: 32 letters and digits that nobody guesses.
    pub token: String,
    /// Since when.
    pub at: Timestamp,
    /// Raised by one at every change.
    pub version: u64,
}

/// A mail that was taken, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailTaken {
    /// The imports made of it.
    pub imports: Vec<ImportId>,
    /// When it may be forgotten, in seconds of Unix time.
    pub expires_at: i64,
}

impl Store {
    /// Whose an address is, by what stands before the `@`.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn mail_route(&self, token: &str) -> Result<Option<CompanyId>, StoreError> {
        let item = self.table().get(&keys::mail_route(token)).await?;
        item.map(|item| company_id(&item)).transpose()
    }
}

impl CompanyStore {
    /// The address; none until an owner asks for one.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn mail_address(&self) -> Result<Option<MailAddress>, StoreError> {
        self.one(&self.keys.mail_address()).await
    }

    /// The writes that put a new address in the place of the one read: the old one is nobody's from then on.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn mail_address_writes(
        &self,
        token: String,
        now: Timestamp,
        before: Option<&MailAddress>,
    ) -> Result<Vec<Write>, StoreError> {
        let key = keys::mail_route(&token);
        let mut route = Item::new();
        route.insert("pk".into(), key.pk.into());
        route.insert("sk".into(), key.sk.into());
        route.insert("company_id".into(), self.id().as_str().into());
        let new = MailAddress {
            token,
            at: now,
            version: before.map_or(1, |b| b.version + 1),
        };
        let mut writes = vec![
            Write::Put {
                item: route,
                when: Condition::NotExists,
            },
            Write::Put {
                item: to_item(&self.keys.mail_address(), &new)?,
                when: before.map_or(Condition::NotExists, |b| Condition::version(b.version)),
            },
        ];
        writes.extend(before.map(|b| Write::Delete {
            key: keys::mail_route(&b.token),
            when: Condition::equals("company_id", self.id().as_str()),
        }));
        Ok(writes)
    }

    /// What became of a mail that came before; none when it did not.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn mail_taken(&self, message_id: &str) -> Result<Option<MailTaken>, StoreError> {
        self.one(&self.taken_key(message_id)).await
    }

    /// The write that remembers a mail with what was made of it, unless it was taken before.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn mail_taken_write(
        &self,
        message_id: &str,
        imports: Vec<ImportId>,
        now: Timestamp,
    ) -> Result<Write, StoreError> {
        let taken = MailTaken {
            imports,
            expires_at: now.as_second() + REMEMBERED_SECONDS,
        };
        Ok(Write::Put {
            item: to_item(&self.taken_key(message_id), &taken)?,
            when: Condition::NotExists,
        })
    }

    /// A message id is its sender's: only what follows from it becomes a key.
    fn taken_key(&self, message_id: &str) -> Key {
        self.keys.mail_taken(&derived("mail", &[message_id]))
    }
}
