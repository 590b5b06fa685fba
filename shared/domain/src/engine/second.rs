//! Dearer cards: some payments of a company cost another rate (typed in, foreign, of another network). Which ones nobody
//! writes down, but the other rate is the same all over the book: so payouts that do not tie out under the plan are
//! asked together which one rate would make them.

use super::fees::{FeePlan, KNOWN};
use super::ledger::{Ledger, float};
use super::windows::worth;

/// Other rates that are tried: so much more or less than the plan's, in hundredths of a percent, where either they or the
/// difference are round.
const LESS: i32 = 150;
const MORE: i32 = 300;
const ROUND: i32 = 5;
/// The share of payments that cost the other rate, before the book was seen, and how strongly that holds, in payments.
const USUAL: f64 = 0.15;
const STUBBORN: f64 = 10.0;
/// The most different sums of one payout that are told apart.
const MAX_SUMS: usize = 8_192;
/// Where there are more, sums that are met less often than this are left out.
const SELDOM: f64 = 1e-9;
/// The most payments of a payout that is asked for another rate: of more, too many subsets have some sum.
const MAX_ASKED: usize = 8;
/// The most payouts that are asked, and the least that must agree.
const MAX_CASES: usize = 160;
const ENOUGH: usize = 3;
/// How much likelier the book must be with another rate than without, as a logarithm: a thousand times, and as often
/// again as rates are tried.
const TELLING: f64 = 12.5;
/// That a payout which does not tie out does so because of another rate, before the book was seen.
const DOUBT: f64 = 0.5;
/// An amount is met by chance as often as amounts around it, so many cents to both sides.
const AROUND: i32 = 200;
/// Small differences are likelier than big ones, at any scale; so many cents are small.
const SMALL: u64 = 500;
/// The share of a difference's probability that lies at its scale.
const AT_SCALE: f64 = 0.1;
/// Rounds in which the share of such payments is learned.
const ROUNDS: usize = 3;

/// The other rate of a plan.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Second {
    /// What is kept of the payments that cost it.
    pub plan: FeePlan,
    /// How many do, of all.
    pub share: f64,
}

/// How probable each difference is that the other rate can make of a payout, in cents more than the plan leaves; with
/// how many payments cost it, on average.
pub struct Spread(Vec<(i64, f64, f64)>);

/// A payout that does not tie out: its payments, and what the bank has more than the plan leaves, in cents.
pub struct Case {
    /// Index of the deposit.
    pub deposit: usize,
    /// Amounts of the payments, in cents.
    pub amounts: Vec<i64>,
    /// Less than zero where more was kept.
    pub missing: i64,
}

impl Case {
    /// Of a payout that does not tie out, if it may be for a rate.
    pub fn of(ledger: &Ledger<'_>, plan: FeePlan, deposit: usize, inside: &[u32]) -> Option<Self> {
        if inside.is_empty() || inside.len() > MAX_ASKED {
            return None;
        }
        let amounts: Vec<i64> = inside.iter().map(|i| ledger.pay(*i).cents).collect();
        let paid = plan.paid_for(worth(ledger, plan, inside));
        let missing = ledger.deposits[deposit].cents.saturating_sub(paid);
        let most = paid / 33 + 50 * i64::try_from(inside.len()).unwrap_or(0);
        (missing != 0 && missing.saturating_abs() <= most).then_some(Self {
            deposit,
            amounts,
            missing,
        })
    }

    /// Whether some of the payments make the difference where they cost the other rate. Most rates are none, which is
    /// seen much faster so than from how probable each difference is.
    fn is_made_by(&self, plan: FeePlan, other: FeePlan) -> bool {
        let mut sums = [0_i64; 1 << MAX_ASKED];
        let mut count = 1;
        for amount in self.amounts.iter().take(MAX_ASKED) {
            let more = plan.fee(*amount) - other.fee(*amount);
            for at in 0..count {
                sums[count + at] = sums[at].saturating_add(more);
            }
            count *= 2;
        }
        sums[1..count].contains(&self.missing)
    }
}

impl Spread {
    /// Of payments of these amounts; none where too many sums are possible.
    pub fn of(plan: FeePlan, second: Second, amounts: &[i64]) -> Option<Self> {
        let mut sums = vec![(0, 1.0, 0.0)];
        for amount in amounts {
            let more = plan.fee(*amount) - second.plan.fee(*amount);
            sums = step(&sums, more, second.share);
            if sums.len() > MAX_SUMS {
                sums.retain(|s| s.1 >= SELDOM);
            }
            if sums.len() > MAX_SUMS {
                return None;
            }
        }
        Some(Self(sums))
    }

    /// How probable a difference is, and how many payments cost the other rate then.
    pub fn at(&self, missing: i64) -> Option<(f64, f64)> {
        let place = self.0.binary_search_by_key(&missing, |s| s.0).ok()?;
        let (_, p, count) = self.0[place];
        (p > 0.0 && missing != 0).then(|| (p, count / p))
    }

    /// How probable a difference is where something else is amiss besides that no rate explains.
    pub fn amiss(&self, missing: i64) -> f64 {
        let rest = |sum: i64| by_chance(missing.saturating_sub(sum));
        self.0.iter().map(|(sum, p, _)| p * rest(*sum)).sum()
    }

    /// How probable it is to meet a difference by chance: as amounts around it, or as any of its size.
    fn around(&self, missing: i64) -> f64 {
        let around = i64::from(AROUND);
        let (low, high) = (
            missing.saturating_sub(around),
            missing.saturating_add(around),
        );
        let start = self.0.partition_point(|s| s.0 < low);
        let near = self.0[start..].iter().take_while(|s| s.0 <= high);
        let near: f64 = near.map(|s| s.1).sum();
        near / f64::from(2 * AROUND + 1) + by_chance(missing)
    }
}

/// How probable a difference is, in cents, that nothing explains.
pub fn by_chance(difference: i64) -> f64 {
    let size = difference.unsigned_abs().saturating_add(SMALL);
    AT_SCALE / float(usize::try_from(size).unwrap_or(usize::MAX))
}

/// All sums with one payment more, which adds `more` with a probability of `share`. Both halves are in order.
fn step(sums: &[(i64, f64, f64)], more: i64, share: f64) -> Vec<(i64, f64, f64)> {
    let stay = sums
        .iter()
        .map(|(s, p, n)| (*s, p * (1.0 - share), n * (1.0 - share)));
    let shifted = sums
        .iter()
        .map(|(s, p, n)| (s.saturating_add(more), p * share, (n + p) * share));
    let (mut stay, mut shifted) = (stay.peekable(), shifted.peekable());
    let mut all: Vec<(i64, f64, f64)> = Vec::with_capacity(2 * sums.len());
    while let Some((sum, p, count)) = match (stay.peek(), shifted.peek()) {
        (Some(a), Some(b)) if b.0 < a.0 => shifted.next(),
        (None, _) => shifted.next(),
        _ => stay.next(),
    } {
        match all.last_mut() {
            Some(last) if last.0 == sum => (last.1, last.2) = (last.1 + p, last.2 + count),
            _ => all.push((sum, p, count)),
        }
    }
    all
}

/// The other rate that payouts which do not tie out have in common, if they have one, else the one that people's matches
/// `taught`; so many payments are in others, that do.
pub fn learn(
    plan: FeePlan,
    cases: &[Case],
    tied: usize,
    taught: Option<FeePlan>,
) -> Option<Second> {
    if !may_be_mixed(plan) {
        return None;
    }
    let cases = &cases[..cases.len().min(MAX_CASES)];
    let mut second = Second {
        plan: in_common(plan, cases, tied).or(taught)?,
        share: USUAL,
    };
    for _ in 0..ROUNDS {
        second.share = speaks(plan, second, cases, tied).2;
    }
    Some(second)
}

fn in_common(plan: FeePlan, cases: &[Case], tied: usize) -> Option<FeePlan> {
    if cases.chunk_by(|a, b| a.deposit == b.deposit).count() < ENOUGH {
        return None;
    }
    let first = |plan| Second { plan, share: USUAL };
    let asked = others(plan)
        .into_iter()
        .map(|other| (speaks(plan, first(other), cases, tied), other));
    let (_, other) = asked
        .filter(|((log, agree, _), _)| *log >= TELLING && *agree >= ENOUGH)
        .max_by(|a, b| a.0.0.total_cmp(&b.0.0).then_with(|| b.1.cmp(&a.1)))?;
    Some(other)
}

/// The other rates under which a payout of these amounts is what the bank has, so many cents; none where it holds too many
/// payments to tell.
pub fn made_by(plan: FeePlan, amounts: &[i64], cents: i64) -> Vec<FeePlan> {
    if !may_be_mixed(plan) || amounts.len() > MAX_ASKED {
        return Vec::new();
    }
    let paid: i64 = amounts.iter().map(|a| plan.net(*a)).sum();
    let case = Case {
        deposit: 0,
        amounts: amounts.to_vec(),
        missing: cents.saturating_sub(paid),
    };
    let makes = |other: &FeePlan| case.missing != 0 && case.is_made_by(plan, *other);
    others(plan).into_iter().filter(makes).collect()
}

/// Whether some payments may cost another rate than a plan's.
fn may_be_mixed(plan: FeePlan) -> bool {
    plan != FeePlan::NONE && plan.withheld_bp == 0 && plan.instant_bp == 0 && plan.cap == 0
}

/// The rates that are tried besides a plan's.
fn others(plan: FeePlan) -> Vec<FeePlan> {
    let near = (-LESS..=MORE).filter_map(|more| {
        let rate = i32::from(plan.rate_bp) + more;
        let rate_bp = u16::try_from(rate).ok()?;
        let round = more % ROUND == 0 || rate % ROUND == 0;
        round.then_some(FeePlan { rate_bp, ..plan })
    });
    let published = KNOWN
        .into_iter()
        .filter(|p| p.cap == 0 && *p != FeePlan::NONE);
    let mut all: Vec<FeePlan> = near.chain(published).filter(|p| *p != plan).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// How much likelier the cases are with another rate, as a logarithm; how many deposits say so; and the share of payments
/// that seem to cost it.
fn speaks(plan: FeePlan, second: Second, cases: &[Case], tied: usize) -> (f64, usize, f64) {
    let (mut log, mut agree) = (0.0, 0);
    let (mut dear, mut all) = (USUAL * STUBBORN, STUBBORN + float(tied));
    for of in cases.chunk_by(|a, b| a.deposit == b.deposit) {
        let odds = of.iter().filter_map(|case| {
            if !case.is_made_by(plan, second.plan) {
                return None;
            }
            let spread = Spread::of(plan, second, &case.amounts)?;
            let (p, count) = spread.at(case.missing)?;
            Some((p / spread.around(case.missing), count, case.amounts.len()))
        });
        let best = odds.max_by(|a, b| a.0.total_cmp(&b.0));
        let (odds, count, payments) = best.unwrap_or((0.0, 0.0, 0));
        // Of several runs of days one is right at most.
        let odds = odds / float(of.len());
        log += (1.0 - DOUBT + DOUBT * odds).ln();
        if odds > 1.0 {
            agree += 1;
            dear += count;
            all += float(payments);
        }
    }
    (log, agree, dear / all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> FeePlan {
        KNOWN[1]
    }

    fn dearer(rate_bp: u16) -> FeePlan {
        FeePlan { rate_bp, ..plan() }
    }

    fn case(deposit: usize, amounts: &[i64], dear: &[usize], other: FeePlan) -> Case {
        let kept = |at: &usize| plan().fee(amounts[*at]) - other.fee(amounts[*at]);
        Case {
            deposit,
            amounts: amounts.to_vec(),
            missing: dear.iter().map(kept).sum(),
        }
    }

    fn book(other: FeePlan) -> Vec<Case> {
        vec![
            case(0, &[14_900, 38_750, 120_001], &[1], other),
            case(3, &[7_777, 250_001], &[0], other),
            case(4, &[14_900, 14_900, 91_325, 40_010], &[2, 3], other),
            case(7, &[31_415, 92_653, 58_979], &[0, 2], other),
            case(8, &[27_182, 81_828, 45_904], &[1], other),
            case(9, &[16_180, 33_988, 74_989, 48_482], &[0, 3], other),
            case(12, &[141_421, 35_623], &[0], other),
        ]
    }

    #[test]
    fn the_other_rate_is_what_payouts_have_in_common() {
        for rate in [440, 350, 270] {
            let found = learn(plan(), &book(dearer(rate)), 5, None).expect("there is one");
            assert_eq!(found.plan, dearer(rate));
            assert!((0.1..0.6).contains(&found.share), "{}", found.share);
        }
    }

    #[test]
    fn what_has_nothing_in_common_has_no_other_rate() {
        let mut cases = book(dearer(440));
        cases.truncate(2);
        assert!(learn(plan(), &cases, 5, None).is_none());
        let odd = |(at, c): (usize, Case)| Case {
            missing: -[1_234, 877, 2_345, 1_001, 613, 2_718, 457][at],
            ..c
        };
        let cases: Vec<Case> = book(dearer(440)).into_iter().enumerate().map(odd).collect();
        assert!(learn(plan(), &cases, 5, None).is_none());
    }

    #[test]
    fn what_people_taught_needs_no_book() {
        let few = &book(dearer(440))[..1];
        assert!(learn(plan(), few, 5, None).is_none());
        let found = learn(plan(), few, 5, Some(dearer(440)));
        assert_eq!(found.map(|s| s.plan), Some(dearer(440)));
        let amounts = [14_900, 38_750, 120_001];
        let net = |a: &i64, plan: FeePlan| a - plan.fee(*a);
        let cents =
            net(&amounts[0], plan()) + net(&amounts[1], dearer(440)) + net(&amounts[2], plan());
        assert!(made_by(plan(), &amounts, cents).contains(&dearer(440)));
        assert!(
            made_by(plan(), &amounts, cents + 1)
                .iter()
                .all(|p| *p != dearer(440))
        );
    }

    #[test]
    fn all_sums_together_are_certain() {
        let second = Second {
            plan: dearer(440),
            share: 0.3,
        };
        let spread = Spread::of(plan(), second, &[14_900, 14_900, 38_750, 120_001]).expect("few");
        let all: f64 = spread.0.iter().map(|s| s.1).sum();
        let dear: f64 = spread.0.iter().map(|s| s.2).sum();
        assert!((all - 1.0).abs() < 1e-9 && (dear - 1.2).abs() < 1e-9);
        // Either of the two of one amount.
        let (p, count) = spread.at(-224).expect("one of them is dearer");
        assert!((p - 2.0 * 0.3 * 0.7_f64.powi(3)).abs() < 1e-9 && (count - 1.0).abs() < 1e-9);
        assert!(spread.at(0).is_none());
    }
}
