//! The root query and mutation, and the account.

use apollo_compiler::response::JsonValue;
use oodaloo_seeds::jobber::PaymentKind;

use super::{
    Args, Field, NoteOn, Value, What, World, clients, invoices, jobs, leaf, notes, null, object,
    payments, payouts, quotes, time, unknown,
};
use crate::JOBBER_APP_ID;

pub(super) fn query<'a>(world: &World<'a>, name: &str, args: Args<'_>) -> Field<'a> {
    let side = &world.account.side;
    let id = args.text("id").unwrap_or_default();
    match name {
        "account" => Ok(Value::One(What::Account)),
        "client" => object(side.clients.iter().find(|r| r.id == id).map(What::Client)),
        "clients" => clients::list(&side.clients, args),
        "invoice" => object(side.invoices.iter().find(|r| r.id == id).map(What::Invoice)),
        "invoices" => invoices::list(world, &side.invoices, args),
        "job" => object(side.jobs.iter().find(|r| r.id == id).map(What::Job)),
        "jobs" => jobs::list(&side.jobs, args),
        "paymentRecord" => object(side.payments.iter().find(|r| r.id == id).map(What::Payment)),
        "paymentRecords" => payments::list(&side.payments, args),
        "payoutRecord" => object(side.payouts.iter().find(|r| r.id == id).map(What::Payout)),
        "payoutRecords" => payouts::list(world, &side.payouts, args),
        "quote" => object(side.quotes.iter().find(|r| r.id == id).map(What::Quote)),
        "quotes" => quotes::list(&side.quotes, args),
        "tasks" => notes::tasks(world, args),
        _ => unknown("Query", name),
    }
}

pub(super) fn mutation<'a>(world: &World<'a>, name: &str, args: Args<'_>) -> Field<'a> {
    if let Some(on) = NoteOn::of_mutation(name) {
        return notes::create_note(world, on, args);
    }
    match name {
        "appDisconnect" => {
            world.disconnected.set(true);
            Ok(Value::One(What::AppDisconnect))
        }
        "taskCreate" => notes::create_task(world, args),
        _ => unknown("Mutation", name),
    }
}

pub(super) fn app_disconnect<'a>(name: &str) -> Field<'a> {
    match name {
        "app" => Ok(Value::One(What::Application)),
        "userErrors" => Ok(Value::Many(Vec::new())),
        _ => unknown("AppDisconnectPayload", name),
    }
}

pub(super) fn application<'a>(name: &str) -> Field<'a> {
    match name {
        "id" => leaf(JOBBER_APP_ID),
        "name" | "displayName" | "author" => leaf("Oodaloo"),
        "applicationScopes" => {
            leaf("read_clients read_quotes read_jobs read_invoices read_jobber_payments")
        }
        _ => unknown("Application", name),
    }
}

pub(super) fn account<'a>(world: &World<'a>, name: &str) -> Field<'a> {
    let side = &world.account.side;
    match name {
        "id" => leaf(side.account_id.as_str()),
        "name" => leaf(world.account.name.as_str()),
        "createdAt" => leaf(
            side.clients
                .first()
                .map_or(JsonValue::Null, |c| time(c.created_at)),
        ),
        "countryCode" => leaf(if world.account.currency == "CAD" {
            "CA"
        } else {
            "US"
        }),
        "industry" | "phone" => null(),
        _ => unknown("Account", name),
    }
}

/// `PaymentType` of a way of paying.
pub(super) fn payment_type(kind: PaymentKind) -> &'static str {
    match kind {
        PaymentKind::JobberCard => "JOBBER_PAYMENTS",
        PaymentKind::Card => "CREDIT_CARD",
        PaymentKind::BankTransfer => "BANK_TRANSFER",
        PaymentKind::Check => "CHEQUE",
        PaymentKind::Cash => "CASH",
        PaymentKind::Zelle => "ZELLE",
    }
}
