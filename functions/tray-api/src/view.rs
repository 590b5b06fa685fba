//! The tray as the client sees it: amounts as decimal text, reasons and effects as sentences. The
//! client does no arithmetic.

use jiff::civil::Date;
use oodaloo_domain::engine::{Names, Processor, Reason, Sign};
use oodaloo_domain::expenses::{JobReason, JobSuggestion};
use oodaloo_domain::facts::{
    DraftPart, DraftTo, RailName, Subject, SuggestedPart, Suggestion, TrayItem, TrayKind,
};
use oodaloo_domain::money::decimal;
use oodaloo_domain::rules::Texts;
use oodaloo_domain::tiles::{Shift, Tiles};
use oodaloo_domain::tray::impact;
use oodaloo_domain::{Money, effects};
use serde::Serialize;

/// The tray.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct TrayView {
    items: Vec<ItemView>,
    count: usize,
    #[serde(with = "decimal")]
    amount: Money,
    /// There is one page: the tray's limit is far above what a company can leave lying.
    next_cursor: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct ItemView {
    id: String,
    #[serde(rename = "type")]
    kind: TrayKind,
    version: u64,
    #[serde(with = "decimal")]
    impact: Money,
    #[serde(flatten)]
    subject: SubjectView,
    suggestions: Vec<SuggestionView>,
    /// Jobs an expense may be for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    job_suggestions: Vec<JobView>,
    /// How a person had begun to share it out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    draft: Vec<DraftView>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct JobView {
    job_id: String,
    job_number: i64,
    job_title: String,
    client_name: Option<String>,
    confidence: f64,
    words: &'static str,
    reasons: Vec<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct DraftView {
    #[serde(with = "decimal")]
    amount: Money,
    what: String,
    to: DraftTo,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case", tag = "subject")]
enum SubjectView {
    BankTransaction {
        bank_transaction_id: String,
        account_id: String,
        date: Date,
        description: String,
        /// Who it is, without store numbers and dates: what a rule's pattern is compared with.
        name: String,
        #[serde(with = "decimal")]
        amount: Money,
        processor: Processor,
    },
    Connection {
        rail: RailName,
        account: String,
        why: String,
    },
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct SuggestionView {
    candidate: usize,
    confidence: f64,
    /// "Sure", "Likely", "Unsure": thresholds of the product, not of the engine.
    words: &'static str,
    payment_count: usize,
    #[serde(with = "decimal")]
    gross: Money,
    #[serde(with = "decimal")]
    fee: Money,
    #[serde(with = "decimal")]
    net: Money,
    reasons: Vec<ReasonView>,
    delta: String,
    /// Left out without the UNBUNDLING add-on when there is more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    payments: Option<Vec<PaymentView>>,
}

/// One piece of evidence in words, and whether it speaks for the suggestion or against it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct ReasonView {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    speaks: Sign,
    text: String,
}

/// One payment inside a deposit.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct PaymentView {
    payment_id: String,
    client_name: Option<String>,
    #[serde(with = "decimal")]
    amount: Money,
    invoices: Vec<String>,
}

pub(crate) fn tray_view(
    items: &[TrayItem],
    tiles: Option<&Tiles>,
    today: Date,
    unbundled: bool,
) -> TrayView {
    let views: Vec<ItemView> = items
        .iter()
        .map(|item| item_view(item, tiles, today, unbundled))
        .collect();
    let amount = items.iter().filter_map(amount_of).sum();
    TrayView {
        count: views.len(),
        items: views,
        amount,
        next_cursor: None,
    }
}

fn amount_of(item: &TrayItem) -> Option<Money> {
    match &item.subject {
        Subject::BankTransaction { transaction, .. } => Some(transaction.line.amount.abs()),
        Subject::Connection { .. } => None,
    }
}

fn date_of(item: &TrayItem) -> Option<Date> {
    match &item.subject {
        Subject::BankTransaction { transaction, .. } => Some(transaction.line.date),
        Subject::Connection { .. } => None,
    }
}

fn item_view(item: &TrayItem, tiles: Option<&Tiles>, today: Date, unbundled: bool) -> ItemView {
    let subject = match &item.subject {
        Subject::BankTransaction {
            transaction,
            processor,
        } => SubjectView::BankTransaction {
            bank_transaction_id: transaction.line.id.to_string(),
            account_id: transaction.line.account_id.to_string(),
            date: transaction.line.date,
            description: transaction.line.description.clone(),
            name: Texts::of(&transaction.line).merchant().to_owned(),
            amount: transaction.line.amount,
            processor: *processor,
        },
        Subject::Connection { rail, account, why } => SubjectView::Connection {
            rail: *rail,
            account: account.to_string(),
            why: why.clone(),
        },
    };
    // What is inside of a payout is not told by reasons either, nor by those of the way beside it.
    let nobody = Names::default();
    let show = unbundled || item.suggestions.iter().all(|s| s.parts.len() == 1);
    let names = if show { &item.names } else { &nobody };
    ItemView {
        id: item.id.to_string(),
        kind: item.kind,
        version: item.version,
        impact: if matches!(item.subject, Subject::Connection { .. }) {
            Money::ZERO
        } else {
            impact(item, today)
        },
        subject,
        job_suggestions: item.job_suggestions.iter().map(job_view).collect(),
        draft: item.draft.iter().map(draft_view).collect(),
        suggestions: item
            .suggestions
            .iter()
            .enumerate()
            .map(|(rank, s)| {
                suggestion_view(
                    rank,
                    s,
                    names,
                    date_of(item).unwrap_or(today),
                    amount_of(item).unwrap_or_default(),
                    tiles,
                    unbundled,
                )
            })
            .collect(),
    }
}

fn job_view(s: &JobSuggestion) -> JobView {
    JobView {
        job_id: s.job.job_id.to_string(),
        job_number: s.job.job_number,
        job_title: s.job.job_title.clone(),
        client_name: s.job.client_name.clone(),
        confidence: s.confidence,
        words: words(s.confidence),
        reasons: s.reasons.iter().map(JobReason::sentence).collect(),
    }
}

fn draft_view(part: &DraftPart) -> DraftView {
    DraftView {
        amount: part.amount,
        what: part.to.words(),
        to: part.to.clone(),
    }
}

fn suggestion_view(
    rank: usize,
    s: &Suggestion,
    names: &Names,
    date: Date,
    net: Money,
    tiles: Option<&Tiles>,
    unbundled: bool,
) -> SuggestionView {
    let gross: Money = s.parts.iter().map(|p| p.part.amount).sum();
    let show = unbundled || s.parts.len() == 1;
    SuggestionView {
        candidate: rank,
        confidence: s.candidate.confidence,
        words: words(s.candidate.confidence),
        payment_count: s.parts.len(),
        gross,
        fee: gross - net,
        net,
        reasons: s
            .candidate
            .reasons
            .iter()
            .map(|r| reason_view(r, names))
            .collect(),
        delta: effects::of_suggestion(s, tiles, &Shift::decided(date, net, net)),
        payments: show.then(|| s.parts.iter().map(payment_view).collect()),
    }
}

fn reason_view(reason: &Reason, names: &Names) -> ReasonView {
    ReasonView {
        speaks: reason.sign(),
        text: reason.sentence(names),
    }
}

pub(crate) fn payment_view(p: &SuggestedPart) -> PaymentView {
    let invoices = p.part.allocations.iter();
    PaymentView {
        payment_id: p.part.payment_id.to_string(),
        client_name: p.part.client_name.clone(),
        amount: p.part.amount,
        invoices: invoices
            .map(|a| {
                a.invoice_number
                    .clone()
                    .unwrap_or_else(|| a.invoice_id.to_string())
            })
            .collect(),
    }
}

const fn words(confidence: f64) -> &'static str {
    match confidence {
        c if c >= 0.95 => "Sure",
        c if c >= 0.85 => "Likely",
        _ => "Unsure",
    }
}
