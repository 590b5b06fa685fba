//! Money that clients bring or send themselves: transfers and checks one by one, and slips.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::case::Tag;
use super::company::{Client, Company};
use super::deposits::Arrived;
use super::events::{Taken, Way};
use super::family::Family;
use super::wording::Ach;
use crate::calendar::{add_days, roll_forward};
use crate::draw::Draw;

/// Transfers and lone checks. Draws the same for each bundle; a second time where it came as two deposits.
pub(super) fn singles(
    family: &Family,
    company: &Company,
    taken: &mut [Taken],
    draw: &mut Draw,
) -> Vec<Arrived> {
    let alone =
        |t: &Taken| t.way == Way::Transfer || (t.way == Way::Check && company.slip_day.is_none());
    let mut bundles: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, t) in taken.iter().enumerate().filter(|(_, t)| alone(t)) {
        bundles.entry(t.bundle).or_default().push(index);
    }
    let mut bundles: Vec<Vec<usize>> = bundles.into_values().collect();
    bundles.sort();
    let mut out = Vec::new();
    for members in bundles {
        let first = taken[members[0]].clone();
        let date = roll_forward(add_days(first.day, days(family, draw)));
        let cents: i64 = members.iter().map(|i| taken[*i].cents).sum();
        let invoices: Vec<i64> = members
            .iter()
            .map(|i| taken[*i].invoice % 500_000)
            .collect();
        let (share, gap) = (draw.pick(&[50, 50, 30, 40, 60, 70]), draw.days(0, 7));
        if first.first {
            taken[members[0]].entered = add_days(date, 1);
        }
        let combined = members.len() > 1;
        let whole = Arrived {
            date,
            cents,
            members,
            ..Arrived::nothing()
        };
        let mut parts = vec![whole];
        if first.split && cents > 1_000 {
            let part = cents * share / 10_000 * 100;
            parts.push(Arrived {
                cents: cents - part,
                date: roll_forward(add_days(date, gap)),
                ..parts[0].clone()
            });
            parts[0].cents = part;
        }
        let split = parts.len() > 1;
        for mut part in parts {
            dress(family, company, &first, &invoices, &mut part, draw);
            let shows = [
                (combined, Tag::Combined),
                (split, Tag::Split),
                (first.partial, Tag::Partial),
            ];
            part.tags
                .extend(shows.into_iter().filter(|s| s.0).map(|s| s.1));
            if part.date > add_days(first.day, 10) {
                part.tags.insert(Tag::LongLag);
            }
            out.push(part);
        }
    }
    out
}

/// Most money is quick; where lags are long, any is as likely. Draws twice.
fn days(family: &Family, draw: &mut Draw) -> i32 {
    let (any, usual) = (
        draw.days(0, family.lag),
        draw.pick(&[0, 0, 0, 1, 1, 1, 2, 2, 3, 4]),
    );
    if family.lag > 10 {
        any
    } else {
        usual.min(family.lag)
    }
}

fn dress(
    family: &Family,
    company: &Company,
    first: &Taken,
    invoices: &[i64],
    part: &mut Arrived,
    draw: &mut Draw,
) {
    if first.way == Way::Check {
        part.text = company.bank.paper(draw, false);
        part.processor = Some("CHECK");
        part.tags.insert(Tag::Check);
        return;
    }
    let client = &company.clients[first.client];
    let named = family.naming;
    let sort = draw.weighted(&[named.full, named.cut, named.id, named.reference]);
    let reference = reference(invoices, draw);
    let (cut, kind, digits) = (shortened(client, draw), draw.between(0, 9), draw.digits(8));
    let (name, note, tag) = match sort {
        0 => (client.name.as_str(), None, Tag::Named),
        1 => (cut.as_str(), None, Tag::Truncated),
        2 => (
            draw.pick(&["BILLPAY", "PAYMENT", "BUS BILL PAY"]),
            None,
            Tag::IdOnly,
        ),
        _ => (
            draw.pick(&[
                "BILL.COM",
                "ACCTS PAYABLE",
                "CUSTOMER",
                "MELIO",
                "ONLINE PMT",
            ]),
            Some(reference.as_str()),
            Tag::Reference,
        ),
    };
    part.tags.insert(tag);
    let ach = client.firm || kind >= 6 || sort >= 2;
    part.processor = Some("ACH");
    part.text = if ach && (kind > 0 || sort == 2) {
        let individual = note.unwrap_or(&digits);
        let entry = Ach {
            company: name,
            company_id: &client.ach_id,
            entry: if client.firm {
                "VENDOR PMT"
            } else {
                "BILL PAY"
            },
            class: if client.firm { "CCD" } else { "PPD" },
            individual,
        };
        let text = company.bank.ach(draw, part.date, company.name, &entry);
        // Not every bank prints what tells the payer apart: then it stands behind.
        if sort == 2 && !text.contains(&client.ach_id) {
            format!("{text} {}", client.ach_id)
        } else if note.is_some_and(|n| !text.contains(n)) {
            format!("{text} {individual}")
        } else {
            text
        }
    } else if kind == 0 {
        company.bank.wire(draw, name, note)
    } else {
        company.bank.zelle(draw, part.date, name, note)
    };
}

/// As clients and their banks write it. Draws once.
fn reference(invoices: &[i64], draw: &mut Draw) -> String {
    let numbers = |between: &str| {
        invoices
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(between)
    };
    match draw.between(0, 4) {
        0 => format!("INV {}", numbers(" ")),
        1 => format!("INVOICE #{}", numbers(", #")),
        2 => format!("INV{}", numbers("/INV")),
        3 => format!("RMR*IV*{}**", numbers("**\\RMR*IV*")),
        _ => numbers(" & "),
    }
}

/// What banks leave of a name. Draws twice.
fn shortened(client: &Client, draw: &mut Draw) -> String {
    let (how, width) = (draw.between(0, 3), draw.between(7, 12));
    let words: Vec<&str> = client.name.split(' ').collect();
    let head = |text: &str| {
        text.chars()
            .take(usize::try_from(width).unwrap_or(9))
            .collect::<String>()
            .trim_end()
            .to_owned()
    };
    match (how, words.as_slice()) {
        (0, [first, last]) if !client.firm => format!("{last} {first}"),
        (1, [first, .., last]) if !client.firm => format!("{} {last}", &first[..1]),
        (2, [.., last]) if !client.firm => head(last),
        _ => head(&client.name),
    }
}

/// Paper that goes to the bank once a week. Draws twice for each check or note, and for each slip.
pub(super) fn slips(
    family: &Family,
    company: &Company,
    taken: &[Taken],
    draw: &mut Draw,
) -> Vec<Arrived> {
    let Some(day) = company.slip_day else {
        return banked_notes(family, company, taken, draw);
    };
    let visit = |from: Date| {
        let found = (0..7)
            .map(|n| add_days(from, n))
            .find(|d| d.weekday().to_monday_one_offset() == day);
        roll_forward(found.unwrap_or(from))
    };
    let mut slips: BTreeMap<Date, Vec<usize>> = BTreeMap::new();
    let mut late: BTreeMap<Date, bool> = BTreeMap::new();
    for (index, t) in taken.iter().enumerate() {
        let (held, banked) = (draw.percent(family.held), draw.percent(family.cash_banked));
        if t.way != Way::Check && !(t.way == Way::Cash && banked) {
            continue;
        }
        let mut date = visit(t.day);
        if held {
            date = visit(add_days(date, 1));
            late.insert(date, true);
        }
        slips.entry(date).or_default().push(index);
    }
    let slip = |(date, members): (Date, Vec<usize>)| {
        let cents = members.iter().map(|i| taken[*i].cents).sum();
        let many = members.len() > 1;
        let mut arrived = Arrived {
            date,
            cents,
            members,
            text: company.bank.paper(draw, many),
            processor: Some("CHECK"),
            ..Arrived::nothing()
        };
        arrived
            .tags
            .insert(if many { Tag::Slip } else { Tag::Check });
        if late.contains_key(&date) {
            arrived.tags.insert(Tag::SlipHeld);
        }
        arrived
    };
    slips.into_iter().map(slip).collect()
}

/// Without slips, notes that are banked come one by one.
fn banked_notes(
    family: &Family,
    company: &Company,
    taken: &[Taken],
    draw: &mut Draw,
) -> Vec<Arrived> {
    let mut out = Vec::new();
    for (index, t) in taken.iter().enumerate() {
        let (banked, days) = (draw.percent(family.cash_banked), draw.days(0, 4));
        if t.way == Way::Cash && banked {
            let text = company.bank.paper(draw, true);
            let date = roll_forward(add_days(t.day, days));
            let mut arrived = Arrived {
                date,
                cents: t.cents,
                members: vec![index],
                text,
                ..Arrived::nothing()
            };
            arrived.tags.insert(Tag::Slip);
            out.push(arrived);
        }
    }
    out
}
