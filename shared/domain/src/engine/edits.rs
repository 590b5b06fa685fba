//! Payouts that tie out but for one edit: a payment more or less, a refund, or something that nobody recorded and that
//! the difference itself names.

use jiff::civil::Date;

use super::fees::{FeePlan, KNOWN};
use super::hypothesis::{Hypothesis, Named, Ride, Why, Window};
use super::ledger::{Dep, Ledger, POOLS, float};
use super::model::Method;
use super::unusual::{self, Change, Kind, Rates};
use super::windows::{hypothesis, worth};
use crate::calendar::plus_days;

/// The most payments around a payout among which edits are looked for.
const MAX_AROUND: usize = 600;
/// The most of them among which several changes at once are looked for, and the most such sets that are proposed.
const MAX_PAIRED: usize = 160;
const MAX_SEVERAL: usize = 24;
/// Changes rarer than this are not combined with others; the most that are likely enough for three at once.
const RARE: f64 = 0.002;
const LIKELY: f64 = 0.03;
const MAX_LIKELY: usize = 40;
/// What processors keep of bank debits, where cards have another plan.
pub const OF_DEBITS: [FeePlan; 3] = [KNOWN[10], KNOWN[11], KNOWN[12]];
/// How probable it is that a payment of the last day rolls, where some do.
const EVENING: f64 = 0.3;
/// That one entered late was entered so late that it is of this very payout.
const LANDS: f64 = 0.25;
/// What another deposit seems to have may be free after all, so probable.
const STILL: f64 = 0.05;
/// The most payments of one amount that are compared.
const MAX_TWINS: usize = 40;
/// Payments this many days back can be refunded or disputed.
const MEMORY: i32 = 90;
/// The most of them that are looked at.
const MAX_EARLIER: usize = 1_000;
/// What processors charge for a dispute, in cents.
const CHARGES: [i64; 4] = [1_500, 2_500, 2_000, 0];
/// How often a payout ties out but for something that is not in the books, before the book was seen.
pub const UNEXPLAINED: f64 = 0.04;

/// One change of a payout that may be.
struct Flip {
    change: Change,
    /// What it adds to the payout, in the plan's own fineness.
    worth: i64,
    likely: f64,
}

/// A payout as its days say, with what could be otherwise: the same for all deposits of one day.
pub struct Payout {
    /// Its days.
    window: Window,
    /// The payments it should be made of, sorted.
    inside: Vec<u32>,
    /// What they are worth, in the plan's own fineness.
    worth: i64,
    /// What would be paid out for them, in cents.
    pub paid: i64,
    flips: Vec<Flip>,
    /// By what they add: indexes of those flips that are not too rare to come together.
    by_worth: Vec<(i64, usize)>,
}

impl Payout {
    /// Of some payments, in the bank on a day.
    pub fn new(
        ledger: &Ledger<'_>,
        rates: &Rates,
        day: Date,
        window: Window,
        mut inside: Vec<u32>,
    ) -> Self {
        inside.sort_unstable();
        let flips = flips(ledger, rates, day, &window, &inside);
        Self::with(ledger, window, inside, flips)
    }

    /// The same where nothing is written that could be otherwise.
    pub fn plain(ledger: &Ledger<'_>, window: Window, mut inside: Vec<u32>) -> Self {
        inside.sort_unstable();
        Self::with(ledger, window, inside, Vec::new())
    }

    fn with(ledger: &Ledger<'_>, window: Window, inside: Vec<u32>, flips: Vec<Flip>) -> Self {
        let worth = worth(ledger, window.plan, &inside);
        let together = flips
            .iter()
            .zip(0_usize..)
            .filter(|(f, _)| f.likely >= RARE);
        let mut by_worth: Vec<(i64, usize)> = together.map(|(f, at)| (f.worth, at)).collect();
        by_worth.sort_unstable();
        Self {
            paid: window.plan.paid_for(worth),
            window,
            inside,
            worth,
            flips,
            by_worth,
        }
    }
}

/// A payout that does not tie out.
pub struct Near<'n> {
    /// The book.
    pub ledger: &'n Ledger<'n>,
    /// The deposit.
    pub dep: &'n Dep<'n>,
    /// What it could nearly be.
    pub payout: &'n Payout,
    /// Deposit less what would be paid out for them, in cents; not zero.
    pub missing: i64,
    /// How probable these payments are before the amount is looked at.
    pub base: f64,
}

impl Near<'_> {
    fn plan(&self) -> FeePlan {
        self.payout.window.plan
    }

    fn net(&self, i: u32) -> i64 {
        self.plan().net(self.ledger.pay(i).cents)
    }

    /// Proposes each change that makes it tie out, and the likeliest sets of two or three.
    pub fn edits(&self, out: &mut Vec<Hypothesis>) {
        let Payout {
            flips, by_worth, ..
        } = self.payout;
        if flips.len() > MAX_AROUND {
            return;
        }
        let worth = |low: i64, high: i64| {
            let start = by_worth.partition_point(|(worth, _)| *worth < low);
            let rest = by_worth[start..].iter();
            rest.take_while(move |(worth, _)| *worth <= high)
                .map(|(_, at)| *at)
        };
        let (low, high) = self.plan().worth_of(self.dep.cents);
        let missing = (
            low.saturating_sub(self.payout.worth),
            high.saturating_sub(self.payout.worth),
        );
        let makes_up = |f: &&Flip| (missing.0..=missing.1).contains(&f.worth);
        let mut alone: Vec<&Flip> = flips.iter().filter(makes_up).collect();
        alone.sort_by_key(|f| f.worth);
        for flip in alone {
            self.push(&[flip], out);
        }
        if flips.len() > MAX_PAIRED {
            return;
        }
        let mut several: Vec<(f64, Vec<usize>)> = Vec::new();
        let mut complete = |some: &[usize]| {
            let sum = some.iter().map(|at| flips[*at].worth);
            let sum = sum.fold(0, i64::saturating_add);
            let last = some.last().copied().unwrap_or(0);
            let (low, high) = (missing.0.saturating_sub(sum), missing.1.saturating_sub(sum));
            for at in worth(low, high).filter(|at| *at > last) {
                let set = [some, &[at]].concat();
                if make_sense(flips, &set) {
                    let likely = set.iter().map(|at| flips[*at].likely).product();
                    several.push((likely, set));
                }
            }
        };
        let rare = |f: &(usize, &Flip)| f.1.likely >= RARE;
        let places: Vec<usize> = flips.iter().enumerate().filter(rare).map(|f| f.0).collect();
        for &a in &places {
            complete(&[a]);
        }
        let likely = |at: &&usize| flips[**at].likely >= LIKELY;
        let likely: Vec<usize> = places.iter().filter(likely).copied().collect();
        if likely.len() <= MAX_LIKELY {
            for (n, &a) in likely.iter().enumerate() {
                for &b in &likely[n + 1..] {
                    complete(&[a, b]);
                }
            }
        }
        several.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        for (_, set) in several.iter().take(MAX_SEVERAL) {
            let set: Vec<&Flip> = set.iter().map(|at| &flips[*at]).collect();
            self.push(&set, out);
        }
    }

    fn push(&self, flips: &[&Flip], out: &mut Vec<Hypothesis>) {
        let mut set = self.payout.inside.clone();
        for change in flips.iter().map(|f| f.change) {
            if change.out {
                set.retain(|i| *i != change.payment);
            } else {
                set.push(change.payment);
            }
        }
        if set.is_empty() {
            return;
        }
        let window = Window {
            changes: flips.iter().map(|f| f.change).collect(),
            ..self.payout.window.clone()
        };
        out.push(hypothesis(set, Why::Window(window), self.base));
    }

    /// The payout as its days say.
    pub const fn window(&self) -> &Window {
        &self.payout.window
    }

    /// The payments it should be made of.
    pub fn inside(&self) -> &[u32] {
        &self.payout.inside
    }

    /// Its place in its chain, with so probable a change.
    pub fn ride(&self, likely: f64) -> Option<Ride> {
        self.payout.window.ride.map(|r| Ride { likely, ..r })
    }

    /// The payout as its days say, with what would explain the difference.
    pub fn unexplained(&self) -> Hypothesis {
        let (mut likely, mut named) = (0.0, None);
        let mut better = |found: Option<(f64, Named)>| {
            if let Some((chance, name)) = found
                && chance > likely
            {
                (likely, named) = (chance, Some(name));
            }
        };
        if self.missing < 0 {
            better(self.taken_back());
        } else {
            better(self.unrecorded());
            better(self.tip());
        }
        better(self.mistyped());
        // Small differences are likelier than big ones, at any scale.
        let any = UNEXPLAINED * 0.1
            / float(
                usize::try_from(self.missing.unsigned_abs())
                    .unwrap_or(usize::MAX)
                    .saturating_add(500),
            );
        let likely = likely.max(any);
        let why = Why::Schedule {
            window: Window {
                ride: self.ride(likely),
                ..self.payout.window.clone()
            },
            unexplained: self.missing,
            named,
        };
        hypothesis(self.payout.inside.clone(), why, self.base * likely)
    }

    /// A payment of the last weeks given back, or disputed with a charge for it.
    fn taken_back(&self) -> Option<(f64, Named)> {
        let earlier = self.ledger.around(self.dep.source.date, MEMORY, 0);
        let start = earlier
            .end
            .saturating_sub(u32::try_from(MAX_EARLIER).unwrap_or(0))
            .max(earlier.start);
        let mut best: Option<(f64, Named)> = None;
        let space = float(earlier.len().max(1));
        for payment in (start..earlier.end).rev() {
            let p = self.ledger.pay(payment);
            let electronic = p
                .source
                .method
                .is_none_or(|m| !matches!(m, Method::Check | Method::Cash));
            if p.cents <= 0 || !electronic {
                continue;
            }
            let back = -self.missing;
            let whole = back == p.cents || back == self.net(payment);
            let half = back * 2 == p.cents;
            let charge = CHARGES
                .iter()
                .find(|c| **c > 0 && back == p.cents.saturating_add(**c));
            let found = if whole {
                Some((0.01 / space, Named::Refund { payment }))
            } else if let Some(&charge) = charge {
                Some((0.005 / space, Named::Dispute { payment, charge }))
            } else if half {
                Some((0.002 / space, Named::Refund { payment }))
            } else {
                None
            };
            if found.is_some_and(|f| best.is_none_or(|b| f.0 > b.0)) {
                best = found;
            }
        }
        best
    }

    /// The amount of which the plan leaves what is over, if there is one.
    fn gross_of(&self, net: i64, fixed: bool) -> Option<i64> {
        let plan = FeePlan {
            fixed: if fixed { self.plan().fixed } else { 0 },
            ..self.plan()
        };
        let left = 10_000 - i128::from(plan.rate_bp).min(9_999);
        let about = (i128::from(net) + i128::from(plan.fixed)) * 10_000 / left;
        let about = i64::try_from(about).ok()?;
        let near = (-2..=2).map(|d| about.saturating_add(d));
        let capped = plan.cap > 0;
        near.chain(capped.then(|| net.saturating_add(i64::from(plan.cap))))
            .filter(|gross| plan.net(*gross) == net)
            .min_by_key(|gross| i64::from(*gross % 100 != 0))
    }

    fn unrecorded(&self) -> Option<(f64, Named)> {
        let gross = self.gross_of(self.missing, true)?;
        let usual = self
            .ledger
            .prices
            .ordinary(gross, self.ledger.same(gross) + 1);
        let round = if gross % 100 == 0 { 100.0 } else { 1.0 };
        let by_size = round / (10.0 * float(usize::try_from(gross).ok()?.max(10_000)));
        Some((
            0.02 * (0.5 * usual + 0.5 * by_size),
            Named::Unrecorded { gross },
        ))
    }

    /// A tip rides on a payment, so that no fixed fee is kept of it.
    fn tip(&self) -> Option<(f64, Named)> {
        let gross = self.gross_of(self.missing, false)?;
        let percent = |i: &u32| {
            let cents = self.ledger.pay(*i).cents;
            [10, 15, 18, 20, 25]
                .iter()
                .any(|p| (cents * p + 50) / 100 == gross)
        };
        let count = float(self.payout.inside.len().max(1));
        if self.payout.inside.iter().any(percent) {
            Some((0.005 / (5.0 * count), Named::Tip { gross }))
        } else if gross % 100 == 0 && gross <= 20_000 {
            Some((0.005 / 100.0, Named::Tip { gross }))
        } else {
            None
        }
    }

    /// One amount written down wrong: a digit, two digits swapped, a place too many.
    fn mistyped(&self) -> Option<(f64, Named)> {
        let likely = 0.01 / (40.0 * float(self.payout.inside.len().max(1)));
        self.payout.inside.iter().find_map(|&payment| {
            let cents = self.ledger.pay(payment).cents;
            let net = self.net(payment).checked_add(self.missing)?;
            let should_be = self.gross_of(net, true).filter(|s| *s > 0)?;
            slip_of_the_hand(cents, should_be)
                .then_some((likely, Named::Mistyped { payment, should_be }))
        })
    }
}

/// Whether several changes are of different payments, and none undoes another: an equal payment out for one in.
fn make_sense(flips: &[Flip], set: &[usize]) -> bool {
    let pairs = set.iter().enumerate();
    let mut pairs = pairs.flat_map(|(n, a)| set[n + 1..].iter().map(move |b| (*a, *b)));
    pairs.all(|(a, b)| {
        flips[a].change.payment != flips[b].change.payment
            && flips[a].worth != flips[b].worth.saturating_neg()
    })
}

/// What could be in it after all, or not: payments whose method is written down wrong or not at all, payments
/// entered late or early, bank debits, refunds.
fn flips(
    ledger: &Ledger<'_>,
    rates: &Rates,
    day: Date,
    window: &Window,
    inside: &[u32],
) -> Vec<Flip> {
    let plan = window.plan;
    let around = unusual::around(ledger, window.from, window.to);
    if around.len() > MAX_AROUND {
        return Vec::new();
    }
    let mut flips: Vec<Flip> = Vec::with_capacity(around.len());
    // Both are in order.
    let mut rest = inside.iter().peekable();
    for (payment, kind) in unusual::kinds(ledger, window, around) {
        let p = ledger.pay(payment);
        while rest.next_if(|i| **i < payment).is_some() {}
        let out = rest.peek() == Some(&&payment);
        let kind = if out { Kind::Elsewhere } else { kind };
        let worth = plan.worth(p.cents);
        let likely = rates.of(window.pool, kind);
        let change = Change { payment, out, kind };
        let mut push = |worth| {
            flips.push(Flip {
                change,
                worth,
                likely,
            });
        };
        push(if out { worth.saturating_neg() } else { worth });
        if kind == Kind::Debit && plan.withheld_bp == 0 && plan != FeePlan::NONE {
            let mut others = OF_DEBITS.map(|plan| plan.worth(p.cents)).to_vec();
            others.sort_unstable();
            others.dedup();
            others.into_iter().filter(|w| *w != worth).for_each(push);
        }
    }
    let refunds = ledger.between(
        &ledger.refunds,
        plus_days(window.from, -14),
        plus_days(day, 3),
    );
    let fresh = |i: &&u32| inside.binary_search(i).is_err();
    let kind = Kind::Refund;
    let likely = rates.of(window.pool, kind);
    flips.extend(
        refunds
            .iter()
            .take(MAX_AROUND)
            .filter(fresh)
            .map(|&payment| Flip {
                change: Change {
                    payment,
                    out: false,
                    kind,
                },
                worth: plan.worth(ledger.pay(payment).cents),
                likely,
            }),
    );
    flips
}

/// The odds that a payment of the set is really another one of the very amount, which nothing in the amounts can show:
/// two payments entered late (each with probability `late`), one wrong method and one that nobody wrote down, or, where
/// days are cut in the evening, two of which either could have rolled. `used` says how surely other deposits have them.
pub fn swapped(
    ledger: &Ledger<'_>,
    w: &Window,
    set: &[u32],
    late: f64,
    rates: &Rates,
    used: &[f64],
) -> f64 {
    let (from, to) = (plus_days(w.from, -3), plus_days(w.to, 7));
    let rolls = w.ride.is_some() && w.rolled > 0;
    let mut odds = 0.0;
    for member in set {
        let p = ledger.pay(*member);
        let Some(same) = ledger.by_amount.get(&p.cents) else {
            continue;
        };
        if w.debits.is_some() && !POOLS[w.pool].holds(p.source.method) {
            // All debits of their days ride: another of the price would have to be dated wrong, and this one too.
            let (from, to) = (plus_days(p.date, -7), plus_days(p.date, 7));
            let twins = ledger.between(same, from, to).iter().take(MAX_TWINS);
            let twins = twins.filter(|t| set.binary_search(t).is_err());
            odds += twins.map(|_| late * late * LANDS).sum::<f64>();
            continue;
        }
        let out = match p.date {
            date if date < w.from => 1.0,
            date if date == w.to && rolls => EVENING,
            _ => rates.of(w.pool, Kind::Elsewhere),
        };
        let twins = ledger.between(same, from, to).iter().take(MAX_TWINS);
        for twin in twins.filter(|t| set.binary_search(t).is_err()) {
            let t = ledger.pay(*twin);
            let in_days = (w.from..=w.to).contains(&t.date);
            let holds = POOLS[w.pool].holds(t.source.method);
            let edge = t.date == w.to || t.date == plus_days(w.from, -1);
            let free = (1.0 - used[*twin as usize]).max(0.0);
            odds += match unusual::kind(ledger, w, *twin) {
                // Two of one price, one of which rolled: as likely the other, unless it is surely elsewhere.
                Some(_) if holds && edge && rolls => out * free.max(STILL),
                Some(kind) if in_days => out * rates.of(w.pool, kind) * free.max(STILL),
                _ => late * late * LANDS,
            };
        }
    }
    odds
}

/// Whether one amount is the other with a digit wrong, two neighbours swapped, or a nought more or less.
fn slip_of_the_hand(a: i64, b: i64) -> bool {
    if a.checked_mul(10) == Some(b) || b.checked_mul(10) == Some(a) {
        return true;
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
    fn hands_slip_in_three_ways() {
        assert!(slip_of_the_hand(14_900, 149_000));
        assert!(slip_of_the_hand(14_900, 19_400));
        assert!(slip_of_the_hand(14_900, 15_900));
        assert!(!slip_of_the_hand(14_900, 15_800));
    }
}
