//! Payouts of a stream that do not tie out: the windows and chains that nearly make them, with what would make up the
//! difference.

use jiff::civil::Date;

use super::super::chain::Chain;
use super::super::debits::could_ride;
use super::super::edits::{Near, Payout};
use super::super::fees::FeePlan;
use super::super::hypothesis::{Hypothesis, Why};
use super::super::ledger::POOLS;
use super::super::schedule::USUAL;
use super::super::search::Found;
use super::super::second::{self, Case, Second};
use super::super::weigh::UNCHAINED;
use super::super::windows::{self, Nets, Run};
use super::{Explained, Stream, WITH_REFUNDS, in_a_season};

/// Ways in which what rolled is guessed at each end of a payout that does not tie out.
const GUESSES: usize = 2;

impl Stream<'_> {
    /// Payouts that do not tie out: with the edits that make them, and as they are.
    pub(super) fn near(
        &self,
        runs: &[(Date, Vec<Run>)],
        e: &Explained,
        chains: &[usize],
        found: &mut Found,
    ) {
        let slip = POOLS[self.pool].slip;
        let mut active: u128 = 0;
        for (cell, days) in &e.ties {
            let days: Vec<Date> = days.iter().copied().collect();
            if in_a_season(&days) >= self.enough() {
                active |= 1 << cell;
            }
        }
        if active == 0 {
            active = if slip { 0xff } else { USUAL };
        }
        let chained = chains
            .iter()
            .fold(0, |cells, id| cells | 1 << found.chains[*id].cell);
        let other = self.other_rate(runs, e, chains, active & !chained, found);
        for (day, runs) in runs {
            let open = self.open(*day, e.plan, found);
            if open.is_empty() {
                continue;
            }
            let mut lists: Vec<Vec<Hypothesis>> = vec![Vec::new(); open.len()];
            for run in runs.iter().filter(|r| r.cells & active != 0) {
                let inside = &self.ledger.pools[self.pool][run.start..run.end];
                let mut window = run.window(self.pool, e.plan);
                window.cells &= !chained;
                if window.cells == 0 {
                    continue;
                }
                let back = windows::refunds(self.ledger, self.pool, run.from, run.to);
                if !back.is_empty() {
                    let inside = [inside, back].concat();
                    let with = Payout::new(self.ledger, self.rates, *day, window.clone(), inside)
                        .costing(self.ledger, other);
                    self.propose(&with, UNCHAINED * WITH_REFUNDS, &open, &mut lists);
                }
                let without = Payout::new(self.ledger, self.rates, *day, window, inside.to_vec())
                    .costing(self.ledger, other);
                self.propose(&without, UNCHAINED, &open, &mut lists);
            }
            for &id in chains {
                self.near_in_chain((&found.chains[id], id), other, &open, &mut lists);
            }
            for (d, list) in open.iter().zip(lists) {
                found.hypotheses[*d].extend(list);
            }
        }
    }

    /// The deposits of a day that do not tie out under a plan.
    fn open(&self, day: Date, plan: FeePlan, found: &Found) -> Vec<usize> {
        let open = |d: &&usize| {
            !self.ledger.deposits[**d].announces.is_off()
                && !explained(&found.hypotheses[**d], plan)
        };
        let of_day = self.ledger.by_day[&day].iter();
        of_day.filter(open).copied().collect()
    }

    /// The other rate that some payments of the pool cost, if the payouts that do not tie out have one in common.
    fn other_rate(
        &self,
        runs: &[(Date, Vec<Run>)],
        e: &Explained,
        chains: &[usize],
        active: u128,
        found: &Found,
    ) -> Option<Second> {
        if POOLS[self.pool].slip {
            return None;
        }
        let (mut cases, mut tied): (Vec<Case>, usize) = (Vec::new(), 0);
        for (day, runs) in runs {
            let open = self.open(*day, e.plan, found);
            for d in self.ledger.by_day[day].iter().filter(|d| !open.contains(d)) {
                let of = found.hypotheses[*d].iter().filter(|h| h.ties_out());
                let of = of.filter(|h| h.window().is_some_and(|w| w.plan == e.plan));
                tied += of.map(|h| h.set.len()).min().unwrap_or(0);
            }
            let mut ask = |inside: &[u32]| {
                let of = open
                    .iter()
                    .filter(|d| self.ledger.deposits[**d].announces.is_payout());
                cases.extend(of.filter_map(|d| Case::of(self.ledger, e.plan, *d, inside)));
            };
            for run in runs.iter().filter(|r| r.cells & active != 0) {
                ask(&self.ledger.pools[self.pool][run.start..run.end]);
            }
            for chain in chains.iter().map(|id| &found.chains[*id]) {
                if let (Some(node), false) = (chain.node_on(*day), open.is_empty()) {
                    let rides = chain.guesses(0, node, 1);
                    rides
                        .iter()
                        .for_each(|ride| ask(&chain.set(self.ledger, ride)));
                }
            }
        }
        cases.sort_by_key(|c| c.deposit);
        second::learn(e.plan, &cases, tied, found.model.taught_second(e.plan))
    }

    /// Payouts under a plan that no payout of cards alone shows: where bank debits ride in each, none does.
    pub(super) fn with_debits(
        &self,
        runs: &[(Date, Vec<Run>)],
        plan: FeePlan,
        nets: &Nets,
        found: &mut Found,
    ) {
        for (day, runs) in runs {
            for &d in &self.ledger.by_day[day] {
                let dep = &self.ledger.deposits[d];
                if !dep.announces.is_payout() {
                    continue;
                }
                let short = |r: &&Run| plan.paid_for(nets.of(r.start, r.end)) < dep.cents;
                for run in runs.iter().filter(|r| r.cells & USUAL != 0).filter(short) {
                    let inside = self.ledger.pools[self.pool][run.start..run.end].to_vec();
                    let payout = Payout::plain(self.ledger, run.window(self.pool, plan), inside);
                    let near = Near {
                        ledger: self.ledger,
                        dep,
                        payout: &payout,
                        missing: dep.cents.saturating_sub(payout.paid),
                        base: UNCHAINED,
                    };
                    self.riders.propose(&near, &mut found.hypotheses[d]);
                }
            }
        }
    }

    fn near_in_chain(
        &self,
        (chain, id): (&Chain, usize),
        other: Option<Second>,
        open: &[usize],
        lists: &mut [Vec<Hypothesis>],
    ) {
        let day = open.first().map(|d| self.ledger.deposits[*d].source.date);
        let Some((day, node)) = day.and_then(|day| Some((day, chain.node_on(day)?))) else {
            return;
        };
        for ride in chain.guesses(id, node, GUESSES) {
            let inside = chain.set(self.ledger, &ride);
            if !inside.is_empty() {
                let payout = Payout::new(self.ledger, self.rates, day, chain.window(ride), inside)
                    .costing(self.ledger, other);
                self.propose(&payout, chain.chance(&ride), open, lists);
            }
        }
    }

    /// What would make each of the deposits, all of one day, the payout.
    fn propose(&self, payout: &Payout, base: f64, open: &[usize], lists: &mut [Vec<Hypothesis>]) {
        for (d, list) in open.iter().zip(lists) {
            let dep = &self.ledger.deposits[*d];
            let near = Near {
                ledger: self.ledger,
                dep,
                payout,
                missing: dep.cents.saturating_sub(payout.paid),
                base,
            };
            let most = payout.paid.max(dep.cents);
            if near.missing == 0 || near.missing.saturating_abs() > most {
                continue;
            }
            near.edits(list);
            list.extend(near.dearer());
            if could_ride(self.pool) {
                self.riders.propose(&near, list);
            }
            near.unexplained(list);
        }
    }
}

/// Whether a deposit ties out so well that nobody needs to ask what might be missing.
fn explained(list: &[Hypothesis], plan: FeePlan) -> bool {
    list.iter().any(|h| match &h.why {
        Why::Window(w) => w.plan == plan && h.ties_out() && h.base >= 1e-3,
        _ => false,
    })
}
