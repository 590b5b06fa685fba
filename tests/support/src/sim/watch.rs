//! What must hold at every single write. A check at the end alone would miss whatever a later event
//! repairs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use oodaloo_domain::engine::{Lesson, Priors};
use oodaloo_store::model::Change;
use oodaloo_store::{Item, Key, Learned, keys};
use serde_json::Value;

use super::core::{Core, Millis, lock};
use super::rail::Secrets;

/// Statuses that somebody decided on.
const DECIDED: [&str; 6] = [
    "auto_matched",
    "confirmed",
    "split",
    "off_job",
    "ignored",
    "tagged",
];

/// What was seen so far.
#[derive(Default)]
struct Seen {
    /// Cents that matches use, by partition and payment.
    uses: BTreeMap<(String, String), i64>,
    /// Bank lines mirrored, by partition.
    lines: BTreeMap<String, usize>,
    /// Payments mirrored.
    payments: BTreeMap<(String, String), i64>,
    /// When a connection was last made, and when last found broken, by its key.
    made: BTreeMap<Key, Millis>,
    broken: BTreeMap<Key, Millis>,
    breaks: u32,
    /// What the standing matches of a partition have taught.
    taught: BTreeMap<String, Priors>,
}

/// The watch over all writes.
pub struct Watch {
    core: Arc<Core>,
    secrets: Arc<Secrets>,
    /// What must not be seen in a partition: the names of the other company.
    foreign: BTreeMap<String, Vec<String>>,
    seen: Mutex<Seen>,
}

fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    item.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn cents(item: &Item, name: &str) -> i64 {
    item.get(name).and_then(Value::as_i64).unwrap_or_default()
}

impl Watch {
    /// Over companies that must not know each other's names.
    #[must_use]
    pub fn new(
        core: Arc<Core>,
        secrets: Arc<Secrets>,
        foreign: BTreeMap<String, Vec<String>>,
    ) -> Arc<Self> {
        Arc::new(Self {
            core,
            secrets,
            foreign,
            seen: Mutex::default(),
        })
    }

    /// Looks at one committed write.
    pub fn look(&self, changes: &[Change], all: &BTreeMap<Key, Item>) {
        for change in changes {
            self.version(change);
            if let (Some(before), Some(after)) = (&change.before, &change.after) {
                self.decision(change, changes, before, after);
            }
            self.audited(change, changes);
            self.count(change);
            self.teach(change);
            if let Some(after) = &change.after {
                self.content(&change.key, after);
                if change.key.sk.starts_with(keys::MATCH) {
                    self.sums(after);
                }
            }
        }
        self.used(changes, all);
        self.learned(changes, all);
    }

    fn broken(&self, key: &Key, what: &str) {
        self.core.violated(format!("{}/{}: {what}", key.pk, key.sk));
    }

    fn version(&self, change: &Change) {
        let version = |item: &Option<Item>| {
            item.as_ref()
                .and_then(|i| i.get("version"))
                .and_then(Value::as_u64)
        };
        if let (Some(before), Some(after)) = (version(&change.before), version(&change.after))
            && after <= before
        {
            self.broken(
                &change.key,
                &format!("its version goes from {before} to {after}"),
            );
        }
    }

    fn decision(&self, change: &Change, changes: &[Change], before: &Item, after: &Item) {
        let sk = &change.key.sk;
        if sk.starts_with(keys::BANK_TRANSACTION) {
            let (was, is) = (text(before, "status"), text(after, "status"));
            if DECIDED.contains(&was) && was != is && !is_undo(changes) {
                self.broken(&change.key, &format!("decided as {was}, then made {is}"));
            }
        }
        if sk.starts_with(keys::MATCH) {
            self.broken(&change.key, "a match is written over another");
        }
        if sk.starts_with("DIGEST#")
            && text(before, "status") == "sent"
            && text(after, "status") != "sent"
        {
            self.broken(&change.key, "a digest that was sent is sent again");
        }
    }

    /// Every decision and every break has its audit row, in the same transaction.
    fn audited(&self, change: &Change, changes: &[Change]) {
        let status = |item: &Option<Item>| {
            item.as_ref()
                .map(|i| text(i, "status").to_owned())
                .unwrap_or_default()
        };
        let (was, is) = (status(&change.before), status(&change.after));
        let sk = &change.key.sk;
        let decided = |s: &String| DECIDED.contains(&s.as_str());
        let target = if sk.starts_with(keys::BANK_TRANSACTION)
            && was != is
            && (decided(&is) || decided(&was))
        {
            sk.trim_start_matches(keys::BANK_TRANSACTION)
        } else if sk.starts_with(keys::CONNECTION) && was != is && is == "needs_reconnect" {
            sk.rsplit('#').next().unwrap_or_default()
        } else {
            return;
        };
        let row = changes
            .iter()
            .filter(|c| c.key.sk.starts_with(keys::AUDIT) && c.before.is_none());
        let rows = row
            .filter_map(|c| c.after.as_ref())
            .filter(|i| text(i, "target_id") == target)
            .count();
        if rows != 1 {
            self.broken(&change.key, &format!("{was} → {is} with {rows} audit rows"));
        }
    }

    /// Parts = gross, fee = gross − amount.
    fn sums(&self, matched: &Item) {
        let shares = matched.get("shares").and_then(Value::as_array);
        let shares = shares.into_iter().flatten();
        let shares: i64 = shares
            .map(|s| s["amount"].as_i64().unwrap_or_default())
            .sum();
        let parts: i64 = parts(matched).map(|(_, cents)| cents).sum::<i64>() + shares;
        let (gross, fee, amount) = (
            cents(matched, "gross"),
            cents(matched, "fee"),
            cents(matched, "amount"),
        );
        if parts != gross || fee != gross - amount {
            self.core.violated(format!(
                "a match of {amount}: parts {parts}, gross {gross}, fee {fee}"
            ));
        }
    }

    fn count(&self, change: &Change) {
        let mut seen = lock(&self.seen);
        let (pk, sk) = (&change.key.pk, &change.key.sk);
        if sk.starts_with(keys::MATCH) {
            for (sign, item) in [(-1, &change.before), (1, &change.after)] {
                for (payment, cents) in item.iter().flat_map(parts) {
                    *seen.uses.entry((pk.clone(), payment)).or_default() += sign * cents;
                }
            }
        } else if sk.starts_with(keys::BANK_TRANSACTION) {
            let lines = seen.lines.entry(pk.clone()).or_default();
            *lines += usize::from(change.before.is_none() && change.after.is_some());
            *lines -= usize::from(change.before.is_some() && change.after.is_none());
        } else if let Some(id) = sk.strip_prefix(keys::PAYMENT) {
            let key = (pk.clone(), id.to_owned());
            match &change.after {
                Some(item) => seen.payments.insert(key, cents(item, "amount")),
                None => seen.payments.remove(&key),
            };
        } else if sk.starts_with(keys::CONNECTION)
            && let Some(after) = &change.after
        {
            let now = self.core.now();
            if text(after, "status") == "needs_reconnect" {
                seen.breaks += u32::from(
                    change
                        .before
                        .as_ref()
                        .is_none_or(|b| text(b, "status") == "active"),
                );
                seen.broken.insert(change.key.clone(), now);
            } else if change
                .before
                .as_ref()
                .is_none_or(|b| text(b, "connected_at") != text(after, "connected_at"))
            {
                seen.made.insert(change.key.clone(), now);
            }
        }
    }

    /// What a payment says is used is what the matches use, and no more than there is.
    fn used(&self, changes: &[Change], all: &BTreeMap<Key, Item>) {
        let seen = lock(&self.seen);
        let mut touched: Vec<(String, String)> = Vec::new();
        for Change { key, before, after } in changes {
            if let Some(id) = key.sk.strip_prefix(keys::PAYMENT) {
                touched.push((key.pk.clone(), id.to_owned()));
            } else if key.sk.starts_with(keys::MATCH) {
                let items = before.iter().chain(after);
                touched.extend(
                    items
                        .flat_map(parts)
                        .map(|(payment, _)| (key.pk.clone(), payment)),
                );
            }
        }
        for (pk, payment) in touched {
            let key = Key::new(pk.clone(), format!("{}{payment}", keys::PAYMENT));
            let (used, amount) = all
                .get(&key)
                .map_or((0, 0), |i| (cents(i, "used"), cents(i, "amount")));
            let matched = seen.uses.get(&(pk, payment)).copied().unwrap_or_default();
            if used != matched || used.abs() > amount.abs() {
                self.broken(
                    &key,
                    &format!("amount {amount}, used {used}, in matches {matched}"),
                );
            }
        }
    }

    /// Every match that comes teaches, every match that goes takes its lesson with it. What a person
    /// refused is a lesson of its own.
    fn teach(&self, change: &Change) {
        let (pk, sk) = (&change.key.pk, &change.key.sk);
        if sk.starts_with(keys::PRIORS)
            && change.before.is_none()
            && let Some(after) = &change.after
            && let Some((lesson, taken_back)) = refusal(after)
        {
            let mut seen = lock(&self.seen);
            let priors = seen.taught.entry(pk.clone()).or_default();
            if taken_back {
                priors.unlearn(&lesson);
            } else {
                priors.learn(&lesson);
            }
        }
        if !sk.starts_with(keys::MATCH) {
            return;
        }
        let lesson =
            |item: &Item| serde_json::from_value::<Lesson>(item.get("lesson")?.clone()).ok();
        let mut seen = lock(&self.seen);
        let priors = seen.taught.entry(pk.clone()).or_default();
        if let Some(before) = &change.before {
            lesson(before).iter().for_each(|l| priors.unlearn(l));
        }
        match change.after.as_ref().map(lesson) {
            Some(Some(lesson)) => priors.learn(&lesson),
            Some(None) => self.broken(&change.key, "a match without its lesson"),
            None => {}
        }
    }

    /// What is stored as learned is what the standing matches have taught: each of them, and once.
    fn learned(&self, changes: &[Change], all: &BTreeMap<Key, Item>) {
        let teaches = |c: &&Change| {
            [keys::MATCH, keys::PRIORS]
                .iter()
                .any(|p| c.key.sk.starts_with(p))
        };
        let touched: BTreeSet<&str> = changes
            .iter()
            .filter(teaches)
            .map(|c| c.key.pk.as_str())
            .collect();
        let seen = lock(&self.seen);
        for pk in touched {
            let key = Key::new(pk, keys::PRIORS);
            let stored = all
                .range(key.clone()..)
                .take_while(|(k, _)| k.pk == pk && k.sk.starts_with(keys::PRIORS));
            let learned = match Learned::from_items(stored.map(|(_, item)| item)) {
                Ok(learned) => learned.priors(),
                Err(error) => return self.broken(&key, &error.to_string()),
            };
            let taught = seen.taught.get(pk).cloned().unwrap_or_default();
            if learned != taught {
                let said = |p: &Priors| serde_json::to_string(p).unwrap_or_default();
                let (is, ought) = (said(&learned), said(&taught));
                self.broken(
                    &key,
                    &format!("learned {is}, but the matches teach {ought}"),
                );
            }
        }
    }

    /// No secret at rest, and nothing of one company with another.
    fn content(&self, key: &Key, item: &Item) {
        let company = key.pk.trim_end_matches(keys::AUDIT_PARTITION);
        let foreign = self.foreign.get(company).map_or(&[][..], Vec::as_slice);
        let ours = [keys::CONNECTION, keys::DESK, keys::AUDIT, "DIGEST#"];
        let holds_secrets = ours.iter().any(|prefix| key.sk.starts_with(prefix));
        walk(&Value::Object(item.clone()), &mut |text| {
            if foreign.iter().any(|name| text.contains(name.as_str())) {
                self.broken(key, &format!("holds a name of another company: {text}"));
            }
            if holds_secrets && self.secrets.are_in(text) {
                self.broken(key, "holds a secret");
            }
        });
    }

    /// Whether a connection stood all the time since `sent`.
    fn stood(&self, key: &Key, sent: Millis) -> bool {
        let seen = lock(&self.seen);
        let made = seen.made.get(key).is_some_and(|at| *at <= sent);
        made && seen
            .broken
            .get(key)
            .is_none_or(|at| seen.made.get(key).is_some_and(|made| made > at) && *at < sent)
    }

    /// A message about a rail's record was taken off the queue as done: what it was about must be here.
    pub fn acknowledged(&self, pk: &str, connection: &Key, sent: Millis, about: &About) {
        if !self.stood(connection, sent) {
            return;
        }
        let seen = lock(&self.seen);
        let fine = match about {
            About::Payment(id) => seen.payments.contains_key(&(pk.to_owned(), id.clone())),
            About::Lines(count) => seen.lines.get(pk).copied().unwrap_or_default() >= *count,
        };
        drop(seen);
        if !fine {
            self.core
                .violated(format!("{pk}: an acknowledged event is lost: {about:?}"));
        }
    }

    /// How often a connection was found broken.
    #[must_use]
    pub fn breaks(&self) -> u32 {
        lock(&self.seen).breaks
    }
}

/// What a message was about.
#[derive(Debug, Clone)]
pub enum About {
    /// A payment.
    Payment(String),
    /// At least so many bank lines.
    Lines(usize),
}

/// Whether a person takes something back here.
fn is_undo(changes: &[Change]) -> bool {
    changes.iter().any(|c| {
        c.key.sk.starts_with(keys::AUDIT)
            && c.after.as_ref().is_some_and(|row| {
                text(row, "action") == "undo" && row["actor"]["kind"] == "person"
            })
    })
}

/// A lesson that a person refused something, and whether it is taken back.
fn refusal(item: &Item) -> Option<(Lesson, bool)> {
    let lesson: Lesson = serde_json::from_value(item.get("lesson")?.clone()).ok()?;
    let taken_back = item.get("taken_back").and_then(Value::as_bool);
    lesson
        .refused
        .is_some()
        .then_some((lesson, taken_back.unwrap_or(false)))
}

fn parts(matched: &Item) -> impl Iterator<Item = (String, i64)> {
    let parts = matched
        .get("parts")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    parts.into_iter().map(|part| {
        (
            part["payment_id"].as_str().unwrap_or_default().to_owned(),
            part["amount"].as_i64().unwrap_or_default(),
        )
    })
}

fn walk(value: &Value, look: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => look(text),
        Value::Array(list) => list.iter().for_each(|v| walk(v, look)),
        Value::Object(map) => map.iter().for_each(|(name, v)| {
            look(name);
            walk(v, look);
        }),
        _ => {}
    }
}
