//! `journal_summary`: the period by account, debits equal to credits.

use std::collections::BTreeMap;

use super::cell::{Cell, Table};
use super::{Facts, Lookup, Period};
use crate::facts::{Match, Status};
use crate::ids::AccountId;
use crate::money::Money;

/// What clients paid, gross, on a cash basis.
pub const INCOME: &str = "Income from jobs";
/// What processors kept.
pub const PROCESSOR_FEES: &str = "Processor fees";
/// Expenses of jobs.
pub const JOB_COSTS: &str = "Job costs";
/// Money in that belongs to no job: loans, owner's money, refunds, interest. To be sorted further.
pub const OFF_JOB_INCOME: &str = "Money in of no job";

const HEADER: &[&str] = &["from", "to", "account", "debit", "credit", "entries"];

/// What the period did to one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The account's name.
    pub account: String,
    /// More than nothing, or nothing.
    pub debit: Money,
    /// More than nothing, or nothing.
    pub credit: Money,
    /// How many postings are in it.
    pub entries: u64,
}

/// Both sides of the postings to an account: neither is netted against the other, as a bookkeeper posts.
#[derive(Default)]
struct Sides {
    debit: Money,
    credit: Money,
    entries: u64,
}

#[derive(Default)]
struct Journal(BTreeMap<String, Sides>);

impl Journal {
    /// Below zero it belongs to the other side. Nothing is no posting.
    fn debit(&mut self, account: &str, amount: Money) {
        if amount == Money::ZERO {
            return;
        }
        let sides = self.0.entry(account.to_owned()).or_default();
        if amount.is_positive() {
            sides.debit += amount;
        } else {
            sides.credit += -amount;
        }
        sides.entries += 1;
    }

    fn credit(&mut self, account: &str, amount: Money) {
        self.debit(account, -amount);
    }
}

/// The postings of the period, summed by account. Bank accounts go by their names; two of one name are
/// told apart by their last digits. Debits equal credits, whatever the facts.
#[must_use]
pub fn journal(facts: &Facts<'_>, period: Period) -> Vec<Entry> {
    let lookup = Lookup::new(facts);
    let mut journal = Journal::default();
    let bank = |id: Option<&AccountId>| format!("Bank: {}", lookup.account(id));
    for matched in facts.matches.iter().filter(|m| period.contains(m.date)) {
        let transaction = lookup.transaction(&matched.deposit_id);
        post_match(
            &mut journal,
            &bank(transaction.map(|t| &t.line.account_id)),
            matched,
        );
    }
    let ours = |currency: &str| currency == facts.currency;
    let tags = facts.tags.iter();
    for tag in tags.filter(|t| period.contains(t.date) && ours(&t.currency)) {
        journal.debit(JOB_COSTS, tag.amount);
        journal.credit(&bank(Some(&tag.account_id)), tag.amount);
    }
    for transaction in facts.transactions {
        let line = &transaction.line;
        let off_job = transaction.status == Status::OffJob && line.amount.is_positive();
        if off_job && period.contains(line.date) && ours(&line.currency) {
            journal.debit(&bank(Some(&line.account_id)), line.amount);
            journal.credit(OFF_JOB_INCOME, line.amount);
        }
    }
    let sides = journal.0.into_iter();
    sides
        .map(|(account, s)| Entry {
            account,
            debit: s.debit,
            credit: s.credit,
            entries: s.entries,
        })
        .collect()
}

/// Net to the bank, fee to the processor; what a person said is of no job to itself, the rest to income.
/// Income follows from the others, so that the journal balances and the bank is right.
fn post_match(journal: &mut Journal, bank: &str, matched: &Match) {
    journal.debit(bank, matched.amount);
    journal.debit(PROCESSOR_FEES, matched.fee);
    journal.credit(OFF_JOB_INCOME, matched.amount - matched.counted());
    journal.credit(INCOME, matched.counted() + matched.fee);
}

/// The journal as CSV: amounts of one account on both sides, without a row of totals, so that it can be
/// imported as it is.
#[must_use]
pub fn journal_summary(facts: &Facts<'_>, period: Period) -> String {
    let mut table = Table::with_header(HEADER);
    for entry in journal(facts, period) {
        table.row([
            Cell::Text(period.from().to_string()),
            Cell::Text(period.to().to_string()),
            Cell::Text(entry.account),
            Cell::Amount(entry.debit),
            Cell::Amount(entry.credit),
            Cell::Count(entry.entries),
        ]);
    }
    table.text()
}
