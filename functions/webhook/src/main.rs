//! Wires the webhook function.

use std::sync::Arc;

use lambda_http::{Error, run, service_fn};
use oodaloo_rails::http::HttpRail;
use oodaloo_rails::signature::PlaidKeys;
use oodaloo_runtime::aws::{AwsQueue, RealWorld, rails_secret, sdk};
use oodaloo_runtime::config::required;
use oodaloo_runtime::telemetry;
use oodaloo_webhook::Webhook;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let sdk = sdk()?;
    let secret = rails_secret(&sdk).await?;
    let webhook = Arc::new(Webhook {
        queue: Arc::new(AwsQueue::from_env(&sdk)),
        // It asks Plaid for keys only; Jobber is never called from here.
        rail: Arc::new(HttpRail::new(None, Some(&required("PLAID_BASE_URL")?))?),
        world: Arc::new(RealWorld),
        plaid_keys: PlaidKeys::new(secret.plaid_client_id.clone(), secret.plaid_secret.clone()),
        jobber_secret: secret.jobber_client_secret,
    });
    run(service_fn(move |request| {
        let webhook = webhook.clone();
        async move { Ok::<_, Error>(webhook.handle(request).await) }
    }))
    .await
}
