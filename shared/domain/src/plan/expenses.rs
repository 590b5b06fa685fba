//! Money out: what a rule decides, and what a person is asked about.

use crate::engine::{Names, Processor};
use crate::expenses::{Asked, Book, Spend, spend};
use crate::facts::{BankTransaction, Company, Subject, TrayItem, TrayKind};
use crate::ids::AccountId;
use crate::rules::{Rule, RuleKind, Texts, may_touch, ruling};

use super::{Snapshot, first_version, tray_id};

/// A transaction that a rule decides: it is ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// The transaction, as read.
    pub transaction: BankTransaction,
    /// The rule.
    pub rule: Rule,
}

impl Ruled {
    /// The sentence of its audit entry.
    #[must_use]
    pub fn summary(&self) -> String {
        let line = &self.transaction.line;
        let as_what = match self.rule.kind {
            RuleKind::ProcessorFee => "is a processor's fee",
            RuleKind::IgnoreMerchant | RuleKind::VendorToJobtype => "is ignored",
        };
        let amount = line.amount.abs().dollars();
        format!(
            "{amount} of {} {as_what}: rule {}",
            line.date, self.rule.pattern
        )
    }
}

pub(super) fn plan(
    snapshot: &Snapshot,
    company: &Company,
    personal: &[AccountId],
    ruled: &mut Vec<Ruled>,
    wanted: &mut Vec<TrayItem>,
) {
    let book = Book::new(&snapshot.jobs, &snapshot.rules, &snapshot.tags);
    let open = snapshot.expenses.iter().filter(|t| may_touch(t));
    let mut expenses: Vec<&BankTransaction> = open.collect();
    expenses.sort_by_key(|t| (t.line.date, &t.line.id));
    for transaction in expenses {
        let is_personal = personal.contains(&transaction.line.account_id);
        match book.ask(&transaction.line, transaction.refused_rule.as_ref()) {
            Asked::Ruled(rule) => ruled.push(Ruled {
                transaction: transaction.clone(),
                rule: rule.clone(),
            }),
            Asked::Job(job_suggestions)
                if is_asked(snapshot, company, transaction, is_personal) =>
            {
                wanted.push(TrayItem {
                    id: tray_id(&transaction.line.id),
                    kind: if is_personal {
                        TrayKind::PersonalCandidate
                    } else {
                        TrayKind::ExpenseNeedsJob
                    },
                    subject: Subject::BankTransaction {
                        transaction: transaction.clone(),
                        processor: Processor::Other,
                    },
                    suggestions: Vec::new(),
                    job_suggestions,
                    names: Names::default(),
                    draft: Vec::new(),
                    version: first_version(transaction.version),
                });
            }
            Asked::Job(_) | Asked::No(_) => {}
        }
    }
}

/// Costs in another currency are never summed, so nobody is asked about them. From an account that is
/// partly personal only what looks like a job's is: the rest is the family's.
fn is_asked(
    snapshot: &Snapshot,
    company: &Company,
    transaction: &BankTransaction,
    is_personal: bool,
) -> bool {
    let line = &transaction.line;
    if line.currency != company.currency {
        return false;
    }
    let texts = Texts::of(line);
    !is_personal || spend(&texts) == Spend::Materials || ruling(&snapshot.rules, &texts).is_some()
}
