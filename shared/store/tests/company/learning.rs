//! What a match teaches is written with it, once, and can be taken back exactly.

use oodaloo_domain::ClientId;
use oodaloo_domain::engine::Priors;
use oodaloo_domain::facts::BankLine;
use oodaloo_store::matching::NewMatch;
use oodaloo_store::{CompanyStore, Fact, StoreError};

use super::matching::{new_match, part, take_back};
use super::{line, payment, store};

/// A deposit of a client who is named in its text, and its payment, both open; the match of the two.
async fn a_clients_deposit(company: &CompanyStore, client: &str, cents: i64) -> NewMatch {
    let (deposit, paid) = (format!("b-{client}"), format!("p-{client}"));
    let line = BankLine {
        description: format!("ZELLE FROM {}", client.to_uppercase()),
        ..line(&deposit, cents)
    };
    let facts = [
        Fact::BankLine(line.clone()),
        Fact::Payment(payment(&paid, cents)),
    ];
    company.mirror(&facts).await.unwrap();
    let mut part = part(&paid, cents);
    part.part.client_id = Some(ClientId::new(client).unwrap());
    new_match(line, vec![part], 1)
}

async fn accept(company: &CompanyStore, new: &NewMatch) -> Result<(), StoreError> {
    company
        .transact(company.match_writes(new, None).unwrap())
        .await
}

async fn priors(company: &CompanyStore) -> String {
    serde_json::to_string(&company.learned().await.unwrap().priors()).unwrap()
}

/// Adds up for as long as it is due; gives how often it was.
async fn add_up(company: &CompanyStore) -> usize {
    let mut times = 0;
    let mut learned = company.learned().await.unwrap();
    while let Some((writes, next)) = company.add_up(&learned).unwrap() {
        company.transact(writes).await.unwrap();
        learned = next;
        times += 1;
    }
    assert_eq!(
        learned,
        company.learned().await.unwrap(),
        "as it says it would be"
    );
    times
}

fn taught(matches: &[&NewMatch]) -> String {
    let mut priors = Priors::default();
    matches.iter().for_each(|m| priors.learn(&m.matched.lesson));
    serde_json::to_string(&priors).unwrap()
}

#[tokio::test]
async fn a_lesson_comes_with_its_match_and_goes_with_it() {
    let (_, company) = store();
    let dana = a_clients_deposit(&company, "dana", 50_000).await;
    let sam = a_clients_deposit(&company, "sam", 70_000).await;
    accept(&company, &dana).await.unwrap();
    assert_eq!(priors(&company).await, taught(&[&dana]));
    accept(&company, &sam).await.unwrap();
    assert_eq!(priors(&company).await, taught(&[&sam, &dana]));
    assert_ne!(
        taught(&[&sam, &dana]),
        taught(&[&dana]),
        "it says something"
    );

    for (act, left) in [("aud_b-sam", taught(&[&dana])), ("aud_b-dana", taught(&[]))] {
        take_back(&company, act).await.unwrap();
        assert_eq!(priors(&company).await, left, "to the byte");
        let again = take_back(&company, act).await;
        assert!(
            again.unwrap_err().is_conflict(),
            "a retry unlearns nothing twice"
        );
    }
}

#[tokio::test]
async fn two_decisions_at_once_never_meet() {
    let (_, company) = store();
    let dana = a_clients_deposit(&company, "dana", 50_000).await;
    let sam = a_clients_deposit(&company, "sam", 70_000).await;
    let both = [&dana, &sam].map(|new| company.match_writes(new, None).unwrap());
    for writes in both {
        company.transact(writes).await.unwrap();
    }
    assert_eq!(priors(&company).await, taught(&[&dana, &sam]));
}

#[tokio::test]
async fn a_retry_teaches_nothing_twice() {
    let (table, company) = store();
    let dana = a_clients_deposit(&company, "dana", 50_000).await;
    accept(&company, &dana).await.unwrap();
    let before = table.snapshot();
    assert!(accept(&company, &dana).await.unwrap_err().is_conflict());
    assert_eq!(table.snapshot(), before);
}

#[tokio::test]
async fn adding_up_changes_nothing_that_is_known() {
    let (table, company) = store();
    let mut all = Vec::new();
    let mut times = 0;
    for n in 0..120_usize {
        let new = a_clients_deposit(&company, &format!("client{n}"), 10_000).await;
        accept(&company, &new).await.unwrap();
        all.push(new);
        let all: Vec<&NewMatch> = all.iter().collect();
        // Now and then reconcile comes by.
        if n % 3 == 0 {
            times += add_up(&company).await;
        }
        assert_eq!(priors(&company).await, taught(&all), "after {n}");
    }
    assert!(
        (3..15).contains(&times),
        "seldom, and seldomer as it grows: {times}"
    );
    // What was added up can still be taken back.
    take_back(&company, "aud_b-client0").await.unwrap();
    let rest: Vec<&NewMatch> = all[1..].iter().collect();
    assert_eq!(priors(&company).await, taught(&rest));

    // Two add up at once: the second finds it done, and nothing counts twice.
    let mut late = company.learned().await.unwrap();
    for n in 120..240_usize {
        let new = a_clients_deposit(&company, &format!("client{n}"), 10_000).await;
        accept(&company, &new).await.unwrap();
        late = company.learned().await.unwrap();
    }
    let known = priors(&company).await;
    assert!(add_up(&company).await > 0);
    let before = table.snapshot();
    let (writes, _) = company.add_up(&late).unwrap().unwrap();
    assert!(company.transact(writes).await.unwrap_err().is_conflict());
    assert_eq!(table.snapshot(), before);
    assert_eq!(priors(&company).await, known);
}
