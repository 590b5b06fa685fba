//! The whole loop of changes: every page from a cursor to the end, or nothing.

use oodaloo_rails::plaid::{Plaid, SyncPage};
use oodaloo_rails::{Rail, RailError};
use secrecy::SecretString;

use crate::{Look, Sync};

/// How often a loop is begun again because the pages changed while they were read.
const MAX_LOOPS: usize = 4;
/// The most pages of 500 in one loop. More is an error, never a success with a part.
const MAX_PAGES: usize = 200;

/// What a loop gave.
pub(super) struct Loop {
    pub(super) pages: Vec<SyncPage>,
    /// Whether it began at nothing although we hold lines: what it does not show is no more.
    pub(super) anew: bool,
}

impl Sync {
    /// All changes since a cursor. When the cursor is lost, or the pages never hold still under it,
    /// everything again: that changes only what is different.
    pub(super) async fn changes(
        &self,
        look: &Look,
        plaid: &Plaid<'_>,
        token: &SecretString,
        from: Option<&str>,
    ) -> Result<Loop, RailError> {
        // A cursor that is gone while there are accounts: the item was authorised again.
        let held = !look.connection.accounts.is_empty();
        match self.whole_loop(look, plaid, token, from).await {
            Ok(pages) => Ok(Loop {
                pages,
                anew: from.is_none() && held,
            }),
            Err(RailError::CursorLost(_) | RailError::Mutated(_)) if from.is_some() => {
                self.count("plaid_resyncs", &look.request);
                let pages = self.whole_loop(look, plaid, token, None).await?;
                Ok(Loop { pages, anew: true })
            }
            Err(error) => Err(error),
        }
    }

    /// All pages from a cursor to the end. When they change meanwhile, all of them again from the
    /// first one's cursor: a single page must not be repeated.
    async fn whole_loop(
        &self,
        look: &Look,
        plaid: &Plaid<'_>,
        token: &SecretString,
        from: Option<&str>,
    ) -> Result<Vec<SyncPage>, RailError> {
        for _ in 0..MAX_LOOPS {
            match self.patiently(look, || one_loop(plaid, token, from)).await {
                Err(RailError::Mutated(_)) => {}
                done => return done,
            }
        }
        Err(RailError::Mutated("plaid"))
    }

    pub(super) fn plaid<'a>(&'a self, rail: &'a dyn Rail) -> Plaid<'a> {
        Plaid::new(
            rail,
            &self.secret.plaid_client_id,
            &self.secret.plaid_secret,
        )
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
