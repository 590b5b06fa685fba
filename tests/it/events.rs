//! The payloads in `events/` are what the functions really get: each goes through the real reader.

use std::path::Path;

use lambda_http::request::LambdaRequest;
use oodaloo_runtime::messages::{DigestRequest, ReconcileRequest, SyncRequest};
use oodaloo_runtime::trigger::Trigger;
use serde_json::Value;

fn event(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join("events")
        .join(name);
    let text =
        std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
    serde_json::from_str(&text).unwrap()
}

fn names() -> Vec<String> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .join("events");
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.retain(|n| n.ends_with(".json"));
    names.sort();
    names
}

#[test]
fn every_payload_is_one_that_its_function_understands() {
    let names = names();
    assert!(names.len() >= 8, "one for each trigger: {names:?}");
    for name in names {
        let payload = event(&name);
        let function = name.split_once('.').map_or("", |(function, _)| function);
        match function {
            "webhook" | "tray-api" => {
                serde_json::from_value::<LambdaRequest>(payload)
                    .unwrap_or_else(|e| panic!("{name}: {e}"));
            }
            "sync" | "reconcile" | "digest" => match Trigger::parse(payload)
                .unwrap_or_else(|e| panic!("{name}: {e}"))
            {
                Trigger::Batch(batch) => {
                    for record in batch.records {
                        let body = record.body.unwrap();
                        assert!(
                            record.attributes.contains_key("MessageGroupId"),
                            "{name}: our queues are FIFO"
                        );
                        let understood = match function {
                            "sync" => serde_json::from_str::<SyncRequest>(&body).is_ok(),
                            "reconcile" => serde_json::from_str::<ReconcileRequest>(&body).is_ok(),
                            _ => serde_json::from_str::<DigestRequest>(&body).is_ok(),
                        };
                        assert!(understood, "{name}: {body}");
                    }
                }
                Trigger::Tick(_) | Trigger::Mail(_) => assert_ne!(function, "reconcile"),
            },
            "inbox" => {
                let mails =
                    oodaloo_inbox::arrivals(payload).unwrap_or_else(|e| panic!("{name}: {e}"));
                assert!(
                    mails
                        .iter()
                        .all(|m| m.size > 0 && m.key.starts_with("mail/"))
                );
                assert_eq!(mails.len(), 1, "{name}");
            }
            _ => panic!("{name}: events are called <function>.<trigger>.json"),
        }
    }
}
