//! What a company costs does not grow with its history: five years against twelve weeks, counted.

use jiff::Timestamp;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use oodaloo_domain::engine::{self, Candidate, Lesson, Method, Processor};
use oodaloo_domain::facts::{
    Actor, AuditEntry, BankLine, BankTransaction, Client, Invoice, Job, JobRef, Match,
    PaymentRecord, PayoutRecord, Source, Status, SuggestedPart, Suggestion, Tag,
};
use oodaloo_domain::plan::{matched, plan};
use oodaloo_domain::{
    AccountId, AuditId, BankTransactionId, ClientId, CompanyId, InvoiceId, JobId, Money, PaymentId,
    PayoutId,
};
use oodaloo_store::matching::NewMatch;
use oodaloo_store::{CompanyStore, Condition, Fact, Item, Units, Write};
use serde_json::json;

use crate::demo::{connected_with, friday};
use crate::inprocess::Product;
use crate::weekly::{WEEKS, as_it_was, next_week, weeks_ago};

/// Five years, less the weeks of the demo company.
const WEEKS_BEFORE: i64 = 248;
/// How many of the demo company's weeks are counted.
const COUNTED: i64 = 8;

/// One deposit of the past and what it was made of.
struct Past {
    line: BankLine,
    processor: Processor,
    payments: Vec<PaymentRecord>,
}

/// A closed week: a payout, a slip of checks, two transfers from clients; what was spent; and everything in Jobber that
/// belongs to it. New clients come every week, so that what is learned grows as it does in life.
fn week(n: i64, monday: Date) -> (Vec<Past>, Vec<Fact>) {
    let day = |d: i64| monday + d.days();
    let mut facts = Vec::new();
    let mut next = 0;
    let mut paid = |on: Date, cents: i64, client: i64, method: Method, facts: &mut Vec<Fact>| {
        next += 1;
        let id = format!("old-{n}-{next}");
        let client_id = ClientId::new(format!("old-client-{client}")).unwrap();
        let name = format!(
            "{} {}",
            ["Ada", "Ben", "Cleo", "Dev"][(client % 4) as usize],
            surname(client)
        );
        let money = Money::from_cents(cents);
        let invoice_id = InvoiceId::new(format!("old-inv-{n}-{next}")).unwrap();
        let job_id = JobId::new(format!("old-job-{n}-{next}")).unwrap();
        facts.push(Fact::Client(Client {
            id: client_id.clone(),
            name: name.clone(),
        }));
        facts.push(Fact::Job(Job {
            id: job_id.clone(),
            costing: None,
            number: n * 100 + next,
            title: "Drain cleaning".into(),
            client_id: Some(client_id.clone()),
            client_name: Some(name.clone()),
            invoiced: money,
            starts_on: Some(on),
            ends_on: Some(on),
            job_type: None,
        }));
        facts.push(Fact::Invoice(Invoice {
            id: invoice_id.clone(),
            number: format!("{}", n * 100 + next),
            client_id: Some(client_id.clone()),
            client_name: Some(name.clone()),
            job_id: Some(job_id.clone()),
            total: money,
            balance: Money::ZERO,
            issued_on: on,
            due_on: Some(on + 14.days()),
            draft: false,
            disputed: false,
            bad_debt: false,
        }));
        let record = PaymentRecord {
            id: PaymentId::new(id).unwrap(),
            received_on: on,
            amount: money,
            client_id: Some(client_id),
            client_name: Some(name),
            allocations: vec![oodaloo_domain::facts::Allocation {
                invoice_id,
                invoice_number: Some(format!("{}", n * 100 + next)),
                job_id: Some(job_id),
                job_title: Some("Drain cleaning".into()),
                amount: money,
            }],
            method: Some(method),
            fee: None,
        };
        facts.push(Fact::Payment(record.clone()));
        record
    };
    let cents = |k: i64| 10_000 + (n * 7_919 + k * 104_729) % 90_000;
    let lump: Vec<_> = (0..4)
        .map(|k| paid(day(0), cents(k), n % 97, Method::JobberPayments, &mut facts))
        .collect();
    let slip: Vec<_> = (4..7)
        .map(|k| paid(day(1), cents(k), n % 89, Method::Check, &mut facts))
        .collect();
    let one = paid(day(2), cents(7), n, Method::Ach, &mut facts);
    let other = paid(day(2), cents(8), n / 8, Method::Ach, &mut facts);
    let gross = |of: &[PaymentRecord]| of.iter().map(|p| p.amount.cents()).sum::<i64>();
    // 2.9 % and 30 cents on each.
    let fee: i64 = lump
        .iter()
        .map(|p| (p.amount.cents() * 29 + 500) / 1_000 + 30)
        .sum();
    let net = gross(&lump) - fee;
    facts.push(Fact::Payout(PayoutRecord {
        lines: Vec::new(),
        id: PayoutId::new(format!("old-po-{n}")).unwrap(),
        arrival: day(2),
        gross: Money::from_cents(gross(&lump)),
        fee: Money::from_cents(fee),
        net: Money::from_cents(net),
        payment_ids: lump.iter().map(|p| p.id.clone()).collect(),
    }));
    let client = |p: &PaymentRecord| p.client_name.clone().unwrap_or_default().to_uppercase();
    let (from_one, unnamed) = (client(&one), surname(7_777 - n / 4).to_uppercase());
    let slipped = gross(&slip);
    let past = vec![
        deposit(
            n,
            0,
            day(2),
            net,
            "JOBBER PAYMENTS TRANSFER",
            Processor::JobberPay,
            lump,
        ),
        deposit(
            n,
            1,
            day(2),
            slipped,
            &format!("MOBILE DEPOSIT REF {n:06}"),
            Processor::Check,
            slip,
        ),
        deposit(
            n,
            2,
            day(3),
            one.amount.cents(),
            &format!("ZELLE FROM {from_one}"),
            Processor::Ach,
            vec![one],
        ),
        deposit(
            n,
            3,
            day(3),
            other.amount.cents(),
            // A text that stands for a client without naming them: another every four weeks.
            &format!("ACH CREDIT {unnamed} HOLDINGS LLC"),
            Processor::Ach,
            vec![other],
        ),
    ];
    facts.extend(past.iter().map(|p| Fact::BankLine(p.line.clone())));
    facts.extend((0..18).map(|k| Fact::BankLine(spent(n, k, day(k % 5), cents(k)))));
    (past, facts)
}

/// A name for a client: letters of the number.
fn surname(client: i64) -> String {
    let letter = |n: i64| char::from(b'a' + (n % 20) as u8);
    format!(
        "Q{}{}{}son",
        letter(client),
        letter(client / 20),
        letter(client / 400)
    )
}

fn deposit(
    n: i64,
    k: i64,
    on: Date,
    cents: i64,
    text: &str,
    processor: Processor,
    payments: Vec<PaymentRecord>,
) -> Past {
    let line = BankLine {
        description: text.into(),
        amount: Money::from_cents(cents),
        ..spent(n, 100 + k, on, 0)
    };
    Past {
        line,
        processor,
        payments,
    }
}

fn spent(n: i64, k: i64, on: Date, cents: i64) -> BankLine {
    BankLine {
        id: BankTransactionId::new(format!("old-btx-{n}-{k}")).unwrap(),
        account_id: AccountId::new("old-account").unwrap(),
        date: on,
        amount: Money::from_cents(-cents),
        currency: "USD".into(),
        description: format!("SUPPLY HOUSE {k}"),
        merchant: None,
        source: Source::Plaid,
    }
}

/// The match that closed a deposit of the past.
fn closed(past: &Past) -> NewMatch {
    let deposit = BankTransaction::open(past.line.clone());
    let part = |p: &PaymentRecord| SuggestedPart {
        part: oodaloo_domain::facts::MatchPart {
            payment_id: p.id.clone(),
            amount: p.amount,
            client_id: p.client_id.clone(),
            client_name: p.client_name.clone(),
            allocations: p.allocations.clone(),
        },
        received_on: p.received_on,
        used_before: Money::ZERO,
        uses_up: true,
    };
    let gross: Money = past.payments.iter().map(|p| p.amount).sum();
    let fee = gross - past.line.amount;
    let suggestion = Suggestion {
        candidate: Candidate {
            payment_ids: past.payments.iter().map(|p| p.id.to_string()).collect(),
            gross,
            fee,
            net: past.line.amount,
            confidence: 0.9999,
            reasons: Vec::new(),
        },
        parts: past.payments.iter().map(part).collect(),
        invoices: Vec::new(),
        lesson: lesson(past, fee),
    };
    let at = past
        .line
        .date
        .at(12, 0, 0, 0)
        .to_zoned(jiff::tz::TimeZone::UTC)
        .unwrap()
        .timestamp();
    let m: Match = matched(&deposit, past.processor, &suggestion, Actor::Engine, at);
    NewMatch {
        audit: AuditEntry {
            id: AuditId::new(format!("aud-{}", past.line.id)).unwrap(),
            at,
            actor: Actor::Engine,
            action: "match.auto".into(),
            who: None,
            group: None,
            target_type: "bank_transaction".into(),
            target_id: past.line.id.to_string(),
            summary: "closed long ago".into(),
            before: json!({"status": "open", "version": 1}),
            after: json!({"status": "auto_matched", "version": 2}),
        },
        matched: m,
        status: Status::AutoMatched,
        deposit,
        parts: suggestion.parts,
    }
}

fn lesson(past: &Past, fee: Money) -> Lesson {
    let deposit = engine::Deposit {
        id: past.line.id.to_string(),
        date: past.line.date,
        amount: past.line.amount,
        description: past.line.description.clone(),
        account_id: past.line.account_id.to_string(),
    };
    let paid = |p: &PaymentRecord| engine::Payment {
        id: p.id.to_string(),
        received_on: p.received_on,
        amount: p.amount,
        client_id: p
            .client_id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        client_name: p.client_name.clone(),
        invoice_id: None,
        job_id: None,
        method: p.method,
    };
    let payments: Vec<engine::Payment> = past.payments.iter().map(paid).collect();
    Lesson::of(&deposit, &payments, fee, past.processor)
}

/// What a week's money out was.
fn spending(facts: &[Fact]) -> impl Iterator<Item = &BankLine> {
    facts.iter().filter_map(|fact| match fact {
        Fact::BankLine(line) if line.amount < Money::ZERO => Some(line),
        _ => None,
    })
}

/// The writes that link an expense to a job.
pub fn tagged(company: &CompanyStore, line: &BankLine, job_id: JobId) -> Vec<Write> {
    let job = JobRef {
        job_id,
        job_number: 1,
        job_title: "Drain cleaning".into(),
        client_id: None,
        client_name: None,
    };
    let spent = BankTransaction::open(line.clone());
    let tag = Tag::of(&spent, job, Actor::Engine, Timestamp::UNIX_EPOCH).unwrap();
    let at = company.keys().tag(line.date, &line.id);
    let mut item: Item = serde_json::from_value(json!(tag)).unwrap();
    item.insert("pk".into(), at.pk.into());
    item.insert("sk".into(), at.sk.into());
    vec![
        closed_as(company, line, Status::Tagged),
        Write::Put {
            item,
            when: Condition::NotExists,
        },
    ]
}

fn closed_as(company: &CompanyStore, line: &BankLine, status: Status) -> Write {
    Write::Update {
        key: company.keys().bank_transaction(&line.id),
        set: [("status".to_owned(), json!(status))].into(),
        add: [("version".to_owned(), 1)].into(),
        remove: vec!["gsi1pk".into(), "gsi1sk".into()],
        when: Condition::version(1),
    }
}

/// Closes all weeks before the demo company's books begin, adding up as the weekly reconcile would.
async fn five_years(company: &CompanyStore) {
    let books_begin = date(2026, 8, 31);
    for n in 0..WEEKS_BEFORE {
        let (past, facts) = week(n, books_begin - (WEEKS_BEFORE - n).weeks());
        company.mirror(&facts).await.unwrap();
        for deposit in &past {
            let writes = company.match_writes(&closed(deposit), None).unwrap();
            company.transact(writes).await.unwrap();
        }
        for (k, spent) in spending(&facts).enumerate() {
            let job = JobId::new("old-job").unwrap();
            // One in three was for a job; the rest was fuel and the like, and is ignored.
            let writes = if k % 3 == 0 {
                tagged(company, spent, job)
            } else {
                vec![closed_as(company, spent, Status::Ignored)]
            };
            company.transact(writes).await.unwrap();
        }
        let mut learned = company.learned().await.unwrap();
        while let Some((writes, next)) = company.add_up(&learned).unwrap() {
            company.transact(writes).await.unwrap();
            learned = next;
        }
    }
}

/// What a company cost, and how big the books were that it was reckoned from.
#[derive(Debug)]
struct Cost {
    /// Bringing its last weeks in, reading and deciding.
    weeks: Units,
    /// A reconcile that finds nothing to do.
    idle: Units,
    /// Deposits, payments, payouts, tray items, matches, expenses, jobs, tags, invoices that one run looks at.
    looked_at: Vec<usize>,
    /// The engine's own time for these books, the least of ten.
    plan_time: std::time::Duration,
    /// A whole run that finds nothing to do, the least of ten.
    run_time: std::time::Duration,
    /// What was learned, in bytes.
    learned: usize,
    /// Everything stored.
    items: usize,
}

impl Cost {
    /// Money, in the proportion of DynamoDB's prices: a write unit costs five read units.
    fn weighed(units: Units) -> u64 {
        units.read_halves + 10 * units.writes
    }
}

/// The demo company's last weeks, after five years or after nothing.
async fn cost_of(seed: u64, with_history: bool) -> (Product, CompanyId, Cost) {
    let whole = oodaloo_seeds::demo(seed, date(2026, 11, 20));
    let begin = weeks_ago(WEEKS - 1);
    let (product, id) = connected_with(seed, &as_it_was(&whole, begin), begin).await;
    let company = product.store.company(&id);
    if with_history {
        five_years(&company).await;
    }
    for _ in 1..WEEKS - COUNTED {
        next_week(&product, &whole).await;
    }
    use oodaloo_store::Table as _;
    product.table.meter().take();
    for _ in 0..COUNTED {
        next_week(&product, &whole).await;
    }
    let weeks = product.table.meter().take();
    product.reconcile.company(&id).await.unwrap();
    let idle = product.table.meter().take();
    let mut run_time = std::time::Duration::MAX;
    for _ in 0..10 {
        let began = std::time::Instant::now();
        product.reconcile.company(&id).await.unwrap();
        run_time = run_time.min(began.elapsed());
    }
    let loaded = company.load_books(friday()).await.unwrap().unwrap();
    let (s, books) = (&loaded.snapshot, loaded.books());
    let today = date(2026, 11, 20);
    let plan_time = (0..10)
        .map(|_| {
            let began = std::time::Instant::now();
            std::hint::black_box(plan(s, today, &loaded.profile));
            began.elapsed()
        })
        .min()
        .unwrap();
    let cost = Cost {
        weeks,
        idle,
        looked_at: vec![
            s.deposits.len(),
            s.payments.len(),
            s.payouts.len(),
            s.tray.len(),
            books.matches.len(),
            s.expenses.len(),
            s.jobs.len(),
            s.tags.len(),
            books.invoices.len(),
        ],
        plan_time,
        run_time,
        learned: serde_json::to_string(&s.priors).unwrap().len(),
        items: product.table.snapshot().len(),
    };
    (product, id, cost)
}

/// A figure and its name.
type Measure = (&'static str, fn(&Cost) -> u64);

#[tokio::test]
async fn five_years_cost_what_twelve_weeks_cost() {
    let (_, _, young) = Box::pin(cost_of(oodaloo_seeds::DEFAULT_SEED, false)).await;
    let (_, _, old) = Box::pin(cost_of(oodaloo_seeds::DEFAULT_SEED, true)).await;
    println!("twelve weeks: {young:?}\nfive years:   {old:?}");
    #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
    let ratio = |of: fn(&Cost) -> u64| of(&old) as f64 / of(&young) as f64;
    let measures: [Measure; 6] = [
        ("calls of the weeks", |c| c.weeks.calls),
        ("read units of the weeks", |c| c.weeks.read_halves),
        ("write units of the weeks", |c| c.weeks.writes),
        ("money of the weeks", |c| Cost::weighed(c.weeks)),
        ("calls of an idle run", |c| c.idle.calls),
        ("records one run looks at", |c| {
            c.looked_at.iter().sum::<usize>() as u64
        }),
    ];
    for (what, of) in measures {
        println!("{what}: {:.3}", ratio(of));
    }
    let times =
        |of: fn(&Cost) -> std::time::Duration| of(&old).as_secs_f64() / of(&young).as_secs_f64();
    println!(
        "time of the engine: {:.2}, of a whole run: {:.2}; learned: {} and {} bytes",
        times(|c| c.plan_time),
        times(|c| c.run_time),
        young.learned,
        old.learned
    );
    println!(
        "read units of an idle run: {:.3}",
        ratio(|c| c.idle.read_halves)
    );
    // So few that whole units show: two are for what five years have taught, which is bounded.
    let allowed = young.idle.read_halves * 11 / 10 + 4;
    assert!(old.idle.read_halves <= allowed, "{:?}", old.idle);
    assert!(old.items > 10 * young.items, "there is a history");
    assert_eq!((young.idle.writes, old.idle.writes), (0, 0));
    for (what, of) in measures {
        assert!(ratio(of) <= 1.1, "{what}: {:.3}", ratio(of));
    }
}
