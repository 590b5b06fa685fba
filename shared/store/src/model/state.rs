//! What the table in memory holds, and its queries.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::model::{Change, limits, size};
use crate::table::{Index, Item, Key, Page, Query, Range, Value};

/// DynamoDB ends a page before it grows past this.
const PAGE_BYTES: usize = 1024 * 1024;

/// The items, the sparse index, and as much of the past as the index lags behind.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) items: BTreeMap<Key, Item>,
    entries: BTreeSet<(String, String, Key)>,
    past: VecDeque<Vec<Change>>,
    lag: usize,
}

/// Where an item lies in the sparse index, if it does.
pub(crate) fn entry_key(item: &Item) -> Option<(&str, &str)> {
    Some((item.get("gsi1pk")?.as_str()?, item.get("gsi1sk")?.as_str()?))
}

impl State {
    /// Makes one committed write be.
    pub(super) fn commit(&mut self, changes: &[Change]) {
        for Change { key, before, after } in changes {
            if let Some((pk, sk)) = before.as_ref().and_then(entry_key) {
                self.entries
                    .remove(&(pk.to_owned(), sk.to_owned(), key.clone()));
            }
            if let Some((pk, sk)) = after.as_ref().and_then(entry_key) {
                self.entries
                    .insert((pk.to_owned(), sk.to_owned(), key.clone()));
            }
            match after {
                Some(item) => self.items.insert(key.clone(), item.clone()),
                None => self.items.remove(key),
            };
        }
        if self.lag > 0 {
            self.past.push_back(changes.to_vec());
            self.forget();
        }
    }

    /// How many writes the index is behind from now on.
    pub(super) fn set_lag(&mut self, writes: usize) {
        self.lag = writes;
        self.forget();
    }

    fn forget(&mut self) {
        while self.past.len() > self.lag {
            self.past.pop_front();
        }
    }

    /// One page, and the bytes read for it.
    pub(super) fn page(&self, query: &Query) -> (Page, usize) {
        match query.index {
            Index::Base => paged(query, self.in_base(query)),
            Index::Gsi1 => paged(query, self.in_index(query)),
        }
    }

    fn in_base<'a>(&'a self, query: &'a Query) -> Vec<Found<'a>> {
        let from = Key::new(query.pk.clone(), lowest(&query.range));
        self.items
            .range(from..)
            .take_while(|(key, _)| key.pk == query.pk && limits::within(&query.range, &key.sk))
            .map(|(key, item)| Found {
                place: (&key.sk, key),
                item,
            })
            .collect()
    }

    fn in_index<'a>(&'a self, query: &'a Query) -> Vec<Found<'a>> {
        // The oldest change of an item says what the lagging index still holds of it.
        let mut lagging: BTreeMap<&Key, Option<&Item>> = BTreeMap::new();
        for change in self.past.iter().flatten() {
            lagging.entry(&change.key).or_insert(change.before.as_ref());
        }
        let from = (
            query.pk.clone(),
            lowest(&query.range).to_owned(),
            Key::new("", ""),
        );
        let now = self
            .entries
            .range(from..)
            .take_while(|(pk, sk, _)| *pk == query.pk && limits::within(&query.range, sk))
            .filter(|(_, _, key)| !lagging.contains_key(key))
            .filter_map(|(_, sk, key)| {
                Some(Found {
                    place: (sk, key),
                    item: self.items.get(key)?,
                })
            });
        let then = lagging.iter().filter_map(|(key, item)| {
            let item = (*item)?;
            let (pk, sk) = entry_key(item)?;
            let found = pk == query.pk && limits::within(&query.range, sk);
            found.then_some(Found {
                place: (sk, *key),
                item,
            })
        });
        let mut found: Vec<_> = now.chain(then).collect();
        found.sort_by(|a, b| a.place.cmp(&b.place));
        found
    }
}

struct Found<'a> {
    place: (&'a str, &'a Key),
    item: &'a Item,
}

fn lowest(range: &Range) -> &str {
    match range {
        Range::All => "",
        Range::Prefix(from) | Range::Between(from, _) => from,
    }
}

/// Cuts a page out of everything a query finds. As with DynamoDB a page that its limit ended has a
/// next one, even if that turns out empty.
fn paged(query: &Query, found: Vec<Found<'_>>) -> (Page, usize) {
    let (_, sk) = limits::key_names(query.index);
    let text = |name: &str| {
        query
            .start
            .as_ref()
            .and_then(|s| s.get(name))
            .and_then(Value::as_str)
    };
    let start = text(sk).zip(text("pk")).zip(text("sk"));
    let start = start.map(|((place, pk), sk)| (place.to_owned(), Key::new(pk, sk)));
    let after_start = |f: &Found<'_>| {
        start.as_ref().is_none_or(|(place, key)| {
            let start = (place.as_str(), key);
            if query.forward {
                f.place > start
            } else {
                f.place < start
            }
        })
    };
    let limit = query.limit.map_or(usize::MAX, |l| l as usize);
    let mut page = Page::default();
    let mut bytes = 0;
    let all: Box<dyn Iterator<Item = Found<'_>>> = if query.forward {
        Box::new(found.into_iter())
    } else {
        Box::new(found.into_iter().rev())
    };
    let mut last = None;
    for f in all.filter(after_start) {
        let item_bytes = size::item(f.item);
        if bytes + item_bytes > PAGE_BYTES && last.is_some() {
            page.next = last.map(|item| place_of(query.index, item));
            break;
        }
        bytes += item_bytes;
        page.items.push(f.item.clone());
        last = Some(f.item);
        if page.items.len() == limit {
            page.next = Some(place_of(query.index, f.item));
            break;
        }
    }
    (page, bytes)
}

/// What the next page starts after.
fn place_of(index: Index, item: &Item) -> Item {
    let (pk, sk) = limits::key_names(index);
    let names = BTreeSet::from([pk, sk, "pk", "sk"]);
    let part = |name: &str| Some((name.to_owned(), item.get(name)?.clone()));
    names.into_iter().filter_map(part).collect()
}
