//! Payouts that tie out but for one edit: a payment more or less, a refund, or something that nobody recorded and that
//! the difference itself names.

use jiff::civil::Date;

use super::fees::FeePlan;
use super::hypothesis::{Hypothesis, Named, Ride, Why, Window};
use super::ledger::{Dep, Ledger, float};
use super::model::Method;
use super::windows::{hypothesis, worth};
use crate::calendar::{days_between, plus_days};

/// The most payments around a payout among which edits are looked for.
const MAX_AROUND: usize = 600;
/// The most of them among which pairs of edits are looked for, and the most pairs that are proposed.
const MAX_PAIRED: usize = 160;
const MAX_PAIRS: usize = 12;
/// How probable it is, for one payment, that its written method is another than the real one.
const MISTAKEN: f64 = 0.004;
/// That a payment of the very days whose method nobody wrote down is one of these.
const UNTOLD: f64 = 0.35;
/// That a payment was dated a day off.
const DAY_OFF: f64 = 0.001;
/// That it was entered days late or early.
const LATE: f64 = 0.0003;
/// That a refund of these weeks was kept from this very payout.
const REFUND: f64 = 0.1;
/// The most payments of one amount that are compared.
const MAX_TWINS: usize = 40;
/// Edits rarer than this are not paired with others.
const RARE: f64 = 0.002;
/// Payments this many days back can be refunded or disputed.
const MEMORY: i32 = 90;
/// The most of them that are looked at.
const MAX_EARLIER: usize = 1_000;
/// What processors charge for a dispute, in cents.
const CHARGES: [i64; 4] = [1_500, 2_500, 2_000, 0];
/// How often a payout ties out but for something that is not in the books, before the book was seen.
pub const UNEXPLAINED: f64 = 0.04;

/// One payment that could be in a payout against what is written, or missing from it.
struct Flip {
    payment: u32,
    out: bool,
    /// What the edit adds to the payout, in cents.
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
    /// By what they add: indexes of flips.
    by_worth: Vec<(i64, usize)>,
}

impl Payout {
    /// Of some payments, in the bank on a day.
    pub fn new(ledger: &Ledger<'_>, day: Date, window: Window, mut inside: Vec<u32>) -> Self {
        inside.sort_unstable();
        let worth = worth(ledger, window.plan, &inside);
        let flips = flips(ledger, day, &window, &inside);
        let mut by_worth: Vec<(i64, usize)> =
            flips.iter().map(|f| f.worth).zip(0_usize..).collect();
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

    /// Proposes each edit, and each pair of edits, that makes it tie out.
    pub fn edits(&self, out: &mut Vec<Hypothesis>) {
        let Payout {
            flips, by_worth, ..
        } = self.payout;
        if flips.len() > MAX_AROUND {
            return;
        }
        let between = |low: i64, high: i64| {
            let start = by_worth.partition_point(|(worth, _)| *worth < low);
            let worth = by_worth[start..].iter();
            worth
                .take_while(move |(worth, _)| *worth <= high)
                .map(|(_, at)| *at)
        };
        let (low, high) = self.plan().worth_of(self.dep.cents);
        let (low, high) = (
            low.saturating_sub(self.payout.worth),
            high.saturating_sub(self.payout.worth),
        );
        for at in between(low, high) {
            self.push(&[&flips[at]], out);
        }
        if flips.len() > MAX_PAIRED {
            return;
        }
        let mut pairs = 0;
        for (at, a) in flips.iter().enumerate().filter(|(_, f)| f.likely >= RARE) {
            let (low, high) = (low.saturating_sub(a.worth), high.saturating_sub(a.worth));
            for other in between(low, high) {
                let b = &flips[other];
                if other > at && b.likely >= RARE && a.worth != b.worth.saturating_neg() {
                    self.push(&[a, b], out);
                    pairs += 1;
                    if pairs == MAX_PAIRS {
                        return;
                    }
                }
            }
        }
    }

    fn push(&self, flips: &[&Flip], out: &mut Vec<Hypothesis>) {
        let likely = flips.iter().map(|f| f.likely).product();
        let mut set = self.payout.inside.clone();
        for f in flips {
            if f.out {
                set.retain(|i| *i != f.payment);
            } else {
                set.push(f.payment);
            }
        }
        if set.is_empty() {
            return;
        }
        let edit = |at: usize| flips.get(at).map(|f| (f.payment, f.out));
        let window = Window {
            edit: edit(0),
            second_edit: edit(1),
            ride: self.ride(likely),
            ..self.payout.window.clone()
        };
        out.push(hypothesis(set, Why::Window(window), self.base * likely));
    }

    fn ride(&self, likely: f64) -> Option<Ride> {
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
        let inside = &self.payout.inside;
        let likely = 0.01 / (40.0 * float(inside.len().max(1)));
        inside.iter().find_map(|&payment| {
            let cents = self.ledger.pay(payment).cents;
            let net = self.net(payment).checked_add(self.missing)?;
            let should_be = self.gross_of(net, true).filter(|s| *s > 0)?;
            slip_of_the_hand(cents, should_be)
                .then_some((likely, Named::Mistyped { payment, should_be }))
        })
    }
}

/// What could be in it after all, or not: payments whose method is written down wrong or not at all, payments
/// entered late or early, refunds.
fn flips(ledger: &Ledger<'_>, day: Date, window: &Window, inside: &[u32]) -> Vec<Flip> {
    let (from, to) = (window.from, window.to);
    let around = ledger.around(from, 3, days_between(from, to) + 7);
    if around.len() > MAX_AROUND {
        return Vec::new();
    }
    let days = from..=to;
    let close = plus_days(from, -1)..=plus_days(to, 1);
    let mut flips: Vec<Flip> = Vec::new();
    for payment in around {
        let p = ledger.pay(payment);
        let worth = window.plan.worth(p.cents);
        let untold = matches!(p.source.method, None | Some(Method::Other));
        let out = inside.binary_search(&payment).is_ok();
        let likely = if out || days.contains(&p.date) && !untold {
            MISTAKEN
        } else if days.contains(&p.date) {
            UNTOLD
        } else if close.contains(&p.date) {
            DAY_OFF
        } else {
            LATE
        };
        if p.cents > 0 {
            flips.push(Flip {
                payment,
                out,
                worth: if out { worth.saturating_neg() } else { worth },
                likely,
            });
        }
    }
    let refunds = ledger.between(&ledger.refunds, plus_days(from, -14), plus_days(day, 3));
    let fresh = |i: &&u32| inside.binary_search(i).is_err();
    flips.extend(
        refunds
            .iter()
            .take(MAX_AROUND)
            .filter(fresh)
            .map(|&payment| Flip {
                payment,
                out: false,
                worth: window.plan.worth(ledger.pay(payment).cents),
                likely: REFUND,
            }),
    );
    flips
}

/// The odds that a payment of the set is really another one of the very amount, which nothing in the amounts can show:
/// two payments entered late (each with probability `late`), or one wrong method and one that nobody wrote down.
pub fn swapped(ledger: &Ledger<'_>, w: &Window, set: &[u32], late: f64) -> f64 {
    let (from, to) = (plus_days(w.from, -3), plus_days(w.to, 7));
    let mut odds = 0.0;
    for cents in set.iter().map(|i| ledger.pay(*i).cents) {
        let Some(same) = ledger.by_amount.get(&cents) else {
            continue;
        };
        let twins = ledger.between(same, from, to).iter().take(MAX_TWINS);
        for twin in twins.filter(|t| set.binary_search(t).is_err()) {
            let p = ledger.pay(*twin);
            let untold = matches!(p.source.method, None | Some(Method::Other));
            odds += match (untold, (w.from..=w.to).contains(&p.date)) {
                (true, true) => UNTOLD * MISTAKEN,
                (false, true) => MISTAKEN * MISTAKEN,
                (_, false) => late * late,
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
