//! Another role, or out.
//!
//! A company always has an owner. The transaction names the owner who stays and holds only while they are
//! one: of two owners who leave at the same moment, each names the other, and one of them fails.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use oodaloo_domain::facts::{Actor, Company, LastChange, Member, Role};
use oodaloo_domain::settings::masked;
use oodaloo_store::{Condition, Write};
use serde::Deserialize;
use serde_json::{Value, json};

use super::invite::transacted;
use super::{MAX_TRIES, find};
use crate::ask::{Body, Segment};
use crate::caller::{Caller, member, owner};
use crate::deed::Deed;
use crate::{Problem, TrayApi};

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
    body: Result<Body<NewRole>, Problem>,
) -> Result<Json<Value>, Problem> {
    for _ in 0..MAX_TRIES {
        let members = caller.company.members().await?;
        owner(find(&members, &caller).cloned())?;
        let Body(body) = body.as_ref().map_err(Clone::clone)?;
        let target = whom(&members, &id)?;
        let was = target.role.as_str();
        let changed = Member {
            role: body.role,
            ..target.clone()
        };
        if target.role == body.role {
            return Ok(done(Some(&changed), "nothing changed", None));
        }
        let delta = format!(
            "{} was {was}, is {}",
            masked(&target.email),
            body.role.as_str()
        );
        let deed = Deed {
            action: "member.role",
            target_type: "member",
            target_id: target.user_id.as_str(),
            summary: delta.clone(),
            before: json!({"role": target.role}),
            after: json!({"role": body.role}),
        };
        let audit = deed.of(&caller.user, &api)?;
        let writes = vec![
            caller.company.role_write(target, body.role),
            an_owner_stays(&caller, &members, target)?,
            caller.company.audit_write(&audit)?,
        ];
        if transacted(&caller, writes).await? {
            return Ok(done(Some(&changed), &delta, Some(audit.id.as_str())));
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
) -> Result<Json<Value>, Problem> {
    for _ in 0..MAX_TRIES {
        let members = caller.company.members().await?;
        let me = member(find(&members, &caller).cloned())?;
        if me.user_id.as_str() != id {
            owner(Some(me))?;
        }
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
        let audit = deed.of(&caller.user, &api)?;
        let mut writes = caller.company.member_gone_writes(target);
        writes.push(caller.company.audit_write(&audit)?);
        if !left || target.role == Role::Owner {
            writes.push(an_owner_stays(&caller, &members, target)?);
        }
        writes.extend(forget(&api, &caller, target).await?);
        if transacted(&caller, writes).await? {
            return Ok(done(None, &delta, Some(audit.id.as_str())));
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
async fn forget(api: &TrayApi, caller: &Caller, target: &Member) -> Result<Vec<Write>, Problem> {
    let found = caller.company.for_joining(&target.user_id).await?;
    let mut writes = Vec::new();
    let mut invitations = found.invitations;
    let before = invitations.open.len();
    invitations.open.retain(|i| i.by != target.user_id);
    if invitations.open.len() < before {
        writes.push(caller.company.invitations_write(&invitations)?);
    }
    let theirs = |to: &String| to.eq_ignore_ascii_case(&target.email);
    if let Some(profile) = found.company
        && profile.digest_to.iter().any(theirs)
    {
        let mut changed = Company {
            version: profile.version + 1,
            changed: Some(LastChange {
                by: Actor::Person(caller.user.clone()),
                at: api.world.now(),
            }),
            ..profile
        };
        changed.digest_to.retain(|to| !theirs(to));
        let when = Condition::version(changed.version - 1);
        writes.push(caller.company.profile_write(&changed, when)?);
    }
    Ok(writes)
}

fn done(member: Option<&Member>, delta: &str, audit_id: Option<&str>) -> Json<Value> {
    let result = member.map(|m| json!({"user_id": m.user_id, "email": m.email, "role": m.role}));
    Json(json!({"result": result, "delta": delta, "audit_id": audit_id}))
}
