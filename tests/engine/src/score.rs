//! What one book's findings are worth. Everything is a count or cents, so that tallies add up.

use std::collections::BTreeMap;

use oodaloo_domain::engine::{Book, Candidate, Deposit, Finding, Names, Outcome, Processor};
use oodaloo_seeds::books::{Answer, Known, Tag};

use crate::calibration::Reliability;
use crate::curve::Curve;
use crate::laws::over_used;

/// Right of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// How many were so.
    pub some: i64,
    /// Of how many.
    pub all: i64,
}

impl Share {
    fn add(&mut self, so: bool) {
        self.some += i64::from(so);
        self.all += 1;
    }

    fn merge(&mut self, other: Self) {
        self.some += other.some;
        self.all += other.all;
    }

    /// Between 0 and 1; nothing where there are none.
    #[must_use]
    pub fn ratio(self) -> Option<f64> {
        (self.all != 0).then(|| self.some as f64 / self.all as f64)
    }
}

/// A match that was made without a question and is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct WrongAuto {
    /// Family and seed.
    pub book: String,
    /// The deposit.
    pub deposit: Deposit,
    /// What it truly is.
    pub known: Known,
    /// What the engine took it for.
    pub said: Candidate,
    /// Whether it differs by equal amounts only.
    pub twins: bool,
}

impl WrongAuto {
    /// In words: what the deposit is, and how the answer differs.
    #[must_use]
    pub fn what(&self) -> String {
        let said = &self.said.payment_ids;
        let differs = match &self.known.answer {
            Answer::Off => "is not revenue".to_owned(),
            Answer::Broken(rest) if rest == said => {
                "right but for what is missing or mistyped in the books".to_owned()
            }
            Answer::Broken(_) => "a payment of it is missing or mistyped in the books".to_owned(),
            Answer::Outside(_) => "a payment of it is not in the export".to_owned(),
            Answer::Payments(ids) => {
                let missed = ids.iter().filter(|id| !said.contains(id)).count();
                let extra = said.iter().filter(|id| !ids.contains(id)).count();
                let twins = if self.twins { ", of equal amounts" } else { "" };
                format!(
                    "of {} payments {missed} missed, {extra} of another deposit{twins}",
                    ids.len()
                )
            }
        };
        let tags: Vec<&str> = self.known.tags.iter().map(|t| t.name()).collect();
        format!("{differs} ({})", tags.join(", "))
    }

    /// The evidence that was given, in words.
    #[must_use]
    pub fn why(&self) -> String {
        self.said
            .reasons
            .iter()
            .map(|r| r.sentence(&Names::default()))
            .collect::<Vec<_>>()
            .join(" ")
    }
}

/// Counts over deposits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Deposits.
    pub deposits: i64,
    /// Autos that are the exact set.
    pub auto_right: Share,
    /// Deposits with an answer that were matched without a question.
    pub covered: Share,
    /// The same by cents of the deposits; of one currency only.
    pub covered_cents: Share,
    /// Deposits with an answer whose top candidate it is.
    pub top: Share,
    /// Those whose top candidate has the right amounts: it differs by equal amounts at most.
    pub top_amounts: Share,
    /// Those whose set is among the candidates shown.
    pub shown: Share,
    /// Candidates at 0.85 or more that are right.
    pub sure: Share,
    /// Deposits that are not revenue, matched without a question.
    pub off_auto: Share,
    /// Deposits whose payment is missing or mistyped (or outside the book), matched without a question.
    pub broken_auto: Share,
    /// Of those, top candidates that are the set but for what is missing or mistyped.
    pub broken_named: Share,
    /// Deposits with a known processor whose finding names it.
    pub processor: Share,
    /// Payments whose cents autos used more than once.
    pub used_twice: i64,
    /// Books whose answer changed with the order of the lists.
    pub order_changes: i64,
    /// Said against was, of top candidates.
    pub reliability: Reliability,
    /// What another bar would match.
    pub curve: Curve,
    /// One by one.
    pub wrong: Vec<WrongAuto>,
}

impl Tally {
    /// Both as one.
    pub fn merge(&mut self, other: &Self) {
        self.deposits += other.deposits;
        self.auto_right.merge(other.auto_right);
        self.covered.merge(other.covered);
        self.covered_cents.merge(other.covered_cents);
        self.top.merge(other.top);
        self.top_amounts.merge(other.top_amounts);
        self.shown.merge(other.shown);
        self.sure.merge(other.sure);
        self.off_auto.merge(other.off_auto);
        self.broken_auto.merge(other.broken_auto);
        self.broken_named.merge(other.broken_named);
        self.processor.merge(other.processor);
        self.used_twice += other.used_twice;
        self.order_changes += other.order_changes;
        self.reliability.merge(&other.reliability);
        self.curve.merge(&other.curve);
        self.wrong.extend(other.wrong.iter().cloned());
    }

    fn add(&mut self, one: &One<'_>) {
        let (known, finding) = (one.known, one.finding);
        let auto = finding.outcome == Outcome::Auto;
        let best = finding.candidates.first();
        let top = best.is_some_and(|c| one.right(c));
        self.deposits += 1;
        match &known.answer {
            Answer::Payments(ids) => {
                let cents = one.deposit.amount.cents();
                self.covered.add(auto);
                self.covered_cents.some += if auto { cents } else { 0 };
                self.covered_cents.all += cents;
                self.top.add(top);
                self.top_amounts
                    .add(best.is_some_and(|c| one.same_amounts(ids, &c.payment_ids)));
                self.shown
                    .add(finding.candidates.iter().any(|c| one.right(c)));
            }
            Answer::Off => self.off_auto.add(auto),
            Answer::Broken(rest) | Answer::Outside(rest) => {
                self.broken_auto.add(auto);
                if !rest.is_empty() {
                    self.broken_named
                        .add(best.is_some_and(|c| c.payment_ids == *rest));
                }
            }
        }
        if let Some(word) = known.processor {
            let said = serde_json::to_value(finding.processor).ok();
            self.processor
                .add(said.as_ref().and_then(|s| s.as_str()) == Some(word));
        }
        for candidate in finding.candidates.iter().filter(|c| c.confidence >= 0.85) {
            self.sure.add(one.right(candidate));
        }
        if let Some(best) = best {
            self.reliability.add(best.confidence, top);
            let answered = known.answer.payments().map(|_| one.deposit.amount.cents());
            self.curve
                .add(best.confidence, top, answered.unwrap_or_default());
            if auto {
                self.auto_right.add(top);
                self.wrong.extend((!top).then(|| one.wrong(best)));
            }
        }
    }
}

/// One deposit with what it is and what was said of it.
struct One<'a> {
    book: &'a str,
    deposit: &'a Deposit,
    known: &'a Known,
    finding: &'a Finding,
    /// Cents of every payment, by id.
    cents: &'a BTreeMap<&'a str, i64>,
}

impl One<'_> {
    fn right(&self, c: &Candidate) -> bool {
        self.known
            .answer
            .payments()
            .is_some_and(|ids| ids == c.payment_ids)
    }

    fn same_amounts(&self, some: &[String], others: &[String]) -> bool {
        let sorted = |ids: &[String]| {
            let mut cents: Vec<Option<&i64>> =
                ids.iter().map(|id| self.cents.get(id.as_str())).collect();
            cents.sort_unstable();
            cents
        };
        sorted(some) == sorted(others)
    }

    fn wrong(&self, said: &Candidate) -> WrongAuto {
        let answer = self.known.answer.payments();
        WrongAuto {
            book: self.book.into(),
            deposit: self.deposit.clone(),
            known: self.known.clone(),
            said: said.clone(),
            twins: answer.is_some_and(|ids| self.same_amounts(ids, &said.payment_ids)),
        }
    }
}

/// One book's worth, whole and by what its deposits show.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scored {
    /// All deposits.
    pub all: Tally,
    /// By phenomenon.
    pub tags: BTreeMap<Tag, Tally>,
}

impl Scored {
    /// Both as one.
    pub fn merge(&mut self, other: &Self) {
        self.all.merge(&other.all);
        for (tag, tally) in &other.tags {
            self.tags.entry(*tag).or_default().merge(tally);
        }
    }
}

/// Scores the findings of a book. A deposit without a finding counts as a question without candidates.
#[must_use]
pub fn score(
    label: &str,
    book: &Book,
    truth: &BTreeMap<String, Known>,
    findings: &[Finding],
) -> Scored {
    let by_id: BTreeMap<&str, &Finding> = findings
        .iter()
        .map(|f| (f.deposit_id.as_str(), f))
        .collect();
    let cents: BTreeMap<&str, i64> = book
        .payments
        .iter()
        .map(|p| (p.id.as_str(), p.amount.cents()))
        .collect();
    let mut scored = Scored::default();
    for deposit in &book.deposits {
        let Some(known) = truth.get(&deposit.id) else {
            continue;
        };
        let silent = Finding {
            deposit_id: deposit.id.clone(),
            outcome: Outcome::NeedsConfirm,
            processor: Processor::Other,
            candidates: Vec::new(),
        };
        let finding = by_id.get(deposit.id.as_str()).copied().unwrap_or(&silent);
        let one = One {
            book: label,
            deposit,
            known,
            finding,
            cents: &cents,
        };
        scored.all.add(&one);
        for tag in &known.tags {
            scored.tags.entry(*tag).or_default().add(&one);
        }
    }
    scored.all.used_twice = i64::try_from(over_used(book, findings).len()).unwrap_or(i64::MAX);
    scored
}
