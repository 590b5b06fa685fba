//! Evidence for and against a set of payments, as data.

use super::decide::{Context, Option_};
use super::fees::FeePlan;
use super::habits::OneFor;
use super::hypothesis::{Named, Why};
use super::ledger::{Ledger, POOLS};
use super::payers::references;
use super::reason::Reason;
use crate::calendar::plus_days;
use crate::descriptor::{NameFit, ReferenceFit, name_fit, reference_fit};
use crate::money::Money;

/// So many days before and after a deposit an equal amount is told of.
const AROUND: i32 = 30;

/// A count of deposits, as nearly as probabilities tell.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a small count, zero or more"
)]
const fn whole(deposits: f64) -> usize {
    deposits.round() as usize
}

/// That other deposits with the same text are this client's.
fn same_text(ctx: &Context<'_>, one: &OneFor) -> Option<Reason> {
    let (theirs, all) = ctx.model.habits.of_text(one);
    let deposits = whole(theirs);
    // Where a text is many clients', it says nothing of any.
    (deposits > 0 && theirs * 2.0 >= all).then_some(Reason::SameText { deposits })
}

/// That the text tells of a payment: by a number of it or by its client's name.
fn named(
    ctx: &Context<'_>,
    deposit: usize,
    payment: u32,
    fit: NameFit,
    client: &dyn Fn(u32) -> String,
) -> Option<Reason> {
    let (ledger, text) = (ctx.ledger, &ctx.ledger.deposits[deposit].text);
    let by_name = name_fit(text, ledger.payers.name(ledger.payers.client(payment)));
    if fit == NameFit::None || by_name >= fit {
        let name = client(payment);
        return match fit {
            NameFit::Full => Some(Reason::NameInDescriptor { name }),
            NameFit::Part => Some(Reason::PartOfNameInDescriptor { name }),
            NameFit::None => None,
        };
    }
    let stands = |r: &&str| reference_fit(text, r) > ReferenceFit::None;
    let reference = references(ledger.pay(payment)).find(stands)?;
    Some(Reason::ReferenceInDescriptor {
        reference: reference.to_owned(),
    })
}

/// That of all payments around a deposit no other has this amount.
fn only_one(ledger: &Ledger<'_>, deposit: usize, payment: u32) -> Option<Reason> {
    let date = ledger.deposits[deposit].source.date;
    let (from, to) = (plus_days(date, -AROUND), plus_days(date, AROUND));
    let same = ledger.by_amount.get(&ledger.pay(payment).cents)?;
    let of = u64::try_from(ledger.around(date, AROUND, AROUND).len()).ok()?;
    let alone = *ledger.between(same, from, to) == [payment];
    (alone && of > 1).then_some(Reason::OnlyFit { of })
}

/// What speaks for a set of payments, and what against it.
pub fn evidence(ctx: &Context<'_>, option: &Option_<'_>) -> Vec<Reason> {
    let ledger = ctx.ledger;
    let set = &option.best.set;
    let client = |i: u32| {
        let own = |i: &u32| ledger.pay(*i).source.client_name.clone();
        let theirs = ledger.payers.payments(ledger.payers.client(i));
        // A payment without a name may be of a client whom others name.
        own(&i)
            .or_else(|| theirs.iter().find_map(own))
            .unwrap_or_else(|| ledger.pay(i).source.client_id.clone())
    };
    let days = |w: &super::hypothesis::Window| match w.left {
        0 => Reason::AllOfDays {
            from: w.from,
            to: w.to,
            business_days: w.lag,
            methods: POOLS[w.pool].methods().to_vec(),
        },
        left => Reason::PartOfDays {
            from: w.from,
            to: w.to,
            left,
            methods: POOLS[w.pool].methods().to_vec(),
        },
    };
    let named = |i: u32, fit: NameFit| named(ctx, option.deposit, i, fit, &client);
    match &option.best.why {
        Why::Listed { payout_id } => vec![Reason::RailLists {
            payout_id: payout_id.clone(),
        }],
        Why::Window(w) => {
            let mut reasons = vec![if w.plan == FeePlan::NONE {
                Reason::SumEquals {
                    payments: set.len(),
                }
            } else {
                let others = w.debits.map_or(0, |d| d.count) + w.second.map_or(0, |s| s.1);
                Reason::NetEquals {
                    plan: w.plan,
                    payments: set.len().saturating_sub(others),
                    also_on: whole(ctx.model.also_on(w.pool, w.plan, option.probability)),
                }
            }];
            reasons.push(days(w));
            reasons.extend(w.debits.map(|d| Reason::WithDebits {
                plan: d.plan,
                payments: d.count,
                business_days: d.lag,
            }));
            reasons.extend(w.second.map(|(plan, payments)| Reason::OtherRate {
                plan,
                payments,
                also_in: whole(ctx.model.dearer(w, option.probability)),
            }));
            if w.rolled > 0 {
                reasons.push(Reason::RolledOverCutOff { payments: w.rolled });
            }
            for change in &w.changes {
                reasons.push(Reason::OneEdit {
                    payment_id: ledger.pay(change.payment).source.id.clone(),
                    left_out: change.out,
                });
            }
            reasons
        }
        Why::Single {
            days,
            name,
            known,
            other,
            one,
        } => {
            let mut reasons = vec![Reason::SumEquals { payments: 1 }];
            reasons.extend(only_one(ledger, option.deposit, set[0]));
            reasons.push(Reason::DaysApart { days: *days });
            reasons.extend(named(set[0], *name));
            reasons.extend(same_text(ctx, one));
            if *known > 0 {
                reasons.push(Reason::KnownPayer { times: *known });
            }
            if let Some(other) = other {
                reasons.push(Reason::OtherNameInDescriptor {
                    name: client(*other),
                });
            }
            reasons
        }
        Why::Together {
            days,
            named: by_name,
            part,
            other,
            one,
        } => {
            let name = client(set[0]);
            let mut reasons = vec![
                Reason::SumEquals {
                    payments: set.len(),
                },
                Reason::SameClient {
                    name,
                    payments: set.len(),
                },
                Reason::DaysApart { days: *days },
            ];
            if *by_name {
                reasons.extend(named(set[0], NameFit::Full));
            } else if *part {
                reasons.extend(named(set[0], NameFit::Part));
            }
            reasons.extend(same_text(ctx, one));
            reasons.extend(other.map(|other| Reason::OtherNameInDescriptor {
                name: client(other),
            }));
            reasons
        }
        Why::Slip { from, held, added } => {
            let to = ledger.deposits[option.deposit].source.date;
            let mut reasons = vec![
                Reason::SumEquals {
                    payments: set.len(),
                },
                Reason::SinceLastSlip { from: *from, to },
            ];
            if held + added > 0 {
                reasons.push(Reason::HeldBack {
                    waiting: *held,
                    added: *added,
                });
            }
            reasons
        }
        Why::Part { other, days, name } => {
            let dep = &ledger.deposits[option.deposit];
            let mut reasons = vec![
                Reason::PartOfPayment {
                    payment_id: ledger.pay(set[0]).source.id.clone(),
                    part: Money::from_cents(dep.cents),
                    of: Money::from_cents(ledger.pay(set[0]).cents),
                    rest_in: ledger.deposits[*other].source.id.clone(),
                },
                Reason::DaysApart { days: *days },
            ];
            reasons.extend(named(set[0], *name));
            reasons
        }
        Why::Subset { of, complete } => {
            let mut reasons = vec![Reason::SumEquals {
                payments: set.len(),
            }];
            if !complete {
                reasons.push(Reason::NotSearchedToTheEnd { limit: *of });
            }
            reasons
        }
        Why::Schedule {
            window,
            unexplained,
            named: edit,
        } => {
            let mut reasons = vec![
                days(window),
                Reason::Unexplained {
                    amount: Money::from_cents(*unexplained),
                },
            ];
            reasons.extend(edit.map(|n| missing(ledger, n)));
            reasons
        }
    }
}

/// What would make a payout tie out.
fn missing(ledger: &super::ledger::Ledger<'_>, named: Named) -> Reason {
    let id = |i: u32| ledger.pay(i).source.id.clone();
    match named {
        Named::Refund { payment } => Reason::MissingRefund {
            payment_id: id(payment),
        },
        Named::Dispute { payment, charge } => Reason::MissingDispute {
            payment_id: id(payment),
            charge: Money::from_cents(charge),
        },
        Named::Unrecorded { gross } => Reason::MissingPayment {
            amount: Money::from_cents(gross),
        },
        Named::Mistyped { payment, should_be } => Reason::MissingCorrection {
            payment_id: id(payment),
            should_be: Money::from_cents(should_be),
        },
        Named::Tip { gross, .. } => Reason::MissingTip {
            amount: Money::from_cents(gross),
        },
    }
}
