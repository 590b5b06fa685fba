//! The item itself: what Plaid says happened to it, and which accounts it has.

use oodaloo_domain::facts::Account;
use oodaloo_rails::RailError;
use oodaloo_rails::plaid::Plaid;
use oodaloo_runtime::messages::SyncReason;
use oodaloo_store::{Mirrored, Notice};
use secrecy::SecretString;

use super::changed;
use crate::pull::NoticeChange;
use crate::{Look, Sync, SyncError};

/// What an event about the item asks of us. Every code that Plaid sends about items stands here or is
/// answered at the door (`oodaloo-webhook`); the table is in `functions/sync/README.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    /// Ask how the item is: the event may be old, or wrong by now.
    AskHealth,
    /// It still works; the owner shall hear of it.
    Announce,
    /// The accounts have changed.
    ListAccounts,
    /// Nothing but to read.
    Read,
}

fn act(topic: &str) -> Act {
    match topic {
        "ITEM/ERROR" | "ITEM/USER_PERMISSION_REVOKED" => Act::AskHealth,
        "ITEM/PENDING_DISCONNECT" | "ITEM/PENDING_EXPIRATION" | "ITEM/NEW_ACCOUNTS_AVAILABLE" => {
            Act::Announce
        }
        "ITEM/USER_ACCOUNT_REVOKED" => Act::ListAccounts,
        _ => Act::Read,
    }
}

/// The part of a topic behind its type.
fn code(topic: &str) -> &str {
    topic.split_once('/').map_or(topic, |(_, code)| code)
}

impl Sync {
    /// What the reason of this look says about the item.
    pub(super) async fn item_news(
        &self,
        look: &Look,
        plaid: &Plaid<'_>,
        token: &SecretString,
    ) -> Result<NoticeChange, SyncError> {
        let (topic, at) = match &look.request.reason {
            SyncReason::Webhook {
                topic, occurred_at, ..
            } => (topic.as_str(), *occurred_at),
            // An owner has just been at the bank's own page.
            SyncReason::Connected => return Ok(NoticeChange::Clear),
            _ => return Ok(NoticeChange::Keep),
        };
        match act(topic) {
            Act::AskHealth => {
                let item = self.patiently(look, || plaid.item(token)).await?;
                match item.error_code {
                    None => Ok(NoticeChange::Keep),
                    Some(why) => Err(RailError::NeedsReconnect { rail: "plaid", why }.into()),
                }
            }
            Act::Announce => Ok(NoticeChange::Set(Notice {
                code: code(topic).to_owned(),
                at: at.unwrap_or_else(|| self.world.now()),
            })),
            Act::ListAccounts | Act::Read if topic == "ITEM/LOGIN_REPAIRED" => {
                Ok(NoticeChange::Clear)
            }
            Act::ListAccounts | Act::Read => Ok(NoticeChange::Keep),
        }
    }

    /// The item's accounts, where they may have changed: reading lines shows only accounts that have some,
    /// and never that one is gone. Free, and about a day old, so once a night.
    pub(super) async fn listed_accounts(
        &self,
        look: &Look,
        plaid: &Plaid<'_>,
        token: &SecretString,
    ) -> Result<Option<Vec<Account>>, SyncError> {
        let asked = match &look.request.reason {
            SyncReason::Webhook { topic, .. } => act(topic) == Act::ListAccounts,
            SyncReason::Poll | SyncReason::Write { .. } => false,
            SyncReason::Nightly | SyncReason::Weekly | SyncReason::Connected => true,
        };
        if !asked {
            return Ok(None);
        }
        let listed = self.patiently(look, || plaid.accounts(token)).await?;
        for rejected in &listed.rejected {
            tracing::error!(
                id = rejected.id.as_deref(),
                why = rejected.why,
                "a Plaid account cannot be understood"
            );
        }
        // One that cannot be read is not one that is gone.
        Ok(listed.rejected.is_empty().then_some(listed.accounts))
    }

    /// Accounts that the item has no more: their balances are nobody's cash any longer. Their lines stay.
    pub(super) async fn let_go(
        &self,
        look: &Look,
        listed: Option<&[Account]>,
    ) -> Result<Mirrored, SyncError> {
        let Some(listed) = listed else {
            return Ok(Mirrored::default());
        };
        let mut gone = look.connection.accounts.clone();
        gone.retain(|id| !listed.iter().any(|a| a.id == *id));
        if gone.is_empty() {
            return Ok(Mirrored::default());
        }
        look.company
            .transact(look.company.accounts_gone_writes(&gone))
            .await?;
        Ok(changed(gone.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_an_item_has_its_act() {
        for (topic, wanted) in [
            ("ITEM/ERROR", Act::AskHealth),
            ("ITEM/USER_PERMISSION_REVOKED", Act::AskHealth),
            ("ITEM/PENDING_EXPIRATION", Act::Announce),
            ("ITEM/PENDING_DISCONNECT", Act::Announce),
            ("ITEM/NEW_ACCOUNTS_AVAILABLE", Act::Announce),
            ("ITEM/USER_ACCOUNT_REVOKED", Act::ListAccounts),
            ("ITEM/LOGIN_REPAIRED", Act::Read),
            ("TRANSACTIONS/SYNC_UPDATES_AVAILABLE", Act::Read),
            ("TRANSACTIONS/INITIAL_UPDATE", Act::Read),
            ("TRANSACTIONS/TRANSACTIONS_REMOVED", Act::Read),
        ] {
            assert_eq!(act(topic), wanted, "{topic}");
        }
        assert_eq!(code("ITEM/PENDING_DISCONNECT"), "PENDING_DISCONNECT");
    }
}
