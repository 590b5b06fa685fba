//! Streams of payouts in one pool: which plans and which schedules it follows, then what each deposit could be in it.

mod near;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::chain::{Chain, Odds};
use super::debits::{Riders, could_ride};
use super::fees::{FeePlan, KNOWN, by_chance, by_chance_on_schedule, most_common, worth_trying};
use super::hypothesis::{Hypothesis, Why};
use super::instants::{INSTANT, instants};
use super::ledger::{Dep, Ledger, POOLS, float};
use super::model::Book;
use super::schedule::{self, Landing, USUAL};
use super::search::Found;
use super::through::through;
use super::told_with_debits;
use super::two::{self, Two};
use super::unusual::Rates;
use super::windows::{self, Nets, Run, hypothesis, place};
use crate::calendar::{days_between, plus_days};

/// The most plans of one pool that were found in the book.
const MAX_FOUND_PLANS: usize = 3;
/// Deposits that are asked for a plan with a share withheld.
const MAX_ASKED: usize = 80;
/// The most chains of one plan in one pool.
const MAX_CHAINS: usize = 2;
/// With fewer deposits than this no book shows its own plan.
const FEW: usize = 4;
/// Payouts of one season that a schedule must explain before it is laid as a chain, in a book of one season;
/// one more for each time that the book is twice as long: chance has more seasons to do it in.
const ENOUGH: usize = 2;
/// A season, in days.
const SEASON: i32 = 168;
/// The most payments at one end of a window that are tried on both sides of the cut-off when schedules are looked for.
const MAX_TRIED: usize = 24;
/// How probable it is that the refunds of a payout's days are kept from it, where the books have any.
pub const WITH_REFUNDS: f64 = 0.7;

/// One pool of one book.
pub struct Stream<'s> {
    /// The book.
    pub book: &'s Book,
    /// The book, read.
    pub ledger: &'s Ledger<'s>,
    /// Days with deposits, with the windows that land on them.
    pub days: &'s BTreeMap<Date, Vec<Landing>>,
    /// Plans that people confirmed.
    pub known: &'s [FeePlan],
    /// Index of the pool.
    pub pool: usize,
    /// How often payments are in payouts against what is written.
    pub rates: &'s Rates,
    /// Bank debits that could ride in payouts.
    pub riders: &'s Riders,
}

/// What one plan explains in a pool.
struct Explained {
    plan: FeePlan,
    nets: Nets,
    /// By cell: the days whose deposit ties out, whole or with a payment moved at each end.
    ties: BTreeMap<usize, BTreeSet<Date>>,
}

/// Where the payments of a landing lie in the pool's list: the day before begins, its first day, its last day, its end.
/// The same for every plan, and dear to look up.
struct Placed {
    before: usize,
    start: usize,
    last: usize,
    end: usize,
    cells: u128,
}

/// Plans that are tried in one pool.
#[derive(Default)]
pub struct Tried {
    /// All of them.
    pub plans: Vec<FeePlan>,
    /// Those that the book or people speak for.
    credible: BTreeSet<FeePlan>,
    /// So many deposits could tie out under one of the others by chance.
    pub chance: usize,
    /// So many on one schedule.
    pub chance_on_schedule: usize,
    /// Whether the book is too small to teach a plan, so that the published ones must do.
    small: bool,
}

/// Proposes everything that payouts or slips of the pool could be. Returns the plans that were tried.
pub fn search(s: &Stream<'_>, found: &mut Found) -> Tried {
    let runs: Vec<(Date, Vec<Run>)> = s
        .days
        .iter()
        .map(|(day, landings)| {
            let (runs, complete) = windows::runs(s.ledger, s.pool, *day, landings);
            if !complete {
                for d in &s.ledger.by_day[day] {
                    found.cut[*d] = Some(runs.len());
                }
            }
            (*day, runs)
        })
        .collect();
    let placed = s.placed();
    let (tried, two) = s.plans(&runs, &found.hypotheses);
    found.model.will_try(s.pool, &tried, s.known);
    if let Some(two) = &two {
        let odds = |dep: &Dep<'_>| super::weigh::odds(s.ledger, dep);
        let rolled = two.propose(s.ledger, s.pool, &odds, &mut found.hypotheses);
        found.rolled.insert(s.pool, rolled);
    }
    for &plan in &tried.plans {
        let nets = Nets::new(s.ledger, s.pool, plan);
        let believed = tried.credible.contains(&plan) || POOLS[s.pool].slip;
        let anyway = believed || tried.small && plan.is_published();
        s.whole(&runs, plan, &nets, anyway, &mut found.hypotheses);
        if !POOLS[s.pool].slip && plan.instant_bp == 0 {
            let in_part = POOLS[s.pool].is_ach() || believed && POOLS[s.pool].holds(None);
            if in_part && plan != FeePlan::NONE {
                for (day, runs) in &runs {
                    for &d in &s.ledger.by_day[day] {
                        let out = &mut found.hypotheses[d];
                        through(s.ledger, &s.ledger.deposits[d], s.pool, plan, runs, out);
                    }
                }
            }
            let ties = s.ties(&placed, &nets, plan);
            let explained = Explained { plan, nets, ties };
            let chained = s.chains(&explained, found);
            if believed {
                let open = (0..s.ledger.deposits.len()).filter(|d| s.ledger.deposits[*d].cents > 0);
                for d in open {
                    let of = (plan, &explained.nets);
                    instants(s, d, of, &mut found.hypotheses);
                }
                s.near(&runs, &explained, &chained, found);
            } else if plan.is_published() && could_ride(s.pool) {
                s.with_debits(&runs, plan, &explained.nets, found);
            }
        } else if POOLS[s.pool].slip {
            let explained = Explained {
                plan,
                nets,
                ties: BTreeMap::new(),
            };
            s.near(&runs, &explained, &[], found);
        }
        found.forget_unlikely(s.ledger);
    }
    tried
}

impl Stream<'_> {
    /// Two processors that share the pool, where payouts are left that neither one plan nor another pool explains.
    fn two(&self, hypotheses: &[Vec<Hypothesis>], explained: &BTreeSet<usize>) -> Option<Two> {
        let tied = |h: &Hypothesis| match &h.why {
            Why::Window(w) => h.set.len() > 1 && h.ties_out() && w.cells & USUAL != 0,
            _ => false,
        };
        let open = |d: usize| !explained.contains(&d) && !hypotheses[d].iter().any(tied);
        two::find(self.ledger, self.pool, self.days, &open)
    }

    /// Published plans, plans people confirmed, and plans that the book itself shows; and of these the believable.
    fn plans(
        &self,
        runs: &[(Date, Vec<Run>)],
        hypotheses: &[Vec<Hypothesis>],
    ) -> (Tried, Option<Two>) {
        if POOLS[self.pool].slip {
            let tried = Tried {
                plans: vec![FeePlan::NONE],
                ..Tried::default()
            };
            return (tried, None);
        }
        let (mut votes, mut voters, mut windows) = (Vec::new(), Vec::new(), 0);
        let mut alike = BTreeSet::new();
        let usual: Vec<FeePlan> = KNOWN
            .iter()
            .chain(self.known)
            .filter(|p| **p != FeePlan::NONE)
            .copied()
            .collect();
        let grosses = Nets::new(self.ledger, self.pool, FeePlan::NONE);
        for (day, runs) in runs {
            let voting = runs.iter().filter(|r| r.votes()).count();
            for &d in &self.ledger.by_day[day] {
                let dep = &self.ledger.deposits[d];
                if !dep.announces.is_off() {
                    let mut found = BTreeSet::new();
                    windows += voting;
                    let of = (&runs[..], &grosses);
                    windows::plans(self.ledger, self.pool, of, dep.cents, &usual, &mut found);
                    // One price paid and another one banked, again and again, look like a share withheld: no more than once.
                    found.retain(|p| p.withheld_bp == 0 || alike.insert((*p, dep.cents)));
                    votes.push(found);
                    voters.push(d);
                }
            }
        }
        let fitting = votes.iter().map(BTreeSet::len).sum();
        let chance = by_chance(fitting);
        let small = votes.len() < FEW;
        let mut found = most_common(&votes, MAX_FOUND_PLANS);
        let told = votes.iter().filter(|v| !v.is_empty()).count();
        let shown: Vec<FeePlan> = found
            .iter()
            .filter(|(_, times)| *times >= chance)
            .map(|(plan, _)| *plan)
            .collect();
        let explained = voters.iter().zip(&votes);
        let explained = explained.filter(|(_, v)| shown.iter().any(|plan| v.contains(plan)));
        let explained: BTreeSet<usize> = explained.map(|(d, _)| *d).collect();
        let two = self.two(hypotheses, &explained);
        // The longer the book, the more plans tie out some deposits of it by chance, and each that is believed is looked
        // for everywhere.
        let mut rank = 0..;
        found.retain(|(plan, times)| {
            rank.next() == Some(0) || *times >= worth_trying(plan, fitting)
        });
        if found.first().is_none_or(|(_, times)| times * 4 < told) {
            found.extend(self.withheld(runs));
            if could_ride(self.pool) {
                found.extend(told_with_debits::plan(
                    self.ledger,
                    self.riders,
                    self.pool,
                    runs,
                ));
            }
        }
        // A plan that people confirmed may be another pool's: here it must tie out something, where another does.
        let here = |plan: &&FeePlan| found.is_empty() || votes.iter().any(|v| v.contains(plan));
        let mut credible: BTreeSet<FeePlan> = self.known.iter().filter(here).copied().collect();
        credible.extend(found.iter().map(|(plan, _)| *plan));
        credible.extend(two.iter().flat_map(|two| two.plans));
        if credible.is_empty() {
            credible.insert(KNOWN[1]);
        }
        let instant: Vec<FeePlan> = credible
            .iter()
            .filter(|p| p.instant_bp == 0 && p.withheld_bp == 0)
            .flat_map(|p| INSTANT.map(|instant_bp| FeePlan { instant_bp, ..*p }))
            .collect();
        let plans: BTreeSet<FeePlan> = KNOWN
            .into_iter()
            .chain(credible.iter().copied())
            .chain(instant)
            .collect();
        let tried = Tried {
            plans: plans.into_iter().collect(),
            credible,
            chance,
            chance_on_schedule: by_chance_on_schedule(fitting, float(windows) / float(votes.len())),
            small,
        };
        (tried, two)
    }

    /// Plans with a share withheld besides, where no plan alone explains much.
    fn withheld(&self, runs: &[(Date, Vec<Run>)]) -> Vec<(FeePlan, usize)> {
        let mut votes = Vec::new();
        for (day, runs) in runs {
            for &d in &self.ledger.by_day[day] {
                let dep = &self.ledger.deposits[d];
                if dep.announces.is_payout() && votes.len() < MAX_ASKED {
                    let mut found = BTreeSet::new();
                    windows::withheld_plans(self.ledger, self.pool, runs, dep.cents, &mut found);
                    votes.push(found);
                }
            }
        }
        most_common(&votes, 1)
    }

    /// Runs that tie out as they are. Runs that follow no schedule only under plans that are believed anyway.
    fn whole(
        &self,
        runs: &[(Date, Vec<Run>)],
        plan: FeePlan,
        nets: &Nets,
        believed: bool,
        out: &mut [Vec<Hypothesis>],
    ) {
        for (day, runs) in runs {
            let by_cents = &self.ledger.day_by_cents[day];
            for run in runs.iter().filter(|r| believed || r.scheduled()) {
                let sum = nets.of(run.start, run.end);
                let back = windows::refunds(self.ledger, self.pool, run.from, run.to);
                let less = windows::worth(self.ledger, plan, back);
                let without = if back.is_empty() {
                    1.0
                } else {
                    1.0 - WITH_REFUNDS
                };
                let ways = [(plan.paid_for(sum), &back[..0], without)];
                let with = (!back.is_empty())
                    .then(|| (plan.paid_for(sum.saturating_add(less)), back, WITH_REFUNDS));
                for (paid, back, base) in ways.iter().chain(&with) {
                    let start = by_cents.partition_point(|(cents, _)| cents < paid);
                    let paid_out = by_cents[start..].iter();
                    for (_, d) in paid_out.take_while(|(cents, _)| cents == paid) {
                        let list = &self.ledger.pools[self.pool][run.start..run.end];
                        let set = [list, *back].concat();
                        let why = Why::Window(run.window(self.pool, plan));
                        out[*d].push(hypothesis(set, why, *base));
                    }
                }
            }
        }
    }

    /// By day of arrival, the landings that hold payments, and no more of them than can be tried at each end.
    fn placed(&self) -> Vec<(Date, Vec<Placed>)> {
        if POOLS[self.pool].slip {
            return Vec::new();
        }
        let place = |landing: &Landing| {
            let at = |day: Date| place(self.ledger, self.pool, day);
            let (start, end) = (at(landing.from), at(plus_days(landing.to, 1)));
            let (before, last) = (at(plus_days(landing.from, -1)), at(landing.to).max(start));
            let few = end - last <= MAX_TRIED && start - before <= MAX_TRIED;
            (before < end && few).then_some(Placed {
                before,
                start,
                last,
                end,
                cells: landing.cells,
            })
        };
        let of_day = |(day, landings): (&Date, &Vec<Landing>)| {
            (*day, landings.iter().filter_map(place).collect())
        };
        self.days.iter().map(of_day).collect()
    }

    /// Which schedules explain which days, with no more than one payment moved at each end.
    fn ties(
        &self,
        placed: &[(Date, Vec<Placed>)],
        nets: &Nets,
        plan: FeePlan,
    ) -> BTreeMap<usize, BTreeSet<Date>> {
        let mut ties: BTreeMap<usize, BTreeSet<Date>> = BTreeMap::new();
        let of_days = self.by_worth_in_days(nets);
        for (day, landings) in placed {
            for landing in landings {
                let Placed {
                    before,
                    start,
                    last,
                    end,
                    ..
                } = *landing;
                let sum = nets.of(start, end);
                let (most_in, most_out) = (nets.of(before, start), nets.of(last, end));
                let missing = |cents: i64| {
                    let (low, high) = plan.worth_of(cents);
                    (low.saturating_sub(sum), high.saturating_sub(sum))
                };
                let by_cents = &self.ledger.day_by_cents[day];
                let least = most_out.saturating_neg();
                let from = by_cents.partition_point(|(cents, _)| missing(*cents).1 < least);
                let in_reach = by_cents[from..]
                    .iter()
                    .map(|(cents, d)| (missing(*cents), *d))
                    .take_while(|(missing, _)| missing.0 <= most_in);
                let tied = in_reach
                    .filter(|(_, d)| !self.ledger.deposits[*d].announces.is_off())
                    .any(|(missing, _)| {
                        moved(&of_days[before..start], &of_days[last..end], missing)
                    });
                if tied {
                    for cell in schedule::cells(landing.cells) {
                        ties.entry(cell).or_default().insert(*day);
                    }
                }
            }
        }
        ties
    }

    /// What each payment of the pool is worth, those of one day by worth.
    fn by_worth_in_days(&self, nets: &Nets) -> Vec<i64> {
        let list = &self.ledger.pools[self.pool];
        let mut worths: Vec<i64> = (0..list.len()).map(|at| nets.of(at, at + 1)).collect();
        let day = |i: &u32| self.ledger.pay(*i).day;
        let mut start = 0;
        for of_day in list.chunk_by(|a, b| day(a) == day(b)) {
            worths[start..start + of_day.len()].sort_unstable();
            start += of_day.len();
        }
        worths
    }

    /// Lays chains along the schedules that explain most, each for what the better ones leave.
    fn chains(&self, e: &Explained, found: &mut Found) -> Vec<usize> {
        let known = self.known.contains(&e.plan);
        let enough = self.enough() - usize::from(known);
        let mut covered: BTreeSet<Date> = BTreeSet::new();
        let mut laid = Vec::new();
        while laid.len() < MAX_CHAINS {
            let fresh = |days: &BTreeSet<Date>| -> Vec<Date> {
                days.difference(&covered).copied().collect()
            };
            let best = e
                .ties
                .iter()
                .map(|(cell, days)| (fresh(days), std::cmp::Reverse(*cell)))
                .filter(|(days, _)| in_a_season(days) >= enough)
                .map(|(days, cell)| (days.len(), cell))
                .max();
            let Some((_, std::cmp::Reverse(cell))) = best else {
                break;
            };
            covered.extend(&e.ties[&cell]);
            let [stayed, rolled] = self.book.priors.rolled();
            let mut chain = Chain::new(
                self.ledger,
                (self.pool, e.plan, cell),
                &e.nets,
                self.days,
                [rolled, stayed],
            );
            if chain.is_empty() {
                continue;
            }
            chain.settle_alone(&self.odds(&chain));
            let id = found.chains.len();
            for list in &mut found.hypotheses {
                list.retain_mut(|h| left_over(h, &chain));
            }
            chain.hypotheses(self.ledger, id, &mut found.hypotheses);
            found.chains.push(chain);
            laid.push(id);
        }
        laid
    }

    /// How many payouts of one season show a schedule.
    fn enough(&self) -> usize {
        let first_and_last = self.days.keys().next().zip(self.days.keys().next_back());
        let days = first_and_last.map_or(0, |(first, last)| days_between(*first, *last));
        ENOUGH + (days / SEASON).max(1).ilog2() as usize
    }

    /// The odds of a chain's deposits as long as the rest of the book was not looked at.
    fn odds(&self, chain: &Chain) -> Odds {
        let odds = |d: usize| {
            let dep = &self.ledger.deposits[d];
            (d, super::weigh::odds(self.ledger, dep))
        };
        chain.deposits().iter().copied().map(odds).collect()
    }
}

/// Whether one payment more of the day before, one less of the last day, or one of each, is worth what is missing. Both
/// days by worth.
fn moved(ins: &[i64], outs: &[i64], (low, high): (i64, i64)) -> bool {
    let mut first = 0;
    let makes_up = |out: i64, first: &mut usize| {
        let fitting = low.saturating_add(out)..=high.saturating_add(out);
        while ins.get(*first).is_some_and(|i| i < fitting.start()) {
            *first += 1;
        }
        ins.get(*first).is_some_and(|i| fitting.contains(i)) || fitting.contains(&0)
    };
    makes_up(0, &mut 0) || outs.iter().any(|out| makes_up(*out, &mut first))
}

/// The most days, of some in order, that lie in one season.
fn in_a_season(days: &[Date]) -> usize {
    let season = |(at, first): (usize, &Date)| {
        let end = days.partition_point(|d| days_between(*first, *d) < SEASON);
        end - at
    };
    days.iter().enumerate().map(season).max().unwrap_or(0)
}

/// Takes a chain's schedule out of what was found without it; true where something of it is left.
fn left_over(h: &mut Hypothesis, chain: &Chain) -> bool {
    let Why::Window(w) = &mut h.why else {
        return true;
    };
    let whole = w.left == 0 || POOLS[w.pool].is_ach();
    let same = (w.pool, w.plan) == (chain.pool, chain.plan);
    if same && whole && w.changes.is_empty() && w.ride.is_none() {
        w.cells &= !(1 << chain.cell);
    }
    w.cells != 0
}
