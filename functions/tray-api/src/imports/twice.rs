//! The same file twice: harmless when it is read as before, and its money twice when it is not.

use oodaloo_domain::RailAccountId;
use oodaloo_domain::facts::{ImportKind, ImportStatus};
use oodaloo_store::FiledAccount;
use sha2::{Digest as _, Sha256};

use super::file::{Rows, Understood, understood};
use super::view::ImportView;
use crate::Problem;
use crate::caller::Caller;

/// How many earlier imports are compared with: a file that was read otherwise before.
const COMPARED: u32 = 25;

/// The same file read in another way would bring the same money a second time, under other texts or signs:
/// whether it is brought or let in.
pub(super) async fn not_read_otherwise(
    caller: &Caller,
    account: Option<&RailAccountId>,
    file: &[u8],
    read: &Understood,
) -> Result<(), Problem> {
    let Rows::Lines(now) = &read.rows else {
        return Ok(());
    };
    let sha256 = hash(file);
    let taken = [ImportStatus::Reading, ImportStatus::Done];
    let earlier = caller.company.imports(COMPARED).await?;
    let same = earlier
        .iter()
        .find(|i| i.sha256 == sha256 && i.account.as_ref() == account && taken.contains(&i.status));
    let Some(same) = same else { return Ok(()) };
    let before = understood(
        ImportKind::Bank,
        file,
        &same.mapping,
        &FiledAccount::default(),
    );
    let alike = before.is_ok_and(|b| matches!(&b.rows, Rows::Lines(r) if r.rows == now.rows));
    if alike {
        return Ok(());
    }
    let why = "This very file is in the books of this account already, and was read otherwise: its money would \
               count twice. Leave the mapping out to bring it as before.";
    let current = serde_json::to_value(ImportView::from(same)).unwrap_or_default();
    Err(Problem::stale(why).with("current", current))
}

pub(super) fn hash(file: &[u8]) -> String {
    hex::encode(Sha256::digest(file))
}
