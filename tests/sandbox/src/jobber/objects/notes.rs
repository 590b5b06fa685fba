//! Notes and tasks: written by clients, and read back.

use std::sync::Arc;

use apollo_compiler::resolvers::FieldError;
use jiff::Timestamp;

use super::{Args, Field, Value, What, World, clients, leaf, maybe, object, page, time, unknown};
use crate::control::encoded;
use crate::faults::Refusal;

/// What notes hang on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoteOn {
    Client,
    Job,
    Quote,
    Invoice,
}

/// A note.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) id: String,
    pub(crate) on: NoteOn,
    /// The record it hangs on.
    pub(crate) about: String,
    pub(crate) message: String,
    pub(crate) pinned: bool,
    pub(crate) created_at: Timestamp,
}

/// A task.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) id: String,
    pub(crate) client_id: Option<String>,
    pub(crate) title: String,
    pub(crate) instructions: Option<String>,
    pub(crate) start_at: Option<Timestamp>,
    pub(crate) end_at: Option<Timestamp>,
    pub(crate) all_day: bool,
    /// Known to filters alone.
    pub(crate) created_at: Timestamp,
}

/// What a mutation makes.
#[derive(Clone, Debug)]
pub(in crate::jobber) enum Made {
    Note(Arc<Note>),
    Task(Arc<Task>),
}

/// What a mutation answers.
#[derive(Clone)]
pub(in crate::jobber) struct Payload {
    kind: &'static str,
    made: Option<Made>,
    /// What is wrong with which argument.
    errors: Vec<(&'static str, String)>,
}

impl NoteOn {
    /// The mutation of that name.
    pub(super) fn of_mutation(name: &str) -> Option<Self> {
        Some(match name {
            "clientCreateNote" => Self::Client,
            "jobCreateNote" => Self::Job,
            "quoteCreateNote" => Self::Quote,
            "invoiceCreateNote" => Self::Invoice,
            _ => return None,
        })
    }

    const fn id_argument(self) -> &'static str {
        match self {
            Self::Client => "clientId",
            Self::Job => "jobId",
            Self::Quote => "quoteId",
            Self::Invoice => "invoiceId",
        }
    }

    pub(super) const fn type_name(self) -> &'static str {
        match self {
            Self::Client => "ClientNote",
            Self::Job => "JobNote",
            Self::Quote => "QuoteNote",
            Self::Invoice => "InvoiceNote",
        }
    }

    const fn payload(self) -> &'static str {
        match self {
            Self::Client => "ClientCreateNotePayload",
            Self::Job => "JobCreateNotePayload",
            Self::Quote => "QuoteCreateNotePayload",
            Self::Invoice => "InvoiceCreateNotePayload",
        }
    }

    const fn list(self) -> (&'static str, &'static str) {
        match self {
            Self::Client => ("ClientNoteConnection", "ClientNoteEdge"),
            Self::Job => ("JobNoteUnionConnection", "JobNoteUnionEdge"),
            Self::Quote => ("QuoteNoteUnionConnection", "QuoteNoteUnionEdge"),
            Self::Invoice => ("InvoiceNoteUnionConnection", "InvoiceNoteUnionEdge"),
        }
    }

    fn exists(self, world: &World<'_>, id: &str) -> bool {
        let side = &world.account.side;
        match self {
            Self::Client => side.clients.iter().any(|r| r.id == id),
            Self::Job => side.jobs.iter().any(|r| r.id == id),
            Self::Quote => side.quotes.iter().any(|r| r.id == id),
            Self::Invoice => side.invoices.iter().any(|r| r.id == id),
        }
    }
}

/// The notes of a record, the oldest first: in which order Jobber lists them is not documented, and this is the
/// one that a client loses its own under when it looks at the first page alone.
pub(super) fn connection<'a>(
    world: &World<'a>,
    on: NoteOn,
    about: &str,
    args: Args<'_>,
) -> Field<'a> {
    let of = world.account.notes.iter();
    let of = of.filter(|n| n.on == on && n.about == about);
    page::of(on.list(), of.cloned().map(What::Note).collect(), args)
}

pub(super) fn note<'a>(note: &Note, name: &str) -> Field<'a> {
    match name {
        "id" => leaf(note.id.as_str()),
        "message" => leaf(note.message.as_str()),
        "pinned" => leaf(note.pinned),
        "createdAt" => leaf(time(note.created_at)),
        _ => unknown("Note", name),
    }
}

pub(super) fn tasks<'a>(world: &World<'a>, args: Args<'_>) -> Field<'a> {
    let filter = args.filter();
    let mut kept = Vec::new();
    for task in &world.account.tasks {
        if filter.within("createdAt", Some(task.created_at))?
            && filter.within("startAt", task.start_at)?
            && filter.within("endAt", task.end_at)?
            && filter.one_of("ids", &task.id)
        {
            kept.push(task.clone());
        }
    }
    args.sort(&mut kept, |t, _| {
        let at = t.start_at.map_or(i64::MAX, Timestamp::as_millisecond);
        (at, String::new())
    });
    let types = ("TaskConnection", "TaskEdge");
    page::of(types, kept.into_iter().map(What::Task).collect(), args)
}

pub(super) fn task<'a>(world: &World<'a>, task: &Task, name: &str) -> Field<'a> {
    match name {
        "id" => leaf(task.id.as_str()),
        "title" => leaf(task.title.as_str()),
        "instructions" => maybe(task.instructions.as_deref()),
        "startAt" => maybe(task.start_at.map(time)),
        "endAt" => maybe(task.end_at.map(time)),
        "allDay" => leaf(task.all_day),
        "isComplete" => leaf(false),
        "client" => object(
            task.client_id
                .as_deref()
                .and_then(|id| clients::find(world, id)),
        ),
        _ => unknown("Task", name),
    }
}

/// `clientCreateNote` and its like.
pub(super) fn create_note<'a>(world: &World<'a>, on: NoteOn, args: Args<'_>) -> Field<'a> {
    let about = args.text(on.id_argument()).unwrap_or_default();
    let message = args.input("message").and_then(|m| m.as_str());
    let pinned = args.input("pinned").and_then(|p| p.as_bool());
    let mut errors = refusal(world)?;
    if !on.exists(world, about) {
        errors.push((on.id_argument(), "Record not found".to_owned()));
    }
    if message.is_none_or(|m| m.trim().is_empty()) {
        errors.push(("message", "Message can't be blank".to_owned()));
    }
    let made = errors.is_empty().then(|| {
        let number = 6_000_000 + world.account.notes.len() + world.made.borrow().len();
        Made::Note(Arc::new(Note {
            id: encoded(on.type_name(), number),
            on,
            about: about.to_owned(),
            message: message.unwrap_or_default().to_owned(),
            pinned: pinned.unwrap_or_default(),
            created_at: world.now,
        }))
    });
    answer(world, on.payload(), made, errors)
}

/// `taskCreate`.
pub(super) fn create_task<'a>(world: &World<'a>, args: Args<'_>) -> Field<'a> {
    let client_id = args.text("clientId");
    let text = |name: &str| args.input(name).and_then(|t| t.as_str());
    let moment = |name: &str| -> Result<Option<Timestamp>, FieldError> {
        let parsed = text(name).map(str::parse).transpose();
        parsed.map_err(|_| FieldError {
            message: format!("{name} is not a valid ISO8601DateTime"),
        })
    };
    let (start_at, end_at) = (moment("startAt")?, moment("endAt")?);
    let mut errors = refusal(world)?;
    if client_id.is_some_and(|id| !NoteOn::Client.exists(world, id)) {
        errors.push(("clientId", "Client not found".to_owned()));
    }
    if text("title").is_none_or(|t| t.trim().is_empty()) {
        errors.push(("title", "Title can't be blank".to_owned()));
    }
    if end_at.is_some_and(|end| start_at.is_none_or(|start| end < start)) {
        errors.push(("endAt", "End must be after the start".to_owned()));
    }
    let made = errors.is_empty().then(|| {
        let number = 7_000_000 + world.account.tasks.len() + world.made.borrow().len();
        Made::Task(Arc::new(Task {
            id: encoded("Task", number),
            client_id: client_id.map(str::to_owned),
            title: text("title").unwrap_or_default().to_owned(),
            instructions: text("instructions").map(str::to_owned),
            start_at,
            end_at,
            all_day: args
                .input("allDay")
                .and_then(|a| a.as_bool())
                .unwrap_or_default(),
            created_at: world.now,
        }))
    });
    answer(world, "TaskCreatePayload", made, errors)
}

/// What stands in the way of every write: an error of the request, or one that the payload carries.
fn refusal(world: &World<'_>) -> Result<Vec<(&'static str, String)>, FieldError> {
    let why = "You do not have permission to perform this action";
    match world.refusal {
        None => Ok(Vec::new()),
        Some(Refusal::UserError) => Ok(vec![("base", why.to_owned())]),
        Some(Refusal::Error) => Err(FieldError {
            message: why.to_owned(),
        }),
    }
}

fn answer<'a>(
    world: &World<'a>,
    kind: &'static str,
    made: Option<Made>,
    errors: Vec<(&'static str, String)>,
) -> Field<'a> {
    world.made.borrow_mut().extend(made.clone());
    Ok(Value::One(What::Payload(Payload { kind, made, errors })))
}

impl Payload {
    pub(super) const fn kind(&self) -> &'static str {
        self.kind
    }

    pub(super) fn field<'a>(&self, world: &World<'a>, name: &str) -> Field<'a> {
        match (name, &self.made) {
            ("userErrors", _) => {
                let all = self.errors.iter().cloned();
                Ok(Value::Many(
                    all.map(|(at, why)| What::UserError(at, why)).collect(),
                ))
            }
            ("task", made) => object(made.as_ref().and_then(Made::task)),
            ("clientNote" | "jobNote" | "quoteNote" | "invoiceNote", made) => {
                object(made.as_ref().and_then(Made::note))
            }
            ("client", Some(Made::Note(note))) => object(clients::find(world, &note.about)),
            ("client" | "job" | "quote" | "invoice", _) => super::null(),
            _ => unknown(self.kind, name),
        }
    }
}

impl Made {
    fn note<'a>(&self) -> Option<What<'a>> {
        match self {
            Self::Note(note) => Some(What::Note(note.clone())),
            Self::Task(_) => None,
        }
    }

    fn task<'a>(&self) -> Option<What<'a>> {
        match self {
            Self::Task(task) => Some(What::Task(task.clone())),
            Self::Note(_) => None,
        }
    }
}

pub(super) fn user_error<'a>(at: &str, why: &str, name: &str) -> Field<'a> {
    match name {
        "message" => leaf(why),
        "path" => Ok(Value::Leaves(vec![at.into()])),
        _ => unknown("MutationErrors", name),
    }
}
