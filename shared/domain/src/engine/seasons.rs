//! Books of many years, solved season by season: what is held at once and what a deposit costs do not grow with the
//! book.
//!
//! Each season is looked at together with the deposits just before and after it, which compete for its payments, and
//! with every payment that could be in any of them. What an earlier season matched without a question is not offered to
//! a later one; what both would only ask about stays where it is likelier.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::learn;
use super::model::{Book, Deposit, Finding, Outcome, Payment};
use super::priors::Priors;
use super::singles::{EARLY, LATE};
use crate::calendar::{days_between, plus_days};

/// Up to so many deposits a book is solved as a whole: more than a busy company has in six years.
const MAX_WHOLE: usize = 6_000;
/// About so many deposits are a season.
const SEASON: usize = 3_000;
/// Deposits on each side of it that compete with it: of so many days, and at most so many.
const BESIDE_DAYS: i32 = 28;
const BESIDE: usize = 1_000;
/// Payments are in reach of a season so many days longer than those of a single deposit; so are a rail's payouts.
const SPARE: i32 = 14;

/// How far the work is: deposits with a finding, and all of them.
pub type Progress<'p> = &'p mut dyn FnMut(usize, usize);

/// Explains the deposits of a book of any length. `whole` solves one season.
pub fn reconcile(
    book: &Book,
    whole: impl Fn(&Book) -> Vec<Finding>,
    progress: Progress<'_>,
) -> Vec<Finding> {
    if book.deposits.len() <= MAX_WHOLE {
        return whole(book);
    }
    let (deposits, payments) = open(book);
    let priors = learn::priors(book);
    let many = deposits.len().div_ceil(SEASON).max(1);
    let size = deposits.len().div_ceil(many).max(1);
    let mut answered = Answered::default();
    for start in (0..deposits.len()).step_by(size) {
        let core = start..(start + size).min(deposits.len());
        let seen = around(&deposits, core.clone(), &answered.settled);
        let days = seen.iter().map(|d| deposits[*d].date);
        let Some((first, last)) = days.clone().min().zip(days.max()) else {
            break;
        };
        let season = Book {
            as_of: book.as_of,
            deposits: seen.iter().map(|d| deposits[*d].clone()).collect(),
            payments: in_reach(&payments, first, last)
                .filter(|p| !answered.gone.contains(&p.id))
                .cloned()
                .collect(),
            history: Vec::new(),
            payouts: book
                .payouts
                .iter()
                .filter(|p| days_between(first, p.arrival) >= -SPARE)
                .filter(|p| days_between(p.arrival, last) >= -SPARE)
                .cloned()
                .collect(),
            priors: priors.clone(),
            settings: book.settings,
        };
        let ours: BTreeMap<&str, usize> =
            core.clone().map(|d| (deposits[d].id.as_str(), d)).collect();
        let found = whole(&season).into_iter();
        answered.add(found.filter_map(|f| Some((*ours.get(f.deposit_id.as_str())?, f))));
        progress(core.end, deposits.len());
    }
    answered.findings
}

/// What history decided: its deposits and its payments, sorted.
struct Decided<'b> {
    deposits: Vec<&'b str>,
    payments: Vec<&'b str>,
}

impl<'b> Decided<'b> {
    fn of(book: &'b Book) -> Self {
        let used = book.history.iter().flat_map(|h| &h.payment_ids);
        let mut decided = Self {
            deposits: book.history.iter().map(|h| h.deposit.id.as_str()).collect(),
            payments: used.map(String::as_str).collect(),
        };
        decided.deposits.sort_unstable();
        decided.payments.sort_unstable();
        decided
    }

    fn open(&self, book: &'b Book) -> (Vec<&'b Deposit>, Vec<&'b Payment>) {
        let undecided = |d: &&Deposit| self.deposits.binary_search(&d.id.as_str()).is_err();
        let unused = |p: &&Payment| self.payments.binary_search(&p.id.as_str()).is_err();
        (
            book.deposits.iter().filter(undecided).collect(),
            book.payments.iter().filter(unused).collect(),
        )
    }
}

/// A book without what history decided, which nothing after it needs to look at again: what history taught is in the
/// priors.
pub fn undecided(book: &Book, priors: Priors) -> Book {
    let (deposits, payments) = Decided::of(book).open(book);
    Book {
        as_of: book.as_of,
        deposits: deposits.into_iter().cloned().collect(),
        payments: payments.into_iter().cloned().collect(),
        history: Vec::new(),
        payouts: book.payouts.clone(),
        priors,
        settings: book.settings,
    }
}

/// What is not decided yet, by date, then id; of several entries with one id the earliest.
fn open(book: &Book) -> (Vec<&Deposit>, Vec<&Payment>) {
    let (mut deposits, mut payments) = Decided::of(book).open(book);
    deposits.sort_by_key(|d| (d.date, &d.id, d.amount, &d.description, &d.account_id));
    let mut seen = BTreeSet::new();
    deposits.retain(|d| seen.insert(d.id.as_str()));
    payments.sort_by_key(|p| (p.received_on, &p.id, p.amount, &p.client_id));
    let mut seen = BTreeSet::new();
    payments.retain(|p| seen.insert(p.id.as_str()));
    (deposits, payments)
}

/// A season with the deposits beside it, those that earlier seasons settled left out.
fn around(
    deposits: &[&Deposit],
    core: std::ops::Range<usize>,
    settled: &BTreeSet<usize>,
) -> Vec<usize> {
    let near = |a: usize, b: usize| days_between(deposits[a].date, deposits[b].date) <= BESIDE_DAYS;
    let mut before: Vec<usize> = (0..core.start)
        .rev()
        .take_while(|d| near(*d, core.start))
        .filter(|d| !settled.contains(d))
        .take(BESIDE)
        .collect();
    before.reverse();
    let end = core.end - 1;
    let after = (core.end..deposits.len()).take_while(|d| near(end, *d));
    before
        .into_iter()
        .chain(core)
        .chain(after.take(BESIDE))
        .collect()
}

/// Payments that could be in a deposit of these days, of payments by date.
fn in_reach<'p>(
    payments: &'p [&'p Payment],
    first: Date,
    last: Date,
) -> impl Iterator<Item = &'p Payment> {
    let (from, to) = (
        plus_days(first, -LATE - SPARE),
        plus_days(last, EARLY + SPARE),
    );
    let start = payments.partition_point(|p| p.received_on < from);
    let end = payments.partition_point(|p| p.received_on <= to);
    payments[start..end.max(start)].iter().copied()
}

/// The findings so far.
#[derive(Default)]
struct Answered {
    findings: Vec<Finding>,
    /// Deposits that were matched without a question, and their payments.
    settled: BTreeSet<usize>,
    gone: BTreeSet<String>,
    /// Payments of the other tops, each with the findings that have it: two where each has a part of it.
    held: BTreeMap<String, Vec<usize>>,
}

impl Answered {
    /// Takes the findings of one season, with the places of their deposits.
    fn add(&mut self, season: impl Iterator<Item = (usize, Finding)>) {
        let first = self.findings.len();
        let season: Vec<(usize, Finding)> = season.collect();
        // What one season says of its deposits agrees already; whoever must give way must not disturb that.
        let tops = season.iter().filter_map(|(_, f)| f.candidates.first());
        let mut claimed: BTreeSet<String> = tops.flat_map(|c| c.payment_ids.clone()).collect();
        for (place, mut finding) in season {
            self.settle(first, &mut finding, &mut claimed);
            if let (Outcome::Auto, Some(top)) = (finding.outcome, finding.candidates.first()) {
                self.settled.insert(place);
                self.gone.extend(top.payment_ids.iter().cloned());
            }
            self.findings.push(finding);
        }
        for at in first..self.findings.len() {
            self.hold(at);
        }
    }

    fn hold(&mut self, at: usize) {
        let top = self.findings[at].candidates.first();
        for id in top.into_iter().flat_map(|top| &top.payment_ids) {
            self.held.entry(id.clone()).or_default().push(at);
        }
    }

    /// Where an earlier season asks about the same payment, the likelier of the two keeps it.
    fn settle(&mut self, first: usize, finding: &mut Finding, claimed: &mut BTreeSet<String>) {
        let Some(top) = finding.candidates.first() else {
            return;
        };
        let held = top.payment_ids.iter().filter_map(|id| self.held.get(id));
        let rivals: BTreeSet<usize> = held.flatten().copied().filter(|r| *r < first).collect();
        let surer = |r: &usize| {
            let theirs = self.findings[*r].candidates.first();
            theirs.is_some_and(|theirs| theirs.confidence >= top.confidence)
        };
        if finding.outcome != Outcome::Auto && rivals.iter().any(surer) {
            self.give_way(finding, claimed);
            return;
        }
        for rival in rivals {
            let mut theirs = self.findings[rival].clone();
            for id in theirs
                .candidates
                .iter()
                .take(1)
                .flat_map(|c| &c.payment_ids)
            {
                if let Some(holders) = self.held.get_mut(id) {
                    holders.retain(|h| *h != rival);
                }
            }
            self.give_way(&mut theirs, claimed);
            self.findings[rival] = theirs;
            self.hold(rival);
        }
    }

    /// Takes a finding's top away, and whatever of the rest somebody else has.
    fn give_way(&self, finding: &mut Finding, claimed: &mut BTreeSet<String>) {
        finding.candidates.remove(0);
        let held = |id: &String| self.held.get(id).is_some_and(|holders| !holders.is_empty());
        let free = |id: &String| !claimed.contains(id) && !held(id);
        finding
            .candidates
            .retain(|c| c.payment_ids.iter().all(free));
        let top = finding.candidates.first();
        claimed.extend(top.into_iter().flat_map(|c| c.payment_ids.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Money;
    use crate::engine::model::{Candidate, Processor, Settings};
    use jiff::civil::date;
    use proptest::prelude::*;
    use std::cell::RefCell;

    const DAYS: i32 = 700;

    /// `count` deposits and as many payments, evenly over two years.
    fn long(count: usize) -> Book {
        let start = date(2024, 1, 1);
        let day = |n: usize| {
            plus_days(
                start,
                i32::try_from(n).unwrap() * DAYS / i32::try_from(count).unwrap(),
            )
        };
        Book {
            as_of: plus_days(start, DAYS),
            deposits: (0..count)
                .map(|n| Deposit {
                    id: format!("d{n:05}"),
                    date: day(n),
                    amount: Money::from_cents(100),
                    description: String::new(),
                    account_id: "a".into(),
                })
                .collect(),
            payments: (0..count)
                .map(|n| Payment {
                    id: format!("p{n:05}"),
                    received_on: day(n),
                    amount: Money::from_cents(100),
                    client_id: "c".into(),
                    client_name: None,
                    invoice_id: None,
                    job_id: None,
                    method: None,
                })
                .collect(),
            history: Vec::new(),
            payouts: Vec::new(),
            priors: Priors::default(),
            settings: Settings::default(),
        }
    }

    fn said(deposit_id: &str, outcome: Outcome, sets: &[(&[&str], f64)]) -> Finding {
        let candidate = |(ids, confidence): &(&[&str], f64)| Candidate {
            payment_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            gross: Money::from_cents(100),
            fee: Money::ZERO,
            net: Money::from_cents(100),
            confidence: *confidence,
            reasons: Vec::new(),
        };
        Finding {
            deposit_id: deposit_id.into(),
            outcome,
            processor: Processor::Other,
            candidates: sets.iter().map(candidate).collect(),
        }
    }

    #[test]
    fn no_season_is_longer_than_its_bounds_and_all_are_told_of() {
        let (book, sizes, mut told) = (long(20_000), RefCell::new(Vec::new()), Vec::new());
        let whole = |season: &Book| {
            sizes
                .borrow_mut()
                .push((season.deposits.len(), season.payments.len()));
            let found = season.deposits.iter();
            found
                .map(|d| said(&d.id, Outcome::NeedsConfirm, &[]))
                .collect()
        };
        let findings = reconcile(&book, whole, &mut |done, all| told.push((done, all)));
        let ids: Vec<&str> = findings.iter().map(|f| f.deposit_id.as_str()).collect();
        assert!(ids.iter().eq(book.deposits.iter().map(|d| &d.id)));
        assert_eq!(told.last(), Some(&(20_000, 20_000)));
        assert_eq!(told.len(), 7);
        let a_day = 20_000 / usize::try_from(DAYS).unwrap() + 1;
        let reach = usize::try_from(LATE + EARLY + 2 * SPARE).unwrap() * a_day;
        for (deposits, payments) in sizes.into_inner() {
            assert!(deposits <= SEASON + 2 * BESIDE, "{deposits}");
            assert!(payments <= SEASON + 2 * BESIDE + reach, "{payments}");
        }
    }

    #[test]
    fn what_a_season_matched_no_later_one_sees() {
        let book = long(7_000);
        let whole = |season: &Book| {
            let found = season.deposits.iter().map(|d| {
                let id = d.id.replace('d', "p");
                assert!(season.payments.iter().any(|p| p.id == id), "{id} is gone");
                said(&d.id, Outcome::Auto, &[(&[&id], 1.0)])
            });
            // All that is seen is matched, what lies beside the season too: only its own may count.
            found.collect()
        };
        let findings = reconcile(&book, whole, &mut |_, _| {});
        assert!(findings.iter().all(|f| f.outcome == Outcome::Auto));
        assert_eq!(findings.len(), 7_000);
    }

    #[test]
    fn of_two_questions_about_one_payment_the_likelier_keeps_it() {
        let mut all = Answered::default();
        let ask = |id: &str, sets: &[(&[&str], f64)]| said(id, Outcome::NeedsConfirm, sets);
        all.add(
            [
                (0, ask("a", &[(&["p", "q"], 0.6), (&["r"], 0.2)])),
                (1, ask("b", &[(&["s"], 0.9)])),
            ]
            .into_iter(),
        );
        all.add(
            [
                (2, ask("c", &[(&["s"], 0.8), (&["t"], 0.1)])),
                (3, ask("d", &[(&["q"], 0.7)])),
            ]
            .into_iter(),
        );
        all.add([(4, said("e", Outcome::Auto, &[(&["t"], 0.9)]))].into_iter());
        let tops: Vec<Option<&[String]>> = all
            .findings
            .iter()
            .map(|f| f.candidates.first().map(|c| c.payment_ids.as_slice()))
            .collect();
        let of = |id: &str| vec![id.to_owned()];
        let wanted = [
            Some(of("r")),
            Some(of("s")),
            None,
            Some(of("q")),
            Some(of("t")),
        ];
        assert!(
            tops.iter().zip(&wanted).all(|(a, b)| *a == b.as_deref()),
            "{tops:?}"
        );
    }

    proptest! {
        /// Whatever seasons say: no payment is at two tops, and no match without a question loses its payments.
        #[test]
        fn a_payment_is_at_one_top_only(
            seasons in prop::collection::vec(
                prop::collection::vec((prop::collection::vec((0_usize..12, 1_u32..100), 0..3), any::<bool>()), 1..5), 1..5),
        ) {
            let mut all = Answered::default();
            let mut place = 0;
            for season in seasons {
                let mut ours: BTreeSet<String> = BTreeSet::new();
                let mut found = Vec::new();
                for (sets, auto) in season {
                    let mut sets: Vec<(String, f64)> =
                        sets.into_iter().map(|(p, c)| (format!("p{p}"), f64::from(c) / 100.0)).collect();
                    sets.retain(|(p, _)| !all.gone.contains(p));
                    sets.sort_by(|a, b| b.1.total_cmp(&a.1));
                    // One season by itself keeps the law.
                    sets.retain(|(p, _)| !ours.contains(p));
                    ours.extend(sets.first().map(|(p, _)| p.clone()));
                    let outcome = if auto && !sets.is_empty() { Outcome::Auto } else { Outcome::NeedsConfirm };
                    let ids: Vec<[&str; 1]> = sets.iter().map(|(p, _)| [p.as_str()]).collect();
                    let sets: Vec<(&[&str], f64)> = ids.iter().zip(&sets).map(|(p, (_, c))| (p.as_slice(), *c)).collect();
                    found.push((place, said(&format!("d{place}"), outcome, &sets)));
                    place += 1;
                }
                all.add(found.into_iter());
            }
            let mut tops = BTreeSet::new();
            for f in &all.findings {
                prop_assert!(f.outcome != Outcome::Auto || !f.candidates.is_empty());
                if let Some(top) = f.candidates.first() {
                    prop_assert!(tops.insert(top.payment_ids[0].clone()), "{:?} is at two tops", top.payment_ids);
                }
            }
        }
    }
}
