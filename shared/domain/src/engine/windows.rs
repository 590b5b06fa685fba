//! Payout-shaped hypotheses: all payments of one kind of a run of days, less a fee on each, in the bank some
//! business days later; with the few edits that real payouts show.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::fees::{FeePlan, fits};
use super::hypothesis::{Hypothesis, LAGS, Why, Window};
use super::ledger::{Dep, Ledger, POOLS, float};
use crate::calendar::{business_days_between, days_between, plus_days};

/// How far back a run may begin, in days.
const BACK: i32 = 18;
/// The longest run, in days.
const MAX_SPAN: i32 = 8;
/// The most payments of one pool that are looked at for one deposit.
pub const MAX_POOL: usize = 300;
/// The most payments at one edge of a run that are tried on both sides of the cut-off.
const MAX_EDGE: usize = 9;
/// The most payments moved over the cut-off at one edge.
const MAX_ROLLED: u32 = 4;

/// The runs that could end in one deposit.
pub struct Runs {
    pool: usize,
    days: Vec<(Date, Vec<u32>)>,
    /// First and last day (indexes), lag, span.
    runs: Vec<(usize, usize, u8, usize)>,
    refunds: Vec<u32>,
}

/// Lists the runs of a pool for a deposit. None when there are too many payments to look at.
pub fn runs(ledger: &Ledger<'_>, dep: &Dep<'_>, pool: usize) -> Option<Runs> {
    let date = dep.source.date;
    let near = ledger.between(&ledger.pools[pool], plus_days(date, -BACK), date);
    if near.len() > MAX_POOL {
        return None;
    }
    let mut days: Vec<(Date, Vec<u32>)> = Vec::new();
    let mut refunds = Vec::new();
    for &i in near {
        let p = ledger.pay(i);
        match days.last_mut() {
            _ if p.cents < 0 => refunds.push(i),
            Some((day, list)) if *day == p.date => list.push(i),
            _ => days.push((p.date, vec![i])),
        }
    }
    let slip = POOLS[pool].slip;
    let lag = |day: Date| {
        if slip {
            u8::try_from(days_between(day, date)).unwrap_or(u8::MAX)
        } else {
            business_days_between(day, date, 16)
        }
    };
    let lags: Vec<u8> = days.iter().map(|(day, _)| lag(*day)).collect();
    let mut found = Vec::new();
    for first in 0..days.len() {
        for last in first..days.len() {
            let length = days_between(days[first].0, days[last].0) + 1;
            if length > MAX_SPAN || usize::from(lags[last]) >= LAGS {
                continue;
            }
            let whole = lags[first] == lags[last]
                && (first == 0 || lags[first - 1] != lags[first])
                && lags.get(last + 1) != Some(&lags[last]);
            let span = if whole {
                0
            } else if length >= 4 {
                2
            } else {
                1
            };
            found.push((first, last, lags[last], span));
        }
    }
    Some(Runs {
        pool,
        days,
        runs: found,
        refunds,
    })
}

impl Runs {
    fn payments(&self, first: usize, last: usize) -> impl Iterator<Item = u32> + '_ {
        self.days[first..=last]
            .iter()
            .flat_map(|(_, list)| list.iter().copied())
    }

    fn window(&self, run: (usize, usize, u8, usize), plan: FeePlan) -> Window {
        let (first, last, lag, span) = run;
        Window {
            pool: self.pool,
            plan,
            from: self.days[first].0,
            to: self.days[last].0,
            lag,
            span,
            rolled: 0,
            edit: None,
        }
    }
}

/// Every plan of the grid under which some run of several payments ties out.
pub fn plans(ledger: &Ledger<'_>, dep: &Dep<'_>, runs: &Runs, found: &mut BTreeSet<FeePlan>) {
    for &(first, last, _, _) in &runs.runs {
        let amounts: Vec<i64> = runs
            .payments(first, last)
            .map(|i| ledger.pay(i).cents)
            .collect();
        let gross: i64 = amounts.iter().sum();
        let fee = gross - dep.cents;
        let most = gross / 20 + i64::try_from(amounts.len()).unwrap_or(0) * 60;
        if amounts.len() >= 2 && fee >= 0 && fee <= most {
            fits(&amounts, fee, found);
        }
    }
}

/// Every run, with at most a few edits, that ties out under one plan; and the runs that nearly do.
pub fn under(
    ledger: &Ledger<'_>,
    dep: &Dep<'_>,
    runs: &Runs,
    plan: FeePlan,
    out: &mut Vec<Hypothesis>,
) {
    let net = |i: u32| ledger.pay(i).cents - plan.fee(ledger.pay(i).cents);
    for &run in &runs.runs {
        let (first, last, _, span) = run;
        let inside: Vec<u32> = runs.payments(first, last).collect();
        let sum: i64 = inside.iter().map(|i| net(*i)).sum();
        let paid = plan.paid_out(sum);
        let window = runs.window(run, plan);
        if paid == dep.cents {
            out.push(hypothesis(inside.clone(), Why::Window(window.clone()), 1.0));
        }
        if plan.instant_bp > 0 {
            continue;
        }
        let missing = dep.cents - sum;
        // Only where the edits can make up for it: sums are cheap, edits are not.
        if missing.abs() > sum.max(dep.cents) {
            continue;
        }
        if missing != 0 {
            one_edit(ledger, runs, &window, &inside, missing, &net, out);
            if span == 0 && missing.abs() * 5 < dep.cents * 2 && sum > dep.cents - dep.cents / 5 {
                let why = Why::Schedule {
                    window: window.clone(),
                    unexplained: missing,
                };
                out.push(hypothesis(inside.clone(), why, 1.0));
            }
        }
        if span == 0 && !POOLS[runs.pool].slip {
            cut_off(runs, run, &window, missing, &net, out);
        }
    }
}

fn hypothesis(mut set: Vec<u32>, why: Why, base: f64) -> Hypothesis {
    set.sort_unstable();
    Hypothesis {
        set,
        why,
        base,
        weight: 0.0,
    }
}

/// One payment left out, or one more: of another kind, of the day before or after, or a refund.
fn one_edit(
    ledger: &Ledger<'_>,
    runs: &Runs,
    window: &Window,
    inside: &[u32],
    missing: i64,
    net: &impl Fn(u32) -> i64,
    out: &mut Vec<Hypothesis>,
) {
    let edited = |i: u32, left_out: bool| Window {
        edit: Some((i, left_out)),
        ..window.clone()
    };
    if inside.len() > 1 {
        for &i in inside.iter().filter(|i| net(**i) == -missing) {
            let rest = inside.iter().copied().filter(|j| *j != i).collect();
            out.push(hypothesis(
                rest,
                Why::Window(edited(i, true)),
                0.3 / float(inside.len()),
            ));
        }
    }
    let around = ledger.around(window.from, 1, days_between(window.from, window.to) + 1);
    let space = around.len() + runs.refunds.len();
    if space > 2 * MAX_POOL {
        return;
    }
    let others = around.filter(|i| !inside.contains(i) && ledger.pay(*i).cents > 0);
    for i in others
        .chain(runs.refunds.iter().copied())
        .filter(|i| net(*i) == missing)
    {
        let mut set = inside.to_vec();
        set.push(i);
        let likely = if ledger.pay(i).cents < 0 {
            0.5 / float(runs.refunds.len())
        } else {
            0.3 / float(space)
        };
        out.push(hypothesis(set, Why::Window(edited(i, false)), likely));
    }
}

/// Late payments of the last day ride in the next payout, those of the day before the first in this one.
fn cut_off(
    runs: &Runs,
    run: (usize, usize, u8, usize),
    window: &Window,
    missing: i64,
    net: &impl Fn(u32) -> i64,
    out: &mut Vec<Hypothesis>,
) {
    let (first, last, _, _) = run;
    let leaving = &runs.days[last].1;
    let before = first.checked_sub(1).map(|d| &runs.days[d]);
    let entering: &[u32] = match before {
        Some((day, list)) if days_between(*day, window.from) <= 4 => list,
        _ => &[],
    };
    if leaving.len() > MAX_EDGE || entering.len() > MAX_EDGE {
        return;
    }
    let outs = subsets(leaving, net);
    let ins = subsets(entering, net);
    for (out_sum, out_mask) in &outs {
        let wanted = missing + out_sum;
        let start = ins.partition_point(|(sum, _)| *sum < wanted);
        for (_, in_mask) in ins[start..].iter().take_while(|(sum, _)| *sum == wanted) {
            let rolled = (out_mask.count_ones() + in_mask.count_ones()) as usize;
            let everything =
                first == last && out_mask.count_ones() as usize == leaving.len() && *in_mask == 0;
            if rolled == 0 || everything {
                continue;
            }
            let picked = |list: &[u32], mask: u32, keep: u32| -> Vec<u32> {
                list.iter()
                    .enumerate()
                    .filter(|(b, _)| mask >> b & 1 == keep)
                    .map(|(_, i)| *i)
                    .collect()
            };
            let mut set: Vec<u32> = if last > first {
                runs.payments(first, last - 1).collect()
            } else {
                Vec::new()
            };
            set.extend(picked(leaving, *out_mask, 0));
            set.extend(picked(entering, *in_mask, 1));
            let space = float(choose(leaving.len(), out_mask.count_ones()))
                * float(choose(entering.len(), in_mask.count_ones()));
            let why = Why::Window(Window {
                rolled,
                ..window.clone()
            });
            out.push(hypothesis(set, why, 1.0 / space.max(1.0)));
        }
    }
}

fn subsets(list: &[u32], net: &impl Fn(u32) -> i64) -> Vec<(i64, u32)> {
    let mut all: Vec<(i64, u32)> = (0_u32..1 << list.len())
        .filter(|mask| mask.count_ones() <= MAX_ROLLED)
        .map(|mask| {
            (
                list.iter()
                    .enumerate()
                    .filter(|(b, _)| mask >> b & 1 == 1)
                    .map(|(_, i)| net(*i))
                    .sum(),
                mask,
            )
        })
        .collect();
    all.sort_unstable();
    all
}

/// Binomial coefficient, saturating.
pub fn choose(n: usize, k: u32) -> usize {
    let k = k as usize;
    (0..k.min(n)).fold(1_usize, |acc, i| acc.saturating_mul(n - i) / (i + 1))
}
