//! Webhooks as the sandbox signs them.

use jiff::Timestamp;
use oodaloo_rails::signature::{
    Change, JobberTopic, PlaidKeys, PlaidTopic, Reject, verify_jobber, verify_plaid,
};
use oodaloo_sandbox::{Fire, PLAID_CLIENT_ID, PLAID_SECRET, Webhook};
use secrecy::SecretString;

use crate::support::{Local, jobber_secret, link, run, world};

fn fire(rail: &Local, fire: &Fire) -> Webhook {
    let mut sent = rail
        .sandbox
        .lock()
        .expect("no panic")
        .fire(fire, rail.now())
        .expect("sent");
    sent.remove(0)
}

fn header<'a>(webhook: &'a Webhook, name: &str) -> Option<&'a str> {
    webhook
        .headers
        .iter()
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

#[test]
fn the_sandboxs_webhooks_are_believed_and_its_forgeries_are_not() {
    let (rail, company) = world();
    let linked = link(&rail, &company);
    let order = |rail, topic: &str, item: &str, forge| Fire {
        rail,
        topic: topic.into(),
        item_id: item.into(),
        account_id: None,
        url: Some("http://127.0.0.1/hook".into()),
        duplicate: false,
        forge,
    };
    let secret = jobber_secret();
    for forge in [false, true] {
        let hook = fire(
            &rail,
            &order(
                oodaloo_sandbox::RailName::Jobber,
                "PAYMENT_CREATE",
                "MQ==",
                forge,
            ),
        );
        let event = verify_jobber(&secret, header(&hook, "x-jobber-hmac-sha256"), &hook.body);
        if forge {
            assert_eq!(event, Err(Reject::BadSignature));
        } else {
            let event = event.expect("genuine");
            assert_eq!(event.kind(), JobberTopic::Payment(Change::Changed));
            assert_eq!(event.account_id, company.jobber.account_id);
            assert_eq!(
                event.occurred_at.map(Timestamp::as_second),
                Some(rail.now().as_second())
            );
        }
        let hook = fire(
            &rail,
            &order(
                oodaloo_sandbox::RailName::Plaid,
                "SYNC_UPDATES_AVAILABLE",
                &linked.item_id,
                forge,
            ),
        );
        let keys = PlaidKeys::new(PLAID_CLIENT_ID, SecretString::from(PLAID_SECRET));
        let token = header(&hook, "plaid-verification");
        run(keys.ensure(&rail, token, rail.now())).expect("the key is there");
        let event = verify_plaid(&keys, token, &hook.body, rail.now());
        if forge {
            assert_eq!(event, Err(Reject::OtherBody));
        } else {
            let event = event.expect("genuine");
            assert_eq!(
                (event.kind(), event.item_id.as_deref()),
                (PlaidTopic::Transactions, Some(linked.item_id.as_str()))
            );
        }
    }
}
