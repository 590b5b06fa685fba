//! Where mails lie: one more thin port, of this function alone.
//!
//! One signed GET is all it asks of S3 (decision 0027): the signature is AWS's own crate, the HTTP client the rails'.

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use oodaloo_rails::Exchange;
use oodaloo_rails::http::{SetUpError, Site};
use oodaloo_runtime::ports::World;

/// The headers that signing adds.
const SIGNED: [&str; 4] = [
    "authorization",
    "x-amz-content-sha256",
    "x-amz-date",
    "x-amz-security-token",
];

/// The bucket does not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the bucket does not give the mail: {0}")]
pub struct ObjectsError(pub String);

/// Objects in buckets.
#[async_trait]
pub trait Objects: Send + Sync {
    /// An object's bytes; none when it is not there, or too large.
    async fn get(&self, bucket: &str, key: &str) -> Result<Option<Vec<u8>>, ObjectsError>;
}

/// S3, for reading.
pub struct Bucket {
    site: Site,
    base: String,
    region: String,
    credentials: SharedCredentialsProvider,
    world: Arc<dyn World>,
}

/// This function cannot read mails.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// No region, or no credentials.
    #[error("the environment names no region or no credentials")]
    Environment,
    /// No HTTP client.
    #[error(transparent)]
    SetUp(#[from] SetUpError),
}

impl Bucket {
    /// Of the region that the configuration names, or where its endpoint is.
    ///
    /// # Errors
    /// [`BucketError`].
    pub fn new(sdk: &SdkConfig, world: Arc<dyn World>) -> Result<Self, BucketError> {
        let region = sdk.region().ok_or(BucketError::Environment)?.to_string();
        let credentials = sdk.credentials_provider().ok_or(BucketError::Environment)?;
        let base = match sdk.endpoint_url() {
            Some(endpoint) => endpoint.trim_end_matches('/').to_owned(),
            None => format!("https://s3.{region}.amazonaws.com"),
        };
        Ok(Self {
            site: Site::new("the mail bucket", &base)?,
            base,
            region,
            credentials,
            world,
        })
    }

    async fn signed(&self, path: &str) -> Result<Vec<(&'static str, String)>, ObjectsError> {
        let failed = |what: &str| ObjectsError(what.to_owned());
        let found = self.credentials.provide_credentials().await;
        let identity = found.map_err(|_| failed("no credentials"))?.into();
        let mut settings = SigningSettings::default();
        // As S3 wants it, other than all other services.
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("s3")
            .time(SystemTime::from(self.world.now()))
            .settings(settings)
            .build()
            .map_err(|_| failed("not signed"))?
            .into();
        let url = format!("{}{path}", self.base);
        let request =
            SignableRequest::new("GET", url, std::iter::empty(), SignableBody::Bytes(b""))
                .map_err(|_| failed("not signed"))?;
        let signed = sign(request, &params).map_err(|_| failed("not signed"))?;
        let (instructions, _) = signed.into_parts();
        let header = |(name, value): (&str, &str)| {
            let known = SIGNED.iter().find(|n| n.eq_ignore_ascii_case(name))?;
            Some((*known, value.to_owned()))
        };
        Ok(instructions.headers().filter_map(header).collect())
    }
}

#[async_trait]
impl Objects for Bucket {
    async fn get(&self, bucket: &str, key: &str) -> Result<Option<Vec<u8>>, ObjectsError> {
        let path = format!("/{bucket}/{}", encoded(key));
        let headers = self.signed(&path).await?;
        match self.site.send("GET", &path, headers, Vec::new()).await {
            Ok(answer) if answer.status == 200 => Ok(Some(answer.body)),
            Ok(answer) if answer.status == 404 => Ok(None),
            Err(Exchange::TooLarge(_)) => Ok(None),
            Ok(answer) => Err(ObjectsError(format!("it answers {}", answer.status))),
            Err(error) => Err(ObjectsError(error.to_string())),
        }
    }
}

/// A key as it stands in a path.
fn encoded(key: &str) -> String {
    let mut path = String::with_capacity(key.len());
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            path.push(char::from(byte));
        } else {
            path.push_str(&format!("%{byte:02X}"));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn keys_stand_in_paths_as_they_are() {
        assert_eq!(encoded("mail/0r5v-k_1.eml"), "mail/0r5v-k_1.eml");
        assert_eq!(encoded("a b+ä%"), "a%20b%2B%C3%A4%25");
    }
}
