//! What happened to an Item's transactions, in order, and what a page of it shows.

use std::collections::BTreeMap;

use oodaloo_seeds::bank::BankTransaction;

/// A transaction as Plaid knows it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) is: BankTransaction,
    pub(crate) pending: bool,
    /// The pending one that this posted one replaces, where Plaid could tell.
    pub(crate) replaces: Option<String>,
}

impl Line {
    pub(crate) fn posted(is: BankTransaction) -> Self {
        Self {
            is,
            pending: false,
            replaces: None,
        }
    }
}

/// Something that happened to a transaction.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Added(Box<Line>),
    Modified(Box<Line>),
    Removed { id: String, account_id: String },
}

impl Change {
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Added(line) | Self::Modified(line) => &line.is.id,
            Self::Removed { id, .. } => id,
        }
    }
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Shown<'l> {
    pub(super) added: Vec<&'l Line>,
    pub(super) modified: Vec<&'l Line>,
    /// Transaction and account.
    pub(super) removed: Vec<(&'l str, &'l str)>,
    /// Where the next page begins.
    pub(super) next: usize,
}

/// A page of at most `count` changes from `start` on. To whoever begins at nothing (`whole`), only what is
/// there in the end is shown, never what came and went: so a reader that lost its cursor hears of no removal.
pub(super) fn page(log: &[Change], start: usize, count: usize, whole: bool) -> Shown<'_> {
    let last: BTreeMap<&str, usize> = log.iter().enumerate().map(|(at, c)| (c.id(), at)).collect();
    let mut shown = Shown {
        next: start,
        ..Shown::default()
    };
    let mut left = count;
    let mut seen: BTreeMap<&str, Seen<'_>> = BTreeMap::new();
    while left > 0 && shown.next < log.len() {
        let change = &log[shown.next];
        // Its last word comes later: that page will have it.
        if !(whole && last[change.id()] != shown.next) {
            match change {
                Change::Removed { .. } if whole => {}
                change => {
                    let before = seen.get(change.id()).copied();
                    seen.insert(change.id(), Seen::after(before, change, whole));
                    left -= 1;
                }
            }
        }
        shown.next += 1;
    }
    for (id, state) in seen {
        match state {
            Seen::Added(line) => shown.added.push(line),
            Seen::Modified(line) => shown.modified.push(line),
            Seen::Removed(account) => shown.removed.push((id, account)),
            Seen::Nothing => {}
        }
    }
    shown
}

/// What the changes of one page come to for one transaction: a page cannot show their order.
#[derive(Clone, Copy)]
enum Seen<'l> {
    Added(&'l Line),
    Modified(&'l Line),
    Removed(&'l str),
    /// It came and went.
    Nothing,
}

impl<'l> Seen<'l> {
    fn after(before: Option<Self>, change: &'l Change, whole: bool) -> Self {
        match (before, change) {
            (_, Change::Modified(line)) if whole => Self::Added(line),
            (Some(Self::Added(_)), Change::Modified(line)) | (_, Change::Added(line)) => {
                Self::Added(line)
            }
            (_, Change::Modified(line)) => Self::Modified(line),
            (Some(Self::Added(_) | Self::Nothing), Change::Removed { .. }) => Self::Nothing,
            (_, Change::Removed { account_id, .. }) => Self::Removed(account_id),
        }
    }
}

#[cfg(test)]
mod tests {
    use oodaloo_seeds::demo;

    use super::*;

    fn lines(n: usize) -> Vec<Line> {
        let company = demo(7, jiff::civil::date(2026, 3, 27));
        let all = company.bank.transactions.into_iter().take(n);
        all.map(Line::posted).collect()
    }

    fn removed(line: &Line) -> Change {
        Change::Removed {
            id: line.is.id.clone(),
            account_id: line.is.account_id.clone(),
        }
    }

    #[test]
    fn from_nothing_only_what_is_there_is_shown() {
        let all = lines(3);
        let mut changed = all[1].clone();
        changed.is.amount_cents += 1;
        let log = [
            Change::Added(Box::new(all[0].clone())),
            Change::Added(Box::new(all[1].clone())),
            Change::Added(Box::new(all[2].clone())),
            removed(&all[0]),
            Change::Modified(Box::new(changed.clone())),
        ];
        let whole = page(&log, 0, 10, true);
        assert!(whole.removed.is_empty() && whole.modified.is_empty());
        let mut amounts: Vec<i64> = whole.added.iter().map(|l| l.is.amount_cents).collect();
        amounts.sort_unstable();
        let mut wanted = vec![changed.is.amount_cents, all[2].is.amount_cents];
        wanted.sort_unstable();
        assert_eq!((amounts, whole.next), (wanted, 5));
        let since = page(&log, 3, 10, false);
        assert_eq!((since.added.len(), since.modified.len()), (0, 1));
        assert_eq!(
            since.removed,
            [(all[0].is.id.as_str(), all[0].is.account_id.as_str())]
        );
        let came_and_went = page(&log, 0, 10, false);
        assert_eq!(
            (came_and_went.added.len(), came_and_went.removed.len()),
            (2, 0)
        );
    }
}
