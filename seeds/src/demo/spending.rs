//! Money out: crew, materials, fuel, subscriptions, rent, fees, and what the owner buys for the family.

use jiff::civil::Date;

use super::{
    WINDOW_DAYS,
    book::{Account, Book, Line, ZONE},
};
use crate::names::{self, Merchant};

const OUT: (&str, &str) = ("TRANSFER_OUT", "TRANSFER_OUT_ACCOUNT_TRANSFER");

/// Everything that leaves; the small purchases fill the books up to about 250 lines.
pub(crate) fn add(book: &mut Book) {
    crew(book);
    standing_costs(book);
    let draws = checks_written(book);
    transfers_out(book);
    for k in 0..14 {
        purchase(
            book,
            Account::Personal,
            names::PERSONAL[k % names::PERSONAL.len()],
        );
    }
    for _ in 0..6 {
        purchase(book, Account::Card, names::MIXED);
    }
    let target = usize::try_from(book.draw.between(244, 256)).unwrap_or(250);
    for k in book.bank.transactions.len()..target {
        let (account, from): (_, &[Merchant]) = match k % 7 {
            0..=3 => (Account::Checking, &names::MATERIALS),
            4 => (Account::Card, &names::FUEL),
            _ => (Account::Checking, &names::FUEL),
        };
        let merchant = book.draw.pick(from);
        if k % 7 <= 3 {
            materials(book, account, merchant);
        } else {
            purchase(book, account, merchant);
        }
    }
    level(book, &draws);
}

/// A good season goes to the owner: what the account would gain beyond this is added to the draws, so that it never had
/// to open overdrawn to end where it does.
fn level(book: &mut Book, draws: &[String]) {
    const GAIN_CENTS: i64 = 800_000;
    let checking = &book.bank.accounts[Account::Checking as usize].id;
    let lines = book.bank.transactions.iter();
    let gained: i64 = lines
        .filter(|t| t.account_id == *checking)
        .map(|t| -t.amount_cents)
        .sum();
    let count = i64::try_from(draws.len()).unwrap_or(i64::MAX).max(1);
    let more = (gained - GAIN_CENTS).max(0) / count / 10_000 * 10_000;
    for line in &mut book.bank.transactions {
        if draws.contains(&line.id) {
            line.amount_cents += more;
        }
    }
}

/// What the card was paid off with on a day of the window: the same on both accounts.
pub(crate) fn card_payment_cents(offset: i32) -> i64 {
    64_217 + i64::from(offset) * 311
}

fn purchase(book: &mut Book, account: Account, merchant: Merchant) {
    let offset = book.draw.days(0, WINDOW_DAYS - 1);
    let date = book.posting_day(offset);
    buy(book, account, merchant, date);
}

/// Most materials are bought while the job they are for is worked on; one purchase in seven is for the van.
fn materials(book: &mut Book, account: Account, merchant: Merchant) {
    let drawn = book.draw.days(0, WINDOW_DAYS - 1);
    let jobs = jobs_of_the_window(book);
    let at = usize::try_from(drawn).unwrap_or(0);
    let job = jobs.get(at % jobs.len().max(1));
    match job.filter(|_| drawn % 7 != 3) {
        Some((id, first, last)) => {
            let days = last - first + 1;
            let date = book.posting_day(first + drawn * 5 % days);
            let line = buy(book, account, merchant, date);
            book.truth.expenses.insert(line, id.clone());
        }
        None => {
            let date = book.posting_day(drawn);
            buy(book, account, merchant, date);
        }
    }
}

/// Each job with its first and last day in the window, as offsets.
fn jobs_of_the_window(book: &Book) -> Vec<(String, i32, i32)> {
    let offset = |at: jiff::Timestamp| {
        let day = at.in_tz(ZONE).map_or(book.start, |local| local.date());
        i32::try_from(day.duration_since(book.start).as_hours() / 24).unwrap_or(0)
    };
    let of_window = |job: &crate::jobber::Job| {
        let first = offset(job.start_at).max(0);
        let last = offset(job.end_at).min(WINDOW_DAYS - 1);
        (first <= last).then(|| (job.id.clone(), first, last))
    };
    book.jobber.jobs.iter().filter_map(of_window).collect()
}

/// Writes a purchase and returns its Plaid id.
fn buy(book: &mut Book, account: Account, merchant: Merchant, date: Date) -> String {
    let (name, bank_name, detailed, low, high) = merchant;
    let cents = book.draw.cents(low, high);
    let store = book.draw.digits(4);
    let online = bank_name.contains(".COM");
    book.post(Line {
        merchant: Some(name),
        original: format!("{bank_name}{store} DENVER CO {}", date.strftime("%m/%d")).to_uppercase(),
        channel: if online { "online" } else { "in store" },
        ..Line::plain(
            account,
            cents,
            date,
            &format!("{bank_name}{store}"),
            category(detailed),
        )
    })
}

/// Splits Plaid's detailed category into primary and detailed.
fn category(detailed: &'static str) -> (&'static str, &'static str) {
    const PRIMARIES: [&str; 7] = [
        "GENERAL_MERCHANDISE",
        "HOME_IMPROVEMENT",
        "TRANSPORTATION",
        "GENERAL_SERVICES",
        "RENT_AND_UTILITIES",
        "FOOD_AND_DRINK",
        "ENTERTAINMENT",
    ];
    let primary = PRIMARIES.into_iter().find(|p| detailed.starts_with(p));
    (primary.unwrap_or("OTHER"), detailed)
}

fn crew(book: &mut Book) {
    for week in 0..12 {
        let (cents, date) = (
            book.draw.cents(10_300, 11_900),
            book.posting_day(4 + week * 7),
        );
        let text = format!("GUSTO PAYROLL NET {}", book.draw.digits(6));
        book.post(Line::plain(
            Account::Checking,
            cents,
            date,
            &text,
            (
                "GENERAL_SERVICES",
                "GENERAL_SERVICES_OTHER_GENERAL_SERVICES",
            ),
        ));
        if week % 2 == 1 {
            let cents = book.draw.cents(3_500, 4_300);
            book.post(Line::plain(
                Account::Checking,
                cents,
                date,
                "GUSTO TAX",
                (
                    "GOVERNMENT_AND_NON_PROFIT",
                    "GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT",
                ),
            ));
        }
    }
}

fn standing_costs(book: &mut Book) {
    const FEE: (&str, &str) = ("BANK_FEES", "BANK_FEES_OTHER_BANK_FEES");
    let monthly: [(i32, i64, &str, (&str, &str)); 4] = [
        (
            2,
            340_000,
            "Shop Rent Colfax Industrial",
            ("RENT_AND_UTILITIES", "RENT_AND_UTILITIES_RENT"),
        ),
        (
            8,
            148_250,
            "Pinnacle Insurance Premium",
            ("GENERAL_SERVICES", "GENERAL_SERVICES_INSURANCE"),
        ),
        (
            13,
            124_075,
            "Ford Credit Auto Payment",
            ("LOAN_PAYMENTS", "LOAN_PAYMENTS_CAR_PAYMENT"),
        ),
        (26, 2_500, "Monthly Service Fee", FEE),
    ];
    for month in 0..3 {
        for (offset, cents, text, category) in monthly {
            let date = book.posting_day(offset + month * 28);
            book.post(Line::plain(Account::Checking, cents, date, text, category));
        }
        for (k, (name, bank_name, detailed, low, high)) in (0..).zip(names::SUBSCRIPTIONS) {
            let date = book.posting_day(3 + k * 4 + month * 28);
            let cents = book.draw.between(low, high) * 100;
            let line = Line::plain(Account::Card, cents, date, bank_name, category(detailed));
            book.post(Line {
                merchant: Some(name),
                channel: "online",
                ..line
            });
        }
    }
    for offset in [19, 60] {
        let date = book.posting_day(offset);
        book.post(Line::plain(
            Account::Checking,
            1_500,
            date,
            "Incoming Wire Fee",
            FEE,
        ));
    }
}

/// Subcontractors and the owner's draw: checks of our own, which do carry their number. Gives the ids of the draws.
fn checks_written(book: &mut Book) -> Vec<String> {
    let mut draws = Vec::new();
    for k in 0..14 {
        let owner = k % 7 >= 4;
        let cents = if owner {
            150_000
        } else {
            book.draw.cents(1_900, 5_200)
        };
        let offset = 3 + k * 6 - book.draw.days(0, 2);
        let date = book.posting_day(offset);
        let number = (5_210 + k).to_string();
        let text = format!("Check {number}");
        let line = Line::plain(
            Account::Checking,
            cents,
            date,
            &text,
            ("TRANSFER_OUT", "TRANSFER_OUT_WITHDRAWAL"),
        );
        let id = book.post(Line {
            check_number: Some(number),
            ..line
        });
        if owner {
            draws.push(id);
        }
    }
    draws
}

/// The other ends of the transfers that arrive in the company's other accounts.
fn transfers_out(book: &mut Book) {
    let date = book.posting_day(30);
    book.post(Line::plain(
        Account::Personal,
        250_000,
        date,
        "Online Transfer to Business Checking",
        OUT,
    ));
    for offset in [24, 66] {
        let date = book.posting_day(offset);
        book.post(Line::plain(
            Account::Checking,
            150_000,
            date,
            "Online Transfer to Tax & Reserve",
            OUT,
        ));
    }
    for offset in [27, 57] {
        let date = book.posting_day(offset);
        let category = ("LOAN_PAYMENTS", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT");
        book.post(Line::plain(
            Account::Checking,
            card_payment_cents(offset),
            date,
            "Business Card Autopay",
            category,
        ));
    }
}
