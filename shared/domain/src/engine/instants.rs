//! Instant payouts: somebody asked for what had come in so far, and the processor kept a share for it.
//!
//! They land on the day they were asked for and hold whole days before it and any part of that day. The rest of that day
//! is paid out as ever, so that two deposits say how much of it was taken.

use jiff::civil::Date;

use super::fees::FeePlan;
use super::hypothesis::{Hypothesis, Why, Window};
use super::rolls::{Subsets, adding_up, chance};
use super::schedule::Landing;
use super::streams::Stream;
use super::windows::{Nets, Run, hypothesis, place};
use crate::calendar::{is_business_day, plus_days};

/// Extra kept of an instant payout, in hundredths of a percent.
pub const INSTANT: [u16; 5] = [100, 150, 50, 175, 200];
/// How many whole days before the day can be in it.
const DAYS: i32 = 7;
/// The most subsets of one day of one sum that are proposed.
const MAX_SETS: usize = 4;
/// The day itself has at most so many payments: with more, any amount is some part of the day.
const MAX_DAY: usize = 11;
/// The same where the rest of the day is another deposit, and the most parts that are then proposed.
const MAX_SHARED: usize = 18;
const MAX_ALIKE: usize = 12;
/// The rest is in the bank at most so many days later.
const MAX_LATER: i32 = 7;

/// One day on which somebody asked for what had come in.
struct Asked<'a> {
    stream: &'a Stream<'a>,
    plan: FeePlan,
    nets: &'a Nets,
    day: Date,
    /// Its payments, as a range of the pool's list.
    start: usize,
    end: usize,
}

/// The payout of what an instant payout left of its day.
struct Rest {
    deposit: usize,
    landing: Landing,
    /// One past its last payment in the pool's list.
    end: usize,
}

/// Every way in which a deposit is an instant payout of a pool under a plan; where the rest of the day is another deposit
/// to the cent, that too.
pub fn instants(
    stream: &Stream<'_>,
    deposit: usize,
    (plan, nets): (FeePlan, &Nets),
    out: &mut [Vec<Hypothesis>],
) {
    let (ledger, pool) = (stream.ledger, stream.pool);
    let dep = &ledger.deposits[deposit];
    if !dep.announces.is_payout() || plan.withheld_bp > 0 {
        return;
    }
    for day in asked_on(dep.source.date) {
        let at = |day: Date| place(ledger, pool, day);
        let (start, end) = (at(day), at(plus_days(day, 1)));
        if start < end && end - start <= MAX_SHARED {
            let asked = Asked {
                stream,
                plan,
                nets,
                day,
                start,
                end,
            };
            asked.propose(deposit, out);
        }
    }
}

impl Asked<'_> {
    fn list(&self) -> &[u32] {
        &self.stream.ledger.pools[self.stream.pool]
    }

    fn propose(&self, deposit: usize, out: &mut [Vec<Hypothesis>]) {
        let ledger = self.stream.ledger;
        let cents = ledger.deposits[deposit].cents;
        let worths: Vec<i64> = self.list()[self.start..self.end]
            .iter()
            .map(|i| self.plan.worth(ledger.pay(*i).cents))
            .collect();
        let subsets = (worths.len() <= MAX_DAY).then(|| Subsets::of(&worths));
        for (back, instant_bp) in (0..DAYS).flat_map(|back| INSTANT.map(|bp| (back, bp))) {
            let from = plus_days(self.day, -back);
            let first = place(ledger, self.stream.pool, from);
            let plan = FeePlan {
                instant_bp,
                ..self.plan
            };
            for worth in before_the_share(plan, cents) {
                let today = worth.saturating_sub(self.nets.of(first, self.start));
                if !(1..=self.nets.of(self.start, self.end)).contains(&today) {
                    continue;
                }
                let rests = self.rests(deposit, today);
                let found = subsets.as_ref().and_then(|s| Some((s, s.find(today)?)));
                let taken: Vec<u64> = match found {
                    _ if !rests.is_empty() => adding_up(&worths, today, today),
                    Some((subsets, sum)) => subsets.members(sum).take(MAX_SETS).collect(),
                    None => continue,
                };
                let few = taken.len() <= MAX_ALIKE;
                for mask in taken.into_iter().filter(|m| few && *m != 0) {
                    self.push((deposit, plan), (from, first), mask, &rests, out);
                }
            }
        }
    }

    /// Proposes that a deposit is what came in from a day on, and of the last day some payments; and what that leaves.
    fn push(
        &self,
        (deposit, plan): (usize, FeePlan),
        (from, first): (Date, usize),
        mask: u64,
        rests: &[Rest],
        out: &mut [Vec<Hypothesis>],
    ) {
        let (count, of_day) = (self.end - self.start, mask.count_ones() as usize);
        let taken = |at: &usize| mask >> (at - self.start) & 1 == 1;
        let set = |range: std::ops::Range<usize>, inside: &dyn Fn(&usize) -> bool| {
            let members = range.filter(inside).map(|at| self.list()[at]);
            members.collect::<Vec<u32>>()
        };
        let base = chance(count, mask, 0.5) / f64::from(DAYS);
        let base = base / (base + self.by_chance(rests));
        let asked_for = Window {
            left: count - of_day,
            ..window(self.stream.pool, plan, from, self.day)
        };
        let inside = |at: &usize| *at < self.start || taken(at);
        let of = set(first..self.end, &inside);
        out[deposit].push(hypothesis(of, Why::Window(asked_for), base));
        for rest in rests {
            let run = Run {
                start: self.start,
                end: rest.end,
                from: rest.landing.from,
                to: rest.landing.to,
                lag: rest.landing.lag,
                cells: rest.landing.cells,
            };
            let paid_later = Window {
                left: of_day,
                ..run.window(self.stream.pool, self.plan)
            };
            let inside = |at: &usize| *at >= self.end || !taken(at);
            let of = set(self.start..rest.end, &inside);
            out[rest.deposit].push(hypothesis(of, Why::Window(paid_later), base));
        }
    }

    /// Payouts of the days after that are worth what is left of the day when so much is taken.
    fn rests(&self, deposit: usize, taken: i64) -> Vec<Rest> {
        let Stream {
            ledger, days, pool, ..
        } = *self.stream;
        let mut rests = Vec::new();
        let could_be = |d: usize| d != deposit && ledger.deposits[d].announces.is_payout();
        let (from, to) = (plus_days(self.day, 1), plus_days(self.day, MAX_LATER));
        for (arrival, landings) in days.range(from..=to) {
            let at = |day: Date| place(ledger, pool, day);
            let daily = landings.iter().filter(|l| at(l.from) == self.start);
            for landing in daily {
                let end = at(plus_days(landing.to, 1));
                let left = self
                    .nets
                    .of(self.start, end.max(self.start))
                    .saturating_sub(taken);
                if end < self.end || left <= 0 {
                    continue;
                }
                let paid = self.plan.paid_for(left);
                let by_cents = &ledger.day_by_cents[arrival];
                let first = by_cents.partition_point(|(cents, _)| *cents < paid);
                let of = by_cents[first..]
                    .iter()
                    .take_while(|(cents, _)| *cents == paid);
                rests.extend(of.filter(|(_, d)| could_be(*d)).map(|(_, d)| Rest {
                    deposit: *d,
                    landing: *landing,
                    end,
                }));
            }
        }
        rests
    }

    /// How probable it is that one of the rests is met by chance; one where there is none.
    fn by_chance(&self, rests: &[Rest]) -> f64 {
        let ledger = self.stream.ledger;
        let any = |rest: &Rest| ledger.prices.any(ledger.deposits[rest.deposit].cents);
        rests
            .iter()
            .map(|r| any(r) * f64::from(MAX_LATER))
            .fold(1.0, f64::min)
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
