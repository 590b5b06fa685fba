//! Notes and tasks, written once each although Jobber has no key for a write (decision 0028).
//!
//! A try is recorded before it is sent. From then on it may be there, whatever we hear: before another try
//! its mark is looked for, and another is made only when the last one can no longer arrive.

use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::AuditId;
use oodaloo_domain::NoteId;
use oodaloo_domain::facts::{About, Actor, AuditEntry, Note, NoteStatus};
use oodaloo_rails::RailError;
use oodaloo_rails::jobber::{Reader, Sought, Wrote};
use oodaloo_runtime::messages::SyncReason;
use serde_json::json;

use super::RECORD_POINTS;
use crate::{Look, Sync, SyncError};

/// A try that is older has arrived or never will: no worker lives longer than 120 s (`template.yaml`).
const SETTLED_AFTER: SignedDuration = SignedDuration::from_mins(5);
/// Tries of one note. After the last, whoever asked for it has to look.
const MAX_TRIES: u32 = 3;
/// A note that could not be written for so long is given up.
const PATIENCE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Pages of 100 texts that are looked through for one note.
const MAX_PAGES: usize = 20;
/// Jobber's clock and ours may differ, when tasks are looked for by when they were made.
const CLOCKS: SignedDuration = SignedDuration::from_hours(24);

/// What looking for a note came to.
enum There {
    Yes(String),
    No,
    /// More texts than are looked through, or the record itself is gone.
    Unknown(&'static str),
}

impl Sync {
    /// Writes what this look is for: one note, or at night whatever is still waiting.
    pub(super) async fn write_notes(
        &self,
        look: &Look,
        reader: &Reader<'_>,
    ) -> Result<(), SyncError> {
        match &look.request.reason {
            SyncReason::Write { about, note } => self.write_named(look, reader, about, note).await,
            // What a lost message left, and what waited for the owner to reconnect.
            SyncReason::Nightly | SyncReason::Connected => {
                let since = self.world.now().saturating_sub(PATIENCE * 2);
                let since = since.unwrap_or(Timestamp::MIN);
                let account = &look.connection.account;
                for note in look.company.notes_to_write(account, since).await? {
                    if self.world.now() >= look.until {
                        break;
                    }
                    if let Err(error) = self.write_named(look, reader, &note.about, &note.id).await
                    {
                        if ends_the_look(&error) {
                            return Err(error);
                        }
                        // The mirror does not wait for a note.
                        tracing::warn!(%error, "a note waits for the next night");
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    async fn write_named(
        &self,
        look: &Look,
        reader: &Reader<'_>,
        about: &About,
        id: &NoteId,
    ) -> Result<(), SyncError> {
        let Some(note) = look.company.note(about, id).await? else {
            return Ok(());
        };
        let ours = note.account.as_ref() == Some(&look.connection.account);
        if note.status != NoteStatus::ToWrite || !ours {
            return Ok(());
        }
        let now = self.world.now();
        if let Some(tried_at) = note.tried_at {
            match self.seek(look, reader, &note).await? {
                There::Yes(rail_id) => return self.written(look, note, rail_id).await,
                There::Unknown(why) => {
                    return self.settle(look, note, NoteStatus::Failed, why).await;
                }
                There::No if now.duration_since(tried_at) < SETTLED_AFTER => {
                    return Err(SyncError::Unsettled);
                }
                There::No => {}
            }
        }
        if note.tries >= MAX_TRIES {
            let why = "Jobber did not answer, several times. It is not there.";
            return self.settle(look, note, NoteStatus::Failed, why).await;
        }
        if now.duration_since(note.at) > PATIENCE {
            let why = "It could not be written for a week.";
            return self.settle(look, note, NoteStatus::Failed, why).await;
        }
        self.room(look, RECORD_POINTS).await?;
        self.send(look, reader, note).await
    }

    /// One try: recorded, then sent, then heard.
    async fn send(&self, look: &Look, reader: &Reader<'_>, note: Note) -> Result<(), SyncError> {
        let before = (note.tried_at, note.tries);
        let mut tried = note;
        tried.tried_at = Some(self.world.now());
        tried.tries += 1;
        let tried = self.keep(look, tried, None).await?;
        let said = reader.write(&tried).await;
        self.took(look, reader);
        match said {
            Ok(Wrote::Made(rail_id)) => self.written(look, tried, rail_id).await,
            Ok(Wrote::Refused(why)) => self.settle(look, tried, NoteStatus::NotAllowed, &why).await,
            Err(error @ (RailError::Unavailable { .. } | RailError::Refused { .. })) => {
                self.doubtful(look, reader, tried, error).await
            }
            Err(error) => {
                // Turned away at the door: certainly not written, and no try.
                let mut untried = tried;
                (untried.tried_at, untried.tries) = before;
                self.keep(look, untried, None).await?;
                Err(error.into())
            }
        }
    }

    /// After an answer that says nothing of what was done.
    async fn doubtful(
        &self,
        look: &Look,
        reader: &Reader<'_>,
        note: Note,
        error: RailError,
    ) -> Result<(), SyncError> {
        match (self.seek(look, reader, &note).await, &error) {
            (Ok(There::Yes(rail_id)), _) => self.written(look, note, rail_id).await,
            (Ok(There::No), RailError::Refused { why, .. }) => {
                self.settle(look, note, NoteStatus::NotAllowed, why).await
            }
            (Ok(There::Unknown(_)), RailError::Refused { why, .. })
            | (Err(SyncError::Rail(RailError::Refused { .. })), RailError::Refused { why, .. }) => {
                self.settle(look, note, NoteStatus::Failed, why).await
            }
            // It may still be on its way: looked for again when this message comes back.
            _ => Err(error.into()),
        }
    }

    /// Looks for a note among the texts where it would be, as far as there are bounds for it.
    async fn seek(
        &self,
        look: &Look,
        reader: &Reader<'_>,
        note: &Note,
    ) -> Result<There, SyncError> {
        let since = note.at.saturating_sub(CLOCKS).unwrap_or(Timestamp::MIN);
        let mut cursor: Option<String> = None;
        for _ in 0..MAX_PAGES {
            let at = cursor.clone();
            let sought = self
                .paced(look, reader, RECORD_POINTS, || {
                    reader.seek(note, since, at.as_deref())
                })
                .await?;
            match sought {
                Sought::Found(rail_id) => return Ok(There::Yes(rail_id)),
                Sought::NotThere => return Ok(There::No),
                Sought::Gone => {
                    return Ok(There::Unknown("Jobber has no such record any more."));
                }
                Sought::More(next) => cursor = Some(next),
            }
        }
        Ok(There::Unknown(
            "Jobber did not answer, and there are too many notes to look it up. Look in Jobber.",
        ))
    }

    async fn written(&self, look: &Look, mut note: Note, rail_id: String) -> Result<(), SyncError> {
        note.rail_id = Some(rail_id);
        self.settle(look, note, NoteStatus::Written, "").await
    }

    /// The last word on a note, with its audit entry.
    async fn settle(
        &self,
        look: &Look,
        mut note: Note,
        status: NoteStatus,
        why: &str,
    ) -> Result<(), SyncError> {
        let before = json!({"status": note.status});
        note.status = status;
        note.why = (!why.is_empty()).then(|| why.to_owned());
        note.settled_at = Some(self.world.now());
        let kind = note.writing.kind();
        let (word, said) = match status {
            NoteStatus::Written => ("written", "is in Jobber"),
            NoteStatus::NotAllowed => ("not_allowed", "is kept here: Jobber does not take it"),
            NoteStatus::ToWrite | NoteStatus::Failed => ("failed", "was given up"),
        };
        let audit = AuditEntry {
            id: AuditId::new(self.world.id("aud"))
                .map_err(|e| SyncError::BadRecord(e.to_string()))?,
            at: self.world.now(),
            actor: Actor::Engine,
            action: format!("{kind}.{word}"),
            who: None,
            group: None,
            target_type: kind.into(),
            target_id: note.id.to_string(),
            summary: format!("A {kind} about the {} {said}", note.about.kind()),
            before,
            after: json!({"status": status, "why": note.why}),
        };
        self.keep(look, note, Some(&audit)).await?;
        self.count(
            match status {
                NoteStatus::Written => "notes_written",
                _ => "notes_not_written",
            },
            &look.request,
        );
        Ok(())
    }

    /// Saves a note; whoever was first has its right, and this one looks again.
    async fn keep(
        &self,
        look: &Look,
        note: Note,
        audit: Option<&AuditEntry>,
    ) -> Result<Note, SyncError> {
        match look.company.save_note(note, audit).await {
            Err(e) if e.is_conflict() => Err(SyncError::Unsettled),
            done => Ok(done?),
        }
    }
}

/// Whether it is about the connection and not about one note.
fn ends_the_look(error: &SyncError) -> bool {
    matches!(
        error,
        SyncError::Rail(RailError::NeedsReconnect { .. } | RailError::Unauthorised(_))
    )
}
