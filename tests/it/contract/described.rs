//! The description is complete, current, and of these very routes.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use oodaloo_tray_api::openapi::document;
use oodaloo_tray_api::problem::{KINDS, Kind};
use oodaloo_tray_api::{ROUTES, Who};
use serde_json::Value;

use super::conform::Description;
use super::generated;
use super::world::name;

#[test]
fn the_checked_in_description_is_current() {
    let text = serde_json::to_string_pretty(&document()).unwrap() + "\n";
    generated("functions/tray-api/openapi.json", &text);
}

#[test]
fn it_describes_the_routes_and_no_others() {
    let document = document();
    let described: BTreeSet<String> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(move |m| format!("{} {path}", m.to_uppercase()))
        })
        .collect();
    assert_eq!(described, ROUTES.iter().map(name).collect());
}

#[test]
fn every_route_says_all_there_is_to_say() {
    let description = Description::new();
    let known: BTreeSet<&str> = description.document["tags"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|t| t["name"].as_str())
        .collect();
    let mut ids = BTreeMap::new();
    for route in ROUTES {
        let said = description.operation(route);
        let at = name(route);
        let id = said["operationId"].as_str().unwrap_or_default();
        let twice = ids.insert(id.to_owned(), at.clone());
        assert!(
            twice.is_none() && !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric()),
            "{at}: operation_id {id:?}"
        );
        assert!(
            said["summary"].as_str().is_some_and(|s| s.len() < 60),
            "{at}: a short first line above the handler"
        );
        let tags = said["tags"].as_array().unwrap();
        assert!(
            tags.len() == 1 && known.contains(tags[0].as_str().unwrap()),
            "{at}: one of our tags"
        );
        assert_eq!(
            said["security"].as_array().unwrap().is_empty(),
            route.who == Who::Anyone,
            "{at}"
        );
        let statuses = said["responses"].as_object().unwrap();
        assert!(
            statuses.keys().any(|s| s.starts_with('2') || s == "302"),
            "{at}: how it goes well"
        );
        for (status, response) in said["responses"].as_object().unwrap() {
            let named = response["$ref"].as_str().map(|r| {
                &description.document["components"]["responses"][r.rsplit('/').next().unwrap()]
            });
            let response = named.unwrap_or(response);
            assert!(
                response["description"]
                    .as_str()
                    .is_some_and(|d| !d.is_empty()),
                "{at}: a description of {status}"
            );
        }
        if let Some((schema, example)) = description.request_body(route) {
            assert!(
                example.is_object(),
                "{at}: request_body(content = …, example = json!(…))"
            );
            assert_eq!(description.refuses(&schema, example), None, "{at}");
        }
    }
}

/// Nothing stands in the description that a schema does not point to, and the other way round.
#[test]
fn what_it_points_to_is_there_and_what_is_there_is_pointed_to() {
    let document = document();
    let text = document.to_string();
    for (kind, all) in document["components"].as_object().unwrap() {
        for name in all.as_object().unwrap().keys() {
            let used = match kind.as_str() {
                "securitySchemes" => text.contains(&format!("{{\"{name}\":[]}}")),
                _ => text.contains(&format!("\"#/components/{kind}/{name}\"")),
            };
            assert!(used, "{kind}/{name} is not used");
        }
    }
    let mut refs = BTreeSet::new();
    references(&document, &mut refs);
    for there in refs {
        assert!(
            document.pointer(&there[1..]).is_some(),
            "{there} is not there"
        );
    }
}

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(all) => {
            found.extend(all.get("$ref").and_then(Value::as_str).map(str::to_owned));
            all.values().for_each(|v| references(v, found));
        }
        Value::Array(all) => all.iter().for_each(|v| references(v, found)),
        _ => {}
    }
}

#[test]
fn every_problem_is_documented() {
    let mut text = String::from(
        "# Problems\n\n\
         Every error of the API is `application/problem+json` (RFC 9457): `type`, `title`, `status`, `detail`\n\
         (a sentence about this very request), `request_id` (what to tell us), and members of the type's own.\n\
         `make openapi` writes this page from `functions/tray-api/src/problem.rs`.\n",
    );
    let mut slugs = BTreeSet::new();
    let mut kinds: Vec<&&Kind> = KINDS.iter().collect();
    kinds.sort_by_key(|k| (k.status.as_u16(), k.slug));
    for kind in kinds {
        assert!(slugs.insert(kind.slug), "{} twice", kind.slug);
        let about: Vec<&str> = kind.about.split_whitespace().collect();
        write!(
            text,
            "\n## {}\n\n`{}`: {} \"{}\"\n\n{}\n",
            kind.slug,
            kind.uri(),
            kind.status.as_u16(),
            kind.title,
            about.join(" ")
        )
        .unwrap();
    }
    generated("docs/problems.md", &text);
}
