//! What lies outside companies: whose a rail account is, and who is due. Ids alone.

use std::sync::Arc;

use jiff::Timestamp;
use oodaloo_domain::facts::RailName;
use oodaloo_domain::{CompanyId, RailAccountId};

use crate::company::{CompanyStore, all_pages};
use crate::keys;
use crate::records::{StoreError, text};
use crate::table::{Item, Query, Range, Table};

/// The way to everything stored. There is no way to a company's items but [`Store::company`].
#[derive(Clone)]
pub struct Store {
    table: Arc<dyn Table>,
}

/// A company whose digest is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueDigest {
    /// Whose.
    pub company: CompanyId,
    /// Since when.
    pub due: Timestamp,
}

impl Store {
    /// Over a table.
    #[must_use]
    pub fn new(table: Arc<dyn Table>) -> Self {
        Self { table }
    }

    /// The table's port, for counting.
    #[must_use]
    pub fn table(&self) -> &dyn Table {
        self.table.as_ref()
    }

    /// One company's items.
    #[must_use]
    pub fn company(&self, id: &CompanyId) -> CompanyStore {
        CompanyStore::new(self.table.clone(), id.clone())
    }

    /// Whose a rail account is.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn route(
        &self,
        rail: RailName,
        account: &RailAccountId,
    ) -> Result<Option<CompanyId>, StoreError> {
        let item = self.table.get(&keys::route(rail, account)).await?;
        item.map(|item| company_id(&item)).transpose()
    }

    /// The connections to poll, of one shard out of [`keys::DUE_SHARDS`].
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn due_connections(
        &self,
        shard: u32,
    ) -> Result<Vec<(RailName, RailAccountId)>, StoreError> {
        let query = Query::base(keys::due_sync_partition(shard), Range::All);
        let items = all_pages(self.table.as_ref(), query).await?;
        items.iter().map(connection_of).collect()
    }

    /// The companies whose digest is due by `now`, of one shard out of [`keys::DUE_SHARDS`].
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn due_digests(
        &self,
        shard: u32,
        now: Timestamp,
    ) -> Result<Vec<DueDigest>, StoreError> {
        let range = Range::Between(String::from("0"), keys::due_until(now));
        let items = all_pages(
            self.table.as_ref(),
            Query::base(keys::due_digest_partition(shard), range),
        )
        .await?;
        items.iter().map(due_of).collect()
    }
}

fn broken(item: &Item, why: &str) -> StoreError {
    StoreError::Corrupt {
        pk: text(item, "pk"),
        sk: text(item, "sk"),
        why: why.into(),
    }
}

pub(crate) fn company_id(item: &Item) -> Result<CompanyId, StoreError> {
    CompanyId::new(text(item, "company_id")).map_err(|_| broken(item, "no company id"))
}

fn connection_of(item: &Item) -> Result<(RailName, RailAccountId), StoreError> {
    let sk = text(item, "sk");
    let (rail, account) = sk.split_once('#').ok_or_else(|| broken(item, "no rail"))?;
    let rail = match rail {
        "jobber" => RailName::Jobber,
        "plaid" => RailName::Plaid,
        "csv" => RailName::Csv,
        _ => return Err(broken(item, "unknown rail")),
    };
    Ok((
        rail,
        RailAccountId::new(account).map_err(|_| broken(item, "no account"))?,
    ))
}

fn due_of(item: &Item) -> Result<DueDigest, StoreError> {
    let sk = text(item, "sk");
    let (at, company) = sk
        .split_once('#')
        .ok_or_else(|| broken(item, "no company"))?;
    Ok(DueDigest {
        company: CompanyId::new(company).map_err(|_| broken(item, "no company"))?,
        due: at.parse().map_err(|_| broken(item, "no instant"))?,
    })
}
