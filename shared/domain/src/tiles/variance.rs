//! Job variance: work performed − cash received, where dated work is known. More than zero: the company
//! has worked for money it does not have; less: it holds money it has yet to work for.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::WINDOW_DAYS;
use super::shares::{clamped, total};
use crate::calendar::days_between;
use crate::facts::{Job, Match};
use crate::ids::JobId;
use crate::money::{Money, decimal};

/// A job and its work, each part with its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedWork {
    /// The job.
    pub job_id: JobId,
    /// As people know it.
    pub title: String,
    /// What the whole job is to bring, where it is agreed.
    pub price: Option<Money>,
    /// Work and the day it was performed.
    pub performed: Vec<Dated>,
    /// Money the client has paid and the bank shows, and the day.
    pub received: Vec<Dated>,
    /// Nothing is left to do.
    pub finished: bool,
}

/// An amount and its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// The day.
    pub on: Date,
    /// How much.
    pub amount: Money,
}

/// How a job's work and its cash stand to each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobVariance {
    /// The job.
    pub job_id: JobId,
    /// As people know it.
    pub title: String,
    /// Until the day asked about.
    #[serde(with = "decimal")]
    pub work_performed: Money,
    /// Until the day asked about.
    #[serde(with = "decimal")]
    pub cash_received: Money,
    /// Work − cash.
    #[serde(with = "decimal")]
    pub variance: Money,
    /// What it means.
    pub status: VarianceStatus,
}

/// What a variance means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VarianceStatus {
    /// Work and cash are level.
    Level,
    /// More work than cash.
    BehindOnPayments,
    /// All the work, none of the cash.
    CollectionsProblem,
    /// More cash than work.
    PaidAhead,
    /// At least half of the job's price is held for work not begun.
    LargeUpfront,
}

impl VarianceStatus {
    /// For a person.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Level => "Paid up",
            Self::BehindOnPayments => "Customer behind on payments",
            Self::CollectionsProblem => "Collections problem",
            Self::PaidAhead => "Customer paid ahead",
            Self::LargeUpfront => "Large upfront payment",
        }
    }
}

/// Of each job with work or cash until `as_of`, furthest from level first; ties by job.
#[must_use]
pub fn job_variances(jobs: &[DatedWork], as_of: Date) -> Vec<JobVariance> {
    let mut all: Vec<JobVariance> = jobs.iter().filter_map(|job| variance(job, as_of)).collect();
    all.sort_by(|a, b| {
        let far = |v: &JobVariance| std::cmp::Reverse(v.variance.abs());
        (far(a), &a.job_id).cmp(&(far(b), &b.job_id))
    });
    all
}

/// How long before a job's first day money for it is looked for, in days.
const PAID_BEFORE_DAYS: i32 = 28;

/// Work and cash of the jobs whose days tell. The rails date no work by themselves: of a job whose last day
/// is over, what was invoiced has been performed, on that day; of one that has not begun, nothing has. One
/// that goes on is left out, because what is invoiced meanwhile may be for work done or for work to come; so
/// is one that began so long ago that money for it may lie before the weeks we look at.
#[must_use]
pub fn dated_work(jobs: &[Job], matches: &[Match], today: Date) -> Vec<DatedWork> {
    let seen = |job: &&Job| {
        let begins = job.starts_on.map(|day| days_between(day, today));
        begins.is_some_and(|days| days <= WINDOW_DAYS - PAID_BEFORE_DAYS)
    };
    jobs.iter()
        .filter(seen)
        .filter_map(|job| {
            let ended = job.ends_on.filter(|day| *day < today);
            let waits = job.starts_on.is_some_and(|day| day > today);
            if ended.is_none() && !waits {
                return None;
            }
            let performed = ended.map(|on| Dated {
                on,
                amount: job.invoiced,
            });
            Some(DatedWork {
                job_id: job.id.clone(),
                title: job.title.clone(),
                price: None,
                performed: performed.into_iter().collect(),
                received: matches.iter().flat_map(|m| received(m, &job.id)).collect(),
                finished: ended.is_some(),
            })
        })
        .collect()
}

/// What one deposit brought for a job, before fees: the client has paid that much.
fn received(matched: &Match, job: &JobId) -> Vec<Dated> {
    let of_parts = matched.parts.iter().flat_map(|part| &part.allocations);
    let of_parts = of_parts
        .filter(|a| a.job_id.as_ref() == Some(job))
        .map(|a| a.amount);
    let of_shares = matched.shares.iter();
    let of_shares = of_shares
        .filter(|share| share.to.job_id() == Some(job))
        .map(|share| share.amount);
    let dated = |amount| Dated {
        on: matched.date,
        amount,
    };
    of_parts.chain(of_shares).map(dated).collect()
}

fn variance(job: &DatedWork, as_of: Date) -> Option<JobVariance> {
    let until = |list: &[Dated]| total(list.iter().filter(|d| d.on <= as_of).map(|d| d.amount));
    let (work, cash) = (until(&job.performed), until(&job.received));
    if work == Money::ZERO && cash == Money::ZERO {
        return None;
    }
    let cents = |m: Money| i128::from(m.cents());
    let ahead = cents(cash) - cents(work);
    let upfront = job
        .price
        .is_some_and(|p| p.is_positive() && 2 * ahead >= cents(p));
    let status = match ahead {
        0 => VarianceStatus::Level,
        1.. if upfront => VarianceStatus::LargeUpfront,
        1.. => VarianceStatus::PaidAhead,
        _ if job.finished && cash <= Money::ZERO => VarianceStatus::CollectionsProblem,
        _ => VarianceStatus::BehindOnPayments,
    };
    Some(JobVariance {
        job_id: job.job_id.clone(),
        title: job.title.clone(),
        work_performed: work,
        cash_received: cash,
        variance: clamped(-ahead),
        status,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn dollars(on: (i8, i8), amount: i64) -> Dated {
        Dated {
            on: date(2025, on.0, on.1),
            amount: Money::from_cents(amount * 100),
        }
    }

    /// Four jobs of a general contractor in the first weeks of 2025.
    fn four_jobs() -> Vec<DatedWork> {
        let job =
            |id: &str, price: i64, finished, performed: &[Dated], received: &[Dated]| DatedWork {
                job_id: JobId::new(id).unwrap(),
                title: id.to_owned(),
                price: Some(Money::from_cents(price * 100)),
                performed: performed.to_vec(),
                received: received.to_vec(),
                finished,
            };
        vec![
            job(
                "A001",
                20_000,
                false,
                &[
                    dollars((1, 5), 3_000),
                    dollars((1, 12), 4_000),
                    dollars((1, 18), 3_500),
                    dollars((1, 25), 4_500),
                ],
                &[dollars((1, 10), 8_000)],
            ),
            job(
                "B002",
                15_000,
                false,
                &[dollars((1, 15), 4_000), dollars((1, 22), 3_500)],
                &[dollars((1, 15), 12_000)],
            ),
            job(
                "C003",
                8_000,
                true,
                &[
                    dollars((1, 8), 2_500),
                    dollars((1, 15), 4_000),
                    dollars((1, 20), 1_500),
                ],
                &[],
            ),
            job(
                "D004",
                25_000,
                false,
                &[dollars((2, 3), 3_000), dollars((2, 8), 3_250)],
                &[dollars((1, 28), 25_000)],
            ),
        ]
    }

    /// One finished and paid in part, one finished and unpaid, one paid ahead, one under way, one too old.
    #[test]
    fn work_is_dated_by_the_days_of_its_job() {
        use crate::tiles::tests::{TODAY, matched, worked};
        let job = |id: &str, from: i32, to: Option<i32>, invoiced: i64| Job {
            invoiced: Money::from_cents(invoiced),
            ..worked(id, from, to)
        };
        let jobs = [
            job("part", 20, Some(18), 50_000),
            job("unpaid", 9, Some(9), 20_000),
            job("ahead", -5, Some(-7), 0),
            job("under-way", 3, Some(-2), 90_000),
            job("old", 70, Some(60), 10_000),
        ];
        let matches = [
            matched(1, 10, 30_000, "part"),
            matched(2, 2, 40_000, "ahead"),
        ];
        let work = dated_work(&jobs, &matches, TODAY);
        let found = job_variances(&work, TODAY);
        let told: Vec<_> = found
            .iter()
            .map(|v| (v.job_id.as_str(), v.variance.cents(), v.status))
            .collect();
        let paid = |m: &Match| m.parts.iter().map(|p| p.amount.cents()).sum::<i64>();
        let mut wanted = [
            ("ahead", -paid(&matches[1]), VarianceStatus::PaidAhead),
            (
                "part",
                50_000 - paid(&matches[0]),
                VarianceStatus::BehindOnPayments,
            ),
            ("unpaid", 20_000, VarianceStatus::CollectionsProblem),
        ];
        wanted.sort_by_key(|(id, cents, _)| (std::cmp::Reverse(cents.abs()), *id));
        assert_eq!(told, wanted);
    }

    #[test]
    fn work_and_cash_of_four_jobs() {
        let found = job_variances(&four_jobs(), date(2025, 2, 28));
        let told: Vec<_> = found
            .iter()
            .map(|v| {
                let id = v.job_id.as_str();
                (id, v.variance.whole_dollars(), v.status.words())
            })
            .collect();
        let behind = "Customer behind on payments";
        assert_eq!(
            told,
            [
                ("D004", "-$18,750".to_owned(), "Large upfront payment"),
                ("C003", "$8,000".to_owned(), "Collections problem"),
                ("A001", "$7,000".to_owned(), behind),
                ("B002", "-$4,500".to_owned(), "Customer paid ahead"),
            ]
        );
        // Before the garage was begun, all of its money was for work to come.
        let january = job_variances(&four_jobs(), date(2025, 1, 31));
        assert_eq!(january[0].variance.whole_dollars(), "-$25,000");
        assert_eq!(january.len(), 4);
        // On New Year's Day nothing had been done or paid.
        assert_eq!(job_variances(&four_jobs(), date(2025, 1, 1)), []);
    }

    #[test]
    fn without_a_price_nothing_is_called_large() {
        let mut jobs = four_jobs();
        jobs[3].price = None;
        let found = job_variances(&jobs, date(2025, 2, 28));
        assert_eq!(found[0].status, VarianceStatus::PaidAhead);
        jobs[2].received = vec![dollars((2, 1), 8_000)];
        let found = job_variances(&jobs, date(2025, 2, 28));
        let level = found.last().unwrap();
        assert_eq!(
            (level.job_id.as_str(), level.status),
            ("C003", VarianceStatus::Level)
        );
    }

    proptest! {
        #[test]
        fn the_sign_and_the_status_agree(
            work in prop::collection::vec((1..29_i8, 0..9_000_i64), 0..6),
            cash in prop::collection::vec((1..29_i8, 0..9_000_i64), 0..6),
            price in prop::option::of(0..20_000_i64),
            finished in any::<bool>(),
        ) {
            let list = |of: &[(i8, i64)]| of.iter().map(|(d, a)| dollars((1, *d), *a)).collect();
            let job = DatedWork {
                job_id: JobId::new("j").unwrap(),
                title: String::new(),
                price: price.map(|p| Money::from_cents(p * 100)),
                performed: list(&work),
                received: list(&cash),
                finished,
            };
            for v in job_variances(&[job], date(2025, 1, 28)) {
                prop_assert_eq!(v.variance, v.work_performed - v.cash_received);
                let sign = v.variance.cents().signum();
                let of_status = match v.status {
                    VarianceStatus::Level => 0,
                    VarianceStatus::BehindOnPayments | VarianceStatus::CollectionsProblem => 1,
                    VarianceStatus::PaidAhead | VarianceStatus::LargeUpfront => -1,
                };
                prop_assert_eq!(sign, of_status);
            }
        }
    }
}
