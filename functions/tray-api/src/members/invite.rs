//! An owner invites somebody by email, or takes it back.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use jiff::SignedDuration;
use oodaloo_domain::InvitationId;
use oodaloo_domain::facts::{Invitation, InvitationMail, Member, Role};
use oodaloo_domain::settings::{Fault, is_email, masked};
use oodaloo_runtime::messages::InvitationRequest;
use oodaloo_runtime::ports::QueueName;
use oodaloo_store::Invitations;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{InvitationView, MAX_MEMBERS, MAX_TRIES, said};
use crate::actions::{Answered, Asked};
use crate::ask::Segment;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::once::{Begun, Nothing};
use crate::{Problem, TrayApi, once};

/// Whom to invite, and as what.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Invite {
    email: String,
    role: Role,
}

/// Invite somebody
///
/// Good for seven days and one person. One that is open for the same address is replaced: its old link is
/// worth nothing then.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/members/invitations",
    operation_id = "invite",
    tag = "people",
    request_body(content = Invite, example = json!({"email": "dana@example.com", "role": "dispatcher"})),
    responses((status = 201, description = "Invited; the mail is on its way", body = crate::deed::DoneView), (status = 422)),
))]
pub(crate) async fn invite(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    asked: Asked<Invite>,
) -> Result<(StatusCode, Answered), Problem> {
    let key = caller.company.keys().invitations();
    for _ in 0..MAX_TRIES {
        let this = match once::begin(&api, &caller, &asked.key, vec![key.clone()]).await? {
            Begun::Anew(this) => this,
            Begun::Before(answered) => {
                // The mail may be what failed the first time; it goes out once.
                mail(&api, &caller, invitation_in(&answered)).await?;
                return Ok((StatusCode::CREATED, answered));
            }
        };
        let me = this.owner()?;
        let members = caller.company.members().await?;
        let mut invitations: Invitations = this.found.read(&key)?.unwrap_or_default();
        let new = prepare(&api, &caller, &asked.body)?;
        make_room(&mut invitations, &members, &new)?;
        invitations.open.push(new.clone());
        let delta = format!("{} is invited as {}", masked(&new.email), new.role.as_str());
        let deed = Deed {
            action: "member.invite",
            target_type: "invitation",
            target_id: new.id.as_str(),
            summary: format!("{delta}, until {:.0}", new.until),
            before: Value::Null,
            after: json!({"role": new.role, "expires_at": new.until}),
        };
        let audit = deed.of(&me, &api)?;
        let writes = vec![
            caller.company.invitations_write(&invitations)?,
            caller.company.audit_write(&audit)?,
            caller.company.member_check(&caller.user, &["owner"]),
        ];
        let body = said(&json!(InvitationView::from(&new)), &delta, Some(&audit));
        if let Some(answered) = this.write(&caller, &asked.key, writes, &body).await? {
            mail(&api, &caller, Some(new.id)).await?;
            return Ok((StatusCode::CREATED, answered));
        }
    }
    Err(Problem::unavailable())
}

fn invitation_in(answered: &Answered) -> Option<InvitationId> {
    let body: Value = serde_json::from_str(&answered.body).ok()?;
    InvitationId::new(body["result"]["id"].as_str()?).ok()
}

fn prepare(api: &TrayApi, caller: &Caller, body: &Invite) -> Result<Invitation, Problem> {
    if !is_email(&body.email) {
        return Err(Problem::invalid(&[Fault::new(
            "email",
            "This is not an email address.",
        )]));
    }
    let now = api.world.now();
    let hours = SignedDuration::from_hours(Invitation::HOURS);
    Ok(Invitation {
        id: InvitationId::new(api.world.id("inv")).map_err(|_| Problem::internal())?,
        email: body.email.clone(),
        role: body.role,
        by: caller.user.clone(),
        at: now,
        until: now.saturating_add(hours).map_err(|_| Problem::internal())?,
        mail: InvitationMail::Waiting,
    })
}

/// Drops what is over or replaced; refuses when it is full.
fn make_room(
    invitations: &mut Invitations,
    members: &[Member],
    new: &Invitation,
) -> Result<(), Problem> {
    let same = |email: &str| email.eq_ignore_ascii_case(&new.email);
    if members.iter().any(|m| same(&m.email)) {
        return Err(Problem::unprocessable("They are a member already."));
    }
    invitations
        .open
        .retain(|i| i.is_open(new.at) && !same(&i.email));
    let open = invitations.open.len();
    if open >= Invitation::MAX_OPEN || members.len() + open >= MAX_MEMBERS {
        return Err(Problem::unprocessable(format!(
            "There are {} members and {open} open invitations; at most {MAX_MEMBERS} people and {} \
             invitations are allowed. Withdraw one first.",
            members.len(),
            Invitation::MAX_OPEN,
        )));
    }
    Ok(())
}

/// Hands the mail to the digest function: its message names the invitation, and holds no link.
async fn mail(api: &TrayApi, caller: &Caller, new: Option<InvitationId>) -> Result<(), Problem> {
    let Some(invitation_id) = new else {
        return Ok(());
    };
    let request = InvitationRequest {
        company_id: caller.company.id().clone(),
        invitation_id,
    };
    let sent = api.queue.send(QueueName::Digest, request.outgoing()).await;
    sent.map_err(|error| {
        tracing::error!(%error, "an invitation's mail is not on its way");
        Problem::unavailable()
            .because("The invitation is made, but its mail is not on its way: send this again.")
    })
}

/// Withdraw an invitation
///
/// Its link is worth nothing from now on.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete,
    path = "/api/v1/members/invitations/{id}",
    operation_id = "withdrawInvitation",
    tag = "people",
    params(("id" = InvitationId, Path, description = "Which")),
    responses((status = 200, description = "Withdrawn", body = crate::deed::DoneView)),
))]
pub(crate) async fn withdraw(
    State(api): State<Arc<TrayApi>>,
    Segment(id): Segment<String>,
    caller: Caller,
    asked: Asked<Nothing>,
) -> Result<Answered, Problem> {
    let Nothing {} = asked.body;
    let key = caller.company.keys().invitations();
    for _ in 0..MAX_TRIES {
        let this = match once::begin(&api, &caller, &asked.key, vec![key.clone()]).await? {
            Begun::Anew(this) => this,
            Begun::Before(answered) => return Ok(answered),
        };
        let me = this.owner()?;
        let mut invitations: Invitations = this.found.read(&key)?.unwrap_or_default();
        let at = invitations.open.iter().position(|i| i.id.as_str() == id);
        let at = at.ok_or_else(|| Problem::not_found("invitation"))?;
        let gone = invitations.open.remove(at);
        let delta = format!("{} is no longer invited", masked(&gone.email));
        let deed = Deed {
            action: "member.withdraw",
            target_type: "invitation",
            target_id: gone.id.as_str(),
            summary: delta.clone(),
            before: json!({"role": gone.role, "expires_at": gone.until}),
            after: Value::Null,
        };
        let audit = deed.of(&me, &api)?;
        let writes = vec![
            caller.company.invitations_write(&invitations)?,
            caller.company.audit_write(&audit)?,
            caller.company.member_check(&caller.user, &["owner"]),
        ];
        let body = said(&Value::Null, &delta, Some(&audit));
        if let Some(answered) = this.write(&caller, &asked.key, writes, &body).await? {
            return Ok(answered);
        }
    }
    Err(Problem::unavailable())
}
