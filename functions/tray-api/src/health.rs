//! Whether this function can do its work.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use oodaloo_runtime::ports::QueueName;
use oodaloo_store::Key;
use serde::Serialize;

use crate::TrayApi;

/// Whether we can work.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Health {
    /// Everything below is well.
    healthy: bool,
    /// The table answers.
    table: bool,
    queue_depth: QueueDepth,
}

/// How many messages wait in the queues; null where a queue does not answer.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct QueueDepth {
    sync: Option<u64>,
    reconcile: Option<u64>,
}

/// Whether we can work
///
/// The table answers, and how much waits in the queues. Tells nothing of companies.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/healthz",
    operation_id = "getHealth",
    tag = "health",
    responses((status = 200, description = "We can", body = Health), (status = 503, description = "We cannot", body = Health)),
))]
pub(crate) async fn healthz(State(api): State<Arc<TrayApi>>) -> (StatusCode, Json<Health>) {
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
    let body = Health {
        healthy,
        table,
        queue_depth: QueueDepth { sync, reconcile },
    };
    (status, Json(body))
}
