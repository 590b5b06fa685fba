//! What is asked about the bank itself: balances as they are now, where that is worth it, and in whose names
//! the accounts are.

use jiff::{SignedDuration, Timestamp};
use oodaloo_domain::facts::RailName;
use oodaloo_domain::{AccountId, Money};
use oodaloo_runtime::messages::{Schedule, SyncReason};
use oodaloo_runtime::ports::World as _;
use serde_json::{Value, json};

use super::Firm;

const LIVE: &str = "POST /accounts/balance/get";
const NAMES: &str = "POST /identity/get";

impl Firm {
    /// The night before the next email: Friday, 08:00 UTC, five hours before it goes out in Denver.
    fn to_the_night_before_the_email(&self) {
        let now = self.product.outside.now();
        let night: Timestamp = "2026-11-27T08:00:00Z".parse().unwrap();
        self.product.outside.later(night.duration_since(now));
    }

    fn ago(&self, hours: i64) -> String {
        (self.product.outside.now() - SignedDuration::from_hours(hours)).to_string()
    }

    async fn operating(&self) -> AccountId {
        let listed = self.listed("plaid").await;
        let all = listed["accounts"].as_array().unwrap();
        let found = all.iter().find(|a| a["label"] == "operating").unwrap();
        AccountId::new(found["id"].as_str().unwrap()).unwrap()
    }

    async fn available(&self, id: &AccountId) -> Option<Money> {
        let all = self.store().accounts().await.unwrap();
        all.into_iter().find(|a| a.id == *id).unwrap().available
    }

    async fn runway_tile(&self) -> Value {
        let (_, tiles) = self.call("GET", "/api/v1/owner/tiles", None).await;
        tiles["runway_weeks"].clone()
    }

    async fn reviewed(&self) -> Vec<String> {
        let listed = self.listed("plaid").await;
        let all = listed["accounts"].as_array().unwrap().iter();
        all.filter(|a| a["review"] == true)
            .map(|a| a["id"].as_str().unwrap().to_owned())
            .collect()
    }

    async fn nobody_has_labelled(&self) {
        let mut profile = self.store().profile().await.unwrap().unwrap();
        profile.account_labels.clear();
        let write = self
            .store()
            .profile_write(&profile, oodaloo_store::Condition::Always);
        self.store().transact(vec![write.unwrap()]).await.unwrap();
    }
}

#[tokio::test]
async fn live_balances_are_asked_for_once_a_week_before_the_email_where_old_ones_would_be_read() {
    let firm = Firm::new().await;
    let operating = firm.operating().await;
    // No email in sight: however old they are, nothing is paid for.
    firm.product.outside.later(SignedDuration::from_hours(60));
    let read = json!({"event": "read", "at": firm.ago(100)});
    firm.bank(read).await;
    firm.look(RailName::Plaid, SyncReason::Nightly).await;
    assert_eq!(firm.served(LIVE), 0);
    firm.to_the_night_before_the_email();
    // Read by Plaid a few hours ago: what is at hand will do.
    firm.bank(json!({"event": "read", "at": firm.ago(6)})).await;
    firm.look(RailName::Plaid, SyncReason::Nightly).await;
    assert_eq!(firm.served(LIVE), 0);
    firm.product.outside.later(SignedDuration::from_mins(1));

    let firm = Firm::new().await;
    firm.to_the_night_before_the_email();
    firm.bank(json!({"event": "live", "account_id": operating, "cents": 1_234_567}))
        .await;
    firm.bank(json!({"event": "read", "at": firm.ago(50)}))
        .await;
    firm.look(RailName::Plaid, SyncReason::Poll).await;
    assert_eq!(firm.served(LIVE), 0, "a poll never does");
    firm.look(RailName::Plaid, SyncReason::Nightly).await;
    assert_eq!(firm.served(LIVE), 1);
    let wanted = Some(Money::from_cents(1_234_567));
    assert_eq!(firm.available(&operating).await, wanted);
    // What Plaid has at hand is older than what the bank has said itself.
    for _ in 0..3 {
        firm.poll().await;
    }
    assert_eq!(firm.available(&operating).await, wanted);
    firm.look(RailName::Plaid, SyncReason::Nightly).await;
    assert_eq!(firm.served(LIVE), 1, "once a week");
    let tile = firm.runway_tile().await;
    assert_eq!(tile["balances_as_of"], json!(null), "{tile}");
}

#[tokio::test]
async fn an_idle_poll_writes_nothing_while_live_balances_hold() {
    use oodaloo_store::Table as _;
    let firm = Firm::new().await;
    let operating = firm.operating().await;
    firm.to_the_night_before_the_email();
    firm.bank(json!({"event": "live", "account_id": operating, "cents": 99}))
        .await;
    firm.bank(json!({"event": "read", "at": firm.ago(50)}))
        .await;
    firm.look(RailName::Plaid, SyncReason::Nightly).await;
    firm.poll().await;
    firm.product.table.meter().take();
    firm.poll().await;
    assert_eq!(firm.product.table.meter().take().writes, 0);
}

#[tokio::test]
async fn without_live_balances_the_email_goes_out_and_runway_says_how_old_they_are() {
    let firm = Firm::new().await;
    firm.to_the_night_before_the_email();
    firm.bank(json!({"event": "read", "at": firm.ago(100)}))
        .await;
    // Accounts, the item, and then the balances fail.
    let fault = json!({"fault": "status", "rail": "plaid", "status": 500, "after": 2});
    firm.fault(&fault);
    firm.look(RailName::Plaid, SyncReason::Nightly).await;
    assert_eq!(firm.served(LIVE), 1);
    firm.look(RailName::Plaid, SyncReason::Nightly).await;
    assert_eq!(firm.served(LIVE), 1, "in vain counts as well");
    let tile = firm.runway_tile().await;
    assert!(tile["balances_as_of"].is_string(), "{tile}");
    let why = tile["why"].as_str().unwrap();
    assert!(
        why.ends_with("The bank was last read on November 22."),
        "{why}"
    );
}

#[tokio::test]
async fn a_holder_who_is_not_the_company_is_looked_at_and_their_name_is_not_kept() {
    let firm = Firm::new().await;
    let accounts = firm.connection(RailName::Plaid).await.accounts;
    let [theirs, ours] = [&accounts[0], &accounts[1]];
    for (account, names) in [
        (theirs, json!(["Wilhelmina Ostrander"])),
        (ours, json!(["RAY CEDAR", "Wilhelmina Ostrander"])),
    ] {
        firm.bank(json!({"event": "owners", "account_id": account, "names": names}))
            .await;
    }
    firm.tick(Schedule::Nightly).await;
    assert_eq!(firm.served(NAMES), 0, "the item has no such product");
    let product = |there: bool, ready: bool| json!({"event": "product", "product": "identity", "there": there, "ready": ready});
    firm.bank(product(true, false)).await;
    firm.tick(Schedule::Nightly).await;
    assert_eq!(firm.served(NAMES), 1);
    assert_eq!(firm.connection(RailName::Plaid).await.bank.holders_at, None);
    firm.bank(product(true, true)).await;
    firm.tick(Schedule::Nightly).await;
    firm.tick(Schedule::Nightly).await;
    assert_eq!(
        firm.served(NAMES),
        2,
        "asked until it is answered, and then no more"
    );
    let bank = firm.connection(RailName::Plaid).await.bank;
    assert_eq!(bank.unlike, std::slice::from_ref(theirs));
    assert_eq!(
        firm.reviewed().await,
        [""; 0],
        "the owner has labelled all of them"
    );
    firm.nobody_has_labelled().await;
    assert_eq!(firm.reviewed().await, [theirs.to_string()]);
    for (key, item) in firm.product.table.snapshot() {
        let text = Value::Object(item).to_string();
        assert!(!text.contains("Ostrander"), "a holder's name at {key:?}");
    }
}
