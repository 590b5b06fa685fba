//! The engine's laws on books that look real. On arbitrary input they stand beside the engine itself.

use std::collections::BTreeSet;

use oodaloo_domain::Money;
use oodaloo_domain::engine::{Outcome, Reason, reconcile};
use oodaloo_engine_tests::laws::{answer_changes, broken, over_used};
use oodaloo_engine_tests::read::read;
use oodaloo_engine_tests::weekly::replay;
use oodaloo_seeds::books::{FAMILIES, Family, TUNE, book, family};

/// What a law needs to be tried on; five years take longer and show nothing else.
fn families() -> impl Iterator<Item = &'static Family> {
    FAMILIES.iter().filter(|f| f.days <= 100)
}

#[test]
fn books_that_look_real_are_lawful_in_any_order() {
    for (n, family) in (0..).zip(families()) {
        let made = book(family, TUNE.start + 500 + n);
        let book = read(&made.case).unwrap();
        let findings = reconcile(&book);
        assert_eq!(
            broken(&book, &findings),
            Vec::<String>::new(),
            "{}",
            family.name
        );
        assert_eq!(findings.len(), book.deposits.len(), "{}", family.name);
        assert!(!answer_changes(&book, &findings), "{}", family.name);
    }
}

#[test]
fn a_payout_with_something_missing_says_how_much() {
    let made = book(family("daily-payouts").unwrap(), TUNE.start);
    let mut book = read(&made.case).unwrap();
    let biggest = book
        .deposits
        .iter_mut()
        .max_by_key(|d| (d.amount, d.id.clone()))
        .unwrap();
    biggest.amount -= Money::from_cents(1_537);
    let id = biggest.id.clone();
    let findings = reconcile(&book);
    let f = findings.iter().find(|f| f.deposit_id == id).unwrap();
    assert_eq!(f.outcome, Outcome::NeedsConfirm);
    assert_eq!(
        Some(f.candidates[0].payment_ids.as_slice()),
        made.truth[&id].answer.payments()
    );
    let says = Reason::Unexplained {
        amount: Money::from_cents(-1_537),
    };
    assert!(
        f.candidates[0].reasons.contains(&says),
        "{:?}",
        f.candidates[0]
    );
}

/// As the cloud sees a book: what one week decides is not looked at again, and what it taught is kept.
#[test]
fn a_book_gone_through_by_weeks_decides_each_deposit_once() {
    for name in ["mixed", "split-payments", "with-history"] {
        let made = book(family(name).unwrap(), TUNE.start + 3);
        let book = read(&made.case).unwrap();
        let findings = replay(&book, &made.truth);
        let once: BTreeSet<&String> = findings.iter().map(|f| &f.deposit_id).collect();
        assert_eq!(once.len(), findings.len(), "{name}");
        assert_eq!(findings.len(), book.deposits.len(), "{name}");
        assert_eq!(over_used(&book, &findings), Vec::<String>::new(), "{name}");
        assert_eq!(replay(&book, &made.truth), findings, "{name}");
    }
}
