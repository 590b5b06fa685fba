//! An embedded DynamoDB behind the SDK's own HTTP port: no socket, but every byte of the wire.

use std::fmt;
use std::sync::Arc;

use aws_sdk_dynamodb::config::SharedHttpClient;
use aws_sdk_dynamodb::config::http::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use dynoxide::Database;
use dynoxide::errors::DynoxideError;

struct Embedded(Database);

impl fmt::Debug for Embedded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Embedded")
    }
}

/// A client of a new, empty database.
pub fn http_client() -> SharedHttpClient {
    let connector =
        SharedHttpConnector::new(Shared(Arc::new(Embedded(Database::memory().unwrap()))));
    http_client_fn(move |_, _| connector.clone())
}

#[derive(Debug, Clone)]
struct Shared(Arc<Embedded>);

impl HttpConnector for Shared {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request
            .headers()
            .get("x-amz-target")
            .unwrap_or_default()
            .to_owned();
        let operation = target.rsplit('.').next().unwrap_or_default();
        let body = request.body().bytes().unwrap_or_default();
        let (status, json) = match answer(&self.0.0, operation, body) {
            Ok(json) => (200, json),
            Err(e) => (e.status_code(), e.to_json()),
        };
        let status = status.try_into().unwrap();
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, json.into())))
    }
}

fn answer(db: &Database, operation: &str, body: &[u8]) -> Result<String, DynoxideError> {
    macro_rules! call {
        ($method:ident) => {{
            let request = serde_json::from_slice(body)
                .map_err(|e| DynoxideError::ValidationException(e.to_string()))?;
            Ok(serde_json::to_string(&db.$method(request)?).unwrap())
        }};
    }
    match operation {
        "CreateTable" => call!(create_table),
        "GetItem" => call!(get_item),
        "BatchGetItem" => call!(batch_get_item),
        "Query" => call!(query),
        "PutItem" => call!(put_item),
        "UpdateItem" => call!(update_item),
        "DeleteItem" => call!(delete_item),
        "TransactWriteItems" => call!(transact_write_items),
        other => panic!("the adapter calls {other}"),
    }
}
