//! The laws that every answer to every book keeps. What breaks one is said in words, so that a test can show it.

use std::collections::{BTreeMap, BTreeSet};

use oodaloo_domain::engine::{Book, Candidate, Finding, Names, Outcome};

/// What is unlawful in these findings; nothing, if all is well.
#[must_use]
pub fn broken(book: &Book, findings: &[Finding]) -> Vec<String> {
    let amounts: BTreeMap<&str, i64> = book
        .deposits
        .iter()
        .map(|d| (d.id.as_str(), d.amount.cents()))
        .collect();
    let known: BTreeSet<&str> = book.payments.iter().map(|p| p.id.as_str()).collect();
    let mut out = Vec::new();
    for f in findings {
        let id = &f.deposit_id;
        let Some(cents) = amounts.get(id.as_str()) else {
            out.push(format!("{id} is no deposit of the book"));
            continue;
        };
        if f.outcome == Outcome::Auto && f.candidates.is_empty() {
            out.push(format!("{id} is matched to nothing"));
        }
        out.extend(
            f.candidates
                .iter()
                .filter_map(|c| candidate(c, *cents, &known))
                .map(|why| format!("{id}: {why}")),
        );
        if f.candidates
            .windows(2)
            .any(|w| w[0].confidence < w[1].confidence)
        {
            out.push(format!("{id}: a less probable candidate stands first"));
        }
        let sum: f64 = f.candidates.iter().map(|c| c.confidence).sum();
        if sum > 1.0 + 1e-9 {
            out.push(format!("{id}: confidences sum to {sum}"));
        }
    }
    out.extend(
        over_used(book, findings)
            .into_iter()
            .map(|id| format!("{id}: its cents are used twice by autos")),
    );
    out
}

fn candidate(c: &Candidate, cents: i64, known: &BTreeSet<&str>) -> Option<String> {
    let sorted = c.payment_ids.windows(2).all(|w| w[0] < w[1]);
    let checks = [
        (c.net.cents() == cents, "net is not the deposit"),
        (
            c.gross.cents().checked_sub(c.fee.cents()) == Some(c.net.cents()),
            "gross less fee is not net",
        ),
        (
            (0.0..=1.0).contains(&c.confidence),
            "the confidence is no probability",
        ),
        (
            !c.payment_ids.is_empty() && sorted,
            "payments are missing, unsorted or named twice",
        ),
        (
            c.payment_ids.iter().all(|id| known.contains(id.as_str())),
            "a payment is not in the book",
        ),
        (
            !c.reasons.is_empty()
                && c.reasons
                    .iter()
                    .all(|r| !r.sentence(&Names::default()).is_empty()),
            "no reason",
        ),
    ];
    checks
        .into_iter()
        .find(|(holds, _)| !holds)
        .map(|(_, why)| why.to_owned())
}

/// Payments of which autos use more cents than there are. A match of one payment that is larger than the deposit uses
/// a part of it; any other match uses its payments whole.
#[must_use]
pub fn over_used(book: &Book, findings: &[Finding]) -> Vec<String> {
    let amounts: BTreeMap<&str, i64> = book
        .payments
        .iter()
        .map(|p| (p.id.as_str(), p.amount.cents()))
        .collect();
    let mut used: BTreeMap<&str, i128> = BTreeMap::new();
    for best in findings
        .iter()
        .filter(|f| f.outcome == Outcome::Auto)
        .filter_map(|f| f.candidates.first())
    {
        for id in &best.payment_ids {
            let amount = amounts.get(id.as_str()).copied().unwrap_or(0);
            let part = best.payment_ids.len() == 1 && best.gross.cents() < amount;
            *used.entry(id).or_default() +=
                i128::from(if part { best.gross.cents() } else { amount }).abs();
        }
    }
    let over = |(id, cents): &(&str, i128)| {
        *cents > i128::from(amounts.get(id).copied().unwrap_or(0)).abs()
    };
    used.into_iter()
        .filter(over)
        .map(|(id, _)| id.to_owned())
        .collect()
}

/// Whether the answer depends on the order of the lists.
#[must_use]
pub fn answer_changes(book: &Book, findings: &[Finding]) -> bool {
    let mut turned = book.clone();
    turned.deposits.reverse();
    turned.history.reverse();
    let third = turned.payments.len() / 3;
    turned.payments.rotate_left(third);
    oodaloo_domain::engine::reconcile(&turned) != findings
}
