//! The families: each phenomenon of the domain's list alone, then mixed, then busy, then long.

use super::family::{Cadence, Family, Mix, Naming, Plans, Prices};

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
    quiet_strangers: 0,
    one_name: false,
    silent: false,
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
    refunds: 6,
    disputes: 1,
    tips: 3,
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
    quiet_strangers: 10,
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
        refunds: 40,
        ..CARDS
    },
    Family {
        name: "disputes",
        disputes: 40,
        ..CARDS
    },
    Family {
        name: "tips",
        tips: 40,
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
            card: 2,
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
            card: 2,
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
            jobber: 1,
            card: 2,
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
        name: "each-day-apart",
        cadence: Cadence::EachDay,
        plans: Plans::Either,
        mix: Mix { card: 1, ..NO_MIX },
        ..CARDS
    },
    Family {
        name: "gross-payouts",
        plans: Plans::Gross,
        mix: Mix {
            card: 2,
            transfer: 1,
            ..NO_MIX
        },
        naming: REAL,
        ..CARDS
    },
    Family {
        name: "processors-alike",
        one_name: true,
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
        name: "methods-unknown",
        silent: true,
        mix: Mix {
            jobber: 3,
            transfer: 2,
            check: 2,
            ..NO_MIX
        },
        slips: 50,
        naming: REAL,
        ..CARDS
    },
    Family {
        name: "strangers-unannounced",
        strangers: 15,
        quiet_strangers: 100,
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
        name: "no-answers",
        unrecorded: 250,
        mix: Mix {
            card: 1,
            transfer: 2,
            check: 2,
            ..NO_MIX
        },
        naming: REAL,
        per_day: 3,
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
