//! Wires the reconcile function.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use oodaloo_reconcile::Reconcile;
use oodaloo_runtime::aws::{AwsQueue, RealWorld, sdk};
use oodaloo_runtime::config::required;
use oodaloo_runtime::telemetry;
use oodaloo_store::{Store, dynamo_table};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let sdk = sdk()?;
    let reconcile = Arc::new(Reconcile {
        store: Store::new(Arc::new(dynamo_table(&sdk, required("TABLE_NAME")?))),
        queue: Arc::new(AwsQueue::from_env(&sdk)),
        world: Arc::new(RealWorld),
    });
    run(service_fn(move |event: LambdaEvent<SqsEvent>| {
        let reconcile = reconcile.clone();
        async move { Ok::<_, Error>(reconcile.batch(event.payload).await) }
    }))
    .await
}
