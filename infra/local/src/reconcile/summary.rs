//! The sums below the table.

use std::collections::BTreeSet;
use std::io::{self, Write};

use oodaloo_domain::Money;
use oodaloo_domain::engine::{Book, Finding, Outcome};

use super::table::GROUPS;

#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    count: usize,
    cents: i64,
}

impl Sum {
    fn add(&mut self, amount: Money) {
        self.count += 1;
        self.cents = self.cents.saturating_add(amount.cents());
    }

    fn dollars(self) -> String {
        Money::from_cents(self.cents).dollars()
    }
}

/// Writes it.
pub fn write(book: &Book, found: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let amounts: std::collections::BTreeMap<&str, Money> = book
        .deposits
        .iter()
        .map(|d| (d.id.as_str(), d.amount))
        .collect();
    let sum_of = |test: &dyn Fn(&Finding) -> bool| {
        let mut sum = Sum::default();
        for finding in found.iter().filter(|f| test(f)) {
            sum.add(
                amounts
                    .get(finding.deposit_id.as_str())
                    .copied()
                    .unwrap_or_default(),
            );
        }
        sum
    };
    let all = sum_of(&|_| true);
    writeln!(out, "Summary as of {}", book.as_of)?;
    let mut rows = vec![("Deposits", all)];
    rows.extend(GROUPS.map(|(outcome, title)| (title, sum_of(&|f| f.outcome == outcome))));
    let unexplained = sum_of(&|f| f.outcome == Outcome::NeedsConfirm && f.candidates.is_empty());
    rows.push(("  of the asked: no payment found", unexplained));
    let wide = rows
        .iter()
        .map(|(_, sum)| sum.dollars().len())
        .max()
        .unwrap_or(0);
    for (title, sum) in rows {
        writeln!(
            out,
            "  {title:<32} {:>7}  {:>7}  {:>wide$}  {:>7}",
            sum.count,
            share(
                i64::try_from(sum.count).unwrap_or(i64::MAX),
                i64::try_from(all.count).unwrap_or(i64::MAX)
            ),
            sum.dollars(),
            share(sum.cents, all.cents),
        )?;
    }
    payments(book, found, out)?;
    out.flush()
}

fn payments(book: &Book, found: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    let matched = || {
        found
            .iter()
            .filter(|f| f.outcome == Outcome::Auto)
            .filter_map(|f| f.candidates.first())
    };
    let used: BTreeSet<&str> = matched()
        .flat_map(|c| &c.payment_ids)
        .map(String::as_str)
        .collect();
    let decided: BTreeSet<&str> = book
        .history
        .iter()
        .flat_map(|h| &h.payment_ids)
        .map(String::as_str)
        .collect();
    let (mut taken, mut left) = (Sum::default(), Sum::default());
    for payment in book
        .payments
        .iter()
        .filter(|p| !decided.contains(p.id.as_str()))
    {
        if used.contains(payment.id.as_str()) {
            taken.add(payment.amount)
        } else {
            left.add(payment.amount)
        }
    }
    let mut fees = Sum::default();
    matched().for_each(|c| fees.add(c.fee));
    writeln!(
        out,
        "  {} payments are matched, {} (fees of {} among it); {} are left, {}.",
        taken.count,
        taken.dollars(),
        fees.dollars(),
        left.count,
        left.dollars()
    )
}

/// In tenths of a per cent, rounded half up; nothing where there is no whole.
fn share(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return String::new();
    }
    let tenths = (i128::from(part) * 2_000 + i128::from(whole)) / (i128::from(whole) * 2);
    format!("{}.{} %", tenths / 10, tenths % 10)
}
