//! What a selection of the schema reads from an account's books.
//!
//! One module per family of types. A field function gets the record and the field's name and gives a [`Value`]; what it
//! does not know is an error of that field, so that SDL and code cannot drift apart unseen.

mod args;
mod clients;
mod invoices;
mod jobs;
pub(crate) mod notes;
mod page;
mod payments;
mod payouts;
mod quotes;
mod root;

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use apollo_compiler::{
    resolvers::{FieldError, ObjectValue, ResolveInfo, ResolvedValue},
    response::JsonValue,
};
use jiff::{Timestamp, civil::Date};
use oodaloo_seeds::jobber::{BalanceTransaction, Client, Invoice, Job, Payment, Payout, Quote};

use super::Account;
use crate::faults::Refusal;
use args::Args;
use notes::{Made, Note, NoteOn, Payload, Task};
pub(super) use page::Page;

/// The books one request may read, and what it has used of them.
pub(in crate::jobber) struct World<'a> {
    pub(in crate::jobber) account: &'a Account,
    /// Values given so far: the actual cost.
    pub(in crate::jobber) leaves: Cell<i64>,
    /// Whether the request disconnected the app.
    pub(in crate::jobber) disconnected: Cell<bool>,
    /// What the request has made: part of the books afterwards.
    pub(in crate::jobber) made: RefCell<Vec<Made>>,
    /// How every write is refused, where it is.
    pub(in crate::jobber) refusal: Option<Refusal>,
    pub(in crate::jobber) now: Timestamp,
}

impl<'a> World<'a> {
    pub(in crate::jobber) fn new(
        account: &'a Account,
        refusal: Option<Refusal>,
        now: Timestamp,
    ) -> Self {
        Self {
            account,
            leaves: Cell::new(0),
            disconnected: Cell::new(false),
            made: RefCell::default(),
            refusal,
            now,
        }
    }
}

/// A GraphQL object: which type, over which record.
#[derive(Clone)]
pub(in crate::jobber) enum What<'a> {
    Query,
    Mutation,
    Account,
    Application,
    AppDisconnect,
    Client(&'a Client),
    Invoice(&'a Invoice),
    InvoiceAmounts(&'a Invoice),
    Job(&'a Job),
    JobBalance(&'a Job),
    JobCosting(&'a Job),
    Quote(&'a Quote),
    QuoteAmounts(&'a Quote),
    QuoteTransitions(&'a Quote),
    /// A payment as the root query gives it: with a type of its own.
    Payment(&'a Payment),
    /// A payment as it hangs on an invoice or a job.
    FlatPayment(&'a Payment),
    /// Invoice and cents.
    Allocation(&'a str, i64),
    Payout(&'a Payout),
    PayoutLine(&'a BalanceTransaction),
    Note(Arc<Note>),
    Task(Arc<Task>),
    Payload(Payload),
    /// Which argument, and what is wrong with it.
    UserError(&'static str, String),
    Page(Page<'a>),
    Edge(&'static str, String, Box<What<'a>>),
    PageInfo(page::Info),
}

/// What a field holds.
pub(in crate::jobber) enum Value<'a> {
    Leaf(JsonValue),
    Leaves(Vec<JsonValue>),
    One(What<'a>),
    Many(Vec<What<'a>>),
}

pub(in crate::jobber) type Field<'a> = Result<Value<'a>, FieldError>;

/// An object together with the books it reads from.
pub(in crate::jobber) struct Node<'a> {
    pub(in crate::jobber) world: &'a World<'a>,
    pub(in crate::jobber) what: What<'a>,
}

impl ObjectValue for Node<'_> {
    fn type_name(&self) -> &str {
        match &self.what {
            What::Query => "Query",
            What::Mutation => "Mutation",
            What::Account => "Account",
            What::Application => "Application",
            What::AppDisconnect => "AppDisconnectPayload",
            What::Client(_) => "Client",
            What::Invoice(_) => "Invoice",
            What::InvoiceAmounts(_) => "InvoiceAmounts",
            What::Job(_) => "Job",
            What::JobBalance(_) => "JobBalanceTotals",
            What::JobCosting(_) => "JobCosting",
            What::Quote(_) => "Quote",
            What::QuoteAmounts(_) => "QuoteAmounts",
            What::QuoteTransitions(_) => "QuoteLastTransitioned",
            What::Payment(payment) => payments::type_name(payment),
            What::FlatPayment(_) => "PaymentRecord",
            What::Allocation(..) => "InvoicePaymentRecordAllocation",
            What::Payout(_) => "PayoutRecord",
            What::PayoutLine(_) => "PaymentBalanceTransaction",
            What::Note(note) => note.on.type_name(),
            What::Task(_) => "Task",
            What::Payload(payload) => payload.kind(),
            What::UserError(..) => "MutationErrors",
            What::Page(page) => page.connection_type,
            What::Edge(name, ..) => name,
            What::PageInfo(_) => "PageInfo",
        }
    }

    fn resolve_field<'b>(
        &'b self,
        info: &'b ResolveInfo<'b>,
    ) -> Result<ResolvedValue<'b>, FieldError> {
        let args = Args(info.arguments());
        match self.field(info.field_name(), args)? {
            Value::Leaf(value) => {
                self.world.leaves.set(self.world.leaves.get() + 1);
                Ok(ResolvedValue::Leaf(value))
            }
            Value::Leaves(all) => {
                self.world.leaves.set(self.world.leaves.get() + 1);
                Ok(ResolvedValue::list(
                    all.into_iter().map(ResolvedValue::Leaf),
                ))
            }
            Value::One(what) => Ok(self.child(what)),
            Value::Many(all) => Ok(ResolvedValue::list(
                all.into_iter().map(|what| self.child(what)),
            )),
        }
    }
}

impl<'a> Node<'a> {
    fn child<'b>(&self, what: What<'a>) -> ResolvedValue<'b>
    where
        'a: 'b,
    {
        ResolvedValue::object(Node {
            world: self.world,
            what,
        })
    }

    fn field(&self, name: &str, args: Args<'_>) -> Field<'a> {
        let world = self.world;
        match &self.what {
            What::Query => root::query(world, name, args),
            What::Mutation => root::mutation(world, name, args),
            What::Account => root::account(world, name),
            What::Application => root::application(name),
            What::AppDisconnect => root::app_disconnect(name),
            What::Client(client) => clients::client(world, client, name, args),
            What::Invoice(invoice) => invoices::invoice(world, invoice, name, args),
            What::InvoiceAmounts(invoice) => invoices::amounts(invoice, name),
            What::Job(job) => jobs::job(world, job, name, args),
            What::JobBalance(job) => jobs::balance(world, job, name),
            What::JobCosting(job) => jobs::costing(world, job, name),
            What::Quote(quote) => quotes::quote(world, quote, name, args),
            What::QuoteAmounts(quote) => quotes::amounts(quote, name),
            What::QuoteTransitions(quote) => quotes::transitions(quote, name),
            What::Payment(payment) => payments::payment(world, payment, name, args),
            What::FlatPayment(payment) => payments::flat(world, payment, name, args),
            What::Allocation(invoice, cents) => payments::allocation(world, invoice, *cents, name),
            What::Payout(payout) => payouts::payout(world, payout, name, args),
            What::PayoutLine(line) => payouts::line(world, line, name),
            What::Note(note) => notes::note(note, name),
            What::Task(task) => notes::task(world, task, name),
            What::Payload(payload) => payload.field(world, name),
            What::UserError(at, why) => notes::user_error(at, why, name),
            What::Page(page) => page.field(name),
            What::Edge(_, cursor, node) => page::edge(cursor, node, name),
            What::PageInfo(info) => info.field(name),
        }
    }
}

/// A value of a field.
fn leaf<'a>(value: impl Into<JsonValue>) -> Field<'a> {
    Ok(Value::Leaf(value.into()))
}

/// No value.
fn null<'a>() -> Field<'a> {
    Ok(Value::Leaf(JsonValue::Null))
}

/// A value that may be missing.
fn maybe<'a, T: Into<JsonValue>>(value: Option<T>) -> Field<'a> {
    Ok(Value::Leaf(value.map_or(JsonValue::Null, Into::into)))
}

/// An object that may be missing.
fn object(what: Option<What<'_>>) -> Field<'_> {
    what.map_or_else(null, |what| Ok(Value::One(what)))
}

/// Money as Jobber sends it outside payouts: a float in units of the currency.
fn money<'a>(cents: i64) -> Field<'a> {
    leaf(cents as f64 / 100.0)
}

/// `ISO8601DateTime` in whole seconds.
fn time(at: Timestamp) -> JsonValue {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().into()
}

/// A local day as Jobber sends it: the moment it begins.
fn day(world: &World<'_>, day: Date) -> JsonValue {
    time(world.account.midnight(day))
}

/// Where a record is shown to people.
fn web_uri<'a>(kind: &str, number: i64) -> Field<'a> {
    leaf(format!("https://secure.getjobber.com/{kind}/{number}"))
}

fn unknown<'a>(kind: &str, name: &str) -> Field<'a> {
    Err(FieldError {
        message: format!("the sandbox has no {kind}.{name}"),
    })
}
