//! Fee plans: what a processor keeps. Never told, so found in the book: the plan that ties out most often.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::ledger::float;

/// What a processor keeps of each payment, rounded half up to the cent, and of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FeePlan {
    /// Of each payment, in hundredths of a percent.
    pub rate_bp: u16,
    /// Of each payment, in cents.
    pub fixed: u32,
    /// The most it takes of one payment, in cents; 0 is no limit.
    pub cap: u32,
    /// Of what is left of the whole, for paying out at once, in hundredths of a percent.
    pub instant_bp: u16,
    /// Of each payment before fees, rounded once on the whole, for a loan, in hundredths of a percent.
    #[serde(default)]
    pub withheld_bp: u16,
}

/// What a processor takes at least for paying out at once, in cents.
const LEAST_INSTANT: i128 = 50;
/// Worth is counted so finely, in parts of a cent, where something is rounded on the whole only.
const FINE: i64 = 10_000;

impl FeePlan {
    /// Nothing is kept.
    pub const NONE: Self = Self {
        rate_bp: 0,
        fixed: 0,
        cap: 0,
        instant_bp: 0,
        withheld_bp: 0,
    };

    /// Of a rate and a fixed part alone.
    pub const fn simple(rate_bp: u16, fixed: u32) -> Self {
        Self {
            rate_bp,
            fixed,
            cap: 0,
            instant_bp: 0,
            withheld_bp: 0,
        }
    }

    const fn capped(rate_bp: u16, cap: u32) -> Self {
        Self {
            rate_bp,
            fixed: 0,
            cap,
            instant_bp: 0,
            withheld_bp: 0,
        }
    }

    /// Kept of one payment, in cents. A refund gives nothing back.
    #[must_use]
    pub fn fee(&self, amount: i64) -> i64 {
        if amount <= 0 {
            return 0;
        }
        let fee = (amount * i64::from(self.rate_bp) + 5_000) / 10_000 + i64::from(self.fixed);
        let fee = if self.cap > 0 {
            fee.min(i64::from(self.cap))
        } else {
            fee
        };
        fee.min(amount)
    }

    /// Left of one payment, in cents.
    #[must_use]
    pub fn net(&self, amount: i64) -> i64 {
        let withheld = (i128::from(amount.max(0)) * i128::from(self.withheld_bp) + 5_000) / 10_000;
        amount
            .saturating_sub(self.fee(amount))
            .saturating_sub(i64::try_from(withheld).unwrap_or(i64::MAX))
    }

    /// What one payment adds to a payout, in cents, or in parts of a cent where a share of the whole is withheld.
    pub(super) fn worth(&self, amount: i64) -> i64 {
        let net = amount.saturating_sub(self.fee(amount));
        if self.withheld_bp == 0 {
            return net;
        }
        net.saturating_mul(FINE)
            .saturating_sub(amount.max(0).saturating_mul(i64::from(self.withheld_bp)))
    }

    /// The least and the most that the payments of a payout of so many cents are worth.
    pub(super) const fn worth_of(&self, paid: i64) -> (i64, i64) {
        if self.withheld_bp == 0 {
            return (paid, paid);
        }
        let fine = paid.saturating_mul(FINE);
        (
            fine.saturating_sub(FINE / 2 - 1),
            fine.saturating_add(FINE / 2),
        )
    }

    /// What is paid out for payments worth so much, in cents.
    pub(super) fn paid_for(&self, worth: i64) -> i64 {
        if self.withheld_bp == 0 {
            self.paid_out(worth)
        } else {
            worth.saturating_add(FINE / 2 - 1).div_euclid(FINE)
        }
    }

    /// Whether a processor publishes it.
    #[must_use]
    pub fn is_published(&self) -> bool {
        *self != Self::NONE && KNOWN.contains(self)
    }

    /// What is left of a sum of nets once it is paid out.
    #[must_use]
    pub fn paid_out(&self, net: i64) -> i64 {
        if net <= 0 || self.instant_bp == 0 {
            net
        } else {
            let kept = (i128::from(net) * i128::from(self.instant_bp) + 5_000) / 10_000;
            net.saturating_sub(i64::try_from(kept.max(LEAST_INSTANT)).unwrap_or(i64::MAX))
        }
    }

    /// How common a plan is where nothing is known yet, in parts of the whole.
    #[must_use]
    pub fn commonness(&self) -> f64 {
        if *self == Self::NONE {
            0.05
        } else if KNOWN.contains(self) {
            0.02
        } else if self.rate_bp.is_multiple_of(10) && self.fixed.is_multiple_of(5) {
            0.001
        } else {
            0.0001
        }
    }
}

impl fmt::Display for FeePlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::NONE {
            return f.write_str("no fee");
        }
        let percent = |bp: u16| {
            let text = format!("{}.{:02}", bp / 100, bp % 100);
            let text = text.trim_end_matches('0').trim_end_matches('.').to_owned();
            format!("{text} %")
        };
        f.write_str(&percent(self.rate_bp))?;
        if self.fixed > 0 {
            if self.fixed < 100 {
                write!(f, " + {}¢", self.fixed)?;
            } else {
                write!(f, " + {}.{:02}", self.fixed / 100, self.fixed % 100)?;
            }
        }
        if self.cap > 0 {
            write!(f, " (at most ${}.{:02})", self.cap / 100, self.cap % 100)?;
        }
        if self.instant_bp > 0 {
            write!(f, " and {} for an instant payout", percent(self.instant_bp))?;
        }
        if self.withheld_bp > 0 {
            write!(f, " with {} withheld", percent(self.withheld_bp))?;
        }
        Ok(())
    }
}

/// Published plans of the processors that field-service companies use.
pub const KNOWN: [FeePlan; 26] = [
    FeePlan::NONE,
    FeePlan::simple(290, 30),
    FeePlan::simple(270, 30),
    FeePlan::simple(250, 30),
    FeePlan::simple(240, 30),
    FeePlan::simple(260, 10),
    FeePlan::simple(280, 30),
    FeePlan::simple(349, 49),
    FeePlan::simple(299, 49),
    FeePlan::simple(270, 5),
    FeePlan::simple(100, 0),
    FeePlan::capped(80, 500),
    FeePlan::capped(100, 1_000),
    FeePlan::simple(275, 0),
    FeePlan::simple(260, 15),
    FeePlan::simple(330, 30),
    FeePlan::simple(350, 15),
    FeePlan::simple(299, 0),
    FeePlan::simple(250, 0),
    FeePlan::simple(350, 0),
    FeePlan::simple(290, 25),
    FeePlan::simple(229, 9),
    FeePlan::simple(230, 10),
    FeePlan::simple(350, 10),
    FeePlan::simple(190, 10),
    FeePlan::simple(100, 30),
];

/// Fixed parts that are tried when looking for an unknown plan, in cents.
const FIXED: [u32; 14] = [0, 5, 8, 10, 15, 20, 25, 30, 35, 40, 45, 49, 50, 60];
/// The highest fixed part that is tried, in hundredths of the currency's unit.
const MAX_FIXED: i64 = 1_000_000;
/// Shares that lenders withhold, in hundredths of a percent.
const WITHHELD: std::ops::RangeInclusive<u16> = 100..=4_000;
/// Deposits that must tie out under a plan with a share withheld: it has one more number to fit.
const ENOUGH_WITHHELD: usize = 3;
/// Plans of the grid that are anywhere near what is kept in practice.
const LIKELY_PLANS: f64 = 2_000.0;
/// The highest rate that is tried, in hundredths of a percent.
const MAX_RATE_BP: i128 = 450;

/// Every uncapped plan of the grid under which exactly `fee` is kept of `amounts`.
pub fn fits(amounts: &[i64], fee: i64, found: &mut BTreeSet<FeePlan>) {
    let gross: i128 = amounts.iter().map(|a| i128::from(*a)).sum();
    let count = i128::try_from(amounts.len()).unwrap_or(i128::MAX);
    if gross <= 0 || fee < 0 {
        return;
    }
    for fixed in FIXED {
        let by_rate = i128::from(fee) - count * i128::from(fixed);
        // Each payment's fee is rounded by at most half a cent, which bounds the rate from both sides.
        let low = (2 * by_rate - count).max(0) * 5_000 / gross;
        let high = (2 * by_rate + count) * 5_000 / gross + 1;
        if by_rate < 0 || low > MAX_RATE_BP || high - low > 12 {
            continue;
        }
        for rate in low..=high.min(MAX_RATE_BP) {
            let plan = FeePlan::simple(u16::try_from(rate).unwrap_or(0), fixed);
            if amounts
                .iter()
                .map(|a| i128::from(plan.fee(*a)))
                .sum::<i128>()
                == i128::from(fee)
            {
                found.insert(plan);
            }
        }
    }
}

/// Plans whose fixed part is a round sum of some other currency, under which exactly `fee` is kept of `amounts`.
pub fn fits_far(amounts: &[i64], fee: i64, found: &mut BTreeSet<FeePlan>) {
    let count = i64::try_from(amounts.len()).unwrap_or(i64::MAX);
    for rate_bp in (100..=450).step_by(5) {
        let plan = FeePlan::simple(rate_bp, 0);
        let by_rate = amounts
            .iter()
            .fold(0_i64, |sum, a| sum.saturating_add(plan.fee(*a)));
        let fixed = fee.saturating_sub(by_rate);
        if fixed > 0 && fixed % (count * 100) == 0 && fixed / count <= MAX_FIXED {
            found.insert(FeePlan {
                fixed: u32::try_from(fixed / count).unwrap_or(0),
                ..plan
            });
        }
    }
}

/// Published plans under which a round share of the whole is withheld besides.
pub fn fits_withheld(amounts: &[i64], paid: i64, plans: &[FeePlan], found: &mut BTreeSet<FeePlan>) {
    let gross: i128 = amounts.iter().map(|a| i128::from(*a)).sum();
    if gross <= 0 {
        return;
    }
    for plan in plans {
        let net: i128 = amounts.iter().map(|a| i128::from(plan.net(*a))).sum();
        let share = (net - i128::from(paid)) * 10_000 / gross;
        let nearest = (share + 5).div_euclid(10) * 10;
        for bp in [nearest, nearest + 10] {
            let withheld_bp = u16::try_from(bp).unwrap_or(0);
            let kept = (gross * bp + 5_000) / 10_000;
            if WITHHELD.contains(&withheld_bp) && net - kept == i128::from(paid) {
                found.insert(FeePlan {
                    withheld_bp,
                    ..*plan
                });
            }
        }
    }
}

/// Any plan of the grid under which a round share of the whole is withheld besides.
pub fn fits_withheld_besides(amounts: &[i64], paid: i64, found: &mut BTreeSet<FeePlan>) {
    let gross: i128 = amounts.iter().map(|a| i128::from(*a)).sum();
    let taken = gross - i128::from(paid);
    for withheld_bp in WITHHELD.step_by(50) {
        let kept = (gross * i128::from(withheld_bp) + 5_000) / 10_000;
        let (least, most) = (
            gross / 200,
            gross / 20 + 50 * i128::try_from(amounts.len()).unwrap_or(0),
        );
        let Ok(fee) = i64::try_from(taken - kept) else {
            continue;
        };
        if (least..=most).contains(&i128::from(fee)) {
            let mut plans = BTreeSet::new();
            fits(amounts, fee, &mut plans);
            found.extend(plans.into_iter().map(|p| FeePlan { withheld_bp, ..p }));
        }
    }
}

/// How many deposits some plan of the grid ties out by chance, where all deposits together fit so many plans.
pub fn by_chance(fitting: usize) -> usize {
    coincidences(fitting, LIKELY_PLANS, LIKELY_PLANS, 0.01)
}

/// How many deposits a plan must tie out to be worth looking for: as many as by chance less than one of its kind does.
/// The longer a book, the more that is.
pub fn worth_trying(plan: &FeePlan, fitting: usize) -> usize {
    let kinds = if plan.is_published() {
        float(KNOWN.len())
    } else {
        LIKELY_PLANS
    };
    coincidences(fitting, LIKELY_PLANS, kinds, 1.0)
}

/// How many deposits some plan of the grid ties out by chance on one schedule, where each deposit has so many windows:
/// chance does not keep to a schedule.
pub fn by_chance_on_schedule(fitting: usize, windows: f64) -> usize {
    let ways = LIKELY_PLANS * windows.max(1.0);
    coincidences(fitting, ways, ways, 0.001)
}

/// How many deposits some plan of the grid ties out by chance in one way of so many, where all deposits together fit so
/// many plans and ways.
pub fn coincidences_among(fitting: usize, ways: f64) -> usize {
    let ways = LIKELY_PLANS * ways.max(1.0);
    coincidences(fitting, ways, ways, 0.001)
}

/// The least number of times that one of some kinds is met more seldom than `seldom`, of so many kinds that are all as
/// probable.
fn coincidences(fitting: usize, kinds: f64, some: f64, seldom: f64) -> usize {
    let each = float(fitting) / kinds;
    let mut expected = some;
    let mut times = 0_u32;
    while expected > seldom && times < 1_000 {
        times += 1;
        expected *= each / f64::from(times);
    }
    times as usize
}

/// How many deposits a plan must tie out: more, the more numbers were fitted.
fn enough(plan: &FeePlan) -> usize {
    let base = FeePlan {
        withheld_bp: 0,
        ..*plan
    };
    match (plan.withheld_bp, base.is_published()) {
        (0, _) => 2,
        (_, true) => ENOUGH_WITHHELD,
        (_, false) => ENOUGH_WITHHELD + 2,
    }
}

/// The plans that explain most deposits, best first, each counted only on what the better ones leave.
#[must_use]
pub fn most_common(votes: &[BTreeSet<FeePlan>], limit: usize) -> Vec<(FeePlan, usize)> {
    let mut left: Vec<&BTreeSet<FeePlan>> = votes.iter().filter(|v| !v.is_empty()).collect();
    let mut chosen = Vec::new();
    while chosen.len() < limit {
        let mut support: BTreeMap<FeePlan, usize> = BTreeMap::new();
        for plan in left.iter().flat_map(|v| v.iter()) {
            *support.entry(*plan).or_default() += 1;
        }
        let score = |plan: &FeePlan, n: usize| {
            n * 4
                + usize::from(plan.commonness() >= 0.001)
                + usize::from(plan.commonness() >= 0.02) * 2
        };
        let best = support
            .iter()
            .filter(|(plan, n)| **n >= enough(plan))
            .max_by_key(|(plan, n)| (score(plan, **n), std::cmp::Reverse(**plan)));
        let Some((&plan, &times)) = best else { break };
        chosen.push((plan, times));
        left.retain(|v| !v.contains(&plan));
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_is_counted() {
        assert_eq!(by_chance(0), 1);
        assert!((3..=5).contains(&by_chance(100)));
        assert!((6..=9).contains(&by_chance(1_250)));
    }

    #[test]
    fn a_withheld_share_is_told_from_the_fee() {
        let plan = FeePlan {
            withheld_bp: 750,
            ..FeePlan::simple(263, 25)
        };
        let amounts = [14_900, 38_750, 120_001];
        let worth: i64 = amounts.iter().map(|a| plan.worth(*a)).sum();
        let paid = plan.paid_for(worth);
        let gross: i64 = amounts.iter().sum();
        let fees: i64 = amounts.iter().map(|a| plan.fee(*a)).sum();
        assert_eq!(paid, gross - fees - (gross * 750 + 5_000) / 10_000);
        let (low, high) = plan.worth_of(paid);
        assert!((low..=high).contains(&worth));
        assert!(!(plan.worth_of(paid + 1).0..=plan.worth_of(paid + 1).1).contains(&worth));
        let mut found = BTreeSet::new();
        fits_withheld_besides(&amounts, paid, &mut found);
        assert!(found.contains(&plan));
    }

    #[test]
    fn a_plan_is_found_among_thousands() {
        let plan = FeePlan::simple(263, 25);
        let books = [
            vec![14_900, 38_750, 120_000],
            vec![14_900, 14_900, 91_325, 40_010],
            vec![7_777, 250_001],
        ];
        let votes: Vec<_> = books
            .iter()
            .map(|amounts| {
                let mut found = BTreeSet::new();
                fits(
                    amounts,
                    amounts.iter().map(|a| plan.fee(*a)).sum(),
                    &mut found,
                );
                found
            })
            .collect();
        assert_eq!(most_common(&votes, 4)[0], (plan, 3));
        assert_eq!(FeePlan::simple(290, 30).to_string(), "2.9 % + 30¢");
    }
}
