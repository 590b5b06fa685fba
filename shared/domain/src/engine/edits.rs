//! Payouts that tie out but for one edit: a payment more or less, a refund, another rate of some of them.

use std::cell::OnceCell;

use jiff::civil::Date;

use super::fees::{FeePlan, KNOWN};
use super::hypothesis::{Hypothesis, Ride, Why, Window};
use super::ledger::{Dep, Ledger};
use super::second::{Second, Spread};
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
pub const OF_DEBITS: [FeePlan; 4] = [KNOWN[10], KNOWN[11], KNOWN[12], KNOWN[25]];

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
    /// What another rate for some of them can make of it.
    second: Option<Dearer>,
}

/// What another rate for some payments can make of a payout. Found when somebody asks: most payouts are far from every
/// deposit, and there may be thousands of sums.
struct Dearer {
    second: Second,
    amounts: Vec<i64>,
    spread: OnceCell<Option<Spread>>,
}

impl Dearer {
    fn spread(&self, plan: FeePlan) -> Option<&Spread> {
        let find = || Spread::of(plan, self.second, &self.amounts);
        self.spread.get_or_init(find).as_ref()
    }

    /// Whether all payments together could make so much of a difference.
    fn reaches(&self, plan: FeePlan, missing: i64) -> bool {
        let more = |a: &i64| plan.fee(*a) - self.second.plan.fee(*a);
        let all = |sum: i64, more: i64| sum.saturating_add(more);
        let (low, high) = (
            self.amounts
                .iter()
                .map(more)
                .filter(|m| *m < 0)
                .fold(0, all),
            self.amounts
                .iter()
                .map(more)
                .filter(|m| *m > 0)
                .fold(0, all),
        );
        (low..=high).contains(&missing)
    }
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
            second: None,
        }
    }

    /// What its payments are worth, in the plan's own fineness.
    pub const fn worth(&self) -> i64 {
        self.worth
    }

    /// What another rate for some of them can make of it.
    pub fn spread(&self) -> Option<&Spread> {
        self.second.as_ref()?.spread(self.window.plan)
    }

    /// The same where some payments cost another rate.
    pub fn costing(self, ledger: &Ledger<'_>, second: Option<Second>) -> Self {
        let amounts = || self.inside.iter().map(|i| ledger.pay(*i).cents).collect();
        let second = second.map(|second| Dearer {
            second,
            amounts: amounts(),
            spread: OnceCell::new(),
        });
        Self { second, ..self }
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

    /// The payout as its days say, where some of its payments cost another rate.
    pub fn dearer(&self) -> Option<Hypothesis> {
        let dearer = self.payout.second.as_ref()?;
        if !dearer.reaches(self.plan(), self.missing) {
            return None;
        }
        let (likely, count) = self.payout.spread()?.at(self.missing)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a count of payments"
        )]
        let count = count.round() as usize;
        let window = Window {
            second: Some((dearer.second.plan, count)),
            ride: self.ride(likely),
            ..self.payout.window.clone()
        };
        let (set, why) = (self.payout.inside.clone(), Why::Window(window));
        Some(hypothesis(set, why, self.base * likely))
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
