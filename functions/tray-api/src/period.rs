//! A period as a client names it: its first and its last day, of the company's own days.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use oodaloo_domain::facts::Company;
use oodaloo_domain::posting::Period;
use oodaloo_domain::settings::Fault;

use crate::Problem;

/// A period of which both days are needed.
pub(crate) fn required(from: Option<&str>, to: Option<&str>) -> Result<Period, Problem> {
    let (from, to) = (day("from", from)?, day("to", to)?);
    let (Some(from), Some(to)) = (from, to) else {
        return Err(Problem::bad_request(
            "Name the period: from and to, as in 2026-11-01.",
        ));
    };
    Period::new(from, to).map_err(|e| Problem::invalid(&[Fault::new("to", e.to_string())]))
}

/// A day of the query, where it is given.
pub(crate) fn day(name: &'static str, text: Option<&str>) -> Result<Option<Date>, Problem> {
    let parse = |t: &str| {
        t.parse::<Date>()
            .map_err(|_| Problem::bad_request(format!("{name} is not a day such as 2026-11-01.")))
    };
    text.map(parse).transpose()
}

/// The instant a day of the company begins.
pub(crate) fn begin(company: &Company, day: Date) -> Timestamp {
    let zone = TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC);
    let start = zone.to_ambiguous_timestamp(day.to_datetime(jiff::civil::Time::midnight()));
    start.compatible().unwrap_or(Timestamp::MAX)
}

/// The instant a day of the company is over.
pub(crate) fn end(company: &Company, day: Date) -> Timestamp {
    begin(company, day.saturating_add(1.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_year_at_most_and_never_backwards() {
        let ask = |from, to| required(from, to).map_err(|p| p.status().as_u16());
        assert!(ask(Some("2024-01-01"), Some("2024-12-31")).is_ok());
        assert!(ask(Some("2026-11-20"), Some("2026-11-20")).is_ok());
        assert_eq!(ask(Some("2024-01-01"), Some("2025-01-01")), Err(422));
        assert_eq!(ask(Some("2026-11-20"), Some("2026-11-19")), Err(422));
        for bad in [None, Some(""), Some("yesterday"), Some("2026-02-30")] {
            assert_eq!(ask(bad, Some("2026-11-20")), Err(400), "{bad:?}");
            assert_eq!(ask(Some("2026-11-20"), bad), Err(400), "{bad:?}");
        }
    }
}
