//! How a match is written: fact, links, audit entry, lesson, tray item and tiles in one transaction.

use std::collections::BTreeMap;

use oodaloo_domain::TrayItemId;
use oodaloo_domain::facts::{AuditEntry, Match, Status, SuggestedPart, TrayItem};
use oodaloo_domain::tiles::Tiles;

use crate::company::CompanyStore;
use crate::records::{StoreError, to_item};
use crate::table::{Condition, Key, Write};

/// The most payments one match may hold: what one transaction can carry beside the rest.
pub const MAX_PARTS: usize = 90;

/// A match about to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMatch {
    /// The match.
    pub matched: Match,
    /// The deposit's new status.
    pub status: Status,
    /// The deposit's version when it was read.
    pub deposit_version: u64,
    /// Its payments, with what other matches had used of each.
    pub parts: Vec<SuggestedPart>,
    /// Its audit entry.
    pub audit: AuditEntry,
}

impl CompanyStore {
    /// The writes of a match. They fail when the deposit was decided meanwhile, or when another
    /// match has used one of the payments.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when something cannot be written as an item.
    pub fn match_writes(&self, new: &NewMatch) -> Result<Vec<Write>, StoreError> {
        let m = &new.matched;
        let mut writes = vec![
            self.decide_write(new),
            Write::Put {
                item: to_item(&self.keys.matched(m.date, &m.deposit_id), m)?,
                when: Condition::NotExists,
            },
            self.audit_write(&new.audit)?,
            self.lesson_write(new)?,
        ];
        writes.extend(new.parts.iter().map(|part| self.use_write(part)));
        Ok(writes)
    }

    fn decide_write(&self, new: &NewMatch) -> Write {
        let status = serde_json::to_value(new.status).unwrap_or_default();
        Write::Update {
            key: self.keys.bank_transaction(&new.matched.deposit_id),
            set: BTreeMap::from([("status".into(), status)]),
            add: BTreeMap::from([("version".into(), 1)]),
            remove: index_attributes(),
            when: Condition::All(vec![
                Condition::version(new.deposit_version),
                Condition::equals("status", "open"),
            ]),
        }
    }

    fn use_write(&self, part: &SuggestedPart) -> Write {
        let used = part.used_before + part.part.amount;
        Write::Update {
            key: self.keys.payment(&part.part.payment_id),
            set: BTreeMap::from([("used".into(), used.cents().into())]),
            add: BTreeMap::from([("version".into(), 1)]),
            remove: if part.uses_up {
                index_attributes()
            } else {
                Vec::new()
            },
            when: Condition::equals("used", part.used_before.cents()),
        }
    }

    /// The write of an audit entry: never over another.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn audit_write(&self, entry: &AuditEntry) -> Result<Write, StoreError> {
        let item = to_item(&self.keys.audit(entry.at, &entry.id), entry)?;
        Ok(Write::Put {
            item,
            when: Condition::NotExists,
        })
    }

    /// The write of a tray item at a version of its own: `expected` is the one it replaces.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn tray_write(&self, item: &TrayItem, expected: Option<u64>) -> Result<Write, StoreError> {
        let when = expected.map_or(Condition::NotExists, Condition::version);
        Ok(Write::Put {
            item: to_item(&self.keys.tray(&item.id), item)?,
            when,
        })
    }

    /// The write that takes a tray item away.
    #[must_use]
    pub fn tray_delete(&self, id: &TrayItemId, expected: u64) -> Write {
        Write::Delete {
            key: self.keys.tray(id),
            when: Condition::version(expected),
        }
    }

    /// The write that takes a tray item away at any version, and does nothing when there is none.
    #[must_use]
    pub fn tray_forget(&self, id: &TrayItemId) -> Write {
        Write::Delete {
            key: self.keys.tray(id),
            when: Condition::Always,
        }
    }

    /// The write of the tiles over the version that was read.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when they cannot be written as an item.
    pub fn tiles_write(&self, tiles: &Tiles, read: Option<u64>) -> Result<Write, StoreError> {
        let mut item = to_item(&self.keys.tiles(), tiles)?;
        item.insert("version".into(), (read.unwrap_or(0) + 1).into());
        let when = read.map_or(Condition::NotExists, Condition::version);
        Ok(Write::Put { item, when })
    }

    /// Holds while a person is a member with one of these roles.
    #[must_use]
    pub fn member_check(&self, user: &oodaloo_domain::UserId, roles: &[&str]) -> Write {
        let any = roles
            .iter()
            .map(|role| Condition::equals("role", *role))
            .collect();
        Write::Check {
            key: self.keys.member(user),
            when: Condition::Any(any),
        }
    }
}

fn index_attributes() -> Vec<String> {
    vec!["gsi1pk".into(), "gsi1sk".into()]
}

/// Which item a failed write was about.
#[must_use]
pub fn failed_key(writes: &[Write], index: usize) -> Option<Key> {
    writes.get(index).and_then(Write::key)
}
