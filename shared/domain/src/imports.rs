//! Rows of an uploaded file as facts that are the same however often, and in whatever pieces, the file comes.
//!
//! A bank's CSV has no ids of its own that last. A line is known by its account, day, amount, text, and by being the
//! first, second … of the lines that have all of these in common. Exports are of whole days, so the same day brings the
//! same lines: a file that overlaps another adds what the other lacks, and a file that comes twice adds nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use unicode_normalization::UnicodeNormalization as _;

use crate::csv_in::{Line, QuoteRow};
use crate::facts::{BankLine, FiledQuote, Provenance, Source, Transition};
use crate::ids::{AccountId, BadId, BankTransactionId, QuoteId, derived};
use crate::money::Money;

/// The largest file, in bytes of text.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;
/// The most rows of a file.
pub const MAX_ROWS: usize = 100_000;
/// How many bad rows are kept with their reason.
pub const MAX_BAD_ROWS: usize = 50;

/// The lines of a statement as facts of an account, in the file's order. The same statement, or any other that shows
/// the same days, gives the same ids.
///
/// # Errors
/// [`BadId`] never, as long as derived ids are ids.
pub fn bank_lines(
    account: &AccountId,
    currency: &str,
    lines: &[Line],
) -> Result<Vec<BankLine>, BadId> {
    let mut seen: BTreeMap<(Date, i64, String), usize> = BTreeMap::new();
    let mut facts = Vec::with_capacity(lines.len());
    for line in lines {
        let like = (line.date, line.amount.cents(), plain(&line.description));
        let nth = seen.entry(like.clone()).or_default();
        *nth += 1;
        let id = derived(
            "csv",
            &[
                account.as_str(),
                &like.0.to_string(),
                &like.1.to_string(),
                &like.2,
                &nth.to_string(),
            ],
        );
        facts.push(BankLine {
            id: BankTransactionId::new(id)?,
            account_id: account.clone(),
            date: line.date,
            amount: line.amount,
            currency: code(line).unwrap_or(currency).to_owned(),
            description: line.description.clone(),
            merchant: None,
            source: Source::Csv,
        });
    }
    Ok(facts)
}

/// The currency that a line names, where it is the code of one.
fn code(line: &Line) -> Option<&str> {
    let named = line.currency.as_deref()?;
    let is_code = named.len() == 3 && named.bytes().all(|b| b.is_ascii_uppercase());
    is_code.then_some(named)
}

/// A quote of a file as a fact. Days begin in the company's own time zone.
///
/// # Errors
/// [`BadId`] never, as long as derived ids are ids.
pub fn filed_quote(row: &QuoteRow, zone: &TimeZone) -> Result<FiledQuote, BadId> {
    let begins = |day: Date| {
        let start = day.to_zoned(zone.clone());
        start.map_or(Timestamp::MIN, |zoned| zoned.timestamp())
    };
    let came = row.came_into.iter().map(|(day, status)| Transition {
        at: begins(*day),
        status: (*status).to_owned(),
        provenance: Provenance::Csv,
    });
    Ok(FiledQuote {
        id: QuoteId::new(derived("filed", &[&plain(&row.number)]))?,
        number: row.number.clone(),
        status: row.status.clone(),
        title: row.title.clone(),
        client_name: row.client_name.clone(),
        total: row.total,
        created_at: begins(row.created),
        history: came.collect(),
    })
}

/// A text without what differs between two exports of the same line: blanks, capitals, ways to encode a letter.
fn plain(text: &str) -> String {
    let folded: String = text.nfkc().collect::<String>().to_lowercase();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the account held at the end, and on which day, where the file says so without a doubt. Exports run up or
/// down; which way is told by the balances themselves, or else by the days.
#[must_use]
pub fn last_balance(lines: &[Line]) -> Option<(Date, Money)> {
    let last_day = lines.iter().map(|l| l.date).max()?;
    let (first, last) = (lines.first()?, lines.last()?);
    let of_day: Vec<&Line> = lines.iter().filter(|l| l.date == last_day).collect();
    let line = match (runs(lines), first.date.cmp(&last.date)) {
        (Some(Way::Up), _) => of_day.last(),
        (Some(Way::Down), _) => of_day.first(),
        _ if of_day.len() == 1 => of_day.first(),
        (None, std::cmp::Ordering::Less) => of_day.last(),
        (None, std::cmp::Ordering::Greater) => of_day.first(),
        (None, std::cmp::Ordering::Equal) => None,
    }?;
    Some((last_day, line.balance?))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// Which way balances add up from row to row; none where they do neither way, or both.
fn runs(lines: &[Line]) -> Option<Way> {
    let cents = |m: Money| i128::from(m.cents());
    let (mut up, mut down) = (0_usize, 0_usize);
    for pair in lines.windows(2) {
        let [a, b] = pair else { continue };
        if let (Some(before), Some(after)) = (a.balance, b.balance) {
            up += usize::from(cents(before) + cents(b.amount) == cents(after));
            down += usize::from(cents(after) + cents(a.amount) == cents(before));
        }
    }
    match up.cmp(&down) {
        std::cmp::Ordering::Greater => Some(Way::Up),
        std::cmp::Ordering::Less => Some(Way::Down),
        std::cmp::Ordering::Equal => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::csv_in::{Choices, statement};

    fn line(day: i8, cents: i64, text: &str, balance: Option<i64>) -> Line {
        Line {
            line: 0,
            date: date(2026, 3, day),
            amount: Money::from_cents(cents),
            description: text.into(),
            balance: balance.map(Money::from_cents),
            currency: None,
        }
    }

    fn account() -> AccountId {
        AccountId::new("csv_1").unwrap()
    }

    fn ids(lines: &[Line]) -> BTreeSet<String> {
        let facts = bank_lines(&account(), "USD", lines).unwrap();
        facts.into_iter().map(|f| f.id.to_string()).collect()
    }

    #[test]
    fn a_line_is_known_by_what_lasts() {
        let one = line(4, 14_900, "ZELLE  from Anna", None);
        let facts = bank_lines(&account(), "USD", &[one.clone(), one.clone()]).unwrap();
        insta::assert_compact_json_snapshot!(facts.iter().map(|f| &f.id).collect::<Vec<_>>(), @r#"["csv_3412f3bc47dd98edd6f3", "csv_2b17dc20d4bf2b74bcdb"]"#);
        // Another export writes it with other blanks and capitals.
        let again = line(4, 14_900, " Zelle from ANNA ", Some(5));
        assert_eq!(ids(std::slice::from_ref(&one)), ids(&[again]));
        let other = AccountId::new("csv_2").unwrap();
        let elsewhere = bank_lines(&other, "USD", std::slice::from_ref(&one)).unwrap();
        assert!(!ids(&[one]).contains(elsewhere[0].id.as_str()));
    }

    #[test]
    fn the_last_balance_whichever_way_the_file_runs() {
        let up = [
            line(1, 100, "a", Some(1_100)),
            line(2, -50, "b", Some(1_050)),
            line(2, 10, "c", Some(1_060)),
        ];
        let down: Vec<Line> = up.iter().rev().cloned().collect();
        let expected = Some((date(2026, 3, 2), Money::from_cents(1_060)));
        assert_eq!(
            (last_balance(&up), last_balance(&down)),
            (expected, expected)
        );
        // One day alone: the balances tell.
        assert_eq!(
            (last_balance(&up[1..]), last_balance(&down[..2])),
            (expected, expected)
        );
        // Nothing tells: nothing is said.
        let torn = [line(2, 5, "a", Some(10)), line(2, 6, "b", Some(90))];
        assert_eq!(last_balance(&torn), None);
        assert_eq!(last_balance(&[line(2, 5, "a", None)]), None);
        assert_eq!(last_balance(&[]), None);
    }

    fn statements() -> impl Strategy<Value = Vec<Line>> {
        // Few days, amounts and texts: equal lines everywhere.
        let one = (
            1_i8..9,
            prop::sample::select(vec![100_i64, -100, 14_900]),
            0_usize..3,
        );
        prop::collection::vec(one, 0..40).prop_map(|rows| {
            let mut lines: Vec<Line> = rows
                .into_iter()
                .map(|(day, cents, text)| line(day, cents, ["Visit", "visit fee", ""][text], None))
                .collect();
            lines.sort_by_key(|l| l.date);
            lines
        })
    }

    proptest! {
        /// Cut at days, in pieces that overlap, in any order: the same lines as the whole.
        #[test]
        fn pieces_give_what_the_whole_gives(
            whole in statements(),
            cuts in prop::collection::vec((1_i8..9, 1_i8..9), 0..6),
            newest_first in any::<bool>(),
        ) {
            let mut pieces: Vec<(i8, i8)> = cuts.iter().map(|(a, b)| (*a.min(b), *a.max(b))).collect();
            pieces.extend((1..9).map(|day| (day, day)));
            let mut found = BTreeSet::new();
            for (from, to) in pieces {
                let mut piece: Vec<Line> = whole.iter()
                    .filter(|l| (from..=to).contains(&l.date.day())).cloned().collect();
                if newest_first {
                    piece.reverse();
                }
                let one = ids(&piece);
                prop_assert_eq!(one.len(), piece.len(), "two lines under one id");
                found.extend(one);
            }
            prop_assert_eq!(found, ids(&whole));
        }

        /// What is written as CSV is read back to the cent, whichever way it runs.
        #[test]
        fn a_statement_is_read_back(whole in statements(), newest_first in any::<bool>()) {
            let mut rows = whole.clone();
            rows.push(line(9, -1, "the sign of all", None));
            if newest_first {
                rows.reverse();
            }
            let mut text = String::from("Date,Description,Amount\n");
            for row in &rows {
                text.push_str(&format!("{},{},{}\n", row.date, row.description, row.amount));
            }
            let read = statement(text.as_bytes(), &Choices::default()).unwrap();
            prop_assert!(read.bad.is_empty() && read.aside.is_empty(), "{:?}", read.bad);
            prop_assert_eq!(ids(&read.rows), ids(&rows));
        }
    }
}
