//! How a match is written: fact, links, audit entry, lesson, tray item and tiles in one transaction.

use jiff::civil::Date;
use oodaloo_domain::engine::Lesson;
use oodaloo_domain::facts::{
    AuditEntry, BankTransaction, Decided, Match, Status, SuggestedPart, TrayItem,
};
use oodaloo_domain::tiles::{Shift, Tiles};
use oodaloo_domain::{BankTransactionId, TrayItemId};
use serde_json::json;

use crate::acts::{Act, Attributes, Step};
use crate::company::CompanyStore;
use crate::mirror::{bank_place, payment_place};
use crate::records::{StoreError, to_item};
use crate::table::{Condition, Item, Key, Value, Write};

/// The most payments one match may hold: what one transaction can carry beside the rest.
pub const MAX_PARTS: usize = 85;

/// The attribute of tiles that a decision has moved.
const MOVED: &str = "moved";

/// Whether a decision has moved these tiles since they were computed.
pub(crate) fn is_moved(tiles: &Item) -> bool {
    tiles.contains_key(MOVED)
}

/// A match about to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMatch {
    /// The match.
    pub matched: Match,
    /// The deposit's new status.
    pub status: Status,
    /// The deposit, as it was read.
    pub deposit: BankTransaction,
    /// Its payments, with what other matches had used of each.
    pub parts: Vec<SuggestedPart>,
    /// Its audit entry.
    pub audit: AuditEntry,
}

impl NewMatch {
    /// The steps of a match; `place` is the deposit's in the index, where it was read with it. They fail when the deposit was decided meanwhile, or when another match
    /// has used one of the payments.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when something cannot be written as an item.
    pub fn steps(
        &self,
        company: &CompanyStore,
        place: Option<Place>,
    ) -> Result<Vec<Step>, StoreError> {
        let m = &self.matched;
        let place = place.unwrap_or_else(|| open_place(company, m.date, &m.deposit_id));
        let mut steps = vec![
            decide_step(
                company,
                &m.deposit_id,
                place,
                self.deposit.version,
                self.status,
                &self.audit,
            ),
            Step::put(&company.keys.matched(m.date, &m.deposit_id), m)?,
        ];
        if m.lesson != Lesson::default() {
            steps.push(Step::Taught {
                lesson: m.lesson.clone(),
                taken_back: false,
            });
        }
        steps.extend(self.parts.iter().map(|part| use_step(company, part)));
        Ok(steps)
    }
}

/// Where an item lies in the sparse index: partition and place; null where it lies in none.
pub type Place = (Value, Value);

fn open_place(company: &CompanyStore, date: Date, id: &BankTransactionId) -> Place {
    (
        company.keys.open_partition().into(),
        bank_place(date, id).into(),
    )
}

/// Where an item lies in the sparse index, as it was read.
#[must_use]
pub fn place_of(item: &Item) -> Place {
    let at = |name: &str| item.get(name).cloned().unwrap_or(Value::Null);
    (at("gsi1pk"), at("gsi1sk"))
}

/// An open bank transaction is decided.
#[must_use]
pub fn decide_step(
    company: &CompanyStore,
    id: &BankTransactionId,
    place: Place,
    version: u64,
    status: Status,
    audit: &AuditEntry,
) -> Step {
    let decided = Decided {
        by: audit.actor.clone(),
        who: audit.who.clone(),
        at: audit.at,
        action: audit.action.clone(),
        summary: audit.summary.clone(),
    };
    let before = [
        ("status", json!(Status::Open)),
        ("withdrawn", false.into()),
        ("decided_in", Value::Null),
        ("decided", Value::Null),
        ("gsi1pk", place.0),
        ("gsi1sk", place.1),
    ];
    let after = [
        ("status", json!(status)),
        ("withdrawn", false.into()),
        ("decided_in", json!(audit.id)),
        ("decided", json!(decided)),
        ("gsi1pk", Value::Null),
        ("gsi1sk", Value::Null),
    ];
    Step::Patch {
        sk: company.keys.bank_transaction(id).sk,
        version: Some(version),
        before: named(before),
        after: named(after),
    }
}

/// A match uses what is open of a payment.
fn use_step(company: &CompanyStore, part: &SuggestedPart) -> Step {
    let id = &part.part.payment_id;
    let place = Value::from(payment_place(part.received_on, id));
    let open = Value::from(company.keys.open_partition());
    let used = part.used_before + part.part.amount;
    let (pk, sk) = if part.uses_up {
        (Value::Null, Value::Null)
    } else {
        (open.clone(), place.clone())
    };
    Step::Patch {
        sk: company.keys.payment(id).sk,
        version: None,
        before: named([
            ("used", part.used_before.cents().into()),
            ("gsi1pk", open),
            ("gsi1sk", place),
        ]),
        after: named([
            ("used", used.cents().into()),
            ("gsi1pk", pk),
            ("gsi1sk", sk),
        ]),
    }
}

fn named<const N: usize>(attributes: [(&str, Value); N]) -> Attributes {
    attributes
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

impl CompanyStore {
    /// The writes of a match that the engine makes: steps, audit entry, journal. `asked` is what the tray
    /// asks about the deposit now.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when something cannot be written as an item.
    pub fn match_writes(
        &self,
        new: &NewMatch,
        asked: Option<&TrayItem>,
    ) -> Result<Vec<Write>, StoreError> {
        let mut steps = new.steps(self, None)?;
        if let Some(item) = asked {
            steps.push(Step::delete(&self.keys.tray(&item.id), item)?);
        }
        self.act_writes(&Act {
            audit: new.audit.clone(),
            steps,
            shift: Shift::auto(&new.matched),
            asked_again: asked.is_none().then(|| new.deposit.clone()),
        })
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

    /// The write of the tiles as computed from the books, over the version that was read.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when they cannot be written as an item.
    pub fn tiles_write(&self, tiles: &Tiles, read: Option<u64>) -> Result<Write, StoreError> {
        self.tiles_item(tiles, read, false)
    }

    /// The write of the tiles as a decision has moved them: what follows from the books beside is not in
    /// them yet, and the next look at a rail asks for it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when they cannot be written as an item.
    pub fn moved_tiles_write(&self, tiles: &Tiles, read: u64) -> Result<Write, StoreError> {
        self.tiles_item(tiles, Some(read), true)
    }

    fn tiles_item(
        &self,
        tiles: &Tiles,
        read: Option<u64>,
        moved: bool,
    ) -> Result<Write, StoreError> {
        let mut item = to_item(&self.keys.tiles(), tiles)?;
        item.insert("version".into(), (read.unwrap_or(0) + 1).into());
        if moved {
            item.insert(MOVED.into(), true.into());
        }
        let when = read.map_or(Condition::NotExists, Condition::version);
        Ok(Write::Put { item, when })
    }

    /// Whether something was decided since the books were last read.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn decided_since(&self) -> Result<bool, StoreError> {
        let tiles = self.table.get(&self.keys.tiles()).await?;
        Ok(tiles.is_some_and(|item| is_moved(&item)))
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

/// Which item a failed write was about.
#[must_use]
pub fn failed_key(writes: &[Write], index: usize) -> Option<Key> {
    writes.get(index).and_then(Write::key)
}
