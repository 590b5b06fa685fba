//! Notes and tasks: what people asked us to write at a rail, and what became of it.

use jiff::Timestamp;
use oodaloo_domain::facts::{About, AuditEntry, Note, NoteStatus};
use oodaloo_domain::{NoteId, RailAccountId};

use crate::company::CompanyStore;
use crate::keys::instant;
use crate::records::{StoreError, from_item, text, to_item};
use crate::table::{Condition, Query, Range, Write};

/// The most that is looked through for what still has to be written.
const MOST_WAITING: u32 = 200;

/// A page of notes and tasks, newest first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NotePage {
    /// The notes and tasks.
    pub notes: Vec<Note>,
    /// The place behind which the next page starts, where there is one.
    pub next: Option<String>,
}

impl CompanyStore {
    /// One note or task.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn note(&self, about: &About, id: &NoteId) -> Result<Option<Note>, StoreError> {
        self.one(&self.keys.note(about, id)).await
    }

    /// The write of a note over the version it was read at; its first when its version is 0.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it cannot be written as an item.
    pub fn note_write(&self, note: &mut Note) -> Result<Write, StoreError> {
        let when = match note.version {
            0 => Condition::NotExists,
            read => Condition::version(read),
        };
        note.version += 1;
        let mut item = to_item(&self.keys.note(&note.about, &note.id), note)?;
        item.insert("gsi1pk".into(), self.keys.note_partition().into());
        item.insert("gsi1sk".into(), place(note).into());
        Ok(Write::Put { item, when })
    }

    /// Writes a note with the audit entry of what has become of it, or alone. Gives the new one.
    ///
    /// # Errors
    /// [`StoreError`]; a conflict when somebody else was first.
    pub async fn save_note(
        &self,
        mut note: Note,
        audit: Option<&AuditEntry>,
    ) -> Result<Note, StoreError> {
        let mut writes = vec![self.note_write(&mut note)?];
        if let Some(audit) = audit {
            writes.push(self.audit_write(audit)?);
        }
        self.transact(writes).await?;
        Ok(note)
    }

    /// At most `limit` of those about one record, or about all, older than what lies at the place `after`.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn notes(
        &self,
        about: Option<&About>,
        after: Option<&str>,
        limit: u32,
    ) -> Result<NotePage, StoreError> {
        let (query, from, end, at) = match about {
            Some(about) => {
                let query = Query::base(self.keys.partition(), Range::All);
                let from = self.keys.notes_about(about);
                let end = format!("{from}~");
                (query, from, end, "sk")
            }
            None => {
                let query = Query::gsi1(self.keys.note_partition(), Range::All);
                // An instant begins with a digit.
                (query, String::from("0"), String::from("~"), "gsi1sk")
            }
        };
        let until = after.map_or(end, str::to_owned);
        if until < from {
            return Ok(NotePage::default());
        }
        let asked = Query {
            forward: false,
            // The one at the place itself comes along, and one tells whether there are more.
            limit: Some(limit + 2),
            range: Range::Between(from, until),
            ..query
        };
        let found = self.table.query(&asked).await?.items;
        let mut rest = found
            .iter()
            .filter(|item| after.is_none_or(|after| text(item, at) != after));
        let shown: Vec<_> = rest.by_ref().take(limit as usize).collect();
        let next = rest.next().and(shown.last()).map(|item| text(item, at));
        let notes = shown.into_iter().map(from_item).collect::<Result<_, _>>()?;
        Ok(NotePage { notes, next })
    }

    /// What is to be written at one rail account and was asked for since a moment, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the table does.
    pub async fn notes_to_write(
        &self,
        account: &RailAccountId,
        since: Timestamp,
    ) -> Result<Vec<Note>, StoreError> {
        let range = Range::Between(instant(since), "~".into());
        let query = Query {
            limit: Some(MOST_WAITING),
            ..Query::gsi1(self.keys.note_partition(), range)
        };
        let found = self.table.query(&query).await?.items;
        let notes: Vec<Note> = found.iter().map(from_item).collect::<Result<_, _>>()?;
        let waits =
            |n: &Note| n.status == NoteStatus::ToWrite && n.account.as_ref() == Some(account);
        Ok(notes.into_iter().filter(waits).collect())
    }
}

fn place(note: &Note) -> String {
    format!("{}#{}", instant(note.at), note.id)
}
