//! Clients.

use oodaloo_seeds::jobber::Client;

use super::{
    Args, Field, NoteOn, Value, What, World, args, invoices, jobs, leaf, maybe, money, notes, page,
    quotes, time, unknown, web_uri,
};

const TYPES: (&str, &str) = ("ClientConnection", "ClientEdge");

pub(super) fn list<'a>(all: &'a [Client], args: Args<'_>) -> Field<'a> {
    let filter = args.filter();
    let search = args.text("searchTerm").map(str::to_lowercase);
    let mut kept = args::keep(all, |c| {
        Ok(filter.is_bool("isCompany", c.company_name.is_some())
            && filter.is_bool("isLead", false)
            && filter.is_bool("isArchived", false)
            && filter.within("updatedAt", Some(c.updated_at))?
            && filter.within("createdAt", Some(c.created_at))?
            && search
                .as_ref()
                .is_none_or(|s| c.name().to_lowercase().contains(s)))
    })?;
    args.sort(&mut kept, |c, key| match key {
        "UPDATED_AT" => (c.updated_at.as_millisecond(), String::new()),
        "FIRST_NAME" => (0, c.first_name.clone()),
        "LAST_NAME" => (0, c.last_name.clone()),
        _ => (0, c.name()),
    });
    page::of(TYPES, kept.into_iter().map(What::Client).collect(), args)
}

pub(super) fn client<'a>(
    world: &World<'a>,
    client: &'a Client,
    name: &str,
    args: Args<'_>,
) -> Field<'a> {
    let side = &world.account.side;
    match name {
        "id" => leaf(client.id.as_str()),
        "notes" => notes::connection(world, NoteOn::Client, &client.id, args),
        "name" => leaf(client.name()),
        "firstName" => leaf(client.first_name.as_str()),
        "lastName" => leaf(client.last_name.as_str()),
        "companyName" => maybe(client.company_name.as_deref()),
        "isCompany" => leaf(client.company_name.is_some()),
        "isLead" | "isArchived" | "sampleData" => leaf(false),
        "balance" => {
            let owed = side.invoices.iter().filter(|i| i.client_id == client.id);
            money(owed.map(|i| i.total_cents - i.paid_cents).sum())
        }
        "email" => leaf(client.email.as_str()),
        "defaultEmails" => Ok(Value::Leaves(vec![client.email.as_str().into()])),
        "phone" => leaf(client.phone.as_str()),
        "jobberWebUri" => {
            let index = side
                .clients
                .iter()
                .position(|c| c.id == client.id)
                .unwrap_or(0);
            web_uri("clients", i64::try_from(index).unwrap_or(0))
        }
        "createdAt" => leaf(time(client.created_at)),
        "updatedAt" => leaf(time(client.updated_at)),
        "invoices" => invoices::connection(
            side.invoices.iter().filter(|i| i.client_id == client.id),
            args,
        ),
        "jobs" => jobs::connection(side.jobs.iter().filter(|j| j.client_id == client.id), args),
        "quotes" => quotes::connection(
            side.quotes.iter().filter(|q| q.client_id == client.id),
            args,
        ),
        _ => unknown("Client", name),
    }
}

/// The client of a record.
pub(super) fn find<'a>(world: &World<'a>, id: &str) -> Option<What<'a>> {
    world
        .account
        .side
        .clients
        .iter()
        .find(|c| c.id == id)
        .map(What::Client)
}
