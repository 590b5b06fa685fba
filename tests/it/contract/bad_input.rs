//! Whatever is wrong with a request, the answer is a problem of ours that says so, and nothing changes.

use oodaloo_tray_api::{MAX_BODY_BYTES, Route, Who, max_body_bytes};
use serde_json::{Value, json};

use super::cases;
use super::world::{Call, Token, World, behind_the_door, name, of_a_company};

const JSON: &str = "application/json";

/// Something wrong: the body, its media type, and the problem it has to give.
struct Bad {
    what: String,
    body: Vec<u8>,
    media_type: Option<&'static str>,
    problem: &'static [&'static str],
}

fn bad(what: impl Into<String>, body: impl Into<Vec<u8>>) -> Bad {
    Bad {
        what: what.into(),
        body: body.into(),
        media_type: Some(JSON),
        problem: &["bad-request"],
    }
}

/// What is wrong for any route that takes a body.
fn bodies(route: &Route, good: &Value) -> Vec<Bad> {
    let text = good.to_string();
    let doubled = format!("{},{}", &text[..text.len() - 1], &text[1..]);
    let not_utf8 = [&text.as_bytes()[..text.len() - 1], b",\"\xff\":1}"].concat();
    let mut all = vec![
        bad("nothing", ""),
        bad("half of it", &text.as_bytes()[..text.len() / 2]),
        bad("more than it", format!("{text}{text}")),
        bad("null", "null"),
        bad("a list", "[]"),
        bad("a text", "\"x\""),
        bad("a depth bomb", "[".repeat(MAX_BODY_BYTES - 1)),
        bad("a deep object", "{\"a\":".repeat(10_000)),
        bad("not UTF-8", not_utf8),
        bad("every key twice", doubled),
        bad("NaN", text.replacen(':', ":NaN,\"x\":", 1)),
    ];
    for (media_type, body) in [
        (None, text.clone()),
        (Some("text/plain"), text.clone()),
        (Some("multipart/form-data"), text),
    ] {
        all.push(Bad {
            media_type,
            problem: &["media-type"],
            ..bad("another media type", body)
        });
    }
    for bytes in [max_body_bytes(route.path) + 1, 10 * 1024 * 1024] {
        let body = format!("{good}{}", " ".repeat(bytes));
        all.push(Bad {
            problem: &["too-large"],
            ..bad(format!("{bytes} bytes"), body)
        });
    }
    let mut unknown = good.clone();
    unknown["zzz"] = json!(1);
    all.push(bad("an unknown field", unknown.to_string()));
    all
}

/// Each field of a good body, spoilt in each way.
fn fields(good: &Value) -> Vec<Bad> {
    let mut all = Vec::new();
    for (field, value) in good.as_object().unwrap() {
        let with = |spoilt: Value| {
            let mut body = good.clone();
            body[field] = spoilt;
            body.to_string()
        };
        let named = |what: &str| format!("{field}: {what}");
        all.push(bad(named("of another type"), with(json!([[1]]))));
        match value {
            Value::String(_) => {
                for (what, spoilt) in [
                    ("a float", json!(12.5)),
                    ("an integer", json!(12)),
                    ("a control character", json!("a\u{0}b")),
                    ("a line feed", json!("a\nb")),
                ] {
                    all.push(bad(named(what), with(spoilt)));
                }
            }
            Value::Number(_) => {
                for (what, spoilt) in [
                    ("a text", json!("NaN")),
                    ("less than nothing", json!(-1)),
                    ("a float", json!(1.5)),
                ] {
                    // A number of the right type may still make no sense.
                    all.push(Bad {
                        problem: &["bad-request", "unprocessable"],
                        ..bad(named(what), with(spoilt))
                    });
                }
                let huge = good.to_string().replacen(
                    &format!("\"{field}\":{value}"),
                    &format!("\"{field}\":1e999"),
                    1,
                );
                all.push(bad(named("beyond any number"), huge));
            }
            _ => {}
        }
    }
    all
}

async fn refused(world: &World, call: &Call, what: &str, problems: &[&str]) {
    let user = World::right_one(&world.ours, call.route.who);
    let answer = world.send(call, user, Token::Access).await;
    assert!(
        (400..500).contains(&answer.status) && problems.contains(&answer.problem()),
        "{} with {what}: {problems:?} wanted; {} {}",
        call.name(),
        answer.status,
        answer.text
    );
    assert!(
        answer.text.len() < 2_000,
        "{what}: an answer of {} bytes",
        answer.text.len()
    );
}

#[tokio::test]
async fn bodies_that_are_wrong_are_refused() {
    let world = World::new().await;
    let mut tried = 0;
    for route in behind_the_door() {
        let good = cases::call(&world, &world.ours, route).await;
        let Some(body) = &good.body else { continue };
        let body: Value = serde_json::from_slice(body).unwrap();
        let before = world.product.table.snapshot();
        for bad in bodies(&route, &body).into_iter().chain(fields(&body)) {
            // Taking something away needs no details.
            if bad.body.is_empty() && route.method == "DELETE" {
                continue;
            }
            let mut call = good.clone();
            call.body = Some(bad.body);
            call.headers.retain(|(name, _)| name != "content-type");
            call.headers.extend(
                bad.media_type
                    .map(|t| ("content-type".to_owned(), t.to_owned())),
            );
            refused(&world, &call, &bad.what, bad.problem).await;
            tried += 1;
        }
        assert!(world.product.table.snapshot() == before, "{}", name(&route));
    }
    println!("{tried} wrong bodies, all refused");
}

#[tokio::test]
async fn paths_and_queries_that_are_wrong_are_refused() {
    let world = World::new().await;
    let long = "x".repeat(5_000);
    for route in of_a_company() {
        let good = cases::call(&world, &world.ours, route).await;
        let before = world.product.table.snapshot();
        for bad in [
            "%00",
            "%ff",
            "%0a",
            "a%23b",
            "a%2Fb",
            "..%2f..",
            "%F0%9F%92%A9",
            "1",
            "-1",
            "null",
            &long,
        ] {
            if let Some(path) = spoilt_paths(&route, bad) {
                let call = Call {
                    path,
                    ..good.clone()
                };
                refused(&world, &call, bad, &["not-found", "bad-request"]).await;
            }
            let mut call = good.clone();
            call.query = vec![("company_id".into(), bad.into())];
            refused(&world, &call, bad, &["not-found"]).await;
        }
        for query in [vec![], vec![("company_id", "")], vec![("companyid", "x")]] {
            let mut call = good.clone();
            call.query = query
                .into_iter()
                .map(|(n, v)| (n.to_owned(), v.to_owned()))
                .collect();
            refused(&world, &call, "no company", &["bad-request", "not-found"]).await;
        }
        assert!(world.product.table.snapshot() == before, "{}", name(&route));
    }
}

/// The path with each of its parameters spoilt in turn; the others name nothing either.
fn spoilt_paths(route: &Route, bad: &str) -> Option<String> {
    let filled: Vec<&str> = route
        .path
        .split('/')
        .map(|p| if p.starts_with('{') { bad } else { p })
        .collect();
    route.path.contains('{').then(|| filled.join("/"))
}

#[tokio::test]
async fn links_in_mails_that_are_wrong_change_nothing() {
    let world = World::new().await;
    let open = oodaloo_tray_api::ROUTES
        .iter()
        .filter(|r| r.who == Who::Anyone && r.path.contains('{'));
    for route in open {
        let good = cases::call(&world, &world.ours, *route).await;
        let before = world.product.table.snapshot();
        let flipped = good.path.replace("/u/e", "/u/f");
        for path in spoilt_paths(route, "%00")
            .into_iter()
            .chain(spoilt_paths(route, "%ff"))
            .chain([flipped])
        {
            let call = Call {
                path,
                ..good.clone()
            };
            let answer = world.send(&call, "", Token::None).await;
            assert!([400, 404].contains(&answer.status), "{answer:?}");
        }
        assert!(world.product.table.snapshot() == before, "{}", name(route));
        let answer = world.send(&good, "", Token::None).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

#[tokio::test]
async fn a_decision_wants_a_key_that_is_one() {
    let world = World::new().await;
    for route in of_a_company().filter(Route::takes_key) {
        let good = cases::call(&world, &world.ours, route).await;
        let before = world.product.table.snapshot();
        let long = "k".repeat(65);
        for key in [
            None,
            Some(""),
            Some("two words"),
            Some("a#b"),
            Some(long.as_str()),
        ] {
            let mut call = good.clone();
            call.headers.retain(|(name, _)| name != "idempotency-key");
            call.headers
                .extend(key.map(|k| ("idempotency-key".to_owned(), k.to_owned())));
            refused(
                &world,
                &call,
                &format!("the key {key:?}"),
                &["idempotency-key"],
            )
            .await;
        }
        assert!(world.product.table.snapshot() == before, "{}", name(&route));
    }
}
