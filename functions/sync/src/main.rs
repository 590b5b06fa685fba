//! Wires the sync function.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use oodaloo_rails::http::HttpRail;
use oodaloo_runtime::aws::{AwsQueue, KmsVault, RealWorld, rails_secret, sdk};
use oodaloo_runtime::config::required;
use oodaloo_runtime::telemetry;
use oodaloo_runtime::trigger::{Trigger, UnknownTrigger};
use oodaloo_store::{Store, dynamo_table};
use oodaloo_sync::Sync;
use serde_json::Value;

/// Kept back from the deadline for what has been begun.
const RESERVE: SignedDuration = SignedDuration::from_secs(20);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let sdk = sdk()?;
    let sync = Arc::new(Sync {
        store: Store::new(Arc::new(dynamo_table(&sdk, required("TABLE_NAME")?))),
        queue: Arc::new(AwsQueue::from_env(&sdk)),
        rail: Arc::new(HttpRail::new(
            Some(&required("JOBBER_BASE_URL")?),
            Some(&required("PLAID_BASE_URL")?),
        )?),
        world: Arc::new(RealWorld),
        vault: Arc::new(KmsVault::from_env(&sdk)?),
        secret: rails_secret(&sdk).await?,
        paces: oodaloo_sync::Paces::default(),
    });
    run(service_fn(move |event: LambdaEvent<Value>| {
        let sync = sync.clone();
        async move { handle(&sync, event).await }
    }))
    .await
}

async fn handle(sync: &Sync, event: LambdaEvent<Value>) -> Result<Value, Error> {
    let deadline = i64::try_from(event.context.deadline).unwrap_or(i64::MAX);
    let until = Timestamp::from_millisecond(deadline)?.checked_sub(RESERVE)?;
    match Trigger::parse(event.payload)? {
        Trigger::Batch(batch) => Ok(serde_json::to_value(sync.batch(batch, until).await)?),
        Trigger::Tick(tick) => {
            let sent = sync.tick(&tick).await?;
            Ok(serde_json::json!({ "sent": sent }))
        }
        Trigger::Mail(_) => Err(UnknownTrigger.into()),
    }
}
