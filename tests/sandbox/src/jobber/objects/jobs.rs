//! Jobs.

use oodaloo_seeds::jobber::Job;

use super::{
    Args, Field, NoteOn, Value, What, World, args, clients, invoices, leaf, maybe, money, notes,
    object, page, payments, quotes, time, unknown, web_uri,
};

const TYPES: (&str, &str) = ("JobConnection", "JobEdge");

pub(super) fn list<'a>(all: &'a [Job], args: Args<'_>) -> Field<'a> {
    let filter = args.filter();
    let search = args.text("searchTerm").map(str::to_lowercase);
    let mut kept = args::keep(all, |j| {
        Ok(filter.is("status", &j.status)
            && filter.is("jobType", "ONE_OFF")
            && filter.one_of("ids", &j.id)
            && filter.within("createdAt", Some(j.created_at))?
            && filter.within("startAt", Some(j.start_at))?
            && filter.within("endAt", Some(j.end_at))?
            && filter.within("completedAt", j.completed_at)?
            && search
                .as_ref()
                .is_none_or(|s| j.title.to_lowercase().contains(s)))
    })?;
    args.sort(&mut kept, |j, key| match key {
        "UPDATED_AT" => (j.updated_at.as_millisecond(), String::new()),
        _ => (j.number, String::new()),
    });
    page::of(TYPES, kept.into_iter().map(What::Job).collect(), args)
}

/// Jobs that hang on another record.
pub(super) fn connection<'a>(of: impl Iterator<Item = &'a Job>, args: Args<'_>) -> Field<'a> {
    page::of(TYPES, of.map(What::Job).collect(), args)
}

fn invoiced_cents(world: &World<'_>, job: &Job) -> i64 {
    let of_job = world
        .account
        .side
        .invoices
        .iter()
        .filter(|i| i.job_id.as_ref() == Some(&job.id));
    of_job.map(|i| i.total_cents).sum()
}

pub(super) fn job<'a>(world: &World<'a>, job: &'a Job, name: &str, args: Args<'_>) -> Field<'a> {
    let side = &world.account.side;
    match name {
        "id" => leaf(job.id.as_str()),
        "notes" => notes::connection(world, NoteOn::Job, &job.id, args),
        "jobNumber" => leaf(job.number),
        "title" => leaf(job.title.as_str()),
        "jobStatus" => leaf(job.status.as_str()),
        "jobType" => leaf("ONE_OFF"),
        "billingType" => leaf("FIXED_PRICE"),
        "client" => object(clients::find(world, &job.client_id)),
        "quote" => object(
            job.quote_id
                .as_deref()
                .and_then(|id| quotes::find(world, id)),
        ),
        "total" => money(job.total_cents),
        "invoicedTotal" => money(invoiced_cents(world, job)),
        "uninvoicedTotal" => money((job.total_cents - invoiced_cents(world, job)).max(0)),
        "jobBalanceTotals" => Ok(Value::One(What::JobBalance(job))),
        "jobCosting" => Ok(Value::One(What::JobCosting(job))),
        "startAt" => leaf(time(job.start_at)),
        "endAt" => leaf(time(job.end_at)),
        "completedAt" => maybe(job.completed_at.map(time)),
        "jobberWebUri" => web_uri("work_orders", job.number),
        "createdAt" => leaf(time(job.created_at)),
        "updatedAt" => leaf(time(job.updated_at)),
        "invoices" => invoices::connection(
            side.invoices
                .iter()
                .filter(|i| i.job_id.as_ref() == Some(&job.id)),
            args,
        ),
        "paymentRecords" => {
            let is_of_job = |id: &str| {
                world
                    .account
                    .invoice(id)
                    .is_some_and(|i| i.job_id.as_ref() == Some(&job.id))
            };
            payments::flat_connection(
                side.payments.iter().filter(|p| is_of_job(&p.invoice_id)),
                args,
            )
        }
        _ => unknown("Job", name),
    }
}

pub(super) fn balance<'a>(world: &World<'_>, job: &Job, name: &str) -> Field<'a> {
    let of_job = world
        .account
        .side
        .invoices
        .iter()
        .filter(|i| i.job_id.as_ref() == Some(&job.id));
    match name {
        "totalAmount" => money(invoiced_cents(world, job)),
        "outstandingAmount" => money(of_job.map(|i| i.total_cents - i.paid_cents).sum()),
        _ => unknown("JobBalanceTotals", name),
    }
}

pub(super) fn costing<'a>(world: &World<'_>, job: &Job, name: &str) -> Field<'a> {
    let revenue = invoiced_cents(world, job);
    let cost = job.labour_cost_cents + job.expense_cost_cents;
    match name {
        "id" => leaf(job.id.as_str()),
        "expenseCost" => money(job.expense_cost_cents),
        "labourCost" => money(job.labour_cost_cents),
        "labourDuration" => leaf(job.labour_seconds),
        "lineItemCost" => money(0),
        "profitAmount" => money(revenue - cost),
        "profitPercentage" => {
            maybe((revenue > 0).then(|| ((revenue - cost) * 1_000 / revenue) as f64 / 10.0))
        }
        "totalCost" => money(cost),
        "totalRevenue" => money(revenue),
        _ => unknown("JobCosting", name),
    }
}
