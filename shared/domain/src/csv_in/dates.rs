//! How people and banks write days. Times of day are left out: the day is the one written.

use jiff::civil::Date;

use super::DateOrder;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// A day as far as one text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// Only one reading.
    Sure(Date),
    /// Three numbers of which the order must be known.
    Numbers([i16; 3]),
}

/// Reads a text.
pub fn read(text: &str) -> Result<Day, String> {
    let refuse = || {
        format!(
            "{:?} is not a date such as 2026-03-27",
            text.chars().take(40).collect::<String>()
        )
    };
    if text.len() > 64 {
        return Err(refuse());
    }
    let day = without_time(text);
    let parts: Vec<&str> = day
        .split(['-', '/', '.', ' ', ','])
        .filter(|part| !part.is_empty())
        .collect();
    let parts = match parts.as_slice() {
        [name, rest @ ..] if rest.len() == 3 && is_weekday(name) => rest,
        all => all,
    };
    let number = |s: &str| -> Option<i16> {
        (s.len() <= 4 && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse().ok())?
    };
    let found = match parts {
        [all] if all.len() == 8 && all.bytes().all(|b| b.is_ascii_digit()) => {
            sure(number(&all[..4]), number(&all[4..6]), number(&all[6..]))
        }
        [a, b, c] => match (month_name(a), month_name(b)) {
            (Some(month), _) => sure(number(c).map(century), Some(month), number(b)),
            (_, Some(month)) if a.len() == 4 => sure(number(a), Some(month), number(c)),
            (_, Some(month)) => sure(number(c).map(century), Some(month), number(a)),
            _ if a.len() == 4 => sure(number(a), number(b), number(c)),
            _ => match (number(a), number(b), number(c)) {
                (Some(x), Some(y), Some(z))
                    if matches!(c.len(), 2 | 4) && a.len() <= 2 && b.len() <= 2 =>
                {
                    Some(Day::Numbers([x, y, if c.len() == 4 { z } else { z % 100 }]))
                }
                _ => None,
            },
        },
        _ => None,
    };
    found.ok_or_else(refuse)
}

/// The day, once the order is known.
pub fn in_order(day: Day, order: DateOrder) -> Option<Date> {
    match (day, order) {
        (Day::Sure(date), _) => Some(date),
        (Day::Numbers([m, d, y]), DateOrder::Mdy) | (Day::Numbers([d, m, y]), DateOrder::Dmy) => {
            date(century(y), m, d)
        }
        (Day::Numbers([y, m, d]), DateOrder::Ymd) => date(century(y), m, d),
    }
}

/// Exports with two-digit years are of this century: nobody's bank exported CSV before.
fn century(year: i16) -> i16 {
    if year < 100 { 2000 + year } else { year }
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (1900..=2200).contains(&date.year()).then_some(date)
}

fn sure(year: Option<i16>, month: Option<i16>, day: Option<i16>) -> Option<Day> {
    date(year?, month?, day?).map(Day::Sure)
}

fn month_name(text: &str) -> Option<i16> {
    let lower = text.to_ascii_lowercase();
    let is_word = lower.bytes().all(|b| b.is_ascii_lowercase());
    let at = MONTHS
        .iter()
        .position(|m| is_word && lower.starts_with(m))?;
    i16::try_from(at + 1).ok()
}

fn is_weekday(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .any(|d| lower.starts_with(d))
}

/// `2026-03-05T10:11:12Z` and `3/5/2026 10:11 PM EST` to their days.
fn without_time(text: &str) -> &str {
    let text = text.trim();
    let is_iso = text
        .as_bytes()
        .get(10)
        .is_some_and(|b| matches!(b, b'T' | b't'));
    if is_iso {
        return text.get(..10).unwrap_or(text);
    }
    let Some(colon) = text.find(':') else {
        return text;
    };
    let before = text.get(..colon).unwrap_or(text);
    // What stands before the colon is the hour, after a blank or a comma.
    before
        .rfind([' ', ','])
        .and_then(|cut| before.get(..cut))
        .unwrap_or(text)
        .trim_end_matches([',', ' '])
}

/// What a column of days tells about its order.
#[derive(Debug, Default)]
pub struct Survey {
    day_first: Option<(usize, String)>,
    month_first: Option<(usize, String)>,
    day_firsts: usize,
    month_firsts: usize,
    either: Option<(usize, String)>,
    sures: usize,
    numbers: usize,
    dotted: bool,
    sorted: [Sorted; 2],
}

/// Whether days run one way.
#[derive(Debug, Default)]
struct Sorted {
    last: Option<Date>,
    ups: usize,
    downs: usize,
}

impl Sorted {
    fn add(&mut self, date: Option<Date>) {
        match (self.last, date) {
            (Some(last), Some(date)) if date > last => self.ups += 1,
            (Some(last), Some(date)) if date < last => self.downs += 1,
            _ => {}
        }
        self.last = date.or(self.last);
    }

    /// At least five days, in order: so many are by chance once in sixty.
    fn holds(&self) -> bool {
        self.ups.min(self.downs) == 0 && self.ups.max(self.downs) >= 4
    }
}

impl Survey {
    /// Looks at one more text of the column.
    pub fn add(&mut self, line: usize, text: &str) {
        let Ok(day) = read(text) else { return };
        for (sorted, order) in self.sorted.iter_mut().zip([DateOrder::Mdy, DateOrder::Dmy]) {
            sorted.add(in_order(day, order));
        }
        let Day::Numbers([a, b, _]) = day else {
            self.sures += 1;
            return;
        };
        self.numbers += 1;
        let seen = || Some((line, text.to_owned()));
        match (a > 12, b > 12) {
            (true, false) => {
                self.day_firsts += 1;
                self.day_first = self.day_first.take().or_else(seen);
            }
            (false, true) => {
                self.month_firsts += 1;
                self.month_first = self.month_first.take().or_else(seen);
            }
            (false, false) if a != b => {
                self.dotted |= text.contains('.');
                self.either = self.either.take().or_else(seen);
            }
            _ => {}
        }
    }

    /// The order and how it is known, in words. None where most days tell it themselves: three bare numbers among
    /// them are a torn cell and not a day.
    pub fn order(&self) -> Result<Option<(DateOrder, String)>, String> {
        if self.sures >= self.numbers {
            return Ok(None);
        }
        let told = |at: &Option<(usize, String)>| {
            let (line, text) = at.clone().unwrap_or_default();
            format!("{text:?} on line {line} tells")
        };
        let (day, month) = (self.day_firsts, self.month_firsts);
        if day > 0 && month > 0 && day.min(month) * 10 >= day.max(month) {
            return Err(format!(
                "the dates contradict each other: {} day first, {} month first",
                told(&self.day_first),
                told(&self.month_first)
            ));
        }
        if day > month {
            return Ok(Some((DateOrder::Dmy, told(&self.day_first))));
        }
        if month > 0 {
            return Ok(Some((DateOrder::Mdy, told(&self.month_first))));
        }
        let Some((line, text)) = &self.either else {
            return Ok(Some((DateOrder::Mdy, "it makes no difference".into())));
        };
        let runs = |order| Ok(Some((order, "only so do the rows run in order".into())));
        match (self.sorted[0].holds(), self.sorted[1].holds()) {
            (true, false) => runs(DateOrder::Mdy),
            (false, true) => runs(DateOrder::Dmy),
            _ if self.dotted => Ok(Some((DateOrder::Dmy, "that is how dots are used".into()))),
            _ => Err(format!(
                "no date tells whether day or month comes first ({text:?} on line {line} reads both ways)"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_banks_write() {
        for text in [
            "2026-03-05",
            "2026/03/05",
            "20260305",
            "2026-03-05T23:59:59-08:00",
            "2026-03-05 10:11:12",
            "3/5/2026",
            "03/05/26",
            "3-5-2026",
            "3/5/2026 10:11 PM",
            "03/05/2026, 10:11",
            "Mar 5, 2026",
            "March 5 2026",
            "5 Mar 2026",
            "05-MAR-26",
            "Thu, Mar 5, 2026",
            "Thursday 5 March 2026",
            "2026-Mar-05",
        ] {
            let day = read(text).ok().and_then(|d| in_order(d, DateOrder::Mdy));
            assert_eq!(
                day.map(|d| d.to_string()).as_deref(),
                Some("2026-03-05"),
                "{text}"
            );
        }
        assert_eq!(
            in_order(read("05.03.26").unwrap(), DateOrder::Dmy)
                .unwrap()
                .to_string(),
            "2026-03-05"
        );
        assert_eq!(
            in_order(read("26-03-05").unwrap(), DateOrder::Ymd)
                .unwrap()
                .to_string(),
            "2026-03-05"
        );
        for bad in [
            "",
            "2026-02-30",
            "soon",
            "5",
            "46086",
            "1/2",
            "1/2/3/4",
            "12:30",
            "0001-01-01",
            "1/2/345",
            "-5",
            "٣/٣/2026",
        ] {
            let day = read(bad).ok().and_then(|d| in_order(d, DateOrder::Mdy));
            assert_eq!(day, None, "{bad}");
        }
    }

    fn order(texts: &[&str]) -> Result<Option<DateOrder>, String> {
        let mut survey = Survey::default();
        for (i, text) in texts.iter().enumerate() {
            survey.add(i + 2, text);
        }
        survey.order().map(|told| told.map(|(order, _)| order))
    }

    #[test]
    fn the_whole_column_tells_the_order() {
        assert_eq!(
            order(&["03/04/2026", "03/27/2026"]),
            Ok(Some(DateOrder::Mdy))
        );
        assert_eq!(
            order(&["03/04/2026", "27/03/2026"]),
            Ok(Some(DateOrder::Dmy))
        );
        assert_eq!(order(&["03.04.2026"]), Ok(Some(DateOrder::Dmy)));
        assert_eq!(order(&["2026-03-04", "03/04/2026"]), Ok(None));
        // Sorted as months and days, jumping back and forth the other way.
        assert_eq!(
            order(&[
                "01/05/2026",
                "01/09/2026",
                "02/02/2026",
                "02/07/2026",
                "02/11/2026"
            ]),
            Ok(Some(DateOrder::Mdy))
        );
        assert!(
            order(&["03/04/2026", "03/04/2026"])
                .unwrap_err()
                .contains("line 2 reads both ways")
        );
        assert!(
            order(&[
                "01/02/2026",
                "01/03/2026",
                "01/04/2026",
                "01/05/2026",
                "01/06/2026"
            ])
            .is_err(),
            "sorted both ways"
        );
        assert!(
            order(&["13/02/2026", "02/13/2026"])
                .unwrap_err()
                .contains("contradict")
        );
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,30}") {
            let mut survey = Survey::default();
            survey.add(1, &text);
            let _ = (survey.order(), read(&text).map(|d| in_order(d, DateOrder::Ymd)));
        }
    }
}
