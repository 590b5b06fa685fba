//! Wires the inbox function.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use oodaloo_inbox::{Bucket, Inbox, arrivals};
use oodaloo_runtime::aws::{AwsQueue, RealWorld, sdk};
use oodaloo_runtime::config::required;
use oodaloo_runtime::telemetry;
use oodaloo_store::{Store, dynamo_table};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let sdk = sdk()?;
    let inbox = Arc::new(Inbox {
        store: Store::new(Arc::new(dynamo_table(&sdk, required("TABLE_NAME")?))),
        queue: Arc::new(AwsQueue::from_env(&sdk)),
        world: Arc::new(RealWorld),
        objects: Arc::new(Bucket::new(&sdk, Arc::new(RealWorld))?),
        domain: required("INBOUND_DOMAIN")?,
    });
    run(service_fn(move |event: LambdaEvent<Value>| {
        let inbox = inbox.clone();
        async move { handle(&inbox, event.payload).await }
    }))
    .await
}

async fn handle(inbox: &Inbox, event: Value) -> Result<Value, Error> {
    let mut taken = 0;
    for arrival in arrivals(event)? {
        inbox.receive(&arrival).await?;
        taken += 1;
    }
    Ok(json!({ "mails": taken }))
}
