//! Bank debits that ride in the payouts of cards. They take days longer and have a plan of their own, so that one payout
//! holds all cards of some days, and all debits of earlier ones.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::edits::{Near, OF_DEBITS};
use super::fees::FeePlan;
use super::hypothesis::{Hypothesis, Why, Window};
use super::ledger::{Ledger, POOLS};
use super::model::{Deposit, Method, Payment};
use super::schedule::{LAGS, Landing, cells};
use super::windows::{Nets, Run, hypothesis};
use crate::calendar::{business_days_between, plus_days};

/// How often debits ride, before the book was seen; and how many days they take, in business days.
const USUALLY: f64 = 0.03;
const SLOW: [f64; LAGS] = [0.02, 0.05, 0.1, 0.23, 0.25, 0.2, 0.1, 0.05];
/// That a bank transfer of their days went to the bank by itself and nothing told of it.
const LEFT: f64 = 0.05;
/// The most debits of a payout of which some may be left out, and the most sets that are proposed at a time.
const MAX_DEBITS: usize = 40;
const MAX_SETS: usize = 6;

/// The debits that ride in a payout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Debits {
    /// What is kept of each.
    pub plan: FeePlan,
    /// Business days from the last of their days to the bank.
    pub lag: u8,
    /// How many.
    pub count: usize,
    /// How many bank transfers of their days are not in it.
    pub left: usize,
    /// How many of these went to the bank directly, as far as their amounts alone say, and are worth as much as one
    /// that rides: which of the two rides nobody knows.
    pub twins: usize,
}

/// The plan of the bank debits in a payout that people confirmed, and the business days that they took: the only one that
/// makes it, where the cards follow one of these plans.
pub fn told(deposit: &Deposit, payments: &[&Payment], cards: &[FeePlan]) -> Option<(FeePlan, u8)> {
    let (debits, rest): (Vec<&Payment>, Vec<&Payment>) =
        payments.iter().partition(|p| p.method == Some(Method::Ach));
    let is_card = |p: &&Payment| matches!(p.method, Some(Method::JobberPayments | Method::Card));
    let last = debits.iter().map(|p| p.received_on).max()?;
    if rest.is_empty() || !rest.iter().all(is_card) {
        return None;
    }
    let paid = |plan: &FeePlan, list: &[&Payment]| -> i64 {
        let nets = list.iter().map(|p| plan.net(p.amount.cents()));
        nets.fold(0, i64::saturating_add)
    };
    let of_cards: Vec<i64> = cards.iter().map(|plan| paid(plan, &rest)).collect();
    let net = deposit.amount.cents();
    let makes = |plan: &&FeePlan| of_cards.contains(&net.saturating_sub(paid(plan, &debits)));
    let mut plans = OF_DEBITS.iter().filter(makes);
    let only = plans.next().filter(|_| plans.next().is_none())?;
    Some((*only, business_days_between(last, deposit.date, 16)))
}

impl Debits {
    /// How usual they are.
    pub fn usual(&self) -> f64 {
        let one = 1.0 / super::ledger::float(OF_DEBITS.len());
        USUALLY * one * SLOW[usize::from(self.lag).min(LAGS - 1)]
    }
}

/// Which debits could land on which day.
pub struct Riders {
    /// Bank transfers by date, but for those that went to the bank directly.
    list: Vec<u32>,
    /// Those of which the amount alone says so, by date.
    untold: Vec<u32>,
    /// Under each plan.
    nets: [Nets; OF_DEBITS.len()],
    by_day: BTreeMap<Date, Vec<Riding>>,
}

/// Bank transfers of some days, as a range of their pool's list.
struct Riding {
    start: usize,
    end: usize,
    lag: u8,
    rules: u16,
    from: Date,
    to: Date,
}

/// Whether debits could ride in payouts of a pool: of cards that are known to be cards.
pub fn could_ride(pool: usize) -> bool {
    let holds = |m: Option<Method>| POOLS[pool].holds(m);
    let cards = holds(Some(Method::JobberPayments)) || holds(Some(Method::Card));
    cards && !holds(Some(Method::Ach))
}

/// The rules of schedules, without their lags, as bits: a payout closes on one day for all that is in it.
fn rules(bits: u128) -> u16 {
    cells(bits).fold(0, |rules, cell| rules | 1 << (cell / LAGS))
}

impl Riders {
    /// Looks them up, for all days on which deposits arrived; `directly` are those that ride nowhere.
    pub fn read(
        ledger: &Ledger<'_>,
        days: &BTreeMap<Date, Vec<Landing>>,
        directly: &BTreeMap<u32, bool>,
    ) -> Self {
        let pool = POOLS.iter().position(|p| p.is_ach()).unwrap_or(0);
        let rides = |i: &&u32| !directly.contains_key(i);
        let untold = |i: &&u32| directly.get(i) == Some(&false);
        let list: Vec<u32> = ledger.pools[pool].iter().filter(rides).copied().collect();
        let place = |day: Date| list.partition_point(|i| ledger.pay(*i).date < day);
        let riding = |l: &Landing| {
            let (start, end) = (place(l.from), place(plus_days(l.to, 1)));
            (start < end).then_some(Riding {
                start,
                end,
                lag: l.lag,
                rules: rules(l.cells),
                from: l.from,
                to: l.to,
            })
        };
        let of_day = |(day, landings): (&Date, &Vec<Landing>)| {
            (*day, landings.iter().filter_map(riding).collect())
        };
        Self {
            nets: OF_DEBITS.map(|plan| Nets::of_list(ledger, &list, plan)),
            by_day: days.iter().map(of_day).collect(),
            untold: ledger.pools[pool].iter().filter(untold).copied().collect(),
            list,
        }
    }

    /// What all debits that could ride with a run of cards are worth: under which plan, with which lag, how much.
    pub fn worths(&self, day: Date, run: &Run) -> impl Iterator<Item = (usize, u8, i64)> + '_ {
        let (ours, lag) = (rules(run.cells), run.lag);
        let of_day = self.by_day.get(&day).into_iter().flatten();
        let riding = of_day.filter(move |r| r.rules & ours != 0 && r.lag >= lag);
        riding.flat_map(|r| {
            let worth = |(plan, nets): (usize, &Nets)| (plan, r.lag, nets.of(r.start, r.end));
            self.nets.iter().enumerate().map(worth)
        })
    }

    /// Proposes debits that make up for what a payout lacks: all of some days, or all but one or two.
    pub fn propose(&self, near: &Near<'_>, out: &mut Vec<Hypothesis>) {
        let window = near.window();
        let exact = window.plan.withheld_bp == 0 && window.plan.instant_bp == 0;
        if near.missing <= 0 || !exact {
            return;
        }
        let (ours, list) = (rules(window.cells), &self.list);
        let of_day = self.by_day.get(&near.dep.source.date).into_iter().flatten();
        for r in of_day.filter(|r| r.rules & ours != 0 && r.lag >= window.lag) {
            for (plan, nets) in OF_DEBITS.iter().zip(&self.nets) {
                let over = nets.of(r.start, r.end).saturating_sub(near.missing);
                if over < 0 {
                    continue;
                }
                let worth = |i: &u32| plan.worth(near.ledger.pay(*i).cents);
                let worths: Vec<i64> = list[r.start..r.end].iter().map(worth).collect();
                for left in left_out(&worths, over) {
                    let riding = (r.start..r.end).filter(|at| !left.contains(&(at - r.start)));
                    let riding: Vec<u32> = riding.map(|at| list[at]).collect();
                    if riding.is_empty() {
                        continue;
                    }
                    let debits = Debits {
                        plan: *plan,
                        lag: r.lag,
                        count: riding.len(),
                        left: left.len(),
                        twins: self.twins(near.ledger, r, &riding),
                    };
                    out.push(with(near, debits, &riding));
                }
            }
        }
    }
}

impl Riders {
    /// How many of the days of some debits went to the bank as far as their amounts say, and are worth as much as one of
    /// them.
    fn twins(&self, ledger: &Ledger<'_>, r: &Riding, riding: &[u32]) -> usize {
        let cents = |i: &u32| ledger.pay(*i).cents;
        let amounts: BTreeSet<i64> = riding.iter().map(cents).collect();
        let of_days = ledger.between(&self.untold, r.from, r.to).iter();
        of_days.filter(|i| amounts.contains(&cents(i))).count()
    }
}

fn with(near: &Near<'_>, debits: Debits, riding: &[u32]) -> Hypothesis {
    let likely: f64 = (0..debits.left).map(|_| LEFT).product::<f64>()
        / (1.0 + super::ledger::float(debits.twins));
    let window = Window {
        debits: Some(debits),
        ride: near.ride(likely),
        ..near.window().clone()
    };
    let set = [near.inside(), riding].concat();
    hypothesis(set, Why::Window(window), near.base * likely)
}

/// Which of some, by their places, are too much: none, one or two.
fn left_out(worths: &[i64], over: i64) -> Vec<Vec<usize>> {
    if over == 0 {
        return vec![Vec::new()];
    }
    if worths.len() > MAX_DEBITS {
        return Vec::new();
    }
    let ones = (0..worths.len())
        .filter(|a| worths[*a] == over)
        .map(|a| vec![a]);
    let pairs = (0..worths.len()).flat_map(|a| (a + 1..worths.len()).map(move |b| [a, b]));
    let pairs = pairs.filter(|[a, b]| worths[*a].saturating_add(worths[*b]) == over);
    ones.chain(pairs.map(Vec::from)).take(MAX_SETS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_two_may_be_too_much() {
        assert_eq!(left_out(&[5, 7], 0), [Vec::<usize>::new()]);
        assert_eq!(left_out(&[5, 7, 2], 7), [vec![1], vec![0, 2]]);
        assert!(left_out(&[5, 7, 2], 14).is_empty());
    }

    #[test]
    fn debits_ride_with_cards_alone() {
        let with: Vec<usize> = (0..POOLS.len()).filter(|p| could_ride(*p)).collect();
        assert_eq!(with, [0, 1, 3]);
    }
}
