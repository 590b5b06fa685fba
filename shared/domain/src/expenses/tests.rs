use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::calendar::plus_days;
use crate::facts::{Actor, BankLine, BankTransaction, Job, JobRef, Source, Tag};
use crate::ids::{AccountId, BankTransactionId, ClientId, JobId, RuleId, UserId};
use crate::money::Money;
use crate::rules::{Pattern, Rule, RuleKind};

const DAY: jiff::civil::Date = date(2026, 11, 10);

fn line(text: &str) -> BankLine {
    BankLine {
        id: BankTransactionId::new("t").unwrap(),
        account_id: AccountId::new("a").unwrap(),
        date: DAY,
        amount: Money::from_cents(-42_000),
        currency: "USD".into(),
        description: text.into(),
        merchant: None,
        source: Source::Plaid,
    }
}

/// From `from` to `to`, in days from the expense's.
fn job(number: i64, title: &str, from: i32, to: i32) -> Job {
    Job {
        id: JobId::new(format!("j{number}")).unwrap(),
        number,
        title: title.into(),
        client_id: Some(ClientId::new(format!("c{}", number % 10)).unwrap()),
        client_name: Some("Maria Alvarez".into()),
        invoiced: Money::ZERO,
        costing: None,
        starts_on: Some(plus_days(DAY, from)),
        ends_on: Some(plus_days(DAY, to)),
        job_type: None,
    }
}

fn rule(kind: RuleKind, pattern: &str, value: &str) -> Rule {
    Rule {
        id: RuleId::new("r").unwrap(),
        kind,
        pattern: Pattern::parse(pattern).unwrap(),
        value: value.into(),
        created_by: UserId::new("u").unwrap(),
        created_at: Timestamp::UNIX_EPOCH,
        version: 1,
    }
}

fn tag(text: &str, job: &Job) -> Tag {
    let transaction = BankTransaction::open(line(text));
    let by = Actor::Person(UserId::new("u").unwrap());
    Tag::of(&transaction, JobRef::from(job), by, Timestamp::UNIX_EPOCH).unwrap()
}

fn asked(book: &Book<'_>, text: &str) -> Vec<JobSuggestion> {
    match book.ask(&line(text), None) {
        Asked::Job(suggestions) => suggestions,
        other => panic!("{text}: {other:?}"),
    }
}

fn numbers(suggestions: &[JobSuggestion]) -> Vec<i64> {
    suggestions.iter().map(|s| s.job.job_number).collect()
}

#[test]
fn what_money_out_is_for() {
    use Overhead::{
        BankFee, CardPayment, Fuel, Insurance, Loan, OwnTransfer, Payroll, ProcessorFee, Rent,
        Subscription, Tax, Utilities,
    };
    let of = |text: &str| spend(&Texts::of(&line(text)));
    for (text, what) in [
        ("CONOCO - 1182 DENVER CO 11/09", Fuel),
        ("GUSTO PAYROLL NET 551023", Payroll),
        ("GUSTO TAX", Payroll),
        ("SHOP RENT COLFAX INDUSTRIAL", Rent),
        ("PINNACLE INSURANCE PREMIUM", Insurance),
        ("FORD CREDIT AUTO PAYMENT", Loan),
        ("MONTHLY SERVICE FEE", BankFee),
        ("INCOMING WIRE FEE", BankFee),
        ("STRIPE FEE", ProcessorFee),
        ("IRS USATAXPYMT 270641234567890", Tax),
        ("JOBBER.COM SUBSCRIPTION", Subscription),
        ("INTUIT *QBooks Online", Subscription),
        ("VERIZON WRLS BILL", Utilities),
        ("BUSINESS CARD AUTOPAY", CardPayment),
        ("HOME DEPOT CREDIT CARD PMT", CardPayment),
        ("ONLINE TRANSFER TO TAX & RESERVE", OwnTransfer),
    ] {
        assert_eq!(of(text), Spend::Overhead(what), "{text}");
    }
    for text in [
        "FERGUSON ENT4821 DENVER CO",
        "THE HOME DEPOT1234",
        "SUPPLYHOUSE.COM4410",
        "SUNBELT RENTALS 221",
        "SHELL ROCK HARDWARE 1",
        "CITY OF DENVER PERMIT FEE",
    ] {
        assert_eq!(of(text), Spend::Materials, "{text}");
    }
    for text in ["CHECK 5210", "COSTCO WHSE #1182", "ZELLE TO JOE"] {
        assert_eq!(of(text), Spend::Unknown, "{text}");
    }
}

#[test]
fn phrases_are_sorted_so_that_they_can_be_found() {
    assert!(phrases::PHRASES.windows(2).all(|w| w[0].0 < w[1].0));
}

#[test]
fn of_two_equally_active_jobs_neither_is_likely_and_both_say_so() {
    let jobs = [
        job(1, "Bathroom remodel", -2, 2),
        job(2, "Whole-house repipe", -5, 0),
        job(3, "Boiler replacement", 9, 12),
        job(4, "Slab leak repair", -9, -2),
        job(5, "Unscheduled", -9, 9),
    ];
    let mut jobs = jobs.to_vec();
    jobs[4].starts_on = None;
    let book = Book::new(&jobs, &[], &[]);
    let found = asked(&book, "FERGUSON ENT4821");
    assert_eq!(numbers(&found), [2, 1, 4]);
    assert!(
        (found[0].confidence - 0.380).abs() < 1e-9,
        "{}",
        found[0].confidence
    );
    assert!((found[1].confidence - 0.380).abs() < 1e-9);
    let words: Vec<String> = found[0].reasons.iter().map(JobReason::sentence).collect();
    assert_eq!(
        words,
        [
            "worked on 2026-11-05 to 2026-11-10",
            "2 ways: as many jobs fit equally well"
        ]
    );
    assert_eq!(found[2].reasons[0].sentence(), "2 days after its last day");
}

#[test]
fn a_rule_and_the_past_say_which_of_the_jobs_at_hand() {
    let jobs = [
        job(1, "Bathroom remodel", -2, 2),
        job(2, "Whole-house repipe", -5, 0),
        job(12, "Repipe of long ago", -80, -60),
    ];
    let rules = [rule(RuleKind::VendorToJobtype, "ferguson*", "repipe")];
    let found = asked(&Book::new(&jobs, &rules, &[]), "FERGUSON ENT4821");
    assert_eq!(numbers(&found), [2, 1]);
    assert!(
        (found[0].confidence - 0.761).abs() < 1e-9,
        "{}",
        found[0].confidence
    );
    assert_eq!(
        found[0].reasons[0].sentence(),
        "rule: FERGUSON* is for repipe"
    );
    // Twice for job 1, and for another job of job 2's client.
    let past = [
        tag("WINSUPPLY 1", &jobs[0]),
        tag("WINSUPPLY 2", &jobs[0]),
        tag("WINSUPPLY 3", &jobs[2]),
    ];
    let found = asked(&Book::new(&jobs, &[], &past), "WINSUPPLY 7781");
    assert_eq!(numbers(&found), [1, 2]);
    let words: Vec<String> = found.iter().map(|s| s.reasons[1].sentence()).collect();
    assert_eq!(
        words,
        [
            "this vendor was for this job 2 times before",
            "this vendor was for this client once before"
        ]
    );
}

#[test]
fn overhead_is_asked_about_only_when_a_rule_or_a_person_said_so() {
    let jobs = [job(1, "Bathroom remodel", -2, 2)];
    let fuel = "CONOCO - 1182 DENVER CO";
    let quiet = Book::new(&jobs, &[], &[]);
    assert_eq!(
        quiet.ask(&line(fuel), None),
        Asked::No(Spend::Overhead(Overhead::Fuel))
    );
    let rules = [rule(RuleKind::VendorToJobtype, "conoco", "remodel")];
    assert_eq!(asked(&Book::new(&jobs, &rules, &[]), fuel).len(), 1);
    let tags = [tag("CONOCO - 7711", &jobs[0])];
    assert_eq!(asked(&Book::new(&jobs, &[], &tags), fuel).len(), 1);
    let ignored = [rule(RuleKind::IgnoreMerchant, "costco", "")];
    let book = Book::new(&jobs, &ignored, &[]);
    assert_eq!(
        book.ask(&line("COSTCO WHSE #11"), None),
        Asked::Ruled(&ignored[0])
    );
    // No job at all: the question stands, with no answer to offer.
    assert_eq!(asked(&Book::new(&[], &[], &[]), "FERGUSON"), []);
}

proptest! {
    #[test]
    fn confidence_is_shared_out_and_order_does_not_matter(
        spans in prop::collection::vec((-12..8_i32, 0..12_i32, 0..3_usize), 0..12),
        tagged in prop::collection::vec(0..12_usize, 0..9),
        by_rule in any::<bool>(),
        turn in 0..12_usize,
    ) {
        let titles = ["Repipe", "Remodel", "Boiler"];
        let mut jobs: Vec<Job> = (0_i64..)
            .zip(&spans)
            .map(|(n, (from, days, title))| job(n, titles[*title], *from, from + days))
            .collect();
        let mut tags: Vec<Tag> = tagged
            .iter()
            .filter_map(|n| jobs.get(*n))
            .map(|job| tag("FERGUSON 77", job))
            .collect();
        let rules: Vec<Rule> = by_rule
            .then(|| rule(RuleKind::VendorToJobtype, "FERGUSON", "Boiler"))
            .into_iter()
            .collect();
        let found = asked(&Book::new(&jobs, &rules, &tags), "FERGUSON 1");
        prop_assert!(found.len() <= MAX_SUGGESTIONS);
        prop_assert!(found.iter().map(|s| s.confidence).sum::<f64>() < 1.0);
        prop_assert!(found.windows(2).all(|w| w[0].confidence >= w[1].confidence));
        prop_assert!(found.iter().all(|s| !s.reasons.is_empty() && s.confidence > 0.0));
        // Every job of the day is among them, as far as there is room.
        let active = jobs.iter().filter(|j| j.days_from_work(DAY) == Some(0)).count();
        prop_assert!(found.len() >= active.min(MAX_SUGGESTIONS));
        let by = turn % jobs.len().max(1);
        jobs.rotate_left(by);
        tags.reverse();
        prop_assert_eq!(asked(&Book::new(&jobs, &rules, &tags), "FERGUSON 1"), found);
    }
}
