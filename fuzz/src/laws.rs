//! What must hold of every answer to every book, whatever is in it.

use std::collections::{BTreeMap, BTreeSet};

use oodaloo_domain::engine::{Book, Finding, Names, Outcome, reconcile};

/// Reconciles a book and panics where a law is broken.
///
/// # Panics
/// That is its purpose: the fuzzer keeps the input.
pub fn obeyed(book: &Book) {
    let findings = reconcile(book);
    answered(book, &findings);
    exclusive(book, &findings);
    exact(book, &findings);
    ordered(book, &findings);
}

/// One finding for each deposit that history did not decide.
fn answered(book: &Book, findings: &[Finding]) {
    let decided: BTreeSet<&str> = book.history.iter().map(|h| h.deposit.id.as_str()).collect();
    let open: BTreeSet<&str> = book
        .deposits
        .iter()
        .map(|d| d.id.as_str())
        .filter(|id| !decided.contains(id))
        .collect();
    let found: Vec<&str> = findings.iter().map(|f| f.deposit_id.as_str()).collect();
    assert_eq!(found.len(), open.len(), "one finding for each open deposit");
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), open);
}

/// No cent of a payment explains two deposits at the top, and none that history used explains any.
///
/// A part of a payment may stand at the top of one deposit and the rest at another's, so cents are summed, not ids.
fn exclusive(book: &Book, findings: &[Finding]) {
    let amounts: BTreeMap<&str, i64> = book
        .payments
        .iter()
        .map(|p| (p.id.as_str(), p.amount.cents()))
        .collect();
    let used: BTreeSet<&str> = book
        .history
        .iter()
        .flat_map(|h| h.payment_ids.iter().map(String::as_str))
        .collect();
    let mut taken: BTreeMap<&str, i64> = BTreeMap::new();
    for f in findings {
        for c in &f.candidates {
            for id in &c.payment_ids {
                assert!(amounts.contains_key(id.as_str()), "{id} is in no list");
                assert!(!used.contains(id.as_str()), "{id} was used before");
            }
            let once: BTreeSet<&String> = c.payment_ids.iter().collect();
            assert_eq!(
                once.len(),
                c.payment_ids.len(),
                "one payment twice in a set"
            );
        }
        let Some(top) = f.candidates.first() else {
            assert_ne!(f.outcome, Outcome::Auto, "auto without a candidate");
            continue;
        };
        for id in &top.payment_ids {
            let part = match top.payment_ids.as_slice() {
                [_] => top.gross.cents(),
                _ => amounts[id.as_str()],
            };
            let sum = taken.entry(id).or_default();
            *sum = sum.checked_add(part).expect("no sum of cents wraps");
            let whole = amounts[id.as_str()];
            assert!(
                sum.abs() <= whole.abs(),
                "{id}: {sum} of {whole} cents are used"
            );
        }
    }
}

/// Net is the deposit, gross less fee is net, confidences are probabilities in falling order, and all of it can be said.
fn exact(book: &Book, findings: &[Finding]) {
    let amounts: BTreeMap<&str, i64> = book
        .deposits
        .iter()
        .map(|d| (d.id.as_str(), d.amount.cents()))
        .collect();
    for f in findings {
        for c in &f.candidates {
            assert_eq!(c.net.cents(), amounts[f.deposit_id.as_str()]);
            assert_eq!(c.fee.cents(), c.gross.cents() - c.net.cents());
            assert!((0.0..=1.0).contains(&c.confidence), "{}", c.confidence);
            assert!(!c.payment_ids.is_empty() && !c.reasons.is_empty());
            assert!(c.reasons.iter().all(|r| !r.sentence(&Names::default()).is_empty()));
        }
        let falling = f
            .candidates
            .windows(2)
            .all(|w| w[0].confidence >= w[1].confidence);
        assert!(
            falling,
            "{}: candidates are not by confidence",
            f.deposit_id
        );
        let total: f64 = f.candidates.iter().map(|c| c.confidence).sum();
        assert!(
            total <= 1.001,
            "{}: probabilities sum to {total}",
            f.deposit_id
        );
    }
}

/// The order of the lists does not matter.
fn ordered(book: &Book, findings: &[Finding]) {
    let mut turned = book.clone();
    turned.deposits.reverse();
    turned.history.reverse();
    turned.payouts.reverse();
    let half = turned.payments.len() / 2;
    turned.payments.rotate_left(half);
    if let Some(last) = turned.payments.len().checked_sub(1) {
        turned.payments.swap(0, last);
    }
    for (now, before) in reconcile(&turned).iter().zip(findings) {
        assert_eq!(now, before, "the order of the lists changed the answer");
    }
}
