//! Who belongs to a company, who is invited, and to which companies a person belongs.
//!
//! A membership and its place in the person's own list are written and taken away together, always: there
//! is no function that writes one of them alone. So the list is as good as the memberships behind it.

use std::collections::BTreeMap;

use oodaloo_domain::facts::{Company, Invitation, Member, Role};
use oodaloo_domain::tiles::Tiles;
use oodaloo_domain::{CompanyId, UserId};
use serde::{Deserialize, Serialize};

use crate::company::CompanyStore;
use crate::keys;
use crate::records::{StoreError, from_item, text, to_item};
use crate::routes::Store;
use crate::table::{Condition, Item, MAX_BATCH_KEYS, Query, Range, Write};

/// The invitations of a company that are open, in one item: however many are made at once, there are
/// never more than its limit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Invitations {
    /// Oldest first.
    pub open: Vec<Invitation>,
    /// Raised by one at every change; 0 before the first.
    #[serde(default)]
    pub version: u64,
}

/// What joining a company reads.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ForJoining {
    /// Name and settings.
    pub company: Option<Company>,
    /// The membership, of somebody who has joined before.
    pub member: Option<Member>,
    /// Who is invited.
    pub invitations: Invitations,
}

impl CompanyStore {
    /// All members, by id.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn members(&self) -> Result<Vec<Member>, StoreError> {
        self.many(self.prefix(keys::MEMBER)).await
    }

    /// Who is invited.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn invitations(&self) -> Result<Invitations, StoreError> {
        let found = self.one(&self.keys.invitations()).await?;
        Ok(found.unwrap_or_default())
    }

    /// The company, a person's membership and who is invited, in one read.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn for_joining(&self, user: &UserId) -> Result<ForJoining, StoreError> {
        let (profile, member, invitations) = (
            self.keys.profile(),
            self.keys.member(user),
            self.keys.invitations(),
        );
        let found = self
            .by_key(&[profile.clone(), member.clone(), invitations.clone()])
            .await?;
        let invited = found.get(&invitations).map(from_item).transpose()?;
        Ok(ForJoining {
            company: found.get(&profile).map(from_item).transpose()?,
            member: found.get(&member).map(from_item).transpose()?,
            invitations: invited.unwrap_or_default(),
        })
    }

    /// The write of the invitations over the version read.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when they cannot be written as an item.
    pub fn invitations_write(&self, read: &Invitations) -> Result<Write, StoreError> {
        let when = match read.version {
            0 => Condition::NotExists,
            version => Condition::version(version),
        };
        let next = Invitations {
            open: read.open.clone(),
            version: read.version + 1,
        };
        Ok(Write::Put {
            item: to_item(&self.keys.invitations(), &next)?,
            when,
        })
    }

    /// The writes that make a person a member: the membership, and the company's place in their list.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when something cannot be written as an item.
    pub fn member_writes(
        &self,
        member: &Member,
        when: Condition,
    ) -> Result<Vec<Write>, StoreError> {
        let place = keys::place(&member.user_id, self.id());
        let mut item = Item::new();
        item.insert("pk".into(), place.pk.into());
        item.insert("sk".into(), place.sk.into());
        item.insert("company_id".into(), self.id().as_str().into());
        Ok(vec![
            Write::Put {
                item: to_item(&self.keys.member(&member.user_id), member)?,
                when,
            },
            Write::Put {
                item,
                when: Condition::Always,
            },
        ])
    }

    /// The writes that end a membership. They fail when it is gone, or has another role than was read.
    #[must_use]
    pub fn member_gone_writes(&self, member: &Member) -> Vec<Write> {
        vec![
            Write::Delete {
                key: self.keys.member(&member.user_id),
                when: Condition::equals("role", member.role.as_str()),
            },
            Write::Delete {
                key: keys::place(&member.user_id, self.id()),
                when: Condition::Always,
            },
        ]
    }

    /// The write that gives a member another role. It fails when theirs is not the one that was read.
    #[must_use]
    pub fn role_write(&self, member: &Member, to: Role) -> Write {
        Write::Update {
            key: self.keys.member(&member.user_id),
            set: BTreeMap::from([("role".into(), to.as_str().into())]),
            add: BTreeMap::new(),
            remove: Vec::new(),
            when: Condition::equals("role", member.role.as_str()),
        }
    }
}

/// One company in a person's list, with the figures as last computed.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Which.
    pub company_id: CompanyId,
    /// None for one that was never reconciled.
    pub tiles: Option<Tiles>,
    /// Name and settings, where the tiles do not tell the name.
    pub company: Option<Company>,
}

/// A part of a person's list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Places<T> {
    /// By company id.
    pub items: Vec<T>,
    /// Where the next part starts, when there is more.
    pub next: Option<CompanyId>,
}

impl Store {
    /// The companies a person belongs to, by id: at most `limit` from the one after `after` on.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn companies_of(
        &self,
        user: &UserId,
        after: Option<&CompanyId>,
        limit: u32,
    ) -> Result<Places<CompanyId>, StoreError> {
        let mut query = Query::base(keys::places_partition(user), Range::All);
        query.limit = Some(limit);
        query.start = after.map(|company| {
            let key = keys::place(user, company);
            Item::from_iter([("pk".into(), key.pk.into()), ("sk".into(), key.sk.into())])
        });
        let page = self.table().query(&query).await?;
        let items = page.items.iter().map(crate::routes::company_id);
        let items: Vec<CompanyId> = items.collect::<Result<_, _>>()?;
        let next = page.next.and(items.last().cloned());
        Ok(Places { items, next })
    }

    /// The same with the figures of each: one query, and one batch for up to a hundred companies. A
    /// company that has no figures yet costs one batch more, for its name.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn portfolio(
        &self,
        user: &UserId,
        after: Option<&CompanyId>,
    ) -> Result<Places<Place>, StoreError> {
        let limit = u32::try_from(MAX_BATCH_KEYS).unwrap_or(u32::MAX);
        let Places { items: ids, next } = self.companies_of(user, after, limit).await?;
        let tiles = |id: &CompanyId| keys::CompanyKeys::of(id).tiles();
        let profile = |id: &CompanyId| keys::CompanyKeys::of(id).profile();
        let found = self.by_key(ids.iter().map(tiles)).await?;
        let mut items = Vec::with_capacity(ids.len());
        for company_id in ids {
            let tiles = found.get(&tiles(&company_id)).map(from_item::<Tiles>);
            items.push(Place {
                tiles: tiles.transpose()?,
                company: None,
                company_id,
            });
        }
        let nameless = |p: &Place| p.tiles.as_ref().is_none_or(|t| t.company.is_empty());
        let missing = items.iter().filter(|p| nameless(p));
        let found = self.by_key(missing.map(|p| profile(&p.company_id))).await?;
        for place in &mut items {
            let item = found.get(&profile(&place.company_id));
            place.company = item.map(from_item).transpose()?;
        }
        Ok(Places { items, next })
    }

    /// The companies a person belongs to, with name and role in each: at most `limit`, half of what one
    /// batch can read.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn memberships(
        &self,
        user: &UserId,
        after: Option<&CompanyId>,
    ) -> Result<Places<(Company, Member)>, StoreError> {
        let limit = u32::try_from(MAX_BATCH_KEYS / 2).unwrap_or(u32::MAX);
        let places = self.companies_of(user, after, limit).await?;
        let keys_of = |id: &CompanyId| {
            let keys = keys::CompanyKeys::of(id);
            [keys.profile(), keys.member(user)]
        };
        let found = self.by_key(places.items.iter().flat_map(keys_of)).await?;
        let mut items = Vec::with_capacity(places.items.len());
        for id in &places.items {
            let [profile, member] = keys_of(id);
            // Left between the two reads: no member any more.
            if let (Some(profile), Some(member)) = (found.get(&profile), found.get(&member)) {
                items.push((from_item(profile)?, from_item(member)?));
            }
        }
        Ok(Places {
            items,
            next: places.next,
        })
    }

    async fn by_key(
        &self,
        keys: impl Iterator<Item = crate::table::Key>,
    ) -> Result<BTreeMap<crate::table::Key, Item>, StoreError> {
        let keys: Vec<_> = keys.collect();
        if keys.is_empty() {
            return Ok(BTreeMap::new());
        }
        let items = self.table().batch_get(&keys).await?;
        let key = |i: &Item| crate::table::Key::new(text(i, "pk"), text(i, "sk"));
        Ok(items.into_iter().map(|i| (key(&i), i)).collect())
    }
}
