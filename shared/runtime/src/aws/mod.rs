//! The ports over AWS. Clients are built once, in the init phase, where the CPU is whole.

mod bus_and_queues;
mod mail;
mod vault;
mod world;

pub use bus_and_queues::AwsQueue;
pub use mail::SesMailer;
pub use vault::KmsVault;
pub use world::RealWorld;

use aws_config::{BehaviorVersion, SdkConfig};

use crate::config::{ConfigError, RailsSecret, required};

/// The SDK's configuration: region and credentials from the environment, a dated behaviour so that
/// an upgrade changes nothing by itself.
pub async fn sdk() -> SdkConfig {
    aws_config::defaults(BehaviorVersion::v2026_01_12())
        .load()
        .await
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
