//! Winners and losers: cash gross margin of each job over twelve weeks.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::shares::{clamped, floor, narrow, shares, total};
use super::value::{JobMargin, Jobs, PromptCode, Tenths, Tile};
use super::{Books, WINDOW_DAYS};
use crate::calendar::days_between;
use crate::facts::{AllocMethod, Match, ShareTo};
use crate::ids::JobId;
use crate::money::Money;

/// So many on each side.
const SIDE: usize = 5;

#[derive(Default)]
struct Banked {
    title: String,
    amount: i128,
}

pub(super) fn jobs(books: &Books, today: Date) -> Tile<Jobs> {
    let recent = |m: &&Match| (0..WINDOW_DAYS).contains(&days_between(m.date, today));
    let mut banked: BTreeMap<JobId, Banked> = BTreeMap::new();
    for matched in books.matches.iter().filter(recent) {
        bank(&mut banked, matched);
    }
    if banked.is_empty() {
        return PromptCode::NoBankedJobs.into();
    }
    let first = books
        .matches
        .iter()
        .filter(recent)
        .map(|m| m.date)
        .min()
        .unwrap_or(today);
    // Of a company that joined lately, only the weeks we know of are shared out.
    let weeks = days_between(first, today) / 7 + 1;
    let amounts: Vec<Money> = banked.values().map(|b| clamped(b.amount)).collect();
    let burden = match burden_shares(books, weeks, &amounts) {
        Ok(burden) => burden,
        Err(code) => return code.into(),
    };
    let mut all: Vec<JobMargin> = banked
        .into_iter()
        .zip(burden)
        .map(|((job_id, b), burden)| {
            let costs = books.tagged_costs.get(&job_id).copied().unwrap_or_default();
            margin(job_id, b, costs, burden)
        })
        .collect();
    all.sort_by(|a, b| {
        b.margin
            .cmp(&a.margin)
            .then_with(|| a.job_id.cmp(&b.job_id))
    });
    let compared = all.len();
    let losers = all
        .iter()
        .rev()
        .take(SIDE.min(compared / 2))
        .cloned()
        .collect();
    all.truncate(SIDE.min(compared.div_ceil(2)));
    Tile::Value(Jobs {
        winners: all,
        losers,
        compared: compared as u64,
        before_burden: books.company.weekly_burden.is_none(),
    })
}

fn margin(job_id: JobId, b: Banked, costs: Money, burden: Money) -> JobMargin {
    let left = b.amount - i128::from(costs.cents()) - i128::from(burden.cents());
    JobMargin {
        job_id,
        title: b.title,
        banked: clamped(b.amount),
        costs,
        burden,
        margin: clamped(left),
        margin_pct: (b.amount > 0).then(|| Tenths(narrow(floor(left * 1_000, b.amount)))),
    }
}

/// What reached the bank (net of fees), shared among the jobs of the payments inside by what each
/// was paid. What was paid for no job takes its share too and is then left out.
fn bank(banked: &mut BTreeMap<JobId, Banked>, matched: &Match) {
    let mut of_payments = i128::from(matched.amount.cents());
    for share in &matched.shares {
        of_payments -= i128::from(share.amount.cents());
        if let Some(job) = share.to.job_id() {
            let entry = banked.entry(job.clone()).or_default();
            entry.amount += i128::from(share.amount.cents());
            if let ShareTo::Job { title, .. } = &share.to {
                entry.title = entry.title.clone().max(title.clone());
            }
        }
    }
    let mut weights: BTreeMap<Option<&JobId>, Money> = BTreeMap::new();
    for part in &matched.parts {
        let mut rest = i128::from(part.amount.cents());
        for allocation in &part.allocations {
            let weight = weights.entry(allocation.job_id.as_ref()).or_default();
            *weight = total([*weight, allocation.amount]);
            rest -= i128::from(allocation.amount.cents());
            if let Some(job) = &allocation.job_id {
                let entry = banked.entry(job.clone()).or_default();
                // A job renamed meanwhile: any of its titles, but the same in every order.
                let title = allocation.job_title.clone().unwrap_or_default();
                entry.title = entry.title.clone().max(title);
            }
        }
        if rest > 0 {
            let weight = weights.entry(None).or_default();
            *weight = total([*weight, clamped(rest)]);
        }
    }
    let amounts: Vec<Money> = weights.values().copied().collect();
    let Some(parts) = shares(clamped(of_payments), &amounts) else {
        return;
    };
    for (job, amount) in weights.keys().zip(parts) {
        if let Some(entry) = job.and_then(|j| banked.get_mut(j)) {
            entry.amount += i128::from(amount.cents());
        }
    }
}

/// The crew's cost of these weeks, shared to the cent.
fn burden_shares(books: &Books, weeks: i32, banked: &[Money]) -> Result<Vec<Money>, PromptCode> {
    let none = || vec![Money::ZERO; banked.len()];
    let Some(weekly) = books.company.weekly_burden else {
        return Ok(none());
    };
    let burden = clamped(i128::from(weekly.cents()) * i128::from(weeks));
    let even = || vec![Money::from_cents(1); banked.len()];
    let weights: Vec<Money> = match books.company.alloc_method {
        AllocMethod::Revenue => banked.iter().map(|b| (*b).max(Money::ZERO)).collect(),
        AllocMethod::Even => even(),
        AllocMethod::JobDays => return Err(PromptCode::JobDaysUnknown),
    };
    // No revenue at all to share by: evenly, because the crew was paid all the same.
    Ok(shares(burden, &weights)
        .or_else(|| shares(burden, &even()))
        .unwrap_or_else(none))
}
