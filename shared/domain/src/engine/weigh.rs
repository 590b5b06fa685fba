//! How probable each hypothesis is: weights that the whole book teaches, against the weight of "none of these".

use std::collections::{BTreeMap, BTreeSet};

use super::causes::{CAUSES, Cause, USUALLY};
use super::fees::FeePlan;
use super::habits::Habits;
use super::hypothesis::{Hypothesis, Why, Window};
use super::kinds::{self, Kinds, Shares};
use super::ledger::{Dep, Ledger, POOLS, float};
use super::mistakes::Mistake;
use super::priors::Priors;
use super::schedule::{CELLS, KINDS, LAGS, cells, kind_of, lag_of};
use super::singles;
use super::streams::Tried;
use super::unusual::{self, Rates};
use crate::descriptor::Announces;

/// How strongly what is usual everywhere holds against what this book shows, in deposits.
const STUBBORN: f64 = 3.0;
/// Payments entered late, of so many, before the book was seen.
const LATE: (f64, f64) = (0.2, 200.0);
/// One payment of a bundle, against one alone.
const TOGETHER: f64 = 0.08;
/// A slip by the days since the last one, against one by a run of days.
const SLIP: f64 = 0.5;
/// A payout through which no chain was laid: nothing rolled in or out.
pub const UNCHAINED: f64 = 0.8;
/// Odds of one deposit for a chain whose plan and schedule explain others, as a part of what its text says.
const IN_CHAIN: f64 = 0.2;

/// What is less probable than this teaches nothing of what is unusual.
const COUNTED: f64 = 0.05;
/// So many payouts show a schedule.
const SHARP: f64 = 2.9;
/// A lag that so many of all payouts had is no exception.
const REGULAR: f64 = 0.3;
/// The most payouts that what people confirmed counts for, beside those of the book.
const MOST_TAUGHT: f64 = 40.0;
/// What probabilities below one may lack of whole deposits.
const ROUNDED: f64 = 0.2;

/// What one book teaches about how its money moves.
pub struct Model {
    plans: Vec<BTreeMap<FeePlan, f64>>,
    /// Posterior mass on each plan, in deposits.
    plan_mass: Vec<BTreeMap<FeePlan, f64>>,
    /// By pool, before the book was seen.
    usual_cells: Vec<[f64; CELLS]>,
    cells: Vec<[f64; CELLS]>,
    /// Posterior mass on each cell, in deposits.
    cell_mass: Vec<[f64; CELLS]>,
    pools: BTreeMap<Announces, [f64; POOLS.len()]>,
    /// What it teaches about single payments.
    pub habits: Habits,
    /// What it teaches about kinds of text.
    kinds: Kinds,
    /// By pool: so many deposits could tie out by chance under a plan that was only found by trying many.
    chance: Vec<f64>,
    /// By pool: so many on one schedule.
    chance_on_schedule: Vec<f64>,
    /// By pool and plan, posterior mass on each cell, in deposits.
    streams: Vec<BTreeMap<FeePlan, [f64; CELLS]>>,
    /// By pool, posterior mass on bank debits that ride, by their plan and lag.
    riders: Vec<BTreeMap<(FeePlan, u8), f64>>,
    /// By pool, posterior mass on payouts some of which cost another rate, by the two plans.
    seconds: Vec<BTreeMap<[FeePlan; 2], f64>>,
    known: BTreeSet<FeePlan>,
    /// What people confirmed before: payouts by plan, and by pool and lag.
    taught: BTreeMap<FeePlan, f64>,
    taught_lags: Vec<BTreeMap<u8, u32>>,
    /// By plan of bank debits that ride, and lag.
    taught_riders: BTreeMap<(FeePlan, u8), u32>,
    /// Two plans that share payouts, and how many.
    taught_second: Option<([FeePlan; 2], f64)>,
    /// How probable it is that a payment was entered days late.
    late: f64,
    /// By pool and cause: how much oftener than usual payouts do not tie out.
    unexplained: Vec<[f64; CAUSES]>,
    /// How often payments are in payouts against what is written.
    rates: Rates,
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

/// How usual each cell is; `seen` are the lags of earlier payouts.
fn usual_cells(slip: bool, seen: &BTreeMap<u8, u32>) -> [f64; CELLS] {
    let mut lags: [f64; LAGS] = if slip {
        [0.25, 0.25, 0.15, 0.12, 0.1, 0.06, 0.04, 0.03]
    } else {
        [0.03, 0.2, 0.33, 0.19, 0.12, 0.08, 0.03, 0.02]
    };
    let all: f64 = seen.values().map(|n| f64::from(*n)).sum();
    for (lag, share) in lags.iter_mut().enumerate() {
        let n = u8::try_from(lag).ok().and_then(|l| seen.get(&l)).copied();
        *share = (*share * STUBBORN + f64::from(n.unwrap_or(0))) / (STUBBORN + all);
    }
    // The daily rules agree on most days and then add up. A slip: one day, a week, anything else.
    let kinds: [f64; KINDS] = if slip {
        [0.2, 0.15, 0.0, 0.0, 0.1]
    } else {
        [0.45, 0.12, 0.1, 0.02, 0.03]
    };
    let mut cells = [0.0; CELLS];
    for (cell, share) in cells.iter_mut().enumerate() {
        *share = kinds[kind_of(cell)] * lags[lag_of(cell)];
    }
    cells
}

/// The odds that a deposit belongs to a chain, as long as the rest of the book was not looked at.
pub fn odds(ledger: &Ledger<'_>, dep: &Dep<'_>) -> f64 {
    let shares = kinds::usual(dep.announces);
    shares.window * IN_CHAIN / kinds::none(ledger, dep, shares.none)
}

fn usual_plan(slip: bool, plan: FeePlan, known: bool) -> f64 {
    match (slip, known) {
        (true, _) => 1.0,
        (_, true) => 0.2,
        _ => plan.commonness() * if plan.instant_bp > 0 { 0.03 } else { 1.0 },
    }
}

fn usual_plans(pool: usize, tried: &Tried, known: &[FeePlan]) -> BTreeMap<FeePlan, f64> {
    let usual = |p: &FeePlan| (*p, usual_plan(POOLS[pool].slip, *p, known.contains(p)));
    tried.plans.iter().map(usual).collect()
}

impl Model {
    /// Before anything was seen. `plans` are those that will be tried, by pool; `known` those confirmed before.
    pub fn usual(plans: &[Tried], known: &[FeePlan], priors: &Priors, habits: Habits) -> Self {
        let of_pool = |(pool, tried): (usize, &Tried)| usual_plans(pool, tried, known);
        let chance = plans.iter().map(|t| float(t.chance)).collect();
        let on_schedule = |t: &Tried| float(t.chance_on_schedule);
        let chance_on_schedule = plans.iter().map(on_schedule).collect();
        let plans: Vec<BTreeMap<FeePlan, f64>> = plans.iter().enumerate().map(of_pool).collect();
        let usual_cells: Vec<[f64; CELLS]> = POOLS
            .iter()
            .map(|p| usual_cells(p.slip, &priors.lags(&p.name())))
            .collect();
        Self {
            plan_mass: vec![BTreeMap::new(); POOLS.len()],
            plans,
            cells: usual_cells.clone(),
            usual_cells,
            cell_mass: vec![[0.0; CELLS]; POOLS.len()],
            pools: BTreeMap::new(),
            chance,
            chance_on_schedule,
            streams: vec![BTreeMap::new(); POOLS.len()],
            riders: vec![BTreeMap::new(); POOLS.len()],
            seconds: vec![BTreeMap::new(); POOLS.len()],
            known: known.iter().copied().collect(),
            taught: priors
                .plans()
                .into_iter()
                .map(|(plan, taught)| (plan, f64::from(taught.alone)))
                .collect(),
            taught_lags: POOLS.iter().map(|p| priors.lags(&p.name())).collect(),
            taught_riders: priors.rides(),
            taught_second: priors.second().map(|(both, n)| (both, f64::from(n))),
            late: LATE.0 / LATE.1,
            unexplained: vec![[1.0; CAUSES]; POOLS.len()],
            rates: Rates::usual(),
            habits,
            kinds: Kinds::default(),
        }
    }

    /// Takes the plans that will be tried in one more pool.
    pub fn will_try(&mut self, pool: usize, tried: &Tried, known: &[FeePlan]) {
        self.plans[pool] = usual_plans(pool, tried, known);
    }

    fn window(&self, dep: &Dep<'_>, w: &Window) -> f64 {
        let pool = self
            .pools
            .get(&dep.announces)
            .map_or_else(|| usual_pools(dep.announces)[w.pool], |p| p[w.pool]);
        let plan = self.plans[w.pool].get(&w.plan).copied().unwrap_or(0.0);
        self.kinds.shares(dep.announces).window * pool * plan * self.schedule(w)
    }

    /// How usual it is that these days land on that day.
    fn schedule(&self, w: &Window) -> f64 {
        cells(w.cells).map(|c| self.cells[w.pool][c]).sum()
    }

    /// The weight of a hypothesis about a deposit; compare with [`Model::none`].
    pub fn weight(&self, dep: &Dep<'_>, h: &Hypothesis) -> f64 {
        let Shares {
            window,
            single,
            subset,
            ..
        } = self.kinds.shares(dep.announces);
        h.base
            * match &h.why {
                Why::Listed { .. } => 10.0,
                Why::Window(w) => self.window(dep, w) * self.against_the_days(w),
                Why::Single { one, .. } => single * self.habits.weight(dep.announces, one),
                Why::Together { one, .. } => {
                    single * TOGETHER * self.habits.weight(dep.announces, one)
                }
                Why::Slip { .. } => window * SLIP,
                Why::Part { .. } => 0.0,
                Why::Subset { .. } => subset,
                Why::Schedule { window, named, .. } => {
                    let oftener = self.unexplained[window.pool][Cause::of(*named) as usize];
                    self.window(dep, window) * oftener.powi(Cause::times(*named))
                }
            }
    }

    /// The weight of "nothing that was looked at": its probability before, times that of such an amount by chance.
    pub fn none(&self, ledger: &Ledger<'_>, dep: &Dep<'_>) -> f64 {
        kinds::none(ledger, dep, self.kinds.shares(dep.announces).none)
    }

    /// The weight of a payment that nobody wrote down, by one of the clients who pay this price again and again.
    pub fn unwritten(&self, dep: &Dep<'_>, list: &[Hypothesis]) -> f64 {
        let single = self.kinds.shares(dep.announces).single;
        let mut clients: BTreeMap<u32, f64> = BTreeMap::new();
        for h in list {
            if let Why::Single { one, .. } = &h.why
                && one.alike > 0
            {
                let weight = h.base * single;
                let weight = weight * self.habits.unwritten(dep.announces, one, singles::DAYS);
                let most = clients.entry(one.client).or_insert(weight);
                *most = most.max(weight);
            }
        }
        clients.values().sum()
    }

    /// The weight of a payment that was written down wrong, were it in no other deposit.
    pub fn mistake(&self, dep: &Dep<'_>, mistake: &Mistake) -> f64 {
        let single = self.kinds.shares(dep.announces).single;
        mistake.base * single * self.habits.weight(dep.announces, &mistake.one)
    }

    /// How probable it is that a payment was entered days late, as the book shows.
    pub const fn late(&self) -> f64 {
        self.late
    }

    /// With what an earlier look at the book taught of how often payments are in payouts against what is written.
    pub fn knowing(mut self, rates: &Rates) -> Self {
        self.rates = rates.clone();
        self
    }

    /// How often payments are in payouts against what is written.
    pub const fn rates(&self) -> &Rates {
        &self.rates
    }

    /// How probable it is that a window differs so from what its days say: payments in it against what is written, and
    /// bank debits of other days.
    pub fn against_the_days(&self, w: &Window) -> f64 {
        self.rates.all(w) * self.debits(w)
    }

    fn debits(&self, w: &Window) -> f64 {
        let Some(d) = &w.debits else { return 1.0 };
        let mass = self.riders[w.pool].get(&(d.plan, d.lag)).copied();
        let payouts: f64 = self.plan_mass[w.pool].values().sum();
        // Of the payouts that people confirmed no more count than some weeks have.
        let all: f64 = self
            .taught_lags
            .iter()
            .flat_map(BTreeMap::values)
            .copied()
            .map(f64::from)
            .sum();
        let counts = if all > MOST_TAUGHT {
            MOST_TAUGHT / all
        } else {
            1.0
        };
        let (seen, all) = (self.taught_riders(d) * counts, all * counts);
        (d.usual() * STUBBORN + mass.unwrap_or(0.0) + seen) / (STUBBORN + payouts + all)
    }

    fn taught_riders(&self, d: &super::debits::Debits) -> f64 {
        self.taught_riders
            .get(&(d.plan, d.lag))
            .copied()
            .map_or(0.0, f64::from)
    }

    /// How many payouts (other than one that adds `own`) have bank debits of the same plan and lag in them.
    pub fn riders(&self, w: &Window, own: f64) -> f64 {
        let of = |d: &super::debits::Debits| self.riders[w.pool].get(&(d.plan, d.lag));
        let mass = w.debits.as_ref().and_then(of).copied();
        let taught = w.debits.as_ref().map_or(0.0, |d| self.taught_riders(d));
        (mass.unwrap_or(0.0) - own).max(0.0) + taught
    }

    /// In how many payouts (other than one that adds `own`) some payments cost the same other rate.
    pub fn dearer(&self, w: &Window, own: f64) -> f64 {
        let mass = both(w).and_then(|both| self.seconds[w.pool].get(&both).copied());
        let taught = self
            .taught_second
            .filter(|(pair, _)| Some(*pair) == both(w));
        (mass.unwrap_or(0.0) - own).max(0.0) + taught.map_or(0.0, |(_, n)| n)
    }

    /// What some payments cost where others cost this, as people's matches taught.
    pub fn taught_second(&self, plan: FeePlan) -> Option<FeePlan> {
        let ([a, b], _) = self.taught_second?;
        match plan {
            _ if plan == a => Some(b),
            _ if plan == b => Some(a),
            _ => None,
        }
    }

    /// The weight of being some payout of a chain, were that certain of its sums.
    pub fn in_chain(&self, dep: &Dep<'_>, w: &Window) -> f64 {
        self.window(dep, w)
    }

    /// How many deposits (other than one that adds `own`) arrive on the same schedule.
    pub fn on_schedule(&self, w: &Window, own: f64) -> f64 {
        let most = cells(w.cells)
            .map(|c| self.cell_mass[w.pool][c])
            .fold(0.0, f64::max);
        (most - own).max(0.0) + self.taught_on_schedule(w)
    }

    /// How many payouts of the pool had one of the lags of a window, where that is no exception.
    fn taught_on_schedule(&self, w: &Window) -> f64 {
        let lags = &self.taught_lags[w.pool];
        let all: f64 = lags.values().copied().map(f64::from).sum();
        let of = |lag: usize| u8::try_from(lag).ok().and_then(|lag| lags.get(&lag));
        let most = cells(w.cells)
            .filter_map(|cell| of(lag_of(cell)))
            .copied()
            .map(f64::from)
            .fold(0.0, f64::max);
        if most >= all * REGULAR { most } else { 0.0 }
    }

    /// How many payouts of a pool were confirmed under a plan, at most.
    fn taught_under(&self, pool: usize, plan: FeePlan) -> f64 {
        let of_pool: f64 = self.taught_lags[pool]
            .values()
            .copied()
            .map(f64::from)
            .sum();
        self.taught.get(&plan).copied().unwrap_or(0.0).min(of_pool)
    }

    /// Whether so many deposits arrive under this plan on this schedule that chance does not do it, by itself a proof
    /// of a plan that nobody told.
    pub fn proves(&self, w: &Window) -> bool {
        let Some(stream) = self.streams[w.pool].get(&w.plan) else {
            return false;
        };
        let most = cells(w.cells).map(|c| stream[c]).fold(0.0, f64::max);
        let chance = self.chance_on_schedule.get(w.pool);
        chance.is_some_and(|chance| most + ROUNDED >= *chance)
    }

    /// Whether the payouts of a plan keep to a schedule that this window is not on (one deposit of it adds `own`).
    pub fn is_off_schedule(&self, w: &Window, own: f64) -> bool {
        let Some(stream) = self.streams[w.pool].get(&w.plan) else {
            return false;
        };
        let of = |most: f64, cell: usize| most.max(stream[cell]);
        let here = cells(w.cells).fold(0.0, of) - own;
        let anywhere = (0..CELLS).fold(0.0, of);
        let all = self.plan_mass[w.pool].get(&w.plan).copied().unwrap_or(0.0);
        anywhere >= SHARP && anywhere * 2.0 >= all && here * 3.0 < anywhere
    }

    /// How many deposits (other than one that adds `own`) follow a plan, beyond what chance explains.
    pub fn followers(&self, pool: usize, plan: FeePlan, own: f64) -> f64 {
        let base = FeePlan {
            instant_bp: 0,
            ..plan
        };
        let told = base.is_published() || base == FeePlan::NONE || self.known.contains(&base);
        let chance = if !told {
            self.chance.get(pool).copied().unwrap_or(0.0)
        } else {
            0.0
        };
        let mass = self.plan_mass[pool].get(&plan).copied().unwrap_or(0.0);
        (mass - own - chance).max(0.0) + self.taught_under(pool, plan)
    }

    /// How many other deposits tie out under a plan, chance included.
    pub fn also_on(&self, pool: usize, plan: FeePlan, own: f64) -> f64 {
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
        ledger: &Ledger<'_>,
        hypotheses: &[Vec<Hypothesis>],
        posterior: &[Vec<f64>],
        known: &[FeePlan],
    ) {
        let deposits = &ledger.deposits;
        let mut seen = vec![[0.0; CELLS]; POOLS.len()];
        let mut held = vec![[0.0; CELLS]; POOLS.len()];
        let mut streams = vec![BTreeMap::new(); POOLS.len()];
        let mut riders: Vec<BTreeMap<(FeePlan, u8), f64>> = vec![BTreeMap::new(); POOLS.len()];
        let mut seconds: Vec<BTreeMap<[FeePlan; 2], f64>> = vec![BTreeMap::new(); POOLS.len()];
        let mut pools: BTreeMap<Announces, [f64; POOLS.len()]> = BTreeMap::new();
        let (mut late, mut dated) = LATE;
        let mut unexplained = vec![[0.0; CAUSES]; POOLS.len()];
        let mut unusual = unusual::Count::none();
        let mut mass: Vec<BTreeMap<FeePlan, f64>> = vec![BTreeMap::new(); POOLS.len()];
        for ((dep, list), probabilities) in deposits.iter().zip(hypotheses).zip(posterior) {
            for (h, p) in list.iter().zip(probabilities) {
                if let Why::Schedule { window, named, .. } = &h.why {
                    unexplained[window.pool][Cause::of(*named) as usize] += p;
                }
                let Why::Window(w) = &h.why else { continue };
                *mass[w.pool].entry(w.plan).or_default() += p;
                if let Some(d) = w.debits {
                    *riders[w.pool].entry((d.plan, d.lag)).or_default() += p;
                }
                if let Some(both) = both(w) {
                    *seconds[w.pool].entry(both).or_default() += p;
                }
                if *p > COUNTED {
                    unusual.add(ledger, w, *p);
                }
                dated += p * float(h.set.len());
                late += p * float(w.entered_late());
                let stream = streams[w.pool].entry(w.plan).or_insert([0.0; CELLS]);
                cells(w.cells).for_each(|cell| stream[cell] += p);
                let all = self.schedule(w);
                for cell in cells(w.cells) {
                    let share = if all > 0.0 {
                        self.cells[w.pool][cell] / all
                    } else {
                        0.0
                    };
                    seen[w.pool][cell] += p * share;
                    held[w.pool][cell] += p;
                }
                pools.entry(dep.announces).or_insert([0.0; POOLS.len()])[w.pool] += p;
            }
        }
        for (i, pool) in POOLS.iter().enumerate() {
            blend(&mut self.cells[i], &self.usual_cells[i], &seen[i]);
            let total: f64 = mass[i].values().sum();
            for (plan, share) in &mut self.plans[i] {
                let seen = mass[i].get(plan).copied().unwrap_or(0.0);
                *share = (usual_plan(pool.slip, *plan, known.contains(plan)) * STUBBORN + seen)
                    / (STUBBORN + total);
            }
        }
        self.pools = pools
            .into_iter()
            .map(|(announces, seen)| {
                let mut shares = usual_pools(announces);
                blend(&mut shares, &usual_pools(announces), &seen);
                (announces, shares)
            })
            .collect();
        for (pool, amiss) in unexplained.into_iter().enumerate() {
            let tied: f64 = mass[pool].values().sum();
            let all = STUBBORN + amiss.iter().sum::<f64>() + tied;
            for (cause, usually) in USUALLY.iter().enumerate() {
                let share = (usually * STUBBORN + amiss[cause]) / all;
                self.unexplained[pool][cause] = share / usually;
            }
        }
        self.plan_mass = mass;
        self.cell_mass = held;
        self.streams = streams;
        self.riders = riders;
        self.seconds = seconds;
        self.rates = unusual.rates();
        self.late = late / dated;
        self.habits.learn(deposits, hypotheses, posterior);
        self.kinds.learn(deposits, hypotheses, posterior);
    }
}

/// The two plans of a payout some of which cost another rate, whichever was found first.
fn both(w: &Window) -> Option<[FeePlan; 2]> {
    let mut both = [w.plan, w.second?.0];
    both.sort_unstable();
    Some(both)
}

fn blend(into: &mut [f64], usual: &[f64], seen: &[f64]) {
    let total: f64 = seen.iter().sum();
    for ((share, before), count) in into.iter_mut().zip(usual).zip(seen) {
        *share = (before * STUBBORN + count) / (STUBBORN + total);
    }
}
