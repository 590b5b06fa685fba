//! Quotes.

use oodaloo_seeds::jobber::Quote;

use super::{
    Args, Field, NoteOn, Value, What, World, args, clients, jobs, leaf, maybe, money, notes, null,
    object, page, time, unknown, web_uri,
};

const TYPES: (&str, &str) = ("QuoteConnection", "QuoteEdge");

pub(super) fn list<'a>(all: &'a [Quote], args: Args<'_>) -> Field<'a> {
    let filter = args.filter();
    let search = args.text("searchTerm").map(str::to_lowercase);
    let mut kept = args::keep(all, |q| {
        Ok(filter.is("clientId", &q.client_id)
            && filter.is("status", &q.status)
            && filter.number("quoteNumber", q.number as f64)
            && filter.number("cost", q.total_cents as f64 / 100.0)
            && filter.within("sentAt", q.sent_at)?
            && filter.within("updatedAt", Some(q.updated_at))?
            && filter.within("createdAt", Some(q.created_at))?
            && search
                .as_ref()
                .is_none_or(|s| q.title.to_lowercase().contains(s)))
    })?;
    let or_never = |at: Option<jiff::Timestamp>| {
        (at.map_or(i64::MIN, |at| at.as_millisecond()), String::new())
    };
    args.sort(&mut kept, |q, key| match key {
        "CREATED_AT" => or_never(Some(q.created_at)),
        "LAST_SENT_AT" => or_never(q.sent_at),
        "APPROVED_AT" => or_never(q.approved_at),
        "CONVERTED_AT" => or_never(q.converted_at),
        "QUOTE_TOTAL" => (q.total_cents, String::new()),
        _ => (q.number, String::new()),
    });
    page::of(TYPES, kept.into_iter().map(What::Quote).collect(), args)
}

/// Quotes that hang on another record.
pub(super) fn connection<'a>(of: impl Iterator<Item = &'a Quote>, args: Args<'_>) -> Field<'a> {
    page::of(TYPES, of.map(What::Quote).collect(), args)
}

/// The quote of a job.
pub(super) fn find<'a>(world: &World<'a>, id: &str) -> Option<What<'a>> {
    world
        .account
        .side
        .quotes
        .iter()
        .find(|q| q.id == id)
        .map(What::Quote)
}

pub(super) fn quote<'a>(
    world: &World<'a>,
    quote: &'a Quote,
    name: &str,
    args: Args<'_>,
) -> Field<'a> {
    match name {
        "id" => leaf(quote.id.as_str()),
        "notes" => notes::connection(world, NoteOn::Quote, &quote.id, args),
        "quoteNumber" => leaf(quote.number.to_string()),
        "title" => leaf(quote.title.as_str()),
        "quoteStatus" => leaf(quote.status.as_str()),
        "amounts" => Ok(Value::One(What::QuoteAmounts(quote))),
        "client" => object(clients::find(world, &quote.client_id)),
        "sentAt" => maybe(quote.sent_at.map(time)),
        "transitionedAt" | "updatedAt" => leaf(time(quote.updated_at)),
        "lastTransitioned" => Ok(Value::One(What::QuoteTransitions(quote))),
        "jobberWebUri" => web_uri("quotes", quote.number),
        "createdAt" => leaf(time(quote.created_at)),
        "jobs" => {
            let of_quote = world
                .account
                .side
                .jobs
                .iter()
                .filter(|j| j.quote_id.as_ref() == Some(&quote.id));
            jobs::connection(of_quote, args)
        }
        _ => unknown("Quote", name),
    }
}

pub(super) fn amounts<'a>(quote: &Quote, name: &str) -> Field<'a> {
    let open = if quote.converted_at.is_some() {
        0
    } else {
        quote.deposit_cents
    };
    match name {
        "total" | "subtotal" | "nonTaxAmount" => money(quote.total_cents),
        "depositAmount" => money(quote.deposit_cents),
        "outstandingDepositAmount" => money(open),
        "discountAmount" | "taxAmount" => money(0),
        _ => unknown("QuoteAmounts", name),
    }
}

pub(super) fn transitions<'a>(quote: &Quote, name: &str) -> Field<'a> {
    match name {
        "approvedAt" => maybe(quote.approved_at.map(time)),
        "convertedAt" => maybe(quote.converted_at.map(time)),
        "changesRequestedAt" => null(),
        _ => unknown("QuoteLastTransitioned", name),
    }
}
