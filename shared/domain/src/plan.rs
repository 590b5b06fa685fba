//! Reconcile as a plan: what is open goes in, what to write comes out. Nothing is written here.

mod expenses;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::engine::{self, Candidate, Finding, Lesson, Names, Outcome, Priors, Processor};
use crate::facts::{
    Account, AccountLabel, Actor, BankTransaction, Company, Invoice, InvoiceState, Job, Match,
    MatchPart, Payment, PayoutRecord, RailName, Status, Subject, SuggestedPart, Suggestion, Tag,
    TrayItem, TrayKind,
};
use crate::ids::{
    AccountId, BankTransactionId, InvoiceId, PaymentId, RailAccountId, TrayItemId, derived,
};
use crate::money::Money;
use crate::rules::Rule;

pub use expenses::Ruled;

/// The most suggestions a tray item carries.
pub const MAX_SUGGESTIONS: usize = 5;
/// The most payments of one match that can be written at once.
pub const MAX_PARTS: usize = 85;
/// The most open deposits and payments that one run of the engine is given, the newest: seven times a busy company's
/// four months, and still well within the time a function has. Older ones are asked about as they are, and looked at
/// once newer ones are decided.
pub const MAX_DEPOSITS: usize = 2_000;
/// See [`MAX_DEPOSITS`].
pub const MAX_PAYMENTS: usize = 15_000;

/// What is open, and what the tray says about it so far.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// Deposits nobody decided about, and decided lines the bank took back.
    pub deposits: Vec<BankTransaction>,
    /// Payments not used up.
    pub payments: Vec<Payment>,
    /// Payouts the rail lists.
    pub payouts: Vec<PayoutRecord>,
    /// The company's accounts.
    pub accounts: Vec<Account>,
    /// Invoices somebody still owes, among others.
    pub invoices: Vec<Invoice>,
    /// What the engine learned.
    pub priors: Priors,
    /// Tray items as stored.
    pub tray: Vec<TrayItem>,
    /// Money out that nobody decided about.
    pub expenses: Vec<BankTransaction>,
    /// Jobs that such money may be for.
    pub jobs: Vec<Job>,
    /// Rules the company has made.
    pub rules: Vec<Rule>,
    /// What was tagged in the last weeks.
    pub tags: Vec<Tag>,
}

impl Snapshot {
    /// The deposits, without money in on a card: that is a card payment or a vendor's refund.
    pub fn bank_deposits(&self) -> impl Iterator<Item = &BankTransaction> {
        let is_card = |d: &&BankTransaction| {
            self.accounts
                .iter()
                .any(|a| a.id == d.line.account_id && a.label == AccountLabel::Card)
        };
        self.deposits.iter().filter(move |d| !is_card(d))
    }
}

/// What to write.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Deposits to match without asking.
    pub matches: Vec<PlannedMatch>,
    /// Tray items to write, each at its new version.
    pub ask: Vec<TrayItem>,
    /// Tray items that have become moot.
    pub drop: Vec<TrayItem>,
    /// What a rule decides.
    pub ruled: Vec<Ruled>,
}

/// A deposit to match without asking.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedMatch {
    /// The deposit, as read.
    pub deposit: BankTransaction,
    /// How it reached the bank.
    pub processor: Processor,
    /// How it is explained.
    pub suggestion: Suggestion,
}

/// Plans for a company as it has set itself up. The same snapshot gives the same plan, whatever the
/// order of its lists.
#[must_use]
pub fn plan(snapshot: &Snapshot, today: Date, company: &Company) -> Plan {
    let payments: BTreeMap<&PaymentId, &Payment> = snapshot
        .payments
        .iter()
        .map(|p| (&p.record.id, p))
        .collect();
    let personal = personal_accounts(&snapshot.accounts);
    let known = Known {
        followed: snapshot.priors.followed(),
        owed: owed(&snapshot.invoices),
        payments,
    };
    let book = book(snapshot, today, company, &personal);
    let findings = engine::reconcile(&book);
    let words = Words {
        payments: &known.payments,
        deposits: snapshot.bank_deposits().map(|d| (&d.line.id, d)).collect(),
    };
    let by_id: BTreeMap<&str, &Finding> = findings
        .iter()
        .map(|f| (f.deposit_id.as_str(), f))
        .collect();

    let mut plan = Plan::default();
    let mut wanted: Vec<TrayItem> = Vec::new();
    let mut deposits: Vec<&BankTransaction> = snapshot.bank_deposits().collect();
    deposits.sort_by_key(|d| (d.line.date, d.line.id.clone()));
    for deposit in deposits {
        let finding = by_id.get(deposit.line.id.as_str()).copied();
        match decide(deposit, finding, &known, &personal) {
            Decision::Match(planned) => plan.matches.push(planned),
            Decision::Ask(mut item) => {
                item.names = words.of(&item.suggestions);
                wanted.push(item);
            }
        }
    }
    expenses::plan(snapshot, company, &personal, &mut plan.ruled, &mut wanted);
    settle_tray(&snapshot.tray, wanted, &mut plan);
    plan
}

/// What suggestions are made from.
struct Known<'a> {
    /// Fee plans of the matches so far.
    followed: Vec<engine::FeePlan>,
    payments: BTreeMap<&'a PaymentId, &'a Payment>,
    owed: BTreeMap<&'a InvoiceId, Money>,
}

fn owed(invoices: &[Invoice]) -> BTreeMap<&InvoiceId, Money> {
    let open = invoices.iter().filter(|i| i.is_open());
    open.map(|i| (&i.id, i.balance)).collect()
}

/// How the invoices of these payments stand. Whatever is owed is among the invoices that were read: the
/// others are paid.
fn invoice_states(payments: &[&Payment], owed: &BTreeMap<&InvoiceId, Money>) -> Vec<InvoiceState> {
    let allocations = payments.iter().flat_map(|p| &p.record.allocations);
    let by_number: BTreeMap<&str, Money> = allocations
        .filter_map(|a| {
            let left = owed.get(&a.invoice_id).copied().unwrap_or_default();
            Some((a.invoice_number.as_deref()?, left))
        })
        .collect();
    by_number
        .into_iter()
        .map(|(number, owed)| InvoiceState {
            number: number.to_owned(),
            owed,
        })
        .collect()
}

fn personal_accounts(accounts: &[Account]) -> Vec<AccountId> {
    let personal = accounts
        .iter()
        .filter(|a| a.label == AccountLabel::PersonalMixed);
    personal.map(|a| a.id.clone()).collect()
}

/// The engine's book: what may be matched at all.
fn book(
    snapshot: &Snapshot,
    today: Date,
    company: &Company,
    personal: &[AccountId],
) -> engine::Book {
    let may_match = |d: &&BankTransaction| {
        d.status == Status::Open
            && d.line.currency == company.currency
            && !personal.contains(&d.line.account_id)
    };
    let mut deposits: Vec<&BankTransaction> = snapshot.bank_deposits().filter(may_match).collect();
    newest(&mut deposits, MAX_DEPOSITS, |d| (d.line.date, &d.line.id));
    let mut payments: Vec<&Payment> = snapshot.payments.iter().collect();
    newest(&mut payments, MAX_PAYMENTS, |p| {
        (p.record.received_on, &p.record.id)
    });
    engine::Book {
        as_of: today,
        deposits: deposits.into_iter().map(engine_deposit).collect(),
        payments: payments.into_iter().map(engine_payment).collect(),
        payouts: snapshot.payouts.iter().map(engine_payout).collect(),
        // What earlier matches taught is in the priors: reading them again would cost more every year.
        history: Vec::new(),
        priors: snapshot.priors.clone(),
        settings: engine::Settings {
            auto_threshold: company.auto_threshold.probability(),
        },
    }
}

/// Leaves the newest of a list.
fn newest<'s, T, K: Ord>(list: &mut Vec<&'s T>, most: usize, key: impl Fn(&'s T) -> K) {
    if list.len() > most {
        list.sort_by_key(|&item| std::cmp::Reverse(key(item)));
        list.truncate(most);
    }
}

fn engine_deposit(d: &BankTransaction) -> engine::Deposit {
    engine::Deposit {
        id: d.line.id.to_string(),
        date: d.line.date,
        amount: d.line.amount,
        description: d.line.description.clone(),
        account_id: d.line.account_id.to_string(),
    }
}

fn engine_payment(p: &Payment) -> engine::Payment {
    let first = p.record.allocations.first();
    engine::Payment {
        id: p.record.id.to_string(),
        received_on: p.record.received_on,
        amount: p.open(),
        client_id: p
            .record
            .client_id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        client_name: p.record.client_name.clone(),
        // Payers write the number that stands on the invoice, not what the rail calls it.
        invoice_id: first.map(|a| {
            let number = a.invoice_number.clone();
            number.unwrap_or_else(|| a.invoice_id.to_string())
        }),
        job_id: first.and_then(|a| a.job_id.as_ref().map(ToString::to_string)),
        method: p.record.method,
    }
}

fn engine_payout(p: &PayoutRecord) -> engine::RailPayout {
    engine::RailPayout {
        id: p.id.to_string(),
        net: p.net,
        gross: p.gross_of_payments(),
        fee: p.fee,
        arrival: p.arrival,
        payment_ids: p.payment_ids.iter().map(ToString::to_string).collect(),
    }
}

/// What people call what is open.
struct Words<'s> {
    payments: &'s BTreeMap<&'s PaymentId, &'s Payment>,
    deposits: BTreeMap<&'s BankTransactionId, &'s BankTransaction>,
}

impl Words<'_> {
    /// What the reasons of some suggestions speak of.
    fn of(&self, suggestions: &[Suggestion]) -> Names {
        let reasons = suggestions.iter().flat_map(|s| &s.candidate.reasons);
        Names::of(reasons, |id| self.payment(id), |id| self.deposit(id))
    }

    fn payment(&self, id: &str) -> Option<engine::Known> {
        let payment = self.payments.get(&PaymentId::new(id).ok()?)?;
        let record = &payment.record;
        let first = record.allocations.first();
        Some(engine::Known {
            amount: payment.open(),
            on: record.received_on,
            who: record.client_name.clone(),
            invoice: first.and_then(|a| a.invoice_number.clone()),
        })
    }

    fn deposit(&self, id: &str) -> Option<engine::Known> {
        let line = &self.deposits.get(&BankTransactionId::new(id).ok()?)?.line;
        Some(engine::Known {
            amount: line.amount,
            on: line.date,
            who: None,
            invoice: None,
        })
    }
}

enum Decision {
    Match(PlannedMatch),
    Ask(TrayItem),
}

fn decide(
    deposit: &BankTransaction,
    finding: Option<&Finding>,
    known: &Known<'_>,
    personal: &[AccountId],
) -> Decision {
    let processor = finding.map_or(Processor::Other, |f| f.processor);
    let candidates = finding.map_or(&[][..], |f| &f.candidates);
    let suggestions: Vec<Suggestion> = candidates
        .iter()
        .take(MAX_SUGGESTIONS)
        .filter_map(|c| suggestion(deposit, processor, c, known))
        .collect();
    let auto =
        finding.is_some_and(|f| f.outcome == Outcome::Auto) && deposit.status == Status::Open;
    // The first suggestion is the engine's own first only while nothing before it had to be left out.
    let first = candidates
        .first()
        .zip(suggestions.first())
        .filter(|(c, s)| s.candidate == **c);
    if let (true, Some((_, best))) = (auto, first) {
        return Decision::Match(PlannedMatch {
            deposit: deposit.clone(),
            processor,
            suggestion: best.clone(),
        });
    }
    let kind = if deposit.withdrawn {
        TrayKind::Conflict
    } else if personal.contains(&deposit.line.account_id) {
        TrayKind::PersonalCandidate
    } else if finding.is_some_and(|f| f.outcome == Outcome::OffPlatform) {
        TrayKind::OffJobIncome
    } else {
        TrayKind::UnconfirmedDeposit
    };
    Decision::Ask(TrayItem {
        id: tray_id(&deposit.line.id),
        kind,
        subject: Subject::BankTransaction {
            transaction: deposit.clone(),
            processor,
        },
        suggestions,
        job_suggestions: Vec::new(),
        names: Names::default(),
        draft: Vec::new(),
        version: first_version(deposit.version),
    })
}

/// What a tray item's id begins with when it is about a bank transaction.
const ABOUT_TRANSACTION: &str = "tray_";
/// So many times a tray item may be written anew before its transaction changes.
const ROUND: u64 = 1 << 20;

/// The one tray item a bank transaction can have.
#[must_use]
pub fn tray_id(transaction: &BankTransactionId) -> TrayItemId {
    let plain = TrayItemId::new(format!("{ABOUT_TRANSACTION}{transaction}"));
    #[expect(
        clippy::expect_used,
        reason = "a derived id is visible ASCII without '#'"
    )]
    // An id as long as ids may be has no room for what goes before it.
    plain.unwrap_or_else(|_| {
        TrayItemId::new(derived("long", &[transaction.as_str()])).expect("a derived id")
    })
}

/// The bank transaction a tray item is about; none when it is about something else.
#[must_use]
pub fn subject_of(item: &TrayItemId) -> Option<BankTransactionId> {
    let id = item.as_str().strip_prefix(ABOUT_TRANSACTION)?;
    BankTransactionId::new(id).ok()
}

/// The first version of a tray item. It follows from its transaction's: an item that was dropped and is
/// asked again never has a version that some screen has seen with other suggestions.
#[must_use]
pub const fn first_version(transaction: u64) -> u64 {
    transaction * ROUND
}

/// Whether a tray item at this version replaces none.
#[must_use]
pub const fn is_first(version: u64) -> bool {
    version.is_multiple_of(ROUND)
}

/// The one tray item a broken connection can have.
#[must_use]
pub fn connection_tray_id(rail: RailName, account: &RailAccountId) -> TrayItemId {
    let id = derived(
        "conn",
        &["connection_broken", rail.as_str(), account.as_str()],
    );
    #[expect(
        clippy::expect_used,
        reason = "a derived id is visible ASCII without '#'"
    )]
    TrayItemId::new(id).expect("a derived id")
}

/// A candidate with what it would use of each payment, and what it would teach: confirming it needs
/// no further read. None when a payment is not open, or when there are more than one transaction can
/// write: then it must be split by a person.
fn suggestion(
    deposit: &BankTransaction,
    processor: Processor,
    candidate: &Candidate,
    known: &Known<'_>,
) -> Option<Suggestion> {
    if candidate.payment_ids.len() > MAX_PARTS {
        return None;
    }
    let open = |id: &String| {
        known
            .payments
            .get(&PaymentId::new(id.clone()).ok()?)
            .copied()
    };
    let inside = candidate
        .payment_ids
        .iter()
        .map(open)
        .collect::<Option<Vec<&Payment>>>()?;
    // A candidate that is only a part of a payment is split by a person.
    let whole: Money = inside.iter().map(|p| p.open()).sum();
    if whole != candidate.gross {
        return None;
    }
    let as_paid: Vec<engine::Payment> = inside.iter().copied().map(engine_payment).collect();
    Some(Suggestion {
        lesson: Lesson::of_company(
            &engine_deposit(deposit),
            &as_paid,
            candidate.fee,
            processor,
            &known.followed,
        ),
        candidate: candidate.clone(),
        invoices: invoice_states(&inside, &known.owed),
        parts: inside.into_iter().map(part).collect(),
    })
}

fn part(payment: &Payment) -> SuggestedPart {
    SuggestedPart {
        part: MatchPart {
            payment_id: payment.record.id.clone(),
            amount: payment.open(),
            client_id: payment.record.client_id.clone(),
            client_name: payment.record.client_name.clone(),
            allocations: payment.record.allocations.clone(),
        },
        received_on: payment.record.received_on,
        used_before: payment.used,
        uses_up: true,
    }
}

/// What of the wanted tray is new or different, and what of the stored one is moot.
fn settle_tray(stored: &[TrayItem], wanted: Vec<TrayItem>, plan: &mut Plan) {
    let mut left: BTreeMap<&TrayItemId, &TrayItem> = stored
        .iter()
        .filter(|item| matches!(item.subject, Subject::BankTransaction { .. }))
        .map(|item| (&item.id, item))
        .collect();
    for mut item in wanted {
        match left.remove(&item.id) {
            None => plan.ask.push(item),
            Some(there) => {
                item.version = there.version;
                item.draft.clone_from(&there.draft);
                if item != *there {
                    item.version += 1;
                    plan.ask.push(item);
                }
            }
        }
    }
    plan.drop.extend(left.into_values().cloned());
}

/// The match that a decision makes of a deposit.
#[must_use]
pub fn matched(
    deposit: &BankTransaction,
    processor: Processor,
    suggestion: &Suggestion,
    decided_by: Actor,
    decided_at: jiff::Timestamp,
) -> Match {
    let parts = &suggestion.parts;
    let gross: Money = parts.iter().map(|p| p.part.amount).sum();
    Match {
        deposit_id: deposit.line.id.clone(),
        date: deposit.line.date,
        amount: deposit.line.amount,
        gross,
        fee: gross - deposit.line.amount,
        processor,
        parts: parts.iter().map(|p| p.part.clone()).collect(),
        shares: Vec::new(),
        candidate: suggestion.candidate.clone(),
        lesson: suggestion.lesson.clone(),
        decided_by,
        decided_at,
    }
}

/// What an accepted suggestion says of itself, the same before, after, and in the audit list.
#[must_use]
pub fn summary(deposit: &BankTransaction, parts: &[SuggestedPart]) -> String {
    let gross: Money = parts.iter().map(|p| p.part.amount).sum();
    let fee = gross - deposit.line.amount;
    let what = match parts {
        [one] => one
            .part
            .client_name
            .clone()
            .unwrap_or_else(|| "one payment".into()),
        many => format!("{} payments", many.len()),
    };
    // More than the books say arrived where somebody added a tip.
    let fee = match fee.cmp(&Money::ZERO) {
        Ordering::Equal => String::new(),
        Ordering::Greater => format!(", less {} of fees", fee.dollars()),
        Ordering::Less => format!(", and {} more", (-fee).dollars()),
    };
    format!(
        "{} of {} is {what}: {}{fee}",
        deposit.line.amount.dollars(),
        deposit.line.date,
        gross.dollars()
    )
}
