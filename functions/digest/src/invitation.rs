//! Mails an invitation. The link is signed here, where it leaves: no queue and no item ever holds it.
//!
//! A mail whose fate is unknown is sent again: unlike a digest, a second invitation does no harm.

use oodaloo_domain::facts::{Invitation, InvitationMail};
use oodaloo_domain::links::{InvitationLink, sign_invitation};
use oodaloo_runtime::messages::InvitationRequest;
use oodaloo_runtime::ports::{Mail, MailError};
use oodaloo_store::{CompanyStore, Invitations};
use secrecy::ExposeSecret as _;

use crate::handler::{Digest, DigestError};
use crate::render::{self, header_value};

/// How often the mark is tried when the invitations change at the same time.
const MAX_TRIES: usize = 3;

impl Digest {
    /// Mails an invitation that is open and was not mailed yet.
    ///
    /// # Errors
    /// [`DigestError`].
    pub(crate) async fn invitation(&self, request: &InvitationRequest) -> Result<(), DigestError> {
        let company = self.store.company(&request.company_id);
        let mut invitations = company.invitations().await?;
        let Some(invitation) = waiting(&mut invitations, request) else {
            // Used, withdrawn, replaced or mailed meanwhile.
            return Ok(());
        };
        if !invitation.is_open(self.world.now()) {
            return Ok(());
        }
        let Some(mail) = self.invitation_mail(&company, invitation).await? else {
            return Ok(());
        };
        let outcome = match self.mailer.send(mail).await {
            Ok(_) => InvitationMail::Sent,
            Err(MailError::Refused(why)) => {
                tracing::error!(why, company_id = %company.id(), "an invited address is refused");
                InvitationMail::Refused
            }
            Err(error) => return Err(DigestError::NotSent(error.to_string())),
        };
        self.mark(&company, request, outcome, invitations).await
    }

    async fn invitation_mail(
        &self,
        company: &CompanyStore,
        invitation: &Invitation,
    ) -> Result<Option<Mail>, DigestError> {
        let Some(profile) = company.profile().await? else {
            return Ok(None);
        };
        let from = company.member(&invitation.by).await?.map(|m| m.email);
        let broken = |why: String| DigestError::Render(why);
        let link = InvitationLink {
            company_id: company.id().clone(),
            invitation_id: invitation.id.clone(),
        };
        let token = sign_invitation(self.link_key.expose_secret().as_bytes(), &link)
            .map_err(|e| broken(e.to_string()))?;
        // What follows '#' never leaves the browser: the token is in no server's log.
        let url = format!("{}/join#{token}", self.app_url.trim_end_matches('/'));
        let letter = render::invitation(&profile, invitation, from.as_deref(), url)
            .map_err(|e| broken(e.to_string()))?;
        let header = |name: &str, value: &str| Some((name.to_owned(), header_value(value)?));
        Ok(Some(Mail {
            to: invitation.email.clone(),
            subject: letter.subject,
            html: letter.html,
            text: letter.text,
            headers: [
                header("Auto-Submitted", "auto-generated"),
                header("X-Auto-Response-Suppress", "OOF, AutoReply"),
            ]
            .into_iter()
            .flatten()
            .collect(),
            tags: vec![("company_id".into(), company.id().as_str().to_owned())],
        }))
    }

    async fn mark(
        &self,
        company: &CompanyStore,
        request: &InvitationRequest,
        outcome: InvitationMail,
        mut invitations: Invitations,
    ) -> Result<(), DigestError> {
        for _ in 0..MAX_TRIES {
            let Some(invitation) = waiting(&mut invitations, request) else {
                return Ok(());
            };
            invitation.mail = outcome;
            let write = company.invitations_write(&invitations)?;
            match company.transact(vec![write]).await {
                Ok(()) => return Ok(()),
                Err(e) if e.is_conflict() => invitations = company.invitations().await?,
                Err(e) => return Err(e.into()),
            }
        }
        Err(DigestError::NotSent("the invitations kept moving".into()))
    }
}

fn waiting<'a>(
    invitations: &'a mut Invitations,
    request: &InvitationRequest,
) -> Option<&'a mut Invitation> {
    invitations
        .open
        .iter_mut()
        .find(|i| i.id == request.invitation_id && i.mail == InvitationMail::Waiting)
}
