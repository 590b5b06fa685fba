//! Evidence for and against a set of payments, as data.

use super::decide::{Context, Option_};
use super::fees::FeePlan;
use super::habits::OneFor;
use super::hypothesis::{Named, Why};
use super::reason::Reason;
use crate::descriptor::NameFit;
use crate::money::Money;

/// That other deposits with the same text are this client's.
fn same_text(ctx: &Context<'_>, one: &OneFor) -> Option<Reason> {
    let (theirs, all) = ctx.model.habits.of_text(one);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a small count, zero or more"
    )]
    let deposits = theirs.round() as usize;
    // Where a text is many clients', it says nothing of any.
    (deposits > 0 && theirs * 2.0 >= all).then_some(Reason::SameText { deposits })
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
        },
        left => Reason::PartOfDays {
            from: w.from,
            to: w.to,
            left,
        },
    };
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
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "a small count, zero or more"
                )]
                let also_on = ctx
                    .model
                    .also_on(w.pool, w.plan, option.probability)
                    .round() as usize;
                Reason::NetEquals {
                    plan: w.plan,
                    payments: set.len(),
                    also_on,
                }
            }];
            reasons.push(days(w));
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
            let mut reasons = vec![
                Reason::SumEquals { payments: 1 },
                Reason::DaysApart { days: *days },
            ];
            match name {
                NameFit::Full => reasons.push(Reason::NameInDescriptor {
                    name: client(set[0]),
                }),
                NameFit::Part => reasons.push(Reason::PartOfNameInDescriptor {
                    name: client(set[0]),
                }),
                NameFit::None => {}
            }
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
            named,
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
                    name: name.clone(),
                    payments: set.len(),
                },
                Reason::DaysApart { days: *days },
            ];
            if *named {
                reasons.push(Reason::NameInDescriptor { name });
            } else if *part {
                reasons.push(Reason::PartOfNameInDescriptor { name });
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
            if *name == NameFit::Full {
                reasons.push(Reason::NameInDescriptor {
                    name: client(set[0]),
                });
            }
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
            named,
        } => {
            let mut reasons = vec![
                days(window),
                Reason::Unexplained {
                    amount: Money::from_cents(*unexplained),
                },
            ];
            reasons.extend(named.map(|n| missing(ledger, n)));
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
        Named::Tip { gross } => Reason::MissingTip {
            amount: Money::from_cents(gross),
        },
    }
}
