//! The measure itself: findings made by hand, right and wrong in ways that must show.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::collections::{BTreeMap, BTreeSet};

use oodaloo_domain::Money;
use oodaloo_domain::engine::{Book, Candidate, Finding, Outcome, Processor, Reason, case};
use oodaloo_engine_tests::laws::{broken, over_used};
use oodaloo_engine_tests::score::{Share, score};
use oodaloo_seeds::books::{Answer, Known, Tag};

/// Two payments of 100.00, one of 60.00; deposits of 100.00, 100.00, 60.00 and 40.00.
fn book() -> Book {
    let text = r#"{"as_of":"2026-03-27","deposits":[
        {"id":"a","date":"2026-03-02","amount":"100.00"},{"id":"b","date":"2026-03-03","amount":"100.00"},
        {"id":"c","date":"2026-03-04","amount":"60.00"},{"id":"d","date":"2026-03-05","amount":"40.00"}],
      "payments":[{"id":"p","received_on":"2026-03-02","amount":"100.00"},
        {"id":"q","received_on":"2026-03-02","amount":"100.00"},{"id":"r","received_on":"2026-03-04","amount":"60.00"}]}"#;
    case::parse(text).unwrap()
}

fn found(
    deposit: &str,
    cents: i64,
    gross: i64,
    ids: &[&str],
    confidence: f64,
    outcome: Outcome,
) -> Finding {
    let candidate = Candidate {
        payment_ids: ids.iter().map(|id| (*id).to_owned()).collect(),
        gross: Money::from_cents(gross),
        fee: Money::from_cents(gross - cents),
        net: Money::from_cents(cents),
        confidence,
        reasons: vec![Reason::Competing { ways: 2 }],
    };
    Finding {
        deposit_id: deposit.into(),
        outcome,
        processor: Processor::Check,
        candidates: vec![candidate],
    }
}

fn truth() -> BTreeMap<String, Known> {
    let known = |answer: Answer| Known {
        answer,
        processor: Some("CHECK"),
        tags: BTreeSet::from([Tag::Check]),
    };
    let ids = |id: &str| vec![id.to_owned()];
    BTreeMap::from([
        ("a".to_owned(), known(Answer::Payments(ids("p")))),
        ("b".to_owned(), known(Answer::Payments(ids("q")))),
        ("c".to_owned(), known(Answer::Off)),
        ("d".to_owned(), known(Answer::Broken(vec![]))),
    ])
}

const fn of(some: i64, all: i64) -> Share {
    Share { some, all }
}

#[test]
fn every_kind_of_right_and_wrong_is_counted_once() {
    let findings = [
        found("a", 10_000, 10_000, &["p"], 0.9995, Outcome::Auto),
        found("b", 10_000, 10_000, &["p"], 0.9, Outcome::Auto),
        found("c", 6_000, 6_000, &["r"], 0.5, Outcome::NeedsConfirm),
    ];
    let scored = score("hand 1", &book(), &truth(), &findings);
    let t = &scored.all;
    assert_eq!(t.deposits, 4);
    assert_eq!(t.auto_right, of(1, 2));
    assert_eq!((t.covered, t.covered_cents), (of(2, 2), of(20_000, 20_000)));
    assert_eq!(
        (t.top, t.top_amounts, t.shown),
        (of(1, 2), of(2, 2), of(1, 2))
    );
    assert_eq!(t.sure, of(1, 2));
    assert_eq!((t.off_auto, t.broken_auto), (of(0, 1), of(0, 1)));
    assert_eq!(
        t.processor,
        of(3, 4),
        "a deposit without a finding has no processor"
    );
    assert_eq!(t.used_twice, 1);
    assert_eq!(t.wrong.len(), 1);
    assert!(
        t.wrong[0].twins
            && t.wrong[0]
                .what()
                .contains("1 missed, 1 of another deposit, of equal amounts")
    );
    let counted: Vec<usize> = t.reliability.bins.iter().map(|b| b.count).collect();
    assert_eq!(
        (counted[5], counted[9], counted.iter().sum::<usize>()),
        (1, 2, 3)
    );
    assert_eq!(scored.tags[&Tag::Check].deposits, 4);
    let mut twice = scored.clone();
    twice.merge(&scored);
    assert_eq!((twice.all.auto_right, twice.all.wrong.len()), (of(2, 4), 2));
}

#[test]
fn parts_of_a_payment_are_no_double_use_until_they_are_more_than_it() {
    let b = book();
    let part =
        |deposit: &str, cents: i64| found(deposit, cents, cents, &["p"], 0.9999, Outcome::Auto);
    assert_eq!(
        over_used(&b, &[part("c", 6_000), part("d", 4_000)]),
        Vec::<String>::new()
    );
    assert_eq!(over_used(&b, &[part("c", 6_000), part("d", 4_001)]), ["p"]);
    let asked = Finding {
        outcome: Outcome::NeedsConfirm,
        ..part("d", 9_999)
    };
    assert_eq!(
        over_used(&b, &[part("c", 6_000), asked]),
        Vec::<String>::new()
    );
}

#[test]
fn what_is_unlawful_is_seen() {
    type Spoil = (&'static str, fn(&mut Finding));
    let b = book();
    let good = found("a", 10_000, 10_000, &["p"], 0.9, Outcome::NeedsConfirm);
    assert_eq!(
        broken(&b, std::slice::from_ref(&good)),
        Vec::<String>::new()
    );
    let spoil: [Spoil; 8] = [
        ("net is not the deposit", |f| {
            f.candidates[0].net = Money::from_cents(1)
        }),
        ("gross less fee is not net", |f| {
            f.candidates[0].fee = Money::from_cents(1)
        }),
        ("no probability", |f| f.candidates[0].confidence = 1.5),
        ("no probability", |f| f.candidates[0].confidence = f64::NAN),
        ("named twice", |f| {
            f.candidates[0].payment_ids = vec!["p".into(), "p".into()]
        }),
        ("not in the book", |f| {
            f.candidates[0].payment_ids = vec!["z".into()]
        }),
        ("no reason", |f| f.candidates[0].reasons.clear()),
        ("matched to nothing", |f| {
            (f.outcome, f.candidates) = (Outcome::Auto, vec![])
        }),
    ];
    for (why, spoiled) in spoil {
        let mut f = good.clone();
        spoiled(&mut f);
        let said = broken(&b, &[f]);
        assert!(said.iter().any(|s| s.contains(why)), "{why}: {said:?}");
    }
    let more = [
        good.clone(),
        Finding {
            deposit_id: "nowhere".into(),
            ..good
        },
    ];
    assert!(broken(&b, &more)[0].contains("no deposit of the book"));
}
