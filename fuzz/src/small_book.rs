//! Small books drawn from the fuzzer's bytes. Free bytes hardly ever make a sum that ties out, so most deposits are
//! built from the payments: that is what leads deep into the search.

use arbitrary::{Arbitrary, Result, Unstructured};
use jiff::civil::{Date, date};
use oodaloo_domain::Money;
use oodaloo_domain::calendar::plus_days;
use oodaloo_domain::engine::{
    Book, Confirmed, Deposit, Method, Payment, Priors, RailPayout, Settings,
};

const MAX_PAYMENTS: usize = 48;
const MAX_DEPOSITS: usize = 16;
const TEXTS: [&str; 12] = [
    "JOBBER PAYMENTS PAYOUT 00412",
    "ORIG CO NAME:STRIPE ORIG ID:1800948598 IND ID:ST-A1",
    "STRIPE TRANSFER ST-X9",
    "SQUARE INC DES:SQ240105",
    "DEPOSIT",
    "MOBILE CHECK DEPOSIT",
    "Zelle payment from ANNA KOWALSKI",
    "ACH CREDIT BOB SMI",
    "WIRE IN INV-1042",
    "ONLINE TRANSFER FROM SAV ...4411",
    "IRS TREAS 310 TAX REF",
    "",
];
const NAMES: [&str; 6] = [
    "Anna Kowalski",
    "Bob Smith",
    "SMITH BOB LLC",
    "Zoë & Jörg Ærø",
    "",
    "X",
];
const PRICES: [i64; 6] = [14_900, 8_900, 100, 1, 35_000, 123_457];
const RATES: [(i64, i64); 6] = [(0, 0), (290, 30), (270, 30), (263, 25), (100, 0), (349, 49)];
/// What ids may look like; the rest is a number, so that they stay unique.
const EXTREMES: [i64; 8] = [
    0,
    -1,
    -14_900,
    i64::MAX,
    i64::MIN,
    100_000_000_000_000,
    -100_000_000_000_000,
    99_999_999_999_999,
];

/// A book of at most 48 payments and 16 deposits.
#[derive(Debug)]
pub struct SmallBook(pub Book);

impl<'a> Arbitrary<'a> for SmallBook {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let start = if u.ratio(1, 30)? {
            *u.choose(&[date(1900, 1, 1), date(2200, 12, 31), date(2024, 2, 26)])?
        } else {
            plus_days(date(2026, 1, 5), u.int_in_range(0..=400)?)
        };
        let span = u.int_in_range(0..=40)?;
        let payments = (0..u.int_in_range(0..=MAX_PAYMENTS)?)
            .map(|n| payment(u, n, start, span))
            .collect::<Result<Vec<_>>>()?;
        let deposits = (0..u.int_in_range(0..=MAX_DEPOSITS)?)
            .map(|n| deposit(u, n, start, span, &payments))
            .collect::<Result<Vec<_>>>()?;
        let history = if u.ratio(1, 4)? {
            history(u, start, &payments)?
        } else {
            Vec::new()
        };
        let payouts = if u.ratio(1, 4)? {
            payouts(u, &deposits, &payments)?
        } else {
            Vec::new()
        };
        let auto_threshold = *u.choose(&[0.999, 0.99, 0.0, 1.0, f64::NAN])?;
        Ok(Self(Book {
            as_of: plus_days(start, u.int_in_range(-5..=60)?),
            deposits,
            payments,
            history,
            payouts,
            priors: Priors::default(),
            settings: Settings { auto_threshold },
        }))
    }
}

fn payment(u: &mut Unstructured<'_>, n: usize, start: Date, span: i32) -> Result<Payment> {
    use Method::{Ach, Card, Cash, Check, JobberPayments, Other};
    let methods = [
        Some(JobberPayments),
        Some(JobberPayments),
        Some(Card),
        Some(Card),
        Some(Ach),
        Some(Check),
        Some(Check),
        Some(Cash),
        Some(Other),
        None,
    ];
    let cents = match u.int_in_range(0..=15)? {
        0 => *u.choose(&EXTREMES)?,
        1 => -u.int_in_range(1..=20_000)?,
        2..=8 => *u.choose(&PRICES)?,
        _ => u.int_in_range(1..=400_000)?,
    };
    let client = u.int_in_range(0..=NAMES.len() - 1)?;
    Ok(Payment {
        id: format!("p{n}"),
        received_on: plus_days(start, u.int_in_range(0..=span)?),
        amount: Money::from_cents(cents),
        client_id: format!("c{client}"),
        client_name: (!NAMES[client].is_empty()).then(|| NAMES[client].to_owned()),
        invoice_id: u.ratio(1, 4)?.then(|| format!("INV-{}", 1_040 + n)),
        job_id: u.ratio(1, 8)?.then(|| format!("{}", 2_000 + n / 2)),
        method: *u.choose(&methods)?,
    })
}

fn deposit(
    u: &mut Unstructured<'_>,
    n: usize,
    start: Date,
    span: i32,
    payments: &[Payment],
) -> Result<Deposit> {
    let mut day = plus_days(start, u.int_in_range(-2..=span + 12)?);
    let cents = match u.int_in_range(0..=9)? {
        0 => *u.choose(&EXTREMES)?,
        1 => u.int_in_range(1..=400_000)?,
        _ if payments.is_empty() => *u.choose(&PRICES)?,
        2 => payments[u.choose_index(payments.len())?].amount.cents(),
        kind => {
            let (net, last) = lump(u, payments, kind)?;
            day = plus_days(last, u.int_in_range(0..=6)?);
            net
        }
    };
    let text = if u.ratio(1, 10)? {
        u.arbitrary::<&str>()?.chars().take(60).collect()
    } else {
        (*u.choose(&TEXTS)?).to_owned()
    };
    Ok(Deposit {
        id: format!("d{n}"),
        date: day,
        amount: Money::from_cents(cents),
        description: text,
        account_id: "a".into(),
    })
}

/// The net of payments under a plan: those of one method and a few days, or any few; sometimes a few cents off.
fn lump(u: &mut Unstructured<'_>, payments: &[Payment], kind: u8) -> Result<(i64, Date)> {
    let first = &payments[u.choose_index(payments.len())?];
    let (rate, fixed) = *u.choose(&RATES)?;
    let until = plus_days(first.received_on, u.int_in_range(0..=6)?);
    let mut net: i64 = 0;
    for p in payments {
        let together =
            p.method == first.method && (first.received_on..=until).contains(&p.received_on);
        let inside = if kind < 8 { together } else { u.ratio(1, 5)? };
        if inside {
            let cents = p.amount.cents().clamp(-1_000_000_000, 1_000_000_000);
            let fee = if cents > 0 {
                (cents * rate + 5_000) / 10_000 + fixed
            } else {
                0
            };
            net += cents - fee;
        }
    }
    let off = if u.ratio(1, 6)? {
        u.int_in_range(-2_000..=2_000)?
    } else {
        0
    };
    Ok((net + off, until))
}

fn history(u: &mut Unstructured<'_>, start: Date, payments: &[Payment]) -> Result<Vec<Confirmed>> {
    let one = |n: usize, u: &mut Unstructured<'_>| {
        let mut payment_ids = Vec::new();
        let mut gross: i64 = 0;
        for _ in 0..u.int_in_range(0..=4)? {
            match payments.get(u.int_in_range(0..=MAX_PAYMENTS)?) {
                Some(p) if !payment_ids.contains(&p.id) => {
                    gross = gross.saturating_add(p.amount.cents());
                    payment_ids.push(p.id.clone());
                }
                _ => payment_ids.push(format!("gone{n}")),
            }
        }
        let fee = if u.ratio(1, 10)? {
            *u.choose(&EXTREMES)?
        } else {
            u.int_in_range(0..=5_000)?
        };
        Ok(Confirmed {
            deposit: Deposit {
                id: format!("h{n}"),
                date: plus_days(start, u.int_in_range(-90..=20)?),
                amount: Money::from_cents(gross.saturating_sub(fee)),
                description: (*u.choose(&TEXTS)?).to_owned(),
                account_id: "a".into(),
            },
            payment_ids,
            fee: Money::from_cents(fee),
        })
    };
    (0..u.int_in_range(0..=6)?).map(|n| one(n, u)).collect()
}

fn payouts(
    u: &mut Unstructured<'_>,
    deposits: &[Deposit],
    payments: &[Payment],
) -> Result<Vec<RailPayout>> {
    let mut list = Vec::new();
    for (n, d) in deposits.iter().enumerate().take(6) {
        if !u.ratio(1, 2)? {
            continue;
        }
        let inside: Vec<&Payment> = payments
            .iter()
            .filter(|_| u.ratio(1, 4).unwrap_or(false))
            .collect();
        let gross = if u.ratio(1, 2)? {
            inside
                .iter()
                .map(|p| p.amount.cents())
                .fold(0, i64::saturating_add)
        } else {
            *u.choose(&EXTREMES)?
        };
        list.push(RailPayout {
            id: format!("po{n}"),
            net: d.amount,
            gross: Money::from_cents(gross),
            fee: Money::from_cents(gross.saturating_sub(d.amount.cents())),
            arrival: plus_days(d.date, u.int_in_range(-3..=3)?),
            payment_ids: inside.iter().map(|p| p.id.clone()).collect(),
        });
    }
    Ok(list)
}
