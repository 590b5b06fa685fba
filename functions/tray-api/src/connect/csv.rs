//! An account whose lines come as files.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use oodaloo_domain::facts::{Account, AccountLabel, RailName};
use oodaloo_domain::ids::derived;
use oodaloo_domain::settings::Fault;
use oodaloo_domain::tiles::Vitals;
use oodaloo_domain::{AccountId, RailAccountId};
use oodaloo_store::{BankSeen, Connection, ConnectionStatus};
use serde::Deserialize;
use serde_json::{Value, json};

use super::manage::MAX_NAME;
use super::view::Accounts;
use super::{ConnectionView, labels};
use crate::ask::Body;
use crate::caller::{Caller, owner};
use crate::deed::Deed;
use crate::{Problem, TrayApi};

/// The most accounts of files in one company.
const MAX_ACCOUNTS: usize = 20;

/// An account to bring files for.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct CsvAccount {
    /// What to call it, such as the bank and the last digits.
    name: String,
    label: AccountLabel,
    /// ISO 4217; the company's own when nobody says.
    #[serde(default)]
    currency: Option<String>,
}

/// Make an account for files
///
/// For a bank that cannot be connected: its lines come as CSV. It is labelled and left like any other connection,
/// and never asked for anything. Its balance is what its latest file says; until one does, it is unknown, and
/// runway with it. An account of the same name, given up before, is the same account again: what was brought
/// then is known.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/integrations/csv",
    operation_id = "makeCsvAccount",
    tag = "integrations",
    request_body(content = CsvAccount, example = json!({"name": "First Credit Union 4471", "label": "operating"})),
    responses((status = 201, description = "Made", body = ConnectionView), (status = 409), (status = 422)),
))]
pub(crate) async fn make(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    Body(body): Body<CsvAccount>,
) -> Result<(StatusCode, Json<ConnectionView>), Problem> {
    let read = caller.company.for_tiles(&caller.user).await?;
    let me = owner(read.member)?;
    let mut profile = read.company.ok_or_else(|| Problem::not_found("company"))?;
    let account = checked(&caller, body, &profile.currency)?;
    let id = RailAccountId::new(account.id.as_str()).map_err(|_| Problem::internal())?;
    let all = caller.company.connections().await?;
    if let Some(there) = all.iter().find(|c| c.account == id) {
        let accounts = Accounts::of(&caller, &profile).await?;
        let current = serde_json::to_value(ConnectionView::new(there.clone(), &accounts));
        return Err(Problem::stale("There is an account of this name.")
            .with("current", current.unwrap_or_default()));
    }
    if all.iter().filter(|c| c.rail == RailName::Csv).count() >= MAX_ACCOUNTS {
        let why = format!("There are {MAX_ACCOUNTS} accounts of files: give one up first.");
        return Err(Problem::unprocessable(why));
    }
    let mut connection = connection(&api, id, &account);
    let audit = Deed {
        action: "connection.made",
        target_type: "connection",
        target_id: connection.account.as_str(),
        summary: format!("{} was made for files", connection.name),
        before: Value::Null,
        after: json!({"status": "active", "rail": RailName::Csv, "label": account.label}),
    }
    .of(&me, &api)?;
    let label = BTreeMap::from([(account.id.clone(), account.label)]);
    let mut writes = vec![
        caller.company.connection_write(&mut connection)?,
        caller.company.account_write(&account, None)?,
        caller.company.audit_write(&audit)?,
        caller.company.member_check(&caller.user, &["owner"]),
    ];
    writes.extend(
        caller
            .company
            .route_writes(RailName::Csv, &connection.account),
    );
    writes.extend(labels(&api, &caller, label.clone()).await?);
    match caller.company.transact(writes).await {
        Ok(()) => {}
        Err(e) if e.is_conflict() => {
            return Err(Problem::stale(
                "It was made, or the settings were changed, a moment ago.",
            ));
        }
        Err(e) => return Err(e.into()),
    }
    // A balance that is not known yet is news for the tiles.
    crate::reconcile::ask(&api, &caller).await;
    profile.account_labels.extend(label);
    let view = ConnectionView::new(connection, &Accounts::of(&caller, &profile).await?);
    Ok((StatusCode::CREATED, Json(view)))
}

fn checked(caller: &Caller, body: CsvAccount, currency: &str) -> Result<Account, Problem> {
    let name = body.name.trim().to_owned();
    let mut faults = Vec::new();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        faults.push(Fault::new("name", "1 to 80 characters."));
    }
    let currency = body.currency.unwrap_or_else(|| currency.to_owned());
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_uppercase()) {
        faults.push(Fault::new("currency", "Three capitals, such as USD."));
    }
    if !faults.is_empty() {
        return Err(Problem::invalid(&faults));
    }
    // From the name: asking twice makes one, and one that was given up is found again with its lines.
    let id = derived("csv", &[caller.company.id().as_str(), &name.to_lowercase()]);
    Ok(Account {
        id: AccountId::new(id).map_err(|_| Problem::internal())?,
        name,
        mask: None,
        label: body.label,
        currency,
        available: None,
        personal: false,
    })
}

fn connection(api: &TrayApi, id: RailAccountId, account: &Account) -> Connection {
    Connection {
        rail: RailName::Csv,
        account: id,
        name: account.name.clone(),
        status: ConnectionStatus::Active,
        // Nobody is asked for anything.
        access: String::new(),
        refresh: None,
        expires_at: None,
        cursor: Value::Null,
        last_sync_at: None,
        lease: None,
        connected_at: api.world.now(),
        why: None,
        notice: None,
        institution: None,
        pace: None,
        vitals: Vitals::default(),
        calls: BTreeMap::new(),
        bank: BankSeen::default(),
        accounts: vec![account.id.clone()],
        version: 0,
    }
}
