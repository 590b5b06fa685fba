//! What books show: each phenomenon alone, then mixed, then a busy month.

/// What a family of books shows.
#[derive(Clone, Copy)]
pub struct Family {
    pub name: &'static str,
    /// Payments a day.
    pub busy: u64,
    /// Percent of prices from the short list.
    pub flat: u64,
    /// Percent of card payments after the cut-off.
    pub evening: u64,
    /// Percent of payments with no method, or a wrong one.
    pub vague: u64,
    /// Weights of jobber, card, ach, check, cash.
    pub mix: [u64; 5],
    /// Card payouts weekly rather than daily.
    pub weekly: bool,
    /// Checks go to the bank once a week.
    pub slips: bool,
    /// Percent chance a payout has a refund in it.
    pub refunds: u64,
    /// Non-revenue deposits, and as many unrecorded and mistyped ones.
    pub strange: u64,
}

const PLAIN: Family = Family {
    name: "daily payouts",
    busy: 5,
    flat: 45,
    evening: 0,
    vague: 0,
    mix: [1, 0, 0, 0, 0],
    weekly: false,
    slips: false,
    refunds: 0,
    strange: 0,
};

pub const FAMILIES: [Family; 9] = [
    PLAIN,
    Family {
        name: "weekly payouts",
        mix: [0, 1, 0, 0, 0],
        weekly: true,
        ..PLAIN
    },
    Family {
        name: "two processors and ach",
        mix: [3, 3, 2, 0, 0],
        busy: 8,
        ..PLAIN
    },
    Family {
        name: "singles",
        mix: [0, 0, 3, 3, 1],
        busy: 3,
        ..PLAIN
    },
    Family {
        name: "slips",
        mix: [0, 0, 1, 4, 1],
        busy: 3,
        slips: true,
        ..PLAIN
    },
    Family {
        name: "evening cut-off",
        evening: 20,
        ..PLAIN
    },
    Family {
        name: "refunds and strangers",
        refunds: 10,
        strange: 12,
        mix: [4, 0, 1, 1, 0],
        ..PLAIN
    },
    Family {
        name: "mixed",
        busy: 6,
        evening: 6,
        vague: 3,
        mix: [5, 2, 2, 3, 1],
        slips: true,
        refunds: 4,
        strange: 8,
        ..PLAIN
    },
    Family {
        name: "busy month",
        busy: 16,
        vague: 2,
        mix: [6, 2, 2, 3, 1],
        slips: true,
        refunds: 3,
        strange: 10,
        ..PLAIN
    },
];
