//! A book week by week, as the cloud meets it: only what is open is looked at, and what was learned comes as priors.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use oodaloo_domain::Money;
use oodaloo_domain::engine::{
    Book, Deposit, Finding, Lesson, Outcome, Payment, Processor, reconcile,
};
use oodaloo_seeds::books::{Answer, Known, Tag};

/// The finding of each deposit in the week it was decided. Autos are accepted; of the rest a person gives the true
/// answer, as soon as all its payments are in the books. A wrong auto counts, and is put right at once, so that the weeks
/// after it can be compared. What nobody could decide keeps its last finding.
#[must_use]
pub fn replay(book: &Book, truth: &BTreeMap<String, Known>) -> Vec<Finding> {
    let mut desk = Desk::open(book, truth);
    let mut decided: Vec<Finding> = Vec::new();
    let mut last: BTreeMap<String, Finding> = BTreeMap::new();
    let first = book
        .deposits
        .iter()
        .map(|d| d.date)
        .min()
        .unwrap_or(book.as_of);
    let mut day = first;
    while day < book.as_of {
        day = day.saturating_add(7.days()).min(book.as_of);
        let week = desk.week(day);
        if week.deposits.is_empty() {
            continue;
        }
        for finding in reconcile(&week) {
            last.remove(&finding.deposit_id);
            if desk.decide(&week, &finding) {
                decided.push(finding);
            } else {
                last.insert(finding.deposit_id.clone(), finding);
            }
        }
    }
    decided.extend(last.into_values());
    decided
}

/// What is open, and what was learned.
struct Desk<'a> {
    book: &'a Book,
    truth: &'a BTreeMap<String, Known>,
    /// What no match has used yet, by id.
    left: BTreeMap<&'a str, Payment>,
    /// Deposits that are decided.
    done: BTreeSet<String>,
    /// With priors as they grew; its lists are not used.
    learned: Book,
}

impl<'a> Desk<'a> {
    fn open(book: &'a Book, truth: &'a BTreeMap<String, Known>) -> Self {
        let learned = Book {
            deposits: Vec::new(),
            payments: Vec::new(),
            ..book.clone()
        };
        let left = book
            .payments
            .iter()
            .map(|p| (p.id.as_str(), p.clone()))
            .collect();
        Self {
            book,
            truth,
            left,
            done: BTreeSet::new(),
            learned,
        }
    }

    fn week(&self, day: Date) -> Book {
        let open = |d: &&Deposit| d.date <= day && !self.done.contains(&d.id);
        let history_ids: BTreeSet<&str> = self
            .book
            .history
            .iter()
            .flat_map(|h| h.payment_ids.iter().map(String::as_str))
            .collect();
        // History's payments stay: the match in it says what they were.
        let there = |p: &&Payment| {
            p.received_on <= day && (p.amount != Money::ZERO || history_ids.contains(p.id.as_str()))
        };
        Book {
            as_of: day,
            deposits: self.book.deposits.iter().filter(open).cloned().collect(),
            payments: self.left.values().filter(there).cloned().collect(),
            ..self.learned.clone()
        }
    }

    /// Accepts what was found, or what a person says; whether anything could be decided.
    fn decide(&mut self, week: &Book, finding: &Finding) -> bool {
        let Some(known) = self.truth.get(&finding.deposit_id) else {
            return false;
        };
        let Some(deposit) = week.deposits.iter().find(|d| d.id == finding.deposit_id) else {
            return false;
        };
        let there = |ids: &[String]| {
            ids.iter()
                .all(|id| week.payments.iter().any(|p| p.id == *id))
        };
        let auto = finding
            .candidates
            .first()
            .filter(|_| finding.outcome == Outcome::Auto);
        match &known.answer {
            Answer::Payments(ids) if there(ids) => self.accept(deposit, ids, finding.processor),
            Answer::Payments(_) if auto.is_none() => return false,
            // Not revenue, or put right by hand: nothing is learned, and its payments are gone with it.
            Answer::Off => {}
            Answer::Broken(ids) | Answer::Outside(ids) | Answer::Payments(ids) => {
                for id in ids {
                    self.use_up(id, None);
                }
            }
        }
        self.done.insert(deposit.id.clone());
        true
    }

    fn accept(&mut self, deposit: &Deposit, ids: &[String], processor: Processor) {
        let payments: Vec<Payment> = ids
            .iter()
            .filter_map(|id| self.left.get(id.as_str()))
            .cloned()
            .collect();
        let gross: Money = payments.iter().map(|p| p.amount).sum();
        // One payment over two deposits is used in parts, and teaches nothing of days and fees.
        let split = self
            .truth
            .get(&deposit.id)
            .is_some_and(|k| k.tags.contains(&Tag::Split));
        for id in ids {
            self.use_up(id, split.then_some(deposit.amount));
        }
        if !split {
            let followed = self.learned.priors.followed();
            let fee = gross - deposit.amount;
            let lesson = Lesson::of_company(deposit, &payments, fee, processor, &followed);
            self.learned.priors.learn(&lesson);
        }
    }

    /// Takes a part, or all, of what is left of a payment.
    fn use_up(&mut self, id: &str, part: Option<Money>) {
        if let Some(p) = self.left.get_mut(id) {
            p.amount = part.map_or(Money::ZERO, |part| p.amount - part);
        }
    }
}
