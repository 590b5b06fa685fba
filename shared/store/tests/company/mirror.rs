use jiff::Timestamp;
use oodaloo_domain::facts::{RailName, Status};
use oodaloo_store::{Fact, Gone, Mirrored, News, Table as _};

use super::{line, payment, since, store};

#[tokio::test]
async fn what_is_unchanged_writes_nothing() {
    let (table, company) = store();
    let facts = [
        Fact::BankLine(line("b1", 500)),
        Fact::Payment(payment("p1", 500)),
    ];
    assert_eq!(
        company.mirror(&facts).await.unwrap(),
        Mirrored {
            changed: 2,
            unchanged: 0
        }
    );
    table.meter().take();
    assert_eq!(
        company.mirror(&facts).await.unwrap(),
        Mirrored {
            changed: 0,
            unchanged: 2
        }
    );
    assert_eq!(table.meter().take().writes, 0);
}

#[tokio::test]
async fn a_change_keeps_what_was_decided() {
    let (_, company) = store();
    company
        .mirror(&[Fact::BankLine(line("b1", 500))])
        .await
        .unwrap();
    decide(&company, "b1").await;
    let mut changed = line("b1", 500);
    changed.description = "DEPOSIT, NOW WITH A NAME".into();
    company.mirror(&[Fact::BankLine(changed)]).await.unwrap();
    let all = company.bank_transactions().await.unwrap();
    assert_eq!((all[0].status, all[0].version), (Status::Confirmed, 3));
    assert!(
        company
            .open_book(since())
            .await
            .unwrap()
            .deposits
            .is_empty()
    );
}

#[tokio::test]
async fn a_line_taken_back_is_asked_about_once_it_was_decided() {
    let (table, company) = store();
    company
        .mirror(&[
            Fact::BankLine(line("b1", 500)),
            Fact::BankLine(line("b2", 700)),
        ])
        .await
        .unwrap();
    decide(&company, "b2").await;
    let gone = [
        Fact::Withdrawn(id("b1")),
        Fact::Withdrawn(id("b2")),
        Fact::Withdrawn(id("b3")),
    ];
    assert_eq!(company.mirror(&gone).await.unwrap().changed, 2);
    let open = company.open_book(since()).await.unwrap().deposits;
    assert_eq!(open.len(), 1, "the open one is simply removed");
    assert_eq!(
        (open[0].status, open[0].withdrawn),
        (Status::Confirmed, true)
    );
    table.meter().take();
    assert_eq!(company.mirror(&gone).await.unwrap().changed, 0);
    // The bank shows it again.
    company
        .mirror(&[Fact::BankLine(line("b1", 500))])
        .await
        .unwrap();
    assert_eq!(company.open_book(since()).await.unwrap().deposits.len(), 2);
}

#[tokio::test]
async fn the_last_word_of_one_batch_wins() {
    let (_, company) = store();
    company
        .mirror(&[Fact::BankLine(line("b1", 500)), Fact::Withdrawn(id("b1"))])
        .await
        .unwrap();
    assert!(company.bank_transactions().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_payment_that_is_gone_leaves_what_was_used_of_it() {
    let (_, company) = store();
    company
        .mirror(&[
            Fact::Payment(payment("p1", 500)),
            Fact::Payment(payment("p2", 300)),
        ])
        .await
        .unwrap();
    super::matching::match_one(&company, "b1", 500, &[("p1", 500)])
        .await
        .unwrap();
    let gone = |id: &str| Fact::Gone(Gone::Payment(oodaloo_domain::PaymentId::new(id).unwrap()));
    company.mirror(&[gone("p1"), gone("p2")]).await.unwrap();
    let left = company.payments().await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].record.amount, left[0].used);
}

#[tokio::test]
async fn old_news_does_not_act_again_and_the_mark_costs_nothing_without_an_effect() {
    let (table, company) = store();
    let news = |second: i64| News {
        rail: RailName::Jobber,
        item: "p1".into(),
        topic: "PAYMENT_UPDATE".into(),
        occurred_at: Timestamp::from_second(1_700_000_000 + second).unwrap(),
    };
    let fact = Fact::Payment(payment("p1", 500));
    assert_eq!(
        company.mirror_news(&fact, &news(5)).await.unwrap().changed,
        1
    );
    assert!(company.is_old_news(&news(4)).await.unwrap());
    assert!(
        !company.is_old_news(&news(5)).await.unwrap(),
        "two changes within one second look alike"
    );
    assert!(!company.is_old_news(&news(6)).await.unwrap());
    table.meter().take();
    assert_eq!(
        company.mirror_news(&fact, &news(6)).await.unwrap().changed,
        0
    );
    assert_eq!(table.meter().take().writes, 0);
}

fn id(text: &str) -> oodaloo_domain::BankTransactionId {
    oodaloo_domain::BankTransactionId::new(text).unwrap()
}

async fn decide(company: &oodaloo_store::CompanyStore, deposit: &str) {
    let all = company.bank_transactions().await.unwrap();
    let cents = all
        .iter()
        .find(|t| t.line.id.as_str() == deposit)
        .unwrap()
        .line
        .amount
        .cents();
    let payment_id = format!("for-{deposit}");
    company
        .mirror(&[Fact::Payment(payment(&payment_id, cents))])
        .await
        .unwrap();
    super::matching::match_existing(company, deposit, cents, &[(&payment_id, cents)], 1)
        .await
        .unwrap();
}
