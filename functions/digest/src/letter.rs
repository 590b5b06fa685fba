//! A digest as a mail: rendered once for everybody, then addressed to each recipient.

use oodaloo_domain::CompanyId;
use oodaloo_domain::links::{Unsubscribe, sign_unsubscribe};
use oodaloo_domain::tiles::{Books, Tiles};
use oodaloo_domain::week::IsoWeek;
use oodaloo_runtime::ports::Mail;
use oodaloo_store::DigestRecord;
use secrecy::{ExposeSecret as _, SecretString};

use crate::handler::DigestError;
use crate::render::{self, Letter, Sender};

/// Subject, HTML and text, with the place for the recipient's link still open.
///
/// # Errors
/// [`DigestError::Render`].
pub fn compose(
    books: &Books,
    tiles: &Tiles,
    week: IsoWeek,
    app_url: &str,
) -> Result<Letter, DigestError> {
    render::render(&books.company, tiles, week, app_url)
        .map_err(|e| DigestError::Render(e.to_string()))
}

/// The mail of one recipient, with their own unsubscribe link.
///
/// # Errors
/// [`DigestError::Render`] when a link or header cannot be written.
pub fn address(
    record: &DigestRecord,
    company: &CompanyId,
    to: &str,
    app_url: &str,
    link_key: &SecretString,
) -> Result<Mail, DigestError> {
    let broken = |why: String| DigestError::Render(why);
    let link = Unsubscribe {
        company_id: company.clone(),
        email: to.to_owned(),
    };
    let token = sign_unsubscribe(link_key.expose_secret().as_bytes(), &link)
        .map_err(|e| broken(e.to_string()))?;
    let url = format!("{}/u/{token}", app_url.trim_end_matches('/'));
    let (domain, week) = (host(app_url), record.week.to_string());
    let mailbox = format!("unsubscribe@{domain}");
    let sender = Sender {
        domain,
        unsubscribe_mailbox: &mailbox,
    };
    let headers = render::headers(sender, company.as_str(), &week, &url, &token)
        .map_err(|e| broken(e.to_string()))?;
    let (html, text) = Letter::addressed(&record.html, &record.text, &url);
    Ok(Mail {
        to: to.to_owned(),
        subject: record.subject.clone(),
        html,
        text,
        headers,
        tags: vec![
            ("company_id".into(), company.as_str().to_owned()),
            ("week".into(), week),
            ("digest_id".into(), record.id.clone()),
        ],
    })
}

/// The host of a URL, without port.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':', '?', '#']).next().unwrap_or(rest)
}
