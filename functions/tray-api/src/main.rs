//! Wires the tray API.

use std::sync::Arc;

use lambda_http::{Error, run};
use oodaloo_rails::http::{HttpRail, Site};
use oodaloo_runtime::aws::{AwsQueue, KmsVault, RealWorld, rails_secret, sdk};
use oodaloo_runtime::config::{optional, required};
use oodaloo_runtime::telemetry;
use oodaloo_store::{Store, dynamo_table};
use oodaloo_tray_api::{Addresses, TrayApi, router};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::init();
    let sdk = sdk()?;
    let sign_in_url = required("SIGN_IN_URL")?;
    let addresses = Addresses {
        jobber: required("JOBBER_BASE_URL")?,
        plaid_webhook: required("PLAID_WEBHOOK_URL")?,
    };
    let api = TrayApi {
        store: Store::new(Arc::new(dynamo_table(&sdk, required("TABLE_NAME")?))),
        queue: Arc::new(AwsQueue::from_env(&sdk)),
        rail: Arc::new(HttpRail::new(
            Some(&addresses.jobber),
            Some(&required("PLAID_BASE_URL")?),
        )?),
        world: Arc::new(RealWorld),
        vault: Arc::new(KmsVault::from_env(&sdk)?),
        secret: rails_secret(&sdk).await?,
        addresses,
        client_id: required("USER_POOL_CLIENT_ID")?,
        sign_in: Arc::new(Site::new("the user pool", &sign_in_url)?),
        sign_in_url,
        app_url: required("APP_URL")?,
        inbound_domain: optional("INBOUND_DOMAIN"),
    };
    run(router(Arc::new(api))).await
}
