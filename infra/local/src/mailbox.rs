//! The mailbox: what the emulated SES has taken, as pages and as text.

use serde_json::Value;

/// One mail, newest last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// SES's id.
    pub id: String,
    /// Who sent it.
    pub from: String,
    /// To whom.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The body for terminals.
    pub text: String,
    /// The body for mail programs.
    pub html: String,
    /// When.
    pub at: String,
}

impl Mail {
    /// From the emulator's record.
    #[must_use]
    pub fn read(record: &Value) -> Self {
        let text = |name: &str| record[name].as_str().unwrap_or_default().to_owned();
        let at = match record["Timestamp"].as_f64() {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a moment for people, to the second"
            )]
            Some(seconds) => jiff::Timestamp::from_second(seconds as i64)
                .map(|t| t.to_string())
                .unwrap_or_default(),
            None => text("Timestamp"),
        };
        let to = record["To"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        Self {
            id: text("MessageId"),
            from: text("Source"),
            to: to.collect::<Vec<_>>().join(", "),
            subject: text("Subject"),
            text: text("BodyText"),
            html: text("BodyHtml"),
            at,
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

const STYLE: &str = "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1d2433}\
a{color:#1c5bd9}li{margin:.6rem 0}small{color:#5c6577}iframe{width:100%;height:75vh;border:1px solid #cfd5e0;border-radius:6px}\
pre{white-space:pre-wrap;background:#f4f6fa;padding:1rem;border-radius:6px}</style>";

fn page(title: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>{STYLE}<h1>{title}</h1>{body}</html>"
    )
}

/// The list, newest first.
#[must_use]
pub fn list_page(mails: &[Mail]) -> String {
    let rows = mails.iter().rev().map(|m| {
        let (id, subject, to, at) = (
            escape(&m.id),
            escape(&m.subject),
            escape(&m.to),
            escape(&m.at),
        );
        format!("<li><a href=\"/mail/{id}\">{subject}</a><br><small>to {to} · {at}</small></li>")
    });
    let rows: String = rows.collect();
    let body = if rows.is_empty() {
        "<p>No mail yet. <code>oodaloo digest --now</code> sends what is due.</p>".into()
    } else {
        format!("<ul>{rows}</ul>")
    };
    page("Mailbox", &body)
}

/// One mail: its HTML in a frame that can run nothing, and its text.
#[must_use]
pub fn mail_page(mail: &Mail) -> String {
    let (id, from, to, at) = (
        escape(&mail.id),
        escape(&mail.from),
        escape(&mail.to),
        escape(&mail.at),
    );
    let body = format!(
        "<p><small>from {from} to {to} · {at} · <a href=\"/mail\">all mail</a> · <a href=\"/mail/{id}/html\">HTML alone</a> · \
         <a href=\"/mail/{id}/text\">text alone</a></small></p><iframe sandbox=\"allow-popups\" title=\"The mail\" src=\"/mail/{id}/html\"></iframe><h2>Text</h2><pre>{}</pre>",
        escape(&mail.text)
    );
    page(&mail.subject, &body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_in_a_mail_becomes_markup_of_the_page() {
        let mail = Mail::read(
            &json!({"MessageId": "m\"1", "Subject": "<b>9 weeks</b>", "To": ["a@x", "b@x"], "BodyText": "</pre><script>", "Timestamp": 0}),
        );
        assert_eq!(mail.to, "a@x, b@x");
        for page in [list_page(std::slice::from_ref(&mail)), mail_page(&mail)] {
            assert!(
                !page.contains("<b>") && !page.contains("<script>") && !page.contains("m\"1"),
                "{page}"
            );
        }
    }
}
