//! From what arrived and what was written down to a case with its answers.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::case::{Answer, Book, Case, Confirmed, Deposit, Known, Payment, Tag};
use super::company::Company;
use super::events::Taken;
use super::family::Family;
use super::wording::STRANGERS;
use crate::calendar::{add_days, roll_forward};
use crate::draw::Draw;

/// Money that reached the bank.
#[derive(Clone, Debug)]
pub(super) struct Arrived {
    pub date: Date,
    pub cents: i64,
    pub text: String,
    /// Of the events; none where it is not revenue.
    pub members: Vec<usize>,
    pub processor: Option<&'static str>,
    pub tags: BTreeSet<Tag>,
}

impl Arrived {
    pub(super) const fn nothing() -> Self {
        Self {
            date: Date::ZERO,
            cents: 0,
            text: String::new(),
            members: Vec::new(),
            processor: None,
            tags: BTreeSet::new(),
        }
    }
}

/// Money that is not revenue; a third has the very amount of a payment of those days (of those whose text
/// does not say what they are, a tenth). Draws eight times for each, and for its text.
pub(super) fn strangers(
    family: &Family,
    company: &Company,
    taken: &[Taken],
    start: Date,
    draw: &mut Draw,
) -> Vec<Arrived> {
    let count = (family.strangers * i64::from(family.days) + 29) / 30;
    let mut out = Vec::new();
    for _ in 0..count {
        let (date, kind) = (
            roll_forward(add_days(start, draw.days(0, family.days - 1))),
            draw.between(0, STRANGERS as i64 - 1),
        );
        let (twin, which, round, any) = (
            draw.percent(35),
            draw.between(0, 1_000_000),
            draw.between(1, 50),
            draw.cents(10, 3_000),
        );
        let near: Vec<i64> = taken
            .iter()
            .filter(|t| t.day <= add_days(date, 1) && t.day >= add_days(date, -5))
            .filter_map(|t| t.recorded.filter(|c| *c > 0))
            .collect();
        let kind = usize::try_from(kind).unwrap_or(0);
        let (quiet, rare) = (draw.percent(family.quiet_strangers), draw.percent(30));
        let twin = twin && (!quiet || rare);
        let mut arrived = Arrived {
            date,
            ..Arrived::nothing()
        };
        arrived.tags.insert(Tag::Stranger);
        arrived.cents = match (twin && !near.is_empty(), kind) {
            (true, _) => near[usize::try_from(which).unwrap_or(0) % near.len()],
            (_, 1 | 5 | 9 | 10 | 11 | 12 | 15 | 16 | 17) => round * 50_000,
            (_, 13) => any / 100 + 1,
            _ => any,
        };
        if near.contains(&arrived.cents) {
            arrived.tags.insert(Tag::StrangerTwin);
        }
        arrived.text = if quiet {
            arrived.tags.insert(Tag::QuietStranger);
            company.bank.quiet_stranger(draw, date, kind)
        } else {
            company.bank.stranger(draw, date, company.name, kind)
        };
        out.push(arrived);
    }
    out
}

/// Who is in a book: the days it covers, and the day up to which everything is decided.
pub(super) struct Export {
    pub from: Date,
    pub as_of: Date,
    pub decided_before: Date,
}

/// The book. Draws two shuffles: ids say nothing about the order.
pub(super) fn book(
    company: &Company,
    taken: &[Taken],
    mut arrived: Vec<Arrived>,
    export: &Export,
    draw: &mut Draw,
) -> Book {
    arrived.sort_by(|a, b| (a.date, a.cents, &a.text).cmp(&(b.date, b.cents, &b.text)));
    arrived.retain(|a| a.date >= export.from && a.date <= export.as_of && a.cents > 0);
    let names = shuffled("p", taken.len(), draw);
    let deposit_names = shuffled("d", arrived.len(), draw);
    let inside = |i: &usize| {
        taken[*i].recorded.is_some() && (export.from..=export.as_of).contains(&taken[*i].entered)
    };
    let mut case = Case {
        as_of: export.as_of,
        deposits: vec![],
        payments: vec![],
        history: vec![],
    };
    let mut truth = BTreeMap::new();
    let mut settled: BTreeSet<usize> = BTreeSet::new();
    for (a, id) in arrived.into_iter().zip(deposit_names) {
        let answer = answer(taken, &a, export, &names);
        let deposit = Deposit {
            id: id.clone(),
            date: a.date,
            cents: a.cents,
            description: a.text.clone(),
            account_id: "operating".into(),
        };
        if a.date < export.decided_before {
            // What had no exact answer was put right by a person, and its payments with it.
            match answer {
                Answer::Payments(payment_ids) if !a.tags.contains(&Tag::Split) => {
                    let gross: i64 = a.members.iter().filter_map(|i| taken[*i].recorded).sum();
                    case.history.push(Confirmed {
                        fee_cents: gross - deposit.cents,
                        deposit,
                        payment_ids,
                    });
                }
                _ => settled.extend(a.members.iter().copied()),
            }
            continue;
        }
        let mut tags = a.tags.clone();
        tags.extend(record_tags(taken, &a, &answer));
        truth.insert(
            id,
            Known {
                answer,
                processor: a.processor,
                tags,
            },
        );
        case.deposits.push(deposit);
    }
    let listed = (0..taken.len()).filter(|i| inside(i) && !settled.contains(i));
    case.payments = listed
        .map(|i| payment(company, &taken[i], &names[i]))
        .collect();
    case.payments
        .sort_by(|a, b| (a.received_on, &a.id).cmp(&(b.received_on, &b.id)));
    Book { case, truth }
}

fn shuffled(letter: &str, count: usize, draw: &mut Draw) -> Vec<String> {
    let mut numbers: Vec<usize> = (0..count).collect();
    draw.shuffle(&mut numbers);
    numbers
        .into_iter()
        .map(|n| format!("{letter}{:06}", 100_000 + n * 7))
        .collect()
}

fn payment(company: &Company, t: &Taken, id: &str) -> Payment {
    let client = &company.clients[t.client];
    Payment {
        id: id.to_owned(),
        received_on: t.entered,
        cents: t.recorded.unwrap_or(0),
        client_id: client.id.clone(),
        client_name: Some(client.name.clone()),
        invoice_id: Some((t.invoice % 500_000).to_string()),
        method: t.written,
    }
}

fn answer(taken: &[Taken], a: &Arrived, export: &Export, names: &[String]) -> Answer {
    if a.members.is_empty() {
        return Answer::Off;
    }
    let list = || a.members.iter().map(|i| (&taken[*i], &names[*i]));
    // What was taken back without a word in the books is not missing from the set: it only makes it smaller.
    let expected = || list().filter(|(t, _)| t.recorded.is_some() || t.cents > 0);
    let outside = |t: &Taken| t.entered < export.from || t.entered > export.as_of;
    let mut ids: Vec<String> = expected()
        .filter(|(t, _)| t.recorded.is_some() && !outside(t))
        .map(|(_, id)| id.clone())
        .collect();
    ids.sort();
    if expected().any(|(t, _)| t.recorded.is_none() || t.mistyped()) {
        Answer::Broken(ids)
    } else if expected().any(|(t, _)| outside(t)) {
        Answer::Outside(ids)
    } else {
        Answer::Payments(ids)
    }
}

/// What the books make of it.
fn record_tags(taken: &[Taken], a: &Arrived, answer: &Answer) -> Vec<Tag> {
    let list = || a.members.iter().map(|i| &taken[*i]);
    let sales = || list().filter(|t| t.cents > 0);
    let twin = || {
        let [one] = a.members.as_slice() else {
            return false;
        };
        let t = &taken[*one];
        let near = |(i, o): (usize, &Taken)| {
            i != *one
                && o.recorded == Some(t.cents)
                && o.entered <= add_days(t.day, 7)
                && o.entered >= add_days(t.day, -7)
        };
        taken.iter().enumerate().any(near)
    };
    let shows = [
        (twin(), Tag::Twin),
        (sales().any(Taken::vague), Tag::Vague),
        (list().any(|t| t.entered > t.day && !t.first), Tag::Late),
        (list().any(|t| t.entered > a.date), Tag::First),
        (sales().any(|t| t.recorded.is_none()), Tag::Unrecorded),
        (list().any(Taken::mistyped), Tag::Mistyped),
        (matches!(answer, Answer::Outside(_)), Tag::Outside),
    ];
    shows.into_iter().filter(|s| s.0).map(|s| s.1).collect()
}
