//! Jobber: all pages of all entities, single records, tokens, costs.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use oodaloo_domain::facts::{PayoutRecord, RailName};
use oodaloo_rails::RailError;
use oodaloo_rails::jobber::{Jobber, JobberAccount, Page, Reader, Single};
use oodaloo_sandbox::JOBBER_CLIENT_ID;
use secrecy::SecretString;
use serde_json::json;

use crate::support::{Local, connect, jobber_secret, run, world, zone};

/// Every page of a list; waits when Jobber says so.
async fn all<T, F, Fut>(rail: &Local, mut page: F) -> Vec<T>
where
    F: FnMut(Option<String>) -> Fut,
    Fut: Future<Output = Result<Page<T>, RailError>>,
{
    let (mut out, mut cursor) = (Vec::new(), None);
    for _ in 0..500 {
        let page = match page(cursor.clone()).await {
            Err(RailError::Throttled { wait_seconds, .. }) => {
                rail.wait(SignedDuration::from_secs(i64::from(wait_seconds)));
                continue;
            }
            page => page.expect("a page"),
        };
        assert_eq!(page.rejected, []);
        let cost = page.cost.expect("Jobber says what it costs");
        assert!(cost.requested <= 2_500, "{cost:?}");
        out.extend(page.items.into_iter().map(|row| row.fact));
        cursor = page.next;
        if cursor.is_none() {
            return out;
        }
    }
    panic!("a list without end");
}

#[test]
fn every_record_of_jobber_arrives_as_it_is() {
    let (rail, company) = world();
    let tokens = connect(&rail);
    assert_eq!(
        tokens.expires_at.duration_since(rail.now()),
        SignedDuration::from_mins(60)
    );
    let reader = Reader::new(&rail, &tokens.access, zone(&company));
    let side = &company.jobber;
    run(async {
        let account = reader.account().await;
        assert_eq!(
            account,
            Ok(JobberAccount {
                id: side.account_id.clone(),
                name: company.name.clone()
            })
        );
        let clients = all(&rail, |c| {
            let r = &reader;
            async move { r.clients(None, c.as_deref()).await }
        })
        .await;
        let jobs = all(&rail, |c| {
            let r = &reader;
            async move { r.jobs(c.as_deref()).await }
        })
        .await;
        let invoices = all(&rail, |c| {
            let r = &reader;
            async move { r.invoices(None, c.as_deref()).await }
        })
        .await;
        let names: BTreeMap<_, _> = clients
            .iter()
            .map(|c| (c.id.as_str(), c.name.clone()))
            .collect();
        assert_eq!(
            names,
            side.clients
                .iter()
                .map(|c| (c.id.as_str(), c.name()))
                .collect()
        );
        assert_eq!(
            (clients.len(), jobs.len()),
            (side.clients.len(), side.jobs.len())
        );
        let seen: BTreeMap<_, _> = invoices
            .iter()
            .map(|i| {
                (
                    i.id.as_str(),
                    (
                        i.total.cents(),
                        i.balance.cents(),
                        i.issued_on,
                        i.due_on,
                        i.job_id.as_ref().map(|j| j.as_str()),
                    ),
                )
            })
            .collect();
        let want = side.invoices.iter().map(|i| {
            (
                i.id.as_str(),
                (
                    i.total_cents,
                    i.total_cents - i.paid_cents,
                    i.issued_on,
                    Some(i.due_on),
                    i.job_id.as_deref(),
                ),
            )
        });
        assert_eq!(seen, want.collect());
        println!(
            "{} clients, {} jobs, {} invoices",
            clients.len(),
            jobs.len(),
            invoices.len()
        );
    });
}

#[test]
fn payments_and_payouts_arrive_to_the_cent_and_the_day() {
    let (rail, company) = world();
    let tokens = connect(&rail);
    let reader = Reader::new(&rail, &tokens.access, zone(&company));
    let side = &company.jobber;
    let (payments, payouts) = run(async {
        let payments = all(&rail, |c| {
            let r = &reader;
            async move { r.payment_records(c.as_deref()).await }
        })
        .await;
        let payouts = all(&rail, |c| {
            let r = &reader;
            async move { r.payout_records(None, c.as_deref()).await }
        })
        .await;
        (payments, payouts)
    });
    let seen: BTreeMap<_, _> = payments
        .iter()
        .map(|p| {
            let paid: Vec<_> = p
                .allocations
                .iter()
                .map(|a| (a.invoice_id.as_str(), a.amount.cents()))
                .collect();
            (
                p.id.as_str(),
                (
                    p.amount.cents(),
                    p.received_on,
                    p.fee.map(|f| f.cents()),
                    paid,
                ),
            )
        })
        .collect();
    let want = side.payments.iter().map(|p| {
        (
            p.id.as_str(),
            (
                p.amount_cents,
                p.received_on,
                p.fee_cents,
                vec![(p.invoice_id.as_str(), p.amount_cents)],
            ),
        )
    });
    assert_eq!(seen, want.collect());
    assert!(
        payments
            .iter()
            .all(|p| p.method.is_some() && p.client_name.is_some())
    );
    let row = |p: &PayoutRecord| {
        let inside: BTreeSet<_> = p.payment_ids.iter().map(|id| id.to_string()).collect();
        (
            p.id.to_string(),
            (
                p.arrival,
                p.gross.cents(),
                p.fee.cents(),
                p.net.cents(),
                inside,
            ),
        )
    };
    let want = side.payouts.iter().map(|p| {
        let inside: BTreeSet<_> = p
            .balance_transactions
            .iter()
            .map(|t| t.payment_id.clone())
            .collect();
        (
            p.id.clone(),
            (
                p.arrived_on,
                p.gross_cents,
                p.fee_cents,
                p.net_cents,
                inside,
            ),
        )
    });
    assert_eq!(
        payouts.iter().map(row).collect::<BTreeMap<_, _>>(),
        want.collect()
    );
    println!("{} payments, {} payouts", payments.len(), payouts.len());
}

#[test]
fn one_record_and_only_what_changed() {
    let (rail, company) = world();
    let tokens = connect(&rail);
    let reader = Reader::new(&rail, &tokens.access, zone(&company));
    let side = &company.jobber;
    run(async {
        let found = reader
            .invoice(&side.invoices[0].id)
            .await
            .expect("an answer");
        assert!(
            matches!(found, Some(Single::Found(row)) if row.fact.id.as_str() == side.invoices[0].id)
        );
        let found = reader
            .payment_record(&side.payments[0].id)
            .await
            .expect("an answer");
        assert!(
            matches!(found, Some(Single::Found(row)) if row.fact.amount.cents() == side.payments[0].amount_cents)
        );
        let found = reader
            .payout_record(&side.payouts[0].id)
            .await
            .expect("an answer");
        assert!(
            matches!(found, Some(Single::Found(row)) if row.fact.net.cents() == side.payouts[0].net_cents)
        );
        assert!(
            reader
                .client(&side.clients[0].id)
                .await
                .expect("an answer")
                .is_some()
        );
        assert!(
            reader
                .job(&side.jobs[0].id)
                .await
                .expect("an answer")
                .is_some()
        );
        assert_eq!(
            reader.client("Z2lkOi8vSm9iYmVyL0NsaWVudC8w").await,
            Ok(None)
        );
        let newest = side
            .invoices
            .iter()
            .map(|i| i.updated_at)
            .max()
            .expect("some");
        let since = newest - SignedDuration::from_hours(72);
        let page = reader.invoices(Some(since), None).await.expect("a page");
        let want: BTreeSet<_> = side
            .invoices
            .iter()
            .filter(|i| i.updated_at >= since)
            .map(|i| i.id.as_str())
            .collect();
        assert_eq!(
            page.items
                .iter()
                .map(|r| r.fact.id.as_str())
                .collect::<BTreeSet<_>>(),
            want
        );
        assert!(want.len() < side.invoices.len());
        // Newest change first, so that a reader can stop.
        let jobs = reader.jobs(None).await.expect("a page").items;
        assert!(jobs.is_sorted_by(|a, b| a.updated_at >= b.updated_at));
    });
}

#[test]
fn a_refresh_token_is_good_once() {
    let (rail, company) = world();
    let first = connect(&rail);
    let secret = jobber_secret();
    let jobber = Jobber::new(&rail, JOBBER_CLIENT_ID, &secret);
    let second = run(jobber.refresh(&first.refresh, rail.now())).expect("tokens");
    assert!(run(Reader::new(&rail, &second.access, zone(&company)).account()).is_ok());
    rail.wait(SignedDuration::from_mins(61));
    let late = run(Reader::new(&rail, &second.access, zone(&company)).account());
    assert_eq!(late, Err(RailError::Unauthorised("jobber")));
    assert!(matches!(
        run(jobber.refresh(&first.refresh, rail.now())),
        Err(RailError::NeedsReconnect { .. })
    ));
    assert!(matches!(
        run(jobber.refresh(&second.refresh, rail.now())),
        Err(RailError::NeedsReconnect { .. })
    ));
    let wrong = SecretString::from("wrong");
    let stranger = Jobber::new(&rail, JOBBER_CLIENT_ID, &wrong);
    assert!(matches!(
        run(stranger.refresh(&second.refresh, rail.now())),
        Err(RailError::Refused { .. })
    ));
}

#[test]
fn a_throttled_query_says_how_long_to_wait_and_then_fits() {
    let (rail, company) = world();
    let tokens = connect(&rail);
    let reader = Reader::new(&rail, &tokens.access, zone(&company));
    rail.post(
        RailName::Jobber,
        "/__sandbox/fault",
        &json!({"fault": "throttle", "account_id": null}),
    );
    let error = run(reader.invoices(None, None)).expect_err("an empty bucket");
    let RailError::Throttled { wait_seconds, .. } = error else {
        panic!("{error}")
    };
    rail.wait(SignedDuration::from_secs(i64::from(wait_seconds)));
    assert!(run(reader.invoices(None, None)).is_ok());
    rail.post(
        RailName::Jobber,
        "/__sandbox/fault",
        &json!({"fault": "outage", "rail": "jobber", "on": true}),
    );
    assert!(matches!(
        run(reader.invoices(None, None)),
        Err(RailError::Unavailable { .. })
    ));
}
