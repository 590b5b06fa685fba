//! The table in memory and the real adapter are one: the same random calls get the same answers,
//! errors, bills and final items. The adapter is driven whole, through the SDK, into an embedded
//! DynamoDB; or, by hand, into any other that speaks HTTP.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod calls;
mod embedded;

use std::collections::BTreeMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region, SharedHttpClient};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType,
};
use calls::{Call, PARTITIONS};
use oodaloo_store::dynamo::{DynamoTable, GSI1_NAME};
use oodaloo_store::model::ModelTable;
use oodaloo_store::table::{
    Condition, Index, Item, Key, Page, Query, Range, Table, TableError, Units, Write,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

fn client(http: Option<SharedHttpClient>, endpoint: &str) -> Client {
    let mut config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "test"))
        .endpoint_url(endpoint);
    config.set_http_client(http);
    Client::from_conf(config.build())
}

fn embedded() -> Client {
    client(Some(embedded::http_client()), "http://localhost")
}

async fn create(client: &Client, name: &str) -> DynamoTable {
    let key = |attribute: &str, kind| {
        KeySchemaElement::builder()
            .attribute_name(attribute)
            .key_type(kind)
            .build()
            .unwrap()
    };
    let text = |attribute: &str| {
        AttributeDefinition::builder()
            .attribute_name(attribute)
            .attribute_type(ScalarAttributeType::S)
            .build()
            .unwrap()
    };
    let index = GlobalSecondaryIndex::builder()
        .index_name(GSI1_NAME)
        .key_schema(key("gsi1pk", KeyType::Hash))
        .key_schema(key("gsi1sk", KeyType::Range))
        .projection(
            Projection::builder()
                .projection_type(ProjectionType::All)
                .build(),
        )
        .build()
        .unwrap();
    client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(["pk", "sk", "gsi1pk", "gsi1sk"].map(text).to_vec()))
        .key_schema(key("pk", KeyType::Hash))
        .key_schema(key("sk", KeyType::Range))
        .global_secondary_indexes(index)
        .send()
        .await
        .unwrap();
    DynamoTable::new(client.clone(), name)
}

/// What a call gave, without the words of a refusal.
#[derive(Debug, PartialEq)]
enum Answer {
    Item(Option<Item>),
    Items(BTreeMap<String, Item>),
    Page(Page),
    Done,
    Refused(TableError),
}

fn refused(e: TableError) -> Answer {
    Answer::Refused(match e {
        TableError::Invalid(_) => TableError::Invalid(String::new()),
        other => other,
    })
}

/// Makes one call; a query goes on through all its pages.
async fn make(table: &dyn Table, call: &Call) -> Vec<(Answer, Units)> {
    let one = |answer: Result<Answer, TableError>| {
        vec![(answer.unwrap_or_else(refused), table.meter().take())]
    };
    match call {
        Call::Get(key) => one(table.get(key).await.map(Answer::Item)),
        Call::BatchGet(keys) => one(table.batch_get(keys).await.map(|items| {
            let place = |i: &Item| format!("{} {}", i["pk"], i["sk"]);
            Answer::Items(items.into_iter().map(|i| (place(&i), i)).collect())
        })),
        Call::Transact(writes) => one(table.transact(writes.clone()).await.map(|()| Answer::Done)),
        Call::Query(query) => pages(table, query).await,
    }
}

async fn pages(table: &dyn Table, query: &Query) -> Vec<(Answer, Units)> {
    let mut query = query.clone();
    let mut answers = Vec::new();
    loop {
        match table.query(&query).await {
            Ok(page) => {
                query.start.clone_from(&page.next);
                answers.push((Answer::Page(page), table.meter().take()));
            }
            Err(e) => {
                query.start = None;
                answers.push((refused(e), table.meter().take()));
            }
        }
        if query.start.is_none() {
            return answers;
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Bills {
    Compared,
    Ignored,
}

/// Makes the calls on both. Not every stand-in for DynamoDB bills reads by their size.
async fn same(
    reads: Bills,
    ours: &ModelTable,
    other: &DynamoTable,
    all: &[Call],
) -> Result<(), TestCaseError> {
    for call in all {
        let (mut expected, mut got) = (make(ours, call).await, make(other, call).await);
        if reads == Bills::Ignored {
            for (_, units) in expected.iter_mut().chain(&mut got) {
                units.read_halves = 0;
            }
        }
        prop_assert_eq!(
            expected,
            got,
            "left: in memory, right: the adapter, after {:?}",
            call
        );
    }
    for pk in PARTITIONS {
        let all = Call::Query(Query::base(*pk, Range::All));
        let (expected, got) = (make(ours, &all).await, make(other, &all).await);
        let items =
            |answers: Vec<(Answer, Units)>| answers.into_iter().map(|a| a.0).collect::<Vec<_>>();
        prop_assert_eq!(items(expected), items(got), "the final items");
    }
    Ok(())
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
}

#[test]
fn random_calls_get_the_same_answers() {
    let config = Config {
        cases: 200,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, fixed_rng())
        .run(&prop::collection::vec(calls::call(), 10..40), |all| {
            runtime().block_on(async {
                let other = create(&embedded(), "table").await;
                same(Bills::Compared, &ModelTable::new(), &other, &all).await
            })
        })
        .unwrap();
}

fn fixed_rng() -> proptest::test_runner::TestRng {
    proptest::test_runner::TestRng::deterministic_rng(prop::test_runner::RngAlgorithm::ChaCha)
}

fn large(sk: String, bytes: usize) -> Write {
    let item =
        json!({"pk": "p", "sk": sk, "gsi1pk": "OPEN", "gsi1sk": sk, "text": "x".repeat(bytes)});
    Write::Put {
        item: item.as_object().unwrap().clone(),
        when: Condition::NotExists,
    }
}

#[test]
fn large_items_page_and_batch_the_same() {
    let keys: Vec<_> = (0..60).map(|n| Key::new("p", format!("{n:02}"))).collect();
    let mut all: Vec<_> = keys
        .iter()
        .map(|k| Call::Transact(vec![large(k.sk.clone(), 300 * 1024)]))
        .collect();
    all.push(Call::BatchGet(keys));
    for index in [Index::Base, Index::Gsi1] {
        let pk = if index == Index::Base { "p" } else { "OPEN" };
        let range = Range::Between("03".into(), "20".into());
        all.push(Call::Query(Query {
            eventual: index == Index::Gsi1,
            index,
            forward: false,
            ..Query::base(pk, range)
        }));
    }
    // Two large halves: only the table knows that together they are too much.
    let grow = Write::Update {
        key: Key::new("p", "00"),
        set: [("more".to_owned(), json!("y".repeat(200 * 1024)))].into(),
        add: BTreeMap::new(),
        remove: vec![],
        when: Condition::Exists,
    };
    let other = Write::Delete {
        key: Key::new("p", "01"),
        when: Condition::Always,
    };
    all.push(Call::Transact(vec![grow.clone()]));
    all.push(Call::Transact(vec![grow, other]));
    runtime().block_on(async {
        let other = create(&embedded(), "table").await;
        same(Bills::Compared, &ModelTable::new(), &other, &all)
            .await
            .unwrap();
    });
}

/// `DYNAMODB_ENDPOINT=http://127.0.0.1:4566 cargo test -p oodaloo-store -- --ignored`
#[test]
#[ignore = "needs a running DynamoDB"]
#[expect(
    clippy::disallowed_methods,
    reason = "the endpoint of a test that is run by hand"
)]
fn random_calls_get_the_same_answers_elsewhere() {
    let endpoint = std::env::var("DYNAMODB_ENDPOINT").unwrap();
    let config = Config {
        cases: 300,
        failure_persistence: None,
        ..Config::default()
    };
    let nth = std::cell::Cell::new(0);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let elsewhere = client(None, &endpoint);
    TestRunner::new_with_rng(config, fixed_rng())
        .run(&prop::collection::vec(calls::call(), 10..40), |all| {
            runtime.block_on(async {
                nth.set(nth.get() + 1);
                let name = format!("differential-{}-{}", std::process::id(), nth.get());
                let other = create(&elsewhere, &name).await;
                let same = same(Bills::Ignored, &ModelTable::new(), &other, &all).await;
                elsewhere
                    .delete_table()
                    .table_name(name)
                    .send()
                    .await
                    .unwrap();
                same
            })
        })
        .unwrap();
}
