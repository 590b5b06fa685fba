//! Business days of the US banking system: weekends and Federal Reserve holidays do not settle.

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

/// Whether payments settle on this day.
#[must_use]
pub fn is_business_day(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !is_fed_holiday(day)
}

/// Whether the Federal Reserve Banks are closed for a holiday. A holiday on a Sunday is kept on the Monday; one on a
/// Saturday is not moved (Federal Reserve Financial Services holiday schedule).
#[must_use]
pub fn is_fed_holiday(day: Date) -> bool {
    let fixed = |d: Date| {
        matches!(
            (d.month(), d.day()),
            (1, 1) | (6, 19) | (7, 4) | (11, 11) | (12, 25)
        )
    };
    let nth = (day.day() - 1) / 7 + 1;
    let last_in_month = day.day() + 7 > day.days_in_month();
    match day.weekday() {
        Weekday::Monday if fixed(add_days(day, -1)) => true,
        Weekday::Monday if matches!((day.month(), nth), (1 | 2, 3) | (9, 1) | (10, 2)) => true,
        Weekday::Monday if day.month() == 5 && last_in_month => true,
        Weekday::Thursday if day.month() == 11 && nth == 4 => true,
        _ => fixed(day),
    }
}

/// The day itself, or the next business day.
#[must_use]
pub fn roll_forward(mut day: Date) -> Date {
    while !is_business_day(day) {
        day = add_days(day, 1);
    }
    day
}

/// The day itself, or the business day before it.
#[must_use]
pub fn roll_back(mut day: Date) -> Date {
    while !is_business_day(day) {
        day = add_days(day, -1);
    }
    day
}

/// `count` business days after `day`.
#[must_use]
pub fn add_business_days(mut day: Date, count: u32) -> Date {
    for _ in 0..count {
        day = roll_forward(add_days(day, 1));
    }
    day
}

/// `count` calendar days after `day`; stays at the ends of the calendar.
#[must_use]
pub fn add_days(day: Date, count: i32) -> Date {
    day.saturating_add(count.days())
}

/// The moment of a local day and time. The zone must be in the bundled database; an unknown one is read as UTC.
#[must_use]
pub fn local(day: Date, time: Time, zone: &str) -> Timestamp {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    match zone.to_ambiguous_zoned(day.to_datetime(time)).compatible() {
        Ok(zoned) => zoned.timestamp(),
        Err(_) => Timestamp::UNIX_EPOCH,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn holidays_of_2026_and_the_sunday_rule() {
        let closed = (0..365)
            .map(|i| add_days(date(2026, 1, 1), i))
            .filter(|d| is_fed_holiday(*d));
        let expected = [
            date(2026, 1, 1),
            date(2026, 1, 19),
            date(2026, 2, 16),
            date(2026, 5, 25),
            date(2026, 6, 19),
            date(2026, 7, 4),
            date(2026, 9, 7),
            date(2026, 10, 12),
            date(2026, 11, 11),
            date(2026, 11, 26),
            date(2026, 12, 25),
        ];
        assert_eq!(closed.collect::<Vec<_>>(), expected);
        // 4 July 2027 is a Sunday: the Monday is closed. 4 July 2026 is a Saturday: the Friday is open.
        assert!(!is_business_day(date(2027, 7, 5)) && is_business_day(date(2026, 7, 3)));
    }

    #[test]
    fn business_days_skip_a_long_weekend() {
        assert_eq!(add_business_days(date(2026, 9, 4), 1), date(2026, 9, 8));
        assert_eq!(roll_back(date(2026, 9, 7)), date(2026, 9, 4));
    }
}
