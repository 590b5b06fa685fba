//! Notes and tasks: kept here at once, and written at Jobber by the sync function, which has its tokens and
//! knows its limits.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use oodaloo_domain::facts::{About, Member, Note, NoteStatus, RailName, Writing};
use oodaloo_domain::{ClientId, NoteId, RailAccountId};
use oodaloo_runtime::messages::{SyncReason, SyncRequest};
use oodaloo_runtime::ports::QueueName;
use oodaloo_store::{ConnectionStatus, Key};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::actions::{Answered, Asked};
use crate::ask::Params;
use crate::caller::{Caller, member};
use crate::deed::Deed;
use crate::once::Begun;
use crate::{Problem, TrayApi, cursor, once};

/// How many a page has.
const PAGE: u32 = 50;
/// How often it is begun again because the same request came twice at once.
const MAX_TRIES: usize = 3;
const NO_JOBBER: &str = "No Jobber is connected.";

/// A note to write.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewNote {
    about: About,
    /// One paragraph of at most 2,000 characters; HTML in it is text.
    text: String,
}

/// A task to write.
#[derive(Debug, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTask {
    client_id: ClientId,
    /// At most 200 characters.
    title: String,
    /// At most 2,000 characters.
    instructions: Option<String>,
    /// On which of the company's own days.
    due_on: Option<Date>,
}

/// A note or a task, as far as it is.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct NoteView {
    id: NoteId,
    about: About,
    #[serde(flatten)]
    writing: Writing,
    /// As colleagues know them.
    who: Option<String>,
    at: Timestamp,
    status: NoteStatus,
    /// Why it is not at Jobber; null otherwise.
    why: Option<String>,
    /// What Jobber calls it, once it is there.
    rail_id: Option<String>,
    settled_at: Option<Timestamp>,
}

/// Notes and tasks, newest first.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct NotesView {
    items: Vec<NoteView>,
    next_cursor: Option<String>,
}

/// Which to list.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    about: Option<String>,
    cursor: Option<String>,
}

impl From<Note> for NoteView {
    fn from(n: Note) -> Self {
        Self {
            id: n.id,
            about: n.about,
            writing: n.writing,
            who: n.who,
            at: n.at,
            status: n.status,
            why: n.why,
            rail_id: n.rail_id,
            settled_at: n.settled_at,
        }
    }
}

/// Write a note
///
/// Kept at once, and written at Jobber once, however often this is sent. Where Jobber does not take it, it
/// stays here as `not_allowed`, with the reason.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/notes",
    operation_id = "writeNote",
    tag = "notes",
    request_body(content = NewNote, example = json!({"about": {"type": "client", "id": "MQ=="}, "text": "Promised to pay on Friday."})),
    responses((status = 202, description = "Kept, and on its way to Jobber", body = crate::deed::DoneView)),
))]
pub(crate) async fn note(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    asked: Asked<NewNote>,
) -> Result<(StatusCode, Answered), Problem> {
    let NewNote { about, text } = asked.body;
    let new = (about, Writing::Note { text });
    keep(&api, &caller, &asked.key, new).await
}

/// Write a task
///
/// As a note, but as a task about a client.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/tasks",
    operation_id = "writeTask",
    tag = "notes",
    request_body(content = NewTask, example = json!({"client_id": "MQ==", "title": "Call about invoice 1031", "due_on": "2026-11-23"})),
    responses((status = 202, description = "Kept, and on its way to Jobber", body = crate::deed::DoneView)),
))]
pub(crate) async fn task(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    asked: Asked<NewTask>,
) -> Result<(StatusCode, Answered), Problem> {
    let new = asked.body;
    let writing = Writing::Task {
        title: new.title,
        instructions: new.instructions,
        due_on: new.due_on,
    };
    keep(
        &api,
        &caller,
        &asked.key,
        (About::Client(new.client_id), writing),
    )
    .await
}

/// The record with its audit entry and its answer, then the message: should it be lost, the request sent
/// again or the night's look sends it.
async fn keep(
    api: &TrayApi,
    caller: &Caller,
    key: &crate::actions::RequestKey,
    (about, writing): (About, Writing),
) -> Result<(StatusCode, Answered), Problem> {
    let there = record_key(caller, &about);
    for _ in 0..MAX_TRIES {
        let this = match once::begin(api, caller, key, vec![there.clone()]).await? {
            Begun::Anew(this) => this,
            Begun::Before(answered) => {
                send_again(api, caller, &answered).await?;
                return Ok((StatusCode::ACCEPTED, answered));
            }
        };
        let faults = writing.faults();
        if !faults.is_empty() {
            return Err(Problem::invalid(&faults));
        }
        if this.found.raw(&there).is_none() {
            return Err(Problem::not_found(about.kind()));
        }
        let me = this.member()?;
        let account = jobber(caller).await?;
        let mut note = new_note(api, &me, account, (&about, &writing))?;
        let audit = deed(&note).of(&me, api)?;
        let writes = vec![
            caller.company.note_write(&mut note)?,
            caller.company.audit_write(&audit)?,
            caller
                .company
                .member_check(&caller.user, crate::actions::MEMBERS),
        ];
        let body = json!({
            "result": NoteView::from(note.clone()), "delta": audit.summary, "summary": audit.summary,
            "audit_id": audit.id, "undo": null,
        });
        if let Some(answered) = this.write(caller, key, writes, &body).await? {
            send(api, &note).await?;
            return Ok((StatusCode::ACCEPTED, answered));
        }
    }
    Err(Problem::unavailable())
}

fn record_key(caller: &Caller, about: &About) -> Key {
    let keys = caller.company.keys();
    match about {
        About::Client(id) => keys.client(id),
        About::Job(id) => keys.job(id),
        About::Quote(id) => keys.quote(id),
        About::Invoice(id) => keys.invoice(id),
    }
}

/// The Jobber account to write at: one that works, if there is one; the last connected of several.
async fn jobber(caller: &Caller) -> Result<Option<RailAccountId>, Problem> {
    let all = caller.company.connections().await?;
    let of_jobber = all.into_iter().filter(|c| c.rail == RailName::Jobber);
    let best = of_jobber.max_by_key(|c| (c.status == ConnectionStatus::Active, c.connected_at));
    Ok(best.map(|c| c.account))
}

fn new_note(
    api: &TrayApi,
    me: &Member,
    account: Option<RailAccountId>,
    (about, writing): (&About, &Writing),
) -> Result<Note, Problem> {
    let now = api.world.now();
    let alone = account.is_none();
    Ok(Note {
        id: NoteId::new(api.world.id("note")).map_err(|_| Problem::internal())?,
        account,
        about: about.clone(),
        writing: writing.clone(),
        by: me.user_id.clone(),
        who: me.email.split('@').next().map(str::to_owned),
        at: now,
        status: if alone {
            NoteStatus::NotAllowed
        } else {
            NoteStatus::ToWrite
        },
        why: alone.then(|| NO_JOBBER.to_owned()),
        rail_id: None,
        tried_at: None,
        tries: 0,
        settled_at: alone.then_some(now),
        version: 0,
    })
}

fn deed(note: &Note) -> Deed<'_> {
    let (kind, action) = match note.writing {
        Writing::Note { .. } => ("note", "note.ask"),
        Writing::Task { .. } => ("task", "task.ask"),
    };
    let way = match note.status {
        NoteStatus::NotAllowed => "is kept here: no Jobber is connected",
        _ => "is on its way to Jobber",
    };
    Deed {
        action,
        target_type: kind,
        target_id: note.id.as_str(),
        summary: format!("A {kind} about the {} {way}", note.about.kind()),
        before: Value::Null,
        after: json!({"status": note.status, "about": note.about, "why": note.why}),
    }
}

async fn send(api: &TrayApi, note: &Note) -> Result<(), Problem> {
    let Some(account) = note
        .account
        .clone()
        .filter(|_| note.status == NoteStatus::ToWrite)
    else {
        return Ok(());
    };
    let request = SyncRequest {
        rail: RailName::Jobber,
        account,
        reason: SyncReason::Write {
            about: note.about.clone(),
            note: note.id.clone(),
        },
    };
    let sent = api
        .queue
        .send(QueueName::Sync, request.outgoing(note.id.to_string()))
        .await;
    sent.map_err(|error| {
        tracing::error!(%error, "a note is not on its way");
        Problem::unavailable()
            .because("It is kept, but not on its way: send this again, or it goes at night.")
    })
}

/// The message may be what failed the first time.
async fn send_again(api: &TrayApi, caller: &Caller, answered: &Answered) -> Result<(), Problem> {
    let body: Value = serde_json::from_str(&answered.body).map_err(|_| Problem::internal())?;
    let about = serde_json::from_value::<About>(body["result"]["about"].clone());
    let id = NoteId::new(body["result"]["id"].as_str().unwrap_or_default());
    let (Ok(about), Ok(id)) = (about, id) else {
        return Err(Problem::internal());
    };
    match caller.company.note(&about, &id).await? {
        Some(note) => send(api, &note).await,
        None => Ok(()),
    }
}

/// Notes and tasks
///
/// What was written about a record, or at all, newest first, with what became of it.
#[cfg_attr(feature = "openapi", utoipa::path(
    get,
    path = "/api/v1/notes",
    operation_id = "listNotes",
    tag = "notes",
    params(("about" = Option<String>, Query, description = "About this alone: `client`, `job`, `quote` or `invoice`, a colon, and its id", max_length = 300), ("cursor" = Option<String>, Query, description = "Where to go on: `next_cursor` of the page before")),
    responses((status = 200, description = "One page", body = NotesView)),
))]
pub(crate) async fn list(
    caller: Caller,
    Params(wanted): Params<Wanted>,
) -> Result<Json<NotesView>, Problem> {
    member(caller.company.member(&caller.user).await?)?;
    let about = wanted.about.as_deref().map(about).transpose()?;
    let scope = format!(
        "{} notes {}",
        caller.company.id(),
        wanted.about.as_deref().unwrap_or_default()
    );
    let after = wanted.cursor.as_deref().map(|c| cursor::decode(&scope, c));
    let after = after.transpose()?;
    let page = caller
        .company
        .notes(about.as_ref(), after.as_deref(), PAGE)
        .await?;
    Ok(Json(NotesView {
        items: page.notes.into_iter().map(NoteView::from).collect(),
        next_cursor: page.next.map(|at| cursor::encode(&scope, &at)),
    }))
}

fn about(text: &str) -> Result<About, Problem> {
    let parsed = text
        .split_once(':')
        .and_then(|(kind, id)| About::parse(kind, id));
    parsed.ok_or_else(|| {
        Problem::bad_request("about: client, job, quote or invoice, a colon, and its id.")
    })
}
