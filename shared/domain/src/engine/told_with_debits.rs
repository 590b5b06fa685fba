//! What is kept of cards where bank debits ride in nearly each of their payouts, so that no payout of cards alone ties
//! out: what the debits leave of a deposit is what the cards are worth, and the plan that says so time after time, on
//! one schedule and with debits of one plan and lag, is the plan.

use std::collections::{BTreeMap, BTreeSet};

use super::debits::Riders;
use super::fees::{FeePlan, coincidences_among, fits};
use super::ledger::{Ledger, float};
use super::schedule::{USUAL, cells};
use super::windows::Run;

/// The most deposits that are asked.
const MAX_ASKED: usize = 80;
/// The most cards of one payout that are looked at, and the most debits beside them that are tried.
const MAX_CARDS: usize = 80;
const MAX_RIDING: usize = 32;

/// A plan of cards with how it was found: the schedule, and the plan and lag of the debits.
type Way = (FeePlan, usize, usize, u8);

/// The plan that ties out most payouts of a pool with debits in them, and how many; none where chance does as much.
pub fn plan(
    ledger: &Ledger<'_>,
    riders: &Riders,
    pool: usize,
    runs: &[(jiff::civil::Date, Vec<Run>)],
) -> Option<(FeePlan, usize)> {
    let mut ways: BTreeMap<Way, usize> = BTreeMap::new();
    let (mut asked, mut tried, mut fitting) = (0, BTreeSet::new(), 0);
    for (day, runs) in runs {
        for &d in &ledger.by_day[day] {
            let dep = &ledger.deposits[d];
            if !dep.announces.is_payout() || asked >= MAX_ASKED {
                continue;
            }
            asked += 1;
            let mut of_deposit: BTreeSet<Way> = BTreeSet::new();
            let few = |r: &&Run| r.votes() && r.end - r.start <= MAX_CARDS;
            for run in runs.iter().filter(|r| r.cells & USUAL != 0).filter(few) {
                let amounts: Vec<i64> = ledger.pools[pool][run.start..run.end]
                    .iter()
                    .map(|i| ledger.pay(*i).cents)
                    .collect();
                let gross = amounts.iter().fold(0, |a: i64, b| a.saturating_add(*b));
                let most = gross / 20 + i64::try_from(amounts.len()).unwrap_or(0) * 60;
                for (of_debits, lag, worth) in riders.worths(*day, run).take(MAX_RIDING) {
                    let mut of = |cell| tried.insert((cell, of_debits, lag));
                    cells(run.cells & USUAL).for_each(|cell| {
                        of(cell);
                    });
                    let fee = gross.saturating_sub(dep.cents.saturating_sub(worth));
                    if !(1..=most).contains(&fee) {
                        continue;
                    }
                    let mut plans = BTreeSet::new();
                    fits(&amounts, fee, &mut plans);
                    for plan in plans {
                        let of_cell = |cell| (plan, cell, of_debits, lag);
                        of_deposit.extend(cells(run.cells & USUAL).map(of_cell));
                    }
                }
            }
            fitting += of_deposit.len();
            of_deposit
                .into_iter()
                .for_each(|way| *ways.entry(way).or_default() += 1);
        }
    }
    let enough = coincidences_among(fitting, float(tried.len()));
    let best = ways
        .into_iter()
        .filter(|(_, times)| *times >= enough.max(2));
    best.max_by_key(|(way, times)| (*times, std::cmp::Reverse(*way)))
        .map(|(way, times)| (way.0, times))
}
