//! A company's days and ISO weeks, in its own time zone.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, ISOWeekDate, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::schema::text_schema;

/// An ISO week: Monday first, `2026-W47`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IsoWeek {
    year: i16,
    week: i8,
}

text_schema!(
    IsoWeek,
    "^[0-9]{4}-W[0-9]{2}$",
    "2026-W47",
    "An ISO week, Monday first."
);

/// A text that is not an ISO week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an ISO week such as 2026-W47")]
pub struct BadWeek(String);

impl IsoWeek {
    /// The week a day lies in.
    #[must_use]
    pub fn of(date: Date) -> Self {
        let iso = date.iso_week_date();
        Self {
            year: iso.year(),
            week: iso.week(),
        }
    }

    /// Its Monday.
    ///
    /// # Panics
    /// Never: only weeks that exist can be built.
    #[must_use]
    pub fn monday(self) -> Date {
        #[expect(
            clippy::expect_used,
            reason = "both constructors check that the week exists"
        )]
        ISOWeekDate::new(self.year, self.week, Weekday::Monday)
            .expect("an existing week")
            .date()
    }

    /// The week before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::of(self.monday().saturating_sub(7.days()))
    }

    /// The week after.
    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.monday().saturating_add(7.days()))
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        Self::of(date) == self
    }

    /// The instant a digest is due in this week: Friday at the company's local send time. A local
    /// time that the zone skips that day becomes the next instant that exists.
    #[must_use]
    pub fn digest_due(self, zone: &TimeZone, send_time: Time) -> Timestamp {
        let friday = self.monday().saturating_add(4.days());
        let local = friday.to_datetime(send_time);
        zone.to_ambiguous_timestamp(local)
            .compatible()
            .unwrap_or(Timestamp::MAX)
    }
}

impl fmt::Display for IsoWeek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.week)
    }
}

impl FromStr for IsoWeek {
    type Err = BadWeek;

    fn from_str(text: &str) -> Result<Self, BadWeek> {
        let bad = || BadWeek(text.chars().take(20).collect());
        let (year, week) = text.split_once("-W").ok_or_else(bad)?;
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if year.len() != 4 || week.len() != 2 || !digits(year) || !digits(week) {
            return Err(bad());
        }
        let year: i16 = year.parse().map_err(|_| bad())?;
        let week: i8 = week.parse().map_err(|_| bad())?;
        ISOWeekDate::new(year, week, Weekday::Monday).map_err(|_| bad())?;
        Ok(Self { year, week })
    }
}

impl TryFrom<String> for IsoWeek {
    type Error = BadWeek;
    fn try_from(text: String) -> Result<Self, BadWeek> {
        text.parse()
    }
}

impl From<IsoWeek> for String {
    fn from(week: IsoWeek) -> Self {
        week.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn years_with_53_weeks() {
        assert_eq!(IsoWeek::of(date(2027, 1, 1)).to_string(), "2026-W53");
        assert_eq!(IsoWeek::of(date(2027, 1, 1)).next().to_string(), "2027-W01");
        assert!("2026-W54".parse::<IsoWeek>().is_err());
        assert!("2026-W5".parse::<IsoWeek>().is_err());
    }

    #[test]
    fn a_skipped_local_time_is_sent_at_the_next_instant() {
        // Cairo's clocks jump from 00:00 to 01:00 on Friday 2026-04-24.
        let cairo = TimeZone::get("Africa/Cairo").unwrap();
        let week = IsoWeek::of(date(2026, 4, 24));
        let due = week.digest_due(&cairo, Time::midnight());
        assert_eq!(due.to_zoned(cairo).date(), date(2026, 4, 24));
    }
}
