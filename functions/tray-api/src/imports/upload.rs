//! A file comes in: shown as it would be read, or kept and put into the books.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use oodaloo_domain::facts::{Import, ImportKind, ImportStatus, ImportWay, Member, RailName};
use oodaloo_domain::imports::bank_lines;
use oodaloo_domain::settings::Fault;
use oodaloo_domain::{AccountId, ImportId, RailAccountId};
use oodaloo_store::{Connection, FiledAccount};
use serde::Deserialize;
use serde_json::{Value, json};

use super::file::{Rows, Understood, understood, unpacked};
use super::guess::GuessView;
use super::twice::{hash, not_read_otherwise};
use super::view::ImportView;
use super::{start, start_again};
use crate::actions::{Asked, MEMBERS};
use crate::caller::Caller;
use crate::deed::Deed;
use crate::once::{Begun, Try};
use crate::{Problem, TrayApi, once};

/// How often a file is taken anew because something moved under it.
const MAX_TRIES: usize = 3;
/// The longest name of a file, in characters.
const MAX_FILE_NAME: usize = 200;
/// Up to how many rows it is looked up which are new before anything is written.
const LOOKED_UP: usize = 1_000;

/// A file.
#[derive(Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportFile {
    /// What it holds; a bank's lines unless said otherwise.
    #[serde(default)]
    kind: ImportKind,
    /// The account its lines are of; none for quotes.
    #[serde(default)]
    account: Option<RailAccountId>,
    file_name: String,
    /// Its bytes in base64, packed with gzip or not. At most 4 MB unpacked.
    file: String,
    /// What columns are and how they are written, where the guess is wrong: `date=Posted`, `description=Name+Memo`,
    /// `date_order=dmy`, `numbers=comma`, `positive=out`.
    #[serde(default)]
    mapping: Vec<String>,
    /// Only show how it would be read.
    #[serde(default)]
    dry_run: bool,
}

/// Bring a file
///
/// With `dry_run` it answers how the file would be read, and writes nothing. Without, the file is kept and its good
/// rows are put into the books; the bad ones are named by line. A row that is there already is left as it is, so the
/// same file, or one that overlaps an earlier one, brings only what is new.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/imports",
    operation_id = "importFile",
    tag = "imports",
    request_body(content = ImportFile, example = json!({"account": "csv_6f1d2c", "file_name": "march.csv", "file": "RGF0ZSxEZXNjcmlwdGlvbixBbW91bnQK", "dry_run": true})),
    responses(
        (status = 200, description = "How it would be read", body = GuessView),
        (status = 202, description = "It is on its way into the books", body = ImportView),
        (status = 409), (status = 422),
    ),
))]
pub(crate) async fn import(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    asked: Asked<ImportFile>,
) -> Result<Response, Problem> {
    let body = &asked.body;
    let key = body
        .account
        .as_ref()
        .map(|account| caller.company.keys().connection(RailName::Csv, account));
    for _ in 0..MAX_TRIES {
        let more = key.iter().cloned().collect();
        let this = match once::begin(&api, &caller, &asked.key, more).await? {
            Begun::Anew(this) => this,
            Begun::Before(answered) => {
                start_again(&api, &caller, &answered).await?;
                return Ok((StatusCode::ACCEPTED, answered).into_response());
            }
        };
        let me = this.member()?;
        let connection = match &key {
            Some(key) => this.found.read::<Connection>(key)?,
            None => None,
        };
        let known = account(body, connection.as_ref())?;
        let file = unpacked(&body.file)?;
        let read = understood(body.kind, &file, &body.mapping, &known)?;
        if body.dry_run {
            let new = new_rows(&caller, body, &read).await?;
            let view = GuessView::new(body.kind, read, new);
            return Ok(axum::Json(view).into_response());
        }
        not_read_otherwise(&caller, body.account.as_ref(), &file, &read).await?;
        let import = kept(&api, &caller, &me, body, &file, read).await?;
        if let Some(answered) = write(&api, &caller, &this, &asked, &me, import.clone()).await? {
            start(&api, &caller, &import).await?;
            return Ok((StatusCode::ACCEPTED, answered).into_response());
        }
    }
    Err(Problem::unavailable())
}

/// What is known of the account that is named; refuses what names none, or one too many.
fn account(body: &ImportFile, connection: Option<&Connection>) -> Result<FiledAccount, Problem> {
    let fault = |field, why: &str| Problem::invalid(&[Fault::new(field, why)]);
    if body.file_name.trim().is_empty() || body.file_name.chars().count() > MAX_FILE_NAME {
        return Err(fault("file_name", "1 to 200 characters."));
    }
    match (body.kind, &body.account, connection) {
        (ImportKind::Bank, None, _) => {
            Err(fault("account", "Say which account these lines are of."))
        }
        (ImportKind::Bank, Some(_), None) => Err(Problem::not_found("account of files")),
        (ImportKind::Bank, Some(_), Some(connection)) => Ok(FiledAccount::of(connection)?),
        (ImportKind::Quotes, Some(_), _) => {
            Err(fault("account", "Quotes are of no account: leave it out."))
        }
        (ImportKind::Quotes, None, _) => Ok(FiledAccount::default()),
    }
}

async fn new_rows(
    caller: &Caller,
    body: &ImportFile,
    read: &Understood,
) -> Result<Option<usize>, Problem> {
    let (Rows::Lines(reading), Some(account)) = (&read.rows, &body.account) else {
        return Ok(None);
    };
    if reading.rows.len() > LOOKED_UP {
        return Ok(None);
    }
    let account = AccountId::new(account.as_str()).map_err(|_| Problem::internal())?;
    let lines = bank_lines(&account, "", &reading.rows).map_err(|_| Problem::internal())?;
    let known = caller.company.known_lines(&lines).await?;
    Ok(Some(lines.len() - known))
}

/// The record, with its file kept beside it.
async fn kept(
    api: &TrayApi,
    caller: &Caller,
    me: &Member,
    body: &ImportFile,
    file: &[u8],
    read: Understood,
) -> Result<Import, Problem> {
    let id = ImportId::new(api.world.id("imp")).map_err(|_| Problem::internal())?;
    let now = api.world.now();
    let (parts, kept_until) = caller.company.keep_file(&id, file, now).await?;
    let who = me.email.split('@').next().unwrap_or_default();
    let mut import = Import {
        kind: body.kind,
        account: body.account.clone(),
        mapping: read.mapping,
        status: ImportStatus::Reading,
        parts,
        kept_until,
        ..Import::new(id, ImportWay::Upload, who, body.file_name.trim(), now)
    };
    import.sha256 = hash(file);
    import.bytes = file.len();
    match &read.rows {
        Rows::Lines(reading) => import.understood(reading, reading.rows.iter().map(|l| l.date)),
        Rows::Quotes(reading) => import.understood(reading, reading.rows.iter().map(|q| q.created)),
    }
    Ok(import)
}

async fn write(
    api: &TrayApi,
    caller: &Caller,
    this: &Try,
    asked: &Asked<ImportFile>,
    me: &Member,
    mut import: Import,
) -> Result<Option<crate::actions::Answered>, Problem> {
    let audit = Deed {
        action: "import.made",
        target_type: "import",
        target_id: import.id.as_str(),
        summary: format!("{}: {} rows are brought", import.file_name, import.good),
        before: Value::Null,
        after: json!({
            "kind": import.kind, "account": import.account, "file_name": import.file_name,
            "sha256": import.sha256, "mapping": import.mapping,
        }),
    }
    .of(me, api)?;
    let view = serde_json::to_value(ImportView::from(&import)).map_err(|_| Problem::internal())?;
    let writes = vec![
        caller.company.import_write(&mut import)?,
        caller.company.audit_write(&audit)?,
        caller.company.member_check(&caller.user, MEMBERS),
    ];
    this.write(caller, &asked.key, writes, &view).await
}
