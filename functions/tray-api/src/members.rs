//! Who belongs to a company. Every change is one transaction that carries its own reason to be allowed: that
//! the caller is still an owner, and that one owner stays.

pub(crate) mod change;
pub(crate) mod invite;
pub(crate) mod join;

use axum::Json;
use oodaloo_domain::facts::{AuditEntry, Invitation, InvitationMail, Member, Role};
use serde::Serialize;
use serde_json::{Value, json};

use crate::Problem;
use crate::caller::{Caller, member};

/// The most people in one company, invited ones included.
const MAX_MEMBERS: usize = 50;
/// How often a change is begun again because somebody else's came first.
const MAX_TRIES: usize = 3;

/// The people of a company.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct People {
    items: Vec<MemberView>,
    invitations: Vec<InvitationView>,
    /// There is one page: a company has few members.
    next_cursor: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct MemberView {
    user_id: String,
    email: String,
    role: Role,
    /// Whether this is the caller.
    you: bool,
}

/// An open invitation. Its link is in its mail alone.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct InvitationView {
    id: String,
    email: String,
    role: Role,
    invited_by: String,
    invited_at: jiff::Timestamp,
    expires_at: jiff::Timestamp,
    mail: InvitationMail,
}

impl From<&Invitation> for InvitationView {
    fn from(i: &Invitation) -> Self {
        Self {
            id: i.id.to_string(),
            email: i.email.clone(),
            role: i.role,
            invited_by: i.by.to_string(),
            invited_at: i.at,
            expires_at: i.until,
            mail: i.mail,
        }
    }
}

/// The people of a company
///
/// Members, and whom they have invited.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/members",
    operation_id = "listMembers",
    tag = "people",
    responses((status = 200, description = "All of them", body = People)),
))]
pub(crate) async fn list(caller: Caller) -> Result<Json<People>, Problem> {
    let members = caller.company.members().await?;
    member(find(&members, &caller).cloned())?;
    let invitations = caller.company.invitations().await?;
    let view = |m: &Member| MemberView {
        user_id: m.user_id.to_string(),
        email: m.email.clone(),
        role: m.role,
        you: m.user_id == caller.user,
    };
    Ok(Json(People {
        items: members.iter().map(view).collect(),
        invitations: invitations.open.iter().map(InvitationView::from).collect(),
        next_cursor: None,
    }))
}

/// What a change of the people is answered with. It is not taken back: it is done the other way round.
fn said(result: &Value, delta: &str, audit: Option<&AuditEntry>) -> Value {
    json!({
        "result": result, "delta": delta, "summary": audit.map(|a| &a.summary),
        "audit_id": audit.map(|a| &a.id), "undo": null,
    })
}

fn find<'a>(members: &'a [Member], caller: &Caller) -> Option<&'a Member> {
    members.iter().find(|m| m.user_id == caller.user)
}
