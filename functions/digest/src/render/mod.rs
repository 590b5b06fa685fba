//! From tiles to a mail: subject, HTML and text with the same numbers.
//!
//! Knows tiles and words; nothing of tables, queues or the mail service.

mod clean;
mod headers;
mod invitation;
mod jobs;
mod view;

#[cfg(test)]
mod tests;

use askama::Template;
use oodaloo_domain::facts::Company;
use oodaloo_domain::tiles::Tiles;
use oodaloo_domain::week::IsoWeek;

pub use clean::{header_value, inline};
pub use headers::{HeaderError, Sender, headers};
pub use invitation::{InvitationLetter, invitation};
use view::View;

/// Stands in the stored HTML and text where each recipient's own unsubscribe link goes. Fit for an
/// attribute and for a line of text as it is.
pub const UNSUBSCRIBE_PLACEHOLDER: &str = "--oodaloo-unsubscribe-link--";
/// Largest HTML, in bytes: mail clients clip above about 100 KB, and the unsubscribe link is last.
pub const MAX_HTML_BYTES: usize = 60_000;

/// A digest for everybody: only the unsubscribe link is still open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// One line.
    pub subject: String,
    /// The line that mail clients show after the subject.
    pub preheader: String,
    /// For those who see pictures.
    pub html: String,
    /// For those who do not; at most 72 columns, URLs apart.
    pub text: String,
}

impl Letter {
    /// HTML and text for one recipient. The URL must be free of anything HTML escapes.
    #[must_use]
    pub fn addressed(html: &str, text: &str, unsubscribe_url: &str) -> (String, String) {
        let fill = |s: &str| s.replace(UNSUBSCRIBE_PLACEHOLDER, unsubscribe_url);
        (fill(html), fill(text))
    }
}

/// Why a digest cannot be rendered: always our fault, never the data's.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template.
    #[error("the template failed: {0}")]
    Template(#[from] askama::Error),
    /// MJML that is none.
    #[error("the markup failed: {0}")]
    Markup(String),
    /// Mail clients would cut it.
    #[error("the mail has {0} bytes of HTML, more than {MAX_HTML_BYTES}")]
    TooLarge(usize),
}

#[derive(Template)]
#[template(path = "digest.mjml", escape = "html")]
struct Markup<'a> {
    v: &'a View,
}

#[derive(Template)]
#[template(path = "digest.txt", escape = "none")]
struct Plain<'a> {
    v: &'a View,
}

/// Renders the digest of a week.
///
/// # Errors
/// [`RenderError`].
pub fn render(
    company: &Company,
    tiles: &Tiles,
    week: IsoWeek,
    app_url: &str,
) -> Result<Letter, RenderError> {
    let view = View::new(company, tiles, week, app_url);
    let html = html(&Markup { v: &view }.render()?)?;
    let text = clean::squeezed(&Plain { v: &view }.render()?);
    Ok(Letter {
        subject: view.subject,
        preheader: view.preheader,
        html,
        text,
    })
}

/// MJML as the HTML that mail clients show.
fn html(mjml: &str) -> Result<String, RenderError> {
    let parsed = mrml::parse(mjml).map_err(|e| RenderError::Markup(e.to_string()))?;
    let html = parsed
        .element
        .render(&mrml::prelude::render::RenderOptions::default())
        .map_err(|e| RenderError::Markup(e.to_string()))?;
    if html.len() > MAX_HTML_BYTES {
        return Err(RenderError::TooLarge(html.len()));
    }
    Ok(html)
}
