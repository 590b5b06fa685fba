//! A mail: whether SES found it clean, for whom it is, and which files it brings.

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders as _, PartType};
use oodaloo_domain::imports::MAX_BYTES;
use sha2::{Digest as _, Sha256};

/// The most files of one mail. Others are named in none: nobody exports so many accounts at once.
pub(crate) const MAX_FILES: usize = 10;
/// How deep a mail may lie in a mail.
const MAX_DEPTH: usize = 3;
/// The most addresses of ours in one mail.
const MAX_TOKENS: usize = 5;
/// The longest name of a file, and of a sender, in characters.
const MAX_NAME: usize = 200;
/// What SES found. Whoever writes such a header themselves is believed only when it says the same.
const VERDICTS: [&str; 2] = ["X-SES-Spam-Verdict", "X-SES-Virus-Verdict"];
/// Where a recipient stands: SES writes the first one itself.
const RECIPIENTS: [&str; 7] = [
    "Received",
    "To",
    "Cc",
    "Delivered-To",
    "X-Original-To",
    "X-Forwarded-To",
    "Resent-To",
];

/// What a mail says, as far as we want to know it.
pub(crate) struct Mail {
    /// Its own id, or what follows from its bytes.
    pub(crate) id: String,
    /// Who says that they sent it.
    pub(crate) sender: String,
    /// What it is about.
    pub(crate) subject: String,
    /// SES has looked for spam and for viruses, and found none.
    pub(crate) is_clean: bool,
    /// What stands before the `@` of our addresses.
    pub(crate) tokens: Vec<String>,
    /// Attached CSVs.
    pub(crate) files: Vec<Attached>,
    /// The names of whatever else is attached.
    pub(crate) others: Vec<String>,
}

/// A CSV.
pub(crate) struct Attached {
    pub(crate) name: String,
    /// None where it is larger than a file may be.
    pub(crate) bytes: Option<Vec<u8>>,
}

impl Mail {
    /// None when it is no mail.
    pub(crate) fn parse(bytes: &[u8], domain: &str) -> Option<Self> {
        let message = MessageParser::default().parse(bytes)?;
        let sender = message
            .from()
            .and_then(|from| from.first()?.address.as_deref());
        let mut mail = Self {
            id: id(&message, bytes),
            sender: short(sender.unwrap_or("nobody")),
            subject: short(message.subject().unwrap_or("no subject")),
            is_clean: VERDICTS.iter().all(|name| passed(&message, name)),
            tokens: tokens(&message, domain),
            files: Vec::new(),
            others: Vec::new(),
        };
        mail.look_into(&message, 0);
        Some(mail)
    }

    fn look_into(&mut self, message: &Message<'_>, depth: usize) {
        for part in &message.parts {
            if let PartType::Message(inner) = &part.body {
                if depth < MAX_DEPTH {
                    self.look_into(inner, depth + 1);
                }
                continue;
            }
            let name = part.attachment_name().map(short);
            if is_csv(part, name.as_deref()) && self.files.len() < MAX_FILES {
                let bytes = part.contents();
                self.files.push(Attached {
                    name: name.unwrap_or_else(|| "attached.csv".into()),
                    bytes: (bytes.len() <= MAX_BYTES).then(|| bytes.to_vec()),
                });
            } else if let Some(name) = name {
                self.others.push(name);
            }
        }
    }
}

/// A mail's id is the sender's word: of one that has none, its bytes are.
fn id(message: &Message<'_>, bytes: &[u8]) -> String {
    message
        .message_id()
        .map_or_else(|| hex::encode(Sha256::digest(bytes)), str::to_owned)
}

fn passed(message: &Message<'_>, verdict: &str) -> bool {
    let mut all = values(message, verdict).peekable();
    all.peek().is_some() && all.all(|v| v.trim().eq_ignore_ascii_case("PASS"))
}

fn values<'m>(message: &'m Message<'_>, name: &'m str) -> impl Iterator<Item = &'m str> {
    message
        .headers_raw()
        .filter(move |(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// What stands before `@domain` anywhere among the recipients.
fn tokens(message: &Message<'_>, domain: &str) -> Vec<String> {
    let at = format!("@{}", domain.to_lowercase());
    let mut found: Vec<String> = Vec::new();
    for text in RECIPIENTS.iter().flat_map(|name| values(message, name)) {
        let text = text.to_lowercase();
        for (place, _) in text.match_indices(&at) {
            let after = text.get(place + at.len()..).unwrap_or_default();
            // Another domain that begins like ours.
            if after.starts_with(|c: char| c.is_alphanumeric() || c == '.' || c == '-') {
                continue;
            }
            let before = text.get(..place).unwrap_or_default();
            let start = before
                .rfind(|c: char| !c.is_ascii_alphanumeric())
                .map_or(0, |i| i + 1);
            let token = before.get(start..).unwrap_or_default().to_owned();
            if !token.is_empty() && found.len() < MAX_TOKENS && !found.contains(&token) {
                found.push(token);
            }
        }
    }
    found
}

fn is_csv(part: &MessagePart<'_>, name: Option<&str>) -> bool {
    if matches!(part.body, PartType::Multipart(_)) {
        return false;
    }
    if name.is_some_and(|n| n.to_lowercase().ends_with(".csv")) {
        return true;
    }
    let subtype = part.content_type().and_then(|t| t.subtype());
    subtype.is_some_and(|s| {
        ["csv", "comma-separated-values", "x-csv"].contains(&s.to_lowercase().as_str())
    })
}

/// One line, and no longer than anybody reads.
fn short(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(MAX_NAME).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CSV: &str = "Date,Description,Amount\r\n2026-11-02,ANNA,1.00\r\n";

    fn mail(head: &str, body: &str) -> Mail {
        let text = format!(
            "X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: PASS\r\n\
             Received: from a by inbound-smtp.us-east-1.amazonaws.com with SMTP id x\r\n for tok123@in.example; Sat, 21 Nov 2026 08:00:00 +0000 (UTC)\r\n\
             From: Dan <dan@example.com>\r\nMessage-ID: <1@example.com>\r\nSubject: Export\r\n{head}{body}"
        );
        Mail::parse(text.as_bytes(), "in.example").unwrap()
    }

    fn names(mail: &Mail) -> Vec<&str> {
        mail.files.iter().map(|f| f.name.as_str()).collect()
    }

    #[test]
    fn files_are_found_however_they_are_attached() {
        let multipart = |parts: &[String]| {
            let mut body = String::from("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
            for part in parts {
                body.push_str(&format!("--b\r\n{part}\r\n"));
            }
            body + "--b--\r\n"
        };
        let named = |kind: &str, name: &str| {
            format!(
                "Content-Type: {kind}; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{CSV}"
            )
        };
        let text = "Content-Type: text/plain\r\n\r\nHere it is.".to_owned();
        let mail_of = |parts: &[String]| mail("MIME-Version: 1.0\r\n", &multipart(parts));
        let found = mail_of(&[
            text.clone(),
            named("text/csv", "a.csv"),
            named("application/vnd.ms-excel", "B.CSV"),
            named("text/plain", "c.csv"),
            named("application/pdf", "d.pdf"),
        ]);
        assert_eq!(names(&found), ["a.csv", "B.CSV", "c.csv"]);
        assert_eq!(found.others, ["d.pdf"]);
        for file in &found.files {
            let bytes = file.bytes.as_deref().unwrap();
            let read = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
            assert_eq!(read.trim_end(), CSV.replace("\r\n", "\n").trim_end());
        }
        // Forwarded as a mail of its own; and encoded.
        let inner = "Content-Type: message/rfc822\r\n\r\nFrom: bank@example.com\r\nSubject: Your export\r\nMIME-Version: 1.0\r\nContent-Type: text/csv; name=\"e.csv\"\r\nContent-Transfer-Encoding: base64\r\n\r\nRGF0ZSxBbW91bnQK\r\n".to_owned();
        let forwarded = mail_of(&[text, inner]);
        assert_eq!(names(&forwarded), ["e.csv"]);
        assert_eq!(
            forwarded.files[0].bytes.as_deref(),
            Some(&b"Date,Amount\n"[..])
        );
        assert_eq!(forwarded.sender, "dan@example.com");
    }

    #[test]
    fn only_what_ses_found_clean_is_clean() {
        assert!(mail("", "\r\nhello").is_clean);
        assert!(!mail("X-SES-Virus-Verdict: FAIL\r\n", "\r\nhello").is_clean);
        let unseen = Mail::parse(b"From: a@example.com\r\n\r\nhello", "in.example").unwrap();
        assert!(!unseen.is_clean, "nobody has looked");
        let half =
            b"X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: GRAY\r\nFrom: a@b.c\r\n\r\nhello";
        assert!(!Mail::parse(half, "in.example").unwrap().is_clean);
    }

    #[test]
    fn recipients_are_found_and_no_others() {
        assert_eq!(mail("", "\r\nhello").tokens, ["tok123"]);
        let more = mail(
            "To: x@other.example, \"A\" <TOK9@In.Example>, tok8@in.example.evil, y@sub.in.example\r\nSubject: tok7@in.example\r\n",
            "\r\ntok6@in.example",
        );
        assert_eq!(more.tokens, ["tok123", "tok9"]);
    }

    #[test]
    fn a_mail_without_an_id_is_known_by_its_bytes() {
        let bare = |text: &str| {
            Mail::parse(
                format!("From: a@b.c\r\n\r\n{text}").as_bytes(),
                "in.example",
            )
            .unwrap()
            .id
        };
        assert_eq!(bare("one"), bare("one"));
        assert_ne!(bare("one"), bare("two"));
        assert_eq!(mail("", "\r\nhello").id, "1@example.com");
    }
}
