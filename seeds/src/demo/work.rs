//! Clients, jobs, quotes and invoices.

use jiff::civil::Date;

use super::book::Book;
use crate::{
    calendar::add_days,
    ids,
    jobber::{Client, Invoice, Job, Quote},
    names,
};

/// Index of a record in its list of [`crate::jobber::JobberSide`].
pub(crate) type Index = usize;

/// Numbers start high, as in a company that has traded for a while.
fn number(first: i64, already: usize) -> i64 {
    first + i64::try_from(already).unwrap_or(0)
}

/// A new client; a business where one is left and it is asked for.
pub(crate) fn client(book: &mut Book, business: bool, on: Date) -> Index {
    let (first_name, last_name) = book.next_person();
    let company_name = if business {
        book.next_business().map(str::to_owned)
    } else {
        None
    };
    let at = book.typed_at(on);
    let already = book.jobber.clients.len();
    let mailbox = format!("{first_name}.{last_name}")
        .to_lowercase()
        .replace('\'', "");
    book.jobber.clients.push(Client {
        id: ids::jobber("Client", number(40_211, already)),
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        company_name,
        email: format!("{mailbox}{already}@example.com"),
        phone: format!("303-555-{:04}", 100 + already),
        created_at: at,
        updated_at: at,
    });
    already
}

/// What a job is, before it has a number.
pub(crate) struct NewJob {
    pub(crate) client: Index,
    pub(crate) title: &'static str,
    pub(crate) total_cents: i64,
    pub(crate) start_on: Date,
    pub(crate) end_on: Date,
    pub(crate) completed: bool,
    pub(crate) quote_id: Option<String>,
}

/// A new job. About one in four costs more than it brings.
pub(crate) fn job(book: &mut Book, new: NewJob) -> Index {
    let already = book.jobber.jobs.len();
    let created_at = book.typed_at(add_days(new.start_on, -4));
    let (start_at, end_at) = (book.typed_at(new.start_on), book.typed_at(new.end_on));
    let cost_percent = if already % 4 == 3 {
        book.draw.between(101, 122)
    } else {
        book.draw.between(48, 84)
    };
    let cost = new.total_cents * cost_percent / 100;
    let labour = cost * book.draw.between(45, 62) / 100;
    book.jobber.jobs.push(Job {
        id: ids::jobber("Job", number(88_301, already)),
        number: number(442, already),
        title: new.title.to_owned(),
        client_id: book.jobber.clients[new.client].id.clone(),
        quote_id: new.quote_id,
        status: if new.completed { "archived" } else { "active" }.to_owned(),
        total_cents: new.total_cents,
        labour_cost_cents: labour,
        labour_seconds: labour * 3_600 / 6_200,
        expense_cost_cents: cost - labour,
        start_at,
        end_at,
        completed_at: new.completed.then_some(end_at),
        created_at,
        updated_at: if new.completed {
            end_at.max(created_at)
        } else {
            start_at.max(created_at)
        },
    });
    already
}

/// What an invoice is, before it has a number.
pub(crate) struct NewInvoice<'a> {
    pub(crate) client: Index,
    pub(crate) job: Option<Index>,
    pub(crate) subject: &'a str,
    pub(crate) total_cents: i64,
    pub(crate) issued_on: Date,
    pub(crate) due_on: Date,
}

/// A new invoice with nothing paid on it.
pub(crate) fn invoice(book: &mut Book, new: &NewInvoice<'_>) -> Index {
    let already = book.jobber.invoices.len();
    let at = book.typed_at(new.issued_on);
    let past_due = new.due_on < book.as_of;
    book.jobber.invoices.push(Invoice {
        id: ids::jobber("Invoice", number(61_007, already)),
        number: number(1_031, already),
        subject: new.subject.to_owned(),
        client_id: book.jobber.clients[new.client].id.clone(),
        job_id: new.job.map(|j| book.jobber.jobs[j].id.clone()),
        status: if past_due { "past_due" } else { "sent_not_due" }.to_owned(),
        total_cents: new.total_cents,
        paid_cents: 0,
        issued_on: new.issued_on,
        due_on: new.due_on,
        received_on: None,
        created_at: at,
        updated_at: at,
    });
    already
}

/// A quote and what became of it.
pub(crate) fn quote(
    book: &mut Book,
    client: Index,
    title: &str,
    total_cents: i64,
    sent_on: Date,
    status: &str,
) -> String {
    let already = book.jobber.quotes.len();
    let created_at = book.typed_at(sent_on);
    let decided_at = book.typed_at(add_days(sent_on, 3));
    let approved_at = matches!(status, "approved" | "converted").then_some(decided_at);
    let id = ids::jobber("Quote", number(23_450, already));
    book.jobber.quotes.push(Quote {
        id: id.clone(),
        number: number(710, already),
        title: title.to_owned(),
        client_id: book.jobber.clients[client].id.clone(),
        status: status.to_owned(),
        total_cents,
        deposit_cents: total_cents * 35 / 100,
        sent_at: Some(created_at),
        approved_at,
        converted_at: if status == "converted" {
            approved_at
        } else {
            None
        },
        created_at,
        updated_at: approved_at.unwrap_or(created_at),
    });
    id
}

/// Quotes that are not work yet.
pub(crate) fn quotes_in_the_air(book: &mut Book) {
    for (offset, status) in [
        (61, "awaiting_response"),
        (70, "awaiting_response"),
        (74, "approved"),
        (78, "awaiting_response"),
    ] {
        let on = book.day(offset);
        let client = client(book, false, on);
        let total = book.draw.cents(4_000, 26_000);
        let title = book.draw.pick(&names::PROJECT);
        let _ = quote(book, client, title, total, on, status);
    }
}
