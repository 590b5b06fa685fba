//! How money reached the bank: from its text, from what it is made of, and from what earlier matches with the same text
//! were.

use std::collections::BTreeMap;

use super::hypothesis::{Hypothesis, Why};
use super::ledger::Ledger;
use super::model::{Method, Processor};
use crate::descriptor::Announces;

/// So often must a text have been one processor's, and in so many of a hundred of its matches.
const TAUGHT: u32 = 2;
const TAUGHT_PERCENT: u64 = 90;

/// What a text announces that does not say it by itself, where this company's matches agree on what it was. A text that
/// names a processor is believed.
pub fn taught(announces: Announces, seen: &BTreeMap<Processor, u32>) -> Announces {
    let all: u64 = seen.values().map(|n| u64::from(*n)).sum();
    let most = seen.iter().max_by_key(|(_, n)| **n);
    let agreed = |n: u32| n >= TAUGHT && u64::from(n) * 100 >= all.saturating_mul(TAUGHT_PERCENT);
    let Some((processor, _)) = most.filter(|(_, n)| agreed(**n)) else {
        return announces;
    };
    let may_be_payout = matches!(
        announces,
        Announces::Unknown | Announces::FromPayer | Announces::OtherPayout
    );
    match (processor, announces) {
        (Processor::JobberPay, _) if may_be_payout => Announces::JobberPayout,
        (Processor::Stripe, _) if may_be_payout => Announces::StripePayout,
        (Processor::Check, Announces::Unknown) => Announces::Slip,
        (Processor::Ach, Announces::Unknown) => Announces::FromPayer,
        _ => announces,
    }
}

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
