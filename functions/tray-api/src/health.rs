//! Whether this function can do its work.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use oodaloo_runtime::ports::QueueName;
use oodaloo_store::Key;
use serde_json::{Value, json};

use crate::TrayApi;

/// `GET /healthz`: the table answers, and how much waits in the queues. Tells nothing of companies.
pub(crate) async fn healthz(State(api): State<Arc<TrayApi>>) -> (StatusCode, Json<Value>) {
    let table = api
        .store
        .table()
        .get(&Key::new("HEALTH", "HEALTH"))
        .await
        .is_ok();
    let sync = api.queue.depth(QueueName::Sync).await.ok();
    let reconcile = api.queue.depth(QueueName::Reconcile).await.ok();
    let healthy = table && sync.is_some() && reconcile.is_some();
    let status = if healthy {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = json!({
        "healthy": healthy,
        "table": table,
        "queue_depth": { "sync": sync, "reconcile": reconcile },
    });
    (status, Json(body))
}
