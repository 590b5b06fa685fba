//! Disconnecting: the rail is told, then the tokens are destroyed. The audit list keeps that there was a
//! connection, and what was read stays in the books.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::RailAccountId;
use oodaloo_domain::facts::RailName;
use oodaloo_domain::plan::connection_tray_id;
use oodaloo_rails::RailError;
use oodaloo_rails::jobber::{Jobber, Reader};
use oodaloo_store::{Connection, Lease};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::plaid::plaid_of;
use super::{found, open_token, rail_problem, seal_token};
use crate::ask::Segment;
use crate::caller::{Caller, owner};
use crate::deed::Deed;
use crate::{Problem, TrayApi};

/// How often the letting go is begun again because a sync moved the connection.
const MAX_TRIES: usize = 8;
/// An access token with less than this left is renewed first.
const MARGIN: SignedDuration = SignedDuration::from_mins(1);
/// Longer than this function may run (`template.yaml`: 29 s), with a margin for clocks.
const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// Disconnect
///
/// The rail is told, and our tokens are destroyed. What was read stays; balances of its accounts no longer
/// count as cash.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete,
    path = "/api/v1/integrations/{rail}/{account}",
    operation_id = "disconnect",
    tag = "integrations",
    params(("rail" = RailName, Path, description = "Which rail"), ("account" = RailAccountId, Path, description = "Which of its accounts")),
    responses((status = 204, description = "Disconnected"), (status = 422)),
))]
pub(crate) async fn disconnect(
    State(api): State<Arc<TrayApi>>,
    Segment((rail, account)): Segment<(RailName, RailAccountId)>,
    caller: Caller,
) -> Result<StatusCode, Problem> {
    let me = owner(caller.company.member(&caller.user).await?)?;
    let mut connection = found(&caller, rail, &account).await?;
    match tell(&api, &caller, &mut connection).await {
        Ok(()) => {}
        // It was over before: there is nobody left to tell.
        Err(Told::Rail(RailError::NeedsReconnect { .. } | RailError::Unauthorised(_))) => {}
        Err(Told::Rail(error)) => return Err(rail_problem(&error)),
        Err(Told::Ours(problem)) => return Err(problem),
    }
    for _ in 0..MAX_TRIES {
        let audit = Deed {
            action: "connection.ended",
            target_type: "connection",
            target_id: account.as_str(),
            summary: if rail.is_polled() {
                format!(
                    "{} ({}) was disconnected; its tokens are destroyed",
                    connection.name,
                    rail.as_str()
                )
            } else {
                format!("{} was given up; its lines stay", connection.name)
            },
            before: json!({"rail": rail, "name": connection.name, "connected_at": connection.connected_at}),
            after: Value::Null,
        };
        let mut writes = caller.company.connection_gone_writes(&connection);
        writes.push(
            caller
                .company
                .tray_forget(&connection_tray_id(rail, &account)),
        );
        writes.push(caller.company.audit_write(&audit.of(&me, &api)?)?);
        writes.push(caller.company.member_check(&caller.user, &["owner"]));
        match caller.company.transact(writes).await {
            Ok(()) => {
                crate::reconcile::ask(&api, &caller).await;
                return Ok(StatusCode::NO_CONTENT);
            }
            // A sync has moved it, or the caller is no owner any more.
            Err(e) if e.is_conflict() => {
                owner(caller.company.member(&caller.user).await?)?;
                connection = match caller.company.connection(rail, &account).await? {
                    Some(there) => there,
                    None => return Ok(StatusCode::NO_CONTENT),
                };
            }
            Err(e) => return Err(e.into()),
        }
    }
    Err(Problem::unavailable())
}

/// Why the rail could not be told.
enum Told {
    Rail(RailError),
    Ours(Problem),
}

impl From<RailError> for Told {
    fn from(error: RailError) -> Self {
        Self::Rail(error)
    }
}

impl From<Problem> for Told {
    fn from(problem: Problem) -> Self {
        Self::Ours(problem)
    }
}

async fn tell(api: &TrayApi, caller: &Caller, connection: &mut Connection) -> Result<(), Told> {
    match connection.rail {
        RailName::Csv => Ok(()),
        RailName::Plaid => {
            let access = open_token(api, caller, connection, &connection.access).await?;
            Ok(plaid_of(api).remove_item(&access).await?)
        }
        RailName::Jobber => {
            let access = fresh(api, caller, connection).await?;
            let reader = Reader::new(api.rail.as_ref(), &access, jiff::tz::TimeZone::UTC);
            Ok(reader.disconnect().await?)
        }
    }
}

/// An access token that Jobber still takes. A refresh is made as the sync makes it: under the lease, so
/// that no other worker shows the same refresh token, and saved, in case Jobber cannot be told after all.
async fn fresh(
    api: &TrayApi,
    caller: &Caller,
    connection: &mut Connection,
) -> Result<SecretString, Told> {
    let now = api.world.now();
    let ends = connection.expires_at.unwrap_or(Timestamp::MAX);
    let refresh = match &connection.refresh {
        Some(sealed) if ends.duration_since(now) < MARGIN => sealed.clone(),
        _ => return Ok(open_token(api, caller, connection, &connection.access).await?),
    };
    if connection.lease.as_ref().is_some_and(|l| l.until > now) {
        return Err(Problem::unavailable().into());
    }
    let mut leased = connection.clone();
    leased.lease = Some(Lease {
        holder: api.world.id("lease"),
        until: now.saturating_add(LEASE).unwrap_or(Timestamp::MAX),
    });
    // Somebody else may be at it: the next try finds fresh tokens.
    let saved = caller.company.save_connection(leased).await;
    *connection = saved.map_err(|_| Problem::unavailable())?;
    let jobber = Jobber::new(
        api.rail.as_ref(),
        &api.secret.jobber_client_id,
        &api.secret.jobber_client_secret,
    );
    let refresh = open_token(api, caller, connection, &refresh).await?;
    let tokens = jobber.refresh(&refresh, now).await?;
    let mut renewed = connection.clone();
    renewed.access = seal_token(api, caller, connection.rail, &tokens.access).await?;
    renewed.refresh = Some(seal_token(api, caller, connection.rail, &tokens.refresh).await?);
    renewed.expires_at = Some(tokens.expires_at);
    renewed.lease = None;
    match caller.company.save_connection(renewed).await {
        Ok(saved) => *connection = saved,
        // The token is in our hand, and about to be destroyed.
        Err(error) => tracing::warn!(%error, "the tokens of a connection that ends were not saved"),
    }
    Ok(tokens.access)
}
