//! Files that people bring: a bank's CSV, Jobber's list of quotes. Understood before anything is written, put into
//! the books by the sync function.

pub(crate) mod accept;
pub(crate) mod address;
mod file;
mod guess;
mod twice;
pub(crate) mod upload;
pub(crate) mod view;

use jiff::SignedDuration;
use oodaloo_domain::ImportId;
use oodaloo_domain::facts::{Import, ImportStatus};
use oodaloo_runtime::messages::ImportRequest;
use oodaloo_runtime::ports::QueueName;

use crate::actions::Answered;
use crate::caller::Caller;
use crate::{Problem, TrayApi};

/// The largest request that brings a file, in bytes: the largest file in base64, and the rest of the request. What
/// wakes a function may have 6 MB.
pub(crate) const MAX_UPLOAD_BYTES: usize = oodaloo_domain::imports::MAX_BYTES / 3 * 4 + 64 * 1024;

/// After this a file that is still on its way is looked after.
const LATE: SignedDuration = SignedDuration::from_mins(15);

/// Hands a file to the sync function. It asks the record what is to be done: once too often costs a read.
async fn start(api: &TrayApi, caller: &Caller, import: &Import) -> Result<(), Problem> {
    if import.status != ImportStatus::Reading {
        return Ok(());
    }
    let request = ImportRequest {
        company_id: caller.company.id().clone(),
        import_id: import.id.clone(),
        account: import.account.clone(),
    };
    let message = request.outgoing(api.world.id("file"));
    let sent = api.queue.send(QueueName::Sync, message).await;
    sent.map_err(|error| {
        tracing::error!(%error, "a file is kept and not on its way");
        Problem::unavailable()
            .because("The file is kept, but is not on its way into the books: send this again.")
    })
}

/// A file whose message was lost (the queue was down, and nobody sent the request again) would be on its way for
/// ever. Whoever looks at it after a quarter of an hour sends it on; the queue takes this once in five minutes.
async fn nudge(api: &TrayApi, caller: &Caller, imports: &[Import]) {
    let now = api.world.now();
    let late = |i: &&Import| i.status == ImportStatus::Reading && now.duration_since(i.at) > LATE;
    for import in imports.iter().filter(late) {
        let request = ImportRequest {
            company_id: caller.company.id().clone(),
            import_id: import.id.clone(),
            account: import.account.clone(),
        };
        let once = format!("{}-{}", import.id, now.as_second() / 300);
        let sent = api
            .queue
            .send(QueueName::Sync, request.outgoing(once))
            .await;
        if let Err(error) = sent {
            tracing::warn!(%error, "a late file waits for the next look");
        }
    }
}

/// The same for a request that was answered before: sending may be what failed the first time.
async fn start_again(api: &TrayApi, caller: &Caller, answered: &Answered) -> Result<(), Problem> {
    let body: serde_json::Value = serde_json::from_str(&answered.body).unwrap_or_default();
    let id = body["id"].as_str().unwrap_or_default();
    let Ok(id) = ImportId::new(id) else {
        return Ok(());
    };
    match caller.company.import(&id).await? {
        Some(import) => start(api, caller, &import).await,
        None => Ok(()),
    }
}
