//! What one local cloud remembers between two commands.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use jiff::civil::Date;
use oodaloo_store::{Store, dynamo_table};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

use crate::aws::{Cloud, FAKE_KEY, REGION};
use crate::deploy::Deployed;
use crate::edge;
use crate::home::{Home, Ports, url};
use crate::seed::Places;
use crate::trouble::Trouble;

const FILE: &str = "state.json";

/// A local cloud as it was left.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct State {
    /// Where it listens.
    pub ports: Ports,
    /// The demo company.
    pub seed: u64,
    /// The last day of its books.
    pub as_of: Date,
    /// What is deployed.
    pub deployed: Deployed,
}

impl State {
    /// What `up` left.
    ///
    /// # Errors
    /// When there is no local cloud.
    pub fn load(home: &Home) -> Result<Self, Trouble> {
        let deployed = home
            .read::<Self>(FILE)
            .filter(|state| !state.deployed.outputs.is_empty());
        deployed.ok_or_else(|| Trouble::new("there is no local cloud", "`oodaloo up` makes one"))
    }

    /// What `up` left, finished or not.
    #[must_use]
    pub fn last(home: &Home) -> Option<Self> {
        home.read(FILE)
    }

    /// Remembers it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn save(&self, home: &Home) -> Result<(), Trouble> {
        home.write(FILE, self)
    }

    /// The emulator.
    ///
    /// # Errors
    /// When no HTTP client can be had.
    pub fn cloud(&self) -> Result<Cloud, Trouble> {
        Ok(Cloud::new(edge::http()?, self.ports.cloud))
    }

    /// The demo company's seed.
    #[must_use]
    pub fn company(&self) -> oodaloo_seeds::Company {
        oodaloo_seeds::demo(self.seed, self.as_of)
    }

    /// Where a customer's browser would go.
    #[must_use]
    pub fn places(&self) -> Places {
        Places {
            api_url: url(self.ports.door),
            jobber_url: url(self.ports.jobber),
            plaid_url: url(self.ports.plaid),
        }
    }

    /// The table, as the functions see it.
    ///
    /// # Errors
    /// When nothing is deployed.
    pub async fn store(&self) -> Result<Store, Trouble> {
        let table = dynamo_table(
            &sdk(self.ports.cloud).await,
            self.deployed.output("TableName")?.to_owned(),
        );
        Ok(Store::new(Arc::new(table)))
    }
}

/// The SDK towards the emulator: loopback and fake credentials, whatever the shell's environment says.
async fn sdk(port: u16) -> SdkConfig {
    aws_config::defaults(BehaviorVersion::v2026_01_12())
        .region(Region::new(REGION))
        .endpoint_url(url(port))
        .credentials_provider(Credentials::new(FAKE_KEY, FAKE_KEY, None, None, "local"))
        .load()
        .await
}
