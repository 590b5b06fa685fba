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

/// Each bad file, and all that is said about it: where, what, and what to do.
fn bad_files() -> Vec<(String, &'static str)> {
    let day = "2026-03-27";
    let row = |from: &str, to: &str| case(day, DEPOSIT, &PAYMENT.replace(from, to));
    let history = |row: &str| {
        let whole = case(day, DEPOSIT, PAYMENT);
        whole.replacen(
            "\"deposits\"",
            &format!("\"history\":[{row}],\"deposits\""),
            1,
        )
    };
    let amount = |text: &str| row("120.00", text);
    vec![
        (String::new(), "not a case: the file is empty"),
        (" \n\t".into(), "not a case: the file is empty"),
        (
            "[]".into(),
            "not a case: it is a list, and an object with as_of, deposits and payments is expected",
        ),
        (
            "null".into(),
            "not a case: it is null, and an object with as_of, deposits and payments is expected",
        ),
        (
            "Date,Amount\n2026-03-04,1.00\n".into(),
            r#"not JSON: it does not begin with "{"; CSV files are given by --bank and --payments"#,
        ),
        (
            "{".into(),
            "not JSON: it ends too early, on line 1: is the file whole?",
        ),
        (
            case(day, DEPOSIT, PAYMENT)[..90].into(),
            "not JSON: it ends too early, on line 1: is the file whole?",
        ),
        (
            case(day, DEPOSIT, PAYMENT) + "x",
            r#"not JSON: trailing characters on line 1, column 251, at "x""#,
        ),
        (
            row("\"120.00\"", "NaN"),
            r#"not JSON: expected value on line 1, column 207, at "NaN,\"client_""#,
        ),
        (
            "{'as_of':1}".into(),
            r#"not JSON: key must be a string on line 1, column 2, at "'as_of':1}""#,
        ),
        (
            "[".repeat(100_000),
            r#"not JSON: recursion limit exceeded on line 1, column 128, at "[[[[[[[[[[[[""#,
        ),
        (
            r#"{"deposits":[],"payments":[]}"#.into(),
            "case: as_of: is missing",
        ),
        (
            case("soon", DEPOSIT, PAYMENT),
            r#"case: as_of: "soon" is not a date such as 2026-03-27 (year-month-day)"#,
        ),
        (
            r#"{"as_of":"2026-03-27","payments":[]}"#.into(),
            "deposits: is missing; a list without rows is []",
        ),
        (
            r#"{"as_of":"2026-03-27","deposits":{},"payments":[]}"#.into(),
            "deposits: is an object, not a list",
        ),
        (
            case(day, "null", PAYMENT),
            "deposits[0]: id: is missing, since the row is null",
        ),
        (
            case(day, "\"d\"", PAYMENT),
            "deposits[0]: id: is missing, since the row is a text",
        ),
        (
            case(day, &DEPOSIT.replace("\"id\":\"d\",", ""), PAYMENT),
            "deposits[0]: id: is missing",
        ),
        (
            row(r#""id":"p""#, r#""id":"""#),
            r#"payments[0] "": id: is empty"#,
        ),
        (
            row(r#""id":"p""#, r#""id":7"#),
            "payments[0]: id: is a number; put it in quotes, so that no digit is lost",
        ),
        (
            case(day, DEPOSIT, &format!("{PAYMENT},{PAYMENT}")),
            r#"payments[1] "p": id: is that of payments[0] too; every row needs its own"#,
        ),
        (
            case(day, &format!("{DEPOSIT},{DEPOSIT}"), PAYMENT),
            r#"deposits[1] "d": id: is that of deposits[0] too; every row needs its own"#,
        ),
        (
            row(r#""2026-03-04""#, "null"),
            r#"payments[0] "p": received_on: is missing"#,
        ),
        (
            row("2026-03-04", "04/03/2026"),
            r#"payments[0] "p": received_on: "04/03/2026" is not a date such as 2026-03-27 (year-month-day)"#,
        ),
        (
            row("2026-03-04", "2026-02-30"),
            r#"payments[0] "p": received_on: "2026-02-30" is not a date such as 2026-03-27 (year-month-day)"#,
        ),
        (
            row("2026-03-04", "9999-03-04"),
            r#"payments[0] "p": received_on: 9999-03-04 is not between 1900 and 2200"#,
        ),
        (
            amount("99999999999999999999.00"),
            r#"payments[0] "p": amount: "99999999999999999999.00" is beyond the limit of 1,000,000,000,000"#,
        ),
        (
            amount("1e5"),
            r#"payments[0] "p": amount: "1e5" is not an amount: digits with at most one decimal point are expected"#,
        ),
        (
            amount("NaN"),
            r#"payments[0] "p": amount: "NaN" is not an amount: digits with at most one decimal point are expected"#,
        ),
        (
            amount("1,120.00"),
            r#"payments[0] "p": amount: "1,120.00" is not an amount: digits with at most one decimal point are expected"#,
        ),
        (
            amount(""),
            r#"payments[0] "p": amount: "" is not an amount: digits with at most one decimal point are expected"#,
        ),
        (
            amount("12.345"),
            r#"payments[0] "p": amount: "12.345" has more than 2 decimals"#,
        ),
        (
            row(r#""120.00""#, "120.0"),
            r#"payments[0] "p": amount: is a number; put it in quotes, so that no digit is lost"#,
        ),
        (
            row(r#""check""#, r#""cheque""#),
            r#"payments[0] "p": method: is none of jobber_payments, card, ach, check, cash, other, null"#,
        ),
        (
            history(r#"{"payment_ids":[]}"#),
            "history[0]: deposit: is missing",
        ),
        (
            history(&format!(r#"{{"deposit":{DEPOSIT}}}"#)),
            "history[0]: payment_ids: is missing",
        ),
        (
            history(&format!(r#"{{"deposit":{DEPOSIT},"payment_ids":[1]}}"#)),
            "history[0]: payment_ids: holds a number; put ids in quotes",
        ),
        (
            history(&format!(r#"{{"deposit":{DEPOSIT},"payment_ids":"p"}}"#)),
            "history[0]: payment_ids: is a text, not a list",
        ),
    ]
}

#[test]
fn what_cannot_be_read_is_named_by_row_and_field_with_what_to_do() {
    for (text, says) in bad_files() {
        assert_eq!(error(&text), says);
    }
}

#[test]
fn a_zero_may_be_written_in_any_way() {
    for zero in ["-0.00", "0", "0.0"] {
        let text = case("2026-03-27", &DEPOSIT.replace("120.00", zero), PAYMENT);
        assert_eq!(
            parse(&text).unwrap().deposits[0].amount.cents(),
            0,
            "{zero}"
        );
    }
}

#[test]
fn ten_thousand_equal_amounts_are_asked_about() {
    let many = |row: &str, id: &str| {
        let rows = (0..10_000).map(|n| row.replacen(id, &format!(r#""id":"{n}""#), 1));
        rows.collect::<Vec<_>>().join(",")
    };
    let f = answer(&case("2026-03-27", DEPOSIT, &many(PAYMENT, r#""id":"p""#)));
    assert_eq!(f[0].outcome, Outcome::NeedsConfirm);
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
