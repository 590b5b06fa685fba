//! Deposits compete for payments: what one deposit surely is, the others cannot be.

use std::collections::{BTreeMap, BTreeSet};

use super::chain::{Chain, Changed, Odds};
use super::claims::Claims;
use super::exact;
use super::fees::FeePlan;
use super::hypothesis::Hypothesis;
use super::ledger::{Dep, Ledger};
use super::mistakes::Mistake;
use super::search::Found;
use super::swaps;
use super::weigh::Model;

/// Hypotheses of the likeliest explanation as a whole, as deposit and index.
pub type Chosen = BTreeSet<(usize, usize)>;

/// By deposit, how probable each of its hypotheses is.
pub type Posterior = Vec<Vec<f64>>;

/// What the book comes to.
pub struct Settled {
    /// What is left being "none of these".
    pub posterior: Posterior,
    /// The same before it is asked which equal amounts could be exchanged.
    pub undoubted: Posterior,
    /// The likeliest explanation as a whole.
    pub chosen: Chosen,
}

/// Rounds in which the book teaches the weights.
const LEARNING: usize = 6;
/// Rounds in which only the competition is settled.
const SETTLING: usize = 10;
/// Where no claim changes by more than this, all is settled.
const SETTLED: f64 = 1e-5;
/// A deposit that is a payout of a chain less probably than this is none.
const LOOSE: f64 = 0.01;

/// How probable every deposit's hypotheses are.
pub fn settle(ledger: &Ledger<'_>, found: &mut Found, known: &[FeePlan]) -> Settled {
    let mut claims = Claims::none(ledger.payments.len(), found.chains.len(), &found.hypotheses);
    let mut posterior: Posterior = found
        .hypotheses
        .iter()
        .map(|list| vec![0.0; list.len()])
        .collect();
    let mut alone = posterior.clone();
    let rides = rides(found);
    for round in 0..LEARNING + SETTLING {
        let unlisted = pass_along_chains(ledger, found, &rides, round > 0);
        let Found {
            hypotheses,
            model,
            mistakes,
            ..
        } = found;
        for (d, (list, p)) in hypotheses.iter_mut().zip(&mut posterior).enumerate() {
            let dep = &ledger.deposits[d];
            let free = claims.all_free(d);
            for ((h, free), alone) in list.iter_mut().zip(free).zip(&mut alone[d]) {
                // What rides in a chain is weighed anew each round, the others only as long as the book teaches.
                if round <= LEARNING || h.ride().is_some() {
                    h.weight = model.weight(dep, h);
                    *alone = h.weight;
                }
                h.weight = *alone * free;
            }
            let none = model.none(ledger, dep)
                + missing(model, &claims, dep, list, &mistakes[d])
                + unlisted.get(&d).copied().unwrap_or(0.0);
            let total = none + list.iter().map(|h| h.weight).sum::<f64>();
            for (h, p) in list.iter().zip(p.iter_mut()) {
                *p = if total > 0.0 { h.weight / total } else { 0.0 };
            }
        }
        let change = claims.set(&posterior);
        if round >= LEARNING && change < SETTLED {
            break;
        }
        if round < LEARNING {
            model.learn(ledger, hypotheses, &posterior, known);
            learn_what_rolls(&mut found.chains, hypotheses, &posterior);
        }
    }
    let chosen = refine(ledger, found, &claims, &mut posterior);
    let undoubted = posterior.clone();
    swaps::doubt(ledger, found, &mut posterior);
    Settled {
        posterior,
        undoubted,
        chosen,
    }
}

/// The weight of what the books lack: a payment that nobody wrote down, or one that was written down wrong.
fn missing(
    model: &Model,
    claims: &Claims,
    dep: &Dep<'_>,
    list: &[Hypothesis],
    mistakes: &[Mistake],
) -> f64 {
    let wrong = mistakes
        .iter()
        .map(|m| model.mistake(dep, m) * claims.unclaimed(m.payment));
    model.unwritten(dep, list) + wrong.sum::<f64>()
}

/// Works out exactly what is no payout of a chain: chains are exact already, and what they claim is claimed.
fn refine(
    ledger: &Ledger<'_>,
    found: &Found,
    claims: &Claims,
    posterior: &mut [Vec<f64>],
) -> Chosen {
    let in_chain = |(list, p): (&Vec<Hypothesis>, &Vec<f64>)| -> f64 {
        let rides = list.iter().zip(p).filter(|(h, _)| h.ride().is_some());
        rides.map(|(_, p)| p).sum()
    };
    let loose: Vec<bool> = found
        .hypotheses
        .iter()
        .zip(posterior.iter())
        .map(|of| in_chain(of) < LOOSE)
        .collect();
    let claimed = claims.of_others(&loose);
    let free = |h: &Hypothesis| -> f64 {
        let odds = h.set.iter().map(|i| claimed[*i as usize]);
        odds.map(|o| 1.0 / (1.0 + o)).product()
    };
    let weights: Vec<Vec<f64>> = ledger
        .deposits
        .iter()
        .zip(&found.hypotheses)
        .map(|(dep, list)| {
            let weight = |h: &Hypothesis| match h.ride() {
                Some(_) => 0.0,
                None => found.model.weight(dep, h) * free(h),
            };
            list.iter().map(weight).collect()
        })
        .collect();
    let none: Vec<f64> = ledger
        .deposits
        .iter()
        .zip(found.hypotheses.iter().zip(&found.mistakes))
        .map(|(dep, (list, mistakes))| {
            found.model.none(ledger, dep) + missing(&found.model, claims, dep, list, mistakes)
        })
        .collect();
    exact::refine(&found.hypotheses, &loose, &weights, &none, posterior)
}

/// By chain and deposit, which of its hypotheses ride in the chain.
type Rides = Vec<BTreeMap<usize, Vec<usize>>>;

fn rides(found: &Found) -> Rides {
    let mut rides = vec![BTreeMap::new(); found.chains.len()];
    for (d, list) in found.hypotheses.iter().enumerate() {
        for (at, ride) in list
            .iter()
            .enumerate()
            .filter_map(|(at, h)| Some((at, h.ride()?)))
        {
            let of_deposit: &mut Vec<usize> = rides[ride.chain].entry(d).or_default();
            of_deposit.push(at);
        }
    }
    rides
}

/// Lets each chain say how probable its sets are. Returns the weight of sets that a chain allows but nobody listed.
fn pass_along_chains(
    ledger: &Ledger<'_>,
    found: &mut Found,
    rides: &Rides,
    weighed: bool,
) -> BTreeMap<usize, f64> {
    let mut unlisted = BTreeMap::new();
    for (id, chain) in found.chains.iter_mut().enumerate() {
        let mut odds = Odds::new();
        let mut weights = BTreeMap::new();
        for &d in chain.deposits() {
            let dep = &ledger.deposits[d];
            let list = &found.hypotheses[d];
            let first = rides[id].get(&d).and_then(|ours| list.get(*ours.first()?));
            let weight = first.and_then(|h| h.window().map(|w| found.model.in_chain(dep, w)));
            let Some(weight) = weight else { continue };
            let ours = |h: &&Hypothesis| h.ride().is_some_and(|r| r.chain == id);
            let others: f64 = list
                .iter()
                .filter(|h| weighed && !ours(h))
                .map(|h| h.weight)
                .sum();
            odds.insert(d, weight / (found.model.none(ledger, dep) + others));
            weights.insert(d, weight);
        }
        let changed = changed(&found.hypotheses, &found.model, id, chain.deposits());
        chain.pass(&odds, &changed);
        let mut left: BTreeMap<usize, f64> = chain.totals().into_iter().collect();
        for &d in chain.deposits() {
            for at in rides[id].get(&d).into_iter().flatten() {
                let h = &mut found.hypotheses[d][*at];
                let Some(ride) = h.ride() else { continue };
                h.base = chain.chance(&ride);
                if h.ties_out() {
                    *left.entry(d).or_default() -= h.base;
                }
            }
        }
        for (d, share) in left {
            let weight = weights.get(&d).copied().unwrap_or(0.0);
            *unlisted.entry(d).or_insert(0.0) += weight * share.max(0.0);
        }
    }
    unlisted
}

/// What rolled where a payout of a chain ties out but for a change.
fn changed(
    hypotheses: &[Vec<Hypothesis>],
    model: &Model,
    chain: usize,
    deposits: &[usize],
) -> Vec<Changed> {
    let of = |dep: usize| {
        let list = hypotheses[dep].iter();
        list.filter_map(move |h| {
            let ride = h.ride().filter(|r| r.chain == chain && !h.ties_out())?;
            let likely = model.against_the_days(h.window()?) * ride.likely;
            Some(Changed { dep, ride, likely })
        })
    };
    deposits.iter().flat_map(|d| of(*d)).collect()
}

fn learn_what_rolls(chains: &mut [Chain], hypotheses: &[Vec<Hypothesis>], posterior: &[Vec<f64>]) {
    let mut seen = vec![(0.0, 0.0); chains.len()];
    for (list, p) in hypotheses.iter().zip(posterior) {
        for (h, p) in list.iter().zip(p) {
            let Some(ride) = h.ride().filter(|_| h.ties_out()) else {
                continue;
            };
            let rolled = f64::from(ride.ins.count_ones() + ride.outs.count_ones());
            let space = super::ledger::float(chains[ride.chain].space(ride.node));
            // Each boundary is seen from both of its sides.
            seen[ride.chain].0 += p * rolled / 2.0;
            seen[ride.chain].1 += p * space / 2.0;
        }
    }
    for (chain, (rolled, all)) in chains.iter_mut().zip(seen) {
        chain.learn(rolled, all);
    }
}
