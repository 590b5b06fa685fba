//! Every answer held against the description: its status, its media type, its schema, and the headers
//! that no answer goes without.

use std::collections::BTreeMap;
use std::sync::Mutex;

use boon::{Compiler, SchemaIndex, Schemas};
use oodaloo_tray_api::Route;
use oodaloo_tray_api::openapi::document;
use serde_json::Value;

use super::world::{Answer, Call, name};

const AT: &str = "http://description.test/openapi.json";

pub struct Description {
    pub document: Value,
    compiled: Mutex<(Schemas, Compiler, BTreeMap<String, SchemaIndex>)>,
}

impl Description {
    pub fn new() -> Self {
        let document = document();
        let mut compiler = Compiler::new();
        compiler.add_resource(AT, document.clone()).unwrap();
        Self {
            document,
            compiled: Mutex::new((Schemas::new(), compiler, BTreeMap::new())),
        }
    }

    /// What the description says of a route.
    pub fn operation(&self, route: &Route) -> &Value {
        &self.document["paths"][route.path][route.method.to_lowercase()]
    }

    /// The schema of the body a route takes, and an example.
    pub fn request_body(&self, route: &Route) -> Option<(String, &Value)> {
        let body = self.operation(route).get("requestBody")?;
        let at = pointer(&[
            "paths",
            route.path,
            &route.method.to_lowercase(),
            "requestBody",
            "content",
            "application/json",
            "schema",
        ]);
        let example = &body["content"]["application/json"]["example"];
        Some((at, example))
    }

    /// Why a value is not what the schema there says.
    pub fn refuses(&self, schema: &str, value: &Value) -> Option<String> {
        let mut compiled = self.compiled.lock().unwrap();
        let (schemas, compiler, known) = &mut *compiled;
        let index = *known.entry(schema.to_owned()).or_insert_with(|| {
            compiler
                .compile(&format!("{AT}#{schema}"), schemas)
                .unwrap_or_else(|e| panic!("{schema}: {e}"))
        });
        schemas
            .validate(value, index)
            .err()
            .map(|e| format!("{e:#}"))
    }

    pub fn check(&self, call: &Call, answer: &Answer) {
        let said = || {
            format!(
                "{} answered {}: {}",
                call.name(),
                answer.status,
                answer.text
            )
        };
        for header in [
            "cache-control",
            "content-security-policy",
            "referrer-policy",
            "strict-transport-security",
            "x-content-type-options",
        ] {
            assert!(
                answer.headers.contains_key(header),
                "no {header}: {}",
                said()
            );
        }
        assert_eq!(answer.headers["x-request-id"], "gateway-request-1");
        if (300..400).contains(&answer.status) {
            let to = answer.headers["location"].to_str().unwrap();
            assert!(!to.is_empty() && answer.text.is_empty(), "{}", said());
            let status = answer.status.to_string();
            let described = self.operation(&call.route)["responses"].get(&status);
            assert!(
                described.is_some(),
                "{} does not say that it gives {status}",
                name(&call.route)
            );
            return;
        }
        let media_type = answer.headers["content-type"].to_str().unwrap();
        let media_type = media_type.split(';').next().unwrap();
        if answer.status >= 400 && media_type != "text/html" && call.route.path != "/healthz" {
            assert_eq!(media_type, "application/problem+json", "{}", said());
            assert_eq!(answer.json["request_id"], "gateway-request-1");
        }
        let (route, status) = (&call.route, answer.status.to_string());
        let mut at = pointer(&[
            "paths",
            route.path,
            &route.method.to_lowercase(),
            "responses",
            &status,
        ]);
        let mut response = self.document.pointer(&at).unwrap_or_else(|| {
            panic!(
                "{} does not say that it gives {status}; {}",
                name(route),
                said()
            )
        });
        if let Some(there) = response["$ref"].as_str() {
            at = there.trim_start_matches('#').to_owned();
            response = self.document.pointer(&at).unwrap();
        }
        assert!(
            response["content"].get(media_type).is_some(),
            "{} does not say that it gives {media_type} with {status}; {}",
            name(route),
            said()
        );
        let schema = at + &pointer(&["content", media_type, "schema"]);
        let value = if media_type.starts_with("text/") {
            Value::from(answer.text.as_str())
        } else {
            answer.json.clone()
        };
        if let Some(why) = self.refuses(&schema, &value) {
            panic!("{}\n{why}", said());
        }
    }
}

/// A JSON pointer.
fn pointer(parts: &[&str]) -> String {
    parts
        .iter()
        .map(|p| format!("/{}", p.replace('~', "~0").replace('/', "~1")))
        .collect()
}
