//! The owner's desk in one process: settings, members, portfolio, audit list, add-ons; with their calls
//! counted.

use http::StatusCode;
use jiff::SignedDuration;
use oodaloo_domain::facts::{Company, Flag, Member, Role};
use oodaloo_domain::tiles::{Books, compute};
use oodaloo_domain::{CompanyId, UserId};
use oodaloo_runtime::ports::World as _;
use oodaloo_store::{Condition, Table as _};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::demo::friday;
use crate::inprocess::Product;

/// An answer with its headers.
struct Answer {
    status: u16,
    headers: http::HeaderMap,
    body: Value,
    text: String,
}

impl Answer {
    fn etag(&self) -> String {
        self.headers["etag"].to_str().unwrap().to_owned()
    }
}

/// One request as a signed-in person, with headers, exactly as given.
async fn ask(
    product: &Product,
    user: &str,
    request: (&str, String),
    headers: &[(&str, &str)],
    body: Option<Value>,
) -> Answer {
    let claims = oodaloo_tray_api::Claims {
        token_use: "access".into(),
        client_id: product.client_id.clone(),
        sub: user.into(),
    };
    let mut builder = http::Request::builder()
        .method(request.0)
        .uri(request.1)
        .header("content-type", "application/json")
        .extension(claims);
    // A key of its own, unless the test says which.
    if request.0 != "GET" && headers.iter().all(|(name, _)| *name != "idempotency-key") {
        let key = format!("key-{}", product.outside.random());
        builder = builder.header("idempotency-key", key);
    }
    for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
        builder = builder.header(*name, *value);
    }
    let body = axum::body::Body::from(body.map(|b| b.to_string()).unwrap_or_default());
    let router = oodaloo_tray_api::router(product.api.clone());
    let answer = router.oneshot(builder.body(body).unwrap()).await.unwrap();
    let (parts, body) = answer.into_parts();
    let bytes = axum::body::to_bytes(body, 10_000_000).await.unwrap();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

fn at(company: &CompanyId, path: &str) -> String {
    let glue = if path.contains('?') { '&' } else { '?' };
    format!("/api/v1/{path}{glue}company_id={company}")
}

fn user(id: &str) -> UserId {
    UserId::new(id).unwrap()
}

/// A company with figures but without books; `people` with their roles.
async fn company(product: &Product, id: &str, people: &[(&str, Role)]) -> CompanyId {
    let profile: Company = serde_json::from_value(json!({
        "id": id, "name": format!("Company {id}"), "time_zone": "America/Denver", "currency": "USD",
        "weekly_burden": 800_000, "earmarks": {"Tax": 100_000}, "version": 1,
        "digest_to": ["dan@example.com", "olivia@example.com"],
    }))
    .unwrap();
    let company = product.store.company(&profile.id);
    let mut books = Books::empty(profile.clone());
    let account = oodaloo_domain::facts::Account {
        id: oodaloo_domain::AccountId::new("acc_1").unwrap(),
        name: "Checking".into(),
        mask: None,
        label: oodaloo_domain::facts::AccountLabel::Operating,
        currency: "USD".into(),
        available: Some(oodaloo_domain::Money::from_cents(2_300_000)),
        personal: false,
    };
    company
        .mirror(&[oodaloo_store::Fact::Account(account.clone())])
        .await
        .unwrap();
    books.accounts.push(account);
    let tiles = compute(&books, product.outside.now());
    let mut writes = vec![
        company
            .profile_write(&profile, Condition::NotExists)
            .unwrap(),
        company.tiles_write(&tiles, None).unwrap(),
    ];
    for (id, role) in people {
        let member = Member {
            user_id: user(id),
            email: format!("{id}@example.com"),
            role: *role,
        };
        writes.extend(
            company
                .member_writes(&member, Condition::NotExists)
                .unwrap(),
        );
    }
    company.transact(writes).await.unwrap();
    profile.id
}

const TWO: [(&str, Role); 2] = [("olivia", Role::Owner), ("dan", Role::Dispatcher)];

#[tokio::test]
async fn settings_move_runway_in_the_same_transaction_and_say_so() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    product.table.meter().take();
    let read = ask(&product, "dan", ("GET", at(&id, "settings")), &[], None).await;
    assert_eq!((read.status, read.etag().as_str()), (200, "\"1\""));
    assert_eq!(read.body["weekly_burden"], "8000.00");
    assert_eq!(product.table.meter().take().calls, 1);
    let unchanged = [("if-none-match", "\"1\"")];
    let read = ask(
        &product,
        "dan",
        ("GET", at(&id, "settings")),
        &unchanged,
        None,
    )
    .await;
    assert_eq!((read.status, read.text.as_str()), (304, ""));

    let change =
        json!({"weekly_burden": "7000.00", "earmarks": {"Tax": "1300", "Deposits": "0.00"}});
    let patch = ("PATCH", at(&id, "settings"));
    let (mut dry, before) = (change.clone(), product.table.snapshot());
    dry["dry_run"] = true.into();
    let seen = [("if-match", "\"1\"")];
    let told = ask(&product, "olivia", patch.clone(), &seen, Some(dry)).await;
    assert_eq!((told.status, told.etag().as_str()), (200, "\"1\""));
    assert_eq!(product.table.snapshot(), before, "only told");
    product.table.meter().take();
    let done = ask(
        &product,
        "olivia",
        patch.clone(),
        &[("if-match", "\"1\"")],
        Some(change),
    )
    .await;
    assert_eq!(
        (done.status, done.etag().as_str()),
        (200, "\"2\""),
        "{}",
        done.body
    );
    let calls = product.table.meter().take().calls;
    assert_eq!(
        calls, 3,
        "company, member and tiles; accounts; the transaction"
    );
    assert_eq!(
        done.body["delta"],
        "weekly burden $8,000.00 → $7,000.00; set aside $1,000.00 → $1,300.00; runway 2.7 → 3.1 weeks"
    );
    assert_eq!(done.body["delta"], told.body["delta"], "as it was told");
    assert_eq!(done.body["result"]["weekly_burden"], "7000.00");
    let tiles = ask(
        &product,
        "olivia",
        ("GET", at(&id, "owner/tiles")),
        &[],
        None,
    )
    .await;
    assert_eq!(tiles.body["runway_weeks"]["weeks"], "3.1");
    let audit = product.store.company(&id).audit().await.unwrap();
    assert_eq!(audit.len(), 1);
    assert_eq!(
        audit[0].id.as_str(),
        done.body["audit_id"].as_str().unwrap()
    );
    assert_eq!(audit[0].before["weekly_burden"], "8000.00");
    assert_eq!(audit[0].after["earmarks"]["Tax"], "1300.00");
    // What needs the books is asked of reconcile.
    assert_eq!(product.outside.queue.lock().unwrap().len(), 1);

    let undo = json!({"undo_id": done.body["undo"]["undo_id"]});
    let undone = ask(
        &product,
        "olivia",
        ("POST", at(&id, "undo")),
        &[],
        Some(undo),
    )
    .await;
    assert_eq!(undone.status, 200, "{}", undone.body);
    let path = ("GET", at(&id, "owner/tiles"));
    let tiles = ask(&product, "olivia", path, &[], None).await;
    assert_eq!(
        tiles.body["runway_weeks"]["weeks"], "2.7",
        "it follows at once"
    );
    assert_eq!(product.outside.queue.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn settings_are_changed_by_owners_who_know_what_they_change() {
    let product = Product::new(friday(), 1);
    let people = [TWO[0], TWO[1], ("otto", Role::Owner)];
    let id = company(&product, "co_1", &people).await;
    let patch = ("PATCH", at(&id, "settings"));
    let change = || Some(json!({"terms_days": 14}));
    let none = ask(&product, "olivia", patch.clone(), &[], change()).await;
    assert_eq!(none.status, 428, "{}", none.body);
    let tag = [("if-match", "\"1\"")];
    assert_eq!(
        ask(&product, "dan", patch.clone(), &tag, change())
            .await
            .status,
        403
    );
    assert_eq!(
        ask(&product, "eve", patch.clone(), &tag, change())
            .await
            .status,
        404
    );
    assert_eq!(
        ask(&product, "otto", patch.clone(), &tag, change())
            .await
            .status,
        200
    );
    let stale = ask(&product, "olivia", patch.clone(), &tag, change()).await;
    assert_eq!(stale.status, 412);
    assert_eq!(
        stale.body["changed_by"], "otto@example.com",
        "{}",
        stale.body
    );
    assert_eq!(stale.body["current"]["terms_days"], 14);
    assert_eq!(stale.body["etag"], "\"2\"");
    for (bad, field) in [
        (json!({"weekly_burden": "1e5"}), "weekly_burden"),
        (json!({"weekly_burden": "-1"}), "weekly_burden"),
        (json!({"time_zone": "Mars/Olympus"}), "time_zone"),
        (json!({"digest_time": "7 o'clock"}), "digest_time"),
        (json!({"digest_time": "25:00"}), "digest_time"),
        (json!({"auto_threshold": 0.5}), "auto_threshold"),
        (json!({"earmarks": {"": "1"}}), "earmarks"),
        (json!({"name": ""}), "name"),
    ] {
        let tag = [("if-match", "\"2\"")];
        let refused = ask(&product, "olivia", patch.clone(), &tag, Some(bad.clone())).await;
        assert_eq!(refused.status, 422, "{bad}: {}", refused.body);
        assert_eq!(
            refused.body["errors"][0]["pointer"],
            format!("/{field}"),
            "{bad}"
        );
    }
    for bad in [
        // No text that anybody sends holds control characters.
        json!({"digest_to": ["a@b.co\r\nBcc: all@b.co"]}),
        json!({"weekly_burden": 7000}),
        json!({"flags": []}),
        json!([]),
        json!({"version": 9}),
    ] {
        let tag = [("if-match", "\"2\"")];
        let refused = ask(&product, "olivia", patch.clone(), &tag, Some(bad.clone())).await;
        assert_eq!(refused.status, 400, "{bad}: {}", refused.body);
    }
    // The same again changes nothing and writes nothing.
    product.table.meter().take();
    let tag = [("if-match", "\"2\"")];
    let same = ask(&product, "olivia", patch, &tag, change()).await;
    assert_eq!((same.status, same.etag().as_str()), (200, "\"2\""));
    assert_eq!(product.table.meter().take().writes, 0);
}

#[tokio::test]
async fn settings_are_changed_once_and_taken_back() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let store = product.store.company(&id);
    let before = store.profile().await.unwrap().unwrap();
    let patch = ("PATCH", at(&id, "settings"));
    let headers = [("if-match", "\"1\""), ("idempotency-key", "once")];
    let change = json!({"weekly_burden": null, "earmarks": {}, "vips": ["client_1"]});
    let done = ask(
        &product,
        "olivia",
        patch.clone(),
        &headers,
        Some(change.clone()),
    )
    .await;
    assert_eq!(done.status, 200, "{}", done.body);
    product.table.meter().take();
    // The answer was lost: the same request again is answered alike, although its version is old now.
    let again = ask(&product, "olivia", patch.clone(), &headers, Some(change)).await;
    assert_eq!((again.status, &again.text), (200, &done.text));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.etag(), done.etag());
    assert_eq!(product.table.meter().take().writes, 0);
    let other = json!({"vips": []});
    let other = ask(&product, "olivia", patch.clone(), &headers, Some(other)).await;
    assert_eq!(other.status, 422, "{}", other.body);

    let undo = json!({"undo_id": done.body["undo"]["undo_id"]});
    let path = ("POST", at(&id, "undo"));
    let refused = ask(&product, "dan", path.clone(), &[], Some(undo.clone())).await;
    assert_eq!(refused.status, 403, "{}", refused.body);
    let undone = ask(&product, "olivia", path.clone(), &[], Some(undo.clone())).await;
    assert_eq!(undone.status, 200, "{}", undone.body);
    let mut after = store.profile().await.unwrap().unwrap();
    assert_eq!(after.version, 3);
    after.version = 1;
    assert_eq!(after, before);

    // What was changed since is not taken back with it.
    let tag = [("if-match", "\"3\"")];
    let first = json!({"terms_days": 10});
    let first = ask(&product, "olivia", patch.clone(), &tag, Some(first)).await;
    let tag = [("if-match", "\"4\"")];
    let second = json!({"name": "Newer"});
    let second = ask(&product, "olivia", patch, &tag, Some(second)).await;
    assert_eq!(second.status, 200, "{}", second.body);
    let undo = json!({"undo_id": first.body["undo"]["undo_id"]});
    let built_upon = ask(&product, "olivia", path, &[], Some(undo)).await;
    assert_eq!(built_upon.status, 409, "{}", built_upon.body);
}

#[tokio::test]
async fn every_change_of_the_desk_wants_its_key() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let before = product.table.snapshot();
    for (method, path) in [
        ("PATCH", "settings"),
        ("PATCH", "members/dan"),
        ("DELETE", "members/dan"),
        ("POST", "members/invitations"),
        ("DELETE", "members/invitations/inv_1"),
        ("POST", "invitations/accept"),
    ] {
        let none = [("idempotency-key", "")];
        let refused = ask(&product, "olivia", (method, at(&id, path)), &none, None).await;
        assert_eq!(refused.status, 400, "{method} {path}: {}", refused.body);
        assert!(
            refused.body["type"]
                .as_str()
                .unwrap()
                .ends_with("/idempotency-key"),
            "{method} {path}: {}",
            refused.body
        );
    }
    assert_eq!(product.table.snapshot(), before);
}

#[tokio::test]
async fn the_next_friday_email_moves_with_its_time() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let entries = || {
        let all = product.table.snapshot();
        let due = all.keys().filter(|k| k.pk.starts_with("DUE#DIGEST#"));
        due.map(|k| k.sk.split('#').next().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let patch = async |tag: &str, body: Value| {
        let tag = [("if-match", tag)];
        let answer = ask(
            &product,
            "olivia",
            ("PATCH", at(&id, "settings")),
            &tag,
            Some(body),
        )
        .await;
        assert_eq!(answer.status, 200, "{}", answer.body);
    };
    // It is Friday, nine o'clock in Denver: today's was due at seven, the next one is in a week.
    patch("\"1\"", json!({"digest_time": "08:30"})).await;
    assert_eq!(entries(), ["2026-11-27T15:30:00.000Z"]);
    patch("\"2\"", json!({"time_zone": "America/New_York"})).await;
    assert_eq!(entries(), ["2026-11-27T13:30:00.000Z"]);
    patch("\"3\"", json!({"name": "Another name"})).await;
    assert_eq!(entries(), ["2026-11-27T13:30:00.000Z"]);
}

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

#[tokio::test]
async fn a_portfolio_is_two_calls_for_a_hundred_companies() {
    let product = Product::new(friday(), 1);
    for n in 0..120 {
        company(
            &product,
            &format!("co_{n:03}"),
            &[("ada", Role::Dispatcher)],
        )
        .await;
    }
    company(&product, "other", &TWO).await;
    product.table.meter().take();
    let first = ask(
        &product,
        "ada",
        ("GET", "/api/v1/portfolio".into()),
        &[],
        None,
    )
    .await;
    assert_eq!(product.table.meter().take().calls, 2);
    assert_eq!(first.status, StatusCode::OK);
    let items = first.body["items"].as_array().unwrap();
    assert_eq!(items.len(), 100);
    assert_eq!(items[7]["name"], "Company co_007");
    assert_eq!(items[7]["runway_weeks"]["value"], "2.7");
    assert!(items[7]["reconciled_pct"]["prompt"].is_string());
    assert_eq!(items[7]["tray"]["count"], 0);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let path = format!("/api/v1/portfolio?cursor={cursor}");
    let second = ask(&product, "ada", ("GET", path.clone()), &[], None).await;
    assert_eq!(second.body["items"].as_array().unwrap().len(), 20);
    assert_eq!(second.body["next_cursor"], Value::Null);
    assert!(!first.text.contains("Company other") && !second.text.contains("Company other"));
    assert_eq!(
        ask(&product, "olivia", ("GET", path), &[], None)
            .await
            .status,
        400,
        "another's cursor"
    );
    let me = ask(&product, "ada", ("GET", "/api/v1/me".into()), &[], None).await;
    assert_eq!(me.body["companies"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn the_audit_list_is_paged_searched_and_exported() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let other = company(&product, "co_2", &[("eve", Role::Owner)]).await;
    for n in 0..7 {
        let tag = format!("\"{}\"", n + 1);
        let body = json!({"name": format!("=Company, number \"{n}\"")});
        let tag = [("if-match", tag.as_str())];
        let done = ask(
            &product,
            "olivia",
            ("PATCH", at(&id, "settings")),
            &tag,
            Some(body),
        )
        .await;
        assert_eq!(done.status, 200, "{}", done.body);
        product.outside.later(SignedDuration::from_hours(24));
    }
    let mut path = "audit?limit=3".to_owned();
    let mut seen = Vec::new();
    for _ in 0..4 {
        product.table.meter().take();
        let page = ask(&product, "dan", ("GET", at(&id, &path)), &[], None).await;
        assert_eq!(page.status, 200, "{}", page.body);
        assert_eq!(product.table.meter().take().calls, 2);
        let items = page.body["items"].as_array().unwrap();
        seen.extend(items.iter().map(|i| i["at"].as_str().unwrap().to_owned()));
        let Some(cursor) = page.body["next_cursor"].as_str() else {
            break;
        };
        let theirs = ask(
            &product,
            "eve",
            ("GET", at(&other, &format!("audit?cursor={cursor}"))),
            &[],
            None,
        )
        .await;
        assert_eq!(theirs.status, 400, "a cursor is of one company");
        path = format!("audit?limit=3&cursor={cursor}");
    }
    let mut newest_first = seen.clone();
    newest_first.sort_by(|a, b| b.cmp(a));
    newest_first.dedup();
    assert_eq!((seen.len(), &seen), (7, &newest_first));
    let count = async |path: &str| {
        let found = ask(&product, "dan", ("GET", at(&id, path)), &[], None).await;
        assert_eq!(found.status, 200, "{path}: {}", found.body);
        found.body["items"].as_array().unwrap().len()
    };
    assert_eq!(count("audit?from=2026-11-21&to=2026-11-22").await, 2);
    assert_eq!(count("audit?target=co_1").await, 7);
    assert_eq!(count("audit?target=nobody").await, 0);
    assert_eq!(count("audit?by=olivia").await, 7);
    for nobody in ["dan", "engine", "rule"] {
        assert_eq!(count(&format!("audit?by={nobody}")).await, 0);
    }
    let newest = ask(
        &product,
        "dan",
        ("GET", at(&id, "audit?limit=1")),
        &[],
        None,
    )
    .await;
    let newest = &newest.body["items"][0];
    assert_eq!(newest["who"], "olivia");
    let undo = json!({"undo_id": newest["undo_id"]});
    let undone = ask(
        &product,
        "olivia",
        ("POST", at(&id, "undo")),
        &[],
        Some(undo),
    )
    .await;
    assert_eq!(undone.status, 200, "from the list: {}", undone.body);
    for bad in [
        "audit?limit=0",
        "audit?limit=201",
        "audit?from=x",
        "audit?cursor=x",
        "audit/export",
        "audit/export?from=2026-11-01&to=2026-11-30&format=xml",
    ] {
        assert_eq!(
            ask(&product, "dan", ("GET", at(&id, bad)), &[], None)
                .await
                .status,
            400,
            "{bad}"
        );
    }
    let export = "audit/export?from=2026-11-20&to=2026-11-21";
    let csv = ask(&product, "dan", ("GET", at(&id, export)), &[], None).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(
        csv.headers["content-disposition"],
        "attachment; filename=\"audit-2026-11-20-2026-11-21.csv\""
    );
    assert_eq!(csv.text.matches("\r\n").count(), 3, "{}", csv.text);
    let jsoned = ask(
        &product,
        "dan",
        ("GET", at(&id, &format!("{export}&format=json"))),
        &[],
        None,
    )
    .await;
    assert_eq!(
        jsoned.body["items"].as_array().unwrap().len(),
        2,
        "{}",
        jsoned.text
    );
    assert_eq!(
        jsoned.body["items"][1]["after"]["name"],
        "=Company, number \"0\""
    );
    assert_eq!(
        ask(&product, "eve", ("GET", at(&id, export)), &[], None)
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn an_add_on_is_offered_by_name_and_price() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let company = product.store.company(&id);
    let item = lump();
    company
        .transact(vec![company.tray_write(&item, None).unwrap()])
        .await
        .unwrap();
    let inside = |n: u32| {
        (
            "GET",
            at(&id, &format!("tray/{}/suggestions/{n}/payments", item.id)),
        )
    };
    product.table.meter().take();
    let offer = ask(&product, "dan", inside(0), &[], None).await;
    assert_eq!(product.table.meter().take().calls, 1);
    assert_eq!(offer.status, 402, "{}", offer.body);
    assert_eq!(offer.body["add_on"], "UNBUNDLING");
    assert_eq!(offer.body["price"], "$259 a month");
    assert!(!offer.text.contains("Secret Client"), "{}", offer.text);
    assert_eq!(
        ask(&product, "dan", inside(1), &[], None).await.status,
        200,
        "one payment is no payout"
    );
    assert_eq!(ask(&product, "dan", inside(2), &[], None).await.status, 404);
    let mut profile = company.profile().await.unwrap().unwrap();
    profile.flags.push(Flag::Unbundling);
    let write = company.profile_write(&profile, Condition::Exists).unwrap();
    company.transact(vec![write]).await.unwrap();
    let shown = ask(&product, "dan", inside(0), &[], None).await;
    assert_eq!(shown.status, 200);
    assert_eq!(shown.body["items"][1]["client_name"], "Secret Client 1");
    assert_eq!(ask(&product, "eve", inside(0), &[], None).await.status, 404);
}

/// A payout of two payments lies in the bank, in Jobber and in the tray. Gives its tray item.
async fn banked(product: &Product, id: &CompanyId) -> oodaloo_domain::facts::TrayItem {
    use oodaloo_store::Fact;
    let company = product.store.company(id);
    let mut item = lump();
    let oodaloo_domain::facts::Subject::BankTransaction { transaction, .. } = &item.subject else {
        panic!("it is about money")
    };
    item.id = oodaloo_domain::plan::tray_id(&transaction.line.id);
    let payment = |n: u32| {
        Fact::Payment(oodaloo_domain::facts::PaymentRecord {
            id: oodaloo_domain::PaymentId::new(format!("pay_{n}")).unwrap(),
            received_on: jiff::civil::date(2026, 11, 18),
            amount: oodaloo_domain::Money::from_cents(10_000),
            client_id: None,
            client_name: Some(format!("Secret Client {n}")),
            allocations: Vec::new(),
            method: None,
            fee: None,
        })
    };
    let facts = [
        Fact::BankLine(transaction.line.clone()),
        payment(0),
        payment(1),
    ];
    company.mirror(&facts).await.unwrap();
    let write = company.tray_write(&item, None).unwrap();
    company.transact(vec![write]).await.unwrap();
    item
}

#[tokio::test]
async fn the_posting_pack_and_the_rows_behind_the_tiles() {
    let product = Product::new(friday(), 1);
    let id = company(&product, "co_1", &TWO).await;
    let item = banked(&product, &id).await;
    let get =
        async |who: &str, path: &str| ask(&product, who, ("GET", at(&id, path)), &[], None).await;
    let november = "from=2026-11-01&to=2026-11-30";
    let lines = |a: &Answer| a.text.matches("\r\n").count();
    let file = async |name: &str| {
        let answer = get("dan", &format!("exports/{name}.csv?{november}")).await;
        assert_eq!(answer.status, 200, "{name}: {}", answer.body);
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
        let saved = format!("attachment; filename=\"{name}-2026-11-01-2026-11-30.csv\"");
        assert_eq!(answer.headers["content-disposition"], saved.as_str());
        answer
    };
    assert_eq!(lines(&file("exceptions_open").await), 2);
    assert_eq!(lines(&file("deposits_matched").await), 1);
    let body = json!({"expected_version": item.version, "candidate": 0});
    let confirm = ("POST", at(&id, &format!("tray/{}/confirm", item.id)));
    let done = ask(&product, "dan", confirm, &[], Some(body)).await;
    assert_eq!(done.status, 200, "{}", done.body);

    assert_eq!(lines(&file("exceptions_open").await), 1);
    assert_eq!(lines(&file("expenses_tagged").await), 1);
    product.table.meter().take();
    let matched = file("deposits_matched").await;
    assert_eq!(product.table.meter().take().calls, 4);
    assert_eq!(lines(&matched), 2, "a payout is one row: {}", matched.text);
    assert!(matched.text.contains("200.00") && matched.text.contains("Checking"));
    assert!(!matched.text.contains("Secret Client"), "{}", matched.text);
    assert!(lines(&file("journal_summary").await) > 1);
    for (bad, status) in [
        ("exports/deposits_matched.csv", 400),
        (
            "exports/deposits_matched.csv?from=2026-11-30&to=2026-11-01",
            422,
        ),
        (
            "exports/deposits_matched.csv?from=2024-11-01&to=2026-11-01",
            422,
        ),
        ("exports/secrets.csv?from=2026-11-01&to=2026-11-30", 404),
        ("owner/tiles/secrets/rows", 404),
        ("owner/tiles/runway_weeks/rows?job_id=job_1", 400),
        ("owner/tiles/jobs/rows?job_id=job_1", 404),
    ] {
        let answer = get("dan", bad).await;
        assert_eq!(answer.status, status, "{bad}: {}", answer.body);
    }
    let rows = get("olivia", "owner/tiles/runway_weeks/rows").await;
    assert_eq!(
        rows.body["accounts"][0]["available"]["amount"], "23000.00",
        "{}",
        rows.body
    );
    assert_eq!(rows.body["earmarks"][0]["label"], "Tax");
    let rows = get("olivia", "owner/tiles/reconciled_pct/rows").await;
    assert_eq!(rows.body["matched"][0]["amount"], "200.00", "{}", rows.body);
    assert_eq!(rows.body["tile"], "reconciled_pct");
    assert!(rows.body["as_of"].is_string());
    for path in [
        format!("exports/deposits_matched.csv?{november}"),
        "owner/tiles/jobs/rows".into(),
    ] {
        assert_eq!(get("eve", &path).await.status, 404, "{path}");
    }
}

/// A payout of two payments, or perhaps one.
fn lump() -> oodaloo_domain::facts::TrayItem {
    let part = |n: u32| {
        json!({
            "payment_id": format!("pay_{n}"), "amount": 10_000, "client_id": null,
            "client_name": format!("Secret Client {n}"), "allocations": [], "received_on": "2026-11-18", "used_before": 0, "uses_up": true,
        })
    };
    let suggestion = |parts: Vec<Value>| {
        json!({
            "candidate": {"payment_ids": ["pay_0"], "gross": "200.00", "fee": "0.00", "net": "200.00", "confidence": 0.9, "reasons": []},
            "parts": parts,
            "lesson": oodaloo_domain::engine::Lesson::default(),
        })
    };
    serde_json::from_value(json!({
        "id": "ti_1", "kind": "unconfirmed_deposit", "version": 1,
        "subject": {
            "type": "bank_transaction", "id": "btx_1", "account_id": "acc_1", "date": "2026-11-19", "amount": 20_000,
            "currency": "USD", "description": "PAYOUT", "merchant": null, "source": "plaid",
            "status": "open", "version": 1, "processor": "JOBBER_PAY",
        },
        "suggestions": [suggestion(vec![part(0), part(1)]), suggestion(vec![part(0)])],
    }))
    .unwrap()
}
