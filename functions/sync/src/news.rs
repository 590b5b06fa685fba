//! What a Jobber webhook is about.

use jiff::Timestamp;
use oodaloo_domain::{ClientId, InvoiceId, JobId, PaymentId, PayoutId, QuoteId};
use oodaloo_rails::RailError;
use oodaloo_rails::jobber::{Reader, Single};
use oodaloo_runtime::messages::{SyncReason, SyncRequest};
use oodaloo_store::{Fact, Gone, News};

/// The news in a request; none where the rail does not say when it happened.
pub(crate) fn of(request: &SyncRequest) -> Option<News> {
    let SyncReason::Webhook {
        topic,
        item_id,
        occurred_at,
    } = &request.reason
    else {
        return None;
    };
    Some(News {
        rail: request.rail,
        item: item_id.clone()?,
        topic: topic.clone(),
        occurred_at: (*occurred_at)?,
    })
}

/// The record as it stands now: the event itself is never believed. None when there is nothing of
/// it to mirror.
pub(crate) async fn fetch(
    reader: &Reader<'_>,
    topic: &str,
    item: &str,
    installed: Timestamp,
) -> Result<Option<Fact>, RailError> {
    let entity = topic.split_once('_').map_or("", |(entity, _)| entity);
    Ok(match entity {
        "CLIENT" => one(reader.client(item).await?, Fact::Client, || {
            ClientId::new(item).map(Gone::Client)
        }),
        "JOB" => one(reader.job(item).await?, Fact::Job, || {
            JobId::new(item).map(Gone::Job)
        }),
        "INVOICE" => one(reader.invoice(item).await?, Fact::Invoice, || {
            InvoiceId::new(item).map(Gone::Invoice)
        }),
        "QUOTE" => one(
            reader.quote(item).await?,
            |quote| Fact::Quote(quote, installed),
            || QuoteId::new(item).map(Gone::Quote),
        ),
        "PAYMENT" => one(reader.payment_record(item).await?, Fact::Payment, || {
            PaymentId::new(item).map(Gone::Payment)
        }),
        "PAYOUT" => one(reader.payout_record(item).await?, Fact::Payout, || {
            PayoutId::new(item).map(Gone::Payout)
        }),
        _ => {
            // APP_DISCONNECT, perhaps a year old: whether it is so, the rail says now.
            reader.account().await?;
            None
        }
    })
}

fn one<T, E>(
    found: Option<Single<T>>,
    fact: impl FnOnce(T) -> Fact,
    gone: impl Fn() -> Result<Gone, E>,
) -> Option<Fact> {
    match found {
        Some(Single::Found(row)) => Some(fact(row.fact)),
        Some(Single::NotCash(_)) | None => gone().ok().map(Fact::Gone),
    }
}
