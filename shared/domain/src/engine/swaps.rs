//! Equal amounts that could be exchanged: a payment in a payout, and another of the very amount beside it. Nothing in
//! the amounts can show that they were, so that whoever has one of them is as doubtful as the exchange is probable.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::certain::{is_slip, used};
use super::hypothesis::{Hypothesis, Why, Window};
use super::ledger::{Dep, Ledger, POOLS, float};
use super::search::Found;
use super::twins;
use super::two;
use super::unusual::{self, Kind};
use crate::calendar::{business_days_between, is_business_day, plus_days};

/// How probable it is that a payment of the last day rolls, where some do.
const EVENING: f64 = 0.3;
/// That one of the holidays beside the days of a payout rides in it after all.
const HOLIDAY: f64 = 0.3;
/// That one entered late was entered so late that it is of this very payout.
const LANDS: f64 = 0.25;
/// What another payout seems to have may be free after all, so probable.
const STILL: f64 = 0.05;
/// So many of so many checks wait for a later slip than the one of their days, before the book was seen.
const HELD_BACK: (f64, f64) = (0.6, 20.0);
/// How probable it is that what another deposit has is exchanged with it.
const EXCHANGED: f64 = 0.5;
/// Days before a slip and after it from which its checks may be.
const SLIP_DAYS: (i32, i32) = (14, 3);
/// The most payments of one amount that are compared.
const MAX_TWINS: usize = 40;
/// Only what is more probable than this is doubted.
const BELIEVED: f64 = 0.5;
/// A single payment may suit its deposit so much worse than the other one, and no more so much better.
const SUITS_BETTER: f64 = 10.0;

/// A member of a payout that could be another payment of the amount instead.
struct Swap {
    member: u32,
    twin: u32,
    odds: f64,
    /// Whether it takes the other payment from whoever has it.
    takes: bool,
}

/// A deposit that is probably one payment or a slip: its index, that of the hypothesis, its probability.
type Directly = BTreeMap<u32, (usize, usize, f64)>;

/// Lowers what is probable where a payment of the very amount could be in a payout instead; twice, as one doubt makes
/// another: what a doubtful payout has may be its neighbour's.
pub fn doubt(ledger: &Ledger<'_>, found: &Found, posterior: &mut [Vec<f64>]) {
    // A late entry shows as an edit only where nothing else is amiss in either payout: about every other time.
    let late = 2.0 * found.model.late();
    let before = posterior.to_vec();
    let directly = directly(found, &before);
    let riding = riding(found, &before);
    let held = rate_held_back(found, &before);
    let mut doubts: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for round in 0..2 {
        let used = used(ledger, &found.hypotheses, posterior, |_| true);
        let lists = found.hypotheses.iter().zip(&before);
        for (d, ((list, before), p)) in lists.zip(posterior.iter_mut()).enumerate() {
            for ((h, before), p) in list.iter().zip(before).zip(p) {
                if *before <= BELIEVED {
                    continue;
                }
                if is_slip(h) {
                    let exchanged =
                        exchanged(ledger, &ledger.deposits[d], &h.set, &used, &directly);
                    *p = before / (1.0 + held * exchanged);
                }
                let Some(w) = h.window().filter(|w| !POOLS[w.pool].slip) else {
                    continue;
                };
                let mut odds = two::swapped(ledger, w, &h.set, &found.rolled);
                for swap in swaps(ledger, found, w, &h.set, late) {
                    let free = (1.0 - used[swap.twin as usize]).max(0.0);
                    let given = directly.get(&swap.twin).map(|(d, at, p)| {
                        let suits = suits(ledger, found, (*d, *at), swap.member);
                        if round == 0 {
                            *doubts.entry((*d, *at)).or_default() += before * swap.odds * suits;
                        }
                        p * suits
                    });
                    let theirs = riding.get(&swap.twin).filter(|t| t.deposit != d);
                    // A chain knows itself which of two rolled.
                    if swap.takes && theirs.is_some_and(|t| one_chain(w, t.window)) {
                        odds += swap.odds * free;
                        continue;
                    }
                    let theirs = theirs.filter(|t| either_way(ledger, w, t.window, &swap));
                    odds += match (given, theirs) {
                        (_, Some(theirs)) => theirs.probability,
                        _ if !swap.takes => swap.odds,
                        (Some(given), _) => swap.odds * (free + given),
                        _ => swap.odds * free.max(STILL),
                    };
                }
                *p = before / (1.0 + odds);
            }
        }
    }
    for ((d, at), odds) in doubts {
        posterior[d][at] /= 1.0 + odds;
    }
}

/// How many checks wait for a later slip, as the book shows.
fn rate_held_back(found: &Found, posterior: &[Vec<f64>]) -> f64 {
    let (mut waited, mut all) = HELD_BACK;
    let lists = found.hypotheses.iter().flatten();
    for (h, p) in lists.zip(posterior.iter().flatten()) {
        let held = match h.why {
            Why::Slip { held, .. } => held,
            _ => 0,
        };
        if is_slip(h) {
            waited += p * float(held);
            all += p * float(h.set.len() + held);
        }
    }
    waited / all
}

/// How many checks of a slip could be another one of the amount, were one of the two held back for another slip:
/// nothing would show which.
fn exchanged(
    ledger: &Ledger<'_>,
    dep: &Dep<'_>,
    set: &[u32],
    used: &[f64],
    directly: &Directly,
) -> f64 {
    let (before, after) = SLIP_DAYS;
    let (from, to) = (
        plus_days(dep.source.date, -before),
        plus_days(dep.source.date, after),
    );
    let mut twice = 0.0;
    for member in set {
        let cents = ledger.pay(*member).cents;
        let same = ledger.by_amount.get(&cents).map_or(&[][..], Vec::as_slice);
        let twins = ledger.between(same, from, to).iter().take(MAX_TWINS);
        let paper = |t: &&u32| twins::could_be(dep.announces, ledger.pay(**t).source.method);
        for twin in twins
            .filter(|t| set.binary_search(t).is_err())
            .filter(paper)
        {
            let free = (1.0 - used[*twin as usize]).max(0.0);
            let theirs = directly
                .get(twin)
                .map(|(d, ..)| ledger.deposits[*d].source.date);
            let possible = ledger.pay(*twin).date <= dep.source.date
                && theirs.is_none_or(|date| ledger.pay(*member).date <= date);
            twice += if possible { free.max(EXCHANGED) } else { free };
        }
    }
    twice
}

/// Payments that probably went to the bank without a processor.
fn directly(found: &Found, posterior: &[Vec<f64>]) -> Directly {
    let mut directly = Directly::new();
    for (d, (list, p)) in found.hypotheses.iter().zip(posterior).enumerate() {
        for (at, (h, p)) in list.iter().zip(p).enumerate() {
            if *p > BELIEVED && (is_slip(h) || matches!(h.why, Why::Single { .. })) {
                directly.extend(h.set.iter().map(|i| (*i, (d, at, *p))));
            }
        }
    }
    directly
}

/// A payout that a payment probably rides in.
struct Theirs<'f> {
    deposit: usize,
    window: &'f Window,
    probability: f64,
}

/// By payment, the payout that it probably rides in.
fn riding<'f>(found: &'f Found, posterior: &[Vec<f64>]) -> BTreeMap<u32, Theirs<'f>> {
    let mut riding = BTreeMap::new();
    for (deposit, (list, p)) in found.hypotheses.iter().zip(posterior).enumerate() {
        for (h, probability) in list.iter().zip(p).filter(|(_, p)| **p > BELIEVED) {
            let window = h.window().filter(|w| !POOLS[w.pool].slip);
            let Some(window) = window else { continue };
            let theirs = |i: &u32| {
                let theirs = Theirs {
                    deposit,
                    window,
                    probability: *probability,
                };
                (*i, theirs)
            };
            riding.extend(h.set.iter().map(theirs));
        }
    }
    riding
}

/// Whether two payouts hold payments of the same days and of the same kind, so that two of one price may as well be the
/// other way round.
fn either_way(ledger: &Ledger<'_>, ours: &Window, theirs: &Window, swap: &Swap) -> bool {
    let could_hold = |w: &Window, i: u32| {
        let p = ledger.pay(i);
        let from = if w.rolled > 0 {
            plus_days(w.from, -1)
        } else {
            w.from
        };
        POOLS[w.pool].holds(p.source.method) && (from..=w.to).contains(&p.date)
    };
    could_hold(ours, swap.twin) && could_hold(theirs, swap.member)
}

fn one_chain(ours: &Window, theirs: &Window) -> bool {
    let chain = |w: &Window| w.ride.map(|r| r.chain);
    chain(ours).is_some() && chain(ours) == chain(theirs)
}

/// How much better or worse another payment suits a deposit of one payment, or whether it suits a slip.
fn suits(ledger: &Ledger<'_>, found: &Found, (d, at): (usize, usize), other: u32) -> f64 {
    let (dep, list) = (&ledger.deposits[d], &found.hypotheses[d]);
    let p = ledger.pay(other).source;
    let since = match &list[at].why {
        Why::Slip { from, .. } => Some(*from),
        Why::Window(w) => Some(w.from),
        _ => None,
    };
    if let Some(since) = since {
        let could = (since..=dep.source.date).contains(&p.received_on)
            && twins::could_be(dep.announces, p.method);
        return if could { 1.0 } else { 0.0 };
    }
    let weight = |h: &Hypothesis| found.model.weight(dep, h);
    let theirs = |h: &&Hypothesis| matches!(h.why, Why::Single { .. }) && h.set == [other];
    let instead = list.iter().find(theirs).map_or(0.0, weight);
    (instead / weight(&list[at]).max(f64::MIN_POSITIVE)).min(SUITS_BETTER)
}

/// What could be exchanged in a payout, and with which odds: two payments entered late (each so probable as `late`), one
/// wrong method and one that nobody wrote down, or, where days are cut in the evening, two of which either could have
/// rolled.
fn swaps(ledger: &Ledger<'_>, found: &Found, w: &Window, set: &[u32], late: f64) -> Vec<Swap> {
    let rates = found.model.rates();
    let rolls = w.ride.is_some() && w.rolled > 0;
    let mut swaps = Vec::new();
    for &member in set {
        let p = ledger.pay(member);
        let Some(same) = ledger.by_amount.get(&p.cents) else {
            continue;
        };
        // All debits of their days ride: another of the price would have to be dated wrong, and this one too.
        let debit = w.debits.is_some() && !POOLS[w.pool].holds(p.source.method);
        let (from, to) = if debit {
            (plus_days(p.date, -7), plus_days(p.date, 7))
        } else {
            (plus_days(w.from, -3), plus_days(w.to, 7))
        };
        let elsewhere = rates.of(w.pool, Kind::Elsewhere);
        let before = p.date < w.from;
        let out = match p.date {
            _ if before => 1.0,
            date if date == w.to && rolls => EVENING,
            _ => elsewhere,
        };
        // Where this one is cut off, what is later cannot ride.
        let not_cut_off = if before { 1.0 } else { elsewhere };
        let twins = ledger.between(same, from, to).iter().take(MAX_TWINS);
        for &twin in twins.filter(|t| set.binary_search(t).is_err()) {
            let t = ledger.pay(twin);
            let in_days = (w.from..=w.to).contains(&t.date);
            let holds = POOLS[w.pool].holds(t.source.method);
            let edge = t.date == w.to || t.date == plus_days(w.from, -1);
            let (odds, takes) = match unusual::kind(ledger, w, twin) {
                // Two of one price, one of which rolled: as likely the other, unless it is surely elsewhere.
                Some(_) if !debit && holds && edge && rolls => (out, true),
                // One of the two is elsewhere, for whatever reason: as likely the other.
                Some(Kind::Elsewhere) if !debit && in_days && !before => (1.0, true),
                Some(kind) if !debit && in_days => (out * rates.of(w.pool, kind), true),
                Some(_) if !debit && holds && beside(w, t.date) => (not_cut_off * HOLIDAY, true),
                _ => (late * late * LANDS, false),
            };
            swaps.push(Swap {
                member,
                twin,
                odds,
                takes,
            });
        }
    }
    swaps
}

/// Whether a day is not one of a daily payout's, and yet no business day lies between: some schedules take the one, some
/// the other.
fn beside(w: &Window, day: Date) -> bool {
    let daily = business_days_between(plus_days(w.from, -1), w.to, 2) <= 1;
    daily
        && if day > w.to {
            business_days_between(w.to, day, 1) == 0
        } else {
            business_days_between(day, w.from, 2) <= 1 && !is_business_day(day)
        }
}
