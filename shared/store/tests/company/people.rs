use std::sync::Arc;

use jiff::Timestamp;
use oodaloo_domain::facts::{Company, Member, Role};
use oodaloo_domain::tiles::{Books, compute};
use oodaloo_domain::{CompanyId, UserId};
use oodaloo_store::model::ModelTable;
use oodaloo_store::{Condition, Store, Table as _};
use serde_json::json;

fn user(id: &str) -> UserId {
    UserId::new(id).unwrap()
}

fn member(id: &str, role: Role) -> Member {
    Member {
        user_id: user(id),
        email: format!("{id}@example.com"),
        role,
    }
}

fn profile(n: usize) -> Company {
    serde_json::from_value(json!({
        "id": format!("co_{n:03}"), "name": format!("Company {n}"),
        "time_zone": "UTC", "currency": "USD", "version": 1,
    }))
    .unwrap()
}

/// A person in many companies; some have figures, one has none yet.
async fn advisor(companies: usize) -> (Arc<ModelTable>, Store) {
    let table = Arc::new(ModelTable::new());
    let store = Store::new(table.clone());
    for n in 0..companies {
        let profile = profile(n);
        let company = store.company(&profile.id);
        let mut writes = vec![
            company
                .profile_write(&profile, Condition::NotExists)
                .unwrap(),
        ];
        writes.extend(
            company
                .member_writes(&member("ada", Role::Owner), Condition::NotExists)
                .unwrap(),
        );
        if n > 0 {
            let tiles = compute(&Books::empty(profile), Timestamp::UNIX_EPOCH);
            writes.push(company.tiles_write(&tiles, None).unwrap());
        }
        company.transact(writes).await.unwrap();
    }
    (table, store)
}

#[tokio::test]
async fn a_portfolio_is_one_query_and_one_batch_for_a_hundred() {
    let (table, store) = advisor(130).await;
    table.meter().take();
    let first = store.portfolio(&user("ada"), None).await.unwrap();
    // co_000 has no figures: its name costs the third call.
    assert_eq!(table.meter().take().calls, 3);
    assert_eq!(first.items.len(), 100);
    assert_eq!(first.items[0].company.as_ref().unwrap().name, "Company 0");
    let second = store
        .portfolio(&user("ada"), first.next.as_ref())
        .await
        .unwrap();
    assert_eq!(table.meter().take().calls, 2);
    assert_eq!((second.items.len(), &second.next), (30, &None));
    let names: Vec<String> = second
        .items
        .into_iter()
        .map(|p| p.tiles.unwrap().company)
        .collect();
    assert_eq!(names[0], "Company 100");
    assert_eq!(store.portfolio(&user("eve"), None).await.unwrap().items, []);
}

#[tokio::test]
async fn who_is_no_member_any_more_has_no_place() {
    let (_, store) = advisor(3).await;
    let company = store.company(&CompanyId::new("co_001").unwrap());
    let gone = company.member_gone_writes(&member("ada", Role::Owner));
    company.transact(gone).await.unwrap();
    let left = store.memberships(&user("ada"), None).await.unwrap();
    let names: Vec<&str> = left.items.iter().map(|(c, _)| c.name.as_str()).collect();
    assert_eq!(names, ["Company 0", "Company 2"]);
    assert_eq!(
        store
            .portfolio(&user("ada"), None)
            .await
            .unwrap()
            .items
            .len(),
        2
    );
    assert_eq!(company.member(&user("ada")).await.unwrap(), None);
}

#[tokio::test]
async fn a_role_changes_only_from_the_one_that_was_read() {
    let (_, store) = advisor(1).await;
    let company = store.company(&CompanyId::new("co_000").unwrap());
    let read = member("ada", Role::Owner);
    let write = company.role_write(&read, Role::Dispatcher);
    company.transact(vec![write.clone()]).await.unwrap();
    assert!(
        company
            .transact(vec![write])
            .await
            .unwrap_err()
            .is_conflict()
    );
    let gone = company.member_gone_writes(&read);
    assert!(company.transact(gone).await.unwrap_err().is_conflict());
    assert_eq!(
        company.members().await.unwrap(),
        [member("ada", Role::Dispatcher)]
    );
}

#[tokio::test]
async fn invitations_are_written_over_the_version_read_alone() {
    let (_, store) = advisor(1).await;
    let company = store.company(&CompanyId::new("co_000").unwrap());
    let read = company.invitations().await.unwrap();
    let write = company.invitations_write(&read).unwrap();
    company.transact(vec![write.clone()]).await.unwrap();
    assert!(
        company
            .transact(vec![write])
            .await
            .unwrap_err()
            .is_conflict()
    );
    assert_eq!(company.invitations().await.unwrap().version, 1);
}
