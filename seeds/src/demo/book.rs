//! The books while they are being written.

use jiff::{
    Timestamp,
    civil::{Date, time},
};

use crate::{
    Truth,
    bank::{BankAccount, BankSide, BankTransaction},
    calendar::{add_days, local, roll_back, roll_forward},
    draw::Draw,
    ids,
    jobber::JobberSide,
    names,
};

pub(crate) const ZONE: &str = "America/Denver";

/// Which of the company's accounts; the order is that of [`BankSide::accounts`].
#[derive(Clone, Copy)]
pub(crate) enum Account {
    Checking,
    Savings,
    Card,
    Personal,
}

/// A bank line about to be written; `cents` is in Plaid's sign.
pub(crate) struct Line {
    pub(crate) account: Account,
    pub(crate) cents: i64,
    pub(crate) date: Date,
    pub(crate) name: String,
    pub(crate) merchant: Option<&'static str>,
    pub(crate) original: String,
    pub(crate) channel: &'static str,
    pub(crate) category: (&'static str, &'static str),
    pub(crate) check_number: Option<String>,
    pub(crate) ppd_id: Option<String>,
}

impl Line {
    /// A line that the bank words the same way as Plaid and that carries nothing else.
    pub(crate) fn plain(
        account: Account,
        cents: i64,
        date: Date,
        text: &str,
        category: (&'static str, &'static str),
    ) -> Self {
        Self {
            account,
            cents,
            date,
            name: text.to_owned(),
            merchant: None,
            original: text.to_uppercase(),
            channel: "other",
            category,
            check_number: None,
            ppd_id: None,
        }
    }
}

pub(crate) struct Book {
    pub(crate) draw: Draw,
    pub(crate) start: Date,
    pub(crate) as_of: Date,
    pub(crate) jobber: JobberSide,
    pub(crate) bank: BankSide,
    pub(crate) truth: Truth,
    pub(crate) disputed: Vec<String>,
    pub(crate) vips: Vec<String>,
    people: Vec<(&'static str, &'static str)>,
    businesses: Vec<&'static str>,
}

impl Book {
    pub(crate) fn open(seed: u64, start: Date, as_of: Date) -> Self {
        let mut draw = Draw::new(seed);
        let mut last = names::LAST;
        draw.shuffle(&mut last);
        let turned = |by: usize| last.iter().copied().cycle().skip(by).take(last.len());
        let people = [0, 7, 13]
            .into_iter()
            .flat_map(|by| names::FIRST.into_iter().zip(turned(by)))
            .collect();
        let mut businesses = names::BUSINESS.to_vec();
        draw.shuffle(&mut businesses);
        let bank = BankSide {
            institution_id: "ins_109508".to_owned(),
            institution_name: "First Platypus Bank".to_owned(),
            item_id: ids::plaid(&mut draw),
            accounts: accounts(&mut draw),
            transactions: Vec::new(),
        };
        let jobber = JobberSide {
            account_id: ids::jobber("Account", draw.between(100_000, 999_999)),
            clients: Vec::new(),
            quotes: Vec::new(),
            jobs: Vec::new(),
            invoices: Vec::new(),
            payments: Vec::new(),
            payouts: Vec::new(),
        };
        Self {
            people,
            businesses,
            draw,
            start,
            as_of,
            jobber,
            bank,
            truth: Truth::default(),
            disputed: Vec::new(),
            vips: Vec::new(),
        }
    }

    /// The day `offset` days into the window.
    pub(crate) fn day(&self, offset: i32) -> Date {
        add_days(self.start, offset)
    }

    /// A business day of the window at or just before an offset.
    pub(crate) fn posting_day(&self, offset: i32) -> Date {
        let day = roll_back(self.day(offset));
        if day < self.start {
            roll_forward(self.start)
        } else {
            day
        }
    }

    /// Office hours of a day: when somebody types something in.
    pub(crate) fn typed_at(&mut self, day: Date) -> Timestamp {
        let minutes = self.draw.between(8 * 60, 17 * 60 - 1);
        let (hour, minute) = (minutes / 60, minutes % 60);
        let at = time(
            i8::try_from(hour).unwrap_or(12),
            i8::try_from(minute).unwrap_or(0),
            0,
            0,
        );
        local(day, at, ZONE)
    }

    /// Writes a line and returns its Plaid id.
    pub(crate) fn post(&mut self, line: Line) -> String {
        let id = ids::plaid(&mut self.draw);
        self.bank.transactions.push(BankTransaction {
            id: id.clone(),
            account_id: self.bank.accounts[line.account as usize].id.clone(),
            amount_cents: line.cents,
            date: line.date,
            authorized_date: (line.channel != "other").then_some(line.date),
            name: line.name,
            merchant_name: line.merchant.map(str::to_owned),
            original_description: line.original,
            payment_channel: line.channel.to_owned(),
            check_number: line.check_number,
            ppd_id: line.ppd_id,
            category: (line.category.0.to_owned(), line.category.1.to_owned()),
        });
        id
    }

    /// The next person nobody has used; after the last, the first again.
    pub(crate) fn next_person(&mut self) -> (&'static str, &'static str) {
        self.people.rotate_left(1);
        self.people[self.people.len() - 1]
    }

    /// The next business that is not yet a client.
    pub(crate) fn next_business(&mut self) -> Option<&'static str> {
        self.businesses.pop()
    }
}

fn accounts(draw: &mut Draw) -> Vec<BankAccount> {
    let mut account = |name: &str, official: &str, kind: &str, subtype: &str| BankAccount {
        id: ids::plaid(draw),
        name: name.to_owned(),
        official_name: official.to_owned(),
        mask: draw.digits(4),
        kind: kind.to_owned(),
        subtype: subtype.to_owned(),
        available_cents: None,
        current_cents: 0,
        limit_cents: None,
    };
    vec![
        account(
            "Business Checking",
            "Platypus Business Complete Checking",
            "depository",
            "checking",
        ),
        account(
            "Tax & Reserve",
            "Platypus Business Savings",
            "depository",
            "savings",
        ),
        account(
            "Business Card",
            "Platypus Business Cash Rewards",
            "credit",
            "credit card",
        ),
        account(
            "Everyday Checking",
            "Platypus Everyday Checking",
            "depository",
            "checking",
        ),
    ]
}
