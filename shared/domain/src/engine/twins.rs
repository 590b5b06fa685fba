//! Equal payments: what could be exchanged for one of the same amount without anybody noticing.
//!
//! Groups of deposits that compete are worked out exactly where they are small. Where one price is everywhere, the group
//! is the whole month, and no probability of it is sharp enough for a match without a question.

use std::collections::BTreeSet;

use super::causes::Cause;
use super::decide::{Context, Option_};
use super::fees::FeePlan;
use super::habits::Says;
use super::hypothesis::{Why, Window};
use super::ledger::POOLS;
use super::model::Method;
use crate::calendar::plus_days;
use crate::descriptor::{Announces, NameFit};

/// A match this probable settles where its payments are.
const SETTLED: f64 = 0.99;
/// More payments of one amount than this are a crowd: fewer that compete are worked out exactly.
const CROWD: usize = 12;
/// The same for several payments, where each of them could be another.
const CROWD_OF_SEVERAL: usize = 4;
/// Days around a deposit in which a crowd is counted.
const CROWD_DAYS: (i32, i32) = (-30, 7);
/// Days before a payout whose payments may have been carried into it.
const CARRIED_DAYS: i32 = 4;
/// Days around a deposit from which paper may have come in its slip.
const SLIP_DAYS: (i32, i32) = (-14, 3);

/// Where payments surely are.
pub struct Settled {
    /// Identified by more than their amount: by a name, a list, or a fee.
    identified: BTreeSet<u32>,
    /// In some deposit or other.
    used: BTreeSet<u32>,
}

/// What is sure of all options.
pub fn settled(options: &[Option_<'_>]) -> Settled {
    let sure = |o: &&Option_<'_>| o.probability >= SETTLED;
    let identified = |o: &&Option_<'_>| match &o.best.why {
        Why::Listed { .. } => true,
        Why::Single { name, known, .. } => *name == NameFit::Full || *known >= 2,
        Why::Together { named, .. } => *named,
        Why::Window(w) => w.plan != FeePlan::NONE && o.best.set.len() >= 2,
        _ => false,
    };
    let of = |list: &mut dyn Iterator<Item = &Option_<'_>>| -> BTreeSet<u32> {
        list.flat_map(|o| &o.best.set).copied().collect()
    };
    Settled {
        identified: of(&mut options.iter().filter(sure).filter(identified)),
        used: of(&mut options.iter().filter(sure)),
    }
}

/// Whether equal payments make a match that names nobody a guess.
pub fn crowded(ctx: &Context<'_>, option: &Option_<'_>, settled: &Settled) -> bool {
    let slip = match &option.best.why {
        // A part of a name that one client alone has: equal payments of others are no rivals.
        Why::Single { one, .. } if one.says == Says::Part && one.ways == 1 => return false,
        Why::Single { name, known, .. } if *name < NameFit::Full && *known < 2 => false,
        Why::Together { named: false, .. } => false,
        Why::Slip { .. } => true,
        Why::Window(w) if POOLS[w.pool].slip => true,
        Why::Schedule { window, named, .. } => {
            let back = matches!(Cause::of(*named), Cause::Refund | Cause::Dispute);
            return back && carried(ctx, window, settled);
        }
        _ => return false,
    };
    let ((before, after), most_free, most) = if slip {
        (SLIP_DAYS, 0, CROWD_OF_SEVERAL)
    } else if option.best.set.len() > 1 {
        (CROWD_DAYS, CROWD_OF_SEVERAL, CROWD_OF_SEVERAL)
    } else {
        (CROWD_DAYS, CROWD, CROWD)
    };
    // Where a part of a name stands there, only those whose name has it too are rivals.
    let part = matches!(&option.best.why, Why::Single { one, .. } if one.says == Says::Part);
    let told = &ctx.ledger.told[option.deposit];
    let dep = &ctx.ledger.deposits[option.deposit];
    let (from, to) = (
        plus_days(dep.source.date, before),
        plus_days(dep.source.date, after),
    );
    let among_many = |i: &u32| {
        let Some(same) = ctx.ledger.by_amount.get(&ctx.ledger.pay(*i).cents) else {
            return false;
        };
        let twin = |j: &&u32| {
            !option.best.set.contains(j)
                && (!part || told.fit(&ctx.ledger.payers, **j) > NameFit::None)
                && !settled.identified.contains(j)
                && could_be(dep.announces, ctx.ledger.pay(**j).source.method)
        };
        let (mut all, mut free) = (0, 0);
        // Where one price is everywhere the first few tell: the others are not counted.
        ctx.ledger.between(same, from, to).iter().any(|j| {
            if twin(&j) {
                all += 1;
                free += usize::from(!settled.used.contains(j));
            }
            all > most || free > most_free
        })
    };
    option.best.set.iter().any(among_many)
}

/// Whether payments of the days before a payout are in no deposit: what was taken back was more than they were worth, and
/// they were carried into this payout with what was left to take.
fn carried(ctx: &Context<'_>, w: &Window, settled: &Settled) -> bool {
    let (from, to) = (plus_days(w.from, -CARRIED_DAYS), plus_days(w.from, -1));
    let before = ctx.ledger.between(&ctx.ledger.pools[w.pool], from, to);
    before.iter().any(|i| !settled.used.contains(i))
}

/// Whether a payment of a method could be money that a text announces so. What is not told is no evidence against.
pub const fn could_be(announces: Announces, method: Option<Method>) -> bool {
    !matches!(
        (announces, method),
        (
            Announces::Slip,
            Some(Method::Card | Method::JobberPayments | Method::Ach)
        )
    )
}
