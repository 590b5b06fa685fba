//! The one place that says reasons in words: as a dispatcher would say them, for one and for many.

use super::fees::FeePlan;
use super::model::Method;
use super::names::{Names, days};
use super::reason::{MAX_NAMED, Reason};
use crate::money::Money;

impl Reason {
    /// In words that a dispatcher understands. What `names` does not know is "one payment" or "another deposit", never
    /// an id. Whether it speaks for or against is [`Reason::sign`]'s to say.
    #[must_use]
    pub fn sentence(&self, names: &Names) -> String {
        match self {
            Self::RailLists { .. } => {
                "The processor itself lists exactly these payments as one payout.".into()
            }
            Self::NetEquals {
                plan,
                payments,
                also_on,
            } => net_equals(*plan, *payments, *also_on),
            Self::SumEquals { payments: 1 } => "The amount is the same to the cent.".into(),
            Self::SumEquals { payments } => {
                format!("{payments} payments add up to the deposit to the cent.")
            }
            Self::OnlyFit { of: 1 } => "It is the only payment around.".into(),
            Self::OnlyFit { of } => format!("The only one that fits of {of} payments around."),
            Self::AllOfDays {
                from,
                to,
                business_days,
                methods,
            } => {
                let (what, when) = (kind(methods), days(*from, *to));
                format!(
                    "All {what} of {when}, in the bank {}.",
                    later(*business_days, methods)
                )
            }
            Self::PartOfDays {
                from,
                to,
                left,
                methods,
            } => {
                let (what, when) = (kind(methods), days(*from, *to));
                let are = if *left == 1 { "is" } else { "are" };
                format!("Only a part of the {what} of {when}: {left} of them {are} not in it.")
            }
            Self::WithDebits {
                plan,
                payments,
                business_days,
            } => with_debits(*plan, *payments, *business_days),
            Self::OtherRate {
                plan,
                payments,
                also_in,
            } => other_rate(*plan, *payments, *also_in),
            Self::RolledOverCutOff { payments: 1 } => {
                "1 payment taken late in the day rides in the next payout.".into()
            }
            Self::RolledOverCutOff { payments } => {
                format!("{payments} payments taken late in the day ride in the next payout.")
            }
            Self::DaysApart { days } => days_apart(*days),
            Self::SinceLastSlip { from, to } => {
                format!("The checks of {}, since the last slip.", days(*from, *to))
            }
            Self::HeldBack { waiting, added } => held_back(*waiting, *added),
            Self::ReferenceInDescriptor { reference } => {
                format!("The bank's text holds the number {reference}.")
            }
            Self::NameInDescriptor { name } => format!("The bank's text names {name}."),
            Self::PartOfNameInDescriptor { name } => {
                format!("The bank's text holds a part of the name {name}.")
            }
            Self::OtherNameInDescriptor { name } => {
                format!("The bank's text tells of {name} instead.")
            }
            Self::KnownPayer { times: 1 } => {
                "The same text was confirmed for this client once before.".into()
            }
            Self::KnownPayer { times } => {
                format!("The same text was confirmed for this client {times} times before.")
            }
            Self::SameClient { name, payments: 1 } => format!("The payment is of {name}."),
            Self::SameClient { name, payments } => {
                format!("All {payments} payments are of one client, {name}.")
            }
            Self::SameText { deposits: 1 } => {
                "1 more deposit with the same text is this client's.".into()
            }
            Self::SameText { deposits } => {
                format!("{deposits} more deposits with the same text are this client's.")
            }
            Self::Competing { ways: 1 } => "There is 1 way to explain this deposit.".into(),
            Self::Competing { ways } => format!("There are {ways} ways to explain this deposit."),
            Self::RunnerUp {
                instead,
                of,
                percent,
            } => runner_up(names, instead, of, *percent),
            Self::AlsoFitsOtherDeposit { deposit_id } => {
                let other = deposit(names, deposit_id);
                format!("The same money could also be {other}.")
            }
            Self::NotRevenueText => {
                "The bank's text is that of a loan, a transfer between own accounts, a refund or the like.".into()
            }
            Self::NotSearchedToTheEnd { limit: 1 } => {
                "Not searched to the end: there is more than 1 possibility.".into()
            }
            Self::NotSearchedToTheEnd { limit } => {
                format!("Not searched to the end: there are more than {limit} possibilities.")
            }
            Self::PartOfPayment {
                payment_id,
                part,
                of,
                rest_in,
            } => {
                let whole = names.payment(payment_id);
                let whole = whole.unwrap_or_else(|| format!("a payment of {}", of.dollars()));
                let (part, rest) = (part.dollars(), deposit(names, rest_in));
                format!("{part} of {whole}; {rest} is the rest.")
            }
            Self::Unexplained { amount } => unexplained(*amount),
            Self::OneEdit {
                payment_id,
                left_out: true,
            } => format!("Exact if {} is left out.", payment(names, payment_id)),
            Self::OneEdit {
                payment_id,
                left_out: false,
            } => format!(
                "Exact if {} is in it, though its date or method says otherwise.",
                payment(names, payment_id)
            ),
            Self::MissingRefund { payment_id } => {
                let which = payment(names, payment_id);
                format!("What is missing: exact if money was given back on {which}.")
            }
            Self::MissingDispute { payment_id, charge } => {
                let (which, charge) = (payment(names, payment_id), charge.dollars());
                format!("What is missing: exact if {which} was disputed, with {charge} charged for it.")
            }
            Self::MissingPayment { amount } => {
                let amount = amount.dollars();
                format!("What is missing: exact with a payment of {amount} that nobody recorded.")
            }
            Self::MissingCorrection {
                payment_id,
                should_be,
            } => {
                let (which, right) = (payment(names, payment_id), should_be.dollars());
                format!("What is missing: exact if {which} was really {right}.")
            }
            Self::MissingTip { amount } => {
                format!("What is missing: exact with a tip of {}.", amount.dollars())
            }
        }
    }
}

fn net_equals(plan: FeePlan, payments: usize, also_on: usize) -> String {
    let others = match also_on {
        0 => String::new(),
        1 => "; 1 more deposit follows the same fees".into(),
        n => format!("; {n} more deposits follow the same fees"),
    };
    let on = counted(payments, "payment");
    format!("Exact to the cent after {plan} on {on}{others}.")
}

fn other_rate(plan: FeePlan, payments: usize, also_in: usize) -> String {
    let cost = match payments {
        1 => "1 payment costs".into(),
        _ => format!("{payments} payments cost"),
    };
    let others = match also_in {
        0 => String::new(),
        1 => ", as some do in 1 more deposit".into(),
        _ => format!(", as some do in {also_in} more deposits"),
    };
    format!("{cost} another rate, {plan}{others}.")
}

fn with_debits(plan: FeePlan, payments: usize, business_days: u8) -> String {
    let debits = counted(payments, "bank debit");
    let days = counted(business_days.into(), "business day");
    format!("With {debits} in it, less {plan} each, which took {days} to the bank.")
}

fn unexplained(amount: Money) -> String {
    let how_much = amount.abs().dollars();
    if amount.cents() < 0 {
        format!("{how_much} less arrived than expected: a refund, a dispute, or a share withheld?")
    } else {
        format!("{how_much} more arrived than expected: a tip, or a payment nobody recorded?")
    }
}

fn held_back(waiting: usize, added: usize) -> String {
    let waiting = match waiting {
        0 => None,
        n => Some(format!(
            "{} of those days would wait for the next slip",
            counted(n, "check")
        )),
    };
    let added = match added {
        0 => None,
        1 => Some("1 payment would be cash, or a check held back before".into()),
        n => Some(format!(
            "{n} payments would be cash, or checks held back before"
        )),
    };
    let both: Vec<String> = waiting.into_iter().chain(added).collect();
    format!("{}.", both.join(", and "))
}

fn days_apart(days: i32) -> String {
    match days {
        0 => "Received and banked on the same day.".into(),
        1 => "In the bank the day after it was received.".into(),
        -1 => "In the bank the day before the payment was entered.".into(),
        n if n < 0 => format!("In the bank {} days before the payment was entered.", -n),
        n => format!("In the bank {n} days after it was received."),
    }
}

fn runner_up(names: &Names, instead: &[String], of: &[String], percent: u8) -> String {
    let (other, this) = (listed(names, instead), listed(names, of));
    let what = match (instead.is_empty(), of.is_empty()) {
        (false, false) => format!("{other} instead of {this}"),
        (false, true) => format!("{other} as well"),
        (true, false) => format!("the same without {this}"),
        (true, true) => "the same payments in another way".into(),
    };
    let chance = match percent {
        0 => "less than 1 %".into(),
        n => format!("{n} %"),
    };
    format!("Another way ({chance}): {what}.")
}

/// The first few by name, the others counted.
fn listed(names: &Names, ids: &[String]) -> String {
    let shown: Vec<String> = ids
        .iter()
        .take(MAX_NAMED)
        .filter_map(|id| names.payment(id))
        .collect();
    let more = ids.len() - shown.len();
    match (shown.split_last(), more) {
        (None, n) => counted(n, "payment"),
        (Some(_), n) if n > 0 => format!("{} and {n} more", shown.join(", ")),
        (Some((last, [])), _) => last.clone(),
        (Some((last, others)), _) => format!("{} and {last}", others.join(", ")),
    }
}

fn payment(names: &Names, id: &str) -> String {
    names.payment(id).unwrap_or_else(|| "one payment".into())
}

fn deposit(names: &Names, id: &str) -> String {
    names
        .deposit(id)
        .unwrap_or_else(|| "another deposit".into())
}

/// What payments of some methods are called.
fn kind(methods: &[Option<Method>]) -> String {
    let words = methods.iter().map(|m| match m {
        Some(Method::JobberPayments) => "Jobber payments",
        Some(Method::Card) => "card payments",
        Some(Method::Ach) => "bank payments",
        Some(Method::Check) => "checks",
        Some(Method::Cash) => "cash",
        Some(Method::Other) => "other payments",
        None => "payments of unknown method",
    });
    let words: Vec<&str> = words.collect();
    match words.split_last() {
        None => "payments".into(),
        Some((last, [])) => (*last).into(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// People carry checks to the bank on any day; processors pay out on business days.
fn later(n: u8, methods: &[Option<Method>]) -> String {
    let day = if methods.contains(&Some(Method::Check)) {
        "day"
    } else {
        "business day"
    };
    match n {
        0 => format!("on the same {day}"),
        n => format!("{} later", counted(n.into(), day)),
    }
}

fn counted(n: usize, what: &str) -> String {
    if n == 1 {
        format!("1 {what}")
    } else {
        format!("{n} {what}s")
    }
}
