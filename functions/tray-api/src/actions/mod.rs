//! What a person decides: each action one read and one transaction, each leaving its way back.

pub(crate) mod assign;
pub(crate) mod bulk;
pub(crate) mod confirm;
pub(crate) mod dismiss;
pub(crate) mod outcome;
mod perform;
mod request;
pub(crate) mod split;
mod stale;
pub(crate) mod undo;

#[cfg(feature = "openapi")]
pub(crate) use perform::ActionView;
pub(crate) use perform::{
    Answered, Doing, MEMBERS, Mode, Planned, Written, again, answer_of, perform, undo_id_of, write,
};
pub(crate) use request::{Asked, RequestKey};

use oodaloo_domain::TrayItemId;
use oodaloo_domain::engine::Processor;
use oodaloo_domain::facts::{BankTransaction, Status, Subject, TrayItem};
use oodaloo_store::acting::Found;
use oodaloo_store::matching::{Place, place_of};
use oodaloo_store::{CompanyStore, Step};
use serde_json::json;

use crate::Problem;

/// A tray item about a bank transaction that nobody has decided about.
pub(crate) struct OpenItem<'a> {
    pub(crate) item: &'a TrayItem,
    pub(crate) transaction: &'a BankTransaction,
    pub(crate) processor: Processor,
}

impl OpenItem<'_> {
    /// The step that takes the item off the tray.
    pub(crate) fn gone(&self, company: &CompanyStore, found: &Found) -> Result<Step, Problem> {
        let key = company.keys().tray(&self.item.id);
        let there = found.raw(&key).ok_or_else(Problem::internal)?;
        Ok(Step::gone(&key, there))
    }

    /// Where its transaction lies in the index.
    pub(crate) fn place(&self, company: &CompanyStore, found: &Found) -> Option<Place> {
        let key = company.keys().bank_transaction(&self.transaction.line.id);
        found.raw(&key).map(place_of)
    }
}

pub(crate) fn tray_item_id(id: String) -> Result<TrayItemId, Problem> {
    TrayItemId::new(id).map_err(|_| Problem::not_found("tray item"))
}

/// The item as the caller saw it; or what has happened to it since.
pub(crate) fn open_item(found: &Found, expected: u64) -> Result<OpenItem<'_>, Problem> {
    if let Some(transaction) = &found.transaction
        && transaction.status != Status::Open
        && !transaction.withdrawn
    {
        return Err(stale::decided(transaction));
    }
    let Some(item) = &found.item else {
        return Err(Problem::not_found(
            "tray item; there may be nothing left to decide about it",
        ));
    };
    let (Subject::BankTransaction { processor, .. }, Some(transaction)) =
        (&item.subject, &found.transaction)
    else {
        return Err(Problem::unprocessable(
            "A connection is mended by reconnecting it.",
        ));
    };
    if transaction.withdrawn {
        let what = if transaction.amended.is_some() {
            "The bank changed the amount after it was decided: undo that decision, then decide again."
        } else {
            "The bank took this back after it was decided: undo that decision."
        };
        return Err(Problem::unprocessable(what).with("undo_id", json!(transaction.decided_in)));
    }
    if item.version != expected {
        return Err(stale::suggestions(item.version, item.suggestions.len()));
    }
    Ok(OpenItem {
        item,
        transaction,
        processor: *processor,
    })
}
