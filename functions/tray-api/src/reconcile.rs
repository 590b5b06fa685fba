//! What follows from a change is reconcile's to find out.

use oodaloo_runtime::messages::ReconcileRequest;
use oodaloo_runtime::ports::QueueName;

use crate::TrayApi;
use crate::caller::Caller;

/// Asks for it, at once. Should the queue not take it, the next look at a rail or the night's run does it.
pub(crate) async fn ask(api: &TrayApi, caller: &Caller) {
    let request = ReconcileRequest {
        company_id: caller.company.id().clone(),
    };
    let message = request.outgoing(api.world.id("rec"));
    if let Err(error) = api.queue.send(QueueName::Reconcile, message).await {
        tracing::warn!(%error, "what follows waits for the next reconcile");
    }
}
