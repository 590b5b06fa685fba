//! Two processors of one company whose payments nothing tells apart: one method in the books for both, or none.
//!
//! No payout then is everything of some days. But what the one has of a day the other has not, so that two payouts
//! share out the payments of their days between them, and a split under which both tie out to the cent is no accident:
//! it meets two amounts at once. The pair of plans under which that happens time after time is the company's.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::fees::{FeePlan, coincidences_among, fits};
use super::halves::{Halves, MAX_SPLIT};
use super::hypothesis::{Hypothesis, Why, Window};
use super::ledger::{Dep, Ledger, float};
use super::schedule::{LAGS, Landing, USUAL, cells, kind_of};
use super::windows::{Run, hypothesis, place};
use crate::calendar::plus_days;

/// Days with more payments are not asked for plans: they have too many splits.
const MAX_ASKED: usize = 9;
/// The most pairs of payouts that are asked, and the most plans of the one that are tried with each of the other.
const MAX_PAIRS: usize = 120;
const MAX_FIRST: usize = 4;
/// The most payouts that could hold the payments of some days, and the most pairs of them on the schedules that were
/// found: with more, some split fits anything.
const MAX_PAYOUTS: usize = 16;
const MAX_ON: usize = 8;
/// Days that must be shared out between two payouts before any is.
const ENOUGH: usize = 4;
/// The most splits of one pair of payouts that are proposed: of more no one is probable.
const MAX_SETS: usize = 12;
/// What is kept at least and at most of the payments of two payouts, in hundredths of a percent, and cents of each.
const LEAST_BP: i64 = 80;
const MOST_BP: i64 = 450;
const MOST_FIXED: i64 = 60;

/// Payments of some days, and the payouts that could share them.
struct Shared {
    /// As a range of the pool's list.
    start: usize,
    end: usize,
    from: Date,
    to: Date,
    pairs: Vec<Pair>,
}

/// Two payouts that could share the payments of some days.
#[derive(Clone, Copy)]
struct Pair {
    /// Indexes of the deposits.
    deposits: [usize; 2],
    /// The schedules of either, as bits of cells, and the lags.
    cells: [u128; 2],
    lags: [u8; 2],
}

/// Two processors that a pool shows.
pub struct Two {
    shared: Vec<Shared>,
    /// The schedule of each.
    schedules: [usize; 2],
    /// The plan of each.
    pub plans: [FeePlan; 2],
}

/// The two processors of a pool, where most payouts that nothing else explains share their days between them. `open`
/// says which deposits nothing explains yet.
pub fn find(
    ledger: &Ledger<'_>,
    pool: usize,
    days: &BTreeMap<Date, Vec<Landing>>,
    open: &dyn Fn(usize) -> bool,
) -> Option<Two> {
    let shared = shared(ledger, pool, days, open);
    let mut seen: BTreeMap<[usize; 2], usize> = BTreeMap::new();
    for days in &shared {
        let fitting = days
            .pairs
            .iter()
            .filter(|p| is_plausible(ledger, pool, days, p));
        let schedules: BTreeSet<[usize; 2]> = fitting.flat_map(schedules).collect();
        schedules
            .into_iter()
            .for_each(|s| *seen.entry(s).or_default() += 1);
    }
    let best = seen
        .into_iter()
        .max_by_key(|(s, n)| (*n, std::cmp::Reverse(*s)));
    let (schedules, _) = best.filter(|(_, n)| *n >= ENOUGH)?;
    let plans = plans(ledger, pool, &shared, schedules)?;
    Some(Two {
        shared,
        schedules,
        plans,
    })
}

/// Days whose payments two open payouts could share.
fn shared(
    ledger: &Ledger<'_>,
    pool: usize,
    days: &BTreeMap<Date, Vec<Landing>>,
    open: &dyn Fn(usize) -> bool,
) -> Vec<Shared> {
    let mut closes: BTreeMap<(Date, Date), Vec<(Date, &Landing)>> = BTreeMap::new();
    let payouts: BTreeMap<Date, Vec<usize>> = days
        .keys()
        .map(|day| {
            let of_day = ledger.by_day[day].iter().copied();
            let payout = |d: &usize| ledger.deposits[*d].announces.is_payout() && open(*d);
            (*day, of_day.filter(payout).collect())
        })
        .collect();
    for (day, landings) in days.iter().filter(|(day, _)| !payouts[*day].is_empty()) {
        for landing in landings.iter().filter(|l| l.cells & USUAL != 0) {
            let close = closes.entry((landing.from, landing.to)).or_default();
            close.push((*day, landing));
        }
    }
    let of_days = |((from, to), lands): ((Date, Date), Vec<(Date, &Landing)>)| {
        let start = place(ledger, pool, from);
        let end = place(ledger, pool, plus_days(to, 1));
        if !(2..=MAX_SPLIT).contains(&end.saturating_sub(start)) {
            return None;
        }
        let each: Vec<(usize, &Landing)> = lands
            .iter()
            .flat_map(|(day, l)| payouts[day].iter().map(move |d| (*d, *l)))
            .take(MAX_PAYOUTS + 1)
            .collect();
        if each.len() > MAX_PAYOUTS {
            return None;
        }
        let pairs = each.iter().enumerate().flat_map(|(at, (a, of_a))| {
            each[at + 1..].iter().map(move |(b, of_b)| Pair {
                deposits: [*a, *b],
                cells: [of_a.cells & USUAL, of_b.cells & USUAL],
                lags: [of_a.lag, of_b.lag],
            })
        });
        Some(Shared {
            start,
            end,
            from,
            to,
            pairs: pairs.collect(),
        })
    };
    closes.into_iter().filter_map(of_days).collect()
}

/// The schedules that a pair could be of.
fn schedules(pair: &Pair) -> impl Iterator<Item = [usize; 2]> {
    let [of_a, of_b] = pair.cells;
    cells(of_a).flat_map(move |a| {
        let same = cells(of_b).filter(move |b| kind_of(*b) == kind_of(a));
        // Weeks that close on one day.
        let same = same.filter(move |b| b / LAGS == a / LAGS);
        same.map(move |b| [a, b])
    })
}

/// Whether what two payouts leave of the payments of some days is what processors keep.
fn is_plausible(ledger: &Ledger<'_>, pool: usize, days: &Shared, pair: &Pair) -> bool {
    let amounts = amounts(ledger, pool, days);
    let paid = pair.deposits.map(|d| ledger.deposits[d].cents);
    could_be_kept(&amounts, paid[0].saturating_add(paid[1]))
}

fn amounts(ledger: &Ledger<'_>, pool: usize, days: &Shared) -> Vec<i64> {
    let list = &ledger.pools[pool][days.start..days.end];
    list.iter().map(|i| ledger.pay(*i).cents).collect()
}

/// Whether what is not paid out of some amounts is what a processor keeps.
fn could_be_kept(amounts: &[i64], paid: i64) -> bool {
    let gross = amounts.iter().fold(0_i64, |a, b| a.saturating_add(*b));
    let kept = gross.saturating_sub(paid);
    let count = i64::try_from(amounts.len()).unwrap_or(i64::MAX);
    let least = gross / 10_000 * LEAST_BP;
    let most = (gross / 10_000 + 1) * MOST_BP + count.saturating_mul(MOST_FIXED);
    (least..=most).contains(&kept)
}

/// One way to share out days: the amounts of each of the two payouts, and what was paid.
struct Split {
    parts: [Vec<i64>; 2],
    paid: [i64; 2],
}

/// Every split of days of few payments, after which each part leaves what a processor keeps; by pair of payouts.
fn splits(ledger: &Ledger<'_>, pool: usize, shared: &[Shared], on: [usize; 2]) -> Vec<Vec<Split>> {
    let mut found = Vec::new();
    for days in shared.iter().filter(|d| d.end - d.start <= MAX_ASKED) {
        let amounts = amounts(ledger, pool, days);
        for pair in &days.pairs {
            let is_on = schedules(pair).any(|s| s == on);
            if !is_on || !is_plausible(ledger, pool, days, pair) || found.len() >= MAX_PAIRS {
                continue;
            }
            let paid = pair.deposits.map(|d| ledger.deposits[d].cents);
            let split = |mask: usize| {
                let part = |inside: usize| -> Vec<i64> {
                    let of = amounts.iter().enumerate();
                    of.filter(|(at, _)| mask >> at & 1 == inside)
                        .map(|(_, cents)| *cents)
                        .collect()
                };
                let parts = [part(1), part(0)];
                let fits = could_be_kept(&parts[0], paid[0]) && could_be_kept(&parts[1], paid[1]);
                fits.then_some(Split { parts, paid })
            };
            found.push((1..(1 << amounts.len()) - 1).filter_map(split).collect());
        }
    }
    found
}

fn fitting(split: &Split, part: usize) -> BTreeSet<FeePlan> {
    let mut plans = BTreeSet::new();
    let amounts = &split.parts[part];
    let gross = amounts.iter().fold(0_i64, |a, b| a.saturating_add(*b));
    fits(amounts, gross.saturating_sub(split.paid[part]), &mut plans);
    plans
}

fn ties(split: &Split, part: usize, plan: FeePlan) -> bool {
    let nets = split.parts[part].iter().map(|cents| plan.net(*cents));
    nets.fold(0_i64, i64::saturating_add) == split.paid[part]
}

/// The pair of plans under which most pairs of payouts share out their days: first those plans under which many
/// payouts could be some part of their days, and then, for each, the plan of what is left where it ties out.
fn plans(
    ledger: &Ledger<'_>,
    pool: usize,
    shared: &[Shared],
    schedules: [usize; 2],
) -> Option<[FeePlan; 2]> {
    let pairs = splits(ledger, pool, shared, schedules);
    let mut votes: [BTreeMap<FeePlan, usize>; 2] = [BTreeMap::new(), BTreeMap::new()];
    for splits in &pairs {
        for (part, votes) in votes.iter_mut().enumerate() {
            let plans: BTreeSet<FeePlan> = splits.iter().flat_map(|s| fitting(s, part)).collect();
            plans
                .into_iter()
                .for_each(|plan| *votes.entry(plan).or_default() += 1);
        }
    }
    let one_schedule = schedules[0] == schedules[1];
    if one_schedule {
        // Which of the two is whose nobody knows.
        let second = std::mem::take(&mut votes[1]);
        for (plan, times) in second {
            *votes[0].entry(plan).or_default() += times;
        }
    }
    let mut first: Vec<(usize, FeePlan)> = votes[0].iter().map(|(p, n)| (*n, *p)).collect();
    first.sort_by_key(|(times, plan)| (std::cmp::Reverse(*times), *plan));
    let mut best: Option<(usize, [FeePlan; 2])> = None;
    for (_, plan) in first.into_iter().take(MAX_FIRST) {
        let mut others: BTreeMap<FeePlan, usize> = BTreeMap::new();
        for splits in &pairs {
            let ways: &[[usize; 2]] = if one_schedule {
                &[[0, 1], [1, 0]]
            } else {
                &[[0, 1]]
            };
            let tied = ways.iter().flat_map(|[a, b]| {
                let tied = splits.iter().filter(move |s| ties(s, *a, plan));
                tied.flat_map(move |s| fitting(s, *b))
            });
            let tied: BTreeSet<FeePlan> = tied.collect();
            tied.into_iter()
                .for_each(|plan| *others.entry(plan).or_default() += 1);
        }
        let fitting: usize = others.values().sum();
        let enough = coincidences_among(fitting, float(MAX_FIRST)).max(ENOUGH);
        let likeliest = others
            .into_iter()
            .filter(|(_, times)| *times >= enough)
            .max_by_key(|(plan, times)| (*times, plan.is_published(), std::cmp::Reverse(*plan)));
        if let Some((other, times)) = likeliest
            && best.is_none_or(|(most, _)| times > most)
        {
            best = Some((times, [plan, other]));
        }
    }
    best.map(|(_, plans)| plans)
}

/// The odds that a payment of a shared payout and one of the very amount of the day before or after changed places over
/// a cut-off in the evening: neither amount would show it. `rolled` is how probable that is of one payment, by pool.
pub fn swapped(ledger: &Ledger<'_>, w: &Window, set: &[u32], rolled: &BTreeMap<usize, f64>) -> f64 {
    let rolled = rolled.get(&w.pool).filter(|_| w.left > 0);
    let Some(rolled) = rolled.filter(|_| w.plan.instant_bp == 0) else {
        return 0.0;
    };
    let beside = [plus_days(w.from, -1), plus_days(w.to, 1)];
    let twins = |member: &u32| {
        let same = ledger.by_amount.get(&ledger.pay(*member).cents);
        let on = |day: &Date| same.map_or(0, |same| ledger.between(same, *day, *day).len());
        beside.iter().map(on).sum::<usize>()
    };
    rolled * rolled * float(set.iter().map(twins).sum())
}

impl Two {
    /// Proposes every split of days after which both payouts tie out. `odds` are those of a deposit for being such a
    /// payout, before its amount is looked at. Returns how probable it is that a payment rides in the payout of another
    /// day: where some do, days do not tie out.
    pub fn propose(
        &self,
        ledger: &Ledger<'_>,
        pool: usize,
        odds: &dyn Fn(&Dep<'_>) -> f64,
        out: &mut [Vec<Hypothesis>],
    ) -> f64 {
        let (mut all, mut untied, mut payments) = (1.0, 0.5, 1.0);
        let [a, b] = self.plans;
        let one_schedule = self.schedules[0] == self.schedules[1];
        for days in &self.shared {
            let on = |pair: &&Pair| {
                schedules(pair).any(|s| s == self.schedules)
                    && is_plausible(ledger, pool, days, pair)
            };
            let (mut any, mut tied) = (false, false);
            let pairs: Vec<&Pair> = days.pairs.iter().filter(on).collect();
            for pair in pairs.iter().filter(|_| pairs.len() <= MAX_ON) {
                any = true;
                tied |= self.share_out(ledger, pool, (days, pair), [a, b], odds, out);
                if one_schedule && a != b {
                    tied |= self.share_out(ledger, pool, (days, pair), [b, a], odds, out);
                }
            }
            if any {
                all += 1.0;
                untied += if tied { 0.0 } else { 1.0 };
                payments += float(days.end - days.start);
            }
        }
        // Each payment of the days could have left, and each of the days before could have come.
        let untouched: f64 = 1.0 - untied / all;
        -untouched.ln() * all / (2.0 * payments)
    }

    /// Proposes the splits of one pair of payouts under a plan each. Returns whether there are any.
    fn share_out(
        &self,
        ledger: &Ledger<'_>,
        pool: usize,
        (days, pair): (&Shared, &Pair),
        plans: [FeePlan; 2],
        odds: &dyn Fn(&Dep<'_>) -> f64,
        out: &mut [Vec<Hypothesis>],
    ) -> bool {
        let amounts = amounts(ledger, pool, days);
        let deps = pair.deposits.map(|d| &ledger.deposits[d]);
        // What is not in the one is in the other: the second's amount is a sum over the first's payments, too.
        let of_second = amounts.iter().map(|cents| plans[1].net(*cents));
        let all = of_second.clone().fold(0_i64, i64::saturating_add);
        let nets: Vec<(i64, i64)> = amounts
            .iter()
            .map(|cents| plans[0].net(*cents))
            .zip(of_second.clone())
            .collect();
        let halves = Halves::of(&nets);
        let both = halves.both(
            deps[0].cents,
            all.saturating_sub(deps[1].cents),
            MAX_SETS + 1,
        );
        if both.is_empty() || both.len() > MAX_SETS {
            return !both.is_empty();
        }
        let turned: Vec<(i64, i64)> = nets.iter().map(|(a, b)| (*b, *a)).collect();
        let parts = [
            halves.count(deps[0].cents),
            Halves::of(&turned).count(deps[1].cents),
        ];
        let each = 0.5_f64.powi(i32::try_from(amounts.len()).unwrap_or(i32::MAX));
        let list = &ledger.pools[pool][days.start..days.end];
        for mask in both {
            for side in 0..2 {
                let inside = |at: usize| (mask >> at & 1 == 1) == (side == 0);
                let set = (0..list.len()).filter(|at| inside(*at)).map(|at| list[at]);
                let set: Vec<u32> = set.collect();
                let run = Run {
                    start: days.start,
                    end: days.end,
                    from: days.from,
                    to: days.to,
                    lag: pair.lags[side],
                    cells: 1 << self.schedules[side],
                };
                let mut window = run.window(pool, plans[side]);
                window.left = list.len() - set.len();
                // Of all splits after which the other ties out this is one; or the other is something else.
                let other = each * odds(deps[1 - side]);
                let base = other / (1.0 + other * float(parts[1 - side]));
                if !set.is_empty() {
                    out[pair.deposits[side]].push(hypothesis(set, Why::Window(window), base));
                }
            }
        }
        true
    }
}
