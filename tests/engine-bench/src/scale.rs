//! One busy company's book of any length: what cost is measured on as it grows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday, date};
use oodaloo_domain::Money;
use oodaloo_domain::calendar::{is_business_day, plus_days};
use oodaloo_domain::engine::{
    Book, Confirmed, Deposit, Method, Payment, Priors, Settings, learned,
};

use crate::draw::Draw;

/// A generated book; every deposit with the payments it is made of.
struct Maker {
    draw: Draw,
    payments: Vec<Payment>,
    deposits: Vec<(Deposit, Vec<String>, i64)>,
}

/// `weeks` of a company that takes about 118 payments a week in about 18 deposits: Jobber payouts each business day,
/// a weekly card payout, a weekly slip of checks, and bank-to-bank payments one by one. Everything is open.
#[must_use]
pub fn open(weeks: i32, seed: u64) -> Book {
    let made = make(weeks, seed);
    let deposits = made.deposits.into_iter().map(|(d, _, _)| d).collect();
    book(weeks, deposits, made.payments, Vec::new())
}

/// The same company after `years`: all but the last twelve weeks were decided, and their rows are still in the lists.
#[must_use]
pub fn closed_but_twelve_weeks(years: i32, seed: u64) -> Book {
    let weeks = years * 52;
    let made = make(weeks, seed);
    let since = plus_days(START, (weeks - 12) * 7);
    let (old, new): (Vec<_>, Vec<_>) = made
        .deposits
        .into_iter()
        .partition(|(d, _, _)| d.date < since);
    let history = old
        .into_iter()
        .map(|(deposit, payment_ids, fee)| Confirmed {
            deposit,
            payment_ids,
            fee: Money::from_cents(fee),
        });
    let deposits = new.into_iter().map(|(d, _, _)| d).collect();
    book(weeks, deposits, made.payments, history.collect())
}

/// The same open weeks as the cloud meets them: what was decided is not read, only what it taught is.
#[must_use]
pub fn as_in_the_cloud(book: &Book) -> Book {
    Book {
        priors: learned(book),
        ..with_nothing_before(book)
    }
}

/// The same open weeks of a company that nothing is known of: what size alone costs stands beside this.
#[must_use]
pub fn with_nothing_before(book: &Book) -> Book {
    let used = book.history.iter().flat_map(|h| &h.payment_ids);
    let used: BTreeSet<&String> = used.collect();
    let open = book.payments.iter().filter(|p| !used.contains(&p.id));
    Book {
        deposits: book.deposits.clone(),
        payments: open.cloned().collect(),
        history: Vec::new(),
        payouts: book.payouts.clone(),
        priors: Priors::default(),
        as_of: book.as_of,
        settings: book.settings,
    }
}

const START: Date = date(2021, 1, 4);

fn book(
    weeks: i32,
    deposits: Vec<Deposit>,
    payments: Vec<Payment>,
    history: Vec<Confirmed>,
) -> Book {
    Book {
        as_of: plus_days(START, weeks * 7 + 10),
        deposits,
        payments,
        history,
        payouts: Vec::new(),
        priors: Priors::default(),
        settings: Settings::default(),
    }
}

/// A method, how many a day on average (in hundredths), and where its money goes.
const KINDS: [(Method, i64); 4] = [
    (Method::JobberPayments, 1_000),
    (Method::Card, 400),
    (Method::Check, 150),
    (Method::Ach, 150),
];

fn make(weeks: i32, seed: u64) -> Maker {
    let mut made = Maker {
        draw: Draw::new(seed),
        payments: Vec::new(),
        deposits: Vec::new(),
    };
    let mut open: BTreeMap<(Date, usize), Vec<Payment>> = BTreeMap::new();
    for n in 0..weeks * 7 {
        let day = plus_days(START, n);
        for (kind, (method, rate)) in KINDS.into_iter().enumerate() {
            let count = made.draw.between(0, rate * 2 / 100);
            for _ in 0..count {
                let payment = made.payment(day, method);
                open.entry((lands(&mut made.draw, day, method), kind))
                    .or_default()
                    .push(payment);
            }
        }
    }
    for ((date, kind), inside) in open {
        let singly = KINDS[kind].0 == Method::Ach;
        for together in inside.chunks(if singly { 1 } else { inside.len() }) {
            made.deposit(date, KINDS[kind].0, together);
        }
    }
    made
}

/// The bank's day of what was paid on a day.
fn lands(draw: &mut Draw, day: Date, method: Method) -> Date {
    let (closes, lag) = match method {
        Method::JobberPayments => (day, 2),
        Method::Card => (next(day, Weekday::Sunday), 2),
        Method::Check => (next(day, Weekday::Friday), 0),
        _ => (day, i32::try_from(draw.between(0, 3)).unwrap_or(0)),
    };
    let mut date = roll(closes);
    for _ in 0..lag {
        date = roll(plus_days(date, 1));
    }
    date
}

fn next(day: Date, weekday: Weekday) -> Date {
    (0..7)
        .map(|n| plus_days(day, n))
        .find(|d| d.weekday() == weekday)
        .unwrap_or(day)
}

fn roll(mut day: Date) -> Date {
    while !is_business_day(day) {
        day = plus_days(day, 1);
    }
    day
}

impl Maker {
    fn payment(&mut self, day: Date, method: Method) -> Payment {
        let client = self.draw.between(0, 119);
        let payment = Payment {
            id: format!("p{:06}", self.payments.len()),
            received_on: day,
            amount: Money::from_cents(self.draw.price()),
            client_id: format!("c{client}"),
            client_name: Some(name(client)),
            invoice_id: Some(format!("i{:06}", self.payments.len())),
            job_id: None,
            method: Some(method),
        };
        self.payments.push(payment.clone());
        payment
    }

    fn deposit(&mut self, date: Date, method: Method, inside: &[Payment]) {
        let trace = self.draw.between(10_000_000, 99_999_999);
        let (rate, fixed, description) = match method {
            Method::JobberPayments => (290, 30, format!("JOBBER PAYMENTS PAYOUT {trace}")),
            Method::Card => (270, 30, format!("STRIPE TRANSFER ST-{trace}A")),
            Method::Check => (0, 0, "DEPOSIT".to_owned()),
            _ => {
                let name = inside
                    .first()
                    .and_then(|p| p.client_name.clone())
                    .unwrap_or_default();
                (0, 0, format!("Zelle payment from {name}"))
            }
        };
        let cents = |p: &Payment| p.amount.cents();
        let fee: i64 = inside
            .iter()
            .map(|p| (cents(p) * rate + 5_000) / 10_000 + fixed)
            .sum();
        let gross: i64 = inside.iter().map(cents).sum();
        let deposit = Deposit {
            id: format!("d{:06}", self.deposits.len()),
            date,
            amount: Money::from_cents(gross - fee),
            description,
            account_id: "op".into(),
        };
        self.deposits
            .push((deposit, inside.iter().map(|p| p.id.clone()).collect(), fee));
    }
}

/// One of a hundred and twenty made-up people.
fn name(client: i64) -> String {
    const FIRST: [&str; 12] = [
        "Anna", "Bob", "Carla", "Dmitri", "Elena", "Frank", "Grace", "Hugo", "Ines", "Jack", "Kim",
        "Luis",
    ];
    const LAST: [&str; 10] = [
        "Kowalski",
        "Smith",
        "Ferreira",
        "Okafor",
        "Johansson",
        "Brown",
        "Nguyen",
        "Martinez",
        "Schmidt",
        "Rossi",
    ];
    let pick = |list: &[&'static str], at: i64| list[usize::try_from(at).unwrap_or(0) % list.len()];
    format!("{} {}", pick(&FIRST, client), pick(&LAST, client / 12))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oodaloo_domain::engine::reconcile;

    #[test]
    fn twelve_weeks_are_the_busy_book() {
        let book = open(12, 1);
        let (deposits, payments) = (book.deposits.len(), book.payments.len());
        assert!((180..=220).contains(&deposits), "{deposits} deposits");
        assert!((1_300..=1_500).contains(&payments), "{payments} payments");
    }

    #[test]
    fn history_leaves_the_last_weeks_open() {
        let book = closed_but_twelve_weeks(1, 1);
        assert!(
            (170..=230).contains(&book.deposits.len()),
            "{} open",
            book.deposits.len()
        );
        assert!(book.history.len() > 500);
        let (cloud, nothing) = (as_in_the_cloud(&book), with_nothing_before(&book));
        assert_eq!(cloud.payments, nothing.payments);
        assert!(cloud.priors != Priors::default() && nothing.priors == Priors::default());
        assert_eq!(
            reconcile(&book),
            reconcile(&cloud),
            "the same books, told in two ways"
        );
    }
}
