//! A company's connections to the rails: found, written, let go.

use oodaloo_domain::facts::{Account, RailName};
use oodaloo_domain::{AccountId, RailAccountId};

use crate::company::{CompanyStore, all_pages};
use crate::keys;
use crate::mirror::{hash_of, next_version, stamped};
use crate::records::{Connection, StoreError, from_item, text, to_item};
use crate::table::{Condition, Item, Key, Write};

impl CompanyStore {
    /// The connection to one rail account.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn connection(
        &self,
        rail: RailName,
        account: &RailAccountId,
    ) -> Result<Option<Connection>, StoreError> {
        self.one(&self.keys.connection(rail, account)).await
    }

    /// All connections.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn connections(&self) -> Result<Vec<Connection>, StoreError> {
        self.many(self.prefix(keys::CONNECTION)).await
    }

    /// Replaces a connection on condition that it is still at the version read. Gives the new one.
    ///
    /// # Errors
    /// [`StoreError`]; a conflict when somebody else was first.
    pub async fn save_connection(
        &self,
        mut connection: Connection,
    ) -> Result<Connection, StoreError> {
        let write = self.connection_write(&mut connection)?;
        self.transact(vec![write]).await?;
        Ok(connection)
    }

    /// The write behind [`Self::save_connection`], for a transaction with more in it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn connection_write(&self, connection: &mut Connection) -> Result<Write, StoreError> {
        let when = match connection.version {
            0 => Condition::NotExists,
            read => Condition::version(read),
        };
        connection.version += 1;
        let key = self.keys.connection(connection.rail, &connection.account);
        Ok(Write::Put {
            item: to_item(&key, connection)?,
            when,
        })
    }

    /// The write of a bank account over what is there of it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn account_write(
        &self,
        account: &Account,
        current: Option<&Item>,
    ) -> Result<Write, StoreError> {
        let mut item = to_item(&self.keys.account(&account.id), account)?;
        item.insert("version".into(), next_version(current).into());
        Ok(stamped(item, hash_of(account), current))
    }

    /// A bank account as it lies in the table.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn account_item(
        &self,
        id: &AccountId,
    ) -> Result<Option<(Account, Item)>, StoreError> {
        let Some(item) = self.table.get(&self.keys.account(id)).await? else {
            return Ok(None);
        };
        Ok(Some((from_item(&item)?, item)))
    }

    /// The writes that make a rail account ours: its route and, where it is asked for what is new, its place in
    /// the poll index. They fail when the account is another company's.
    #[must_use]
    pub fn route_writes(&self, rail: RailName, account: &RailAccountId) -> Vec<Write> {
        let company = |key: Key| {
            let mut item = Item::new();
            item.insert("pk".into(), key.pk.into());
            item.insert("sk".into(), key.sk.into());
            item.insert("company_id".into(), self.id().as_str().into());
            item
        };
        let mine = Condition::Any(vec![
            Condition::NotExists,
            Condition::equals("company_id", self.id().as_str()),
        ]);
        let mut keys = vec![keys::route(rail, account)];
        if rail.is_polled() {
            keys.push(keys::due_sync(rail, account));
        }
        let write = |key| Write::Put {
            item: company(key),
            when: mine.clone(),
        };
        keys.into_iter().map(write).collect()
    }

    /// The ids held of one kind of record: all its items are read, so never on a hot path.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn held_ids(&self, prefix: &str) -> Result<Vec<String>, StoreError> {
        let items = all_pages(self.table.as_ref(), self.prefix(prefix)).await?;
        let id = |item: &Item| text(item, "sk").strip_prefix(prefix).map(str::to_owned);
        Ok(items.iter().filter_map(id).collect())
    }

    /// The writes that let go of a rail account: the connection with its tokens, its route, its place in the
    /// poll index, and its bank accounts, whose balances nobody would bring up to date any more. They fail
    /// when the connection is not at the version read.
    #[must_use]
    pub fn connection_gone_writes(&self, connection: &Connection) -> Vec<Write> {
        let (rail, account) = (connection.rail, &connection.account);
        let delete = |key: Key, when: Condition| Write::Delete { key, when };
        let mut writes = vec![
            delete(
                self.keys.connection(rail, account),
                Condition::version(connection.version),
            ),
            delete(
                keys::route(rail, account),
                Condition::equals("company_id", self.id().as_str()),
            ),
            delete(keys::due_sync(rail, account), Condition::Always),
        ];
        writes.extend(self.accounts_gone_writes(&connection.accounts));
        writes
    }

    /// The writes that take bank accounts out of the books, whether they are there or not.
    #[must_use]
    pub fn accounts_gone_writes(&self, accounts: &[AccountId]) -> Vec<Write> {
        let gone = |id: &AccountId| Write::Delete {
            key: self.keys.account(id),
            when: Condition::Always,
        };
        accounts.iter().map(gone).collect()
    }
}
