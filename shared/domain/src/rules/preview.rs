//! What a rule would touch, before it is made.

use serde::{Deserialize, Serialize};

use super::{Rule, Texts, may_touch, ruling};
use crate::facts::{BankTransaction, Status};
use crate::ids::{BankTransactionId, RuleId};
use crate::money::{Money, decimal};

/// The most rows of each list; the counts are of all.
pub const MAX_ROWS: usize = 50;

/// What a rule would do to the lines it is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preview {
    /// How many it would touch.
    pub touched: u64,
    /// Their money, without sign.
    #[serde(with = "decimal")]
    pub amount: Money,
    /// How many it is about and would leave alone.
    pub would_not: u64,
    /// The newest of those it would touch.
    pub touched_rows: Vec<Row>,
    /// The newest of those it would leave alone.
    pub would_not_rows: Vec<Row>,
}

/// One line a rule is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Row {
    /// Which.
    pub transaction_id: BankTransactionId,
    /// Its day.
    pub date: jiff::civil::Date,
    /// As the bank shows it.
    #[serde(with = "decimal")]
    pub amount: Money,
    /// The bank's text.
    pub description: String,
    /// Why it would be left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<WhyNot>,
}

/// Why a rule leaves a line alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "code")]
pub enum WhyNot {
    /// Somebody decided about it.
    Decided {
        /// How.
        status: Status,
    },
    /// The bank took it back.
    Withdrawn,
    /// Money in may be revenue.
    MoneyIn,
    /// A more specific rule is about it.
    OtherRule {
        /// Which.
        rule_id: RuleId,
    },
}

/// What `rule` would do beside `others` to these transactions; an older version of itself among the
/// others is passed over.
#[must_use]
pub fn preview(rule: &Rule, others: &[Rule], transactions: &[BankTransaction]) -> Preview {
    let mut all: Vec<Rule> = others.iter().filter(|r| r.id != rule.id).cloned().collect();
    all.push(rule.clone());
    let mut newest: Vec<&BankTransaction> = transactions.iter().collect();
    newest.sort_by(|a, b| (b.line.date, &a.line.id).cmp(&(a.line.date, &b.line.id)));
    let mut preview = Preview::default();
    for transaction in newest {
        let texts = Texts::of(&transaction.line);
        if !rule.matches(&texts) {
            continue;
        }
        let why_not = why_not(rule, &all, transaction, &texts);
        let (count, rows) = if why_not.is_some() {
            (&mut preview.would_not, &mut preview.would_not_rows)
        } else {
            preview.amount += transaction.line.amount.abs();
            (&mut preview.touched, &mut preview.touched_rows)
        };
        *count += 1;
        if rows.len() < MAX_ROWS {
            rows.push(row(transaction, why_not));
        }
    }
    preview
}

fn why_not(rule: &Rule, all: &[Rule], t: &BankTransaction, texts: &Texts) -> Option<WhyNot> {
    if t.withdrawn || t.status == Status::Removed {
        return Some(WhyNot::Withdrawn);
    }
    if t.status != Status::Open {
        return Some(WhyNot::Decided { status: t.status });
    }
    if !may_touch(t) {
        return Some(WhyNot::MoneyIn);
    }
    let winner = ruling(all, texts)?;
    (winner.id != rule.id).then(|| WhyNot::OtherRule {
        rule_id: winner.id.clone(),
    })
}

fn row(transaction: &BankTransaction, why_not: Option<WhyNot>) -> Row {
    Row {
        transaction_id: transaction.line.id.clone(),
        date: transaction.line.date,
        amount: transaction.line.amount,
        description: transaction.line.description.clone(),
        why_not,
    }
}
