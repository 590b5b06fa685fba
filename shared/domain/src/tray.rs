//! The tray's order: what is worth a person's minute first.

use jiff::civil::Date;

use crate::facts::{Subject, TrayItem, TrayKind};
use crate::money::Money;

/// Parts in a thousand.
const WHOLE: i128 = 1_000;
/// After so many days an item gets no more urgent.
const OLDEST_DAYS: i128 = 90;

/// How much is at stake, in cents: amount × age factor × probability that leaving it is wrong. The
/// age factor is 1 at day 0 and grows to 4 at 90 days. A broken connection comes before all else:
/// every number behind it is wrong.
#[must_use]
pub fn impact(item: &TrayItem, today: Date) -> Money {
    let Subject::BankTransaction { transaction, .. } = &item.subject else {
        return Money::from_cents(i64::MAX);
    };
    let days = i128::from(today.duration_since(transaction.line.date).as_hours() / 24);
    let age = WHOLE + days.clamp(0, OLDEST_DAYS) * 3 * WHOLE / OLDEST_DAYS;
    let amount = i128::from(transaction.line.amount.abs().cents());
    let at_stake = amount * age * wrongness(item) / (WHOLE * WHOLE);
    Money::from_cents(i64::try_from(at_stake).unwrap_or(i64::MAX))
}

/// How probable it is, in parts in a thousand, that the books are wrong while nobody answers.
fn wrongness(item: &TrayItem) -> i128 {
    match item.kind {
        TrayKind::Conflict | TrayKind::ConnectionBroken => WHOLE,
        // Revenue that counts nowhere until it is confirmed.
        TrayKind::UnconfirmedDeposit => 900,
        // Probably no revenue; the books are right as they are, most of the time.
        TrayKind::OffJobIncome => 300,
        TrayKind::ExpenseNeedsJob => 600,
        TrayKind::PersonalCandidate => 200,
    }
}

/// Greatest impact first; ties by date, then id.
pub fn sort(items: &mut [TrayItem], today: Date) {
    items.sort_by_cached_key(|item| {
        let date = match &item.subject {
            Subject::BankTransaction { transaction, .. } => transaction.line.date,
            Subject::Connection { .. } => Date::MIN,
        };
        (
            std::cmp::Reverse(impact(item, today)),
            date,
            item.id.clone(),
        )
    });
}
