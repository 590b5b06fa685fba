//! The demo company as it really arrives: week by week, each run seeing only what is open then.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::CompanyId;
use oodaloo_domain::engine::Priors;
use oodaloo_runtime::messages::{Schedule, Tick};

use crate::demo::{Figures, confirm_sure, connected, connected_with, figures, friday};
use crate::inprocess::Product;

/// Weeks of the demo company's books.
pub const WEEKS: i64 = 12;

/// The company's books as they were at a moment.
pub fn as_it_was(whole: &oodaloo_seeds::Company, now: Timestamp) -> oodaloo_seeds::Company {
    let mut then = whole.clone();
    let zone = TimeZone::get(&whole.time_zone).unwrap();
    let today: Date = now.to_zoned(zone).date();
    then.bank.transactions.retain(|t| t.date <= today);
    let jobber = &mut then.jobber;
    jobber.quotes.clear();
    jobber.payouts.retain(|p| p.arrived_on <= today);
    jobber.payments.retain(|p| p.created_at <= now);
    for payment in &mut jobber.payments {
        let arrived = |id: &String| jobber.payouts.iter().any(|p| p.id == *id);
        payment.payout_id = payment.payout_id.take().filter(arrived);
    }
    jobber.invoices.retain(|i| i.created_at <= now);
    for invoice in jobber.invoices.iter_mut().filter(|i| i.updated_at > now) {
        let paid = jobber
            .payments
            .iter()
            .filter(|p| p.invoice_id == invoice.id);
        invoice.updated_at = paid
            .clone()
            .map(|p| p.created_at)
            .max()
            .unwrap_or(invoice.created_at);
        invoice.paid_cents = paid
            .map(|p| p.amount_cents)
            .sum::<i64>()
            .min(invoice.paid_cents);
        if invoice.paid_cents < invoice.total_cents {
            invoice.status = "awaiting_payment".into();
            invoice.received_on = None;
        }
    }
    for job in jobber.jobs.iter_mut().filter(|j| j.updated_at > now) {
        job.updated_at = job.created_at;
        job.completed_at = job.completed_at.filter(|at| *at <= now);
    }
    for client in jobber.clients.iter_mut().filter(|c| c.updated_at > now) {
        client.updated_at = client.created_at;
    }
    then
}

/// The Friday so many weeks before the last.
pub fn weeks_ago(weeks: i64) -> Timestamp {
    friday() - SignedDuration::from_hours(weeks * 7 * 24)
}

/// A week passes, and the nightly look sees what it brought.
pub async fn next_week(product: &Product, whole: &oodaloo_seeds::Company) {
    use oodaloo_runtime::ports::World as _;
    product.outside.later(SignedDuration::from_hours(7 * 24));
    let then = as_it_was(whole, product.outside.now());
    product.outside.sandbox.lock().unwrap().move_on(&then);
    let tick = Tick {
        schedule: Schedule::Nightly,
        force: false,
    };
    product.sync.tick(&tick).await.unwrap();
    product.settle().await;
    assert_eq!(*product.outside.buried.lock().unwrap(), Vec::new());
}

/// What the matches that stand have taught.
pub async fn taught(product: &Product, id: &CompanyId) -> Priors {
    let matches = product.store.company(id).matches(Date::MIN).await.unwrap();
    let mut priors = Priors::default();
    matches.iter().for_each(|m| priors.learn(&m.lesson));
    priors
}

async fn learned(product: &Product, id: &CompanyId) -> Priors {
    product.store.company(id).learned().await.unwrap().priors()
}

#[expect(clippy::cast_precision_loss, reason = "percent for people")]
fn auto_pct(f: &Figures) -> f64 {
    f.auto as f64 * 100.0 / f.deposits as f64
}

#[tokio::test]
async fn week_by_week_is_no_worse_than_all_at_once() {
    for seed in [oodaloo_seeds::DEFAULT_SEED, 1234] {
        let (product, id, truth) = connected(seed).await;
        let at_once = figures(&product, &id, &truth).await;
        assert_eq!(learned(&product, &id).await, taught(&product, &id).await);

        let whole = oodaloo_seeds::demo(seed, date(2026, 11, 20));
        let begin = weeks_ago(WEEKS - 1);
        let (product, id) = connected_with(seed, &as_it_was(&whole, begin), begin).await;
        for _ in 1..WEEKS {
            next_week(&product, &whole).await;
            assert_eq!(learned(&product, &id).await, taught(&product, &id).await);
        }
        let weekly = figures(&product, &id, &truth).await;
        println!(
            "seed {seed}: matched without asking, by dollars: {:.1} % all at once, {:.1} % week by week; wrong: {:?} and {:?}; \
             learned: {} bytes",
            auto_pct(&at_once),
            auto_pct(&weekly),
            at_once.wrong,
            weekly.wrong,
            serde_json::to_string(&learned(&product, &id).await)
                .unwrap()
                .len(),
        );
        assert_eq!(weekly.deposits, at_once.deposits, "the same books");
        assert_eq!(weekly.wrong, Vec::<String>::new());
        assert!(weekly.auto >= at_once.auto, "{weekly:?} after {at_once:?}");
    }
}

#[tokio::test]
async fn what_a_person_confirms_is_learned() {
    let (product, id, _) = connected(oodaloo_seeds::DEFAULT_SEED).await;
    let before = learned(&product, &id).await;
    assert!(
        confirm_sure(&product, &id).await > 0,
        "something to confirm"
    );
    let after = learned(&product, &id).await;
    assert_ne!(after, before);
    assert_eq!(after, taught(&product, &id).await);
}
