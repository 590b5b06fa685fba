//! Connections as the client sees them: never a token, never a cursor.

use std::collections::BTreeMap;

use axum::Json;
use jiff::Timestamp;
use jiff::civil::Date;
#[cfg(feature = "openapi")]
use oodaloo_domain::Money;
use oodaloo_domain::facts::{Account, AccountLabel, Company, RailName};
use oodaloo_domain::{AccountId, RailAccountId};
use oodaloo_store::{Connection, ConnectionStatus, FiledAccount, Notice};
use serde::Serialize;

use crate::Problem;
use crate::caller::{Caller, member};

/// All connections.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ConnectionsView {
    items: Vec<ConnectionView>,
    /// There is one page.
    next_cursor: Option<String>,
}

/// A connection to one account at a rail.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ConnectionView {
    rail: RailName,
    /// What the rail calls the authorised party.
    account: RailAccountId,
    /// What the rail calls it to people, or the owner's own name for it.
    name: String,
    status: ConnectionState,
    /// Why it needs an owner, in the rail's own code; null while it works.
    why: Option<String>,
    /// What the rail has announced although it works.
    notice: Option<NoticeView>,
    /// When something new was last read to the end.
    last_sync_at: Option<Timestamp>,
    connected_at: Timestamp,
    /// The bank accounts that came with it, as far as they have been read.
    accounts: Vec<AccountView>,
}

/// Whether it works.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
enum ConnectionState {
    /// It does.
    Active,
    /// Only an owner can mend it, by connecting again.
    NeedsReconnect,
}

/// What a rail has announced.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct NoticeView {
    /// The rail's own code: `PENDING_DISCONNECT`, `PENDING_EXPIRATION`, `NEW_ACCOUNTS_AVAILABLE`.
    code: String,
    at: Timestamp,
}

/// A bank account of a connection.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct AccountView {
    id: AccountId,
    name: String,
    mask: Option<String>,
    currency: String,
    /// What can be spent, where the bank says.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Money>))]
    available: Option<String>,
    /// The day of that balance, where it came in a file: it is no newer than this.
    available_on: Option<Date>,
    label: AccountLabel,
    labelled_by: LabelledBy,
    /// The bank calls its holder a person, and no owner has said what it is for.
    review: bool,
}

/// Whose word a label is.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
enum LabelledBy {
    /// Ours, from the account's type.
    Guess,
    /// An owner's.
    Owner,
}

/// What the accounts of connections are, by id.
#[derive(Default)]
pub(super) struct Accounts {
    facts: BTreeMap<AccountId, Account>,
    labels: BTreeMap<AccountId, AccountLabel>,
}

impl Accounts {
    /// What is stored of the company's bank accounts, and what its owners have said of them.
    pub(super) async fn of(caller: &Caller, profile: &Company) -> Result<Self, Problem> {
        let all = caller.company.accounts().await?;
        Ok(Self {
            facts: all.into_iter().map(|a| (a.id.clone(), a)).collect(),
            labels: profile.account_labels.clone(),
        })
    }

    pub(super) fn get(&self, id: &AccountId) -> Option<&Account> {
        self.facts.get(id)
    }

    fn view(
        &self,
        c: &Connection,
        id: &AccountId,
        balance_on: Option<Date>,
    ) -> Option<AccountView> {
        let account = self.facts.get(id)?;
        let said = self.labels.get(id).copied();
        Some(AccountView {
            id: id.clone(),
            name: account.name.clone(),
            mask: account.mask.clone(),
            currency: account.currency.clone(),
            available: account.available.map(|m| m.to_string()),
            available_on: balance_on,
            label: said.unwrap_or(account.label),
            labelled_by: if said.is_some() {
                LabelledBy::Owner
            } else {
                LabelledBy::Guess
            },
            review: (account.personal || c.bank.unlike.contains(id)) && said.is_none(),
        })
    }
}

impl ConnectionView {
    pub(super) fn new(c: Connection, accounts: &Accounts) -> Self {
        let filed = match c.rail {
            RailName::Csv => FiledAccount::of(&c).unwrap_or_default(),
            _ => FiledAccount::default(),
        };
        let of = |id| accounts.view(&c, id, filed.balance_on);
        Self {
            accounts: c.accounts.iter().filter_map(of).collect(),
            rail: c.rail,
            account: c.account,
            name: c.name,
            status: match c.status {
                ConnectionStatus::Active => ConnectionState::Active,
                ConnectionStatus::NeedsReconnect => ConnectionState::NeedsReconnect,
            },
            why: c.why,
            notice: c.notice.map(|Notice { code, at }| NoticeView { code, at }),
            last_sync_at: c.last_sync_at,
            connected_at: c.connected_at,
        }
    }
}

/// The connections
///
/// With the bank accounts that came with each, and what each account is for.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/integrations",
    operation_id = "listIntegrations",
    tag = "integrations",
    responses((status = 200, description = "All of them", body = ConnectionsView)),
))]
pub(crate) async fn list(caller: Caller) -> Result<Json<ConnectionsView>, Problem> {
    let found = caller.company.for_tiles(&caller.user).await?;
    member(found.member)?;
    let profile = found.company.ok_or_else(|| Problem::not_found("company"))?;
    let connections = caller.company.connections().await?;
    let accounts = if connections.iter().any(|c| !c.accounts.is_empty()) {
        Accounts::of(&caller, &profile).await?
    } else {
        Accounts::default()
    };
    Ok(Json(ConnectionsView {
        items: connections
            .into_iter()
            .map(|c| ConnectionView::new(c, &accounts))
            .collect(),
        next_cursor: None,
    }))
}
