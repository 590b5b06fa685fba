//! Notes and tasks: taken strictly, listed, refused and lost on demand.

use oodaloo_sandbox::RailName;
use serde_json::{Value, json};

use crate::wire::Wire;

const NOTE: &str = "mutation($id: EncodedId!, $text: String) { clientCreateNote(clientId: $id, input: {message: $text}) { clientNote { id message } userErrors { message path } } }";
const TASK: &str = "mutation($id: EncodedId, $input: TaskCreateInput!) { taskCreate(clientId: $id, input: $input) { task { id title allDay client { id } } userErrors { message path } } }";

fn fault(wire: &mut Wire, body: &Value) {
    let bytes = body.to_string().into_bytes();
    let answer = wire.send(
        RailName::Jobber,
        "POST",
        "/__sandbox/fault",
        &[("content-type", "application/json")],
        &bytes,
    );
    assert_eq!(answer.status, 200);
}

#[test]
fn notes_hang_on_their_record_oldest_first_and_cost_what_they_show() {
    let mut wire = Wire::new();
    let (access, _) = wire.connect();
    let client = wire.company.jobber.clients[0].id.clone();
    for n in 0..3 {
        let answer = wire.graphql(
            &access,
            NOTE,
            json!({"id": client, "text": format!("N{n}")}),
        );
        let made = &answer["data"]["clientCreateNote"];
        assert_eq!(made["clientNote"]["message"], format!("N{n}"), "{answer}");
        assert_eq!(made["userErrors"], json!([]));
        assert_eq!(answer["extensions"]["cost"]["requestedQueryCost"], 4);
    }
    let list = "query($id: EncodedId!) { client(id: $id) { notes(first: 2) { nodes { message } pageInfo { hasNextPage } } } }";
    let answer = wire.graphql(&access, list, json!({"id": client}));
    let notes = &answer["data"]["client"]["notes"];
    assert_eq!(
        notes["nodes"],
        json!([{"message": "N0"}, {"message": "N1"}])
    );
    assert_eq!(notes["pageInfo"]["hasNextPage"], true);
    let union = "query($id: EncodedId!) { invoice(id: $id) { notes { nodes { ... on InvoiceNote { message } } } } }";
    let invoice = wire.company.jobber.invoices[0].id.clone();
    let answer = wire.graphql(&access, union, json!({"id": invoice}));
    assert_eq!(answer["data"]["invoice"]["notes"]["nodes"], json!([]));
}

#[test]
fn what_makes_no_sense_is_a_user_error_and_makes_nothing() {
    let mut wire = Wire::new();
    let (access, _) = wire.connect();
    let client = wire.company.jobber.clients[0].id.clone();
    for (query, variables, path) in [
        (NOTE, json!({"id": "bm9ib2R5", "text": "x"}), "clientId"),
        (NOTE, json!({"id": client, "text": " "}), "message"),
        (NOTE, json!({"id": client}), "message"),
        (
            TASK,
            json!({"id": "bm9ib2R5", "input": {"title": "x"}}),
            "clientId",
        ),
        (TASK, json!({"id": client, "input": {"title": ""}}), "title"),
        (
            TASK,
            json!({"id": client, "input": {"title": "x", "endAt": "2026-03-28T00:00:00Z"}}),
            "endAt",
        ),
    ] {
        let answer = wire.graphql(&access, query, variables);
        let data = answer["data"].as_object();
        let payload = data.and_then(|d| d.values().next());
        let payload = payload.unwrap_or_else(|| panic!("{answer}"));
        assert_eq!(payload["userErrors"][0]["path"], json!([path]), "{answer}");
    }
    let account = wire.company.jobber.account_id.clone();
    assert_eq!(wire.sandbox.jobber_writings(&account), [""; 0]);
}

#[test]
fn tasks_are_filtered_by_a_time_that_they_do_not_show() {
    let mut wire = Wire::new();
    let (access, _) = wire.connect();
    let client = wire.company.jobber.clients[0].id.clone();
    let input = json!({"title": "Call", "instructions": "now", "allDay": true});
    let answer = wire.graphql(&access, TASK, json!({"id": client, "input": input}));
    assert_eq!(
        answer["data"]["taskCreate"]["task"]["allDay"], true,
        "{answer}"
    );
    let list = "query($at: ISO8601DateTime) { tasks(filter: {createdAt: {after: $at}}) { nodes { title instructions } } }";
    for (at, found) in [("2026-03-27T17:59:59Z", 1), ("2026-03-27T18:00:00Z", 0)] {
        let answer = wire.graphql(&access, list, json!({"at": at}));
        let nodes = answer["data"]["tasks"]["nodes"].as_array().unwrap().len();
        assert_eq!(nodes, found, "{answer}");
    }
    let shown = wire.graphql(&access, "{ tasks { nodes { createdAt } } }", json!({}));
    assert!(shown["errors"].is_array());
}

#[test]
fn writes_are_refused_in_both_ways_and_answers_are_lost() {
    let mut wire = Wire::new();
    let (access, _) = wire.connect();
    let client = wire.company.jobber.clients[0].id.clone();
    let variables = json!({"id": client, "text": "x"});
    fault(&mut wire, &json!({"fault": "writes", "refused": "error"}));
    let answer = wire.graphql(&access, NOTE, variables.clone());
    assert!(
        answer["data"].is_null() && answer["errors"].is_array(),
        "{answer}"
    );
    fault(
        &mut wire,
        &json!({"fault": "writes", "refused": "user_error"}),
    );
    let answer = wire.graphql(&access, NOTE, variables.clone());
    assert_eq!(
        answer["data"]["clientCreateNote"]["clientNote"],
        Value::Null
    );
    fault(&mut wire, &json!({"fault": "calm"}));
    fault(&mut wire, &json!({"fault": "lost_writes", "status": 502}));
    let body = json!({"query": NOTE, "variables": variables}).to_string();
    let bearer = format!("Bearer {access}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("x-jobber-graphql-version", "2025-04-16"),
    ];
    let statuses = [(); 2].map(|()| {
        let path = "/api/graphql";
        let answer = wire.send(RailName::Jobber, "POST", path, &headers, body.as_bytes());
        answer.status
    });
    assert_eq!(statuses, [502, 200]);
    let account = wire.company.jobber.account_id.clone();
    assert_eq!(wire.sandbox.jobber_writings(&account), ["x", "x"]);
}
