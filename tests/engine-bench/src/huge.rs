//! Books far beyond any one company's year, each of one shape taken to its end: what bounds are measured on.

use jiff::civil::{Date, date};
use oodaloo_domain::Money;
use oodaloo_domain::calendar::{is_business_day, plus_days};
use oodaloo_domain::engine::{Book, Deposit, Method, Payment, Priors, Settings};

use crate::draw::Draw;

/// The shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Each payment is a transfer of its own, of an amount of its own, and the text names the payer.
    Named,
    /// Each payment is a check of one and the same amount, banked alone, and no text names anybody.
    Equal,
    /// Card payments, paid out each business day less 2.9 % + 30¢.
    Payouts,
    /// Whatever makes work: few prices, every method, texts that say nothing, deposits of one to five payments whatever
    /// their method, with a fee or none, and one deposit in ten that nothing explains.
    Mess,
}

/// `count` payments spread evenly over `days`, and the deposits they are made of.
#[must_use]
pub fn book(shape: Shape, count: usize, days: i32, seed: u64) -> Book {
    let mut draw = Draw::new(seed);
    let payments: Vec<Payment> = (0..count)
        .map(|n| payment(&mut draw, shape, n, day_of(n, count, days)))
        .collect();
    let deposits = match shape {
        Shape::Payouts => payouts(&payments),
        Shape::Mess => mess(&mut draw, &payments),
        Shape::Named | Shape::Equal => {
            let alone = |(n, p)| single(&mut draw, shape, n, p);
            payments.iter().enumerate().map(alone).collect()
        }
    };
    Book {
        as_of: plus_days(START, days + 10),
        deposits,
        payments,
        history: Vec::new(),
        payouts: Vec::new(),
        priors: Priors::default(),
        settings: Settings::default(),
    }
}

const START: Date = date(2021, 1, 4);
/// Payments of one client.
const EACH: usize = 20;
/// What a mess charges, in cents.
const PRICES: [i64; 6] = [14_900, 8_900, 19_900, 24_900, 12_550, 9_999];
const METHODS: [Method; 5] = [
    Method::JobberPayments,
    Method::Card,
    Method::Ach,
    Method::Check,
    Method::Other,
];

fn day_of(n: usize, count: usize, days: i32) -> Date {
    let days = usize::try_from(days).unwrap_or(1).max(1);
    plus_days(START, i32::try_from(n * days / count.max(1)).unwrap_or(0))
}

fn payment(draw: &mut Draw, shape: Shape, n: usize, day: Date) -> Payment {
    let client = n * 7 % (n / EACH + 50);
    let (cents, method) = match shape {
        Shape::Named => (draw.between(4_500, 180_000), Method::Ach),
        Shape::Equal => (14_900, Method::Check),
        Shape::Payouts => (draw.price(), Method::JobberPayments),
        Shape::Mess => (draw.pick(&PRICES), draw.pick(&METHODS)),
    };
    Payment {
        id: format!("p{n:06}"),
        received_on: day,
        amount: Money::from_cents(cents),
        client_id: format!("c{client}"),
        client_name: Some(name(client)),
        invoice_id: Some(format!("i{n:06}")),
        job_id: None,
        method: Some(method),
    }
}

fn single(draw: &mut Draw, shape: Shape, n: usize, p: &Payment) -> Deposit {
    let lag = i32::try_from(draw.between(0, 3)).unwrap_or(0);
    let name = p.client_name.as_deref().unwrap_or_default();
    Deposit {
        id: format!("d{n:06}"),
        date: roll(plus_days(p.received_on, lag)),
        amount: p.amount,
        description: match shape {
            Shape::Named => format!("Zelle payment from {name}"),
            _ => "MOBILE DEPOSIT".to_owned(),
        },
        account_id: "op".into(),
    }
}

fn payouts(payments: &[Payment]) -> Vec<Deposit> {
    let net = |p: &Payment| p.amount.cents() - (p.amount.cents() * 290 + 5_000) / 10_000 - 30;
    let lands = |p: &Payment| roll(plus_days(roll(plus_days(roll(p.received_on), 1)), 1));
    let days = payments.chunk_by(|a, b| lands(a) == lands(b));
    days.enumerate()
        .map(|(n, inside)| Deposit {
            id: format!("d{n:06}"),
            date: lands(&inside[0]),
            amount: Money::from_cents(inside.iter().map(net).sum()),
            description: format!("JOBBER PAYMENTS PAYOUT {n:08}"),
            account_id: "op".into(),
        })
        .collect()
}

/// Lumps of neighbours in the list; their texts could be anything's.
fn mess(draw: &mut Draw, payments: &[Payment]) -> Vec<Deposit> {
    let (mut rest, mut deposits) = (payments, Vec::new());
    while !rest.is_empty() {
        let many = usize::try_from(draw.between(1, 5)).unwrap_or(1);
        let (inside, others) = rest.split_at(many.min(rest.len()));
        rest = others;
        let (rate, fixed) = draw.pick(&[(0, 0), (290, 30), (260, 10)]);
        let net =
            |p: &Payment| p.amount.cents() - (p.amount.cents() * rate + 5_000) / 10_000 - fixed;
        let stranger = if draw.percent(10) {
            draw.between(1, 99)
        } else {
            0
        };
        let lag = i32::try_from(draw.between(0, 6)).unwrap_or(0);
        deposits.push(Deposit {
            id: format!("d{:06}", deposits.len()),
            date: roll(plus_days(inside[0].received_on, lag)),
            amount: Money::from_cents(inside.iter().map(net).sum::<i64>() + stranger),
            description: draw
                .pick(&[
                    "DEPOSIT",
                    "ACH CREDIT",
                    "TRANSFER IN",
                    "MOBILE DEPOSIT",
                    "STRIPE TRANSFER",
                ])
                .to_owned(),
            account_id: "op".into(),
        });
    }
    deposits
}

fn roll(mut day: Date) -> Date {
    while !is_business_day(day) {
        day = plus_days(day, 1);
    }
    day
}

/// One of 40,000 made-up people; clients beyond that share a name.
fn name(client: usize) -> String {
    const FIRST: [&str; 10] = [
        "Anna", "Bob", "Carla", "Dmitri", "Elena", "Frank", "Grace", "Hugo", "Ines", "Jack",
    ];
    const BEGIN: [&str; 20] = [
        "Kow", "Smi", "Ferr", "Oka", "Johan", "Bro", "Nguy", "Mart", "Schm", "Ros", "Bel", "Cor",
        "Dun", "Fitz", "Gal", "Hend", "Lund", "Mor", "Pet", "Wag",
    ];
    const END: [&str; 20] = [
        "alski", "eira", "for", "sson", "wn", "enko", "inez", "idt", "si", "ler", "ton", "berg",
        "man", "quist", "ard", "ovic", "ez", "ley", "oux", "ini",
    ];
    let pick = |list: &[&'static str], at: usize| list[at % list.len()];
    format!(
        "{} {}{}{}",
        pick(&FIRST, client / 4_000),
        pick(&BEGIN, client),
        pick(
            &["", "a", "e", "i", "o", "u", "ba", "ka", "sta", "vi"],
            client / 400
        ),
        pick(&END, client / 20),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_has_as_many_payments_as_were_asked_for() {
        for shape in [Shape::Named, Shape::Equal] {
            let book = book(shape, 500, 100, 1);
            assert_eq!((book.payments.len(), book.deposits.len()), (500, 500));
        }
        let payouts = book(Shape::Payouts, 500, 100, 1).deposits.len();
        assert!((60..75).contains(&payouts), "{payouts} payouts");
        let lumps = book(Shape::Mess, 500, 100, 1).deposits.len();
        assert!((140..200).contains(&lumps), "{lumps} lumps");
    }
}
