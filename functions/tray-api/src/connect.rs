//! Connections: the owner links a rail. Tokens are sealed before they are stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use http::StatusCode;
use oodaloo_domain::facts::{AccountLabel, Actor, AuditEntry, LastChange, RailName};
use oodaloo_domain::plan::connection_tray_id;
use oodaloo_domain::{AccountId, AuditId, RailAccountId};
use oodaloo_rails::RailError;
use oodaloo_rails::jobber::{Jobber, Reader};
use oodaloo_rails::plaid::Plaid;
use oodaloo_runtime::messages::{SyncReason, SyncRequest};
use oodaloo_runtime::ports::{QueueName, SealContext};
use oodaloo_store::{Condition, Connection, ConnectionStatus, Write};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::caller::{Caller, member, owner};
use crate::{Problem, TrayApi};

/// What Jobber's redirect brought back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JobberCallback {
    code: String,
    redirect_uri: String,
}

/// What Plaid Link brought back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaidExchange {
    public_token: String,
    #[serde(default)]
    institution_name: Option<String>,
    /// What each account is for, as the owner chose; others are guessed from their type.
    #[serde(default)]
    labels: BTreeMap<AccountId, AccountLabel>,
}

/// A rail account that has just been authorised.
struct Authorised {
    rail: RailName,
    account: RailAccountId,
    name: String,
    access: SecretString,
    refresh: Option<SecretString>,
    expires_at: Option<jiff::Timestamp>,
    labels: BTreeMap<AccountId, AccountLabel>,
}

/// `GET /api/v1/integrations?company_id=`.
pub(crate) async fn list(caller: Caller) -> Result<Json<Value>, Problem> {
    member(caller.company.member(&caller.user).await?)?;
    let connections = caller.company.connections().await?;
    let items: Vec<Value> = connections.iter().map(connection_view).collect();
    Ok(Json(json!({ "items": items, "next_cursor": null })))
}

fn connection_view(c: &Connection) -> Value {
    json!({
        "rail": c.rail, "account": c.account, "name": c.name, "status": c.status,
        "last_sync_at": c.last_sync_at, "connected_at": c.connected_at,
    })
}

/// `POST /api/v1/integrations/jobber/oauth/callback?company_id=`.
pub(crate) async fn jobber(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    body: Result<Json<JobberCallback>, JsonRejection>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    owner(caller.company.member(&caller.user).await?)?;
    let Json(body) = body.map_err(|e| Problem::bad_request(e.body_text()))?;
    let jobber = Jobber::new(
        api.rail.as_ref(),
        &api.secret.jobber_client_id,
        &api.secret.jobber_client_secret,
    );
    let tokens = jobber
        .exchange_code(&body.code, &body.redirect_uri, api.world.now())
        .await
        .map_err(|e| rail_problem(&e))?;
    let account = Reader::new(api.rail.as_ref(), &tokens.access, jiff::tz::TimeZone::UTC)
        .account()
        .await
        .map_err(|e| rail_problem(&e))?;
    let authorised = Authorised {
        rail: RailName::Jobber,
        account: RailAccountId::new(account.id)
            .map_err(|_| Problem::rail("Jobber named no account."))?,
        name: account.name,
        access: tokens.access,
        refresh: Some(tokens.refresh),
        expires_at: Some(tokens.expires_at),
        labels: BTreeMap::new(),
    };
    connect(&api, &caller, authorised).await
}

/// `POST /api/v1/integrations/plaid/exchange?company_id=`.
pub(crate) async fn plaid(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    body: Result<Json<PlaidExchange>, JsonRejection>,
) -> Result<(StatusCode, Json<Value>), Problem> {
    owner(caller.company.member(&caller.user).await?)?;
    let Json(body) = body.map_err(|e| Problem::bad_request(e.body_text()))?;
    let plaid = Plaid::new(
        api.rail.as_ref(),
        &api.secret.plaid_client_id,
        &api.secret.plaid_secret,
    );
    let item = plaid
        .exchange_public_token(&body.public_token)
        .await
        .map_err(|e| rail_problem(&e))?;
    let authorised = Authorised {
        rail: RailName::Plaid,
        account: RailAccountId::new(item.item_id)
            .map_err(|_| Problem::rail("Plaid named no item."))?,
        name: body.institution_name.unwrap_or_else(|| "Bank".into()),
        access: item.access,
        refresh: None,
        expires_at: None,
        labels: body.labels,
    };
    connect(&api, &caller, authorised).await
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
    new: Authorised,
) -> Result<(StatusCode, Json<Value>), Problem> {
    let context = SealContext {
        company: caller.company.id(),
        rail: new.rail,
    };
    let seal = async |secret: &SecretString| {
        api.vault.seal(secret, &context).await.map_err(|error| {
            tracing::error!(%error, "the vault does not seal");
            Problem::unavailable()
        })
    };
    let access = seal(&new.access).await?;
    let refresh = match &new.refresh {
        Some(secret) => Some(seal(secret).await?),
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
        version: before.as_ref().map_or(0, |c| c.version),
    };
    let mut writes = vec![caller.company.connection_write(&mut connection)?];
    writes.extend(
        caller
            .company
            .route_writes(connection.rail, &connection.account),
    );
    writes.push(
        caller
            .company
            .audit_write(&audit(api, caller, &connection)?)?,
    );
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
    Ok((StatusCode::CREATED, Json(connection_view(&connection))))
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
    Ok(Some(
        caller
            .company
            .profile_write(&changed, Condition::version(read))?,
    ))
}

fn audit(api: &TrayApi, caller: &Caller, connection: &Connection) -> Result<AuditEntry, Problem> {
    Ok(AuditEntry {
        id: AuditId::new(api.world.id("aud")).map_err(|_| Problem::internal())?,
        at: api.world.now(),
        actor: Actor::Person(caller.user.clone()),
        action: "connection.made".into(),
        who: None,
        group: None,
        target_type: "connection".into(),
        target_id: connection.account.to_string(),
        summary: format!(
            "{} ({}) was connected",
            connection.name,
            connection.rail.as_str()
        ),
        before: Value::Null,
        after: json!({"status": "active", "rail": connection.rail}),
    })
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
