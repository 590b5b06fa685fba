//! How money reached the bank, from its text and from what it is made of.

use super::hypothesis::{Hypothesis, Why};
use super::ledger::Ledger;
use super::model::{Method, Processor};
use crate::descriptor::Announces;

/// The processor of a deposit, with its best explanation if there is a good one.
pub fn processor(
    ledger: &Ledger<'_>,
    announces: Announces,
    best: Option<&Hypothesis>,
) -> Processor {
    let Some(best) = best else {
        return of(announces, &[]);
    };
    if matches!(best.why, Why::Listed { .. }) {
        return Processor::JobberPay;
    }
    let methods: Vec<Option<Method>> = best
        .set
        .iter()
        .map(|i| ledger.pay(*i).source.method)
        .collect();
    of(announces, &methods)
}

/// The processor of a text and of the methods of what it is made of.
pub fn of(announces: Announces, methods: &[Option<Method>]) -> Processor {
    let by_text = match announces {
        Announces::JobberPayout => Processor::JobberPay,
        Announces::StripePayout => Processor::Stripe,
        Announces::OwnTransfer => Processor::Transfer,
        Announces::Slip => Processor::Check,
        Announces::FromPayer => Processor::Ach,
        _ => Processor::Other,
    };
    let all = |m: Method| !methods.is_empty() && methods.iter().all(|of| *of == Some(m));
    // Jobber Payments run on Stripe: the bank may name either.
    if all(Method::JobberPayments) {
        Processor::JobberPay
    } else if all(Method::Check) {
        Processor::Check
    } else if all(Method::Cash) {
        Processor::Cash
    } else if all(Method::Card) && announces != Announces::JobberPayout {
        if announces == Announces::OtherPayout {
            Processor::Other
        } else {
            Processor::Stripe
        }
    } else if all(Method::Ach) && !announces.is_payout() {
        Processor::Ach
    } else {
        by_text
    }
}
