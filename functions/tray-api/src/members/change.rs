//! Another role, or out.
//!
//! A company always has an owner. The transaction names the owner who stays and holds only while they are
//! one: of two owners who leave at the same moment, each names the other, and one of them fails.

use std::sync::Arc;

use axum::extract::State;
use oodaloo_domain::facts::{AuditEntry, Company, LastChange, Member, Role};
use oodaloo_domain::settings::masked;
use oodaloo_store::{Condition, Invitations, Write};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{MAX_TRIES, said};
use crate::actions::{Answered, Asked};
use crate::ask::Segment;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::once::{Begun, Nothing, Try};
use crate::{Problem, TrayApi, once};

/// The new role.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRole {
    role: Role,
}

/// Give a member another role
#[cfg_attr(feature = "openapi", utoipa::path(
    patch,
    path = "/api/v1/members/{user_id}",
    operation_id = "changeRole",
    tag = "people",
    params(("user_id" = oodaloo_domain::UserId, Path, description = "Which member")),
    request_body(content = NewRole, example = json!({"role": "owner"})),
    responses((status = 200, description = "Changed", body = crate::deed::DoneView), (status = 409)),
))]
pub(crate) async fn role(
    State(api): State<Arc<TrayApi>>,
    Segment(id): Segment<String>,
    caller: Caller,
    asked: Asked<NewRole>,
) -> Result<Answered, Problem> {
    let to = asked.body.role;
    for _ in 0..MAX_TRIES {
        let this = match once::begin(&api, &caller, &asked.key, Vec::new()).await? {
            Begun::Anew(this) => this,
            Begun::Before(answered) => return Ok(answered),
        };
        let me = this.owner()?;
        let members = caller.company.members().await?;
        let target = whom(&members, &id)?;
        let result = json!({"user_id": target.user_id, "email": target.email, "role": to});
        if target.role == to {
            let body = said(&result, "nothing changed", None);
            return Ok(Answered::new(body.to_string()));
        }
        let (was, is) = (target.role.as_str(), to.as_str());
        let delta = format!("{} was {was}, is {is}", masked(&target.email));
        let deed = Deed {
            action: "member.role",
            target_type: "member",
            target_id: target.user_id.as_str(),
            summary: delta.clone(),
            before: json!({"role": target.role}),
            after: json!({"role": to}),
        };
        let audit = deed.of(&me, &api)?;
        let writes = vec![
            caller.company.role_write(target, to),
            an_owner_stays(&caller, &members, target)?,
            caller.company.audit_write(&audit)?,
        ];
        let body = said(&result, &delta, Some(&audit));
        if let Some(answered) = this.write(&caller, &asked.key, writes, &body).await? {
            return Ok(answered);
        }
    }
    Err(Problem::unavailable())
}

/// Remove a member, or leave
///
/// They get no more Friday emails, and whom they invited is no longer invited. Others are removed by
/// owners; everybody may leave.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete,
    path = "/api/v1/members/{user_id}",
    operation_id = "removeMember",
    tag = "people",
    params(("user_id" = oodaloo_domain::UserId, Path, description = "Which member")),
    responses((status = 200, description = "Gone", body = crate::deed::DoneView), (status = 409)),
))]
pub(crate) async fn remove(
    State(api): State<Arc<TrayApi>>,
    Segment(id): Segment<String>,
    caller: Caller,
    asked: Asked<Nothing>,
) -> Result<Answered, Problem> {
    let Nothing {} = asked.body;
    let keys = caller.company.keys();
    let more = vec![keys.profile(), keys.invitations()];
    for _ in 0..MAX_TRIES {
        let this = match once::begin_at_the_door(&api, &caller, &asked.key, more.clone()).await? {
            Begun::Anew(this) => this,
            Begun::Before(answered) => return Ok(answered),
        };
        let me = if caller.user.as_str() == id {
            this.member()?
        } else {
            this.owner()?
        };
        let members = caller.company.members().await?;
        let target = whom(&members, &id)?;
        let left = target.user_id == caller.user;
        let verb = if left { "left" } else { "was removed" };
        let delta = format!("{} {verb}", masked(&target.email));
        let deed = Deed {
            action: if left {
                "member.leave"
            } else {
                "member.remove"
            },
            target_type: "member",
            target_id: target.user_id.as_str(),
            summary: delta.clone(),
            before: json!({"role": target.role}),
            after: Value::Null,
        };
        let audit = deed.of(&me, &api)?;
        let mut writes = caller.company.member_gone_writes(target);
        if !left || target.role == Role::Owner {
            writes.push(an_owner_stays(&caller, &members, target)?);
        }
        writes.extend(forget(&caller, &this, target, &audit)?);
        writes.push(caller.company.audit_write(&audit)?);
        let body = said(&Value::Null, &delta, Some(&audit));
        if let Some(answered) = this.write(&caller, &asked.key, writes, &body).await? {
            return Ok(answered);
        }
    }
    Err(Problem::unavailable())
}

fn whom<'a>(members: &'a [Member], id: &str) -> Result<&'a Member, Problem> {
    let found = members.iter().find(|m| m.user_id.as_str() == id);
    found.ok_or_else(|| Problem::not_found("member"))
}

/// Holds while somebody other than `target` is an owner: the caller, where it is not about themselves.
fn an_owner_stays(caller: &Caller, members: &[Member], target: &Member) -> Result<Write, Problem> {
    let witness = members
        .iter()
        .filter(|m| m.role == Role::Owner && m.user_id != target.user_id)
        .max_by_key(|m| m.user_id == caller.user)
        .ok_or_else(Problem::last_owner)?;
    Ok(caller.company.member_check(&witness.user_id, &["owner"]))
}

/// What goes with a member: their place among those who get the Friday email, and whom they invited.
fn forget(
    caller: &Caller,
    this: &Try,
    target: &Member,
    audit: &AuditEntry,
) -> Result<Vec<Write>, Problem> {
    let keys = caller.company.keys();
    let mut writes = Vec::new();
    let mut invitations: Invitations = this.found.read(&keys.invitations())?.unwrap_or_default();
    let before = invitations.open.len();
    invitations.open.retain(|i| i.by != target.user_id);
    if invitations.open.len() < before {
        writes.push(caller.company.invitations_write(&invitations)?);
    }
    let theirs = |to: &String| to.eq_ignore_ascii_case(&target.email);
    let profile: Option<Company> = this.found.read(&keys.profile())?;
    if let Some(profile) = profile
        && profile.digest_to.iter().any(theirs)
    {
        let mut changed = Company {
            version: profile.version + 1,
            changed: Some(LastChange {
                by: audit.actor.clone(),
                at: audit.at,
            }),
            changed_in: Some(audit.id.clone()),
            ..profile
        };
        changed.digest_to.retain(|to| !theirs(to));
        let when = Condition::version(changed.version - 1);
        writes.push(caller.company.profile_write(&changed, when)?);
    }
    Ok(writes)
}
