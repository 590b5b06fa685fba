//! What money can be for: the open payments, the invoices somebody owes, and the jobs of these weeks, for
//! whoever splits a deposit or assigns one.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use oodaloo_domain::Money;
use oodaloo_domain::facts::{Invoice, Job, Payment};
use oodaloo_domain::money::decimal;
use serde::{Deserialize, Serialize};

use crate::caller::{Caller, member};
use crate::{Problem, TrayApi};

/// How far back, in days.
const DAYS: i64 = 120;
/// The most of each kind.
const MOST: usize = 100;
/// The longest text to look for, in characters.
const MAX_TEXT: usize = 100;

/// What the client sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    /// Part of a name, a number or a title.
    #[serde(default)]
    q: String,
}

/// What fits.
#[derive(Debug, Serialize)]
pub(crate) struct TargetsView {
    payments: Vec<PaymentView>,
    invoices: Vec<InvoiceView>,
    jobs: Vec<JobView>,
    /// There is more of a kind than is shown: ask with more of the name.
    more: bool,
}

#[derive(Debug, Serialize)]
struct PaymentView {
    payment_id: String,
    received_on: Date,
    client_name: Option<String>,
    invoices: Vec<String>,
    /// Not matched yet.
    #[serde(with = "decimal")]
    open: Money,
}

#[derive(Debug, Serialize)]
struct InvoiceView {
    invoice_id: String,
    number: String,
    client_name: Option<String>,
    #[serde(with = "decimal")]
    owed: Money,
}

#[derive(Debug, Serialize)]
struct JobView {
    job_id: String,
    number: i64,
    title: String,
    client_name: Option<String>,
}

/// `GET /api/v1/targets?company_id=&q=`.
pub(crate) async fn list(
    State(api): State<Arc<TrayApi>>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Json<TargetsView>, Problem> {
    if wanted.q.chars().count() > MAX_TEXT {
        return Err(Problem::bad_request(format!(
            "A text to look for has at most {MAX_TEXT} characters."
        )));
    }
    let company = &caller.company;
    member(company.member(&caller.user).await?)?;
    let today = api.world.now().to_zoned(TimeZone::UTC).date();
    let since = today.saturating_sub(DAYS.days());
    let text = wanted.q.to_lowercase();
    let mut view = TargetsView {
        payments: fitting(company.open_payments(since).await?, &text, payment),
        invoices: fitting(company.owed().await?, &text, invoice),
        jobs: fitting(company.jobs_since(since).await?, &text, job),
        more: false,
    };
    for more in [
        cut(&mut view.payments),
        cut(&mut view.invoices),
        cut(&mut view.jobs),
    ] {
        view.more |= more;
    }
    Ok(Json(view))
}

/// Newest first, of what holds the text.
fn fitting<T, V>(all: Vec<T>, text: &str, view: impl Fn(T) -> (String, V)) -> Vec<V> {
    let fits = all.into_iter().rev().map(view);
    fits.filter(|(words, _)| words.to_lowercase().contains(text))
        .map(|(_, view)| view)
        .collect()
}

fn cut<V>(all: &mut Vec<V>) -> bool {
    let more = all.len() > MOST;
    all.truncate(MOST);
    more
}

fn payment(p: Payment) -> (String, PaymentView) {
    let numbers = p.record.allocations.iter();
    let view = PaymentView {
        open: p.open(),
        payment_id: p.record.id.to_string(),
        received_on: p.record.received_on,
        client_name: p.record.client_name.clone(),
        invoices: numbers.filter_map(|a| a.invoice_number.clone()).collect(),
    };
    let who = view.client_name.as_deref().unwrap_or_default();
    (
        format!("{who} {} {}", view.invoices.join(" "), view.open),
        view,
    )
}

fn invoice(i: Invoice) -> (String, InvoiceView) {
    let who = i.client_name.as_deref().unwrap_or_default();
    (
        format!("{who} {} {}", i.number, i.balance),
        InvoiceView {
            invoice_id: i.id.to_string(),
            number: i.number,
            owed: i.balance,
            client_name: i.client_name,
        },
    )
}

fn job(j: Job) -> (String, JobView) {
    let who = j.client_name.as_deref().unwrap_or_default();
    (
        format!("{who} {} {}", j.number, j.title),
        JobView {
            job_id: j.id.to_string(),
            number: j.number,
            title: j.title,
            client_name: j.client_name,
        },
    )
}
