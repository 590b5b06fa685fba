//! When nobody is asked: the probability is high enough, and the evidence is of a kind that cannot be an accident.

use jiff::civil::Date;

use super::causes::Cause;
use super::decide::{Context, Option_};
use super::fees::FeePlan;
use super::habits::{OneFor, Says};
use super::hypothesis::{Why, Window};
use super::ledger::{Dep, POOLS};
use super::model::Method;
use crate::calendar::plus_days;
use crate::descriptor::{Announces, NameFit, tells_invoice};

/// No setting makes the engine less careful than this.
const LEAST: f64 = 0.99;
/// Other deposits that must follow a plan before it is this company's plan, in deposits; more for payouts with an edit.
const FOLLOWERS: f64 = 1.9;
const FOLLOWERS_OF_EDITED: f64 = 4.0;
/// The most payments that may be in a payout against what is written, or missing, where nobody is asked.
const MAX_CHANGES: usize = 2;
/// Payments whose sum beside the schedule is no accident, and the days around each in which none has its price.
const SEVERAL: usize = 3;
const WEEKS: i32 = 14;
/// Other deposits with a text before the text stands for a client, and the share of them that must be theirs.
const SAME_TEXT: f64 = 1.9;
const SAME_TEXT_SHARE: f64 = 0.95;
/// The most probable by chance that the amount of a slip may be: fifty sets that were looked at, once in a thousand.
const BY_CHANCE: f64 = 2e-5;
/// How probable a match must be that rests on the amount and the days alone.
const NAMELESS: f64 = 0.999;
/// The same where the text holds words that could be somebody else's name: as sure as anything is.
const DESPITE_A_NAME: f64 = 0.999_9;

/// Whether evidence of its kind is enough to ask nobody.
pub fn may_match(ctx: &Context<'_>, option: &Option_<'_>) -> bool {
    let dep = &ctx.ledger.deposits[option.deposit];
    let threshold = ctx.book.settings.auto_threshold;
    let sure = threshold.is_finite() && option.sure >= threshold.max(LEAST);
    if !sure {
        return false;
    }
    match &option.best.why {
        Why::Listed { .. } => true,
        _ if dep.announces.is_off() => false,
        Why::Window(w) if POOLS[w.pool].slip => {
            dep.announces == Announces::Slip
                && option.best.set.len() >= 2
                && w.changes.is_empty()
                && telling(ctx, dep)
                && unmistakable(ctx, unlikely(ctx, option, w.from))
        }
        // Somebody's own transfer is no payout of everybody's payments, unless something was kept of it.
        Why::Window(w) if dep.announces == Announces::FromPayer && w.plan == FeePlan::NONE => false,
        Why::Window(w) => payout(ctx, option, w),
        // What nobody wrote down, but looks like nothing else.
        Why::Schedule { window, named, .. } => {
            let several = option.best.set.len() >= 2
                || ctx.model.on_schedule(window, option.probability) >= FOLLOWERS_OF_EDITED;
            several && Cause::of(*named) != Cause::Other && payout(ctx, option, window)
        }
        Why::Slip { held, added, from } => {
            held + added <= MAX_CHANGES
                && telling(ctx, dep)
                && unmistakable(ctx, unlikely(ctx, option, *from))
        }
        Why::Single {
            name,
            known,
            other,
            one,
            ..
        } => {
            let despite = option.probability >= DESPITE_A_NAME && one.says != Says::Other;
            (other.is_none() || despite)
                && (*name == NameFit::Full || *known >= 2 || identified(ctx, option, dep, one))
        }
        Why::Together {
            named, other, one, ..
        } => other.is_none() && (*named || identified(ctx, option, dep, one)),
        Why::Part { .. } | Why::Subset { .. } => false,
    }
}

/// Whether a payout is one that others bear out: their plan, their schedule.
fn payout(ctx: &Context<'_>, option: &Option_<'_>, w: &Window) -> bool {
    // A lone payment needs others on its schedule too: an amount less some fee is soon met.
    let lone =
        option.best.set.len() == 1 && ctx.model.on_schedule(w, option.probability) < FOLLOWERS;
    if lone || w.changes.len() > MAX_CHANGES {
        return false;
    }
    // Bank debits ride always or never, and then all of them.
    let rides = |d: &super::debits::Debits| {
        d.left == 0 && d.twins == 0 && ctx.model.riders(w, option.probability) >= FOLLOWERS
    };
    if !w.debits.as_ref().is_none_or(rides) {
        return false;
    }
    // Another rate of some cards is one only where other payouts have it too.
    if w.second.is_some() && ctx.model.dearer(w, option.probability) < FOLLOWERS {
        return false;
    }
    // What is in it against what is written must not be another of the same price.
    if !unmistakable(ctx, w.changes.iter().map(|c| c.payment)) {
        return false;
    }
    // Nor where a payout has a part of its days and nobody wrote down how anything was paid.
    if w.left > 0 && POOLS[w.pool].holds(None) && !none_rolled(ctx, w, &option.best.set) {
        return false;
    }
    // Where payouts keep to a schedule, one beside it may be an equal price of another day.
    let beside = w.plan.instant_bp == 0 && ctx.model.is_off_schedule(w, option.probability);
    let set = &option.best.set;
    let no_accident = w.changes.is_empty() && set.len() >= SEVERAL;
    if beside && !(no_accident && unmistakable(ctx, set.iter().copied())) {
        return false;
    }
    let followers = ctx.model.followers(w.pool, w.plan, option.probability);
    let named_nothing = matches!(option.best.why, Why::Window(_));
    let untouched = option.best.ties_out() && w.rolled == 0 && w.left == 0;
    let told = w.plan.is_published() || ctx.known.contains(&w.plan);
    let edited = !(w.changes.is_empty() && w.second.is_none() && named_nothing);
    let enough = if untouched || !edited && told {
        FOLLOWERS
    } else {
        FOLLOWERS_OF_EDITED
    };
    // Several payments to the cent under a published plan are no accident in a book's first payouts; they are
    // where the book follows another plan.
    let first = ctx.model.other_plans(w.pool, w.plan) < 0.5;
    let published = first && w.plan.is_published() && option.best.set.len() >= 3;
    let known = ctx.known.contains(&w.plan) && option.best.set.len() >= 2;
    let proven = option.best.set.len() >= 2 && ctx.model.proves(w);
    followers >= enough || (untouched && (published || known || proven))
}

/// Whether none of the payments of the days beside a payout has the price of one of its own: in the evening one rolls.
fn none_rolled(ctx: &Context<'_>, w: &Window, set: &[u32]) -> bool {
    let beside = [plus_days(w.from, -1), plus_days(w.to, 1)];
    let alone = |i: &u32| {
        let same = ctx.ledger.by_amount.get(&ctx.ledger.pay(*i).cents);
        let on = |day: &Date| same.is_some_and(|s| !ctx.ledger.between(s, *day, *day).is_empty());
        !beside.iter().any(on)
    };
    set.iter().all(alone)
}

/// What is on a slip though it might as well not be: whatever is no check, and what was received before the last slip.
fn unlikely(ctx: &Context<'_>, option: &Option_<'_>, from: Date) -> impl Iterator<Item = u32> {
    let set = option.best.set.iter().copied();
    set.filter(move |i| {
        let p = ctx.ledger.pay(*i);
        p.date < from || p.source.method != Some(Method::Check)
    })
}

/// Whether no other payment of these weeks has the price of one of these.
fn unmistakable(ctx: &Context<'_>, mut payments: impl Iterator<Item = u32>) -> bool {
    let alone = |i: u32| {
        let p = ctx.ledger.pay(i);
        let (from, to) = (plus_days(p.date, -WEEKS), plus_days(p.date, WEEKS));
        let same = ctx.ledger.by_amount.get(&p.cents);
        same.is_none_or(|same| ctx.ledger.between(same, from, to).len() <= 1)
    };
    payments.all(alone)
}

/// Whether an amount is so odd that sets of checks do not add up to it by chance: many are looked at.
fn telling(ctx: &Context<'_>, dep: &Dep<'_>) -> bool {
    ctx.ledger.prices.any(dep.cents) < BY_CHANCE
}

/// Whether what the books say of a payment leaves room for it to be what a slip announces.
const fn could_be_paper(dep: &Dep<'_>, method: Option<Method>) -> bool {
    match method {
        Some(Method::Card | Method::JobberPayments | Method::Ach) => false,
        Some(Method::Cash) => !dep.no_notes,
        _ => true,
    }
}

/// Whether a nameless payer is known all the same. Paper names nobody, so that there amount and days must do. A part of
/// a name that one client alone has is a name. Where a bank prints no payer at all, other deposits must have the same
/// text, or the amount must be one that nothing else explains.
fn identified(ctx: &Context<'_>, option: &Option_<'_>, dep: &Dep<'_>, one: &OneFor) -> bool {
    let (theirs, all) = ctx.model.habits.of_text(one);
    let same = theirs >= SAME_TEXT && theirs >= SAME_TEXT_SHARE * all;
    match dep.announces {
        Announces::Slip => {
            // The amount alone is no evidence where the books say that this money was no paper.
            option.probability >= NAMELESS
                && could_be_paper(dep, one.method)
                && !matches!(one.says, Says::Stranger | Says::Mixed)
        }
        Announces::FromPayer => match one.says {
            Says::Part if one.ways == 1 => true,
            Says::Part | Says::Nobody => same || option.probability >= NAMELESS,
            // A spouse pays, or a company under another name: to the odd cent, nothing else has that amount, and what was
            // paid had time to come under its own name.
            Says::Mixed | Says::Stranger | Says::PartOfOther => {
                let odd = telling(ctx, dep) && ctx.ledger.same(dep.cents) == 0;
                let another = tells_invoice(&dep.text);
                let sure = option.probability >= DESPITE_A_NAME;
                same || odd && !another && one.settled && sure
            }
            _ => same,
        },
        _ => false,
    }
}
