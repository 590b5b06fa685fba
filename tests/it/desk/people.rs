//! Members and invitations: who comes, who leaves, and that an owner stays.

use jiff::SignedDuration;
use oodaloo_domain::CompanyId;
use oodaloo_domain::facts::Role;
use oodaloo_store::Table as _;
use serde_json::{Value, json};

use super::{Answer, TWO, ask, at, company, user};
use crate::demo::friday;
use crate::inprocess::Product;

/// Invites somebody and gives the token of the mail.
async fn invited(product: &Product, id: &CompanyId, email: &str, role: &str) -> String {
    let body = json!({"email": email, "role": role});
    let made = ask(
        product,
        "olivia",
        ("POST", at(id, "members/invitations")),
        &[],
        Some(body),
    )
    .await;
    assert_eq!(made.status, 201, "{}", made.body);
    product.settle().await;
    let mails = product.outside.mails.lock().unwrap();
    let mail = mails.iter().rfind(|m| m.to == email).expect("a mail");
    let token = mail.text.split("/join#").nth(1).unwrap();
    token.split_whitespace().next().unwrap().to_owned()
}

async fn accept(product: &Product, who: &str, token: &str) -> Answer {
    let body = json!({"token": token});
    let path = "/api/v1/invitations/accept".to_owned();
    ask(product, who, ("POST", path), &[], Some(body)).await
}

#[tokio::test]
async fn an_invitation_is_mailed_and_good_for_one_person() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let token = invited(&product, &id, "tess@example.com", "dispatcher").await;
    let people = ask(&product, "dan", ("GET", at(&id, "members")), &[], None).await;
    assert_eq!(
        people.body["invitations"][0]["mail"], "sent",
        "{}",
        people.body
    );
    // The link is in the mail alone.
    let all = product.table.snapshot();
    assert!(all.values().all(|i| !json!(i).to_string().contains(&token)));
    assert!(!people.text.contains(&token));

    product.table.meter().take();
    let joined = accept(&product, "tess", &token).await;
    assert_eq!(joined.status, 200, "{}", joined.body);
    assert_eq!(product.table.meter().take().calls, 2);
    assert_eq!(
        joined.body["result"],
        json!({"company_id": "co_1", "name": "Company co_1", "role": "dispatcher"})
    );
    assert_eq!(accept(&product, "mallory", &token).await.status, 410);
    let again = accept(&product, "tess", &token).await;
    assert_eq!((again.status, &again.body["audit_id"]), (200, &Value::Null));
    let me = ask(&product, "tess", ("GET", "/api/v1/me".into()), &[], None).await;
    assert_eq!(me.body["companies"][0]["role"], "dispatcher", "{}", me.body);
    assert_eq!(
        ask(&product, "tess", ("GET", at(&id, "tray")), &[], None)
            .await
            .status,
        200
    );
    for bad in ["", "x", &token[1..], &format!("{token}x")] {
        assert_eq!(accept(&product, "eve", bad).await.status, 404, "{bad}");
    }
}

#[tokio::test]
async fn an_invitation_ends() {
    let product = Product::new(friday(), 1);
    let people = [TWO[0], TWO[1], ("otto", Role::Owner)];
    let id = company(&product, "co_1", &people).await;
    // Replaced by a newer one for the same address.
    let first = invited(&product, &id, "tess@example.com", "dispatcher").await;
    let second = invited(&product, &id, "tess@example.com", "owner").await;
    assert_eq!(accept(&product, "tess", &first).await.status, 410);
    // Withdrawn.
    let list = ask(&product, "olivia", ("GET", at(&id, "members")), &[], None).await;
    let open = list.body["invitations"].as_array().unwrap();
    assert_eq!(open.len(), 1, "{}", list.body);
    let path = format!("members/invitations/{}", open[0]["id"].as_str().unwrap());
    assert_eq!(
        ask(&product, "dan", ("DELETE", at(&id, &path)), &[], None)
            .await
            .status,
        403
    );
    assert_eq!(
        ask(&product, "otto", ("DELETE", at(&id, &path)), &[], None)
            .await
            .status,
        200
    );
    assert_eq!(
        ask(&product, "otto", ("DELETE", at(&id, &path)), &[], None)
            .await
            .status,
        404
    );
    assert_eq!(accept(&product, "tess", &second).await.status, 410);
    // Over after seven days.
    let third = invited(&product, &id, "tess@example.com", "dispatcher").await;
    product.outside.later(SignedDuration::from_hours(7 * 24));
    assert_eq!(accept(&product, "tess", &third).await.status, 410);
    // With the owner who made it.
    let fourth = invited(&product, &id, "tess@example.com", "dispatcher").await;
    let removed = ask(
        &product,
        "otto",
        ("DELETE", at(&id, "members/olivia")),
        &[],
        None,
    )
    .await;
    assert_eq!(removed.status, 200, "{}", removed.body);
    assert_eq!(accept(&product, "tess", &fourth).await.status, 410);
}

#[tokio::test]
async fn invitations_have_limits_and_hostile_names_do_no_harm() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let invite = async |who: &str, body: Value| {
        ask(
            &product,
            who,
            ("POST", at(&id, "members/invitations")),
            &[],
            Some(body),
        )
        .await
        .status
    };
    let one = |email: &str| json!({"email": email, "role": "dispatcher"});
    assert_eq!(invite("dan", one("tess@example.com")).await, 403);
    assert_eq!(invite("eve", one("tess@example.com")).await, 404);
    assert_eq!(
        invite("olivia", one("DAN@example.com")).await,
        422,
        "a member already"
    );
    assert_eq!(invite("olivia", one("a@b.co\r\nBcc: all@b.co")).await, 400);
    assert_eq!(
        invite("olivia", json!({"email": "a@b.co", "role": "admin"})).await,
        400
    );
    let name = json!({"name": "<script>alert(1)</script> & \u{202E}Sons"});
    let tag = [("if-match", "\"1\"")];
    let named = ask(
        &product,
        "olivia",
        ("PATCH", at(&id, "settings")),
        &tag,
        Some(name),
    )
    .await;
    assert_eq!(named.status, 200, "{}", named.body);
    product.outside.queue.lock().unwrap().clear();
    invited(&product, &id, "tess@example.com", "dispatcher").await;
    let mail = product.outside.mails.lock().unwrap()[0].clone();
    assert!(!mail.html.contains("<script>") && mail.html.contains("&#60;script&#62;"));
    assert!(
        !mail.subject.contains(['\r', '\n', '\u{202E}']),
        "{:?}",
        mail.subject
    );
    for n in 1..20 {
        assert_eq!(
            invite("olivia", one(&format!("p{n}@example.com"))).await,
            201
        );
    }
    assert_eq!(invite("olivia", one("one.more@example.com")).await, 422);
}

#[tokio::test]
async fn a_company_keeps_an_owner_even_when_two_leave_at_once() {
    let product = Product::new(friday(), 1);
    let people = [TWO[0], TWO[1], ("otto", Role::Owner)];
    let id = company(&product, "co_1", &people).await;
    let company = product.store.company(&id);
    // Both have read that there are two owners; their transactions are what the handlers make of it.
    let members = company.members().await.unwrap();
    let leaves = |who: &str, witness: &str| {
        let leaver = members.iter().find(|m| m.user_id.as_str() == who).unwrap();
        let mut writes = company.member_gone_writes(leaver);
        writes.push(company.member_check(&user(witness), &["owner"]));
        company.transact(writes)
    };
    assert!(leaves("olivia", "otto").await.is_ok());
    assert!(leaves("otto", "olivia").await.unwrap_err().is_conflict());
    // Through the door: the last one can neither leave nor become something else.
    let left = ask(
        &product,
        "otto",
        ("DELETE", at(&id, "members/otto")),
        &[],
        None,
    )
    .await;
    assert_eq!(
        (
            left.status,
            left.body["type"].as_str().unwrap().ends_with("last-owner")
        ),
        (409, true)
    );
    let body = Some(json!({"role": "dispatcher"}));
    let demoted = ask(
        &product,
        "otto",
        ("PATCH", at(&id, "members/otto")),
        &[],
        body,
    )
    .await;
    assert_eq!(demoted.status, 409);
    let body = Some(json!({"role": "owner"}));
    let dan = ("PATCH", at(&id, "members/dan"));
    assert_eq!(
        ask(&product, "dan", dan.clone(), &[], body.clone())
            .await
            .status,
        403
    );
    assert_eq!(ask(&product, "otto", dan, &[], body).await.status, 200);
    let left = ask(
        &product,
        "otto",
        ("DELETE", at(&id, "members/otto")),
        &[],
        None,
    )
    .await;
    assert_eq!(
        (left.status, left.body["delta"].as_str()),
        (200, Some("o…@example.com left"))
    );
    let members = company.members().await.unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!(members[0].role, Role::Owner);
}

#[tokio::test]
async fn who_leaves_sees_nothing_and_gets_no_more_mail() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    assert_eq!(
        ask(
            &product,
            "dan",
            ("DELETE", at(&id, "members/olivia")),
            &[],
            None
        )
        .await
        .status,
        403
    );
    assert_eq!(
        ask(
            &product,
            "olivia",
            ("DELETE", at(&id, "members/nobody")),
            &[],
            None
        )
        .await
        .status,
        404
    );
    let left = ask(
        &product,
        "dan",
        ("DELETE", at(&id, "members/dan")),
        &[],
        None,
    )
    .await;
    assert_eq!(left.status, 200, "{}", left.body);
    let profile = product.store.company(&id).profile().await.unwrap().unwrap();
    assert_eq!(profile.digest_to, ["olivia@example.com"]);
    for path in ["settings", "members", "audit", "owner/tiles", "tray"] {
        assert_eq!(
            ask(&product, "dan", ("GET", at(&id, path)), &[], None)
                .await
                .status,
            404,
            "{path}"
        );
    }
    let portfolio = ask(
        &product,
        "dan",
        ("GET", "/api/v1/portfolio".into()),
        &[],
        None,
    )
    .await;
    assert_eq!(portfolio.body["items"], json!([]));
    let audit = ask(&product, "olivia", ("GET", at(&id, "audit")), &[], None).await;
    assert_eq!(audit.body["items"][0]["action"], "member.leave");
    assert!(
        !audit.text.contains("dan@example.com"),
        "the audit list is for ever"
    );
}
