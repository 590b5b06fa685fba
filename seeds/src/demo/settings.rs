//! The owner's settings, the balances, and the order of the lists.

use jiff::civil::time;

use super::book::{Account, Book, ZONE};
use crate::{AccountLabel, Company, Earmark, Role, Settings, Truth, User};

/// Closes the books. Balances follow from the runway, not the other way round: between 2.25 and 2.75 weeks of burden are
/// free, so that the figure stays between two and three weeks on any day.
pub(crate) fn close(mut book: Book, seed: u64) -> (Company, Truth) {
    let weekly_burden_cents = book.draw.between(256, 284) * 5_000;
    let free_cents = weekly_burden_cents * book.draw.between(2_250, 2_750) / 1_000;
    let earmarks = vec![
        Earmark {
            label: "Sales and payroll tax".to_owned(),
            cents: book.draw.between(70, 82) * 10_000,
        },
        Earmark {
            label: "Client deposits held".to_owned(),
            cents: book.draw.between(26, 40) * 10_000,
        },
    ];
    set_balances(&mut book, free_cents, &earmarks);
    sort(&mut book);
    let labels = [
        AccountLabel::Operating,
        AccountLabel::Savings,
        AccountLabel::Credit,
        AccountLabel::PersonalMixed,
    ];
    let account_labels = book
        .bank
        .accounts
        .iter()
        .map(|a| a.id.clone())
        .zip(labels)
        .collect();
    let user = |role, mailbox: &str, name: &str| User {
        role,
        email: format!("{mailbox}@cedarandsons.example"),
        name: name.to_owned(),
    };
    let company = Company {
        seed,
        as_of: book.as_of,
        name: "Cedar & Sons Plumbing".to_owned(),
        time_zone: ZONE.to_owned(),
        currency: "USD".to_owned(),
        settings: Settings {
            weekly_burden_cents,
            earmarks,
            vip_client_ids: book.vips,
            disputed_invoice_ids: book.disputed,
            account_labels,
            personal_mixed_merchants: vec![crate::names::MIXED.0.to_owned()],
            digest_send_time: time(7, 0, 0, 0),
            flags: vec!["UNBUNDLING".to_owned()],
        },
        users: vec![
            user(Role::Owner, "ray", "Ray Cedar"),
            user(Role::Dispatcher, "dispatch", "Tess Cedar"),
        ],
        jobber: book.jobber,
        bank: book.bank,
    };
    (company, book.truth)
}

fn set_balances(book: &mut Book, free_cents: i64, earmarks: &[Earmark]) {
    let pending_cents = book.draw.cents(40, 700);
    let savings_cents = earmarks[0].cents + book.draw.cents(500, 3_000);
    let total = free_cents + earmarks.iter().map(|e| e.cents).sum::<i64>();
    let personal = book.draw.cents(1_400, 6_000);
    let owed = book.draw.cents(900, 2_600);
    let mut set = |account: Account, available: i64, current: i64, limit: Option<i64>| {
        let account = &mut book.bank.accounts[account as usize];
        account.available_cents = Some(available);
        account.current_cents = current;
        account.limit_cents = limit;
    };
    set(
        Account::Checking,
        total - savings_cents,
        total - savings_cents + pending_cents,
        None,
    );
    set(Account::Savings, savings_cents, savings_cents, None);
    set(Account::Card, 2_000_000 - owed, owed, Some(2_000_000));
    set(Account::Personal, personal, personal, None);
}

fn sort(book: &mut Book) {
    book.bank
        .transactions
        .sort_by(|a, b| (a.date, &a.id).cmp(&(b.date, &b.id)));
    let jobber = &mut book.jobber;
    jobber
        .clients
        .sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    jobber
        .quotes
        .sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    jobber
        .jobs
        .sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    jobber
        .invoices
        .sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
    jobber
        .payments
        .sort_by(|a, b| (a.created_at, &a.id).cmp(&(b.created_at, &b.id)));
}
