//! Notes and tasks: kept at once, written at Jobber once, whatever happens on the way; kept as ours alone
//! where Jobber does not take them.

use jiff::SignedDuration;
use oodaloo_domain::facts::{Note, NoteStatus, RailName};
use oodaloo_rails::Rail as _;
use oodaloo_runtime::messages::{Schedule, SyncReason, SyncRequest};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

use super::Firm;
use super::proofs::{Fates, Late};

/// How long a message that was given back waits: the queue's visibility timeout.
const BACK: SignedDuration = SignedDuration::from_secs(720);

impl Firm {
    /// The texts at Jobber, as written there.
    async fn at_jobber(&self) -> Vec<String> {
        let account = self.account(RailName::Jobber).await;
        let sandbox = self.product.outside.sandbox.lock().unwrap();
        sandbox.jobber_writings(account.as_str())
    }

    async fn record(&self, prefix: &str) -> String {
        let ids = self.store().held_ids(prefix).await.unwrap();
        ids.into_iter().next().expect("the demo company has some")
    }

    /// Asks for a note about a record; its messages stay in the queue.
    async fn ask_note(&self, kind: &str, id: &str, text: &str) -> Value {
        let body = json!({"about": {"type": kind, "id": id}, "text": text});
        let (status, answer) = self.call("POST", "/api/v1/notes", Some(body)).await;
        assert_eq!(status, 202, "{answer}");
        answer["result"].clone()
    }

    async fn ask_task(&self, client: &str, title: &str) -> Value {
        let body = json!({"client_id": client, "title": title, "due_on": "2026-11-23"});
        let (status, answer) = self.call("POST", "/api/v1/tasks", Some(body)).await;
        assert_eq!(status, 202, "{answer}");
        answer["result"].clone()
    }

    async fn listed_notes(&self, about: &str) -> Vec<Value> {
        let path = format!("/api/v1/notes?about={about}");
        let (status, page) = self.call("GET", &path, None).await;
        assert_eq!(status, 200, "{page}");
        page["items"].as_array().unwrap().clone()
    }

    async fn note_of(&self, asked: &Value) -> Note {
        let about = serde_json::from_value(asked["about"].clone()).unwrap();
        let id = serde_json::from_value(asked["id"].clone()).unwrap();
        let found = self.store().note(&about, &id).await.unwrap();
        found.expect("a note that was asked for is kept")
    }

    /// The messages that wait, taken out of the queue.
    fn messages(&self) -> Vec<SyncRequest> {
        let mut queue = self.product.outside.queue.lock().unwrap();
        let read = |(_, m): (_, oodaloo_runtime::ports::Outgoing)| serde_json::from_str(&m.body);
        queue.drain(..).filter_map(|m| read(m).ok()).collect()
    }
}

#[tokio::test]
async fn a_note_is_kept_at_once_and_written_once() {
    let firm = Firm::new().await;
    let text = "Promised <b>to pay</b> on Friday & called twice.";
    for (kind, prefix) in [
        ("client", "CLI#"),
        ("job", "JOB#"),
        ("quote", "QUOTE#"),
        ("invoice", "INV#"),
    ] {
        let id = firm.record(prefix).await;
        let asked = firm.ask_note(kind, &id, text).await;
        assert_eq!(asked["status"], "to_write", "{asked}");
        firm.product.settle().await;
        let about = format!("{kind}:{}", id.replace('=', "%3D"));
        let listed = firm.listed_notes(&about).await;
        assert_eq!(listed.len(), 1, "{listed:?}");
        assert_eq!(listed[0]["status"], "written", "{listed:?}");
        assert_eq!(listed[0]["text"], text);
        assert!(listed[0]["rail_id"].is_string() && listed[0]["why"].is_null());
        let note = firm.note_of(&asked).await;
        let there = firm.at_jobber().await;
        assert_eq!(there.iter().filter(|t| note.is_in(t)).count(), 1);
        assert!(there.iter().any(|t| t.starts_with(text)), "{there:?}");
    }
    let client = firm.record("CLI#").await;
    firm.ask_task(&client, "Call about 1031").await;
    firm.product.settle().await;
    let (status, all) = firm.call("GET", "/api/v1/notes", None).await;
    let kinds: Vec<&str> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        (status, kinds),
        (200, vec!["task", "note", "note", "note", "note"])
    );
}

#[tokio::test]
async fn the_list_has_pages_and_its_cursor_is_its_own() {
    let firm = Firm::new().await;
    let client = firm.record("CLI#").await;
    for n in 0..120 {
        firm.product.outside.later(SignedDuration::from_secs(1));
        firm.ask_note("client", &client, &format!("Note {n}")).await;
    }
    firm.messages();
    let about = format!("about=client:{}", client.replace('=', "%3D"));
    for query in [about.as_str(), "x=1"] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        for _ in 0..3 {
            let path = format!("/api/v1/notes?{query}{cursor}");
            let (status, page) = firm.call("GET", &path, None).await;
            assert_eq!(status, 200, "{page}");
            for item in page["items"].as_array().unwrap() {
                seen.push(item["text"].as_str().unwrap().to_owned());
            }
            let Some(next) = page["next_cursor"].as_str() else {
                break;
            };
            cursor = format!("&cursor={next}");
        }
        let wanted: Vec<String> = (0..120).rev().map(|n| format!("Note {n}")).collect();
        assert_eq!(seen, wanted, "{query}");
    }
    let (_, page) = firm
        .call("GET", &format!("/api/v1/notes?{about}"), None)
        .await;
    let cursor = page["next_cursor"].as_str().unwrap();
    let (status, _) = firm
        .call("GET", &format!("/api/v1/notes?cursor={cursor}"), None)
        .await;
    assert_eq!(status, 400, "a cursor of another list");
}

#[tokio::test]
async fn what_cannot_be_written_is_refused_before_anything_is_kept() {
    let firm = Firm::new().await;
    let client = firm.record("CLI#").await;
    let before = firm.product.table.snapshot();
    let about = json!({"type": "client", "id": client});
    for (path, body, wanted) in [
        ("notes", json!({"about": about, "text": " "}), 422),
        (
            "notes",
            json!({"about": about, "text": "x".repeat(2_001)}),
            422,
        ),
        ("notes", json!({"about": about, "text": "a\u{1b}b"}), 400),
        (
            "notes",
            json!({"about": {"type": "client", "id": "bm8="}, "text": "x"}),
            404,
        ),
        (
            "notes",
            json!({"about": {"type": "visit", "id": client}, "text": "x"}),
            400,
        ),
        (
            "tasks",
            json!({"client_id": client, "title": "x".repeat(201)}),
            422,
        ),
        ("tasks", json!({"client_id": "bm8=", "title": "x"}), 404),
        (
            "tasks",
            json!({"client_id": client, "title": "x", "due_on": "2026-02-30"}),
            400,
        ),
    ] {
        let (status, answer) = firm
            .call("POST", &format!("/api/v1/{path}"), Some(body.clone()))
            .await;
        assert_eq!(status, wanted, "{body}: {answer}");
    }
    assert!(firm.product.table.snapshot() == before);
}

#[tokio::test]
async fn what_jobber_does_not_permit_is_kept_with_its_reason_and_asked_for_once() {
    for refused in ["error", "user_error"] {
        let firm = Firm::new().await;
        let client = firm.record("CLI#").await;
        firm.fault(&json!({"fault": "writes", "refused": refused}));
        let served = firm.served("POST /api/graphql");
        let asked = [
            firm.ask_note("client", &client, "x").await,
            firm.ask_task(&client, "x").await,
        ];
        firm.product.settle().await;
        for asked in &asked {
            let note = firm.note_of(asked).await;
            assert_eq!(note.status, NoteStatus::NotAllowed, "{note:?}");
            let why = note.why.unwrap();
            assert!(why.contains("do not have permission"), "{why}");
        }
        assert!(firm.served("POST /api/graphql") - served <= 4, "{refused}");
        let served = firm.served("POST /api/graphql");
        firm.product.settle().await;
        assert_eq!(firm.served("POST /api/graphql"), served);
        assert_eq!(firm.at_jobber().await, [""; 0]);
        let audit = firm.store().audit().await.unwrap();
        for kind in ["note", "task"] {
            let of_kind: Vec<&str> = audit
                .iter()
                .filter(|a| a.target_type == kind)
                .map(|a| a.action.as_str())
                .collect();
            assert_eq!(
                of_kind,
                [format!("{kind}.ask"), format!("{kind}.not_allowed")]
            );
        }
    }
}

#[tokio::test]
async fn a_lost_answer_is_looked_up_and_nothing_is_written_twice() {
    let firm = Firm::new().await;
    let client = firm.record("CLI#").await;
    // Many texts are there already: ours is not on the first page.
    for n in 0..130 {
        firm.ask_note("client", &client, &format!("Note {n}")).await;
        firm.ask_task(&client, &format!("Task {n}")).await;
    }
    firm.product.settle().await;
    assert_eq!(firm.at_jobber().await.len(), 260);
    for status in [0, 500, 502] {
        firm.fault(&json!({"fault": "lost_writes", "times": 2, "status": status}));
        let asked = [
            firm.ask_note("client", &client, "lost").await,
            firm.ask_task(&client, "lost").await,
        ];
        firm.product.settle().await;
        for asked in &asked {
            let note = firm.note_of(asked).await;
            assert_eq!((note.status, note.tries), (NoteStatus::Written, 1));
            let there = firm.at_jobber().await;
            assert_eq!(there.iter().filter(|t| note.is_in(t)).count(), 1);
        }
    }
}

#[tokio::test]
async fn without_a_jobber_it_is_ours_alone() {
    let firm = Firm::new().await;
    let client = firm.record("CLI#").await;
    let account = firm.account(RailName::Jobber).await;
    let path = format!(
        "/api/v1/integrations/jobber/{}",
        account.as_str().replace('=', "%3D")
    );
    assert_eq!(firm.call("DELETE", &path, None).await.0, 204);
    firm.product.settle().await;
    let asked = firm.ask_note("client", &client, "x").await;
    assert_eq!(asked["status"], "not_allowed", "{asked}");
    assert_eq!(asked["why"], "No Jobber is connected.");
    assert_eq!(firm.messages().len(), 0);
}

#[tokio::test]
async fn the_same_request_is_one_note_and_a_lost_message_goes_at_night() {
    let firm = Firm::new().await;
    let client = firm.record("CLI#").await;
    let body = json!({"about": {"type": "client", "id": client}, "text": "once"});
    let call = async || {
        firm.product
            .call_as(
                "dan",
                "POST",
                "/api/v1/notes",
                &firm.id,
                Some(body.clone()),
                "k",
            )
            .await
    };
    *firm.product.outside.queue_is_down.lock().unwrap() = true;
    let (status, said) = call().await;
    assert_eq!(status, 503, "{said}");
    *firm.product.outside.queue_is_down.lock().unwrap() = false;
    let (status, first) = call().await;
    assert_eq!(status, 202, "{first}");
    assert_eq!(call().await, (202, first.clone()));
    assert_eq!(firm.messages().len(), 2, "as the queue takes them: one");
    firm.tick(Schedule::Poll).await;
    assert_eq!(
        firm.at_jobber().await.len(),
        0,
        "a poll does not look for notes"
    );
    firm.tick(Schedule::Nightly).await;
    assert_eq!(firm.at_jobber().await.len(), 1);
    assert_eq!(
        firm.note_of(&first["result"]).await.status,
        NoteStatus::Written
    );
    firm.tick(Schedule::Nightly).await;
    assert_eq!(firm.at_jobber().await.len(), 1);
}

/// One note through a schedule of deaths, failures, late requests, duplicates and faults at Jobber.
async fn through_trouble(firm: &Firm, rng: &mut ChaCha8Rng, n: u64) -> (NoteStatus, usize) {
    let clients = firm.store().held_ids("CLI#").await.unwrap();
    let client = &clients[rng.random_range(0..clients.len())];
    let asked = if rng.random_bool(0.5) {
        firm.ask_note("client", client, &format!("n{n}")).await
    } else {
        firm.ask_task(client, &format!("t{n}")).await
    };
    let message = firm.messages().pop().expect("one message");
    let (dies, fails, late) = (
        rng.random_range(0..150),
        rng.random_range(0..150),
        rng.random_range(0..200),
    );
    let on_its_way = Late::default();
    let lost = rng.random_bool(0.1);
    for _ in 0..if lost { 0 } else { rng.random_range(1..=5) } {
        // A refresh that dies costs the grant: tokens are fresh when the trouble begins.
        firm.fault(&json!({"fault": "calm"}));
        firm.poll_now().await;
        let status = [0, 500, 503][rng.random_range(0..3)];
        match rng.random_range(0..7) {
            0 => firm.fault(&json!({"fault": "lost_writes", "status": status})),
            1 => firm.fault(&json!({"fault": "status", "rail": "jobber", "status": 429})),
            2 => firm.fault(&json!({"fault": "throttle"})),
            3 => {
                firm.fault(&json!({"fault": "status", "rail": "jobber", "status": 503, "times": 9}))
            }
            4 if rng.random_bool(0.2) => {
                firm.fault(&json!({"fault": "writes", "refused": "user_error"}));
            }
            _ => {}
        }
        // The same message to more than one worker, while the first one's request may still arrive.
        for _ in 0..rng.random_range(1..=3) {
            let chance = Box::new(ChaCha8Rng::seed_from_u64(rng.random()));
            let fates = Fates::Chance {
                rng: chance,
                dies,
                fails,
                late,
            };
            firm.worker_with(fates, &message, on_its_way.clone()).await;
            let pause = SignedDuration::from_secs(rng.random_range(0..35));
            firm.product.outside.later(pause);
        }
        // What is still on its way arrives before the message comes back, and nobody hears the answer.
        let arriving: Vec<_> = on_its_way.lock().unwrap().drain(..).collect();
        for request in arriving {
            let _ = firm.product.outside.send(request).await;
        }
        firm.product.outside.later(BACK);
    }
    firm.fault(&json!({"fault": "calm"}));
    firm.product.settle().await;
    firm.look(RailName::Jobber, SyncReason::Nightly).await;
    firm.product.outside.later(BACK);
    firm.look(RailName::Jobber, SyncReason::Nightly).await;
    let note = firm.note_of(&asked).await;
    let there = firm.at_jobber().await;
    (note.status, there.iter().filter(|t| note.is_in(t)).count())
}

#[tokio::test]
async fn whatever_happens_a_note_is_there_once_or_the_record_says_that_it_is_not() {
    let mut seen = std::collections::BTreeMap::new();
    for seed in 0..5 {
        let firm = Firm::new().await;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        for n in 0..25 {
            let (status, times) = through_trouble(&firm, &mut rng, n).await;
            let fine = match status {
                NoteStatus::Written => times == 1,
                NoteStatus::NotAllowed => times == 0,
                NoteStatus::Failed => times <= 1,
                NoteStatus::ToWrite => false,
            };
            assert!(
                fine,
                "seed {seed}, note {n}: {status:?}, there {times} times"
            );
            *seen.entry(format!("{status:?}")).or_insert(0) += 1;
        }
    }
    println!("{seen:?}");
    assert!(seen["Written"] > 90, "{seen:?}");
}
