//! Bad input gets a clear error or a clear answer, never a panic.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use oodaloo_domain::engine::case::parse;
use oodaloo_domain::engine::{Finding, Outcome, reconcile};

const PAYMENT: &str =
    r#"{"id":"p","received_on":"2026-03-04","amount":"120.00","client_id":"c","method":"check"}"#;
const DEPOSIT: &str =
    r#"{"id":"d","date":"2026-03-05","amount":"120.00","description":"DEPOSIT","account_id":"a"}"#;

fn case(as_of: &str, deposits: &str, payments: &str) -> String {
    format!(
        r#"{{"as_of":"{as_of}","unheard_of":{{"a":[1]}},"deposits":[{deposits}],"payments":[{payments}]}}"#
    )
}

fn answer(text: &str) -> Vec<Finding> {
    reconcile(&parse(text).unwrap())
}

fn error(text: &str) -> String {
    parse(text).unwrap_err().to_string()
}

#[test]
fn what_cannot_be_read_is_named_by_row_and_field() {
    let row = |from: &str, to: &str| case("2026-03-27", DEPOSIT, &PAYMENT.replace(from, to));
    for (text, begins) in [
        (
            row(r#""2026-03-04""#, "null"),
            r#"payments[0] "p": received_on: is missing"#,
        ),
        (
            row(r#""received_on":"2026-03-04","#, ""),
            r#"payments[0] "p": received_on: is missing"#,
        ),
        (
            row("2026-03-04", "04/03/2026"),
            r#"payments[0] "p": received_on:"#,
        ),
        (
            row("2026-03-04", "9999-03-04"),
            r#"payments[0] "p": received_on:"#,
        ),
        (
            row("120.00", "99999999999999999999.00"),
            r#"payments[0] "p": amount:"#,
        ),
        (row("120.00", "1e5"), r#"payments[0] "p": amount:"#),
        (row("120.00", "NaN"), r#"payments[0] "p": amount:"#),
        (row("120.00", "12.345"), r#"payments[0] "p": amount:"#),
        (
            row(r#""120.00""#, "120.0"),
            r#"payments[0] "p": amount: is not a text"#,
        ),
        (
            row(r#""check""#, r#""cheque""#),
            r#"payments[0] "p": method:"#,
        ),
        (row(r#""id":"p""#, r#""id":"""#), "payments[0]"),
        (
            case("2026-03-27", DEPOSIT, &format!("{PAYMENT},{PAYMENT}")),
            r#"payments[1] "p": id: stands there twice"#,
        ),
        (
            case("2026-03-27", &format!("{DEPOSIT},{DEPOSIT}"), PAYMENT),
            r#"deposits[1] "d": id: stands there twice"#,
        ),
        (case("soon", DEPOSIT, PAYMENT), "case: as_of:"),
        (
            r#"{"as_of":"2026-03-27","payments":[]}"#.into(),
            "deposits: is missing",
        ),
        (
            r#"{"as_of":"2026-03-27","deposits":{},"payments":[]}"#.into(),
            "deposits: is not a list",
        ),
        ("[".into(), "not JSON"),
        (String::new(), "not JSON"),
    ] {
        let said = error(&text);
        assert!(said.starts_with(begins), "{said} / {begins}");
        assert!(!said.contains('\n'), "one line: {said}");
    }
}

#[test]
fn nothing_to_match_is_no_trouble() {
    assert!(answer(&case("2026-03-27", "", "")).is_empty());
    assert!(answer(&case("2026-03-27", "", PAYMENT)).is_empty());
    let alone = &answer(&case("2026-03-27", DEPOSIT, ""))[0];
    assert_eq!(
        (alone.outcome, alone.candidates.len()),
        (Outcome::NeedsConfirm, 0)
    );
}

#[test]
fn an_unknown_text_with_no_fitting_payment_is_asked_about_without_a_guess() {
    let d = DEPOSIT
        .replace("DEPOSIT", "BLUE FALCON 77")
        .replace("120.00", "310.55");
    let f = &answer(&case("2026-03-27", &d, PAYMENT))[0];
    assert_eq!((f.outcome, f.candidates.len()), (Outcome::NeedsConfirm, 0));
}

#[test]
fn zero_and_less_than_zero_are_never_matched() {
    for amount in ["0.00", "-120.00"] {
        let d = DEPOSIT.replace("120.00", amount);
        let f = &answer(&case("2026-03-27", &d, &PAYMENT.replace("120.00", amount)))[0];
        assert_ne!(f.outcome, Outcome::Auto, "{amount}");
        assert!(f.candidates.is_empty(), "{amount}");
    }
}

#[test]
fn any_day_may_be_today() {
    // Everything is later than today, or long past: dates of deposits are facts, whatever day it is.
    for as_of in ["1900-01-01", "2026-03-04", "2200-12-31"] {
        let f = &answer(&case(as_of, DEPOSIT, PAYMENT))[0];
        assert_eq!(f.candidates[0].payment_ids, ["p"], "{as_of}");
    }
}

#[test]
fn the_largest_amounts_do_not_wrap() {
    let most = "1000000000000.00";
    let p: Vec<String> = (0..20)
        .map(|n| {
            PAYMENT
                .replace(r#""p""#, &format!(r#""p{n}""#))
                .replace("120.00", most)
        })
        .collect();
    let f = answer(&case(
        "2026-03-27",
        &DEPOSIT.replace("120.00", most),
        &p.join(","),
    ));
    assert_eq!(f[0].outcome, Outcome::NeedsConfirm);
}
