//! Deposits that have a part of the payments of their days, where nothing in the books says which part.
#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod support;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday, date};
use oodaloo_domain::calendar::plus_days;
use oodaloo_domain::engine::{Book, Deposit, Method, Outcome, Payment, reconcile};
use support::{business_days_later, deposit, net, open_book, payment};

const PLAN: (i64, i64) = (290, 30);
const DAYS: usize = 25;

/// A book that grows payment by payment, and what each of its deposits is made of.
struct Company {
    payments: Vec<Payment>,
    deposits: Vec<Deposit>,
    truth: BTreeMap<String, BTreeSet<String>>,
    seed: i64,
}

impl Company {
    fn new() -> Self {
        Self {
            payments: Vec::new(),
            deposits: Vec::new(),
            truth: BTreeMap::new(),
            seed: 20_260_302,
        }
    }

    /// Some payments of a day, of odd amounts; their ids with their cents.
    fn paid(&mut self, day: Date, count: usize, method: Option<Method>) -> Vec<(String, i64)> {
        let one = |_| {
            self.seed = (self.seed * 48_271) % 2_147_483_647;
            let (id, cents) = (
                format!("p{:04}", self.payments.len()),
                5_000 + self.seed % 400_009,
            );
            let client = format!("c{}", self.seed % 40);
            self.payments.push(payment(&id, day, cents, client, method));
            (id, cents)
        };
        (0..count).map(one).collect()
    }

    fn banked(&mut self, day: Date, cents: i64, text: &str, of: &[(String, i64)]) {
        let id = format!("d{:03}", self.deposits.len());
        self.deposits.push(deposit(&id, day, cents, text));
        let of = of.iter().map(|(id, _)| id.clone()).collect();
        self.truth.insert(id, of);
    }

    fn book(&self, last: Date) -> Book {
        let (deposits, payments) = (self.deposits.clone(), self.payments.clone());
        open_book(plus_days(last, 10), deposits, payments)
    }

    /// Deposits whose first candidate is not the truth, and how many were matched without a question, none of them wrong.
    fn score(&self, last: Date) -> (Vec<String>, usize) {
        let (mut wrong, mut autos) = (Vec::new(), 0);
        for f in reconcile(&self.book(last)) {
            let top = f.candidates.first().map(|c| c.payment_ids.iter().cloned());
            let right = top.map(Iterator::collect) == self.truth.get(&f.deposit_id).cloned();
            let auto = f.outcome == Outcome::Auto;
            assert!(right || !auto, "{}", f.deposit_id);
            autos += usize::from(auto);
            wrong.extend((!right).then_some(f.deposit_id));
        }
        (wrong, autos)
    }
}

fn after_fees(of: &[(String, i64)]) -> i64 {
    of.iter().map(|(_, cents)| net(*cents, PLAN)).sum()
}

/// Cards and checks, and of no payment is written down which of the two it was: payouts have a part of each day, and the
/// slip of a week has the rest.
#[test]
fn payouts_and_slips_share_out_what_nobody_wrote_down() {
    let mut company = Company::new();
    let (mut day, mut checks) = (date(2026, 3, 2), Vec::new());
    for _ in 0..DAYS {
        let cards = company.paid(day, 4, None);
        let arrival = business_days_later(day, 2);
        company.banked(arrival, after_fees(&cards), "STRIPE TRANSFER", &cards);
        checks.extend(company.paid(day, 2, None));
        if day.weekday() == Weekday::Friday {
            let sum = checks.iter().map(|(_, cents)| cents).sum();
            company.banked(day, sum, "DEPOSIT", &std::mem::take(&mut checks));
        }
        day = business_days_later(day, 1);
    }
    let (wrong, autos) = company.score(day);
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(autos >= DAYS, "{autos}");
}

/// Twice a week somebody asks for a part of what came in on a day; the rest comes as ever.
#[test]
fn an_instant_payout_and_the_rest_of_its_day() {
    let mut company = Company::new();
    let mut day = date(2026, 3, 2);
    for n in 0..DAYS {
        let mut cards = company.paid(day, 12, Some(Method::Card));
        if n % 5 == 1 || n % 5 == 3 {
            let early = cards.split_off(7);
            let worth = after_fees(&early);
            let share = (worth * 100 + 5_000) / 10_000;
            company.banked(day, worth - share, "STRIPE TRANSFER", &early);
        }
        let arrival = business_days_later(day, 2);
        company.banked(arrival, after_fees(&cards), "STRIPE TRANSFER", &cards);
        day = business_days_later(day, 1);
    }
    let (wrong, autos) = company.score(day);
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(autos >= DAYS, "{autos}");
}
