use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time, date};
use proptest::prelude::*;

use super::*;
use crate::calendar::plus_days;
use crate::engine::{Candidate, Processor};
use crate::facts::*;
use crate::ids::*;

pub(crate) const TODAY: Date = date(2026, 11, 20);

pub(crate) fn now() -> Timestamp {
    "2026-11-20T15:00:00Z".parse().unwrap()
}

pub(crate) fn company() -> Company {
    Company {
        id: CompanyId::new("co_1").unwrap(),
        name: "Acme".into(),
        time_zone: "America/Denver".into(),
        currency: "USD".into(),
        weekly_burden: Some(Money::from_cents(800_000)),
        alloc_method: AllocMethod::Revenue,
        earmarks: BTreeMap::from([("tax".to_owned(), Money::from_cents(100_000))]),
        vips: vec![ClientId::new("vip").unwrap()],
        disputed: Vec::new(),
        account_labels: BTreeMap::new(),
        terms_days: 30,
        digest_time: Time::constant(7, 0, 0, 0),
        digest_to: Vec::new(),
        auto_threshold: AutoThreshold::default(),
        flags: Vec::new(),
        changed: None,
        changed_in: None,
        version: 0,
    }
}

fn account(available: Option<i64>, label: AccountLabel, currency: &str) -> Account {
    Account {
        id: AccountId::new(format!("a-{label:?}-{currency}")).unwrap(),
        name: "Checking".into(),
        mask: None,
        label,
        currency: currency.into(),
        available: available.map(Money::from_cents),
        personal: false,
    }
}

fn deposit(n: usize, days_ago: i32, cents: i64, currency: &str) -> BankTransaction {
    BankTransaction::open(BankLine {
        id: BankTransactionId::new(format!("d{n}")).unwrap(),
        account_id: AccountId::new("a").unwrap(),
        date: plus_days(TODAY, -days_ago),
        amount: Money::from_cents(cents),
        currency: currency.into(),
        description: "DEPOSIT".into(),
        merchant: None,
        source: Source::Plaid,
    })
}

/// A deposit with one payment of a job inside, net of a 3 % fee.
pub(crate) fn matched(n: usize, days_ago: i32, cents: i64, job: &str) -> Match {
    let (gross, fee) = (Money::from_cents(cents), Money::from_cents(cents * 3 / 100));
    Match {
        deposit_id: BankTransactionId::new(format!("d{n}")).unwrap(),
        date: plus_days(TODAY, -days_ago),
        amount: gross - fee,
        gross,
        fee,
        lesson: crate::engine::Lesson::default(),
        processor: Processor::Stripe,
        parts: vec![MatchPart {
            payment_id: PaymentId::new(format!("p{n}")).unwrap(),
            amount: gross,
            client_id: None,
            client_name: None,
            allocations: vec![Allocation {
                invoice_id: InvoiceId::new(format!("i{n}")).unwrap(),
                invoice_number: None,
                job_id: Some(JobId::new(job).unwrap()),
                job_title: Some(format!("Job {job}")),
                amount: gross,
            }],
        }],
        shares: Vec::new(),
        candidate: Candidate {
            payment_ids: vec![],
            gross,
            fee,
            net: gross - fee,
            confidence: 1.0,
            reasons: vec![],
        },
        decided_by: if n.is_multiple_of(2) {
            Actor::Engine
        } else {
            Actor::Person(UserId::new("u").unwrap())
        },
        decided_at: now(),
    }
}

fn invoice(n: usize, balance: i64, due_in: i32, client: &str) -> Invoice {
    Invoice {
        id: InvoiceId::new(format!("inv{n}")).unwrap(),
        number: n.to_string(),
        client_id: Some(ClientId::new(client).unwrap()),
        client_name: Some(format!("Client {client}")),
        job_id: None,
        total: Money::from_cents(balance),
        balance: Money::from_cents(balance),
        issued_on: plus_days(TODAY, -40),
        due_on: Some(plus_days(TODAY, due_in)),
        draft: false,
        disputed: false,
        bad_debt: false,
    }
}

/// An expense of a job.
pub(crate) fn tag(n: usize, days_ago: i32, cents: i64, job: &str) -> Tag {
    let spent = deposit(500 + n, days_ago, -cents, "USD");
    let job = JobRef {
        job_id: JobId::new(job).unwrap(),
        job_number: 1,
        job_title: format!("Job {job}"),
        client_id: None,
        client_name: None,
    };
    Tag::of(&spent, job, Actor::Engine, now()).unwrap()
}

/// A job of so many days ago.
pub(crate) fn worked(id: &str, from: i32, to: Option<i32>) -> Job {
    Job {
        id: JobId::new(id).unwrap(),
        number: 1,
        title: format!("Job {id}"),
        client_id: None,
        client_name: None,
        invoiced: Money::ZERO,
        costing: None,
        starts_on: Some(plus_days(TODAY, -from)),
        ends_on: to.map(|to| plus_days(TODAY, -to)),
        job_type: None,
    }
}

pub(crate) fn books() -> Books {
    Books {
        accounts: vec![account(Some(2_000_000), AccountLabel::Operating, "USD")],
        balances_at: None,
        last_bank_sync_at: Some(now()),
        last_jobber_sync_at: Some(now()),
        ..Books::empty(company())
    }
}

pub(crate) fn arb_books() -> impl Strategy<Value = Books> {
    let matches = prop::collection::vec((0..100_i32, 0..5_000_000_i64, 0..6_u8), 0..20);
    let opens = prop::collection::vec(
        (0..100_i32, -5_000_i64..5_000_000, prop::bool::weighted(0.1)),
        0..10,
    );
    let invoices = prop::collection::vec(
        (
            -500_000..5_000_000_i64,
            -120..60_i32,
            0..5_u8,
            any::<[bool; 3]>(),
        ),
        0..20,
    );
    (
        matches,
        opens,
        invoices,
        prop::option::of(-1..2_000_000_i64),
        prop::collection::vec((0..100_i32, 1..900_000_i64, 0..7_u8), 0..8),
    )
        .prop_map(|(m, o, i, burden, costs)| {
            let mut b = books();
            b.company.weekly_burden = burden.map(Money::from_cents);
            b.matches = m
                .iter()
                .enumerate()
                .map(|(n, (d, c, j))| matched(n, *d, *c, &format!("j{j}")))
                .collect();
            b.tags = costs
                .iter()
                .enumerate()
                .map(|(n, (d, c, j))| tag(n, *d, *c, &format!("j{j}")))
                .collect();
            b.open_deposits = o
                .iter()
                .enumerate()
                .map(|(n, (d, c, cad))| deposit(100 + n, *d, *c, if *cad { "CAD" } else { "USD" }))
                .collect();
            b.invoices = i
                .iter()
                .enumerate()
                .map(|(n, (c, d, who, [draft, disputed, bad_debt]))| Invoice {
                    draft: *draft,
                    disputed: *disputed,
                    bad_debt: *bad_debt,
                    ..invoice(n, *c, *d, &format!("c{who}"))
                })
                .collect();
            b
        })
}

#[test]
fn what_is_not_known_is_a_prompt_and_never_zero() {
    let code = |b: &Books| match compute(b, now()).runway_weeks {
        Tile::Prompt(p) => Some(p.code),
        Tile::Value(_) => None,
    };
    assert_eq!(code(&books()), None);
    let mut b = books();
    b.company.weekly_burden = None;
    assert_eq!(code(&b), Some(PromptCode::SetBurden));
    b.company.weekly_burden = Some(Money::ZERO);
    assert_eq!(code(&b), Some(PromptCode::BurdenNotPositive));
    let mut b = books();
    b.accounts.push(account(None, AccountLabel::Savings, "USD"));
    assert_eq!(code(&b), Some(PromptCode::BalancesUnknown));
    b.accounts = vec![
        account(Some(9), AccountLabel::PersonalMixed, "USD"),
        account(Some(9), AccountLabel::Operating, "CAD"),
    ];
    assert_eq!(code(&b), Some(PromptCode::ConnectBank));
    assert_eq!(compute(&b, now()).data_health.other_currency_count, 1);

    let empty = serde_json::to_value(compute(&Books::empty(company()), now())).unwrap();
    for tile in [
        "runway_weeks",
        "cash_collected",
        "dso_days",
        "ar_buckets",
        "reconciled_pct",
        "jobs",
    ] {
        assert_eq!(empty[tile]["state"], "prompt", "{tile}");
        assert!(
            empty[tile]["text"].as_str().is_some_and(|t| !t.is_empty()),
            "{tile}"
        );
    }
}

#[test]
fn runway_is_rounded_down_and_says_what_moved_it() {
    let mut b = books();
    let first = compute(&b, now());
    assert_eq!(
        first.runway_weeks.value().map(|r| (r.weeks, r.change)),
        Some((Tenths(23), None))
    ); // 19,000 ÷ 8,000
    b.week_ago = Some(first);
    b.accounts[0].available = Some(Money::from_cents(2_500_000));
    let second = compute(&b, now());
    let runway = second.runway_weeks.value().unwrap();
    assert_eq!((runway.weeks, runway.change), (Tenths(30), Some(Tenths(7))));
    assert_eq!(
        runway.why.as_deref(),
        Some("You hold $5,000 more than a week ago.")
    );
    b.accounts[0].available = Some(Money::from_cents(99_999));
    assert_eq!(
        compute(&b, now()).runway_weeks.value().unwrap().weeks,
        Tenths(-1)
    );
}

#[test]
fn a_week_is_the_companys_own() {
    let mut b = books();
    b.matches = vec![
        matched(1, 0, 10_000, "j"),
        matched(2, 4, 20_000, "j"),
        matched(3, 5, 40_000, "j"),
    ];
    let cash = |at: &str| {
        let tiles = compute(&b, at.parse().unwrap());
        let cash = tiles.cash_collected.value().unwrap();
        (
            tiles.week.to_string(),
            cash.this_week.cents(),
            cash.last_week.cents(),
        )
    };
    // Friday the 20th; Monday is the 16th, Sunday the 15th.
    assert_eq!(
        cash("2026-11-20T15:00:00Z"),
        ("2026-W47".into(), 29_100, 38_800)
    );
    // 05:00 UTC on Monday the 23rd is still Sunday in Denver.
    assert_eq!(cash("2026-11-23T05:00:00Z").0, "2026-W47");
}

#[test]
fn almost_all_is_not_all() {
    let mut b = books();
    b.matches = vec![Match {
        amount: Money::from_cents(99_960),
        ..matched(2, 1, 0, "j")
    }];
    b.open_deposits = vec![deposit(9, 1, 40, "USD")];
    assert_eq!(
        compute(&b, now()).reconciled_text().as_deref(),
        Some("99.9")
    );
    assert_eq!(
        compute(&b, now())
            .shifted(&Shift::decided(
                TODAY,
                Money::from_cents(40),
                Money::from_cents(40)
            ))
            .reconciled_text()
            .as_deref(),
        Some("100.0")
    );
}

#[test]
fn the_action_leaves_out_who_must_not_be_called() {
    let mut b = books();
    b.invoices = vec![
        invoice(1, 400_000, -10, "c1"),
        invoice(2, 900_000, -90, "vip"),
        Invoice {
            disputed: true,
            ..invoice(3, 800_000, -5, "c3")
        },
        invoice(4, 300_000, -1, "c4"),
        invoice(5, 300_000, -9, "c5"),
        invoice(6, 350_000, -9, "c1"),
        invoice(7, 700_000, 0, "c7"),
        invoice(8, 1, -400, "c8"),
    ];
    let collect = collect_effect(&b, TODAY).unwrap();
    let ids: Vec<&str> = collect
        .clients
        .iter()
        .map(|c| c.invoice_number.as_str())
        .collect();
    assert_eq!(
        (ids, collect.amount.cents(), collect.weeks),
        (vec!["1", "5", "4"], 1_000_000, Tenths(12))
    );
    b.company.weekly_burden = None;
    assert_eq!(collect_effect(&b, TODAY), None);
}

#[test]
fn stale_or_broken_bank_data_is_known() {
    let stale = |b: &Books| compute(b, now()).data_health.bank_stale;
    let mut b = books();
    assert!(!stale(&b));
    b.last_bank_sync_at = Some("2026-11-17T15:00:00Z".parse().unwrap());
    assert!(stale(&b));
    // Files come once a month.
    b.bank_by_file = true;
    assert!(!stale(&b));
    b.last_bank_sync_at = Some("2026-10-10T15:00:00Z".parse().unwrap());
    assert!(stale(&b));
    b.bank_by_file = false;
    b.last_bank_sync_at = Some(now());
    b.broken_connections = vec![RailName::Plaid, RailName::Plaid];
    assert!(stale(&b));
    assert_eq!(
        compute(&b, now()).data_health.reconnect,
        vec![RailName::Plaid]
    );
}

#[test]
fn a_confirmed_deposit_moves_what_recomputing_would_move() {
    let mut b = books();
    (b.tray_count, b.tray_amount) = (2, Money::from_cents(97_000));
    b.open_deposits = vec![deposit(1, 1, 97_000, "USD"), deposit(2, 1, 5_000, "USD")];
    let new = matched(1, 1, 100_000, "j");
    let by = Shift::decided(new.date, new.amount, new.counted());
    let before = compute(&b, now());
    let short = before.shifted(&by);
    assert_eq!(short.shifted(&by.inverse()), before, "taken back");
    b.open_deposits.remove(0);
    b.matches.push(new);
    let long = compute(&b, now());
    assert_eq!(
        (&short.reconciled_pct, &short.cash_collected),
        (&long.reconciled_pct, &long.cash_collected)
    );
    assert_eq!((short.tray.count, short.tray.minutes), (1, 1));
}

proptest! {
    #[test]
    fn shares_sum_to_the_cent(amount in -10_000_000_000_i64..10_000_000_000, weights in prop::collection::vec(-1_000_i64..1_000_000_000, 1..40)) {
        let weights: Vec<Money> = weights.into_iter().map(Money::from_cents).collect();
        match shares(Money::from_cents(amount), &weights) {
            Some(parts) => prop_assert_eq!(parts.into_iter().sum::<Money>().cents(), amount),
            None => prop_assert!(weights.into_iter().sum::<Money>() <= Money::ZERO),
        }
    }

    #[test]
    fn figures_hold_together(b in arb_books()) {
        let tiles = compute(&b, now());
        if let Some(ar) = tiles.ar_buckets.value() {
            let parts = [ar.not_due, ar.d1_30, ar.d31_60, ar.d61_90, ar.d90_plus, ar.disputed];
            prop_assert_eq!(parts.iter().map(|p| p.amount).sum::<Money>(), ar.total.amount);
            prop_assert_eq!(parts.iter().map(|p| p.count).sum::<u64>(), ar.total.count);
            let open: Money = b.invoices.iter().filter(|i| i.is_open()).map(|i| i.balance).sum();
            prop_assert_eq!(ar.total.amount, open);
        }
        if let Some(r) = tiles.reconciled_pct.value() {
            prop_assert!((0..=1_000).contains(&r.pct.0) && r.auto_match_pct <= r.pct);
            prop_assert!(r.pct.0 < 1_000 || r.unmatched_amount == Money::ZERO);
        }
        if let Some(jobs) = tiles.jobs.value() {
            prop_assert!(jobs.winners.len() <= 5 && jobs.losers.len() <= 5);
            prop_assert!(jobs.losers.iter().all(|l| jobs.winners.iter().all(|w| w.margin >= l.margin && w.job_id != l.job_id)));
        }
        let text = serde_json::to_string(&tiles).unwrap();
        prop_assert_eq!(serde_json::from_str::<Tiles>(&text).unwrap(), tiles);
    }

    #[test]
    fn burden_is_shared_out_whole(b in arb_books(), even in any::<bool>()) {
        let mut b = b;
        b.company.alloc_method = if even { AllocMethod::Even } else { AllocMethod::Revenue };
        // At most ten jobs, so that all of them are winners or losers.
        if let (Some(jobs), Some(burden)) = (compute(&b, now()).jobs.value(), b.company.weekly_burden) {
            let shared: i64 = jobs.winners.iter().chain(&jobs.losers).map(|j| j.burden.cents()).sum();
            prop_assert_eq!(shared % burden.cents().max(1), 0);
            prop_assert!(shared.abs() <= 12 * burden.cents().abs());
            prop_assert!(burden == Money::ZERO || shared != 0);
        }
    }

    #[test]
    fn order_does_not_matter(b in arb_books()) {
        let mut other = b.clone();
        other.matches.reverse();
        other.tags.reverse();
        other.open_deposits.reverse();
        other.invoices.reverse();
        other.accounts.reverse();
        prop_assert_eq!(compute(&b, now()), compute(&other, now()));
    }

    #[test]
    fn a_match_never_lowers_the_reconciled_share(b in arb_books()) {
        let mut b = b;
        let countable = |d: &BankTransaction| d.line.amount.is_positive() && d.line.currency == "USD";
        let Some(at) = b.open_deposits.iter().position(countable) else { return Ok(()) };
        let before = compute(&b, now()).reconciled_pct.value().map(|r| r.pct);
        let deposit = b.open_deposits.remove(at);
        let new = Match { date: deposit.line.date, amount: deposit.line.amount, ..matched(777, 0, 1, "j") };
        b.matches.push(new);
        let after = compute(&b, now()).reconciled_pct.value().map(|r| r.pct);
        prop_assert!(before <= after, "{before:?} {after:?}");
    }
}

#[test]
fn settings_move_runway_without_reading_the_books() {
    let mut books = Books::empty(company());
    books.accounts = vec![account(Some(2_500_000), AccountLabel::Operating, "USD")];
    books.week_ago = Some(compute(&books, now()));
    books.accounts[0].available = Some(Money::from_cents(3_300_000));
    let before = compute(&books, now());
    let mut set = books.company.clone();
    set.weekly_burden = Some(Money::from_cents(1_000_000));
    set.earmarks
        .insert("deposits held".into(), Money::from_cents(200_000));
    set.name = "Acme & Daughters".into();
    let after = before.after_settings(&set, &books.accounts, now());
    books.company = set.clone();
    // The very same as if everything were read again.
    assert_eq!(after, compute(&books, now()));
    assert_eq!(
        after.runway_effect(&before).unwrap(),
        "runway 4.0 → 3.0 weeks"
    );
    assert_eq!(before.runway_effect(&before), None);
    set.weekly_burden = None;
    let unset = after.after_settings(&set, &books.accounts, now());
    assert_eq!(
        unset.runway_effect(&after).unwrap(),
        "runway is not known any more"
    );
    set.weekly_burden = Some(Money::from_cents(500_000));
    let again = unset.after_settings(&set, &books.accounts, now());
    assert_eq!(again.runway_effect(&unset).unwrap(), "runway is 6.0 weeks");
}

#[test]
fn the_slowest_rail_and_all_refusals_are_told() {
    let mut b = books();
    let health = |b: &Books| compute(b, now()).data_health;
    assert_eq!(
        health(&b).webhook_lag_seconds,
        None,
        "nothing heard is no lag of 0"
    );
    let minutes_ago = |m: i64| now() - jiff::SignedDuration::from_mins(m);
    let heard = |happened: i64, here: i64| Vitals {
        webhook: Some(Heard::of(minutes_ago(happened), minutes_ago(here))),
        ..Vitals::default()
    };
    b.vitals = vec![heard(50, 40), heard(11, 10), Vitals::default()];
    b.vitals[1].throttled(2, now());
    b.vitals[2].throttled(3, minutes_ago(23 * 60 - 59));
    b.vitals[2].throttled(9, minutes_ago(26 * 60));
    let told = health(&b);
    assert_eq!(told.webhook_lag_seconds, Some(600));
    assert_eq!(told.last_webhook_at, Some(minutes_ago(10)));
    assert_eq!(told.throttle_hits, 5);
}
