//! Connections: the owner links a rail. Tokens are sealed before they are stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use jiff::Timestamp;
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
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::ask::Body;
use crate::caller::{Caller, member, owner};
use crate::{Problem, TrayApi};

/// What Jobber's redirect brought back.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct JobberCallback {
    code: String,
    redirect_uri: String,
}

/// What Plaid Link brought back.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
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
    expires_at: Option<Timestamp>,
    labels: BTreeMap<AccountId, AccountLabel>,
}

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
    /// What the rail calls it to people.
    name: String,
    status: ConnectionState,
    /// When something new was last read to the end.
    last_sync_at: Option<Timestamp>,
    connected_at: Timestamp,
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

impl From<Connection> for ConnectionView {
    fn from(c: Connection) -> Self {
        Self {
            rail: c.rail,
            account: c.account,
            name: c.name,
            status: match c.status {
                ConnectionStatus::Active => ConnectionState::Active,
                ConnectionStatus::NeedsReconnect => ConnectionState::NeedsReconnect,
            },
            last_sync_at: c.last_sync_at,
            connected_at: c.connected_at,
        }
    }
}

/// The connections
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/integrations",
    operation_id = "listIntegrations",
    tag = "integrations",
    responses((status = 200, description = "All of them", body = ConnectionsView)),
))]
pub(crate) async fn list(caller: Caller) -> Result<Json<ConnectionsView>, Problem> {
    member(caller.company.member(&caller.user).await?)?;
    let connections = caller.company.connections().await?;
    Ok(Json(ConnectionsView {
        items: connections.into_iter().map(Into::into).collect(),
        next_cursor: None,
    }))
}

/// Connect Jobber
///
/// With what Jobber's redirect brought back. Connecting the same account again replaces its tokens.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/integrations/jobber/oauth/callback",
    operation_id = "connectJobber",
    tag = "integrations",
    request_body(content = JobberCallback, example = json!({"code": "one-time-code", "redirect_uri": "https://app.oodaloo.app/connect/jobber"})),
    responses((status = 201, description = "Connected; the first look at it has begun", body = ConnectionView), (status = 409), (status = 422)),
))]
pub(crate) async fn jobber(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    Body(body): Body<JobberCallback>,
) -> Result<(StatusCode, Json<ConnectionView>), Problem> {
    owner(caller.company.member(&caller.user).await?)?;
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

/// Connect a bank
///
/// With what Plaid Link brought back. Connecting the same item again replaces its token.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/integrations/plaid/exchange",
    operation_id = "connectPlaid",
    tag = "integrations",
    request_body(content = PlaidExchange, example = json!({"public_token": "public-sandbox-1", "institution_name": "First Bank", "labels": {"acct_1": "operating"}})),
    responses((status = 201, description = "Connected; the first look at it has begun", body = ConnectionView), (status = 409), (status = 422)),
))]
pub(crate) async fn plaid(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    Body(body): Body<PlaidExchange>,
) -> Result<(StatusCode, Json<ConnectionView>), Problem> {
    owner(caller.company.member(&caller.user).await?)?;
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
) -> Result<(StatusCode, Json<ConnectionView>), Problem> {
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
    Ok((StatusCode::CREATED, Json(connection.into())))
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
