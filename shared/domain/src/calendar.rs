//! Business days of the US banking system: payouts do not move on weekends or Federal Reserve holidays.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

/// `count` calendar days later (earlier when negative), never beyond the calendar's ends.
#[must_use]
pub fn plus_days(day: Date, count: i32) -> Date {
    day.saturating_add(count.days())
}

/// Calendar days from `from` to `to`; negative when `to` is earlier.
#[must_use]
pub fn days_between(from: Date, to: Date) -> i32 {
    i32::try_from(to.duration_since(from).as_hours() / 24).unwrap_or(i32::MAX)
}

/// Whether payments settle on this day.
#[must_use]
pub fn is_business_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_fed_holiday(day)
}

/// Whether the Federal Reserve is closed. A holiday on a Sunday moves to Monday, one on a Saturday does not move.
#[must_use]
pub fn is_fed_holiday(day: Date) -> bool {
    let fixed = |d: Date| {
        matches!(
            (d.month(), d.day()),
            (1, 1) | (6, 19) | (7, 4) | (11, 11) | (12, 25)
        )
    };
    let week_of_month = (day.day() - 1) / 7 + 1;
    match day.weekday() {
        Weekday::Monday => {
            fixed(day)
                || fixed(plus_days(day, -1))
                || matches!((day.month(), week_of_month), (1 | 2, 3) | (9, 1) | (10, 2))
                || (day.month() == 5 && day.day() + 7 > 31)
        }
        Weekday::Thursday if day.month() == 11 && week_of_month == 4 => true,
        _ => fixed(day),
    }
}

/// Business days after `from`, up to and including `to`; 0 when `to` is not later. Stops counting at `limit`.
#[must_use]
pub fn business_days_between(from: Date, to: Date, limit: u8) -> u8 {
    let (mut day, mut count) = (from, 0);
    while day < to && count < limit {
        day = plus_days(day, 1);
        count += u8::from(is_business_day(day));
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_long_weekend_counts_as_none() {
        // Labor Day 2026 is 7 September.
        assert_eq!(
            business_days_between(date(2026, 9, 4), date(2026, 9, 8), 9),
            1
        );
        assert!(is_fed_holiday(date(2026, 5, 25)) && is_fed_holiday(date(2026, 11, 26)));
        assert!(is_fed_holiday(date(2027, 7, 5)) && !is_fed_holiday(date(2026, 7, 3)));
    }
}
