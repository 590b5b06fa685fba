//! The world and the vault as one worker sees them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use oodaloo_runtime::ports::{SealContext, Vault, VaultError, World};
use secrecy::{ExposeSecret as _, SecretString};

use super::core::{Core, Millis, lock};

/// Time and chance, with a clock that is off by a little.
pub struct SimWorld {
    core: Arc<Core>,
    skew: Millis,
}

impl SimWorld {
    /// With a skew drawn from the faults in force.
    #[must_use]
    pub fn new(core: Arc<Core>) -> Self {
        let most = core.faults().skew;
        let skew = core.between(-most, most);
        Self { core, skew }
    }
}

#[async_trait]
impl World for SimWorld {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.core.now() + self.skew).unwrap_or_default()
    }

    fn random(&self) -> u64 {
        self.core.random()
    }

    async fn sleep(&self, time: Duration) {
        self.core
            .sleep(Millis::try_from(time.as_millis()).unwrap_or(Millis::MAX / 2))
            .await;
    }
}

struct Sealed {
    company: String,
    rail: &'static str,
    plain: String,
}

/// Keeps what it sealed under a name that says nothing, and for whom.
pub struct SimVault {
    core: Arc<Core>,
    sealed: Mutex<BTreeMap<String, Sealed>>,
}

impl SimVault {
    /// An empty one.
    #[must_use]
    pub fn new(core: Arc<Core>) -> Arc<Self> {
        Arc::new(Self {
            core,
            sealed: Mutex::default(),
        })
    }

    async fn answers(&self) -> Result<(), VaultError> {
        self.core.travel().await;
        if self.core.strikes("vault refuses", |f| f.vault_refuses) {
            return Err(VaultError::Unavailable("fault".into()));
        }
        Ok(())
    }
}

#[async_trait]
impl Vault for SimVault {
    async fn seal(
        &self,
        plain: &SecretString,
        context: &SealContext<'_>,
    ) -> Result<String, VaultError> {
        self.answers().await?;
        let name = format!("sealed-{:016x}", self.core.random());
        lock(&self.sealed).insert(
            name.clone(),
            Sealed {
                company: context.company.to_string(),
                rail: context.rail.as_str(),
                plain: plain.expose_secret().to_owned(),
            },
        );
        Ok(name)
    }

    async fn open(
        &self,
        sealed: &str,
        context: &SealContext<'_>,
    ) -> Result<SecretString, VaultError> {
        self.answers().await?;
        let all = lock(&self.sealed);
        let found = all.get(sealed).ok_or(VaultError::WrongSeal)?;
        if found.company != context.company.as_str() || found.rail != context.rail.as_str() {
            return Err(VaultError::WrongSeal);
        }
        Ok(SecretString::from(found.plain.clone()))
    }
}
