//! Payment records, in both of their shapes, and what they are allocated to.

use oodaloo_seeds::jobber::{Payment, PaymentKind};

use super::{
    Args, Field, What, World, args, clients, leaf, maybe, money, null, object, page, payouts, root,
    time, unknown,
};

const TYPES: (&str, &str) = (
    "PaymentRecordInterfaceConnection",
    "PaymentRecordInterfaceEdge",
);
const FLAT_TYPES: (&str, &str) = ("PaymentRecordConnection", "PaymentRecordEdge");
const ALLOCATION_TYPES: (&str, &str) = (
    "PaymentRecordAllocationInterfaceConnection",
    "PaymentRecordAllocationInterfaceEdge",
);
const REFUND_TYPES: (&str, &str) = ("PaymentRecordRefundConnection", "PaymentRecordRefundEdge");

/// The implementer of `PaymentRecordInterface`.
pub(super) fn type_name(payment: &Payment) -> &'static str {
    match payment.kind {
        PaymentKind::JobberCard => "JobberPaymentsCreditCardPaymentRecord",
        PaymentKind::Card => "CreditCardPaymentRecord",
        PaymentKind::BankTransfer => "BankTransferPaymentRecord",
        PaymentKind::Check => "CheckPaymentRecord",
        PaymentKind::Cash => "CashPaymentRecord",
        PaymentKind::Zelle => "ZellePaymentRecord",
    }
}

pub(super) fn list<'a>(all: &'a [Payment], args: Args<'_>) -> Field<'a> {
    let filter = args.filter();
    let mut kept = args::keep(all, |p| {
        Ok(filter.is("clientId", &p.client_id)
            && filter.is("adjustmentType", "PAYMENT")
            && filter.is("paymentType", root::payment_type(p.kind))
            && filter.is_bool("refundable", p.kind == PaymentKind::JobberCard)
            && filter.within("entryDate", Some(p.entry_date))?)
    })?;
    args.sort(&mut kept, |p, key| match key {
        "ENTRY_DATE" => (p.entry_date.as_millisecond(), String::new()),
        "UPDATED_AT" => (p.updated_at.as_millisecond(), String::new()),
        _ => (p.created_at.as_millisecond(), String::new()),
    });
    page::of(TYPES, kept.into_iter().map(What::Payment).collect(), args)
}

/// Payments that hang on another record: the flat shape.
pub(super) fn flat_connection<'a>(
    of: impl Iterator<Item = &'a Payment>,
    args: Args<'_>,
) -> Field<'a> {
    page::of(FLAT_TYPES, of.map(What::FlatPayment).collect(), args)
}

pub(super) fn payment<'a>(
    world: &World<'a>,
    payment: &'a Payment,
    name: &str,
    args: Args<'_>,
) -> Field<'a> {
    match name {
        "id" => leaf(payment.id.as_str()),
        "adjustmentType" => leaf(adjustment(world, payment)),
        "amount" => money(payment.amount_cents),
        // Harsh: the documentation says that it is signed, and not which way. Here as a client's balance moves.
        "rawAmount" => money(match adjustment(world, payment) {
            "PAYMENT" | "DEPOSIT" | "CORRECTION" | "BAD_DEBT" => -payment.amount_cents,
            _ => payment.amount_cents,
        }),
        "canEdit" => leaf(payment.kind != PaymentKind::JobberCard),
        "entryDate" => leaf(time(payment.entry_date)),
        "paymentOrigin" => match payment.kind {
            PaymentKind::JobberCard => leaf("CLIENT_ONLINE_ORIGIN"),
            _ => leaf("EMPLOYEE_ONLINE_ORIGIN"),
        },
        "paymentType" => leaf(root::payment_type(payment.kind)),
        "client" => object(clients::find(world, &payment.client_id)),
        "invoice" => object(
            world
                .account
                .invoice(&payment.invoice_id)
                .map(What::Invoice),
        ),
        "allocations" => page::of(ALLOCATION_TYPES, parts(world, payment), args),
        "refunds" => page::of(REFUND_TYPES, Vec::new(), args),
        "checkNumber" => maybe(payment.check_number.as_deref()),
        "quote"
        | "details"
        | "sentAt"
        | "confirmationNumber"
        | "ccTransactionNumber"
        | "gatewayName" => null(),
        "refundableAmount" => match payment.kind {
            PaymentKind::JobberCard => money(payment.amount_cents),
            _ => null(),
        },
        _ => processed(world, payment, name),
    }
}

/// What only Jobber Payments knows of a payment.
fn processed<'a>(world: &World<'a>, payment: &'a Payment, name: &str) -> Field<'a> {
    match name {
        "feeAmount" => payment.fee_cents.map_or_else(null, money),
        "payout" => object(
            payment
                .payout_id
                .as_deref()
                .and_then(|id| payouts::find(world, id)),
        ),
        "transactionStatus" => leaf("SUCCEEDED"),
        "transactionId" => leaf(format!("ch_{}", payment.id.trim_end_matches('='))),
        "brand" => leaf("Visa"),
        "expiry" => leaf("12/29"),
        "lastDigits" => leaf("4242"),
        "nameOnCard" => {
            let client = world
                .account
                .side
                .clients
                .iter()
                .find(|c| c.id == payment.client_id);
            leaf(client.map_or_else(String::new, |c| format!("{} {}", c.first_name, c.last_name)))
        }
        "paymentMethodFunding" => leaf("credit"),
        "surchargeAmount" | "surchargeTaxAmount" | "tipAmount" => money(0),
        "refundedAt" | "selectedTipPercentage" => null(),
        _ => unknown(type_name(payment), name),
    }
}

pub(super) fn flat<'a>(
    world: &World<'a>,
    payment: &'a Payment,
    name: &str,
    args: Args<'_>,
) -> Field<'a> {
    let by_jobber = payment.kind == PaymentKind::JobberCard;
    match name {
        "id" => leaf(payment.id.as_str()),
        "adjustmentType" => leaf(adjustment(world, payment)),
        "amount" => money(payment.amount_cents),
        "entryDate" => leaf(time(payment.entry_date)),
        "jobberPaymentTransactionStatus" => maybe(by_jobber.then_some("SUCCEEDED")),
        "tipAmount" => null(),
        "allocations" => page::of(ALLOCATION_TYPES, parts(world, payment), args),
        "refunds" => page::of(REFUND_TYPES, Vec::new(), args),
        _ => unknown("PaymentRecord", name),
    }
}

/// The type of an entry of the ledger.
fn adjustment<'a>(world: &World<'a>, payment: &Payment) -> &'a str {
    let other = world.account.adjustments.get(&payment.id);
    other.map_or("PAYMENT", String::as_str)
}

/// The invoices that a payment covers, with the part of each.
fn parts<'a>(world: &World<'a>, payment: &'a Payment) -> Vec<What<'a>> {
    match world.account.allocations.get(&payment.id) {
        Some(parts) => parts
            .iter()
            .map(|(invoice, cents)| What::Allocation(invoice, *cents))
            .collect(),
        None => vec![What::Allocation(&payment.invoice_id, payment.amount_cents)],
    }
}

pub(super) fn allocation<'a>(
    world: &World<'a>,
    invoice: &str,
    cents: i64,
    name: &str,
) -> Field<'a> {
    match name {
        "amount" => money(cents),
        "invoice" => object(world.account.invoice(invoice).map(What::Invoice)),
        _ => unknown("InvoicePaymentRecordAllocation", name),
    }
}
