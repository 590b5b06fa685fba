//! Plaid: the whole loop of changes first, then the records, the cursor last.

use oodaloo_domain::facts::Account;
use oodaloo_rails::RailError;
use oodaloo_rails::plaid::{Plaid, SyncPage};
use oodaloo_store::Fact;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::pull::Pulled;
use crate::{Look, Sync, SyncError};

/// How often a loop is begun again because the pages changed while they were read.
const MAX_LOOPS: usize = 4;
/// The most pages of 500 in one loop. More is an error, never a success with a part.
const MAX_PAGES: usize = 200;

/// How far the item has been read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    next: Option<String>,
}

impl Sync {
    pub(crate) async fn read_plaid(
        &self,
        look: &Look,
        token: &SecretString,
    ) -> Result<Pulled, SyncError> {
        let stored: Cursor = match &look.connection.cursor {
            Value::Null => Cursor::default(),
            stored => serde_json::from_value(stored.clone()).map_err(|_| {
                SyncError::BadRecord("the stored Plaid cursor cannot be read".into())
            })?,
        };
        let pages = match self.whole_loop(look, token, stored.next.as_deref()).await {
            // The cursor belongs to a grant that is no more: everything again, which changes only
            // what is different.
            Err(RailError::CursorLost(_)) => self.whole_loop(look, token, None).await?,
            pages => pages?,
        };
        let mirrored = look.company.mirror(&facts(&pages)).await?;
        let next = pages
            .last()
            .and_then(|p| p.next_cursor.clone())
            .or(stored.next);
        let cursor = serde_json::to_value(Cursor { next }).unwrap_or_default();
        Ok(Pulled {
            mirrored,
            cursor,
            unfinished: false,
        })
    }

    /// All pages from a cursor to the end. When they change meanwhile, all of them again from the
    /// first one's cursor: a single page must not be repeated.
    async fn whole_loop(
        &self,
        look: &Look,
        token: &SecretString,
        from: Option<&str>,
    ) -> Result<Vec<SyncPage>, RailError> {
        let plaid = Plaid::new(
            self.rail.as_ref(),
            &self.secret.plaid_client_id,
            &self.secret.plaid_secret,
        );
        for _ in 0..MAX_LOOPS {
            match self.patiently(look, || one_loop(&plaid, token, from)).await {
                Err(RailError::Mutated(_)) => {}
                done => return done,
            }
        }
        Err(RailError::Mutated("plaid"))
    }
}

/// One try at all pages. Whatever fails in the middle, the next try begins with the first.
async fn one_loop(
    plaid: &Plaid<'_>,
    token: &SecretString,
    from: Option<&str>,
) -> Result<Vec<SyncPage>, RailError> {
    let mut pages: Vec<SyncPage> = Vec::new();
    let mut cursor = from.map(str::to_owned);
    while pages.len() < MAX_PAGES {
        let page = plaid.sync_page(token, cursor.as_deref()).await?;
        let more = page.has_more;
        cursor.clone_from(&page.next_cursor);
        pages.push(page);
        if !more {
            return Ok(pages);
        }
    }
    let why = format!("more than {MAX_PAGES} pages of changes in one loop");
    Err(RailError::Refused { rail: "plaid", why })
}

/// The loop as facts: what was taken back comes last, and pending lines are none.
fn facts(pages: &[SyncPage]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for page in pages {
        for rejected in &page.rejected {
            tracing::error!(
                id = rejected.id.as_deref(),
                why = rejected.why,
                "a Plaid record cannot be understood"
            );
        }
        let lines = page.added.iter().chain(&page.modified);
        facts.extend(
            lines
                .filter(|l| !l.pending)
                .map(|l| Fact::BankLine(l.line.clone())),
        );
        facts.extend(page.removed.iter().cloned().map(Fact::Withdrawn));
    }
    // Every page carries the accounts; the last word counts.
    let accounts: Vec<&Account> = pages.iter().flat_map(|p| &p.accounts).collect();
    facts.extend(accounts.into_iter().cloned().map(Fact::Account));
    facts
}
