//! What became of something, as an answer tells.

use oodaloo_domain::facts::{DraftPart, Match, Status};
use oodaloo_domain::rules::{Preview, Rule};
use oodaloo_domain::{AuditId, BankTransactionId, JobId, Money, RuleId};
use serde::Serialize;

/// What became of what was asked for.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub(crate) enum Outcome {
    Matched(Matched),
    Tagged(Tagged),
    Dismissed(Dismissed),
    Undone(Undone),
    RuleMade(RuleMade),
    RuleDeleted(RuleDeleted),
}

/// A deposit is explained.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Matched {
    bank_transaction_id: BankTransactionId,
    status: Status,
    #[serde(with = "oodaloo_domain::money::decimal")]
    gross: Money,
    #[serde(with = "oodaloo_domain::money::decimal")]
    fee: Money,
    /// What arrived: gross less the fee.
    #[serde(with = "oodaloo_domain::money::decimal")]
    net: Money,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<oodaloo_domain::PaymentId>))]
    payment_ids: Vec<String>,
    /// Of a split.
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<Vec<PartDone>>,
}

/// A part of a split, as undo numbers it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct PartDone {
    part: usize,
    #[serde(with = "oodaloo_domain::money::decimal")]
    amount: Money,
    /// What it is for, in words.
    what: String,
}

impl Matched {
    pub(crate) fn of(m: &Match, status: Status) -> Self {
        Self {
            bank_transaction_id: m.deposit_id.clone(),
            status,
            gross: m.gross,
            fee: m.fee,
            net: m.amount,
            payment_ids: m.candidate.payment_ids.clone(),
            parts: None,
        }
    }

    pub(crate) fn in_parts(mut self, draft: &[DraftPart]) -> Self {
        let parts = draft.iter().enumerate().map(|(part, p)| PartDone {
            part,
            amount: p.amount,
            what: p.to.words(),
        });
        self.parts = Some(parts.collect());
        self
    }
}

/// Money out is a job's cost.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Tagged {
    pub(crate) bank_transaction_id: BankTransactionId,
    pub(crate) status: Status,
    pub(crate) job_id: JobId,
}

/// It is nothing of the jobs'.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Dismissed {
    pub(crate) bank_transaction_id: BankTransactionId,
    pub(crate) status: Status,
    #[cfg_attr(feature = "openapi", schema(required = true))]
    pub(crate) note: Option<String>,
}

/// It is as it was before.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Undone {
    pub(crate) undone: AuditId,
    pub(crate) action: String,
    pub(crate) target_type: String,
    pub(crate) target_id: String,
    /// The item that waits in the tray again.
    pub(crate) tray_item_id: Option<String>,
}

/// A rule, and what it touches of what is open.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RuleMade {
    pub(crate) rule: Rule,
    pub(crate) preview: Preview,
    /// Takes back the rule with all it did.
    pub(crate) undo_rule: RuleId,
}

/// A rule that does nothing more.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RuleDeleted {
    pub(crate) rule_id: RuleId,
    pub(crate) deleted: bool,
}
