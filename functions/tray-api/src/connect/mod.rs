//! Connections: an owner links a rail, names what came with it, mends it, ends it. Tokens are sealed before
//! they are stored.

pub(crate) mod csv;
pub(crate) mod jobber;
pub(crate) mod leave;
pub(crate) mod manage;
pub(crate) mod plaid;
pub(crate) mod view;

use std::collections::BTreeMap;

use axum::Json;
use http::StatusCode;
use jiff::Timestamp;
use oodaloo_domain::facts::{AccountLabel, Actor, AuditEntry, LastChange, Member, RailName};
use oodaloo_domain::plan::connection_tray_id;
use oodaloo_domain::{AccountId, RailAccountId};
use oodaloo_rails::RailError;
use oodaloo_runtime::messages::{SyncReason, SyncRequest};
use oodaloo_runtime::ports::{QueueName, SealContext};
use oodaloo_store::{Condition, Connection, ConnectionStatus, Write};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::deed::Deed;
use crate::{Problem, TrayApi};
use view::Accounts;
pub(crate) use view::ConnectionView;

/// The longest address that a rail's page may send a browser back to, in bytes.
const MAX_REDIRECT: usize = 500;

/// Where the rails are, and where they find us.
#[derive(Debug, Clone)]
pub struct Addresses {
    /// Jobber, as the owner's browser reaches it.
    pub jobber: String,
    /// Our own door for Plaid's webhooks.
    pub plaid_webhook: String,
}

/// A rail account that has just been authorised.
struct Authorised {
    rail: RailName,
    account: RailAccountId,
    name: String,
    access: SecretString,
    refresh: Option<SecretString>,
    expires_at: Option<Timestamp>,
    institution: Option<String>,
    labels: BTreeMap<AccountId, AccountLabel>,
}

fn rail_problem(error: &RailError) -> Problem {
    tracing::warn!(%error, "a rail did not let us connect");
    if error.is_transient() {
        Problem::unavailable()
    } else {
        Problem::rail("It refused the authorisation. Start the connection again from our page.")
    }
}

async fn connect(
    api: &TrayApi,
    caller: &Caller,
    me: &Member,
    new: Authorised,
) -> Result<(StatusCode, Json<ConnectionView>), Problem> {
    let access = seal_token(api, caller, new.rail, &new.access).await?;
    let refresh = match &new.refresh {
        Some(secret) => Some(seal_token(api, caller, new.rail, secret).await?),
        None => None,
    };
    let before = caller.company.connection(new.rail, &new.account).await?;
    let mut connection = Connection {
        rail: new.rail,
        account: new.account,
        name: new.name,
        status: ConnectionStatus::Active,
        access,
        refresh,
        expires_at: new.expires_at,
        // A cursor belongs to the grant that gave it.
        cursor: Value::Null,
        last_sync_at: before.as_ref().and_then(|c| c.last_sync_at),
        lease: None,
        connected_at: api.world.now(),
        why: None,
        notice: None,
        pace: None,
        vitals: before
            .as_ref()
            .map(|c| c.vitals.clone())
            .unwrap_or_default(),
        calls: std::collections::BTreeMap::new(),
        // Whose the accounts are does not change with the grant.
        bank: before.as_ref().map(|c| c.bank.clone()).unwrap_or_default(),
        institution: new.institution,
        accounts: before
            .as_ref()
            .map(|c| c.accounts.clone())
            .unwrap_or_default(),
        version: before.as_ref().map_or(0, |c| c.version),
    };
    let mut writes = vec![caller.company.connection_write(&mut connection)?];
    writes.extend(
        caller
            .company
            .route_writes(connection.rail, &connection.account),
    );
    writes.push(caller.company.audit_write(&audit(api, me, &connection)?)?);
    writes.extend(labels(api, caller, new.labels).await?);
    // Whatever the tray asked about the connection before is answered by this.
    writes.push(
        caller
            .company
            .tray_forget(&connection_tray_id(connection.rail, &connection.account)),
    );
    match caller.company.transact(writes).await {
        Ok(()) => {}
        Err(e) if e.is_conflict() => {
            return Err(Problem::stale(
                "This account is connected to another company, or was just reconnected.",
            ));
        }
        Err(e) => return Err(e.into()),
    }
    start(api, &connection).await;
    // Its accounts are told by the first look.
    let view = ConnectionView::new(connection, &Accounts::default());
    Ok((StatusCode::CREATED, Json(view)))
}

/// The owner's word on what the accounts are for, kept with the company's settings.
async fn labels(
    api: &TrayApi,
    caller: &Caller,
    labels: BTreeMap<AccountId, AccountLabel>,
) -> Result<Option<Write>, Problem> {
    if labels.is_empty() {
        return Ok(None);
    }
    let profile = caller
        .company
        .profile()
        .await?
        .ok_or_else(|| Problem::not_found("company"))?;
    let read = profile.version;
    let mut changed = profile;
    changed.account_labels.extend(labels);
    changed.version += 1;
    changed.changed = Some(LastChange {
        by: Actor::Person(caller.user.clone()),
        at: api.world.now(),
    });
    changed.changed_in = None;
    Ok(Some(
        caller
            .company
            .profile_write(&changed, Condition::version(read))?,
    ))
}

fn audit(api: &TrayApi, me: &Member, connection: &Connection) -> Result<AuditEntry, Problem> {
    let (name, rail) = (&connection.name, connection.rail);
    let made = Deed {
        action: "connection.made",
        target_type: "connection",
        target_id: connection.account.as_str(),
        summary: format!("{name} ({}) was connected", rail.as_str()),
        before: Value::Null,
        after: json!({"status": "active", "rail": rail}),
    };
    made.of(me, api)
}

/// The first look, at once. Should the queue not take it, the next poll is at most 15 minutes away.
async fn start(api: &TrayApi, connection: &Connection) {
    let request = SyncRequest {
        rail: connection.rail,
        account: connection.account.clone(),
        reason: SyncReason::Connected,
    };
    let message = request.outgoing(api.world.id("conn"));
    if let Err(error) = api.queue.send(QueueName::Sync, message).await {
        tracing::warn!(%error, "the first sync waits for the poll");
    }
}

/// The connection, or 404.
async fn found(
    caller: &Caller,
    rail: RailName,
    account: &RailAccountId,
) -> Result<Connection, Problem> {
    let there = caller.company.connection(rail, account).await?;
    there.ok_or_else(|| Problem::not_found("connection"))
}

async fn seal_token(
    api: &TrayApi,
    caller: &Caller,
    rail: RailName,
    secret: &SecretString,
) -> Result<String, Problem> {
    let context = SealContext {
        company: caller.company.id(),
        rail,
    };
    api.vault.seal(secret, &context).await.map_err(|error| {
        tracing::error!(%error, "the vault does not seal");
        Problem::unavailable()
    })
}

async fn open_token(
    api: &TrayApi,
    caller: &Caller,
    connection: &Connection,
    sealed: &str,
) -> Result<SecretString, Problem> {
    let context = SealContext {
        company: caller.company.id(),
        rail: connection.rail,
    };
    api.vault.open(sealed, &context).await.map_err(|error| {
        tracing::error!(%error, "the vault does not open");
        Problem::unavailable()
    })
}

/// An address that a rail's page may send a browser back to: ours, over TLS, or this machine's. Which
/// exactly, the rail has on its own list.
fn redirect(uri: String) -> Result<String, Problem> {
    let local = ["http://127.0.0.1:", "http://localhost:"];
    let safe = uri.starts_with("https://") || local.iter().any(|l| uri.starts_with(l));
    if safe && uri.len() <= MAX_REDIRECT && uri.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(uri)
    } else {
        Err(Problem::unprocessable(
            "redirect_uri: an https address of at most 500 characters.",
        ))
    }
}
