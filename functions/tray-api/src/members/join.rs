//! Whoever has the link of an invitation joins by it, once.

use std::sync::Arc;

use axum::extract::State;
use jiff::Timestamp;
use oodaloo_domain::facts::{Company, Invitation, Member, Role};
use oodaloo_domain::links::{InvitationLink, verify_invitation};
use oodaloo_domain::settings::masked;
use oodaloo_store::{Condition, Invitations};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{MAX_TRIES, said};
use crate::actions::{Answered, Asked};
use crate::caller::{Caller, Person};
use crate::deed::Deed;
use crate::once::Begun;
use crate::{Problem, TrayApi, once};

/// The link's token.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Accept {
    token: String,
}

const GONE: &str = "This invitation was used, withdrawn or is over. Ask an owner for a new one.";

/// Accept an invitation
///
/// The signed-in person becomes a member. For one who is a member already nothing changes, and the
/// invitation stays open.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/invitations/accept",
    operation_id = "acceptInvitation",
    tag = "people",
    request_body(content = Accept, example = json!({"token": "eyJjb21wYW55.c2lnbmVk"})),
    responses((status = 200, description = "A member", body = crate::deed::DoneView), (status = 404), (status = 410)),
))]
pub(crate) async fn accept(
    State(api): State<Arc<TrayApi>>,
    person: Person,
    asked: Asked<Accept>,
) -> Result<Answered, Problem> {
    let key = api.secret.link_signing_key.expose_secret().as_bytes();
    let link = verify_invitation(key, &asked.body.token);
    let link = link.map_err(|_| Problem::not_found("invitation"))?;
    let caller = Caller {
        company: api.store.company(&link.company_id),
        user: person.user,
    };
    let keys = caller.company.keys();
    let (profile, invited) = (keys.profile(), keys.invitations());
    for _ in 0..MAX_TRIES {
        let more = vec![profile.clone(), invited.clone()];
        let this = match once::begin_at_the_door(&api, &caller, &asked.key, more).await? {
            Begun::Anew(this) => this,
            Begun::Before(answered) => return Ok(answered),
        };
        let company: Option<Company> = this.found.read(&profile)?;
        let company = company.ok_or_else(|| Problem::gone(GONE))?;
        if let Some(member) = &this.found.member {
            let body = said(
                &joined(&company, member.role),
                "you were a member already",
                None,
            );
            return Ok(Answered::new(body.to_string()));
        }
        let mut invitations: Invitations = this.found.read(&invited)?.unwrap_or_default();
        let invitation = take(&mut invitations.open, &link, this.now)?;
        let member = Member {
            user_id: caller.user.clone(),
            email: invitation.email.clone(),
            role: invitation.role,
        };
        let deed = Deed {
            action: "member.join",
            target_type: "member",
            target_id: caller.user.as_str(),
            summary: format!(
                "{} joined as {}",
                masked(&member.email),
                member.role.as_str()
            ),
            before: Value::Null,
            after: json!({"role": member.role, "invitation_id": invitation.id}),
        };
        let audit = deed.of(&member, &api)?;
        let mut writes = caller
            .company
            .member_writes(&member, Condition::NotExists)?;
        writes.push(caller.company.invitations_write(&invitations)?);
        writes.push(caller.company.audit_write(&audit)?);
        let delta = format!("you are {} of {}", member.role.as_str(), company.name);
        let body = said(&joined(&company, member.role), &delta, Some(&audit));
        if let Some(answered) = this.write(&caller, &asked.key, writes, &body).await? {
            return Ok(answered);
        }
    }
    Err(Problem::unavailable())
}

fn take(
    open: &mut Vec<Invitation>,
    link: &InvitationLink,
    now: Timestamp,
) -> Result<Invitation, Problem> {
    let at = open
        .iter()
        .position(|i| i.id == link.invitation_id && i.is_open(now));
    Ok(open.remove(at.ok_or_else(|| Problem::gone(GONE))?))
}

fn joined(company: &Company, role: Role) -> Value {
    json!({"company_id": company.id, "name": company.name, "role": role})
}
