//! Payouts of Jobber Payments; whole cents, unlike everything else.

use oodaloo_seeds::jobber::{BalanceTransaction, Payout};

use super::{Args, Field, What, World, args, day, leaf, null, object, page, time, unknown};

const TYPES: (&str, &str) = ("PayoutRecordConnection", "PayoutRecordEdge");
const LINE_TYPES: (&str, &str) = (
    "BalanceTransactionInterfaceConnection",
    "BalanceTransactionInterfaceEdge",
);
const STATUS: &str = "PAID";
const METHOD: &str = "STANDARD";

pub(super) fn list<'a>(world: &World<'a>, all: &'a [Payout], args: Args<'_>) -> Field<'a> {
    let filter = args.filter();
    let mut kept = args::keep(all, |p| {
        let arrival = world.account.midnight(p.arrived_on);
        Ok(filter.is("status", STATUS)
            && filter.one_of("statuses", STATUS)
            && filter.is("payoutMethod", METHOD)
            && filter.after("arrivalDateAfter", arrival)?
            && filter.within("arrivalDateRange", Some(arrival))?
            && filter.within("updatedAt", Some(p.updated_at))?
            && filter.within("createdAt", Some(p.created_at))?)
    })?;
    args.sort(&mut kept, |p, key| match key {
        "NET_AMOUNT" => (p.net_cents, String::new()),
        _ => (0, p.arrived_on.to_string()),
    });
    page::of(TYPES, kept.into_iter().map(What::Payout).collect(), args)
}

/// The payout of a payment.
pub(super) fn find<'a>(world: &World<'a>, id: &str) -> Option<What<'a>> {
    world
        .account
        .side
        .payouts
        .iter()
        .find(|p| p.id == id)
        .map(What::Payout)
}

pub(super) fn payout<'a>(
    world: &World<'a>,
    payout: &'a Payout,
    name: &str,
    args: Args<'_>,
) -> Field<'a> {
    match name {
        "id" => leaf(payout.id.as_str()),
        "identifier" => leaf(payout.identifier.as_str()),
        "status" => leaf(STATUS),
        "payoutMethod" => leaf(METHOD),
        "type" => leaf("BANK_ACCOUNT"),
        "currency" => leaf(world.account.currency.to_lowercase()),
        "grossAmount" => leaf(payout.gross_cents),
        "feeAmount" => leaf(payout.fee_cents),
        "netAmount" => leaf(payout.net_cents),
        "arrivalDate" => leaf(day(world, payout.arrived_on)),
        "failureReason" => null(),
        "created" | "createdAt" => leaf(time(payout.created_at)),
        "updatedAt" => leaf(time(payout.updated_at)),
        "balanceTransactions" => page::of(
            LINE_TYPES,
            payout
                .balance_transactions
                .iter()
                .map(What::PayoutLine)
                .collect(),
            args,
        ),
        _ => unknown("PayoutRecord", name),
    }
}

pub(super) fn line<'a>(world: &World<'a>, line: &'a BalanceTransaction, name: &str) -> Field<'a> {
    match name {
        "id" => leaf(line.id.as_str()),
        "type" => leaf("PAYMENT"),
        "currency" => leaf(world.account.currency.to_lowercase()),
        "grossAmount" => leaf(line.gross_cents),
        "feeAmount" => leaf(line.fee_cents),
        "netAmount" => leaf(line.net_cents),
        "created" => leaf(time(line.created_at)),
        "paymentRecord" => {
            let all = &world.account.side.payments;
            object(
                all.iter()
                    .find(|p| p.id == line.payment_id)
                    .map(What::Payment),
            )
        }
        "tipAmount" => leaf(0_i64),
        _ => unknown("PaymentBalanceTransaction", name),
    }
}
