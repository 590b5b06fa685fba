//! Notes and tasks at an account: written once each, and looked for where it is not known whether one was.
//!
//! Jobber has no key for a write. So every text carries a mark (`oodaloo_domain::facts::Note::mark`), and after
//! an answer that never came it is looked for by that mark, before anything is written again.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use oodaloo_domain::facts::{About, Note, Writing};
use serde::Deserialize;
use serde_json::{Value, json};

use super::page::Listed;
use super::queries::{
    CLIENT_CREATE_NOTE, CLIENT_NOTES, INVOICE_CREATE_NOTE, INVOICE_NOTES, JOB_CREATE_NOTE,
    JOB_NOTES, QUOTE_CREATE_NOTE, QUOTE_NOTES, TASK_CREATE, TASKS,
};
use super::reader::{Reader, next_cursor};
use super::wire::{Connection, Rest, UserError};
use crate::port::RailError;
use crate::text::excerpt;

/// What Jobber made of a note or a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrote {
    /// It is there, under this id.
    Made(String),
    /// It is not, and Jobber says why.
    Refused(String),
}

/// What one page of the texts at Jobber shows of a note or a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// It is there, under this id.
    Found(String),
    /// Not on this page; the next one begins here.
    More(String),
    /// Not there, and this was the last page.
    NotThere,
    /// What it is about is not there, and so neither is it.
    Gone,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    made: Option<Made>,
    #[serde(default)]
    user_errors: Vec<UserError>,
}

#[derive(Deserialize)]
struct Made {
    id: String,
}

/// A note of the record's own kind; one of another kind is an empty object.
#[derive(Deserialize)]
struct NoteRow {
    id: Option<String>,
    message: Option<String>,
}

#[derive(Deserialize)]
struct TaskRow {
    id: String,
    instructions: Option<String>,
}

impl Reader<'_> {
    /// Writes a note or a task. To be called once: after [`RailError::Unavailable`] and
    /// [`RailError::Refused`] it is not known whether it is there, see [`Reader::seek`].
    ///
    /// # Errors
    /// [`RailError`]; after any other than those two it is certainly not there.
    pub async fn write(&self, note: &Note) -> Result<Wrote, RailError> {
        let (query, input) = match &note.writing {
            Writing::Note { text } => (
                create_note(&note.about),
                json!({"message": note.marked(text)}),
            ),
            Writing::Task {
                title,
                instructions,
                due_on,
            } => {
                let text = note.marked(instructions.as_deref().unwrap_or_default());
                let zone = self.time_zone();
                (
                    TASK_CREATE,
                    task_input(title, &text, *due_on, zone).ok_or_else(no_day)?,
                )
            }
        };
        let variables = json!({"id": note.about.id(), "input": input});
        let payload: Option<Payload> = self.record(query, variables).await?;
        let Some(payload) = payload else {
            // A record that is not there, or a payload that was withheld: whoever asks has to look.
            return Err(refused("nothing came back of a write"));
        };
        if let Some(error) = payload.user_errors.first() {
            return Ok(Wrote::Refused(excerpt(&error.message)));
        }
        let made = payload
            .made
            .ok_or_else(|| refused("a write without an id"))?;
        Ok(Wrote::Made(made.id))
    }

    /// Looks for a note or a task on one page of the texts where it would be. Of tasks those are looked
    /// through that were made after `since`: Jobber can filter them by it, and nothing else tells their age.
    ///
    /// # Errors
    /// [`RailError`], as with every read.
    pub async fn seek(
        &self,
        note: &Note,
        since: Timestamp,
        cursor: Option<&str>,
    ) -> Result<Sought, RailError> {
        match &note.writing {
            Writing::Note { .. } => self.seek_note(note, cursor).await,
            Writing::Task { .. } => self.seek_task(note, since, cursor).await,
        }
    }

    async fn seek_note(&self, note: &Note, cursor: Option<&str>) -> Result<Sought, RailError> {
        let variables = json!({"id": note.about.id(), "after": cursor});
        let there: Option<Rest<NoteRow>> = self.record(notes(&note.about), variables).await?;
        let Some(page) = there.and_then(|r| r.rest) else {
            return Ok(Sought::Gone);
        };
        let Connection { nodes, page_info } = page;
        let is_it = |row: &NoteRow| row.message.as_deref().is_some_and(|m| note.is_in(m));
        let found = nodes.into_iter().find(is_it).and_then(|row| row.id);
        Ok(sought(found, next_cursor(page_info, cursor)?))
    }

    async fn seek_task(
        &self,
        note: &Note,
        since: Timestamp,
        cursor: Option<&str>,
    ) -> Result<Sought, RailError> {
        let filter = json!({"createdAt": {"after": since.to_string()}});
        let variables = json!({"after": cursor, "filter": filter});
        let page: Listed<TaskRow> = self.list(TASKS, variables, cursor).await?;
        if !page.rejected.is_empty() {
            // It may be the very one.
            return Err(refused("a task that cannot be understood"));
        }
        let is_it = |row: &TaskRow| row.instructions.as_deref().is_some_and(|t| note.is_in(t));
        let found = page.rows.into_iter().find(is_it).map(|row| row.id);
        Ok(sought(found, page.next))
    }
}

fn sought(found: Option<String>, next: Option<String>) -> Sought {
    match (found, next) {
        (Some(id), _) => Sought::Found(id),
        (None, Some(next)) => Sought::More(next),
        (None, None) => Sought::NotThere,
    }
}

const fn create_note(about: &About) -> &'static str {
    match about {
        About::Client(_) => CLIENT_CREATE_NOTE,
        About::Job(_) => JOB_CREATE_NOTE,
        About::Quote(_) => QUOTE_CREATE_NOTE,
        About::Invoice(_) => INVOICE_CREATE_NOTE,
    }
}

const fn notes(about: &About) -> &'static str {
    match about {
        About::Client(_) => CLIENT_NOTES,
        About::Job(_) => JOB_NOTES,
        About::Quote(_) => QUOTE_NOTES,
        About::Invoice(_) => INVOICE_NOTES,
    }
}

/// A task of a whole local day, or of none. None for a day that the zone has not.
fn task_input(title: &str, text: &str, due_on: Option<Date>, zone: &TimeZone) -> Option<Value> {
    let mut input = json!({"title": title, "instructions": text});
    if let Some(day) = due_on {
        let at = day.to_zoned(zone.clone()).ok()?.timestamp().to_string();
        input["startAt"] = at.clone().into();
        input["endAt"] = at.into();
        input["allDay"] = true.into();
    }
    Some(input)
}

fn no_day() -> RailError {
    refused("a day outside the calendar")
}

fn refused(why: &str) -> RailError {
    RailError::Refused {
        rail: super::RAIL,
        why: why.into(),
    }
}
