//! Wires the digest function.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use oodaloo_digest::handler::Digest;
use oodaloo_runtime::aws::{AwsQueue, RealWorld, SesMailer, rails_secret, sdk};
use oodaloo_runtime::config::required;
use oodaloo_runtime::telemetry;
use oodaloo_runtime::trigger::Trigger;
use oodaloo_store::{Store, dynamo_table};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let sdk = sdk()?;
    let digest = Arc::new(Digest {
        store: Store::new(Arc::new(dynamo_table(&sdk, required("TABLE_NAME")?))),
        queue: Arc::new(AwsQueue::from_env(&sdk)),
        mailer: Arc::new(SesMailer::from_env(&sdk)?),
        world: Arc::new(RealWorld),
        app_url: required("APP_URL")?,
        link_key: rails_secret(&sdk).await?.link_signing_key,
    });
    run(service_fn(move |event: LambdaEvent<Value>| {
        let digest = digest.clone();
        async move { handle(&digest, event.payload).await }
    }))
    .await
}

async fn handle(digest: &Digest, event: Value) -> Result<Value, Error> {
    match Trigger::parse(event)? {
        Trigger::Batch(batch) => Ok(serde_json::to_value(digest.batch(batch).await)?),
        Trigger::Tick(tick) => {
            let sent = digest.tick(&tick).await?;
            Ok(serde_json::json!({ "sent": sent }))
        }
        Trigger::Mail(event) => {
            digest.mail_event(&event).await?;
            Ok(Value::Null)
        }
    }
}
