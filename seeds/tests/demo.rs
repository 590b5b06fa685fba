//! What the demo company promises, over seeds and days.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time, date};
use oodaloo_seeds::{
    Answer, Company, DEFAULT_SEED, Truth,
    calendar::{add_days, is_business_day, local},
    demo, demo_truth,
    jobber::PaymentKind,
};

const SEEDS: [u64; 6] = [DEFAULT_SEED, 0, 1, 42, 2_026, u64::MAX];
const DAYS: [Date; 5] = [
    date(2026, 3, 27),
    date(2026, 1, 1),
    date(2026, 11, 21),
    date(2027, 2, 28),
    date(2028, 2, 29),
];

fn every(check: impl Fn(&Company, &Truth)) {
    // Many seeds on one day find what a handful would pass by luck.
    for seed in 100..200 {
        check(&demo(seed, DAYS[2]), &demo_truth(seed, DAYS[2]));
    }
    for seed in SEEDS {
        for day in DAYS {
            check(&demo(seed, day), &demo_truth(seed, day));
        }
    }
}

fn deposits(company: &Company) -> BTreeMap<&str, i64> {
    let lines = company.bank.transactions.iter();
    lines
        .filter_map(|t| Some((t.id.as_str(), t.deposit_cents()?)))
        .collect()
}

#[test]
fn same_seed_and_day_give_the_same_bytes_and_another_seed_does_not() {
    let bytes = |seed| serde_json::to_vec(&demo(seed, DAYS[0])).unwrap();
    assert_eq!(bytes(3), bytes(3));
    assert_ne!(bytes(3), bytes(4));
}

#[test]
fn a_seed_is_one_company_whatever_the_day() {
    let names = |day| {
        demo(9, day)
            .jobber
            .clients
            .iter()
            .map(|c| c.name())
            .collect::<BTreeSet<_>>()
    };
    let amounts = |day| {
        demo(9, day)
            .jobber
            .payments
            .iter()
            .map(|p| p.amount_cents)
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(names(DAYS[0]), names(DAYS[2]));
    assert_eq!(amounts(DAYS[0]), amounts(DAYS[2]));
}

#[test]
fn counts_are_those_of_the_specification() {
    every(|company, _| {
        let lines = company.bank.transactions.len();
        assert!((240..=260).contains(&lines), "{lines} bank lines");
        assert_eq!(company.jobber.payouts.len(), 1);
        assert_eq!(
            company
                .settings
                .vip_client_ids
                .iter()
                .collect::<BTreeSet<_>>()
                .len(),
            3
        );
        assert_eq!(company.settings.disputed_invoice_ids.len(), 1);
        assert_eq!(company.settings.personal_mixed_merchants.len(), 1);
        let jobs = company.jobber.jobs.len();
        assert!((20..=30).contains(&jobs), "{jobs} jobs");
        let open: Vec<_> = company
            .jobber
            .invoices
            .iter()
            .filter(|i| i.paid_cents < i.total_cents)
            .collect();
        // The mistyped payment leaves a few dollars open (or overpays): it is not one of the eight.
        let aged = open
            .iter()
            .filter(|i| i.paid_cents == 0 || i.paid_cents * 2 <= i.total_cents)
            .count();
        assert_eq!(aged, 8, "open invoices");
        assert_eq!(
            open.iter().filter(|i| i.due_on >= company.as_of).count(),
            1,
            "not due"
        );
    });
}

#[test]
fn bank_lines_lie_on_business_days_of_the_window_and_ids_are_unique() {
    every(|company, _| {
        let first = add_days(company.as_of, -83);
        for line in &company.bank.transactions {
            assert!(is_business_day(line.date), "{} on {}", line.name, line.date);
            assert!(
                (first..=company.as_of).contains(&line.date),
                "{} on {}",
                line.name,
                line.date
            );
            assert_ne!(line.amount_cents, 0);
        }
        let ids: BTreeSet<_> = company.bank.transactions.iter().map(|t| &t.id).collect();
        assert_eq!(ids.len(), company.bank.transactions.len());
        let jobber = &company.jobber;
        let ids: BTreeSet<_> = jobber.payments.iter().map(|p| &p.id).collect();
        assert_eq!(ids.len(), jobber.payments.len());
        assert!(
            jobber
                .payments
                .iter()
                .all(|p| p.received_on < company.as_of && p.amount_cents > 0)
        );
    });
}

#[test]
fn every_deposit_has_an_answer_and_the_cents_agree() {
    every(|company, truth| {
        let deposits = deposits(company);
        assert_eq!(
            deposits.keys().copied().collect::<Vec<_>>(),
            truth.deposits.keys().collect::<Vec<_>>()
        );
        let by_id: BTreeMap<_, _> = company.jobber.payments.iter().map(|p| (&p.id, p)).collect();
        let mut used = BTreeSet::new();
        for (id, answer) in &truth.deposits {
            let banked = deposits[id.as_str()];
            match answer {
                Answer::Payments {
                    payment_ids,
                    gross_cents,
                    fee_cents,
                } => {
                    let gross: i64 = payment_ids.iter().map(|p| by_id[p].amount_cents).sum();
                    assert_eq!((gross, gross - fee_cents), (*gross_cents, banked));
                    assert!(
                        payment_ids.iter().all(|p| used.insert(p)),
                        "a payment used twice"
                    );
                }
                Answer::Mistyped {
                    payment_id,
                    recorded_cents,
                } => {
                    assert_eq!(by_id[payment_id].amount_cents, *recorded_cents);
                    assert_ne!(*recorded_cents, banked);
                    assert!(used.insert(payment_id));
                }
                Answer::Unrecorded | Answer::OffJob => {}
            }
        }
    });
}

#[test]
fn lumps_are_lumps_and_the_listed_payout_ties_out() {
    every(|company, truth| {
        let lumps = truth.deposits.values().filter(|a| matches!(a, Answer::Payments { fee_cents, payment_ids, .. } if *fee_cents > 0 && payment_ids.len() >= 8));
        assert_eq!(lumps.count(), 3);
        let slips = truth.deposits.values().filter(|a| matches!(a, Answer::Payments { fee_cents: 0, payment_ids, .. } if payment_ids.len() > 1));
        assert_eq!(slips.count(), 2);
        for payout in &company.jobber.payouts {
            assert_eq!(payout.gross_cents - payout.fee_cents, payout.net_cents);
            assert_eq!(
                payout
                    .balance_transactions
                    .iter()
                    .map(|b| b.net_cents)
                    .sum::<i64>(),
                payout.net_cents
            );
            let listed = company
                .jobber
                .payments
                .iter()
                .filter(|p| p.payout_id.as_ref() == Some(&payout.id));
            assert_eq!(listed.count(), payout.balance_transactions.len());
            assert!(
                deposits(company)
                    .values()
                    .any(|cents| *cents == payout.net_cents)
            );
        }
        let jobber_cards = company
            .jobber
            .payments
            .iter()
            .filter(|p| p.kind == PaymentKind::JobberCard);
        assert!(
            jobber_cards
                .map(|p| p.fee_cents.unwrap())
                .all(|fee| fee > 30)
        );
    });
}

#[test]
fn most_dollars_have_an_answer_even_when_nothing_is_set_aside_as_off_job() {
    every(|company, truth| {
        let deposits = deposits(company);
        let all: i64 = deposits.values().sum();
        let found = truth
            .deposits
            .iter()
            .filter(|(_, a)| matches!(a, Answer::Payments { .. }));
        let found: i64 = found.map(|(id, _)| deposits[id.as_str()]).sum();
        assert!(found * 1_000 >= all * 955, "{found} of {all}");
        assert!(found < all, "a book without a question teaches nothing");
    });
}

#[test]
fn invoices_carry_what_was_paid_on_them() {
    every(|company, _| {
        for invoice in &company.jobber.invoices {
            let paid = company
                .jobber
                .payments
                .iter()
                .filter(|p| p.invoice_id == invoice.id);
            assert_eq!(
                paid.map(|p| p.amount_cents).sum::<i64>(),
                invoice.paid_cents
            );
            assert_eq!(
                invoice.status == "paid",
                invoice.paid_cents >= invoice.total_cents
            );
        }
    });
}

fn assert_runway(company: &Company) {
    let free = company.cash_available_cents() - company.earmarked_cents();
    let thousandths = free * 1_000 / company.settings.weekly_burden_cents;
    assert!(
        (2_000..=3_000).contains(&thousandths),
        "runway {thousandths} on {}",
        company.as_of
    );
}

#[test]
fn runway_is_between_two_and_three_weeks_on_every_day_of_a_year() {
    every(|company, _| assert_runway(company));
    for day in 0..366 {
        assert_runway(&demo(DEFAULT_SEED, add_days(date(2026, 6, 1), day)));
    }
}

#[test]
fn the_accounts_could_have_held_these_books() {
    every(|company, _| {
        let spent: i64 = company
            .bank
            .transactions
            .iter()
            .filter(|t| t.account_id == company.bank.accounts[0].id)
            .map(|t| t.amount_cents)
            .sum();
        let opening = company.bank.accounts[0].current_cents + spent;
        assert!(opening > 0, "checking opened at {opening}");
    });
}

#[test]
fn nothing_is_dated_after_the_morning_of_the_last_day() {
    every(|company, _| {
        let morning = local(company.as_of, Time::midnight(), &company.time_zone);
        let jobber = &company.jobber;
        let times = (jobber.clients.iter().map(|r| r.updated_at))
            .chain(jobber.quotes.iter().map(|r| r.updated_at))
            .chain(jobber.jobs.iter().map(|r| r.updated_at))
            .chain(jobber.invoices.iter().map(|r| r.updated_at))
            .chain(
                jobber
                    .payments
                    .iter()
                    .map(|r| r.updated_at.max(r.entry_date)),
            )
            .chain(jobber.payouts.iter().map(|r| r.updated_at));
        assert!(
            times.max().unwrap() < morning,
            "a watermark taken today would hide what changes today"
        );
    });
}
