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
    let by_text = match announces {
        Announces::JobberPayout => Processor::JobberPay,
        Announces::StripePayout => Processor::Stripe,
        Announces::OwnTransfer => Processor::Transfer,
        Announces::Slip => Processor::Check,
        Announces::FromPayer => Processor::Ach,
        _ => Processor::Other,
    };
    let Some(best) = best else { return by_text };
    if matches!(best.why, Why::Listed { .. }) {
        return Processor::JobberPay;
    }
    let all = |m: Method| {
        best.set
            .iter()
            .all(|i| ledger.pay(*i).source.method == Some(m))
    };
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
