//! One payout among N payments: the question every method is asked.

use jiff::civil::{Date, date};
use oodaloo_domain::Money;
use oodaloo_domain::calendar::{is_business_day, plus_days};
use oodaloo_domain::engine::{Book, Deposit, Method, Payment, Priors, Settings};
use serde::Serialize;

use crate::draw::Draw;

/// Sizes that are measured.
pub const SIZES: [usize; 10] = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
/// Days over which the payments lie.
const DAYS: i32 = 15;
/// Lengths of the run of days that one payout covers.
const RUNS: [i32; 4] = [1, 2, 3, 7];
/// Plans that a processor publishes: rate in hundredths of a percent, cents.
const PLANS: [(i64, i64); 4] = [(290, 30), (270, 30), (260, 10), (349, 49)];

/// A payout, the payments it may be made of, and the answer.
pub struct Lump {
    /// The engine's view: one deposit, nothing learned, no fee told.
    pub book: Book,
    /// The ids of the payments inside, sorted.
    pub truth: Vec<String>,
    /// For methods that know no fees: each payment less its fee, in the order of the book.
    pub nets: Vec<i64>,
    /// The deposit, in cents.
    pub target: i64,
}

/// A lump as other people's solvers read it.
#[derive(Debug, Serialize)]
pub struct Plain {
    /// How many payments there are.
    pub size: usize,
    /// The seed.
    pub seed: u64,
    /// Each payment less its fee, in cents.
    pub nets: Vec<i64>,
    /// The deposit, in cents.
    pub target: i64,
    /// Places of the payments that are inside.
    pub truth: Vec<usize>,
}

impl Lump {
    /// Of `size` card payments over 15 days, those of one run of 1, 2, 3 or 7 days, less a fee on each rounded to the
    /// cent, in the bank two business days later.
    #[must_use]
    pub fn new(size: usize, seed: u64) -> Self {
        let mut draw = Draw::new(seed ^ (u64::try_from(size).unwrap_or(0) << 32));
        let start = plus_days(
            date(2026, 1, 5),
            i32::try_from(draw.between(0, 300)).unwrap_or(0),
        );
        let (rate, fixed) = draw.pick(&PLANS);
        let payments: Vec<Payment> = (0..size).map(|n| payment(&mut draw, n, start)).collect();
        let (first, last) = run(&mut draw, start, &payments);
        let net =
            |p: &Payment| p.amount.cents() - (p.amount.cents() * rate + 5_000) / 10_000 - fixed;
        let inside = |p: &&Payment| (first..=last).contains(&p.received_on);
        let target: i64 = payments.iter().filter(inside).map(net).sum();
        let mut truth: Vec<String> = payments
            .iter()
            .filter(inside)
            .map(|p| p.id.clone())
            .collect();
        truth.sort();
        let mut lands = last;
        for _ in 0..2 {
            lands = plus_days(lands, 1);
            while !is_business_day(lands) {
                lands = plus_days(lands, 1);
            }
        }
        let nets = payments.iter().map(net).collect();
        let deposit = Deposit {
            id: "lump".into(),
            date: lands,
            amount: Money::from_cents(target),
            description: format!("STRIPE TRANSFER ST-{seed:06}A1"),
            account_id: "op".into(),
        };
        Self {
            book: Book {
                as_of: plus_days(lands, 7),
                deposits: vec![deposit],
                payments,
                history: Vec::new(),
                payouts: Vec::new(),
                priors: Priors::default(),
                settings: Settings::default(),
            },
            truth,
            nets,
            target,
        }
    }

    /// The same for solvers in other languages.
    #[must_use]
    pub fn plain(&self, seed: u64) -> Plain {
        let inside = |(at, p): (usize, &Payment)| self.truth.contains(&p.id).then_some(at);
        Plain {
            size: self.nets.len(),
            seed,
            nets: self.nets.clone(),
            target: self.target,
            truth: self
                .book
                .payments
                .iter()
                .enumerate()
                .filter_map(inside)
                .collect(),
        }
    }
}

/// A run of days with at least two payments. Where none of the drawn length has two, one of seven days does.
fn run(draw: &mut Draw, start: Date, payments: &[Payment]) -> (Date, Date) {
    for length in [draw.pick(&RUNS), RUNS[RUNS.len() - 1]] {
        let runs =
            (0..=DAYS - length).map(|n| (plus_days(start, n), plus_days(start, n + length - 1)));
        let lumps: Vec<(Date, Date)> = runs
            .filter(|(first, last)| {
                let inside = |p: &&Payment| (*first..=*last).contains(&p.received_on);
                payments.iter().filter(inside).count() >= 2
            })
            .collect();
        if !lumps.is_empty() {
            return draw.pick(&lumps);
        }
    }
    (start, plus_days(start, DAYS - 1))
}

fn payment(draw: &mut Draw, n: usize, start: Date) -> Payment {
    let day = i32::try_from(draw.between(0, i64::from(DAYS - 1))).unwrap_or(0);
    let client = draw.between(0, 60);
    Payment {
        id: format!("p{n:03}"),
        received_on: plus_days(start, day),
        amount: Money::from_cents(draw.price()),
        client_id: format!("c{client}"),
        client_name: None,
        invoice_id: None,
        job_id: None,
        method: Some(Method::Card),
    }
}
