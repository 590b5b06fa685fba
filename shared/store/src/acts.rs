//! An act: one audited change of the books, and how it is taken back.
//!
//! An act is a list of [`Step`]s, each of which knows what was and what is. The same list, turned
//! round, is what undoes it: there is no second description of a decision that could differ from the
//! first. Beside its audit entry an act leaves a journal, which keeps its steps for whoever takes it back.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use oodaloo_domain::AuditId;
use oodaloo_domain::engine::Lesson;
use oodaloo_domain::facts::{AuditEntry, BankTransaction, Company};
use oodaloo_domain::tiles::Shift;
use serde::{Deserialize, Serialize};

use crate::company::{CompanyStore, all_pages};
use crate::keys;
use crate::records::{StoreError, from_item, to_item};
use crate::table::{Condition, FailedWrite, Item, Key, Query, Range, Value, Write};

/// Longer journals are kept in further items, in bytes.
const JOURNAL_BYTES: usize = 300 * 1024;
/// The most items of one journal: an act cannot hold more than two full tray items.
const JOURNAL_ITEMS: usize = 3;

/// Some attributes of an item; null where it has none.
pub type Attributes = BTreeMap<String, Value>;

/// One item's part in an act.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Some attributes of an item change.
    Patch {
        /// Which item of the company.
        sk: String,
        /// The version it must have, when the act was decided on all of the item.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        version: Option<u64>,
        /// As they must be.
        before: Attributes,
        /// As they become.
        after: Attributes,
    },
    /// An item comes, goes, or is replaced.
    Whole {
        /// Which item of the company.
        sk: String,
        /// What was there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<Item>,
        /// What is there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<Item>,
        /// Whatever is there meanwhile: what the tray asks follows from the rest, and never stands in
        /// the way of taking something back.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        whatever: bool,
    },
    /// A lesson is learned, or taken back.
    Taught {
        /// What.
        lesson: Lesson,
        /// Whether it is taken back.
        taken_back: bool,
    },
}

/// An act about to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Who, when, what, in words.
    pub audit: AuditEntry,
    /// What changes.
    pub steps: Vec<Step>,
    /// What it moves in the tiles.
    pub shift: Shift,
    /// What is asked should it be taken back, where nothing was asked before.
    pub asked_again: Option<BankTransaction>,
}

/// An act as its journal keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Journal {
    /// The act's audit entry.
    pub audit_id: AuditId,
    /// When that was.
    pub at: Timestamp,
    /// What it was done together with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The audit entry's word.
    pub action: String,
    /// The kind of thing it was about.
    pub target_type: String,
    /// Which.
    pub target_id: String,
    /// The audit entry's sentence.
    pub summary: String,
    /// The audit entry of the act that took it back, while it is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone_in: Option<AuditId>,
    /// Raised by one at every change.
    pub version: u64,
    /// Steps and shift as one text: what is in it has names that are data, and comes back byte by byte.
    record: String,
}

/// What an act did, as its journal tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What changed.
    pub steps: Vec<Step>,
    /// What it moved in the tiles.
    pub shift: Shift,
    /// What is asked should it be taken back, where nothing was asked before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_again: Option<BankTransaction>,
}

impl Step {
    /// A step that makes an item.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn put<T: Serialize>(key: &Key, record: &T) -> Result<Self, StoreError> {
        Ok(Self::Whole {
            sk: key.sk.clone(),
            before: None,
            after: Some(bare(to_item(key, record)?)),
            whatever: key.sk.starts_with(keys::TRAY),
        })
    }

    /// A step that takes an item away, as it lies in the table.
    #[must_use]
    pub fn gone(key: &Key, there: &Item) -> Self {
        Self::Whole {
            sk: key.sk.clone(),
            before: Some(bare(there.clone())),
            after: None,
            whatever: false,
        }
    }

    /// A step that takes an item away, as it was read.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn delete<T: Serialize>(key: &Key, record: &T) -> Result<Self, StoreError> {
        Ok(Self::Whole {
            sk: key.sk.clone(),
            before: Some(bare(to_item(key, record)?)),
            after: None,
            whatever: false,
        })
    }

    /// The step that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self.clone() {
            Self::Patch {
                sk, before, after, ..
            } => Self::Patch {
                sk,
                version: None,
                before: after,
                after: before,
            },
            Self::Whole {
                sk, before, after, ..
            } => Self::Whole {
                whatever: sk.starts_with(keys::TRAY),
                // What comes back has not been on any screen in this form.
                after: before.map(newer),
                before: after,
                sk,
            },
            Self::Taught { lesson, taken_back } => Self::Taught {
                lesson,
                taken_back: !taken_back,
            },
        }
    }

    /// Which item it writes; none for a lesson, which has a place of its own in every act.
    #[must_use]
    pub fn sk(&self) -> Option<&str> {
        match self {
            Self::Patch { sk, .. } | Self::Whole { sk, .. } => Some(sk),
            Self::Taught { .. } => None,
        }
    }
}

/// Without its place.
fn bare(mut item: Item) -> Item {
    item.remove("pk");
    item.remove("sk");
    item
}

fn newer(mut item: Item) -> Item {
    if let Some(version) = item.get("version").and_then(Value::as_u64) {
        item.insert("version".into(), (version + 1).into());
    }
    item
}

/// Whether an attribute is compared: the index follows from the others, a map is compared by the scalar
/// beside it, and no decision rests on which rule was refused before.
fn is_compared(name: &str, value: &Value) -> bool {
    !name.starts_with("gsi1") && name != "refused_rule" && !value.is_object() && !value.is_array()
}

fn as_before(before: &Attributes, after: &Attributes, version: Option<u64>) -> Condition {
    let mut all: Vec<Condition> = version.map(Condition::version).into_iter().collect();
    for (name, value) in before {
        // A map that comes or goes is null on one side: it is not compared on either.
        let other = after.get(name).unwrap_or(&Value::Null);
        if !is_compared(name, value) || !is_compared(name, other) {
            continue;
        }
        all.push(match value {
            Value::Null => Condition::Absent(name.clone()),
            value => Condition::Equals(name.clone(), value.clone()),
        });
    }
    all.push(Condition::Exists);
    Condition::All(all)
}

fn version_condition(item: &Item) -> Condition {
    item.get("version")
        .and_then(Value::as_u64)
        .map_or(Condition::Exists, Condition::version)
}

impl Act {
    /// Its journal.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as text.
    pub fn journal(&self) -> Result<Journal, StoreError> {
        let record = Record {
            steps: self.steps.clone(),
            shift: self.shift.clone(),
            asked_again: self.asked_again.clone(),
        };
        let a = &self.audit;
        Ok(Journal {
            audit_id: a.id.clone(),
            at: a.at,
            group: a.group.clone(),
            action: a.action.clone(),
            target_type: a.target_type.clone(),
            target_id: a.target_id.clone(),
            summary: a.summary.clone(),
            undone_in: None,
            version: 1,
            record: serde_json::to_string(&record)
                .map_err(|e| unreadable("a journal", &e.to_string()))?,
        })
    }
}

fn unreadable(what: &str, why: &str) -> StoreError {
    StoreError::Corrupt {
        pk: String::new(),
        sk: what.to_owned(),
        why: why.to_owned(),
    }
}

impl Journal {
    /// What was done, and what it moved in the tiles.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when this version of us cannot read it.
    pub fn done(&self) -> Result<Record, StoreError> {
        serde_json::from_str(&self.record)
            .map_err(|e| unreadable("a journal", &format!("{:?}", e.classify())))
    }

    /// The step that marks it as taken back by another act.
    #[must_use]
    pub fn mark(&self, company: &CompanyStore, by: &AuditId) -> Step {
        let key = company
            .keys
            .journal(self.group.as_deref(), &self.audit_id, 0);
        Step::Patch {
            sk: key.sk,
            version: None,
            before: [("undone_in".to_owned(), Value::Null)].into(),
            after: [("undone_in".to_owned(), by.as_str().into())].into(),
        }
    }

    /// From its items, the first of which carries the rest of it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when one is missing or cannot be read.
    pub fn from_items(items: &[Item]) -> Result<Self, StoreError> {
        let first = items
            .first()
            .ok_or(StoreError::Missing("the journal of an act"))?;
        let mut journal: Self = from_item(first)?;
        for more in &items[1..] {
            let text = more.get("record").and_then(Value::as_str);
            journal
                .record
                .push_str(text.ok_or(StoreError::Missing("a part of a journal"))?);
        }
        Ok(journal)
    }
}

impl CompanyStore {
    /// The writes of an act: its steps, its audit entry, its journal. The tiles are the caller's.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when something cannot be written as an item.
    pub fn act_writes(&self, act: &Act) -> Result<Vec<Write>, StoreError> {
        let mut lessons = 0;
        let mut writes = Vec::with_capacity(act.steps.len() + 3);
        for step in &act.steps {
            writes.push(self.step_write(step, &act.audit.id, &mut lessons)?);
        }
        writes.push(self.audit_write(&act.audit)?);
        writes.extend(self.journal_writes(&act.journal()?)?);
        Ok(writes)
    }

    /// The step of a change of settings: what differs. The new version is the write's own.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when one cannot be written as an item.
    pub fn settings_step(&self, before: &Company, after: &Company) -> Result<Step, StoreError> {
        let key = self.keys.profile();
        let (was, is) = (to_item(&key, before)?, to_item(&key, after)?);
        let of = |item: &Item, name: &String| item.get(name).cloned().unwrap_or_default();
        let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
        let differ = names
            .into_iter()
            .filter(|name| *name != "version" && was.get(*name) != is.get(*name));
        let (mut before_is, mut after_is) = (Attributes::new(), Attributes::new());
        for name in differ {
            before_is.insert(name.clone(), of(&was, name));
            after_is.insert(name.clone(), of(&is, name));
        }
        Ok(Step::Patch {
            sk: key.sk,
            version: Some(before.version),
            before: before_is,
            after: after_is,
        })
    }

    fn step_write(
        &self,
        step: &Step,
        act: &AuditId,
        lessons: &mut usize,
    ) -> Result<Write, StoreError> {
        Ok(match step {
            Step::Patch {
                sk,
                version,
                before,
                after,
            } => self.patch_write(sk, *version, before, after),
            Step::Whole {
                sk,
                before,
                after,
                whatever,
            } => {
                let when = match before {
                    _ if *whatever => Condition::Always,
                    Some(there) => version_condition(there),
                    None => Condition::NotExists,
                };
                self.whole_write(sk, after.as_ref(), when)
            }
            Step::Taught { lesson, taken_back } => {
                *lessons += 1;
                self.taught_write(act, *lessons, lesson, *taken_back)?
            }
        })
    }

    fn patch_write(
        &self,
        sk: &str,
        version: Option<u64>,
        before: &Attributes,
        after: &Attributes,
    ) -> Write {
        let (set, remove): (Vec<_>, Vec<_>) = after.iter().partition(|(_, value)| !value.is_null());
        Write::Update {
            key: self.keys.at(sk),
            set: set
                .into_iter()
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            add: BTreeMap::from([("version".into(), 1)]),
            remove: remove.into_iter().map(|(name, _)| name.clone()).collect(),
            when: as_before(before, after, version),
        }
    }

    fn whole_write(&self, sk: &str, after: Option<&Item>, when: Condition) -> Write {
        let key = self.keys.at(sk);
        let Some(item) = after else {
            return Write::Delete { key, when };
        };
        let mut item = item.clone();
        item.insert("pk".into(), key.pk.into());
        item.insert("sk".into(), key.sk.into());
        Write::Put { item, when }
    }

    fn journal_writes(&self, journal: &Journal) -> Result<Vec<Write>, StoreError> {
        let parts = cut(&journal.record);
        if parts.len() > JOURNAL_ITEMS {
            return Err(unreadable("a journal", "it is too long"));
        }
        let first = Journal {
            record: parts.first().copied().unwrap_or_default().to_owned(),
            ..journal.clone()
        };
        let group = journal.group.as_deref();
        let mut items = vec![to_item(
            &self.keys.journal(group, &journal.audit_id, 0),
            &first,
        )?];
        for (n, part) in parts.iter().enumerate().skip(1) {
            let mut item = Item::new();
            let key = self.keys.journal(group, &journal.audit_id, n);
            item.insert("pk".into(), key.pk.into());
            item.insert("sk".into(), key.sk.into());
            item.insert("record".into(), (*part).into());
            items.push(item);
        }
        let write = |item| Write::Put {
            item,
            when: Condition::NotExists,
        };
        Ok(items.into_iter().map(write).collect())
    }

    /// An act's journal.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn journal(
        &self,
        group: Option<&str>,
        act: &AuditId,
    ) -> Result<Option<Journal>, StoreError> {
        let keys = self.journal_keys(group, act);
        let found = self.by_key(&keys).await?;
        let items: Vec<Item> = keys.iter().filter_map(|k| found.get(k).cloned()).collect();
        (!items.is_empty())
            .then(|| Journal::from_items(&items))
            .transpose()
    }

    /// The acts of a group that are not taken back, first one first; none when there is no such group.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn group(&self, group: &str) -> Result<Option<Vec<AuditId>>, StoreError> {
        let journals = self.group_journals(group).await?;
        if journals.is_empty() {
            return Ok(None);
        }
        let open = journals.into_iter().filter(|j| j.undone_in.is_none());
        Ok(Some(open.map(|j| j.audit_id).collect()))
    }

    /// The journals of a group's acts, first one first, without what long ones go on with.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn group_journals(&self, group: &str) -> Result<Vec<Journal>, StoreError> {
        let prefix = format!("{}{group}#", keys::JOURNAL);
        let query = Query::base(self.keys.partition(), Range::Prefix(prefix));
        let items = all_pages(self.table.as_ref(), query).await?;
        // A journal's further items have no id of their own.
        let firsts = items.iter().filter(|i| i.contains_key("audit_id"));
        firsts.map(from_item).collect()
    }

    /// The keys of one act's journal: most have the first alone.
    #[must_use]
    pub fn journal_keys(&self, group: Option<&str>, act: &AuditId) -> Vec<Key> {
        (0..JOURNAL_ITEMS)
            .map(|n| self.keys.journal(group, act, n))
            .collect()
    }
}

/// A text in pieces that fit an item each, never inside a character.
fn cut(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while rest.len() > JOURNAL_BYTES {
        let (part, more) = rest.split_at(rest.floor_char_boundary(JOURNAL_BYTES));
        parts.push(part);
        rest = more;
    }
    parts.push(rest);
    parts
}

/// The failures of an act, by the step they belong to. What is left over is not a step: the audit entry,
/// the journal, or what the caller added.
#[must_use]
pub fn failed_steps<'a>(
    act: &'a Act,
    failed: &'a [FailedWrite],
) -> Vec<(usize, &'a Step, Option<&'a Item>)> {
    failed
        .iter()
        .filter_map(|f| Some((f.index, act.steps.get(f.index)?, f.current.as_ref())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_journal_is_cut_between_characters_and_whole_again() {
        let text = "ä".repeat(JOURNAL_BYTES + 1);
        let parts = cut(&text);
        assert_eq!(parts.len(), 3);
        assert!(parts.iter().all(|p| p.len() <= JOURNAL_BYTES));
        assert_eq!(parts.concat(), text);
        assert_eq!(cut(""), [""]);
    }
}
