//! One definition: what `template.yaml` gives and what the handlers take are the same.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

fn template() -> String {
    std::fs::read_to_string(root().join("template.yaml")).unwrap()
}

/// The lines of one resource.
fn resource(template: &str, name: &str) -> String {
    let mut lines = template.lines().skip_while(|l| *l != format!("  {name}:"));
    let first = lines
        .next()
        .unwrap_or_else(|| panic!("no resource {name}"))
        .to_owned();
    let rest = lines
        .take_while(|l| l.is_empty() || l.starts_with("   ") || l.trim_start().starts_with('#'));
    std::iter::once(first)
        .chain(rest.map(str::to_owned))
        .collect::<Vec<_>>()
        .join("\n")
}

const FUNCTIONS: [(&str, &str); 6] = [
    ("WebhookFunction", "webhook"),
    ("SyncFunction", "sync"),
    ("ReconcileFunction", "reconcile"),
    ("TrayApiFunction", "tray-api"),
    ("DigestFunction", "digest"),
    ("InboxFunction", "inbox"),
];

#[test]
fn routes_are_the_same_in_the_template_and_in_the_router() {
    let template = template();
    let declared: BTreeSet<String> = template
        .lines()
        .filter_map(|l| l.split("RouteKey: ").nth(1))
        .map(|l| {
            if let Some(quoted) = l.strip_prefix('"') {
                quoted.split('"').next().unwrap_or("")
            } else {
                l.split(',').next().unwrap_or(l).trim()
            }
        })
        .map(str::to_owned)
        .collect();
    let routed: BTreeSet<String> = oodaloo_tray_api::ROUTES
        .iter()
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert_eq!(declared, routed);
}

#[test]
fn what_is_open_to_everybody_is_what_the_router_means_to_open() {
    let template = template();
    let blocks = template.split("Type: AWS::ApiGatewayV2::Route").skip(1);
    let mut open = BTreeSet::new();
    for block in blocks {
        let block: String = block
            .lines()
            .take_while(|l| l.is_empty() || l.starts_with("    "))
            .collect::<Vec<_>>()
            .join("\n");
        let key = block
            .split("RouteKey: ")
            .nth(1)
            .unwrap()
            .trim_start_matches('"')
            .split(['"', ',', '\n'])
            .next()
            .unwrap()
            .to_owned();
        if !block.contains("AuthorizationType: JWT") {
            open.insert(key);
        }
    }
    let meant: BTreeSet<String> = oodaloo_tray_api::ROUTES
        .iter()
        .filter(|route| route.who == oodaloo_tray_api::Who::Anyone)
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    assert_eq!(open, meant);
    assert_eq!(
        open,
        BTreeSet::from([
            "GET /healthz".into(),
            "GET /u/{token}".into(),
            "POST /u/{token}".into(),
            "GET /api/v1/session/start".into(),
            "GET /api/v1/session/callback".into(),
            "POST /api/v1/session".into(),
            "DELETE /api/v1/session".into(),
        ])
    );
}

/// The names of the variables a function's own code asks for.
fn wanted(function: &str) -> BTreeSet<String> {
    let main = std::fs::read_to_string(root().join("functions").join(function).join("src/main.rs"))
        .unwrap();
    let mut names: BTreeSet<String> = main
        .split("required(\"")
        .skip(1)
        .filter_map(|r| r.split('"').next())
        .map(str::to_owned)
        .collect();
    for (word, also) in [
        ("KmsVault::from_env", &["KMS_KEY_ID"][..]),
        (
            "SesMailer::from_env",
            &["MAIL_FROM", "MAIL_CONFIGURATION_SET"],
        ),
        ("rails_secret(", &["RAILS_SECRET_ID"]),
    ] {
        if main.contains(word) {
            names.extend(also.iter().map(|a| (*a).to_owned()));
        }
    }
    names
}

/// The names of the variables the template gives a function, its queues and bus left out.
fn given(template: &str, name: &str) -> BTreeSet<String> {
    let block = resource(template, name);
    let variables = block.split("Variables:").nth(1).unwrap_or_default();
    variables
        .lines()
        .skip(1)
        .take_while(|l| l.starts_with("          "))
        .filter_map(|l| l.trim().split(':').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_function_is_given_what_it_asks_for_and_nothing_else() {
    let template = template();
    for (name, function) in FUNCTIONS {
        let given = given(&template, name);
        let optional = |n: &String| {
            n.ends_with("_QUEUE_URL") || n.ends_with("_DLQ_URL") || n == "BUS_NAME"
                // The API goes without mail where there is no domain for it.
                || n == "INBOUND_DOMAIN" && function == "tray-api"
        };
        let required: BTreeSet<String> = given.iter().filter(|n| !optional(n)).cloned().collect();
        assert_eq!(required, wanted(function), "{name}");
    }
}

#[test]
fn what_a_function_sends_to_it_has_an_address_for() {
    let template = template();
    for (name, function, sends) in [
        ("WebhookFunction", "webhook", &["SYNC_QUEUE_URL"][..]),
        (
            "SyncFunction",
            "sync",
            &[
                "SYNC_QUEUE_URL",
                "SYNC_DLQ_URL",
                "RECONCILE_QUEUE_URL",
                "BUS_NAME",
            ],
        ),
        (
            "ReconcileFunction",
            "reconcile",
            &["RECONCILE_DLQ_URL", "BUS_NAME"],
        ),
        (
            "TrayApiFunction",
            "tray-api",
            &["SYNC_QUEUE_URL", "RECONCILE_QUEUE_URL", "DIGEST_QUEUE_URL"],
        ),
        (
            "DigestFunction",
            "digest",
            &["DIGEST_QUEUE_URL", "DIGEST_DLQ_URL", "BUS_NAME"],
        ),
        ("InboxFunction", "inbox", &["SYNC_QUEUE_URL"]),
    ] {
        let given = given(&template, name);
        let queues: BTreeSet<&str> = given
            .iter()
            .map(String::as_str)
            .filter(|n| {
                n.ends_with("_URL") && (n.contains("QUEUE") || n.contains("DLQ"))
                    || *n == "BUS_NAME"
            })
            .collect();
        assert_eq!(queues, sends.iter().copied().collect(), "{function}");
    }
}

#[test]
fn who_consumes_a_queue_reports_its_failures() {
    let template = template();
    for (name, function) in FUNCTIONS {
        let block = resource(&template, name);
        let consumes = block.contains("Type: SQS");
        let lib =
            std::fs::read_to_string(root().join("functions").join(function).join("src/main.rs"))
                .unwrap();
        assert_eq!(consumes, lib.contains(".batch("), "{name}");
        assert_eq!(
            consumes,
            block.contains("FunctionResponseTypes: [ReportBatchItemFailures]"),
            "{name}"
        );
    }
}

#[test]
fn the_lease_outlives_the_function_and_the_queue_its_consumers_tries() {
    let template = template();
    let timeout = |name: &str| -> u64 {
        resource(&template, name)
            .split("Timeout: ")
            .nth(1)
            .unwrap()
            .split_whitespace()
            .next()
            .unwrap()
            .parse()
            .unwrap()
    };
    assert!(
        timeout("SyncFunction") * 2 < 300,
        "the refresh lease is five minutes: functions/sync/src/tokens.rs"
    );
    assert!(
        timeout("DigestFunction") * 2 < 1_800,
        "the claim's grace is 30 minutes: functions/digest/src/handler.rs"
    );
    for (queue, function) in [
        ("SyncQueue", "SyncFunction"),
        ("ReconcileQueue", "ReconcileFunction"),
        ("DigestQueue", "DigestFunction"),
    ] {
        let block = resource(&template, queue);
        let number = |key: &str| -> u64 {
            block
                .split(key)
                .nth(1)
                .unwrap()
                .trim_start()
                .split(|c: char| !c.is_ascii_digit())
                .next()
                .unwrap()
                .parse()
                .unwrap()
        };
        assert!(
            number("VisibilityTimeout:") >= 6 * timeout(function),
            "{queue}"
        );
        let receives = u64::from(oodaloo_runtime::batch::MAX_RECEIVES);
        assert_eq!(
            number("maxReceiveCount:"),
            receives + 1,
            "{queue}: we bury with a reason one receive earlier"
        );
    }
}
