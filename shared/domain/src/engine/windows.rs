//! Payout-shaped hypotheses: all payments of one kind of a run of days, less a fee on each, in the bank some days
//! later.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::fees::{FeePlan, fits, fits_far, fits_withheld, fits_withheld_besides};
use super::hypothesis::{Hypothesis, Why, Window};
use super::ledger::{Ledger, POOLS};
use super::schedule::{Landing, USUAL, is_scheduled, odd};
use crate::calendar::{business_days_between, days_between, plus_days};

/// How far back a run that follows no schedule may begin, in days.
const BACK: i32 = 18;
/// The longest run that follows no schedule, in days.
const MAX_SPAN: i32 = 8;
/// Lags of such runs.
const MAX_LAG: u8 = 7;
/// The most payments of one pool among which runs that follow no schedule are looked for.
const MAX_ODD: usize = 1_000;

/// All payments of a pool between two days, as a range of the pool's list.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// The first.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// Days from the last day to the bank.
    pub lag: u8,
    /// Cells of the schedules that say so, as bits.
    pub cells: u128,
}

impl Run {
    /// Whether some schedule says so.
    pub const fn scheduled(&self) -> bool {
        is_scheduled(self.cells.trailing_zeros() as usize)
    }

    /// Whether it can show a plan.
    pub const fn votes(&self) -> bool {
        self.scheduled() && self.end - self.start >= 2
    }

    /// As a window of a plan.
    pub fn window(&self, pool: usize, plan: FeePlan) -> Window {
        Window {
            pool,
            plan,
            from: self.from,
            to: self.to,
            lag: self.lag,
            cells: self.cells,
            left: 0,
            rolled: 0,
            changes: Vec::new(),
            debits: None,
            second: None,
            ride: None,
        }
    }
}

/// The place of a day in a pool's list: the first payment on or after it.
pub fn place(ledger: &Ledger<'_>, pool: usize, day: Date) -> usize {
    ledger.pools[pool].partition_point(|i| ledger.pay(*i).date < day)
}

/// The runs of a pool that could land on a day, each range once; and whether all were looked at.
pub fn runs(ledger: &Ledger<'_>, pool: usize, day: Date, landings: &[Landing]) -> (Vec<Run>, bool) {
    if POOLS[pool].slip {
        return other_runs(ledger, pool, day, Vec::new());
    }
    let mut found: Vec<Run> = Vec::new();
    for landing in landings {
        let start = place(ledger, pool, landing.from);
        let end = place(ledger, pool, plus_days(landing.to, 1));
        match found.iter_mut().find(|r| (r.start, r.end) == (start, end)) {
            _ if start >= end => {}
            Some(run) => run.cells |= landing.cells,
            None => found.push(Run {
                start,
                end,
                from: landing.from,
                to: landing.to,
                lag: landing.lag,
                cells: landing.cells,
            }),
        }
    }
    other_runs(ledger, pool, day, found)
}

/// Adds every other run of days; on slips, which follow no schedule, days are those of the calendar.
fn other_runs(
    ledger: &Ledger<'_>,
    pool: usize,
    day: Date,
    mut found: Vec<Run>,
) -> (Vec<Run>, bool) {
    let slip = POOLS[pool].slip;
    let list = &ledger.pools[pool];
    let (start, end) = (
        place(ledger, pool, plus_days(day, -BACK)),
        place(ledger, pool, plus_days(day, 1)),
    );
    if end.saturating_sub(start) > MAX_ODD {
        return (found, false);
    }
    let mut days: Vec<(Date, usize)> = Vec::new();
    for (at, i) in (start..end).zip(&list[start..end.max(start)]) {
        let date = ledger.pay(*i).date;
        if days.last().is_none_or(|(d, _)| *d != date) {
            days.push((date, at));
        }
    }
    let ends: Vec<usize> = days
        .iter()
        .skip(1)
        .map(|(_, at)| *at)
        .chain([end])
        .collect();
    for (last, (to, _)) in days.iter().enumerate() {
        let lag = if slip {
            u8::try_from(days_between(*to, day)).unwrap_or(u8::MAX)
        } else {
            business_days_between(*to, day, MAX_LAG + 1)
        };
        if lag > MAX_LAG {
            continue;
        }
        for (from, start) in &days[..=last] {
            let length = days_between(*from, *to) + 1;
            let (start, end) = (*start, ends[last]);
            let known = !slip && found.iter().any(|r| (r.start, r.end) == (start, end));
            if length > MAX_SPAN || known {
                continue;
            }
            // On slips: one day, a week, anything else.
            let cells = match (slip, length) {
                (true, 1) => 1 << lag,
                (true, 4..) => 1 << (MAX_LAG + 1 + lag),
                _ => odd(lag),
            };
            found.push(Run {
                start,
                end,
                from: *from,
                to: *to,
                lag,
                cells,
            });
        }
    }
    (found, true)
}

/// Every plan of the grid with a share withheld besides, under which the days of a usual schedule are worth a deposit.
pub fn withheld_plans(
    ledger: &Ledger<'_>,
    pool: usize,
    runs: &[Run],
    cents: i64,
    found: &mut BTreeSet<FeePlan>,
) {
    for run in runs
        .iter()
        .filter(|r| r.cells & USUAL != 0 && r.end - r.start >= 2)
    {
        let amounts: Vec<i64> = ledger.pools[pool][run.start..run.end]
            .iter()
            .map(|i| ledger.pay(*i).cents)
            .collect();
        fits_withheld_besides(&amounts, cents, found);
    }
}

/// What is left of the payments of a pool under a plan, summed from the beginning; differences of two sums that fit
/// are exact even where the sums wrap.
pub struct Nets(Vec<i64>);

impl Nets {
    /// Sums up.
    pub fn new(ledger: &Ledger<'_>, pool: usize, plan: FeePlan) -> Self {
        Self::of_list(ledger, &ledger.pools[pool], plan)
    }

    /// Sums up some payments.
    pub fn of_list(ledger: &Ledger<'_>, list: &[u32], plan: FeePlan) -> Self {
        let mut sums = vec![0_i64];
        let mut sum = 0_i64;
        for i in list {
            sum = sum.wrapping_add(plan.worth(ledger.pay(*i).cents));
            sums.push(sum);
        }
        Self(sums)
    }

    /// Of a range of the pool's list, in the plan's own fineness.
    pub fn of(&self, start: usize, end: usize) -> i64 {
        self.0[end].wrapping_sub(self.0[start])
    }
}

/// Every plan of the grid under which some run of several payments is worth one of the deposits. `grosses` are the sums
/// of the pool's payments with nothing kept.
pub fn plans(
    ledger: &Ledger<'_>,
    pool: usize,
    (runs, grosses): (&[Run], &Nets),
    cents: i64,
    usual: &[FeePlan],
    found: &mut BTreeSet<FeePlan>,
) {
    for run in runs.iter().filter(|r| r.votes()) {
        let gross = grosses.of(run.start, run.end);
        let fee = gross.saturating_sub(cents);
        let most = gross / 20 + i64::try_from(run.end - run.start).unwrap_or(0) * 60;
        let (kept, withheld) = (0 <= fee && fee <= most, 0 < fee && fee < gross / 2);
        if !kept && !withheld {
            continue;
        }
        let amounts: Vec<i64> = ledger.pools[pool][run.start..run.end]
            .iter()
            .map(|i| ledger.pay(*i).cents)
            .collect();
        if kept {
            fits(&amounts, fee, found);
            fits_far(&amounts, fee, found);
        }
        if withheld {
            fits_withheld(&amounts, cents, usual, found);
        }
    }
}

/// Refunds of a pool between two days, both included.
pub fn refunds<'l>(ledger: &'l Ledger<'_>, pool: usize, from: Date, to: Date) -> &'l [u32] {
    ledger.between(&ledger.pool_refunds[pool], from, to)
}

/// What some payments are worth under a plan.
pub fn worth(ledger: &Ledger<'_>, plan: FeePlan, set: &[u32]) -> i64 {
    set.iter()
        .map(|i| plan.worth(ledger.pay(*i).cents))
        .fold(0, i64::saturating_add)
}

/// A hypothesis about a window.
pub fn hypothesis(mut set: Vec<u32>, why: Why, base: f64) -> Hypothesis {
    set.sort_unstable();
    Hypothesis {
        set,
        why,
        base,
        weight: 0.0,
    }
}

/// Binomial coefficient, saturating.
pub fn choose(n: usize, k: u32) -> usize {
    let k = k as usize;
    (0..k.min(n)).fold(1_usize, |acc, i| acc.saturating_mul(n - i) / (i + 1))
}
