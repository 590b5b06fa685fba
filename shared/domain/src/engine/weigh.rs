//! How probable each hypothesis is: weights that the whole book teaches, against the weight of "none of these".

use std::collections::BTreeMap;

use super::fees::FeePlan;
use super::habits::Habits;
use super::hypothesis::{Hypothesis, LAGS, SPANS, Why, Window};
use super::ledger::{Dep, Ledger, POOLS, float};
use crate::descriptor::Announces;

/// Payments moved over the cut-off are counted up to this.
const ROLLS: usize = 5;
/// How strongly what is usual everywhere holds against what this book shows, in deposits.
const STUBBORN: f64 = 3.0;
/// An edit of one payment.
const EDIT: f64 = 0.03;
/// An amount that differs from the plan by something unknown.
const UNEXPLAINED: f64 = 0.04;

/// What one book teaches about how its money moves.
pub struct Model {
    plans: Vec<BTreeMap<FeePlan, f64>>,
    /// Posterior mass on each plan, in deposits.
    plan_mass: Vec<BTreeMap<FeePlan, f64>>,
    cells: Vec<[f64; SPANS * LAGS]>,
    pools: BTreeMap<Announces, [f64; POOLS.len()]>,
    rolls: [f64; ROLLS],
    habits: Habits,
}

/// What is usual for each kind of text: a payout or slip, a single, a free subset, none of these.
const fn shares(announces: Announces) -> (f64, f64, f64, f64) {
    match announces {
        Announces::JobberPayout | Announces::StripePayout | Announces::OtherPayout => {
            (0.9, 0.04, 0.01, 0.03)
        }
        Announces::Slip => (0.45, 0.4, 0.1, 0.08),
        Announces::FromPayer => (0.05, 0.8, 0.005, 0.12),
        Announces::Unknown => (0.35, 0.4, 0.02, 0.25),
        Announces::OwnTransfer | Announces::NotRevenue => (0.001, 0.002, 0.000_01, 0.997),
    }
}

const fn usual_pools(announces: Announces) -> [f64; POOLS.len()] {
    // jobber, card, ach, jobber + card, all electronic, untold; check, check + cash, check + untold
    match announces {
        Announces::JobberPayout => [0.55, 0.05, 0.15, 0.1, 0.07, 0.05, 0.001, 0.001, 0.001],
        Announces::StripePayout => [0.25, 0.4, 0.12, 0.08, 0.07, 0.05, 0.001, 0.001, 0.001],
        Announces::OtherPayout => [0.15, 0.4, 0.15, 0.1, 0.1, 0.08, 0.001, 0.001, 0.001],
        Announces::Slip => [0.01, 0.01, 0.01, 0.005, 0.005, 0.02, 0.6, 0.2, 0.15],
        _ => [0.2, 0.2, 0.15, 0.05, 0.05, 0.1, 0.15, 0.05, 0.05],
    }
}

fn usual_cells(slip: bool) -> [f64; SPANS * LAGS] {
    let lag: [f64; LAGS] = if slip {
        [0.25, 0.25, 0.15, 0.12, 0.1, 0.06, 0.04, 0.03]
    } else {
        [0.03, 0.2, 0.33, 0.19, 0.12, 0.08, 0.03, 0.02]
    };
    // A whole day's payments are one hypothesis for each lag; odd runs and weeks are several that share theirs.
    let span: [f64; SPANS] = if slip {
        [0.2, 0.1, 0.15]
    } else {
        [0.65, 0.03, 0.05]
    };
    let mut cells = [0.0; SPANS * LAGS];
    for (s, share) in span.iter().enumerate() {
        for (l, of_lag) in lag.iter().enumerate() {
            cells[s * LAGS + l] = share * of_lag;
        }
    }
    cells
}

const USUAL_ROLLS: [f64; ROLLS] = [0.9, 0.06, 0.025, 0.01, 0.005];

fn usual_plan(slip: bool, plan: FeePlan, known: bool) -> f64 {
    match (slip, known) {
        (true, _) => 1.0,
        (_, true) => 0.2,
        _ => plan.commonness() * if plan.instant_bp > 0 { 0.03 } else { 1.0 },
    }
}

impl Model {
    /// Before anything was seen. `plans` are those that will be tried, by pool; `known` those confirmed before.
    pub fn usual(plans: &[Vec<FeePlan>], known: &[FeePlan], habits: Habits) -> Self {
        let of_pool = |(pool, list): (usize, &Vec<FeePlan>)| {
            list.iter()
                .map(|p| (*p, usual_plan(POOLS[pool].slip, *p, known.contains(p))))
                .collect()
        };
        let plans: Vec<BTreeMap<FeePlan, f64>> = plans.iter().enumerate().map(of_pool).collect();
        Self {
            plan_mass: vec![BTreeMap::new(); plans.len()],
            plans,
            cells: POOLS.iter().map(|p| usual_cells(p.slip)).collect(),
            pools: BTreeMap::new(),
            rolls: USUAL_ROLLS,
            habits,
        }
    }

    fn window(&self, dep: &Dep<'_>, w: &Window) -> f64 {
        let pool = self
            .pools
            .get(&dep.announces)
            .map_or_else(|| usual_pools(dep.announces)[w.pool], |p| p[w.pool]);
        let plan = self.plans[w.pool].get(&w.plan).copied().unwrap_or(0.0);
        let edit = if w.edit.is_some() { EDIT } else { 1.0 };
        shares(dep.announces).0
            * pool
            * plan
            * self.cells[w.pool][w.cell()]
            * self.rolls[w.rolled.min(ROLLS - 1)]
            * edit
    }

    /// The weight of a hypothesis about a deposit; compare with [`Model::none`].
    pub fn weight(&self, dep: &Dep<'_>, h: &Hypothesis) -> f64 {
        let (_, single, subset, _) = shares(dep.announces);
        h.base
            * match &h.why {
                Why::Listed { .. } => 10.0,
                Why::Window(w) => self.window(dep, w),
                Why::Single {
                    step, says, ways, ..
                } => single * self.habits.weight(dep.announces, *step, *says, *ways),
                Why::Subset { .. } => subset,
                Why::Schedule { window, .. } => {
                    self.window(dep, window) * UNEXPLAINED * by_chance(dep.cents)
                }
            }
    }

    /// The weight of "nothing that was looked at": its probability before, times that of such an amount by chance.
    pub fn none(&self, ledger: &Ledger<'_>, dep: &Dep<'_>) -> f64 {
        shares(dep.announces).3 * (0.3 * ledger.usual(dep.cents) + 0.7 * by_chance(dep.cents))
    }

    /// How many deposits (other than one that adds `own`) follow a plan.
    pub fn followers(&self, pool: usize, plan: FeePlan, own: f64) -> f64 {
        (self.plan_mass[pool].get(&plan).copied().unwrap_or(0.0) - own).max(0.0)
    }

    /// How many deposits of a pool follow some other plan, "no fee" apart.
    pub fn other_plans(&self, pool: usize, plan: FeePlan) -> f64 {
        let other = |(p, _): &(&FeePlan, &f64)| **p != plan && **p != FeePlan::NONE;
        self.plan_mass[pool]
            .iter()
            .filter(other)
            .map(|(_, mass)| mass)
            .sum()
    }

    /// Learns from posteriors: for each deposit its hypotheses with their probabilities.
    pub fn learn(
        &mut self,
        deposits: &[Dep<'_>],
        hypotheses: &[Vec<Hypothesis>],
        posterior: &[Vec<f64>],
        known: &[FeePlan],
    ) {
        let mut cells = vec![[0.0; SPANS * LAGS]; POOLS.len()];
        let mut rolls = [0.0; ROLLS];
        let mut pools: BTreeMap<Announces, [f64; POOLS.len()]> = BTreeMap::new();
        let mut mass: Vec<BTreeMap<FeePlan, f64>> = vec![BTreeMap::new(); POOLS.len()];
        for ((dep, list), probabilities) in deposits.iter().zip(hypotheses).zip(posterior) {
            for (h, p) in list.iter().zip(probabilities) {
                let Why::Window(w) = &h.why else { continue };
                *mass[w.pool].entry(w.plan).or_default() += p;
                cells[w.pool][w.cell()] += p;
                pools.entry(dep.announces).or_insert([0.0; POOLS.len()])[w.pool] += p;
                if w.span == 0 && w.edit.is_none() && !POOLS[w.pool].slip {
                    rolls[w.rolled.min(ROLLS - 1)] += p;
                }
            }
        }
        for (i, pool) in POOLS.iter().enumerate() {
            blend(&mut self.cells[i], &usual_cells(pool.slip), &cells[i]);
            let total: f64 = mass[i].values().sum();
            for (plan, share) in &mut self.plans[i] {
                let seen = mass[i].get(plan).copied().unwrap_or(0.0);
                *share = (usual_plan(pool.slip, *plan, known.contains(plan)) * STUBBORN + seen)
                    / (STUBBORN + total);
            }
        }
        blend(&mut self.rolls, &USUAL_ROLLS, &rolls);
        self.pools = pools
            .into_iter()
            .map(|(announces, seen)| {
                let mut shares = usual_pools(announces);
                blend(&mut shares, &usual_pools(announces), &seen);
                (announces, shares)
            })
            .collect();
        self.plan_mass = mass;
        self.habits.learn(deposits, hypotheses, posterior);
    }
}

fn blend(into: &mut [f64], usual: &[f64], seen: &[f64]) {
    let total: f64 = seen.iter().sum();
    for ((share, before), count) in into.iter_mut().zip(usual).zip(seen) {
        *share = (before * STUBBORN + count) / (STUBBORN + total);
    }
}

/// How probable one very amount is where amounts are anything up to about its size.
fn by_chance(cents: i64) -> f64 {
    1.0 / float(usize::try_from(cents.max(20_000)).unwrap_or(usize::MAX))
}
