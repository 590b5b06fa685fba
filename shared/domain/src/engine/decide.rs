//! From probabilities to findings: a payment's cents once, evidence in words, and nobody asked only where a wrong
//! match is rarer than one in a thousand.

use std::collections::{BTreeMap, BTreeSet};

use super::evidence::evidence;
use super::fees::FeePlan;
use super::gate::may_match;
use super::hypothesis::{Hypothesis, Named, Why};
use super::ledger::Ledger;
use super::model::{Book, Candidate, Finding, Outcome};
use super::processor::processor;
use super::reason::Reason;
use super::twins;
use super::weigh::Model;
use crate::money::Money;

/// The most candidates of one deposit.
const MAX_SHOWN: usize = 5;
/// The least probability that is worth showing.
const WORTH_SHOWING: f64 = 0.005;
/// Nothing is surer than this.
const SUREST: f64 = 0.999_9;
/// Nor is this, where a payment is missing or mistyped: less than any threshold of a bulk confirmation.
const DOES_NOT_TIE_OUT: f64 = 0.8;

/// One set of payments of one deposit with everything that speaks for it.
#[derive(Clone)]
pub struct Option_<'h> {
    /// Index of the deposit.
    pub deposit: usize,
    /// The most probable of the ways to come to this set.
    pub best: &'h Hypothesis,
    /// Of all of them together.
    pub probability: f64,
    /// Of those alone that leave nothing open.
    pub sure: f64,
    /// Whether the likeliest explanation of the whole group has it.
    chosen: bool,
    /// Each of the ways that leave nothing open, with its probability.
    ways: Vec<(f64, &'h Hypothesis)>,
}

impl<'h> Option_<'h> {
    /// The set by its likeliest way, then as each way alone would have it, were the others never thought of: that it also
    /// fits otherwise, by chance, is nothing against it.
    fn each(&self) -> impl Iterator<Item = Self> + use<'_, 'h> {
        let amiss = 1.0 - self.sure;
        let alone = self.ways.iter().map(move |(p, best)| Self {
            best,
            sure: (p / (p + amiss)).clamp(0.0, SUREST),
            ways: Vec::new(),
            ..self.clone()
        });
        std::iter::once(self.clone()).chain(alone)
    }

    /// Whether it is the rest of a payment of which another deposit has a part; if so, that is what is told of it.
    fn is_rest_of(&mut self, first: usize) -> bool {
        let of_first = |h: &Hypothesis| matches!(h.why, Why::Part { other, .. } if other == first);
        let way = self.ways.iter().find(|(_, h)| of_first(h));
        self.best = way.map_or(self.best, |(_, h)| h);
        way.is_some()
    }
}

/// What is known besides the hypotheses.
pub struct Context<'c> {
    /// The book.
    pub book: &'c Book,
    /// The book, read.
    pub ledger: &'c Ledger<'c>,
    /// What the book taught.
    pub model: &'c Model,
    /// Plans that a person's decisions support.
    pub known: &'c [FeePlan],
    /// By deposit: a limit that was met.
    pub cut: &'c [Option<usize>],
    /// Hypotheses of the likeliest explanation as a whole.
    pub chosen: &'c BTreeSet<(usize, usize)>,
}

/// Findings in the ledger's order.
pub fn findings(
    ctx: &Context<'_>,
    hypotheses: &[Vec<Hypothesis>],
    posterior: &[Vec<f64>],
) -> Vec<Finding> {
    let mut options: Vec<Option_<'_>> = Vec::new();
    for (deposit, (list, p)) in hypotheses.iter().zip(posterior).enumerate() {
        options.extend(merged(ctx, deposit, list, p));
    }
    options.sort_by(|a, b| {
        b.probability
            .total_cmp(&a.probability)
            .then(a.deposit.cmp(&b.deposit))
            .then_with(|| a.best.set.cmp(&b.best.set))
    });
    let (top, used) = assign(&mut options);
    let settled = twins::settled(&options);
    let mut auto: BTreeMap<usize, bool> = BTreeMap::new();
    for (d, o) in &top {
        let passes = |way: &Option_<'_>| may_match(ctx, way) && !twins::crowded(ctx, way, &settled);
        let way = options[*o].each().find(passes).map(|way| way.best);
        auto.insert(*d, way.is_some());
        // What lets it pass is what is told of it.
        options[*o].best = way.unwrap_or(options[*o].best);
    }
    let rivals = rivals(&options);
    let mut ways = vec![0; hypotheses.len()];
    options.iter().for_each(|o| ways[o.deposit] += 1);
    let mut lists: Vec<Vec<usize>> = vec![Vec::new(); hypotheses.len()];
    for (o, option) in options.iter().enumerate() {
        let foreign = |i: &u32| used.get(i).is_some_and(|d| *d != option.deposit);
        let surely = |i: &u32| {
            used.get(i)
                .is_some_and(|d| *d != option.deposit && auto.get(d) == Some(&true))
        };
        let top = top.get(&option.deposit).copied();
        // Ahead of the top only what lost a payment to a better claim: not shown. Behind it, whatever is not settled.
        let shown = match top {
            Some(t) if o < t => false,
            Some(_) => !option.best.set.iter().any(surely),
            None => !option.best.set.iter().any(foreign),
        };
        if shown && lists[option.deposit].len() < MAX_SHOWN {
            lists[option.deposit].push(o);
        }
    }
    (0..hypotheses.len())
        .map(|d| {
            finding(
                ctx,
                d,
                (&lists[d], ways[d]),
                &options,
                &rivals,
                auto.get(&d) == Some(&true),
            )
        })
        .collect()
}

/// The top of each deposit: what the likeliest explanation as a whole has, then the surest first, each payment once; and
/// which deposits have it. Two deposits share a payment where each is a part of it and the other is the rest.
fn assign(options: &mut [Option_<'_>]) -> (BTreeMap<usize, usize>, BTreeMap<u32, usize>) {
    let mut top: BTreeMap<usize, usize> = BTreeMap::new();
    let mut used: BTreeMap<u32, usize> = BTreeMap::new();
    // Of a payment of which one part is placed: where that is, and who has the rest.
    let mut rest: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
    let (likeliest, others): (Vec<usize>, Vec<usize>) =
        (0..options.len()).partition(|o| options[*o].chosen);
    for o in likeliest.into_iter().chain(others) {
        let option = &mut options[o];
        if top.contains_key(&option.deposit) {
            continue;
        }
        let placed = option.best.set.first().and_then(|i| rest.get(i)).copied();
        let taken = match (&option.best.why, placed) {
            (Why::Part { .. }, Some((first, second))) => {
                second == option.deposit && option.is_rest_of(first)
            }
            _ => option.best.set.iter().all(|i| !used.contains_key(i)),
        };
        if !taken {
            continue;
        }
        top.insert(option.deposit, o);
        for i in &option.best.set {
            // Nobody has the rest of what is whole again.
            rest.remove(i);
            if let (Why::Part { other, .. }, None) = (&option.best.why, placed) {
                rest.insert(*i, (option.deposit, *other));
            }
            used.insert(*i, option.deposit);
        }
    }
    (top, used)
}

/// One option for each set: the same payments found in several ways are one answer.
fn merged<'h>(
    ctx: &Context<'_>,
    deposit: usize,
    list: &'h [Hypothesis],
    posterior: &[f64],
) -> Vec<Option_<'h>> {
    let mut by_set: BTreeMap<&[u32], Option_<'h>> = BTreeMap::new();
    for (at, (h, &p)) in list.iter().zip(posterior).enumerate() {
        let option = by_set.entry(&h.set).or_insert_with(|| Option_ {
            deposit,
            best: h,
            probability: 0.0,
            sure: 0.0,
            chosen: false,
            ways: Vec::new(),
        });
        option.probability += p * right(h);
        option.chosen |= ctx.chosen.contains(&(deposit, at));
        option.ways.push((p, h));
    }
    let worth = by_set.into_values();
    let worth = worth.filter(|o| o.probability >= WORTH_SHOWING);
    worth
        .map(|mut o| {
            // Of equally probable ways the first that was found.
            o.ways.sort_by(|a, b| b.0.total_cmp(&a.0));
            o.best = o.ways[0].1;
            // Whoever has the whole of a payment leaves no rest for others.
            let same = |h: &Hypothesis| is_part(h) == is_part(o.best);
            o.ways.retain(|(_, h)| right(h) >= 1.0 && same(h));
            let sure: f64 = o.ways.iter().map(|(p, _)| p).sum();
            (o.sure, o.probability) = (sure.clamp(0.0, SUREST), o.probability.clamp(0.0, SUREST));
            o
        })
        .collect()
}

const fn is_part(h: &Hypothesis) -> bool {
    matches!(h.why, Why::Part { .. })
}

/// How probable it is that a set is right if its explanation is. What does not tie out, and would not if the books were
/// right, is never sure enough to be confirmed unseen: the set may be the right one, its amounts are not.
const fn right(h: &Hypothesis) -> f64 {
    match &h.why {
        Why::Schedule {
            named: None | Some(Named::Unrecorded { .. } | Named::Mistyped { .. }),
            ..
        } => DOES_NOT_TIE_OUT,
        _ => 1.0,
    }
}

fn ids(ledger: &Ledger<'_>, set: &[u32]) -> Vec<String> {
    let mut ids: Vec<String> = set
        .iter()
        .map(|i| ledger.pay(*i).source.id.clone())
        .collect();
    ids.sort();
    ids
}

/// For each payment, the deposits that could hold it.
fn rivals(options: &[Option_<'_>]) -> BTreeMap<u32, Vec<usize>> {
    let mut rivals: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for option in options {
        for i in &option.best.set {
            let list = rivals.entry(*i).or_default();
            if !list.contains(&option.deposit) && list.len() < 8 {
                list.push(option.deposit);
            }
        }
    }
    rivals
}

fn finding(
    ctx: &Context<'_>,
    deposit: usize,
    (shown, ways): (&[usize], usize),
    options: &[Option_<'_>],
    rivals: &BTreeMap<u32, Vec<usize>>,
    auto: bool,
) -> Finding {
    let dep = &ctx.ledger.deposits[deposit];
    let candidates: Vec<Candidate> = shown
        .iter()
        .enumerate()
        .map(|(at, o)| {
            // The runner-up of the first is the second; of the others it is the first.
            let second = shown.get(usize::from(at == 0)).map(|o| &options[*o]);
            candidate(ctx, &options[*o], second, ways, rivals)
        })
        .collect();
    let best = shown.first().map(|o| &options[*o]);
    let told = best.is_some_and(|b| b.probability >= 0.5 && b.best.is_told());
    let off = dep.cents == 0 || dep.announces.is_off() && !told;
    let outcome = if auto {
        Outcome::Auto
    } else if off {
        Outcome::OffPlatform
    } else {
        Outcome::NeedsConfirm
    };
    let trusted = best.filter(|b| b.probability >= 0.5).map(|b| b.best);
    Finding {
        deposit_id: dep.source.id.clone(),
        outcome,
        processor: processor(ctx.ledger, dep.announces, trusted),
        candidates,
    }
}

/// What the next best explanation says instead.
fn runner_up(ctx: &Context<'_>, option: &Option_<'_>, second: &Option_<'_>) -> Reason {
    let only = |a: &Option_<'_>, b: &Option_<'_>| {
        let set: Vec<u32> = a
            .best
            .set
            .iter()
            .filter(|i| !b.best.set.contains(i))
            .copied()
            .collect();
        ids(ctx.ledger, &set)
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a percentage"
    )]
    let percent = (second.probability * 100.0).round().clamp(0.0, 100.0) as u8;
    Reason::RunnerUp {
        instead: only(second, option),
        of: only(option, second),
        percent,
    }
}

fn candidate(
    ctx: &Context<'_>,
    option: &Option_<'_>,
    second: Option<&Option_<'_>>,
    ways: usize,
    rivals: &BTreeMap<u32, Vec<usize>>,
) -> Candidate {
    let dep = &ctx.ledger.deposits[option.deposit];
    let sum = option
        .best
        .set
        .iter()
        .map(|i| ctx.ledger.pay(*i).cents)
        .sum();
    let gross: i64 = match option.best.why {
        Why::Part { .. } => dep.cents,
        _ => sum,
    };
    let mut reasons = evidence(ctx, option);
    if ways > 1 {
        reasons.push(Reason::Competing { ways });
        reasons.extend(second.map(|second| runner_up(ctx, option, second)));
    }
    let other = option
        .best
        .set
        .iter()
        .filter_map(|i| rivals.get(i))
        .flatten()
        .find(|d| **d != option.deposit);
    if let Some(other) = other {
        reasons.push(Reason::AlsoFitsOtherDeposit {
            deposit_id: ctx.ledger.deposits[*other].source.id.clone(),
        });
    }
    if dep.announces.is_off() {
        reasons.push(Reason::NotRevenueText);
    }
    if let Some(limit) = ctx.cut[option.deposit] {
        reasons.push(Reason::NotSearchedToTheEnd { limit });
    }
    Candidate {
        payment_ids: ids(ctx.ledger, &option.best.set),
        gross: Money::from_cents(gross),
        fee: Money::from_cents(gross - dep.cents),
        net: Money::from_cents(dep.cents),
        confidence: option.probability,
        reasons,
    }
}
