//! What books show: each phenomenon of the domain's list alone, then mixed, then busy, then long. A family is a set of
//! rates; what a rate does is said where it is used. Percentages are of the payments or deposits they can touch.

/// How often processors pay out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cadence {
    /// Every business day.
    Daily,
    /// Once a week.
    Weekly,
    /// Half of the seeds daily, half weekly.
    Either,
}

/// What processors keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plans {
    /// One from the processors' price lists.
    Published,
    /// Negotiated: any rate, any fixed part.
    Negotiated,
    /// Published for most cards, and more for some (typed-in numbers, other networks).
    TwoRates,
    /// Half of the seeds published, half negotiated.
    Either,
}

/// What the amounts are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prices {
    /// Some flat prices, the rest priced by hand.
    Usual,
    /// Nearly everything costs one of three prices.
    Flat,
    /// A currency without small coins: hundreds of thousands to billions, whole units.
    Big,
}

/// How bank transfers name their payer: weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Naming {
    /// In full.
    pub full: i64,
    /// Cut off, turned round or shortened.
    pub cut: i64,
    /// By an ACH company id only.
    pub id: i64,
    /// By the invoice's number.
    pub reference: i64,
}

/// How clients pay: weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mix {
    /// Cards through Jobber Payments.
    pub jobber: i64,
    /// Cards through another processor.
    pub card: i64,
    /// Bank debits through Jobber Payments.
    pub debit: i64,
    /// ACH, Zelle, wire, straight to the bank.
    pub transfer: i64,
    /// Checks.
    pub check: i64,
    /// Notes.
    pub cash: i64,
}

/// The rates of a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Family {
    /// Lower case with dashes: the name on command lines and in tables.
    pub name: &'static str,
    /// Days in the book.
    pub days: i32,
    /// Payments on a weekday, on average; a third of it on a Saturday or Sunday.
    pub per_day: i64,
    /// Amounts.
    pub prices: Prices,
    /// Ways to pay.
    pub mix: Mix,
    /// Of the processors.
    pub cadence: Cadence,
    /// Of the processors.
    pub plans: Plans,
    /// Whether processors close the day in the evening: 0 never, 100 always, else a share of seeds.
    pub evening_cut_off: i64,
    /// Days on which somebody asks for the money at once.
    pub instant: i64,
    /// Card payments refunded later.
    pub refunds: i64,
    /// Card payments disputed later.
    pub disputes: i64,
    /// Card payments with a tip that the books leave out.
    pub tips: i64,
    /// Whether payouts are short by a loan's share: a share of seeds.
    pub withholding: i64,
    /// Whether paper goes to the bank once a week on one slip: a share of seeds. Otherwise each check alone.
    pub slips: i64,
    /// Checks that miss their slip and go with the next.
    pub held: i64,
    /// Notes that ever reach the bank.
    pub cash_banked: i64,
    /// How transfers name their payer.
    pub naming: Naming,
    /// Days from payment to posting of a transfer or lone check, at most.
    pub lag: i32,
    /// Transfers and checks that pay several invoices at once.
    pub combined: i64,
    /// Invoices paid in parts.
    pub partial: i64,
    /// Transfers and checks that arrive as two deposits.
    pub split: i64,
    /// Payments without a method or with a wrong one.
    pub vague: i64,
    /// Payments entered days late, with the day they were entered.
    pub late: i64,
    /// Transfers that the books date a day after they posted.
    pub first: i64,
    /// Payments nobody wrote down, in parts per thousand.
    pub unrecorded: i64,
    /// Payments written down with another amount, in parts per thousand.
    pub mistyped: i64,
    /// Deposits that are not revenue, per 30 days.
    pub strangers: i64,
    /// How much of the book is already decided.
    pub history: i64,
    /// Days of payments before the book that the export leaves out.
    pub missing_days: i32,
}

const NO_MIX: Mix = Mix {
    jobber: 0,
    card: 0,
    debit: 0,
    transfer: 0,
    check: 0,
    cash: 0,
};
const FULL: Naming = Naming {
    full: 1,
    cut: 0,
    id: 0,
    reference: 0,
};
const REAL: Naming = Naming {
    full: 10,
    cut: 5,
    id: 3,
    reference: 2,
};

/// One processor, daily, published plan, nothing strange.
const CARDS: Family = Family {
    name: "daily-payouts",
    days: 60,
    per_day: 5,
    prices: Prices::Usual,
    mix: Mix {
        jobber: 1,
        ..NO_MIX
    },
    cadence: Cadence::Daily,
    plans: Plans::Published,
    evening_cut_off: 0,
    instant: 0,
    refunds: 0,
    disputes: 0,
    tips: 0,
    withholding: 0,
    slips: 0,
    held: 0,
    cash_banked: 0,
    naming: FULL,
    lag: 4,
    combined: 0,
    partial: 0,
    split: 0,
    vague: 0,
    late: 0,
    first: 0,
    unrecorded: 0,
    mistyped: 0,
    strangers: 0,
    history: 0,
    missing_days: 0,
};

/// Straight to the bank, each payment alone.
const SINGLES: Family = Family {
    name: "named-transfers",
    per_day: 2,
    mix: Mix {
        transfer: 1,
        ..NO_MIX
    },
    ..CARDS
};

/// A bit of everything.
const MIXED: Family = Family {
    name: "mixed",
    per_day: 6,
    mix: Mix {
        jobber: 10,
        card: 4,
        debit: 1,
        transfer: 5,
        check: 5,
        cash: 1,
    },
    cadence: Cadence::Either,
    plans: Plans::Either,
    evening_cut_off: 40,
    instant: 2,
    refunds: 1,
    disputes: 0,
    tips: 1,
    withholding: 8,
    slips: 60,
    held: 4,
    cash_banked: 40,
    naming: REAL,
    combined: 3,
    partial: 4,
    split: 1,
    vague: 2,
    late: 2,
    first: 1,
    unrecorded: 4,
    mistyped: 4,
    strangers: 5,
    ..CARDS
};

/// Every family.
pub const FAMILIES: &[Family] = &[
    CARDS,
    Family {
        name: "weekly-payouts",
        cadence: Cadence::Weekly,
        per_day: 3,
        ..CARDS
    },
    Family {
        name: "plans-never-told",
        plans: Plans::Negotiated,
        cadence: Cadence::Either,
        ..CARDS
    },
    Family {
        name: "two-rates",
        plans: Plans::TwoRates,
        ..CARDS
    },
    Family {
        name: "two-processors",
        mix: Mix {
            jobber: 1,
            card: 1,
            ..NO_MIX
        },
        per_day: 7,
        plans: Plans::Either,
        ..CARDS
    },
    Family {
        name: "processor-ach",
        mix: Mix {
            jobber: 3,
            debit: 2,
            ..NO_MIX
        },
        ..CARDS
    },
    Family {
        name: "instant-payouts",
        instant: 15,
        ..CARDS
    },
    Family {
        name: "refunds",
        refunds: 4,
        ..CARDS
    },
    Family {
        name: "disputes",
        disputes: 2,
        ..CARDS
    },
    Family {
        name: "tips",
        tips: 4,
        ..CARDS
    },
    Family {
        name: "loan-withholding",
        withholding: 100,
        ..CARDS
    },
    Family {
        name: "evening-cut-off",
        evening_cut_off: 100,
        ..CARDS
    },
    Family {
        name: "evening-cut-off-weekly",
        evening_cut_off: 100,
        cadence: Cadence::Weekly,
        per_day: 3,
        ..CARDS
    },
    Family {
        name: "checks",
        per_day: 1,
        mix: Mix { check: 1, ..NO_MIX },
        ..SINGLES
    },
    Family {
        name: "slips",
        mix: Mix {
            check: 6,
            cash: 1,
            ..NO_MIX
        },
        per_day: 2,
        slips: 100,
        held: 6,
        cash_banked: 60,
        ..SINGLES
    },
    SINGLES,
    Family {
        name: "truncated-names",
        naming: Naming {
            full: 0,
            cut: 1,
            id: 0,
            reference: 0,
        },
        ..SINGLES
    },
    Family {
        name: "ach-ids-only",
        naming: Naming {
            full: 0,
            cut: 0,
            id: 1,
            reference: 0,
        },
        per_day: 2,
        ..SINGLES
    },
    Family {
        name: "equal-amounts",
        prices: Prices::Flat,
        mix: Mix {
            jobber: 3,
            transfer: 3,
            check: 2,
            ..NO_MIX
        },
        naming: REAL,
        per_day: 4,
        ..CARDS
    },
    Family {
        name: "cash-never-banked",
        mix: Mix {
            jobber: 1,
            transfer: 1,
            check: 2,
            cash: 3,
            ..NO_MIX
        },
        slips: 50,
        naming: REAL,
        ..CARDS
    },
    Family {
        name: "unrecorded",
        unrecorded: 30,
        mix: Mix {
            jobber: 2,
            transfer: 2,
            check: 1,
            ..NO_MIX
        },
        naming: REAL,
        ..CARDS
    },
    Family {
        name: "mistyped",
        mistyped: 30,
        mix: Mix {
            jobber: 2,
            transfer: 2,
            check: 1,
            ..NO_MIX
        },
        naming: REAL,
        ..CARDS
    },
    Family {
        name: "not-revenue",
        strangers: 20,
        mix: Mix {
            jobber: 2,
            transfer: 2,
            check: 1,
            ..NO_MIX
        },
        naming: REAL,
        ..CARDS
    },
    Family {
        name: "wrong-methods",
        vague: 8,
        mix: Mix {
            jobber: 2,
            card: 1,
            transfer: 2,
            check: 1,
            ..NO_MIX
        },
        naming: REAL,
        ..CARDS
    },
    Family {
        name: "entered-late",
        late: 15,
        mix: Mix {
            card: 2,
            transfer: 2,
            check: 1,
            ..NO_MIX
        },
        naming: REAL,
        ..CARDS
    },
    Family {
        name: "deposit-first",
        first: 20,
        mix: Mix {
            transfer: 2,
            check: 1,
            ..NO_MIX
        },
        naming: REAL,
        ..SINGLES
    },
    Family {
        name: "partial-payments",
        partial: 30,
        combined: 12,
        naming: REAL,
        mix: Mix {
            transfer: 2,
            check: 1,
            ..NO_MIX
        },
        ..SINGLES
    },
    Family {
        name: "split-payments",
        split: 12,
        naming: REAL,
        mix: Mix {
            transfer: 2,
            check: 1,
            ..NO_MIX
        },
        ..SINGLES
    },
    Family {
        name: "references",
        naming: Naming {
            full: 0,
            cut: 0,
            id: 0,
            reference: 1,
        },
        combined: 6,
        ..SINGLES
    },
    Family {
        name: "long-lags",
        lag: 90,
        naming: Naming {
            full: 4,
            cut: 2,
            id: 0,
            reference: 4,
        },
        ..SINGLES
    },
    Family {
        name: "big-integers",
        prices: Prices::Big,
        mix: Mix {
            card: 1,
            transfer: 1,
            ..NO_MIX
        },
        naming: Naming {
            full: 2,
            cut: 1,
            id: 0,
            reference: 2,
        },
        ..CARDS
    },
    Family {
        name: "with-history",
        history: 70,
        ..MIXED
    },
    Family {
        name: "export-begins-late",
        missing_days: 9,
        ..MIXED
    },
    Family {
        name: "tiny",
        days: 9,
        per_day: 2,
        mix: Mix {
            jobber: 2,
            transfer: 2,
            check: 2,
            ..NO_MIX
        },
        naming: REAL,
        strangers: 3,
        ..CARDS
    },
    MIXED,
    Family {
        name: "busy-month",
        days: 30,
        per_day: 17,
        ..MIXED
    },
    Family {
        name: "lumps-of-40",
        days: 56,
        per_day: 7,
        cadence: Cadence::Weekly,
        mix: Mix {
            jobber: 1,
            ..NO_MIX
        },
        plans: Plans::Either,
        evening_cut_off: 50,
        ..CARDS
    },
    Family {
        name: "five-years",
        days: 1_826,
        per_day: 4,
        ..MIXED
    },
];

/// The family of a name.
#[must_use]
pub fn family(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|f| f.name == name)
}
