//! Winners and losers: cash gross margin of each job over twelve weeks.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::compute::is_recent;
use super::shares::{clamped, floor, narrow, shares, total};
use super::value::{JobMargin, Jobs, PromptCode, Tenths, Tile};
use super::{Books, WINDOW_DAYS};
use crate::calendar::{days_between, plus_days};
use crate::facts::{AllocMethod, Job, Match, ShareTo, Tag};
use crate::ids::JobId;
use crate::money::Money;

/// So many on each side.
const SIDE: usize = 5;

/// What moved money for a job in these weeks.
#[derive(Default)]
pub(super) struct Moved<'a> {
    title: String,
    number: Option<i64>,
    client_name: Option<String>,
    /// Deposits, each with the job's share of what reached the bank.
    pub(super) deposits: Vec<(&'a Match, Money)>,
    /// Expenses.
    pub(super) tags: Vec<&'a Tag>,
}

impl Moved<'_> {
    /// A job renamed meanwhile: any of its titles, but the same in every order.
    fn name(&mut self, title: &str) {
        if *title > *self.title {
            self.title = title.to_owned();
        }
    }

    /// Told by any of its records; where they differ, the same one in every order.
    fn told(&mut self, number: Option<i64>, client_name: Option<&String>) {
        self.number = self.number.max(number);
        if client_name > self.client_name.as_ref() {
            self.client_name = client_name.cloned();
        }
    }

    fn banked(&self) -> Money {
        total(self.deposits.iter().map(|(_, share)| *share))
    }

    fn costs(&self) -> Money {
        total(self.tags.iter().map(|tag| tag.amount))
    }
}

pub(super) fn jobs(books: &Books, today: Date) -> Tile<Jobs> {
    let mut all: Vec<JobMargin> = match compare(books, today) {
        Ok(compared) => compared.into_iter().map(|(margin, _)| margin).collect(),
        Err(code) => return code.into(),
    };
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

/// Every job that money moved for, best margin first, each with what moved.
pub(super) fn compare(
    books: &Books,
    today: Date,
) -> Result<Vec<(JobMargin, Moved<'_>)>, PromptCode> {
    let mut moved: BTreeMap<JobId, Moved<'_>> = BTreeMap::new();
    let mut first = today;
    for matched in books.matches.iter().filter(|m| is_recent(m.date, today)) {
        bank(&mut moved, matched);
        first = first.min(matched.date);
    }
    if moved.is_empty() {
        return Err(PromptCode::NoBankedJobs);
    }
    let ours = |t: &&Tag| is_recent(t.date, today) && t.currency == books.company.currency;
    for tag in books.tags.iter().filter(ours) {
        let job = moved.entry(tag.job.job_id.clone()).or_default();
        job.name(&tag.job.job_title);
        job.told(Some(tag.job.job_number), tag.job.client_name.as_ref());
        job.tags.push(tag);
        first = first.min(tag.date);
    }
    for job in &books.jobs {
        if let Some(moved) = moved.get_mut(&job.id) {
            moved.told(Some(job.number), job.client_name.as_ref());
        }
    }
    // Of a company that joined lately, only the weeks we know of are shared out.
    let weeks = days_between(first, today) / 7 + 1;
    let burden = burden_shares(books, weeks, &moved, today)?;
    let mut all: Vec<(JobMargin, Moved<'_>)> = moved
        .into_iter()
        .zip(burden)
        .map(|((job_id, moved), burden)| (margin(job_id, &moved, burden), moved))
        .collect();
    all.sort_by(|(a, _), (b, _)| {
        b.margin
            .cmp(&a.margin)
            .then_with(|| a.job_id.cmp(&b.job_id))
    });
    Ok(all)
}

fn margin(job_id: JobId, moved: &Moved<'_>, burden: Money) -> JobMargin {
    let (banked, costs) = (moved.banked(), moved.costs());
    let of = |m: Money| i128::from(m.cents());
    let left = of(banked) - of(costs) - of(burden);
    JobMargin {
        job_id,
        title: moved.title.clone(),
        number: moved.number,
        client_name: moved.client_name.clone(),
        banked,
        costs,
        burden,
        margin: clamped(left),
        margin_pct: banked
            .is_positive()
            .then(|| Tenths(narrow(floor(left * 1_000, of(banked))))),
    }
}

/// What reached the bank (net of fees), shared among the jobs of the payments inside by what each
/// was paid. What was paid for no job takes its share too and is then left out.
fn bank<'a>(moved: &mut BTreeMap<JobId, Moved<'a>>, matched: &'a Match) {
    let mut of_payments = i128::from(matched.amount.cents());
    for share in &matched.shares {
        of_payments -= i128::from(share.amount.cents());
        if let Some(job) = share.to.job_id() {
            let entry = moved.entry(job.clone()).or_default();
            entry.deposits.push((matched, share.amount));
            if let ShareTo::Job { title, number, .. } = &share.to {
                entry.name(title);
                entry.told(Some(*number), None);
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
                let title = allocation.job_title.as_deref().unwrap_or_default();
                let entry = moved.entry(job.clone()).or_default();
                entry.name(title);
                entry.told(None, part.client_name.as_ref());
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
        if let Some(entry) = job.and_then(|j| moved.get_mut(j)) {
            entry.deposits.push((matched, amount));
        }
    }
}

/// The crew's cost of these weeks, shared to the cent.
fn burden_shares(
    books: &Books,
    weeks: i32,
    moved: &BTreeMap<JobId, Moved<'_>>,
    today: Date,
) -> Result<Vec<Money>, PromptCode> {
    let none = || vec![Money::ZERO; moved.len()];
    let Some(weekly) = books.company.weekly_burden else {
        return Ok(none());
    };
    let burden = clamped(i128::from(weekly.cents()) * i128::from(weeks));
    let even = || vec![Money::from_cents(1); moved.len()];
    let weights: Vec<Money> = match books.company.alloc_method {
        AllocMethod::Revenue => moved
            .values()
            .map(|m| m.banked().max(Money::ZERO))
            .collect(),
        AllocMethod::Even => even(),
        AllocMethod::JobDays => job_days(books, moved, today)?,
    };
    // No revenue at all to share by: evenly, because the crew was paid all the same.
    Ok(shares(burden, &weights)
        .or_else(|| shares(burden, &even()))
        .unwrap_or_else(none))
}

/// How many days of these weeks each job was worked on, as weights. A job whose days are not known, or
/// lie outside, takes none.
fn job_days(
    books: &Books,
    moved: &BTreeMap<JobId, Moved<'_>>,
    today: Date,
) -> Result<Vec<Money>, PromptCode> {
    let known: BTreeMap<&JobId, i32> = books
        .jobs
        .iter()
        .filter_map(|job| Some((&job.id, days_worked(job, today)?)))
        .collect();
    let days = |id: &JobId| known.get(id).copied().unwrap_or(0);
    let weights: Vec<Money> = moved
        .keys()
        .map(|id| Money::from_cents(days(id).into()))
        .collect();
    if total(weights.iter().copied()).is_positive() {
        Ok(weights)
    } else {
        Err(PromptCode::JobDaysUnknown)
    }
}

/// Days of the weeks that count, first and last included. None where the job is not scheduled.
fn days_worked(job: &Job, today: Date) -> Option<i32> {
    let from = job.starts_on?.max(plus_days(today, 1 - WINDOW_DAYS));
    let to = job.ends_on.unwrap_or(today).min(today);
    Some((days_between(from, to) + 1).max(0))
}
