//! From probabilities to findings: a payment's cents once, evidence in words, and nobody asked only where a wrong
//! match is rarer than one in a thousand.

use std::collections::BTreeMap;

use super::fees::FeePlan;
use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Ledger, POOLS};
use super::model::{Book, Candidate, Finding, Outcome};
use super::processor::processor;
use super::reason::Reason;
use super::weigh::Model;
use crate::descriptor::{Announces, NameFit};
use crate::money::Money;

/// The most candidates of one deposit.
const MAX_SHOWN: usize = 5;
/// The least probability that is worth showing.
const WORTH_SHOWING: f64 = 0.005;
/// Nothing is surer than this.
const SUREST: f64 = 0.999_9;

/// One set of payments of one deposit with everything that speaks for it.
struct Option_<'h> {
    deposit: usize,
    best: &'h Hypothesis,
    probability: f64,
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
    let mut top: BTreeMap<usize, usize> = BTreeMap::new();
    let mut used: BTreeMap<u32, usize> = BTreeMap::new();
    for (o, option) in options.iter().enumerate() {
        if !top.contains_key(&option.deposit)
            && option.best.set.iter().all(|i| !used.contains_key(i))
        {
            top.insert(option.deposit, o);
            option.best.set.iter().for_each(|i| {
                used.insert(*i, option.deposit);
            });
        }
    }
    let auto: BTreeMap<usize, bool> = top
        .iter()
        .map(|(d, o)| (*d, may_match(ctx, &options[*o])))
        .collect();
    let rivals = rivals(&options);
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
                &lists[d],
                &options,
                &rivals,
                auto.get(&d) == Some(&true),
            )
        })
        .collect()
}

/// One option for each set: the same payments found in several ways are one answer.
fn merged<'h>(
    ctx: &Context<'_>,
    deposit: usize,
    list: &'h [Hypothesis],
    posterior: &[f64],
) -> Vec<Option_<'h>> {
    let mut by_set: BTreeMap<&[u32], (f64, f64, &Hypothesis)> = BTreeMap::new();
    for (h, &p) in list.iter().zip(posterior) {
        let entry = by_set.entry(&h.set).or_insert((0.0, p, h));
        entry.0 += p;
        if p > entry.1 {
            (entry.1, entry.2) = (p, h);
        }
    }
    let id = &ctx.ledger.deposits[deposit].source.id;
    let refused = |h: &Hypothesis| ctx.ledger.learned.is_refused(id, &ids(ctx.ledger, &h.set));
    by_set
        .into_values()
        .filter(|(p, _, h)| *p >= WORTH_SHOWING && !refused(h))
        .map(|(p, _, best)| Option_ {
            deposit,
            best,
            probability: p.clamp(0.0, SUREST),
        })
        .collect()
}

fn ids(ledger: &Ledger<'_>, set: &[u32]) -> Vec<String> {
    let mut ids: Vec<String> = set
        .iter()
        .map(|i| ledger.pay(*i).source.id.clone())
        .collect();
    ids.sort();
    ids
}

/// Whether evidence of its kind is enough to ask nobody.
fn may_match(ctx: &Context<'_>, option: &Option_<'_>) -> bool {
    let dep = &ctx.ledger.deposits[option.deposit];
    let threshold = if ctx.book.settings.auto_threshold.is_finite() {
        ctx.book.settings.auto_threshold.max(0.99)
    } else {
        1.0
    };
    if option.probability < threshold {
        return false;
    }
    match &option.best.why {
        Why::Listed { .. } => true,
        _ if dep.announces.is_off() => false,
        Why::Window(w) if POOLS[w.pool].slip => {
            dep.announces == Announces::Slip && option.best.set.len() >= 2 && w.edit.is_none()
        }
        Why::Window(w) => {
            let followers = ctx.model.followers(w.pool, w.plan, option.probability);
            let enough = if w.edit.is_some() || w.rolled > 0 {
                4.0
            } else {
                1.9
            };
            let untouched = w.edit.is_none() && w.rolled == 0;
            // Several payments to the cent under a published plan are no accident in a book's first payouts; they are
            // where the book follows another plan.
            let first = ctx.model.other_plans(w.pool, w.plan) < 0.5;
            let published = first && w.plan.is_published() && option.best.set.len() >= 3;
            // A lone payment needs others on its schedule too: an amount less some fee is soon met.
            let lone =
                option.best.set.len() == 1 && ctx.model.on_schedule(w, option.probability) < 1.9;
            if w.second_edit.is_some() || lone {
                return false;
            }
            followers >= enough || (untouched && (published || ctx.known.contains(&w.plan)))
        }
        Why::Single {
            name,
            known,
            other,
            days,
            ..
        } => {
            let named = *name == NameFit::Full || *known >= 2;
            let paper = dep.announces == Announces::Slip && (-1..=7).contains(days);
            other.is_none() && (named || paper)
        }
        Why::Subset { .. } | Why::Schedule { .. } => false,
    }
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
    shown: &[usize],
    options: &[Option_<'_>],
    rivals: &BTreeMap<u32, Vec<usize>>,
    auto: bool,
) -> Finding {
    let dep = &ctx.ledger.deposits[deposit];
    let candidates: Vec<Candidate> = shown
        .iter()
        .map(|o| candidate(ctx, &options[*o], shown.len(), rivals))
        .collect();
    let best = shown.first().map(|o| &options[*o]);
    let off = dep.cents == 0 || dep.announces.is_off() && best.is_none_or(|b| b.probability < 0.5);
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

fn candidate(
    ctx: &Context<'_>,
    option: &Option_<'_>,
    ways: usize,
    rivals: &BTreeMap<u32, Vec<usize>>,
) -> Candidate {
    let dep = &ctx.ledger.deposits[option.deposit];
    let gross: i64 = option
        .best
        .set
        .iter()
        .map(|i| ctx.ledger.pay(*i).cents)
        .sum();
    let mut reasons = evidence(ctx, option);
    if ways > 1 {
        reasons.push(Reason::Competing { ways });
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

fn evidence(ctx: &Context<'_>, option: &Option_<'_>) -> Vec<Reason> {
    let ledger = ctx.ledger;
    let set = &option.best.set;
    let client = |i: u32| {
        ledger
            .pay(i)
            .source
            .client_name
            .clone()
            .unwrap_or_else(|| ledger.pay(i).source.client_id.clone())
    };
    let days = |w: &super::hypothesis::Window| Reason::AllOfDays {
        from: w.from,
        to: w.to,
        business_days: w.lag,
    };
    match &option.best.why {
        Why::Listed { payout_id } => vec![Reason::RailLists {
            payout_id: payout_id.clone(),
        }],
        Why::Window(w) => {
            let mut reasons = vec![if w.plan == FeePlan::NONE {
                Reason::SumEquals {
                    payments: set.len(),
                }
            } else {
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a small count, zero or more"
                )]
                let also_on = ctx
                    .model
                    .followers(w.pool, w.plan, option.probability)
                    .round() as usize;
                Reason::NetEquals {
                    plan: w.plan,
                    payments: set.len(),
                    also_on,
                }
            }];
            reasons.push(days(w));
            if w.rolled > 0 {
                reasons.push(Reason::RolledOverCutOff { payments: w.rolled });
            }
            for (i, left_out) in w.edit.into_iter().chain(w.second_edit) {
                reasons.push(Reason::OneEdit {
                    payment_id: ledger.pay(i).source.id.clone(),
                    left_out,
                });
            }
            reasons
        }
        Why::Single {
            days,
            name,
            known,
            other,
            ..
        } => {
            let mut reasons = vec![
                Reason::SumEquals { payments: 1 },
                Reason::DaysApart { days: *days },
            ];
            if *name > NameFit::None {
                reasons.push(Reason::NameInDescriptor {
                    name: client(set[0]),
                });
            }
            if *known > 0 {
                reasons.push(Reason::KnownPayer { times: *known });
            }
            if let Some(other) = other {
                reasons.push(Reason::OtherNameInDescriptor {
                    name: client(*other),
                });
            }
            reasons
        }
        Why::Subset { of, complete } => {
            let mut reasons = vec![Reason::SumEquals {
                payments: set.len(),
            }];
            if !complete {
                reasons.push(Reason::NotSearchedToTheEnd { limit: *of });
            }
            reasons
        }
        Why::Schedule {
            window,
            unexplained,
            ..
        } => {
            vec![
                days(window),
                Reason::Unexplained {
                    amount: Money::from_cents(*unexplained),
                },
            ]
        }
    }
}
