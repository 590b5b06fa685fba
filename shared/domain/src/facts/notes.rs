//! What we write at a rail for people: notes and tasks, with a record of our own that outlives every refusal.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::derived;
use crate::settings::Fault;
use crate::{ClientId, InvoiceId, JobId, NoteId, QuoteId, RailAccountId, UserId};

/// The longest text of a note and of a task's instructions, in characters. Jobber's own limit is not documented.
pub const MAX_NOTE_CHARS: usize = 2_000;
/// The longest title of a task, in characters.
pub const MAX_TITLE_CHARS: usize = 200;

/// Which record of the rail it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(
    tag = "type",
    content = "id",
    rename_all = "snake_case",
    deny_unknown_fields
)]
pub enum About {
    /// A client.
    Client(ClientId),
    /// A job.
    Job(JobId),
    /// A quote.
    Quote(QuoteId),
    /// An invoice.
    Invoice(InvoiceId),
}

impl About {
    /// From its words: `client`, `job`, `quote` or `invoice`, and the record's id. None for anything else.
    #[must_use]
    pub fn parse(kind: &str, id: &str) -> Option<Self> {
        Some(match kind {
            "client" => Self::Client(ClientId::new(id).ok()?),
            "job" => Self::Job(JobId::new(id).ok()?),
            "quote" => Self::Quote(QuoteId::new(id).ok()?),
            "invoice" => Self::Invoice(InvoiceId::new(id).ok()?),
            _ => return None,
        })
    }

    /// Which kind of record.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Client(_) => "client",
            Self::Job(_) => "job",
            Self::Quote(_) => "quote",
            Self::Invoice(_) => "invoice",
        }
    }

    /// The record's id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Client(id) => id.as_str(),
            Self::Job(id) => id.as_str(),
            Self::Quote(id) => id.as_str(),
            Self::Invoice(id) => id.as_str(),
        }
    }
}

/// What is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Writing {
    /// A note on the record.
    Note {
        /// One paragraph. HTML in it is text.
        text: String,
    },
    /// A task about the client.
    Task {
        /// One line.
        title: String,
        /// One paragraph.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instructions: Option<String>,
        /// On which of the company's own days.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due_on: Option<Date>,
    },
}

impl Writing {
    /// `note` or `task`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Note { .. } => "note",
            Self::Task { .. } => "task",
        }
    }

    /// What is wrong with it, field by field.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let fields: Vec<(&'static str, &str, usize)> = match self {
            Self::Note { text } => vec![("text", text, MAX_NOTE_CHARS)],
            Self::Task {
                title,
                instructions,
                ..
            } => {
                let mut fields = vec![("title", title.as_str(), MAX_TITLE_CHARS)];
                let more = instructions.as_deref();
                fields.extend(more.map(|text| ("instructions", text, MAX_NOTE_CHARS)));
                fields
            }
        };
        let fault = |(field, text, most): (&'static str, &str, usize)| {
            let why = text_fault(text, most)?;
            Some(Fault::new(field, why))
        };
        fields.into_iter().filter_map(fault).collect()
    }
}

fn text_fault(text: &str, most: usize) -> Option<String> {
    if text.trim().is_empty() {
        return Some("There is nothing in it.".into());
    }
    if text.chars().count() > most {
        return Some(format!("At most {most} characters are taken."));
    }
    text.chars()
        .any(char::is_control)
        .then(|| "It holds control characters.".into())
}

/// How far a note or a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoteStatus {
    /// On its way.
    ToWrite,
    /// The rail has it, once.
    Written,
    /// The rail does not take it, for a reason that trying again does not mend. It is ours alone.
    NotAllowed,
    /// Given up. Whether the rail has it may not be known; never twice.
    Failed,
}

/// A note or a task, ours first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Sorts by time.
    pub id: NoteId,
    /// Where it is to be written; none where no rail is connected that could.
    #[serde(default)]
    pub account: Option<RailAccountId>,
    /// About what.
    pub about: About,
    /// What.
    pub writing: Writing,
    /// By whom.
    pub by: UserId,
    /// As colleagues know them.
    #[serde(default)]
    pub who: Option<String>,
    /// When it was asked for.
    pub at: Timestamp,
    /// How far it is.
    pub status: NoteStatus,
    /// Why it is not written, in the rail's words where it said something.
    #[serde(default)]
    pub why: Option<String>,
    /// What the rail calls it.
    #[serde(default)]
    pub rail_id: Option<String>,
    /// Since when a try may have gone out whose fate is not known.
    #[serde(default)]
    pub tried_at: Option<Timestamp>,
    /// How many tries have gone out.
    #[serde(default)]
    pub tries: u32,
    /// When its fate was known.
    #[serde(default)]
    pub settled_at: Option<Timestamp>,
    /// Raised by one at every change.
    pub version: u64,
}

impl Note {
    /// What tells it from every other text at the rail, which has no key for a write: 48 bits that follow
    /// from its id.
    #[must_use]
    pub fn mark(&self) -> String {
        derived("oo", &[self.id.as_str()])
            .chars()
            .take(15)
            .collect()
    }

    /// A text as it is written at the rail: with its mark.
    #[must_use]
    pub fn marked(&self, text: &str) -> String {
        let mark = format!("(Oodaloo {})", self.mark());
        match text {
            "" => mark,
            text => format!("{text}\n\n{mark}"),
        }
    }

    /// Whether a text of the rail's is this one.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        text.contains(&self.mark())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(id: &str) -> Note {
        Note {
            id: NoteId::new(id).unwrap(),
            account: None,
            about: About::parse("client", "MQ==").unwrap(),
            writing: Writing::Note { text: "x".into() },
            by: UserId::new("u").unwrap(),
            who: None,
            at: Timestamp::UNIX_EPOCH,
            status: NoteStatus::ToWrite,
            why: None,
            rail_id: None,
            tried_at: None,
            tries: 0,
            settled_at: None,
            version: 1,
        }
    }

    #[test]
    fn a_text_at_the_rail_is_known_by_its_mark_alone() {
        let (a, b) = (note("note_a"), note("note_b"));
        let text = a.marked("Call on Monday <b>now</b>");
        assert!(text.starts_with("Call on Monday <b>now</b>\n\n(Oodaloo oo_"));
        assert!(a.is_in(&text) && !b.is_in(&text) && !a.is_in("Call on Monday"));
        assert!(a.is_in(&format!("{text}, and somebody went on")));
        assert_eq!(a.marked(""), format!("(Oodaloo {})", a.mark()));
    }

    #[test]
    fn what_cannot_be_written_is_named_by_its_field() {
        let task = |title: &str, more: Option<&str>| Writing::Task {
            title: title.into(),
            instructions: more.map(str::to_owned),
            due_on: None,
        };
        let fields = |w: &Writing| -> Vec<String> {
            w.faults().iter().map(|f| f.field.to_string()).collect()
        };
        assert_eq!(fields(&task("Call", Some("about 1031"))), [""; 0]);
        assert_eq!(
            fields(&task(" ", Some("a\u{7}"))),
            ["title", "instructions"]
        );
        let long = "ü".repeat(MAX_NOTE_CHARS + 1);
        assert_eq!(fields(&Writing::Note { text: long }), ["text"]);
        let most = "ü".repeat(MAX_NOTE_CHARS);
        assert_eq!(fields(&Writing::Note { text: most }), [""; 0]);
    }

    #[test]
    fn what_it_is_about_reads_as_it_is_written() {
        let about = About::parse("invoice", "MQ==").unwrap();
        let json = serde_json::json!({"type": "invoice", "id": "MQ=="});
        assert_eq!(serde_json::to_value(&about).unwrap(), json);
        assert_eq!(serde_json::from_value::<About>(json).unwrap(), about);
        for (kind, id) in [("payment", "MQ=="), ("client", "a#b"), ("", "")] {
            assert_eq!(About::parse(kind, id), None, "{kind} {id}");
        }
    }
}
