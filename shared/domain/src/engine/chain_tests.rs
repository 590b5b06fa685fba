//! The law of chains: on books small enough to try everything, passing along the chain gives the same probabilities.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::chain::{Chain, Odds};
use super::fees::KNOWN;
use super::ledger::Ledger;
use super::model::{Book, Deposit, Method, Payment, Settings};
use super::schedule::{cells, landings};
use super::windows::Nets;
use crate::money::Money;

const ODDS: f64 = 400.0;
/// A Tuesday and a Wednesday, in the bank two business days later.
const DAYS: [Date; 2] = [date(2026, 3, 3), date(2026, 3, 4)];
const BANKED: [Date; 2] = [date(2026, 3, 5), date(2026, 3, 6)];

fn book(amounts: &[Vec<i64>; 2], rolled: [u32; 2]) -> Book {
    let plan = KNOWN[1];
    let mut payments = Vec::new();
    for (day, list) in DAYS.iter().zip(amounts) {
        for cents in list {
            payments.push(Payment {
                id: format!("p{:02}", payments.len()),
                received_on: *day,
                amount: Money::from_cents(*cents),
                client_id: "c".into(),
                client_name: None,
                invoice_id: None,
                job_id: None,
                method: Some(Method::Card),
            });
        }
    }
    let net = |list: &[i64], rolls: u32, keep: u32| -> i64 {
        let of = |(bit, cents): (usize, &i64)| (rolls >> bit & 1 == keep).then(|| plan.net(*cents));
        list.iter().enumerate().filter_map(of).sum()
    };
    let first = net(&amounts[0], rolled[0], 0);
    let second = net(&amounts[0], rolled[0], 1) + net(&amounts[1], rolled[1], 0);
    let deposit = |(n, cents): (usize, i64)| Deposit {
        id: format!("d{n}"),
        date: BANKED[n],
        amount: Money::from_cents(cents),
        description: "STRIPE TRANSFER".into(),
        account_id: "a".into(),
    };
    Book {
        as_of: date(2026, 3, 30),
        deposits: [first, second]
            .into_iter()
            .enumerate()
            .map(deposit)
            .collect(),
        payments,
        history: vec![],
        payouts: vec![],
        priors: super::Priors::default(),
        settings: Settings::default(),
    }
}

/// Probability of each set of each deposit, by trying every way in which payments can roll.
fn by_force(ledger: &Ledger<'_>, share: f64) -> BTreeMap<(usize, Vec<u32>), f64> {
    let plan = KNOWN[1];
    let days: Vec<Vec<u32>> = DAYS
        .iter()
        .map(|d| {
            let all = 0..u32::try_from(ledger.payments.len()).unwrap();
            all.filter(|i| ledger.pay(*i).date == *d).collect()
        })
        .collect();
    let mut sums: BTreeMap<(usize, Vec<u32>), f64> = BTreeMap::new();
    let mut all = 0.0;
    for a in 0_u32..1 << days[0].len() {
        for b in 0_u32..1 << days[1].len() {
            let pick = |day: usize, mask: u32, keep: u32| {
                let of = move |(bit, i): (usize, &u32)| (mask >> bit & 1 == keep).then_some(*i);
                days[day]
                    .iter()
                    .enumerate()
                    .filter_map(of)
                    .collect::<Vec<u32>>()
            };
            let sets = [pick(0, a, 0), [pick(0, a, 1), pick(1, b, 0)].concat()];
            let rolled = i32::try_from(a.count_ones() + b.count_ones()).unwrap();
            let stayed = i32::try_from(ledger.payments.len()).unwrap() - rolled;
            let prior = share.powi(rolled) * (1.0 - share).powi(stayed);
            let ties = |d: usize| {
                let net: i64 = sets[d].iter().map(|i| plan.net(ledger.pay(*i).cents)).sum();
                if net == ledger.deposits[d].cents {
                    ODDS
                } else {
                    0.0
                }
            };
            let (first, second) = (ties(0), ties(1));
            all += prior * (1.0 + first) * (1.0 + second);
            *sums.entry((0, sets[0].clone())).or_default() += prior * first * (1.0 + second);
            *sums.entry((1, sets[1].clone())).or_default() += prior * second * (1.0 + first);
        }
    }
    sums.retain(|_, p| *p > 0.0);
    sums.values_mut().for_each(|p| *p /= all);
    sums
}

/// Says of every listed set of every deposit what trying everything says.
fn is_what_trying_everything_gives(
    [one, two]: [Vec<i64>; 2],
    [a, b]: [u32; 2],
) -> Result<(), TestCaseError> {
    let rolled = [a & ((1 << one.len()) - 2), b & ((1 << two.len()) - 2)];
    let book = book(&[one, two], rolled);
    let ledger = Ledger::read(&book);
    let days: BTreeMap<_, _> = BANKED.iter().map(|d| (*d, landings(*d))).collect();
    let cell = 2;
    prop_assert!(cells(days[&BANKED[0]][2].cells).next().is_some());
    let pool = 1;
    let nets = Nets::new(&ledger, pool, KNOWN[1]);
    let mut chain = Chain::new(&ledger, (pool, KNOWN[1], cell), &nets, &days, [2, 3]);
    let odds: Odds = [(0, ODDS), (1, ODDS)].into_iter().collect();
    chain.pass(&odds, &[]);
    let mut lists = vec![Vec::new(), Vec::new()];
    chain.hypotheses(&ledger, 0, &mut lists);
    let expected = by_force(&ledger, 2.4 / 15.0);
    // Sets too improbable to list count in the whole all the same, as they do when a book is settled.
    let totals: BTreeMap<usize, f64> = chain.totals().into_iter().collect();
    for (d, list) in lists.iter().enumerate() {
        let total = 1.0 + ODDS * totals.get(&d).copied().unwrap_or(0.0);
        for h in list {
            let p = ODDS * h.base / total;
            let truth = expected.get(&(d, h.set.clone())).copied().unwrap_or(0.0);
            prop_assert!((p - truth).abs() < 1e-9, "{d} {:?}: {p} for {truth}", h.set);
        }
        let listed: f64 = list.iter().map(|h| ODDS * h.base / total).sum();
        let all: f64 = expected
            .iter()
            .filter(|((of, _), _)| *of == d)
            .map(|(_, p)| p)
            .sum();
        prop_assert!((listed - all).abs() < 1e-5, "{d}: {listed} listed of {all}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_chain_of_two_days_is_what_trying_everything_gives(
        one in prop::collection::vec(prop::sample::select(vec![14_900_i64, 8_900, 23_117, 40_001]), 1..5),
        two in prop::collection::vec(prop::sample::select(vec![14_900_i64, 8_900, 31_250]), 1..5),
        a in 0_u32..15,
        b in 0_u32..16,
    ) {
        is_what_trying_everything_gives([one, two], [a, b])?;
    }
}

#[test]
fn a_set_too_improbable_to_list_takes_its_share() {
    let (one, two) = (
        vec![8_900, 8_900, 14_900],
        vec![8_900, 14_900, 8_900, 14_900],
    );
    is_what_trying_everything_gives([one, two], [0, 2]).unwrap();
}
