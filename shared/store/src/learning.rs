//! What the engine learned: a sum of lessons, and behind it the lessons that are not in the sum yet.
//!
//! A decision writes its own lesson and nothing that it shares with other decisions: two at once never
//! meet, and it costs the same after five years as on the first day. Reconcile adds the lessons up when
//! they weigh as much as the sum does, or as much as one read unit: every run reads both.

use oodaloo_domain::AuditId;
use oodaloo_domain::engine::{Lesson, Priors};
use serde::{Deserialize, Serialize};

use crate::company::{CompanyStore, all_pages};
use crate::keys;
use crate::records::{StoreError, from_item, text, to_item};
use crate::table::{Condition, Item, Key, MAX_TRANSACT_WRITES, Query, Range, Write};

/// Fewer lessons than this are never worth a write of the sum.
const FEW: usize = 8;
/// What one read unit brings, in bytes: with more behind the sum every run would pay for another.
const READ_UNIT: usize = 4 * 1024;
/// So many at once: one transaction carries them beside the sum.
const MANY: usize = MAX_TRANSACT_WRITES - 1;

/// What was learned, as it lies in the table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Learned {
    /// The sum: what was added up so far, and its version; 0 when there is none yet.
    sum: Priors,
    version: u64,
    /// What the sum weighs, in bytes.
    weight: usize,
    /// What was taught since, by key.
    since: Vec<(Key, Taught)>,
}

/// What one decision did to what is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Taught {
    /// The lesson.
    pub lesson: Lesson,
    /// Whether it was unlearned.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub taken_back: bool,
}

/// The sum as it is stored: as one text. It is read and written whole, what lies in it is named by bank
/// texts (DynamoDB has rules for names, texts have none), and what is unlearned leaves the very bytes
/// that were there before.
#[derive(Serialize, Deserialize)]
struct Sum {
    priors: String,
    version: u64,
}

impl Taught {
    fn apply(&self, priors: &mut Priors) {
        if self.taken_back {
            priors.unlearn(&self.lesson);
        } else {
            priors.learn(&self.lesson);
        }
    }

    /// What it weighs in the table, in bytes; near enough to compare.
    fn weight(&self, key: &Key) -> usize {
        let lesson = serde_json::to_string(&self.lesson).map_or(0, |text| text.len());
        lesson + key.pk.len() + key.sk.len()
    }
}

impl Learned {
    /// From the items of one company whose place begins with [`keys::PRIORS`].
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when one cannot be read.
    pub fn from_items<'a>(items: impl IntoIterator<Item = &'a Item>) -> Result<Self, StoreError> {
        let mut learned = Self::default();
        for item in items {
            let key = Key::new(text(item, "pk"), text(item, "sk"));
            if key.sk == keys::PRIORS {
                let sum: Sum = from_item(item)?;
                learned.sum = serde_json::from_str(&sum.priors)
                    .map_err(|e| corrupt(&key, format!("{:?} in the priors", e.classify())))?;
                (learned.version, learned.weight) = (sum.version, sum.priors.len());
            } else {
                learned.since.push((key, from_item(item)?));
            }
        }
        Ok(learned)
    }

    /// All of it, as the engine reads it.
    #[must_use]
    pub fn priors(&self) -> Priors {
        let mut priors = self.sum.clone();
        self.since
            .iter()
            .for_each(|(_, taught)| taught.apply(&mut priors));
        priors
    }

    /// What a match that was just written has taught.
    pub(crate) fn add(&mut self, key: Key, lesson: &Lesson) {
        let taught = Taught {
            lesson: lesson.clone(),
            taken_back: false,
        };
        self.since.push((key, taught));
    }

    /// Whether adding up is due.
    fn is_due(&self) -> bool {
        let weight: usize = self
            .since
            .iter()
            .map(|(key, taught)| taught.weight(key))
            .sum();
        self.since.len() >= FEW && weight >= self.weight.min(READ_UNIT)
    }
}

fn corrupt(key: &Key, why: String) -> StoreError {
    StoreError::Corrupt {
        pk: key.pk.clone(),
        sk: key.sk.clone(),
        why,
    }
}

impl CompanyStore {
    /// What the engine learned; nothing yet for a new company.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn learned(&self) -> Result<Learned, StoreError> {
        // Half the price: a lesson of this very moment teaches the next run, and adding up is on condition.
        let all = Query {
            eventual: true,
            ..Query::base(self.keys.partition(), Range::Prefix(keys::PRIORS.into()))
        };
        Learned::from_items(&all_pages(self.table.as_ref(), all).await?)
    }

    /// The write of what an act teaches, or takes back: its `n`th lesson. It never matters whether a
    /// lesson that is taken back has been added up meanwhile.
    pub(crate) fn taught_write(
        &self,
        act: &AuditId,
        n: usize,
        lesson: &Lesson,
        taken_back: bool,
    ) -> Result<Write, StoreError> {
        let taught = Taught {
            lesson: lesson.clone(),
            taken_back,
        };
        Ok(Write::Put {
            item: to_item(&self.keys.lesson(act, n), &taught)?,
            when: Condition::NotExists,
        })
    }

    /// The writes that add up what was taught since, and how it is then; none while that is not due.
    /// They fail when somebody else has added up meanwhile, which is as good.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the sum cannot be written as an item.
    pub fn add_up(&self, learned: &Learned) -> Result<Option<(Vec<Write>, Learned)>, StoreError> {
        if !learned.is_due() {
            return Ok(None);
        }
        let key = self.keys.priors();
        let mut next = learned.clone();
        let now: Vec<_> = next.since.drain(..next.since.len().min(MANY)).collect();
        now.iter()
            .for_each(|(_, taught)| taught.apply(&mut next.sum));
        next.version += 1;
        let priors = serde_json::to_string(&next.sum).map_err(|e| corrupt(&key, e.to_string()))?;
        next.weight = priors.len();
        let stored = Sum {
            priors,
            version: next.version,
        };
        let when = match learned.version {
            0 => Condition::NotExists,
            read => Condition::version(read),
        };
        let mut writes = vec![Write::Put {
            item: to_item(&key, &stored)?,
            when,
        }];
        writes.extend(now.into_iter().map(|(key, _)| Write::Delete {
            key,
            when: Condition::Exists,
        }));
        Ok(Some((writes, next)))
    }
}
