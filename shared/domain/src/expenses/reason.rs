//! Why a job is suggested: as data, and in words.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::RuleId;
use crate::rules::Pattern;

/// One reason for a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum JobReason {
    /// A rule of the company names the kind of job.
    VendorRule {
        /// Which rule.
        rule_id: RuleId,
        /// About whom.
        pattern: Pattern,
        /// What it names.
        job_type: String,
    },
    /// The job was worked on that day.
    ActiveThatDay {
        /// Since.
        from: Date,
        /// Until, where there is an end.
        to: Option<Date>,
    },
    /// Bought ahead of the job.
    DaysBefore {
        /// How many.
        days: u32,
    },
    /// The bank shows it some days after the job's last.
    DaysAfter {
        /// How many.
        days: u32,
    },
    /// This vendor was tagged to this job before.
    VendorForJob {
        /// How often, in 12 weeks.
        times: u64,
    },
    /// This vendor was tagged to another job of this client before.
    VendorForClient {
        /// How often, in 12 weeks.
        times: u64,
    },
    /// Other jobs fit just as well.
    Ways {
        /// How many, with this one.
        count: u64,
    },
}

impl JobReason {
    /// For a person.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::VendorRule {
                pattern, job_type, ..
            } => format!("rule: {pattern} is for {job_type}"),
            Self::ActiveThatDay { from, to: Some(to) } => format!("worked on {from} to {to}"),
            Self::ActiveThatDay { from, to: None } => format!("worked on since {from}"),
            Self::DaysBefore { days } => format!("{} before it began", counted(*days, "day")),
            Self::DaysAfter { days } => format!("{} after its last day", counted(*days, "day")),
            Self::VendorForJob { times } => {
                format!("this vendor was for this job {}", often(*times))
            }
            Self::VendorForClient { times } => {
                format!("this vendor was for this client {}", often(*times))
            }
            Self::Ways { count } => format!("{count} ways: as many jobs fit equally well"),
        }
    }
}

fn counted(n: u32, what: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{n} {what}{s}")
}

fn often(times: u64) -> String {
    match times {
        1 => "once before".to_owned(),
        n => format!("{n} times before"),
    }
}
