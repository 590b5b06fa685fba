//! Link: the token that opens it, and what becomes of an item afterwards.

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::{Plaid, wire};
use crate::port::RailError;
use crate::text::{excerpt, free};

/// As people see us in Link. Plaid shows at most 30 characters.
const CLIENT_NAME: &str = "Oodaloo";
/// The most history there is. It can never be raised for an item afterwards.
const DAYS_REQUESTED: u16 = 730;
/// Who holds the accounts. As an optional product it narrows no bank.
const IDENTITY: &str = "identity";

/// What Link is opened for.
#[derive(Debug, Clone, Copy)]
pub enum LinkFor<'a> {
    /// A bank login that is not linked yet.
    New {
        /// Where its webhooks shall go.
        webhook: Option<&'a str>,
    },
    /// Update mode: an item that is linked, and keeps its token and its id.
    Item {
        /// The item's token.
        access: &'a SecretString,
        /// Whether the owner may add and take away accounts.
        select_accounts: bool,
    },
}

/// What opens Link in a browser, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkToken {
    /// For the browser.
    pub token: String,
    /// When it ends: after four hours, in update mode after 30 minutes.
    pub expires_at: Timestamp,
}

/// How an item is, by Plaid's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemHealth {
    /// The code of its error, if it has one.
    pub error_code: Option<String>,
    /// Which bank, as Plaid numbers them.
    pub institution_id: Option<String>,
    /// When Plaid last read the bank, whether or not anything was new.
    pub bank_read_at: Option<Timestamp>,
    /// Whether it may be asked who holds the accounts.
    pub has_identity: bool,
}

impl Plaid<'_> {
    /// A token that opens Link. `user` names the person to Plaid and must not be an address or a name.
    ///
    /// # Errors
    /// [`RailError`], as with every call.
    pub async fn link_token(
        &self,
        user: &str,
        redirect_uri: Option<&str>,
        link_for: LinkFor<'_>,
    ) -> Result<LinkToken, RailError> {
        let body = link_body(user, redirect_uri, link_for);
        let wire: wire::LinkToken = self.call("/link/token/create", body).await?;
        let expires_at = wire.expiration.parse().map_err(|_| RailError::Refused {
            rail: super::RAIL,
            why: "a link token without an end".into(),
        })?;
        Ok(LinkToken {
            token: wire.link_token,
            expires_at,
        })
    }

    /// How an item is. Asking does not touch the bank and costs nothing.
    ///
    /// # Errors
    /// [`RailError`]; [`RailError::NeedsReconnect`] when the token is dead.
    pub async fn item(&self, access: &SecretString) -> Result<ItemHealth, RailError> {
        let body = json!({"access_token": access.expose_secret()});
        let wire: wire::ItemAnswer = self.call("/item/get", body).await?;
        let read_at = wire.status.and_then(|s| s.transactions);
        let read_at = read_at.and_then(|t| t.last_successful_update);
        let of = [&wire.item.products, &wire.item.billed_products];
        let mut products = of.into_iter().flatten().flatten();
        let has_identity = products.any(|p| p == IDENTITY);
        let code = wire.item.error.get("error_code").and_then(Value::as_str);
        Ok(ItemHealth {
            error_code: code.map(excerpt),
            bank_read_at: read_at.and_then(|at| at.parse().ok()),
            has_identity,
            institution_id: wire.item.institution_id.map(|id| free(&id)),
        })
    }

    /// Ends an item: its token is dead afterwards, and it is no longer billed.
    ///
    /// # Errors
    /// [`RailError`]; [`RailError::NeedsReconnect`] when it was dead already.
    pub async fn remove_item(&self, access: &SecretString) -> Result<(), RailError> {
        let body = json!({"access_token": access.expose_secret()});
        let _: Value = self.call("/item/remove", body).await?;
        Ok(())
    }
}

/// With account filters every kind that is not named is left out: owners keep tax money in savings and
/// spend from cards, so those are named too. In update mode products may not be sent.
fn link_body(user: &str, redirect_uri: Option<&str>, link_for: LinkFor<'_>) -> Value {
    let mut body = json!({
        "client_name": CLIENT_NAME,
        "language": "en",
        "country_codes": ["US", "CA"],
        "user": {"client_user_id": user},
    });
    if let Some(uri) = redirect_uri {
        body["redirect_uri"] = uri.into();
    }
    let filters = json!({
        "depository": {"account_subtypes": ["checking", "savings", "money market", "cash management"]},
        "credit": {"account_subtypes": ["credit card"]},
    });
    match link_for {
        LinkFor::New { webhook } => {
            body["products"] = json!(["transactions"]);
            body["optional_products"] = json!([IDENTITY]);
            body["transactions"] = json!({"days_requested": DAYS_REQUESTED});
            body["account_filters"] = filters;
            if let Some(url) = webhook {
                body["webhook"] = url.into();
            }
        }
        LinkFor::Item {
            access,
            select_accounts,
        } => {
            body["access_token"] = access.expose_secret().into();
            if select_accounts {
                body["update"] = json!({"account_selection_enabled": true});
                body["account_filters"] = filters;
            }
        }
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_link_asks_for_all_history_and_update_mode_for_no_product() {
        let new = link_body(
            "usr_1",
            None,
            LinkFor::New {
                webhook: Some("https://hooks.example/plaid"),
            },
        );
        assert_eq!(new["transactions"]["days_requested"], 730);
        assert_eq!(new["products"], json!(["transactions"]));
        assert_eq!(new["webhook"], "https://hooks.example/plaid");
        let access = SecretString::from("access-sandbox-1");
        for select_accounts in [false, true] {
            let item = LinkFor::Item {
                access: &access,
                select_accounts,
            };
            let update = link_body("usr_1", Some("https://app.example/bank"), item);
            assert_eq!(update["access_token"], "access-sandbox-1");
            assert_eq!(update["redirect_uri"], "https://app.example/bank");
            for never in ["products", "optional_products", "transactions", "webhook"] {
                assert!(update.get(never).is_none(), "{never} in update mode");
            }
            // Filters are allowed only together with the choice.
            assert_eq!(update.get("account_filters").is_some(), select_accounts);
            assert_eq!(update.get("update").is_some(), select_accounts);
        }
    }
}
