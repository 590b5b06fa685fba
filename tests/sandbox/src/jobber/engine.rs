//! Parsing, validation and execution of GraphQL documents against our SDL.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use apollo_compiler::{
    ExecutableDocument, Schema,
    executable::Operation,
    request::{RequestError, coerce_variable_values},
    resolvers::Execution,
    response::{JsonMap, JsonValue, serde_json_bytes},
    validation::Valid,
};
use serde_json::{Value, json};

use super::{cost, objects};

const SDL: &str = include_str!("schema.graphql");
/// Distinct documents kept parsed; an app has a dozen.
const CACHED_DOCUMENTS: usize = 256;

/// A schema, and the documents already checked against it.
#[derive(Clone, Debug)]
pub(super) struct Engine {
    schema: Arc<Valid<Schema>>,
    documents: BTreeMap<String, Arc<Valid<ExecutableDocument>>>,
}

/// A document with its operation and variables, ready to run.
pub(super) struct Prepared {
    document: Arc<Valid<ExecutableDocument>>,
    operation: Option<String>,
    variables: Valid<JsonMap>,
    /// What it asks for, in points.
    pub(super) requested: i64,
}

#[expect(
    clippy::expect_used,
    reason = "the SDL is compiled in, and the first test that runs would say so"
)]
static SCHEMA: LazyLock<Arc<Valid<Schema>>> = LazyLock::new(|| {
    let schema = Schema::parse_and_validate(SDL, "schema.graphql");
    Arc::new(schema.expect("the crate's own SDL is valid"))
});

impl Engine {
    /// The schema is compiled once per process: a simulation makes thousands of sandboxes.
    pub(super) fn new() -> Self {
        Self {
            schema: SCHEMA.clone(),
            documents: BTreeMap::new(),
        }
    }

    /// Checks a request body's document and variables. The error is the list that GraphQL answers with.
    pub(super) fn prepare(&mut self, body: &Value) -> Result<Prepared, Value> {
        let query = body
            .get("query")
            .and_then(Value::as_str)
            .ok_or_else(|| one_error("No query string was present"))?;
        let document = self.document(query)?;
        let operation = body
            .get("operationName")
            .and_then(Value::as_str)
            .map(str::to_owned);
        let raw = body
            .get("variables")
            .filter(|v| !v.is_null())
            .cloned()
            .unwrap_or_else(|| json!({}));
        let JsonValue::Object(raw) = serde_json_bytes::Value::from(raw) else {
            return Err(one_error("Variables must be an object"));
        };
        let chosen = document
            .operations
            .get(operation.as_deref())
            .map_err(|e| request_error(&e))?;
        let variables =
            coerce_variable_values(&self.schema, chosen, &raw).map_err(|e| request_error(&e))?;
        let requested = cost::of(&document, &variables, &chosen.selection_set);
        Ok(Prepared {
            operation,
            variables,
            requested,
            document: document.clone(),
        })
    }

    /// Runs a document; the result has `data` and perhaps `errors`.
    pub(super) fn run(&self, prepared: &Prepared, world: &objects::World<'_>) -> Value {
        let document = &prepared.document;
        let root = |operation: &Operation| {
            if operation.is_mutation() {
                objects::What::Mutation
            } else {
                objects::What::Query
            }
        };
        let outcome = document
            .operations
            .get(prepared.operation.as_deref())
            .and_then(|operation| {
                Execution::new(&self.schema, document)
                    .operation(operation)
                    .coerced_variable_values(&prepared.variables)
                    .enable_schema_introspection(true)
                    .execute_sync(&objects::Node {
                        world,
                        what: root(operation),
                    })
            });
        match outcome {
            Ok(mut response) => {
                for error in &mut response.errors {
                    // The library marks what a resolver said; Jobber does not.
                    if let Some(said) = error.message.strip_prefix("resolver error: ") {
                        error.message = said.to_owned();
                    }
                }
                serde_json::to_value(&response).unwrap_or_else(|_| json!({"data": null}))
            }
            Err(error) => json!({"errors": request_error(&error)}),
        }
    }

    fn document(&mut self, query: &str) -> Result<Arc<Valid<ExecutableDocument>>, Value> {
        if let Some(known) = self.documents.get(query) {
            return Ok(known.clone());
        }
        let parsed = ExecutableDocument::parse_and_validate(&self.schema, query, "query.graphql");
        let document = Arc::new(parsed.map_err(|invalid| {
            let errors = invalid.errors.iter().map(|e| {
                let locations = e.line_column_range().map(|r| json!({"line": r.start.line, "column": r.start.column}));
                json!({"message": e.error.to_string(), "locations": locations.into_iter().collect::<Vec<_>>()})
            });
            errors.collect::<Value>()
        })?);
        if self.documents.len() >= CACHED_DOCUMENTS {
            self.documents.clear();
        }
        self.documents.insert(query.to_owned(), document.clone());
        Ok(document)
    }
}

fn one_error(message: &str) -> Value {
    json!([{"message": message}])
}

fn request_error(error: &RequestError) -> Value {
    one_error(&error.message().to_string())
}
