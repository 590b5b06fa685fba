//! The answers, apart from the books: for tests and measurements only. Nothing that the product reads leads here.

use std::collections::BTreeMap;

/// What every deposit of a generated company really is, and what its materials were bought for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// By Plaid transaction id.
    pub deposits: BTreeMap<String, Answer>,
    /// The Jobber id of the job that materials were bought for, by Plaid transaction id. What is not in
    /// it was bought for no job.
    pub expenses: BTreeMap<String, String>,
}

/// What one deposit really is. Amounts are in cents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Payments that were recorded as they were made.
    Payments {
        /// Jobber ids, in order of entry.
        payment_ids: Vec<String>,
        /// Sum of the payments.
        gross_cents: i64,
        /// What the processor kept.
        fee_cents: i64,
    },
    /// A payment that was typed in wrongly: the bank is right.
    Mistyped {
        /// The Jobber id.
        payment_id: String,
        /// What Jobber says.
        recorded_cents: i64,
    },
    /// A client's money that nobody recorded.
    Unrecorded,
    /// Not revenue at all.
    OffJob,
}
