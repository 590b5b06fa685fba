//! What nobody wrote down, and what it looks like: a tip carries the rate of a payment and no fixed part, and is round or a
//! round share of it; money taken back is a payment of the last weeks, with a charge where its payer's bank took it;
//! what is missing or mistyped is a price or a slip of the hand. How well a difference fits each is its probability.

use std::collections::BTreeMap;

use super::edits::Near;
use super::hypothesis::{Hypothesis, Named, Why, Window};
use super::ledger::{POOLS, float};
use super::model::Method;
use super::second::by_chance;
use super::windows::hypothesis;
use crate::calendar::plus_days;

/// Payments this many days back can be refunded or disputed.
const MEMORY: i32 = 90;
/// What processors charge for a dispute, in cents, and how often.
const CHARGES: [(i64, f64); 3] = [(1_500, 0.5), (2_000, 0.25), (2_500, 0.25)];
/// Refunds in full, and of a half.
const IN_FULL: f64 = 0.8;
const HALF: f64 = 0.2;
/// A share of a payment as a tip, in percent; each as probable, all together so.
const SHARES: [i64; 5] = [10, 15, 18, 20, 25];
const BY_SHARE: f64 = 0.5;
/// Round sums as a tip, in cents: multiples of the first up to the second.
const ROUND: (i64, i64) = (500, 5_000);
const BY_ROUND: f64 = 0.4;
/// Any whole sum, of the currency's unit up to the second.
const WHOLE: (i64, i64) = (100, 20_000);
const BY_WHOLE: f64 = 0.1;
/// The most payments of a payout whose tips are looked for.
const MAX_TIPPED: usize = 200;
/// That a payment is missing from the books, and that one was written down wrong, in one of so many ways.
const UNRECORDED: f64 = 0.02;
const MISTYPED: f64 = 0.01;
const SLIPS: f64 = 40.0;
/// What the processor's own program writes down is so much more seldom missing or mistyped than what people do.
const BY_MACHINE: f64 = 0.02;

/// What a payout that does not tie out may suffer from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A payment that is missing or mistyped, or nobody knows.
    Other,
    /// A tip.
    Tip,
    /// Money given back.
    Refund,
    /// A payment taken back by its payer's bank.
    Dispute,
}

/// How many causes there are.
pub const CAUSES: usize = 4;

/// How often each is met, before the book was seen, of all payouts.
pub const USUALLY: [f64; CAUSES] = [0.04, 0.005, 0.01, 0.005];

impl Cause {
    /// Of what is named.
    pub const fn of(named: Option<Named>) -> Self {
        match named {
            Some(Named::Tip { .. }) => Self::Tip,
            Some(Named::Refund { .. }) => Self::Refund,
            Some(Named::Dispute { .. }) => Self::Dispute,
            Some(Named::Unrecorded { .. } | Named::Mistyped { .. }) | None => Self::Other,
        }
    }

    /// How often this happened here, of so many times as named: two tips are met as often as one, twice.
    pub fn times(named: Option<Named>) -> i32 {
        match named {
            Some(Named::Tip { times, .. }) => i32::from(times),
            _ => 1,
        }
    }
}

/// The likeliest of several ways, and how probable all of them are together.
#[derive(Default)]
struct Ways {
    all: f64,
    best: f64,
    named: Option<Named>,
}

impl Ways {
    fn add(&mut self, likely: f64, named: Named) {
        self.all += likely;
        if likely > self.best {
            (self.best, self.named) = (likely, Some(named));
        }
    }
}

impl Near<'_> {
    /// The payout as its days say, with what would explain the difference: one hypothesis for each cause.
    pub fn unexplained(&self, out: &mut Vec<Hypothesis>) {
        let (missing, cents) = (self.missing.saturating_abs(), self.dep.cents);
        let close = missing.saturating_mul(5) < cents.saturating_mul(2);
        if !(close && self.payout.paid > cents - cents / 5) {
            // What was taken back may be the most of it; nothing else is.
            if self.missing < 0 && !POOLS[self.window().pool].slip {
                let ways = self.taken_back().into_iter().filter(|w| w.all > 0.0);
                out.extend(ways.map(|ways| self.with(&ways)));
            }
            return;
        }
        let mut other = self.amiss();
        // What explains nothing names nothing.
        let any = match self.payout.spread() {
            Some(spread) => spread.amiss(self.missing),
            None => by_chance(self.missing),
        };
        let any = any * USUALLY[Cause::Other as usize];
        if other.best < any {
            other.named = None;
        }
        other.all += any;
        let ways = if POOLS[self.window().pool].slip {
            Vec::new()
        } else if self.missing < 0 {
            self.taken_back()
        } else {
            let [one, two] = self.tips();
            vec![one, two]
        };
        for ways in std::iter::once(other).chain(ways) {
            if ways.all > 0.0 {
                out.push(self.with(&ways));
            }
        }
    }

    fn with(&self, ways: &Ways) -> Hypothesis {
        let why = Why::Schedule {
            window: Window {
                ride: self.ride(ways.all),
                ..self.window().clone()
            },
            unexplained: self.missing,
            named: ways.named,
        };
        hypothesis(self.inside().to_vec(), why, self.base * ways.all)
    }

    /// A payment of the last weeks given back, or disputed with a charge for it.
    fn taken_back(&self) -> Vec<Ways> {
        let (pool, day) = (self.window().pool, self.dep.source.date);
        let (from, back) = (plus_days(day, -MEMORY), self.missing.saturating_neg());
        let space = float(
            self.ledger
                .between(&self.ledger.pools[pool], from, day)
                .len()
                .max(1),
        );
        let of = |cents: i64| {
            let same = self
                .ledger
                .by_amount
                .get(&cents)
                .map_or(&[][..], Vec::as_slice);
            let same = self.ledger.between(same, from, day).iter().copied();
            same.filter(move |i| cents > 0 && POOLS[pool].holds(self.ledger.pay(*i).source.method))
        };
        let (mut refunds, mut disputes) = (Ways::default(), Ways::default());
        let one = USUALLY[Cause::Refund as usize] / space;
        // What was kept of it is given back with it, or is not.
        let mut whole: Vec<i64> = std::iter::once(back).chain(self.gross_of(back)).collect();
        whole.dedup();
        for payment in whole.into_iter().flat_map(of) {
            refunds.add(one * IN_FULL, Named::Refund { payment });
        }
        for double in [
            back.saturating_mul(2),
            back.saturating_mul(2).saturating_add(1),
        ] {
            for payment in of(double) {
                refunds.add(one * HALF, Named::Refund { payment });
            }
        }
        for (charge, often) in CHARGES {
            for payment in of(back.saturating_sub(charge)) {
                let likely = USUALLY[Cause::Dispute as usize] / space * often;
                disputes.add(likely, Named::Dispute { payment, charge });
            }
        }
        vec![refunds, disputes]
    }

    /// A tip rides on a payment, so that no fixed fee is kept of it. One, and two of two payments.
    fn tips(&self) -> [Ways; 2] {
        let mut ways = [Ways::default(), Ways::default()];
        let inside: Vec<i64> = self
            .inside()
            .iter()
            .map(|i| self.ledger.pay(*i).cents)
            .collect();
        let most = self.missing.saturating_mul(2);
        if inside.len() > MAX_TIPPED {
            return ways;
        }
        let [one, two] = &mut ways;
        let usually = USUALLY[Cause::Tip as usize];
        // By what it adds to the payout: the tip, and how probable it is.
        let mut by_net: BTreeMap<i64, (i64, f64)> = BTreeMap::new();
        let tips = self.usual_tips(&inside, most);
        for (at, tip, likely) in &tips {
            let entry = by_net
                .entry(self.adds(inside[*at], *tip))
                .or_insert((*tip, 0.0));
            entry.1 += likely;
        }
        if let Some((gross, likely)) = by_net.get(&self.missing) {
            one.add(
                usually * likely,
                Named::Tip {
                    gross: *gross,
                    times: 1,
                },
            );
        }
        let count = float(inside.len().max(1));
        let (unit, largest) = WHOLE;
        let each = BY_WHOLE * float(usize::try_from(unit).unwrap_or(1))
            / float(usize::try_from(largest).unwrap_or(1));
        for cents in &inside {
            let fitting = self
                .tips_of(*cents)
                .filter(|t| t % unit == 0 && *t <= largest);
            for gross in fitting {
                one.add(usually * each / count, Named::Tip { gross, times: 1 });
            }
        }
        for (net, (gross, likely)) in &by_net {
            let rest = self.missing.saturating_sub(*net);
            if let (true, Some((other, also))) = (rest >= *net, by_net.get(&rest)) {
                // Two of one size are met half as often as one of each of two.
                let order = if rest == *net { 0.5 } else { 1.0 };
                let likely = usually * usually * likely * also * order;
                let gross = gross.saturating_add(*other);
                two.add(likely, Named::Tip { gross, times: 2 });
            }
        }
        ways
    }

    /// Shares of the payments and round sums, as place, tip and probability.
    fn usual_tips(&self, inside: &[i64], most: i64) -> Vec<(usize, i64, f64)> {
        let count = float(inside.len().max(1));
        let share = BY_SHARE / float(SHARES.len()) / count / 2.0;
        let (first, last) = ROUND;
        let rounds = (first..=last).step_by(usize::try_from(first).unwrap_or(1));
        let round = BY_ROUND / float(rounds.clone().count()) / count;
        let mut tips = Vec::new();
        for (at, cents) in inside.iter().enumerate().filter(|(_, c)| **c > 0) {
            for percent in SHARES {
                // Rounded to the nearest cent or down.
                let exact = cents.saturating_mul(percent);
                tips.push((at, (exact + 50) / 100, share));
                tips.push((at, exact / 100, share));
            }
            tips.extend(rounds.clone().map(|tip| (at, tip, round)));
        }
        tips.retain(|(_, tip, _)| *tip > 0 && *tip <= most);
        tips
    }

    /// What a tip on a payment adds to the payout, in cents.
    fn adds(&self, cents: i64, tip: i64) -> i64 {
        let plan = self.window().plan;
        let more = plan
            .worth(cents.saturating_add(tip))
            .saturating_sub(plan.worth(cents));
        let paid = plan.paid_for(self.payout.worth().saturating_add(more));
        paid.saturating_sub(self.payout.paid)
    }

    /// The tips on a payment that would explain the difference.
    fn tips_of(&self, cents: i64) -> impl Iterator<Item = i64> + '_ {
        let plan = self.window().plan;
        let kept = i128::from(plan.rate_bp) + i128::from(plan.withheld_bp);
        let left = 10_000 - kept.min(9_999);
        let about = i64::try_from(i128::from(self.missing) * 10_000 / left).unwrap_or(i64::MAX);
        let near = (-2..=2).map(move |d| about.saturating_add(d));
        near.filter(move |tip| *tip > 0 && self.adds(cents, *tip) == self.missing)
    }

    /// The amount of which the plan leaves what is over, if there is one.
    fn gross_of(&self, net: i64) -> Option<i64> {
        let plan = self.window().plan;
        let left = 10_000 - i128::from(plan.rate_bp).min(9_999);
        let about = (i128::from(net) + i128::from(plan.fixed)) * 10_000 / left;
        let about = i64::try_from(about).ok()?;
        let near = (-2..=2).map(|d| about.saturating_add(d));
        let capped = plan.cap > 0;
        near.chain(capped.then(|| net.saturating_add(i64::from(plan.cap))))
            .filter(|gross| plan.net(*gross) == net)
            .min_by_key(|gross| i64::from(*gross % 100 != 0))
    }

    /// What is missing from the books, or wrong in them.
    fn amiss(&self) -> Ways {
        let mut ways = Ways::default();
        let own = Some(Method::JobberPayments);
        let inside = self.inside();
        let by_machine = |i: &&u32| self.ledger.pay(**i).source.method == own;
        let written = if POOLS[self.window().pool].methods() == [own] {
            BY_MACHINE
        } else {
            1.0
        };
        if let (true, Some(gross)) = (self.missing > 0, self.gross_of(self.missing)) {
            let usual = self.ledger.prices.ordinary(gross, self.ledger.same(gross));
            let round = if gross % 100 == 0 { 100.0 } else { 1.0 };
            let by_size = round / (10.0 * float(usize::try_from(gross).unwrap_or(0).max(10_000)));
            let likely = UNRECORDED * written * (0.5 * usual + 0.5 * by_size);
            ways.add(likely, Named::Unrecorded { gross });
        }
        // One amount written down wrong: a digit, two digits swapped, a place too many.
        let each = MISTYPED / (SLIPS * float(inside.len().max(1)));
        for payment in inside {
            let cents = self.ledger.pay(*payment).cents;
            let net = self.window().plan.net(cents).checked_add(self.missing);
            let should_be = net.and_then(|net| self.gross_of(net)).filter(|s| *s > 0);
            if let Some(should_be) = should_be.filter(|s| slip_of_the_hand(cents, *s)) {
                let written = if by_machine(&payment) {
                    BY_MACHINE
                } else {
                    1.0
                };
                let payment = *payment;
                ways.add(each * written, Named::Mistyped { payment, should_be });
            }
        }
        ways
    }
}

/// Whether one amount is the other with a digit wrong, two neighbours swapped, a nought more or less,
/// or the cents left out.
pub fn slip_of_the_hand(a: i64, b: i64) -> bool {
    if a.checked_mul(10) == Some(b) || b.checked_mul(10) == Some(a) || a == b / 100 * 100 {
        return true;
    }
    // A digit makes a difference of 1 to 9 at its place, two swapped neighbours nine times that: most pairs stop here.
    let mut differ = a.abs_diff(b);
    while differ >= 10 && differ.is_multiple_of(10) {
        differ /= 10;
    }
    if differ > 81 || differ > 9 && !differ.is_multiple_of(9) {
        return false;
    }
    let (a, b) = (a.to_string().into_bytes(), b.to_string().into_bytes());
    if a.len() != b.len() {
        return false;
    }
    let wrong: Vec<usize> = (0..a.len()).filter(|i| a[*i] != b[*i]).collect();
    match wrong[..] {
        [_] => true,
        [i, j] => j == i + 1 && a[i] == b[j] && a[j] == b[i],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_slip_in_a_few_ways() {
        assert!(slip_of_the_hand(14_900, 149_000));
        assert!(slip_of_the_hand(14_900, 19_400));
        assert!(slip_of_the_hand(14_900, 15_900));
        assert!(slip_of_the_hand(14_900, 14_937));
        assert!(!slip_of_the_hand(14_900, 15_800));
        assert!(slip_of_the_hand(19_037, 91_037) && slip_of_the_hand(14_900, 94_900));
        assert!(!slip_of_the_hand(14_937, 14_900) && !slip_of_the_hand(14_937, 14_826));
    }
}
