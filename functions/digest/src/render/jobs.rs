//! Winners and losers as lines with bars.

use oodaloo_domain::money::Money;
use oodaloo_domain::tiles::{JobMargin, Jobs};

use super::clean::{columns, inline};

/// So many on each side; the app shows five.
const SIDE: usize = 3;

/// A job as the mail shows it.
pub(super) struct JobRow {
    pub title: String,
    pub margin: String,
    /// "48.2 %", or empty where nothing was banked.
    pub pct: String,
    /// Width of the bar in percent of the longest, at least 1.
    pub bar: i64,
    pub bad: bool,
    pub line: String,
}

/// Both sides, and why the worst is worst.
pub(super) struct JobRows {
    pub winners: Vec<JobRow>,
    pub losers: Vec<JobRow>,
    pub worst: Option<String>,
    pub basis: &'static str,
}

impl JobRows {
    pub(super) fn new(jobs: &Jobs) -> Self {
        let shown = jobs
            .winners
            .iter()
            .take(SIDE)
            .chain(jobs.losers.iter().take(SIDE));
        let longest = shown
            .map(|j| j.margin.cents().unsigned_abs())
            .max()
            .unwrap_or(0)
            .max(1);
        let rows = |side: &[JobMargin]| side.iter().take(SIDE).map(|j| row(j, longest)).collect();
        Self {
            winners: rows(&jobs.winners),
            losers: rows(&jobs.losers),
            worst: jobs.losers.first().map(worst),
            basis: if jobs.before_burden {
                "Cash margin, 12 weeks, before burden"
            } else {
                "Cash margin, 12 weeks"
            },
        }
    }
}

fn name(job: &JobMargin) -> String {
    let title = inline(&job.title, 36);
    if title.is_empty() {
        "Untitled job".to_owned()
    } else {
        title
    }
}

fn row(job: &JobMargin, longest: u64) -> JobRow {
    let width = u128::from(job.margin.cents().unsigned_abs()) * 100 / u128::from(longest);
    let (title, margin) = (name(job), job.margin.whole_dollars());
    let pct = job.margin_pct.map(|p| format!("{p} %")).unwrap_or_default();
    let right = if pct.is_empty() {
        margin.clone()
    } else {
        format!("{margin}  {pct:>8}")
    };
    JobRow {
        line: columns(&inline(&title, 30), &right, 70),
        bar: i64::try_from(width).unwrap_or(100).clamp(1, 100),
        bad: job.margin < Money::ZERO,
        title,
        margin,
        pct,
    }
}

fn worst(job: &JobMargin) -> String {
    let mut less = Vec::new();
    if job.costs != Money::ZERO {
        less.push(format!("{} costs", job.costs.whole_dollars()));
    }
    if job.burden != Money::ZERO {
        less.push(format!("{} burden", job.burden.whole_dollars()));
    }
    let banked = job.banked.whole_dollars();
    let less = if less.is_empty() {
        String::new()
    } else {
        format!(", less {}", less.join(" and "))
    };
    format!("{}: {banked} banked{less}.", name(job))
}
