//! Headers beside those that the mail service sets itself (it refuses those).

use super::clean::header_value;

/// Who sends, and where answers to the machine go.
#[derive(Debug, Clone, Copy)]
pub struct Sender<'a> {
    /// Domain of the sending stream, without `@`.
    pub domain: &'a str,
    /// Takes unsubscriptions by mail.
    pub unsubscribe_mailbox: &'a str,
}

/// A header cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// A value holds a line break or anything but visible ASCII, or is too long for one line.
    #[error("the value of {0} cannot stand in a header")]
    Value(&'static str),
    /// One-click unsubscription needs HTTPS (RFC 8058); plain HTTP is for this machine only.
    #[error("the unsubscribe link is not https")]
    NotHttps,
}

/// RFC 8058 one-click unsubscription, RFC 2919 list id, RFC 3834 auto-submission, and the identifier
/// that mailbox providers aggregate complaints by.
///
/// # Errors
/// [`HeaderError`].
pub fn headers(
    sender: Sender<'_>,
    company_id: &str,
    week: &str,
    unsubscribe_url: &str,
    token: &str,
) -> Result<Vec<(String, String)>, HeaderError> {
    let local = ["http://127.0.0.1", "http://localhost"]
        .iter()
        .any(|l| unsubscribe_url.starts_with(l));
    if !unsubscribe_url.starts_with("https://") && !local {
        return Err(HeaderError::NotHttps);
    }
    if [unsubscribe_url, token, sender.unsubscribe_mailbox]
        .iter()
        .any(|v| v.contains(['<', '>', ',', ' ']))
    {
        return Err(HeaderError::Value("List-Unsubscribe"));
    }
    let mailbox = sender.unsubscribe_mailbox;
    let all = [
        (
            "List-Unsubscribe",
            format!("<{unsubscribe_url}>, <mailto:{mailbox}?subject={token}>"),
        ),
        (
            "List-Unsubscribe-Post",
            "List-Unsubscribe=One-Click".to_owned(),
        ),
        (
            "List-Id",
            format!("Oodaloo Friday digest <digest.{}>", sender.domain),
        ),
        ("Feedback-ID", format!("{week}:{company_id}:digest:oodaloo")),
        ("Auto-Submitted", "auto-generated".to_owned()),
        ("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()),
    ];
    all.into_iter()
        .map(|(name, value)| {
            Ok((
                name.to_owned(),
                header_value(&value).ok_or(HeaderError::Value(name))?,
            ))
        })
        .collect()
}
