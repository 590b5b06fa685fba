//! The two companies of a run: small ones, cut out of the demo company's last days.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use oodaloo_domain::facts::{Company, Flag, Member, Role};
use oodaloo_domain::week::IsoWeek;
use oodaloo_domain::{ClientId, CompanyId, InvoiceId, Money, UserId};
use oodaloo_store::{Condition, Store, StoreError};

use super::core::Millis;

/// The Friday that everything happens on.
pub const FRIDAY: Date = date(2026, 11, 20);
/// How many different companies there are to choose from.
const POOL: u64 = 6;
/// How much of their past the companies keep, in days.
const BANK_DAYS: i32 = 12;
const PAYMENT_DAYS: i32 = 24;

/// One company of the run, and who belongs to it.
#[derive(Clone)]
pub struct Tenant {
    /// Our id of it.
    pub id: CompanyId,
    /// Its owner's user id.
    pub owner: String,
    /// As the rails have it.
    pub books: oodaloo_seeds::Company,
    /// Who gets its digest.
    pub digest_to: Vec<String>,
}

/// What the outside world knows to be true: it is what must be mirrored in the end.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    /// Amount in cents by payment id.
    pub payments: BTreeMap<String, i64>,
    /// Every bank line: when it came up, and its amount in cents (more than zero is money in).
    pub lines: Vec<(Millis, i64)>,
}

/// The week whose digest falls due in the run.
#[must_use]
pub fn week() -> IsoWeek {
    IsoWeek::of(FRIDAY)
}

/// When the digests are due.
#[must_use]
pub fn due(books: &oodaloo_seeds::Company) -> jiff::Timestamp {
    let zone = TimeZone::get(&books.time_zone).unwrap_or(TimeZone::UTC);
    week().digest_due(&zone, books.settings.digest_send_time)
}

/// The two companies of a seed.
#[must_use]
pub fn tenants(seed: u64) -> Vec<Tenant> {
    static CUT: OnceLock<Vec<oodaloo_seeds::Company>> = OnceLock::new();
    let pool = CUT.get_or_init(|| {
        (1..=POOL)
            .map(|seed| cut(oodaloo_seeds::demo(seed, FRIDAY)))
            .collect()
    });
    let pick = |nth: u64| {
        pool[usize::try_from((seed + nth * (1 + seed / POOL % (POOL - 1))) % POOL).unwrap_or(0)]
            .clone()
    };
    ["ash", "birch"]
        .into_iter()
        .zip(0..)
        .filter_map(|(name, nth)| {
            let recipients = if (seed >> 3) % 2 == nth % 2 { 2 } else { 1 };
            Some(Tenant {
                id: CompanyId::new(format!("co_{name}")).ok()?,
                owner: format!("owner-of-{name}"),
                books: pick(nth),
                digest_to: (0..recipients)
                    .map(|n| format!("owner{n}@{name}.example"))
                    .collect(),
            })
        })
        .collect()
}

impl Tenant {
    /// What is true at the rails at the beginning.
    #[must_use]
    pub fn truth(&self) -> Truth {
        Truth {
            payments: self
                .books
                .jobber
                .payments
                .iter()
                .map(|p| (p.id.clone(), p.amount_cents))
                .collect(),
            lines: self
                .books
                .bank
                .transactions
                .iter()
                .map(|t| (0, -t.amount_cents))
                .collect(),
        }
    }

    fn profile(&self) -> Company {
        let settings = &self.books.settings;
        Company {
            id: self.id.clone(),
            name: format!("{} ({})", self.books.name, self.id),
            time_zone: self.books.time_zone.clone(),
            currency: self.books.currency.clone(),
            weekly_burden: Some(Money::from_cents(settings.weekly_burden_cents)),
            alloc_method: oodaloo_domain::facts::AllocMethod::default(),
            earmarks: settings
                .earmarks
                .iter()
                .map(|e| (e.label.clone(), Money::from_cents(e.cents)))
                .collect(),
            vips: settings
                .vip_client_ids
                .iter()
                .filter_map(|id| ClientId::new(id).ok())
                .collect(),
            disputed: settings
                .disputed_invoice_ids
                .iter()
                .filter_map(|id| InvoiceId::new(id).ok())
                .collect(),
            account_labels: std::collections::BTreeMap::new(),
            terms_days: 30,
            digest_time: settings.digest_send_time,
            digest_to: self.digest_to.clone(),
            auto_threshold: oodaloo_domain::facts::AutoThreshold::default(),
            flags: vec![Flag::Unbundling],
            changed: None,
            changed_in: None,
            version: 1,
        }
    }

    /// Makes the company ours: settings, its owner, its place in the digest's due index.
    ///
    /// # Errors
    /// The table's.
    pub async fn sign_up(&self, store: &Store) -> Result<(), StoreError> {
        let company = store.company(&self.id);
        let missing = |_| StoreError::Missing("a user id");
        let member = Member {
            user_id: UserId::new(self.owner.clone()).map_err(missing)?,
            email: self.digest_to.first().cloned().unwrap_or_default(),
            role: Role::Owner,
        };
        let mut writes = vec![company.profile_write(&self.profile(), Condition::NotExists)?];
        writes.extend(company.member_writes(&member, Condition::Always)?);
        writes.extend(company.due_digest_writes(None, due(&self.books)));
        company.transact(writes).await
    }
}

/// The last days of a company: enough to have every kind of deposit, few enough to be quick.
fn cut(mut company: oodaloo_seeds::Company) -> oodaloo_seeds::Company {
    let bank_since = FRIDAY.saturating_sub(BANK_DAYS.days());
    let paid_since = FRIDAY.saturating_sub(PAYMENT_DAYS.days());
    company.bank.transactions.retain(|t| t.date >= bank_since);
    let mut spent = 0;
    company.bank.transactions.retain(|t| {
        spent += usize::from(t.amount_cents > 0);
        t.amount_cents < 0 || spent <= 6
    });
    let jobber = &mut company.jobber;
    jobber.payouts.retain(|p| p.arrived_on >= bank_since);
    let inside: BTreeSet<&str> = jobber
        .payouts
        .iter()
        .flat_map(|p| &p.balance_transactions)
        .map(|b| b.payment_id.as_str())
        .collect();
    jobber
        .payments
        .retain(|p| p.received_on >= paid_since || inside.contains(p.id.as_str()));
    let paid: BTreeSet<&str> = jobber
        .payments
        .iter()
        .map(|p| p.invoice_id.as_str())
        .collect();
    let mut open = 0;
    jobber.invoices.retain(|i| {
        let unpaid = i.paid_cents < i.total_cents;
        open += usize::from(unpaid);
        paid.contains(i.id.as_str()) || (unpaid && open <= 5)
    });
    let jobs: BTreeSet<&str> = jobber
        .invoices
        .iter()
        .filter_map(|i| i.job_id.as_deref())
        .collect();
    jobber.jobs.retain(|j| jobs.contains(j.id.as_str()));
    let clients: BTreeSet<&str> = jobber
        .invoices
        .iter()
        .map(|i| i.client_id.as_str())
        .collect();
    jobber.clients.retain(|c| clients.contains(c.id.as_str()));
    jobber.quotes.clear();
    company
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_are_small_and_have_something_to_match() {
        for seed in 0..POOL {
            for tenant in tenants(seed) {
                let deposits = tenant
                    .books
                    .bank
                    .transactions
                    .iter()
                    .filter(|t| t.amount_cents < 0)
                    .count();
                let payments = tenant.books.jobber.payments.len();
                // A quiet week has few; customers and banks add more while the simulation runs.
                assert!(
                    (2..80).contains(&deposits) && (5..120).contains(&payments),
                    "{deposits} {payments}"
                );
            }
        }
    }
}
