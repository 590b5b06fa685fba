//! What processors pay out: everything of a day or week, less what they keep.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};

use super::case::Tag;
use super::company::{Company, Rail};
use super::deposits::Arrived;
use super::events::{Kind, Taken, Way};
use super::family::Family;
use super::wording::Ach;
use crate::calendar::{add_business_days, add_days, roll_forward};
use crate::draw::Draw;
use crate::ids;

/// Which payout a payment rides in: the day it lands, whether it is one of bank debits, and where days are paid out apart
/// the day that closed. Instant ones are apart.
type Ride = (Date, bool, Option<Date>);

/// All payouts of one processor. Draws three times for each day, then for each payout.
pub(super) fn payouts(
    family: &Family,
    company: &Company,
    cards: Way,
    taken: &[Taken],
    start: Date,
    draw: &mut Draw,
) -> Vec<Arrived> {
    let rail = if cards == Way::Jobber {
        &company.jobber
    } else {
        &company.card
    };
    let mine = |t: &Taken| t.way == cards || (cards == Way::Jobber && t.way == Way::Debit);
    let mut rides: BTreeMap<Ride, Vec<usize>> = BTreeMap::new();
    let mut touched: BTreeSet<Ride> = BTreeSet::new();
    for (index, t) in taken.iter().enumerate().filter(|(_, t)| mine(t)) {
        let ride = ride(rail, t, t.minute >= rail.cut_off);
        let by_calendar = self::ride(rail, t, false);
        if ride != by_calendar {
            touched.extend([ride, by_calendar]);
        }
        rides.entry(ride).or_default().push(index);
    }
    let mut out = instant(family, rail, taken, &mut rides, start, draw);
    let mut carried: Vec<usize> = Vec::new();
    for (ride, list) in rides {
        let mut list = [std::mem::take(&mut carried), list].concat();
        if list.is_empty() {
            continue;
        }
        list.sort_unstable();
        let net = net(rail, taken, &list);
        // What does not pay out is carried to the next payout.
        if net <= 0 {
            carried = list;
            continue;
        }
        let mut arrived = Arrived {
            date: ride.0,
            cents: net,
            members: list,
            ..Arrived::nothing()
        };
        if touched.contains(&ride) {
            arrived.tags.insert(Tag::Rolled);
        }
        out.push(arrived);
    }
    for arrived in &mut out {
        dress(company, rail, taken, arrived, draw);
    }
    out
}

fn ride(rail: &Rail, t: &Taken, evening: bool) -> Ride {
    let day = if evening { add_days(t.day, 1) } else { t.day };
    let closes = if rail.weekly {
        (0..7)
            .map(|n| add_days(day, n))
            .find(|d| d.weekday() == Weekday::Sunday)
            .unwrap_or(day)
    } else {
        day
    };
    let debit = t.way == Way::Debit;
    let date = add_business_days(closes, if debit { rail.debit_lag } else { rail.lag });
    (
        date,
        debit && !rail.debits_ride,
        rail.each_day.then_some(closes),
    )
}

/// What is left of a sale, or what one taken back costs.
fn left(rail: &Rail, t: &Taken) -> i64 {
    let cents = t.cents + t.tip;
    match t.kind {
        Kind::Refund => cents,
        Kind::Dispute(fee) => cents - fee,
        Kind::Sale if t.way == Way::Debit => cents - rail.debit_plan.fee(cents, false),
        Kind::Sale => cents - rail.plan.fee(cents, t.dear),
    }
}

fn net(rail: &Rail, taken: &[Taken], list: &[usize]) -> i64 {
    let sum: i64 = list.iter().map(|i| left(rail, &taken[*i])).sum();
    let gross: i64 = list
        .iter()
        .map(|i| &taken[*i])
        .filter(|t| t.kind == Kind::Sale)
        .map(|t| t.cents + t.tip)
        .sum();
    sum - (gross * rail.withheld_bp + 5_000) / 10_000
}

/// On some days somebody takes what has come in so far, at once and for a share, at least 50 cents.
fn instant(
    family: &Family,
    rail: &Rail,
    taken: &[Taken],
    rides: &mut BTreeMap<Ride, Vec<usize>>,
    start: Date,
    draw: &mut Draw,
) -> Vec<Arrived> {
    let mut out = Vec::new();
    for offset in 0..family.days {
        let (wanted, minute, least) = (
            draw.percent(family.instant),
            draw.between(660, 1_260),
            draw.between(20_000, 60_000),
        );
        let day = add_days(start, offset);
        let last = taken.iter().rposition(|t| {
            t.day == day && t.minute < minute && t.kind == Kind::Sale && t.way != Way::Debit
        });
        let (true, Some(last)) = (wanted, last) else {
            continue;
        };
        let ride = ride(rail, &taken[last], taken[last].minute >= rail.cut_off);
        let Some(list) = rides.get_mut(&ride) else {
            continue;
        };
        let now = |i: &usize| {
            (taken[*i].day, taken[*i].minute) <= (day, minute) && taken[*i].way != Way::Debit
        };
        let members: Vec<usize> = list.iter().copied().filter(now).collect();
        let whole = net(rail, taken, &members);
        if whole < least {
            continue;
        }
        list.retain(|i| !now(i));
        let fee = ((whole * rail.instant_bp + 5_000) / 10_000).max(50);
        let mut arrived = Arrived {
            date: roll_forward(day),
            cents: whole - fee,
            members,
            ..Arrived::nothing()
        };
        arrived.tags.insert(Tag::Instant);
        out.push(arrived);
    }
    out
}

/// The bank's words, and what it shows.
fn dress(company: &Company, rail: &Rail, taken: &[Taken], arrived: &mut Arrived, draw: &mut Draw) {
    let trace = ids::stripe_trace(draw);
    let face = rail.face;
    let entry = Ach {
        company: face.company,
        company_id: face.company_id,
        entry: face.entry,
        class: "CCD",
        individual: &trace,
    };
    arrived.text = company.bank.ach(draw, arrived.date, company.name, &entry);
    arrived.processor = face.word;
    let list = || arrived.members.iter().map(|i| &taken[*i]);
    let sales = list().filter(|t| t.kind == Kind::Sale).count();
    let dear = list()
        .filter(|t| t.dear && t.kind == Kind::Sale && t.way != Way::Debit)
        .count();
    let shows = [
        (!rail.weekly, Tag::Daily),
        (rail.weekly, Tag::Weekly),
        (sales == 1, Tag::LonePayout),
        (sales >= 20, Tag::Lump),
        (list().any(|t| t.way == Way::Debit), Tag::ProcessorAch),
        (
            rail.plan.dear_bp.is_some() && dear > 0 && dear < sales,
            Tag::TwoRates,
        ),
        (
            list().any(|t| t.kind == Kind::Refund && t.recorded.is_some()),
            Tag::Refund,
        ),
        (
            list().any(|t| t.kind == Kind::Refund && t.recorded.is_none()),
            Tag::UntoldRefund,
        ),
        (
            list().any(|t| matches!(t.kind, Kind::Dispute(_))),
            Tag::Dispute,
        ),
        (list().any(|t| t.tip > 0), Tag::Tip),
        (rail.withheld_bp > 0, Tag::Withheld),
    ];
    let tags: Vec<Tag> = shows.into_iter().filter(|s| s.0).map(|s| s.1).collect();
    arrived.tags.extend(tags);
}
