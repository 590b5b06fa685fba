//! Every route × everybody who might try: the right status, not one byte of the other company in the
//! answer, and nothing changed anywhere.

use std::collections::BTreeSet;

use oodaloo_tray_api::Who;

use super::cases;
use super::world::{Answer, Call, REMOVED, STRANGER, Token, World, behind_the_door, name};

/// Somebody's attempt, and how it has to end.
struct Attempt {
    what: &'static str,
    user: &'static str,
    token: Token,
    call: Call,
    /// The status; None where the request decides which refusal it is.
    status: Option<u16>,
}

/// Everything that has to fail for a route of a company.
fn attempts(world: &World, ours: &Call, theirs: &Call) -> Vec<Attempt> {
    let right = World::right_one(&world.ours, ours.route.who);
    let attempt = |what, user, token, call: Call, status| Attempt {
        what,
        user,
        token,
        call,
        status: Some(status),
    };
    let call = || ours.clone();
    let mut all = vec![
        attempt("no token", right, Token::None, call(), 401),
        attempt("an ID token", right, Token::Id, call(), 401),
        attempt(
            "another app's token",
            right,
            Token::OtherClient,
            call(),
            401,
        ),
    ];
    if ours.route.who == Who::Person {
        return all;
    }
    all.extend([
        attempt("a stranger", STRANGER, Token::Access, call(), 404),
        attempt("a removed member", REMOVED, Token::Access, call(), 404),
        attempt(
            "an owner of another company",
            world.theirs.owner,
            Token::Access,
            call(),
            404,
        ),
        attempt(
            "another company in the query",
            right,
            Token::Access,
            call().about(&world.theirs.id),
            404,
        ),
        attempt(
            "another company throughout",
            right,
            Token::Access,
            theirs.clone(),
            404,
        ),
        attempt(
            "no company",
            right,
            Token::Access,
            without_company(call()),
            400,
        ),
        attempt(
            "two companies",
            right,
            Token::Access,
            with_both(world, call()),
            400,
        ),
    ]);
    if ours.route.who == Who::Owner {
        all.push(attempt(
            "a dispatcher",
            world.ours.dispatcher,
            Token::Access,
            call(),
            403,
        ));
    }
    if ours.path != theirs.path {
        let path = Call {
            path: theirs.path.clone(),
            ..call()
        };
        all.push(attempt(
            "another company's id in the path",
            right,
            Token::Access,
            path,
            404,
        ));
    }
    // What a rail hands to its customer is proof in itself; whose account it opens is looked at below.
    let proof = ours.route.path.starts_with("/api/v1/integrations/");
    if ours.body != theirs.body && !proof {
        let body = Call {
            body: theirs.body.clone(),
            ..call()
        };
        all.push(Attempt {
            status: None,
            ..attempt(
                "another company's ids in the body",
                right,
                Token::Access,
                body,
                0,
            )
        });
    }
    if let Some(body) = &ours.body {
        let mut body: serde_json::Value = serde_json::from_slice(body).unwrap();
        body["company_id"] = world.theirs.id.as_str().into();
        let body = Call {
            body: Some(body.to_string().into_bytes()),
            ..call()
        };
        all.push(attempt(
            "another company in the body",
            right,
            Token::Access,
            body,
            400,
        ));
    }
    all
}

fn without_company(mut call: Call) -> Call {
    call.query.retain(|(name, _)| name != "company_id");
    call
}

fn with_both(world: &World, mut call: Call) -> Call {
    let theirs = ("company_id".to_owned(), world.theirs.id.to_string());
    call.query.push(theirs);
    call
}

fn says_nothing_foreign(answer: &Answer, foreign: &BTreeSet<String>, sent: &Call, what: &str) {
    let sent = format!(
        "{sent:?} {}",
        String::from_utf8_lossy(sent.body.as_deref().unwrap_or_default())
    );
    for text in foreign {
        // What the caller has sent they know already.
        let leaked = answer.text.contains(text.as_str()) && !sent.contains(text.as_str());
        assert!(
            !leaked,
            "{what}: the answer holds {text:?}: {}",
            answer.text
        );
    }
}

#[tokio::test]
async fn nobody_sees_or_does_what_is_not_theirs() {
    let world = World::new().await;
    let foreign = world.foreign_texts();
    assert!(foreign.len() > 200, "the other company is there to be seen");
    let mut tried = 0;
    for route in behind_the_door() {
        let theirs = cases::call(&world, &world.theirs, route).await;
        let ours = cases::call(&world, &world.ours, route).await;
        let before = world.product.table.snapshot();
        for attempt in attempts(&world, &ours, &theirs) {
            let what = format!("{} by {} ({})", name(&route), attempt.user, attempt.what);
            let answer = world.send(&attempt.call, attempt.user, attempt.token).await;
            match attempt.status {
                Some(status) => assert_eq!(answer.status, status, "{what}: {}", answer.text),
                // Of many things, each may be refused by itself.
                None => assert!(answer.status < 500, "{what}: {answer:?}"),
            }
            says_nothing_foreign(&answer, &foreign, &attempt.call, &what);
            assert!(
                world.product.table.snapshot() == before,
                "{what}: something was written"
            );
            tried += 1;
        }
        // And the right one, with the same request, is let in: the refusals above had their reason.
        let right = World::right_one(&world.ours, route.who);
        let answer = world.send(&ours, right, Token::Access).await;
        assert!(
            (200..300).contains(&answer.status),
            "{}: {}",
            name(&route),
            answer.text
        );
        says_nothing_foreign(&answer, &foreign, &ours, &name(&route));
    }
    println!(
        "{tried} attempts, none let in; {} foreign texts looked for",
        foreign.len()
    );
}

#[tokio::test]
async fn a_rail_account_of_another_company_stays_theirs() {
    let world = World::new().await;
    let foreign = world.foreign_texts();
    let route = behind_the_door()
        .find(|r| r.path.ends_with("/jobber/oauth/callback"))
        .unwrap();
    let theirs = cases::call(&world, &world.theirs, route).await;
    let before = world.product.table.snapshot();
    let taken = theirs.about(&world.ours.id);
    let answer = world.send(&taken, world.ours.owner, Token::Access).await;
    assert_eq!(
        (answer.status, answer.problem()),
        (409, "stale"),
        "{}",
        answer.text
    );
    says_nothing_foreign(&answer, &foreign, &taken, "their Jobber account");
    assert!(world.product.table.snapshot() == before);
}
