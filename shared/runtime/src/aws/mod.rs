//! The ports over AWS. Clients are built once, in the init phase, where the CPU is whole.

mod bus_and_queues;
mod mail;
mod vault;
mod world;

pub use bus_and_queues::AwsQueue;
pub use mail::SesMailer;
pub use vault::KmsVault;
pub use world::RealWorld;

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sqs::config::SharedCredentialsProvider;

use crate::config::{ConfigError, RailsSecret, optional, required};

/// The SDK's configuration: region, credentials and endpoint from the environment that Lambda gives, a
/// dated behaviour so that an upgrade changes nothing by itself. Not the default chain: it would look for
/// profiles, containers and instance metadata that a function never has, and be linked for that.
///
/// # Errors
/// [`ConfigError`] when there is no region.
pub fn sdk() -> Result<SdkConfig, ConfigError> {
    let credentials = EnvironmentVariableCredentialsProvider::new();
    let mut sdk = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(required("AWS_REGION")?))
        .credentials_provider(SharedCredentialsProvider::new(credentials));
    sdk.set_endpoint_url(optional("AWS_ENDPOINT_URL"));
    Ok(sdk.build())
}

/// Our rails' credentials, read once while the function starts.
///
/// # Errors
/// [`ConfigError`] when the secret cannot be read or is not what is expected.
pub async fn rails_secret(sdk: &SdkConfig) -> Result<RailsSecret, ConfigError> {
    let name = required("RAILS_SECRET_ID")?;
    let answer = aws_sdk_secretsmanager::Client::new(sdk)
        .get_secret_value()
        .secret_id(name)
        .send()
        .await
        .map_err(|e| ConfigError::Secret(format!("it cannot be read ({})", code(&e))))?;
    RailsSecret::parse(answer.secret_string().unwrap_or_default())
}

/// The service's own error code: says what happened and shows nothing of the request.
pub(crate) fn code<E, R>(error: &aws_sdk_sqs::error::SdkError<E, R>) -> String
where
    E: aws_sdk_sqs::error::ProvideErrorMetadata,
{
    use aws_sdk_sqs::error::SdkError;
    match error {
        SdkError::ServiceError(e) => e.err().code().unwrap_or("service error").into(),
        SdkError::TimeoutError(_) => "time-out".into(),
        SdkError::DispatchFailure(_) => "no connection".into(),
        SdkError::ResponseError(_) => "broken answer".into(),
        _ => "request not built".into(),
    }
}
