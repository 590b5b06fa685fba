//! Instant payouts: somebody asked for what had come in so far, and the processor kept a share for it.
//!
//! They land on the day they were asked for and hold whole days before it and any part of that day.

use jiff::civil::Date;

use super::fees::FeePlan;
use super::hypothesis::{Hypothesis, Why, Window};
use super::ledger::{Dep, Ledger, float};
use super::rolls::Subsets;
use super::windows::{Nets, hypothesis, place};
use crate::calendar::{is_business_day, plus_days};

/// Extra kept of an instant payout, in hundredths of a percent.
pub const INSTANT: [u16; 5] = [100, 150, 50, 175, 200];
/// How many whole days before the day can be in it.
const DAYS: i32 = 7;
/// The most subsets of one day of one sum that are proposed.
const MAX_SETS: usize = 4;
/// The day itself has at most so many payments: with more, any amount is some part of the day.
const MAX_DAY: usize = 11;

/// Every way in which the deposit is an instant payout of a pool under a plan.
pub fn instants(
    ledger: &Ledger<'_>,
    dep: &Dep<'_>,
    pool: usize,
    plan: FeePlan,
    nets: &Nets,
    out: &mut Vec<Hypothesis>,
) {
    if !dep.announces.is_payout() || plan.withheld_bp > 0 {
        return;
    }
    for day in asked_on(dep.source.date) {
        let at = |day: Date| place(ledger, pool, day);
        let (start, end) = (at(day), at(plus_days(day, 1)));
        if start == end || end - start > MAX_DAY {
            continue;
        }
        let list = &ledger.pools[pool];
        let worth: Vec<i64> = list[start..end]
            .iter()
            .map(|i| plan.worth(ledger.pay(*i).cents))
            .collect();
        let subsets = Subsets::of(&worth);
        for back in 0..DAYS {
            let from = plus_days(day, -back);
            let first = at(from);
            let before = nets.of(first, start);
            for instant_bp in INSTANT {
                let plan = FeePlan { instant_bp, ..plan };
                for worth in before_the_share(plan, dep.cents) {
                    let Some(sum) = subsets.find(worth.saturating_sub(before)) else {
                        continue;
                    };
                    for mask in subsets.members(sum).filter(|m| *m != 0).take(MAX_SETS) {
                        let today = list[start..end].iter().enumerate();
                        let taken = today
                            .filter(|(bit, _)| mask >> bit & 1 == 1)
                            .map(|(_, i)| *i);
                        let set = list[first..start].iter().copied().chain(taken).collect();
                        let base = subsets.chance(mask, 0.5) / float(DAYS.unsigned_abs() as usize);
                        let window = Window {
                            left: subsets.count - mask.count_ones() as usize,
                            ..window(pool, plan, from, day)
                        };
                        out.push(hypothesis(set, Why::Window(window), base));
                    }
                }
            }
        }
    }
}

fn window(pool: usize, plan: FeePlan, from: Date, to: Date) -> Window {
    Window {
        pool,
        plan,
        from,
        to,
        lag: 0,
        cells: 1,
        left: 0,
        rolled: 0,
        changes: Vec::new(),
        debits: None,
        second: None,
        ride: None,
    }
}

/// The day itself and the weekend or holiday before it.
fn asked_on(date: Date) -> Vec<Date> {
    let mut days = vec![date];
    let mut day = plus_days(date, -1);
    while !is_business_day(day) && days.len() < 5 {
        days.push(day);
        day = plus_days(day, -1);
    }
    days
}

/// What a payout was worth before the share was taken: the few values that leave so many cents.
fn before_the_share(plan: FeePlan, paid: i64) -> Vec<i64> {
    let left = 10_000 - i128::from(plan.instant_bp).min(9_999);
    let about = i64::try_from(i128::from(paid) * 10_000 / left).unwrap_or(i64::MAX);
    let mut found: Vec<i64> = (-1..=2)
        .map(|d| about.saturating_add(d))
        .chain([paid.saturating_add(50)])
        .filter(|worth| plan.paid_out(*worth) == paid)
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_share_is_taken_back_off() {
        for instant_bp in INSTANT {
            let plan = FeePlan {
                instant_bp,
                ..FeePlan::NONE
            };
            for worth in [70, 1_000, 3_333, 5_000, 67_637, 1_399_071] {
                let paid = plan.paid_out(worth);
                assert!(
                    before_the_share(plan, paid).contains(&worth),
                    "{instant_bp} {worth}"
                );
            }
        }
    }

    #[test]
    fn a_weekends_wish_lands_on_monday() {
        assert_eq!(asked_on(date(2026, 3, 9)).len(), 3);
        assert_eq!(asked_on(date(2026, 3, 10)).len(), 1);
    }
}
