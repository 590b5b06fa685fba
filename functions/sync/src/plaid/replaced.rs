//! A line that somebody decided about may come back under another id: the bank changes amount or text, and
//! Plaid takes the old line away and adds a new one. The decision belongs to the money, not to the id.
//!
//! Our id stays, and Plaid's new id becomes another name of it. Only where there is no doubt: one old line,
//! one new one, same account, same amount, a few days apart. Whatever else was taken away after a decision
//! is asked about (`withdrawn`), and what came is open.

use jiff::civil::Date;
use oodaloo_domain::BankTransactionId;
use oodaloo_domain::facts::{BankTransaction, Status};
use oodaloo_rails::plaid::PlaidLine;

/// How far a line's day may move when it is replaced.
const DAYS: i32 = 7;

/// Which new line stands for which decided one that is gone: Plaid's new id, our old one.
pub(super) fn replaced(
    gone: &[BankTransaction],
    came: &[&PlaidLine],
) -> Vec<(BankTransactionId, BankTransactionId)> {
    let decided: Vec<&BankTransaction> = gone.iter().filter(|t| is_decided(t)).collect();
    let mut found = Vec::new();
    for old in &decided {
        // What Plaid itself says of the two counts for more than what they look like.
        if let Some(new) = came
            .iter()
            .find(|l| l.replaces.as_ref() == Some(&old.line.id))
        {
            found.push((new.line.id.clone(), old.line.id.clone()));
            continue;
        }
        let mut like = came.iter().filter(|new| alike(old, new));
        let (Some(new), None) = (like.next(), like.next()) else {
            continue;
        };
        let rivals = decided.iter().filter(|other| alike(other, new)).count();
        if rivals == 1 {
            found.push((new.line.id.clone(), old.line.id.clone()));
        }
    }
    // One that Plaid names and another that looks like it: neither is sure.
    let sure = |new: &BankTransactionId| found.iter().filter(|(n, _)| n == new).count() == 1;
    found.iter().filter(|(new, _)| sure(new)).cloned().collect()
}

fn is_decided(t: &BankTransaction) -> bool {
    !matches!(t.status, Status::Open | Status::Removed)
}

fn alike(old: &BankTransaction, new: &PlaidLine) -> bool {
    old.line.account_id == new.line.account_id
        && old.line.amount == new.line.amount
        && old.line.currency == new.line.currency
        && days_apart(old.line.date, new.line.date) <= DAYS
}

fn days_apart(a: Date, b: Date) -> i32 {
    a.until(b).map_or(i32::MAX, |span| span.get_days().abs())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use oodaloo_domain::facts::{BankLine, Source};
    use oodaloo_domain::{AccountId, Money};

    use super::*;

    fn line(id: &str, day: i8, cents: i64) -> BankLine {
        BankLine {
            id: BankTransactionId::new(id).unwrap(),
            account_id: AccountId::new("a").unwrap(),
            date: date(2026, 3, day),
            amount: Money::from_cents(cents),
            currency: "USD".into(),
            description: id.into(),
            merchant: None,
            source: Source::Plaid,
        }
    }

    fn old(id: &str, day: i8, cents: i64) -> BankTransaction {
        BankTransaction {
            status: Status::Confirmed,
            ..BankTransaction::open(line(id, day, cents))
        }
    }

    fn new(id: &str, day: i8, cents: i64) -> PlaidLine {
        PlaidLine {
            line: line(id, day, cents),
            pending: false,
            replaces: None,
            authorized_on: None,
        }
    }

    fn pairs(gone: &[BankTransaction], came: &[PlaidLine]) -> Vec<(String, String)> {
        replaced(gone, &came.iter().collect::<Vec<_>>())
            .into_iter()
            .map(|(n, o)| (n.to_string(), o.to_string()))
            .collect()
    }

    fn pair(new: &str, old: &str) -> Vec<(String, String)> {
        vec![(new.into(), old.into())]
    }

    #[test]
    fn one_for_one_is_the_same_money_under_another_id() {
        let gone = [old("o", 4, 500)];
        assert_eq!(pairs(&gone, &[new("n", 6, 500)]), pair("n", "o"));
        assert_eq!(pairs(&gone, &[new("n", 6, 501)]), []);
        assert_eq!(pairs(&gone, &[new("n", 12, 500)]), [], "too far away");
        let mut elsewhere = new("n", 4, 500);
        elsewhere.line.account_id = AccountId::new("b").unwrap();
        assert_eq!(pairs(&gone, &[elsewhere]), []);
    }

    #[test]
    fn where_two_could_be_meant_neither_is() {
        let one = [old("o", 4, 500)];
        let two = [old("o", 4, 500), old("p", 5, 500)];
        assert_eq!(pairs(&one, &[new("n", 4, 500), new("m", 5, 500)]), []);
        assert_eq!(pairs(&two, &[new("n", 4, 500)]), []);
        // Of two, Plaid names one.
        let mut named = new("n", 4, 500);
        named.replaces = Some(BankTransactionId::new("o").unwrap());
        assert_eq!(
            pairs(&one, &[named.clone(), new("m", 5, 500)]),
            pair("n", "o")
        );
        assert_eq!(pairs(&two, &[named]), pair("n", "o"));
    }

    #[test]
    fn nobody_decided_nothing_is_carried() {
        let mut open = old("o", 4, 500);
        open.status = Status::Open;
        assert_eq!(pairs(&[open], &[new("n", 4, 500)]), []);
    }
}
