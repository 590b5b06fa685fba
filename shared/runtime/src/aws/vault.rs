use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_kms::primitives::Blob;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};

use super::code;
use crate::config::{ConfigError, required};
use crate::ports::{SealContext, Vault, VaultError};

/// One KMS key for all companies; the encryption context binds a text to its company and rail.
#[derive(Debug, Clone)]
pub struct KmsVault {
    client: aws_sdk_kms::Client,
    key_id: String,
}

impl KmsVault {
    /// From the function's environment.
    ///
    /// # Errors
    /// [`ConfigError::Missing`] without `KMS_KEY_ID`.
    pub fn from_env(sdk: &SdkConfig) -> Result<Self, ConfigError> {
        Ok(Self::new(sdk, required("KMS_KEY_ID")?))
    }

    /// With a named key.
    #[must_use]
    pub fn new(sdk: &SdkConfig, key_id: String) -> Self {
        Self {
            client: aws_sdk_kms::Client::new(sdk),
            key_id,
        }
    }
}

#[async_trait]
impl Vault for KmsVault {
    async fn seal(
        &self,
        plain: &SecretString,
        context: &SealContext<'_>,
    ) -> Result<String, VaultError> {
        let answer = self
            .client
            .encrypt()
            .key_id(&self.key_id)
            .encryption_context("company_id", context.company.as_str())
            .encryption_context("rail", context.rail.as_str())
            .plaintext(Blob::new(plain.expose_secret().as_bytes()))
            .send()
            .await
            .map_err(|e| VaultError::Unavailable(code(&e)))?;
        let sealed = answer
            .ciphertext_blob
            .ok_or_else(|| VaultError::Unavailable("empty answer".into()))?;
        Ok(STANDARD.encode(sealed.as_ref()))
    }

    async fn open(
        &self,
        sealed: &str,
        context: &SealContext<'_>,
    ) -> Result<SecretString, VaultError> {
        let bytes = STANDARD.decode(sealed).map_err(|_| VaultError::WrongSeal)?;
        let answer = self
            .client
            .decrypt()
            .key_id(&self.key_id)
            .encryption_context("company_id", context.company.as_str())
            .encryption_context("rail", context.rail.as_str())
            .ciphertext_blob(Blob::new(bytes))
            .send()
            .await
            .map_err(|e| {
                let wrong = e.as_service_error().is_some_and(|s| {
                    s.is_invalid_ciphertext_exception() || s.is_incorrect_key_exception()
                });
                if wrong {
                    VaultError::WrongSeal
                } else {
                    VaultError::Unavailable(code(&e))
                }
            })?;
        let plain = answer.plaintext.ok_or(VaultError::WrongSeal)?;
        let text = String::from_utf8(plain.into_inner()).map_err(|_| VaultError::WrongSeal)?;
        Ok(text.into())
    }
}
