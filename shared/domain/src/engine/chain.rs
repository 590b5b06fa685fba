//! Payouts of one schedule as a chain: what rolls out of one over the cut-off rolls into the next.
//!
//! Between two payouts stands a *boundary*: the last day of the first, some of whose payments ride in the second. A
//! payout is worth what rolled in, plus its days, less what rolled out. So sums are all that neighbours tell each
//! other, and forward and backward passes over the sums give the probability of every set given the whole chain.
//! A payout that does not tie out, or is missing, tells its neighbours nothing; beyond it the chain heals.

mod sets;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::fees::FeePlan;
use super::hypothesis::{Hypothesis, Ride, Why, Window};
use super::ledger::{Ledger, float};
use super::rolls::Subsets;
use super::schedule::Landing;
use super::streams::WITH_REFUNDS;
use super::windows::{Nets, place, refunds, worth};
use crate::calendar::plus_days;

/// The most ways, by sums, in which one deposit can be a payout of a chain.
const MAX_EDGES: usize = 512;
/// The most sets of one deposit that a chain proposes.
const MAX_SETS: usize = 64;
/// What rolls, before anything was seen, in payments: rolled and stayed.
const USUAL: (f64, f64) = (0.4, 9.6);
/// Rounds in which a chain learns what rolls before the rest of the book is looked at.
const ROUNDS: usize = 5;
/// Below this share of a deposit's probability in the chain a way is not worth listing.
const NEGLIGIBLE: f64 = 1e-7;

/// A stream of payouts: one pool, one plan, one schedule.
pub struct Chain {
    /// Index of the pool.
    pub pool: usize,
    /// What is kept.
    pub plan: FeePlan,
    /// Cell of the schedule.
    pub cell: usize,
    /// By day of arrival.
    pub nodes: Vec<Node>,
    boundaries: Vec<Boundary>,
    /// Deposits that could be its payouts, sorted.
    deposits: Vec<usize>,
    /// How probable it is that a payment of a last day rolls.
    share: f64,
    usual: (f64, f64),
}

/// The days that land on one day, with the deposits of that day.
pub struct Node {
    /// When it arrives.
    pub arrival: Date,
    from: Date,
    to: Date,
    lag: u8,
    /// The payments of its days but the last, as a range of the pool's list; then those of the last day.
    start: usize,
    last: usize,
    end: usize,
    /// Payments of the day before its first, as a range.
    before: (usize, usize),
    ins: usize,
    outs: usize,
    /// Refunds of its days.
    refunds: Vec<u32>,
    edges: Vec<Edge>,
}

/// One way in which a deposit ties out.
struct Edge {
    dep: usize,
    ins: usize,
    outs: usize,
    back: bool,
}

impl Node {
    /// How probable it is that its refunds are in it, or are not.
    fn refunds(&self, back: bool) -> f64 {
        match (self.refunds.is_empty(), back) {
            (true, true) => 0.0,
            (true, false) => 1.0,
            (false, true) => WITH_REFUNDS,
            (false, false) => 1.0 - WITH_REFUNDS,
        }
    }
}

struct Boundary {
    /// Its payments, as a range of the pool's list.
    range: (usize, usize),
    /// Once edges are known, of the sums that some edge uses: the states.
    subsets: Subsets,
    /// By state.
    chances: Vec<f64>,
    left: Message,
    right: Message,
}

/// What one side of the chain says about a sum, as a factor on its chance: `free` on all, more on some.
#[derive(Clone, Default)]
struct Message {
    free: f64,
    more: Vec<f64>,
}

impl Message {
    fn on(&self, state: usize) -> f64 {
        self.free + self.more[state]
    }

    /// Scales so that probabilities add up to one.
    fn normalise(&mut self, chances: &[f64]) {
        let total: f64 = self.free
            + chances
                .iter()
                .zip(&self.more)
                .map(|(c, m)| c * m)
                .sum::<f64>();
        if total > 0.0 && total.is_finite() {
            self.free /= total;
            self.more.iter_mut().for_each(|m| *m /= total);
        }
    }
}

/// The deposits of a chain with the odds that each is a payout of it rather than anything else, before the sums.
pub type Odds = BTreeMap<usize, f64>;

impl Chain {
    /// Lays the chain over all days on which deposits arrived. `landings` are those of each such day.
    pub fn new(
        ledger: &Ledger<'_>,
        (pool, plan, cell): (usize, FeePlan, usize),
        nets: &Nets,
        landings: &BTreeMap<Date, Vec<Landing>>,
        rolled: [u32; 2],
    ) -> Self {
        let mut chain = Self {
            pool,
            plan,
            cell,
            nodes: Vec::new(),
            boundaries: Vec::new(),
            deposits: Vec::new(),
            share: 0.0,
            usual: (
                USUAL.0 + f64::from(rolled[0]),
                USUAL.1 + f64::from(rolled[1]),
            ),
        };
        chain.share = chain.usual.0 / (chain.usual.0 + chain.usual.1);
        for (day, landings) in landings {
            if let Some(landing) = landings.iter().find(|l| l.cells >> cell & 1 == 1) {
                chain.link(ledger, *day, landing);
            }
        }
        chain.list_subsets(ledger, nets);
        for n in 0..chain.nodes.len() {
            chain.tie(ledger, n, nets);
        }
        chain.number_the_states();
        let edges = chain.nodes.iter().flat_map(|n| &n.edges);
        let deposits: BTreeSet<usize> = edges.map(|e| e.dep).collect();
        chain.deposits = deposits.into_iter().collect();
        chain
    }

    fn link(&mut self, ledger: &Ledger<'_>, arrival: Date, landing: &Landing) {
        let at = |day: Date| place(ledger, self.pool, day);
        let (start, end) = (at(landing.from), at(plus_days(landing.to, 1)));
        let last = at(landing.to).max(start);
        let before = (at(plus_days(landing.from, -1)), start);
        if before.0 >= end {
            return;
        }
        let follows = self
            .nodes
            .last()
            .is_some_and(|n| plus_days(n.to, 1) == landing.from);
        let ins = if follows {
            self.boundaries.len() - 1
        } else {
            self.boundary(before)
        };
        let outs = self.boundary((last, end));
        self.nodes.push(Node {
            arrival,
            from: landing.from,
            to: landing.to,
            lag: landing.lag,
            start,
            last,
            end,
            before,
            ins,
            outs,
            refunds: refunds(ledger, self.pool, landing.from, landing.to).to_vec(),
            edges: Vec::new(),
        });
    }

    fn boundary(&mut self, range: (usize, usize)) -> usize {
        self.boundaries.push(Boundary {
            range,
            subsets: Subsets::none(range.1 - range.0),
            chances: Vec::new(),
            left: Message::default(),
            right: Message::default(),
        });
        self.boundaries.len() - 1
    }

    /// Lists what can roll, but only beside payouts that some deposit could be: the lists of the others would be long
    /// and never used.
    fn list_subsets(&mut self, ledger: &Ledger<'_>, nets: &Nets) {
        let mut used = vec![false; self.boundaries.len()];
        for node in self.nodes.iter().filter(|n| self.in_reach(ledger, n, nets)) {
            (used[node.ins], used[node.outs]) = (true, true);
        }
        for (b, _) in self.boundaries.iter_mut().zip(used).filter(|(_, u)| *u) {
            let nets: Vec<i64> = ledger.pools[self.pool][b.range.0..b.range.1]
                .iter()
                .map(|i| self.plan.worth(ledger.pay(*i).cents))
                .collect();
            b.subsets = Subsets::of(&nets);
        }
    }

    /// Whether some deposit lies between what would be paid out if all rolled out and nothing in, and the reverse.
    fn in_reach(&self, ledger: &Ledger<'_>, node: &Node, nets: &Nets) -> bool {
        let reach = |b: usize| {
            let (start, end) = self.boundaries[b].range;
            let worth = |i: &u32| self.plan.worth(ledger.pay(*i).cents);
            let worths = ledger.pools[self.pool][start..end].iter().map(worth);
            worths.fold((0_i64, 0_i64), |(low, high), w| {
                (low.saturating_add(w.min(0)), high.saturating_add(w.max(0)))
            })
        };
        let (ins, outs) = (reach(node.ins), reach(node.outs));
        let days = nets.of(node.start, node.end);
        let taken = worth(ledger, self.plan, &node.refunds);
        let least = days.saturating_add(taken.min(0)).saturating_add(ins.0);
        let most = days.saturating_add(taken.max(0)).saturating_add(ins.1);
        let (least, most) = (least.saturating_sub(outs.1), most.saturating_sub(outs.0));
        let deposits = ledger.by_day.get(&node.arrival).into_iter().flatten();
        deposits.map(|d| &ledger.deposits[*d]).any(|dep| {
            let (low, high) = self.plan.worth_of(dep.cents);
            !dep.announces.is_off() && low <= most && high >= least
        })
    }

    /// Every pair of sums, in and out, under which a deposit of the day ties out.
    fn tie(&mut self, ledger: &Ledger<'_>, n: usize, nets: &Nets) {
        let node = &self.nodes[n];
        let (ins, outs) = (
            &self.boundaries[node.ins].subsets,
            &self.boundaries[node.outs].subsets,
        );
        let days = nets.of(node.start, node.end);
        let taken = worth(ledger, self.plan, &node.refunds);
        let mut chances = [BTreeMap::new(), BTreeMap::new()];
        let mut edges = Vec::new();
        for &dep in ledger.by_day.get(&node.arrival).into_iter().flatten() {
            if ledger.deposits[dep].announces.is_off() {
                continue;
            }
            let (low, high) = self.plan.worth_of(ledger.deposits[dep].cents);
            let mut mine: Vec<(f64, Edge)> = Vec::new();
            for back in [false, true] {
                if back && node.refunds.is_empty() {
                    continue;
                }
                let less = if back { taken } else { 0 };
                let sum = days.saturating_add(less);
                let wanted = (low.saturating_sub(sum), high.saturating_sub(sum));
                for (i, o) in pairs(ins, outs, wanted) {
                    let [of_ins, of_outs] = &mut chances;
                    let chance = *of_ins.entry(i).or_insert_with(|| ins.chance_of_sum(i, 0.2))
                        * *of_outs
                            .entry(o)
                            .or_insert_with(|| outs.chance_of_sum(o, 0.2));
                    let edge = Edge {
                        dep,
                        ins: i,
                        outs: o,
                        back,
                    };
                    mine.push((chance, edge));
                }
            }
            mine.sort_by(|a, b| {
                b.0.total_cmp(&a.0)
                    .then((a.1.ins, a.1.back).cmp(&(b.1.ins, b.1.back)))
            });
            mine.truncate(MAX_EDGES);
            edges.extend(mine.into_iter().map(|(_, edge)| edge));
        }
        self.nodes[n].edges = edges;
    }

    /// From here on edges name sums by their place among those that are used at all.
    fn number_the_states(&mut self) {
        let mut states: Vec<Vec<usize>> = self
            .boundaries
            .iter()
            .map(|b| b.subsets.find(0).into_iter().collect())
            .collect();
        for node in &self.nodes {
            for edge in &node.edges {
                states[node.ins].push(edge.ins);
                states[node.outs].push(edge.outs);
            }
        }
        for (b, states) in self.boundaries.iter_mut().zip(&mut states) {
            states.sort_unstable();
            states.dedup();
            b.subsets.keep(states);
        }
        for node in &mut self.nodes {
            for edge in &mut node.edges {
                let place = |b: usize, sum: usize| states[b].partition_point(|s| *s < sum);
                (edge.ins, edge.outs) = (place(node.ins, edge.ins), place(node.outs, edge.outs));
            }
        }
    }

    /// Whether any deposit could be a payout of this chain.
    pub fn is_empty(&self) -> bool {
        self.nodes.iter().all(|n| n.edges.is_empty())
    }

    /// Passes what each payout says along the chain, both ways.
    pub fn pass(&mut self, odds: &Odds) {
        for b in &mut self.boundaries {
            b.chances = b.subsets.chances_of_sums(self.share);
            let nothing = Message {
                free: 1.0,
                more: vec![0.0; b.subsets.sums()],
            };
            (b.left, b.right) = (nothing.clone(), nothing);
        }
        let odds = |e: &Edge| odds.get(&e.dep).copied().unwrap_or(0.0);
        for node in &self.nodes {
            let ins = &self.boundaries[node.ins];
            let mut next = Message {
                free: 1.0,
                more: vec![0.0; self.boundaries[node.outs].subsets.sums()],
            };
            for e in &node.edges {
                let back = node.refunds(e.back);
                next.more[e.outs] += odds(e) * back * ins.chances[e.ins] * ins.left.on(e.ins);
            }
            let outs = &mut self.boundaries[node.outs];
            next.normalise(&outs.chances);
            outs.left = next;
        }
        for node in self.nodes.iter().rev() {
            let outs = &self.boundaries[node.outs];
            let mut next = Message {
                free: 1.0,
                more: vec![0.0; self.boundaries[node.ins].subsets.sums()],
            };
            for e in &node.edges {
                let back = node.refunds(e.back);
                next.more[e.ins] += odds(e) * back * outs.chances[e.outs] * outs.right.on(e.outs);
            }
            let ins = &mut self.boundaries[node.ins];
            next.normalise(&ins.chances);
            ins.right = next;
        }
    }

    /// How probable an edge is before its own deposit is looked at.
    fn likely(&self, node: &Node, e: &Edge) -> f64 {
        let (ins, outs) = (&self.boundaries[node.ins], &self.boundaries[node.outs]);
        node.refunds(e.back)
            * ins.chances[e.ins]
            * ins.left.on(e.ins)
            * outs.chances[e.outs]
            * outs.right.on(e.outs)
    }

    /// The chance of what rides, given everything but the deposit itself.
    pub fn chance(&self, ride: &Ride) -> f64 {
        let node = &self.nodes[ride.node];
        let side = |b: usize, mask: u64, left: bool| {
            let b = &self.boundaries[b];
            let message = if left { &b.left } else { &b.right };
            let state = b.subsets.sum_of(mask);
            b.subsets.chance(mask, self.share) * state.map_or(message.free, |s| message.on(s))
        };
        ride.likely
            * node.refunds(ride.back)
            * side(node.ins, ride.ins, true)
            * side(node.outs, ride.outs, false)
    }

    /// Deposits that could be payouts of this chain.
    pub fn deposits(&self) -> &[usize] {
        &self.deposits
    }

    /// The payout that arrives on a day, if there is one.
    pub fn node_on(&self, day: Date) -> Option<usize> {
        self.nodes.binary_search_by_key(&day, |n| n.arrival).ok()
    }

    /// How probable it is that each deposit ties out in the chain at all, before it is looked at.
    pub fn totals(&self) -> Vec<(usize, f64)> {
        let mut totals = BTreeMap::new();
        for node in &self.nodes {
            for e in &node.edges {
                *totals.entry(e.dep).or_insert(0.0) += self.likely(node, e);
            }
        }
        totals.into_iter().collect()
    }

    /// Learns from its own deposits alone what rolls, so that it can say which sets are worth listing.
    pub fn settle_alone(&mut self, odds: &Odds) {
        for _ in 0..ROUNDS {
            self.pass(odds);
            let (mut rolled, mut all) = (0.0, 0.0);
            for node in &self.nodes {
                let mut by_dep: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
                let (ins, outs) = (&self.boundaries[node.ins], &self.boundaries[node.outs]);
                for e in &node.edges {
                    let likely = self.likely(node, e);
                    let size = ins.smallest(e.ins) + outs.smallest(e.outs);
                    let entry = by_dep.entry(e.dep).or_default();
                    entry.0 += likely;
                    entry.1 += likely * size;
                }
                let space = float(ins.subsets.count + outs.subsets.count);
                for (dep, (likely, size)) in by_dep {
                    let odds = odds.get(&dep).copied().unwrap_or(0.0);
                    let certain = odds / (1.0 + odds * likely);
                    rolled += certain * size / 2.0;
                    all += certain * likely * space / 2.0;
                }
            }
            self.learn(rolled, all);
        }
        self.pass(odds);
    }

    /// Takes what the book shows: so many payments rolled, of so many that could.
    pub fn learn(&mut self, rolled: f64, all: f64) {
        self.share =
            ((self.usual.0 + rolled) / (self.usual.0 + self.usual.1 + all)).clamp(1e-4, 0.9);
    }

    /// How many payments could roll in or out of a payout.
    pub fn space(&self, node: usize) -> usize {
        let node = &self.nodes[node];
        self.boundaries[node.ins].subsets.count + self.boundaries[node.outs].subsets.count
    }
}

/// Pairs of sums, in and out, whose difference lies between two values, both included.
fn pairs(ins: &Subsets, outs: &Subsets, (low, high): (i64, i64)) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut first = 0;
    for o in 0..outs.sums() {
        let out = outs.sum(o);
        while first < ins.sums() && ins.sum(first) < low.saturating_add(out) {
            first += 1;
        }
        let fitting = (first..ins.sums()).take_while(|i| ins.sum(*i) <= high.saturating_add(out));
        found.extend(fitting.map(|i| (i, o)));
    }
    found
}

impl Boundary {
    fn smallest(&self, state: usize) -> f64 {
        let sizes = self.subsets.members(state).map(u64::count_ones);
        f64::from(sizes.min().unwrap_or(0))
    }
}
