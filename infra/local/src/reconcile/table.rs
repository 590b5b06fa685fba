//! The answer as a table for people.

use std::collections::BTreeMap;
use std::io::{self, Write};

use oodaloo_domain::engine::case::Answer;
use oodaloo_domain::engine::{Book, Outcome};

/// Writes one block for each deposit, and the sums.
pub fn write(book: &Book, answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let deposits: BTreeMap<&str, _> = book.deposits.iter().map(|d| (d.id.as_str(), d)).collect();
    let mut counts: BTreeMap<&str, (usize, i64)> = BTreeMap::new();
    for finding in &answer.results {
        let Some(deposit) = deposits.get(finding.deposit_id.as_str()) else {
            continue;
        };
        let outcome = match finding.outcome {
            Outcome::Auto => "matched",
            Outcome::NeedsConfirm => "ask",
            Outcome::OffPlatform => "not revenue",
        };
        let sum = counts.entry(outcome).or_default();
        *sum = (sum.0 + 1, sum.1.saturating_add(deposit.amount.cents()));
        let text: String = deposit
            .description
            .chars()
            .filter(|c| !c.is_control())
            .take(48)
            .collect();
        writeln!(
            out,
            "{}  {:>14}  {outcome:<11}  {text}",
            deposit.date,
            deposit.amount.dollars()
        )?;
        for c in finding
            .candidates
            .iter()
            .take(if finding.outcome == Outcome::Auto {
                1
            } else {
                3
            })
        {
            let ids: String = c
                .payment_ids
                .join(", ")
                .chars()
                .filter(|c| !c.is_control())
                .take(100)
                .collect();
            writeln!(
                out,
                "    {:5.1} %  {} payments, gross {}, fee {}: {ids}",
                c.confidence * 100.0,
                c.payment_ids.len(),
                c.gross.dollars(),
                c.fee.dollars()
            )?;
            for reason in &c.reasons {
                let sentence: String = reason
                    .sentence()
                    .chars()
                    .filter(|c| !c.is_control())
                    .collect();
                writeln!(out, "             {sentence}")?;
            }
        }
    }
    writeln!(out)?;
    for (outcome, (count, cents)) in counts {
        writeln!(
            out,
            "{outcome:<11}  {count:>6}  {:>16}",
            oodaloo_domain::Money::from_cents(cents).dollars()
        )?;
    }
    out.flush()
}
