//! The company a book is about: drawn once for a family and a seed, constant through the book.

use super::family::{Cadence, Family, Plans, Prices};
use super::wording::{BANKS, Bank};
use crate::draw::Draw;
use crate::names::{BUSINESS, FIRST, LAST};

/// Somebody who pays.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub id: String,
    pub name: String,
    pub firm: bool,
    /// The id of the ACH entries they send.
    pub ach_id: String,
}

/// What a processor keeps: of each payment in hundredths of a percent and in cents, with a most; rounded half up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub rate_bp: i64,
    pub fixed: i64,
    pub cap: Option<i64>,
    /// The rate of dearer cards, where there are any.
    pub dear_bp: Option<i64>,
}

impl Plan {
    pub(super) fn fee(&self, cents: i64, dear: bool) -> i64 {
        let rate = if dear {
            self.dear_bp.unwrap_or(self.rate_bp)
        } else {
            self.rate_bp
        };
        let fee = (cents * rate + 5_000) / 10_000 + self.fixed;
        self.cap.map_or(fee, |cap| fee.min(cap)).min(cents)
    }
}

/// A processor's way with the company's money.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rail {
    pub plan: Plan,
    /// Bank debits through it, where it runs any.
    pub debit_plan: Plan,
    pub weekly: bool,
    /// Whether days that land together are paid out apart.
    pub each_day: bool,
    /// Business days from the close of the day or week to the bank.
    pub lag: u32,
    pub debit_lag: u32,
    /// Whether bank debits ride in the payouts of cards that land the same day.
    pub debits_ride: bool,
    /// Minute of the local day at which it closes the day; 1,440 is midnight.
    pub cut_off: i64,
    /// Of what is paid out at once, in hundredths of a percent.
    pub instant_bp: i64,
    /// Of each payout before fees, for a loan, in hundredths of a percent.
    pub withheld_bp: i64,
    /// How the bank shows it.
    pub face: Face,
}

/// How a bank shows a processor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Face {
    pub company: &'static str,
    pub company_id: &'static str,
    pub entry: &'static str,
    /// The product's word for it.
    pub word: Option<&'static str>,
}

const fn face(
    company: &'static str,
    company_id: &'static str,
    entry: &'static str,
    word: Option<&'static str>,
) -> Face {
    Face {
        company,
        company_id,
        entry,
        word,
    }
}

/// Nobody has published the line of a Jobber payout; it is run by Stripe, and the last shows it only by that id.
const JOBBER: [Face; 3] = [
    face("JOBBER", "4270465600", "PAYOUT", Some("JOBBER_PAY")),
    face(
        "JOBBER PAYMENTS",
        "4270465600",
        "TRANSFER",
        Some("JOBBER_PAY"),
    ),
    face("STRIPE", "4270465600", "TRANSFER", Some("JOBBER_PAY")),
];
const CARD: [Face; 5] = [
    face("STRIPE", "1800948598", "TRANSFER", Some("STRIPE")),
    face("STRIPE", "1800948598", "TRANSFER", Some("STRIPE")),
    face("SQUARE INC", "9424300002", "SQ DEPOSIT", Some("OTHER")),
    face("INTUIT PYMT SOLN", "9215986202", "DEPOSIT", Some("OTHER")),
    face("BANKCARD DEPOSIT", "1210001923", "MERCH DEP", Some("OTHER")),
];

/// Two that differ in their id only, where the bank prints it.
const ALIKE: [Face; 2] = [
    face("STRIPE", "4270465600", "TRANSFER", None),
    face("STRIPE", "1800948598", "TRANSFER", None),
];

/// Price lists of processors, as their sites print them (Jobber, Stripe, Square, QuickBooks, PayPal; 2023 to 2026).
const PUBLISHED: [(i64, i64); 8] = [
    (290, 30),
    (290, 30),
    (270, 30),
    (250, 30),
    (260, 10),
    (260, 15),
    (299, 0),
    (299, 49),
];

/// The company.
#[derive(Clone, Debug)]
pub(super) struct Company {
    pub name: &'static str,
    pub bank: Bank,
    pub clients: Vec<Client>,
    /// Flat prices, in cents.
    pub flat: Vec<i64>,
    /// Percent of prices that are flat.
    pub flat_share: i64,
    pub prices: Prices,
    pub jobber: Rail,
    pub card: Rail,
    /// Whether paper is collected, and on which weekday it goes to the bank (1 is Monday).
    pub slip_day: Option<i8>,
}

/// Draws, in this order: bank, name, clients (four each), prices, the two rails, the slip day.
pub(super) fn company(family: &Family, draw: &mut Draw) -> Company {
    let bank = draw.pick(&BANKS);
    let name = draw.pick(&[
        "Cedar & Sons Plumbing",
        "Northside Heating LLC",
        "Brightway Electric Inc",
        "Glade Lawn Care",
    ]);
    let clients = clients(draw);
    let (flat, flat_share) = flat(family.prices, draw);
    let jobber = rail(family, draw, &JOBBER);
    let card = rail(family, draw, &CARD);
    let (jobber, card) = if family.one_name {
        (
            Rail {
                face: ALIKE[0],
                ..jobber
            },
            Rail {
                face: ALIKE[1],
                ..card
            },
        )
    } else {
        (jobber, card)
    };
    let (slips, day) = (draw.percent(family.slips), draw.between(1, 5));
    Company {
        name,
        bank,
        clients,
        flat,
        flat_share,
        prices: family.prices,
        jobber,
        card,
        slip_day: slips.then(|| i8::try_from(day).unwrap_or(5)),
    }
}

const CLIENTS: usize = 120;

fn clients(draw: &mut Draw) -> Vec<Client> {
    let mut pairs: Vec<usize> = (0..FIRST.len() * LAST.len()).collect();
    draw.shuffle(&mut pairs);
    let mut list = Vec::new();
    for (number, pair) in pairs.into_iter().take(CLIENTS).enumerate() {
        let (first, last) = (FIRST[pair % FIRST.len()], LAST[pair / FIRST.len()]);
        let (sort, partner, digits) = (draw.between(0, 99), draw.pick(&FIRST), draw.digits(9));
        let name = match sort {
            0..=7 => BUSINESS[number % BUSINESS.len()].to_owned(),
            8..=13 => format!("{last} Properties LLC"),
            14..=17 => format!("{last} & Sons Construction Inc."),
            18..=23 => format!("{first} & {partner} {last}"),
            _ => format!("{first} {last}"),
        };
        list.push(Client {
            id: format!("c{}", 1_000 + pair),
            name,
            firm: sort < 18,
            ach_id: format!("9{digits}"),
        });
    }
    list
}

fn flat(prices: Prices, draw: &mut Draw) -> (Vec<i64>, i64) {
    const POOL: [i64; 14] = [
        7_500, 8_900, 9_900, 12_500, 14_900, 15_000, 17_500, 19_900, 24_900, 29_500, 35_000,
        44_900, 64_900, 89_900,
    ];
    let mut pool = POOL.to_vec();
    draw.shuffle(&mut pool);
    let (count, share) = (draw.between(3, 8), draw.between(20, 60));
    match prices {
        Prices::Usual => (
            pool.into_iter()
                .take(usize::try_from(count).unwrap_or(3))
                .collect(),
            share,
        ),
        Prices::Flat => (pool.into_iter().take(3).collect(), 92),
        Prices::Big => (pool.into_iter().take(3).map(|c| c * 3_000).collect(), 25),
    }
}

/// Draws the same whatever the family wants of it.
fn rail(family: &Family, draw: &mut Draw, faces: &[Face]) -> Rail {
    let face = draw.pick(faces);
    let weekly = match (family.cadence, draw.percent(50)) {
        (Cadence::Daily | Cadence::EachDay, _) | (Cadence::Either, true) => false,
        (Cadence::Weekly, _) | (Cadence::Either, false) => true,
    };
    let plan = plan(family, draw);
    let (evening, hour, half) = (
        draw.percent(family.evening_cut_off),
        draw.between(16, 20),
        draw.percent(30),
    );
    let (lag, debit_lag, ride) = (draw.between(1, 3), draw.between(3, 5), draw.percent(50));
    let debit_plan = draw.pick(&[
        (100, 0, None),
        (100, 0, Some(1_000)),
        (80, 0, Some(500)),
        (100, 30, None),
    ]);
    let instant_bp = draw.pick(&[100, 150, 175]);
    let (withholds, share) = (draw.percent(family.withholding), draw.between(4, 30) * 50);
    Rail {
        plan,
        debit_plan: Plan {
            rate_bp: debit_plan.0,
            fixed: debit_plan.1,
            cap: debit_plan.2,
            dear_bp: None,
        },
        weekly,
        each_day: family.cadence == Cadence::EachDay,
        lag: u32::try_from(lag).unwrap_or(2),
        debit_lag: u32::try_from(debit_lag).unwrap_or(4),
        debits_ride: ride,
        cut_off: if evening {
            hour * 60 + if half { 30 } else { 0 }
        } else {
            1_440
        },
        instant_bp,
        withheld_bp: if withholds { share } else { 0 },
        face,
    }
}

fn plan(family: &Family, draw: &mut Draw) -> Plan {
    let published = draw.pick(&PUBLISHED);
    let (rate, fixed, told) = (
        draw.between(195, 385),
        draw.between(0, 10) * 5,
        draw.percent(50),
    );
    let dear = draw.pick(&[350, 340, 390, 440]);
    // Published in Japan, Colombia, Indonesia and Mexico; fixed parts in hundredths of the unit.
    let far = draw.pick(&[(360, 0), (265, 70_000), (290, 200_000), (349, 0)]);
    let own = match family.plans {
        Plans::Negotiated => true,
        Plans::Either => !told,
        Plans::Published | Plans::TwoRates | Plans::Gross => false,
    };
    let (rate_bp, fixed) = if family.plans == Plans::Gross {
        (0, 0)
    } else if family.prices == Prices::Big {
        far
    } else if own {
        (rate, fixed)
    } else {
        published
    };
    Plan {
        rate_bp,
        fixed,
        cap: None,
        dear_bp: (family.plans == Plans::TwoRates).then_some(dear),
    }
}
