//! An invitation as a mail. Names come from people: they are cut to one line, escaped in HTML, and are
//! never in a header but the subject, which the mail service encodes.

use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use oodaloo_domain::facts::{Company, Invitation, Role};

use super::clean::{inline, wrapped};
use super::{RenderError, html};

/// The longest company name shown, in characters.
const MAX_NAME: usize = 60;

/// A mail that invites somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationLetter {
    /// One line.
    pub subject: String,
    /// For those who see pictures.
    pub html: String,
    /// For those who do not.
    pub text: String,
}

struct InvitationView {
    subject: String,
    company: String,
    lead: String,
    duty: &'static str,
    url: String,
    limits: String,
}

impl InvitationView {
    fn wrapped(text: &str) -> String {
        wrapped(text, 72)
    }
}

#[derive(Template)]
#[template(path = "invitation.mjml", escape = "html")]
struct Markup<'a> {
    v: &'a InvitationView,
}

#[derive(Template)]
#[template(path = "invitation.txt", escape = "none")]
struct Plain<'a> {
    v: &'a InvitationView,
}

/// Renders an invitation. `from` is the owner's address, where they are still a member.
///
/// # Errors
/// [`RenderError`].
pub fn invitation(
    company: &Company,
    invitation: &Invitation,
    from: Option<&str>,
    url: String,
) -> Result<InvitationLetter, RenderError> {
    let name = inline(&company.name, MAX_NAME);
    let who = from.map_or_else(|| "An owner".into(), |email| inline(email, 254));
    let view = InvitationView {
        subject: format!("Join {name} on Oodaloo"),
        lead: format!("{who} invites you to {name} on Oodaloo."),
        company: name,
        duty: duty(invitation.role),
        url,
        limits: format!(
            "The link is good for one person until {}. If you do not know who this is, do nothing: without \
             the link nobody joins.",
            day(company, invitation.until)
        ),
    };
    Ok(InvitationLetter {
        html: html(&Markup { v: &view }.render()?)?,
        text: Plain { v: &view }.render()?,
        subject: view.subject,
    })
}

const fn duty(role: Role) -> &'static str {
    match role {
        Role::Owner => "As an owner you see every figure and change every setting.",
        Role::Dispatcher => "As a dispatcher you work the tray: which deposit is which payment.",
    }
}

fn day(company: &Company, at: Timestamp) -> String {
    let zone = TimeZone::get(&company.time_zone).unwrap_or(TimeZone::UTC);
    at.to_zoned(zone)
        .strftime("%A, %B %-d, %H:%M %Z")
        .to_string()
}
