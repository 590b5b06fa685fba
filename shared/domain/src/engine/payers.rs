//! Whom a bank's text tells of: the book's clients by the words of their names, its payments by their references.

use std::collections::{BTreeMap, BTreeSet};

use super::ledger::{Dep, Pay};
use crate::descriptor::{
    NameFit, ReferenceFit, cores_in, is_cue, is_suffix, name_fit, reference_core, reference_fit,
    tells_invoice,
};

/// The most clients and payments that one word or number is looked up for. A word of more names is nobody's own.
const MAX_HITS: usize = 200;
/// Letters of a word by which names are looked up, so that a word cut off is still found.
const STEM: usize = 4;

/// A word that stands in one of so many texts is the bank's.
const OFTEN: usize = 12;

/// One client.
struct Client {
    name: Vec<String>,
    payments: Vec<u32>,
}

/// The book's clients.
#[derive(Default)]
pub struct Payers {
    clients: Vec<Client>,
    of_payment: Vec<u32>,
    words: BTreeMap<String, Vec<u32>>,
    cores: BTreeMap<String, Vec<u32>>,
    /// Words of bank texts that are the bank's way of writing, or the company's own name.
    common: BTreeSet<String>,
}

/// What one text tells.
#[derive(Default)]
pub struct Told {
    clients: BTreeMap<u32, NameFit>,
    payments: BTreeMap<u32, NameFit>,
    /// Whether words are left that could be the name of somebody else.
    stranger: bool,
    /// Whether it says which invoice it pays.
    invoice: bool,
}

fn stem(word: &str) -> String {
    word.chars().take(STEM).collect()
}

impl Payers {
    /// Reads a book's payments, which are in the ledger's order.
    pub fn read(payments: &[Pay<'_>], deposits: &[Dep<'_>]) -> Self {
        let mut payers = Self {
            common: common(deposits),
            ..Self::default()
        };
        let mut ids: BTreeMap<(&str, &[String]), u32> = BTreeMap::new();
        for (i, p) in (0_u32..).zip(payments) {
            let next = u32::try_from(payers.clients.len()).unwrap_or(u32::MAX);
            let client = *ids.entry((&p.source.client_id, &p.name)).or_insert(next);
            if client == next {
                payers.clients.push(Client {
                    name: p.name.clone(),
                    payments: Vec::new(),
                });
                let stems: BTreeSet<String> = p.name.iter().map(|w| stem(w)).collect();
                for stem in stems {
                    payers.words.entry(stem).or_default().push(client);
                }
            }
            payers.clients[client as usize].payments.push(i);
            payers.of_payment.push(client);
            let cores: BTreeSet<String> = references(p).filter_map(reference_core).collect();
            for core in cores {
                payers.cores.entry(core).or_default().push(i);
            }
        }
        payers
    }

    /// How many clients there are.
    pub fn count(&self) -> usize {
        self.clients.len()
    }

    /// The client of a payment.
    pub fn client(&self, payment: u32) -> u32 {
        self.of_payment[payment as usize]
    }

    /// A client's payments, by date.
    pub fn payments(&self, client: u32) -> &[u32] {
        &self.clients[client as usize].payments
    }

    /// Words of a client's name.
    pub fn name(&self, client: u32) -> &[String] {
        &self.clients[client as usize].name
    }

    /// Whether a text holds words that are no bank's and of no name it tells of.
    fn is_stranger(&self, text: &str, told: &Told) -> bool {
        let names: BTreeSet<String> = told
            .clients
            .keys()
            .flat_map(|c| self.name(*c).iter().map(|w| stem(w)))
            .collect();
        let referred = !told.payments.is_empty();
        text.split(' ')
            .filter(|w| w.len() >= 3 && !w.bytes().any(|b| b.is_ascii_digit()))
            .any(|w| {
                let known = is_cue(w) || is_suffix(w) || self.common.contains(w);
                !referred
                    && !known
                    && !names.iter().any(|n| n.starts_with(&stem(w)))
                    && self.beginning_like(w).nth(MAX_HITS).is_none()
            })
    }

    /// Clients of whose name some word may stand in a text.
    fn maybe_named(&self, text: &str) -> BTreeSet<u32> {
        let mut named = BTreeSet::new();
        let mut broad: Vec<Vec<u32>> = Vec::new();
        for word in text.split(' ').filter(|w| w.len() >= 3) {
            let hits: Vec<u32> = self.beginning_like(word).collect();
            if hits.len() <= MAX_HITS {
                named.extend(hits);
            } else {
                broad.push(hits);
            }
        }
        // A word of so many names tells of nobody by itself, but two of them may.
        broad.iter_mut().for_each(|hits| hits.sort_unstable());
        for (at, hits) in broad.iter().enumerate() {
            for other in &broad[at + 1..] {
                let both = hits.iter().filter(|c| other.binary_search(c).is_ok());
                named.extend(both.take(MAX_HITS));
            }
        }
        named
    }

    /// Clients with a word in their name that begins like this one.
    fn beginning_like(&self, word: &str) -> impl Iterator<Item = u32> {
        let stem = stem(word);
        // A word cut to three letters begins several longer stems.
        let near = self
            .words
            .range(stem.clone()..)
            .take_while(move |(s, _)| s.starts_with(&stem));
        let shorter = self.words.get(&word[..word.floor_char_boundary(3)]);
        near.map(|(_, list)| list).chain(shorter).flatten().copied()
    }

    /// Whom a normalised text tells of.
    pub fn told(&self, payments: &[Pay<'_>], text: &str) -> Told {
        let mut told = Told::default();
        for client in self.maybe_named(text) {
            let fit = name_fit(text, &self.clients[client as usize].name);
            if fit > NameFit::None {
                told.clients.insert(client, fit);
            }
        }
        for core in cores_in(text) {
            for &i in self.cores.get(&core).into_iter().flatten().take(MAX_HITS) {
                let p = &payments[i as usize];
                let fit = references(p).map(|r| reference_fit(text, r)).max();
                match fit {
                    Some(ReferenceFit::Exact) => told.payments.insert(i, NameFit::Full),
                    Some(ReferenceFit::Number) => told.payments.insert(i, NameFit::Part),
                    _ => None,
                };
            }
        }
        told.settle(self);
        told.invoice = tells_invoice(text);
        told.stranger = self.is_stranger(text, &told);
        told
    }
}

/// Words that stand in several texts of different payers' deposits.
fn common(deposits: &[Dep<'_>]) -> BTreeSet<String> {
    let mut texts: BTreeMap<&str, u32> = BTreeMap::new();
    for dep in deposits {
        let words: BTreeSet<&str> = dep.text.split(' ').collect();
        for word in words {
            *texts.entry(word).or_default() += 1;
        }
    }
    let often = u32::try_from(deposits.len() / OFTEN)
        .unwrap_or(u32::MAX)
        .max(3);
    let common = texts.into_iter().filter(|(_, n)| *n >= often);
    common.map(|(word, _)| word.to_owned()).collect()
}

/// What may stand for a payment in a text.
pub fn references<'p>(p: &'p Pay<'_>) -> impl Iterator<Item = &'p str> {
    [
        p.source.invoice_id.as_deref(),
        p.source.job_id.as_deref(),
        Some(p.source.client_id.as_str()),
        Some(p.source.id.as_str()),
    ]
    .into_iter()
    .flatten()
}

impl Told {
    /// A bare number that only one client's payments have is as good as a name.
    fn settle(&mut self, payers: &Payers) {
        let exact = self.payments.values().any(|f| *f == NameFit::Full);
        let clients: BTreeSet<u32> = self.payments.keys().map(|i| payers.client(*i)).collect();
        if !exact && clients.len() == 1 {
            self.payments.values_mut().for_each(|f| *f = NameFit::Full);
        }
    }

    /// How well the text tells of a payment: by its own references or by its client's name.
    pub fn fit(&self, payers: &Payers, payment: u32) -> NameFit {
        let reference = self.payments.get(&payment).copied();
        let name = self.clients.get(&payers.client(payment)).copied();
        // The right client and another invoice: half a name.
        let name = name.map(|fit| match reference {
            None if self.invoice => fit.min(NameFit::Part),
            _ => fit,
        });
        name.max(reference).unwrap_or(NameFit::None)
    }

    /// A payment of another client, of whom the text tells better than of this one.
    pub fn other(&self, payers: &Payers, payment: u32) -> Option<(u32, NameFit)> {
        let client = payers.client(payment);
        let own = self.fit(payers, payment);
        let by_name = self
            .clients
            .iter()
            .filter(|(c, fit)| **c != client && **fit > own)
            .filter_map(|(c, fit)| Some((*payers.payments(*c).last()?, *fit)));
        let by_reference = self
            .payments
            .iter()
            .filter(|(i, fit)| payers.client(**i) != client && **fit > own)
            .map(|(i, fit)| (*i, *fit));
        by_name
            .chain(by_reference)
            .max_by_key(|(i, fit)| (*fit, *i))
    }

    /// Whether it holds words that could be the name of somebody the book does not know.
    pub const fn of_stranger(&self) -> bool {
        self.stranger || self.invoice
    }

    /// How many clients the text tells of as well as that.
    pub fn ways(&self, fit: NameFit) -> usize {
        self.clients.values().filter(|f| **f == fit).count().max(1)
    }

    /// Clients named in full.
    pub fn named(&self) -> impl Iterator<Item = u32> + '_ {
        let full = self
            .clients
            .iter()
            .filter(|(_, fit)| **fit == NameFit::Full);
        full.map(|(client, _)| *client)
    }

    /// Payments of which the text tells anything.
    pub fn payments(&self, payers: &Payers) -> impl Iterator<Item = u32> {
        let by_name = self.clients.keys().flat_map(|c| payers.payments(*c));
        by_name.copied().chain(self.payments.keys().copied())
    }

    /// Payments whose references stand in the text.
    pub fn referred(&self) -> Vec<u32> {
        let full = self
            .payments
            .iter()
            .filter(|(_, fit)| **fit == NameFit::Full);
        full.map(|(i, _)| *i).collect()
    }
}
