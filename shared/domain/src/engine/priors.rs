//! What was learned about a company, as small values of bounded size.
//!
//! Every value is a sum over the lessons that stand, so taking a lesson back restores the bytes, whatever was learned
//! or taken back in between. A table that is too full to be read says nothing; it never says something wrong. Nothing
//! can be forgotten for being old, since a sum does not know its order; so what texts stand for is kept three times, of
//! all lessons and of two samples of them. When the texts are too many for the first table, the others still hold what
//! was confirmed often: a text of every week stays known among thousands that came once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fees::FeePlan;
use super::learn::Lesson;
use super::model::Processor;
use super::sketch::{Sketch, code_of, code_of_number, number_of};
use super::tally::Tally;
use crate::descriptor::key;

/// Signed, so that taking back what was never taught shows as less than zero and is read as nothing.
type Count = i64;

/// What was learned about a company: raised by [`Priors::learn`], lowered by [`Priors::unlearn`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Priors {
    /// Fee plans under which accepted matches tied out: alone, or as one of a few; and of one lesson in eight.
    plans: Sketch<126>,
    plans_sampled: Sketch<126>,
    /// Two plans under which accepted matches tied out together and neither did alone.
    seconds: Sketch<150>,
    /// A descriptor's key with the client who paid: some 600 of them; of one lesson in eight; of one in 64.
    aliases: Sketch<750>,
    aliases_sampled: Sketch<300>,
    aliases_sampled_more: Sketch<150>,
    /// A descriptor's key with the processor.
    processors: Sketch<240>,
    /// Deposits with sets of payments that a person refused.
    refused: Sketch<240>,
    /// Name of a pool of payments → business days from the last payment to the bank → payouts.
    lags: BTreeMap<String, BTreeMap<u8, Count>>,
    /// Plan of bank debits that ride in payouts of cards, as a number → business days to the bank → payouts.
    rides: BTreeMap<String, BTreeMap<u8, Count>>,
    /// Payments of payouts that came with the last day, and that rode over the cut-off.
    rolled: [Count; 2],
    /// Kind of text → days from payment to bank, in steps (see `habits`) → single payments.
    single_lags: BTreeMap<String, BTreeMap<i16, Count>>,
    /// Amounts of payments.
    prices: Tally,
}

/// How often something was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taught {
    /// Where nothing else would have tied out.
    pub alone: u32,
    /// Where a few others would have as well.
    pub among: u32,
}

/// Priors read once, for looking things up.
#[derive(Debug, Clone, Default)]
pub struct Read {
    aliases: [BTreeMap<u64, u32>; 3],
    processors: BTreeMap<u64, u32>,
    refused: BTreeMap<u64, u32>,
}

const PROCESSORS: [Processor; 7] = [
    Processor::JobberPay,
    Processor::Stripe,
    Processor::Ach,
    Processor::Check,
    Processor::Cash,
    Processor::Transfer,
    Processor::Other,
];

/// A plan is a company's own where so many matches tied out under it, and one for so many under the commonest.
const FOLLOWED: u32 = 3;
const SELDOM: u32 = 20;
/// So many matches tell of two plans in one payout, and so many times as many as of any other two.
const TOLD: u32 = 4;
const CLEARLY: u32 = 2;
/// Withheld shares are kept in these steps, in hundredths of a percent.
const SHARE_STEP: u16 = 10;

/// A plan as a number below 2^36; none for plans too odd to be remembered.
fn plan_number(plan: FeePlan, among: bool) -> Option<u64> {
    let dollars = plan.cap / 100;
    let fits = plan.rate_bp < 1 << 10
        && plan.fixed < 1 << 7
        && plan.cap.is_multiple_of(100)
        && dollars < 1 << 8
        && plan.instant_bp < 1 << 9
        && plan.withheld_bp.is_multiple_of(SHARE_STEP)
        && plan.withheld_bp / SHARE_STEP < 1 << 9
        && (plan.instant_bp == 0 || plan.withheld_bp == 0);
    // A share is withheld or a payout is instant: the highest bit says which the nine bits are of.
    let (shared, share) = match plan.withheld_bp {
        0 => (0, plan.instant_bp),
        bp => (1, bp / SHARE_STEP),
    };
    let number = shared << 35
        | u64::from(plan.rate_bp) << 25
        | u64::from(plan.fixed) << 18
        | u64::from(dollars) << 10
        | u64::from(share) << 1
        | u64::from(among);
    fits.then_some(number)
}

fn plan_of_number(number: u64) -> (FeePlan, bool) {
    let part =
        |from: u32, bits: u32| u16::try_from(number >> from & ((1 << bits) - 1)).unwrap_or(0);
    let (share, shared) = (part(1, 9), part(35, 1) == 1);
    let plan = FeePlan {
        rate_bp: part(25, 10),
        fixed: u32::from(part(18, 7)),
        cap: u32::from(part(10, 8)) * 100,
        instant_bp: if shared { 0 } else { share },
        withheld_bp: if shared { share * SHARE_STEP } else { 0 },
    };
    (plan, number & 1 == 1)
}

/// Two plans with no cap and nothing withheld as a number below 2^36; none for others.
fn pair_number([a, b]: [FeePlan; 2]) -> Option<u64> {
    let half = |plan: FeePlan| {
        let simple = plan == FeePlan::simple(plan.rate_bp, plan.fixed);
        let fits = simple && plan.rate_bp < 1 << 10 && plan.fixed < 1 << 7;
        fits.then_some(u64::from(plan.rate_bp) << 7 | u64::from(plan.fixed))
    };
    Some(half(a)? << 17 | half(b)?)
}

fn pair_of_number(number: u64) -> [FeePlan; 2] {
    [number >> 17, number].map(|half| {
        let rate_bp = u16::try_from(half >> 7 & 0x3FF).unwrap_or_default();
        FeePlan::simple(rate_bp, u32::try_from(half & 0x7F).unwrap_or_default())
    })
}

fn bump<K: Ord>(counts: &mut BTreeMap<K, Count>, at: K, by: Count) {
    let count = counts.entry(at).or_default();
    *count = count.wrapping_add(by);
    counts.retain(|_, n| *n != 0);
}

fn bump_in<K: Ord>(of: &mut BTreeMap<String, BTreeMap<K, Count>>, name: &str, at: K, by: Count) {
    let counts = of.entry(name.to_owned()).or_default();
    bump(counts, at, by);
    of.retain(|_, counts| !counts.is_empty());
}

fn read(count: Count) -> u32 {
    u32::try_from(count.max(0)).unwrap_or(u32::MAX)
}

impl Priors {
    /// A match was accepted, by a person or by the engine.
    pub fn learn(&mut self, lesson: &Lesson) {
        self.change(lesson, 1);
    }

    /// It was taken back: the priors are, to the byte, what the lessons that still stand make of them.
    pub fn unlearn(&mut self, lesson: &Lesson) {
        self.change(lesson, -1);
    }

    fn change(&mut self, lesson: &Lesson, by: Count) {
        let plans = lesson
            .plans
            .iter()
            .filter_map(|p| plan_number(*p, lesson.plans.len() > 1));
        mark(&mut self.plans, plans.clone().map(code_of_number), by);
        if lesson.sample >= 1 {
            mark(&mut self.plans_sampled, plans.map(code_of_number), by);
        }
        let pairs = lesson.seconds.iter().filter_map(|pair| pair_number(*pair));
        mark(&mut self.seconds, pairs.map(code_of_number), by);
        let text = lesson.text.as_str();
        let payer = lesson.payer.iter().map(|client| code_of(&[text, client]));
        mark(&mut self.aliases, payer.clone(), by);
        if lesson.sample >= 1 {
            mark(&mut self.aliases_sampled, payer.clone(), by);
        }
        if lesson.sample >= 2 {
            mark(&mut self.aliases_sampled_more, payer, by);
        }
        let processor = lesson.processor.iter().filter(|_| !text.is_empty());
        mark(
            &mut self.processors,
            processor.map(|p| processor_code(text, *p)),
            by,
        );
        mark(&mut self.refused, lesson.refused.into_iter(), by);
        if let Some(seen) = &lesson.payout {
            bump_in(&mut self.lags, &seen.pool, seen.lag, by);
            let counts = [seen.whole, seen.rolled];
            for (sum, n) in self.rolled.iter_mut().zip(counts) {
                *sum = sum.wrapping_add(by.wrapping_mul(Count::from(n)));
            }
        }
        if let Some((kind, step)) = &lesson.single {
            bump_in(&mut self.single_lags, kind, *step, by);
        }
        let ride = lesson
            .rides
            .and_then(|(plan, lag)| Some((plan_number(plan, false)?, lag)));
        if let Some((plan, lag)) = ride {
            bump_in(&mut self.rides, &plan.to_string(), lag, by);
        }
        let prices = lesson.prices.iter();
        prices.for_each(|place| self.prices.count(*place, by));
    }

    /// Fee plans that accepted matches follow, with how often. A plan that only ever tied out among others is none; one
    /// with a share withheld has one more number to fit, so that once is none either.
    #[must_use]
    pub fn plans(&self) -> BTreeMap<FeePlan, Taught> {
        let mut plans = self.taught_plans();
        plans.retain(|plan, taught| taught.alone > u32::from(plan.withheld_bp > 0));
        plans
    }

    /// The plans that accepted matches follow, not by accident; what most follow first.
    #[must_use]
    pub fn followed(&self) -> Vec<FeePlan> {
        let taught = self.taught_plans().into_iter();
        let mut plans: Vec<(u32, FeePlan)> = taught
            .map(|(plan, taught)| (taught.alone.saturating_add(taught.among), plan))
            .collect();
        plans.sort_by_key(|(times, plan)| (std::cmp::Reverse(*times), *plan));
        let most = plans.first().map_or(0, |(times, _)| *times);
        plans.retain(|(times, _)| *times >= FOLLOWED && times.saturating_mul(SELDOM) >= most);
        plans.into_iter().map(|(_, plan)| plan).collect()
    }

    /// The two plans that share this company's payouts, with how many matches told so: by chance some do of any two.
    #[must_use]
    pub fn second(&self) -> Option<([FeePlan; 2], u32)> {
        let mut pairs: Vec<(u32, u64)> = self
            .seconds
            .read()
            .into_iter()
            .map(|(c, n)| (n, c))
            .collect();
        pairs.sort_unstable_by(|a, b| b.cmp(a));
        let next = pairs.get(1).map_or(0, |(n, _)| *n);
        let (times, code) = pairs.first().copied()?;
        let told = times >= TOLD && times >= next.saturating_mul(CLEARLY);
        told.then(|| (pair_of_number(number_of(code)), times))
    }

    fn taught_plans(&self) -> BTreeMap<FeePlan, Taught> {
        let mut plans: BTreeMap<FeePlan, Taught> = BTreeMap::new();
        // After years of odd matches there may be too many plans to read any: then the sample has them.
        for (code, n) in self
            .plans
            .read()
            .into_iter()
            .chain(self.plans_sampled.read())
        {
            let (plan, among) = plan_of_number(number_of(code));
            let taught = plans.entry(plan).or_insert(Taught { alone: 0, among: 0 });
            let times = if among {
                &mut taught.among
            } else {
                &mut taught.alone
            };
            *times = n.max(*times);
        }
        plans
    }

    /// Business days from the last payment of a payout to the bank, with how often, by the name of the pool.
    #[must_use]
    pub fn lags(&self, pool: &str) -> BTreeMap<u8, u32> {
        let counts = self.lags.get(pool).into_iter().flatten();
        counts.map(|(lag, n)| (*lag, read(*n))).collect()
    }

    /// In how many payouts of cards bank debits rode, by their plan and how many business days they took.
    #[must_use]
    pub fn rides(&self) -> BTreeMap<(FeePlan, u8), u32> {
        let of_plan = |(number, lags): (&String, &BTreeMap<u8, Count>)| {
            let (plan, _) = plan_of_number(number.parse().ok()?);
            let times = lags.iter().map(move |(lag, n)| ((plan, *lag), read(*n)));
            Some(times.collect::<Vec<_>>())
        };
        self.rides.iter().filter_map(of_plan).flatten().collect()
    }

    /// Payments of payouts that came with their last day, and that rode over the cut-off of the day before.
    #[must_use]
    pub fn rolled(&self) -> [u32; 2] {
        self.rolled.map(read)
    }

    /// Days from a single payment to the bank in steps (see `habits`), with how often, by kind of text.
    #[must_use]
    pub fn single_lags(&self, kind: &str) -> BTreeMap<i16, u32> {
        let counts = self.single_lags.get(kind).into_iter().flatten();
        counts.map(|(step, n)| (*step, read(*n))).collect()
    }

    /// How often the payments of accepted matches had an amount, about; and how many payments these are.
    #[must_use]
    pub const fn prices(&self) -> &Tally {
        &self.prices
    }

    /// Reads what is looked up by name.
    #[must_use]
    pub fn read(&self) -> Read {
        Read {
            aliases: [
                self.aliases.read(),
                self.aliases_sampled.read(),
                self.aliases_sampled_more.read(),
            ],
            processors: self.processors.read(),
            refused: self.refused.read(),
        }
    }
}

fn mark<const CELLS: u64>(sketch: &mut Sketch<CELLS>, codes: impl Iterator<Item = u64>, by: Count) {
    for code in codes {
        if by > 0 {
            sketch.add(code);
        } else {
            sketch.take(code);
        }
    }
}

fn processor_code(text: &str, processor: Processor) -> u64 {
    code_of(&[text, processor.code()])
}

impl Read {
    /// How often this text was this client's; at least so often where texts are too many to remember each.
    #[must_use]
    pub fn payer(&self, description: &str, client_id: &str) -> u32 {
        if self.aliases.iter().all(BTreeMap::is_empty) {
            return 0;
        }
        let code = code_of(&[&key(description), client_id]);
        let seen = self.aliases.iter().filter_map(|table| table.get(&code));
        seen.max().copied().unwrap_or(0)
    }

    /// The processors that this text was, with how often.
    #[must_use]
    pub fn processors(&self, description: &str) -> BTreeMap<Processor, u32> {
        if self.processors.is_empty() {
            return BTreeMap::new();
        }
        let text = key(description);
        let seen = |p: &Processor| {
            let n = self.processors.get(&processor_code(&text, *p)).copied()?;
            Some((*p, n))
        };
        PROCESSORS.iter().filter_map(seen).collect()
    }

    /// Whether anything was ever refused.
    #[must_use]
    pub fn has_refusals(&self) -> bool {
        !self.refused.is_empty()
    }

    /// Whether a person said that this deposit is not these payments.
    #[must_use]
    pub fn is_refused(&self, deposit_id: &str, payment_ids: &[String]) -> bool {
        !self.refused.is_empty()
            && self
                .refused
                .contains_key(&super::learn::refusal(deposit_id, payment_ids))
    }
}
