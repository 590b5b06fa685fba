//! What a chain says in the end: the sets of payments that each of its deposits may be, with their windows.

use std::collections::BTreeMap;

use super::*;

impl Chain {
    /// The sets that explain each deposit of the chain, most probable first.
    pub fn hypotheses(&self, ledger: &Ledger<'_>, id: usize, out: &mut [Vec<Hypothesis>]) {
        for (n, node) in self.nodes.iter().enumerate() {
            let mut by_dep: BTreeMap<usize, Vec<(f64, &Edge)>> = BTreeMap::new();
            for e in &node.edges {
                by_dep
                    .entry(e.dep)
                    .or_default()
                    .push((self.likely(node, e), e));
            }
            for (dep, mut edges) in by_dep {
                let total: f64 = edges.iter().map(|(p, _)| p).sum();
                edges.sort_by(|a, b| {
                    b.0.total_cmp(&a.0)
                        .then((a.1.ins, a.1.back).cmp(&(b.1.ins, b.1.back)))
                });
                let worth = edges.iter().filter(|(p, _)| *p > total * NEGLIGIBLE);
                let rides = worth.flat_map(|(_, e)| self.rides(id, n, e));
                for ride in rides.take(MAX_SETS) {
                    let set = self.set(ledger, &ride);
                    let payout = ledger.deposits[dep].announces.is_payout();
                    let single = self.plan == FeePlan::NONE && set.len() == 1 && !payout;
                    let nothing = set.is_empty() || single;
                    if !nothing {
                        out[dep].push(self.hypothesis(set, ride));
                    }
                }
            }
        }
    }

    fn rides(&self, chain: usize, node: usize, e: &Edge) -> impl Iterator<Item = Ride> + '_ {
        let (b_in, b_out) = (
            &self.boundaries[self.nodes[node].ins],
            &self.boundaries[self.nodes[node].outs],
        );
        let (outs, back) = (e.outs, e.back);
        b_in.subsets
            .members(e.ins)
            .take(MAX_SETS)
            .flat_map(move |ins| {
                b_out
                    .subsets
                    .members(outs)
                    .take(MAX_SETS)
                    .map(move |outs| Ride {
                        chain,
                        node,
                        ins,
                        outs,
                        back,
                        likely: 1.0,
                    })
            })
    }

    /// A hypothesis about a payout of this chain.
    pub fn hypothesis(&self, set: Vec<u32>, ride: Ride) -> Hypothesis {
        let why = Why::Window(self.window(ride));
        super::super::windows::hypothesis(set, why, self.chance(&ride))
    }

    /// The window of a payout of this chain.
    pub fn window(&self, ride: Ride) -> Window {
        let node = &self.nodes[ride.node];
        Window {
            pool: self.pool,
            plan: self.plan,
            from: node.from,
            to: node.to,
            lag: node.lag,
            cells: 1 << self.cell,
            left: 0,
            rolled: (ride.ins.count_ones() + ride.outs.count_ones()) as usize,
            changes: Vec::new(),
            debits: None,
            second: None,
            ride: Some(ride),
        }
    }

    /// The payments of a payout, given what rode.
    pub fn set(&self, ledger: &Ledger<'_>, ride: &Ride) -> Vec<u32> {
        let node = &self.nodes[ride.node];
        let list = &ledger.pools[self.pool];
        let picked = |(start, end): (usize, usize), mask: u64, keep: bool| {
            let of = move |bit: usize| bit < 64 && mask >> bit & 1 == 1;
            list[start..end]
                .iter()
                .enumerate()
                .filter(move |(bit, _)| of(*bit) == keep)
                .map(|(_, i)| *i)
        };
        let mut set: Vec<u32> = picked(node.before, ride.ins, true)
            .chain(list[node.start..node.last].iter().copied())
            .chain(picked((node.last, node.end), ride.outs, false))
            .chain(node.refunds.iter().copied().filter(|_| ride.back))
            .collect();
        set.sort_unstable();
        set
    }

    /// What most probably rode, given the neighbours alone: a few ways, for payouts that do not tie out.
    pub fn guesses(&self, id: usize, node: usize, most: usize) -> Vec<Ride> {
        let of = |b: usize, left: bool| {
            let b = &self.boundaries[b];
            let message = if left { &b.left } else { &b.right };
            let mut likely: Vec<(f64, u64)> = (0..b.subsets.sums())
                .filter_map(|s| {
                    let mask = b.subsets.members(s).min_by_key(|m| m.count_ones())?;
                    Some((b.subsets.chance(mask, self.share) * message.on(s), mask))
                })
                .collect();
            likely.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
            likely.truncate(most);
            likely
        };
        let (ins, outs) = (
            of(self.nodes[node].ins, true),
            of(self.nodes[node].outs, false),
        );
        let mut found = Vec::new();
        for (_, ins) in &ins {
            for (_, outs) in &outs {
                found.push(Ride {
                    chain: id,
                    node,
                    ins: *ins,
                    outs: *outs,
                    back: !self.nodes[node].refunds.is_empty(),
                    likely: 1.0,
                });
            }
        }
        let nothing = (0, 0, !self.nodes[node].refunds.is_empty());
        if found.iter().all(|r| (r.ins, r.outs, r.back) != nothing) {
            found.push(Ride {
                chain: id,
                node,
                ins: 0,
                outs: 0,
                back: nothing.2,
                likely: 1.0,
            });
        }
        found
    }
}
