//! A file that waits: somebody lets it in, or says that it is not wanted.

use std::sync::Arc;

use axum::extract::State;
use http::StatusCode;
use oodaloo_domain::RailAccountId;
use oodaloo_domain::facts::{Import, ImportKind, ImportStatus, Member, RailName};
use oodaloo_domain::settings::Fault;
use oodaloo_store::{Connection, FiledAccount};
use serde::Deserialize;
use serde_json::json;

use super::file::{Rows, understood};
use super::twice::not_read_otherwise;
use super::view::{ImportView, found};
use super::{start, start_again};
use crate::actions::{Answered, Asked, MEMBERS};
use crate::ask::Segment;
use crate::caller::Caller;
use crate::deed::Deed;
use crate::once::{Begun, Nothing, Try};
use crate::{Problem, TrayApi, once};

/// How often it is begun again because something moved under it.
const MAX_TRIES: usize = 3;

/// What a file is.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct AcceptFile {
    /// What it holds; a bank's lines unless said otherwise.
    #[serde(default)]
    kind: ImportKind,
    /// The account its lines are of; none for quotes.
    #[serde(default)]
    account: Option<RailAccountId>,
    /// As with a file that is brought.
    #[serde(default)]
    mapping: Vec<String>,
}

/// Let a waiting file in
///
/// Says what it holds; its good rows are put into the books.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/imports/{id}/accept",
    operation_id = "acceptImport",
    tag = "imports",
    params(("id" = oodaloo_domain::ImportId, Path, description = "Which")),
    request_body(content = AcceptFile, example = json!({"account": "csv_6f1d2c"})),
    responses((status = 202, description = "It is on its way into the books", body = ImportView), (status = 409), (status = 410), (status = 422)),
))]
pub(crate) async fn accept(
    State(api): State<Arc<TrayApi>>,
    Segment(id): Segment<String>,
    caller: Caller,
    asked: Asked<AcceptFile>,
) -> Result<(StatusCode, Answered), Problem> {
    let body = &asked.body;
    for _ in 0..MAX_TRIES {
        let this = match once::begin(&api, &caller, &asked.key, Vec::new()).await? {
            Begun::Anew(this) => this,
            Begun::Before(answered) => {
                start_again(&api, &caller, &answered).await?;
                return Ok((StatusCode::ACCEPTED, answered));
            }
        };
        let me = this.member()?;
        let mut import = waiting(&caller, id.clone()).await?;
        let account = account(&caller, body).await?;
        let file = caller.company.kept_file(&import).await?;
        let file =
            file.ok_or_else(|| Problem::gone("The file is no longer kept. Bring it again."))?;
        let read = understood(body.kind, &file, &body.mapping, &account)?;
        not_read_otherwise(&caller, body.account.as_ref(), &file, &read).await?;
        import.kind = body.kind;
        import.account.clone_from(&body.account);
        import.mapping.clone_from(&read.mapping);
        import.status = ImportStatus::Reading;
        import.why = None;
        match &read.rows {
            Rows::Lines(r) => import.understood(r, r.rows.iter().map(|l| l.date)),
            Rows::Quotes(r) => import.understood(r, r.rows.iter().map(|q| q.created)),
        }
        let done = Done {
            action: "import.accepted",
            verb: "was let in",
        };
        if let Some(answered) = write(&api, &caller, &this, &asked, &me, &mut import, done).await? {
            start(&api, &caller, &import).await?;
            return Ok((StatusCode::ACCEPTED, answered));
        }
    }
    Err(Problem::unavailable())
}

/// Decline a waiting file
///
/// Nothing of it comes into the books. Its record stays.
#[cfg_attr(feature = "openapi", utoipa::path(
    delete,
    path = "/api/v1/imports/{id}",
    operation_id = "declineImport",
    tag = "imports",
    params(("id" = oodaloo_domain::ImportId, Path, description = "Which")),
    responses((status = 200, description = "Declined", body = ImportView), (status = 409)),
))]
pub(crate) async fn decline(
    State(api): State<Arc<TrayApi>>,
    Segment(id): Segment<String>,
    caller: Caller,
    asked: Asked<Nothing>,
) -> Result<Answered, Problem> {
    let Nothing {} = asked.body;
    for _ in 0..MAX_TRIES {
        let this = match once::begin(&api, &caller, &asked.key, Vec::new()).await? {
            Begun::Anew(this) => this,
            Begun::Before(answered) => return Ok(answered),
        };
        let me = this.member()?;
        let mut import = waiting(&caller, id.clone()).await?;
        import.status = ImportStatus::Declined;
        import.why = None;
        import.done_at = Some(this.now);
        let done = Done {
            action: "import.declined",
            verb: "was declined",
        };
        if let Some(answered) = write(&api, &caller, &this, &asked, &me, &mut import, done).await? {
            return Ok(answered);
        }
    }
    Err(Problem::unavailable())
}

/// The import, while it waits for somebody.
async fn waiting(caller: &Caller, id: String) -> Result<Import, Problem> {
    let import = found(caller, id).await?;
    if import.status == ImportStatus::Waiting {
        return Ok(import);
    }
    let current = serde_json::to_value(ImportView::from(&import)).unwrap_or_default();
    let why = "It no longer waits: somebody has let it in or declined it.";
    Err(Problem::stale(why).with("current", current))
}

/// What is known of the account that is named.
async fn account(caller: &Caller, body: &AcceptFile) -> Result<FiledAccount, Problem> {
    let fault = |why: &str| Problem::invalid(&[Fault::new("account", why)]);
    match (body.kind, &body.account) {
        (ImportKind::Bank, None) => Err(fault("Say which account these lines are of.")),
        (ImportKind::Quotes, Some(_)) => Err(fault("Quotes are of no account: leave it out.")),
        (ImportKind::Quotes, None) => Ok(FiledAccount::default()),
        (ImportKind::Bank, Some(account)) => {
            let found: Option<Connection> =
                caller.company.connection(RailName::Csv, account).await?;
            let connection = found.ok_or_else(|| Problem::not_found("account of files"))?;
            Ok(FiledAccount::of(&connection)?)
        }
    }
}

/// What was done, for the audit list.
struct Done {
    action: &'static str,
    verb: &'static str,
}

async fn write<T>(
    api: &TrayApi,
    caller: &Caller,
    this: &Try,
    asked: &Asked<T>,
    me: &Member,
    import: &mut Import,
    done: Done,
) -> Result<Option<Answered>, Problem> {
    let audit = Deed {
        action: done.action,
        target_type: "import",
        target_id: import.id.as_str(),
        summary: format!("{} {}", import.file_name, done.verb),
        before: json!({"status": "waiting"}),
        after: json!({"status": import.status, "account": import.account, "mapping": import.mapping}),
    }
    .of(me, api)?;
    let view = serde_json::to_value(ImportView::from(&*import)).map_err(|_| Problem::internal())?;
    let writes = vec![
        caller.company.import_write(import)?,
        caller.company.audit_write(&audit)?,
        caller.company.member_check(&caller.user, MEMBERS),
    ];
    this.write(caller, &asked.key, writes, &view).await
}
