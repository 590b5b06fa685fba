//! Small generated books with known answers, for laws and for measuring. No constant of the engine was chosen by
//! seeds at or above [`HELD_BACK`].
#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "small numbers drawn for small books"
)]

mod families;

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday, date};
use oodaloo_domain::Money;
use oodaloo_domain::calendar::{is_business_day, plus_days};
use oodaloo_domain::engine::{Book, Deposit, Method, Payment, Priors, Settings};

pub use families::{FAMILIES, Family};

/// Seeds from here on were only ever reported on.
pub const HELD_BACK: u64 = 10_000;

/// A book and what each deposit truly is: sorted payment ids, empty for what has no answer.
pub struct Case {
    pub book: Book,
    pub truth: BTreeMap<String, Vec<String>>,
    /// Deposits that are no revenue at all.
    pub off: Vec<String>,
    /// Deposits whose payment is missing or mistyped.
    pub broken: Vec<String>,
}

/// A small generator of numbers (splitmix64), so that a seed is a book for ever.
pub struct Draw(u64);

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n.max(1)
    }
    pub fn percent(&mut self, p: u64) -> bool {
        self.below(100) < p
    }
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }
}

const FIRST: [&str; 16] = [
    "Anna", "Bob", "Carla", "Dmitri", "Elena", "Frank", "Grace", "Hugo", "Ines", "Jack", "Kim",
    "Luis", "Maria", "Nora", "Omar", "Paula",
];
const LAST: [&str; 20] = [
    "Kowalski",
    "Smith",
    "Ferreira",
    "Okafor",
    "Johansson",
    "Brown",
    "Nguyen",
    "Martinez",
    "Applebaum",
    "Schmidt",
    "Rossi",
    "Dubois",
    "Tanaka",
    "Miller",
    "Garcia",
    "Haddad",
    "Novak",
    "Petrov",
    "Quinn",
    "Alvarez",
];
const FLAT: [i64; 8] = [14_900, 8_900, 19_900, 24_900, 12_500, 9_900, 35_000, 7_500];
const PLANS: [(i64, i64); 10] = [
    (290, 30),
    (270, 30),
    (250, 30),
    (263, 25),
    (315, 15),
    (340, 0),
    (260, 10),
    (235, 20),
    (285, 35),
    (299, 49),
];
const OFF: [(&str, Option<i64>); 9] = [
    ("ONLINE TRANSFER FROM SAV ...4411", None),
    ("OWNER CONTRIBUTION", Some(500_000)),
    ("ONDECK LOAN 88213", Some(2_500_000)),
    ("IRS TREAS 310 TAX REF", None),
    ("INTEREST PAID", None),
    ("HOME DEPOT REFUND", None),
    ("STATE FARM INSURANCE CLAIM", None),
    ("Online Transfer from CHK 0091", None),
    ("LENDCO CAPITAL FUNDING", None),
];

struct Maker {
    d: Draw,
    f: Family,
    payments: Vec<Payment>,
    real: BTreeMap<String, (Option<Method>, bool)>,
    deposits: Vec<Deposit>,
    truth: BTreeMap<String, Vec<String>>,
    off: Vec<String>,
    broken: Vec<String>,
}

fn roll(mut day: Date) -> Date {
    while !is_business_day(day) {
        day = plus_days(day, 1);
    }
    day
}

fn after(mut day: Date, n: u64) -> Date {
    for _ in 0..n {
        day = roll(plus_days(day, 1));
    }
    day
}

fn kept(a: i64, (bp, fixed): (i64, i64)) -> i64 {
    if a > 0 {
        (a * bp + 5_000) / 10_000 + fixed
    } else {
        0
    }
}

impl Maker {
    fn price(&mut self) -> i64 {
        if self.d.percent(self.f.flat) {
            self.d.pick(&FLAT)
        } else {
            6_000 + self.d.below(140_000) as i64 + if self.d.percent(15) { 200_000 } else { 0 }
        }
    }

    fn deposit(&mut self, date: Date, cents: i64, text: String, mut set: Vec<String>) -> String {
        set.sort();
        let id = format!(
            "d{:05}",
            self.d.below(99_999) * 1_000 + self.deposits.len() as u64
        );
        self.deposits.push(Deposit {
            id: id.clone(),
            date,
            amount: Money::from_cents(cents),
            description: text,
            account_id: "op".into(),
        });
        self.truth.insert(id.clone(), set);
        id
    }

    fn payment(&mut self, day: Date) {
        let weights = self.f.mix;
        let mut at = self.d.below(weights.iter().sum());
        let mut kind = 0;
        while at >= weights[kind] {
            at -= weights[kind];
            kind += 1;
        }
        let method = [
            Method::JobberPayments,
            Method::Card,
            Method::Ach,
            Method::Check,
            Method::Cash,
        ][kind];
        let client = self.d.below(120);
        let name = format!(
            "{} {}",
            FIRST[client as usize % 16],
            LAST[client as usize / 6]
        );
        let id = format!(
            "p{:05}",
            self.d.below(9_999) * 10_000 + self.payments.len() as u64
        );
        let written = if self.d.percent(self.f.vague) {
            self.d.pick(&[
                None,
                None,
                Some(Method::Other),
                Some(Method::Check),
                Some(Method::Card),
            ])
        } else {
            Some(method)
        };
        let evening = self.d.percent(self.f.evening);
        self.real.insert(id.clone(), (Some(method), evening));
        let cents = self.price();
        self.payments.push(Payment {
            id,
            received_on: day,
            amount: Money::from_cents(cents),
            client_id: format!("c{client}"),
            client_name: Some(name),
            invoice_id: None,
            job_id: None,
            method: written,
        });
    }

    /// Payments of a method with the day that counts for the payout.
    fn of(&self, method: Method) -> Vec<(Date, Payment)> {
        let mine = |p: &&Payment| self.real.get(&p.id).is_some_and(|r| r.0 == Some(method));
        self.payments
            .iter()
            .filter(mine)
            .map(|p| {
                (
                    if self.real[&p.id].1 {
                        plus_days(p.received_on, 1)
                    } else {
                        p.received_on
                    },
                    p.clone(),
                )
            })
            .collect()
    }

    fn payouts(&mut self, method: Method, plan: (i64, i64), lag: u64, weekly: bool, text: &str) {
        let mut groups: BTreeMap<Date, Vec<Payment>> = BTreeMap::new();
        for (day, p) in self.of(method) {
            let closes = if weekly {
                (0..7)
                    .map(|n| plus_days(day, n))
                    .find(|d| d.weekday() == Weekday::Sunday)
                    .unwrap_or(day)
            } else {
                day
            };
            groups.entry(after(closes, lag)).or_default().push(p);
        }
        for (date, list) in groups {
            let mut set: Vec<String> = list.iter().map(|p| p.id.clone()).collect();
            let mut net: i64 = list
                .iter()
                .map(|p| p.amount.cents() - kept(p.amount.cents(), plan))
                .sum();
            if self.d.percent(self.f.refunds) && net > 60_000 {
                let id = format!("r{}", self.payments.len());
                let back = list[0].amount.cents() / 2;
                self.payments.push(Payment {
                    id: id.clone(),
                    amount: Money::from_cents(-back),
                    received_on: plus_days(date, -2 - lag as i32),
                    ..list[0].clone()
                });
                self.real.insert(id.clone(), (None, false));
                net -= back;
                set.push(id);
            }
            let trace = self.d.below(99_999_999);
            self.deposit(date, net, text.replace("{}", &format!("{trace:08}A")), set);
        }
    }

    fn singles(&mut self, method: Method) {
        for (_, p) in self.of(method) {
            let late = self.d.below(4) as i32;
            let date = roll(plus_days(
                p.received_on,
                if self.d.percent(5) { -1 } else { late },
            ));
            let name = p.client_name.clone().unwrap_or_default();
            let text = if method == Method::Check {
                self.d
                    .pick(&["MOBILE CHECK DEPOSIT", "DEPOSIT", "COUNTER DEPOSIT"])
                    .to_owned()
            } else {
                let name = if self.d.percent(30) {
                    name.chars().take(10).collect()
                } else {
                    name
                };
                format!(
                    "{} {name}",
                    self.d
                        .pick(&["Zelle payment from", "ACH CREDIT", "WIRE IN"])
                )
            };
            self.deposit(date, p.amount.cents(), text, vec![p.id]);
        }
    }

    fn slips(&mut self) {
        let mut groups: BTreeMap<Date, Vec<Payment>> = BTreeMap::new();
        for (day, p) in self.of(Method::Check) {
            let friday = (0..7)
                .map(|n| plus_days(day, n))
                .find(|d| d.weekday() == Weekday::Friday)
                .unwrap_or(day);
            groups.entry(roll(friday)).or_default().push(p);
        }
        for (date, list) in groups {
            self.deposit(
                date,
                list.iter().map(|p| p.amount.cents()).sum(),
                "DEPOSIT".into(),
                list.into_iter().map(|p| p.id).collect(),
            );
        }
    }

    fn strangers(&mut self, start: Date, days: u64) {
        for _ in 0..self.f.strange {
            let (text, fixed) = self.d.pick(&OFF);
            let date = roll(plus_days(start, self.d.below(days) as i32));
            let cents = if self.d.percent(40) {
                let k = self.d.below(self.payments.len() as u64) as usize;
                self.payments[k].amount.cents().abs()
            } else {
                fixed.unwrap_or(1_000 + self.d.below(300_000) as i64)
            };
            let id = self.deposit(date, cents, text.into(), Vec::new());
            self.off.push(id);
        }
        for n in 0..self.f.strange / 3 {
            let date = roll(plus_days(start, self.d.below(days) as i32));
            let cents = self.price();
            let text = if n % 2 == 0 {
                "MOBILE CHECK DEPOSIT".to_owned()
            } else {
                format!(
                    "Zelle payment from {} {}",
                    self.d.pick(&FIRST),
                    self.d.pick(&LAST)
                )
            };
            let id = self.deposit(date, cents, text, Vec::new());
            self.broken.push(id);
        }
        let recorded: Vec<usize> = (0..self.payments.len())
            .filter(|i| self.payments[*i].amount.cents() > 0)
            .collect();
        for _ in 0..self.f.strange / 4 {
            let i = self.d.pick(&recorded);
            let id = self.payments[i].id.clone();
            let cents = self.payments[i].amount.cents();
            self.payments[i].amount =
                Money::from_cents(cents + if self.d.percent(50) { 900 } else { cents * 9 });
            let touched: Vec<String> = self
                .truth
                .iter()
                .filter(|(_, s)| s.contains(&id))
                .map(|(d, _)| d.clone())
                .collect();
            for d in touched {
                self.truth.insert(d.clone(), Vec::new());
                self.broken.push(d);
            }
        }
    }
}

/// One book of a family.
pub fn case(family: Family, seed: u64) -> Case {
    let mut m = Maker {
        d: Draw::new(seed),
        f: family,
        payments: vec![],
        real: BTreeMap::new(),
        deposits: vec![],
        truth: BTreeMap::new(),
        off: vec![],
        broken: vec![],
    };
    let start = plus_days(date(2026, 1, 5), m.d.below(300) as i32);
    let days = if family.busy > 10 { 30 } else { 60 };
    for day in 0..days {
        let day = plus_days(start, day as i32);
        let n = m.d.below(family.busy * 2 + 1)
            / if matches!(day.weekday(), Weekday::Sunday | Weekday::Saturday) {
                3
            } else {
                1
            };
        for _ in 0..n {
            m.payment(day);
        }
    }
    let (one, other) = (m.d.pick(&PLANS), m.d.pick(&PLANS));
    let lag = 1 + m.d.below(3);
    let names = [
        "JOBBER PAYMENTS PAYOUT {}",
        "ORIG CO NAME:STRIPE ORIG ID:1800948598 IND ID:ST-{}",
        "STRIPE TRANSFER ST-{}",
    ];
    let text = m.d.pick(&names);
    m.payouts(Method::JobberPayments, one, lag, false, text);
    let lag = 1 + m.d.below(3);
    m.payouts(
        Method::Card,
        other,
        lag,
        family.weekly,
        "STRIPE TRANSFER ST-{}",
    );
    if family.mix[0] > 0 && m.d.percent(60) {
        m.payouts(Method::Ach, (100, 0), 4, false, text);
    } else {
        m.singles(Method::Ach);
    }
    if family.slips {
        m.slips()
    } else {
        m.singles(Method::Check)
    }
    m.strangers(start, days);
    let book = Book {
        as_of: plus_days(start, days as i32 + 20),
        deposits: m.deposits,
        payments: m.payments,
        history: vec![],
        payouts: vec![],
        priors: Priors::default(),
        settings: Settings::default(),
    };
    Case {
        book,
        truth: m.truth,
        off: m.off,
        broken: m.broken,
    }
}
