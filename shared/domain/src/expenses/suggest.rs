//! For which job an expense probably was.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{JobReason, Spend, spend};
use crate::descriptor::normalise;
use crate::facts::{Actor, BankLine, Job, JobRef, Tag};
use crate::ids::{ClientId, JobId, RuleId};
use crate::rules::{Rule, RuleKind, Texts, ruling};

/// The most jobs that are suggested for one expense.
pub const MAX_SUGGESTIONS: usize = 5;
/// Materials are bought three days ahead at most.
const FIRST_AHEAD: i32 = -3;
/// A purchase is on the bank's books so many days later.
const POSTED_DAYS: i32 = 4;
/// A vendor's earlier tags to a job count for so long after its last day: returns, and what was forgotten.
pub const HISTORY_DAYS: i32 = 7;

// Weights: how many times likelier one thing is than another, in whole numbers.
/// The job is worked on that day.
const ON_THE_DAY: u64 = 8;
/// It begins soon, or ended lately.
const NEAR: u64 = 3;
/// Each earlier tag of the vendor to the job, up to [`MOST_TIMES`].
const SAME_JOB: u64 = 3;
/// Each earlier tag of the vendor to another job of the client.
const SAME_CLIENT: u64 = 1;
const MOST_TIMES: u64 = 4;
/// A rule names its kind of job.
const BY_RULE: u64 = 4;
/// None of the jobs we see: stock for the van, a tool, a job nobody scheduled.
const NONE_OF_THESE: u64 = 2;

/// A job an expense may be for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobSuggestion {
    /// The job.
    #[serde(flatten)]
    pub job: JobRef,
    /// How probable it is that the expense was for this job, in whole parts of a thousand.
    pub confidence: f64,
    /// Why.
    pub reasons: Vec<JobReason>,
}

/// What expenses are compared with.
#[derive(Debug)]
pub struct Book<'a> {
    jobs: Vec<&'a Job>,
    rules: &'a [Rule],
    history: BTreeMap<&'a str, History<'a>>,
}

/// What one vendor was tagged to.
#[derive(Debug, Default)]
struct History<'a> {
    jobs: BTreeMap<&'a JobId, u64>,
    clients: BTreeMap<&'a ClientId, u64>,
    by_person: bool,
}

/// What is to be done about one expense.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked<'a> {
    /// A rule decides it.
    Ruled(&'a Rule),
    /// Nothing: it is of no job.
    No(Spend),
    /// A person is asked, with these jobs, best first; perhaps none.
    Job(Vec<JobSuggestion>),
}

impl<'a> Book<'a> {
    /// From the company's jobs, rules and tags, in any order.
    #[must_use]
    pub fn new(jobs: &'a [Job], rules: &'a [Rule], tags: &'a [Tag]) -> Self {
        let mut history: BTreeMap<&str, History> = BTreeMap::new();
        for tag in tags {
            let of = history.entry(&tag.merchant).or_default();
            *of.jobs.entry(&tag.job.job_id).or_default() += 1;
            if let Some(client) = &tag.job.client_id {
                *of.clients.entry(client).or_default() += 1;
            }
            of.by_person |= matches!(tag.decided_by, Actor::Person(_));
        }
        let mut jobs: Vec<&Job> = jobs.iter().collect();
        jobs.sort_by_key(|job| &job.id);
        jobs.dedup_by_key(|job| &job.id);
        Self {
            jobs,
            rules,
            history,
        }
    }

    /// What is to be done about open money out, where a person has `refused` what a rule decided.
    #[must_use]
    pub fn ask(&self, line: &BankLine, refused: Option<&RuleId>) -> Asked<'a> {
        let texts = Texts::of(line);
        let applies = |rule: &&Rule| Some(&rule.id) != refused;
        let rule = ruling(self.rules.iter().filter(applies), &texts);
        let kind = rule.map(|r| r.kind);
        if let (Some(rule), Some(RuleKind::IgnoreMerchant | RuleKind::ProcessorFee)) = (rule, kind)
        {
            return Asked::Ruled(rule);
        }
        let history = self.history.get(texts.merchant());
        let said_so = rule.is_some() || history.is_some_and(|h| h.by_person);
        match spend(&texts) {
            overhead @ Spend::Overhead(_) if !said_so => Asked::No(overhead),
            _ => Asked::Job(self.suggestions(line.date, rule, history)),
        }
    }

    fn suggestions(
        &self,
        day: Date,
        rule: Option<&Rule>,
        history: Option<&History<'_>>,
    ) -> Vec<JobSuggestion> {
        let mut weighed: Vec<(u64, &Job, Vec<JobReason>)> = self
            .jobs
            .iter()
            .filter_map(|job| {
                let (weight, reasons) = weigh(job, day, rule, history)?;
                Some((weight, *job, reasons))
            })
            .collect();
        weighed.sort_by_key(|(weight, job, _)| (Reverse(*weight), Reverse(job.number), &job.id));
        let all = NONE_OF_THESE + weighed.iter().map(|(weight, ..)| weight).sum::<u64>();
        let best = weighed.first().map_or(0, |(weight, ..)| *weight);
        let ways = weighed.iter().filter(|(w, ..)| *w == best).count() as u64;
        let kept = weighed.into_iter().take(MAX_SUGGESTIONS);
        kept.map(|(weight, job, mut reasons)| {
            if weight == best && ways > 1 {
                reasons.push(JobReason::Ways { count: ways });
            }
            JobSuggestion {
                job: JobRef::from(job),
                confidence: thousandths(weight, all),
                reasons,
            }
        })
        .collect()
    }
}

/// Rounded down, so that nothing is claimed that the weights do not hold.
fn thousandths(part: u64, all: u64) -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "at most a thousand; a probability, not money"
    )]
    let parts = (part * 1_000 / all) as f64;
    parts / 1_000.0
}

/// How much speaks for a job, and what. None when nothing does.
fn weigh(
    job: &Job,
    day: Date,
    rule: Option<&Rule>,
    history: Option<&History<'_>>,
) -> Option<(u64, Vec<JobReason>)> {
    let mut reasons = Vec::new();
    let away = job.days_from_work(day);
    let mut weight = match (away, job.starts_on) {
        (Some(0), Some(from)) => {
            let to = job.ends_on;
            reasons.push(JobReason::ActiveThatDay { from, to });
            ON_THE_DAY
        }
        (Some(days @ FIRST_AHEAD..0), _) => {
            let days = days.unsigned_abs();
            reasons.push(JobReason::DaysBefore { days });
            NEAR
        }
        (Some(days @ 1..=POSTED_DAYS), _) => {
            let days = days.unsigned_abs();
            reasons.push(JobReason::DaysAfter { days });
            NEAR
        }
        _ => 0,
    };
    // A vendor's past says which of the jobs at hand, not that a job of long ago is at hand.
    let at_hand = weight > 0 || away.is_some_and(|days| (0..=HISTORY_DAYS).contains(&days));
    if let Some(history) = history.filter(|_| at_hand) {
        weight += from_history(job, history, &mut reasons);
    }
    if let Some(rule) = rule.filter(|r| weight > 0 && is_of_type(job, &r.value)) {
        weight *= BY_RULE;
        reasons.insert(
            0,
            JobReason::VendorRule {
                rule_id: rule.id.clone(),
                pattern: rule.pattern.clone(),
                job_type: rule.value.clone(),
            },
        );
    }
    (weight > 0).then_some((weight, reasons))
}

fn from_history(job: &Job, history: &History<'_>, reasons: &mut Vec<JobReason>) -> u64 {
    let same_job = history.jobs.get(&job.id).copied().unwrap_or(0);
    let client = job.client_id.as_ref();
    let of_client = client.and_then(|c| history.clients.get(c)).copied();
    let others = of_client.unwrap_or(0).saturating_sub(same_job);
    if same_job > 0 {
        reasons.push(JobReason::VendorForJob { times: same_job });
    }
    if others > 0 {
        reasons.push(JobReason::VendorForClient { times: others });
    }
    SAME_JOB * same_job.min(MOST_TIMES) + SAME_CLIENT * others.min(MOST_TIMES)
}

/// Whether a job is of the kind a rule names: all words of it stand in the job's type or title.
#[must_use]
pub fn is_of_type(job: &Job, kind: &str) -> bool {
    let wanted = normalise(kind);
    let text = format!("{} {}", job.job_type.as_deref().unwrap_or(""), job.title);
    let text = normalise(&text);
    let words: Vec<&str> = text.split(' ').collect();
    !wanted.is_empty() && wanted.split(' ').all(|w| words.contains(&w))
}
