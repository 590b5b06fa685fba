//! Several checks on one deposit slip: what was received since the slip before, but for a few held back for the next
//! one, a few held back from the last one, and notes of which some go to the bank and some stay in the till.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::certain::Claimed;
use super::hypothesis::{Hypothesis, Why};
use super::ledger::{Dep, Ledger};
use super::model::Method;
use crate::calendar::{days_between, plus_days};

/// The slips before this one that may be the last one.
const MAX_BEFORE: usize = 3;
/// The longest time between two slips, in days, and what is tried where there is none before.
const MAX_GAP: i32 = 16;
const WEEK: i32 = 7;
/// Checks are held back no longer than this, in days; less long where there are too many to try.
const HELD: [i32; 5] = [14, 10, 7, 4, 2];
/// The most payments that may be in or out.
const MAX_OPEN: usize = 60;
/// Where more sets than this make up for what is missing, none of them is worth a look.
const MAX_SETS: usize = 50_000;
/// The most sets of one deposit.
const MAX_FOUND: usize = 48;

/// How probable it is that a check waits for the next slip; on the day of a slip it may come too late for it.
const WAITS: f64 = 0.05;
const TOO_LATE: f64 = 0.3;
/// That a check which waited for the next slip is on this one.
const WAITED: f64 = 0.2;
/// How probable it is that notes go with the slip, and what is written down as something else.
const NOTES: f64 = 0.25;
const UNTOLD: f64 = 0.4;
/// That something is in the till or lost which no other deposit has and nobody wrote down how it was paid.
const LEFT: f64 = 0.12;
/// Nothing is expected on a slip, or not on it, with less certainty than this leaves.
const UNDECIDED: f64 = 0.45;
/// What other deposits have so probably is not on the slip.
const SURE: f64 = 0.98;

/// One payment that may or may not be on the slip.
#[derive(Clone, Copy)]
struct Open {
    payment: u32,
    cents: i64,
    /// Whether it is expected on it.
    inside: bool,
    /// Odds that it is not as expected.
    odds: f64,
}

/// A deposit that may be a slip.
pub struct Slip<'s> {
    /// The book.
    pub ledger: &'s Ledger<'s>,
    /// The deposit.
    pub dep: &'s Dep<'s>,
    /// Its index.
    pub deposit: usize,
    /// What an earlier look found.
    pub claimed: &'s Claimed,
}

impl Slip<'_> {
    /// What it could be made of; `before` are the days of the slips before it.
    pub fn propose(&self, before: &[Date], out: &mut Vec<Hypothesis>) {
        let date = self.dep.source.date;
        let mut starts: Vec<(Date, f64)> = before
            .iter()
            .rev()
            .filter(|d| **d < date && days_between(**d, date) <= MAX_GAP)
            .take(MAX_BEFORE)
            .zip([0.6, 0.2, 0.1])
            .map(|(d, share)| (*d, share))
            .collect();
        let week = plus_days(date, -WEEK);
        if starts.iter().all(|(d, _)| *d != week) {
            starts.push((week, 0.1));
        }
        let mut seen: BTreeSet<Vec<u32>> = BTreeSet::new();
        for (start, share) in starts {
            self.since(start, share, &mut seen, out);
        }
    }

    fn since(
        &self,
        start: Date,
        share: f64,
        seen: &mut BTreeSet<Vec<u32>>,
        out: &mut Vec<Hypothesis>,
    ) {
        let reach = HELD.iter().map(|held| self.open(start, *held));
        let Some(open) = reach.into_iter().find(|open| open.len() <= MAX_OPEN) else {
            return;
        };
        let expected: i64 = open.iter().filter(|o| o.inside).map(|o| o.cents).sum();
        let as_expected: f64 = open.iter().map(|o| 1.0 / (1.0 + o.odds)).product();
        let mut likeliest = Likeliest::new(&open);
        if !flips(&open, self.dep.cents - expected, |set| likeliest.take(set)) {
            return;
        }
        for (odds, flipped) in likeliest.sorted() {
            let is_in = |(k, o): &(usize, &Open)| o.inside != flipped.contains(k);
            let mut set: Vec<u32> = open
                .iter()
                .enumerate()
                .filter(is_in)
                .map(|(_, o)| o.payment)
                .collect();
            set.sort_unstable();
            if set.len() < 2 || !seen.insert(set.clone()) {
                continue;
            }
            let count =
                |wanted: fn(&Open) -> bool| flipped.iter().filter(|k| wanted(&open[**k])).count();
            out.push(Hypothesis {
                set,
                why: Why::Slip {
                    from: plus_days(start, 1),
                    held: count(|o| o.inside),
                    added: count(|o| !o.inside),
                },
                base: share * as_expected * odds,
                weight: 0.0,
            });
        }
    }

    /// Payments that may be on the slip: of the days since the last one, and of those before it what was held back.
    fn open(&self, start: Date, held: i32) -> Vec<Open> {
        let date = self.dep.source.date;
        let range = self
            .ledger
            .around(date, days_between(start, date) + held, 1);
        let of = |payment: u32| {
            let cents = self.ledger.pay(payment).cents;
            let (inside, p_flip) = self.expected(payment, start)?;
            (1..=self.dep.cents).contains(&cents).then_some(Open {
                payment,
                cents,
                inside,
                odds: p_flip / (1.0 - p_flip),
            })
        };
        // One too many is enough to know that there are too many.
        range.filter_map(of).take(MAX_OPEN + 1).collect()
    }

    /// Whether a payment is expected on the slip, and how probable it is that this is not so; none where it cannot be.
    fn expected(&self, payment: u32, start: Date) -> Option<(bool, f64)> {
        let date = self.dep.source.date;
        let p = self.ledger.pay(payment);
        let elsewhere = self.claimed.elsewhere(self.deposit, payment, p.is_untold());
        if elsewhere.is_some_and(|p| p >= SURE) {
            return None;
        }
        let since = p.date > start && p.date <= date;
        let edge = p.date == start || p.date == date;
        let stays = if edge { TOO_LATE } else { WAITS };
        let far = if p.date > date || days_between(p.date, start) > WEEK {
            0.2
        } else {
            1.0
        };
        let inside = match p.source.method {
            Some(Method::Check) if since => 1.0 - stays,
            Some(Method::Check) if far < 1.0 => WAITS * far,
            Some(Method::Check) => WAITED,
            Some(Method::Cash) if self.dep.no_notes => NOTES * WAITS * far,
            Some(Method::Cash) if since => NOTES,
            Some(Method::Cash) => NOTES * WAITS * far,
            // What no other deposit has is on the slip most often.
            Some(Method::Other) | None => match elsewhere {
                Some(elsewhere) if since => (1.0 - LEFT) * (1.0 - elsewhere),
                None if since => UNTOLD,
                _ => UNTOLD * WAITS * far,
            },
            Some(Method::Ach | Method::Card | Method::JobberPayments) => return None,
        };
        let otherwise = f64::min(inside, 1.0 - inside).min(UNDECIDED);
        Some((inside > 0.5, otherwise))
    }
}

/// The likeliest sets of flips; of equally likely ones the first in the ledger's order. Where one price is everywhere
/// there are hundreds of thousands, of which only these are held.
struct Likeliest<'o> {
    open: &'o [Open],
    held: Vec<(f64, Vec<usize>)>,
    /// How many of them, from the first, are sorted and better than what was refused.
    sorted: usize,
}

impl<'o> Likeliest<'o> {
    const fn new(open: &'o [Open]) -> Self {
        Self {
            open,
            held: Vec::new(),
            sorted: 0,
        }
    }

    fn take(&mut self, set: &[usize]) {
        let odds: f64 = set.iter().map(|k| self.open[*k].odds).product();
        if self.sorted == MAX_FOUND {
            let (least, last) = &self.held[MAX_FOUND - 1];
            let order = odds.total_cmp(least).reverse();
            if order.then_with(|| set.cmp(last)).is_gt() {
                return;
            }
        }
        self.held.push((odds, set.to_vec()));
        if self.held.len() >= 4 * MAX_FOUND {
            self.sort();
        }
    }

    fn sort(&mut self) {
        self.held
            .sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        self.held.truncate(MAX_FOUND);
        self.sorted = self.held.len();
    }

    fn sorted(mut self) -> Vec<(f64, Vec<usize>)> {
        self.sort();
        self.held
    }
}

/// Every set of at most four payments whose change of sides makes up for `missing`: pairs meet pairs. False where there
/// are too many.
fn flips(open: &[Open], missing: i64, mut take: impl FnMut(&[usize])) -> bool {
    let mut count = 0;
    let mut found = |set: &[usize]| {
        count += 1;
        take(set);
        count <= MAX_SETS
    };
    let change = |k: usize| {
        if open[k].inside {
            -open[k].cents
        } else {
            open[k].cents
        }
    };
    let mut pairs: Vec<(i64, usize, usize)> = Vec::new();
    for a in 0..open.len() {
        for b in a + 1..open.len() {
            pairs.push((change(a) + change(b), a, b));
        }
    }
    pairs.sort_unstable();
    let with = |sum: i64| {
        let start = pairs.partition_point(|p| p.0 < sum);
        pairs[start..].iter().take_while(move |p| p.0 == sum)
    };
    let few = (missing != 0 || found(&[]))
        && (0..open.len())
            .filter(|k| change(*k) == missing)
            .all(|k| found(&[k]))
        && with(missing).all(|(_, a, b)| found(&[*a, *b]));
    let mut three = (0..open.len()).flat_map(|k| {
        let others = with(missing - change(k)).filter(move |(_, a, _)| *a > k);
        others.map(move |(_, a, b)| [k, *a, *b])
    });
    let mut four = pairs.iter().flat_map(|(sum, a, b)| {
        let others = with(missing - sum).filter(move |(_, c, _)| c > b);
        others.map(move |(_, c, d)| [*a, *b, *c, *d])
    });
    few && three.all(|set| found(&set)) && four.all(|set| found(&set))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_make_up_for_what_is_missing() {
        let of = |(cents, inside): &(i64, bool)| Open {
            payment: 0,
            cents: *cents,
            inside: *inside,
            odds: 0.1,
        };
        let open: Vec<Open> = [
            (100, true),
            (250, true),
            (100, false),
            (75, false),
            (40, true),
            (7, false),
        ]
        .iter()
        .map(of)
        .collect();
        for missing in -400_i64..300 {
            let mut brute: Vec<Vec<usize>> = Vec::new();
            for mask in 0_u32..64 {
                let set: Vec<usize> = (0..6).filter(|k| mask >> k & 1 == 1).collect();
                let sum: i64 = set
                    .iter()
                    .map(|k| {
                        if open[*k].inside {
                            -open[*k].cents
                        } else {
                            open[*k].cents
                        }
                    })
                    .sum();
                if sum == missing && set.len() <= 4 {
                    brute.push(set);
                }
            }
            let mut found: Vec<Vec<usize>> = Vec::new();
            assert!(flips(&open, missing, |set| found.push(set.to_vec())));
            found.sort();
            brute.sort();
            assert_eq!(found, brute, "{missing}");
        }
    }
}
