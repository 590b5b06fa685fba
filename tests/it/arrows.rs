//! The arrows between rooms point one way, and some words stand in one room only.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

fn cargo(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO"))
        .args(args)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "cargo {args:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).unwrap()
}

/// Our crates and which of our crates each builds on (tests left out).
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let metadata: Value = serde_json::from_str(&cargo(&[
        "metadata",
        "--format-version",
        "1",
        "--no-deps",
        "--offline",
    ]))
    .unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|p| {
            let name = p["name"].as_str().unwrap().to_owned();
            let uses = p["dependencies"].as_array().unwrap().iter();
            let ours = uses
                .filter(|d| d["kind"].is_null())
                .filter_map(|d| d["name"].as_str())
                .filter(|d| d.starts_with("oodaloo-"));
            (name, ours.map(str::to_owned).collect())
        })
        .collect()
}

const FUNCTIONS: [&str; 6] = [
    "oodaloo-webhook",
    "oodaloo-sync",
    "oodaloo-reconcile",
    "oodaloo-tray-api",
    "oodaloo-digest",
    "oodaloo-inbox",
];

#[test]
fn arrows_point_one_way() {
    let arrows = arrows();
    let may = |name: &str, allowed: &[&str]| {
        let uses = &arrows[name];
        let allowed: BTreeSet<String> = allowed.iter().map(|a| (*a).to_owned()).collect();
        assert!(
            uses.is_subset(&allowed),
            "{name} may build on {allowed:?}, but builds on {uses:?}"
        );
    };
    may("oodaloo-domain", &[]);
    for shared in ["oodaloo-store", "oodaloo-rails", "oodaloo-runtime"] {
        may(shared, &["oodaloo-domain"]);
    }
    for function in FUNCTIONS {
        may(
            function,
            &[
                "oodaloo-domain",
                "oodaloo-store",
                "oodaloo-rails",
                "oodaloo-runtime",
            ],
        );
    }
    // The seeds and the sandbox play the outside world: they may not know how we see it.
    may("oodaloo-seeds", &[]);
    may("oodaloo-sandbox", &["oodaloo-seeds"]);
}

#[test]
fn the_domain_knows_no_io() {
    let tree = cargo(&[
        "tree",
        "-p",
        "oodaloo-domain",
        "-e",
        "normal",
        "--prefix",
        "none",
        "--offline",
    ]);
    for forbidden in ["tokio", "aws-", "reqwest", "hyper", "mio", "getrandom"] {
        let found = tree.lines().find(|line| line.starts_with(forbidden));
        assert_eq!(found, None, "the domain crate must stay pure");
    }
}

/// The description of the API is made by tests; the function itself is built without it.
#[test]
fn no_function_carries_the_description() {
    let tree = cargo(&[
        "tree",
        "-p",
        "oodaloo-tray-api",
        "-e",
        "normal",
        "--prefix",
        "none",
        "--offline",
    ]);
    assert!(tree.contains("axum v"), "{tree}");
    assert!(!tree.contains("utoipa v"), "{tree}");
}

/// Every source file of ours but the tests, with its path from the root.
fn sources(dir: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(
                name.as_str(),
                "target" | "tests" | "node_modules" | ".git" | "benches"
            ) {
                sources(&path, found);
            }
        } else if name.ends_with(".rs") && !name.contains("test") {
            let shown = path.strip_prefix(root()).unwrap().display().to_string();
            found.push((shown, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn some_words_stand_in_one_room_only() {
    let mut files = Vec::new();
    for room in ["shared", "functions", "infra", "seeds"] {
        sources(&root().join(room), &mut files);
    }
    assert!(files.len() > 50, "the sources were not found");
    for (word, room) in [
        ("aws_sdk_dynamodb", "shared/store/"),
        ("getjobber.com", "shared/rails/"),
    ] {
        for (path, text) in &files {
            assert!(
                !text.contains(word) || path.starts_with(room),
                "{word} in {path}: it belongs to {room}"
            );
        }
    }
}

#[test]
fn one_tls_stack_and_one_crypto_provider() {
    for function in FUNCTIONS {
        let tree = cargo(&[
            "tree",
            "-p",
            function,
            "-e",
            "normal",
            "--prefix",
            "none",
            "--offline",
        ]);
        let versions = |name: &str| {
            let lines = tree.lines().filter(|l| l.starts_with(&format!("{name} v")));
            lines
                .map(|l| l.trim_end_matches(" (*)").to_owned())
                .collect::<BTreeSet<_>>()
                .len()
        };
        assert!(
            versions("rustls") <= 1 && versions("hyper") <= 1,
            "{function} links two TLS or HTTP stacks"
        );
        assert_eq!(
            versions("ring") + versions("openssl"),
            0,
            "{function} links a second crypto provider"
        );
    }
}
