//! What clients truly paid, and what somebody wrote down about it.

use jiff::civil::{Date, Weekday};

use super::company::Company;
use super::family::{Family, Prices};
use crate::calendar::add_days;
use crate::draw::Draw;

/// How it was truly paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Jobber,
    Card,
    Debit,
    Transfer,
    Check,
    Cash,
}

const WAYS: [Way; 6] = [
    Way::Jobber,
    Way::Card,
    Way::Debit,
    Way::Transfer,
    Way::Check,
    Way::Cash,
];

impl Way {
    /// The product's word.
    const fn word(self) -> &'static str {
        match self {
            Self::Jobber => "jobber_payments",
            Self::Card => "card",
            Self::Debit | Self::Transfer => "ach",
            Self::Check => "check",
            Self::Cash => "cash",
        }
    }
}

/// A payment, or one taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Sale,
    Refund,
    /// With the fee that the processor takes for it.
    Dispute(i64),
}

/// One payment as it truly was, and its entry in the books.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub client: usize,
    pub invoice: i64,
    /// Less than zero where money went back.
    pub cents: i64,
    /// On top of it, and not in the books.
    pub tip: i64,
    pub day: Date,
    /// Of the local day.
    pub minute: i64,
    pub way: Way,
    pub kind: Kind,
    /// A card of the dearer rate.
    pub dear: bool,
    /// Payments of one bundle came as one transfer or check.
    pub bundle: usize,
    pub partial: bool,
    pub split: bool,
    pub first: bool,
    /// What the books say: nothing, or an amount.
    pub recorded: Option<i64>,
    /// The day the books say.
    pub entered: Date,
    pub written: Option<&'static str>,
}

impl Taken {
    pub(super) fn mistyped(&self) -> bool {
        self.recorded.is_some_and(|cents| cents != self.cents)
    }

    pub(super) fn vague(&self) -> bool {
        self.written != Some(self.way.word())
    }
}

/// Everything that happened from `start` on. Draws, for each day: how many; for each payment a fixed number.
pub(super) fn events(
    family: &Family,
    company: &Company,
    start: Date,
    draw: &mut Draw,
) -> Vec<Taken> {
    let mut all: Vec<Taken> = Vec::new();
    let mut invoice = draw.between(1_000, 9_000);
    for offset in 0..family.days {
        let day = add_days(start, offset);
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let count = draw.between(0, family.per_day * 2) / if weekend { 3 } else { 1 };
        for _ in 0..count {
            invoice += 1;
            one(family, company, day, invoice, &mut all, draw);
        }
    }
    all.sort_by_key(|t| (t.day, t.minute, t.invoice));
    all
}

/// One invoice's payment, and what follows from it later.
fn one(
    family: &Family,
    company: &Company,
    day: Date,
    invoice: i64,
    all: &mut Vec<Taken>,
    draw: &mut Draw,
) {
    let mix = family.mix;
    let way = WAYS[draw.weighted(&[
        mix.jobber,
        mix.card,
        mix.debit,
        mix.transfer,
        mix.check,
        mix.cash,
    ])];
    let client = usize::try_from(draw.between(0, 119)).unwrap_or(0);
    let cents = price(company, draw);
    let (sort, early, late) = (
        draw.between(0, 99),
        draw.between(480, 1_050),
        draw.between(1_050, 1_319),
    );
    let (tips, tip, dear) = (
        draw.thousandth(family.tips),
        tip(cents, draw),
        draw.percent(20),
    );
    let direct = matches!(way, Way::Transfer | Way::Check);
    let flags = [
        draw.percent(family.combined),
        draw.percent(family.partial),
        draw.percent(family.split),
        draw.percent(family.first),
    ];
    let by_card = matches!(way, Way::Jobber | Way::Card);
    let mut taken = Taken {
        client,
        invoice,
        cents,
        tip: if tips && by_card { tip } else { 0 },
        day,
        minute: if sort < 80 { early } else { late },
        way,
        kind: Kind::Sale,
        dear,
        bundle: all.len(),
        partial: false,
        split: direct && flags[2],
        first: direct && flags[3],
        recorded: Some(cents),
        entered: day,
        written: Some(way.word()),
    };
    write_down(family, &mut taken, draw);
    let (second, gap) = (price(company, draw), draw.days(7, 25));
    if flags[0] && direct {
        let other = Taken {
            invoice: invoice + 500_000,
            cents: second,
            recorded: Some(second),
            split: false,
            ..taken.clone()
        };
        taken.split = false;
        all.push(other);
    } else if flags[1] {
        let part = cents * draw.pick(&[25, 30, 50, 50, 60]) / 100;
        let mut rest = Taken {
            cents: cents - part,
            day: add_days(day, gap),
            tip: 0,
            partial: true,
            split: false,
            bundle: all.len() + 1,
            ..taken.clone()
        };
        write_down(family, &mut rest, draw);
        all.push(rest);
        (taken.cents, taken.partial, taken.split) = (part, true, false);
        write_down(family, &mut taken, draw);
    }
    taken_back(family, &taken, all, draw);
    all.push(taken);
}

/// What a person makes of it, unless the rail writes it down itself. Draws seven times.
fn write_down(family: &Family, taken: &mut Taken, draw: &mut Draw) {
    const WRONG: [Option<&str>; 9] = [
        None,
        None,
        None,
        None,
        Some("other"),
        Some("check"),
        Some("card"),
        Some("ach"),
        Some("cash"),
    ];
    let (missing, wrong) = (
        draw.thousandth(family.unrecorded),
        draw.thousandth(family.mistyped),
    );
    let (how, vague, word) = (
        draw.between(0, 4),
        draw.percent(family.vague),
        draw.pick(&WRONG),
    );
    let (late, days) = (draw.percent(family.late), draw.days(1, 6));
    if matches!(taken.way, Way::Jobber | Way::Debit) {
        taken.entered = taken.day;
        taken.recorded = Some(taken.cents);
        taken.written = said(family, taken.way);
        return;
    }
    taken.written = if vague && !family.silent {
        word
    } else {
        said(family, taken.way)
    };
    taken.entered = if late {
        add_days(taken.day, days)
    } else {
        taken.day
    };
    taken.recorded = if missing {
        None
    } else if wrong {
        Some(mistype(taken.cents, how))
    } else {
        Some(taken.cents)
    };
}

/// What honest books say of it.
fn said(family: &Family, way: Way) -> Option<&'static str> {
    let way = if family.one_name && way == Way::Jobber {
        Way::Card
    } else {
        way
    };
    (!family.silent).then(|| way.word())
}

/// Fingers slip: a digit twice, two digits turned, one key beside, no cents, a digit lost. Never the amount itself.
fn mistype(cents: i64, how: i64) -> i64 {
    let turned = {
        let (tens, ones) = (cents / 1_000 % 10, cents / 100 % 10);
        cents + (ones - tens) * 1_000 + (tens - ones) * 100
    };
    let slip = match how {
        0 => cents * 10,
        1 => turned,
        2 => cents / 100 * 100,
        3 => cents / 1_000 * 100,
        _ => cents + 900,
    };
    if slip == cents || slip <= 0 {
        cents + 1_000
    } else {
        slip
    }
}

/// Refunds and disputes, weeks later. Draws eight times.
fn taken_back(family: &Family, of: &Taken, all: &mut Vec<Taken>, draw: &mut Draw) {
    let by_card = matches!(of.way, Way::Jobber | Way::Card);
    let (back, after, half, told) = (
        draw.thousandth(family.refunds),
        draw.days(2, 20),
        draw.percent(40),
        draw.percent(75),
    );
    let (dispute, later, fee, minute) = (
        draw.thousandth(family.disputes),
        draw.days(8, 35),
        draw.pick(&[1_500, 1_500, 2_000, 2_500]),
        draw.between(480, 1_200),
    );
    let back_of = |cents: i64, day: Date, kind: Kind, recorded: bool| Taken {
        cents: -cents,
        tip: 0,
        day,
        minute,
        kind,
        recorded: recorded.then_some(-cents),
        entered: day,
        written: said(family, of.way),
        ..of.clone()
    };
    if back && by_card {
        let cents = if half { of.cents / 2 } else { of.cents };
        all.push(back_of(cents, add_days(of.day, after), Kind::Refund, told));
    } else if dispute && by_card {
        all.push(back_of(
            of.cents,
            add_days(of.day, later),
            Kind::Dispute(fee),
            false,
        ));
    }
}

/// Draws four times.
fn price(company: &Company, draw: &mut Draw) -> i64 {
    let (flat, listed) = (draw.percent(company.flat_share), draw.pick(&company.flat));
    let (sort, place) = (draw.between(0, 99), draw.between(0, 1_000_000));
    let within = |low: i64, high: i64| low + (high - low) * place / 1_000_000;
    match (company.prices, flat, sort) {
        (_, true, _) => listed,
        (Prices::Big, _, 0..=69) => within(150_000, 4_000_000) * 100,
        (Prices::Big, _, 70..=95) => within(4_000, 90_000) * 100_000,
        (Prices::Big, ..) => within(90, 2_500) * 100_000_000,
        (_, _, 0..=69) => within(6_000, 60_000),
        (_, _, 70..=94) => within(60_000, 250_000),
        _ => within(250_000, 1_200_000),
    }
}

/// A round sum or a share. Draws twice.
fn tip(cents: i64, draw: &mut Draw) -> i64 {
    let (share, round) = (
        draw.pick(&[0, 0, 10, 15, 20]),
        draw.pick(&[500, 1_000, 2_000, 2_500]),
    );
    if share == 0 {
        round
    } else {
        cents * share / 100
    }
}
