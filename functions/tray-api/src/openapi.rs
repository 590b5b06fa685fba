//! The API's description (OpenAPI 3.1): what each handler says of itself, and what follows from the
//! route list for all of them, so that no handler has to say it.

use std::collections::{BTreeMap, BTreeSet};

use oodaloo_domain::{CompanyId, ImportId, InvitationId, RuleId};
use serde_json::{Map, Value, json};
use utoipa::{OpenApi as _, PartialSchema as _};

use crate::problem::KINDS;
use crate::routes::{Described, ROUTES, Route, Who};

/// Statuses that the gateway gives by itself, with a body of its own.
const GATEWAY: [&str; 5] = ["401", "413", "429", "500", "503"];

const ABOUT: &str = "What the tray, the tiles and the settings are made of.\n\n\
    Amounts are decimal text, never numbers. Times are RFC 3339 in UTC, days are the company's own. \
    A company that is not the caller's does not exist for them (404). Every error of ours is \
    `application/problem+json` (RFC 9457), its `type` one of a fixed list, and carries the `request_id` \
    that our logs have.";

const TAGS: [(&str, &str); 12] = [
    ("tray", "What waits for a person, and what they decide."),
    ("rules", "What is decided alike every time."),
    ("owner", "The figures."),
    ("digests", "The Friday email, as it was sent."),
    ("people", "Who is signed in, and who belongs to a company."),
    ("notes", "What we write at Jobber for people."),
    ("settings", "What an owner sets."),
    ("audit", "Who did what, when, and what it was before."),
    ("integrations", "Connections to the rails."),
    (
        "imports",
        "Files that people bring: a bank's CSV, a list of quotes.",
    ),
    ("mail", "Links in our mails; they work without signing in."),
    ("health", "For machines that watch us."),
];

/// The document.
#[must_use]
pub fn document() -> Value {
    let described = serde_json::to_value(Described::openapi()).unwrap_or_default();
    let (mut paths, mut components) = (described["paths"].clone(), described["components"].clone());
    for route in ROUTES {
        let operation = &mut paths[route.path][route.method.to_lowercase()];
        if let Value::Object(operation) = operation {
            complete(route, operation);
        }
    }
    common(&mut components);
    let said = paths.to_string();
    if let Value::Object(responses) = &mut components["responses"] {
        responses.retain(|name, _| said.contains(&format!("/{name}\"")));
    }
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Oodaloo", "version": env!("CARGO_PKG_VERSION"), "description": ABOUT},
        "servers": [{"url": "/", "description": "The stage's own address: an output of its stack."}],
        "tags": TAGS.map(|(name, about)| json!({"name": name, "description": about})),
        "paths": paths,
        "components": components,
    });
    document.sort_all_objects();
    document
}

/// What follows from who may call it and from what it takes.
fn complete(route: &Route, operation: &mut Map<String, Value>) {
    let mut statuses = BTreeSet::from(["429", "500", "503"]);
    if route.who == Who::Anyone {
        operation.insert("security".into(), json!([]));
    } else {
        operation.insert("security".into(), json!([{"people": []}]));
        statuses.insert("401");
    }
    if matches!(route.who, Who::Member | Who::Owner) {
        let parameters = operation.entry("parameters").or_insert(json!([]));
        if let Value::Array(parameters) = parameters {
            parameters.push(json!({"$ref": "#/components/parameters/CompanyId"}));
        }
        statuses.extend(["400", "404"]);
    }
    if route.who == Who::Owner {
        statuses.insert("403");
    }
    if route.path.contains('{') {
        statuses.insert("404");
    }
    if route.takes_key() {
        // The key may be missing, or another request's.
        statuses.extend(["400", "422"]);
        if let Value::Array(parameters) = operation.entry("parameters").or_insert(json!([])) {
            parameters.push(json!({"$ref": "#/components/parameters/IdempotencyKey"}));
        }
    }
    if operation.contains_key("requestBody") {
        statuses.extend(["400", "413", "415"]);
    }
    let responses = operation.entry("responses").or_insert(json!({}));
    let Value::Object(responses) = responses else {
        return;
    };
    for status in statuses {
        responses.entry(status).or_insert(Value::Null);
    }
    for (status, response) in responses {
        // A handler names a status to say that it gives a problem of it; whatever else it gives, it shows.
        if response.get("content").is_none() && (status.starts_with('4') || status.starts_with('5'))
        {
            *response = json!({"$ref": format!("#/components/responses/Problem{status}")});
        }
    }
}

fn common(components: &mut Value) {
    components["securitySchemes"] = json!({"people": {
        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
        "description": "An access token of our Cognito user pool, made for our app client. ID tokens are refused.",
    }});
    components["parameters"] = json!({
        "CompanyId": {
            "name": "company_id", "in": "query", "required": true,
            "description": "Whose. The caller has to belong to it.",
            "schema": {"$ref": "#/components/schemas/CompanyId"},
        },
        "IdempotencyKey": {
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "The same for repetitions of the same request: it is done once, and answered alike for a day.",
            "schema": {"type": "string", "pattern": "^[!\"$-~]{1,64}$", "examples": ["0192f0c1-tray-7"]},
        },
    });
    // Only bodies bring their schemas along; these stand in paths and queries alone.
    for (name, schema) in [
        ("CompanyId", CompanyId::schema()),
        ("ImportId", ImportId::schema()),
        ("InvitationId", InvitationId::schema()),
        ("RuleId", RuleId::schema()),
    ] {
        components["schemas"][name] = serde_json::to_value(schema).unwrap_or_default();
    }
    components["schemas"]["Problem"] = problem();
    components["schemas"]["GatewayMessage"] = json!({
        "type": "object", "required": ["message"],
        "description": "What the gateway says when the request does not get to us, or we do not answer.",
        "properties": {"message": {"type": ["string", "null"], "examples": ["Unauthorized"]}},
    });
    components["responses"] = json!(responses());
}

/// The schema of every problem.
fn problem() -> Value {
    let list: Vec<String> = KINDS
        .iter()
        .map(|k| format!("* `{}` ({}): {}", k.slug, k.status.as_u16(), k.about.trim()))
        .collect();
    json!({
        "type": "object",
        "description": format!("RFC 9457. A type may have members of its own. The types:\n\n{}", list.join("\n")),
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {
                "type": "string", "format": "uri",
                "enum": KINDS.iter().map(|k| k.uri()).collect::<Vec<_>>(),
            },
            "title": {"type": "string", "description": "The same for all of a type."},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "description": "What is wrong this time, for a person."},
            "request_id": {"type": "string", "description": "What to tell us; our logs have it."},
        },
    })
}

/// One response per status, with the types it can have.
fn responses() -> BTreeMap<String, Value> {
    let mut by_status: BTreeMap<u16, Vec<_>> = BTreeMap::from([(429, Vec::new())]);
    for kind in KINDS {
        let kinds = by_status.entry(kind.status.as_u16()).or_default();
        kinds.push(kind);
    }
    let response = |(status, kinds): (u16, Vec<&&crate::problem::Kind>)| {
        let mut content = json!({});
        if !kinds.is_empty() {
            let example = |k: &&&crate::problem::Kind| {
                let value = json!({
                    "type": k.uri(), "title": k.title, "status": status,
                    "detail": "A sentence about this very request.", "request_id": "JKJaXmPLvHcESHA=",
                });
                (k.slug.to_owned(), json!({"value": value}))
            };
            content["application/problem+json"] = json!({
                "schema": {"allOf": [{"$ref": "#/components/schemas/Problem"}, {"properties": {
                    "status": {"const": status},
                    "type": {"enum": kinds.iter().map(|k| k.uri()).collect::<Vec<_>>()},
                }}]},
                "examples": kinds.iter().map(example).collect::<Map<String, Value>>(),
            });
        }
        if GATEWAY.contains(&status.to_string().as_str()) {
            content["application/json"] =
                json!({"schema": {"$ref": "#/components/schemas/GatewayMessage"}});
        }
        let titles: Vec<&str> = kinds.iter().map(|k| k.title).collect();
        let description = if titles.is_empty() {
            "Too many requests at once".to_owned()
        } else {
            titles.join("; ")
        };
        (
            format!("Problem{status}"),
            json!({"description": description, "content": content}),
        )
    };
    by_status.into_iter().map(response).collect()
}
