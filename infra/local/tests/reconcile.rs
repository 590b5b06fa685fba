//! `oodaloo reconcile` as a person runs it: the binary, its exit code, its two outputs.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/examples")
}

struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn reconcile(args: &[&str], stdin: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_oodaloo"))
        .arg("reconcile")
        .args(args)
        .current_dir(examples())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The child may refuse its arguments before it reads.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

const PLUMBER: [&str; 4] = [
    "--bank",
    "plumber/bank.csv",
    "--payments",
    "plumber/payments.csv",
];

#[track_caller]
fn is_as_expected(args: &[&str], file: &str) {
    let ran = reconcile(&[args, &["--table", "--width", "100"]].concat(), "");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let expected = std::fs::read_to_string(examples().join(file)).unwrap();
    assert!(
        ran.out == expected,
        "{file} is not what is said now; `make examples` writes it anew:\n{}",
        ran.out
    );
}

#[test]
fn the_examples_are_answered_as_shown() {
    is_as_expected(&PLUMBER, "plumber/expected.txt");
    is_as_expected(&["lumps.json"], "lumps.expected.txt");
}

#[test]
fn the_plumbers_files_are_read_without_a_word_said() {
    let ran = reconcile(
        &[&PLUMBER[..], &["--strict", "--summary-only"]].concat(),
        "",
    );
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("read as date=\"Posting Date\""),
        "{}",
        ran.err
    );
    assert!(!ran.err.contains("cannot be read"), "{}", ran.err);
    assert!(
        ran.out.starts_with("Summary as of 2026-03-31\n"),
        "{}",
        ran.out
    );
}

#[test]
fn json_in_and_json_out_by_file_stdin_and_out() {
    let by_file = reconcile(&["lumps.json"], "");
    let text = std::fs::read_to_string(examples().join("lumps.json")).unwrap();
    let by_stdin = reconcile(&["-"], &text);
    assert_eq!((by_file.code, by_file.err.as_str()), (0, ""));
    assert_eq!(by_file.out, by_stdin.out);
    let answer: serde_json::Value = serde_json::from_str(&by_file.out).unwrap();
    let result = &answer["results"][0];
    for field in ["deposit_id", "outcome", "processor", "candidates"] {
        assert!(result.get(field).is_some(), "{field}");
    }
    let file = std::env::temp_dir().join(format!("oodaloo-answer-{}.json", std::process::id()));
    std::fs::write(&file, "x".repeat(by_file.out.len() * 2)).unwrap();
    let into_file = reconcile(&["lumps.json", "--out", file.to_str().unwrap()], "");
    assert_eq!((into_file.code, into_file.out.as_str()), (0, ""));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), by_file.out);
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn bad_input_is_one_line_and_exit_code_2() {
    let row = |amount: &str| {
        format!(
            "{{\"as_of\":\"2026-03-27\",\"deposits\":[],\"payments\":[{{\"id\":\"p\",\"received_on\":\"2026-03-01\",\"amount\":\"{amount}\",\"client_id\":\"c\"}}]}}"
        )
    };
    for (args, stdin, says) in [
        (vec!["-"], "{".to_owned(), "stdin: not JSON"),
        (
            vec!["-"],
            row("99999999999999999999"),
            "payments[0] \"p\": amount: ",
        ),
        (vec!["-"], row("1e5"), "payments[0] \"p\": amount: "),
        (
            vec!["no-such.json"],
            String::new(),
            "no-such.json: No such file",
        ),
        (vec!["plumber"], String::new(), "plumber: Is a directory"),
        (
            vec!["-", "--map", "bank.date=x"],
            String::new(),
            "--map, --as-of and --strict go with --bank",
        ),
        (
            vec!["--bank", "lumps.json", "--payments", "lumps.json"],
            String::new(),
            "lumps.json: ",
        ),
        (
            [&PLUMBER[..], &["--map", "bank.date=Nope"]].concat(),
            String::new(),
            "no column is called \"Nope\"",
        ),
        (
            [&PLUMBER[..], &["--map", "bank.dat=Date"]].concat(),
            String::new(),
            "the bank's file has date_order",
        ),
        (
            [&PLUMBER[..], &["--as-of", "soon"]].concat(),
            String::new(),
            "--as-of: \"soon\" is not a date",
        ),
    ] {
        let ran = reconcile(&args, &stdin);
        assert_eq!(
            (ran.code, ran.out.as_str(), ran.err.lines().count()),
            (2, "", 1),
            "{args:?}: {}",
            ran.err
        );
        assert!(ran.err.contains(says), "{args:?}: {}", ran.err);
    }
}

#[test]
fn bad_rows_are_named_the_good_ones_land_and_strict_refuses() {
    let dir = std::env::temp_dir().join(format!("oodaloo-csv-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let (bank, payments) = (dir.join("bank.csv"), dir.join("payments.csv"));
    std::fs::write(&bank, "Date,Memo,Amount\n2026-03-05,\u{1b}[31mANNA KOWALSKI,120.00\n2026-02-30,x,5.00\n2026-03-06,y,1e5\n").unwrap();
    std::fs::write(
        &payments,
        "Received on,Client,Amount,Method\n2026-03-04,Anna Kowalski,120.00,ACH\n",
    )
    .unwrap();
    let args = [
        "--bank",
        bank.to_str().unwrap(),
        "--payments",
        payments.to_str().unwrap(),
        "--table",
    ];
    let ran = reconcile(&args, "");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("bank.csv line 3: date: \"2026-02-30\"")
            && ran.err.contains("bank.csv line 4: amount: \"1e5\""),
        "{}",
        ran.err
    );
    assert!(
        ran.out.contains("[31mANNA KOWALSKI")
            && !ran.out.contains('\u{1b}')
            && !ran.err.contains('\u{1b}')
    );
    let strict = reconcile(&[&args[..], &["--strict"]].concat(), "");
    assert_eq!((strict.code, strict.out.as_str()), (2, ""));
    assert!(
        strict
            .err
            .lines()
            .last()
            .unwrap()
            .contains("not every row can be read (2)"),
        "{}",
        strict.err
    );
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn help_has_examples() {
    let ran = reconcile(&["--help"], "");
    assert_eq!(ran.code, 0);
    assert!(
        ran.out
            .contains("oodaloo reconcile --bank bank.csv --payments payments.csv --table"),
        "{}",
        ran.out
    );
}
