//! Reading the audit list: newest first, a page at a time.

use jiff::Timestamp;
use oodaloo_domain::UserId;
use oodaloo_domain::facts::{Actor, AuditEntry};

use crate::company::CompanyStore;
use crate::keys::{self, instant};
use crate::records::{StoreError, from_item, text};
use crate::table::{Item, Query, Range};

/// The most table pages one request looks through for entries about one thing.
const MAX_LOOKS: usize = 5;
/// How many entries one such look reads.
const LOOK: u32 = 200;

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// The engine, alone.
    Engine,
    /// A rule, whichever.
    Rules,
    /// This person.
    Person(UserId),
}

impl By {
    fn is(&self, actor: &Actor) -> bool {
        match (self, actor) {
            (Self::Engine, Actor::Engine) | (Self::Rules, Actor::Rule(_)) => true,
            (Self::Person(wanted), Actor::Person(user)) => wanted == user,
            _ => false,
        }
    }
}

/// Which entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditQuery {
    /// From this instant on.
    pub from: Option<Timestamp>,
    /// Before this one.
    pub until: Option<Timestamp>,
    /// About this thing alone.
    pub target_id: Option<String>,
    /// Done by these alone.
    pub by: Option<By>,
    /// Older than the entry at this place: [`AuditPage::next`] of the page before.
    pub after: Option<String>,
}

/// A page of the audit list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AuditPage {
    /// Newest first.
    pub entries: Vec<AuditEntry>,
    /// Where the next page starts, when there may be more. A page may be short, even empty, and yet have
    /// a next one: what is about one thing is looked for with bounds.
    pub next: Option<String>,
}

impl CompanyStore {
    /// A page of at most `limit` entries.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn audit_page(
        &self,
        query: &AuditQuery,
        limit: usize,
    ) -> Result<AuditPage, StoreError> {
        let mut page = AuditPage::default();
        let Some(mut ask) = self.audit_query(query) else {
            return Ok(page);
        };
        let takes_all = query.target_id.is_none() && query.by.is_none();
        ask.limit = Some(match takes_all {
            true => u32::try_from(limit).unwrap_or(u32::MAX),
            false => LOOK,
        });
        for _ in 0..MAX_LOOKS {
            let answer = self.table.query(&ask).await?;
            for item in &answer.items {
                let wanted = query.target_id.as_deref();
                if wanted.is_some_and(|id| text(item, "target_id") != id) {
                    continue;
                }
                let entry: AuditEntry = from_item(item)?;
                if query.by.as_ref().is_some_and(|by| !by.is(&entry.actor)) {
                    continue;
                }
                page.entries.push(entry);
                if page.entries.len() == limit {
                    page.next = Some(text(item, "sk"));
                    return Ok(page);
                }
            }
            page.next = answer.next.as_ref().map(|start| text(start, "sk"));
            match answer.next {
                None => return Ok(page),
                start => ask.start = start,
            }
        }
        Ok(page)
    }

    /// None when nothing can be in it.
    fn audit_query(&self, query: &AuditQuery) -> Option<Query> {
        let at = |t: Timestamp| format!("{}{}", keys::AUDIT, instant(t));
        let from = query.from.map_or_else(|| keys::AUDIT.into(), at);
        // An instant is followed by '#', which '"' precedes: what is of that very instant stays out.
        let until = query
            .until
            .map_or_else(|| format!("{}~", keys::AUDIT), |t| format!("{}\"", at(t)));
        let after = query.after.as_ref();
        if from > until || after.is_some_and(|sk| *sk < from) {
            return None;
        }
        // A place newer than all that is asked for: nothing of it has been read yet.
        let start = after.filter(|sk| **sk <= until).map(|sk| {
            Item::from_iter([
                ("pk".into(), self.keys.audit_partition().into()),
                ("sk".into(), sk.clone().into()),
            ])
        });
        let range = Range::Between(from, until);
        Some(Query {
            forward: false,
            start,
            ..Query::base(self.keys.audit_partition(), range)
        })
    }
}
