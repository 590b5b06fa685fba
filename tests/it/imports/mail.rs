//! The same files, forwarded: through the bucket's event, the function's own reader, and the queue.

use oodaloo_inbox::{Arrival, Fate, arrivals};
use oodaloo_runtime::ports::QueueName;
use serde_json::{Value, json};

use super::MARCH;
use super::shop::Shop;

const APRIL: &str = "Date,Description,Amount,Balance\n\
    2026-11-05,DEPOSIT,1000.00,2249.89\n\
    2026-11-06,ZELLE FROM BO,20.00,2269.89\n";

impl Shop {
    /// The company's address; the first time it is made.
    async fn address(&self) -> String {
        let path = "/api/v1/imports/address";
        let (status, found) = self.call("olivia", "GET", path, None).await;
        assert_eq!(status, 200, "{found}");
        if let Some(address) = found["address"].as_str() {
            return address.to_owned();
        }
        let body = json!({"since": found["since"]});
        let (status, made) = self.call("olivia", "POST", path, Some(body)).await;
        assert_eq!(status, 201, "{made}");
        made["address"].as_str().unwrap().to_owned()
    }

    /// A mail lies in the bucket; gives its event.
    fn mailed(&self, to: &str, id: &str, attached: &[(&str, &str)]) -> Value {
        let mut mail = format!(
            "X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: PASS\r\nReceived: from mx by inbound-smtp with SMTP id 1\r\n for {to};\r\n Sat, 21 Nov 2026 08:00:00 +0000 (UTC)\r\n\
             From: Dan <dan@home.example>\r\nTo: somebody@else.example\r\nMessage-ID: <{id}>\r\nSubject: Fwd: export\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee attached.\r\n"
        );
        for (name, file) in attached {
            mail.push_str(&format!(
                "--b\r\nContent-Type: text/csv; name=\"{name}\"\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{file}\r\n"
            ));
        }
        mail.push_str("--b--\r\n");
        self.put(id, mail.into_bytes())
    }

    fn put(&self, id: &str, mail: Vec<u8>) -> Value {
        let key = format!("mail/{id}");
        let size = mail.len();
        self.product
            .outside
            .objects
            .lock()
            .unwrap()
            .insert(key.clone(), mail);
        json!({"Records": [{"s3": {"bucket": {"name": "inbox"}, "object": {"key": key, "size": size}}}]})
    }

    async fn deliver(&self, event: &Value) -> Fate {
        let all: Vec<Arrival> = arrivals(event.clone()).unwrap();
        self.product.inbox.receive(&all[0]).await.unwrap()
    }

    async fn imports(&self) -> Vec<Value> {
        let (_, all) = self.get("/api/v1/imports").await;
        all["items"].as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn a_forwarded_file_waits_once_and_then_goes_straight_in() {
    let shop = Shop::new().await;
    let account = shop.account("Credit Union").await;
    shop.drain().await;
    let to = shop.address().await;
    let first = shop.mailed(&to, "1@home.example", &[("march.csv", MARCH)]);
    assert_eq!(shop.deliver(&first).await, Fate::Taken(1));
    shop.product.settle().await;
    let waiting = shop.imports().await;
    assert_eq!(
        (waiting.len(), &waiting[0]["status"], &waiting[0]["good"]),
        (1, &json!("waiting"), &json!(4)),
        "{waiting:?}"
    );
    assert_eq!(
        (&waiting[0]["way"], &waiting[0]["from"]),
        (&json!("mail"), &json!("dan@home.example"))
    );
    assert!(shop.books().await.is_empty(), "nobody has said whose it is");
    let accept = format!(
        "/api/v1/imports/{}/accept",
        waiting[0]["id"].as_str().unwrap()
    );
    let (status, answer) = shop
        .call("dan", "POST", &accept, Some(json!({"account": account})))
        .await;
    assert_eq!(status, 202, "{answer}");
    shop.product.settle().await;
    assert_eq!(shop.books().await.len(), 4);

    // The next one like it is known, and brings what is new. S3 tells of it twice.
    let second = shop.mailed(&to, "2@home.example", &[("april.csv", APRIL)]);
    for _ in 0..2 {
        assert_eq!(shop.deliver(&second).await, Fate::Taken(1));
        shop.product.settle().await;
    }
    let all = shop.imports().await;
    assert_eq!(
        (all.len(), &all[0]["status"], &all[0]["added"]),
        (2, &json!("done"), &json!(1)),
        "{all:?}"
    );
    assert_eq!(shop.books().await.len(), 5);
    assert_eq!(shop.audited("import.made").await, 2);
}

#[tokio::test]
async fn a_mail_taken_and_not_sent_on_is_sent_on_when_it_comes_again() {
    let shop = Shop::new().await;
    let account = shop.account("Credit Union").await;
    shop.bring(&account, "march.csv", MARCH).await;
    let to = shop.address().await;
    let mail = shop.mailed(&to, "1@home.example", &[("april.csv", APRIL)]);
    let arrival = arrivals(mail.clone()).unwrap().remove(0);
    *shop.product.outside.queue_is_down.lock().unwrap() = true;
    assert!(shop.product.inbox.receive(&arrival).await.is_err());
    *shop.product.outside.queue_is_down.lock().unwrap() = false;
    shop.deliver(&mail).await;
    let message = shop.taken(QueueName::Sync);
    assert!(message.group.ends_with(&account), "{message:?}");
    shop.work_until(&message, jiff::Timestamp::MAX).await;
    assert_eq!(shop.books().await.len(), 5);
    assert_eq!(shop.imports().await.len(), 2);
}

#[tokio::test]
async fn what_is_not_for_us_or_not_clean_is_dropped_with_its_reason() {
    let shop = Shop::new().await;
    let to = shop.address().await;
    let before = shop.product.table.snapshot();
    let nobody = shop.mailed("0123@in.example", "1@x.example", &[("a.csv", MARCH)]);
    assert_eq!(
        shop.deliver(&nobody).await,
        Fate::Dropped("nobody's address")
    );
    let spam = format!(
        "X-SES-Spam-Verdict: FAIL\r\nX-SES-Virus-Verdict: PASS\r\nTo: {to}\r\nFrom: a@b.example\r\n\r\nbuy"
    );
    let spam = shop.put("2", spam.into_bytes());
    assert!(matches!(shop.deliver(&spam).await, Fate::Dropped(why) if why.starts_with("spam")));
    let gone = json!({"Records": [{"s3": {"bucket": {"name": "inbox"}, "object": {"key": "mail/none", "size": 1}}}]});
    assert_eq!(
        shop.deliver(&gone).await,
        Fate::Dropped("gone, or too large")
    );
    let large = json!({"Records": [{"s3": {"bucket": {"name": "inbox"}, "object": {"key": "mail/2", "size": 99_000_000}}}]});
    assert_eq!(shop.deliver(&large).await, Fate::Dropped("too large"));
    assert!(
        shop.product.table.snapshot() == before,
        "nothing is written for nobody"
    );
    // Somebody who sent no CSV is told so where they look.
    let bare = shop.mailed(&to, "3@x.example", &[]);
    assert_eq!(shop.deliver(&bare).await, Fate::Taken(1));
    let all = shop.imports().await;
    assert_eq!(all[0]["status"], "failed", "{all:?}");
    assert_eq!(all[0]["why"], "No CSV is attached to this mail.");
}

#[tokio::test]
async fn a_new_address_makes_the_old_one_nobodys() {
    let shop = Shop::new().await;
    let old = shop.address().await;
    assert!(old.ends_with("@in.example") && old.len() > 30, "{old}");
    let path = "/api/v1/imports/address";
    let (_, seen) = shop.call("olivia", "GET", path, None).await;
    shop.product
        .outside
        .later(jiff::SignedDuration::from_secs(1));
    let body = json!({"since": seen["since"]});
    let (status, made) = shop.call("olivia", "POST", path, Some(body.clone())).await;
    assert_eq!(status, 201, "{made}");
    let (status, problem) = shop.call("olivia", "POST", path, Some(body)).await;
    assert_eq!(
        (status, &problem["current"]["address"]),
        (409, &made["address"]),
        "{problem}"
    );
    let to_old = shop.mailed(&old, "1@x.example", &[("a.csv", MARCH)]);
    assert_eq!(
        shop.deliver(&to_old).await,
        Fate::Dropped("nobody's address")
    );
    let new = made["address"].as_str().unwrap();
    let to_new = shop.mailed(new, "2@x.example", &[("a.csv", MARCH)]);
    assert_eq!(shop.deliver(&to_new).await, Fate::Taken(1));
    let (status, _) = shop.call("dan", "GET", path, None).await;
    assert_eq!(status, 403, "the address is the owner's to give");
}
