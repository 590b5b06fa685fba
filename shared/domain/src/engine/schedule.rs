//! Schedules of payouts: which days' payments land in the bank on one day.
//!
//! A schedule is a cell: a rule and a lag. Three daily rules differ only in what they do with weekends, weekly payouts
//! close on any day of the week, and one cell for each lag takes runs that no schedule explains.

use jiff::civil::Date;

use crate::calendar::{is_business_day, plus_days};

/// Lags that are told apart.
pub const LAGS: usize = 8;
/// All cells of one pool.
pub const CELLS: usize = ODD + LAGS;
/// Kinds of schedule, in the order of their cells: see [`kind_of`].
pub const KINDS: usize = 5;

const WEEKEND_BACK: usize = 0;
const WEEKEND_ON: usize = LAGS;
const CALENDAR: usize = 2 * LAGS;
const WEEKLY: usize = 3 * LAGS;
const ODD: usize = WEEKLY + 7 * LAGS;

/// The schedules that most streams follow, as bits: daily one to four business days later; weeks that close on a Sunday.
pub const USUAL: u128 = 0b1_1110 << WEEKEND_BACK | 0b1_1110 << (WEEKLY + 6 * LAGS);

/// How far back a window may begin, in days.
const BACK: usize = 26;
/// The earliest day of the week a weekly payout closes on, counted back from the deposit.
const LATEST_CLOSE: usize = 11;

/// The days that land on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Landing {
    /// First day.
    pub from: Date,
    /// Last day: what is taken late on it may ride in the next payout.
    pub to: Date,
    /// Business days from the last day to the bank.
    pub lag: u8,
    /// The cells that say so, as bits.
    pub cells: u128,
}

/// The bit of the cell for runs that follow no schedule.
pub const fn odd(lag: u8) -> u128 {
    1 << (ODD + lag as usize)
}

/// Whether a cell belongs to a schedule.
pub const fn is_scheduled(cell: usize) -> bool {
    cell < ODD
}

/// Which kind of schedule: weekend joins the Friday, weekend joins the Monday, calendar days, weekly, none.
pub const fn kind_of(cell: usize) -> usize {
    match cell {
        0..WEEKEND_ON => 0,
        WEEKEND_ON..CALENDAR => 1,
        CALENDAR..WEEKLY => 2,
        WEEKLY..ODD => 3,
        _ => 4,
    }
}

/// The lag of a cell.
pub const fn lag_of(cell: usize) -> usize {
    cell % LAGS
}

/// The cells of a set of bits.
pub fn cells(mut bits: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let first = bits.trailing_zeros() as usize;
        bits &= bits.wrapping_sub(1);
        (first < CELLS).then_some(first)
    })
}

/// Every window of days that some schedule lands on `arrival`, the same days once.
pub fn landings(arrival: Date) -> Vec<Landing> {
    let business: Vec<bool> = (0..=BACK)
        .map(|back| is_business_day(before(arrival, back)))
        .collect();
    // Business days after the day, up to and including the arrival.
    let mut lag = vec![0_usize; BACK + 2];
    for back in 0..=BACK {
        lag[back + 1] = lag[back] + usize::from(business[back]);
    }
    let mut found: Vec<(usize, usize, u128)> = Vec::new();
    for l in 0..LAGS {
        let run = |rule: &dyn Fn(usize) -> bool| {
            let first = (0..=BACK).find(|b| rule(*b))?;
            let last = (first..=BACK).take_while(|b| rule(*b)).last()?;
            Some((last, first))
        };
        let onward = |b: usize| (0..=b).rev().find(|o| business[*o]).unwrap_or(0);
        let gap = (1..BACK).find(|b| business[*b]).unwrap_or(1);
        let rules: [(usize, Option<(usize, usize)>); 3] = [
            (WEEKEND_BACK, run(&|b| lag[b] == l)),
            (WEEKEND_ON, run(&|b| lag[onward(b)] == l)),
            (CALENDAR, run(&|b| (l..l + gap).contains(&b))),
        ];
        for (cell, window) in rules {
            let Some((from, to)) = window else { continue };
            note(&mut found, from, to, 1 << (cell + l));
        }
    }
    for (close, after) in lag.iter().enumerate().take(LATEST_CLOSE) {
        let day = usize::try_from(before(arrival, close).weekday().to_monday_zero_offset());
        if let (Ok(day), true) = (day, *after < LAGS) {
            let cell = WEEKLY + day * LAGS + *after;
            note(&mut found, close + 6, close, 1 << cell);
        }
    }
    let landing = |(from, to, cells): (usize, usize, u128)| Landing {
        from: before(arrival, from),
        to: before(arrival, to),
        lag: u8::try_from(lag[to]).unwrap_or(u8::MAX),
        cells,
    };
    found.into_iter().map(landing).collect()
}

fn before(day: Date, back: usize) -> Date {
    plus_days(day, -i32::try_from(back).unwrap_or(0))
}

fn note(found: &mut Vec<(usize, usize, u128)>, from: usize, to: usize, bits: u128) {
    match found.iter_mut().find(|w| (w.0, w.1) == (from, to)) {
        Some(window) => window.2 |= bits,
        None => found.push((from, to, bits)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn window(arrival: Date, cell: usize) -> Option<(Date, Date)> {
        landings(arrival)
            .into_iter()
            .find(|l| l.cells >> cell & 1 == 1)
            .map(|l| (l.from, l.to))
    }

    #[test]
    fn the_rules_differ_in_their_weekends() {
        // 9 March 2026 is a Monday.
        let (fri, sat, sun) = (date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 8));
        let (mon, tue) = (date(2026, 3, 9), date(2026, 3, 10));
        assert_eq!(window(mon, WEEKEND_BACK + 1), Some((fri, sun)));
        assert_eq!(window(tue, WEEKEND_BACK + 1), Some((mon, mon)));
        assert_eq!(window(mon, WEEKEND_ON + 1), Some((fri, fri)));
        assert_eq!(window(tue, WEEKEND_ON + 1), Some((sat, mon)));
        assert_eq!(window(mon, CALENDAR + 1), Some((fri, sun)));
        assert_eq!(window(mon, CALENDAR + 2), Some((date(2026, 3, 5), sat)));
        assert_eq!(
            window(tue, WEEKLY + 6 * LAGS + 2),
            Some((date(2026, 3, 2), sun))
        );
    }

    #[test]
    fn windows_of_one_schedule_follow_each_other_without_a_gap() {
        // What comes in on a weekend and is paid out the same day never lands: there is no such stream.
        for cell in (0..WEEKLY).filter(|c| *c != WEEKEND_BACK) {
            let mut end = None;
            let mut day = date(2026, 5, 11);
            while day < date(2026, 7, 20) {
                if is_business_day(day)
                    && let Some((from, to)) = window(day, cell)
                {
                    assert!(end.is_none_or(|e| plus_days(e, 1) == from), "{cell} {day}");
                    end = Some(to);
                }
                day = plus_days(day, 1);
            }
        }
    }
}
