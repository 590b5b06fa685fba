//! What Jobber has no more. It keeps no tombstones: a deletion is told by a webhook, once, or found by
//! holding its ids against ours.

use std::collections::BTreeSet;

use oodaloo_rails::RailError;
use oodaloo_rails::jobber::{Kind, Reader};
use oodaloo_store::{Fact, Mirrored, keys};

use super::{PAGE_POINTS, RECORD_POINTS};
use crate::{Look, Sync, SyncError};

/// What is swept, with where it lies and what a webhook about it would be called.
pub(super) const SWEPT: [Swept; 6] = [
    Swept(Kind::Clients, keys::CLIENT, "CLIENT_DESTROY"),
    Swept(Kind::Jobs, keys::JOB, "JOB_DESTROY"),
    Swept(Kind::Invoices, keys::INVOICE, "INVOICE_DESTROY"),
    Swept(Kind::Quotes, keys::QUOTE, "QUOTE_DESTROY"),
    Swept(Kind::Payments, keys::PAYMENT, "PAYMENT_DESTROY"),
    Swept(Kind::Payouts, keys::PAYOUT, "PAYOUT_DESTROY"),
];

/// One kind of record.
#[derive(Clone, Copy)]
pub(super) struct Swept(Kind, &'static str, &'static str);

/// The most pages of 100 ids of one kind. One sweep is made in one go: half a list says nothing.
const MAX_PAGES: usize = 500;
/// More missing than this is no clean-up: somebody should look before anything is taken away.
const MAX_MISSING: usize = 500;

impl Sync {
    /// Takes away what Jobber no longer has of one kind, having asked for each. False when the time ran out.
    pub(super) async fn sweep(
        &self,
        look: &Look,
        reader: &Reader<'_>,
        Swept(kind, prefix, topic): Swept,
        mirrored: &mut Mirrored,
    ) -> Result<bool, SyncError> {
        let held = look.company.held_ids(prefix).await?;
        if held.is_empty() {
            return Ok(true);
        }
        let Some(there) = self.all_ids(look, reader, kind).await? else {
            return Ok(false);
        };
        let missing: Vec<&String> = held.iter().filter(|id| !there.contains(*id)).collect();
        if missing.len() > MAX_MISSING {
            tracing::error!(
                ?kind,
                missing = missing.len(),
                "too much is missing at Jobber"
            );
            self.count("jobber_sweeps_refused", &look.request);
            return Ok(true);
        }
        for id in missing {
            // Made while we listed, or moved between two pages: what is there is mirrored as it is.
            let fact: Option<Fact> = self
                .paced(look, reader, RECORD_POINTS, || {
                    crate::news::fetch(reader, topic, id, look.connection.connected_at)
                })
                .await?;
            if let Some(fact) = fact {
                *mirrored += look.company.mirror(std::slice::from_ref(&fact)).await?;
            }
        }
        Ok(true)
    }

    /// All ids of one kind; none when the time runs out.
    async fn all_ids(
        &self,
        look: &Look,
        reader: &Reader<'_>,
        kind: Kind,
    ) -> Result<Option<BTreeSet<String>>, SyncError> {
        let mut ids = BTreeSet::new();
        let mut cursor: Option<String> = None;
        for _ in 0..MAX_PAGES {
            if self.world.now() >= look.until {
                return Ok(None);
            }
            let at = cursor.clone();
            let (some, next) = self
                .paced(look, reader, PAGE_POINTS / 10, || {
                    reader.ids(kind, at.as_deref())
                })
                .await?;
            ids.extend(some);
            match next {
                None => return Ok(Some(ids)),
                next => cursor = next,
            }
        }
        let why = format!("more than {MAX_PAGES} pages of ids");
        Err(RailError::Refused {
            rail: "jobber",
            why,
        }
        .into())
    }
}
