//! Split: a deposit shared out among payments, invoices, jobs and what belongs to none, to the cent.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::State;
use oodaloo_domain::effects;
use oodaloo_domain::engine::{Candidate, Lesson};
use oodaloo_domain::facts::{
    Actor, Allocation, Invoice, Job, MatchPart, Payment, Share, ShareTo, Status, SuggestedPart,
    Suggestion,
};
use oodaloo_domain::money::decimal;
use oodaloo_domain::plan::matched;
use oodaloo_domain::tiles::{Shift, shares};
use oodaloo_domain::{InvoiceId, JobId, Money, PaymentId};
use oodaloo_store::Act;
use oodaloo_store::acting::{Found, Wanted};
use oodaloo_store::matching::NewMatch;
use oodaloo_store::{CompanyStore, Key};
use serde::Deserialize;
use serde_json::json;

use super::dismiss::note;
use super::outcome::{Matched, Outcome};
use super::{Answered, Asked, Doing, OpenItem, Planned, open_item, perform, tray_item_id};
use crate::ask::Segment;
use crate::caller::Caller;
use crate::{Problem, TrayApi};

/// The most parts of one deposit.
const MAX_PARTS: usize = 40;

/// What the client sends.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Split {
    /// The item's version on the screen.
    expected_version: u64,
    /// They sum to the deposit.
    parts: Vec<Part>,
    /// Only tell what would become of it.
    #[serde(default)]
    dry_run: bool,
}

/// One part: exactly one of the four says what it was for.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    /// How much of the deposit.
    #[serde(with = "decimal")]
    amount: Money,
    /// A payment that Jobber has.
    #[serde(default)]
    payment_id: Option<PaymentId>,
    /// An invoice whose payment nobody recorded.
    #[serde(default)]
    invoice_id: Option<InvoiceId>,
    /// A job.
    #[serde(default)]
    job_id: Option<JobId>,
    /// Income of no job.
    #[serde(default)]
    off_job: bool,
    /// What that is.
    #[serde(default)]
    note: Option<String>,
}

enum Target<'a> {
    Payment(&'a PaymentId),
    Invoice(&'a InvoiceId),
    Job(&'a JobId),
    OffJob,
}

impl Part {
    fn target(&self) -> Result<Target<'_>, Problem> {
        match (
            &self.payment_id,
            &self.invoice_id,
            &self.job_id,
            self.off_job,
        ) {
            (Some(id), None, None, false) => Ok(Target::Payment(id)),
            (None, Some(id), None, false) => Ok(Target::Invoice(id)),
            (None, None, Some(id), false) => Ok(Target::Job(id)),
            (None, None, None, true) => Ok(Target::OffJob),
            _ => Err(Problem::unprocessable(
                "Each part names exactly one of payment_id, invoice_id, job_id, or off_job.",
            )),
        }
    }

    fn key(&self, company: &CompanyStore) -> Result<Option<Key>, Problem> {
        Ok(match self.target()? {
            Target::Payment(id) => Some(company.keys().payment(id)),
            Target::Invoice(id) => Some(company.keys().invoice(id)),
            Target::Job(id) => Some(company.keys().job(id)),
            Target::OffJob => None,
        })
    }
}

/// Split a deposit
///
/// The parts sum to the deposit, to the cent.
#[cfg_attr(feature = "openapi", utoipa::path(
    post,
    path = "/api/v1/tray/{id}/split",
    operation_id = "splitDeposit",
    tag = "tray",
    params(("id" = oodaloo_domain::TrayItemId, Path, description = "Which item of the tray")),
    request_body(content = Split, example = json!({"expected_version": 1, "parts": [{"amount": "100.00", "job_id": "Z2lkOi8vSm9iYmVyL0pvYi8x"}, {"amount": "20.00", "off_job": true, "note": "loan"}]})),
    responses((status = 200, description = "Done; the same answer however often it is asked for", body = super::perform::ActionView), (status = 409), (status = 422)),
))]
pub(crate) async fn split(
    State(api): State<Arc<TrayApi>>,
    Segment(id): Segment<String>,
    caller: Caller,
    asked: Asked<Split>,
) -> Result<Answered, Problem> {
    let parts = &asked.body.parts;
    if !(1..=MAX_PARTS).contains(&parts.len()) {
        return Err(Problem::unprocessable(format!(
            "A deposit is split into 1 to {MAX_PARTS} parts, not {}.",
            parts.len()
        )));
    }
    let keys: Result<Vec<Option<Key>>, Problem> =
        parts.iter().map(|p| p.key(&caller.company)).collect();
    let wanted = Wanted {
        item: Some(tray_item_id(id)?),
        more: keys?.into_iter().flatten().collect(),
        ..Wanted::default()
    };
    let mode = asked.body.dry_run.into();
    perform(&api, &caller, &asked.key, mode, wanted, |doing, found| {
        let open = open_item(found, asked.body.expected_version)?;
        let pieces = pieces(doing, found, parts, open.transaction.line.amount)?;
        planned(
            doing,
            found,
            &open,
            pieces,
            ("deposit.split", Status::Split),
        )
    })
    .await
}

/// What a deposit is made of, as a person says.
pub(crate) struct Pieces {
    parts: Vec<SuggestedPart>,
    shares: Vec<Share>,
}

impl Pieces {
    /// All of it is one thing.
    pub(crate) fn whole(amount: Money, to: ShareTo) -> Self {
        Self {
            parts: Vec::new(),
            shares: vec![Share { amount, to }],
        }
    }

    fn words(&self) -> String {
        let payments = self.parts.iter().map(|p| {
            let who = p.part.client_name.as_deref().unwrap_or("a payment");
            format!("{} {who}", p.part.amount.dollars())
        });
        let shares = self
            .shares
            .iter()
            .map(|s| format!("{} {}", s.amount.dollars(), s.to.words()));
        payments.chain(shares).collect::<Vec<_>>().join(", ")
    }
}

fn pieces(
    doing: &Doing<'_>,
    found: &Found,
    parts: &[Part],
    amount: Money,
) -> Result<Pieces, Problem> {
    if !amount.is_positive() {
        return Err(Problem::unprocessable("Only money in can be split."));
    }
    if let Some(part) = parts.iter().find(|p| !p.amount.is_positive()) {
        return Err(Problem::unprocessable(format!(
            "A part is more than zero, not {}.",
            part.amount.dollars()
        )));
    }
    let sum: Money = parts.iter().map(|p| p.amount).sum();
    if sum != amount {
        return Err(Problem::unprocessable(format!(
            "The parts sum to {}, the deposit is {}: {} is left.",
            sum.dollars(),
            amount.dollars(),
            (amount - sum).dollars()
        ))
        .with("remainder", (amount - sum).to_string()));
    }
    let mut out = Pieces {
        parts: Vec::new(),
        shares: Vec::new(),
    };
    let mut named = BTreeSet::new();
    for part in parts {
        let key = part.key(&doing.caller.company)?;
        if let Some(key) = &key
            && !named.insert(key.clone())
        {
            return Err(Problem::unprocessable(
                "Two parts name the same thing: make them one.",
            ));
        }
        match (part.target()?, &key) {
            (Target::Payment(_), Some(key)) => out.parts.push(of_payment(part, found.read(key)?)?),
            (_, key) => out.shares.push(Share {
                amount: part.amount,
                to: share(part, found, key.as_ref())?,
            }),
        }
    }
    Ok(out)
}

fn share(part: &Part, found: &Found, key: Option<&Key>) -> Result<ShareTo, Problem> {
    match (part.target()?, key) {
        (Target::Job(_), Some(key)) => {
            let job: Job = found.read(key)?.ok_or_else(|| Problem::not_found("job"))?;
            Ok(ShareTo::Job {
                job_id: job.id,
                number: job.number,
                title: job.title,
            })
        }
        (Target::Invoice(_), Some(key)) => {
            let invoice: Invoice = found
                .read(key)?
                .ok_or_else(|| Problem::not_found("invoice"))?;
            Ok(ShareTo::Invoice {
                invoice_id: invoice.id,
                number: invoice.number,
                client_name: invoice.client_name,
                job_id: invoice.job_id,
            })
        }
        _ => Ok(ShareTo::OffJob {
            note: note(part.note.as_deref())?,
        }),
    }
}

/// What a part uses of a payment: never more than is open of it.
fn of_payment(part: &Part, payment: Option<Payment>) -> Result<SuggestedPart, Problem> {
    let payment = payment.ok_or_else(|| Problem::not_found("payment"))?;
    if part.amount > payment.open() {
        return Err(Problem::unprocessable(format!(
            "{} of that payment is not matched yet: {} cannot be taken from it.",
            payment.open().dollars(),
            part.amount.dollars()
        )));
    }
    let record = &payment.record;
    Ok(SuggestedPart {
        part: MatchPart {
            payment_id: record.id.clone(),
            amount: part.amount,
            client_id: record.client_id.clone(),
            client_name: record.client_name.clone(),
            allocations: in_part(&record.allocations, part.amount, record.amount),
        },
        received_on: record.received_on,
        used_before: payment.used,
        uses_up: part.amount == payment.open(),
    })
}

/// The allocations of a payment of which only a part is used, each in proportion, to the cent.
fn in_part(all: &[Allocation], part: Money, whole: Money) -> Vec<Allocation> {
    let mut weights: Vec<Money> = all.iter().map(|a| a.amount).collect();
    let named: Money = weights.iter().copied().sum();
    // What of the payment goes to no invoice takes its part, too.
    weights.push((whole - named).max(Money::ZERO));
    let Some(amounts) = shares(part, &weights) else {
        return Vec::new();
    };
    all.iter()
        .zip(amounts)
        .map(|(a, amount)| Allocation {
            amount,
            ..a.clone()
        })
        .collect()
}

/// The match that a person has put together.
pub(crate) fn planned(
    doing: &Doing<'_>,
    found: &Found,
    open: &OpenItem<'_>,
    pieces: Pieces,
    (action, status): (&str, Status),
) -> Result<Planned, Problem> {
    let t = open.transaction;
    let company = &doing.caller.company;
    let words = pieces.words();
    let Pieces { parts, shares } = pieces;
    let by = Actor::Person(doing.caller.user.clone());
    let suggestion = Suggestion {
        candidate: Candidate {
            payment_ids: parts
                .iter()
                .map(|p| p.part.payment_id.to_string())
                .collect(),
            gross: t.line.amount,
            fee: Money::ZERO,
            net: t.line.amount,
            confidence: 1.0,
            reasons: Vec::new(),
        },
        invoices: Vec::new(),
        // What a person shares out by hand says nothing about how payments reach the bank.
        lesson: Lesson::default(),
        parts,
    };
    let mut m = matched(t, open.processor, &suggestion, by, doing.now);
    m.gross += shares.iter().map(|s| s.amount).sum::<Money>();
    m.fee = m.gross - m.amount;
    m.shares = shares;
    let shift = Shift::decided(t.line.date, t.line.amount, m.counted());
    let tiles = found.tiles.as_ref().map(|(tiles, _)| tiles);
    let delta = effects::of_shares(&suggestion, &m.shares, tiles, &shift);
    let mut audit = doing.audit(action, ("bank_transaction", t.line.id.to_string()))?;
    audit.summary = format!(
        "{} of {} is {words}; {delta}",
        t.line.amount.dollars(),
        t.line.date
    );
    audit.before = json!({"status": t.status, "version": t.version});
    audit.after = json!({
        "status": status, "version": t.version + 1,
        "payments": m.candidate.payment_ids, "shares": m.shares,
    });
    let result = Outcome::Matched(Matched::of(&m, status).in_parts(&m.as_draft()));
    let new = NewMatch {
        matched: m,
        status,
        deposit: t.clone(),
        parts: suggestion.parts,
        audit,
    };
    let mut steps = new.steps(company, open.place(company, found))?;
    steps.push(open.gone(company, found)?);
    Ok(Planned {
        act: Act {
            audit: new.audit,
            steps,
            shift,
            asked_again: None,
        },
        result,
        delta,
    })
}
