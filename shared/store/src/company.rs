//! Everything of one company: the only door to its items.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use oodaloo_domain::facts::{
    Account, BankTransaction, Company, Invoice, Match, Member, Payment, PayoutRecord, RailName,
    TrayItem,
};
use oodaloo_domain::rules::Rule;
use oodaloo_domain::tiles::Tiles;
use oodaloo_domain::week::IsoWeek;
use oodaloo_domain::{CompanyId, RailAccountId, TrayItemId, UserId};
use serde::de::DeserializeOwned;

use crate::keys::{self, CompanyKeys};
use crate::matching::is_moved;
use crate::records::{Connection, DigestRecord, StoreError, from_item, text, to_item};
use crate::table::{Condition, Index, Item, Key, Query, Range, Table, Write};

/// The most pages (1 MB each) one read follows. What is beyond is an error, never left out.
const MAX_PAGES: usize = 64;
/// A payout may say that it arrives so many days before the bank shows it. The engine looks at fewer.
const PAYOUT_DAYS: i64 = 14;

/// One company's items.
#[derive(Clone)]
pub struct CompanyStore {
    pub(crate) table: Arc<dyn Table>,
    pub(crate) keys: CompanyKeys,
    id: CompanyId,
}

/// What a person sees when they sign in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Desk {
    /// Name and settings.
    pub company: Option<Company>,
    /// Who belongs here.
    pub members: Vec<Member>,
    /// The tiles as last computed, and their version.
    pub tiles: Option<(Tiles, u64)>,
    /// Whether a decision has moved the tiles since.
    pub moved: bool,
    /// What the tray asks.
    pub tray: Vec<TrayItem>,
    /// Rules the company has made.
    pub rules: Vec<Rule>,
}

/// What is open: the engine's two sides.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OpenBook {
    /// Deposits nobody decided about, and decided lines the bank took back.
    pub deposits: Vec<BankTransaction>,
    /// Payments not used up.
    pub payments: Vec<Payment>,
    /// Payouts the rail lists.
    pub payouts: Vec<PayoutRecord>,
}

impl CompanyStore {
    pub(crate) fn new(table: Arc<dyn Table>, id: CompanyId) -> Self {
        Self {
            table,
            keys: CompanyKeys::of(&id),
            id,
        }
    }

    /// Whose.
    #[must_use]
    pub const fn id(&self) -> &CompanyId {
        &self.id
    }

    /// Where its items lie.
    #[must_use]
    pub const fn keys(&self) -> &CompanyKeys {
        &self.keys
    }

    /// All of the writes or none.
    ///
    /// # Errors
    /// [`StoreError`]; a conflict carries the items as they are.
    pub async fn transact(&self, writes: Vec<Write>) -> Result<(), StoreError> {
        Ok(self.table.transact(writes).await?)
    }

    pub(crate) async fn one<T: DeserializeOwned>(
        &self,
        key: &Key,
    ) -> Result<Option<T>, StoreError> {
        self.table
            .get(key)
            .await?
            .as_ref()
            .map(from_item)
            .transpose()
    }

    pub(crate) async fn many<T: DeserializeOwned>(
        &self,
        query: Query,
    ) -> Result<Vec<T>, StoreError> {
        all_pages(self.table.as_ref(), query)
            .await?
            .iter()
            .map(from_item)
            .collect()
    }

    pub(crate) fn prefix(&self, prefix: &str) -> Query {
        Query::base(self.keys.partition(), Range::Prefix(prefix.into()))
    }

    /// Name and settings.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn profile(&self) -> Result<Option<Company>, StoreError> {
        self.one(&self.keys.profile()).await
    }

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

    /// The writes that make a rail account ours: its route and its place in the poll index. They
    /// fail when the account is another company's.
    #[must_use]
    pub fn route_writes(&self, rail: RailName, account: &RailAccountId) -> Vec<Write> {
        let company = |key: Key| {
            let mut item = Item::new();
            item.insert("pk".into(), key.pk.into());
            item.insert("sk".into(), key.sk.into());
            item.insert("company_id".into(), self.id.as_str().into());
            item
        };
        let mine = Condition::Any(vec![
            Condition::NotExists,
            Condition::equals("company_id", self.id.as_str()),
        ]);
        vec![
            Write::Put {
                item: company(keys::route(rail, account)),
                when: mine.clone(),
            },
            Write::Put {
                item: company(keys::due_sync(rail, account)),
                when: mine,
            },
        ]
    }

    /// All accounts.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.many(self.prefix(keys::ACCOUNT)).await
    }

    /// Matches of deposits from `since` on.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn matches(&self, since: Date) -> Result<Vec<Match>, StoreError> {
        let range = Range::Between(
            format!("{}{since}", keys::MATCH),
            format!("{}~", keys::MATCH),
        );
        self.many(Query::base(self.keys.partition(), range)).await
    }

    /// Invoices that count for receivables and DSO: whatever is still owed, and all issued since a
    /// day. What was paid before that is not read.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn receivables(&self, since: Date) -> Result<Vec<Invoice>, StoreError> {
        // Days begin with digits: what is owed lies behind all of them.
        let range = Range::Between(
            format!("{}{since}", keys::INVOICE),
            format!("{}~", keys::INVOICE),
        );
        self.many(Query::gsi1(self.keys.receivable_partition(), range))
            .await
    }

    /// What is open since a day. The index that finds it may be a moment behind: whatever is decided
    /// from it is written on condition. Of payouts, which are never closed, only those are read that an
    /// open deposit may be.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn open_book(&self, since: Date) -> Result<OpenBook, StoreError> {
        let from = |prefix: &str, day: Date| {
            let range = Range::Between(format!("{prefix}{day}"), format!("{prefix}~"));
            Query::gsi1(self.keys.open_partition(), range)
        };
        let deposits: Vec<BankTransaction> = self.many(from(keys::BANK_TRANSACTION, since)).await?;
        let oldest = deposits.iter().map(|d| d.line.date).min();
        let payouts = match oldest {
            Some(day) => {
                self.many(from(keys::PAYOUT, day.saturating_sub(PAYOUT_DAYS.days())))
                    .await?
            }
            None => Vec::new(),
        };
        Ok(OpenBook {
            payments: self.many(from(keys::PAYMENT, since)).await?,
            deposits,
            payouts,
        })
    }

    /// Payments not used up, received since a day.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn open_payments(&self, since: Date) -> Result<Vec<Payment>, StoreError> {
        let prefix = keys::PAYMENT;
        let range = Range::Between(format!("{prefix}{since}"), format!("{prefix}~"));
        self.many(Query::gsi1(self.keys.open_partition(), range))
            .await
    }

    /// Invoices somebody owes.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn owed(&self) -> Result<Vec<Invoice>, StoreError> {
        let range = Range::Prefix(keys::OWED.into());
        self.many(Query::gsi1(self.keys.receivable_partition(), range))
            .await
    }

    /// Money out that nobody decided about, since a day.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn open_expenses(&self, since: Date) -> Result<Vec<BankTransaction>, StoreError> {
        let prefix = keys::EXPENSE;
        let range = Range::Between(format!("{prefix}{since}"), format!("{prefix}~"));
        self.many(Query::gsi1(self.keys.open_partition(), range))
            .await
    }

    /// Members, tiles, rules and tray, in one query.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn desk(&self) -> Result<Desk, StoreError> {
        let mut desk = Desk::default();
        for item in all_pages(self.table.as_ref(), self.prefix(keys::DESK)).await? {
            let sk = text(&item, "sk");
            if sk.starts_with(keys::TRAY) {
                desk.tray.push(from_item(&item)?);
            } else if sk.starts_with(keys::RULE) {
                desk.rules.push(from_item(&item)?);
            } else if sk == self.keys.tiles().sk {
                desk.tiles = Some((from_item(&item)?, version_of(&item)));
                desk.moved = is_moved(&item);
            } else if sk == self.keys.profile().sk {
                desk.company = Some(from_item(&item)?);
            } else {
                desk.members.push(from_item(&item)?);
            }
        }
        Ok(desk)
    }

    /// The company, a person's membership and the tiles, in one read.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn for_tiles(&self, user: &UserId) -> Result<ForTiles, StoreError> {
        let (member, tiles, profile) = (
            self.keys.member(user),
            self.keys.tiles(),
            self.keys.profile(),
        );
        let found = self
            .by_key(&[member.clone(), tiles.clone(), profile.clone()])
            .await?;
        Ok(ForTiles {
            company: found.get(&profile).map(from_item).transpose()?,
            member: found.get(&member).map(from_item).transpose()?,
            tiles: match found.get(&tiles) {
                Some(item) => Some((from_item(item)?, version_of(item))),
                None => None,
            },
        })
    }

    /// A person's membership and a week's digest, in one read.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn for_digest(
        &self,
        user: &UserId,
        week: IsoWeek,
    ) -> Result<(Option<Member>, Option<DigestRecord>), StoreError> {
        let (member, digest) = (self.keys.member(user), self.keys.digest(week));
        let found = self.by_key(&[member.clone(), digest.clone()]).await?;
        Ok((
            found.get(&member).map(from_item).transpose()?,
            found.get(&digest).map(from_item).transpose()?,
        ))
    }

    /// The company, a person's membership and a tray item, in one read.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn for_inside(
        &self,
        user: &UserId,
        item: &TrayItemId,
    ) -> Result<ForInside, StoreError> {
        let (profile, member, tray) = (
            self.keys.profile(),
            self.keys.member(user),
            self.keys.tray(item),
        );
        let found = self
            .by_key(&[profile.clone(), member.clone(), tray.clone()])
            .await?;
        Ok(ForInside {
            company: found.get(&profile).map(from_item).transpose()?,
            member: found.get(&member).map(from_item).transpose()?,
            item: found.get(&tray).map(from_item).transpose()?,
        })
    }

    /// A person's membership.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn member(&self, user: &UserId) -> Result<Option<Member>, StoreError> {
        self.one(&self.keys.member(user)).await
    }

    /// A week's digest.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn digest(&self, week: IsoWeek) -> Result<Option<DigestRecord>, StoreError> {
        self.one(&self.keys.digest(week)).await
    }

    /// The latest digests, newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn digests(&self, weeks: u32) -> Result<Vec<DigestRecord>, StoreError> {
        let query = Query {
            forward: false,
            limit: Some(weeks),
            ..self.prefix(keys::DIGEST)
        };
        let page = self.table.query(&query).await?;
        page.items.iter().map(from_item).collect()
    }

    /// The write of a digest over the version it was read at; its first when its version is 1.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn digest_write(&self, digest: &DigestRecord) -> Result<Write, StoreError> {
        let when = match digest.version {
            1 => Condition::NotExists,
            later => Condition::version(later - 1),
        };
        Ok(Write::Put {
            item: to_item(&self.keys.digest(digest.week), digest)?,
            when,
        })
    }

    /// Bank transactions of every status: for counting and export, never on a hot path.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn bank_transactions(&self) -> Result<Vec<BankTransaction>, StoreError> {
        self.many(self.prefix(keys::BANK_TRANSACTION)).await
    }

    /// Payments, used or not: for counting and export, never on a hot path.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn payments(&self) -> Result<Vec<Payment>, StoreError> {
        self.many(self.prefix(keys::PAYMENT)).await
    }

    /// Audit entries, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn audit(&self) -> Result<Vec<oodaloo_domain::facts::AuditEntry>, StoreError> {
        self.many(Query::base(self.keys.audit_partition(), Range::All))
            .await
    }

    pub(crate) async fn by_key(&self, keys: &[Key]) -> Result<BTreeMap<Key, Item>, StoreError> {
        let items = self.table.batch_get(keys).await?;
        Ok(items
            .into_iter()
            .map(|i| (Key::new(text(&i, "pk"), text(&i, "sk")), i))
            .collect())
    }

    /// The write that makes or replaces the profile.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn profile_write(&self, company: &Company, when: Condition) -> Result<Write, StoreError> {
        Ok(Write::Put {
            item: to_item(&self.keys.profile(), company)?,
            when,
        })
    }

    /// The writes that move a company in the digest's due index.
    #[must_use]
    pub fn due_digest_writes(&self, from: Option<Timestamp>, to: Timestamp) -> Vec<Write> {
        let mut writes = Vec::new();
        if let Some(from) = from {
            writes.push(Write::Delete {
                key: keys::due_digest(&self.id, from),
                when: Condition::Always,
            });
        }
        if from != Some(to) {
            let key = keys::due_digest(&self.id, to);
            let mut item = Item::new();
            item.insert("pk".into(), key.pk.into());
            item.insert("sk".into(), key.sk.into());
            writes.push(Write::Put {
                item,
                when: Condition::Always,
            });
        }
        writes
    }
}

/// What the tiles page reads.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ForTiles {
    /// Name and settings.
    pub company: Option<Company>,
    /// The caller's membership.
    pub member: Option<Member>,
    /// The tiles as last computed, and their version.
    pub tiles: Option<(Tiles, u64)>,
}

/// What looking inside a payout reads.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ForInside {
    /// Name and settings.
    pub company: Option<Company>,
    /// The caller's membership.
    pub member: Option<Member>,
    /// The item.
    pub item: Option<TrayItem>,
}

pub(crate) fn version_of(item: &Item) -> u64 {
    item.get("version")
        .and_then(serde_json::Value::as_u64)
        .unwrap_or(0)
}

/// Every page of a query. There is no other way to query: a page's end is never taken for the end.
pub(crate) async fn all_pages(
    table: &dyn Table,
    mut query: Query,
) -> Result<Vec<Item>, StoreError> {
    let mut items = Vec::new();
    for _ in 0..MAX_PAGES {
        let page = table.query(&query).await?;
        items.extend(page.items);
        match page.next {
            None => return Ok(items),
            next => query.start = next,
        }
    }
    let of = if query.index == Index::Base {
        "a partition"
    } else {
        "an index"
    };
    Err(StoreError::TooMuch(MAX_PAGES, of.into()))
}
