use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::calendar::plus_days;
use crate::engine::{Candidate, Lesson, Processor};
use crate::facts::{
    AccountLabel, Actor, Allocation, BankLine, JobRef, MatchPart, RailName, Share, ShareTo, Source,
    Status, Subject, TrayKind,
};
use crate::ids::{
    AccountId, ClientId, InvoiceId, JobId, PaymentId, RailAccountId, RuleId, TrayItemId, UserId,
};
use crate::money::Money;

const DAY: Date = date(2026, 11, 10);

fn cents(n: i64) -> Money {
    Money::from_cents(n)
}

fn november() -> Period {
    Period::new(date(2026, 11, 1), date(2026, 11, 30)).unwrap()
}

fn at() -> Timestamp {
    "2026-11-12T16:00:00Z".parse().unwrap()
}

fn account() -> Account {
    Account {
        id: AccountId::new("a").unwrap(),
        name: "Business Checking".into(),
        mask: Some("4821".into()),
        label: AccountLabel::Operating,
        currency: "USD".into(),
        available: None,
        personal: false,
    }
}

fn transaction(id: &str, amount: i64, text: &str, status: Status) -> BankTransaction {
    let line = BankLine {
        id: BankTransactionId::new(id).unwrap(),
        account_id: AccountId::new("a").unwrap(),
        date: DAY,
        amount: cents(amount),
        currency: "USD".into(),
        description: text.into(),
        merchant: None,
        source: Source::Plaid,
    };
    BankTransaction {
        status,
        ..BankTransaction::open(line)
    }
}

fn part(n: usize, amount: i64, client: &str, job: &str) -> MatchPart {
    MatchPart {
        payment_id: PaymentId::new(format!("p{n}")).unwrap(),
        amount: cents(amount),
        client_id: Some(ClientId::new("c").unwrap()),
        client_name: Some(client.into()),
        allocations: vec![Allocation {
            invoice_id: InvoiceId::new(format!("i{n}")).unwrap(),
            invoice_number: Some((1_030 + n).to_string()),
            job_id: Some(JobId::new(job).unwrap()),
            job_title: Some(job.into()),
            amount: cents(amount),
        }],
    }
}

fn matched(id: &str, day: Date, parts: Vec<MatchPart>, fee: i64) -> Match {
    let gross: Money = parts.iter().map(|p| p.amount).sum();
    Match {
        deposit_id: BankTransactionId::new(id).unwrap(),
        date: day,
        amount: gross - cents(fee),
        gross,
        fee: cents(fee),
        processor: Processor::Stripe,
        parts,
        shares: Vec::new(),
        candidate: Candidate {
            payment_ids: vec![],
            gross,
            fee: cents(fee),
            net: gross - cents(fee),
            confidence: 1.0,
            reasons: vec![],
        },
        lesson: Lesson::default(),
        decided_by: Actor::Engine,
        decided_at: at(),
    }
}

fn tag(of: &BankTransaction) -> Tag {
    let job = JobRef {
        job_id: JobId::new("repipe").unwrap(),
        job_number: 442,
        job_title: "Whole-house repipe".into(),
        client_id: None,
        client_name: Some("=HYPERLINK(\"http://x\")".into()),
    };
    let by = Actor::Person(UserId::new("dan").unwrap());
    Tag::of(of, job, by, at()).unwrap()
}

#[derive(Debug)]
struct Books {
    accounts: Vec<Account>,
    transactions: Vec<BankTransaction>,
    matches: Vec<Match>,
    tags: Vec<Tag>,
    tray: Vec<TrayItem>,
}

impl Books {
    fn facts(&self) -> Facts<'_> {
        Facts {
            currency: "USD",
            accounts: &self.accounts,
            transactions: &self.transactions,
            matches: &self.matches,
            tags: &self.tags,
            tray: &self.tray,
        }
    }
}

fn books() -> Books {
    let lump = vec![
        part(1, 40_000, "Maria Alvarez", "repipe"),
        part(2, 12_345, "Bennett, Foster & \"Sons\"", "boiler"),
        part(3, -2_000, "@Tran", "boiler"),
    ];
    let spent = transaction(
        "out",
        -38_412,
        "+FERGUSON ENT4821 DENVER CO",
        Status::Tagged,
    );
    let open = transaction("open", -5_000, "CHECK 5210", Status::Open);
    let mut canadian = transaction("cad", 99_900, "LOAN", Status::OffJob);
    canadian.line.currency = "CAD".into();
    let tray = |id: &str, kind, subject| TrayItem {
        id: TrayItemId::new(id).unwrap(),
        kind,
        subject,
        names: crate::engine::Names::default(),
        suggestions: Vec::new(),
        job_suggestions: Vec::new(),
        draft: Vec::new(),
        version: 1,
    };
    Books {
        accounts: vec![account()],
        tags: vec![tag(&spent)],
        matches: vec![
            matched("in", DAY, lump, 1_552),
            matched(
                "one",
                plus_days(DAY, -3),
                vec![part(4, 14_900, "-Kenji", "=1+1")],
                0,
            ),
            matched("past", plus_days(DAY, -40), vec![part(5, 100, "x", "y")], 0),
        ],
        tray: vec![
            tray(
                "t1",
                TrayKind::ExpenseNeedsJob,
                Subject::BankTransaction {
                    transaction: open.clone(),
                    processor: Processor::Other,
                },
            ),
            tray(
                "t2",
                TrayKind::ConnectionBroken,
                Subject::Connection {
                    rail: RailName::Plaid,
                    account: RailAccountId::new("item").unwrap(),
                    why: "ITEM_LOGIN_REQUIRED".into(),
                },
            ),
        ],
        transactions: vec![
            transaction(
                "in",
                48_793,
                "STRIPE TRANSFER ST-A1B2C3",
                Status::AutoMatched,
            ),
            transaction("one", 14_900, "Zelle payment from KENJI", Status::Confirmed),
            transaction("loan", 1_000_000, "SBA LOAN", Status::OffJob),
            canadian,
            spent,
            open,
        ],
    }
}

#[test]
fn deposits_matched_as_written() {
    let books = books();
    insta::assert_snapshot!(
        "deposits_matched",
        deposits_matched(&books.facts(), november(), true)
    );
    insta::assert_snapshot!(
        "deposits_matched_bundled",
        deposits_matched(&books.facts(), november(), false)
    );
}

#[test]
fn the_other_files_as_written() {
    let books = books();
    insta::assert_snapshot!(
        "expenses_tagged",
        expenses_tagged(&books.facts(), november())
    );
    insta::assert_snapshot!(
        "journal_summary",
        journal_summary(&books.facts(), november())
    );
    let today = date(2026, 11, 20);
    insta::assert_snapshot!(
        "exceptions_open",
        exceptions_open(&books.facts(), november(), today)
    );
}

#[test]
fn periods_have_an_end_and_a_limit() {
    let day = |n| plus_days(DAY, n);
    assert!(Period::new(DAY, DAY).is_ok_and(|p| p.contains(DAY) && !p.contains(day(1))));
    assert_eq!(Period::new(DAY, day(-1)), Err(BadPeriod::Backwards));
    assert!(Period::new(DAY, day(365)).is_ok());
    assert_eq!(Period::new(DAY, day(366)), Err(BadPeriod::TooLong));
}

/// What a bookkeeper's program reads of a file: the cells of some columns.
fn column(text: &str, name: &str) -> Vec<String> {
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let at = csv
        .headers()
        .unwrap()
        .iter()
        .position(|h| h == name)
        .unwrap();
    csv.records().map(|r| r.unwrap()[at].to_owned()).collect()
}

fn sum(text: &str, name: &str) -> Money {
    column(text, name)
        .iter()
        .map(|cell| Money::parse(cell).unwrap())
        .sum()
}

fn arb_books() -> impl Strategy<Value = Books> {
    let part = (-9_999..999_999_i64, 0..4_usize);
    let one = (
        prop::collection::vec(part, 1..6),
        -300..9_000_i64,
        -20..25_i32,
    );
    let spent = (1..999_999_i64, -20..25_i32, any::<bool>());
    (
        prop::collection::vec(one, 0..8),
        prop::collection::vec(spent, 0..8),
        prop::collection::vec((-9_999..999_999_i64, any::<bool>()), 0..6),
    )
        .prop_map(|(deposits, costs, others)| {
            let mut books = Books {
                tray: Vec::new(),
                tags: Vec::new(),
                matches: Vec::new(),
                transactions: Vec::new(),
                accounts: vec![account()],
            };
            for (n, (parts, fee, days)) in deposits.into_iter().enumerate() {
                let parts = parts
                    .into_iter()
                    .map(|(amount, k)| self::part(k, amount, "c", "j"))
                    .collect();
                let id = format!("d{n}");
                let mut m = matched(&id, plus_days(DAY, days), parts, fee);
                // Of every second a part is of no job, as a person has said.
                if n % 2 == 0 {
                    let note = Some("=loan".into());
                    m.amount += cents(500);
                    m.shares.push(Share {
                        amount: cents(500),
                        to: ShareTo::OffJob { note },
                    });
                }
                // Every third deposit is one whose account is not connected any more.
                if n % 3 != 2 {
                    books.transactions.push(transaction(
                        &id,
                        m.amount.cents(),
                        "D",
                        Status::Confirmed,
                    ));
                }
                books.matches.push(m);
            }
            for (n, (amount, days, usd)) in costs.into_iter().enumerate() {
                let mut spent = transaction(&format!("e{n}"), -amount, "E", Status::Tagged);
                spent.line.date = plus_days(DAY, days);
                spent.line.currency = if usd { "USD" } else { "CAD" }.into();
                books.tags.push(tag(&spent));
                books.transactions.push(spent);
            }
            for (n, (amount, off)) in others.into_iter().enumerate() {
                let status = if off { Status::OffJob } else { Status::Ignored };
                books
                    .transactions
                    .push(transaction(&format!("o{n}"), amount, "O", status));
            }
            books
        })
}

proptest! {
    #[test]
    fn debits_equal_credits_and_the_bank_is_what_it_shows(books in arb_books()) {
        let facts = books.facts();
        let text = journal_summary(&facts, november());
        prop_assert_eq!(sum(&text, "debit"), sum(&text, "credit"));
        let entries = journal(&facts, november());
        prop_assert!(entries.iter().all(|e| e.debit >= Money::ZERO && e.credit >= Money::ZERO && e.entries > 0));
        let net = |of: fn(&str) -> bool| -> Money {
            entries.iter().filter(|e| of(&e.account)).map(|e| e.debit - e.credit).sum()
        };
        let inside = |day: Date| november().contains(day);
        let deposits: Money = books.matches.iter().filter(|m| inside(m.date)).map(|m| m.amount).sum();
        let costs: Money = books.tags.iter().filter(|t| inside(t.date) && t.currency == "USD").map(|t| t.amount).sum();
        let off: Money = books.transactions.iter()
            .filter(|t| t.status == Status::OffJob && t.line.amount.is_positive())
            .map(|t| t.line.amount).sum();
        prop_assert_eq!(net(|a| a.starts_with("Bank")), deposits - costs + off);
        prop_assert_eq!(net(|a| a == JOB_COSTS), costs);
        let shares: Money = books.matches.iter().filter(|m| inside(m.date)).flat_map(|m| &m.shares).map(|s| s.amount).sum();
        prop_assert_eq!(net(|a| a == OFF_JOB_INCOME), -off - shares);
    }

    #[test]
    fn rows_of_deposits_sum_to_them_bundled_or_not(books in arb_books()) {
        let facts = books.facts();
        let (open, shut) = (
            deposits_matched(&facts, november(), true),
            deposits_matched(&facts, november(), false),
        );
        let inside = books.matches.iter().filter(|m| november().contains(m.date));
        let net: Money = inside.clone().map(|m| m.amount).sum();
        let shares = inside.clone().flat_map(|m| &m.shares).count();
        prop_assert_eq!(column(&shut, "net").len(), inside.count() + shares);
        for text in [&open, &shut] {
            prop_assert_eq!(sum(text, "net"), net);
            prop_assert_eq!(sum(text, "gross") - sum(text, "fee"), net);
        }
        for (gross, (fee, net)) in column(&open, "gross").iter().zip(column(&open, "fee").iter().zip(column(&open, "net"))) {
            let read = |t: &str| Money::parse(t).unwrap();
            prop_assert_eq!(read(gross) - read(fee), read(&net));
        }
    }

    #[test]
    fn order_of_the_facts_does_not_matter(books in arb_books()) {
        let all = |b: &Books| {
            let f = b.facts();
            [
                deposits_matched(&f, november(), true),
                expenses_tagged(&f, november()),
                journal_summary(&f, november()),
            ]
        };
        let before = all(&books);
        let mut turned = books;
        turned.matches.reverse();
        turned.tags.reverse();
        turned.transactions.reverse();
        prop_assert_eq!(all(&turned), before);
    }
}

#[test]
fn who_decided_is_said_in_a_word() {
    let mut books = books();
    let rule = RuleId::new("rule_1").unwrap();
    books.tags[0].decided_by = Actor::Rule(rule.to_string());
    let text = expenses_tagged(&books.facts(), november());
    assert_eq!(column(&text, "decided_by"), ["rule rule_1"]);
}
