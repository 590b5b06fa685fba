//! A mail comes in, as SES would have it: what it found stands above the mail, the whole lies in the bucket. The
//! emulator takes no mail itself; from the bucket on everything is as it is deployed.

use std::fs;
use std::path::Path;

use crate::edge;
use crate::main_job;
use crate::progress::Progress;
use crate::state::State;
use crate::trouble::{Trouble, file};

/// Lets a mail come in, and waits until all that follows is worked off. Tells where it lies.
///
/// # Errors
/// [`Trouble`].
pub async fn receive(state: &State, path: &Path, verdict: &str) -> Result<String, Trouble> {
    let mail = fs::read(path).map_err(file(path))?;
    let mut object =
        format!("X-SES-Spam-Verdict: {verdict}\r\nX-SES-Virus-Verdict: {verdict}\r\n").into_bytes();
    object.extend(mail);
    let cloud = state.cloud()?;
    let bucket = state.deployed.output("InboxBucketName")?;
    let key = format!("mail/{}", edge::now().as_millisecond());
    cloud.put_object(bucket, &key, object).await?;
    let progress = Progress::default();
    progress.step("mail");
    main_job::run_dry(&cloud, state, &progress).await?;
    progress.done("queues are empty");
    Ok(format!("s3://{bucket}/{key}"))
}
